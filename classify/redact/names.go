package redact

import (
	"slices"
	"strings"
	"unicode"
)

// rule says when a listed name counts where it stands.
type rule struct {
	kind    Kind
	capital bool // only where it begins with a capital letter
	title   bool // only before an honorific, for it is a single character
}

// trie holds names in lower case, without what stands between their parts.
type trie struct{ nodes []trieNode }

type trieNode struct {
	next map[rune]int
	gap  bool // signs may stand here
	ends bool
	rule rule
}

func newTrie() *trie { return &trie{nodes: make([]trieNode, 1)} }

// add enters a name; one without letters or digits is left out.
func (t *trie) add(name string, r rule) {
	var f folded
	f.fold(name)
	low := f.low
	for len(low) > 0 && isGap(low[0]) {
		low = low[1:]
	}
	for len(low) > 0 && isGap(low[len(low)-1]) {
		low = low[:len(low)-1]
	}
	if !slices.ContainsFunc(low, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return
	}
	at := 0
	for _, c := range low {
		if isGap(c) {
			t.nodes[at].gap = true
			continue
		}
		next, ok := t.nodes[at].next[c]
		if !ok {
			next = len(t.nodes)
			t.nodes = append(t.nodes, trieNode{gap: isJapanese(c)})
			if t.nodes[at].next == nil {
				t.nodes[at].next = map[rune]int{}
			}
			t.nodes[at].next[c] = next
		}
		at = next
	}
	n := &t.nodes[at]
	if n.ends { // the rule that holds more often
		r.capital, r.title = r.capital && n.rule.capital, r.title && n.rule.title
	}
	n.ends, n.rule = true, r
}

// isGap reports whether r may stand between the parts of a name.
func isGap(r rune) bool {
	switch r {
	case ' ', '・', '･', '.', '-', '_', ',', '=', '\u2027', '·':
		return true
	}
	return false
}

// maxGap is how many signs may stand between two parts of a name.
const maxGap = 3

// findNames replaces the names of t.
func (s *scanner) findNames(t *trie) {
	if t == nil || len(t.nodes) == 1 {
		return
	}
	for i := 0; i < len(s.low); {
		if end, r := s.nameAt(t, i); end > 0 {
			s.take(r.kind, i, end)
			i = end
			continue
		}
		i++
	}
}

// nameAt returns the end of the longest name of t that begins at i.
func (s *scanner) nameAt(t *trie, i int) (end int, r rule) {
	node, gap := 0, 0
	for j := i; j < len(s.low); j++ {
		next, ok := t.nodes[node].next[s.low[j]]
		if !ok {
			if gap++; gap > maxGap || !t.nodes[node].gap || !isGap(s.low[j]) {
				return end, r
			}
			continue
		}
		node, gap = next, 0
		if n := &t.nodes[node]; n.ends && s.isName(i, j+1, n.rule) {
			end, r = j+1, n.rule
		}
	}
	return end, r
}

// isName reports whether the runes start to end stand there as a name: a Latin
// word or number whole, a katakana word whole, two hiragana or fewer whole or
// before an honorific, kanji anywhere.
func (s *scanner) isName(start, end int, r rule) bool {
	if r.capital && !unicode.IsUpper(s.text[start]) || r.title && !s.honorificAt(end) {
		return false
	}
	if sameWord(s.before(start), s.text[start]) {
		return false
	}
	last := s.text[end-1]
	switch next := s.at(end); {
	case isHiragana(last):
		short := end-start <= 2
		return !short || s.honorificAt(end) || !isHiragana(next) && !isHiragana(s.before(start))
	case sameWord(last, next):
		return isKatakana(last) && s.honorificAt(end)
	}
	return true
}

// sameWord reports whether two runes side by side belong to one word.
func sameWord(a, b rune) bool {
	return a != blot && b != blot && (isLatin(a) && isLatin(b) || isDigit(a) && isDigit(b) || isKatakana(a) && isKatakana(b) && a != '・')
}

// honorifics follow a name in Japanese; titles stand before one in English.
var (
	honorifics = []string{"様", "さま", "サマ", "さん", "サン", "氏", "先生", "殿", "くん", "君", "クン", "ちゃん", "チャン", "部長", "課長", "社長", "店長"}
	titles     = []string{"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "madam"}
)

// honorificAt reports whether an honorific stands at i, after a space or none.
func (s *scanner) honorificAt(i int) bool {
	if s.at(i) == ' ' {
		i++
	}
	return slices.ContainsFunc(honorifics, func(h string) bool { return startsWith(s.text, i, h) })
}

// contacts are the contact values of a response, ready to be looked for.
type contacts struct {
	names  *trie
	digits []string // phone numbers without country code and leading zeros
}

// minContactDigits is how many digits of a contact number a text must show.
const minContactDigits = 6

// contactsOf reads contact values as they stand in an export.
func contactsOf(values []string) contacts {
	var c contacts
	for _, v := range values {
		v = foldName(v)
		if v == "" || notNames[v] {
			continue
		}
		if c.names == nil {
			c.names = newTrie()
		}
		if digits := onlyDigits(v); len(digits) >= minContactDigits {
			c.digits = append(c.digits, digits)
			c.names.add(v, rule{kind: Contact})
			continue
		}
		if strings.ContainsRune(v, '@') {
			c.names.add(v, rule{kind: Contact})
			continue
		}
		c.addName(v)
	}
	return c
}

// foldName returns a contact value folded, in lower case, without titles and
// honorifics.
func foldName(v string) string {
	var f folded
	f.fold(v)
	v = strings.Trim(string(f.low), " .,;:")
	for _, t := range titles {
		if rest, ok := strings.CutPrefix(v, t); ok && rest != "" && !isLatin([]rune(rest)[0]) {
			v = strings.TrimLeft(rest, " .")
			break
		}
	}
	for _, h := range honorifics {
		if rest, ok := strings.CutSuffix(v, h); ok && rest != "" {
			return strings.TrimSpace(rest)
		}
	}
	return v
}

// onlyDigits returns the digits of a phone or account number without its
// leading zeros and the country codes of Japan, the UK and the US; "" where v
// holds letters.
func onlyDigits(v string) string {
	plus := strings.HasPrefix(v, "+")
	var b strings.Builder
	for _, r := range v {
		if unicode.IsLetter(r) {
			return ""
		}
		if isDigit(r) {
			b.WriteRune(r)
		}
	}
	digits := b.String()
	if plus {
		for _, code := range []string{"81", "44", "1"} {
			if rest, ok := strings.CutPrefix(digits, code); ok {
				digits = rest
				break
			}
		}
	}
	return strings.TrimLeft(digits, "0")
}

// addName adds a name whole and in parts: words of two letters or more, and for
// Japanese without a space the usual divisions of family and given name. A part
// that is a word of its own, or short, needs its capital letter; a single kanji
// needs an honorific.
func (c *contacts) addName(v string) {
	whole := []rune(v)
	parts := strings.FieldsFunc(v, func(r rune) bool { return isGap(r) || strings.ContainsRune("/()&;", r) })
	isWord := slices.ContainsFunc(parts, func(p string) bool { return wordsThatAreNames[p] })
	c.names.add(v, rule{kind: Contact, capital: isWord, title: len(whole) == 1})
	for _, part := range parts {
		c.addPart(part)
	}
	if !slices.ContainsFunc(whole, func(r rune) bool { return !isHan(r) }) && len(whole) >= 3 && len(whole) <= 6 {
		for _, n := range []int{2, len(whole) - 2, 3, len(whole) - 3} {
			if n >= 2 {
				c.addPart(string(whole[:n]))
				c.addPart(string(whole[len(whole)-n:]))
			}
		}
	}
}

func (c *contacts) addPart(part string) {
	runes := []rune(part)
	latin := isLatin(runes[0])
	if notNames[part] || latin && len(runes) < 2 || isDigit(runes[0]) {
		return
	}
	c.names.add(part, rule{
		kind:    Contact,
		capital: latin && runes[0] < 0x250 && (len(runes) < 4 || wordsThatAreNames[part]),
		title:   !latin && len(runes) == 1,
	})
}

// notNames stand in contact columns without naming anybody.
var notNames = wordSet(`
	- -- n/a na none no null nil unknown anonymous test yes support sales marketing product admin info team
	customer service services user owner staff account accounts manager office the and of inc ltd llc co corp company
	なし 無し 不明 匿名 未定 未設定 未回答 テスト サポート 営業 担当 担当者 顧客 管理者 マーケティング 株式会社 有限会社`)

// wordsThatAreNames are English words that are frequent as names, too: only
// with a capital letter are they the name.
var wordsThatAreNames = wordSet(`
	will mark bill rose hope grace faith joy dawn june april august summer sunny frank jack rich gene drew
	chase grant pat rob sue dean earl guy miles van ray rusty skip page price case cash church day early field
	sharp short small wise worth love power green brown white black gray king home house street young long best
	good bush carpenter cook baker miller mason hill lake wood woods stone park banks bell ford hand head mills
	moss north south east west rivers swift waters may can sky iris lily ruby pearl art bob chip don jean`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}
