package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"verbatim/datasets"
)

// encode writes rows in batches of odd sizes and returns the file.
func encode[T Row](t testing.TB, m Meta, rows []T) []byte {
	t.Helper()
	var buf bytes.Buffer
	w, err := NewWriter[T](&buf, m)
	if err != nil {
		t.Fatal(err)
	}
	for size := 1; len(rows) > 0; size = size*3 + 1 {
		n := min(size, len(rows))
		if err := w.Write(rows[:n]); err != nil {
			t.Fatal(err)
		}
		rows = rows[n:]
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// save writes rows to a file of the test's directory.
func save[T Row](t testing.TB, m Meta, rows []T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "part-000001.parquet")
	if err := os.WriteFile(path, encode(t, m, rows), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func open[T Row](t testing.TB, path string, columns ...string) *Reader[T] {
	t.Helper()
	r, err := Open[T](path, columns...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// readAll reads the rest of a file in batches of the given size.
func readAll[T Row](t testing.TB, r *Reader[T], batch int) []T {
	t.Helper()
	var out []T
	for {
		rows := make([]T, batch)
		n, err := r.Read(rows)
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, rows[:n]...)
	}
}

func diff[T any](t testing.TB, got, want []T) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("got %d rows, want %d", len(got), len(want))
	}
	for i := range got {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Fatalf("row %d:\n got %+v\nwant %+v", i, got[i], want[i])
		}
	}
}

func roundTrip[T Row](t *testing.T, one func(g gen) func(i, attrs int) T) {
	for _, c := range []struct{ rows, attrs int }{{0, 0}, {1, 0}, {300, 5}, {2500, 3}, {50, MaxAttributeColumns}, {50, 250}} {
		t.Run(fmt.Sprintf("%d rows %d attributes", c.rows, c.attrs), func(t *testing.T) {
			attrs := attributesOfWidth(c.attrs)
			want := many(c.rows, c.attrs, one(newGen(uint64(c.rows))))
			path := save(t, Meta{Attributes: attrs}, want)
			for _, batch := range []int{1, 77, 10_000} {
				r := open[T](t, path)
				if r.NumRows() != int64(c.rows) {
					t.Fatalf("NumRows %d, want %d", r.NumRows(), c.rows)
				}
				diff(t, readAll(t, r, batch), want)
			}
		})
	}
}

func TestRoundTrip(t *testing.T) {
	t.Run("responses", func(t *testing.T) {
		roundTrip(t, func(g gen) func(int, int) datasets.Response { return g.response })
	})
	t.Run("verbatims", func(t *testing.T) {
		roundTrip(t, func(g gen) func(int, int) datasets.Verbatim { return g.verbatim })
	})
	t.Run("tags", func(t *testing.T) { roundTrip(t, func(g gen) func(int, int) datasets.Tag { return g.tag }) })
	t.Run("routes", func(t *testing.T) { roundTrip(t, func(g gen) func(int, int) datasets.Route { return g.route }) })
	t.Run("themes", func(t *testing.T) { roundTrip(t, func(g gen) func(int, int) datasets.Theme { return g.theme }) })
}

func TestRowGroups(t *testing.T) {
	want := many(groupRows+10, 0, newGen(7).route)
	path := save(t, Meta{}, want)
	r := open[datasets.Route](t, path)
	groups := r.pq.RowGroups()
	if len(groups) != 2 || groups[0].NumRows() != groupRows {
		t.Fatalf("got %d row groups, the first of %d rows; want 2 of at most %d", len(groups), groups[0].NumRows(), groupRows)
	}
	diff(t, readAll(t, r, 4096), want)
	for _, row := range []int64{groupRows, 0, groupRows - 1, groupRows + 9, groupRows + 1, 3} {
		seekAndCompare(t, r, row, want)
	}
}

func seekAndCompare[T Row](t *testing.T, r *Reader[T], row int64, want []T) {
	t.Helper()
	if err := r.SeekToRow(row); err != nil {
		t.Fatal(err)
	}
	got := make([]T, 3)
	n, err := r.Read(got)
	if err != nil {
		t.Fatal(err)
	}
	diff(t, got[:n], want[row:row+int64(n)])
}

func TestSeekToRow(t *testing.T) {
	want := many(6000, 4, newGen(3).verbatim)
	path := save(t, Meta{Attributes: attributesOfWidth(4)}, want)
	r := open[datasets.Verbatim](t, path)
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		seekAndCompare(t, r, rng.Int64N(6000), want)
	}
	if err := r.SeekToRow(6000); err != nil {
		t.Error(err)
	}
	if n, err := r.Read(make([]datasets.Verbatim, 1)); n != 0 || err != io.EOF {
		t.Errorf("read at the end: %d, %v; want 0, EOF", n, err)
	}
	if err := r.SeekToRow(6001); err == nil {
		t.Error("seek behind the end: want an error")
	}
}

func TestOpenColumns(t *testing.T) {
	all := many(200, 3, newGen(4).verbatim)
	path := save(t, Meta{Attributes: attributesOfWidth(3)}, all)
	got := readAll(t, open[datasets.Verbatim](t, path, "verbatim_id", "text", "attr_a1"), 50)
	for i, v := range all {
		want := datasets.Verbatim{VerbatimID: v.VerbatimID, Text: v.Text, Attributes: []string{"", v.Attributes[1], ""}}
		if !reflect.DeepEqual(got[i], want) {
			t.Fatalf("row %d:\n got %+v\nwant %+v", i, got[i], want)
		}
	}
	got = readAll(t, open[datasets.Verbatim](t, path, "attributes"), 50)
	if !reflect.DeepEqual(got[9].Attributes, all[9].Attributes) {
		t.Errorf("attributes: got %q, want %q", got[9].Attributes, all[9].Attributes)
	}
	if _, err := Open[datasets.Verbatim](path, "colour"); err == nil || !strings.Contains(err.Error(), "no column colour") {
		t.Errorf("unknown column: got %v", err)
	}
}

func TestSameBytes(t *testing.T) {
	m := Meta{Attributes: attributesOfWidth(9), KeyValue: map[string]string{"z": "1", "a": "2", "m": "3", "k": "4", "b": "5"}}
	rows := many(3000, 9, newGen(5).response)
	first := encode(t, m, rows)
	for range 5 {
		if !bytes.Equal(encode(t, m, rows), first) {
			t.Fatal("the same rows gave other bytes")
		}
	}
}

func TestFileMetadata(t *testing.T) {
	attrs := attributesOfWidth(2)
	m := Meta{Attributes: attrs, KeyValue: map[string]string{"verbatim.codebook_version": "c0de", "verbatim.a": "x"}}
	path := save(t, m, many(10, 2, newGen(1).response))
	r := open[datasets.Response](t, path)
	md := r.pq.Metadata()
	if md.CreatedBy != "verbatim" {
		t.Errorf("created by %q", md.CreatedBy)
	}
	var keys []string
	for _, kv := range md.KeyValueMetadata {
		keys = append(keys, kv.Key)
	}
	want := []string{"verbatim.a", KeyAttributes, "verbatim.codebook_version", KeySchemaVersion, KeyTable}
	if !reflect.DeepEqual(keys, want) {
		t.Errorf("keys %q, want %q", keys, want)
	}
	if v, _ := r.KeyValue("verbatim.codebook_version"); v != "c0de" {
		t.Errorf("codebook version %q", v)
	}
	if !reflect.DeepEqual(r.Attributes(), attrs) {
		t.Errorf("attributes %v, want %v", r.Attributes(), attrs)
	}
	if len(md.RowGroups[0].SortingColumns) != 0 {
		t.Error("the file claims to be sorted")
	}
}

// TestIndexes looks at what lets an engine skip: bloom filter, bounds, page
// index.
func TestIndexes(t *testing.T) {
	rows := many(5000, 0, newGen(2).verbatim)
	r := open[datasets.Verbatim](t, save(t, Meta{}, rows))
	group := r.pq.RowGroups()[0]
	for _, chunk := range group.ColumnChunks() {
		name := r.pq.Schema().Columns()[chunk.Column()][0]
		bloom := chunk.BloomFilter()
		if (bloom != nil) != (name == "verbatim_id") {
			t.Errorf("%s: bloom filter %v", name, bloom != nil)
		}
		index, err := chunk.ColumnIndex()
		if err != nil || index.NumPages() == 0 {
			t.Errorf("%s: no column index: %v", name, err)
		}
		_, _, bounds := chunk.(*parquet.FileColumnChunk).Bounds()
		if bounds == (name == "text") {
			t.Errorf("%s: bounds %v", name, bounds)
		}
		if bloom != nil {
			checkBloom(t, bloom, rows)
		}
	}
}

func checkBloom(t *testing.T, bloom parquet.BloomFilter, rows []datasets.Verbatim) {
	t.Helper()
	wrong := 0
	for _, v := range rows {
		if ok, err := bloom.Check(parquet.ValueOf(v.VerbatimID)); !ok || err != nil {
			t.Fatalf("%s is not in the filter: %v", v.VerbatimID, err)
		}
		if ok, _ := bloom.Check(parquet.ValueOf(v.VerbatimID + "x")); ok {
			wrong++
		}
	}
	if wrong > len(rows)/20 {
		t.Errorf("%d of %d absent keys are said to be there", wrong, len(rows))
	}
}

func TestInvalidUTF8(t *testing.T) {
	rows := []datasets.Verbatim{{VerbatimID: "v", Text: "a\xff\xfeb", ThemeIDs: []string{"\xe3\x81"}, Attributes: []string{"\x80"}}}
	got := readAll(t, open[datasets.Verbatim](t, save(t, Meta{Attributes: attributesOfWidth(1)}, rows)), 1)[0]
	if got.Text != "a\uFFFDb" || got.ThemeIDs[0] != "\uFFFD" || got.Attributes[0] != "\uFFFD" {
		t.Errorf("got %q %q %q", got.Text, got.ThemeIDs, got.Attributes)
	}
}

func TestMetaErrors(t *testing.T) {
	for name, c := range map[string]struct {
		m    Meta
		want string
	}{
		"slug twice": {Meta{Attributes: []datasets.Attribute{{Slug: "a", Header: "A"}, {Slug: "a", Header: "甲"}}}, `not used twice, found "a"`},
		"slug empty": {Meta{Attributes: []datasets.Attribute{{Header: "A"}}}, `attribute "A"`},
		"own key":    {Meta{KeyValue: map[string]string{KeyTable: "x"}}, KeyTable},
	} {
		if _, err := NewWriter[datasets.Response](io.Discard, c.m); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q in it", name, err, c.want)
		}
	}
}

func TestTooManyAttributes(t *testing.T) {
	w, err := NewWriter[datasets.Response](io.Discard, Meta{Attributes: attributesOfWidth(1)})
	if err != nil {
		t.Fatal(err)
	}
	err = w.Write([]datasets.Response{{Attributes: []string{"a"}}, {Attributes: []string{"a", "b"}}})
	if err == nil || !strings.Contains(err.Error(), "row 1 has 2 attributes") {
		t.Errorf("got %v", err)
	}
	if again := w.Close(); !errors.Is(again, err) {
		t.Errorf("Close after a failed Write: got %v", again)
	}
}

func TestWriteAfterClose(t *testing.T) {
	w, err := NewWriter[datasets.Route](io.Discard, Meta{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := w.Write(make([]datasets.Route, 1)); err == nil || !strings.Contains(err.Error(), "already closed") {
		t.Errorf("got %v", err)
	}
}

func TestFewerAttributesAreNull(t *testing.T) {
	path := save(t, Meta{Attributes: attributesOfWidth(2)}, []datasets.Response{{Attributes: []string{"x"}}, {}})
	for i, r := range readAll(t, open[datasets.Response](t, path), 2) {
		if want := [][]string{{"x", ""}, {"", ""}}[i]; !reflect.DeepEqual(r.Attributes, want) {
			t.Errorf("row %d: %q, want %q", i, r.Attributes, want)
		}
	}
}

func TestOpenErrors(t *testing.T) {
	path := save(t, Meta{}, many(3, 0, newGen(1).route))
	if _, err := Open[datasets.Tag](path); err == nil || !strings.Contains(err.Error(), "want table tags, found routes") {
		t.Errorf("other table: got %v", err)
	}
	if _, err := Open[datasets.Tag](filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: got %v", err)
	}
	junk := filepath.Join(t.TempDir(), "junk.parquet")
	if err := os.WriteFile(junk, []byte("no such thing"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Open[datasets.Tag](junk); err == nil || !strings.Contains(err.Error(), "junk.parquet: want a Parquet file") {
		t.Errorf("junk: got %v", err)
	}
}

// TestFailingWriter checks that an error of the disk comes out.
func TestFailingWriter(t *testing.T) {
	w, err := NewWriter[datasets.Route](fullDisk{}, Meta{})
	if err != nil {
		t.Fatal(err)
	}
	w.Write(many(10, 0, newGen(1).route))
	if err := w.Close(); !errors.Is(err, errFull) {
		t.Errorf("got %v, want %v", err, errFull)
	}
}

var errFull = errors.New("disk full")

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestTagsOf(t *testing.T) {
	random := many(4000, 0, newGen(8).tag)
	random[10].VerbatimID = random[9].VerbatimID
	sorted := slices.Clone(random)
	slices.SortStableFunc(sorted, func(a, b datasets.Tag) int { return strings.Compare(a.VerbatimID, b.VerbatimID) })
	for name, all := range map[string][]datasets.Tag{
		"any order": random, "sorted": sorted, "several row groups": many(groupRows+100, 0, newGen(9).plainTag),
	} {
		t.Run(name, func(t *testing.T) { tagsOf(t, all) })
	}
}

func tagsOf(t *testing.T, all []datasets.Tag) {
	path := save(t, Meta{}, all)
	ids := map[string]bool{"absent": true, all[3].VerbatimID: false}
	var want []datasets.Tag
	for i := range all {
		if i%997 == 0 || i == 9 || i == 10 || i == len(all)-1 {
			ids[all[i].VerbatimID] = true
			want = append(want, all[i])
		}
	}
	got, err := TagsOf(path, ids)
	if err != nil {
		t.Fatal(err)
	}
	diff(t, got, want)
	if got, err := TagsOf(path, map[string]bool{"absent": true}); len(got) != 0 || err != nil {
		t.Errorf("absent: got %v, %v", got, err)
	}
}
