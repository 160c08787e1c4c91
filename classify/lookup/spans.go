package lookup

import (
	"slices"
	"unicode/utf8"

	"verbatim/datasets"
	"verbatim/tokenize"
)

// spans turns places, which it sorts, into evidence: overlapping ones become
// one, and the words are cut from the text as it was typed.
func spans(doc *tokenize.Doc, marks []place) []datasets.Span {
	slices.SortFunc(marks, place.compare)
	out := make([]datasets.Span, 0, len(marks))
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

// tokenRanges returns the tokens of places, sorted; overlapping ones become
// one, and what has no token is left out.
func tokenRanges(marks []place) []tokenize.Range {
	slices.SortFunc(marks, func(a, b place) int { return int(a.from - b.from) })
	out := make([]tokenize.Range, 0, len(marks))
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

// counter counts the code points of a text up to places that only rise.
type counter struct {
	bytes  int
	points int32
}

// byteOf returns the byte at which a code point begins.
func (c *counter) byteOf(text string, point int32) int {
	for ; c.points < point; c.points++ {
		_, n := utf8.DecodeRuneInString(text[c.bytes:])
		c.bytes += n
	}
	return c.bytes
}

// pointOf returns the code point that begins at a byte.
func (c *counter) pointOf(text string, at int) int32 {
	c.points += int32(utf8.RuneCountInString(text[c.bytes:at]))
	c.bytes = at
	return c.points
}
