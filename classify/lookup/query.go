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
	words  words
	leaves []int32
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
	return &Query{words: b.build(), leaves: c.leaves(nil)}, nil
}

// Spans returns where the words stand in the document: sorted, disjoint, never
// nil. Fields are not asked, and all words count, also those of an AND that
// does not hold.
func (q *Query) Spans(doc *tokenize.Doc) []datasets.Span {
	var h Hits
	h.find(doc, &q.words)
	for _, leaf := range q.leaves {
		h.marks = h.appendVisible(h.marks, leaf, nil)
	}
	return spans(doc, h.marks)
}
