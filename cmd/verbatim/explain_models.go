package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"verbatim/classify"
	"verbatim/datasets"
	"verbatim/pipeline"
	"verbatim/themes"
)

// modelName is how a model is called: LLM small. The version of a classifier is
// a hash, which says nothing to a reader.
func modelName(source datasets.TagSource, version string) string {
	if source == datasets.SourceLLM {
		return "LLM " + version
	}
	return string(source)
}

// sourceName is how a source of tags, sentiments or intents is called within a
// sentence.
func sourceName[S ~string](source S) string {
	if source == S(datasets.SourceLLM) {
		return "LLM"
	}
	return string(source)
}

// said is what a model gives a verbatim, whether a tag came of it or not.
func (p *explainPage) said(v *pipeline.ExplainedVerbatim, g *classify.Given) string {
	var given []string
	for _, t := range g.Themes {
		given = append(given, fmt.Sprintf("%s %.2f", p.g.Codebook.Name(t.ThemeID, languageOf(v.Text)), t.Confidence))
	}
	return modelName(g.Source, g.Version) + ": " + cmp.Or(strings.Join(given, ", "), "no theme")
}

// models prints what models say of a theme, and how its sources combine where
// the codebook says and its state does not.
func (p *explainPage) models(b *strings.Builder, v *pipeline.ExplainedVerbatim, t *datasets.Tag) {
	theme := p.g.Codebook.Theme(t.ThemeID)
	if theme == nil || len(v.Models) == 0 {
		return
	}
	for i := range v.Models {
		fmt.Fprintf(b, "      %s: %s\n", modelName(v.Models[i].Source, v.Models[i].Version), verdict(&v.Models[i], t.ThemeID))
	}
	if mode := p.g.Codebook.CombineOf(theme); mode != themes.CombineAny && !strings.HasPrefix(t.SuppressedBy, "combine ") {
		fmt.Fprintf(b, "      combine %s\n", mode)
	}
}

// verdict is what a model says of a theme.
func verdict(g *classify.Given, id string) string {
	given := g.Theme(id)
	switch {
	case given == nil && g.Judged[id]:
		return "no"
	case given == nil:
		return "was not asked about this theme"
	}
	text := fmt.Sprintf("yes, confidence %.2f", given.Confidence)
	if given.Confidence < g.Least {
		text += fmt.Sprintf(", below %.2f", g.Least)
	}
	if given.Sentiment != "" {
		text += ", " + string(given.Sentiment)
	}
	return strings.Join(append([]string{text}, quotes(given.Evidence)...), ", ")
}

// disagreement says what stands behind a tag that is suppressed by what its
// sources say together.
func disagreement(v *pipeline.ExplainedVerbatim, t *datasets.Tag) string {
	why, _, _ := strings.Cut(t.SuppressedBy, " ")
	for i := range v.Models {
		g := &v.Models[i]
		given := g.Theme(t.ThemeID)
		switch {
		case given == nil && !g.Judged[t.ThemeID]:
		case why == "confidence" && given != nil && given.Confidence < g.Least:
			return fmt.Sprintf(", below %.2f", g.Least)
		case why != "combine" && why != "overruled":
			return ""
		case given == nil:
			return ": " + theSource(g.Source) + " says no"
		case given.Confidence < g.Least:
			return fmt.Sprintf(": %s is not sure enough, %.2f", theSource(g.Source), given.Confidence)
		default:
			return ": no term hits"
		}
	}
	return ""
}

// theSource is sourceName with its article.
func theSource(source datasets.TagSource) string {
	if source == datasets.SourceLookup {
		return "lookup"
	}
	return "the " + sourceName(source)
}

// givenBy says who gave a tag, or took it away.
func givenBy(t *datasets.Tag) string {
	if t.Source != datasets.SourceHuman {
		version := t.SourceVersion
		if t.Source == datasets.SourceLookup {
			version = "codebook " + version
		}
		names := []string{fmt.Sprintf("%s (%s)", sourceName(t.Source), version)}
		for _, s := range others(t) {
			names = append(names, sourceName(s))
		}
		return "; by " + enumerate(names)
	}
	var names []string
	for _, s := range others(t) {
		names = append(names, theSource(s))
	}
	text := " by " + t.SourceVersion
	switch {
	case len(names) == 0:
	case t.State == datasets.Removed:
		text += " (" + enumerate(names) + " had given it)"
	default:
		text += " (" + enumerate(names) + " too)"
	}
	return text
}

// others returns the sources of a tag beside the one that won.
func others(t *datasets.Tag) []datasets.TagSource {
	return slices.DeleteFunc(slices.Clone(t.Sources), func(s datasets.TagSource) bool { return s == t.Source })
}

// enumerate joins names: a, b and c.
func enumerate(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
