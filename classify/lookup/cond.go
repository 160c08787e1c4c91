package lookup

import (
	"fmt"

	"verbatim/themes/expr"
)

// cond is an expression with its words replaced by the numbers of leaves.
type cond struct {
	op      op
	ordered bool        // of opNear: the left kid stands first
	apart   int32       // of opNear: words between the kids, at most
	leaf    int32       // of opLeaf; of opNear and opSentence of a rule, the number of the composite
	field   *expr.Field // of opField
	kids    []cond      // of opAnd, opOr; two of opNear; one of opNot, opSentence
}

type op uint8

const (
	opAll op = iota // holds always
	opLeaf
	opField
	opAnd
	opOr
	opNot
	opNear
	opSentence
)

// cond compiles an expression and collects its leaves.
func (b *wordsBuilder) cond(n expr.Node) (cond, error) {
	switch n := n.(type) {
	case *expr.Words:
		return b.word(b.phrase(n))
	case *expr.Prefix:
		return b.word(b.prefix(n))
	case *expr.Regexp:
		return b.word(b.regexp(n))
	case *expr.Field:
		return cond{op: opField, field: n}, nil
	case *expr.And:
		return b.group(opAnd, n.Nodes...)
	case *expr.Or:
		return b.group(opOr, n.Nodes...)
	case *expr.Not:
		return b.group(opNot, n.Node)
	case *expr.Near:
		return b.near(n)
	case *expr.Sentence:
		return b.group(opSentence, n.Node)
	case *expr.All:
		return cond{op: opAll}, nil
	}
	return cond{}, fmt.Errorf("want words, a regular expression, a field, NEAR, BEFORE, SENTENCE, AND, OR or NOT, found %T, which the matcher does not know", n)
}

// word is the condition of one leaf. What can match nothing is an error in a
// list, and in a search just not found.
func (b *wordsBuilder) word(leaf int32, err error) (cond, error) {
	if err != nil && b.lenient {
		leaf, _ = b.leaf("")
		err = nil
	}
	return cond{op: opLeaf, leaf: leaf}, err
}

func (b *wordsBuilder) group(o op, nodes ...expr.Node) (cond, error) {
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

// near compiles NEAR and BEFORE.
func (b *wordsBuilder) near(n *expr.Near) (cond, error) {
	c, err := b.group(opNear, n.Left, n.Right)
	if err != nil {
		return cond{}, err
	}
	for i := range c.kids {
		if !c.kids[i].placed() {
			return cond{}, fmt.Errorf("want words, or words joined by OR, on both sides of NEAR and BEFORE, found %s", n)
		}
	}
	c.ordered, c.apart = n.Ordered, int32(n.N)
	return c, nil
}

// placed says whether a condition is one of leaves alone, joined by OR.
func (c *cond) placed() bool {
	for i := range c.kids {
		if !c.kids[i].placed() {
			return false
		}
	}
	return c.op == opLeaf || c.op == opOr
}

// view is what a condition is asked about.
type view struct {
	hits     *Hits
	facts    expr.Facts // nil: no field condition holds
	hidden   []place    // what lies within these does not count
	affirmed bool       // nor does what is negated,
	own      []place    // but for negations that share a word with these
	within   int32      // 1 and the number of the sentence outside of which nothing counts; 0: all count
	merged   bool       // what was merged counts
}

// counts says whether what stands at p counts.
func (v *view) counts(p place) bool {
	if v.within > 0 && (v.hits.begins(p) != v.within-1 || v.hits.ends(p) != v.within-1) {
		return false
	}
	return !covered(p, v.hidden) && !(v.affirmed && v.hits.negated(p, v.own))
}

// has says whether a leaf occurs.
func (v *view) has(leaf int32) bool {
	if v.merged && v.hits.isMerged(leaf) {
		return true
	}
	for _, o := range v.hits.of(leaf) {
		if v.counts(o.place) {
			return true
		}
	}
	return false
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
	case opNear:
		return v.merged && v.hits.isMerged(c.leaf) || c.holdsNear(v)
	case opSentence:
		return v.merged && v.hits.isMerged(c.leaf) || c.holdsSentence(v)
	default:
		return true
	}
}

// evidence appends where the words stand that make a condition hold which
// does: every true side of an OR, every pair of a NEAR, every sentence of a
// SENTENCE, nothing of a NOT.
func (c *cond) evidence(v *view, dst []place) []place {
	switch c.op {
	case opLeaf:
		for _, o := range v.hits.of(c.leaf) {
			if v.counts(o.place) {
				dst = append(dst, o.place)
			}
		}
	case opAnd, opOr:
		for i := range c.kids {
			if c.kids[i].holds(v) {
				dst = c.kids[i].evidence(v, dst)
			}
		}
	case opNear:
		dst = c.pairs(v, dst)
	case opSentence:
		dst = c.inSentences(v, dst)
	}
	return dst
}

// trigger returns the leaves without all of which the condition cannot hold.
// It is false where the condition may hold without any.
func (c *cond) trigger() ([]int32, bool) {
	switch c.op {
	case opLeaf:
		return []int32{c.leaf}, true
	case opSentence:
		return c.kids[0].trigger()
	case opAnd, opNear:
		return c.cheapest()
	case opOr:
		var all []int32
		for i := range c.kids {
			leaves, ok := c.kids[i].trigger()
			if !ok {
				return nil, false
			}
			all = append(all, leaves...)
		}
		return all, true
	default:
		return nil, false
	}
}

// cheapest returns the trigger of the kid that is asked with the least effort:
// words before regular expressions, few before many.
func (c *cond) cheapest() (best []int32, found bool) {
	price := func(leaves []int32) (n int) {
		for _, leaf := range leaves {
			if n++; leaf >= firstRegexp {
				n += 1000
			}
		}
		return n
	}
	for i := range c.kids {
		if leaves, ok := c.kids[i].trigger(); ok && (!found || price(leaves) < price(best)) {
			best, found = leaves, true
		}
	}
	return best, found
}
