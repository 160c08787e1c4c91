package expr

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"verbatim/datasets"
)

// maxScore is the highest score of any metric.
const maxScore = 10

// scoreOf makes a score canonical.
func scoreOf(raw string) (string, bool) {
	n, ok := decimal(narrow(raw))
	return datasets.FormatScore(n), ok && n >= 0 && n <= maxScore
}

// number reads a number as people write it in attributes: with currency sign,
// 円 or %, with commas or spaces between thousands, in any width.
func number(s string) (float64, bool) {
	if n, ok := decimal(s); ok {
		return n, true
	}
	return decimal(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Sc, r) || unicode.IsSpace(r) || strings.ContainsRune(",、'円%", r) {
			return -1
		}
		return r
	}, narrow(s)))
}

// decimal reads digits with a sign before and a point between, and nothing
// else that strconv would take (1e9, 0x1p2, Inf, 1_000).
func decimal(s string) (float64, bool) {
	digits := strings.TrimLeft(s, "+-")
	if len(s)-len(digits) > 1 || digits == "" || digits[0] == '.' || digits[len(digits)-1] == '.' ||
		strings.Trim(digits, "0123456789.") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(s, 64)
	if n == 0 {
		n = 0 // -0 is 0
	}
	return n, err == nil
}

// days returns the first and the last day, as YYYY-MM-DD, of a year, a month
// or a day, which may be written 2026, 2026-06, 2026/6/1 or 2026年6月1日.
func days(raw string) (from, to string, ok bool) {
	s := narrow(raw)
	if strings.HasSuffix(s, "年") || strings.HasSuffix(s, "月") || strings.HasSuffix(s, "日") {
		runes := []rune(s)
		s = string(runes[:len(runes)-1])
	}
	parts := strings.Split(strings.NewReplacer("/", "-", "年", "-", "月", "-").Replace(s), "-")
	if len(parts) > 3 || len(parts[0]) != 4 {
		return "", "", false
	}
	n := [3]int{0, 1, 1}
	for i, part := range parts {
		v, err := strconv.ParseUint(part, 10, 16)
		if err != nil || i > 0 && len(part) > 2 {
			return "", "", false
		}
		n[i] = int(v)
	}
	first := time.Date(n[0], time.Month(n[1]), n[2], 0, 0, 0, 0, time.UTC)
	if y, m, d := first.Date(); n[0] == 0 || y != n[0] || int(m) != n[1] || d != n[2] {
		return "", "", false
	}
	after := [...]time.Time{first.AddDate(1, 0, 0), first.AddDate(0, 1, 0), first.AddDate(0, 0, 1)}[len(parts)-1]
	return first.Format(time.DateOnly), after.AddDate(0, 0, -1).Format(time.DateOnly), true
}
