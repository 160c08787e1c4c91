package tokenize

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// normalized is a text in the form in which it is cut, NFKC but for the
// exceptions of appendCluster, and the way back to the text as given.
type normalized struct {
	text string
	// from and to hold, for every byte of text, the code points of the given
	// text between which its cluster stands. They are empty where text is the
	// given text.
	from, to []int32

	buf  []byte
	last int // where the last cluster begins in buf
}

// set normalises text, which must be valid UTF-8. Its slices are used again.
func (n *normalized) set(text string) {
	n.from, n.to = n.from[:0], n.to[:0]
	if stable(text) {
		n.text = text
		return
	}
	n.buf, n.last = n.buf[:0], 0
	cp := int32(0)
	for i := 0; i < len(text); {
		size := clusterLen(text[i:])
		count := int32(utf8.RuneCountInString(text[i : i+size]))
		n.add(text, i, size, cp, cp+count)
		i, cp = i+size, cp+count
	}
	n.text = string(n.buf)
}

// add appends the cluster text[i:i+size], code points from to to.
func (n *normalized) add(text string, i, size int, from, to int32) {
	start := len(n.buf)
	n.buf = appendCluster(n.buf, text[i:i+size], text[i+size:])
	if len(n.buf) == start { // left out: the cluster before stands for it
		for j := n.last; j < start; j++ {
			n.to[j] = to
		}
		return
	}
	n.last = start
	for range len(n.buf) - start {
		n.from, n.to = append(n.from, from), append(n.to, to)
	}
}

// stable reports whether text is certainly its own normalised form.
func stable(text string) bool {
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf && c != '-' {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if r != '-' && !plain(r) {
			return stableRest(text)
		}
		if isHyphen(r) && longVowel(r, text[:i], text[i+size:]) {
			return false
		}
		i += size
	}
	return true
}

// plain reports whether r is a frequent character that normalising leaves
// alone, whatever stands around it.
func plain(r rune) bool {
	switch {
	case r >= 0x3041 && r <= 0x3096, r >= 0x30A1 && r <= 0x30FA, r == 'ー', r == '・':
		return true
	case r >= 0x4E00 && r <= 0x9FFF, r >= 0x3001 && r <= 0x3011:
		return true
	case r == '’', r == '“', r == '”', r == '–', r == '—':
		return true
	}
	return false
}

// stableRest is stable for texts with characters that are not plain.
func stableRest(text string) bool {
	if norm.NFKC.QuickSpanString(text) != len(text) {
		return false
	}
	for i, r := range text {
		if r >= 0xAD && (ignorable(r) || isDash(r)) || isHyphen(r) && longVowel(r, text[:i], text[i+utf8.RuneLen(r):]) {
			return false
		}
	}
	return true
}

// clusterLen returns the length in bytes of the cluster at the beginning of
// text: characters that normalisation may touch together.
func clusterLen(text string) int {
	r, size := utf8.DecodeRuneInString(text)
	if next, _ := utf8.DecodeRuneInString(text[size:]); starter(r) && (starter(next) || len(text) == size) {
		return size
	}
	if n := norm.NFKC.NextBoundaryInString(text, true); n > 0 {
		return n
	}
	return size
}

// starter reports whether r is a frequent character that begins a cluster.
func starter(r rune) bool {
	return r < utf8.RuneSelf || plain(r) || r == '　' || fullWidth(r)
}

// fullWidth reports whether r is the full-width form of an ASCII character.
func fullWidth(r rune) bool { return r >= '！' && r <= '～' }

// appendCluster appends the normalised form of cluster, which stands between
// dst and rest. It is NFKC, except that
//   - ™, ℠ and the free-standing ゛ and ゜ stay signs, for they are no part of
//     the word before them;
//   - characters without a look of their own are left out;
//   - a dash typed for ー within a katakana word is ー.
func appendCluster(dst []byte, cluster, rest string) []byte {
	r, size := utf8.DecodeRuneInString(cluster)
	if size < len(cluster) {
		return appendNFKC(dst, cluster)
	}
	switch {
	case (isDash(r) || isHyphen(r)) && longVowel(r, lastKatakana(dst), rest):
		return append(dst, "ー"...)
	case plain(r), r == '™', r == '℠', r == '゛', r == '゜':
		return append(dst, cluster...)
	case fullWidth(r):
		return append(dst, byte(r-'！'+'!'))
	}
	return appendNFKC(dst, cluster)
}

// appendNFKC appends NFKC of s without the ignorable characters.
func appendNFKC(dst []byte, s string) []byte {
	if strings.ContainsFunc(s, ignorable) {
		s = strings.Map(func(r rune) rune {
			if ignorable(r) {
				return -1
			}
			return r
		}, s)
	}
	if norm.NFKC.QuickSpanString(s) == len(s) {
		return append(dst, s...)
	}
	return norm.NFKC.AppendString(dst, s)
}

// isDash reports whether r is a sign that Japanese keyboards give where ー was
// meant: － − ‐ ‑ ─.
func isDash(r rune) bool {
	switch r {
	case 0xFF0D, 0x2212, 0x2010, 0x2011, 0x2500:
		return true
	}
	return false
}

// isHyphen reports whether r is a sign that is typed for ー too, but more often
// for itself: - – — ― 〜.
func isHyphen(r rune) bool {
	switch r {
	case '-', '–', '—', '―', '〜', '～':
		return true
	}
	return false
}

// longVowel reports whether r, between before and after, is meant as ー: サ－バ－
// and ダウンロ-ド, but not 東京－大阪, a ruled line, スルメ-イカ or インド〜タイ. A
// hyphen is ー where it parts a single mora from a katakana word, since no word
// is that short.
func longVowel(r rune, before, after string) bool {
	if prev, _ := utf8.DecodeLastRuneInString(before); classOf(prev) != classKatakana {
		return false
	}
	next, _ := utf8.DecodeRuneInString(after)
	inside := classOf(next) == classKatakana || next >= 0xFF66 && next <= 0xFF9D
	if isHyphen(r) {
		return inside && (!twoMoras(before, true) || !twoMoras(after, false))
	}
	return inside || !isDash(next) && (after == "" || !classOf(next).wordy() || classOf(next) == classHiragana)
}

// twoMoras reports whether the katakana at the beginning of s, or at its end,
// have two moras or more that a word can begin with.
func twoMoras(s string, atEnd bool) bool {
	for moras := 0; s != ""; {
		r, size := utf8.DecodeRuneInString(s)
		if atEnd {
			r, size = utf8.DecodeLastRuneInString(s)
			s = s[:len(s)-size]
		} else {
			s = s[size:]
		}
		half := r >= 0xFF66 && r <= 0xFF9F
		if !half && classOf(r) != classKatakana {
			return false
		}
		if half && r >= 0xFF71 && r < 0xFF9D || !half && startsMora(r) {
			if moras++; moras > 1 {
				return true
			}
		}
	}
	return false
}

// lastKatakana returns enough of the end of a text for longVowel.
func lastKatakana(text []byte) string { return string(text[max(0, len(text)-8*kanaBytes):]) }

// span returns the code points of the given text in whose clusters the bytes
// start to end of the normalised text stand. The text must not be its own
// normalised form.
func (n *normalized) span(start, end int) (from, to int32) {
	return n.from[start], n.to[end-1]
}

// validUTF8 returns text with every invalid byte replaced by U+FFFD.
func validUTF8(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	return string([]rune(text))
}
