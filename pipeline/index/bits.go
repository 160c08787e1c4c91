package index

import (
	"iter"
	"math/bits"
)

// bitset is a set of rows of one shard.
type bitset []uint64

func newBitset(rows int) bitset { return make(bitset, (rows+63)/64) }

func (b bitset) set(row int)      { b[row>>6] |= 1 << (row & 63) }
func (b bitset) has(row int) bool { return b[row>>6]>>(row&63)&1 != 0 }

func (b bitset) and(o bitset) {
	for i := range b {
		b[i] &= o[i]
	}
}

func (b bitset) or(o bitset) {
	for i := range b {
		b[i] |= o[i]
	}
}

func (b bitset) andNot(o bitset) {
	for i := range b {
		b[i] &^= o[i]
	}
}

// orAt adds the rows of o, each start further on, for which there must be room.
func (b bitset) orAt(o bitset, start int) {
	first, shift := start>>6, start&63
	for i, w := range o {
		if w == 0 {
			continue
		}
		b[first+i] |= w << shift
		if high := w >> (64 - shift); high != 0 {
			b[first+i+1] |= high
		}
	}
}

// fill makes the set hold the rows [0, rows), and flip makes it hold those of
// them that it did not hold.
func (b bitset) fill(rows int) {
	clear(b)
	b.flip(rows)
}

func (b bitset) flip(rows int) {
	for i := range b {
		b[i] = ^b[i]
	}
	if n := rows & 63; n != 0 {
		b[len(b)-1] &= 1<<n - 1
	}
}

func (b bitset) empty() bool {
	for _, w := range b {
		if w != 0 {
			return false
		}
	}
	return true
}

func (b bitset) count() int {
	n := 0
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return n
}

// countBoth counts the rows that are in both sets.
func (b bitset) countBoth(o bitset) int {
	n := 0
	for i, w := range b {
		n += bits.OnesCount64(w & o[i])
	}
	return n
}

// next returns the first row of the set that is not before row, or -1.
func (b bitset) next(row int) int {
	i := row >> 6
	if i >= len(b) {
		return -1
	}
	w := b[i] >> (row & 63) << (row & 63)
	for w == 0 {
		if i++; i == len(b) {
			return -1
		}
		w = b[i]
	}
	return i<<6 + bits.TrailingZeros64(w)
}

// rows yields the rows of the set in order.
func (b bitset) rows() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i, w := range b {
			for ; w != 0; w &= w - 1 {
				if !yield(i<<6 + bits.TrailingZeros64(w)) {
					return
				}
			}
		}
	}
}
