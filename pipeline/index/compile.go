package index

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"verbatim/themes/expr"
)

// plan is a compiled expression: a tree over leaves, which are read from the
// posting lists of each shard, and checks, which are asked about rows.
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
	op    op
	cost  cost
	leaf  int    // of opLeaf: index in plan.leaves
	kids  []cond // of opAnd and opOr, the cheapest first; one of opNot; of opCheck what must hold before it is asked
	check check  // of opCheck
}

type op uint8

const (
	opAll op = iota
	opLeaf
	opAnd
	opOr
	opNot
	opCheck
)

// cost is what a condition costs for each row that it is asked about.
type cost uint8

const (
	costBitmap    cost = iota // nothing: it is known for all rows at once
	costPositions             // the positions of its words are read
	costWords                 // the texts of rows with its words are read and cut
	costTexts                 // the texts of all rows are read
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
		nodes := regexpsTogether(n.Nodes)
		if len(nodes) == 1 {
			return s.checked(p, nodes[0], scored)
		}
		return s.group(ctx, p, opOr, nodes, scored)
	case *expr.Not:
		return s.group(ctx, p, opNot, []expr.Node{n.Node}, false)
	case *expr.Words:
		if n.Case {
			return s.checked(p, n, scored)
		}
		l, err := s.words(n)
		return p.add(l, scored), err
	case *expr.Prefix:
		l, err := s.prefix(n)
		return p.add(l, scored), err
	case *expr.Field:
		l, err := s.field(ctx, n)
		return p.add(l, false), err
	case *expr.Near, *expr.Sentence, *expr.Regexp:
		return s.checked(p, n, scored)
	}
	return cond{}, unknown(n)
}

func unknown(n expr.Node) error {
	return fmt.Errorf("search: want words, a field, AND, OR, NOT, NEAR or SENTENCE, found %T, which the index does not know here", n)
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
		c.cost = max(c.cost, kid.cost)
	}
	slices.SortStableFunc(c.kids, func(a, b cond) int { return cmp.Compare(a.cost, b.cost) })
	return c, nil
}

// regexpsTogether makes one of the alternatives that are regular expressions,
// so that the texts are read once for all of them.
func regexpsTogether(nodes []expr.Node) []expr.Node {
	var others, regexps []expr.Node
	for _, n := range nodes {
		if _, ok := n.(*expr.Regexp); ok {
			regexps = append(regexps, n)
		} else {
			others = append(others, n)
		}
	}
	if len(regexps) < 2 {
		return nodes
	}
	return append(others, &expr.Or{Nodes: regexps})
}

// checked compiles a node that bitmaps cannot answer: the words in it as
// leaves, which leave the rows that may do and count for relevance, and a
// check of those.
func (s *Searcher) checked(p *plan, n expr.Node, scored bool) (cond, error) {
	if sentence, ok := n.(*expr.Sentence); ok && !expr.NeedsWords(sentence) {
		return cond{}, &expr.Error{At: n.Pos(), Want: "a word that must stand in the sentence", Got: n.String()}
	}
	kid, err := s.relaxed(p, n, scored)
	if err != nil {
		return cond{}, err
	}
	c := cond{op: opCheck, cost: costOf(n), kids: []cond{kid}}
	if c.cost > costPositions {
		c.check, err = s.typed(n)
		return c, err
	}
	if sentence, ok := n.(*expr.Sentence); ok {
		c.check, err = s.sentence(sentence.Node)
		return c, err
	}
	f, err := s.finder(n, false)
	c.check = stands{f}
	return c, err
}

// costOf returns the cost of a check.
func costOf(n expr.Node) cost {
	most := costPositions
	expr.Walk(n, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Regexp:
			most = costTexts
		case *expr.Words:
			if n.Case {
				most = max(most, costWords)
			}
		}
		return true
	})
	return most
}

// relaxed compiles what bitmaps can say of a node: it holds wherever the node
// does, and elsewhere.
func (s *Searcher) relaxed(p *plan, n expr.Node, scored bool) (cond, error) {
	switch n := n.(type) {
	case *expr.Near:
		return s.relaxedGroup(p, opAnd, []expr.Node{n.Left, n.Right}, scored)
	case *expr.Sentence:
		return s.relaxed(p, n.Node, scored)
	case *expr.And:
		return s.relaxedGroup(p, opAnd, n.Nodes, scored)
	case *expr.Or:
		return s.relaxedGroup(p, opOr, n.Nodes, scored)
	case *expr.Words:
		l, err := s.words(n)
		return p.add(l, scored), err
	case *expr.Prefix:
		l, err := s.prefix(n)
		return p.add(l, scored), err
	}
	return cond{op: opAll}, nil // of NOT the words may stand in another sentence
}

func (s *Searcher) relaxedGroup(p *plan, o op, nodes []expr.Node, scored bool) (cond, error) {
	c := cond{op: o}
	for _, n := range nodes {
		kid, err := s.relaxed(p, n, scored)
		if err != nil {
			return c, err
		}
		c.kids = append(c.kids, kid)
	}
	return c, nil
}

// finder compiles what finds the places of a node; inside a SENTENCE it finds
// only what stands in one sentence from its first token to its last.
func (s *Searcher) finder(n expr.Node, inside bool) (f finder, err error) {
	switch n := n.(type) {
	case *expr.Or:
		var all anyOf
		for _, n := range n.Nodes {
			f, err := s.finder(n, inside)
			if err != nil {
				return nil, err
			}
			all = append(all, f)
		}
		return all, nil
	case *expr.Near:
		left, err := s.finder(n.Left, inside)
		if err != nil {
			return nil, err
		}
		right, err := s.finder(n.Right, inside)
		return &near{left, right, n.N, n.Ordered}, err
	case *expr.Words:
		f, err = s.words(n)
	case *expr.Prefix:
		f, err = s.prefix(n)
	default:
		err = unknown(n)
	}
	if inside {
		f = within{f}
	}
	return f, err
}
