package lookup

import (
	"cmp"
	"slices"

	"verbatim/tokenize"
)

// Hits is what Match found in one document, and its scratch memory. The zero
// Hits is ready to use; using it again for the next document saves all
// allocations. It refers to the document, which must not change until the
// Hits are asked no more. A Hits belongs to one goroutine.
type Hits struct {
	doc    *tokenize.Doc
	found  []occurrence // by leaf, then by place
	merged []int32      // leaves of merged documents, sorted

	entries []int32      // expressions that may hold, in codebook order
	hidden  []tokenRange // scratch: what the excludes of a theme cover
	marks   []tokenRange // scratch: the evidence of a theme
	letters []byte       // scratch of NoContent
}

// occurrence is a leaf at some tokens.
type occurrence struct {
	leaf int32
	tokenRange
}

// tokenRange is a half-open range of tokens.
type tokenRange struct{ from, to int32 }

// compare orders ranges by their beginnings.
func (r tokenRange) compare(o tokenRange) int {
	if r.from != o.from {
		return int(r.from - o.from)
	}
	return int(r.to - o.to)
}

// Reset forgets what was found and what was merged.
func (h *Hits) Reset() {
	h.doc = nil
	h.found, h.merged, h.entries = h.found[:0], h.merged[:0], h.entries[:0]
}

// Merge adds the words that o found to those of h, of the same Matcher, for
// the rules of a response with several verbatims: a word counts wherever in
// the response it stands, and NOT asks that it stands nowhere.
//
//	all.Reset()
//	for _, v := range verbatims {
//		m.Match(&v.doc, &h) // then m.Tags(&h, …) and so on, of this verbatim
//		all.Merge(&h)
//	}
//	m.Rule(i, &all, facts)
//
// Merged words count for Rule alone. They have no place in the text that h
// matched, so Tags, Intent and NoContent of h do not see them.
func (h *Hits) Merge(o *Hits) {
	for _, f := range o.found {
		h.merged = append(h.merged, f.leaf)
	}
	h.merged = append(h.merged, o.merged...)
	slices.Sort(h.merged)
	h.merged = slices.Compact(h.merged)
}

// find fills h with what the automata find in a document.
func (h *Hits) find(doc *tokenize.Doc, w *words) {
	h.Reset()
	h.doc = doc
	w.find(h)
	slices.SortFunc(h.found, func(a, b occurrence) int {
		if a.leaf != b.leaf {
			return int(a.leaf - b.leaf)
		}
		return a.compare(b.tokenRange)
	})
	h.found = slices.Compact(h.found) // many words are found by both automata
}

// add adds an occurrence, before they are sorted.
func (h *Hits) add(leaf int32, from, to int) {
	h.found = append(h.found, occurrence{leaf, tokenRange{int32(from), int32(to)}})
}

// of returns the occurrences of a leaf in the document.
func (h *Hits) of(leaf int32) []occurrence {
	lo, _ := slices.BinarySearchFunc(h.found, leaf, func(o occurrence, leaf int32) int { return cmp.Compare(o.leaf, leaf) })
	hi := lo
	for hi < len(h.found) && h.found[hi].leaf == leaf {
		hi++
	}
	return h.found[lo:hi]
}

// occurs says whether the leaf was found in the document or a merged one.
func (h *Hits) occurs(leaf int32) bool {
	_, merged := slices.BinarySearch(h.merged, leaf)
	return merged || len(h.of(leaf)) > 0
}

// visible says whether the leaf was found in the document, outside of hidden.
func (h *Hits) visible(leaf int32, hidden []tokenRange) bool {
	for _, o := range h.of(leaf) {
		if !covered(o.tokenRange, hidden) {
			return true
		}
	}
	return false
}

// appendVisible appends where the leaf was found outside of hidden.
func (h *Hits) appendVisible(dst []tokenRange, leaf int32, hidden []tokenRange) []tokenRange {
	for _, o := range h.of(leaf) {
		if !covered(o.tokenRange, hidden) {
			dst = append(dst, o.tokenRange)
		}
	}
	return dst
}

// covered says whether r lies within one of the ranges.
func covered(r tokenRange, ranges []tokenRange) bool {
	for _, wide := range ranges {
		if wide.from <= r.from && r.to <= wide.to {
			return true
		}
	}
	return false
}
