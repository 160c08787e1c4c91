package lookup

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// wordsBuilder collects the leaves of expressions. Equal leaves get one
// number, wherever they stand.
type wordsBuilder struct {
	tk      *tokenize.Tokenizer
	doc     tokenize.Doc // scratch
	lenient bool         // words that can match nothing are no error
	ids     map[string]int32
	table   []pattern
	known   map[patternID]int   // index in table
	rest    map[uint32]struct{} // sums of patterns and of their beginnings, but for those of one word
	glued   map[uint32]struct{} // sums of the beginnings of runs, and of runs
	longest int                 // length of the longest run, in bytes
	stems   map[string]int32
	typed   map[int32]string
	regexps []regexpLeaf
}

// patternID is what there is one pattern of.
type patternID struct {
	leaf int32
	text string
}

func newWordsBuilder(tk *tokenize.Tokenizer) *wordsBuilder {
	return &wordsBuilder{
		tk: tk, ids: make(map[string]int32), known: make(map[patternID]int),
		rest: make(map[uint32]struct{}), glued: make(map[uint32]struct{}),
		stems: make(map[string]int32), typed: make(map[int32]string),
	}
}

// cut returns the tokens of a term; they stay until the next call.
func (b *wordsBuilder) cut(term string) []tokenize.Token {
	b.tk.Tokenize(term, &b.doc)
	return b.doc.Tokens
}

// build compiles what was collected.
func (b *wordsBuilder) build() words {
	sums := make([]uint32, len(b.table))
	for i := range b.table {
		sums[i] = b.table[i].sum
	}
	w := words{
		table: newTable(b.table), whole: newSieve(sums),
		rest: newSieve(slices.Collect(maps.Keys(b.rest))), glued: newSieve(slices.Collect(maps.Keys(b.glued))),
		stems: newStems(b.stems), typed: b.typed, regexps: b.regexps,
		leaves: len(b.ids), keys: keyJoints(), surface: surfaceJoints(),
	}
	w.powers = make([]uint32, b.longest+1)
	power := uint32(1)
	for i := range w.powers {
		w.powers[i] = power
		power *= tokenize.HashBase
	}
	return w
}

// errNoWord is what is wrong with a term that can never match.
var errNoWord = errors.New("want at least one letter or digit, found none")

// phrase returns the leaf of w.
func (b *wordsBuilder) phrase(w *expr.Words) (int32, error) {
	tokens := b.cut(w.Text)
	if len(tokens) == 0 {
		return 0, errNoWord
	}
	on := onSurfaces
	if !w.Exact && !w.Case {
		on |= onKeys
	}
	typed := ""
	if w.Case {
		typed = typedLetters(&b.doc, place{to: int32(len(tokens))})
	}
	leaf, added := b.leaf(fmt.Sprintf("%d %s\x00%s\x00%s", on, join(tokens, surfaceText, surfaceJoints()), join(tokens, keyText, keyJoints()), typed))
	if !added {
		return leaf, nil
	}
	if w.Case {
		b.typed[leaf] = typed
	}
	b.pattern(leaf, tokens, onSurfaces, surfaceText, surfaceJoints())
	if on&onKeys != 0 {
		b.pattern(leaf, tokens, onKeys, keyText, keyJoints())
	}
	return leaf, nil
}

// prefix returns the leaf of p.
func (b *wordsBuilder) prefix(p *expr.Prefix) (int32, error) {
	tokens := b.cut(p.Text)
	if len(tokens) == 0 {
		return 0, errNoWord
	}
	for _, t := range tokens[1:] {
		if t.Gap != tokenize.GapNone {
			return 0, fmt.Errorf("want one word before *, found %q: write the words without the star, or a shorter beginning", p.Text)
		}
	}
	stem := join(tokens, surfaceText, joints{})
	leaf, _ := b.leaf("* " + stem)
	b.stems[stem] = leaf
	return leaf, nil
}

// leaf returns the number of the leaf with an id, and whether it is new.
func (b *wordsBuilder) leaf(id string) (n int32, added bool) {
	n, ok := b.ids[id]
	if !ok {
		n = int32(len(b.ids))
		b.ids[id] = n
	}
	return n, !ok
}

// pattern adds the patterns of a phrase on one side: with the gaps as written
// and, where there is punctuation in it, with that left out.
func (b *wordsBuilder) pattern(leaf int32, tokens []tokenize.Token, on side, text func(*tokenize.Token) string, j joints) {
	bare := j
	bare[tokenize.GapClause], bare[tokenize.GapSentence] = j[tokenize.GapSpace], j[tokenize.GapSpace]
	b.path(leaf, tokens, on, text, j)
	b.path(leaf, tokens, on, text, bare)
}

// path adds one pattern.
func (b *wordsBuilder) path(leaf int32, tokens []tokenize.Token, on side, text func(*tokenize.Token) string, j joints) {
	p := pattern{text: text(&tokens[0]), leaf: leaf, on: on} // no copy, so that it is the very string of the texts' tokens
	if len(tokens) > 1 {
		p.text = join(tokens, text, j)
	}
	p.sum = b.sum(tokens, on, text, j)
	_, p.typed = b.typed[leaf]
	id := patternID{leaf, p.text}
	if i, ok := b.known[id]; ok {
		b.table[i].on |= on
		return
	}
	b.known[id] = len(b.table)
	b.table = append(b.table, p)
}

// sum returns the sum of a pattern, and notes those that lead to it, a word a
// step: all between two joints.
func (b *wordsBuilder) sum(tokens []tokenize.Token, on side, text func(*tokenize.Token) string, j joints) uint32 {
	sum, joint := uint32(0), byte(0)
	for at, n := 0, 0; at < len(tokens); at = n {
		for n++; n < len(tokens) && j[tokens[n].Gap&3] == 0; {
			n++
		}
		word := join(tokens[at:n], text, joints{})
		if at > 0 {
			joint = j[tokens[at].Gap&3]
		}
		if on == onSurfaces {
			b.run(sum, joint, word)
		}
		if sum = sumOf(sum, joint, tokenize.Hash(word)); at > 0 {
			b.rest[sum] = struct{}{}
		}
	}
	return sum
}

// run notes what a run may begin with: a text may be cut behind any character.
func (b *wordsBuilder) run(from uint32, joint byte, word string) {
	b.longest = max(b.longest, len(word))
	hash := uint32(0)
	for i := range len(word) {
		hash = hash*tokenize.HashBase + uint32(word[i])
		if i+1 == len(word) || utf8.RuneStart(word[i+1]) {
			b.glued[sumOf(from, joint, hash)] = struct{}{}
		}
	}
}

func join(tokens []tokenize.Token, text func(*tokenize.Token) string, j joints) string {
	var out []byte
	for i := range tokens {
		if joint := j[tokens[i].Gap&3]; i > 0 && joint != 0 {
			out = append(out, jointByte(joint))
		}
		out = append(out, text(&tokens[i])...)
	}
	return string(out)
}

// jointByte returns what stands for a joint in a text: no byte of UTF-8.
func jointByte(joint byte) byte { return 0xF8 + joint }

func keyText(t *tokenize.Token) string     { return t.Key }
func surfaceText(t *tokenize.Token) string { return t.Surface }

// typedLetters returns the words at a place as they were typed, in one width:
// NFKC of each, without what stands between them.
func typedLetters(doc *tokenize.Doc, p place) string {
	var s strings.Builder
	var at counter
	for _, t := range doc.Tokens[p.from:p.to] {
		from := at.byteOf(doc.Text, t.Start)
		s.WriteString(norm.NFKC.String(doc.Text[from:at.byteOf(doc.Text, t.End)]))
	}
	return s.String()
}
