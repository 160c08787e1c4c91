package lookup

import (
	"slices"

	"verbatim/themes/expr"
)

// firstComposite is the number, among those of leaves, of the first NEAR,
// BEFORE or SENTENCE of a rule.
const firstComposite = 1 << 30

// Rule says whether routing rule i of the codebook holds for what was matched
// and merged into h. facts answers its field conditions. Negation does not
// apply: a rule says NOT where it means not.
func (m *Matcher) Rule(i int, h *Hits, facts expr.Facts) bool {
	return m.rules[i].holds(&view{hits: h, merged: true, facts: facts})
}

// isMerged says whether a leaf or composite is among what was merged.
func (h *Hits) isMerged(leaf int32) bool {
	_, ok := slices.BinarySearch(h.merged, leaf)
	return ok
}

// number gives the NEARs, BEFOREs and SENTENCEs of a rule their numbers: what
// has to be evaluated within one verbatim, before it is merged with others. So
// have regular expressions.
func (m *Matcher) number(c *cond) {
	switch c.op {
	case opLeaf:
		if c.leaf >= firstRegexp {
			m.composites = append(m.composites, *c)
		}
	case opNear, opSentence:
		c.leaf = firstComposite + int32(len(m.composites))
		m.composites = append(m.composites, *c)
	default:
		for i := range c.kids {
			m.number(&c.kids[i])
		}
	}
}

// appendComposites appends the numbers of what holds in a document of what
// number noted.
func (m *Matcher) appendComposites(dst []int32, h *Hits) []int32 {
	for i := range m.composites {
		if c := &m.composites[i]; c.holds(&view{hits: h}) {
			dst = append(dst, c.leaf)
		}
	}
	return dst
}
