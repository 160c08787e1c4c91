package lookup

import (
	"cmp"
	"slices"
)

// A trie is a deterministic automaton over bytes: a double array after Aoe,
// "An Efficient Digital Search Algorithm by Using a Double-Array Structure"
// (IEEE Trans. Software Eng. 15, 1989), with children addressed by exclusive
// or, so that all children of a state share one block of 256 cells.
//
// It has no failure links. Aho and Corasick need them because a match may
// begin at any byte; ours may begin at the beginning of a token only, where
// the matcher starts the automaton anew. That drops most words after a few
// bytes, and takes 12 bytes a state where a dense table takes hundreds.
type trie struct {
	cells []cell
	out   []int32  // per cell with endBit: index in ends
	ends  []ending // state by state where patterns end, with how many they are before them
}

// cell is one state. base has a flag in its highest bit.
type cell struct {
	base   uint32 // the child by byte b is cell base^b
	parent uint32 // the state that this cell is a child of
}

const (
	root     = 0
	noParent = 1<<32 - 1

	endBit   = 1 << 31 // a pattern ends here
	baseMask = endBit - 1

	blockCells = 256
)

// side says of which strings of tokens a pattern is made: of keys or surfaces,
// or whether it is a prefix of either.
type side uint8

const (
	onKeys side = 1 << iota
	onSurfaces
	stem
)

// pattern is what a trie finds: bytes, not none, of a leaf.
type pattern struct {
	bytes string
	leaf  int32
	side  side
}

// ending is a leaf and the sides on which a pattern of it ends.
type ending struct {
	leaf int32
	side side
}

// step goes from a state by one byte, to the root where no pattern goes on: no
// step leads there.
func (t *trie) step(state uint32, b byte) uint32 {
	next := t.cells[state].base&baseMask ^ uint32(b)
	if t.cells[next].parent != state {
		return root
	}
	return next
}

// read goes from a state by all bytes of s, to the root where no pattern does.
func (t *trie) read(state uint32, s string) uint32 {
	cells := t.cells
	base := cells[state].base
	for i := 0; i < len(s); i++ {
		next := base&baseMask ^ uint32(s[i])
		c := cells[next]
		if c.parent != state {
			return root
		}
		state, base = next, c.base
	}
	return state
}

// prefixes calls fn with the leaf of every pattern that s begins with.
func (t *trie) prefixes(s string, fn func(leaf int32)) {
	state := uint32(root)
	for i := 0; i < len(s); i++ {
		if state = t.step(state, s[i]); state == root {
			return
		}
		for _, e := range t.endings(state) {
			fn(e.leaf)
		}
	}
}

// endings returns what ends in a state.
func (t *trie) endings(state uint32) []ending {
	if t.cells[state].base&endBit == 0 {
		return nil
	}
	at := t.out[state]
	return t.ends[at+1 : at+1+t.ends[at].leaf]
}

// newTrie builds the automaton of patterns, which it sorts.
func newTrie(patterns []pattern) trie {
	slices.SortFunc(patterns, func(a, b pattern) int {
		return cmp.Or(cmp.Compare(a.bytes, b.bytes), cmp.Compare(a.leaf, b.leaf), cmp.Compare(a.side, b.side))
	})
	b := trieBuilder{patterns: patterns}
	b.grow()
	b.take(root, noParent)
	// Where patterns branch, breadth first: these states, where nearly all
	// steps are made, stand together and stay in the cache. Then what is left
	// of each pattern alone, in a row.
	var tails []branch
	queue := []branch{{root, 0, len(patterns), 0}}[:min(1, len(patterns))]
	for len(queue) > 0 {
		at := queue[0]
		if queue = queue[1:]; patterns[at.lo].bytes == patterns[at.hi-1].bytes {
			tails = append(tails, at)
		} else {
			queue = b.expand(at, queue)
		}
	}
	for _, at := range tails {
		for queue := []branch{at}; len(queue) > 0; {
			queue = b.expand(queue[0], queue[:0])
		}
	}
	return trie{cells: b.cells, out: b.out, ends: b.ends}
}

// branch is a state to be expanded: patterns[lo:hi] share the depth bytes that
// lead to it.
type branch struct {
	state         uint32
	lo, hi, depth int
}

// trieBuilder keeps the free cells in a ring, so that finding room does not
// walk over the full ones.
type trieBuilder struct {
	patterns   []pattern
	cells      []cell
	out        []int32
	ends       []ending
	next, prev []uint32 // ring of free cells, threaded by cell
	free       uint32   // one of them
	nfree      int
}

// expand gives a state its outputs and its children, and queues the children.
func (b *trieBuilder) expand(at branch, queue []branch) []branch {
	lo := b.output(at)
	var labels []byte
	var starts []int
	for i := lo; i < at.hi; i++ {
		c := b.patterns[i].bytes[at.depth]
		if len(labels) == 0 || labels[len(labels)-1] != c {
			labels, starts = append(labels, c), append(starts, i)
		}
	}
	if len(labels) == 0 {
		return queue
	}
	base := b.fit(labels)
	b.cells[at.state].base |= base
	for i, c := range labels {
		child, hi := base^uint32(c), at.hi
		if i+1 < len(starts) {
			hi = starts[i+1]
		}
		b.take(child, at.state)
		queue = append(queue, branch{child, starts[i], hi, at.depth + 1})
	}
	return queue
}

// output notes the patterns that end in the state, which sort before those
// that go on, and returns the index of the first that goes on.
func (b *trieBuilder) output(at branch) int {
	lo, first := at.lo, len(b.ends)+1
	b.ends = append(b.ends, ending{})
	for ; lo < at.hi && len(b.patterns[lo].bytes) == at.depth; lo++ {
		p := b.patterns[lo]
		if last := &b.ends[len(b.ends)-1]; len(b.ends) > first && last.leaf == p.leaf {
			last.side |= p.side
		} else {
			b.ends = append(b.ends, ending{p.leaf, p.side})
		}
	}
	if n := len(b.ends) - first; n > 0 {
		b.cells[at.state].base |= endBit
		b.out[at.state], b.ends[first-1].leaf = int32(first-1), int32(n)
	} else {
		b.ends = b.ends[:first-1]
	}
	return lo
}

// fit returns a base under which every label's cell is free.
func (b *trieBuilder) fit(labels []byte) uint32 {
	for at, n := b.free, b.nfree; n > 0; at, n = b.next[at], n-1 {
		base := at ^ uint32(labels[0])
		if !slices.ContainsFunc(labels, func(c byte) bool { return !b.isFree(base ^ uint32(c)) }) {
			return base
		}
	}
	return b.grow() ^ uint32(labels[0])
}

func (b *trieBuilder) isFree(c uint32) bool { return c != root && b.cells[c].parent == noParent }

// grow adds a block of free cells and returns the first.
func (b *trieBuilder) grow() uint32 {
	first := uint32(len(b.cells))
	for i := first; i < first+blockCells; i++ {
		b.cells = append(b.cells, cell{parent: noParent})
		b.out = append(b.out, 0)
		b.next, b.prev = append(b.next, i+1), append(b.prev, i-1)
	}
	last := first + blockCells - 1
	if b.nfree == 0 {
		b.next[last], b.prev[first], b.free = first, last, first
	} else {
		tail := b.prev[b.free]
		b.next[tail], b.prev[first] = first, tail
		b.next[last], b.prev[b.free] = b.free, last
	}
	b.nfree += blockCells
	return first
}

// take makes a free cell the child of parent.
func (b *trieBuilder) take(c, parent uint32) {
	b.cells[c].parent = parent
	b.next[b.prev[c]], b.prev[b.next[c]] = b.next[c], b.prev[c]
	if b.free == c {
		b.free = b.next[c]
	}
	b.nfree--
}
