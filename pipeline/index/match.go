package index

import (
	"context"
	"errors"

	"verbatim/themes/expr"
)

// matching is what matches an expression, by shard.
type matching struct {
	plan   *plan
	rows   []bitset
	leaves [][]*found // what was read: nil for a leaf that nobody asked
}

// match finds the rows for which an expression holds. With relevance it reads
// all leaves that count for relevance, else those alone that decide.
func (s *Searcher) match(ctx context.Context, n expr.Node, relevance bool) (*matching, error) {
	if s.closed {
		return nil, errors.New("search: the index is closed")
	}
	p, err := s.compile(ctx, n)
	if err != nil {
		return nil, err
	}
	m := &matching{plan: p, rows: make([]bitset, len(s.shards)), leaves: make([][]*found, len(s.shards))}
	return m, s.each(ctx, func(ctx context.Context, _, at int) error {
		r := s.shards[at].take()
		defer s.shards[at].give(r)
		e := evaluation{ctx: ctx, r: r, plan: p, leaves: make([]*found, len(p.leaves))}
		m.leaves[at] = e.leaves
		for i, scored := range p.scored {
			if relevance && scored {
				if _, err := e.leaf(i); err != nil {
					return err
				}
			}
		}
		m.rows[at] = newBitset(r.rows)
		m.rows[at].fill(r.rows)
		return e.narrow(&p.root, m.rows[at])
	})
}

// evaluation is the evaluation of a plan in one shard.
type evaluation struct {
	ctx    context.Context
	r      *shardReader
	plan   *plan
	leaves []*found // what is read so far
}

// leaf returns what a leaf finds.
func (e *evaluation) leaf(i int) (*found, error) {
	if e.leaves[i] == nil {
		f, err := e.plan.leaves[i].read(e.r)
		if err != nil {
			return nil, err
		}
		e.leaves[i] = f
	}
	return e.leaves[i], nil
}

// narrow takes the rows out of a set for which a condition does not hold.
func (e *evaluation) narrow(c *cond, set bitset) error {
	switch c.op {
	case opLeaf:
		f, err := e.leaf(c.leaf)
		if err == nil {
			set.and(f.rows)
		}
		return err
	case opNot:
		return e.exclude(c, set)
	case opOr:
		return e.alternatives(c, set)
	case opAnd, opCheck:
		for i := range c.kids {
			if err := e.narrow(&c.kids[i], set); err != nil || set.empty() {
				return err
			}
		}
		if c.op == opCheck {
			return c.check.narrow(e.ctx, e.r, set)
		}
	}
	return nil
}

func (e *evaluation) exclude(c *cond, set bitset) error {
	held := append(bitset(nil), set...)
	err := e.narrow(&c.kids[0], held)
	set.andNot(held)
	return err
}

// alternatives asks each alternative about the rows that those before it left.
func (e *evaluation) alternatives(c *cond, set bitset) error {
	left := append(bitset(nil), set...)
	for i := range c.kids {
		if left.empty() {
			break
		}
		held := append(bitset(nil), left...)
		if err := e.narrow(&c.kids[i], held); err != nil {
			return err
		}
		left.andNot(held)
	}
	set.andNot(left)
	return nil
}
