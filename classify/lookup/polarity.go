package lookup

import "verbatim/tokenize"

// Polarity tells which words of a document are negated.
type Polarity interface {
	// Negators appends the places of the negations that have tokens
	// [r.From, r.To) in their scope, without those inside of it.
	Negators(r tokenize.Range, dst []tokenize.Range) []tokenize.Range
}

// negations asks what is negated in a document.
type negations struct {
	polarity Polarity         // nil: nothing is negated
	said     []tokenize.Range // the last answer
}

func (n *negations) reset(p Polarity) { n.polarity = p }

// of returns the negations that have r in their scope, until the next call.
func (n *negations) of(r tokenize.Range) []tokenize.Range {
	n.said = n.polarity.Negators(r, n.said[:0])
	return n.said
}

// negated says whether what stands at p is negated: whether the number of
// negations that have it in their scope is odd. Those that share a word with
// own, the evidence of the term that asks, are part of what the term says, and
// do not count.
func (h *Hits) negated(p place, own []place) bool {
	if h.negations.polarity == nil || p.from == p.to {
		return false
	}
	odd := false
	for _, n := range h.negations.of(tokenize.Range{From: p.from, To: p.to}) {
		if !touches(n, own) {
			odd = !odd
		}
	}
	return odd
}

// touches says whether r has a token in common with one of the places.
func touches(r tokenize.Range, places []place) bool {
	for _, p := range places {
		if r.From < p.to && p.from < r.To {
			return true
		}
	}
	return false
}
