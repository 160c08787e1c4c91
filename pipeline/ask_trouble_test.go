package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"verbatim/classify/llm"
	"verbatim/classify/llm/llmtest"
	"verbatim/pipeline/state"
)

// TestInterruptedWhileAsking wants no answer that was recorded to be asked for
// again, and the same rows as without the interruption.
func TestInterruptedWhileAsking(t *testing.T) {
	server, asked := llmtest.New(t), atomic.Int64{}
	input, cb, l := askSurvey(t), askedCodebook(t), serverOf(server)
	l.Config.Isolation = llm.Strict
	whole, cut := t.TempDir(), t.TempDir()
	mustRun(t, askOptions(whole, input, cb, l))
	before := server.Count()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	answer := server.Model
	server.Model = func(system, user string, schema json.RawMessage) string {
		if asked.Add(1) == 15 {
			cancel()
		}
		return answer(system, user, schema)
	}
	if _, err := Run(ctx, askOptions(cut, input, cb, l)); !errors.Is(err, context.Canceled) {
		t.Fatalf("cancelled: error %v", err)
	}
	mustRun(t, askOptions(cut, input, cb, l))
	if n := server.Count() - before; n < 40 || n > 40+l.Config.Concurrency {
		t.Errorf("%d requests for 40 verbatims, at most %d under way at the interruption", n, l.Config.Concurrency)
	}
	if !slices.Equal(tagLines(t, cut), tagLines(t, whole)) {
		t.Error("the rows differ from those of a run that was not interrupted")
	}
}

// TestLostAnswers wants a run to stop where state.db is gone: the tags would go
// with it, or be paid for again.
func TestLostAnswers(t *testing.T) {
	server := llmtest.New(t)
	ws, input := t.TempDir(), askSurvey(t)
	mustRun(t, askOptions(ws, input, askedCodebook(t), serverOf(server)))
	if err := os.Remove(filepath.Join(ws, state.File)); err != nil {
		t.Fatal(err)
	}
	asked := server.Count()
	now := askedCodebook(t, "[slow]", "[slow, exhibition]")
	for _, l := range []LLM{{}, serverOf(server)} {
		_, err := Retag(context.Background(), askOptions(ws, input, now, l))
		if err == nil || !strings.Contains(err.Error(), "exchanges with an LLM") || server.Count() != asked {
			t.Errorf("mode %q: error %v, %d requests", l.Mode, err, server.Count()-asked)
		}
	}
	if _, err := open(t, ws).Preview(context.Background(), PreviewOptions{Codebook: now}); err == nil || !strings.Contains(err.Error(), "exchanges with an LLM") {
		t.Errorf("preview: error %v", err)
	}
	if _, err := Retag(context.Background(), askOptions(ws, input, now, LLM{Mode: LLMOff})); err != nil {
		t.Errorf("off: %v", err)
	}
}

// TestDryRunKeepsSealedParts: a rehearsal never drops the work of a run that was
// interrupted, also with Restart.
func TestDryRunKeepsSealedParts(t *testing.T) {
	server := llmtest.New(t)
	ws, input, cb := t.TempDir(), askSurvey(t), askedCodebook(t)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	o := askOptions(ws, input, cb, LLM{})
	o.Progress = func(stage string, done, _ int64) {
		if stage == StagePublish {
			cancel()
		}
	}
	if _, err := Run(ctx, o); err == nil {
		t.Fatal("the run was not interrupted")
	}
	sealed := func() int {
		parts, _ := os.ReadDir(filepath.Join(ws, stagingDir, sealedDir))
		return len(parts)
	}
	before := sealed()
	o = askOptions(ws, input, cb, serverOf(server))
	o.Restart = true
	err := EachRequest(context.Background(), o, func(*llm.Request, []llm.Item) error { return nil })
	if before == 0 || sealed() != before {
		t.Errorf("%d parts were sealed, and are %d after a dry run (error %v)", before, sealed(), err)
	}
}

// TestDamagedAnswers: what a damaged log says never ends in a panic.
func TestDamagedAnswers(t *testing.T) {
	for _, span := range [][2]int32{{-1, 2}, {3, 1}, {2, 2}, {0, 99}, {50, 60}} {
		if got := quoted("some text", span[0], span[1]); got != nil {
			t.Errorf("%v: got %+v, want no evidence", span, got)
		}
	}
	if got := quoted("a text", 2, 6); len(got) != 1 || got[0].Text != "text" {
		t.Errorf("the end of a text: %+v", got)
	}
}

func TestParsePolicy(t *testing.T) {
	got, err := ParsePolicy(" untagged, unsure , sample:3")
	if want := (Policy{Untagged: true, Unsure: true, Sample: 3}); err != nil || got != want {
		t.Errorf("got %+v %v, want %+v", got, err, want)
	}
	for _, bad := range []string{"some", "sample", "sample:0", "all:2", "all,,"} {
		if _, err := ParsePolicy(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestDamagedManifest(t *testing.T) {
	ws := t.TempDir()
	mustRun(t, askOptions(ws, askSurvey(t), askedCodebook(t), LLM{}))
	g := open(t, ws)
	path := filepath.Join(g.Dir, manifestFile)
	for _, lost := range []func(*Manifest){
		func(m *Manifest) { m.Stats = nil }, func(m *Manifest) { m.Runs = nil }, func(m *Manifest) { m.Parts[1].Stats = nil },
	} {
		m := *g.Manifest
		m.Parts = slices.Clone(m.Parts)
		lost(&m)
		if err := writeJSON(path, &m); err != nil {
			t.Fatal(err)
		}
		if _, err := readManifest(g.Dir); err == nil || !strings.Contains(err.Error(), "is damaged") {
			t.Errorf("got %v, want it called damaged", err)
		}
	}
}
