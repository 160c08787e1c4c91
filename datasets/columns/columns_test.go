package columns_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"

	"verbatim/datasets"
	"verbatim/datasets/columns"
	"verbatim/datasets/table"
)

// part is what one file of a test's generation holds.
type part struct {
	attrs []datasets.Attribute
	rows  []datasets.Verbatim
}

// generation writes parts and returns the directory.
func generation(t testing.TB, parts ...part) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "verbatims"), 0o777); err != nil {
		t.Fatal(err)
	}
	for i, p := range parts {
		f, err := os.Create(filepath.Join(dir, "verbatims", fmt.Sprintf("part-%06d.parquet", i+1)))
		if err != nil {
			t.Fatal(err)
		}
		w, err := table.NewWriter[datasets.Verbatim](f, table.Meta{Attributes: p.attrs, KeyValue: map[string]string{"verbatim.timezone": "Asia/Tokyo"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(p.rows); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func load(t testing.TB, dir string, names ...string) *columns.Table {
	t.Helper()
	tab, err := columns.Load(context.Background(), dir, names)
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

// randomRows makes rows with nulls, empty lists and few or many distinct values.
func randomRows(rng *rand.Rand, n, attrs int) []datasets.Verbatim {
	pick := func(of ...string) string { return of[rng.IntN(len(of))] }
	rows := make([]datasets.Verbatim, n)
	for i := range rows {
		v := datasets.Verbatim{
			ResponseID: fmt.Sprintf("resp-2026-%05d", rng.IntN(n)), QuestionID: pick("q1", "q2"), Question: pick("", "なぜ?"),
			Text: pick("", "x"), Language: pick("ja", "en"), ContentStatus: datasets.Content, Intent: datasets.Intent(pick("", "praise")),
			ThemeIDs: []string{}, Departments: []string{}, CodebookVersion: "c", RunNumber: int32(rng.IntN(3)),
		}
		v.VerbatimID = v.ResponseID + "#" + v.QuestionID
		if rng.IntN(4) > 0 {
			v.Metric, v.Score = datasets.MetricNPS, datasets.Some(float64(rng.IntN(11)))
		}
		if rng.IntN(4) > 0 {
			v.RespondedOn = datasets.Some(datasets.Date(20000 + rng.IntN(300)))
			v.RespondedAt = datasets.Some(int64(v.RespondedOn.V)*86400e6 + rng.Int64N(86400e6))
		}
		for range rng.IntN(4) {
			v.ThemeIDs = append(v.ThemeIDs, pick("price", "料金", "", "price_up"))
		}
		for range attrs {
			v.Attributes = append(v.Attributes, pick("", "a", "い", fmt.Sprint(rng.IntN(1000))))
		}
		rows[i] = v
	}
	return rows
}

func attributes(n int) []datasets.Attribute {
	var out []datasets.Attribute
	for i := range n {
		out = append(out, datasets.Attribute{Slug: fmt.Sprintf("a%d", i), Header: fmt.Sprintf("列%d", i)})
	}
	return out
}

// wanted is how columns should show the single values of a row; "" is null,
// except in the columns that are never null.
func wanted(v datasets.Verbatim) map[string]string {
	w := map[string]string{
		"response_id": v.ResponseID, "verbatim_id": v.VerbatimID, "question_id": v.QuestionID, "question": v.Question, "text": v.Text,
		"language": v.Language, "content_status": string(v.ContentStatus), "intent": string(v.Intent), "metric": string(v.Metric),
		"nps_group": datasets.NPSGroup(v.Metric, v.Score), "codebook_version": v.CodebookVersion, "run_number": fmt.Sprint(v.RunNumber),
	}
	if v.Score.OK {
		w["score"] = datasets.FormatScore(v.Score.V)
	}
	if v.RespondedOn.OK {
		w["responded_on"] = v.RespondedOn.V.String()
	}
	for i, a := range v.Attributes {
		w[fmt.Sprintf("attr_a%d", i)] = a
	}
	return w
}

func checkDict(t *testing.T, tab *columns.Table, name string, rows []datasets.Verbatim) {
	t.Helper()
	d := tab.Dict(name)
	if d == nil {
		t.Fatalf("%s was not loaded", name)
	}
	if len(d.Codes) != len(rows) {
		t.Fatalf("%s: %d codes, want %d", name, len(d.Codes), len(rows))
	}
	never := name == "text" // may be empty, is never null
	used := map[int32]bool{}
	for i, v := range rows {
		want, code := wanted(v)[name], d.Codes[i]
		if got := d.Value(code); got != want || (code < 0) != (want == "" && !never) {
			t.Fatalf("%s, row %d: got %q (code %d), want %q", name, i, got, code, want)
		}
		used[code] = true
	}
	delete(used, -1)
	checkValues(t, name, d.Len(), d.Value, d.Code, len(used))
}

// checkInstants checks responded_at, and what Arrow says of it.
func checkInstants(t *testing.T, tab *columns.Table, rows []datasets.Verbatim) {
	t.Helper()
	c := tab.Int64("responded_at")
	if c == nil || len(c.Values) != len(rows) || c.Arrow().Len() != len(rows) {
		t.Fatalf("responded_at: %v, want %d values", c, len(rows))
	}
	nulls := 0
	for i, v := range rows {
		want := int64(columns.NullInt64)
		if v.RespondedAt.OK {
			want = v.RespondedAt.V
		} else {
			nulls++
		}
		if c.Values[i] != want || c.Arrow().IsNull(i) == v.RespondedAt.OK || c.Arrow().Value(i) != c.Values[i] {
			t.Fatalf("responded_at, row %d: %d (arrow %s), want %d", i, c.Values[i], c.Arrow().ValueStr(i), want)
		}
	}
	if c.Arrow().NullN() != nulls {
		t.Errorf("responded_at: arrow counts %d nulls, want %d", c.Arrow().NullN(), nulls)
	}
}

// checkValues checks that a dictionary is sorted, without repeats, without
// values that no row has, and the same in both directions.
func checkValues(t *testing.T, name string, n int, value func(int32) string, code func(string) int32, used int) {
	t.Helper()
	for c := range int32(n) {
		if c > 0 && value(c) <= value(c-1) {
			t.Fatalf("%s: %q stands before %q", name, value(c-1), value(c))
		}
		if code(value(c)) != c {
			t.Fatalf("%s: Code(%q) is %d, want %d", name, value(c), code(value(c)), c)
		}
	}
	if n != used {
		t.Errorf("%s: %d values, rows have %d", name, n, used)
	}
	if c := code("no row has this"); c != -1 {
		t.Errorf("%s: absent value has code %d", name, c)
	}
}

func checkList(t *testing.T, tab *columns.Table, name string, rows []datasets.Verbatim, of func(datasets.Verbatim) []string) {
	t.Helper()
	l := tab.List(name)
	used := map[int32]bool{}
	for i, v := range rows {
		got := []string{}
		for _, c := range l.Row(i) {
			got = append(got, l.Value(c))
			used[c] = true
		}
		if want := of(v); !slices.Equal(got, want) {
			t.Fatalf("%s, row %d: got %q, want %q", name, i, got, want)
		}
	}
	checkValues(t, name, l.Len(), l.Value, l.Code, len(used))
}

var singles = []string{"response_id", "question_id", "question", "language", "content_status", "intent", "metric", "score", "nps_group", "responded_on"}

func TestLoad(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	attrs := attributes(3)
	var parts []part
	var rows []datasets.Verbatim
	for _, n := range []int{700, 0, 1, 3000} {
		p := part{attrs, randomRows(rng, n, 3)}
		parts, rows = append(parts, p), append(rows, p.rows...)
	}
	dir := generation(t, parts...)
	tab := load(t, dir)

	want := append(slices.Insert(slices.Clone(singles), len(singles)-1, "responded_at"), "theme_ids", "departments", "attr_a0", "attr_a1", "attr_a2")
	if !slices.Equal(tab.Names(), want) {
		t.Errorf("names %q, want %q", tab.Names(), want)
	}
	wantParts := []columns.Part{{"part-000001", 0, 700, "Asia/Tokyo"}, {"part-000002", 700, 700, "Asia/Tokyo"},
		{"part-000003", 700, 701, "Asia/Tokyo"}, {"part-000004", 701, 3701, "Asia/Tokyo"}}
	if !reflect.DeepEqual(tab.Parts(), wantParts) || tab.Rows() != 3701 {
		t.Errorf("parts %v, %d rows", tab.Parts(), tab.Rows())
	}
	if !reflect.DeepEqual(tab.Attributes(), attrs) {
		t.Errorf("attributes %v", tab.Attributes())
	}
	for _, name := range append(slices.Clone(singles), "attr_a0", "attr_a1", "attr_a2") {
		checkDict(t, tab, name, rows)
	}
	checkInstants(t, tab, rows)
	checkList(t, tab, "theme_ids", rows, func(v datasets.Verbatim) []string { return v.ThemeIDs })
	checkList(t, tab, "departments", rows, func(v datasets.Verbatim) []string { return v.Departments })
	if tab.Dict("text") != nil || tab.List("text") != nil || tab.Dict("theme_ids") != nil || tab.Dict("responded_at") != nil || tab.Int64("score") != nil {
		t.Error("a column that was not loaded is there")
	}
}

func TestLoadNamed(t *testing.T) {
	rows := randomRows(rand.New(rand.NewPCG(3, 4)), 500, 2)
	dir := generation(t, part{attributes(2), rows})
	tab := load(t, dir, "text", "verbatim_id", "codebook_version", "run_number", "attr_a1", "responded_at")
	for _, name := range []string{"text", "verbatim_id", "codebook_version", "run_number", "attr_a1"} {
		checkDict(t, tab, name, rows)
	}
	checkInstants(t, tab, rows)
	if tab.Dict("language") != nil {
		t.Error("language was not named and is there")
	}
	if load(t, dir, "language").Int64("responded_at") != nil {
		t.Error("responded_at was not named and is there")
	}
}

// TestInt64Nulls has a part without nulls, one with nothing else, and one whose
// rows are all of the same instant.
func TestInt64Nulls(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	var parts []part
	var rows []datasets.Verbatim
	for _, at := range []func(i int) datasets.Opt[int64]{
		func(i int) datasets.Opt[int64] { return datasets.Some(int64(i) - 100) },
		func(int) datasets.Opt[int64] { return datasets.Opt[int64]{} },
		func(int) datasets.Opt[int64] { return datasets.Some(int64(1)) },
	} {
		p := part{nil, randomRows(rng, 200, 0)}
		for i := range p.rows {
			p.rows[i].RespondedAt = at(i)
		}
		parts, rows = append(parts, p), append(rows, p.rows...)
	}
	checkInstants(t, load(t, generation(t, parts...)), rows)
	if n := load(t, generation(t, parts[0])).Int64("responded_at").Arrow().NullN(); n != 0 {
		t.Errorf("arrow counts %d nulls, want none", n)
	}
}

// TestAttributesDiffer has parts from before and after an attribute came.
func TestAttributesDiffer(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	old, more := randomRows(rng, 300, 1), randomRows(rng, 300, 2)
	tab := load(t, generation(t, part{attributes(1), old}, part{attributes(2), more}))
	rows := slices.Concat(old, more)
	checkDict(t, tab, "attr_a0", rows)
	checkDict(t, tab, "attr_a1", rows)
	if len(tab.Attributes()) != 2 {
		t.Errorf("attributes %v", tab.Attributes())
	}
}

func TestAttributesInMap(t *testing.T) {
	const n = table.MaxAttributeColumns + 7
	rng := rand.New(rand.NewPCG(7, 8))
	a, b := randomRows(rng, 200, n), randomRows(rng, 100, n)
	dir := generation(t, part{attributes(n), a}, part{attributes(n), b})
	tab := load(t, dir)
	if len(tab.Attributes()) != n || tab.Dict("attr_a0") != nil {
		t.Errorf("%d attributes, attr_a0 loaded: %v; want %d and none loaded", len(tab.Attributes()), tab.Dict("attr_a0") != nil, n)
	}
	tab = load(t, dir, "attr_a0", "attr_a206", "language")
	for _, name := range []string{"attr_a0", "attr_a206", "language"} {
		checkDict(t, tab, name, slices.Concat(a, b))
	}
}

func TestLoadErrors(t *testing.T) {
	ctx := context.Background()
	dir := generation(t, part{nil, randomRows(rand.New(rand.NewPCG(1, 1)), 10, 0)})
	if _, err := columns.Load(ctx, dir, []string{"colour"}); err == nil || !strings.Contains(err.Error(), "no column colour") {
		t.Errorf("unknown column: got %v", err)
	}
	if _, err := columns.Load(ctx, t.TempDir(), nil); err == nil || !strings.Contains(err.Error(), "directory of a generation") {
		t.Errorf("no generation: got %v", err)
	}
	if _, err := columns.Load(ctx, generation(t), nil); err == nil || !strings.Contains(err.Error(), "want part-*.parquet") {
		t.Errorf("no parts: got %v", err)
	}
	stopped, stop := context.WithCancel(ctx)
	stop()
	if _, err := columns.Load(stopped, dir, nil); err != context.Canceled {
		t.Errorf("cancelled: got %v", err)
	}
	path := filepath.Join(dir, "verbatims", "part-000002.parquet")
	if err := os.WriteFile(path, []byte("no such thing"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := columns.Load(ctx, dir, nil); err == nil || !strings.Contains(err.Error(), "part-000002.parquet: want a Parquet file") {
		t.Errorf("junk: got %v", err)
	}
}

// TestDamage loads a generation with one damaged byte: there must be columns or
// an error, never a panic.
func TestDamage(t *testing.T) {
	dir := generation(t, part{attributes(1), randomRows(rand.New(rand.NewPCG(1, 1)), 30, 1)})
	path := filepath.Join(dir, "verbatims", "part-000001.parquet")
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	failed := 0
	for at := 0; at < len(file); at += 31 {
		file[at] ^= 0xff
		if err := os.WriteFile(path, file, 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := columns.Load(context.Background(), dir, nil); err != nil {
			failed++
		}
		file[at] ^= 0xff
	}
	if failed == 0 {
		t.Error("no damage was noticed")
	}
}

// TestArrow checks that the arrays say what the codes say.
func TestArrow(t *testing.T) {
	rows := randomRows(rand.New(rand.NewPCG(9, 9)), 300, 0)
	tab := load(t, generation(t, part{nil, rows}))
	for _, name := range singles {
		d := tab.Dict(name)
		a := d.Arrow()
		for i, code := range d.Codes {
			if a.IsNull(i) != (code < 0) || code >= 0 && a.Dictionary().(*array.String).Value(a.GetValueIndex(i)) != d.Value(code) {
				t.Fatalf("%s, row %d: arrow has %s, want %q", name, i, a.ValueStr(i), d.Value(code))
			}
		}
		if a.NullN() == 0 != !slices.Contains(d.Codes, -1) {
			t.Errorf("%s: arrow counts %d nulls", name, a.NullN())
		}
	}
	l := tab.List("theme_ids")
	for i := range rows {
		start, end := l.Arrow().ValueOffsets(i)
		codes := l.Arrow().ListValues().(*array.Dictionary)
		if int(end-start) != len(l.Row(i)) || end > start && codes.GetValueIndex(int(start)) != int(l.Row(i)[0]) {
			t.Fatalf("theme_ids, row %d: arrow has %d to %d", i, start, end)
		}
	}
}

func ExampleTable_Dict() {
	dir, _ := os.MkdirTemp("", "generation")
	defer os.RemoveAll(dir)
	os.Mkdir(filepath.Join(dir, "verbatims"), 0o777)
	f, _ := os.Create(filepath.Join(dir, "verbatims", "part-000001.parquet"))
	w, _ := table.NewWriter[datasets.Verbatim](f, table.Meta{})
	w.Write([]datasets.Verbatim{{Language: "ja"}, {Language: "en"}, {Language: "ja"}})
	w.Close()
	f.Close()

	t, err := columns.Load(context.Background(), dir, []string{"language"})
	if err != nil {
		fmt.Println(err)
		return
	}
	language := t.Dict("language")
	counts := make([]int, language.Len())
	for _, code := range language.Codes {
		counts[code]++
	}
	for code, n := range counts {
		fmt.Println(language.Value(int32(code)), n)
	}
	// Output:
	// en 1
	// ja 2
}
