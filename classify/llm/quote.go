package llm

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// findQuote finds the words that a model copied from text: as they are, else by
// what a reader does not tell apart (see fold), else without the quotation
// marks or dots that the model put around them. It returns where they stand, in
// code points, half-open, and what stands there.
func findQuote(text, quote string) (start, end int32, found string, ok bool) {
	if quote = strings.TrimSpace(quote); quote == "" {
		return 0, 0, "", false
	}
	if i := strings.Index(text, quote); i >= 0 && strings.ContainsFunc(quote, seen) {
		from := int32(utf8.RuneCountInString(text[:i]))
		return from, from + int32(utf8.RuneCountInString(quote)), quote, true
	}
	in := fold(text)
	for _, q := range []string{quote, strings.Trim(quote, "\"'“”‘’「」『』….。 　")} {
		folded := string(fold(q).text)
		i := strings.Index(string(in.text), folded)
		if folded == "" || i < 0 {
			continue
		}
		from, to := in.from[i], in.to[i+len(folded)-1]
		return from.runes, to.runes, text[from.bytes:to.bytes], true
	}
	return 0, 0, "", false
}

// place is a place in a text.
type place struct {
	bytes int
	runes int32
}

// folded is a text in the form in which quotes are compared, and the way back:
// for each byte where its cluster begins and ends in the text as given.
type folded struct {
	text     []byte
	from, to []place
}

// fold makes one of what looks alike: NFKC, case, the kinds of quotation marks
// and of dashes. White space counts between ASCII letters and digits alone;
// characters without a look do not. NFKC is done for each normalisation
// boundary of its own (Unicode Standard Annex #15), which gives the way back.
func fold(s string) folded {
	var f folded
	var at place
	space := false
	for at.bytes < len(s) {
		size := norm.NFKC.NextBoundaryInString(s[at.bytes:], true)
		if size <= 0 {
			size = len(s) - at.bytes
		}
		cluster := s[at.bytes : at.bytes+size]
		next := place{at.bytes + size, at.runes + int32(utf8.RuneCountInString(cluster))}
		for _, r := range strings.ToLower(norm.NFKC.String(cluster)) {
			switch {
			case unicode.IsSpace(r):
				space = true
			case seen(r):
				f.add(foldSign(r), space, at, next)
				space = false
			}
		}
		at = next
	}
	return f
}

// add appends a character, and a space before it where that counts.
func (f *folded) add(r rune, space bool, from, to place) {
	before := len(f.text)
	if space && before > 0 && asciiWord(rune(f.text[before-1])) && asciiWord(r) {
		f.text = append(f.text, ' ')
	}
	f.text = utf8.AppendRune(f.text, r)
	for range len(f.text) - before {
		f.from, f.to = append(f.from, from), append(f.to, to)
	}
}

func asciiWord(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' }

// foldSign folds the kinds of quotation marks and of dashes.
func foldSign(r rune) rune {
	switch r {
	case '‘', '’', 'ʼ', '`', '´', '′', '＇':
		return '\''
	case '“', '”', '„', '″', '«', '»':
		return '"'
	case '‐', '‑', '‒', '–', '—', '―', '−':
		return '-'
	case '〜':
		return '~'
	}
	return r
}

// seen reports whether a reader sees r.
func seen(r rune) bool {
	return !unseen(r) && !unicode.IsSpace(r) && r != 0xad && (r < 0xfe00 || r > 0xfe0f) && r >= 0x20
}
