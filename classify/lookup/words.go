package lookup

import (
	"slices"

	"verbatim/tokenize"
)

// joints is the number that stands for a Gap between two words of a pattern;
// 0 is for none.
type joints [4]byte

// Keys stand in a row whether written together or apart; surfaces must have
// the spaces that the pattern has.
func keyJoints() joints     { return joints{1, 1, 2, 3} }
func surfaceJoints() joints { return joints{0, 1, 2, 3} }

// words finds the leaves of expressions (words, phrases and prefixes) in the
// tokens of a text, by two automata: one goes from key to key, the other from
// run to run, a run being surfaces that are written together.
//
// Their states are nothing but sums, made of hashes alone. Sieves say where a
// pattern may go on and end, and the table is asked only where one may have
// ended: most words begin no pattern, and most of those that do, like "the",
// are not followed by the rest of one.
type words struct {
	table
	whole         sieve    // of patterns
	rest          sieve    // of their beginnings of two words and more, and of those themselves
	glued         sieve    // of the beginnings of runs: what tokens written together may make
	powers        []uint32 // of the hash's base, up to the length of the longest run
	stems         stems
	typed         map[int32]string // leaves of which the letters count as they were typed
	regexps       []regexpLeaf
	leaves        int // which are numbered from 0, regular expressions aside
	keys, surface joints
}

// start is a token with which a word may begin, and what speaks for it: that
// the surface, the key, the surface with what follows, or the key with what
// follows passed its sieve.
type start struct{ at, why uint32 }

const (
	surfaceEnds = 1 << iota
	keyEnds
	surfaceGoesOn
	keyGoesOn
)

// find adds every occurrence of every leaf in h.doc to h, by first token.
func (w *words) find(h *Hits) {
	for _, s := range w.starts(h) {
		w.findAt(int(s.at), s.why, h)
	}
	if w.stems.any() {
		w.findStems(h)
	}
}

// starts returns where words may begin. What a word is does not decide on any
// branch here: that is not to be guessed, and wrong guesses of the processor
// would cost more than all else.
func (w *words) starts(h *Hits) []start {
	tokens := h.doc.Tokens
	h.starts = slices.Grow(h.starts[:0], len(tokens))[:len(tokens)]
	n, whole, rest := 0, w.whole, w.rest
	for i := range tokens {
		t := &tokens[i]
		sum, key := sumOf(0, 0, t.SurfaceHash), sumOf(0, 0, t.KeyHash)
		why := whole.bit(sum)*surfaceEnds | whole.bit(key)*keyEnds
		if i+1 < len(tokens) {
			next := &tokens[i+1]
			why |= rest.bit(sumOf(key, w.keys[next.Gap&3], next.KeyHash)) * keyGoesOn
			if next.Gap == tokenize.GapNone {
				why |= w.glued.bit(sumOf(0, 0, w.glue(t.SurfaceHash, next))) * surfaceGoesOn
			} else {
				run := sumOf(sum, w.surface[next.Gap&3], next.SurfaceHash)
				why |= rest.bit(run) * surfaceGoesOn
				if runsOn(tokens, i+1) {
					why |= w.glued.bit(run) * surfaceGoesOn
				}
			}
		}
		h.starts[n] = start{uint32(i), why}
		if why != 0 {
			n++
		}
	}
	return h.starts[:n]
}

// glue returns the hash of what has a hash and a token that is written together
// with it; any number if they are longer than the longest run.
func (w *words) glue(hash uint32, next *tokenize.Token) uint32 {
	return hash*w.powers[min(len(next.Surface), len(w.powers)-1)] + next.SurfaceHash
}

// runsOn says whether the token after i is written together with it.
func runsOn(tokens []tokenize.Token, i int) bool {
	return i+1 < len(tokens) && tokens[i+1].Gap == tokenize.GapNone
}

// findAt adds what begins with the key and with the surface of token i.
func (w *words) findAt(i int, why uint32, h *Hits) {
	t := &h.doc.Tokens[i]
	sum, key := sumOf(0, 0, t.SurfaceHash), sumOf(0, 0, t.KeyHash)
	if why&surfaceEnds != 0 {
		on := onSurfaces
		if sum == key && t.Surface == t.Key {
			on, why = onSurfaces|onKeys, why&^keyEnds
		}
		w.look(sum, i, i+1, on, h)
	}
	if why&keyEnds != 0 {
		w.look(key, i, i+1, onKeys, h)
	}
	if why&keyGoesOn != 0 {
		w.followKeys(key, i, h)
	}
	if why&surfaceGoesOn != 0 {
		if runsOn(h.doc.Tokens, i) {
			w.findGlued(sum, 0, 0, i, i, h)
		} else {
			w.followRuns(sum, i, i, h)
		}
	}
}

// followKeys goes on over keys from a sum to which token first led.
func (w *words) followKeys(sum uint32, first int, h *Hits) {
	tokens := h.doc.Tokens
	for at := first + 1; at < len(tokens); at++ {
		sum = sumOf(sum, w.keys[tokens[at].Gap&3], tokens[at].KeyHash)
		if !w.rest.may(sum) {
			return
		}
		w.end(sum, first, at+1, onKeys, h)
	}
}

// followRuns goes on over runs from a sum to which tokens first to last led.
func (w *words) followRuns(from uint32, first, last int, h *Hits) {
	tokens := h.doc.Tokens
	if last+1 == len(tokens) || tokens[last+1].Gap == tokenize.GapNone {
		return
	}
	next := &tokens[last+1]
	joint := w.surface[next.Gap&3]
	sum := sumOf(from, joint, next.SurfaceHash)
	if w.rest.may(sum) {
		w.end(sum, first, last+2, onSurfaces, h)
		w.followRuns(sum, first, last+1, h)
	}
	if runsOn(tokens, last+1) {
		w.findGlued(sum, from, joint, first, last+1, h)
	}
}

// findGlued adds, of what begins at token first and came to the sum from, what
// goes on by a run of two tokens and more that begins at token at. sum is that
// of this token alone.
func (w *words) findGlued(sum, from uint32, joint byte, first, at int, h *Hits) {
	tokens := h.doc.Tokens
	hash, length := tokens[at].SurfaceHash, len(tokens[at].Surface)
	for last := at; runsOn(tokens, last) && w.glued.may(sum); {
		last++
		if length += len(tokens[last].Surface); length >= len(w.powers) {
			return
		}
		hash = w.glue(hash, &tokens[last])
		sum = sumOf(from, joint, hash)
		w.end(sum, first, last+1, onSurfaces, h)
		if last+1 < len(tokens) && tokens[last+1].Gap != tokenize.GapNone {
			w.followRuns(sum, first, last, h)
		}
	}
}

// end adds the patterns of a side that tokens [from, to), with a sum, are.
func (w *words) end(sum uint32, from, to int, on side, h *Hits) {
	if w.whole.may(sum) {
		w.look(sum, from, to, on, h)
	}
}

// look is end for a sum that passed the sieve.
func (w *words) look(sum uint32, from, to int, on side, h *Hits) {
	for at := sum >> w.shift; ; at++ {
		p := &w.patterns[at&uint32(len(w.patterns)-1)]
		if p.on == 0 {
			return
		}
		if p.sum == sum && p.on&on != 0 && p.stands(h.doc.Tokens[from:to], on) && (!p.typed || w.asTyped(p.leaf, from, to, h)) {
			h.add(p.leaf, from, to)
		}
	}
}

// asTyped says whether tokens [from, to) have the letters of a =Case leaf.
func (w *words) asTyped(leaf int32, from, to int, h *Hits) bool {
	return w.typed[leaf] == typedLetters(h.doc, h.place(from, to))
}

// findStems adds the prefixes of all tokens.
func (w *words) findStems(h *Hits) {
	for i := range h.doc.Tokens {
		t := &h.doc.Tokens[i]
		w.stems.find(t.Surface, i, h)
		if t.Key != t.Surface {
			w.stems.find(t.Key, i, h)
		}
	}
}
