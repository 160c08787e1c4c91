package pipeline

import (
	"context"
	"path/filepath"
	"testing"

	"verbatim/classify/llm"
	"verbatim/classify/llm/llmtest"
	"verbatim/datasets"
)

// TestSampleStays wants a sample that was drawn to stay the sample of its parts:
// a later run asks about what is missing of it, and draws from new texts alone.
func TestSampleStays(t *testing.T) {
	server := llmtest.New(t)
	ws, input, cb := filepath.Join(t.TempDir(), "ws"), askSurvey(t), askedCodebook(t)
	l := serverOf(server)
	l.Policy = Policy{Sample: 12}
	l.Config.Isolation, l.Config.MaxOutputTokens = llm.Strict, 300
	l.Config.BudgetTokens = datasets.Some[int64](6_000)
	mustRun(t, askOptions(ws, input, cb, l))
	first := statuses(t, ws)
	if first[datasets.LLMMissing] == 0 || first[datasets.LLMAnswered] == 0 || first[""] != 28 {
		t.Fatalf("%v: want some of a sample of 12 answered, some missing", first)
	}
	l.Config.BudgetTokens = datasets.Opt[int64]{}
	again, err := Retag(context.Background(), askOptions(ws, input, cb, l))
	if err != nil || again.LLM.Asked != first[datasets.LLMMissing] {
		t.Fatalf("then %+v (error %v): want the %d missing ones asked about", again.LLM, err, first[datasets.LLMMissing])
	}
	if got := statuses(t, ws); got[datasets.LLMAnswered] != 12 || got[""] != 28 {
		t.Fatalf("then %v: want 12 answered", got)
	}
	more := survey(t, "more.csv", "Response ID,NPS,Mail,Comment", "S1,3,,sluggish today", "S2,3,,overcharged today", "S3,3,,freezes today")
	res := mustRun(t, askOptions(ws, more, cb, l))
	if got := statuses(t, ws); res.LLM.Asked != 3 || got[datasets.LLMAnswered] != 15 || got[""] != 28 {
		t.Fatalf("with 3 more %+v, %v: want them asked about, and nothing else", res.LLM, got)
	}
	o := askOptions(ws, input, askedCodebook(t, "[slow]", "[slow, exhibition]"), LLM{})
	if _, err := Retag(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	if got := statuses(t, ws); got[datasets.LLMMissing] != 0 || got[datasets.LLMAnswered] != 15 {
		t.Errorf("after a retag that keeps the answers %v: want 15 answered and none missing", got)
	}
}
