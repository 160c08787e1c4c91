package themes

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/token"
)

// place is where in YAML a text stands; that decides which characters end it.
type place int

const (
	inBlock    place = iota // after "key: " or "- " on a line of its own
	inBrackets              // an entry of a list in brackets
	inBraces                // a value of a mapping in braces
)

// yamlText writes a text as YAML: as it is where YAML takes it for a text, else
// in quotes.
func yamlText(s string, where place) string {
	switch {
	case isPlain(s, where):
		return s
	case strings.ContainsFunc(s, escaped):
		return escape(s)
	case strings.ContainsAny(s, `"\`):
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return `"` + s + `"`
}

// isPlain reports whether a text needs no quotes (YAML 1.2.2, 7.3.3), neither
// for us nor for those who read numbers and truth values out of texts.
func isPlain(s string, where place) bool {
	if token.IsNeedQuoted(s) || strings.ContainsFunc(s, escaped) || strings.TrimSpace(s) != s {
		return false
	}
	for _, begin := range [...]string{"?", ":", "---", "...", "<<", "="} {
		if strings.HasPrefix(s, begin) {
			return false
		}
	}
	if where != inBlock && strings.ContainsAny(s, ",[]{}") {
		return false
	}
	for i, r := range s {
		if r == ':' && (where == inBraces || endsKey(s[i+1:])) {
			return false
		}
	}
	return true
}

// endsKey reports whether a colon before rest would end a key.
func endsKey(rest string) bool {
	for _, r := range rest {
		return unicode.IsSpace(r) || strings.ContainsRune(",[]{}", r)
	}
	return true
}

// escaped tells characters that stand in a file by their number only: those
// that cannot be seen, and those that would end the line.
func escaped(r rune) bool {
	return unicode.Is(unicode.Cc, r) || r == '\u2028' || r == '\u2029' || r == '\ufeff'
}

// escape writes a text in double quotes (YAML 1.2.2, 5.7).
func escape(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case escaped(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
