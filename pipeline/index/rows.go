package index

import (
	"context"
	"iter"
	"math/bits"

	"verbatim/themes/expr"
)

// Rows is a set of rows of the columns' table, as a bitmap: an eighth of a byte
// a row of the table. The zero value is the empty set. Its methods leave it as
// it is, so it may be shared between goroutines.
type Rows struct {
	bits bitset
	n    int
}

// newRows makes a set of bits, which it keeps.
func newRows(b bitset) Rows { return Rows{bits: b, n: b.count()} }

// Len returns how many rows are in the set.
func (r Rows) Len() int { return r.n }

// Has reports whether a row is in the set.
func (r Rows) Has(row int) bool {
	return row >= 0 && row>>6 < len(r.bits) && r.bits.has(row)
}

// HasAny reports whether one of the rows [from, to) is in the set.
func (r Rows) HasAny(from, to int) bool {
	row := r.bits.next(max(from, 0))
	return row >= 0 && row < to
}

// All yields the rows in ascending order.
func (r Rows) All() iter.Seq[int] { return r.bits.rows() }

// And returns the rows that are in both sets.
func (r Rows) And(o Rows) Rows {
	out := append(bitset(nil), r.bits[:min(len(r.bits), len(o.bits))]...)
	out.and(o.bits)
	return newRows(out)
}

// Or returns the rows that are in one of the sets.
func (r Rows) Or(o Rows) Rows {
	if len(r.bits) < len(o.bits) {
		r, o = o, r
	}
	out := append(bitset(nil), r.bits...)
	out[:len(o.bits)].or(o.bits)
	return newRows(out)
}

// AndNot returns the rows that are not in o.
func (r Rows) AndNot(o Rows) Rows {
	out := append(bitset(nil), r.bits...)
	common := min(len(out), len(o.bits))
	out[:common].andNot(o.bits[:common])
	return newRows(out)
}

// CountAnd returns how many rows are in both sets, without making theirs.
func (r Rows) CountAnd(o Rows) int {
	n := 0
	for i := range min(len(r.bits), len(o.bits)) {
		n += bits.OnesCount64(r.bits[i] & o.bits[i])
	}
	return n
}

// Rows returns the rows for which the expression holds. Its errors are those
// of Search. It reads nothing but what decides, and asks for an expression
// after the other cheaply: lints and previews ask for all terms of a codebook.
func (s *Searcher) Rows(ctx context.Context, n expr.Node) (Rows, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	m, err := s.match(ctx, n, false)
	if err != nil {
		return Rows{}, err
	}
	all := newBitset(s.cols.Rows())
	for at, set := range m.rows {
		all.orAt(set, s.shards[at].start)
	}
	return newRows(all), nil
}

// Count returns the number of rows for which the expression holds.
func (s *Searcher) Count(ctx context.Context, n expr.Node) (int, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	m, err := s.match(ctx, n, false)
	if err != nil {
		return 0, err
	}
	count := 0
	for _, set := range m.rows {
		count += set.count()
	}
	return count, nil
}
