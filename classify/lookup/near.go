package lookup

import (
	"cmp"
	"slices"
)

// holdsNear says whether one pair stands near enough.
func (c *cond) holdsNear(v *view) bool {
	left, right := c.sides(v)
	longest := longestOf(right)
	for _, l := range left {
		for _, r := range c.window(l, right, longest) {
			if c.paired(v.hits, l, r) {
				return true
			}
		}
	}
	return false
}

// pairs appends the places of all that take part in a pair.
func (c *cond) pairs(v *view, dst []place) []place {
	left, right := c.sides(v)
	longest := longestOf(right)
	for _, l := range left {
		paired := false
		for _, r := range c.window(l, right, longest) {
			if c.paired(v.hits, l, r) {
				dst, paired = append(dst, r), true
			}
		}
		if paired {
			dst = append(dst, l)
		}
	}
	return dst
}

// sides returns where the two kids of a NEAR stand, by place, until the next
// call.
func (c *cond) sides(v *view) (left, right []place) {
	s := &v.hits.scratch
	if s.left = c.kids[0].places(v, s.left[:0]); len(s.left) > 0 {
		s.right = c.kids[1].places(v, s.right[:0])
		return s.left, s.right
	}
	return nil, nil
}

// places returns where the leaves of a condition stand, by place.
func (c *cond) places(v *view, dst []place) []place {
	dst = c.evidence(v, dst)
	if c.op == opOr {
		slices.SortFunc(dst, func(a, b place) int { return cmp.Or(cmp.Compare(a.from, b.from), a.compare(b)) })
	}
	return dst
}

func longestOf(places []place) (n int32) {
	for _, p := range places {
		n = max(n, p.to-p.from)
	}
	return n
}

// window returns those places, sorted and none over a length, that may be near
// to p.
func (c *cond) window(p place, places []place, longest int32) []place {
	from := func(q place, token int32) int { return cmp.Compare(q.from, token) }
	lo, _ := slices.BinarySearchFunc(places, p.from-c.apart-longest, from)
	hi, _ := slices.BinarySearchFunc(places, p.to+c.apart+1, from)
	return places[lo:max(lo, hi)]
}

// paired says whether a left and a right place stand as near as the condition
// demands, in one sentence and in its order.
func (c *cond) paired(h *Hits, l, r place) bool {
	return c.follows(h, l, r) || !c.ordered && c.follows(h, r, l)
}

// follows says whether b comes after a, near enough.
func (c *cond) follows(h *Hits, a, b place) bool {
	return a.to <= b.from && a.end <= b.start && b.from-a.to <= c.apart && h.ends(a) == h.begins(b)
}

// holdsSentence says whether the kid holds within one sentence.
func (c *cond) holdsSentence(v *view) bool {
	inner := *v
	for n := int32(1); n <= v.hits.sentenceCount(); n++ {
		if inner.within = n; c.kids[0].holds(&inner) {
			return true
		}
	}
	return false
}

// inSentences appends the evidence of the kid in every sentence where it holds.
func (c *cond) inSentences(v *view, dst []place) []place {
	inner := *v
	for n := int32(1); n <= v.hits.sentenceCount(); n++ {
		if inner.within = n; c.kids[0].holds(&inner) {
			dst = c.kids[0].evidence(&inner, dst)
		}
	}
	return dst
}

// sentenceCount returns how many sentences the document has: at least one.
func (h *Hits) sentenceCount() int32 {
	if h.doc == nil {
		return 0
	}
	return h.sentence(int32(max(len(h.doc.Tokens)-1, 0))) + 1
}
