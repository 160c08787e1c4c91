package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"verbatim/datasets"
	"verbatim/datasets/source"
	"verbatim/datasets/table"
	"verbatim/pipeline/index"
	"verbatim/themes"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// tokenizer is shared by the tests, since its dictionary takes a while to load.
var tokenizer = sync.OnceValue(func() *tokenize.Tokenizer {
	tk, err := tokenize.New(tokenize.Options{})
	if err != nil {
		panic(err)
	}
	return tk
})

// survey writes lines as a CSV file and returns its path.
func survey(t *testing.T, name string, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func options(ws string, inputs ...string) Options {
	return Options{Workspace: ws, Inputs: inputs, Codebook: themes.Starter(), Tokenizer: tokenizer()}
}

func mustRun(t *testing.T, o Options) *Result {
	t.Helper()
	res, err := Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// outcome writes what a run did as new/changed/same/repeated+replaced/rejected.
func outcome(o Outcome) string {
	return fmt.Sprintf("%d/%d/%d/%d/%d", o.New, o.Changed, o.Same, o.Repeated+o.Replaced, o.Rejected)
}

// readAll reads a table of the published generation, all parts.
func readAll[T table.Row](t *testing.T, ws, dir string) []T {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(ws, "current", dir, "*.parquet"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no %s in %s: %v", dir, ws, err)
	}
	var all []T
	for _, path := range paths {
		r, err := table.Open[T](path)
		if err != nil {
			t.Fatal(err)
		}
		rows := make([]T, r.NumRows())
		if n, err := r.Read(rows); n != len(rows) || err != nil && !errors.Is(err, io.EOF) {
			t.Fatalf("%s: read %d of %d rows: %v", path, n, len(rows), err)
		}
		all = append(all, rows...)
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

const header = "Response ID,Submitted at,NPS,Comment,Plan,E-mail"

var baseRows = []string{
	header,
	"1,2026-05-01T09:00:00Z,9,Great product and fast support,Pro,a@example.com",
	"2,2026-05-02T09:00:00Z,3,料金が高いです。動作も遅かった。,Free,b@example.com",
	"3,2026-05-03T09:00:00Z,7,,Pro,c@example.com",
	"4,2026-05-04T09:00:00Z,0,The app crashes every day,Free,d@example.com",
}

func with(rows []string, more ...string) []string { return append(slices.Clone(rows), more...) }

// TestAddOnRuns gives a workspace one export after another.
func TestAddOnRuns(t *testing.T) {
	noID := []string{
		"Submitted at,NPS,Comment,Plan",
		"2026-05-01,9,Great product,Pro",
		"2026-05-02,3,料金が高い,Free",
		"2026-05-03,8,,Pro",
		"2026-05-03,8,,Pro",
	}
	waves := []string{
		"Customer ID,Submitted at,NPS,Comment",
		"c1,2026-05-01,9,Great product",
		"c2,2026-05-02,3,Too slow",
	}
	tests := []struct {
		name    string
		exports [][]string
		want    []string // outcome of each
		total   int      // responses in the end
	}{
		{"the same file again", [][]string{baseRows, baseRows}, []string{"4/0/0/0/0", "0/0/4/0/0"}, 4},
		{"a cumulative export", [][]string{baseRows, with(baseRows, "5,2026-05-05T09:00:00Z,10,Love it,Pro,e@example.com")},
			[]string{"4/0/0/0/0", "1/0/4/0/0"}, 5},
		{"re-sorted", [][]string{baseRows, {baseRows[0], baseRows[4], baseRows[2], baseRows[3], baseRows[1]}},
			[]string{"4/0/0/0/0", "0/0/4/0/0"}, 4},
		{"a changed answer", [][]string{baseRows, with(baseRows[:4], "4,2026-05-04T09:00:00Z,0,It is fixed now,Free,d@example.com")},
			[]string{"4/0/0/0/0", "0/1/3/0/0"}, 4},
		{"a changed attribute", [][]string{baseRows, with(baseRows[:4], "4,2026-05-04T09:00:00Z,0,The app crashes every day,Pro,d@example.com")},
			[]string{"4/0/0/0/0", "0/1/3/0/0"}, 4},
		{"twice the same row", [][]string{with(baseRows, baseRows[1])}, []string{"4/0/0/1/0"}, 4},
		{"twice the same id, last wins", [][]string{with(baseRows, "1,2026-05-01T09:00:00Z,2,No longer good,Pro,a@example.com")}, []string{"4/0/0/1/0"}, 4},
		{"rejected rows", [][]string{with(baseRows, "6,2026-05-05,19,bad score,Pro,x@example.com", "7,soon,5,bad date,Pro,y@example.com")},
			[]string{"4/0/0/0/2"}, 4},
		{"no ids, the same file again", [][]string{noID, noID}, []string{"4/0/0/0/0", "0/0/4/0/0"}, 4},
		{"no ids, re-sorted and longer", [][]string{noID, {noID[0], noID[3], noID[2], "2026-05-09,5,ok,Pro", noID[4], noID[1]}},
			[]string{"4/0/0/0/0", "1/0/4/0/0"}, 5},
		{"no ids, an attribute changed", [][]string{noID, with(noID[:2], "2026-05-02,3,料金が高い,Pro")}, []string{"4/0/0/0/0", "0/1/1/0/0"}, 4},
		{"no ids, one more identical", [][]string{noID, with(noID, noID[4])}, []string{"4/0/0/0/0", "1/0/4/0/0"}, 5},
		{"second wave of the same respondents", [][]string{waves, with(waves, "c1,2026-08-01,4,Not so great any more")}, []string{"2/0/0/0/0", "1/0/2/0/0"}, 3},
		{"a new column", [][]string{baseRows, {header + ",Country", baseRows[1] + ",JP", "9,2026-05-09T09:00:00Z,5,fine,Pro,z@example.com,DE"}},
			[]string{"4/0/0/0/0", "1/1/0/0/0"}, 5},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ws := t.TempDir()
			for i, lines := range test.exports {
				// Every export has another name: names do not make identity.
				path := survey(t, fmt.Sprintf("export%d.csv", i), lines...)
				res := mustRun(t, options(ws, path))
				if got := outcome(res.Run.Outcome); got != test.want[i] {
					t.Fatalf("export %d: new/changed/same/repeated/rejected %s, want %s", i, got, test.want[i])
				}
			}
			// The last export again must find everything as it left it.
			again := mustRun(t, options(ws, survey(t, "again.csv", test.exports[len(test.exports)-1]...)))
			if o := again.Run.Outcome; o.New+o.Changed > 0 {
				t.Errorf("the last export again: %s", outcome(o))
			}
			responses := readAll[datasets.Response](t, ws, "responses")
			ids := map[string]bool{}
			for _, r := range responses {
				ids[r.ResponseID] = true
			}
			if len(responses) != test.total || len(ids) != test.total {
				t.Errorf("%d responses with %d ids in the end, want %d", len(responses), len(ids), test.total)
			}
		})
	}
}

// TestChangedRowRewritesItsPart checks what stands in the tables afterwards.
func TestChangedRowRewritesItsPart(t *testing.T) {
	ws := t.TempDir()
	mustRun(t, options(ws, survey(t, "a.csv", baseRows...)))
	before := readAll[datasets.Response](t, ws, "responses")
	changed := with(baseRows[:4], "4,2026-05-04T09:00:00Z,10,It is fixed and I love it,Free,d@example.com")
	res := mustRun(t, options(ws, survey(t, "b.csv", changed...)))
	after := readAll[datasets.Response](t, ws, "responses")
	for i := range before {
		if before[i].ResponseID == "4" {
			if after[i].Score != datasets.Some(10.0) || after[i].RunNumber != 2 || after[i].SourceFile != "b.csv" {
				t.Errorf("the changed response is %+v", after[i])
			}
			continue
		}
		if fmt.Sprint(before[i]) != fmt.Sprint(after[i]) {
			t.Errorf("a response that did not change differs:\n%+v\n%+v", before[i], after[i])
		}
	}
	if len(res.Manifest.Parts) != 1 || res.Manifest.Stats.NPS.Promoters != 2 {
		t.Errorf("want one part with 2 promoters, got %+v", res.Manifest.Stats)
	}
	coded, err := os.ReadFile(filepath.Join(ws, "current", "coded.csv"))
	if err != nil || !bytes.Contains(coded, []byte("It is fixed")) || bytes.Contains(coded, []byte("crashes every day")) {
		t.Errorf("coded.csv does not have the new answer in place of the old: %v\n%s", err, coded)
	}
	if old, err := readManifest(OpenWorkspace(ws).Generation(1)); err != nil || old.Stats.NPS.Promoters != 1 {
		t.Errorf("the generation before is no longer what it was: %v", err)
	}
}

// TestNewColumnWidensAllParts checks that all parts have one schema.
func TestNewColumnWidensAllParts(t *testing.T) {
	ws := t.TempDir()
	mustRun(t, options(ws, survey(t, "a.csv", baseRows...)))
	mustRun(t, options(ws, survey(t, "b.csv", header+",国", "9,2026-05-09T09:00:00Z,5,fine,Pro,z@example.com,日本")))
	for _, v := range readAll[datasets.Verbatim](t, ws, "verbatims") {
		want := []string{"", "日本"}[map[bool]int{true: 1}[v.ResponseID == "9"]]
		if len(v.Attributes) != 2 || v.Attributes[1] != want {
			t.Errorf("%s has attributes %q", v.VerbatimID, v.Attributes)
		}
	}
	_, m, err := OpenWorkspace(ws).Published()
	if err != nil || len(m.Attributes) != 2 || m.Attributes[1].Slug != "country" {
		t.Errorf("attributes %+v, %v", m.Attributes, err)
	}
}

// TestSeveralTextsOfOneResponse: a verbatim each, and one of them repeats.
func TestSeveralTextsOfOneResponse(t *testing.T) {
	ws := t.TempDir()
	mustRun(t, options(ws, survey(t, "a.csv",
		"Response ID,NPS,What do you like?,What could be better?",
		"1,9,The support team answers fast,The price is too expensive for us",
		"2,9,Great reports and great people,Great reports and great people",
		"3,4,特になし,検索が遅いので速くしてほしいです")))
	var got []string
	for _, v := range readAll[datasets.Verbatim](t, ws, "verbatims") {
		got = append(got, fmt.Sprintf("%s %s %s", v.VerbatimID, v.Language, v.ContentStatus))
	}
	want := []string{
		"1#what_do_you_like en content", "1#what_could_be_better en content",
		"2#what_do_you_like en content", "2#what_could_be_better en duplicate",
		"3#what_do_you_like ja no_content", "3#what_could_be_better ja content",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestContactStaysInDepartments searches every file of a workspace, packed
// ones included, for contacts.
func TestContactStaysInDepartments(t *testing.T) {
	ws := t.TempDir()
	mustRun(t, options(ws, survey(t, "a.csv", baseRows...)))
	mustRun(t, options(ws, survey(t, "b.csv", with(baseRows[:4], "4,2026-05-04T09:00:00Z,1,Still crashes,Free,d@example.com",
		"5,2026-05-04T09:00:00Z,1,A comma, not quoted,Free,e@example.com", "e@example.com,2026-05-04T09:00:00Z,e@example.com,slipped,Free,x")...)))
	seen := 0
	err := filepath.WalkDir(ws, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Type()&fs.ModeSymlink != 0 {
			return err
		}
		rel, _ := filepath.Rel(ws, path)
		found := bytes.Contains(unpacked(t, path), []byte("@example.com"))
		delivery := strings.Contains(filepath.ToSlash(rel), "/departments/")
		if found && !delivery {
			t.Errorf("%s holds a contact", rel)
		}
		if found && delivery {
			seen++
			if info, err := d.Info(); err != nil || info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s holds contacts and can be read by others: %v", rel, info.Mode())
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen == 0 {
		t.Error("no department file holds a contact")
	}
}

// TestOneTokenizationPerVerbatim counts.
func TestOneTokenizationPerVerbatim(t *testing.T) {
	tk, err := tokenize.New(tokenize.Options{})
	if err != nil {
		t.Fatal(err)
	}
	cb := themes.Starter()
	o := options(t.TempDir(), survey(t, "a.csv", baseRows...))
	o.Codebook, o.Tokenizer = cb, tk
	// Compiling the codebook cuts its terms, and the first Japanese text those
	// of the lexicon; count that apart.
	a, err := newAnnotation(cb, tk, "UTC", nil)
	if err != nil {
		t.Fatal(err)
	}
	a.newAnnotator().annotate(&item{ID: "r", Record: source.Record{Answers: []source.Answer{{QuestionID: "q", Text: "遅くない"}}}})
	before := tk.Tokenized()
	terms := before - 1
	res := mustRun(t, o)
	if got, want := tk.Tokenized()-before-terms, int64(res.Manifest.Stats.Verbatims); got != want || want == 0 {
		t.Errorf("%d texts were tokenized for %d verbatims", got, want)
	}
}

func TestUnreadableInputWritesNothing(t *testing.T) {
	ws := filepath.Join(t.TempDir(), "workspace")
	good := survey(t, "good.csv", baseRows...)
	for _, bad := range []string{filepath.Join(t.TempDir(), "missing.csv"), survey(t, "broken.csv.gz", "no gzip"), survey(t, "empty.csv")} {
		if _, err := Run(context.Background(), options(ws, good, bad)); err == nil {
			t.Errorf("%s was accepted", bad)
		}
	}
	if _, err := os.Stat(ws); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the workspace was made all the same: %v", err)
	}
}

func TestStandardInput(t *testing.T) {
	ws := t.TempDir()
	o := options(ws, "-")
	o.Stdin = strings.NewReader(strings.Join(baseRows, "\n"))
	res := mustRun(t, o)
	if res.Run.Outcome.New != 4 || res.Run.Inputs[0].Name != "stdin" {
		t.Errorf("outcome %+v of %q", res.Run.Outcome, res.Run.Inputs[0].Name)
	}
	// The same rows from a file are the same responses.
	if res := mustRun(t, options(ws, survey(t, "a.csv", baseRows...))); res.Run.Outcome.Same != 4 || res.Published {
		t.Errorf("outcome %+v, published %v", res.Run.Outcome, res.Published)
	}
}

func TestHeldWorkspace(t *testing.T) {
	ws := OpenWorkspace(t.TempDir())
	if err := ws.acquire(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ws.release() }()
	_, err := Run(context.Background(), options(ws.Dir(), survey(t, "a.csv", baseRows...)))
	if !errors.Is(err, ErrHeld) {
		t.Errorf("got %v, want ErrHeld", err)
	}
}

func TestOptionMistakesAreUsageErrors(t *testing.T) {
	o := options(t.TempDir(), survey(t, "a.csv", baseRows...))
	o.Source = source.Options{Score: "no such column"}
	var usage *UsageError
	if _, err := Run(context.Background(), o); !errors.As(err, &usage) {
		t.Errorf("got %v, want a UsageError", err)
	}
}

// TestLongFormat: one answer a row. The rows of an id at one time are one
// response; where they do not stand together, the later ones are rejected, and
// the file sorted by id mends that.
func TestLongFormat(t *testing.T) {
	ws := t.TempDir()
	head := "Response ID,Submitted at,Question,Answer,NPS"
	lines := []string{
		"1,2026-05-01,What do you like?,The support team answers fast and well,9",
		"1,2026-05-01,What could be better?,The price is too expensive for small teams,9",
		"1,2026-05-01,what could be better,Also the mobile app is a bit too slow,9",
		"2,2026-05-01,What do you like?,Great reports that our managers read,8",
		"3,2026-05-01,What do you like?,Nothing at all to be honest with you,2",
		"2,2026-05-01,What could be better?,Please make the mobile app faster,8",
		"1,2026-08-01,What do you like?,Still the support team and its people,10",
	}
	o := options(ws, survey(t, "long.csv", with([]string{head}, lines...)...))
	o.Source.IDIs = source.IDIsRespondent
	if got := outcome(mustRun(t, o).Run.Outcome); got != "4/0/0/0/1" {
		t.Errorf("new/changed/same/repeated/rejected %s", got)
	}
	if n := len(readAll[datasets.Verbatim](t, ws, "verbatims")); n != 6 {
		t.Errorf("%d verbatims, want 6", n)
	}
	slices.Sort(lines)
	o.Inputs = []string{survey(t, "sorted.csv", with([]string{head}, lines...)...)}
	for i, want := range []string{"0/1/3/0/0", "0/0/4/0/0"} {
		if got := outcome(mustRun(t, o).Run.Outcome); got != want {
			t.Errorf("sorted, run %d: new/changed/same/repeated/rejected %s, want %s", i, got, want)
		}
	}
	ids := map[string]bool{}
	for _, v := range readAll[datasets.Verbatim](t, ws, "verbatims") {
		ids[v.VerbatimID] = true
	}
	if len(ids) != 7 {
		t.Errorf("%d ids of verbatims, want 7: %v", len(ids), ids)
	}
}

// TestNothingUsable: rejects are published too, once.
func TestNothingUsable(t *testing.T) {
	ws := t.TempDir()
	bad := survey(t, "bad.csv", "Response ID,NPS,Comment", "1,99,this score is out of range", "2,77,and so is this one")
	o := options(ws, bad)
	o.Source.Score = "NPS"
	for i, published := range []bool{true, false} {
		res := mustRun(t, o)
		if res.Published != published || res.Run.Outcome.Rejected != 2 || res.Manifest.Stats.Responses != 0 {
			t.Errorf("run %d: published %v, outcome %+v", i, res.Published, res.Run.Outcome)
		}
	}
	b, err := os.ReadFile(filepath.Join(ws, "current", "rejects.jsonl"))
	if err != nil || bytes.Count(b, []byte("\n")) != 2 {
		t.Errorf("rejects.jsonl: %v\n%s", err, b)
	}
	g, err := OpenGeneration(context.Background(), OpenWorkspace(ws), 0, tokenizer())
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	if res, _, err := g.Search(context.Background(), &expr.All{}, index.Options{Limit: 5}); err != nil || res.Total != 0 {
		t.Errorf("found %+v, %v", res, err)
	}
}

// TestInputThatChangesBetweenReadings re-sorts and shortens a file after the
// plan is made: its verdicts must not fall on other rows.
func TestInputThatChangesBetweenReadings(t *testing.T) {
	for name, rows := range map[string][]string{
		"re-sorted": {baseRows[0], baseRows[4], baseRows[3], baseRows[2], baseRows[1]},
		"shorter":   baseRows[:3],
	} {
		path := survey(t, "a.csv", baseRows...)
		o := options(t.TempDir(), path)
		o.Progress = func(stage string, done, total int64) {
			if stage == StageRead && done == total {
				if err := os.WriteFile(path, []byte(strings.Join(rows, "\n")+"\n"), 0o600); err != nil {
					t.Error(err)
				}
			}
		}
		if _, err := Run(context.Background(), o); err == nil || !strings.Contains(err.Error(), "changed") {
			t.Errorf("%s: got %v, want that the file changed", name, err)
		}
	}
}

// TestEmptyIDFrom: where the columns that make identity are empty, the answers
// make it.
func TestEmptyIDFrom(t *testing.T) {
	o := options(t.TempDir(), survey(t, "a.csv", "Ticket,NPS,Comment", "T1,3,Far too slow for us", ",4,No ticket but an opinion", ",9,Another one without a ticket"))
	o.Source.IDFrom = []string{"Ticket"}
	if got := outcome(mustRun(t, o).Run.Outcome); got != "3/0/0/0/0" {
		t.Errorf("new/changed/same/repeated/rejected %s", got)
	}
}

// TestRejectsOfEarlierRuns: they stay, whatever later files are called, until
// the same file is read again.
func TestRejectsOfEarlierRuns(t *testing.T) {
	ws := t.TempDir()
	count := func() int {
		b, err := os.ReadFile(filepath.Join(ws, "current", "rejects.jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Count(b, []byte("\n"))
	}
	january := survey(t, "r.csv", with(baseRows, "6,2026-05-05T00:00:00Z,19,bad score of a row,Pro,x@example.com")...)
	february := survey(t, "r.csv", with(baseRows[:1], "7,2026-06-05T00:00:00Z,9,a good one for us,Pro,y@example.com", "8,2026-06-06T00:00:00Z,9,another good one,Pro,y@example.com")...)
	mustRun(t, options(ws, january))
	mustRun(t, options(ws, february))
	if n := count(); n != 1 {
		t.Errorf("%d rejects after another file of the same name, want 1", n)
	}
	mustRun(t, options(ws, january, survey(t, "more.csv", with(baseRows[:1], "9,2026-06-05T00:00:00Z,9,one more for us,Pro,z@example.com", "10,2026-06-06T00:00:00Z,3,and another one,Pro,z@example.com")...)))
	if n := count(); n != 1 {
		t.Errorf("%d rejects after the file was read again, want 1", n)
	}
}
