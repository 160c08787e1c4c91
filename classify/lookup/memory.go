package lookup

import "verbatim/tokenize"

// Parts of the Memo of a token.
const (
	partTrait   = iota // its trait
	partSingle         // the one pattern that it is, if it is one
	partNumbers        // its numbers
)

// lookedUp marks the trait of a token that was looked up for this text alone.
const lookedUp = 1 << 63

// recall returns a part of what is known of token i: from its Memo, or from what
// was looked up for this text.
func (w *words) recall(i, part int, h *Hits) uint64 {
	if bits, ok := h.doc.Tokens[i].Memo.Part(part, h.owner); ok {
		return bits
	}
	return w.lookUp(i, h)[part]
}

// lookUp looks token i up, once a text.
func (w *words) lookUp(i int, h *Hits) *[3]uint64 {
	if len(h.known) == 0 {
		h.known = resized(h.known, len(h.doc.Tokens))
		clear(h.known)
	}
	parts := &h.known[i]
	if parts[partTrait]&lookedUp == 0 {
		*parts = w.remember(&h.doc.Tokens[i], h.owner)
		parts[partTrait] |= lookedUp
	}
	return parts
}

func (w *words) numbers(i int, h *Hits) numbers { return numbers(w.recall(i, partNumbers, h)) }

// remember looks a token up, and lets it remember that.
func (w *words) remember(t *tokenize.Token, owner tokenize.MemoOwner) (parts [3]uint64) {
	n := w.vocabulary.numbersOf(t)
	one, several := w.patternsOfOne(n)
	trait := w.vocabulary.words[n.key()].trait&^ofSurface | w.vocabulary.words[n.surface()].trait&ofSurface
	switch {
	case several:
		trait |= 1 << (startBits + startsSeveral)
	case one != nil:
		trait |= 1 << (startBits + startsSingle)
		parts[partSingle] = uint64(singleOf(one))
	}
	parts[partTrait], parts[partNumbers] = uint64(trait), uint64(n)
	t.Memo.Write(owner, parts)
	return parts
}

// patternsOfOne returns the only pattern of one word that a token is, if it is
// one, and whether it is several, or may be one, or one that does not fit.
func (w *words) patternsOfOne(n numbers) (only *pattern, several bool) {
	count := 0
	add := func(number uint32, on side) {
		for p := w.patternsOf(number); p != nil; p = w.next(p) {
			if p.on&on != 0 && (p.is&isExact == 0 || p.row == n.surface()) {
				only = p
				count++
			}
		}
	}
	if n.key() == n.surface() {
		add(n.key(), onKeys|onSurfaces)
	} else {
		add(n.key(), onKeys)
		add(n.surface(), onSurfaces)
	}
	return only, count > 1 || count == 1 && (only.is&isTyped != 0 || !singleFits(only))
}

// single is a pattern of one word, as much of it as it takes to add it.
type single uint64

const singleBits = tokenize.MemoBits / 2

// singleFits says whether a pattern has small numbers.
func singleFits(p *pattern) bool {
	return p.leaf < 1<<singleBits && p.trigger < 1<<(singleBits-1) && p.trigger >= -1<<(singleBits-1)
}

func singleOf(p *pattern) single {
	return single(p.leaf)<<singleBits | single(p.trigger)&(1<<singleBits-1)
}

func (s single) leaf() int32    { return int32(s >> singleBits) }
func (s single) trigger() int32 { return int32(uint32(s)<<(32-singleBits)) >> (32 - singleBits) }
