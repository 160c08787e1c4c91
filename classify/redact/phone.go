package redact

import "slices"

// contact takes a number of the same response, however it is parted: all of it,
// its last eight digits with whatever stands before them, or six and more of its
// last ones.
func (r *run) contact() (start, end int, kind Kind) {
	var buf [maxGroups * maxDigits]byte
	for n := r.n; n > 0 && len(r.s.contacts.digits) > 0; n-- {
		digits := string(r.digits(buf[:0], n))
		for _, c := range r.s.contacts.digits {
			if endsAlike(digits, c) {
				start, end = r.span(n)
				return r.s.lead(start, end), end, Contact
			}
		}
	}
	return 0, 0, 0
}

// endsAlike reports whether the digits of a text are those of a contact number.
func endsAlike(digits, contact string) bool {
	n := min(len(digits), len(contact), 8)
	return n >= minContactDigits && len(digits) <= len(contact)+5 && digits[len(digits)-n:] == contact[len(contact)-n:]
}

// lead returns where the signs begin that belong to a number from start to end:
// +, and ( where it is closed within the number.
func (s *scanner) lead(start, end int) int {
	closed := slices.Contains(s.text[start:end], ')')
	for n := 0; n < 3 && (s.before(start) == '+' || closed && s.before(start) == '('); n++ {
		start--
	}
	return start
}

// international takes a number with + or a prefix of international calls before
// its country code: 8 to 15 digits (ITU-T E.164 allows 15).
func (r *run) international() (start, end int, kind Kind) {
	most := 0
	switch {
	case r.s.before(r.groups[0].start) == '+':
		most = r.longest()
	case r.n > 1 && r.dialledAbroad():
		most = 17
	default:
		return 0, 0, 0
	}
	n := 1
	for total := r.groups[0].len(); n < r.n && total+r.groups[n].len() <= most; n++ {
		if total >= 10 && r.groups[n].sep == ' ' && r.groups[n].len() < 3 {
			break
		}
		total += r.groups[n].len()
	}
	if t := r.total(n); t < 8 || t > most {
		return 0, 0, 0
	}
	start, end = r.span(n)
	return r.s.lead(start, end), end, Phone
}

// longest returns how many digits a number with + may have, by the countries
// whose numbers have a fixed length; one more for a written trunk 0.
func (r *run) longest() int {
	d := r.s.text[r.groups[0].start:]
	switch {
	case d[0] == '1':
		return 11
	case startsWith(d, 0, "81"), startsWith(d, 0, "44"):
		return 13
	}
	return 15
}

// dialledAbroad reports whether the number begins as one dials from Europe and
// Asia (00) or America (011) to another country.
func (r *run) dialledAbroad() bool {
	d := r.s.text[r.groups[0].start:r.groups[0].end]
	switch {
	case startsWith(d, 0, "011"):
		return len(d) == 3
	case startsWith(d, 0, "00"):
		return len(d) >= 3 && len(d) <= 6 && d[2] != '0'
	}
	return false
}

// domestic takes a number with a trunk 0, as in Japan, the UK and most of
// Europe: 10 or 11 digits, else 9 or 12 in two or three groups.
func (r *run) domestic() (start, end int, kind Kind) {
	first := r.groups[0]
	if r.s.text[first.start] != '0' || r.joined || first.len() > 1 && r.s.text[first.start+1] == '0' {
		return 0, 0, 0
	}
	n := 0
	switch {
	case first.len() == 10, first.len() == 11:
		n = 1
	case first.len() < 2 && r.s.at(first.end) != ')' || first.len() > 6:
	case r.pairs():
		n = 5
	case first.len() == 4 && r.lengths(4, 2, 2, 2) && !r.goesOn(4):
		n = 4
	default:
		n = r.domesticGroups()
	}
	if n == 0 {
		return 0, 0, 0
	}
	start, end = r.span(n)
	return r.s.lead(start, end), end, Phone
}

// domesticGroups returns how many groups make a domestic number.
func (r *run) domesticGroups() int {
	total := r.groups[0].len()
	rest := 0
	for n := 1; n < r.n && n < 5; n++ {
		total += r.groups[n].len()
		long := r.groups[n].len() >= 3
		switch {
		case long && (total == 10 || total == 11):
			return n + 1
		case long && rest == 0 && n < 3 && (total == 9 || total == 12 && !r.has("-. ", 4, 4, 4)):
			rest = n + 1
		}
	}
	if rest > 0 && r.total(rest) == 9 && r.goesOn(rest) && r.groups[rest].sep != ' ' {
		return 0
	}
	return rest
}

// goesOn reports whether another group follows n groups as they follow one
// another: then they are a part of something else.
func (r *run) goesOn(n int) bool { return n < r.n && r.groups[n].sep == r.groups[n-1].sep }

// pairs reports whether the number is of five pairs, as in France, and no list
// of small numbers.
func (r *run) pairs() bool {
	fresh := !isDigit(r.s.at(r.groups[0].start-2)) && !isDigit(r.s.at(r.groups[0].start-3))
	return fresh && r.has(" .-", 2, 2, 2, 2, 2) && !r.goesOn(5)
}

// northAmerican takes ten digits as three, three and four, with a 1 before them
// or not, or in one row: area codes begin with 2 to 9. Also the eleven digits of
// a Chinese mobile number, which have no trunk 0 either.
func (r *run) northAmerican() (start, end int, kind Kind) {
	n := 0
	switch {
	case r.joined:
	case r.groups[0].len() == 10 && r.s.text[r.groups[0].start] > '1' && !r.plain(1):
		n = 1
	case r.lengths(3, 3, 4) && r.s.text[r.groups[0].start] > '1':
		n = 3
	case r.lengths(3, 4, 4) && r.value(0) >= 130 && r.value(0) < 200:
		n = 3
	case r.lengths(1, 3, 3, 4) && r.s.text[r.groups[0].start] == '1' && r.s.text[r.groups[1].start] > '1':
		n = 4
	}
	if n == 0 {
		return 0, 0, 0
	}
	start, end = r.span(n)
	return r.s.lead(start, end), end, Phone
}

// lengths reports whether the first groups have these lengths.
func (r *run) lengths(lengths ...int) bool {
	if r.n < len(lengths) {
		return false
	}
	for i, n := range lengths {
		if r.groups[i].len() != n {
			return false
		}
	}
	return true
}
