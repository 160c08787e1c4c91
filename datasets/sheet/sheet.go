// Package sheet writes spreadsheets for people: CSV that Excel opens with
// Japanese intact, and XLSX. In both, a text that a spreadsheet would take for
// a formula stays a text.
//
// What is written depends on the rows alone: the same rows give the same
// bytes, today and tomorrow.
package sheet

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"verbatim/datasets"
)

// Writer writes the rows of one sheet.
type Writer interface {
	// Write writes the next row. It may be shorter than the header, but not
	// longer. The row is the caller's again afterwards.
	Write(row []Cell) error
	// Close completes the sheet and gives back what the writer holds; it does
	// not close what the writer writes to. It must be called also after an
	// error of Write, and returns that error again.
	Close() error
}

// Cell is the content of a cell. The zero Cell is empty.
type Cell struct {
	kind   kind
	text   string // of text; of a number as it shall stand in CSV
	number float64
	time   time.Time
}

type kind uint8

const (
	empty kind = iota
	text
	number
	date
	moment
)

// Text is a cell of text. It is never a formula, a number or a date to the
// spreadsheet, whatever it says; in CSV a "'" is put before what would be one.
func Text(s string) Cell {
	if s == "" {
		return Cell{}
	}
	return Cell{kind: text, text: s}
}

// Number is a cell that holds a number; NaN and the infinities are empty.
func Number(f float64) Cell {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Cell{}
	}
	return Cell{kind: number, number: f, text: datasets.FormatScore(f)}
}

// Int is a cell that holds a whole number.
func Int(i int64) Cell {
	return Cell{kind: number, number: float64(i), text: strconv.FormatInt(i, 10)}
}

// Date is a cell that holds a day.
func Date(d datasets.Date) Cell { return Cell{kind: date, time: d.Time()} }

// Time is a cell that holds a moment, shown to the minute as a clock in t's
// location shows it.
func Time(t time.Time) Cell { return Cell{kind: moment, time: t} }

// Typed is a cell of the user's own, as it was typed: a number where it is
// written like one that a spreadsheet keeps as it is (-5, 0.25), else a text
// (007, +5, 1e5, 12345678901234567890).
func Typed(s string) Cell {
	if !plainNumber(s) {
		return Text(s)
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return Text(s)
	}
	return Cell{kind: number, number: f, text: s}
}

// maxDigits is how many digits a spreadsheet keeps of a number.
const maxDigits = 15

// plainNumber tells whether s is [-]digits[.digits] without a leading zero and
// with no more digits than a spreadsheet keeps.
func plainNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole, fraction, point := strings.Cut(s, ".")
	switch {
	case !digits(whole), point && !digits(fraction):
		return false
	case len(whole) > 1 && whole[0] == '0':
		return false
	}
	return len(whole)+len(fraction) <= maxDigits
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// formula tells whether a spreadsheet may take s for more than text: it begins
// with = + - or @, full-width or not, or with a tab or line break, or does so
// after white space and invisible characters, which some programs trim. After
// OWASP, "CSV Injection".
func formula(s string) bool {
	for i, r := range s {
		switch r {
		case '=', '+', '-', '@', '＝', '＋', '－', '＠':
			return true
		case '\t', '\r', '\n':
			if i == 0 {
				return true
			}
		}
		if !unicode.IsSpace(r) && !unicode.In(r, unicode.Cc, unicode.Cf) {
			return false
		}
	}
	return false
}

// How days and moments read where they are text.
const (
	dateLayout   = time.DateOnly
	momentLayout = "2006-01-02 15:04"
)

// shown returns the cell as text.
func (c *Cell) shown() string {
	switch c.kind {
	case date:
		return c.time.Format(dateLayout)
	case moment:
		return c.time.Format(momentLayout)
	}
	return c.text
}

// maxUnits is the most UTF-16 code units that Excel takes in a cell.
const maxUnits = 32_767

// fit returns s as a cell of XLSX can hold it: without the characters that XML
// forbids and, where it is too long, cut with a mark that says so.
func fit(s string) string {
	s = printable(s)
	if len(s) <= maxUnits {
		return s
	}
	if n := units(s); n > maxUnits {
		mark := " … [cut: " + strconv.Itoa(utf8.RuneCountInString(s)) + " characters]"
		return prefix(s, maxUnits-units(mark)) + mark
	}
	return s
}

// printable returns s without the characters that XML 1.0 forbids; bytes that
// are no UTF-8 become U+FFFD.
func printable(s string) string {
	if strings.IndexFunc(s, forbidden) < 0 && utf8.ValidString(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if forbidden(r) {
			return -1
		}
		return r
	}, s)
}

func forbidden(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF
}

// units counts the UTF-16 code units of s.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += unitsOf(r)
	}
	return n
}

func unitsOf(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// prefix returns the longest prefix of s, in whole characters, of at most n
// UTF-16 code units.
func prefix(s string, n int) string {
	for i, r := range s {
		if n -= unitsOf(r); n < 0 {
			return s[:i]
		}
	}
	return s
}
