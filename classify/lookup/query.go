package lookup

import (
	"verbatim/datasets"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// Query finds the words of one expression, to highlight them in results of a
// search, by the same rule as Matcher. It is immutable and may be shared
// between goroutines.
type Query struct {
	words words
	cond  cond
}

// CompileQuery compiles the words of an expression; those under a NOT are not
// highlighted, and words that can match nothing (punctuation alone) are never
// found. The error is of expressions that the matcher does not know.
func CompileQuery(n expr.Node, tk *tokenize.Tokenizer) (*Query, error) {
	b := newWordsBuilder(tk)
	b.lenient = true
	c, err := b.cond(n)
	if err != nil {
		return nil, err
	}
	words, err := b.build()
	return &Query{words: words, cond: c}, err
}

// Spans returns where the words stand in the document: sorted, disjoint, never
// nil. Fields are not asked, and all words count, also those of an AND that
// does not hold; but of NEAR and BEFORE only those that are near, and of
// SENTENCE only those of a sentence where it holds.
func (q *Query) Spans(doc *tokenize.Doc) []datasets.Span {
	var h Hits
	h.find(doc, nil, &q.words)
	return spans(doc, q.cond.highlights(&view{hits: &h}, nil))
}

// highlights appends where the words of a condition stand, whether or not it
// holds.
func (c *cond) highlights(v *view, dst []place) []place {
	switch c.op {
	case opAnd, opOr:
		for i := range c.kids {
			dst = c.kids[i].highlights(v, dst)
		}
		return dst
	default:
		return c.evidence(v, dst)
	}
}
