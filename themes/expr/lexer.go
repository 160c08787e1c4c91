package expr

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

type kind int

const (
	tokEnd kind = iota
	tokOpen
	tokClose
	tokAnd
	tokOr
	tokNot
	tokNear     // node is a *Near without operands
	tokSentence // the word SENTENCE
	tokNode     // a leaf: *Words, *Prefix, *Regexp or *Field
)

type token struct {
	kind kind
	at   Pos
	node Node
}

// lexer cuts a source into tokens, one for each call of next.
type lexer struct {
	src   string
	runes []rune
	pos   int
	mode  Mode
}

const quoteHint = "put it in quotes to mean the characters themselves"

func (l *lexer) fail(at Pos, want, hint string) *Error {
	return &Error{Src: l.src, At: at, Want: want, Got: l.found(at), Hint: hint}
}

// found says what stands at a place, shortened.
func (l *lexer) found(at Pos) string {
	text := l.runes[at.Start:at.End]
	if len(text) == 0 {
		if at.Start == len(l.runes) {
			return "the end"
		}
		return "nothing"
	}
	s := string(text)
	if len(text) > 40 {
		s = string(text[:40]) + "…"
	}
	if strings.Contains(s, `"`) {
		return "`" + s + "`"
	}
	return `"` + s + `"`
}

func (l *lexer) next() (token, *Error) {
	for l.pos < len(l.runes) && isSpace(l.runes[l.pos]) {
		l.pos++
	}
	start := l.pos
	if start == len(l.runes) {
		return token{kind: tokEnd, at: Pos{start, start}}, nil
	}
	r := l.runes[start]
	switch {
	case isQuote(r):
		text, err := l.quoted()
		return l.leaf(&Words{At: Pos{start, l.pos}, Text: text, Quote: true}), err
	case isOpen(r):
		l.pos++
		return token{kind: tokOpen, at: Pos{start, l.pos}}, nil
	case isClose(r):
		l.pos++
		return token{kind: tokClose, at: Pos{start, l.pos}}, nil
	case l.minus():
		l.pos++
		return token{kind: tokNot, at: Pos{start, l.pos}}, nil
	case l.regexpAt(start):
		return l.regexp()
	case l.caseAt(start):
		l.pos++
		return l.exact(start, "=", true)
	}
	return l.bare()
}

func (l *lexer) leaf(n Node) token { return token{kind: tokNode, at: n.Pos(), node: n} }

// minus reports whether a minus sign stands at pos that means NOT. In a list
// it never does: there -1 is a word.
func (l *lexer) minus() bool {
	if r := l.runes[l.pos]; l.mode != Search || r != '-' && r != '－' || l.pos+1 == len(l.runes) {
		return false
	}
	r := l.runes[l.pos+1]
	return unicode.IsLetter(r) || unicode.IsNumber(r) || isQuote(r) || isOpen(r) || l.regexpAt(l.pos+1) || l.caseAt(l.pos+1)
}

// caseAt reports whether =Case begins at runes[i]: an equals sign with a word
// or quote right behind it. Alone it is a word.
func (l *lexer) caseAt(i int) bool {
	return i+1 < len(l.runes) && (l.runes[i] == '=' || l.runes[i] == '＝') &&
		(isQuote(l.runes[i+1]) || !endsWord(l.runes[i+1]))
}

// quoted reads a text in quotes. A backslash before a quote or a backslash
// stands for that character.
func (l *lexer) quoted() (string, *Error) {
	open := Pos{l.pos, l.pos + 1}
	var b strings.Builder
	for l.pos++; l.pos < len(l.runes); l.pos++ {
		r := l.runes[l.pos]
		if isQuote(r) {
			l.pos++
			if strings.TrimFunc(b.String(), isSpace) == "" {
				return "", l.fail(Pos{open.Start, l.pos}, "words between the quotes", "")
			}
			return b.String(), nil
		}
		if r == '\\' && l.pos+1 < len(l.runes) {
			if n := l.runes[l.pos+1]; n == '\\' || isQuote(n) {
				r = n
				l.pos++
			}
		}
		b.WriteRune(r)
	}
	return "", l.fail(open, "a closing quote for this one", `write \" for a quote that belongs to the text`)
}

// bare reads what begins with neither quote, parenthesis, slash nor equals
// sign: an operator, a word, a prefix, a field or exact:.
func (l *lexer) bare() (token, *Error) {
	start := l.pos
	for l.pos < len(l.runes) && !endsWord(l.runes[l.pos]) {
		if isColon(l.runes[l.pos]) {
			if name := fieldName(l.runes[start:l.pos]); name != "" {
				return l.named(name, start)
			}
		}
		l.pos++
	}
	at := Pos{start, l.pos}
	text := string(l.runes[start:l.pos])
	folded := narrow(text)
	switch folded {
	case "AND":
		return token{kind: tokAnd, at: at}, nil
	case "OR":
		return token{kind: tokOr, at: at}, nil
	case "NOT":
		return token{kind: tokNot, at: at}, nil
	case "SENTENCE":
		return token{kind: tokSentence, at: at}, nil
	}
	if near, err := l.nearOperator(at, folded); near != nil || err != nil {
		return token{kind: tokNear, at: at, node: near}, err
	}
	return l.word(at, text)
}

// word makes a word, or a prefix where a star ends it.
func (l *lexer) word(at Pos, text string) (token, *Error) {
	for i, r := range l.runes[at.Start:at.End] {
		if !isStar(r) {
			continue
		}
		star := Pos{at.Start + i, at.Start + i + 1}
		if i == 0 {
			return token{}, l.fail(star, "the beginning of a word before the star", quoteHint)
		}
		if star.End != at.End {
			return token{}, l.fail(star, "the star at the end of a word only", quoteHint)
		}
		return l.leaf(&Prefix{At: at, Text: string(l.runes[at.Start:star.Start])}), nil
	}
	return l.leaf(&Words{At: at, Text: text}), nil
}

// named reads what follows the colon of exact: or of a field.
func (l *lexer) named(name string, start int) (token, *Error) {
	l.pos++
	if name != "exact" && name != "完全一致" {
		f, err := l.field(name, start)
		if err != nil {
			return token{}, err
		}
		return l.leaf(f), nil
	}
	return l.exact(start, "exact:", false)
}

// exact reads the word or quotes behind exact: or =.
func (l *lexer) exact(start int, prefix string, exactCase bool) (token, *Error) {
	from := l.pos
	w := &Words{Exact: true, Case: exactCase}
	if l.pos < len(l.runes) && isQuote(l.runes[l.pos]) {
		var err *Error
		w.Text, err = l.quoted()
		w.At, w.Quote = Pos{start, l.pos}, true
		return l.leaf(w), err
	}
	for ; l.pos < len(l.runes) && !endsWord(l.runes[l.pos]); l.pos++ {
		if isStar(l.runes[l.pos]) {
			return token{}, l.fail(Pos{l.pos, l.pos + 1}, "no star after "+prefix, quoteHint)
		}
	}
	if from == l.pos {
		return token{}, l.fail(l.here(), "a word right after "+prefix, "write "+prefix+"word or "+prefix+`"two words"`)
	}
	w.At, w.Text = Pos{start, l.pos}, string(l.runes[from:l.pos])
	return l.leaf(w), nil
}

// here is the place of the character at pos, empty at the end.
func (l *lexer) here() Pos { return Pos{l.pos, min(l.pos+1, len(l.runes))} }

// fieldName returns the folded name when the characters before a colon can
// name a field: letters, digits and _, a letter or _ first. Otherwise the
// colon belongs to the word, as in 10:30.
func fieldName(runes []rune) string {
	if len(runes) > 100 {
		return ""
	}
	name := Fold(string(runes))
	for i, r := range name {
		letter := r == '_' || unicode.IsLetter(r)
		if !letter && (i == 0 || !unicode.IsDigit(r) && !unicode.IsMark(r)) {
			return ""
		}
	}
	if Fold(name) != name { // a few letters never settle
		return ""
	}
	return name
}

// Fold is how names and values are compared: NFKC, lower case.
func Fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	return norm.NFKC.String(strings.ToLower(norm.NFKC.String(s)))
}

// narrow is NFKC: full-width letters, digits and signs become ASCII.
func narrow(s string) string {
	if isASCII(s) {
		return s
	}
	return norm.NFKC.String(s)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// isSpace accepts the full-width space, and the invisible characters that
// come along with pasted text.
func isSpace(r rune) bool { return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' }

// isQuote accepts double quotes of every kind. 「」 and 『』 are none: they are
// ordinary punctuation of Japanese texts, and so are apostrophes of English.
func isQuote(r rune) bool { return strings.ContainsRune(`"＂“”„‟〝〞〟`, r) }

func isOpen(r rune) bool  { return r == '(' || r == '（' }
func isClose(r rune) bool { return r == ')' || r == '）' }
func isColon(r rune) bool { return r == ':' || r == '：' }
func isStar(r rune) bool  { return r == '*' || r == '＊' }
func isComma(r rune) bool { return r == ',' || r == '，' || r == '、' }
func isDot(r rune) bool   { return r == '.' || r == '．' }
func isSlash(r rune) bool { return r == '/' || r == '／' }

// isWave accepts the wave dash and the full-width tilde, which are the same key
// on different systems.
func isWave(r rune) bool { return r == '〜' || r == '～' }

func endsWord(r rune) bool  { return isSpace(r) || isQuote(r) || isOpen(r) || isClose(r) }
func endsValue(r rune) bool { return endsWord(r) || isComma(r) }
