package llm

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// sharedData returns a file of ../shared/data beside the module, unpacked, or
// skips.
func sharedData(t testing.TB, name string) io.Reader {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir != filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	f, err := os.Open(filepath.Join(dir, "..", "shared", "data", name))
	if err != nil {
		if os.Getenv("VERBATIM_REQUIRE_DATA") == "1" {
			t.Fatalf("want the data that VERBATIM_REQUIRE_DATA asks for: %v", err)
		}
		t.Skipf("no data beside the module: %v", err)
	}
	t.Cleanup(func() { f.Close() })
	if !strings.HasSuffix(name, ".gz") {
		return f
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// realTexts returns the texts of a column of a CSV file, or with column "" every
// cell of four words or more.
func realTexts(t testing.TB, name, column string) (texts []string) {
	t.Helper()
	r := csv.NewReader(sharedData(t, name))
	r.FieldsPerRecord = -1
	if strings.HasSuffix(name, ".tsv") {
		r.Comma, r.LazyQuotes = '\t', true
	}
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.Index(rows[0], column)
	if at < 0 && column != "" {
		t.Fatalf("%s: want a column %q, found %q", name, column, rows[0])
	}
	for _, row := range rows[1:] {
		for i, cell := range row {
			if i == at && cell != "" || at < 0 && len(strings.Fields(cell)) > 3 {
				texts = append(texts, cell)
			}
		}
	}
	return texts
}
