package expr

import (
	"slices"
	"strings"
)

// field reads the values of a field; pos is after the colon.
func (l *lexer) field(name string, start int) (*Field, *Error) {
	spec := specOf(name)
	f := &Field{Name: spec.name}
	for {
		v, err := l.value(spec)
		if err != nil {
			return nil, err
		}
		f.Values = append(f.Values, v)
		if l.pos == len(l.runes) || !isComma(l.runes[l.pos]) {
			break
		}
		l.pos++
	}
	f.At = Pos{start, l.pos}
	return f, nil
}

// value reads one alternative.
func (l *lexer) value(spec *spec) (Value, *Error) {
	start := l.pos
	if l.pos < len(l.runes) && isQuote(l.runes[l.pos]) {
		text, err := l.quoted()
		if err != nil {
			return Value{}, err
		}
		if l.pos < len(l.runes) && !endsValue(l.runes[l.pos]) {
			return Value{}, l.fail(l.here(), "a comma or a space after the closing quote", "")
		}
		return l.single(spec, Pos{start, l.pos}, text)
	}
	for l.pos < len(l.runes) && !endsValue(l.runes[l.pos]) {
		l.pos++
	}
	at := Pos{start, l.pos}
	if start == l.pos {
		return Value{}, l.fail(l.here(), spec.want()+" right after "+string(l.runes[start-1]), "")
	}
	if i, width, ok := spec.cut(l.runes[start:l.pos]); ok {
		return l.ranged(spec, at, Pos{start + i, start + i + width})
	}
	if hint := spec.danglingDot(l.runes[start:l.pos]); hint != "" {
		return Value{}, l.fail(at, spec.want(), hint)
	}
	return l.single(spec, at, string(l.runes[start:l.pos]))
}

// single reads a value that is no range.
func (l *lexer) single(spec *spec, at Pos, raw string) (Value, *Error) {
	v, hint, ok := spec.single(raw)
	if !ok {
		return Value{}, l.fail(at, spec.want(), hint)
	}
	v.At = at
	return v, nil
}

// ranged reads lo..hi, lo.. or ..hi; dots is where the dots stand.
func (l *lexer) ranged(spec *spec, at, dots Pos) (Value, *Error) {
	if spec.kind == enum || spec.kind == lang {
		return Value{}, l.fail(dots, spec.want(), "only score, date and attributes that are numbers have ranges")
	}
	lo, hi := Pos{at.Start, dots.Start}, Pos{dots.End, at.End}
	if lo.Start == lo.End && hi.Start == hi.End {
		return Value{}, l.fail(dots, spec.wantEnd()+" before or after the dots", "")
	}
	v := Value{At: at, Range: true}
	var ok bool
	if v.Lo, ok = spec.end(string(l.runes[lo.Start:lo.End]), false); !ok {
		return Value{}, l.fail(lo, spec.wantEnd(), "")
	}
	if v.Hi, ok = spec.end(string(l.runes[hi.Start:hi.End]), true); !ok {
		return Value{}, l.fail(hi, spec.wantEnd(), "")
	}
	if spec.reversed(v) {
		return Value{}, l.fail(at, "the lower end before the higher one", `did you mean "`+
			string(l.runes[hi.Start:hi.End])+".."+string(l.runes[lo.Start:lo.End])+`"?`)
	}
	return v, nil
}

// cut finds the dots of a range in a bare value, or the wave dash that Japanese
// keyboards have for them: 0〜6. In an attribute a wave dash is one of the text
// (プランA〜C) unless numbers stand around it; text fields have no ranges.
func (s *spec) cut(runes []rune) (i, width int, ok bool) {
	if s.kind == text {
		return 0, 0, false
	}
	if i, width, ok = cutRange(runes); ok {
		return i, width, true
	}
	i = slices.IndexFunc(runes, isWave)
	if i < 0 || len(runes) == 1 {
		return 0, 0, false
	}
	if s.kind == attribute {
		_, lo := s.end(string(runes[:i]), false)
		_, hi := s.end(string(runes[i+1:]), true)
		return i, 1, lo && hi
	}
	return i, 1, s.kind == score || s.kind == date
}

// danglingDot returns a hint where a number with a dot behind it looks like a
// range that lacks the second dot, else "".
func (s *spec) danglingDot(runes []rune) string {
	last := len(runes) - 1
	if s.kind != attribute && s.kind != score && s.kind != date || !isDot(runes[last]) {
		return ""
	}
	lo := string(runes[:last])
	if _, ok := s.end(lo, false); !ok || lo == "" {
		return ""
	}
	hint := "ranges are written " + lo + ".."
	if s.kind == attribute {
		hint += "; put it in quotes to mean the dot itself"
	}
	return hint
}

// cutRange finds the two dots of a range: their index and how many characters
// they are (‥ is one).
func cutRange(runes []rune) (i, width int, ok bool) {
	for i, r := range runes {
		if r == '‥' {
			return i, 1, true
		}
		if isDot(r) && i+1 < len(runes) && isDot(runes[i+1]) {
			return i, 2, true
		}
	}
	return 0, 0, false
}

// IsAny reports whether the value is any: it holds where a field has a value.
func (v Value) IsAny() bool { return !v.Range && strings.EqualFold(v.Lo, "any") }

// IsNone reports whether the value is none: it holds where a field has none.
func (v Value) IsNone() bool { return !v.Range && strings.EqualFold(v.Lo, "none") }

// Match reports whether one of the condition's alternatives holds for value,
// one recorded value of the field: a day as YYYY-MM-DD, a score as
// datasets.FormatScore writes it, an attribute as it was read. Texts are equal
// under case and width; numbers of attributes are read leniently. any and none
// are not its business: they ask whether there is a value at all.
func (f *Field) Match(value string) bool {
	spec := specOf(f.Name)
	return slices.ContainsFunc(f.Values, func(v Value) bool { return spec.match(v, value) })
}

func (s *spec) match(v Value, value string) bool {
	if s.kind == date && v.Range {
		return v.Lo <= value && (v.Hi == "" || value <= v.Hi)
	}
	if !v.Range && (v.Lo == value || equalFold(v.Lo, value)) {
		return true
	}
	if s.kind != score && s.kind != attribute {
		return false
	}
	n, ok := number(value)
	if !ok {
		return false
	}
	if v.Range {
		return inRange(v, n)
	}
	want, ok := number(v.Lo)
	return ok && n == want
}

func inRange(v Value, n float64) bool {
	lo, hasLo := number(v.Lo)
	hi, hasHi := number(v.Hi)
	return (!hasLo || lo <= n) && (!hasHi || n <= hi)
}

func equalFold(a, b string) bool { return strings.EqualFold(a, b) || Fold(a) == Fold(b) }
