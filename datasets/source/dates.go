package source

import (
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"verbatim/datasets"
)

// The values of Decision.DateOrder.
const (
	orderYMD = "ymd"
	orderMDY = "mdy"
	orderDMY = "dmy"
)

// The first and the last year that a response can have.
const (
	firstYear = 1990
	lastYear  = 2100
)

var (
	errNoDate   = errors.New("is no date")
	errDateSpan = errors.New("is no date between 1990 and 2100")
)

// scanned is a date as it is written, before the order of its numbers is
// decided.
type scanned struct {
	n        [3]int // the numbers in the order of writing; the month's name counts as a number
	digits   [3]int // their lengths
	sep      byte   // between them
	known    bool   // the order is plain: n is year, month, day
	clock    bool   // a time of day follows
	half     bool   // it is on a 12-hour clock
	h, m, s  int
	nanos    int
	zone     *time.Location // as written; nil where none is
	epoch    int64          // microseconds
	hasEpoch bool
}

// stamp is a moment, or a day alone.
type stamp struct {
	at datasets.Opt[int64] // microseconds UTC
	on datasets.Date       // local
}

// parseTime reads a date in any of the forms of scanDate.
func parseTime(s, order string, loc *time.Location) (stamp, error) {
	d, err := scanDate(s)
	if err != nil {
		return stamp{}, err
	}
	return d.resolve(order, loc)
}

// resolve decides the order of the numbers and returns the moment. loc is the
// zone of times without one, and of the local date.
func (d *scanned) resolve(order string, loc *time.Location) (stamp, error) {
	if d.hasEpoch {
		return stampOf(time.UnixMicro(d.epoch), loc)
	}
	y, mon, day := d.numbers(order)
	if mon < 1 || mon > 12 || day < 1 || day > daysIn(y, mon) {
		return stamp{}, errNoDate
	}
	if !d.clock {
		if y < firstYear || y > lastYear {
			return stamp{}, errDateSpan
		}
		return stamp{on: datasets.DateOf(time.Date(y, time.Month(mon), day, 0, 0, 0, 0, time.UTC))}, nil
	}
	zone := loc
	if d.zone != nil {
		zone = d.zone
	}
	return stampOf(time.Date(y, time.Month(mon), day, d.h, d.m, d.s, d.nanos, zone), loc)
}

// numbers returns year, month and day under an order.
func (d *scanned) numbers(order string) (y, m, day int) {
	n := d.n
	switch {
	case d.known:
		return n[0], n[1], n[2]
	case d.digits[2] != 4 && order == orderYMD:
		return fullYear(n[0]), n[1], n[2]
	case d.digits[2] == 1:
		return 0, 0, 0 // 26/4/1, but not year first
	case order == orderDMY:
		return fullYear(n[2]), n[1], n[0]
	}
	return fullYear(n[2]), n[0], n[1]
}

// fullYear adds the century to a year of two digits.
func fullYear(y int) int {
	switch {
	case y < 70:
		return y + 2000
	case y < 100:
		return y + 1900
	}
	return y
}

// open tells whether the order of day and month is left to convention.
func (d *scanned) open() bool { return !d.hasEpoch && !d.known }

func stampOf(t time.Time, loc *time.Location) (stamp, error) {
	if y := t.Year(); y < firstYear || y > lastYear {
		return stamp{}, errDateSpan
	}
	return stamp{at: datasets.Some(t.UnixMicro()), on: datasets.DateOf(t.In(loc))}, nil
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// dateScanner goes over one cell.
type dateScanner struct {
	s string
	i int
}

// scanDate reads ISO 8601, 2026/04/01 9:05, 2026年4月1日, 令和8年4月1日, R8.4.1,
// 01/04/2026, 1.4.2026, Apr 1, 2026 3:02 PM, 1 April 2026, 20260401, epoch
// seconds and milliseconds, each with or without a time of day, a zone and a
// weekday.
func scanDate(s string) (scanned, error) {
	s = trim(s)
	if len(s) < 6 || len(s) > 80 {
		return scanned{}, errNoDate
	}
	if plainASCII(s) {
		s = foldEra(s)
	} else {
		s = foldDate(s)
	}
	p := dateScanner{s: s}
	var d scanned
	if !p.date(&d) {
		return scanned{}, errNoDate
	}
	if !d.hasEpoch && !p.time(&d) {
		return scanned{}, errNoDate
	}
	p.blanks()
	if p.i < len(p.s) && p.s[p.i] == '(' { // (Japan Standard Time), (水)
		p.i = len(p.s)
	}
	if p.i < len(p.s) {
		return scanned{}, errNoDate
	}
	return d, nil
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func (p *dateScanner) peek() byte {
	if p.i < len(p.s) {
		return p.s[p.i]
	}
	return 0
}

func (p *dateScanner) blanks() {
	for p.i < len(p.s) && (p.s[p.i] == ' ' || p.s[p.i] == ',') {
		p.i++
	}
}

// number reads digits; n is how many.
func (p *dateScanner) number() (v, n int) {
	for p.i < len(p.s) && p.s[p.i]-'0' <= 9 && n < 18 {
		v = v*10 + int(p.s[p.i]-'0')
		p.i++
		n++
	}
	return v, n
}

// word reads letters.
func (p *dateScanner) word() string {
	from := p.i
	for p.i < len(p.s) && isASCIILetter(rune(p.s[p.i])) {
		p.i++
	}
	return p.s[from:p.i]
}

// date reads the day, or an epoch.
func (p *dateScanner) date(d *scanned) bool {
	if isASCIILetter(rune(p.peek())) {
		return p.nameFirst(d)
	}
	v, n := p.number()
	switch {
	case n == 0:
		return false
	case n > 4:
		return p.compact(d, v, n)
	}
	d.n[0], d.digits[0] = v, n
	sep := p.peek()
	if sep == ' ' || sep == '-' || sep == '.' || sep == '/' {
		p.i++
		p.blanks()
	}
	if isASCIILetter(rune(p.peek())) {
		return p.dayMonthYear(d)
	}
	if sep != '-' && sep != '.' && sep != '/' {
		return false
	}
	d.sep = sep
	d.n[1], d.digits[1] = p.number()
	if p.peek() != sep || d.digits[1] == 0 || d.digits[1] > 2 {
		return false
	}
	p.i++
	p.blanks()
	d.n[2], d.digits[2] = p.number()
	d.known = d.digits[0] == 4 && d.digits[2] <= 2
	if d.digits[0] == 4 {
		return d.known && d.digits[2] > 0
	}
	return d.digits[0] <= 2 && (d.digits[2] == 4 || d.digits[2] == 2 || d.digits[2] == 1 && d.digits[0] == 2)
}

// nameFirst reads Apr 1, 2026 and Wed Apr 01 2026 and Wed, 1 Apr 2026.
func (p *dateScanner) nameFirst(d *scanned) bool {
	w := p.word()
	if isWeekday(w) {
		if p.peek() == '.' {
			p.i++
		}
		p.blanks()
		return p.date(d)
	}
	month := monthOf(w)
	if month == 0 {
		return false
	}
	if p.peek() == '.' {
		p.i++
	}
	p.blanks()
	day, n := p.number()
	if n == 0 || n > 2 {
		return false
	}
	p.ordinal()
	p.blanks()
	year, n := p.number()
	d.n, d.known = [3]int{year, month, day}, true
	return n == 4
}

// dayMonthYear reads on after the 1 of 1 April 2026 and 1-Apr-26.
func (p *dateScanner) dayMonthYear(d *scanned) bool {
	if w := p.s[p.i:]; len(w) > 2 && !isASCIILetter(rune(w[2])) {
		p.ordinal()
		p.blanks()
	}
	month := monthOf(p.word())
	if month == 0 {
		return false
	}
	for c := p.peek(); c == '-' || c == '.' || c == '/' || c == ' ' || c == ','; c = p.peek() {
		p.i++
	}
	year, n := p.number()
	first := d.n[0]
	d.known = true
	if d.digits[0] == 4 { // 2026-Apr-01
		d.n = [3]int{first, month, year}
		return n == 1 || n == 2
	}
	if n == 2 {
		year = fullYear(year)
	}
	d.n = [3]int{year, month, first}
	return n == 4 || n == 2
}

// ordinal skips st, nd, rd or th.
func (p *dateScanner) ordinal() {
	if p.i+2 <= len(p.s) {
		switch strings.ToLower(p.s[p.i : p.i+2]) {
		case "st", "nd", "rd", "th":
			p.i += 2
		}
	}
}

// compact reads 20260401, 20260401120000 and epochs.
func (p *dateScanner) compact(d *scanned, v, n int) bool {
	switch n {
	case 8:
		d.n, d.known = [3]int{v / 10000, v / 100 % 100, v % 100}, true
		return true
	case 12, 14:
		if n == 12 {
			v *= 100
		}
		d.n, d.known = [3]int{v / 1e10, v / 1e8 % 100, v / 1e6 % 100}, true
		d.clock, d.h, d.m, d.s = true, v/1e4%100, v/100%100, v%100
		return d.h < 24 && d.m < 60 && d.s < 60
	}
	scale := map[int]int64{10: 1e6, 13: 1e3, 16: 1}[n]
	if scale == 0 {
		return false
	}
	d.epoch, d.hasEpoch = int64(v)*scale, true
	if p.peek() == '.' && n == 10 {
		p.i++
		f, n := p.number()
		for ; n < 6; n++ {
			f *= 10
		}
		for ; n > 6; n-- {
			f /= 10
		}
		d.epoch += int64(f)
	}
	return true
}
