package route_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"verbatim/datasets"
	"verbatim/pipeline/route"
)

func coded(t testing.TB, inputs []route.Input, rows ...route.CodedRow) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rows.zst")
	w, err := route.CreateCoded(path, inputs)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		if err := w.Write(&rows[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCodedRoundTrip(t *testing.T) {
	inputs := []route.Input{{File: "a.csv", Columns: []string{"id", "コメント"}}, {File: "b.xlsx", Columns: []string{"x"}}}
	rows := []route.CodedRow{
		{ResponseID: "1", Line: 2, ThemeIDs: []string{"pricing", "speed"}, Cells: []string{"1", "a\r\nb\x00"}},
		{ResponseID: "2", Input: 1, Line: 1 << 40, ThemeIDs: []string{}, Cells: []string{}},
	}
	r, err := route.OpenCoded(coded(t, inputs, rows...))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if r.Rows() != 2 || fmt.Sprint(r.Inputs()) != fmt.Sprint(inputs) {
		t.Errorf("%d rows of %v", r.Rows(), r.Inputs())
	}
	var got route.CodedRow
	for _, want := range rows {
		if err := r.Read(&got); err != nil || fmt.Sprintf("%#v", got) != fmt.Sprintf("%#v", want) {
			t.Errorf("got %#v, %v; want %#v", got, err, want)
		}
	}
	for range 2 {
		if err := r.Read(&got); !errors.Is(err, io.EOF) {
			t.Errorf("after the last row: %v", err)
		}
	}
}

func TestCodedRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		row  route.CodedRow
		want string
	}{
		"an input that is not there": {route.CodedRow{ResponseID: "r9", Input: 1}, "wanted an input below 1, found 1"},
		"too many cells":             {route.CodedRow{ResponseID: "r9", Line: 4, Cells: []string{"1", "2"}}, "line 4 of a.csv: wanted at most 1 cells"},
	} {
		path := filepath.Join(t.TempDir(), "rows.zst")
		w, err := route.CreateCoded(path, []route.Input{{File: "a.csv", Columns: []string{"id"}}})
		if err != nil {
			t.Fatal(err)
		}
		err = w.Write(&c.row)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v", name, err)
		}
		if again := w.Close(); again != err {
			t.Errorf("%s: Close returned %v", name, again)
		}
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: the fragment is left", name)
		}
	}
}

func TestWriteCoded(t *testing.T) {
	first := coded(t,
		[]route.Input{{File: "a.csv", Columns: []string{"回答ID", "スコア", "speed"}}, {File: "b.csv", Columns: []string{"スコア", "=plan"}}},
		route.CodedRow{ResponseID: "1", ThemeIDs: []string{"too_expensive"}, Cells: []string{"001", "-5", "=1+1"}},
		route.CodedRow{ResponseID: "2", Input: 1, ThemeIDs: []string{"gone"}, Cells: []string{"8", "Pro"}},
		route.CodedRow{ResponseID: "3", ThemeIDs: []string{"pricing", "speed"}, Cells: []string{"003"}},
	)
	second := coded(t, []route.Input{{File: "c.csv", Columns: []string{"国", "回答ID"}}},
		route.CodedRow{ResponseID: "4", Cells: []string{"日本", "004"}})
	dir := t.TempDir()
	cb := newFixture(t, usual, "UTC").cb
	if err := route.WriteCoded(context.Background(), dir, []string{first, second}, cb); err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]table{
		"csv": readCSV(t, filepath.Join(dir, "coded.csv")), "xlsx": readXLSX(t, filepath.Join(dir, "coded.xlsx")),
	} {
		quote := map[string]string{"csv": "'"}[name]
		header := []string{"回答ID", "スコア", "speed", quote + "=plan", "国", "pricing", "too_expensive", "invoices", "speed (theme)", "misc"}
		if !slices.Equal(got.header, header) {
			t.Errorf("%s has the columns %q, want %q", name, got.header, header)
		}
		for column, want := range map[string][]string{
			"回答ID":          {"001", "", "003", "004"},
			"スコア":           {"-5", "8", "", ""},
			"speed":         {quote + "=1+1", "", "", ""},
			quote + "=plan": {"", "Pro", "", ""},
			"国":             {"", "", "", "日本"},
			"pricing":       {"1", "0", "1", "0"}, // the first by the theme below it
			"too_expensive": {"1", "0", "0", "0"},
			"invoices":      {"0", "0", "0", "0"},
			"speed (theme)": {"0", "0", "1", "0"},
			"misc":          {"0", "0", "0", "0"},
		} {
			if values := got.column(column); !slices.Equal(values, want) {
				t.Errorf("%s: %s is %q, want %q", name, column, values, want)
			}
		}
	}
}

// TestWriteCodedWide: more columns than Excel takes are no reason to fail.
func TestWriteCodedWide(t *testing.T) {
	in := route.Input{File: "a.csv"}
	for i := range 16_384 {
		in.Columns = append(in.Columns, fmt.Sprint("q", i))
	}
	dir := t.TempDir()
	err := route.WriteCoded(context.Background(), dir, []string{coded(t, []route.Input{in})}, newFixture(t, usual, "UTC").cb)
	if err != nil {
		t.Fatal(err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 || files[0].Name() != "coded.csv" {
		t.Errorf("found %v, want coded.csv alone", files)
	}
}

// TestContactsStay: what the coded files and their fragments hold never comes
// from the contacts; these are in department files alone.
func TestContactsStay(t *testing.T) {
	const mail = "person@example.com"
	resp, verbatims := in{score: "1", text: "slow"}.response(t)
	r := row("r1", 20, 48)
	r.Contacts = []datasets.Contact{{Header: "mail", Value: mail}}
	departments, _ := deliver(t, []string{fragment(t, attributes, r)}, route.Options{})
	dir := t.TempDir()
	path := coded(t, []route.Input{{File: "a.csv", Columns: []string{"text"}}},
		route.CodedRow{ResponseID: resp.ResponseID, Cells: []string{verbatims[0].Text}})
	if err := route.WriteCoded(context.Background(), dir, []string{path}, newFixture(t, usual, "UTC").cb); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path string
		want bool
	}{
		{filepath.Join(departments, "support.csv"), true},
		{filepath.Join(departments, "support.jsonl"), true},
		{filepath.Join(dir, "coded.csv"), false},
	} {
		b, err := os.ReadFile(c.path)
		if err != nil || bytes.Contains(b, []byte(mail)) != c.want {
			t.Errorf("%s holds the contact: %v, want %v (%v)", c.path, !c.want, c.want, err)
		}
	}
}

func BenchmarkWriteCoded(b *testing.B) {
	in := []route.Input{{File: "a.csv", Columns: []string{"id", "comment", "score", "date", "plan", "mrr"}}}
	rows := make([]route.CodedRow, route.XLSXRows+1)
	for i := range rows {
		rows[i] = route.CodedRow{ResponseID: fmt.Sprint(i), Line: int64(i), ThemeIDs: []string{"too_expensive"},
			Cells: []string{fmt.Sprint(i), "値上げの説明が足りず、サポートの返事も待ちました。", "8", "2026-11-20", "Pro", "500000"}}
	}
	path := coded(b, in, rows...)
	cb := newFixture(b, usual, "UTC").cb
	dir := b.TempDir()
	for b.Loop() {
		if err := route.WriteCoded(context.Background(), dir, []string{path}, cb); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*len(rows))/b.Elapsed().Seconds(), "rows/s")
}
