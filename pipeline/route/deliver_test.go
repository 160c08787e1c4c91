package route_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"verbatim/datasets"
	"verbatim/pipeline/route"
)

var tokyo = time.FixedZone("JST", 9*3600)

// row returns a row that responded on day (of November 2026), with hours until
// it is due; 0 hours is an inform.
func row(id string, day, hours int) route.Row {
	at := time.Date(2026, 11, day, 10, 0, 0, 0, tokyo)
	r := route.Row{
		ResponseID: id, Role: datasets.RoleInform, Rule: "theme_owner", Metric: datasets.MetricNPS, Score: datasets.Some(3.0),
		RespondedAt: datasets.Some(at.UnixMicro()), RespondedOn: datasets.Some(datasets.DateOf(at)),
		Language: "ja", ThemeIDs: []string{"speed"}, Intents: []string{"problem"},
		Answers:    []route.Answer{{Question: "理由", Text: id + "は遅い"}},
		Attributes: []string{"Pro", "500000"},
		SourceFile: "survey.csv", SourceRow: 7,
	}
	if hours > 0 {
		r.Role, r.Rule = datasets.RoleReply, "detractor"
		r.DueAt = datasets.Some(at.Add(time.Duration(hours) * time.Hour).UnixMicro())
	}
	return r
}

func fragment(t testing.TB, attributes []datasets.Attribute, rows ...route.Row) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "support.zst")
	if err := route.WriteFragment(path, attributes, rows); err != nil {
		t.Fatal(err)
	}
	return path
}

func deliver(t testing.TB, fragments []string, o route.Options) (string, route.Count) {
	t.Helper()
	dir := t.TempDir()
	if o.Zone == nil {
		o.Zone = tokyo
	}
	count, err := route.Deliver(context.Background(), dir, "support", fragments, o)
	if err != nil {
		t.Fatal(err)
	}
	return dir, count
}

// table is a CSV file as people read it: columns by name.
type table struct {
	header []string
	rows   []map[string]string
}

func readCSV(t testing.TB, path string) (got table) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rest, ok := bytes.CutPrefix(b, []byte("\uFEFF"))
	if !ok {
		t.Errorf("%s has no byte order mark", path)
	}
	lines, err := csv.NewReader(bytes.NewReader(rest)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return tableOf(lines)
}

func readXLSX(t testing.TB, path string) table {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	return tableOf(lines)
}

func tableOf(lines [][]string) (got table) {
	got.header = lines[0]
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, cell := range line {
			row[got.header[i]] = cell
		}
		got.rows = append(got.rows, row)
	}
	return got
}

func (t table) column(name string) (values []string) {
	for _, row := range t.rows {
		values = append(values, row[name])
	}
	return values
}

func TestDeliver(t *testing.T) {
	a := row("a", 20, 48)
	a.Contacts = []datasets.Contact{{Header: "メール", Value: "a@example.com"}, {Header: "電話", Value: "+81 3-1234-5678"}, {Header: "メール", Value: "a2@example.com"}}
	a.Answers = append(a.Answers, route.Answer{Question: "空", Text: " "}, route.Answer{Question: "改善", Text: "=速く"})
	b := row("b", 18, 24)
	b.Contacts = []datasets.Contact{{Header: "text", Value: "b@example.com"}}
	none := row("n", 1, 0)
	none.RespondedAt, none.RespondedOn, none.Score = datasets.Opt[int64]{}, datasets.Opt[datasets.Date]{}, datasets.Opt[float64]{}
	undue := row("u", 19, 0)
	undue.Role = datasets.RoleReply
	c := row("c", 20, 0)
	c.Attributes = []string{"Free", "-5"}
	dir, count := deliver(t, []string{
		fragment(t, attributes, a, c, none),
		fragment(t, attributes, undue, b, row("old", 2, 48), row("d", 21, 0)),
	}, route.Options{
		MaxAge: 14 * 24 * time.Hour,
		Newest: route.Newest{At: datasets.Some(time.Date(2026, 11, 21, 10, 0, 0, 0, tokyo).UnixMicro()), On: datasets.Some(date(t, "2026-11-21"))},
		Name:   route.Names(newFixture(t, usual, "UTC").cb),
	})
	if want := (route.Count{Department: "support", Cases: 3, FirstDue: b.DueAt, Informed: 4}); count != want {
		t.Errorf("counted %+v, want %+v", count, want)
	}
	for name, got := range map[string]table{
		"csv":  readCSV(t, filepath.Join(dir, "support.csv")),
		"xlsx": readXLSX(t, filepath.Join(dir, "support.xlsx")),
	} {
		t.Run(name, func(t *testing.T) { checkDelivered(t, got, name == "csv") })
	}
	checkPrivate(t, dir)
	checkLines(t, filepath.Join(dir, "support.jsonl"))
}

func checkDelivered(t *testing.T, got table, isCSV bool) {
	quote := ""
	if isCSV {
		quote = "'"
	}
	for column, want := range map[string][]string{
		"response_id":    {"b", "a", "u", "d", "c", "old", "n"},
		"role":           {"reply", "reply", "reply", "inform", "inform", "inform", "inform"},
		"rule":           {"detractor", "detractor", "theme_owner", "theme_owner", "theme_owner", "detractor", "theme_owner"},
		"due":            {"2026-11-19 10:00", "2026-11-22 10:00", "", "", "", "", ""},
		"due_at":         {"2026-11-19T10:00:00+09:00", "2026-11-22T10:00:00+09:00", "", "", "", "", ""},
		"responded_on":   {"2026-11-18", "2026-11-20", "2026-11-19", "2026-11-21", "2026-11-20", "2026-11-02", ""},
		"score":          {"3", "3", "3", "3", "3", "3", ""},
		"nps_group":      {"detractor", "detractor", "detractor", "detractor", "detractor", "detractor", ""},
		"themes":         slices.Repeat([]string{"Speed 速度"}, 7),
		"theme_ids":      slices.Repeat([]string{"speed"}, 7),
		"intents":        slices.Repeat([]string{"problem"}, 7),
		"attr_plan":      {"Pro", "Pro", "Pro", "Pro", "Free", "Pro", "Pro"},
		"attr_mrr":       {"500000", "500000", "500000", "500000", "-5", "500000", "500000"},
		"text":           {"bは遅い", "理由:\naは遅い\n\n改善:\n=速く", "uは遅い", "dは遅い", "cは遅い", "oldは遅い", "nは遅い"},
		"メール":            {"", "a@example.com, a2@example.com", "", "", "", "", ""},
		"電話":             {"", quote + "+81 3-1234-5678", "", "", "", "", ""},
		"text (contact)": {"b@example.com", "", "", "", "", "", ""},
		"source_file":    slices.Repeat([]string{"survey.csv"}, 7),
		"source_row":     slices.Repeat([]string{"7"}, 7),
	} {
		if values := got.column(column); !slices.Equal(values, want) {
			t.Errorf("%s is\n%q, want\n%q", column, values, want)
		}
	}
}

// checkPrivate checks that only their owner reads the files.
func checkPrivate(t *testing.T, dir string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 3 {
		t.Errorf("found %v, %v; want three files", files, err)
	}
	for _, f := range files {
		info, err := f.Info()
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, want 0600", f.Name(), info.Mode())
		}
	}
}

func checkLines(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
	if len(lines) != 7 {
		t.Fatalf("%d lines, want 7", len(lines))
	}
	for _, line := range lines {
		if !json.Valid([]byte(line)) {
			t.Errorf("no JSON: %s", line)
		}
	}
	want := `{"response_id":"a","role":"reply","rule":"detractor","due_at":"2026-11-22T10:00:00+09:00","metric":"nps","score":3,` +
		`"nps_group":"detractor","responded_at":"2026-11-20T10:00:00+09:00","responded_on":"2026-11-20","language":"ja",` +
		`"theme_ids":["speed"],"intents":["problem"],"answers":[{"question":"理由","text":"aは遅い"},{"question":"空","text":" "},` +
		`{"question":"改善","text":"=速く"}],"attributes":{"plan":"Pro","mrr":"500000"},` +
		`"contacts":{"メール":"a@example.com, a2@example.com","電話":"+81 3-1234-5678"},"source_file":"survey.csv","source_row":7}`
	if lines[1] != want {
		t.Errorf("got  %s\nwant %s", lines[1], want)
	}
	if !strings.Contains(lines[6], `"due_at":null,"metric":"nps","score":null,"nps_group":null,"responded_at":null,"responded_on":null`) {
		t.Errorf("missing values are not null: %s", lines[6])
	}
}

// TestDeliverUnitesColumns: attributes may differ from part to part.
func TestDeliverUnitesColumns(t *testing.T) {
	a, b := row("a", 20, 1), row("b", 20, 2)
	b.Attributes = []string{"JP", "Pro"}
	dir, _ := deliver(t, []string{
		fragment(t, attributes, a),
		fragment(t, []datasets.Attribute{{Slug: "country"}, {Slug: "plan"}}, b),
	}, route.Options{})
	got := readCSV(t, filepath.Join(dir, "support.csv"))
	for column, want := range map[string][]string{
		"attr_plan": {"Pro", "Pro"}, "attr_mrr": {"500000", ""}, "attr_country": {"", "JP"},
	} {
		if values := got.column(column); !slices.Equal(values, want) {
			t.Errorf("%s is %q, want %q", column, values, want)
		}
	}
}

// TestDeliverManyFragments merges in several rounds, and the result is the
// same as that of one fragment with all rows.
func TestDeliverManyFragments(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	var all []route.Row
	var fragments []string
	for i := range 150 {
		var rows []route.Row
		for j := range rng.IntN(6) {
			rows = append(rows, row(fmt.Sprintf("r%03d-%d", i, j), 1+rng.IntN(28), rng.IntN(3)*24))
		}
		all = append(all, rows...)
		fragments = append(fragments, fragment(t, attributes, rows...))
	}
	o := route.Options{MaxAge: 7 * 24 * time.Hour, Newest: newest(t, "2026-11-28T10:00:00+09:00", "")}
	many, manyCount := deliver(t, fragments, o)
	one, oneCount := deliver(t, []string{fragment(t, attributes, all...)}, o)
	if manyCount != oneCount || manyCount.Cases+manyCount.Informed != int64(len(all)) || manyCount.Cases == 0 {
		t.Errorf("counted %+v and %+v of %d rows", manyCount, oneCount, len(all))
	}
	for _, name := range []string{"support.csv", "support.jsonl", "support.xlsx"} {
		a, errA := os.ReadFile(filepath.Join(many, name))
		b, errB := os.ReadFile(filepath.Join(one, name))
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Errorf("%s differs (%v, %v)", name, errA, errB)
		}
	}
	if left, _ := os.ReadDir(many); len(left) != 3 {
		t.Errorf("temporary files are left: %v", left)
	}
}

func TestDeliverNothing(t *testing.T) {
	dir, count := deliver(t, nil, route.Options{})
	if count != (route.Count{Department: "support"}) {
		t.Errorf("counted %+v", count)
	}
	got := readCSV(t, filepath.Join(dir, "support.csv"))
	if len(got.rows) != 0 || got.header[0] != "role" {
		t.Errorf("got %+v, want the header alone", got)
	}
}

// TestDeliverWithoutWorkbook: over XLSXRows rows there is none, and one of an
// earlier time goes.
func TestDeliverWithoutWorkbook(t *testing.T) {
	rows := make([]route.Row, route.XLSXRows+1)
	for i := range rows {
		rows[i] = route.Row{ResponseID: fmt.Sprint(i), Role: datasets.RoleInform}
	}
	path := fragment(t, nil, rows...)
	dir := t.TempDir()
	workbook := filepath.Join(dir, "support.xlsx")
	if err := os.WriteFile(workbook, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	count, err := route.Deliver(context.Background(), dir, "support", []string{path}, route.Options{})
	if err != nil || count.Informed != route.XLSXRows+1 {
		t.Fatalf("counted %+v, %v", count, err)
	}
	if _, err := os.Stat(workbook); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the workbook is still there: %v", err)
	}
}

// TestFragmentReplacesHardLink: what another generation shares stays.
func TestFragmentReplacesHardLink(t *testing.T) {
	dir := t.TempDir()
	old, shared := filepath.Join(dir, "old.zst"), filepath.Join(dir, "new.zst")
	if err := route.WriteFragment(old, nil, []route.Row{row("a", 1, 0)}); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(old)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Link(old, shared); err != nil {
		t.Skipf("no hard links here: %v", err)
	}
	if err := route.WriteFragment(shared, nil, []route.Row{row("b", 1, 0)}); err != nil {
		t.Fatal(err)
	}
	if after, err := os.ReadFile(old); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the shared file changed (%v)", err)
	}
}

func TestFragmentBytes(t *testing.T) {
	rows := []route.Row{row("a", 1, 3), row("b", 2, 0), row("c", 3, 1)}
	backwards := slices.Clone(rows)
	slices.Reverse(backwards)
	a, errA := os.ReadFile(fragment(t, attributes, rows...))
	b, errB := os.ReadFile(fragment(t, attributes, backwards...))
	if errA != nil || errB != nil || !bytes.Equal(a, b) {
		t.Errorf("the same rows in another order gave other bytes (%v, %v)", errA, errB)
	}
}

// TestDamagedFragment: no damage panics, and all of it is reported.
func TestDamagedFragment(t *testing.T) {
	whole, err := os.ReadFile(fragment(t, attributes, row("a", 1, 3), row("b", 2, 0)))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "damaged.zst")
	for i := 0; i < len(whole); i += 5 {
		for _, damaged := range [][]byte{whole[:i], slices.Concat(whole[:i], []byte{^whole[i]}, whole[i+1:])} {
			if err := os.WriteFile(path, damaged, 0o600); err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			_, err := route.Deliver(context.Background(), dir, "support", []string{path}, route.Options{})
			if err == nil && i >= 12 && i < 20 {
				continue // the number of rows only decides about the workbook
			}
			if err == nil && i >= 8 {
				t.Errorf("byte %d of %d: no error, %d bytes", i, len(whole), len(damaged))
			}
			if files, _ := os.ReadDir(dir); err != nil && len(files) > 0 {
				t.Errorf("byte %d: %v is left after %v", i, files, err)
			}
		}
	}
}

func TestDeliverCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	dir := t.TempDir()
	_, err := route.Deliver(ctx, dir, "support", []string{fragment(t, attributes, row("a", 1, 0))}, route.Options{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if files, _ := os.ReadDir(dir); len(files) > 0 {
		t.Errorf("%v is left", files)
	}
}

func BenchmarkFragment(b *testing.B) {
	rows := benchRows()
	path := filepath.Join(b.TempDir(), "f.zst")
	for b.Loop() {
		if err := route.WriteFragment(path, attributes, rows); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*len(rows))/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkDeliver is without a workbook: there are too many rows.
func BenchmarkDeliver(b *testing.B) {
	rows := benchRows()
	fragments := []string{fragment(b, attributes, rows...), fragment(b, attributes, rows...), fragment(b, attributes, rows...)}
	dir := b.TempDir()
	for b.Loop() {
		if _, err := route.Deliver(context.Background(), dir, "support", fragments, route.Options{Zone: tokyo}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*3*len(rows))/b.Elapsed().Seconds(), "rows/s")
}

func benchRows() []route.Row {
	rng := rand.New(rand.NewPCG(7, 8))
	rows := make([]route.Row, 20_000)
	for i := range rows {
		rows[i] = row(fmt.Sprintf("%016x", rng.Uint64()), 1+rng.IntN(28), rng.IntN(2)*48)
		rows[i].Answers[0].Text = fmt.Sprintf("%d 値上げの%d説明が足りず、サポートの返事も%d日待ちました。", rng.Int(), rng.Int(), rng.Int())
		rows[i].Contacts = []datasets.Contact{{Header: "メール", Value: fmt.Sprintf("u%d@example.com", i)}}
	}
	return rows
}
