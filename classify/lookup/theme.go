package lookup

import (
	"slices"

	"verbatim/datasets"
	"verbatim/themes"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// ThemeHit is a theme that the lookup lists give a verbatim, or would give if
// nothing had taken it away.
type ThemeHit struct {
	Theme        int              // index in Codebook.Themes
	Rule         string           // the first term in codebook order that gives the theme, as written; where it is suppressed, that would
	Term         *themes.Term     // the same term
	Stop         bool             // a term that gives the theme says stop
	Negated      bool             // all terms that give the theme hold of negated words alone
	SuppressedBy string           // why no term gives the theme, of the first one: see TermHit; "" where it is given
	Evidence     []datasets.Span  // of all terms that give the theme, else of Term: sorted, disjoint, never nil
	Tokens       []tokenize.Range // the same in tokens, what has none left out: sorted, disjoint
}

// TermHit is a term or an exclude of a theme that holds.
type TermHit struct {
	Term         *themes.Term
	Exclude      bool            // it is an exclude
	Negated      bool            // it holds thanks to negated words alone
	SuppressedBy string          // why it counts for nothing: "exclude X", "negated", "not negated" or "when"; else ""
	Evidence     []datasets.Span // sorted, disjoint, never nil
}

// What suppresses a term. Excludes are named: "exclude 評価が高い".
const (
	suppressedByExclude    = "exclude "
	suppressedByNegation   = "negated"
	suppressedByNoNegation = "not negated"
	suppressedByWhen       = "when"
)

// excluding is an exclude of a theme that holds in a document.
type excluding struct {
	term   *themes.Term
	lo, hi int // of scratch.hidden, its evidence; none: it takes all
}

// verdict is what becomes of a term that holds.
type verdict struct {
	negated      bool
	suppressedBy string
}

// Candidates appends the indexes of the themes with a term that may hold, in
// the order of the codebook: Theme is false for all others.
func (m *Matcher) Candidates(h *Hits, dst []int) []int {
	last := int32(noTheme)
	for _, i := range h.entries {
		if theme := m.gives[i]; theme != noTheme && theme != last {
			last = theme
			dst = append(dst, int(theme))
		}
	}
	return dst
}

// Theme says what the terms of theme i make of what Match found; false if none
// of them holds, suppressed ones included. facts answers the conditions on
// fields in terms; with nil none of them holds.
func (m *Matcher) Theme(i int, h *Hits, facts expr.Facts) (hit ThemeHit, ok bool) {
	terms, v := m.enter(i, h, facts)
	marks := h.scratch.marks[:0]
	for _, n := range terms {
		e := &m.entries[n]
		before := len(marks)
		verdict, all, holds := m.judge(e, &v, marks)
		switch marks = all; {
		case !holds:
		case verdict.suppressedBy != "" && ok:
			marks = marks[:before]
		case ok && hit.SuppressedBy == "":
			hit.Negated, hit.Stop = hit.Negated && verdict.negated, hit.Stop || e.term.Stop
		default: // the first, or the first that is not suppressed
			if ok {
				marks = append(marks[:0], marks[before:]...)
			}
			hit, ok = ThemeHit{Theme: i, Rule: e.term.Text, Term: e.term, Stop: e.term.Stop, Negated: verdict.negated, SuppressedBy: verdict.suppressedBy}, true
		}
	}
	h.scratch.marks = marks
	if ok {
		hit.Evidence = appendSpans(room(&h.scratch.spans, len(marks)), h.doc, marks)
		hit.Tokens = appendRanges(room(&h.scratch.ranges, len(marks)), marks)
	}
	return hit, ok
}

// Terms returns every term and every exclude of theme i that holds, excludes
// first, each in the order of the codebook, and what becomes of it.
func (m *Matcher) Terms(i int, h *Hits, facts expr.Facts) []TermHit {
	terms, v := m.enter(i, h, facts)
	var hits []TermHit
	for _, x := range h.scratch.excludes {
		hits = append(hits, TermHit{Term: x.term, Exclude: true, Evidence: spans(h.doc, slices.Clone(h.scratch.hidden[x.lo:x.hi]))})
	}
	for _, n := range terms {
		e := &m.entries[n]
		if verdict, marks, ok := m.judge(e, &v, nil); ok {
			hits = append(hits, TermHit{Term: e.term, Negated: verdict.negated, SuppressedBy: verdict.suppressedBy, Evidence: spans(h.doc, marks)})
		}
	}
	return hits
}

// enter evaluates the excludes of a theme, which are never negated, and returns
// its terms that may hold and what they are asked about.
func (m *Matcher) enter(theme int, h *Hits, facts expr.Facts) (terms []int32, v view) {
	lo, _ := slices.BinarySearch(h.entries, m.firsts[theme])
	hi := lo
	for hi < len(h.entries) && h.entries[hi] < m.firsts[theme+1] {
		hi++
	}
	v = view{hits: h, facts: facts}
	s := &h.scratch
	s.excludes, s.hidden = s.excludes[:0], s.hidden[:0]
	for ; lo < hi && m.entries[h.entries[lo]].kind == themeExclude; lo++ {
		e := &m.entries[h.entries[lo]]
		if e.cond.holds(&v) && e.when.holds(&v) {
			before := len(s.hidden)
			s.hidden = e.cond.evidence(&v, s.hidden)
			s.excludes = append(s.excludes, excluding{e.term, before, len(s.hidden)})
		}
	}
	v.hidden = s.hidden
	return h.entries[lo:hi], v
}

// judge says what becomes of a term, and appends its evidence; false if it does
// not hold at all.
func (m *Matcher) judge(e *entry, v *view, dst []place) (verdict, []place, bool) {
	h := v.hits
	before := len(dst)
	taken := h.scratch.takesAll()
	if taken != nil || !e.cond.holds(v) {
		open := *v
		open.hidden = nil
		if len(h.scratch.excludes) == 0 || !e.cond.holds(&open) {
			return verdict{}, dst, false
		}
		dst = e.cond.evidence(&open, dst)
		if taken == nil {
			taken = h.scratch.taker(dst[before:])
		}
		return verdict{suppressedBy: suppressedByExclude + taken.Text}, dst, true
	}
	dst, negated := m.polarity(e, v, dst)
	out := verdict{negated: negated}
	switch {
	case negated && e.mode == themes.NegatedExclude:
		out.suppressedBy = suppressedByNegation
	case !negated && e.mode == themes.NegatedRequire:
		out.suppressedBy = suppressedByNoNegation
	case !e.when.holds(&view{hits: h, facts: v.facts}):
		out.suppressedBy = suppressedByWhen
	}
	return out, dst, true
}

// polarity says whether a term that holds is negated, and appends its evidence:
// all of it, or in mode exclude, where it holds without them, all but negated
// words.
func (m *Matcher) polarity(e *entry, v *view, dst []place) ([]place, bool) {
	h, before := v.hits, len(dst)
	dst = e.cond.evidence(v, dst)
	if h.negations.polarity == nil {
		return dst, false
	}
	own := append(h.scratch.own[:0], dst[before:]...)
	h.scratch.own = own
	if e.cond.placed() && !slices.ContainsFunc(own, func(p place) bool { return h.negated(p, own) }) {
		return dst, false // as most are
	}
	affirmed := *v
	affirmed.affirmed, affirmed.own = true, own
	if !e.cond.holds(&affirmed) {
		return dst, true
	}
	if e.mode == themes.NegatedExclude {
		dst = e.cond.evidence(&affirmed, dst[:before])
	}
	return dst, false
}

// takesAll returns the first exclude that holds by its fields alone, and so
// takes the theme away wherever its words stand.
func (s *scratch) takesAll() *themes.Term {
	for _, x := range s.excludes {
		if x.lo == x.hi {
			return x.term
		}
	}
	return nil
}

// taker returns the first exclude that hides some of the evidence of a term.
func (s *scratch) taker(evidence []place) *themes.Term {
	for _, x := range s.excludes {
		if slices.ContainsFunc(evidence, func(p place) bool { return covered(p, s.hidden[x.lo:x.hi]) }) {
			return x.term
		}
	}
	return s.excludes[0].term // it hid what a NOT asks for
}
