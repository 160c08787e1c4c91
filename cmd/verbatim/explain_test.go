package main

import (
	"testing"

	"verbatim/classify"
	"verbatim/datasets"
	"verbatim/pipeline"
)

func given(source datasets.TagSource, least, confidence float64) classify.Given {
	g := classify.Given{Source: source, Version: "small", Judged: map[string]bool{"slow": true}, Least: least}
	if confidence > 0 {
		g.Themes = []classify.GivenTheme{{ThemeID: "slow", Confidence: confidence}}
	}
	return g
}

// TestDisagreement: who stands against a tag that is suppressed.
func TestDisagreement(t *testing.T) {
	llm, classifier := datasets.SourceLLM, datasets.SourceClassifier
	for name, tt := range map[string]struct {
		by     string
		models []classify.Given
		want   string
	}{
		"the LLM says no":      {"combine agree", []classify.Given{given(llm, 0, 0), given(classifier, 0, 0.9)}, ": the LLM says no"},
		"the list says no":     {"combine agree", []classify.Given{given(llm, 0, 0.9)}, ": no term hits"},
		"not sure enough":      {"combine agree", []classify.Given{given(llm, 0.95, 0.9)}, ": the LLM is not sure enough, 0.90"},
		"below the least":      {"confidence 0.90", []classify.Given{given(llm, 0.95, 0.9)}, ", below 0.95"},
		"overruled":            {"overruled llm", []classify.Given{given(llm, 0, 0), given(classifier, 0, 0.9)}, ": the LLM says no"},
		"no matter of models":  {"negated", []classify.Given{given(llm, 0, 0)}, ""},
		"models are not known": {"combine agree", nil, ""},
	} {
		v := &pipeline.ExplainedVerbatim{Models: tt.models}
		if got := disagreement(v, &datasets.Tag{ThemeID: "slow", SuppressedBy: tt.by}); got != tt.want {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
}

// TestGivenBy: all sources of a tag, the one that decides first.
func TestGivenBy(t *testing.T) {
	human, llm, classifier, lookup := datasets.SourceHuman, datasets.SourceLLM, datasets.SourceClassifier, datasets.SourceLookup
	for want, tag := range map[string]datasets.Tag{
		"; by LLM (small)":                          {Source: llm, SourceVersion: "small", Sources: []datasets.TagSource{llm}},
		"; by LLM (small), classifier and lookup":   {Source: llm, SourceVersion: "small", Sources: []datasets.TagSource{llm, classifier, lookup}},
		"; by lookup (codebook 12ab)":               {Source: lookup, SourceVersion: "12ab", Sources: []datasets.TagSource{lookup}},
		" by ann":                                   {Source: human, SourceVersion: "ann", Sources: []datasets.TagSource{human}},
		" by ann (the LLM and lookup had given it)": {State: datasets.Removed, Source: human, SourceVersion: "ann", Sources: []datasets.TagSource{human, llm, lookup}},
		" by ann (the LLM too)":                     {State: datasets.Applied, Source: human, SourceVersion: "ann", Sources: []datasets.TagSource{human, llm}},
	} {
		if got := givenBy(&tag); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
