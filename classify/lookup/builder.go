package lookup

import (
	"errors"
	"fmt"
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
	phrases []phrase
	known   map[phraseID]int    // index in phrases
	glued   map[uint32]struct{} // hashes of the beginnings of runs, and of runs
	longest int                 // length of the longest run, in bytes
	stems   map[string]int32
	typed   map[int32]string
	regexps []regexpLeaf
}

// phrase is a pattern before its words are numbered.
type phrase struct {
	pattern
	words    []string
	joints   []byte   // before each word, 0 before the first
	surfaces []string // of the words, if exact
}

// phraseID is what there is one phrase of.
type phraseID struct {
	leaf  int32
	text  string
	exact bool
}

func newWordsBuilder(tk *tokenize.Tokenizer) *wordsBuilder {
	return &wordsBuilder{
		tk: tk, ids: make(map[string]int32), known: make(map[phraseID]int), glued: make(map[uint32]struct{}),
		stems: make(map[string]int32), typed: make(map[int32]string),
	}
}

// cut returns the tokens of a term; they stay until the next call.
func (b *wordsBuilder) cut(term string) []tokenize.Token {
	b.tk.Tokenize(term, &b.doc)
	return b.doc.Tokens
}

// errNoWord is what is wrong with a term that can never match.
var errNoWord = errors.New("want at least one letter or digit, found none: write signs and emoji as a regular expression, such as /👍/")

// phrase returns the leaf of w.
func (b *wordsBuilder) phrase(w *expr.Words) (int32, error) {
	tokens := b.cut(w.Text)
	if len(tokens) == 0 {
		return 0, errNoWord
	}
	keys, varies := !w.Exact && !w.Case, slices.ContainsFunc(tokens, b.varies)
	typed := ""
	if w.Case {
		typed = typedLetters(&b.doc, place{to: int32(len(tokens))})
	}
	id := typed + "\x00" + join(tokens, keyText, keyJoints())
	if varies || !keys {
		id = fmt.Sprint(keys, " ", join(tokens, surfaceText, surfaceJoints()), "\x00", id)
	}
	leaf, added := b.leaf(id)
	if !added {
		return leaf, nil
	}
	if w.Case {
		b.typed[leaf] = typed
	}
	if keys || !varies {
		b.pattern(leaf, tokens, onKeys, !keys)
	}
	if varies {
		b.pattern(leaf, tokens, onSurfaces, false)
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

// varies says whether a word that is written as the token of a phrase may have
// another key in a text, or be cut otherwise.
func (b *wordsBuilder) varies(t tokenize.Token) bool {
	return t.Gap == tokenize.GapNone || !b.tk.OneWay(t.Surface)
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
func (b *wordsBuilder) pattern(leaf int32, tokens []tokenize.Token, on side, exact bool) {
	j := surfaceJoints()
	if on == onKeys {
		j = keyJoints()
	}
	bare := j
	bare[tokenize.GapClause], bare[tokenize.GapSentence] = j[tokenize.GapSpace], j[tokenize.GapSpace]
	b.path(leaf, tokens, on, exact, j)
	b.path(leaf, tokens, on, exact, bare)
}

// path adds one pattern.
func (b *wordsBuilder) path(leaf int32, tokens []tokenize.Token, on side, exact bool, j joints) {
	text := surfaceText
	if on == onKeys {
		text = keyText
	}
	p := phrase{pattern: pattern{leaf: leaf, trigger: noEntry, on: on}}
	if exact {
		p.is |= isExact
	}
	if _, typed := b.typed[leaf]; typed {
		p.is |= isTyped
	}
	for at, n := 0, 0; at < len(tokens); at = n {
		for n++; n < len(tokens) && j[tokens[n].Gap&3] == 0; {
			n++
		}
		p.add(join(tokens[at:n], text, joints{}), tokens[at].Surface, j[tokens[at].Gap&3])
	}
	if on != onKeys {
		for _, word := range p.words {
			b.run(word)
		}
	}
	id := phraseID{leaf, join(tokens, text, j), exact}
	if i, ok := b.known[id]; ok {
		b.phrases[i].on |= on
		return
	}
	b.known[id] = len(b.phrases)
	b.phrases = append(b.phrases, p)
}

// add adds a word, its surface and what stands before it.
func (p *phrase) add(word, surface string, joint byte) {
	if len(p.words) == 0 {
		joint = 0
	}
	p.words, p.joints = append(p.words, word), append(p.joints, joint)
	if p.is&isExact != 0 {
		p.surfaces = append(p.surfaces, surface)
	}
}

// run notes what a run may begin with: a text may be cut behind any character.
func (b *wordsBuilder) run(word string) {
	b.longest = max(b.longest, len(word))
	hash := uint32(0)
	for i := range len(word) {
		hash = hash*tokenize.HashBase + uint32(word[i])
		if i+1 == len(word) || utf8.RuneStart(word[i+1]) {
			b.glued[mixed(hash)] = struct{}{}
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
