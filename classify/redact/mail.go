package redact

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The lengths of RFC 5321, 4.5.3.1.
const (
	maxLocal  = 64
	maxDomain = 255
)

// mails replaces mail addresses, also those that spell @ or the dots.
func (s *scanner) mails() {
	for i := 0; i < len(s.text); i++ {
		start, end, bare := s.atSign(i)
		if end == 0 {
			continue
		}
		local := s.localStart(start)
		stop, spelled := s.domainEnd(end)
		if local < start && stop > 0 && (spelled || !bare) && (s.before(start+1) != ' ' || s.before(end) == ' ' || s.isUsual(stop)) {
			s.take(Email, local, stop)
			i = stop - 1
		}
	}
}

// atSigns are the ways in which people write @ so that machines do not read it.
var atSigns = []string{"(at)", "[at]", "{at}", "<at>", "( at )", "[ at ]", "(a)", "(@)", "[@]", "%40", "&#64;", "アットマーク", "(アット)", "(アットマーク)", "[アット]"}

// atSign returns the bounds of what stands for @ at i, with the spaces around
// it; the end is 0 where nothing does. A bare one is the word at, which needs a
// dot that is spelled, too.
func (s *scanner) atSign(i int) (start, end int, bare bool) {
	switch s.low[i] {
	case '@':
		start, end = i, i+1
	case '(', '[', '{', '<', '%', '&', 'ア':
		for _, sign := range atSigns {
			if startsWith(s.low, i, sign) {
				start, end = i, i+len([]rune(sign))
			}
		}
	case ' ':
		if startsWith(s.low, i, " at ") {
			return i, i + 4, true
		}
	}
	if end == 0 {
		return 0, 0, false
	}
	if s.before(start) == ' ' {
		start--
	}
	if s.at(end) == ' ' {
		end++
	}
	return start, end, false
}

// localStart returns where the local part that ends at end begins.
func (s *scanner) localStart(end int) int {
	i := end
	for i > 0 && end-i < maxLocal && isLocal(s.text[i-1]) {
		i--
	}
	for i < end && strings.ContainsRune(".-'=&!#", s.text[i]) {
		i++
	}
	return i
}

func isLocal(r rune) bool {
	return isDigit(r) || r != blot && isLatin(r) || r > 0 && strings.ContainsRune("._%+-'=&!#~", r)
}

// domainEnd returns where the domain that begins at i ends, 0 where there is
// none, and whether one of its dots is spelled. It has two labels or more, the
// last of letters.
func (s *scanner) domainEnd(i int) (end int, spelled bool) {
	limit := i + maxDomain
	for first := true; i < limit; first = false {
		label := i
		if first {
			i = max(i, s.japaneseLabel(i))
		}
		for i < len(s.text) && isLabel(s.text[i]) {
			i++
		}
		if i == label {
			break
		}
		if !first && isTopLevel(s.low[label:i]) {
			end = i
		}
		n, word := s.dot(i)
		if n == 0 {
			break
		}
		spelled = spelled || word
		i += n
	}
	return end, spelled
}

// japaneseLabel returns where a first label in Japanese ends that begins at i; 0
// where there is none.
func (s *scanner) japaneseLabel(i int) int {
	j := i
	for j < i+20 && isJapanese(s.at(j)) {
		j++
	}
	if j == i || s.at(j) != '.' {
		return 0
	}
	return j
}

// isUsual reports whether one of the most usual top-level domains ends at end:
// with a space before @ alone, only these make an address.
func (s *scanner) isUsual(end int) bool {
	start := end
	for start > 0 && isASCIILetter(s.text[start-1]) {
		start--
	}
	return usualDomains[string(s.low[start:end])]
}

var usualDomains = wordSet("com net org edu gov info biz jp uk de fr nl us ca au in kr cn tw eu io")

// isLabel reports whether r can stand in a label of a domain name.
func isLabel(r rune) bool {
	return isWordy(r) || r == '-' || r >= utf8.RuneSelf && unicode.Is(unicode.Latin, r)
}

// isTopLevel reports whether a label can be the last one.
func isTopLevel(label []rune) bool {
	if startsWith(label, 0, "xn--") {
		return true
	}
	return len(label) >= 2 && !slices.ContainsFunc(label, func(r rune) bool { return isDigit(r) || r == '-' })
}

// dots are the ways in which dots are spelled.
var dots = []string{" dot ", "(dot)", "[dot]", "[.]", "(.)", " (dot) ", " [dot] ", "ドット"}

// dot returns the length of what stands for a dot at i, and whether it is
// spelled.
func (s *scanner) dot(i int) (n int, spelled bool) {
	if r := s.at(i); r == '.' || r == '。' {
		return 1, false
	}
	for _, d := range dots {
		if startsWith(s.low, i, d) {
			return len([]rune(d)), true
		}
	}
	return 0, false
}
