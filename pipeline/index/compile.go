package index

import (
	"context"
	"fmt"

	"verbatim/themes/expr"
)

// plan is a compiled expression: a tree over leaves, which are read from the
// posting lists of each shard.
type plan struct {
	root   cond
	leaves []leaf
	scored []bool // per leaf: it counts for relevance
}

// leaf is a condition that posting lists answer.
type leaf interface {
	// read finds the rows of one shard for which the leaf holds. It must be
	// safe for concurrent use.
	read(r *shardReader) (*found, error)
}

// cond is a node of a plan.
type cond struct {
	op   op
	leaf int    // of opLeaf: index in plan.leaves
	kids []cond // of opAnd and opOr; one of opNot
}

type op uint8

const (
	opAll op = iota
	opLeaf
	opAnd
	opOr
	opNot
)

// compile makes a plan of an expression. An error is an *expr.Error without
// its Src where the fault is in the expression.
func (s *Searcher) compile(ctx context.Context, n expr.Node) (*plan, error) {
	p := &plan{}
	root, err := s.cond(ctx, p, n, true)
	p.root = root
	return p, err
}

// cond compiles one node; scored is false below a NOT.
func (s *Searcher) cond(ctx context.Context, p *plan, n expr.Node, scored bool) (cond, error) {
	switch n := n.(type) {
	case *expr.All:
		return cond{op: opAll}, nil
	case *expr.And:
		return s.group(ctx, p, opAnd, n.Nodes, scored)
	case *expr.Or:
		return s.group(ctx, p, opOr, n.Nodes, scored)
	case *expr.Not:
		return s.group(ctx, p, opNot, []expr.Node{n.Node}, false)
	case *expr.Words:
		l, err := s.words(n)
		return p.add(l, scored), err
	case *expr.Prefix:
		l, err := s.prefix(n)
		return p.add(l, scored), err
	case *expr.Field:
		l, err := s.field(ctx, n)
		return p.add(l, false), err
	}
	return cond{}, fmt.Errorf("search: want words, a field, AND, OR or NOT, found %T, which the index does not know", n)
}

func (p *plan) add(l leaf, scored bool) cond {
	p.leaves = append(p.leaves, l)
	p.scored = append(p.scored, scored)
	return cond{op: opLeaf, leaf: len(p.leaves) - 1}
}

func (s *Searcher) group(ctx context.Context, p *plan, o op, nodes []expr.Node, scored bool) (cond, error) {
	c := cond{op: o, kids: make([]cond, len(nodes))}
	for i, n := range nodes {
		kid, err := s.cond(ctx, p, n, scored)
		if err != nil {
			return cond{}, err
		}
		c.kids[i] = kid
	}
	return c, nil
}

// rows returns the rows of a shard for which the condition holds, given what
// the leaves found there. The set is the caller's to change.
func (c *cond) rows(rows int, leaves []*found) bitset {
	switch c.op {
	case opLeaf:
		return append(bitset(nil), leaves[c.leaf].rows...)
	case opNot:
		set := c.kids[0].rows(rows, leaves)
		set.flip(rows)
		return set
	case opAnd, opOr:
		set := c.kids[0].rows(rows, leaves)
		for i := range c.kids[1:] {
			if kid := c.kids[i+1].rows(rows, leaves); c.op == opAnd {
				set.and(kid)
			} else {
				set.or(kid)
			}
		}
		return set
	default:
		set := newBitset(rows)
		set.fill(rows)
		return set
	}
}
