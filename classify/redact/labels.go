package redact

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// label is what stands before a number and says what it is: with it a number
// counts that has no form of its own.
type label struct {
	word     string
	kind     Kind
	min, max int // digits
}

// labels in lower case, the longest of those with one ending first.
var labels = []label{
	{"電話番号", Phone, 6, 15}, {"電話", Phone, 6, 15}, {"携帯番号", Phone, 6, 15}, {"携帯", Phone, 6, 15}, {"ケータイ", Phone, 6, 15},
	{"連絡先", Phone, 6, 15}, {"ファックス", Phone, 6, 15}, {"ファクス", Phone, 6, 15}, {"内線", Phone, 3, 6}, {"直通", Phone, 6, 15},
	{"telephone", Phone, 6, 15}, {"tel", Phone, 6, 15}, {"phone", Phone, 6, 15}, {"mobile", Phone, 6, 15}, {"cell", Phone, 6, 15},
	{"fax", Phone, 6, 15}, {"whatsapp", Phone, 6, 15}, {"call", Phone, 6, 15}, {"text", Phone, 7, 15}, {"ring", Phone, 6, 15},
	{"ph", Phone, 6, 15}, {"phoned", Phone, 6, 15}, {"called", Phone, 7, 15}, {"reach", Phone, 7, 15}, {"contact", Phone, 6, 15}, {"dial", Phone, 6, 15},
	{"extension", Phone, 3, 6}, {"ext", Phone, 3, 6}, {"☎", Phone, 6, 15}, {"📞", Phone, 6, 15}, {"📱", Phone, 6, 15}, {"☏", Phone, 6, 15},

	{"口座", Account, 4, 14}, {"普通預金", Account, 6, 8}, {"普通", Account, 6, 8}, {"当座", Account, 6, 8}, {"記号", Account, 4, 8},
	{"支店", Account, 3, 3}, {"店番", Account, 3, 3}, {"account", Account, 5, 20}, {"acct", Account, 5, 20}, {"a/c", Account, 5, 20},
	{"sort code", Account, 6, 6}, {"sortcode", Account, 6, 6}, {"routing", Account, 9, 9}, {"aba", Account, 9, 9}, {"bsb", Account, 6, 6},
	{"iban", Account, 8, 30}, {"会員", Account, 4, 20}, {"お客様", Account, 4, 20}, {"顧客", Account, 4, 20}, {"契約", Account, 4, 20},
	{"証券", Account, 4, 20}, {"診察券", Account, 4, 20}, {"member", Account, 5, 20}, {"membership", Account, 5, 20},
	{"customer", Account, 5, 20}, {"policy", Account, 5, 20}, {"client", Account, 5, 20}, {"user", Account, 5, 20}, {"患者", Account, 4, 20}, {"社員", Account, 4, 20}, {"patient", Account, 5, 20},

	{"クレジットカード", Card, 8, 19}, {"カード", Card, 8, 19}, {"credit card", Card, 8, 19}, {"card", Card, 8, 19},

	{"郵便", Postcode, 7, 7}, {"住所", Postcode, 7, 7}, {"〒", Postcode, 3, 7}, {"zip code", Postcode, 5, 9}, {"zipcode", Postcode, 5, 9},
	{"zip", Postcode, 5, 9}, {"postal code", Postcode, 3, 9}, {"postcode", Postcode, 3, 9}, {"post code", Postcode, 3, 9},
	{"plz", Postcode, 4, 5}, {"postleitzahl", Postcode, 4, 5}, {"code postal", Postcode, 4, 5},

	{"個人", ID, 12, 12}, {"マイナンバー", ID, 12, 12}, {"パスポート", ID, 5, 9}, {"旅券", ID, 5, 9}, {"免許証", ID, 8, 12},
	{"保険証", ID, 4, 16}, {"social security", ID, 4, 9}, {"ssn", ID, 4, 9}, {"nhs", ID, 10, 10}, {"passport", ID, 5, 9},
	{"driving licence", ID, 5, 16}, {"driver's license", ID, 5, 16}, {"national insurance", ID, 6, 6}, {"ni", ID, 6, 6},
}

// labelsByEnd finds the labels by their last rune.
var labelsByEnd = func() map[rune][]*label {
	byEnd := map[rune][]*label{}
	for i := range labels {
		runes := []rune(labels[i].word)
		byEnd[runes[len(runes)-1]] = append(byEnd[runes[len(runes)-1]], &labels[i])
	}
	return byEnd
}()

// published is the label of numbers that are nobody's.
var published label

var publishedWords = []string{"isbn", "isbn-13", "isbn-10"}

// connectors may stand between a label and its number.
var connectors = []string{
	"番号", "number", "id", "号", "no", "nr", "num", "numbers", "nos", "code", "card", "is", "was", "on", "at", "me", "us", "to", "my", "our",
	"via", "the", "them", "him", "her", "nummer", "です", "は", "が", "を", "に", "の", "まで", "へ",
}

// numbersSaid of the connectors say themselves that a number follows that means
// somebody or something of theirs: someNumber is the label of one without
// another.
const numbersSaid = 3

var someNumber = label{kind: Number, min: 6, max: 20}

// maxConnectors is how many of them are gone over, signs between them included.
const maxConnectors = 6

// label returns the label of the number, nil where it has none.
func (r *run) label() (said *label) {
	s := r.s
	i := s.wordStart(r.groups[0].start)
	for range maxConnectors {
		i = s.skipSigns(i)
		if slices.ContainsFunc(publishedWords, func(w string) bool { return s.wordEndsAt(i, w) }) {
			return &published
		}
		if l := s.labelEndsAt(i); l != nil {
			return l
		}
		at := slices.IndexFunc(connectors, func(c string) bool { return s.wordEndsAt(i, c) })
		if at < 0 {
			break
		}
		if at < numbersSaid {
			said = &someNumber
		}
		i -= utf8.RuneCountInString(connectors[at])
	}
	return said
}

func (s *scanner) lowBefore(i int) rune {
	if i <= 0 {
		return blot
	}
	return s.low[i-1]
}

// skipSigns goes back over up to three signs that part a label from its number.
func (s *scanner) skipSigns(i int) int {
	for n := 0; n < 3 && i > 0 && s.text[i-1] != blot && strings.ContainsRune(" :=#-→(+.[「『、", s.text[i-1]); n++ {
		i--
	}
	return i
}

// wordStart returns where the letters and hyphens begin that a number at i ends
// with: the code AB-12345 begins with A. It goes back by twelve at most.
func (s *scanner) wordStart(i int) int {
	start := i
	for start > 0 && i-start < 12 && (isWordy(s.text[start-1]) || s.text[start-1] == '-' && isWordy(s.at(start-2))) {
		if start--; s.text[start] == '-' && s.labelEndsAt(start) != nil {
			return i // card-12345
		}
	}
	if isWordy(s.before(start)) || start < i && s.labelEndsAt(i) != nil {
		return i // in the midst of a word; tel0312345678
	}
	return start
}

// labelEndsAt returns the label that ends before i, nil where there is none.
func (s *scanner) labelEndsAt(i int) *label {
	for _, l := range labelsByEnd[s.lowBefore(i)] {
		if s.wordEndsAt(i, l.word) {
			return l
		}
	}
	return nil
}

// wordEndsAt reports whether word ends before i. Latin words stand whole.
func (s *scanner) wordEndsAt(i int, word string) bool {
	start := i - utf8.RuneCountInString(word)
	if start < 0 || !startsWith(s.low[:i], start, word) {
		return false
	}
	return !isASCIILetter(s.low[start]) || !isLatin(s.before(start))
}

// labelled returns the bounds of a number after its label, with the letters that
// are glued to it; the end is 0 where it has too few digits or too many, or is a
// sum or a count.
func (r *run) labelled(l *label) (start, end int) {
	if r.joined {
		return 0, 0
	}
	s := r.s
	start = s.wordStart(r.groups[0].start)
	if l.kind == Postcode {
		if end := s.ukPostcode(start, r.groups[0].start, true); end > 0 {
			return start, end
		}
	}
	n := r.groups[0].len()
	if n > l.max {
		return 0, 0
	}
	groups := 1
	for ; groups < r.n && n+r.groups[groups].len() <= l.max; groups++ {
		g := r.groups[groups]
		if g.sep == '.' && l.kind != Phone || g.sep == ' ' && g.len() < 3 && n >= l.min && r.groups[groups-1].len() > 1 {
			break
		}
		n += g.len()
	}
	if n < l.min || r.plain(groups) {
		return 0, 0
	}
	_, end = r.span(groups)
	for limit := end + 8; end < limit && isASCIILetter(s.at(end)); {
		end++
	}
	if l.kind == Postcode && n == 4 {
		end = max(end, s.dutchEnd(end, true))
	}
	return start, end
}
