package lookup

import (
	"math/bits"
	"slices"
	"unicode/utf8"

	"verbatim/datasets"
	"verbatim/tokenize"
)

// spans turns places, which it sorts, into evidence: overlapping ones become
// one, and the words are cut from the text as it was typed.
func spans(doc *tokenize.Doc, marks []place) []datasets.Span {
	return appendSpans(make([]datasets.Span, 0, len(marks)), doc, marks)
}

// appendSpans is spans with memory of the caller, in which nothing stands.
func appendSpans(out []datasets.Span, doc *tokenize.Doc, marks []place) []datasets.Span {
	slices.SortFunc(marks, place.compare)
	for _, p := range marks {
		if n := len(out); n > 0 && p.start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, p.end)
		} else {
			out = append(out, datasets.Span{Start: p.start, End: p.end})
		}
	}
	var at counter
	for i := range out {
		from := at.byteOf(doc.Text, out[i].Start)
		out[i].Text = doc.Text[from:at.byteOf(doc.Text, out[i].End)]
	}
	return out
}

// appendRanges appends to nothing the tokens of places, sorted; overlapping ones
// become one, and what has no token is left out.
func appendRanges(out []tokenize.Range, marks []place) []tokenize.Range {
	slices.SortFunc(marks, func(a, b place) int { return int(a.from - b.from) })
	for _, p := range marks {
		switch n := len(out); {
		case p.from == p.to:
		case n > 0 && p.from < out[n-1].To:
			out[n-1].To = max(out[n-1].To, p.to)
		default:
			out = append(out, tokenize.Range{From: p.from, To: p.to})
		}
	}
	return out
}

// room returns an empty slice with room for n, that is cut from memory which is
// given away piece by piece: one allocation serves many themes.
func room[T any](free *[]T, n int) []T {
	if *free == nil || len(*free) < n {
		*free = make([]T, max(n, 32))
	}
	s := (*free)[:0:n]
	*free = (*free)[n:]
	return s
}

// counter counts the code points of a text up to places that only rise.
type counter struct {
	bytes  int
	points int32
}

// byteOf returns the byte at which a code point begins: the first of those that
// are no continuation of one, of which it counts eight bytes at a time.
func (c *counter) byteOf(text string, point int32) int {
	rest, left := text[c.bytes:], point-c.points
	for len(rest) >= 8 {
		begun := beginnings(rest)
		if begun > left {
			break
		}
		rest, left = rest[8:], left-begun
	}
	n := 0
	for ; n < len(rest); n++ {
		if utf8.RuneStart(rest[n]) {
			if left == 0 {
				break
			}
			left--
		}
	}
	c.bytes, c.points = len(text)-len(rest)+n, point-left
	return c.bytes
}

// beginnings returns how many of the first eight bytes of a text begin a code
// point: all but those of the form 10xxxxxx.
func beginnings(s string) int32 {
	_ = s[7]
	w := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
	return 8 - int32(bits.OnesCount64(w>>7&^(w>>6)&0x0101010101010101))
}

// pointOf returns the code point that begins at a byte.
func (c *counter) pointOf(text string, at int) int32 {
	c.points += int32(utf8.RuneCountInString(text[c.bytes:at]))
	c.bytes = at
	return c.points
}
