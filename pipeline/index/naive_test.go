package index

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// naive evaluates expressions one verbatim at a time, in the most obvious way.
type naive struct {
	tk    *tokenize.Tokenizer
	doc   *tokenize.Doc
	terms map[string]*tokenize.Doc // cut
}

func (v naive) term(text string) *tokenize.Doc {
	if v.terms[text] == nil {
		v.terms[text] = &tokenize.Doc{}
		v.tk.Tokenize(text, v.terms[text])
	}
	return v.terms[text]
}

// oracle returns the rows for which a query holds.
func oracle(t testing.TB, tk *tokenize.Tokenizer, c *corpus, q expr.Node) []int {
	t.Helper()
	rows := []int{}
	terms := make(map[string]*tokenize.Doc)
	for i := range c.docs {
		v := naive{tk, &tokenize.Doc{Text: c.verbatims[i].Text, Tokens: c.docs[i].Tokens}, terms}
		if expr.Eval(q, v.holds, facts(c.docs[i].Terms)) {
			rows = append(rows, i)
		}
	}
	return rows
}

func (v naive) holds(n expr.Node) bool {
	s, ok := n.(*expr.Sentence)
	if !ok {
		return len(v.spots(n, -1)) > 0
	}
	for sentence := range v.sentence(len(v.doc.Tokens)-1) + 1 {
		if expr.Eval(s.Node, func(n expr.Node) bool { return len(v.spots(n, sentence)) > 0 }, nil) {
			return true
		}
	}
	return false
}

// sentence returns the number of a token's sentence.
func (v naive) sentence(token int) (n int) {
	for i := 1; i <= token; i++ {
		if v.doc.Tokens[i].Gap == tokenize.GapSentence {
			n++
		}
	}
	return n
}

// spot is tokens [from, to) and code points [start, end). A regular expression
// may find what is in no token; it belongs to the one before.
type spot struct{ from, to, start, end int }

func (v naive) first(s spot) int {
	if s.from == s.to {
		return v.sentence(s.from - 1)
	}
	return v.sentence(s.from)
}

func (v naive) last(s spot) int { return v.sentence(s.to - 1) }

// spots returns where a node stands, within a sentence or with -1 anywhere.
func (v naive) spots(n expr.Node, sentence int) (found []spot) {
	switch n := n.(type) {
	case *expr.Or:
		for _, kid := range n.Nodes {
			found = append(found, v.spots(kid, sentence)...)
		}
	case *expr.Near:
		left, right := v.spots(n.Left, sentence), v.spots(n.Right, sentence)
		found = v.pairs(nil, left, right, n.N)
		if !n.Ordered {
			found = v.pairs(found, right, left, n.N)
		}
	case *expr.Regexp:
		for _, m := range n.RE.FindAllStringIndex(v.doc.Text, 100) {
			found = append(found, v.around(m[0], m[1]))
		}
	default:
		most := 1 // tokens, of a letter at least
		if w, ok := n.(*expr.Words); ok {
			most = utf8.RuneCountInString(w.Text)
		}
		for from := range v.doc.Tokens {
			for to := from + 1; to <= min(len(v.doc.Tokens), from+most); to++ {
				if v.stands(n, from, to) {
					found = append(found, spot{from, to, int(v.doc.Tokens[from].Start), int(v.doc.Tokens[to-1].End)})
				}
			}
		}
	}
	return slices.DeleteFunc(found, func(s spot) bool {
		return sentence >= 0 && (v.first(s) != sentence || v.last(s) != sentence)
	})
}

// pairs appends the pairs that are near to each other.
func (v naive) pairs(found, before, after []spot, n int) []spot {
	for _, a := range before {
		for _, b := range after {
			if a.to <= b.from && a.end <= b.start && b.from-a.to <= n && v.last(a) == v.first(b) {
				found = append(found, spot{a.from, b.to, a.start, b.end})
			}
		}
	}
	return found
}

// around returns the tokens that have part in bytes of the text.
func (v naive) around(start, end int) spot {
	s := spot{start: len([]rune(v.doc.Text[:start])), end: len([]rune(v.doc.Text[:end]))}
	for _, t := range v.doc.Tokens {
		if int(t.End) <= s.start {
			s.from++
		}
		if int(t.Start) < s.end {
			s.to++
		}
	}
	s.to = max(s.from, s.to)
	return s
}

// stands says whether words or a prefix are the tokens [from, to).
func (v naive) stands(n expr.Node, from, to int) bool {
	tokens := v.doc.Tokens[from:to]
	if p, ok := n.(*expr.Prefix); ok {
		stem := tokenize.FoldSurface(p.Text)
		return len(tokens) == 1 && (strings.HasPrefix(tokens[0].Key, stem) || strings.HasPrefix(tokens[0].Surface, stem))
	}
	w := n.(*expr.Words)
	term := v.term(w.Text)
	for _, strict := range []bool{true, false} {
		if slices.Equal(written(term.Tokens, strict, false), written(tokens, true, false)) ||
			!w.Exact && slices.Equal(written(term.Tokens, strict, true), written(tokens, true, true)) {
			return !w.Case || v.raw(v.doc, from, to) == v.raw(term, 0, len(term.Tokens))
		}
	}
	return false
}

// written returns keys or letters, and what stands between: marks that are not
// strict are as good as a space. Keys do not tell written together from apart.
func written(tokens []tokenize.Token, strict, keys bool) []string {
	var out []string
	for i, t := range tokens {
		gap := t.Gap
		if !strict && gap > tokenize.GapSpace || keys && gap == tokenize.GapNone {
			gap = tokenize.GapSpace
		}
		if i > 0 && gap != tokenize.GapNone {
			out = append(out, fmt.Sprintf("gap %d", gap)) // longer than a letter, and no key
		}
		if keys {
			out = append(out, t.Key)
			continue
		}
		for _, r := range t.Surface {
			out = append(out, string(r))
		}
	}
	return out
}

// raw returns the letters of some tokens as they were typed, without what stands
// between: a hyphen is as good as a space.
func (v naive) raw(doc *tokenize.Doc, from, to int) string {
	var out []string
	for _, t := range doc.Tokens[from:to] {
		out = append(out, norm.NFKC.String(string([]rune(doc.Text)[t.Start:t.End])))
	}
	return strings.Join(out, " ")
}
