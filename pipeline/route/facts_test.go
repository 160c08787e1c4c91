package route_test

import (
	"slices"
	"testing"

	"verbatim/datasets"
	"verbatim/pipeline/route"
)

func TestFacts(t *testing.T) {
	f := newFixture(t, usual, "UTC").facts
	resp, _ := in{score: "8", at: "2026-11-20T10:00:00Z", themes: []string{"too_expensive"}, plan: "Pro"}.response(t)
	resp.Departments = []string{"support"}
	verbatims := []datasets.Verbatim{
		{QuestionID: "q1", Language: "ja", Intent: datasets.Problem, ContentStatus: datasets.Content, ThemeIDs: []string{"too_expensive"}},
		{QuestionID: "q2", Language: "en", Intent: datasets.Problem, ContentStatus: datasets.NoContent},
	}
	tags := []datasets.Tag{
		{ThemeID: "too_expensive", State: datasets.Applied, Sources: []datasets.TagSource{datasets.SourceHuman, datasets.SourceLookup}, Sentiment: datasets.Negative},
		{ThemeID: "speed", State: datasets.Removed, Sources: []datasets.TagSource{datasets.SourceLLM}, Sentiment: datasets.Positive},
	}
	want := map[string][]string{
		"theme":      {"too_expensive", "pricing"},
		"department": {"support"},
		"lang":       {"ja", "en"},
		"intent":     {"problem"},
		"sentiment":  {"negative"},
		"nps":        {"passive"},
		"score":      {"8"},
		"date":       {"2026-11-20"},
		"by":         {"human", "lookup"},
		"status":     {"content", "no_content"},
		"metric":     {"nps"},
		"question":   {"q1", "q2"},
		"id":         {"r1"},
		"source":     {"survey.csv"},
		"plan":       {"Pro"},
		"mrr":        nil,
		"unheard_of": nil,
	}
	for range 2 { // the second time in used memory
		f.Set(resp, verbatims, tags)
		for field, values := range want {
			if got := f.Values(field); !slices.Equal(got, values) {
				t.Errorf("%s is %q, want %q", field, got, values)
			}
		}
	}
	f.Set(&datasets.Response{ResponseID: "r2", ThemeIDs: []string{"gone"}}, nil, nil)
	for field := range want {
		wanted := map[string][]string{"id": {"r2"}, "theme": {"gone"}}[field]
		if got := f.Values(field); !slices.Equal(got, wanted) {
			t.Errorf("of an empty response, %s is %q, want %q", field, got, wanted)
		}
	}
}

func TestFactsBeforeSet(t *testing.T) {
	f := route.NewFacts(newFixture(t, usual, "UTC").cb, attributes)
	if got := f.Values("plan"); got != nil {
		t.Errorf("got %q", got)
	}
}

// TestFactsKeepMemory: routing a response costs its facts no allocation.
func TestFactsKeepMemory(t *testing.T) {
	f := newFixture(t, usual, "UTC").facts
	resp, verbatims := in{themes: []string{"too_expensive"}, intent: "praise", plan: "Pro"}.response(t)
	f.Set(resp, verbatims, nil)
	if n := testing.AllocsPerRun(100, func() { f.Set(resp, verbatims, nil); f.Values("plan"); f.Values("theme") }); n > 0 {
		t.Errorf("%v allocations a response", n)
	}
}
