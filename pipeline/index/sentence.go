package index

import (
	"context"

	"verbatim/themes/expr"
)

// sentenceCheck is SENTENCE(…): it holds where its tree holds in one sentence,
// of what stands in that sentence from its first token to its last.
type sentenceCheck struct{ root sentenceCond }

// sentenceCond is a node of the tree. It has a finder or kids.
type sentenceCond struct {
	op     op
	finder finder
	kids   []sentenceCond
}

// sentence compiles what stands in SENTENCE, which needs a word.
func (s *Searcher) sentence(n expr.Node) (check, error) {
	root, err := s.sentenceCond(n)
	return &sentenceCheck{root}, err
}

func (s *Searcher) sentenceCond(n expr.Node) (c sentenceCond, err error) {
	var nodes []expr.Node
	switch n := n.(type) {
	case *expr.And:
		c.op, nodes = opAnd, n.Nodes
	case *expr.Or:
		c.op, nodes = opOr, n.Nodes
	case *expr.Not:
		c.op, nodes = opNot, []expr.Node{n.Node}
	default:
		c.op = opLeaf
		c.finder, err = s.finder(n, true)
		return c, err
	}
	for _, n := range nodes {
		kid, err := s.sentenceCond(n)
		if err != nil {
			return c, err
		}
		c.kids = append(c.kids, kid)
	}
	return c, nil
}

// within finds only what ends in the sentence in which it begins.
type within struct{ finder }

func (w within) find(ctx context.Context, r *shardReader, want bitset) (places, error) {
	all, err := w.finder.find(ctx, r, want)
	kept := all[:0]
	for _, p := range all {
		if p.sentence == p.lastSentence {
			kept = append(kept, p)
		}
	}
	return kept, err
}

// sentenceSet is a set of sentences of the rows of a shard.
type sentenceSet struct {
	keys []uint64 // row, then sentence, ascending
	rest bool     // the set is all others
}

// find returns the sentences for which the node holds.
func (c *sentenceCond) find(ctx context.Context, r *shardReader, want bitset) (sentenceSet, error) {
	if c.op == opLeaf {
		found, err := c.finder.find(ctx, r, want)
		var s sentenceSet
		for _, p := range found {
			if key := endOf(p.row(), int(p.sentence)); len(s.keys) == 0 || s.keys[len(s.keys)-1] != key {
				s.keys = append(s.keys, key)
			}
		}
		return s, err
	}
	all, err := c.kids[0].find(ctx, r, want)
	if c.op == opNot {
		return all.complement(), err
	}
	for i := range c.kids[1:] {
		if err != nil {
			return all, err
		}
		var more sentenceSet
		more, err = c.kids[i+1].find(ctx, r, want)
		if c.op == opAnd {
			all = all.and(more)
		} else { // De Morgan
			all = all.complement().and(more.complement()).complement()
		}
	}
	return all, err
}

func (s sentenceSet) complement() sentenceSet { return sentenceSet{s.keys, !s.rest} }

// and returns what is in both sets.
func (s sentenceSet) and(o sentenceSet) sentenceSet {
	switch {
	case !s.rest && !o.rest:
		return sentenceSet{merge(s.keys, o.keys, false, true, false), false}
	case !s.rest:
		return sentenceSet{merge(s.keys, o.keys, true, false, false), false}
	case !o.rest:
		return sentenceSet{merge(s.keys, o.keys, false, false, true), false}
	}
	return sentenceSet{merge(s.keys, o.keys, true, true, true), true}
}

// merge returns the keys that are in a alone, in both, and in b alone, as
// asked.
func merge(a, b []uint64, inA, inBoth, inB bool) []uint64 {
	var out []uint64
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0] < b[0]:
			if inA {
				out = append(out, a[0])
			}
			a = a[1:]
		case len(a) == 0 || b[0] < a[0]:
			if inB {
				out = append(out, b[0])
			}
			b = b[1:]
		default:
			if inBoth {
				out = append(out, a[0])
			}
			a, b = a[1:], b[1:]
		}
	}
	return out
}

// narrow keeps the rows that have a sentence for which the tree holds.
func (c *sentenceCheck) narrow(ctx context.Context, r *shardReader, rows bitset) error {
	found, err := c.root.find(ctx, r, rows)
	if err != nil {
		return err
	}
	held := newBitset(r.rows)
	for _, key := range found.keys { // and no rest, since a word is needed
		held.set(int(key >> 32))
	}
	rows.and(held)
	return nil
}
