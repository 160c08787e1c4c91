package lookup

import (
	"fmt"

	"verbatim/themes/expr"
)

// cond is an expression with its words replaced by the numbers of leaves.
type cond struct {
	op    op
	leaf  int32       // of opLeaf
	field *expr.Field // of opField
	kids  []cond      // of opAnd, opOr; one of opNot
}

type op uint8

const (
	opAll op = iota // holds always
	opLeaf
	opField
	opAnd
	opOr
	opNot
)

// cond compiles an expression and collects its leaves.
func (b *wordsBuilder) cond(n expr.Node) (cond, error) {
	switch n := n.(type) {
	case *expr.Words:
		return b.word(b.phrase(n))
	case *expr.Prefix:
		return b.word(b.prefix(n))
	case *expr.Field:
		return cond{op: opField, field: n}, nil
	case *expr.And:
		return b.group(opAnd, n.Nodes)
	case *expr.Or:
		return b.group(opOr, n.Nodes)
	case *expr.Not:
		return b.group(opNot, []expr.Node{n.Node})
	case *expr.All:
		return cond{op: opAll}, nil
	}
	return cond{}, fmt.Errorf("want words, a field, AND, OR or NOT, found %T, which the matcher does not know", n)
}

// word is the condition of one leaf. What can match nothing is an error in a
// list, and in a search just not found.
func (b *wordsBuilder) word(leaf int32, err error) (cond, error) {
	if err != nil && b.lenient {
		leaf, err = b.leaf(), nil
	}
	return cond{op: opLeaf, leaf: leaf}, err
}

func (b *wordsBuilder) group(o op, nodes []expr.Node) (cond, error) {
	c := cond{op: o, kids: make([]cond, len(nodes))}
	for i, n := range nodes {
		kid, err := b.cond(n)
		if err != nil {
			return cond{}, err
		}
		c.kids[i] = kid
	}
	return c, nil
}

// view is what a condition is asked about.
type view struct {
	hits   *Hits
	hidden []tokenRange // occurrences within these do not count
	merged bool         // occurrences in merged documents count
	facts  expr.Facts   // nil: no field condition holds
}

func (v *view) has(leaf int32) bool {
	if v.merged {
		return v.hits.occurs(leaf)
	}
	return v.hits.visible(leaf, v.hidden)
}

// holds evaluates the condition.
func (c *cond) holds(v *view) bool {
	switch c.op {
	case opLeaf:
		return v.has(c.leaf)
	case opField:
		return v.facts != nil && expr.Holds(c.field, v.facts)
	case opAnd:
		for i := range c.kids {
			if !c.kids[i].holds(v) {
				return false
			}
		}
		return true
	case opOr:
		for i := range c.kids {
			if c.kids[i].holds(v) {
				return true
			}
		}
		return false
	case opNot:
		return !c.kids[0].holds(v)
	default:
		return true
	}
}

// evidence appends where the words stand that make a condition hold which
// does: every true side of an OR, nothing of a NOT.
func (c *cond) evidence(v *view, dst []tokenRange) []tokenRange {
	switch c.op {
	case opLeaf:
		return v.hits.appendVisible(dst, c.leaf, v.hidden)
	case opAnd, opOr:
		for i := range c.kids {
			if c.kids[i].holds(v) {
				dst = c.kids[i].evidence(v, dst)
			}
		}
	}
	return dst
}

// leaves appends the leaves of the condition that are not under a NOT.
func (c *cond) leaves(dst []int32) []int32 {
	switch c.op {
	case opLeaf:
		return append(dst, c.leaf)
	case opAnd, opOr:
		for i := range c.kids {
			dst = c.kids[i].leaves(dst)
		}
	}
	return dst
}

// wordless says whether the condition may hold in a text that has none of its
// words.
func (c *cond) wordless() bool {
	switch c.op {
	case opLeaf:
		return false
	case opAnd:
		for i := range c.kids {
			if !c.kids[i].wordless() {
				return false
			}
		}
		return true
	case opOr:
		for i := range c.kids {
			if c.kids[i].wordless() {
				return true
			}
		}
		return false
	default:
		return true
	}
}
