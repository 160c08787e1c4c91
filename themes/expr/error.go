package expr

import (
	"fmt"
	"strings"

	"github.com/mattn/go-runewidth"
)

// Error is a mistake in an expression, with its place.
type Error struct {
	Src  string // the whole expression
	At   Pos    // where the mistake stands; empty, at the end of Src, where something is missing
	Want string // what was expected there
	Got  string // what stands there
	Hint string // what to do about it; may be empty
}

// Error returns the mistake in one line; characters are counted from 1.
func (e *Error) Error() string {
	s := fmt.Sprintf("character %d: %s", e.At.Start+1, e.Message())
	if e.Hint != "" {
		s += "; " + e.Hint
	}
	return s
}

// Message returns what was expected and what was found, for those who show
// place and hint otherwise.
func (e *Error) Message() string { return "wanted " + e.Want + ", found " + e.Got }

// Caret returns the line of the source in which the mistake stands, and below
// it a line with ^ under the place.
func (e *Error) Caret() string { return Caret(e.Src, e.At) }

// How many characters of a long line Caret shows before and after the
// beginning of the place.
const (
	caretBefore = 48
	caretAfter  = 72
)

// Caret returns the line of src in which at begins, and below it a line with
// ^ under the place. Full-width characters count as two columns, as terminals
// show them; long lines are cut on both sides.
func Caret(src string, at Pos) string {
	runes := []rune(src)
	start := min(max(at.Start, 0), len(runes))
	from, to := start, start
	for from > 0 && runes[from-1] != '\n' {
		from--
	}
	for to < len(runes) && runes[to] != '\n' {
		to++
	}
	end := min(max(at.End, start), to)
	var before, after string
	if cut := start - caretBefore; cut > from {
		from, before = cut, "…"
	}
	if cut := start + caretAfter; cut < to {
		to, after = cut, "…"
	}
	end = min(end, to)
	line := before + visible(runes[from:to]) + after
	pad := columns(before + visible(runes[from:start]))
	mark := max(columns(visible(runes[start:end])), 1)
	return line + "\n" + strings.Repeat(" ", pad) + strings.Repeat("^", mark)
}

// visible makes characters that would move a terminal's cursor stand still.
func visible(runes []rune) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case r == '\r':
			return -1
		case r < ' ' || r == 0x7f:
			return '\uFFFD'
		}
		return r
	}, string(runes))
}

// columns counts the columns of a terminal. The condition is spelt out because
// the default one depends on the environment.
func columns(s string) int {
	c := runewidth.Condition{StrictEmojiNeutral: true}
	width := 0
	for _, r := range s {
		width += c.RuneWidth(r)
	}
	return width
}
