package lookup

import "verbatim/tokenize"

// words finds the leaves of expressions (words, phrases and prefixes) in the
// tokens of a text: by keys, and by runs, a run being surfaces that are written
// together.
//
// Words have numbers in a vocabulary, and the tokens of a text remember theirs, so
// that going over a text takes a glance at each token, and neither its letters nor
// a table. Longer patterns are looked up by that pair of
// neighbours of theirs that the fewest others have: "of the" is in many, and says
// nothing.
type words struct {
	vocabulary vocabulary
	pairs      pairTable
	tk         *tokenize.Tokenizer
	owner      tokenize.MemoOwner
	patterns   []pattern // first those of one word: the first of each, by number
	rows       []uint32  // see row
	triggers   triggers

	glued    sieve    // of the beginnings of words: what tokens written together may make
	powers   []uint32 // of the hash's base, up to the length of the longest word
	stems    stems
	typed    map[int32]string // leaves of which the letters count as they were typed
	regexps  []regexpLeaf
	leaves   int // which are numbered from 0, regular expressions aside
	keys     joints
	surfaces joints
}

// pattern is what a phrase looks like in a text. Two of them, with their pairs,
// have room in a cache line.
type pattern struct {
	leaf    int32
	trigger int32  // what triggers has for leaf
	next    uint32 // another pattern that is looked up by the same, 0 for none
	row     uint32 // where its words stand in rows, or the surface of an exact word; 0 if it is looked up by all it is
	peek    uint32 // of a row, a word to look at first: a third one with its joint, or if exact the surface of one of the pair
	peekAt  int8   // where that stands from the pair
	on      side   // on which it is looked up
	is      kind
}

// kind says what is special about a pattern, as bits.
type kind uint8

const (
	isExact kind = 1 << iota // looked up on keys, it is one of surfaces
	isTyped                  // the letters of leaf count as they were typed
	isThree                  // with what peek says, it is all there
)

// side says what patterns are looked up by: keys or surfaces. Where the tokenizer
// cuts surfaces in one way (Tokenizer.OneWay), as it does but in Japanese, patterns
// of surfaces are looked up by keys, too.
type side uint8

const (
	onKeys side = 1 << iota
	onSurfaces
)

// joints is the number that stands for a Gap between two words of a pattern;
// 0 is for none.
type joints [4]byte

// Keys stand in a row whether written together or apart; surfaces must have
// the spaces that the pattern has.
func keyJoints() joints     { return joints{1, 1, 2, 3} }
func surfaceJoints() joints { return joints{0, 1, 2, 3} }

// findIn adds every occurrence of every leaf in h.doc to h, and what they can
// make true.
func (w *words) findIn(h *Hits) {
	h.runs, h.known, h.owner = h.runs[:0], h.known[:0], w.tk.Memos(h.doc, w.owner)
	w.findCandidates(h)
	w.findRuns(h)
	w.findWords(h)
	w.findPairs(h)
	w.findAtRuns(h)
	if w.stems.any() {
		w.findStems(h)
	}
}

// candidate is a token that may be a pattern or the second of a pair, and what
// speaks for it, as trait.starts says.
type candidate struct {
	at  int32
	why uint32
}

// findCandidates notes all candidates. What a word is does not decide on any
// branch here but for words met for the first time: that is not to be guessed, and
// wrong guesses of the processor would cost more than all else.
func (w *words) findCandidates(h *Hits) {
	tokens := h.doc.Tokens
	h.candidates = resized(h.candidates, len(tokens))
	candidates, owner := h.candidates, h.owner
	n, before := 0, trait(0)
	for i := range tokens {
		bits, ok := tokens[i].Memo.Part(partTrait, owner)
		if !ok {
			bits = w.lookUp(i, h)[partTrait]
		}
		why := before.starts(trait(bits))
		candidates[n] = candidate{int32(i), uint32(why)}
		if why != 0 {
			n++
		}
		before = trait(bits)
	}
	h.candidates = candidates[:n]
}

// findWords adds the patterns of one word.
func (w *words) findWords(h *Hits) {
	h.singles = resized(h.singles, len(h.candidates))
	singles := h.singles
	n := 0
	for _, c := range h.candidates {
		singles[n] = c.at
		n += int(c.why >> startsSingle & 1)
		if c.why>>startsSeveral&1 != 0 {
			w.findSeveral(int(c.at), h)
		}
	}
	for _, i := range singles[:n] {
		s := single(w.recall(int(i), partSingle, h))
		h.add(s.leaf(), int(i), int(i)+1)
		h.entries = w.triggers.appendTo(h.entries, s.trigger())
	}
}

// findSeveral adds the patterns of one word that token i is.
func (w *words) findSeveral(i int, h *Hits) {
	n := w.numbers(i, h)
	w.findAll(w.patternsOf(n.key()), i, i+1, onKeys, h)
	w.findAll(w.patternsOf(n.surface()), i, i+1, onSurfaces, h)
}

// pairLookup is a question for the patterns of a pair of words on some side.
type pairLookup struct {
	pair
	sum uint32
	at  int32 // the second token
	on  side
}

// findPairs adds the patterns of several words. All are fetched before one is
// looked at, so that the processor waits for them together.
func (w *words) findPairs(h *Hits) {
	lookups := w.pairsAt(h)
	h.slots = resized(h.slots, len(lookups))
	for i := range lookups {
		h.slots[i] = *w.pairs.slot(lookups[i].sum)
	}
	for i := range lookups {
		l := &lookups[i]
		w.findAll(w.pairs.find(&h.slots[i], l.pair, l.sum), int(l.at)-1, int(l.at)+1, l.on, h)
	}
}

// pairsAt returns the pairs at the candidates, but for most that no pattern has.
func (w *words) pairsAt(h *Hits) []pairLookup {
	h.pairs = resized(h.pairs, 2*len(h.candidates))
	lookups, n := h.pairs, 0
	for _, s := range h.candidates {
		if s.why&startsPair == 0 {
			continue
		}
		left, right := w.numbers(int(s.at)-1, h), w.numbers(int(s.at), h)
		gap := h.doc.Tokens[s.at].Gap & 3
		p := pairOf(left.key(), right.key(), w.keys[gap])
		sum := p.sum()
		lookups[n] = pairLookup{p, sum, s.at, onKeys}
		n += int(w.pairs.sieve.bit(sum))
		if s.why>>startsSurfaces&1 != 0 {
			p := pairOf(left.surface(), right.surface(), w.surfaces[gap])
			sum := p.sum()
			lookups[n] = pairLookup{p, sum, s.at, onSurfaces}
			n += int(w.pairs.sieve.bit(sum))
		}
	}
	return lookups[:n]
}

// resized returns a slice of a length, of any content, where it can the same.
func resized[T any](s []T, n int) []T {
	if n > cap(s) {
		return make([]T, n, 2*n)
	}
	return s[:n]
}

// patternsOf returns the first pattern of one word, nil if there is none.
func (w *words) patternsOf(number uint32) *pattern {
	if number <= w.vocabulary.plain {
		return nil
	}
	return &w.patterns[number-w.vocabulary.plain-1]
}

// findAll adds the patterns on some sides, from the first one of tokens
// [from, to), a word or pair, if there is any.
func (w *words) findAll(p *pattern, from, to int, on side, h *Hits) {
	for ; p != nil; p = w.next(p) {
		switch {
		case p.on&on == 0:
		case p.is&isExact != 0 && to-from == 1:
			if w.numbers(from, h).surface() == p.row {
				w.add(p, from, to, h)
			}
		case p.row == 0:
			w.add(p, from, to, h)
		default:
			w.findRow(p, from, to, on, h)
		}
	}
}

// next returns the next pattern that is looked up by the same.
func (w *words) next(p *pattern) *pattern {
	if p.next == 0 {
		return nil
	}
	return &w.patterns[p.next]
}

// findRow adds a pattern that has tokens [from, to) for its pair, if all of it
// stands there.
func (w *words) findRow(p *pattern, from, to int, on side, h *Hits) {
	if p.on&on&onKeys != 0 && w.peek(p, from, h) {
		if p.is&isThree != 0 {
			w.add(p, from+min(int(p.peekAt), 0), to+max(int(p.peekAt)-1, 0), h)
		} else if from, to, ok := w.row(p.row).onKeys(w, from, p.is&isExact != 0, h); ok {
			w.add(p, from, to, h)
		}
	}
	if p.on&on&^onKeys != 0 {
		if from, to, ok := w.row(p.row).onSurfaces(w, from, to, h); ok {
			w.add(p, from, to, h)
		}
	}
}

// peek says whether the word stands that a pattern wants to see, the pair of
// which begins at a token.
func (w *words) peek(p *pattern, from int, h *Hits) bool {
	tokens, at := h.doc.Tokens, from+int(p.peekAt)
	if at < 0 || at >= len(tokens) {
		return false
	}
	n := w.numbers(at, h)
	if p.is&isExact != 0 {
		return n.surface() == p.peek
	}
	return n.key()|uint32(w.keys[tokens[max(at, from)].Gap&3])<<jointShift == p.peek
}

// add adds a pattern that stands at tokens [from, to), unless its letters were
// typed otherwise.
func (w *words) add(p *pattern, from, to int, h *Hits) {
	if p.is&isTyped == 0 || w.typed[p.leaf] == typedLetters(h.doc, h.place(from, to)) {
		h.add(p.leaf, from, to)
		h.entries = w.triggers.appendTo(h.entries, p.trigger)
	}
}

// findStems adds the prefixes of all tokens.
func (w *words) findStems(h *Hits) {
	n := len(h.found)
	for i := range h.doc.Tokens {
		t := &h.doc.Tokens[i]
		w.stems.find(t.Surface, i, h)
		if t.Key != t.Surface {
			w.stems.find(t.Key, i, h)
		}
	}
	for _, o := range h.found[n:] {
		h.entries = w.triggers.appendTo(h.entries, w.triggers.one[o.leaf])
	}
}
