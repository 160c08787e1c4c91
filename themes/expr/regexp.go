package expr

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
)

// Limits of a regular expression. RE2 takes time in proportion to the text
// times the program; the program of an honest expression has a few dozen
// instructions, while \pL{1000} has a thousand.
const (
	MaxRegexp  = 1_000 // code points between the slashes
	MaxProgram = 2_000 // instructions of the compiled program
)

// regexpAt reports whether a regular expression begins at runes[i]: a slash
// with something behind it. Slashes alone are a word.
func (l *lexer) regexpAt(i int) bool {
	if i >= len(l.runes) || !isSlash(l.runes[i]) {
		return false
	}
	for i < len(l.runes) && isSlash(l.runes[i]) {
		i++
	}
	return i < len(l.runes) && !endsRegexp(l.runes[i])
}

// regexp reads /RE2/. It ends with the first slash of its own width that has
// no backslash before it and stands at the end of a word. A backslash before a
// slash is left out: the text has one way to write it.
func (l *lexer) regexp() (token, *Error) {
	start, slash := l.pos, l.runes[l.pos]
	var text []rune
	for i := start + 1; i < len(l.runes); i++ {
		r := l.runes[i]
		switch {
		case r == '\\' && i+1 < len(l.runes):
			i++
			if l.runes[i] != slash && l.runes[i] != '/' {
				text = append(text, r)
			}
			r = l.runes[i]
		case r == slash && (i+1 == len(l.runes) || endsRegexp(l.runes[i+1])):
			l.pos = i + 1
			return l.compile(Pos{start, l.pos}, string(text))
		}
		text = append(text, r)
	}
	end := start + 1
	for end < len(l.runes) && !endsWord(l.runes[end]) {
		end++
	}
	return token{}, l.fail(Pos{start, end}, "a closing slash for this regular expression",
		"write /…/; "+quoteHint)
}

// endsRegexp reports whether a slash before r can close a regular expression.
// Quotes and opening parentheses may go on with it, as in /km/(h|s)/.
func endsRegexp(r rune) bool { return isSpace(r) || isClose(r) }

// compile makes the leaf, or says why text is no regular expression for us.
func (l *lexer) compile(at Pos, text string) (token, *Error) {
	if n := len([]rune(text)); n > MaxRegexp {
		err := l.fail(at, fmt.Sprintf("a regular expression of at most %d characters", MaxRegexp), "split it with OR")
		err.Got = fmt.Sprint(n)
		return token{}, err
	}
	tree, err := syntax.Parse("(?i)"+text, syntax.Perl)
	if err != nil {
		return token{}, l.noRegexp(at, err)
	}
	if mayBeEmpty(tree) {
		return token{}, l.fail(at, "a regular expression that needs a character",
			"this one matches where nothing stands; write + instead of *, or leave out what may be missing")
	}
	program, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return token{}, l.noRegexp(at, err)
	}
	if n := len(program.Inst); n > MaxProgram {
		err := l.fail(at, fmt.Sprintf("a regular expression that compiles to at most %d instructions", MaxProgram),
			"repeat less, or split it with OR")
		err.Got = fmt.Sprint(n)
		return token{}, err
	}
	re, err := regexp.Compile("(?i)" + text)
	if err != nil {
		return token{}, l.noRegexp(at, err)
	}
	return l.leaf(&Regexp{At: at, Text: text, RE: re}), nil
}

// noRegexp says what RE2 did not take, and where if that can be found.
func (l *lexer) noRegexp(at Pos, err error) *Error {
	hint := quoteHint
	var e *syntax.Error
	if errors.As(err, &e) {
		hint = e.Code.String()
		if e.Code == syntax.ErrInvalidPerlOp || e.Code == syntax.ErrInvalidEscape {
			hint += "; RE2 has neither look-around nor back-references"
		}
		src, part := string(l.runes[at.Start+1:at.End-1]), strings.TrimPrefix(e.Expr, "(?i)")
		if i := strings.Index(src, part); i >= 0 && part != "" {
			at.Start += 1 + len([]rune(src[:i]))
			at.End = at.Start + len([]rune(part))
		}
	}
	return l.fail(at, "a regular expression (RE2)", hint)
}

// mayBeEmpty reports whether a regular expression can match without taking a
// character, be it only at some places, as \b does.
func mayBeEmpty(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpNoMatch, syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return false
	case syntax.OpLiteral:
		return len(re.Rune) == 0
	case syntax.OpCapture, syntax.OpPlus:
		return mayBeEmpty(re.Sub[0])
	case syntax.OpRepeat:
		return re.Min == 0 || mayBeEmpty(re.Sub[0])
	case syntax.OpConcat:
		return !slices.ContainsFunc(re.Sub, func(s *syntax.Regexp) bool { return !mayBeEmpty(s) })
	case syntax.OpAlternate:
		return slices.ContainsFunc(re.Sub, mayBeEmpty)
	}
	return true // stars, question marks, and what looks at places: ^ $ \b
}
