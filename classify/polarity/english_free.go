package polarity

import (
	"unicode/utf8"

	"verbatim/tokenize"
)

// isFreeOf says whether the free at token i denies the bad thing before it:
// bug-free, it was problem free; but not slow free wifi.
func (s *Scope) isFreeOf(i int) bool {
	tokens := s.doc.Tokens
	if tokens[i].Surface != "free" || s.wordBefore(i) == "" {
		return false
	}
	before := s.weights[i-1]
	whole := before > 0 && before == s.weights[i] // in the table: hassle free
	if before >= 0 && !whole {
		return false
	}
	return s.ends(i) || isHyphen(s.doc.Text, tokens[i-1].End)
}

// isHyphen says whether code point n of text is a hyphen.
func isHyphen(text string, n int32) bool {
	for ; n > 0 && text != ""; n-- {
		_, size := utf8.DecodeRuneInString(text)
		text = text[size:]
	}
	r, _ := utf8.DecodeRuneInString(text)
	return r == '-' || r == '‐' || r == '‑'
}

// readFreeOf adds the negation by the free at token i.
func (s *Scope) readFreeOf(i int) {
	at := tokenize.Range{From: int32(i), To: int32(i + 1)}
	s.negations = append(s.negations, negation{at: at, base: int32(i - 1), mask: 1})
}
