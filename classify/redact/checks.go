package redact

// checked takes numbers that prove themselves by a check digit or a form of
// their own: My Number, US social security, NHS and payment card numbers.
func (r *run) checked() (start, end int, kind Kind) {
	if r.joined {
		return 0, 0, 0
	}
	var buf [maxGroups * maxDigits]byte
	digits := func(n int) []byte { return r.digits(buf[:0], n) }
	n := 0
	switch {
	case r.groups[0].len() == 12 && isMyNumber(digits(1)):
		n, kind = 1, ID
	case r.has(" -", 4, 4, 4) && r.n == 3 && !r.years() && isMyNumber(digits(3)):
		n, kind = 3, ID
	case r.has("-", 3, 2, 4) && isSSN(digits(3)), r.has(" ", 3, 2, 4) && isSSN(digits(3)):
		n, kind = 3, ID
	case r.groups[0].len() == 10 && isNHS(digits(1)):
		n, kind = 1, ID
	case r.has(" ", 3, 3, 4) && isNHS(digits(3)):
		n, kind = 3, ID
	default:
		n, kind = r.card(buf[:0]), Card
	}
	if n == 0 {
		return 0, 0, 0
	}
	start, end = r.span(n)
	return start, end, kind
}

// card returns how many groups are the number of a payment card: 13 to 19
// digits with a Luhn check digit, in one row, in fours, or as 4-6-5 and 4-6-4.
func (r *run) card(buf []byte) int {
	if d := r.s.text[r.groups[0].start]; d < '2' || d > '6' {
		return 0
	}
	for n := min(r.n, 5); n > 0; n-- {
		if t := r.total(n); t >= 13 && t <= 19 && r.cardGroups(n) && isLuhn(r.digits(buf[:0], n)) {
			return n
		}
	}
	return 0
}

func (r *run) cardGroups(n int) bool {
	if n == 1 || n == 3 && (r.has(" -", 4, 6, 5) || r.has(" -", 4, 6, 4)) {
		return true
	}
	for i, g := range r.groups[:n] {
		if g.len() != 4 && i < n-1 || i > 0 && g.sep != ' ' && g.sep != '-' {
			return false
		}
	}
	return true
}

// isLuhn checks digits by ISO/IEC 7812-1, annex B. Zeros alone do not count.
func isLuhn(digits []byte) bool {
	sum, any := 0, false
	for i := range digits {
		d := int(digits[len(digits)-1-i] - '0')
		any = any || d > 0
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return any && sum%10 == 0
}

// isMyNumber checks the twelve digits of a Japanese individual number (Ordinance
// of the Ministry of Internal Affairs and Communications 85 of 2014, article 5).
func isMyNumber(digits []byte) bool {
	sum := 0
	for n := 1; n <= 11; n++ {
		q := n + 1
		if n > 6 {
			q = n - 5
		}
		sum += int(digits[11-n]-'0') * q
	}
	check := 0
	if rest := sum % 11; rest > 1 {
		check = 11 - rest
	}
	return sum > 0 && int(digits[11]-'0') == check
}

// isSSN reports whether nine digits can be a US social security number: no area
// 000, 666 or 9xx, no group 00, no serial 0000.
func isSSN(digits []byte) bool {
	area := string(digits[:3])
	return area != "000" && area != "666" && area[0] != '9' && string(digits[3:5]) != "00" && string(digits[5:9]) != "0000"
}

// isNHS checks the ten digits of an NHS number (modulus 11, NHS Data Dictionary).
func isNHS(digits []byte) bool {
	sum := 0
	for i, d := range digits[:9] {
		sum += int(d-'0') * (10 - i)
	}
	check := 11 - sum%11
	if check == 11 {
		check = 0
	}
	return sum > 0 && check == int(digits[9]-'0')
}
