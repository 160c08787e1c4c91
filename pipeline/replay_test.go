package pipeline

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"verbatim/pipeline/index"
	"verbatim/themes/expr"
)

// unpacked returns a file's bytes, out of zstd where it is packed.
func unpacked(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(path, ".zst") {
		return b
	}
	dec, err := zstd.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	defer dec.Close()
	var out bytes.Buffer
	if _, err := out.ReadFrom(dec); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return out.Bytes()
}

// hashes returns the hash of every file below dir but Bleve's.
func hashes(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		if strings.HasPrefix(rel, "index") {
			return nil
		}
		b, err := os.ReadFile(path)
		all[rel] = fmt.Sprintf("%x", sha256.Sum256(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func diff(a, b map[string]string) []string {
	var differ []string
	for name, h := range a {
		if b[name] != h {
			differ = append(differ, name)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			differ = append(differ, name)
		}
	}
	slices.Sort(differ)
	return differ
}

// bigSurvey writes a survey of several parts.
func bigSurvey(t *testing.T, n int) string {
	t.Helper()
	lines := []string{header}
	comments := []string{"Great product but it is slow in the morning", "料金が高いので解約を考えています。サポートは親切でした。", "",
		"特になし", "検索が遅かったです。ダッシュボードは見やすい", "The app crashes when I export a PDF", "なぜログインできないのですか？"}
	for i := range n {
		lines = append(lines, fmt.Sprintf("R%d,2026-05-%02dT%02d:00:00Z,%d,%s %d,%s,u%d@example.com",
			i, i%28+1, i%24, i*7%11, comments[i%len(comments)], i%13, []string{"Pro", "Free", "Team"}[i%3], i))
	}
	return survey(t, "big.csv", lines...)
}

// TestReplay checks that the same inputs give the same bytes, whatever the
// number of workers.
func TestReplay(t *testing.T) {
	path := bigSurvey(t, 3000)
	var want map[string]string
	for _, workers := range []int{1, 2, 7} {
		o := options(t.TempDir(), path)
		o.Workers = workers
		res := mustRun(t, o)
		got := hashes(t, res.Dir)
		if want == nil {
			want = got
		} else if d := diff(want, got); len(d) > 0 {
			t.Errorf("with %d workers other bytes in %q", workers, d)
		}
	}
	if len(want) < 15 {
		t.Errorf("only %d files were compared", len(want))
	}
}

// TestResume stops a run at many points, and lets the same call go on until it
// ends: the generation must be the one of a run that nobody stopped.
func TestResume(t *testing.T) {
	path := bigSurvey(t, 2500)
	o := options(t.TempDir(), path)
	o.partResponses = 600
	want := hashes(t, mustRun(t, o).Dir)
	resumed := 0
	for stop := 1; stop < 16; stop += 2 {
		ws := t.TempDir()
		var res *Result
		for attempt := 1; res == nil; attempt++ {
			if attempt > 40 {
				t.Fatalf("stop %d: no end after 40 attempts", stop)
			}
			ctx, cancel := context.WithCancel(context.Background())
			o := options(ws, path)
			o.partResponses = 600
			calls := 0
			o.Progress = func(string, int64, int64) {
				// Every attempt gets a little further.
				if calls++; calls == stop*attempt {
					cancel()
				}
			}
			var err error
			res, err = Run(ctx, o)
			cancel()
			if err != nil && !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
		}
		resumed += res.Resumed
		if d := diff(want, hashes(t, res.Dir)); len(d) > 0 {
			t.Errorf("stopped at every %d. step: other bytes in %q", stop, d)
		}
		if _, err := os.Stat(filepath.Join(ws, stagingDir)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the staging directory is left: %v", err)
		}
	}
	if resumed == 0 {
		t.Error("no attempt took over a sealed part")
	}
}

// TestResumeRefusesAnotherInput changes the input under an interrupted run.
func TestResumeRefusesAnotherInput(t *testing.T) {
	ws, path := t.TempDir(), bigSurvey(t, 2500)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	o := options(ws, path)
	o.partResponses = 600
	o.Progress = func(stage string, done, _ int64) {
		if stage == StageWork && done > 2000 {
			cancel()
		}
	}
	if _, err := Run(ctx, o); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want an interruption", err)
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("R9999,2026-05-01T00:00:00Z,5,late,Pro,l@example.com\n"); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	o.Progress = nil
	var usage *UsageError
	if _, err := Run(context.Background(), o); !errors.As(err, &usage) || !strings.Contains(err.Error(), "--restart") {
		t.Errorf("got %v, want a refusal that names --restart", err)
	}
	o.Restart = true
	if res := mustRun(t, o); res.Run.Outcome.New != 2501 || res.Resumed != 0 {
		t.Errorf("outcome %+v, resumed %d", res.Run.Outcome, res.Resumed)
	}
}

// TestKilledBeforeCommit leaves a generation that was renamed but not
// committed, as a kill between the two does.
func TestKilledBeforeCommit(t *testing.T) {
	ws := t.TempDir()
	leftover := OpenWorkspace(ws).Generation(1)
	if err := os.MkdirAll(filepath.Join(leftover, "tags"), 0o755); err != nil {
		t.Fatal(err)
	}
	res := mustRun(t, options(ws, survey(t, "a.csv", baseRows...)))
	if res.Manifest.Generation != 1 || res.Manifest.Stats.Responses != 4 {
		t.Errorf("generation %d with %d responses", res.Manifest.Generation, res.Manifest.Stats.Responses)
	}
}

// TestSearchOverParts searches a workspace of several parts and shards through
// an opened generation, and compares with reading every verbatim.
func TestSearchOverParts(t *testing.T) {
	ws := t.TempDir()
	o := options(ws, bigSurvey(t, 2500))
	o.partResponses = 700
	res := mustRun(t, o)
	if len(res.Manifest.Parts) != 4 {
		t.Fatalf("%d parts, want 4", len(res.Manifest.Parts))
	}
	g, err := OpenGeneration(context.Background(), OpenWorkspace(ws), 0, tokenizer())
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	n, err := g.Codebook.ParseExpr("遅い score:0..6", expr.Search)
	if err != nil {
		t.Fatal(err)
	}
	found, hits, err := g.Search(context.Background(), n, index.Options{Limit: 1000, Sort: index.SortDate})
	if err != nil {
		t.Fatal(err)
	}
	if found.Total == 0 || found.Total != len(hits) || found.Detractors != found.Responses {
		t.Errorf("%d verbatims, %d read, %d detractors of %d responses", found.Total, len(hits), found.Detractors, found.Responses)
	}
	for i, h := range hits {
		if !strings.Contains(h.Text, "遅かった") || h.Verbatim.Score.V > 6 {
			t.Errorf("%s was found: %q, score %v", h.VerbatimID, h.Text, h.Verbatim.Score.V)
		}
		if len(h.Tags) == 0 || h.Tags[0].VerbatimID != h.VerbatimID {
			t.Errorf("%s came with tags %+v", h.VerbatimID, h.Tags)
		}
		if i > 0 && h.RespondedAt.V > hits[i-1].RespondedAt.V {
			t.Errorf("%s is newer than the one before it", h.VerbatimID)
		}
	}
}
