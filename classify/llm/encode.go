package llm

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
)

// encodingVersion names how encode writes texts. It is a part of PromptVersion.
const encodingVersion = "json-1"

// encode returns v as JSON on one line of a prompt. Beyond what JSON asks for,
// it escapes what would mean something else to a model or its server than to a
// reader of the text:
//   - <, > and &, because chat templates have special tokens such as <|im_end|>
//     that servers may read as such wherever they stand;
//   - words of capitals in brackets, such as [INST], for the same reason;
//   - characters without a look of their own: zero-width and bidirectional
//     ones, tags, variation selectors. Their escapes can be seen.
//
// The text that the JSON stands for is the same.
func encode(v any) string {
	b, err := json.Marshal(v) // escapes <, > and &
	if err != nil {
		return "" // not of the strings and numbers that we encode
	}
	s := bracketed.ReplaceAllString(string(b), `\u005b$1`)
	if !strings.ContainsFunc(s, unseen) {
		return s
	}
	var out strings.Builder
	for _, r := range s {
		switch {
		case !unseen(r):
			out.WriteRune(r)
		case r > 0xffff:
			hi, lo := utf16.EncodeRune(r)
			fmt.Fprintf(&out, `\u%04x\u%04x`, hi, lo)
		default:
			fmt.Fprintf(&out, `\u%04x`, r)
		}
	}
	return out.String()
}

// bracketed finds the special tokens of models in brackets. Placeholders of
// redaction, such as [EMAIL_1], end in a digit and are none.
var bracketed = regexp.MustCompile(`\[(/?[A-Z][A-Z_]+\])`)

// unseen reports whether r has no look of its own. Soft hyphens and variation
// selectors are such characters, too, but harmless and frequent in emoji.
func unseen(r rune) bool {
	switch {
	case r < 0x7f, r == 0xad, r >= 0xfe00 && r <= 0xfe0f, r == 0x3000:
		return false
	case r >= 0xe0000 && r <= 0xe0fff: // tags and variation selectors
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co) || r == 0x115f || r == 0x1160 || r == 0x3164 || r == 0xffa0
}
