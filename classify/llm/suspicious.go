package llm

import (
	"cmp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// What makes a text suspicious, as Suspicion returns it.
const (
	SuspectHidden   = "hidden"   // characters that no reader sees
	SuspectDisguise = "disguise" // letters that stand for others
	SuspectEncoded  = "encoded"  // base64, hex, escapes
	SuspectMarkup   = "markup"   // roles, delimiters, JSON
	SuspectOrder    = "order"    // orders to a model, talk about its task
)

// Suspicion returns why a text may be meant for the model rather than for a
// reader, or "". It is a heuristic of patterns in English and Japanese, on
// purpose a generous one: a text under suspicion is asked about like any other,
// only alone, where it can speak for nobody else.
func Suspicion(text string) string {
	switch {
	case hidden(text):
		return SuspectHidden
	case disguised(text):
		return SuspectDisguise
	case encoded(text):
		return SuspectEncoded
	}
	known := suspicionRules()
	plain := undisguise(text)
	if known.raw.matches(text) || matchAny(known.markup, plain) {
		return SuspectMarkup
	}
	if matchAny(known.order, plain) {
		return SuspectOrder
	}
	if leet := unleet(plain); leet != plain && matchAny(known.order, leet) {
		return SuspectOrder
	}
	if tight := strings.Map(letterOnly, plain); matchAny(known.tight, tight) {
		return SuspectOrder
	}
	return ""
}

// suspicion is Suspicion for a text that goes out with a menu: who names the id
// of a theme that is no word knows the codebook.
func (m *Menu) suspicion(text string) string {
	if why := Suspicion(text); why != "" {
		return why
	}
	folded := strings.ToLower(norm.NFKC.String(text))
	for _, t := range m.Themes {
		if strings.Contains(t.ID, "_") && strings.Contains(folded, t.ID) {
			return SuspectOrder
		}
	}
	return ""
}

// hidden finds characters without a look where no writing needs them. Joiners
// stand within emoji and some scripts, tags within flags, single variation
// selectors behind kanji, a byte order mark in front.
func hidden(text string) bool {
	var before rune
	selectors := 0
	for i, r := range text {
		switch {
		case r >= 0xe0100 && r <= 0xe01ef:
			if selectors++; selectors > 1 || !unicode.Is(unicode.Han, before) {
				return true
			}
		case r == '\n' || r == '\t' || r == '\r' || r == '\f' || r == '\v' || r == 0x85 || r == 0xfeff && i == 0:
		case r == 0x200d || r == 0x200c:
			if before < 0x250 || unicode.In(before, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Cyrillic) {
				return true
			}
		case r >= 0xe0020 && r <= 0xe007f:
			if before != 0x1f3f4 && (before < 0xe0020 || before > 0xe007f) || !strings.ContainsRune(text, 0x1f3f4) {
				return true
			}
		case unseen(r):
			return true
		default:
			selectors = 0
		}
		if selectors == 0 {
			before = r
		}
	}
	return false
}

// disguised finds letters of one script among those of another that look alike,
// letters of mathematics and enclosed ones, letters under marks, and words
// spelled letter by letter.
func disguised(text string) bool {
	fancy, marks, latin, foreign := 0, 0, 0, 0
	var before rune
	for _, r := range text {
		switch {
		case r < 0x80:
		case r >= 0x1d400 && r <= 0x1d7ff, r >= 0x24b6 && r <= 0x24e9, r >= 0x1f110 && r <= 0x1f189, r >= 0x249c && r <= 0x24b5:
			fancy++
		case smallCaps[r] != 0 && r > 0x1d00:
			fancy++
		case r >= 0x1f1e6 && r <= 0x1f1ff: // letters that make flags in pairs
			if fancy++; fancy < 7 {
				continue
			}
		case unicode.Is(unicode.Mn, r) && before < 0x250 && unicode.IsLetter(before):
			marks++
			continue
		}
		before = r
		switch {
		case r < 0x250 && unicode.IsLetter(r):
			latin++
		case r >= 0x80 && (lookalikes[r] != 0 || unicode.Is(unicode.Cyrillic, r)):
			foreign++
		case !unicode.IsDigit(r):
			latin, foreign = 0, 0 // the word is over
		}
		if latin > 1 && foreign > 0 || fancy >= 7 || marks >= 5 {
			return true
		}
	}
	return suspicionRules().spelled.matches(text)
}

// encoded finds what a program would have to read.
func encoded(text string) bool {
	run := 0 // bytes of a long word so far
	for i := 0; i <= len(text); i++ {
		if i < len(text) && base64Byte(text[i]) {
			run++
			continue
		}
		if run >= 20 && mixed(text[i-run:i]) {
			return true
		}
		run = 0
	}
	return strings.ContainsAny(text, "=%\\&0123456789") && suspicionRules().escapes.matches(text)
}

func base64Byte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("+/_-", c) >= 0
}

// mixed reports whether a long run changes between small letters, capitals and
// digits as words do not.
func mixed(run string) bool {
	var seen [3]bool
	changes, last := 0, -1
	for _, r := range run {
		class := -1
		switch {
		case r >= 'a' && r <= 'z':
			class = 0
		case r >= 'A' && r <= 'Z':
			class = 1
		case r >= '0' && r <= '9':
			class = 2
		}
		if class < 0 {
			continue
		}
		seen[class] = true
		if class != last {
			changes++
		}
		last = class
	}
	return seen[0] && seen[1] && changes > len(run)/4
}

// undisguise returns a text as a reader would understand it: NFKC without case,
// lookalikes as what they look like, without marks and invisible characters,
// single spaces, none beside Japanese characters.
func undisguise(text string) string {
	var out strings.Builder
	space := false
	var before rune
	for _, r := range norm.NFKC.String(text) {
		r = unicode.ToLower(r)
		if r >= 0x80 {
			r = cmp.Or(lookalikes[r], smallCaps[r], r)
		}
		switch {
		case r >= 0x80 && unicode.Is(unicode.Mn, r) && before < 0x250 || !seen(r) && !unicode.IsSpace(r):
			continue
		case r == '\n':
			out.WriteByte('\n')
			before, space = r, false
			continue
		case unicode.IsSpace(r):
			space = true
			continue
		}
		if space && before != 0 && before < 0x2e80 && r < 0x2e80 {
			out.WriteByte(' ')
		}
		out.WriteRune(r)
		before, space = r, false
	}
	return out.String()
}

// unleet returns plain with the digits and signs within words as the letters
// that they stand for: 1gn0re.
func unleet(plain string) string {
	words := strings.Split(plain, " ")
	for i, w := range words {
		if strings.ContainsAny(w, "013457@$!|") && strings.ContainsFunc(w, unicode.IsLetter) {
			words[i] = leet.Replace(w)
		}
	}
	return strings.Join(words, " ")
}

var leet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i", "|", "l")

func letterOnly(r rune) rune {
	if unicode.IsLetter(r) {
		return r
	}
	return -1
}

// lookalikes are letters of other scripts in the place of Latin ones.
var lookalikes = pairs("аaеeоoрpсcуyхxіiѕsјjԁdһhӏlԛqԝwзeкkмmтtвbнhгrпnлnиu" +
	"οoνvιiκkρpτtυuχxεe")

// smallCaps are Latin letters in the shape of small capitals, and a few more
// that normalisation keeps.
var smallCaps = pairs("ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpʀrꜱsᴛtᴜuᴠvᴡwʏyᴢzıi")

// pairs makes a map of a string of pairs.
func pairs(s string) map[rune]rune {
	m := map[rune]rune{}
	runes := []rune(s)
	for i := 0; i+1 < len(runes); i += 2 {
		m[runes[i]] = runes[i+1]
	}
	return m
}
