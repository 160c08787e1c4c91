package classify

import (
	"reflect"
	"testing"

	"verbatim/classify/lookup"
	"verbatim/datasets"
	"verbatim/themes"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

func TestTagsOfLookupHits(t *testing.T) {
	term := func(s string) themes.Terms {
		return themes.Terms{"en": {{Text: s, Node: &expr.Words{Text: s}, Lang: "en"}}}
	}
	cb := &themes.Codebook{Hash: "0123456789abcdef", Themes: []themes.Theme{
		{ID: "pricing", Terms: term("pricing")},
		{ID: "too_expensive", Parent: "pricing", Terms: term("too expensive")},
		{ID: "speed", Terms: term("slow")},
	}}
	tk, err := tokenize.New(tokenize.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m, err := lookup.Compile(cb, tk)
	if err != nil {
		t.Fatal(err)
	}
	v := datasets.Verbatim{VerbatimID: "r1#q1", ResponseID: "r1", RespondedOn: datasets.Some(datasets.Date(20000)), RunNumber: 3,
		Text: "Slow. Too expensive, too expensive!"}
	var doc tokenize.Doc
	var hits lookup.Hits
	tk.Tokenize(v.Text, &doc)
	m.Match(&doc, &hits)
	before := datasets.Tag{ThemeID: "kept"}
	got := Tags(cb, m, &hits, nil, &v, []datasets.Tag{before})
	common := datasets.Tag{VerbatimID: "r1#q1", ResponseID: "r1", State: datasets.Applied, Source: datasets.SourceLookup,
		Sources: []datasets.TagSource{datasets.SourceLookup}, SourceVersion: cb.Hash, RespondedOn: v.RespondedOn, RunNumber: 3}
	expensive, speed := common, common
	expensive.ThemeID, expensive.ParentThemeID, expensive.Rule, expensive.EvidenceText = "too_expensive", "pricing", "too expensive", "Too expensive"
	expensive.Evidence = []datasets.Span{{Start: 6, End: 19, Text: "Too expensive"}, {Start: 21, End: 34, Text: "too expensive"}}
	speed.ThemeID, speed.Rule, speed.EvidenceText = "speed", "slow", "Slow"
	speed.Evidence = []datasets.Span{{Start: 0, End: 4, Text: "Slow"}}
	if want := []datasets.Tag{before, expensive, speed}; !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}
