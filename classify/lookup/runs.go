package lookup

import (
	"slices"

	"verbatim/tokenize"
)

// run is a word of the vocabulary that tokens [from, to), two or more, make
// together.
type run struct {
	number   uint32
	from, to int
}

// findRuns notes every word that tokens written together make.
func (w *words) findRuns(h *Hits) {
	tokens := h.doc.Tokens
	if len(w.powers) == 1 { // no list has a word that may be cut otherwise
		return
	}
	for i := 1; i < len(tokens); i++ {
		if tokens[i].Gap != tokenize.GapNone {
			continue
		}
		hash, length := tokens[i-1].SurfaceHash, len(tokens[i-1].Surface)
		for to := i; to < len(tokens) && tokens[to].Gap == tokenize.GapNone; to++ {
			t := &tokens[to]
			if length += len(t.Surface); length >= len(w.powers) {
				break
			}
			hash = hash*w.powers[len(t.Surface)] + t.SurfaceHash
			if !w.glued.may(mixed(hash)) {
				break
			}
			if n := w.vocabulary.findRun(tokens[i-1:to+1], hash, h); n != noWord {
				h.runs = append(h.runs, run{n, i - 1, to + 1})
			}
		}
	}
}

// findAtRuns adds the patterns of one word that is a run, and those that have one
// in their pair.
func (w *words) findAtRuns(h *Hits) {
	for _, r := range h.runs {
		w.findAll(w.patternsOf(r.number), r.from, r.to, onSurfaces, h)
		if joint := w.jointBefore(r.from, h); joint != 0 {
			w.findSurfaces(pairOf(w.numbers(r.from-1, h).surface(), r.number, joint), r.from-1, r.to, h)
		}
		if joint := w.jointBefore(r.to, h); joint != 0 {
			w.findSurfaces(pairOf(r.number, w.numbers(r.to, h).surface(), joint), r.from, r.to+1, h)
			for _, right := range h.runsFrom(r.to) {
				w.findSurfaces(pairOf(r.number, right.number, joint), r.from, right.to, h)
			}
		}
	}
}

// jointBefore returns the joint between the surfaces of a token and of the one
// before; 0 where there is none, nor a token.
func (w *words) jointBefore(i int, h *Hits) byte {
	if i == 0 || i == len(h.doc.Tokens) {
		return 0
	}
	return w.surfaces[h.doc.Tokens[i].Gap&3]
}

// findSurfaces adds the patterns that have tokens [from, to) for a pair.
func (w *words) findSurfaces(p pair, from, to int, h *Hits) {
	sum := p.sum()
	if !w.pairs.sieve.may(sum) {
		return
	}
	w.findAll(w.pairs.find(w.pairs.slot(sum), p, sum), from, to, onSurfaces, h)
}

// runsFrom returns the runs that begin at a token.
func (h *Hits) runsFrom(from int) []run {
	lo, _ := slices.BinarySearchFunc(h.runs, from, func(r run, from int) int { return r.from - from })
	hi := lo
	for hi < len(h.runs) && h.runs[hi].from == from {
		hi++
	}
	return h.runs[lo:hi]
}

// after returns where the word of a number ends that begins at token from, if
// it stands there.
func (w *words) after(h *Hits, from int, number uint32) (to int, ok bool) {
	if w.numbers(from, h).surface() == number {
		return from + 1, true
	}
	for _, r := range h.runsFrom(from) {
		if r.number == number {
			return r.to, true
		}
	}
	return 0, false
}

// before returns where the word of a number begins that ends before token to,
// if it stands there.
func (w *words) before(h *Hits, to int, number uint32) (from int, ok bool) {
	if w.numbers(to-1, h).surface() == number {
		return to - 1, true
	}
	longest := len(w.powers) // in bytes, of which a token has one or more
	lo, _ := slices.BinarySearchFunc(h.runs, to-longest, func(r run, from int) int { return r.from - from })
	for _, r := range h.runs[lo:] {
		if r.from >= to {
			break
		}
		if r.to == to && r.number == number {
			return r.from, true
		}
	}
	return 0, false
}
