package lookup

import (
	"slices"
	"testing"

	"verbatim/themes"
	"verbatim/themes/expr"
)

type matchCase struct{ term, text, want string }

func allCases() []matchCase {
	return slices.Concat(japaneseCases(), englishCases(), japaneseOperators(), englishOperators())
}

// TestCases matches each text against the terms of all cases together, one
// theme a term, so that terms that share beginnings stand in each other's way
// as they would in a codebook; and highlights the same by a query.
func TestCases(t *testing.T) {
	cases := allCases()
	if n := len(cases) + len(negationCases()); n < 400 {
		t.Errorf("%d cases, want at least 400", n)
	}
	tk := tokenizer(t)
	cb := &themes.Codebook{}
	theme := make(map[string]int)
	for _, c := range cases {
		if _, ok := theme[c.term]; !ok {
			theme[c.term] = len(cb.Themes)
			cb.Themes = append(cb.Themes, themes.Theme{ID: c.term, Terms: terms(t, c.term)})
		}
	}
	m := compile(t, cb, tk)
	var h Hits
	for _, c := range cases {
		doc := tokens(tk, c.text)
		m.Match(doc, nil, &h)
		got := ""
		for _, hit := range hits(m, &h, nil) {
			if hit.Theme == theme[c.term] {
				got = evidence(t, c.text, hit.Evidence)
			}
		}
		if got != c.want {
			t.Errorf("term %q in %q: evidence %q, want %q; tokens %+v", c.term, c.text, got, c.want, doc.Tokens)
		}
		n := parse(t, c.term, expr.List)
		switch n.(type) {
		case *expr.Words, *expr.Prefix, *expr.Regexp, *expr.Near, *expr.Sentence:
		default: // all words of an AND are highlighted
			continue
		}
		q, err := CompileQuery(n, tk)
		if err != nil {
			t.Fatal(err)
		}
		if got := evidence(t, c.text, q.Spans(doc)); got != c.want {
			t.Errorf("query %q in %q: highlights %q, want %q", c.term, c.text, got, c.want)
		}
	}
}
