package redact

import (
	"slices"
	"strings"
)

// maxHost is how far the host of a URL without a scheme is looked for.
const maxHost = 80

// urls replaces in URLs what may be a secret: user information, query,
// fragment, and the path segments that look like a token. The host stays.
func (s *scanner) urls() {
	for i := 0; i < len(s.text); i++ {
		switch {
		case s.text[i] == ':' && startsWith(s.text, i, "://"):
			i = s.url(i+3, true)
		case s.low[i] == 'w' && startsWith(s.low, i, "www.") && !isWordy(s.before(i)):
			i = s.url(i, true)
		case (s.text[i] == '/' || s.text[i] == '?') && s.endsHost(i):
			i = s.url(i, false)
		}
	}
}

// endsHost reports whether a host name ends before i.
func (s *scanner) endsHost(i int) bool {
	dot, j := 0, i
	for ; j > 0 && i-j < maxHost; j-- {
		r := s.text[j-1]
		if r == '.' && dot == 0 {
			dot = j
		}
		if !isWordy(r) && r != '-' && r != '.' {
			break
		}
	}
	if dot == 0 || dot-1 <= j || i-dot < 2 {
		return false
	}
	for _, r := range s.text[dot:i] {
		if !isASCIILetter(r) {
			return false
		}
	}
	return true
}

// url treats the rest of a URL from i, where its host begins, or where it ends
// if !host. It returns the index of the URL's last rune.
func (s *scanner) url(i int, host bool) int {
	end := s.urlEnd(i)
	path := i
	if host {
		for path < end && !strings.ContainsRune("/?#", s.text[path]) {
			path++
		}
		for at := path - 1; at >= i; at-- {
			if s.text[at] == '@' {
				s.take(URL, i, at)
				break
			}
		}
	}
	query := path
	for query < end && s.text[query] != '?' && s.text[query] != '#' {
		query++
	}
	s.path(path, query)
	if s.at(query) == '?' && query < end && (host || s.isQuery(query, end)) {
		s.take(URL, query+1, end)
	} else if query < end && s.isFragment(query+1, end) {
		s.take(URL, query+1, end)
	}
	return max(i, end-1)
}

// isFragment reports whether a fragment is more than the name of a place.
func (s *scanner) isFragment(i, end int) bool {
	return slices.Contains(s.text[i:end], '=') || isSecret(s.text[i:end], string(s.low[i:end]), false)
}

// isQuery reports whether what stands after a bare host is a query, not the end
// of a question.
func (s *scanner) isQuery(i, end int) bool {
	for _, r := range s.text[i:end] {
		if r == '=' || r == blot {
			return true
		}
	}
	return s.before(i) == '/' && end-i > 1
}

// urlEnd returns where a URL that is under way at i ends.
func (s *scanner) urlEnd(i int) int {
	open := 0
	for ; i < len(s.text); i++ {
		r := s.text[i]
		if r == '(' {
			open++
		} else if r == ')' {
			open--
		}
		if open < 0 || r != blot && (r <= ' ' || r > '~' || strings.ContainsRune("<>\"`[]|\\^", r)) {
			break
		}
	}
	for i > 0 && s.text[i-1] != blot && strings.ContainsRune(".,;:!?'", s.text[i-1]) {
		i--
	}
	return i
}

// leadsToSecret are the path segments after which a short token is a secret.
var leadsToSecret = map[string]bool{
	"reset": true, "token": true, "tokens": true, "invite": true, "invitation": true, "confirm": true,
	"verify": true, "unsubscribe": true, "activate": true, "auth": true, "session": true, "sessions": true,
	"magic": true, "key": true, "keys": true, "share": true, "login": true, "password": true, "join": true,
	"user": true, "users": true, "account": true, "accounts": true, "customer": true, "customers": true,
}

// path replaces the secret segments of the path from i to end.
func (s *scanner) path(i, end int) {
	last := ""
	for i < end {
		if s.text[i] == '/' {
			i++
			continue
		}
		stop := i
		for stop < end && s.text[stop] != '/' {
			stop++
		}
		segment := s.text[i:stop]
		low := string(s.low[i:stop])
		if isSecret(segment, low, leadsToSecret[last]) {
			s.take(URL, i, stop)
		}
		last, i = low, stop
	}
}

// isSecret reports whether a path segment looks like a token: a mail address,
// or a word of it too mixed or too long for a word.
func isSecret(segment []rune, low string, expected bool) bool {
	if strings.ContainsRune(low, '@') || strings.Contains(low, "%40") || isUUID(segment) {
		return true
	}
	word := 0
	for i := 0; i <= len(segment); i++ {
		if i < len(segment) && !strings.ContainsRune("-_.~=%+,:;!$&*'()", segment[i]) && segment[i] != blot {
			continue
		}
		if mixedWord(segment[word:i], expected) {
			return true
		}
		word = i + 1
	}
	return false
}

// isUUID reports whether a segment is of hexadecimal digits in hyphenated
// groups, 24 digits or more.
func isUUID(segment []rune) bool {
	n := 0
	for _, r := range segment {
		switch {
		case isDigit(r), r >= 'a' && r <= 'f', r >= 'A' && r <= 'F':
			n++
		case r != '-':
			return false
		}
	}
	return n >= 24
}

// mixedWord reports whether no writer would have made word up. Words of a
// segment where a token is expected are judged more strictly.
func mixedWord(word []rune, expected bool) bool {
	digits, upper, lower, turns := 0, 0, 0, 0
	for i, r := range word {
		switch {
		case isDigit(r):
			digits++
		case isUpper(r):
			upper++
		default:
			lower++
		}
		if i > 0 && isUpper(r) != isUpper(word[i-1]) {
			turns++
		}
	}
	n := len(word)
	switch {
	case expected && n >= 6 && digits > 0, n >= 32, digits == n && n >= 9:
		return true
	case n >= 10 && digits > 0 && upper > 0 && lower > 0, n >= 12 && digits >= 3 && digits < n:
		return true
	}
	return n >= 16 && 3*turns >= n
}
