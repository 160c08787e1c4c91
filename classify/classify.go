// Package classify turns what the sources of tags find into the rows of the
// tags table. Today there is one source, the lookup lists; the others will
// stand beside it, and people's labels above all.
package classify

import (
	"verbatim/classify/lookup"
	"verbatim/datasets"
	"verbatim/themes"
	"verbatim/themes/expr"
)

// Tags appends one tag for each theme that the lookup lists give a verbatim,
// in the order of the codebook: applied, with source lookup at the version of
// the codebook, the rule and the evidence, and neither confidence nor
// sentiment. m must be compiled from cb, and hits be of v's text; facts
// answers field conditions inside terms and may be nil. Of v it reads the ids,
// the date and the run.
func Tags(cb *themes.Codebook, m *lookup.Matcher, hits *lookup.Hits, facts expr.Facts, v *datasets.Verbatim, dst []datasets.Tag) []datasets.Tag {
	var buf [8]lookup.ThemeHit
	for _, hit := range m.Tags(hits, facts, buf[:0]) {
		theme := &cb.Themes[hit.Theme]
		tag := datasets.Tag{
			VerbatimID:    v.VerbatimID,
			ResponseID:    v.ResponseID,
			ThemeID:       theme.ID,
			ParentThemeID: theme.Parent,
			State:         datasets.Applied,
			Source:        datasets.SourceLookup,
			Sources:       []datasets.TagSource{datasets.SourceLookup},
			SourceVersion: cb.Hash,
			Rule:          hit.Rule,
			Evidence:      hit.Evidence,
			RespondedOn:   v.RespondedOn,
			RunNumber:     v.RunNumber,
		}
		if len(hit.Evidence) > 0 {
			tag.EvidenceText = hit.Evidence[0].Text
		}
		dst = append(dst, tag)
	}
	return dst
}
