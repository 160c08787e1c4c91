package source

import (
	"context"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
)

const (
	sampleRows  = 10000
	sampleBytes = 32 << 20
	closeLook   = 2000 // values of a column that are parsed as dates, scores and so on
)

// sample is the first rows of an input.
type sample struct {
	rows  [][]string
	whole bool // they are all rows
}

// takeSample reads the sample.
func takeSample(ctx context.Context, in *Info) (*sample, error) {
	r, err := Open(ctx, in)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	s := &sample{}
	for size := 0; len(s.rows) < sampleRows && size < sampleBytes; {
		row, err := r.Read()
		var bad *RowError
		switch {
		case errors.Is(err, io.EOF):
			s.whole = true
			return s, nil
		case errors.As(err, &bad):
			continue
		case err != nil:
			return nil, err
		}
		cells := slices.Clone(row.Cells)
		for _, c := range cells {
			size += len(c)
		}
		s.rows = append(s.rows, cells)
	}
	return s, nil
}

// column yields the values of a column, without the empty ones.
func (s *sample) column(i int) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, r := range s.rows {
			if !isBlank(r[i]) && !yield(r[i]) {
				return
			}
		}
	}
}

// profile is what the values of a column look like. Counts are of values that
// are not empty; those marked close are of the first closeLook of them.
type profile struct {
	n         int // not empty
	distinct  int
	looked    int // how many the close counts are of
	mails     int // close, like all below
	phones    int
	addresses int // of the internet
	urls      int
	objects   int     // JSON or markup
	numbers   int     // plain numbers
	scale     [11]int // numbers from 0 to 10, rounded up
	fractions int     // of those, not whole
	of        float64 // the upper end of the scale where it is written
	high      float64 // the highest number
	dates     int
	digitDays int // dates that are mere digits: epochs and 20260401
	dayFirst  orderEvidence
	sentences int
	units     float64 // words; two characters of Japanese are one
	list      bool    // several choices of a few, joined by commas or semicolons
	counter   bool    // 0, 1, 2 … in the order of the rows
	base      float64 // its first
}

func (p *profile) share(n int) float64 {
	if p.looked == 0 {
		return 0
	}
	return float64(n) / float64(p.looked)
}

// variety is the share of distinct values.
func (p *profile) variety() float64 {
	if p.n == 0 {
		return 0
	}
	return float64(p.distinct) / float64(p.n)
}

// profileColumn looks at a column of the sample.
func profileColumn(s *sample, i int) *profile {
	p := &profile{counter: true}
	seen := map[string]struct{}{}
	pieces := map[string]int{}
	parts, several := 0, 0
	for v := range s.column(i) {
		v = trim(v)
		p.countsUp(v)
		p.n++
		seen[v] = struct{}{}
		if p.looked >= closeLook || isMissing(v) {
			continue
		}
		p.looked++
		p.look(v)
		n := addPieces(pieces, v)
		parts += n
		if n > 1 {
			several++
		}
	}
	p.distinct = len(seen)
	again := 0
	for _, n := range pieces {
		if n > 1 {
			again += n
		}
	}
	p.list = several*5 >= p.looked && parts >= 10 && again*10 >= parts*6
	p.counter = p.counter && p.n == len(s.rows) && p.n > 1
	return p
}

// countsUp keeps counter up to date with the value after p.n others.
func (p *profile) countsUp(v string) {
	if !p.counter {
		return
	}
	f, ok := parseNumber(v)
	if p.n == 0 {
		p.counter = ok && (f == 0 || f == 1)
		p.base = f
		return
	}
	p.counter = ok && f == p.base+float64(p.n)
}

// look takes one value into account.
func (p *profile) look(v string) {
	if v[0] == '{' || v[0] == '[' || v[0] == '<' {
		p.objects++
	}
	if strings.IndexByte(v, '@') > 0 && mailPattern.MatchString(v) {
		p.mails++
	}
	if len(v) <= 24 && strings.ContainsAny(v[:1], "+(0123456789") {
		if phonePattern.MatchString(v) {
			p.phones++
		}
		if addrPattern.MatchString(v) {
			p.addresses++
		}
	}
	if urlPattern.MatchString(v) {
		p.urls++
	}
	if _, ok := parseNumber(v); ok {
		p.numbers++
	}
	p.lookScore(v)
	p.lookDate(v)
	units, sentence := wording(v)
	p.units += units
	if sentence {
		p.sentences++
	}
}

func (p *profile) lookScore(v string) {
	f, of, ok := parseScore(v)
	if !ok {
		return
	}
	p.high = max(p.high, f)
	p.of = max(p.of, of)
	if f < 0 || f > 10 {
		return
	}
	p.scale[int(math.Ceil(f))]++
	if f != math.Trunc(f) {
		p.fractions++
	}
}

// within is the share of values that are numbers of a scale.
func (p *profile) within(lo, hi int) float64 {
	n := 0
	for _, c := range p.scale[lo : hi+1] {
		n += c
	}
	return p.share(n)
}

func (p *profile) lookDate(v string) {
	d, err := scanDate(v)
	if err != nil {
		return
	}
	if d.open() {
		p.dates++
		p.dayFirst.add(&d)
		return
	}
	if _, err := d.resolve(orderYMD, time.UTC); err != nil {
		return
	}
	p.dates++
	if d.hasEpoch || d.digits[0] == 0 && plainDigits(v) {
		p.digitDays++
	}
}

func plainDigits(v string) bool {
	return strings.IndexFunc(v, func(r rune) bool { return (r < '0' || r > '9') && r != '.' }) < 0
}

// addPieces counts the choices that a cell of several joins.
func addPieces(pieces map[string]int, v string) int {
	sep := ","
	switch {
	case strings.Contains(v, ";"):
		sep = ";"
	case strings.Contains(v, "|"):
		sep = "|"
	case strings.Contains(v, "、"):
		sep = "、"
	case strings.Contains(v, "\n"):
		sep = "\n"
	}
	n := 0
	for piece := range strings.SplitSeq(v, sep) {
		if piece = strings.TrimSpace(piece); piece != "" {
			pieces[strings.ToLower(piece)]++
			n++
		}
	}
	return n
}

// functionWords stand in nearly every English sentence, and in hardly any
// name, choice or code.
var functionWords = map[string]bool{
	"the": true, "a": true, "an": true, "is": true, "are": true, "was": true, "were": true, "be": true, "been": true, "it": true,
	"it's": true, "i": true, "i'm": true, "i've": true, "we": true, "you": true, "they": true, "my": true, "our": true, "your": true,
	"to": true, "of": true, "in": true, "on": true, "for": true, "with": true, "that": true, "this": true, "not": true, "no": true,
	"but": true, "so": true, "very": true, "too": true, "can": true, "can't": true, "don't": true, "have": true, "has": true,
	"would": true, "could": true, "should": true, "more": true, "when": true, "how": true, "because": true, "there": true,
}

// wording tells how many words a cell has, two characters of Japanese being
// one, and whether they are words put together by somebody: hiragana, or
// English function words, or many words.
func wording(v string) (units float64, sentence bool) {
	hiragana, cjk := 0, 0
	for _, r := range v {
		switch {
		case r < 0x3000:
		case r >= 0x3041 && r <= 0x309F:
			hiragana++
			cjk++
		case unicode.Is(unicode.Han, r), r >= 0x30A0 && r <= 0x30FF:
			cjk++
		}
	}
	words, function := 0, false
	for w := range strings.FieldsSeq(v) {
		if words++; words > 60 {
			break
		}
		function = function || functionWords[strings.ToLower(strings.Trim(w, ".,!?;:()\""))]
	}
	units = float64(words)
	if cjk > 0 {
		units += float64(cjk) / 2
	}
	return units, hiragana >= 2 && cjk >= 4 || words >= 3 && function || words >= 8
}

// orderEvidence tells day first from month first.
type orderEvidence struct {
	n           int
	firstOver   int // first number above 12: it must be the day (or the year of two digits)
	secondOver  int // second number above 12: it must be the day
	firstYears  int // first number above 31: a year of two digits
	dots, halfs int // 1.4.2026; 3:02 PM
	years2      int // year of two digits
	risingDMY   int // consecutive dates that do not fall, read day first
	risingMDY   int
	lastDMY     int
	lastMDY     int
}

func (e *orderEvidence) add(d *scanned) {
	e.n++
	if d.n[0] > 12 {
		e.firstOver++
	}
	if d.n[0] > 31 || d.digits[2] == 1 { // 26/4/1
		e.firstYears++
	}
	if d.n[1] > 12 {
		e.secondOver++
	}
	if d.sep == '.' {
		e.dots++
	}
	if d.half {
		e.halfs++
	}
	if d.digits[2] < 4 {
		e.years2++
	}
	dmy := (d.n[2]*100+d.n[1])*100 + d.n[0]
	mdy := (d.n[2]*100+d.n[0])*100 + d.n[1]
	if e.n > 1 && dmy >= e.lastDMY {
		e.risingDMY++
	}
	if e.n > 1 && mdy >= e.lastMDY {
		e.risingMDY++
	}
	e.lastDMY, e.lastMDY = dmy, mdy
}

// order decides, and tells whether the dates themselves say so.
func (e *orderEvidence) order(japanese bool) (order string, sure bool) {
	switch {
	case e.years2 > e.n/2 && (e.firstYears > 0 || japanese):
		return orderYMD, e.firstYears > 0
	case e.firstOver > 0 && e.firstOver > e.secondOver:
		return orderDMY, e.secondOver == 0
	case e.secondOver > 0:
		return orderMDY, e.firstOver == 0
	case e.n > 2 && (e.risingDMY == e.n-1 || e.risingDMY == 0) && e.risingMDY != e.risingDMY:
		return orderDMY, false
	case e.n > 2 && (e.risingMDY == e.n-1 || e.risingMDY == 0) && e.risingMDY != e.risingDMY:
		return orderMDY, false
	case e.dots > e.n/2:
		return orderDMY, false
	}
	return orderMDY, false
}
