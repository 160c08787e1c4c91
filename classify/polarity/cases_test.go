package polarity

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"verbatim/tokenize"
)

// analyzer returns an Analyzer and the tokenizer that it was made with.
func analyzer(tb testing.TB) (*Analyzer, *tokenize.Tokenizer) {
	tb.Helper()
	tk, err := tokenize.New(tokenize.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	a, err := New(tk)
	if err != nil {
		tb.Fatal(err)
	}
	return a, tk
}

// caseLines returns the fields of the cases of a file of testdata.
func caseLines(tb testing.TB, name string, least int) (cases [][]string) {
	tb.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		tb.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "|")
		for i := range fields {
			fields[i] = strings.TrimSpace(fields[i])
		}
		cases = append(cases, fields)
	}
	if len(cases) < least {
		tb.Fatalf("%s: want at least %d cases, found %d", name, least, len(cases))
	}
	return cases
}

// rangeOf returns the tokens of doc that words stands in.
func rangeOf(tb testing.TB, doc *tokenize.Doc, words string) tokenize.Range {
	tb.Helper()
	before, _, ok := strings.Cut(doc.Text, words)
	if !ok {
		tb.Fatalf("%q does not stand in %q", words, doc.Text)
	}
	start := int32(len([]rune(before)))
	end := start + int32(len([]rune(words)))
	r := tokenize.Range{From: -1}
	for i, t := range doc.Tokens {
		if t.End > start && t.Start < end {
			if r.From < 0 {
				r.From = int32(i)
			}
			r.To = int32(i + 1)
		}
	}
	return r
}

// wordsOf returns the text of tokens r.
func wordsOf(doc *tokenize.Doc, r tokenize.Range) string {
	return string([]rune(doc.Text)[doc.Tokens[r.From].Start:doc.Tokens[r.To-1].End])
}

func TestNegators(t *testing.T) {
	a, tk := analyzer(t)
	for _, name := range []string{"negation_en.txt", "negation_ja.txt"} {
		for _, c := range caseLines(t, name, 150) {
			var doc tokenize.Doc
			var s Scope
			tk.Tokenize(c[0], &doc)
			a.Read(&doc, &s)
			var words []string
			for _, r := range s.Negators(rangeOf(t, &doc, c[1]), nil) {
				words = append(words, wordsOf(&doc, r))
			}
			want, err := strconv.Atoi(c[2])
			if err != nil || len(words) != want || len(c) > 3 && strings.Join(words, " ") != c[3] {
				t.Errorf("%s: %s: want %s, found %d: %q (%v)", c[0], c[1], strings.Join(c[2:], " "), len(words), words, tokensOf(&doc))
			}
		}
	}
}

// tokensOf shows the tokens of doc.
func tokensOf(doc *tokenize.Doc) string {
	var b strings.Builder
	for _, t := range doc.Tokens {
		fmt.Fprintf(&b, "%s[%s]%d ", t.Surface, t.Key, t.POS)
	}
	return b.String()
}
