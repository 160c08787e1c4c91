package source

import (
	"math"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// missingWords stand in a cell for no value.
var missingWords = map[string]bool{
	"": true, "-": true, "--": true, "n/a": true, "na": true, "nan": true, "null": true, "none": true, "nil": true,
	"#n/a": true, "ー": true, "－": true, "―": true, "なし": true, "無し": true, "未回答": true, "無回答": true,
	"回答なし": true, "該当なし": true, "不明": true, "no answer": true, "not answered": true, "skipped": true,
}

// isMissing tells a cell that says that it has no value.
func isMissing(s string) bool {
	if len(s) > 24 {
		return false
	}
	return missingWords[strings.ToLower(trim(s))]
}

// parseScore reads the number of an answer on a scale: 9, 9.0, ９, 10点, "9 -
// Extremely likely", "Very satisfied (5)", 9/10, ★★★★☆. of is the upper end
// where it is written too, else 0.
func parseScore(s string) (v, of float64, ok bool) {
	s = trim(s)
	switch {
	case len(s) == 1 && s[0]-'0' <= 9:
		return float64(s[0] - '0'), 0, true
	case s == "10":
		return 10, 0, true
	case s == "" || len(s) > 200:
		return 0, 0, false
	}
	if !plainASCII(s) {
		if n := strings.Count(s, "★"); n > 0 && strings.Trim(s, "★☆ ") == "" {
			return float64(n), float64(n + strings.Count(s, "☆")), true
		}
		s = norm.NFKC.String(s)
	}
	v, rest, ok := leadingNumber(s)
	if !ok {
		return trailingNumber(s)
	}
	if of, ok := denominator(rest); ok {
		return v, of, true
	}
	return v, 0, isLabel(rest)
}

// leadingNumber reads the number with which s begins.
func leadingNumber(s string) (v float64, rest string, ok bool) {
	n := 0
	if n < len(s) && (s[n] == '-' || s[n] == '+') {
		n++
	}
	first := n
	for n < len(s) && (s[n]-'0' <= 9 || s[n] == '.') {
		n++
	}
	if n > first && s[n-1] == '.' { // 5. Very satisfied
		n--
	}
	if n == first || n-first > 15 {
		return 0, s, false
	}
	v, err := strconv.ParseFloat(s[:n], 64)
	return v, s[n:], err == nil && !math.IsInf(v, 0)
}

// denominator reads "/10", "out of 5", "点中" is not one.
func denominator(rest string) (float64, bool) {
	rest = strings.TrimSpace(rest)
	after, ok := strings.CutPrefix(rest, "/")
	if !ok {
		if after, ok = strings.CutPrefix(strings.ToLower(rest), "out of "); !ok {
			return 0, false
		}
	}
	of, rest, ok := leadingNumber(strings.TrimSpace(after))
	return of, ok && isLabel(rest)
}

// isLabel tells whether what follows a number leaves it the answer: nothing,
// a unit, or a label set off by punctuation.
func isLabel(rest string) bool {
	rest = strings.TrimSpace(rest)
	if rest == "" {
		return true
	}
	for _, unit := range []string{"点", "points", "point", "pts", "stars", "star", "つ星", "星"} {
		if after, ok := strings.CutPrefix(strings.ToLower(rest), unit); ok {
			return isLabel(after)
		}
	}
	for _, mark := range []string{"-", ":", "=", "(", ")", ".", ",", "–", "—", "~", "|", "「", "、", "。"} {
		if after, ok := strings.CutPrefix(rest, mark); ok {
			after = strings.TrimSpace(after)
			return after == "" || after[0]-'0' > 9 // 1-2 is a range, 1,200 an amount
		}
	}
	return false
}

// trailingNumber reads "Very satisfied (5)".
func trailingNumber(s string) (v, of float64, ok bool) {
	open := strings.LastIndexByte(s, '(')
	if open < 0 || !strings.HasSuffix(s, ")") {
		return 0, 0, false
	}
	v, rest, ok := leadingNumber(strings.TrimSpace(s[open+1 : len(s)-1]))
	return v, 0, ok && isLabel(rest)
}

// parseNumber reads a plain number, amounts with thousands separators and
// currency signs among them.
func parseNumber(s string) (float64, bool) {
	s = strings.Trim(trim(s), "¥￥$€£%円 ")
	if s == "" || len(s) > 30 || s[0] != '-' && s[0] != '+' && s[0] != '.' && s[0]-'0' > 9 {
		return 0, false
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
	return v, err == nil
}
