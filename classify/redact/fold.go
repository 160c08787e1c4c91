package redact

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// folded is a text in the form in which it is scanned: NFKC without invisible
// characters, every dash a hyphen, and the way back to the text as given.
type folded struct {
	text []rune // with its case
	low  []rune // in lower case, as long as text
	// from and to hold, for every rune of text, the code points of the given
	// text between which its cluster stands.
	from, to []int32
}

// fold fills f from text. Invalid bytes count as one code point each, as they do
// when ranging over a string.
func (f *folded) fold(text string) {
	n := len(text)
	f.text, f.low = make([]rune, 0, n), make([]rune, 0, n)
	f.from, f.to = make([]int32, 0, n), make([]int32, 0, n)
	cp := int32(0)
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if next, _ := utf8.DecodeRuneInString(text[i+size:]); simple(r) && (simple(next) || i+size == len(text)) {
			f.add(halfWidth(r), cp, cp+1)
			i, cp = i+size, cp+1
			continue
		}
		if n := norm.NFKC.NextBoundaryInString(text[i:], true); n > size {
			size = n
		}
		count := int32(utf8.RuneCountInString(text[i : i+size]))
		for _, c := range norm.NFKC.String(text[i : i+size]) {
			f.add(c, cp, cp+count)
		}
		i, cp = i+size, cp+count
	}
}

// add appends one folded rune, unless it cannot be seen: then the rune before
// stands for it, too.
func (f *folded) add(r rune, from, to int32) {
	if r >= utf8.RuneSelf {
		if unicode.In(r, unicode.Cf, unicode.Variation_Selector) {
			if n := len(f.to); n > 0 {
				f.to[n-1] = max(f.to[n-1], to)
			}
			return
		}
		r = f.foldSign(r)
	}
	f.text = append(f.text, r)
	f.low = append(f.low, unicode.ToLower(r))
	f.from, f.to = append(f.from, from), append(f.to, to)
}

// foldSign makes a hyphen of every dash, and of ー after a digit (03ー1234ー5678).
func (f *folded) foldSign(r rune) rune {
	switch {
	case r >= 0x2010 && r <= 0x2015, r == 0x2212, r == '─', r == 0xFE63:
		return '-'
	case r == 'ー' && len(f.text) > 0 && isDigit(f.text[len(f.text)-1]):
		return '-'
	case r == 0x2019, r == 0x2018:
		return '\''
	case unicode.IsSpace(r):
		return ' '
	}
	return r
}

// simple reports whether r is a frequent character that is a cluster by itself
// wherever it stands before another one.
func simple(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return true
	case r >= 0x3041 && r <= 0x3096, r >= 0x30A1 && r <= 0x30FC, r >= 0x4E00 && r <= 0x9FFF:
		return true
	}
	return r >= 0x3000 && r <= 0x3012 || r >= '！' && r <= '～'
}

// halfWidth returns the ASCII form of a simple character that has one.
func halfWidth(r rune) rune {
	if r >= '！' && r <= '～' {
		return r - '！' + '!'
	}
	if r == '　' || r == '\t' {
		return ' '
	}
	return r
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// isLatin reports whether r is a letter of an alphabet that parts words by
// spaces.
func isLatin(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	}
	return unicode.IsLetter(r) && !isJapanese(r)
}

func isASCIILetter(r rune) bool { return r < utf8.RuneSelf && isLatin(r) }

func isWordy(r rune) bool { return isDigit(r) || isASCIILetter(r) }

func isUpper(r rune) bool { return r >= 'A' && r <= 'Z' }

func isHan(r rune) bool {
	return r >= 0x3400 && r <= 0x9FFF || r == '々' || r >= 0x20000 && r <= 0x3FFFF
}

func isHiragana(r rune) bool { return r >= 0x3041 && r <= 0x309F }

func isKatakana(r rune) bool { return r >= 0x30A0 && r <= 0x30FF }

func isJapanese(r rune) bool { return isHan(r) || isHiragana(r) || isKatakana(r) }

// startsWith reports whether s stands at i of text.
func startsWith(text []rune, i int, s string) bool {
	for _, r := range s {
		if i >= len(text) || text[i] != r {
			return false
		}
		i++
	}
	return true
}
