package source

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const questionKeyLength = 40

// QuestionKey makes a question's stable id from its wording, the same for
// every order and selection of columns: the words in lower case joined by _
// ("why_this_score"), with a hash of the whole where they are over 40
// characters; for a wording with letters beyond ASCII q_ and the hash
// ("q_3fa9c1"). Case, width, punctuation and white space make no difference.
func QuestionKey(wording string) string {
	folded := strings.ToLower(norm.NFKC.String(wording))
	var b strings.Builder
	ascii := true
	gap := false
	for _, r := range folded {
		switch {
		case r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			if gap && b.Len() > 0 {
				b.WriteByte('_')
			}
			gap = false
			b.WriteRune(r)
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			ascii = false
		case r == '\'' || r == '’': // don't is dont
		default:
			gap = true
		}
	}
	slug := b.String()
	switch {
	case !ascii || slug == "":
		return "q_" + shortHash(oneLine(folded))
	case len(slug) <= questionKeyLength:
		return slug
	}
	cut := slug[:questionKeyLength]
	if i := strings.LastIndexByte(cut, '_'); i > questionKeyLength/2 {
		cut = cut[:i]
	}
	return cut + "_" + shortHash(slug)
}

// shortHash is six hex digits of a SHA-256.
func shortHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:3])
}
