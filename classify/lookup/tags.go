package lookup

import (
	"slices"
	"unicode/utf8"

	"verbatim/datasets"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// ThemeHit is a theme that a verbatim has by the lookup lists.
type ThemeHit struct {
	Theme    int             // index in Codebook.Themes
	Rule     string          // the first term in codebook order that holds, as written
	Evidence []datasets.Span // of all terms that hold: sorted, disjoint, never nil
}

// Tags appends the themes whose terms hold for what Match found, in codebook
// order. A theme does not bring its parents along. facts answers the field
// conditions inside terms; with nil none of them holds.
//
// Excludes work on places: while a theme's terms are evaluated, words that
// stand within the evidence of one of its excludes do not count. 評価が高い
// takes away the 高い in it, and leaves another 高い of the same text alone.
// An exclude that holds by its fields alone takes away the theme.
func (m *Matcher) Tags(h *Hits, facts expr.Facts, dst []ThemeHit) []ThemeHit {
	split, _ := slices.BinarySearch(h.entries, m.intents)
	for rest := h.entries[:split]; len(rest) > 0; {
		n := 1
		for n < len(rest) && m.entries[rest[n]].owner == m.entries[rest[0]].owner {
			n++
		}
		if hit, ok := m.theme(rest[:n], view{hits: h, facts: facts}); ok {
			dst = append(dst, hit)
		}
		rest = rest[n:]
	}
	return dst
}

// theme evaluates the entries of one theme, which begin with its excludes.
func (m *Matcher) theme(entries []int32, v view) (hit ThemeHit, ok bool) {
	h := v.hits
	h.hidden, h.marks = h.hidden[:0], h.marks[:0]
	for len(entries) > 0 && m.entries[entries[0]].kind == themeExclude {
		if c := &m.entries[entries[0]].cond; c.holds(&v) {
			before := len(h.hidden)
			if h.hidden = c.evidence(&v, h.hidden); len(h.hidden) == before {
				return ThemeHit{}, false
			}
		}
		entries = entries[1:]
	}
	v.hidden = h.hidden
	for _, i := range entries {
		e := &m.entries[i]
		if !e.cond.holds(&v) {
			continue
		}
		if !ok {
			hit, ok = ThemeHit{Theme: int(e.owner), Rule: e.text}, true
		}
		h.marks = e.cond.evidence(&v, h.marks)
	}
	if ok {
		hit.Evidence = spans(h.doc, h.marks)
	}
	return hit, ok
}

// spans turns ranges of tokens, which it sorts, into evidence: overlapping
// ones become one, and the words are cut from the text as it was typed.
func spans(doc *tokenize.Doc, marks []tokenRange) []datasets.Span {
	slices.SortFunc(marks, tokenRange.compare)
	out := make([]datasets.Span, 0, len(marks))
	for _, r := range marks {
		start, end := doc.Tokens[r.from].Start, doc.Tokens[r.to-1].End
		if n := len(out); n > 0 && start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, end)
		} else {
			out = append(out, datasets.Span{Start: start, End: end})
		}
	}
	cut(doc.Text, out)
	return out
}

// cut sets the Text of sorted, disjoint spans.
func cut(text string, spans []datasets.Span) {
	var at int32 // in code points
	var from int // the same place, in bytes
	advance := func(to int32) int {
		for ; at < to; at++ {
			_, n := utf8.DecodeRuneInString(text[from:])
			from += n
		}
		return from
	}
	for i := range spans {
		start := advance(spans[i].Start)
		spans[i].Text = text[start:advance(spans[i].End)]
	}
}
