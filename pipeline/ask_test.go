package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/classify/llm"
	"verbatim/classify/llm/llmtest"
	"verbatim/datasets"
	"verbatim/pipeline/state"
	"verbatim/themes"
)

const askCodebook = `
version: 1
departments: {support: Support, product: Product}
themes:
  - {id: speed, name: {en: Speed, ja: 速度}, departments: [product], terms: {en: [slow], ja: [遅い]}, examples: {en: [sluggish], ja: [もたつく]}}
  - {id: crash, name: {en: Crash, ja: 停止}, departments: [product], terms: {en: [crash]}, examples: {en: [freezes], ja: [固まる]}}
  - {id: price, name: {en: Price, ja: 料金}, departments: [support], terms: {en: [expensive]}, examples: {en: [overcharged], ja: [割高]}}
`

func askedCodebook(t *testing.T, change ...string) *themes.Codebook {
	t.Helper()
	cb, err := themes.Parse("codebook.yaml", []byte(strings.NewReplacer(change...).Replace(askCodebook)))
	if err != nil {
		t.Fatal(err)
	}
	return cb
}

// askSurvey is 40 responses: a quarter that lists find, a quarter that only the
// model does, in English and in Japanese, and a quarter that has nothing.
func askSurvey(t *testing.T) string {
	t.Helper()
	lines := []string{"Response ID,NPS,Mail,Comment"}
	for i := range 40 {
		say := []string{"it is slow, number %d", "sluggish and overcharged, number %d", "画面が固まる %d回目", "we met on day %d of the exhibition"}[i%4]
		lines = append(lines, fmt.Sprintf("R%d,%d,ann.lee%d@example.com,\"%s\"", i, i%11, i, fmt.Sprintf(say, i+100)))
	}
	return survey(t, "ask.csv", lines...)
}

func serverOf(s *llmtest.Server) LLM {
	return LLM{Mode: LLMAsk, Config: llm.Config{
		BaseURL: s.URL, Key: s.Key, Model: "tiny-1", Timeout: 2 * time.Second, Retries: 2, Backoff: time.Millisecond, CoolDown: time.Millisecond, Concurrency: 2,
	}}
}

func askOptions(ws, input string, cb *themes.Codebook, l LLM) Options {
	return Options{Workspace: ws, Inputs: []string{input}, Codebook: cb, Tokenizer: tokenizer(), LLM: l, partResponses: 15}
}

// statuses counts verbatims by what the LLM knows of them.
func statuses(t *testing.T, ws string) map[datasets.LLMStatus]int {
	t.Helper()
	n := map[datasets.LLMStatus]int{}
	for _, v := range readAll[datasets.Verbatim](t, ws, "verbatims") {
		n[v.LLMStatus]++
	}
	return n
}

func tagLines(t *testing.T, ws string) []string {
	t.Helper()
	var lines []string
	for _, tag := range readAll[datasets.Tag](t, ws, "tags") {
		lines = append(lines, fmt.Sprintf("%s %s %s %v %s %q", tag.VerbatimID, tag.ThemeID, tag.State, tag.Sources, tag.SourceVersion, tag.EvidenceText))
	}
	slices.Sort(lines)
	return lines
}

func TestAskTagsAndAsksOnce(t *testing.T) {
	server := llmtest.New(t)
	ws, input, cb := filepath.Join(t.TempDir(), "ws"), askSurvey(t), askedCodebook(t)
	res := mustRun(t, askOptions(ws, input, cb, serverOf(server)))
	if res.LLM == nil || res.LLM.Asked != 40 || res.LLM.Answered != 40 || res.Manifest.Stats.LLMAnswered != 40 {
		t.Fatalf("report %+v, stats %+v: want 40 asked and answered", res.LLM, res.Manifest.Stats)
	}
	lines := tagLines(t, ws)
	for _, want := range []string{
		`R0#Comment speed applied [lookup] ` + cb.Hash + ` "slow"`,
		`R1#Comment speed applied [llm] tiny-1 "sluggish"`,
		`R1#Comment price applied [llm] tiny-1 "overcharged"`,
		`R2#Comment crash applied [llm] tiny-1 "固まる"`,
	} {
		if !slices.ContainsFunc(lines, func(l string) bool { return strings.EqualFold(l, want) }) {
			t.Errorf("no tag %s among\n%s", want, strings.Join(lines[:min(len(lines), 12)], "\n"))
		}
	}
	for _, r := range server.Requests() {
		if strings.Contains(r.Body, "example.com") {
			t.Errorf("a mail address left the machine: %.200s", r.Body)
		}
	}
	// The same again asks nothing, and neither does a retag.
	asked := server.Count()
	if res := mustRun(t, askOptions(ws, input, cb, serverOf(server))); res.Published || server.Count() != asked {
		t.Errorf("the same run again published %v and sent %d requests", res.Published, server.Count()-asked)
	}
	o := askOptions(ws, input, askedCodebook(t, "[slow]", "[slow, fair]"), serverOf(server))
	if _, err := Retag(context.Background(), o); err != nil || server.Count() != asked {
		t.Errorf("a retag with another list: error %v, %d requests, want none: lists are not what the model sees", err, server.Count()-asked)
	}
	if got := statuses(t, ws); got[datasets.LLMAnswered] != 40 {
		t.Errorf("after the retag %v", got)
	}
}

// TestRecordedReplays copies the answers into a new workspace and runs again,
// with the network off.
func TestRecordedReplays(t *testing.T) {
	server := llmtest.New(t)
	first, second := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b")
	input, cb := askSurvey(t), askedCodebook(t)
	was := mustRun(t, askOptions(first, input, cb, serverOf(server)))
	db, err := os.ReadFile(filepath.Join(first, state.File))
	if err != nil {
		t.Fatal(err)
	}
	replay := serverOf(server)
	replay.Mode, replay.Config.BaseURL, replay.Config.Key = LLMRecorded, "", ""
	if _, err := Run(context.Background(), askOptions(second, input, cb, replay)); err == nil || !strings.Contains(err.Error(), "40 verbatims have no recorded answer") {
		t.Fatalf("recorded without answers: error %v", err)
	}
	if n, err := OpenWorkspace(second).Current(); n != 0 || err != nil {
		t.Fatalf("a failed replay published generation %d (%v)", n, err)
	}
	if err := os.WriteFile(filepath.Join(second, state.File), db, 0o600); err != nil {
		t.Fatal(err)
	}
	asked := server.Count()
	now := mustRun(t, askOptions(second, input, cb, replay))
	if differ := diff(hashes(t, was.Dir), hashes(t, now.Dir)); len(differ) > 0 || server.Count() != asked {
		t.Errorf("a replay differs in %v and sent %d requests", differ, server.Count()-asked)
	}
}

func TestPolicies(t *testing.T) {
	server := llmtest.New(t)
	input, cb := askSurvey(t), askedCodebook(t)
	for policy, want := range map[string]int{"all": 40, "untagged": 30, "sample:7": 7, "untagged,sample:40": 40} {
		l := serverOf(server)
		var err error
		if l.Policy, err = ParsePolicy(policy); err != nil {
			t.Fatal(err)
		}
		ws := filepath.Join(t.TempDir(), "ws")
		res := mustRun(t, askOptions(ws, input, cb, l))
		if res.LLM.Asked != want || statuses(t, ws)[datasets.LLMAnswered] != want || statuses(t, ws)[datasets.LLMMissing] != 0 {
			t.Errorf("policy %s: %d asked, %v, want %d", policy, res.LLM.Asked, statuses(t, ws), want)
		}
		if res.Manifest.LLM.Policy != policy {
			t.Errorf("policy %s: the manifest says %s", policy, res.Manifest.LLM.Policy)
		}
	}
	l := serverOf(server)
	l.Policy.Unsure = true
	var usage *UsageError
	if _, err := Run(context.Background(), askOptions(filepath.Join(t.TempDir(), "ws"), input, cb, l)); !errors.As(err, &usage) {
		t.Errorf("unsure without a classifier: %v, want a mistake of use", err)
	}
}

// TestBudgetStopsAndGoesOn spends a part of what is needed, then the rest.
func TestBudgetStopsAndGoesOn(t *testing.T) {
	server := llmtest.New(t)
	ws, input, cb := filepath.Join(t.TempDir(), "ws"), askSurvey(t), askedCodebook(t)
	l := serverOf(server)
	l.Config.Isolation = llm.Strict
	est, err := Estimate(context.Background(), askOptions(ws, input, cb, l))
	if err != nil || est.Asked != 40 || est.Requests != 40 || server.Count() != 0 {
		t.Fatalf("estimate %+v, error %v, %d requests sent", est, err, server.Count())
	}
	if _, err := os.Stat(filepath.Join(ws, stagingDir)); !os.IsNotExist(err) {
		t.Errorf("the estimate left a staging directory: %v", err)
	}
	l.Config.BudgetTokens = datasets.Some[int64](20_000)
	l.Config.MaxOutputTokens = 300
	res := mustRun(t, askOptions(ws, input, cb, l))
	got := statuses(t, ws)
	if n := res.LLM.Missing.Budget; n == 0 || n == 40 || got[datasets.LLMMissing] != n || got[datasets.LLMAnswered] != 40-n {
		t.Fatalf("report %+v, statuses %v: want some missing at the budget", res.LLM, got)
	}
	if spent := res.LLM.PromptTokens + res.LLM.CompletionTokens; spent > 20_000 {
		t.Errorf("%d tokens were spent of 20,000", spent)
	}
	first := server.Count()
	l.Config.BudgetTokens = datasets.Opt[int64]{}
	res = mustRun(t, askOptions(ws, input, cb, l))
	if !res.Published || statuses(t, ws)[datasets.LLMAnswered] != 40 || server.Count() != 40 {
		t.Errorf("the next run published %v, has %v, and sent %d requests after %d: want 40 in all", res.Published, statuses(t, ws), server.Count()-first, first)
	}
}

// TestServerDown wants a run to end well whatever the server does.
func TestServerDown(t *testing.T) {
	input, cb := askSurvey(t), askedCodebook(t)
	for name, fault := range map[string]func(s *llmtest.Server, l *LLM){
		"from the start":   func(_ *llmtest.Server, l *LLM) { l.Config.BaseURL = llmtest.ClosedURL(t) },
		"dies half way":    func(s *llmtest.Server, _ *LLM) { s.From(9, llmtest.Drop()) },
		"only 500":         func(s *llmtest.Server, _ *LLM) { s.From(1, llmtest.Status(500, "", "broken")) },
		"only HTML":        func(s *llmtest.Server, _ *LLM) { s.From(1, llmtest.HTML(200)) },
		"only {}":          func(s *llmtest.Server, _ *LLM) { s.From(1, llmtest.Empty()) },
		"only refusals":    func(s *llmtest.Server, _ *LLM) { s.From(1, llmtest.Refusal("I cannot")) },
		"only broken JSON": func(s *llmtest.Server, _ *LLM) { s.From(1, llmtest.Broken()) },
		"hangs": func(s *llmtest.Server, l *LLM) {
			s.From(1, llmtest.Hang())
			l.Config.Timeout = 50 * time.Millisecond
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := llmtest.New(t)
			l := serverOf(server)
			l.Config.Isolation = llm.Strict
			fault(server, &l)
			ws := filepath.Join(t.TempDir(), "ws")
			res := mustRun(t, askOptions(ws, input, cb, l))
			got := statuses(t, ws)
			if mended := name == "only broken JSON"; (got[datasets.LLMMissing] == 0) != mended || got[datasets.LLMMissing]+got[datasets.LLMAnswered] != 40 || res.LLM.Missing.Total() != got[datasets.LLMMissing] {
				t.Errorf("statuses %v, report %+v: want the unanswered marked", got, res.LLM)
			}
			if !slices.ContainsFunc(tagLines(t, ws), func(l string) bool { return strings.Contains(l, "[lookup]") }) {
				t.Error("the lists' tags are gone")
			}
		})
	}
}

func TestWrongKeyEndsTheRun(t *testing.T) {
	server := llmtest.New(t)
	l := serverOf(server)
	server.From(1, llmtest.Unauthorized())
	ws := filepath.Join(t.TempDir(), "ws")
	if _, err := Run(context.Background(), askOptions(ws, askSurvey(t), askedCodebook(t), l)); err == nil || strings.Contains(err.Error(), server.Key) {
		t.Errorf("a key that the server refuses: %v", err)
	}
	if n, err := OpenWorkspace(ws).Current(); n != 0 || err != nil {
		t.Errorf("generation %d was published (%v)", n, err)
	}
}

// TestDelta changes one theme's definition: with Delta only that one is asked
// about, without it all are, and with keep the theme has no answers any more.
func TestDelta(t *testing.T) {
	server := llmtest.New(t)
	input, cb := askSurvey(t), askedCodebook(t)
	changed := askedCodebook(t, "examples: {en: [overcharged]", "examples: {en: [overcharged, exhibition]")
	for _, delta := range []bool{true, false} {
		ws := filepath.Join(t.TempDir(), "ws")
		mustRun(t, askOptions(ws, input, cb, serverOf(server)))
		asked := server.Count()
		o := askOptions(ws, input, changed, LLM{})
		res, err := Retag(context.Background(), o)
		if err != nil || server.Count() != asked || res.Manifest.Stats.LLMMissing != 30 { // the Japanese menu is what it was
			t.Fatalf("keep: error %v, %d requests, %+v", err, server.Count()-asked, res.Manifest.Stats)
		}
		o.LLM = serverOf(server)
		o.LLM.Delta = delta
		if _, err := Retag(context.Background(), o); err != nil {
			t.Fatal(err)
		}
		for _, r := range server.Requests()[asked:] {
			if strings.Contains(r.System, "sluggish") == delta {
				t.Errorf("delta %v: the request shows the wrong themes:\n%s", delta, r.System)
			}
		}
		lines := tagLines(t, ws)
		if !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, "R3#comment price applied [llm]") }) ||
			!slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, "R1#comment speed applied [llm]") }) {
			t.Errorf("delta %v: want old and new answers to count:\n%s", delta, strings.Join(lines[:8], "\n"))
		}
	}
}

// TestModesOfLLM goes from asking to off and back.
func TestModesOfLLM(t *testing.T) {
	server := llmtest.New(t)
	ws, input, cb := filepath.Join(t.TempDir(), "ws"), askSurvey(t), askedCodebook(t)
	mustRun(t, askOptions(ws, input, cb, serverOf(server)))
	with, asked := tagLines(t, ws), server.Count()
	off := askOptions(ws, input, cb, LLM{Mode: LLMOff})
	res, err := Retag(context.Background(), off)
	if err != nil || res.Manifest.LLM != nil || len(statuses(t, ws)) != 1 || slices.Equal(tagLines(t, ws), with) {
		t.Fatalf("off: error %v, %+v, statuses %v", err, res.Manifest.LLM, statuses(t, ws))
	}
	back := serverOf(server)
	back.Mode = LLMRecorded
	if _, err := Retag(context.Background(), askOptions(ws, input, cb, back)); err != nil || !slices.Equal(tagLines(t, ws), with) || server.Count() != asked {
		t.Errorf("recorded: error %v, %d requests, the same tags %v", err, server.Count()-asked, slices.Equal(tagLines(t, ws), with))
	}
	// A run that adds responses keeps the old answers and asks about the new.
	more := survey(t, "more.csv", "Response ID,NPS,Mail,Comment", "S1,3,a@example.com,sluggish today")
	res = mustRun(t, askOptions(ws, more, cb, serverOf(server)))
	if res.LLM.Asked != 1 || statuses(t, ws)[datasets.LLMAnswered] != 41 {
		t.Errorf("one more: report %+v, statuses %v", res.LLM, statuses(t, ws))
	}
}

// TestPreviewWithAnswers compares previews with retags that keep the answers.
func TestPreviewWithAnswers(t *testing.T) {
	server := llmtest.New(t)
	base, input := t.TempDir(), askSurvey(t)
	mustRun(t, askOptions(base, input, askedCodebook(t), serverOf(server)))
	before, asked := readAll[datasets.Verbatim](t, base, dirVerbatims), server.Count()
	for name, change := range map[string][]string{
		"a term":       {"[slow]", "[slow, exhibition]"},
		"a definition": {"[overcharged]", "[overcharged, exhibition]"},
		"combine":      {"id: price,", "id: price, combine: lookup,"},
		"agree":        {"version: 1", "version: 1\ncombine: agree"},
		"a group":      {"id: speed,", "id: speed, group: g,", "id: price,", "id: price, group: g,"},
	} {
		t.Run(name, func(t *testing.T) {
			ws, cb := t.TempDir(), askedCodebook(t, change...)
			if err := os.CopyFS(ws, os.DirFS(base)); err != nil {
				t.Fatal(err)
			}
			preview, err := open(t, ws).Preview(context.Background(), PreviewOptions{Codebook: cb, Examples: 3})
			if err != nil {
				t.Fatal(err)
			}
			if (name == "a term") != (preview.Looked == 10) {
				t.Errorf("looked at %d (%s)", preview.Looked, preview.Everything)
			}
			res := mustRetag(t, ws, cb)
			if preview.LLM == nil || preview.LLM.Before != 40 || preview.LLM.After != res.Manifest.Stats.LLMAnswered {
				t.Errorf("answers %+v, want 40 and %d", preview.LLM, res.Manifest.Stats.LLMAnswered)
			}
			checkPreview(t, preview, before, readAll[datasets.Verbatim](t, ws, dirVerbatims), res)
		})
	}
	if server.Count() != asked {
		t.Errorf("%d requests were sent", server.Count()-asked)
	}
}

// TestExplainWithAnswers wants what the model said beside what the lists say.
func TestExplainWithAnswers(t *testing.T) {
	server := llmtest.New(t)
	ws := t.TempDir()
	mustRun(t, askOptions(ws, askSurvey(t), askedCodebook(t), serverOf(server)))
	e, err := open(t, ws).Explain(context.Background(), "R1", nil)
	if err != nil {
		t.Fatal(err)
	}
	models := e.Verbatims[0].Models
	if len(models) != 1 || models[0].Source != datasets.SourceLLM || models[0].Theme("speed") == nil || models[0].Theme("crash") != nil || !models[0].Judged["crash"] {
		t.Errorf("explained by %+v", models)
	}
}
