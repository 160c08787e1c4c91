package tokenize

import (
	"unicode"
	"unicode/utf8"
)

// class says what a character does to the cutting of a normalised text.
type class uint8

const (
	classSymbol   class = iota // other punctuation and symbols: GapClause
	classSpace                 // white space within a line
	classSentence              // ends a sentence, line breaks among them
	classJoiner                // joins the parts of a word where it stands between two: - / _ ・ & @ +
	classQuote                 // ' and its curly form
	classDot                   // full stop, which ends a sentence or stands inside a word
	classComma                 // comma, which stands inside numbers too
	classMark                  // combining mark, goes with the character before it
	classLetter                // letter of a script that is not Japanese
	classSingle                // letter of a script without spaces (Thai …): a word each
	classDigit                 // number
	classHiragana
	classKatakana
	classHan
)

// japanese reports whether kagome cuts the characters of c.
func (c class) japanese() bool { return c >= classHiragana }

// wordy reports whether characters of c belong to words.
func (c class) wordy() bool { return c >= classLetter }

// asciiClass holds the classes of the ASCII characters; control characters
// but tab and line breaks are symbols.
var asciiClass = func() (t [utf8.RuneSelf]class) {
	for r := range t {
		switch {
		case 'a' <= r|0x20 && r|0x20 <= 'z':
			t[r] = classLetter
		case '0' <= r && r <= '9':
			t[r] = classDigit
		}
	}
	t[' '], t['\t'] = classSpace, classSpace
	for _, r := range "\n\v\f\r!?" {
		t[r] = classSentence
	}
	for _, r := range "-/_&@+" {
		t[r] = classJoiner
	}
	t['\''], t['.'], t[','] = classQuote, classDot, classComma
	return t
}()

// complexScripts are written without spaces and are no business of kagome's;
// Unicode's default rules, too, cut them at every cluster.
var complexScripts = []*unicode.RangeTable{unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar}

// classOf returns the class of r.
func classOf(r rune) class {
	switch {
	case r < utf8.RuneSelf:
		return asciiClass[r]
	case r >= 0x3041 && r <= 0x3096, r == 'ゝ', r == 'ゞ', r == 'ゟ':
		return classHiragana
	case r >= 0x30A1 && r <= 0x30FF && r != '・', r >= 0x31F0 && r <= 0x31FF:
		return classKatakana
	case isHan(r):
		return classHan
	}
	return otherClass(r)
}

// isHan reports whether r is a kanji, or stands for one: 々 〆 〇.
func isHan(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF || r >= 0x3005 && r <= 0x3007 ||
		r == '〻' || r >= 0x20000 && r <= 0x323AF || r >= 0xF900 && r <= 0xFAFF
}

// otherClass is classOf for what is neither ASCII nor Japanese.
func otherClass(r rune) class {
	switch r {
	case '。', '．', '！', '？', '…', '‼', '⁇', '؟', '।', '۔', 0x85, 0x2028, 0x2029:
		return classSentence
	case '・', '‐', '‑', '／', '＆', '･', '゠':
		return classJoiner
	case '’', 'ʼ', '＇':
		return classQuote
	}
	switch {
	case unicode.IsLetter(r):
		if r >= 0x0E00 && unicode.In(r, complexScripts...) {
			return classSingle
		}
		return classLetter
	case unicode.IsNumber(r):
		return classDigit
	case unicode.IsMark(r):
		return classMark
	case unicode.IsSpace(r), r == 0x200B:
		return classSpace
	}
	return classSymbol
}

// ignorable reports whether r has no look of its own and is left out of the
// normalised text: variation selectors, zero-width joiners, soft hyphens,
// marks of direction, the enclosing keycap.
func ignorable(r rune) bool {
	switch {
	case r == 0xAD, r == 0x34F, r == 0x61C, r == 0x180E, r == 0x20E3, r == 0xFEFF:
		return true
	case r >= 0x200C && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F:
		return true
	case r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0000 && r <= 0xE0FFF:
		return true
	}
	return false
}
