package redact

import (
	"slices"
	"strings"
)

// blot is what a later scanner sees where something was replaced. It is no
// letter, digit, space or sign.
const blot = rune(-1)

// rounds limits how often a text is read in which something is found. Every
// round after the second is for texts that were made to be difficult.
const rounds = 8

// found is a piece in runes of the folded text.
type found struct {
	kind       Kind
	start, end int
	value      string // folded: the same for what is the same
}

// scanner is the state of one call of Redact.
type scanner struct {
	folded
	names    *trie
	contacts contacts
	pieces   []found
	reserved [kinds]int // the highest number of a placeholder that the text itself holds
}

// run looks for every kind until a round finds nothing.
func (s *scanner) run() {
	for range rounds {
		n := len(s.pieces)
		s.urls()
		s.mails()
		s.findNames(s.contacts.names)
		s.findNames(s.names)
		s.numbers()
		if len(s.pieces) == n {
			return
		}
	}
}

// take replaces the runes start to end, save what is blotted out already.
func (s *scanner) take(k Kind, start, end int) {
	for start < end {
		if s.text[start] == blot {
			start++
			continue
		}
		stop := start
		for stop < end && s.text[stop] != blot {
			stop++
		}
		s.pieces = append(s.pieces, found{kind: k, start: start, end: stop, value: s.value(start, stop)})
		s.blotOut(start, stop)
		start = stop
	}
}

// value folds the signs between the characters of a piece away, so that
// 03-1234-5678 and 03(1234)5678 are the same.
func (s *scanner) value(start, end int) string {
	var b strings.Builder
	for _, r := range s.low[start:end] {
		if !strings.ContainsRune(" -()・", r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func (s *scanner) blotOut(start, end int) {
	for i := start; i < end; i++ {
		s.text[i], s.low[i] = blot, blot
	}
}

// before and after return the rune beside an index, or blot at the ends.
func (s *scanner) before(i int) rune { return s.at(i - 1) }

func (s *scanner) at(i int) rune {
	if i < 0 || i >= len(s.text) {
		return blot
	}
	return s.text[i]
}

// blotPlaceholders hides placeholders that the text holds already.
func (s *scanner) blotPlaceholders() {
	for i := 0; i < len(s.text); i++ {
		if s.text[i] != '[' {
			continue
		}
		if k, n, end := s.placeholderAt(i); end > 0 {
			s.reserved[k] = max(s.reserved[k], n)
			s.blotOut(i, end)
			i = end - 1
		}
	}
}

// placeholderAt returns the kind, number and end of the placeholder at i; the
// end is 0 where there is none.
func (s *scanner) placeholderAt(i int) (k Kind, n, end int) {
	for k = range kinds {
		name := k.String() + "_"
		if !startsWith(s.text, i+1, name) {
			continue
		}
		j := i + 1 + len(name)
		first := j
		for ; j < first+6 && isDigit(s.at(j)); j++ {
			n = 10*n + int(s.text[j]-'0')
		}
		if j > first && s.at(j) == ']' {
			return k, n, j + 1
		}
		return k, 0, 0
	}
	return 0, 0, 0
}

// settle puts the pieces in the order of the text, maps them to the text as
// given, joins those that share a character there, and numbers the values.
func (s *scanner) settle() []Piece {
	slices.SortFunc(s.pieces, func(a, b found) int { return a.start - b.start })
	numbers := map[found]int{}
	next := s.reserved
	out := make([]Piece, 0, len(s.pieces))
	for _, f := range s.pieces {
		p := Piece{Kind: f.kind, Start: s.from[f.start], End: s.to[f.end-1]}
		if n := len(out); n > 0 && p.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, p.End)
			continue
		}
		key := found{kind: f.kind, value: f.value}
		if numbers[key] == 0 {
			next[f.kind]++
			numbers[key] = next[f.kind]
		}
		p.placeholderLabel = placeholder(f.kind, numbers[key])
		out = append(out, p)
	}
	return out
}
