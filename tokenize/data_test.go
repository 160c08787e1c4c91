package tokenize

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// throughput returns the first n sentences of ../shared/data/throughput in a
// language, or skips.
func throughput(tb testing.TB, lang string, n int) []string {
	tb.Helper()
	f, err := os.Open(dataPath(tb, "throughput", "kyoto."+lang+".txt.gz"))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	var lines []string
	for s := bufio.NewScanner(z); len(lines) < n && s.Scan(); {
		lines = append(lines, s.Text())
	}
	return lines
}

// csvTexts returns the column "text" of a CSV file of ../shared/data, or skips.
func csvTexts(tb testing.TB, elem ...string) []string {
	tb.Helper()
	f, err := os.Open(dataPath(tb, elem...))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	at := slices.Index(rows[0], "text")
	if at < 0 {
		tb.Fatalf("%s: want a column text, found %q", elem, rows[0])
	}
	var texts []string
	for _, row := range rows[1:] {
		texts = append(texts, row[at])
	}
	return texts
}

// dataPath returns the path of a file of ../shared/data, which stands beside
// the module. Where it is absent the test skips, or fails under
// VERBATIM_REQUIRE_DATA=1.
func dataPath(tb testing.TB, elem ...string) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			tb.Fatal("want a go.mod above the test, found none")
		}
		dir = parent
	}
	path := filepath.Join(append([]string{dir, "..", "shared", "data"}, elem...)...)
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("VERBATIM_REQUIRE_DATA") == "1" {
			tb.Fatalf("want the data that VERBATIM_REQUIRE_DATA asks for: %v", err)
		}
		tb.Skipf("no data beside the module: %v", err)
	}
	return path
}
