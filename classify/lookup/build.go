package lookup

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"verbatim/tokenize"
)

// build compiles what was collected.
func (b *wordsBuilder) build() (words, error) {
	w := words{
		glued: newSieve(slices.Collect(maps.Keys(b.glued)), 16), powers: powers(b.longest),
		stems: newStems(b.stems), typed: b.typed, regexps: b.regexps,
		leaves: len(b.ids), keys: keyJoints(), surfaces: surfaceJoints(), triggers: newTriggers(make([][]int32, len(b.ids))),
		tk: b.tk, owner: tokenize.NoMemoOwner,
	}
	numbers := b.number(&w)
	if len(numbers) > maxNumber {
		return words{}, fmt.Errorf("want at most %d different words in all lists, found %d", maxNumber, len(numbers))
	}
	w.patterns = make([]pattern, max(1, len(numbers)-int(w.vocabulary.plain))) // so that none has 0 for next
	var pairs []pairSlot
	rows := b.numbered(numbers)
	w.setTraits(rows)
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n].compare(&rows[0]) == 0 {
			n++
		}
		first := w.chain(rows[:n])
		if left, right := rows[0].by(); left == noWord {
			w.patterns[right-w.vocabulary.plain-1] = first
		} else {
			pairs = append(pairs, pairSlot{pair{left, right}, first})
		}
		rows = rows[n:]
	}
	w.pairs = newPairTable(pairs)
	return w, nil
}

// chain adds the rows that are looked up by the same but for the first one, the
// pattern of which it returns.
func (w *words) chain(rows []numberedRow) (first pattern) {
	next := uint32(0)
	for i := len(rows) - 1; ; i-- {
		r := &rows[i]
		p := r.pattern
		switch p.next = next; {
		case p.is&isExact != 0 && len(r.words) == 1:
			p.row = r.surfaces[0]
		case p.is&isExact != 0:
			p.row = w.addRow(row{r.pair, r.surfaces})
			p.peek, p.peekAt = r.surfaces[r.pair+1]&maxNumber, 1
			if r.surfaces[r.pair+1] == r.words[r.pair+1] { // then that of the other says more
				p.peek, p.peekAt = r.surfaces[r.pair]&maxNumber, 0
			}
		case len(r.words) > 2:
			if p.row = w.addRow(r.row); len(r.words) == 3 {
				p.is |= isThree
			}
			if r.pair > 0 {
				p.peek, p.peekAt = r.words[r.pair-1]&maxNumber|r.words[r.pair]&^maxNumber, -1
			} else {
				p.peek, p.peekAt = r.words[r.pair+2], 2
			}
		}
		if i == 0 {
			return p
		}
		next = uint32(len(w.patterns))
		w.patterns = append(w.patterns, p)
	}
}

// number makes the vocabulary, words that are patterns of their own last, and
// returns the numbers of all words.
func (b *wordsBuilder) number(w *words) map[string]uint32 {
	single := make(map[string]bool)
	for i := range b.phrases {
		if words := b.phrases[i].words; len(words) == 1 {
			single[words[0]] = true
		}
	}
	var list []string
	numbers := make(map[string]uint32)
	add := func(singles bool) {
		for i := range b.phrases {
			for _, word := range slices.Concat(b.phrases[i].words, b.phrases[i].surfaces) {
				if numbers[word] == noWord && single[word] == singles {
					list = append(list, word)
					numbers[word] = uint32(len(list))
				}
			}
		}
	}
	add(false)
	plain := uint32(len(list))
	add(true)
	w.vocabulary = newVocabulary(list)
	w.vocabulary.plain = plain
	return numbers
}

// numberedRow is a phrase with the numbers of its words.
type numberedRow struct {
	row
	surfaces []uint32 // of an exact one
	pattern  pattern
}

// by returns the pair by which the row is looked up, or its only word as right.
func (r *numberedRow) by() (left, right uint32) {
	if len(r.words) == 1 {
		return noWord, r.words[0]
	}
	return r.pairAt(r.pair)
}

// pairAt returns the pair that begins with a word.
func (r row) pairAt(i int) (left, right uint32) { return r.words[i] & maxNumber, r.words[i+1] }

// compare orders rows by what they are looked up by.
func (r *numberedRow) compare(o *numberedRow) int {
	left, right := r.by()
	otherLeft, otherRight := o.by()
	return cmp.Or(cmp.Compare(left, otherLeft), cmp.Compare(right, otherRight))
}

// numbered returns the rows of all phrases, in order.
func (b *wordsBuilder) numbered(numbers map[string]uint32) []numberedRow {
	rows := make([]numberedRow, len(b.phrases))
	in := make(map[pair]int) // how many rows have a pair
	at := func(r *numberedRow, i int) pair {
		left, right := r.pairAt(i)
		return pair{left, right}
	}
	for i := range b.phrases {
		p, r := &b.phrases[i], &rows[i]
		r.pattern = p.pattern
		for j, word := range p.words {
			joint := uint32(p.joints[j]) << jointShift
			r.words = append(r.words, numbers[word]|joint)
			if p.is&isExact != 0 {
				r.surfaces = append(r.surfaces, numbers[p.surfaces[j]]|joint)
			}
		}
		for j := range len(r.words) - 1 {
			in[at(r, j)]++
		}
	}
	for i := range rows {
		r := &rows[i]
		for j := range len(r.words) - 1 {
			if in[at(r, j)] < in[at(r, r.pair)] {
				r.pair = j
			}
		}
	}
	slices.SortStableFunc(rows, func(a, b numberedRow) int { return a.compare(&b) })
	return rows
}

// setTriggers sets triggers, and notes in all patterns what there is for their
// leaves.
func (w *words) setTriggers(t triggers) {
	w.triggers = t
	if w.leaves == 0 {
		return // nor are there patterns
	}
	for i := range w.patterns {
		w.patterns[i].trigger = t.one[w.patterns[i].leaf]
	}
	for i := range w.pairs.slots {
		p := &w.pairs.slots[i].first
		p.trigger = t.one[p.leaf]
	}
}

// powers returns the powers of the hash's base, up to one.
func powers(longest int) []uint32 {
	p := []uint32{1}
	for len(p) <= longest {
		p = append(p, p[len(p)-1]*tokenize.HashBase)
	}
	return p
}
