package lookup

import (
	"cmp"
	"slices"

	"verbatim/datasets"
	"verbatim/tokenize"
)

// Hits is what Match found in one document, and its scratch memory. The zero
// Hits is ready to use; using it again for the next document saves all
// allocations. It refers to the document and to what tells of its negations,
// which must not change until the Hits are asked no more. A Hits belongs to
// one goroutine.
type Hits struct {
	doc        *tokenize.Doc // nil where only merged
	words      *words
	matcher    *Matcher
	found      []occurrence // of words; by leaf, then by place, once sorted
	sorted     bool
	merged     []int32            // leaves and composites of merged documents, sorted
	entries    []int32            // expressions that may hold, in codebook order
	owner      tokenize.MemoOwner // of what tokens of doc remember
	known      [][3]uint64        // of tokens that were looked up for this text alone
	candidates []candidate
	singles    []int32
	pairs      []pairLookup
	slots      []pairSlot
	runs       []run // by from, then by to

	sentences []int32 // per token, the number of its sentence; empty until asked for
	regexps   regexpRuns
	negations negations
	scratch   scratch
}

// scratch is memory that is of no meaning from one call to the next.
type scratch struct {
	excludes    []excluding
	hidden      []place          // what the excludes of a theme cover
	own, marks  []place          // evidence of a term, of a theme
	left, right []place          // sides of a NEAR
	letters     []byte           // of a run, or of NoContent
	spans       []datasets.Span  // free memory, for what Theme gives away
	ranges      []tokenize.Range // the same
}

// occurrence is a leaf at a place.
type occurrence struct {
	leaf int32
	place
}

// place is where something stands: tokens [from, to), code points [start,
// end). What a regular expression finds may begin or end within a token, and
// then has the token whole, or have no token at all: "!!!" stands between two.
type place struct{ from, to, start, end int32 }

// compare orders places by their beginnings.
func (p place) compare(o place) int {
	return cmp.Or(cmp.Compare(p.start, o.start), cmp.Compare(p.end, o.end))
}

// within says whether a place lies within a wide one.
func (p place) within(wide place) bool {
	if p.from == p.to {
		return wide.start <= p.start && p.end <= wide.end
	}
	return wide.from <= p.from && p.to <= wide.to
}

// covered says whether p lies within one of the places.
func covered(p place, places []place) bool {
	for _, wide := range places {
		if p.within(wide) {
			return true
		}
	}
	return false
}

// Reset forgets what was found and what was merged.
func (h *Hits) Reset() {
	h.doc, h.words, h.matcher = nil, nil, nil
	h.found, h.merged, h.entries, h.sorted = h.found[:0], h.merged[:0], h.entries[:0], false
	h.sentences = h.sentences[:0]
}

// Merge adds what o found to h, of the same Matcher, for the rules of a
// response with several verbatims: a word counts wherever in the response it
// stands, and NOT asks that it stands nowhere. NEAR, BEFORE and SENTENCE hold
// where they hold in one of the verbatims.
//
//	all.Reset()
//	for _, v := range verbatims {
//		m.Match(&v.doc, polarity, &h) // then m.Theme(i, &h, …) and so on, of this verbatim
//		all.Merge(&h)
//	}
//	m.Rule(i, &all, facts)
//
// What is merged counts for Rule alone. It has no place in the text that h
// matched, so Theme, Terms, Intents and NoContent of h do not see it.
func (h *Hits) Merge(o *Hits) {
	for _, f := range o.found {
		h.merged = append(h.merged, f.leaf)
	}
	if o.matcher != nil {
		h.merged = o.matcher.appendComposites(h.merged, o)
	}
	h.merged = append(h.merged, o.merged...)
	slices.Sort(h.merged)
	h.merged = slices.Compact(h.merged)
}

// find fills h with the words that stand in a document.
func (h *Hits) find(doc *tokenize.Doc, p Polarity, w *words) {
	h.Reset()
	h.doc, h.words = doc, w
	h.regexps.reset(len(w.regexps))
	h.negations.reset(p)
	w.findIn(h)
}

// sort orders what was found, at the first question about it: few documents
// are asked.
func (h *Hits) sort() {
	if !h.sorted {
		slices.SortFunc(h.found, occurrence.compare)
		h.found = slices.Compact(h.found) // many words are found by both automata
		h.sorted = true
	}
}

// compare orders by leaf, then by place.
func (o occurrence) compare(other occurrence) int {
	if o.leaf != other.leaf {
		return int(o.leaf - other.leaf)
	}
	if o.from != other.from {
		return int(o.from - other.from)
	}
	return int(o.to - other.to)
}

// add adds an occurrence, before they are sorted.
func (h *Hits) add(leaf int32, from, to int) {
	h.found = append(h.found, occurrence{leaf, h.place(from, to)})
}

// place returns the place of tokens [from, to), not none.
func (h *Hits) place(from, to int) place {
	return place{int32(from), int32(to), h.doc.Tokens[from].Start, h.doc.Tokens[to-1].End}
}

// of returns the occurrences of a leaf in the document, by place.
func (h *Hits) of(leaf int32) []occurrence {
	if h.doc == nil {
		return nil
	}
	if leaf >= firstRegexp {
		return h.matches(leaf)
	}
	h.sort()
	lo, hi := 0, len(h.found)
	for lo < hi {
		if mid := int(uint(lo+hi) >> 1); h.found[mid].leaf < leaf {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	for hi < len(h.found) && h.found[hi].leaf == leaf {
		hi++
	}
	return h.found[lo:hi]
}

// sentence returns the number of the sentence of a token; 0 where there is no
// token at all.
func (h *Hits) sentence(token int32) int32 {
	if len(h.sentences) == 0 {
		n := int32(0)
		for i, t := range h.doc.Tokens {
			if i > 0 && t.Gap == tokenize.GapSentence {
				n++
			}
			h.sentences = append(h.sentences, n)
		}
	}
	if len(h.sentences) == 0 {
		return 0
	}
	return h.sentences[token]
}

// begins and ends return the number of the sentence in which a place begins
// and ends. What has no token belongs to the words before it, as "!!!" does.
func (h *Hits) begins(p place) int32 {
	if p.from == p.to {
		return h.sentence(max(p.from-1, 0))
	}
	return h.sentence(p.from)
}

func (h *Hits) ends(p place) int32 { return h.sentence(max(p.to-1, 0)) }
