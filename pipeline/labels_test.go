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

	"golang.org/x/text/encoding/japanese"

	"verbatim/pipeline/state"
)

// labelSurvey has responses with two answers, one and none, and ids that a
// spreadsheet would calculate.
var labelSurvey = []string{
	"Response ID,Submitted at,NPS,What is good?,What could be better?",
	"1,2026-05-01T09:00:00Z,9,Great support and a great price,The search is slow",
	"2,2026-05-02T09:00:00Z,3,,料金が高いです。動作も遅かった。",
	"3,2026-05-03T09:00:00Z,7,,",
	"-4,2026-05-04T09:00:00Z,0,,Crashes every day",
	"a#b,2026-05-05T09:00:00Z,8,\"=SUM(1,2) is what I type all day\",",
}

const good, better = "what_is_good", "what_could_be_better"

// labelWorkspace makes a workspace of labelSurvey in parts of two responses.
func labelWorkspace(t *testing.T) string {
	t.Helper()
	ws := t.TempDir()
	o := options(ws, survey(t, "survey.csv", labelSurvey...))
	o.partResponses = 2
	mustRun(t, o)
	return ws
}

var labelNow = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

func importLabels(ws, path string) (*ImportResult, error) {
	return ImportLabels(context.Background(), ImportOptions{Workspace: ws, File: path, By: "ann", Now: labelNow})
}

// recorded returns the current labels of a workspace.
func recorded(t *testing.T, ws string) []string {
	t.Helper()
	all, err := OpenWorkspace(ws).AllLabels(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, l := range all {
		out = append(out, fmt.Sprintf("%s %s %t %s %s", l.VerbatimID, l.ThemeID, l.Removed, l.By, time.UnixMicro(l.At).UTC().Format(time.RFC3339Nano)))
	}
	return out
}

const atNow = " 2026-07-01T12:00:00Z"

func TestImportLabels(t *testing.T) {
	ws := labelWorkspace(t)
	tests := []struct {
		name string
		rows []string
		want []string
	}{
		{"by verbatim", []string{"verbatim_id,theme,label", "1#" + good + ",pricing,added", "2#" + better + ",performance,removed"},
			[]string{"1#" + good + " pricing false ann" + atNow, "2#" + better + " performance true ann" + atNow}},
		{"a name, any order, more columns", []string{"label,text,Theme Name,theme,Verbatim ID", "x,any words,Pricing,,2"},
			[]string{"2#" + better + " pricing false ann" + atNow}},
		{"by response", []string{"response_id,theme,label", "2,Pricing,1", "a#b,PRICING,0"},
			[]string{"2#" + better + " pricing false ann" + atNow, "a#b#" + good + " pricing true ann" + atNow}},
		{"by response and question", []string{"response_id,question_id,theme,label", "1," + better + ",performance,yes"},
			[]string{"1#" + better + " performance false ann" + atNow}},
		{"by response and wording", []string{"Response,Question,theme,label", "1,What could be better?,performance,Yes"},
			[]string{"1#" + better + " performance false ann" + atNow}},
		{"in Japanese", []string{"回答ID,質問,テーマ,判定,記入者,日付", "1,What is good?," + "料金" + ",○,彩,2026年6月1日", "2,,料金,×,,2026/6/2 10:30"},
			[]string{"1#" + good + " pricing false 彩 2026-06-01T00:00:00Z", "2#" + better + " pricing true ann 2026-06-02T10:30:00Z"}},
		{"kept from being formulas", []string{"verbatim_id,theme,label,by", "'-4#" + better + ",pricing,'+,'=bob", "-4,performance,'-,'eve"},
			[]string{"-4#" + better + " performance true 'eve" + atNow, "-4#" + better + " pricing false =bob" + atNow}},
		{"unfilled", []string{"verbatim_id,theme,label", "1#" + good + ",pricing,", "1#nothing,nothing,"}, []string{}},
		{"the later row counts", []string{"verbatim_id,theme,label,by", "2,pricing,added,bob", "2,pricing,removed,eve"},
			[]string{"2#" + better + " pricing true eve" + atNow}},
		{"a moment with its zone", []string{"verbatim_id,theme,label,at", "2,pricing,added,2026-06-01T09:30:00.25+09:00"},
			[]string{"2#" + better + " pricing false ann 2026-06-01T00:30:00.25Z"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_ = os.Remove(filepath.Join(ws, state.File))
			if _, err := importLabels(ws, survey(t, "labels.csv", tt.rows...)); err != nil {
				t.Fatal(err)
			}
			if got := recorded(t, ws); !slices.Equal(got, tt.want) {
				t.Errorf("got %q\nwant %q", got, tt.want)
			}
		})
	}
}

// TestBadLabels: every mistake is told, with its place, and keeps all labels
// out unless the bad rows are skipped.
func TestBadLabels(t *testing.T) {
	ws := labelWorkspace(t)
	path := survey(t, "labels.csv",
		"verbatim_id,theme,label,at",
		"2,pricing,added,",
		"9#"+better+",pricing,added,",
		"2#"+good+",prcing,maybe,05/01/2026",
		"1,pricing,added,",
		"3,pricing,added,",
		"2,pricing,removed,",
		"2,,added,",
		",pricing,added,",
		"2,pricing,added,,more,cells",
		"2,nothing,,",
	)
	want := []string{
		`labels.csv:3: column "verbatim_id": "9#` + better + `" is no verbatim of the published generation`,
		`labels.csv:4: column "verbatim_id": "2#` + good + `" names no answer of response 2, which has ` + better,
		`labels.csv:4: column "theme": "prcing" is no theme of the published codebook; did you mean "pricing"?`,
		`labels.csv:4: column "label": "maybe" is neither added (1, yes, x, +, ○, 追加) nor removed (0, no, -, ×, 削除)`,
		`labels.csv:4: column "at": "05/01/2026" is no date with the year first, such as 2026-07-01 or 2026-07-01T09:30:00+09:00`,
		`labels.csv:5: column "verbatim_id": "1" leaves open which answer of response 1 is meant: it has ` + good + ", " + better,
		`labels.csv:6: column "verbatim_id": "3" names nothing: response 3 has no words`,
		`labels.csv:7: column "label": "removed" contradicts line 2, where the same is said of the same theme and verbatim: leave one of them`,
		`labels.csv:8: column "theme": is empty`,
		`labels.csv:9: names no verbatim: want verbatim_id, or response_id and question_id`,
		`labels.csv:10: `,
	}
	_, err := importLabels(ws, path)
	var bad BadLabels
	if !errors.As(err, &bad) {
		t.Fatalf("got %v, want BadLabels", err)
	}
	got := strings.Split(bad.Error(), "\n")
	if len(got) != len(want) || bad.Rows() != 8 {
		t.Fatalf("got %d mistakes in %d rows, want %d in 8:\n%s", len(got), bad.Rows(), len(want), bad)
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("got  %s\nwant %s", got[i], want[i])
		}
	}
	if got := recorded(t, ws); len(got) != 0 {
		t.Errorf("recorded %q in spite of mistakes", got)
	}
	res, err := ImportLabels(context.Background(), ImportOptions{Workspace: ws, File: path, By: "ann", Now: labelNow, SkipBad: true})
	if err != nil || res.Recorded() != 1 || len(res.Bad) != len(want) || res.Rows != 10 || res.Unfilled != 1 {
		t.Errorf("skipping them: got %+v, %v", res, err)
	}
}

func TestLabelFilesRefused(t *testing.T) {
	ws := labelWorkspace(t)
	for want, header := range map[string]string{
		"wanted a column verbatim_id (or response_id), found id, theme, label": "id,theme,label",
		"wanted a column theme, found verbatim_id, label":                      "verbatim_id,label",
		"wanted a column label, found verbatim_id, theme":                      "verbatim_id,theme",
	} {
		_, err := importLabels(ws, survey(t, "labels.csv", header, "1,2,3"))
		var usage *UsageError
		if !errors.As(err, &usage) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", header, err, want)
		}
	}
	var usage *UsageError
	if _, err := importLabels(ws, filepath.Join(ws, "missing.csv")); !errors.As(err, &usage) {
		t.Errorf("no file: got %v, want a mistake of use", err)
	}
	none := filepath.Join(t.TempDir(), "none")
	if _, err := importLabels(none, "labels.csv"); err == nil || !strings.Contains(err.Error(), "holds no published run") {
		t.Errorf("no workspace: got %v", err)
	}
	if _, err := os.Stat(none); err == nil {
		t.Error("a workspace was made")
	}
}

func TestImportHoldsTheWorkspace(t *testing.T) {
	ws := labelWorkspace(t)
	path := survey(t, "labels.csv", "verbatim_id,theme,label", "2,pricing,added")
	other := OpenWorkspace(ws)
	if err := other.acquire(); err != nil {
		t.Fatal(err)
	}
	if _, err := importLabels(ws, path); !errors.Is(err, ErrHeld) {
		t.Errorf("got %v, want ErrHeld", err)
	}
	if err := other.release(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []ImportResult{{Rows: 1, Added: 1, Verbatims: 1}, {Rows: 1, Held: 1}} {
		got, err := importLabels(ws, path)
		if err != nil || got.Added != want.Added || got.Held != want.Held || got.Verbatims != want.Verbatims {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
	}
}

// TestLostLog: numbers that a generation follows are not given twice.
func TestLostLog(t *testing.T) {
	ws := labelWorkspace(t)
	dir, m, err := OpenWorkspace(ws).Published()
	if err != nil {
		t.Fatal(err)
	}
	m.Labels = 2
	if err := writeJSON(filepath.Join(dir, manifestFile), m); err != nil {
		t.Fatal(err)
	}
	path := survey(t, "labels.csv", "verbatim_id,theme,label", "2,pricing,added")
	if _, err := importLabels(ws, path); err == nil || !strings.Contains(err.Error(), "should hold the 2 events that generation 1 follows, and holds 0") {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(filepath.Join(ws, state.File)); err == nil {
		t.Error("a new log was made")
	}
}

func TestLabelsOfOtherEncodings(t *testing.T) {
	ws := labelWorkspace(t)
	b, err := japanese.ShiftJIS.NewEncoder().String("回答ID\tテーマ\t判定\t記入者\r\n2\t料金\t追加\t田中\r\n")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "labels.tsv")
	if err := os.WriteFile(path, []byte(b), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := importLabels(ws, path); err != nil {
		t.Fatal(err)
	}
	if got, want := recorded(t, ws), []string{"2#" + better + " pricing false 田中" + atNow}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPartsOf(t *testing.T) {
	dir, m, err := OpenWorkspace(labelWorkspace(t)).Published()
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Parts) != 3 {
		t.Fatalf("%d parts, want 3", len(m.Parts))
	}
	for ids, want := range map[string]string{"": "map[]", "absent": "map[]", "1 2": "map[1:true]", "3": "map[2:true]", "2 a#b absent": "map[1:true 3:true]"} {
		asked := map[string]bool{}
		for _, id := range strings.Fields(ids) {
			asked[id] = true
		}
		got, err := partsOf(context.Background(), dir, m, asked)
		if err != nil || fmt.Sprint(got) != want {
			t.Errorf("%q: got %v, %v, want %s", ids, got, err, want)
		}
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := partsOf(cancelled, dir, m, map[string]bool{"1": true}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
}

func TestLabelWords(t *testing.T) {
	for s, want := range map[string]bool{
		"added": false, "ADDED": false, "１": false, "Yes": false, "x": false, "Ｘ": false, "+": false, "＋": false, "○": false, "追加": false, "true": false,
		"removed": true, "Remove": true, "0": true, "no": true, "×": true, "-": true, "－": true, "−": true, "ー": true, "削除": true, "FALSE": true,
	} {
		if got, ok := labelWord(s); got != want || !ok {
			t.Errorf("%q: got %t %t, want %t", s, got, ok, want)
		}
	}
	for _, s := range []string{"", "2", "added?", "pricing", "△", "n/a"} {
		if _, ok := labelWord(s); ok {
			t.Errorf("%q is taken for a label", s)
		}
	}
}
