package index

import (
	"slices"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// lattice is all ways in which a pattern can be made of tokens that occur in a
// shard. Its nodes are the byte offsets of the pattern's text, its edges
// tokens. A phrase of keys is a chain; a surface that may be cut anywhere has
// as many ways as the shard's dictionary allows, which are never listed: the
// work grows with the edges, not with the ways.
type lattice struct {
	pattern *pattern
	end     int      // the last node
	gaps    []gapSet // per node: what may stand before a token that begins there
	edges   []edge   // by from
}

// edge is the tokens with one text.
type edge struct {
	from, to int
	terms    []fieldTerm
	lists    []segment.PostingsList
	rows     bitset // those that have all tokens of some way over the edge
}

// newLattice makes the lattice of a pattern in a shard. Its sets of rows are
// borrowed from the reader.
func newLattice(r *shardReader, p *pattern) (*lattice, error) {
	l := &lattice{pattern: p}
	for _, c := range p.chunks {
		if c.text == "" {
			return l, nil // a token without a key: no edges, no match
		}
		l.gaps = append(l.gaps, c.gaps)
		for range len(c.text) - 1 {
			l.gaps = append(l.gaps, onlyNone)
		}
		l.end += len(c.text)
	}
	// Per node: the rows that have all tokens of some way from 0; nil where
	// none has.
	before := make([]bitset, l.end+1)
	before[0] = r.borrow()
	before[0].fill(r.rows)
	start := 0
	for _, c := range p.chunks {
		for at := range len(c.text) {
			if before[start+at] != nil {
				if err := l.grow(r, c.text[at:], start+at, before); err != nil {
					return nil, err
				}
			}
		}
		start += len(c.text)
	}
	l.narrow(r)
	return l, nil
}

// grow adds the edges that begin at a node; text is the rest of its chunk.
func (l *lattice) grow(r *shardReader, text string, from int, before []bitset) error {
	for _, n := range l.pattern.cuts(text, r.longest) {
		terms, lists, err := l.pattern.lists(r, text[:n])
		if err != nil {
			return err
		}
		if len(lists) == 0 {
			continue
		}
		rows := r.borrow()
		for _, list := range lists {
			if err := r.add(list, rows); err != nil {
				return err
			}
		}
		rows.and(before[from])
		if rows.empty() {
			continue
		}
		to := from + n
		l.edges = append(l.edges, edge{from: from, to: to, terms: terms, lists: lists, rows: rows})
		if before[to] == nil {
			before[to] = r.borrow()
		}
		before[to].or(rows)
	}
	return nil
}

// narrow goes over the edges from the end, keeps of their rows those that have
// all tokens of some way to the end, and drops the edges that have none.
func (l *lattice) narrow(r *shardReader) {
	if len(l.edges) == 0 {
		return
	}
	behind := make([]bitset, l.end+1)
	behind[l.end] = r.borrow()
	behind[l.end].fill(r.rows)
	for i := len(l.edges) - 1; i >= 0; i-- {
		e := &l.edges[i]
		if behind[e.to] == nil {
			clear(e.rows)
			continue
		}
		e.rows.and(behind[e.to])
		if behind[e.from] == nil {
			behind[e.from] = r.borrow()
		}
		behind[e.from].or(e.rows)
	}
	l.edges = slices.DeleteFunc(l.edges, func(e edge) bool { return e.rows.empty() })
}

// whole takes the edge that is the whole pattern out of the lattice and adds
// its rows and posting lists to f: no positions need be read for it.
func (l *lattice) whole(seen map[fieldTerm]bool, f *found) {
	i := slices.IndexFunc(l.edges, func(e edge) bool { return e.from == 0 && e.to == l.end })
	if i < 0 {
		return
	}
	e := l.edges[i]
	f.rows.or(e.rows)
	for k, term := range e.terms {
		if !seen[term] {
			seen[term] = true
			f.lists = append(f.lists, e.lists[k])
		}
	}
	l.edges = slices.Delete(l.edges, i, i+1)
}

// match finds where the tokens of a way from 0 to the end stand in a row.
func (l *lattice) match(m *matches) error {
	if len(l.edges) == 0 {
		return nil
	}
	// The places at which a way from 0 to the node ends.
	ends := make([]places, l.end+1)
	for i := range l.edges {
		e := &l.edges[i]
		if i == 0 || l.edges[i-1].from != e.from {
			ends[e.from].sort() // all edges to the node have been followed
		}
		for _, list := range e.lists {
			if err := l.follow(list, e, ends, m); err != nil {
				return err
			}
		}
	}
	m.places = append(m.places, ends[l.end]...)
	return nil
}

// follow adds the tokens of a posting list that go on from a place at the
// edge's beginning.
func (l *lattice) follow(list segment.PostingsList, e *edge, ends []places, m *matches) error {
	gaps := l.gaps[e.from]
	from := ends[e.from] // sorted, read along with the postings
	return visit(list, e.rows, true, func(row int, p segment.Posting) {
		for _, loc := range p.Locations() {
			if !gaps.has(gapOf(loc)) {
				continue
			}
			at := placeOf(row, loc)
			if e.from > 0 {
				for len(from) > 0 && from[0].end < at.end-1 {
					from = from[1:]
				}
				if len(from) == 0 || from[0].end != at.end-1 {
					continue
				}
				at.first, at.sentence = from[0].first, from[0].sentence
			}
			ends[e.to] = append(ends[e.to], at)
			if e.to == l.end && m.lengths != nil {
				m.lengths[row] = length(p)
			}
		}
	})
}

// matches collects where phrases end, of all patterns of a leaf.
type matches struct {
	places  places
	lengths map[int]float64 // of the rows, in tokens; nil where nobody asks
}

// into adds the matches to f.
func (m *matches) into(f *found) {
	m.places.sort()
	for i, p := range m.places {
		if i > 0 && p.end == m.places[i-1].end {
			continue // by another pattern
		}
		row := p.row()
		if n := len(f.phrases); n > 0 && f.phrases[n-1].row == row {
			f.phrases[n-1].times++
			continue
		}
		f.rows.set(row)
		f.phrases = append(f.phrases, frequency{row: row, times: 1, length: m.lengths[row]})
	}
}
