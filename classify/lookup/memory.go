package lookup

import "verbatim/tokenize"

// Parts of the Memo of a token.
const (
	partTrait   = iota // its trait
	partOne            // the one pattern that it is, if it is one
	partNumbers        // its numbers
)

// numbers returns the numbers of token i.
func (w *words) numbers(i int, h *Hits) numbers {
	t := &h.doc.Tokens[i]
	if bits, ok := t.Memo.Part(partNumbers, h.owner); ok {
		return numbers(bits)
	}
	return w.vocabulary.numbersOf(t)
}

// one returns the one pattern that token i is.
func (w *words) one(i int, h *Hits) one {
	t := &h.doc.Tokens[i]
	bits, ok := t.Memo.Part(partOne, h.owner)
	if !ok {
		bits = w.remember(t, h.owner)[partOne]
	}
	return one(bits)
}

// remember looks up all that is worth to be remembered of a token.
func (w *words) remember(t *tokenize.Token, owner tokenize.MemoOwner) (parts [3]uint64) {
	n := w.vocabulary.numbersOf(t)
	one, several := w.patternsOfOne(n)
	trait := w.vocabulary.words[n.key()].trait&^ofSurface | w.vocabulary.words[n.surface()].trait&ofSurface
	switch {
	case several:
		trait |= 1 << (starting + startsSeveral)
	case one != nil:
		trait |= 1 << (starting + startsOne)
		parts[partOne] = uint64(oneOf(one))
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
	return only, count > 1 || count == 1 && (only.is&isTyped != 0 || !oneFits(only))
}

// one is a pattern of one word, as much of it as it takes to add it.
type one uint64

const oneBits = tokenize.MemoBits / 2

// oneFits says whether a pattern has small numbers.
func oneFits(p *pattern) bool {
	return p.leaf < 1<<oneBits && p.trigger < 1<<(oneBits-1) && p.trigger >= -1<<(oneBits-1)
}

func oneOf(p *pattern) one { return one(p.leaf)<<oneBits | one(p.trigger)&(1<<oneBits-1) }

func (o one) leaf() int32    { return int32(o >> oneBits) }
func (o one) trigger() int32 { return int32(uint32(o)<<(32-oneBits)) >> (32 - oneBits) }
