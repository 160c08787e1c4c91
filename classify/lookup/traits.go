package lookup

import "slices"

// trait says of a token whether it may be a pattern of its own, and beside which
// others it may be a pair. Every key of a pair has a colour, and the one that is
// in fewer pairs knows the colours that its partners have. Words that are often
// in pairs have colours that differ, so that most neighbours are told to be none
// by what the two remember. Few pairs are of surfaces; of these it says whether
// they are the left word of some, or the right one.
type trait uint64

const (
	colours = 16 // 0 is that of words in no pair

	// Places in a trait. Its colour comes first, then the colours of its partners.
	beforeBits = 4
	afterBits  = beforeBits + colours
	// Then what it starts, but startsKeys, and what it may be of a pair on surfaces.
	startBits = afterBits + colours
	rightBit  = startBits + startsSurfaces
	leftBit   = rightBit + 1
)

// What a token may start, as places of bits: the one pattern that it is, or
// several patterns of one word; with the token before it a pair on surfaces, or
// on keys.
const (
	startsSingle = iota
	startsSeveral
	startsSurfaces
	startsKeys

	startsPair = 1<<startsSurfaces | 1<<startsKeys
)

// ofSurface is what a surface says of a token, and not its key.
const ofSurface trait = 1<<leftBit | 1<<rightBit

// starts returns what the token next may start behind t.
func (t trait) starts(next trait) uint64 {
	keys := (t>>afterBits>>(next%colours) | next>>beforeBits>>(t%colours)) & 1
	return uint64(next&(t>>1|(1<<rightBit-1))>>startBits&(1<<startsKeys-1) | keys<<startsKeys)
}

// setTraits notes in the vocabulary what the words of rows are looked up for.
func (w *words) setTraits(rows []numberedRow) {
	words := w.vocabulary.words
	pairs := make([]int, len(words)) // by word, how many it is in
	for i := range rows {
		l, r := rows[i].by()
		r &= maxNumber
		on := rows[i].pattern.on
		if l == noWord {
			continue
		}
		if on&onKeys != 0 {
			pairs[l]++
			pairs[r]++
		}
		if on&onSurfaces != 0 {
			words[l].trait |= 1 << leftBit
			words[r].trait |= 1 << rightBit
		}
	}
	colour(words, pairs)
	for i := range rows {
		l, r := rows[i].by()
		if r &= maxNumber; l == noWord || rows[i].pattern.on&onKeys == 0 {
			continue
		}
		if pairs[l] < pairs[r] {
			words[l].trait |= 1 << (afterBits + words[r].trait%colours)
		} else {
			words[r].trait |= 1 << (beforeBits + words[l].trait%colours)
		}
	}
}

// colour gives words their colours, in turns, from those in the most pairs on.
func colour(words []known, pairs []int) {
	order := make([]int, 0, len(words))
	for n := range words {
		if pairs[n] > 0 {
			order = append(order, n)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return pairs[b] - pairs[a] })
	for i, n := range order {
		words[n].trait |= trait(1 + i%(colours-1))
	}
}
