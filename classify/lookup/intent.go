package lookup

import (
	"slices"

	"verbatim/datasets"
	"verbatim/themes/expr"
)

// IntentSet says which intents hold, in the order of IntentOrder.
type IntentSet [4]bool

// IntentOrder returns the intents as IntentSet has them: the one that asks most
// of the reader first.
func IntentOrder() [4]datasets.Intent {
	return [4]datasets.Intent{datasets.Request, datasets.Question, datasets.Problem, datasets.Praise}
}

// Intents says of which intents a term holds, not negated unless the term says
// otherwise. facts answers the conditions on fields in terms.
func (m *Matcher) Intents(h *Hits, facts expr.Facts) (set IntentSet) {
	h.scratch.excludes = h.scratch.excludes[:0] // intents have none
	v := view{hits: h, facts: facts}
	first, _ := slices.BinarySearch(h.entries, m.firsts[len(m.firsts)-1])
	for _, i := range h.entries[first:] {
		e := &m.entries[i]
		if set[e.owner] {
			continue
		}
		verdict, marks, ok := m.judge(e, &v, h.scratch.marks[:0])
		h.scratch.marks = marks
		set[e.owner] = ok && verdict.suppressedBy == ""
	}
	return set
}
