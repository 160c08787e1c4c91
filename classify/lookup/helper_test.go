package lookup

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"verbatim/datasets"
	"verbatim/themes"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// shared is one tokenizer for all tests: its dictionary takes a while to load.
var shared = sync.OnceValues(func() (*tokenize.Tokenizer, error) {
	return tokenize.New(tokenize.Options{})
})

func tokenizer(t testing.TB) *tokenize.Tokenizer {
	t.Helper()
	tk, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return tk
}

func newTokenizer(t testing.TB) *tokenize.Tokenizer {
	t.Helper()
	tk, err := tokenize.New(tokenize.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return tk
}

func tokens(tk *tokenize.Tokenizer, text string) *tokenize.Doc {
	doc := new(tokenize.Doc)
	tk.Tokenize(text, doc)
	return doc
}

func parse(t testing.TB, src string, mode expr.Mode) expr.Node {
	t.Helper()
	n, err := expr.Parse(src, mode)
	if err != nil {
		t.Fatalf("parse %q: %v", src, err)
	}
	return n
}

// terms makes a list of terms, numbered by line.
func terms(t testing.TB, texts ...string) themes.Terms {
	t.Helper()
	var list []themes.Term
	for i, s := range texts {
		list = append(list, themes.Term{Text: s, Node: parse(t, s, expr.List), Lang: "any", Line: i + 1, Column: 1})
	}
	return themes.Terms{"any": list}
}

func compile(t testing.TB, cb *themes.Codebook, tk *tokenize.Tokenizer) *Matcher {
	t.Helper()
	m, err := Compile(cb, tk)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// hits returns all themes that hold, suppressed ones too, in codebook order.
func hits(m *Matcher, h *Hits, f expr.Facts) []ThemeHit {
	var out []ThemeHit
	for _, i := range m.Candidates(h, nil) {
		if hit, ok := m.Theme(i, h, f); ok {
			out = append(out, hit)
		}
	}
	return out
}

// evidence joins the words of spans, after checking that they stand where the
// spans say, in order and apart.
func evidence(t testing.TB, text string, spans []datasets.Span) string {
	t.Helper()
	runes, words, end := []rune(text), []string(nil), int32(0)
	for _, s := range spans {
		if s.Start < end || s.End <= s.Start || int(s.End) > len(runes) {
			t.Errorf("text %q: span %+v is empty, out of order or out of the text", text, s)
			continue
		}
		if got := string(runes[s.Start:s.End]); got != s.Text {
			t.Errorf("text %q: span %d..%d is %q, its words are %q", text, s.Start, s.End, got, s.Text)
		}
		end = s.End
		words = append(words, s.Text)
	}
	return strings.Join(words, "|")
}

// dataFile opens a file of ../shared/data, or skips the test.
func dataFile(t testing.TB, name string) io.Reader {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; filepath.Dir(dir) != dir; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
	}
	path := filepath.Join(dir, "..", "shared", "data", name)
	f, err := os.Open(path)
	if err != nil {
		if os.Getenv("VERBATIM_REQUIRE_DATA") == "1" {
			t.Fatalf("want %s, which VERBATIM_REQUIRE_DATA=1 demands: %v", name, err)
		}
		t.Skipf("no ../shared/data/%s beside the module: real texts are not tested", name)
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

// dataLines returns up to n lines of a text file.
func dataLines(t testing.TB, name string, n int) []string {
	t.Helper()
	var lines []string
	for s := bufio.NewScanner(dataFile(t, name)); len(lines) < n && s.Scan(); {
		lines = append(lines, s.Text())
	}
	return lines
}

// dataColumn returns up to n values of a CSV column.
func dataColumn(t testing.TB, name, column string, n int) []string {
	t.Helper()
	r := csv.NewReader(dataFile(t, name))
	header, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	at := 0
	for at < len(header) && header[at] != column {
		at++
	}
	var values []string
	for len(values) < n {
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		values = append(values, row[at])
	}
	return values
}
