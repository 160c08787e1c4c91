package index

import (
	"context"
	"errors"

	"verbatim/classify/lookup"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// Texts reads verbatims as they were typed, which the index does not keep:
// =Case and /RE2/ are looked for there. It may be used by many goroutines at
// the same time.
type Texts interface {
	// Texts calls fn for each of the rows of the tables, which come in
	// ascending order and so do the calls. An error of fn ends it and is its
	// error. ctx ends it early.
	Texts(ctx context.Context, rows []int, fn func(row int, text string) error) error
}

// errNoTexts is of expressions that need Texts where Open was given none.
var errNoTexts = errors.New("search: =Case and /…/ need the texts of the verbatims, found an index without them; open the index with Texts")

// readTexts calls fn with the text of every row in want, rows of the shard.
func (r *shardReader) readTexts(ctx context.Context, t Texts, want bitset, fn func(row int, text string)) error {
	rows := make([]int, 0, want.count())
	for row := range want.rows() {
		rows = append(rows, r.start+row)
	}
	if len(rows) == 0 {
		return nil
	}
	return t.Texts(ctx, rows, func(row int, text string) error {
		fn(row-r.start, text)
		return nil
	})
}

// typedCheck is a condition on what was typed: =Case, /RE2/, and NEAR or
// SENTENCE with one of these in it. No index can tell where a /RE2/ may stand,
// so the texts of all rows are read that it is asked about. The matcher says
// whether it holds there.
type typedCheck struct {
	texts Texts
	tk    *tokenize.Tokenizer // nil: no words need be cut for it
	query *lookup.Query
}

// typed compiles a condition on what was typed.
func (s *Searcher) typed(n expr.Node) (check, error) {
	if s.texts == nil {
		return nil, errNoTexts
	}
	query, err := lookup.CompileQuery(n, s.tk)
	if err != nil {
		return nil, err
	}
	c := &typedCheck{texts: s.texts, query: query}
	if !regexpsAlone(n) {
		c.tk = s.tk
	}
	return c, nil
}

// regexpsAlone says whether a node is regular expressions, which are looked for
// in what was typed without cutting it.
func regexpsAlone(n expr.Node) bool {
	alone := true
	expr.Walk(n, func(n expr.Node) bool {
		switch n.(type) {
		case *expr.Regexp, *expr.Or:
		default:
			alone = false
		}
		return alone
	})
	return alone
}

func (c *typedCheck) narrow(ctx context.Context, r *shardReader, rows bitset) error {
	held := newBitset(r.rows)
	var doc tokenize.Doc
	err := r.readTexts(ctx, c.texts, rows, func(row int, text string) {
		if c.tk != nil {
			c.tk.Tokenize(text, &doc)
		} else {
			doc.Text = text
		}
		if len(c.query.Spans(&doc)) > 0 {
			held.set(row)
		}
	})
	rows.and(held)
	return err
}
