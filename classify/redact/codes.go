package redact

import "strings"

// lettered takes codes that begin or end with letters: IBAN, British and
// Canadian postcodes, National Insurance numbers, US ZIP codes after a state, Dutch and German
// postal codes before a city or after the sign of the country.
func (r *run) lettered() (start, end int, kind Kind) {
	i := r.groups[0].start
	start = i
	for start > 0 && i-start < 3 && isASCIILetter(r.s.text[start-1]) {
		start--
	}
	if isDigit(r.s.before(start)) {
		return 0, 0, 0
	}
	switch i - start {
	case 1, 2:
		if end = r.s.ukPostcode(start, i, false); end > 0 {
			return start, end, Postcode
		}
		if end = r.s.canadian(start, i); end > 0 {
			return start, end, Postcode
		}
		if i-start == 2 {
			return r.twoLetters(start)
		}
	case 0:
		if s := r.s; r.has(" ", 2, 2, 2) && len(s.wordBefore(i)) == 2 && s.before(i) == ' ' {
			return r.insurance(i - 3)
		}
		return r.zip()
	}
	return 0, 0, 0
}

// twoLetters takes an IBAN or a National Insurance number.
func (r *run) twoLetters(start int) (int, int, Kind) {
	if end := r.s.iban(start); end > 0 {
		return start, end, Account
	}
	return r.insurance(start)
}

// insurance takes a UK National Insurance number whose letters begin at start:
// two letters, six digits, and A to D.
func (r *run) insurance(start int) (int, int, Kind) {
	n := 1
	for n < r.n && r.total(n) < 6 && r.groups[n].sep == ' ' {
		n++
	}
	_, end := r.span(n)
	if r.s.at(end) == ' ' {
		end++
	}
	suffix := r.s.at(end)
	if r.total(n) == 6 && suffix >= 'A' && suffix <= 'D' && isUpper(r.s.text[start]) && !isWordy(r.s.at(end+1)) {
		return start, end + 1, ID
	}
	return 0, 0, 0
}

// iban returns where the IBAN that begins at start ends (ISO 13616: 15 to 34
// characters that are 1 modulo 97 when the first four stand last); 0 where none
// does. Single spaces may part it.
func (s *scanner) iban(start int) int {
	end, rest, n := 0, 0, 0
	var code [34]byte
	for i := start; i < len(s.text) && n < len(code); i++ {
		if s.text[i] == ' ' && n >= 4 {
			continue
		}
		c := s.text[i]
		if !isWordy(c) {
			break
		}
		code[n] = byte(s.low[i])
		if n++; n > 4 {
			rest = mod97(rest, code[n-1])
		}
		if n < 15 || isWordy(s.at(i+1)) {
			continue
		}
		whole := rest
		for _, c := range code[:4] {
			whole = mod97(whole, c)
		}
		if whole == 1 && isDigit(rune(code[2])) && isDigit(rune(code[3])) {
			end = i + 1
		}
	}
	return end
}

// mod97 goes on with a remainder by one digit or lower-case letter.
func mod97(rest int, c byte) int {
	if c >= 'a' {
		return (rest*100 + int(c-'a') + 10) % 97
	}
	return (rest*10 + int(c-'0')) % 97
}

// ukPostcode returns where the UK postcode ends whose letters begin at start and
// whose first digit is at i; 0 where there is none. One in small letters counts
// only where it is expected.
func (s *scanner) ukPostcode(start, i int, expected bool) int {
	if !ukAreas[string(s.low[start:i])] || !expected && !isUpper(s.text[start]) {
		return 0
	}
	i++
	if isWordy(s.at(i)) && !(isDigit(s.at(i)) && isASCIILetter(s.at(i+1)) && isASCIILetter(s.at(i+2)) && !isWordy(s.at(i+3))) {
		i++ // the second of SW1A, M60 and EC1V
	}
	if s.at(i) == ' ' {
		i++
	}
	if !isDigit(s.at(i)) || isWordy(s.at(i+3)) {
		return 0
	}
	for _, c := range []rune{s.at(i + 1), s.at(i + 2)} {
		if !isASCIILetter(c) || !expected && !isUpper(c) || strings.ContainsRune("CIKMOVcikmov", c) {
			return 0
		}
	}
	return i + 3
}

// canadian returns where the Canadian postal code ends whose letter is at start
// and whose first digit is at i: K1A 0B6.
func (s *scanner) canadian(start, i int) int {
	if i-start != 1 || !isUpper(s.text[start]) || !isUpper(s.at(i+1)) {
		return 0
	}
	i += 2
	if s.at(i) == ' ' || s.at(i) == '-' {
		i++
	}
	if !isDigit(s.at(i)) || !isUpper(s.at(i+1)) || !isDigit(s.at(i+2)) || isWordy(s.at(i+3)) {
		return 0
	}
	return i + 3
}

// zip takes five digits after a US state or a country's sign, or before a German
// city, and four digits and two letters before a Dutch one.
func (r *run) zip() (start, end int, kind Kind) {
	g := r.groups[0]
	s := r.s
	before := s.wordBefore(g.start)
	end = g.end
	switch {
	case g.len() == 5 && usStates[before]:
		if r.n > 1 && r.groups[1].len() == 4 && r.groups[1].sep == '-' {
			end = r.groups[1].end
		}
	case g.len() == 5 && (before == "D-" || s.cityAt(end)):
	case g.len() == 4:
		end = s.dutchEnd(end, before == "NL-")
	default:
		end = 0
	}
	if end == 0 || isWordy(s.at(end)) {
		return 0, 0, 0
	}
	return g.start, end, Postcode
}

// dutchEnd returns where the two letters of a Dutch postal code end, whose
// digits end at i.
func (s *scanner) dutchEnd(i int, expected bool) int {
	if s.at(i) == ' ' {
		i++
	}
	if !isUpper(s.at(i)) || !isUpper(s.at(i+1)) || !expected && !s.cityAt(i+2) {
		return 0
	}
	return i + 2
}

// wordBefore returns the two capital letters before i with the hyphen after
// them, or else the one with its hyphen; a state may be followed by a comma and
// is followed by a space.
func (s *scanner) wordBefore(i int) string {
	end := i
	hyphen := s.before(i) == '-'
	if hyphen {
		i--
	}
	for i > 0 && (s.text[i-1] == ' ' || s.text[i-1] == ',') && end-i < 2 && !hyphen {
		i--
	}
	start := i
	for start > 0 && i-start < 2 && isUpper(s.text[start-1]) {
		start--
	}
	if start == i || isWordy(s.before(start)) || i == end {
		return ""
	}
	if hyphen {
		return string(s.text[start:i]) + "-"
	}
	return string(s.text[start:i])
}

// cityAt reports whether the name of a large Dutch or German city follows i.
func (s *scanner) cityAt(i int) bool {
	if s.at(i) != ' ' {
		return false
	}
	end := i + 1
	for end < len(s.low) && end < i+14 && isLatin(s.low[end]) {
		end++
	}
	return cities[string(s.low[i+1:end])]
}

// postcode takes a Japanese postal code: three and four digits, or seven, after
// 〒 or before an address. Other postal codes are known by their labels.
func (r *run) postcode() (start, end int, kind Kind) {
	n := 0
	switch {
	case r.has("-", 3, 4):
		n = 2
	case r.groups[0].len() == 7:
		n = 1
	default:
		return 0, 0, 0
	}
	start, end = r.span(n)
	i := start
	for i > 0 && start-i < 3 && strings.ContainsRune(" :-", r.s.text[i-1]) {
		i--
	}
	if r.s.before(i) != '〒' && !r.s.addressAt(end) {
		return 0, 0, 0
	}
	return start, end, Postcode
}

// addressAt reports whether a Japanese address follows i: a name of up to four
// characters before one of 都道府県市区町村郡.
func (s *scanner) addressAt(i int) bool {
	for n := 0; n < 3 && s.at(i) == ' '; n++ {
		i++
	}
	for n := range 5 {
		r := s.at(i + n)
		if n >= 1 && r > 0 && strings.ContainsRune("都道府県市区町村郡", r) {
			return true
		}
		if !isHan(r) {
			return false
		}
	}
	return false
}

// Postal areas of the UK (Royal Mail), states and territories of the US, and the
// largest cities of the Netherlands and Germany.
var (
	ukAreas = wordSet(`ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy
		e ec eh en ex fk fy g gl gu gy ha hd hg hp hr hs hu hx ig im ip iv je ka kt kw ky l la ld le ll ln ls lu
		m me mk ml n ne ng nn np nr nw ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm sn so sp sr ss st sw sy
		ta td tf tn tq tr ts tw ub w wa wc wd wf wn wr ws wv yo ze`)
	usStates = wordSet(`AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM
		NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR GU VI`)
	cities = wordSet(`amsterdam rotterdam utrecht eindhoven groningen tilburg almere breda nijmegen haarlem arnhem
		leiden delft maastricht berlin hamburg münchen munich köln cologne frankfurt stuttgart düsseldorf dortmund
		essen leipzig bremen dresden hannover nürnberg duisburg bochum wuppertal bielefeld bonn münster mannheim`)
)
