package source

import (
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// time reads the time of day and the zone, where there are any.
func (p *dateScanner) time(d *scanned) bool {
	if d.clock { // 20260401120000
		return p.zoned(d)
	}
	if c := p.peek(); (c == 'T' || c == 't' || c == '_') && p.i+1 < len(p.s) && p.s[p.i+1]-'0' <= 9 {
		p.i++
	}
	p.blanks()
	if strings.HasPrefix(p.s[p.i:], "at ") {
		p.i += 3
	}
	if p.i == len(p.s) || p.peek() == '(' && !p.weekdayInParens() {
		return true
	}
	half, afternoon := p.halfOfDay()
	p.blanks()
	h, n := p.number()
	if n == 0 {
		return !half && p.i == len(p.s)
	}
	d.clock, d.h = true, h
	if n > 2 || !p.minutes(d) {
		return false
	}
	p.blanks()
	if !half {
		half, afternoon = p.halfOfDay()
	}
	if half && !d.on12(afternoon) {
		return false
	}
	if d.h == 24 && d.m == 0 && d.s == 0 {
		return p.zoned(d)
	}
	return d.h < 24 && d.m < 60 && d.s <= 60 && p.zoned(d)
}

// weekdayInParens skips (Wed) and (水), folded to nothing but parentheses.
func (p *dateScanner) weekdayInParens() bool {
	end := strings.IndexByte(p.s[p.i:], ')')
	if end < 0 || end > 12 || p.i+end+1 >= len(p.s) {
		return false
	}
	p.i += end + 1
	p.blanks()
	return true
}

// minutes reads :05, :05:30, :05:30.123 after the hour; 15: is 15:00.
func (p *dateScanner) minutes(d *scanned) bool {
	if p.peek() != ':' {
		half, _ := p.halfAhead()
		return half // 3 PM
	}
	p.i++
	var n int
	if d.m, n = p.number(); n == 0 {
		return p.i == len(p.s) || p.peek() == ' '
	}
	if p.peek() != ':' {
		return n <= 2
	}
	p.i++
	if d.s, n = p.number(); n == 0 || n > 2 {
		return n == 0
	}
	if c := p.peek(); c == '.' || c == ',' && p.i+1 < len(p.s) && p.s[p.i+1]-'0' <= 9 {
		p.i++
		d.nanos, n = p.number()
		for ; n < 9; n++ {
			d.nanos *= 10
		}
		for ; n > 9; n-- {
			d.nanos /= 10
		}
	}
	return true
}

// on12 makes the hour of a 12-hour clock one of a day; 15:02 PM stays.
func (d *scanned) on12(afternoon bool) bool {
	d.half = true
	switch {
	case d.h > 12:
		return afternoon && d.h < 24
	case afternoon && d.h < 12:
		d.h += 12
	case !afternoon && d.h == 12:
		d.h = 0
	}
	return true
}

// halfAhead tells whether AM or PM follows, without reading it.
func (p *dateScanner) halfAhead() (ok, afternoon bool) {
	q := *p
	q.blanks()
	return q.halfOfDay()
}

// halfOfDay reads AM, PM, a.m. or p.m.
func (p *dateScanner) halfOfDay() (ok, afternoon bool) {
	rest := p.s[p.i:]
	if len(rest) < 2 {
		return false, false
	}
	first := rest[0] | 0x20
	if first != 'a' && first != 'p' {
		return false, false
	}
	n := 0
	switch {
	case rest[1]|0x20 == 'm':
		n = 2
	case len(rest) >= 4 && rest[1] == '.' && rest[2]|0x20 == 'm' && rest[3] == '.':
		n = 4
	}
	if n == 0 || n < len(rest) && isASCIILetter(rune(rest[n])) {
		return false, false
	}
	p.i += n
	return true, first == 'p'
}

// zoneHours are the abbreviations in use in exports, in minutes east of UTC.
var zoneHours = map[string]int{
	"Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "BST": 60, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180,
	"MSK": 180, "IST": 330, "SGT": 480, "HKT": 480, "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660, "NZST": 720,
	"NZDT": 780, "BRT": -180, "AST": -240, "EDT": -240, "EST": -300, "CDT": -300, "CST": -360, "MDT": -360,
	"MST": -420, "PDT": -420, "PST": -480, "AKST": -540, "AKDT": -480, "HST": -600,
}

// zoned reads the zone, where one is written.
func (p *dateScanner) zoned(d *scanned) bool {
	p.blanks()
	switch c := p.peek(); {
	case c == 0, c == '(':
		return true
	case c == '+', c == '-':
		return p.offset(d)
	case isASCIILetter(rune(c)):
		name := strings.ToUpper(p.word())
		if minutes, ok := zoneHours[name]; ok {
			d.zone = fixedZone(name, minutes)
			if c := p.peek(); (c == '+' || c == '-') && minutes == 0 {
				return p.offset(d)
			}
			return true
		}
	}
	return false
}

// offset reads +09:00, +0900, +09 or +9.
func (p *dateScanner) offset(d *scanned) bool {
	sign := 1
	if p.peek() == '-' {
		sign = -1
	}
	p.i++
	v, n := p.number()
	minutes := 0
	switch {
	case n == 4:
		v, minutes = v/100, v%100
	case n == 0 || n > 2:
		return false
	case p.peek() == ':':
		p.i++
		minutes, n = p.number()
		if n != 2 {
			return false
		}
	}
	if v > 14 || minutes > 59 {
		return false
	}
	d.zone = fixedZone("", sign*(v*60+minutes))
	if p.peek() == '[' { // 2026-04-01T09:00+09:00[Asia/Tokyo]
		if end := strings.IndexByte(p.s[p.i:], ']'); end > 0 {
			p.i += end + 1
		}
	}
	return true
}

func fixedZone(name string, minutes int) *time.Location {
	if minutes == 0 {
		return time.UTC
	}
	return time.FixedZone(name, minutes*60)
}

var monthNames = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september",
	"october", "november", "december"}

// monthOf returns the month of an English name or its first letters, or 0.
func monthOf(w string) int {
	if len(w) < 3 {
		return 0
	}
	w = strings.ToLower(w)
	for i, name := range monthNames {
		if strings.HasPrefix(name, w) || w == "sept" && i == 8 {
			return i + 1
		}
	}
	return 0
}

// isWeekday tells an English weekday or its first letters.
func isWeekday(w string) bool {
	if len(w) < 3 {
		return false
	}
	w = strings.ToLower(w)
	for _, name := range []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
		if strings.HasPrefix(name, w) {
			return true
		}
	}
	return false
}

// eras are the Japanese eras with the year before their first, by name, by its
// first character and by letter. Those that ended long ago are here so that
// S60.4.1 is told to be a date, but none of a survey.
var eras = []struct {
	name, short, letter string
	start               int
}{{"令和", "令", "R", 2018}, {"平成", "平", "H", 1988}, {"昭和", "昭", "S", 1925}, {"大正", "大", "T", 1911}, {"明治", "明", "M", 1867}}

// japaneseDate tries its pairs in order: what begins with 日 or 月 goes before
// 日 and 月.
var japaneseDate = strings.NewReplacer(
	"日曜日", " ", "月曜日", " ", "火曜日", " ", "水曜日", " ", "木曜日", " ", "金曜日", " ", "土曜日", " ",
	"(日)", " ", "(月)", " ", "(火)", " ", "(水)", " ", "(木)", " ", "(金)", " ", "(土)", " ",
	"日本時間", " JST", "午前", " AM ", "午後", " PM ", "元年", "1-",
	"年", "-", "月", "-", "日", " ", "時", ":", "分", ":", "秒", " ",
	"−", "-", "‐", "-", "–", "-",
)

// foldDate writes a date with Japanese or full-width characters in ASCII.
func foldDate(s string) string {
	s = foldEra(norm.NFKC.String(s))
	return strings.ReplaceAll(oneLine(japaneseDate.Replace(s)), ": ", ":")
}

// foldEra writes the year of 令和8年4月4日, 令8.4.4 and R8/4/4 as one of the
// common era. A letter alone needs points or strokes after the year: R8-4-12
// may be anything's number.
func foldEra(s string) string {
	for _, e := range eras {
		rest, ok := strings.CutPrefix(s, e.name)
		if !ok {
			rest, ok = strings.CutPrefix(s, e.short)
		}
		marks := "年./-"
		if !ok && len(s) > 0 && strings.EqualFold(s[:1], e.letter) {
			rest, ok, marks = s[1:], true, "年./"
		}
		if !ok {
			continue
		}
		end := strings.IndexAny(rest, marks)
		if end < 0 {
			return s
		}
		year := strings.TrimSpace(rest[:end])
		if year == "元" {
			year = "1"
		}
		n, err := strconv.ParseUint(year, 10, 8)
		if err != nil || n < 1 || n > 99 {
			return s
		}
		return strconv.Itoa(e.start+int(n)) + rest[end:]
	}
	return s
}
