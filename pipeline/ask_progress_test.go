package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"testing"

	"verbatim/classify/llm"
	"verbatim/classify/llm/llmtest"
	"verbatim/datasets"
)

// step is what Progress was told of asking.
type step struct{ done, total int64 }

// watched returns what to hand to Progress, and what that was told of asking. It
// fails where two tell at once, or done goes before the server was asked.
func watched(t *testing.T, server *llmtest.Server) (progress func(string, int64, int64), steps *[]step) {
	steps = new([]step)
	var inside atomic.Int32
	return func(stage string, done, total int64) {
		if inside.Add(1) != 1 {
			t.Error("two goroutines report at once")
		}
		defer inside.Add(-1)
		if stage != StageAsk {
			return
		}
		if done > 0 && server.Count() == 0 {
			t.Errorf("%d of %d are done, and nothing was asked", done, total)
		}
		*steps = append(*steps, step{done, total})
	}, steps
}

// TestAskTellsProgress wants answers to be told as they come, and all to be done
// only at the end.
func TestAskTellsProgress(t *testing.T) {
	lines := []string{"Response ID,NPS,Comment"}
	for i := range 140 {
		lines = append(lines, fmt.Sprintf("R%d,%d,\"sluggish, number %d\"", i, i%11, i))
	}
	input := survey(t, "long.csv", lines...)
	for policy, want := range map[string]int64{"all": 140, "sample:70": 70} {
		server := llmtest.New(t)
		l := serverOf(server)
		var err error
		if l.Policy, err = ParsePolicy(policy); err != nil {
			t.Fatal(err)
		}
		o := askOptions(t.TempDir(), input, askedCodebook(t), l)
		o.askBlock = 40
		var steps *[]step
		o.Progress, steps = watched(t, server)
		mustRun(t, o)
		got := *steps
		if len(got) < 4 || got[0].done != 0 || got[len(got)-1] != (step{want, want}) {
			t.Fatalf("%s: told %v, want 0 first, several steps, and %d of %d last", policy, got, want, want)
		}
		for i, s := range got[:len(got)-1] {
			if s.done >= s.total || s.done > got[i+1].done || s.total > got[i+1].total {
				t.Errorf("%s: step %d tells %d of %d", policy, i, s.done, s.total)
			}
		}
	}
}

// TestFruitlessAsking: asking again about what is missing publishes nothing
// where nothing comes of it.
func TestFruitlessAsking(t *testing.T) {
	server := llmtest.New(t)
	ws, input, cb := t.TempDir(), askSurvey(t), askedCodebook(t)
	down := serverOf(server)
	down.Config.BaseURL = llmtest.ClosedURL(t)
	if res := mustRun(t, askOptions(ws, input, cb, down)); !res.Published || res.LLM.Failure == "" {
		t.Fatalf("the first run: published %v, report %+v", res.Published, res.LLM)
	}
	for name, verb := range map[string]func(context.Context, Options) (*Result, error){"run": Run, "retag": Retag} {
		res, err := verb(context.Background(), askOptions(ws, input, cb, down))
		if err != nil || res.Published || res.Manifest.Generation != 1 || res.Manifest.Stats.LLMMissing != 40 || res.LLM == nil || res.LLM.Missing.Down != 40 {
			t.Fatalf("%s again with the server down: error %v, %+v", name, err, res)
		}
	}
	// Something else to do is done.
	changed := askedCodebook(t, "[slow]", "[slow, exhibition]")
	if res, err := Retag(context.Background(), askOptions(ws, input, changed, down)); err != nil || !res.Published {
		t.Fatalf("a retag with another list: error %v, %+v", err, res)
	}
	if res := mustRun(t, askOptions(ws, input, changed, serverOf(server))); !res.Published || res.Manifest.Stats.LLMMissing != 0 {
		t.Errorf("with the server back: published %v, %d missing", res.Published, res.Manifest.Stats.LLMMissing)
	}
}

// TestAnswersOfAnInterruptedRunCount: they are published also where the server is
// down by then.
func TestAnswersOfAnInterruptedRunCount(t *testing.T) {
	server := llmtest.New(t)
	ws, input, cb := t.TempDir(), askSurvey(t), askedCodebook(t)
	l := serverOf(server)
	l.Config.Isolation = llm.Strict
	down := l
	down.Config.BaseURL = llmtest.ClosedURL(t)
	mustRun(t, askOptions(ws, input, cb, down))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	answer, asked := server.Model, atomic.Int64{}
	server.Model = func(system, user string, schema json.RawMessage) string {
		if asked.Add(1) == 9 {
			cancel()
		}
		return answer(system, user, schema)
	}
	if _, err := Run(ctx, askOptions(ws, input, cb, l)); err == nil {
		t.Fatal("the run was not interrupted")
	}
	res := mustRun(t, askOptions(ws, input, cb, down))
	if n := statuses(t, ws)[datasets.LLMAnswered]; !res.Published || n == 0 || n != 40-res.LLM.Missing.Total() {
		t.Errorf("published %v, %d answered, report %+v", res.Published, n, res.LLM)
	}
}
