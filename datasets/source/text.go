package source

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxValue is how many characters of a cell a reject shows.
const maxValue = 80

// shorten returns s in at most maxValue characters.
func shorten(s string) string { return clip(s, maxValue) }

// clip returns s in at most n characters, the last being … where it was longer.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	count, cut := 0, 0
	for i := range s {
		if count == n-1 {
			cut = i
		}
		if count++; count > n {
			return s[:cut] + "…"
		}
	}
	return s
}

// isBlank tells whether s is nothing but white space, U+FEFF and zero width
// spaces among it.
func isBlank(s string) bool {
	for i := 0; i < len(s); {
		if b := s[i]; b < utf8.RuneSelf {
			if b != ' ' && (b < '\t' || b > '\r') {
				return false
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsSpace(r) && r != '\uFEFF' && r != '\u200B' {
			return false
		}
		i += n
	}
	return true
}

// trim removes white space on both ends, and Excel's ="…" around a value that
// was to stay text.
func trim(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 3 && strings.HasPrefix(s, `="`) && strings.HasSuffix(s, `"`) {
		s = strings.TrimSpace(s[2 : len(s)-1])
	}
	return s
}
