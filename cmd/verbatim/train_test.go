package main

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"verbatim/classify/evaluate"
	"verbatim/classify/linear"
	"verbatim/datasets"
	"verbatim/pipeline"
	"verbatim/themes"
)

const trainCodebook = `
version: 1
departments: {support: Support}
themes:
  - {id: pricing, name: {en: Pricing}, departments: [support]}
  - {id: too_dear, parent: pricing, name: {en: Too dear}, departments: [support]}
  - {id: billing, name: {en: Billing}, departments: [support]}
  - {id: slow, name: {en: Slow}, departments: [support]}
routing:
  rules:
    - {id: all, when: "theme:any", inform: theme}
`

func trainBook(t *testing.T) *themes.Codebook {
	t.Helper()
	cb, err := themes.Parse("codebook.yaml", []byte(trainCodebook))
	if err != nil {
		t.Fatal(err)
	}
	return cb
}

// TestGoldThemes: what a label leaves open is neither there nor missing.
func TestGoldThemes(t *testing.T) {
	cb := trainBook(t)
	s := &schemes{themes: evaluate.NewScheme(cb.Resolve, cb.Ancestors)}
	for label, target := range map[string]string{
		"Dear": "too_dear", "Price": "pricing", "Slow": "slow", "Money": "pricing,billing", "Both": "slow+billing", "None": "none", "Other": "",
	} {
		if err := s.themes.Map(label, target); err != nil {
			t.Fatal(err)
		}
	}
	for labels, want := range map[string][2]string{
		"":           {"", "all"},
		"None":       {"", "all"},
		"Slow":       {"slow", "all"},
		"Price":      {"pricing", "all"},
		"Dear":       {"too_dear", "billing slow too_dear"},
		"Dear Price": {"pricing too_dear", "all"},
		"Money":      {"", "slow too_dear"},
		"Money Slow": {"slow", "slow too_dear"},
		"Both":       {"billing slow", "all"},
		"Slow Other": {"slow", "all"},
	} {
		given, judged := goldThemes(s, cb, strings.Fields(labels))
		got := [2]string{strings.Join(given, " "), "all"}
		if judged != nil {
			got[1] = strings.Join(judged, " ")
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", labels, got, want)
		}
	}
}

// TestLabelledThemes: what a machine gave and nobody took away is left open.
func TestLabelledThemes(t *testing.T) {
	cb := trainBook(t)
	tag := func(theme string, state datasets.TagState) datasets.Tag {
		return datasets.Tag{ThemeID: theme, State: state}
	}
	label := func(theme string, removed bool) datasets.Label {
		return datasets.Label{ThemeID: theme, Removed: removed}
	}
	for name, tt := range map[string]struct {
		labels        []datasets.Label
		tags          []datasets.Tag
		given, judged []string
	}{
		"given":           {[]datasets.Label{label("slow", false)}, nil, []string{"slow"}, []string{"pricing", "too_dear", "billing", "slow"}},
		"taken":           {[]datasets.Label{label("slow", true)}, []datasets.Tag{tag("slow", datasets.Applied)}, nil, []string{"pricing", "too_dear", "billing", "slow"}},
		"nobody judged":   {[]datasets.Label{label("slow", false)}, []datasets.Tag{tag("billing", datasets.Applied)}, []string{"slow"}, []string{"pricing", "too_dear", "slow"}},
		"suppressed":      {[]datasets.Label{label("slow", false)}, []datasets.Tag{tag("billing", datasets.Suppressed)}, []string{"slow"}, []string{"pricing", "too_dear", "billing", "slow"}},
		"no theme of now": {[]datasets.Label{label("gone", false)}, nil, nil, nil},
	} {
		given, judged := labelledThemes(&pipeline.Labelled{Labels: tt.labels, Tags: tt.tags}, cb)
		if !reflect.DeepEqual(given, tt.given) || !reflect.DeepEqual(judged, tt.judged) {
			t.Errorf("%s: got %q of %q, want %q of %q", name, given, judged, tt.given, tt.judged)
		}
	}
}

// TestAnsweredThemes: what the model doubted is not learnt, and people win.
func TestAnsweredThemes(t *testing.T) {
	tag := func(id string, state datasets.TagState, confidence float64, sources ...datasets.TagSource) datasets.Tag {
		return datasets.Tag{ThemeID: id, State: state, Source: sources[0], Sources: sources, Confidence: datasets.Some(confidence)}
	}
	tags := []datasets.Tag{
		tag("sure", datasets.Applied, 0.9, datasets.SourceLLM, datasets.SourceLookup),
		tag("beaten", datasets.Suppressed, 0.9, datasets.SourceLLM), // by another theme of its group
		tag("doubted", datasets.Suppressed, 0.3, datasets.SourceLLM),
		tag("listed", datasets.Applied, 0, datasets.SourceLookup),
		tag("taken", datasets.Removed, 0, datasets.SourceHuman, datasets.SourceLLM),
		tag("kept", datasets.Applied, 0, datasets.SourceHuman, datasets.SourceLLM),
		tag("added", datasets.Applied, 0, datasets.SourceHuman),
		tag("unasked", datasets.Applied, 0, datasets.SourceHuman),
	}
	got := answeredThemes(tags, []string{"sure", "beaten", "doubted", "listed", "taken", "kept", "added"}, 0.5)
	if want := []string{"sure", "beaten", "kept", "added"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestNeverApplied: a theme that never applies has no figures.
func TestNeverApplied(t *testing.T) {
	r := trainReport{Report: &linear.Report{Themes: []linear.ThemeReport{{ID: "slow", Positives: 12, Reached: false, On: 1, Unsure: 3}}}}
	if text := r.text(); !regexp.MustCompile(`slow +12 +never +– +– +– +3\n`).MatchString(text) {
		t.Errorf("got\n%s", text)
	}
}
