package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"verbatim/datasets"
	"verbatim/datasets/source"
	"verbatim/themes"
	"verbatim/tokenize"
)

func codebook(t *testing.T, src string) *themes.Codebook {
	t.Helper()
	cb, err := themes.Parse("codebook.yaml", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return cb
}

const smallCodebook = `
version: 1
departments: {%s: Somebody}
themes:
  - {id: slow, name: {en: Slow}, departments: [%s], terms: {en: [slow]}}
routing:
  max_age: 14d
  rules:
    - {id: detractor, when: "nps:detractor", reply: %s, within: 48h}
`

func small(t *testing.T, department string) *themes.Codebook {
	return codebook(t, fmt.Sprintf(smallCodebook, department, department, department))
}

// TestLinkIsMended: a kill between CURRENT and the link, or a copy of the
// workspace that made a directory of it, must not fail or mislead later runs.
func TestLinkIsMended(t *testing.T) {
	ws := t.TempDir()
	first, second := survey(t, "a.csv", baseRows...), survey(t, "b.csv", with(baseRows, "5,2026-05-05T09:00:00Z,10,Love it so much,Pro,e@example.com")...)
	mustRun(t, options(ws, first))
	mustRun(t, options(ws, second))
	link := filepath.Join(ws, currentLink)
	if err := errors.Join(os.Remove(link), os.Symlink(filepath.Join(generationsDir, "000001"), link)); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	mustRun(t, options(ws, second))
	if to, err := os.Readlink(link); err != nil || filepath.Base(to) != "000002" {
		t.Errorf("after a run with nothing new the link points to %q, %v", to, err)
	}
	if err := errors.Join(os.Remove(link), os.MkdirAll(filepath.Join(link, "copy"), 0o755)); err != nil {
		t.Fatal(err)
	}
	res := mustRun(t, options(ws, survey(t, "c.csv", with(baseRows, "6,2026-05-06T09:00:00Z,10,Love it even more,Pro,f@example.com")...)))
	if res.Manifest.Generation != 3 {
		t.Errorf("generation %d", res.Manifest.Generation)
	}
}

// TestOneZoneAndOneTokenizer: a workspace refuses what would mix them.
func TestOneZoneAndOneTokenizer(t *testing.T) {
	ws, path := t.TempDir(), survey(t, "a.csv", baseRows...)
	o := options(ws, path)
	o.Source.Timezone = "Asia/Tokyo"
	mustRun(t, o)
	var usage *UsageError
	o.Source.Timezone = "Europe/Berlin"
	if _, err := Run(context.Background(), o); !errors.As(err, &usage) || !strings.Contains(err.Error(), "Asia/Tokyo") {
		t.Errorf("another zone: got %v", err)
	}
	// Another survey without a word about zones takes the workspace's.
	res := mustRun(t, options(ws, survey(t, "b.csv", "Ticket ID,Date,NPS,Feedback", "T1,2026-01-01 20:30,3,Far too slow for our team", "T2,2026-01-02 20:30,9,Good enough for our team")))
	if d := res.Run.Inputs[0].Decision; d.Zone != "Asia/Tokyo" {
		t.Errorf("the second input's zone is %s", d.Zone)
	}
	tk, err := tokenize.New(tokenize.Options{Synonyms: [][]string{{"slow", "sluggish"}}})
	if err != nil {
		t.Fatal(err)
	}
	o = options(ws, path)
	o.Tokenizer = tk
	if _, err := Run(context.Background(), o); !errors.As(err, &usage) || !strings.Contains(err.Error(), "verbatim retag") {
		t.Errorf("another tokenizer: got %v", err)
	}
}

// TestDepartmentOfAnEarlierCodebook: its cases are still owed.
func TestDepartmentOfAnEarlierCodebook(t *testing.T) {
	ws := t.TempDir()
	o := options(ws, survey(t, "a.csv", baseRows...))
	o.Codebook = small(t, "support")
	mustRun(t, o)
	o.Inputs = []string{survey(t, "b.csv", baseRows[0], "9,2026-05-05T09:00:00Z,1,Slow again and again,Pro,z@example.com", "10,2026-05-05T09:00:00Z,9,Good as ever for us,Pro,z@example.com")}
	o.Codebook = small(t, "ops")
	mustRun(t, o)
	for _, d := range []string{"support", "ops"} {
		b, err := os.ReadFile(filepath.Join(ws, "current", "departments", d+".csv"))
		if err != nil || !strings.Contains(string(b), "reply") {
			t.Errorf("%s.csv has no case: %v", d, err)
		}
	}
}

// TestOpenCasesStayOpen: later responses, and a new column of the old ones,
// close no case.
func TestOpenCasesStayOpen(t *testing.T) {
	ws := t.TempDir()
	cases := func() (n int) {
		for _, r := range readAll[datasets.Route](t, ws, "routes") {
			if r.Role == datasets.RoleReply {
				n++
			}
		}
		return n
	}
	o := options(ws, survey(t, "a.csv", baseRows...))
	o.Codebook = small(t, "support")
	mustRun(t, o)
	if n := cases(); n != 2 {
		t.Fatalf("%d cases, want 2", n)
	}
	wide := []string{header + ",Country"}
	for _, row := range baseRows[1:] {
		wide = append(wide, row+",JP")
	}
	wide = append(wide, "5,2026-09-05T09:00:00Z,10,Love it so much,Pro,e@example.com,JP")
	o.Inputs = []string{survey(t, "b.csv", wide...)}
	if got := outcome(mustRun(t, o).Run.Outcome); got != "1/4/0/0/0" {
		t.Fatalf("new/changed/same/repeated/rejected %s", got)
	}
	if n := cases(); n != 2 {
		t.Errorf("%d cases after a later response came, want 2", n)
	}
}

// TestMistypedYear: one response from 2062 does not make all others too old.
func TestMistypedYear(t *testing.T) {
	o := options(t.TempDir(), survey(t, "a.csv", with(baseRows, "5,2062-05-05T09:00:00Z,10,A slip of the hand,Pro,e@example.com")...))
	o.Codebook = small(t, "support")
	res := mustRun(t, o)
	if n := res.Manifest.Stats.Departments["support"].Cases; n != 2 || res.Manifest.Stats.TooOld != 0 {
		t.Errorf("%d cases, %d too old, newest %s", n, res.Manifest.Stats.TooOld, res.Manifest.Newest.On.V)
	}
	if y := res.Manifest.Newest.On.V.Time().Year(); y != 2026 {
		t.Errorf("the newest response is of %d", y)
	}
}

// TestLaterWave: several responses after years of silence are no slip.
func TestLaterWave(t *testing.T) {
	o := options(t.TempDir(), survey(t, "a.csv", with(baseRows, "5,2029-05-05T09:00:00Z,10,Still a great product,Pro,e@example.com", "6,2029-05-06T09:00:00Z,1,Far too slow these days,Pro,f@example.com")...))
	o.Codebook = small(t, "support")
	res := mustRun(t, o)
	if y, s := res.Manifest.Newest.On.V.Time().Year(), res.Manifest.Stats; y != 2029 || s.TooOld != 2 || s.Departments["support"].Cases != 1 {
		t.Errorf("newest of %d, %d too old, %+v", y, s.TooOld, s.Departments)
	}
}

func TestTooOldIsCounted(t *testing.T) {
	o := options(t.TempDir(), survey(t, "a.csv", with(baseRows, "5,2026-06-05T09:00:00Z,10,A month later,Pro,e@example.com")...))
	o.Codebook = small(t, "support")
	if s := mustRun(t, o).Manifest.Stats; s.TooOld != 2 || s.Departments["support"].Cases != 0 || s.Departments["support"].Informed != 2 {
		t.Errorf("too old %d, %+v", s.TooOld, s.Departments)
	}
}

// TestMistakeThatOnlyCompilingSees leaves nothing behind.
func TestMistakeThatOnlyCompilingSees(t *testing.T) {
	ws := t.TempDir()
	o := options(ws, survey(t, "a.csv", baseRows...))
	o.Codebook = codebook(t, "version: 1\ndepartments: {support: S}\nthemes:\n  - {id: a, name: {en: A}, departments: [support], terms: {en: [\"!!!\"]}}\n")
	var usage *UsageError
	if _, err := Run(context.Background(), o); !errors.As(err, &usage) {
		t.Fatalf("got %v, want a UsageError", err)
	}
	if _, err := os.Stat(filepath.Join(ws, stagingDir)); err == nil {
		t.Error("the staging directory was left")
	}
	o.Codebook = small(t, "support")
	mustRun(t, o)
}

// TestFamiliarColumns: an export of a known survey is read as before even where
// its few rows would not tell what a column is.
func TestFamiliarColumns(t *testing.T) {
	ws := t.TempDir()
	mustRun(t, options(ws, survey(t, "a.csv", baseRows...)))
	res := mustRun(t, options(ws, survey(t, "b.csv", "Response ID,Submitted at,NPS,Comment", "5,2026-05-05T09:00:00Z,8,ok", "6,2026-05-05T09:00:00Z,8,ok", "7,2026-05-05T09:00:00Z,8,ok")))
	d := res.Run.Inputs[0].Decision
	if len(d.Texts) != 1 || d.Texts[0].Header != "Comment" || d.Score == nil {
		t.Errorf("texts %+v, score %+v", d.Texts, d.Score)
	}
	o := options(ws, survey(t, "c.csv", baseRows...))
	o.Source = source.Options{Attributes: []string{"Plan"}, Score: "NPS"}
	if got := outcome(mustRun(t, o).Run.Outcome); got != "0/0/4/0/0" {
		t.Errorf("with flags that say what was decided: %s", got)
	}
}
