package polarity

import (
	"testing"

	"verbatim/tokenize"
)

func TestAsks(t *testing.T) {
	a, tk := analyzer(t)
	var doc tokenize.Doc
	var s Scope
	for _, c := range caseLines(t, "asks.txt", 120) {
		tk.Tokenize(c[0], &doc)
		a.Read(&doc, &s)
		got := string(s.Asks())
		if got == "" {
			got = "-"
		}
		if got != c[1] {
			t.Errorf("%s: want %s, found %s (%s)", c[0], c[1], got, tokensOf(&doc))
		}
	}
}
