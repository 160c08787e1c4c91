package index

import (
	"cmp"
	"context"
	"slices"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// place is where something stands: tokens of a row, and the sentences in which
// they are. Tokens are numbered from 1, as in the index, sentences from 0.
type place struct {
	end                    uint64 // the row, then the number of its last token
	first                  uint32 // the number of its first token
	sentence, lastSentence uint32 // that of its first token and that of its last
}

func endOf(row, token int) uint64 { return uint64(row)<<32 | uint64(token) }

// placeOf is the token of a location.
func placeOf(row int, l segment.Location) place {
	token, sentence := int(l.Pos()), uint32(l.End())
	return place{end: endOf(row, token), first: uint32(token), sentence: sentence, lastSentence: sentence}
}

func (p place) row() int { return int(p.end >> 32) }

// start is the row and the number of the first token.
func (p place) start() uint64 { return p.end>>32<<32 | uint64(p.first) }

// places are places of one shard.
type places []place

func byEnd(a, b place) int {
	return cmp.Or(cmp.Compare(a.end, b.end), cmp.Compare(a.first, b.first))
}

func byStart(a, b place) int { return cmp.Compare(a.start(), b.start()) }

// sort sorts the places by where they end, each once. What comes from one
// posting list is sorted already.
func (p *places) sort() {
	if !slices.IsSortedFunc(*p, byEnd) {
		slices.SortFunc(*p, byEnd)
	}
	*p = slices.Compact(*p)
}

// keep takes the rows out of a set that have no place.
func (p places) keep(set bitset) {
	had := newBitset(len(set) * 64)
	for i := range p {
		had.set(p[i].row())
	}
	set.and(had)
}

// finder finds places of what NEAR and SENTENCE join.
type finder interface {
	// find returns the places in those rows of the shard that are in want,
	// sorted by where they end.
	find(ctx context.Context, r *shardReader, want bitset) (places, error)
}

// find finds the places of a word or phrase.
func (l *wordsLeaf) find(_ context.Context, r *shardReader, want bitset) (places, error) {
	var m matches
	err := l.lattices(r, func(lat *lattice) error {
		for i := range lat.edges {
			lat.edges[i].rows.and(want)
		}
		return lat.match(&m)
	})
	m.places.sort()
	return m.places, err
}

// find finds the words that begin so.
func (l *prefixLeaf) find(_ context.Context, r *shardReader, want bitset) (places, error) {
	var found places
	err := l.terms(r, func(field, term string) error {
		list, err := r.list(field, term, nil)
		if err != nil || list == nil {
			return err
		}
		return visit(list, want, true, func(row int, p segment.Posting) {
			for _, loc := range p.Locations() {
				found = append(found, placeOf(row, loc))
			}
		})
	})
	found.sort()
	return found, err
}

// anyOf finds what one of several finds.
type anyOf []finder

func (l anyOf) find(ctx context.Context, r *shardReader, want bitset) (places, error) {
	var found places
	for _, f := range l {
		more, err := f.find(ctx, r, want)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	found.sort()
	return found, nil
}

// near finds two that stand near to each other in one sentence, with at most n
// tokens between and none in common: as one place, from the first token of the
// one to the last of the other.
type near struct {
	left, right finder
	n           int
	ordered     bool // left must come first
}

func (l *near) find(ctx context.Context, r *shardReader, want bitset) (places, error) {
	left, err := l.left.find(ctx, r, want)
	if err != nil || len(left) == 0 {
		return nil, err
	}
	rest := newBitset(r.rows)
	for i := range left {
		rest.set(left[i].row())
	}
	right, err := l.right.find(ctx, r, rest)
	if err != nil {
		return nil, err
	}
	found := l.pairs(nil, left, right)
	if !l.ordered {
		found = l.pairs(found, right, left)
	}
	found.sort()
	return found, nil
}

// pairs appends, for every place of before, it and the next of after: if that
// is too far away or in another sentence, all others are.
func (l *near) pairs(found, before, after places) places {
	after = slices.Clone(after)
	slices.SortFunc(after, byStart)
	for _, a := range before {
		i, _ := slices.BinarySearchFunc(after, a.end+1, func(b place, start uint64) int { return cmp.Compare(b.start(), start) })
		if i == len(after) {
			continue
		}
		b := after[i]
		if b.row() == a.row() && b.start()-a.end-1 <= uint64(l.n) && b.sentence == a.lastSentence {
			found = append(found, place{end: b.end, first: a.first, sentence: a.sentence, lastSentence: b.lastSentence})
		}
	}
	return found
}

// check is a condition that is looked at for the rows that other conditions
// leave: postings and texts are read for them alone.
type check interface {
	// narrow takes the rows out of the set for which it does not hold.
	narrow(ctx context.Context, r *shardReader, rows bitset) error
}

// stands holds where a finder finds something.
type stands struct{ finder }

func (c stands) narrow(ctx context.Context, r *shardReader, rows bitset) error {
	found, err := c.find(ctx, r, rows)
	found.keep(rows)
	return err
}
