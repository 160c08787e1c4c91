package tokenize

import (
	"unicode"
	"unicode/utf8"
)

// cutter cuts one text at a time. It keeps its memory for the next.
type cutter struct {
	t       *Tokenizer
	norm    normalized
	lattice lattice
	doc     *Doc

	text       string // normalised
	start, end int    // of the last token, in bytes of text
	counted    int    // bytes of text whose code points are counted
	points     int32  // the code points of them
	gap        Gap    // the widest thing since the last token

	keepMorphs bool
	morphs     []int32 // by token: its known morph, or -1; only if kept
}

// cut cuts text into doc.
func (c *cutter) cut(text string, doc *Doc) {
	doc.Text = validUTF8(text)
	doc.Lang = Lang(doc.Text)
	doc.Tokens, doc.cutBy = doc.Tokens[:0], c.t
	c.norm.set(doc.Text)
	c.doc, c.text, c.gap = doc, c.norm.text, GapSentence
	c.start, c.end, c.counted, c.points, c.morphs = 0, 0, 0, 0, c.morphs[:0]
	for i := 0; i < len(c.text); {
		i = c.next(i)
	}
	c.doc, c.text, c.norm.text, c.lattice.text = nil, "", "", ""
}

// next cuts what stands at i, and returns where it ends.
func (c *cutter) next(i int) int {
	r, size := rune(c.text[i]), 1
	if r >= utf8.RuneSelf {
		r, size = utf8.DecodeRuneInString(c.text[i:])
	}
	switch cl := classOf(r); {
	case !cl.wordy():
		c.gap = max(c.gap, c.gapOf(cl, i, i+size))
		return i + size
	case cl.japanese():
		return c.japaneseRun(i)
	default:
		return c.word(i)
	}
}

// gapOf returns the gap that the character text[i:j] makes.
func (c *cutter) gapOf(cl class, i, j int) Gap {
	switch cl {
	case classMark:
		return GapNone
	case classSpace, classQuote:
		return GapSpace
	case classSentence:
		return GapSentence
	case classJoiner, classDot:
		after, _ := utf8.DecodeRuneInString(c.text[j:])
		inside := i > 0 && c.end == i && classOf(after).wordy()
		switch {
		case cl == classJoiner && inside:
			return GapSpace
		case cl == classJoiner:
			return GapClause
		case inside && (unicode.IsLower(after) || unicode.IsDigit(after)): // node.js
			return GapSpace
		}
		if cl == classDot && c.end == i {
			return c.dotGap(j)
		}
		return GapSentence
	}
	return GapClause
}

// word cuts the word at i, which is not Japanese.
func (c *cutter) word(i int) int {
	if end := c.userWord(i); end > i {
		return end
	}
	end := joinedEnd(c.text, i, wordEnd(c.text, i))
	w := c.t.cache.get(c.text[i:end])
	c.add(i, end, w, POSUnknown, -1)
	return end
}

// wordEnd returns where the word that begins at i ends. The rules are those of
// Unicode Standard Annex 29 for letters (WB5), apostrophes between letters
// (WB6, WB7), numbers (WB8 to WB10) and separators between digits (WB11,
// WB12), but that a word ends at a full stop between letters, at _, and after
// maxSame characters.
func wordEnd(text string, i int) int {
	last := classMark
	for n := 0; i < len(text) && n < maxSame; n++ {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		switch cl := classOf(r); cl {
		case classLetter, classDigit:
			if last == classSingle {
				return i
			}
			last = cl
		case classSingle:
			if n > 0 {
				return i
			}
			last = cl
		case classMark:
		case classQuote, classDot, classComma:
			after, _ := utf8.DecodeRuneInString(text[i+size:])
			if !joins(cl, last, classOf(after)) {
				return i
			}
		default:
			return i
		}
		i += size
	}
	return i
}

// joins reports whether sign keeps before and after together in one word.
func joins(sign, before, after class) bool {
	if sign == classQuote {
		return before == classLetter && after == classLetter
	}
	return before == classDigit && after == classDigit
}

// userWord adds the user's word of other than Japanese script at i, and
// returns where it ends; i if there is none.
func (c *cutter) userWord(i int) int {
	if len(c.t.user.mixed) == 0 {
		return i
	}
	index, length := c.t.user.match(c.text, i)
	if length > 0 {
		c.addPieces(i, i+length, c.t.user.words[index].cut)
	}
	return i + length
}

// addPieces adds the tokens that the user cuts text[i:end] into.
func (c *cutter) addPieces(i, end int, cut []string) {
	if len(cut) == 0 {
		c.add(i, end, c.t.cache.get(c.text[i:end]), POSNoun, -1)
		return
	}
	for _, p := range cut {
		for isSpaceAt(c.text, i) {
			c.gap = max(c.gap, GapSpace)
			i++
		}
		j := i + prefixFold(c.text[i:], p)
		c.add(i, j, c.t.cache.get(c.text[i:j]), POSNoun, -1)
		i = j
	}
}

// isSpaceAt reports whether a space stands at i.
func isSpaceAt(text string, i int) bool {
	return i < len(text) && asciiClass[text[i]&0x7F] == classSpace && text[i] < utf8.RuneSelf
}

// japaneseRun cuts the kana and kanji at i.
func (c *cutter) japaneseRun(i int) int {
	if end := c.userWord(i); end > i {
		return end
	}
	j := c.t.japanese()
	l := &c.lattice
	if l.dic == nil {
		l.dic, l.user, l.plan = j.dic, j.user, j.katakana.plan
	}
	end := c.runEnd(i)
	left, right := edgeText, edgeText
	if i > 0 {
		r, _ := utf8.DecodeLastRuneInString(c.text[:i])
		left = j.dic.edgeOf(r)
	}
	if end < len(c.text) {
		r, _ := utf8.DecodeRuneInString(c.text[end:])
		right = j.dic.edgeOf(r)
	}
	path := l.cut(c.text[i:end], left, right)
	for k := len(path) - 1; k >= 0; k-- {
		c.addNode(i, path[k])
	}
	return end
}

// runEnd returns where the Japanese run that begins at i ends: at another
// script, at a word of the user's that has another one, or at the bounds of a
// run.
func (c *cutter) runEnd(i int) int {
	first, last, same := i, classSymbol, 0
	for n := 0; i < len(c.text) && n < maxRun; n++ {
		r, size := utf8.DecodeRuneInString(c.text[i:])
		cl := classOf(r)
		if !cl.japanese() {
			return i
		}
		if cl != last {
			last, same = cl, 0
		}
		if same++; same > maxSame {
			return i
		}
		if i > first && len(c.t.user.mixed) > 0 {
			if _, length := c.t.user.match(c.text, i); length > 0 {
				return i
			}
		}
		i += size
	}
	return i
}

// addNode adds the token of a node of the lattice whose run begins at offset.
func (c *cutter) addNode(offset int, n int32) {
	node, surface := &c.lattice.nodes[n], c.lattice.surface(n)
	start, end := offset+int(node.start), offset+int(node.end)
	switch {
	case node.morph >= userMorph:
		c.addPieces(start, end, c.lattice.user.words[node.morph-userMorph].cut)
	case node.morph >= 0:
		w := c.lattice.dic.known(node.morph, surface)
		c.add(start, end, w, w.pos, node.morph)
	default:
		c.add(start, end, c.t.cache.get(surface), c.lattice.dic.unknown[^node.morph], -1)
	}
}

// add adds the token text[start:end].
func (c *cutter) add(start, end int, w *word, pos POS, morph int32) {
	from, to := c.span(start, end)
	if n := len(c.doc.Tokens); n > 0 && from < c.doc.Tokens[n-1].End {
		c.widen(&c.doc.Tokens[n-1], end, to)
		return
	}
	c.doc.Tokens = append(c.doc.Tokens, Token{
		Start: from, End: to, Key: w.key, Surface: w.surface, POS: pos, Script: w.script, Gap: c.gap,
		KeyHash: w.keyHash, SurfaceHash: w.surfaceHash, Memo: &w.memo,
	})
	c.start, c.end, c.gap = start, end, GapNone
	if c.keepMorphs {
		c.morphs = append(c.morphs, morph)
	}
}

// span returns the code points at which text[start:end] stands in the text as
// given.
func (c *cutter) span(start, end int) (from, to int32) {
	if len(c.norm.from) > 0 {
		return c.norm.span(start, end)
	}
	from = c.points + int32(utf8.RuneCountInString(c.text[c.counted:start]))
	to = from + int32(utf8.RuneCountInString(c.text[start:end]))
	c.counted, c.points = end, to
	return from, to
}

// maxWidened is how many bytes a word has that is widened: 64 characters of most
// scripts.
const maxWidened = 3 * maxSame

// widen makes one token of tok and of what follows it to end: two words within
// one cluster (㍿) cannot be told apart in the text as given. There may be
// thousands of marks in one; then the token goes to the end of them, and its word
// is of the first.
func (c *cutter) widen(tok *Token, end int, to int32) {
	tok.End, c.end, c.gap = to, end, GapNone
	if end-c.start > maxWidened {
		return
	}
	w := c.t.cache.get(c.text[c.start:end])
	tok.Key, tok.Surface = w.key, w.surface
	tok.KeyHash, tok.SurfaceHash, tok.Memo = w.keyHash, w.surfaceHash, &w.memo
}
