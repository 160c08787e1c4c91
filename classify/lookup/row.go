package lookup

// row is the words of a pattern.
type row struct {
	pair  int      // index of the word by which it is looked up, or of the left one of the pair
	words []uint32 // numbers, and above each the joint before it, but before the first
}

// row returns the row that stands at an index of rows: how many words, which of
// them begins the pair, the words.
func (w *words) row(at uint32) row {
	n := w.rows[at]
	return row{int(w.rows[at+1]), w.rows[at+2 : at+2+n]}
}

// addRow adds a row to rows, and returns its index.
func (w *words) addRow(r row) uint32 {
	if len(w.rows) == 0 {
		w.rows = append(w.rows, 0) // so that no row stands at 0
	}
	at := uint32(len(w.rows))
	w.rows = append(w.rows, uint32(len(r.words)), uint32(r.pair))
	w.rows = append(w.rows, r.words...)
	return at
}

// onKeys returns where the row stands that is looked up by a token, or by that
// and the next, if it does. One of surfaces is an exact one.
func (r row) onKeys(w *words, at int, exact bool, h *Hits) (from, to int, ok bool) {
	from = at - r.pair
	to = from + len(r.words)
	if from < 0 || to > len(h.doc.Tokens) {
		return 0, 0, false
	}
	for i, word := range r.words {
		gap := h.doc.Tokens[from+i].Gap & 3
		number, joint := w.numbers(from+i, h).key(), w.keys[gap]
		if exact {
			number, joint = w.numbers(from+i, h).surface(), w.surfaces[gap]
		}
		if number != word&maxNumber || i > 0 && joint != byte(word>>jointShift) {
			return 0, 0, false
		}
	}
	return from, to, true
}

// onSurfaces returns where the row stands whose pair is tokens [from, to), if it
// does. Every other word is a token or a run.
func (r row) onSurfaces(w *words, from, to int, h *Hits) (int, int, bool) {
	ok := true
	for _, word := range r.words[r.pair+2:] {
		if to == len(h.doc.Tokens) || w.surfaces[h.doc.Tokens[to].Gap&3] != byte(word>>jointShift) {
			return 0, 0, false
		}
		if to, ok = w.after(h, to, word&maxNumber); !ok {
			return 0, 0, false
		}
	}
	for i := r.pair; i > 0; i-- {
		if from == 0 || w.surfaces[h.doc.Tokens[from].Gap&3] != byte(r.words[i]>>jointShift) {
			return 0, 0, false
		}
		if from, ok = w.before(h, from, r.words[i-1]&maxNumber); !ok {
			return 0, 0, false
		}
	}
	return from, to, true
}
