package redact

import "strings"

// Limits of one number: more groups or digits than any kind has.
const (
	maxGroups = 12
	maxDigits = 40
)

// group is a row of digits.
type group struct {
	start, end int
	sep        byte // what parts it from the group before: '-', '.', ' ', '(' or 0
}

func (g group) len() int { return g.end - g.start }

// run is a number as it may go on from one place: groups of digits parted by
// signs that numbers have.
type run struct {
	s      *scanner
	groups [maxGroups]group
	n      int
	// joined says that the first group goes on a number before it: the 30 of
	// 12:30, 1.30, 1/30 and 1,300.
	joined bool
}

// numbers replaces phone, card, account and id numbers and postal codes.
func (s *scanner) numbers() {
	for i := 0; i < len(s.text); {
		if !isDigit(s.text[i]) {
			i++
			continue
		}
		i = s.number(i)
	}
}

// number treats the number that begins at i and returns where to go on.
func (s *scanner) number(i int) int {
	r := s.runAt(i)
	if n := r.date(); n > 0 {
		return r.groups[n-1].end
	}
	start, end, kind := r.classify()
	if end == 0 {
		return r.groups[0].end
	}
	s.take(kind, start, end)
	return end
}

// runAt reads the groups of digits from i.
func (s *scanner) runAt(i int) run {
	r := run{s: s, joined: isDigit(s.at(i-2)) && strings.ContainsRune(":.,/", s.before(i))}
	sep := byte(0)
	for r.n < maxGroups {
		g := group{start: i, sep: sep}
		for i < len(s.text) && isDigit(s.text[i]) {
			i++
		}
		g.end = i
		r.groups[r.n] = g
		r.n++
		var n int
		if n, sep = s.separator(i); n == 0 {
			break
		}
		i += n
	}
	return r
}

// separator returns the length and the class of the sign at i between two
// groups of digits; the length is 0 where there is none.
func (s *scanner) separator(i int) (n int, class byte) {
	for n < 4 && !isDigit(s.at(i+n)) {
		switch s.at(i + n) {
		case '(', ')':
			class = '('
		case '-', '.':
			if class != '(' {
				class = byte(s.at(i + n))
			}
		case ' ':
			if class == 0 {
				class = ' '
			}
		default:
			return 0, 0
		}
		n++
	}
	if n == 0 || !isDigit(s.at(i+n)) {
		return 0, 0
	}
	return n, class
}

// classify returns the kind and bounds of what begins with the first group; the
// end is 0 where that is to stay. The shape says how far it goes; a label before
// it says what it is.
func (r *run) classify() (start, end int, kind Kind) {
	start, end, kind = r.shape()
	l := r.label()
	if l == nil {
		return start, end, kind
	}
	if end > 0 && l != &published {
		return start, end, l.kind
	}
	start, end = r.labelled(l)
	return start, end, l.kind
}

// shape tries the kinds that are known by their form.
func (r *run) shape() (start, end int, kind Kind) {
	for _, try := range []func() (int, int, Kind){r.lettered, r.contact, r.checked, r.international, r.domestic, r.northAmerican, r.postcode, r.long} {
		if start, end, kind = try(); end > 0 {
			return start, end, kind
		}
	}
	return 0, 0, 0
}

// span returns the bounds of the first n groups.
func (r *run) span(n int) (start, end int) { return r.groups[0].start, r.groups[n-1].end }

// digits returns the digits of the first n groups, in dst.
func (r *run) digits(dst []byte, n int) []byte {
	for _, g := range r.groups[:n] {
		for _, d := range r.s.text[g.start:min(g.end, g.start+maxDigits)] {
			dst = append(dst, byte(d))
		}
	}
	return dst
}

// total returns how many digits the first n groups have.
func (r *run) total(n int) int {
	t := 0
	for _, g := range r.groups[:n] {
		t += g.len()
	}
	return t
}

// has reports whether the first groups have these lengths, and between them
// signs of one class out of seps.
func (r *run) has(seps string, lengths ...int) bool {
	if r.n < len(lengths) {
		return false
	}
	for i, n := range lengths {
		g := r.groups[i]
		if g.len() != n || i > 0 && (strings.IndexByte(seps, g.sep) < 0 || g.sep != r.groups[1].sep) {
			return false
		}
	}
	return true
}

// value returns a group as a number; long ones come out large.
func (r *run) value(i int) int {
	v := 0
	for _, d := range r.s.text[r.groups[i].start:min(r.groups[i].end, r.groups[i].start+9)] {
		v = 10*v + int(d-'0')
	}
	return v
}

// date returns how many groups from the first are a date; 0 where they are none.
func (r *run) date() int {
	if r.n < 3 || r.groups[1].sep != r.groups[2].sep || r.groups[1].sep == '(' || r.groups[1].len() > 2 {
		return 0
	}
	first, last := r.groups[0].len(), r.groups[2].len()
	a, b, c := r.value(0), r.value(1), r.value(2)
	switch {
	case first == 4 && last <= 2 && isYear(a) && isMonth(b) && isDay(c):
		return 3
	case first <= 2 && last == 4 && isYear(c) && (isMonth(b) && isDay(a) || isMonth(a) && isDay(b)):
		return 3
	}
	return 0
}

// years reports whether the number begins as a list of years does.
func (r *run) years() bool {
	return r.n > 1 && r.groups[0].len() == 4 && r.groups[1].len() == 4 && isYear(r.value(0)) && isYear(r.value(1))
}

func isYear(n int) bool { return n >= 1900 && n < 2100 }

func isMonth(n int) bool { return n >= 1 && n <= 12 }

func isDay(n int) bool { return n >= 1 && n <= 31 }

// long takes what is too long for anything but a number of somebody: nine
// digits or more in one row, four rows of four, or twelve digits in three rows
// or more with hyphens. Sums, counts, decimals, years and times stay.
func (r *run) long() (start, end int, kind Kind) {
	n := 0
	switch g := r.groups[0]; {
	case r.joined, r.years():
	case r.has(" -", 4, 4, 4, 4):
		n = 4
	case g.len() >= 9:
		if !r.isClock() {
			n = 1
		}
	default:
		n = r.hyphened()
	}
	if n == 0 || r.plain(n) {
		return 0, 0, 0
	}
	start, end = r.span(n)
	return start, end, Number
}

// hyphened returns how many groups are joined by hyphens, if there are enough.
func (r *run) hyphened() int {
	n := 1
	for n < r.n && r.groups[n].sep == '-' {
		n++
	}
	if n < 3 || r.total(n) < 12 {
		return 0
	}
	return n
}

// isClock reports whether the first group is a date and time without signs.
func (r *run) isClock() bool {
	g := r.groups[0]
	if g.len() != 12 && g.len() != 14 {
		return false
	}
	d := r.s.text[g.start:g.end]
	pair := func(i int) int { return int(d[i]-'0')*10 + int(d[i+1]-'0') }
	return isYear(pair(0)*100+pair(2)) && isMonth(pair(4)) && isDay(pair(6)) && pair(8) < 24 && pair(10) < 60
}

// unitsAfter follow what is a sum or a count at once; words may follow a space.
const unitsAfter = "円万億千%$€£¥年月日時分秒歳才泊個件回倍点度人"

var wordsAfter = wordSet(`yen usd eur gbp jpy dollars dollar euros euro pounds ドル ユーロ ポンド
	times people users rows items records bytes words days hours minutes kb mb gb ms`)

// plain reports whether the first n groups are a sum of money or a count.
func (r *run) plain(n int) bool {
	start, end := r.span(n)
	if before := r.s.before(start); before == '$' || before == '€' || before == '£' || before == '¥' {
		return true
	}
	if next := r.s.at(end); next != blot && strings.ContainsRune(unitsAfter, next) {
		return true
	}
	if next := r.s.at(end + 1); r.s.at(end) == '名' && next != '義' && next != '前' {
		return true
	}
	if r.s.at(end) == ' ' {
		end++
	}
	word := end
	for word < end+8 && (isASCIILetter(r.s.at(word)) || isKatakana(r.s.at(word))) {
		word++
	}
	return wordsAfter[string(r.s.low[end:min(word, len(r.s.low))])]
}
