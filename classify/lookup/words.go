package lookup

import (
	"errors"
	"fmt"
	"strings"

	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// joints is the byte between two tokens of a pattern by the Gap between them,
// 0 for none. The bytes never occur in UTF-8, and those of keys and surfaces
// differ, so that both kinds of patterns can stand in one trie.
type joints [4]byte

// Keys stand in a row whether written together or apart; surfaces must have
// the spaces that the pattern has.
func keyJoints() joints     { return joints{0xF8, 0xF8, 0xF9, 0xFA} }
func surfaceJoints() joints { return joints{0, 0xFD, 0xFE, 0xFF} }

// words finds the leaves of expressions (words, phrases and prefixes) in the
// tokens of a text, by two automata: one over Token.Key, one over
// Token.Surface. They share the states up to the end of the first token, since
// most words are their own base form, and part ways there.
type words struct {
	trie
	stems         trie  // of prefixes
	whole, glued  sieve // what patterns begin with: to the end of their first word, or to any character in it
	leaves        int   // which are numbered from 0
	keys, surface joints
}

// find adds every occurrence of every leaf in h.doc to h, by first token.
func (w *words) find(h *Hits) {
	tokens := h.doc.Tokens
	for i := range tokens {
		t := &tokens[i]
		hash, same := mix(t.Surface), t.Key == t.Surface
		if !same {
			w.findKey(tokens, i, h)
		}
		if !w.whole.may(hash) && !(runsOn(tokens, i) && w.glued.may(hash)) {
			continue
		}
		w.findSurface(tokens, i, same, h)
	}
	if len(w.stems.ends) > 0 {
		w.findStems(h)
	}
}

// runsOn says whether the token after i is written together with it: only then
// can a surface end in the middle of a pattern's word.
func runsOn(tokens []tokenize.Token, i int) bool {
	return i+1 < len(tokens) && tokens[i+1].Gap == tokenize.GapNone
}

// findSurface adds what begins with the surface of token i; and with its key,
// if that is the same.
func (w *words) findSurface(tokens []tokenize.Token, i int, same bool, h *Hits) {
	state := w.read(root, tokens[i].Surface)
	if state == root {
		return
	}
	if same {
		w.end(state, onKeys|onSurfaces, i, i+1, h)
		w.followKeys(state, tokens, i, h)
	} else {
		w.end(state, onSurfaces, i, i+1, h)
	}
	w.followSurfaces(state, tokens, i, h)
}

// findKey adds what begins with the key of token i.
func (w *words) findKey(tokens []tokenize.Token, i int, h *Hits) {
	if !w.whole.may(mix(tokens[i].Key)) {
		return
	}
	if state := w.read(root, tokens[i].Key); state != root {
		w.end(state, onKeys, i, i+1, h)
		w.followKeys(state, tokens, i, h)
	}
}

// findStems adds the prefixes of all tokens.
func (w *words) findStems(h *Hits) {
	for i := range h.doc.Tokens {
		t := &h.doc.Tokens[i]
		w.stems.prefixes(t.Surface, func(leaf int32) { h.add(leaf, i, i+1) })
		if t.Key != t.Surface {
			w.stems.prefixes(t.Key, func(leaf int32) { h.add(leaf, i, i+1) })
		}
	}
}

// followKeys runs the automaton over keys on from its state after token first.
func (w *words) followKeys(state uint32, tokens []tokenize.Token, first int, h *Hits) {
	for at := first + 1; at < len(tokens); at++ {
		if state = w.step(state, w.keys[tokens[at].Gap&3]); state == root {
			return
		}
		if state = w.read(state, tokens[at].Key); state == root {
			return
		}
		w.end(state, onKeys, first, at+1, h)
	}
}

// followSurfaces does the same over surfaces.
func (w *words) followSurfaces(state uint32, tokens []tokenize.Token, first int, h *Hits) {
	for at := first + 1; at < len(tokens); at++ {
		if joint := w.surface[tokens[at].Gap&3]; joint != 0 {
			if state = w.step(state, joint); state == root {
				return
			}
		}
		if state = w.read(state, tokens[at].Surface); state == root {
			return
		}
		w.end(state, onSurfaces, first, at+1, h)
	}
}

// end adds the patterns of the given sides that end in a state where a token
// ends, as occurrences at tokens [from, to).
func (w *words) end(state uint32, sides side, from, to int, h *Hits) {
	for _, e := range w.endings(state) {
		if e.side&sides != 0 {
			h.add(e.leaf, from, to)
		}
	}
}

// wordsBuilder collects the leaves of expressions. Equal leaves get one
// number, wherever they stand.
type wordsBuilder struct {
	tk       *tokenize.Tokenizer
	doc      tokenize.Doc // scratch
	lenient  bool         // words that can match nothing are no error
	ids      map[string]int32
	patterns []pattern
	stems    []pattern
}

func newWordsBuilder(tk *tokenize.Tokenizer) *wordsBuilder {
	return &wordsBuilder{tk: tk, ids: make(map[string]int32)}
}

// cut returns the tokens of a term; they stay until the next call.
func (b *wordsBuilder) cut(term string) []tokenize.Token {
	b.tk.Tokenize(term, &b.doc)
	return b.doc.Tokens
}

// build compiles what was collected.
func (b *wordsBuilder) build() words {
	whole, glued := make(map[string]struct{}), make(map[string]struct{})
	for _, p := range b.patterns {
		word := p.bytes[:firstWord(p.bytes)]
		whole[word] = struct{}{}
		if p.side == onSurfaces {
			glued[word] = struct{}{}
			for i := range word {
				glued[word[:i]] = struct{}{}
			}
		}
	}
	return words{
		trie: newTrie(b.patterns), stems: newTrie(b.stems),
		whole: newSieve(whole), glued: newSieve(glued),
		leaves: len(b.ids), keys: keyJoints(), surface: surfaceJoints(),
	}
}

// firstWord returns where the first joint of a pattern stands.
func firstWord(pattern string) int {
	i := 0
	for i < len(pattern) && pattern[i] < 0xF8 {
		i++
	}
	return i
}

// errNoWord is what is wrong with a term that can never match.
var errNoWord = errors.New("want at least one letter or digit, found none")

// phrase returns the leaf of w.
func (b *wordsBuilder) phrase(w *expr.Words) (int32, error) {
	tokens := b.cut(w.Text)
	if len(tokens) == 0 {
		return 0, errNoWord
	}
	patterns := variants(nil, onSurfaces, tokens, surfaceText, surfaceJoints())
	if !w.Exact {
		patterns = variants(patterns, onKeys, tokens, keyText, keyJoints())
	}
	return b.leaf(patterns...), nil
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
	return b.leaf(pattern{bytes: join(tokens, surfaceText, joints{}), side: stem}), nil
}

// leaf returns the number of the leaf with these patterns.
func (b *wordsBuilder) leaf(patterns ...pattern) int32 {
	var id strings.Builder
	for _, p := range patterns {
		fmt.Fprintf(&id, "%d %s\x00", p.side, p.bytes)
	}
	n, ok := b.ids[id.String()]
	if !ok {
		n = int32(len(b.ids))
		b.ids[id.String()] = n
		for _, p := range patterns {
			if p.leaf = n; p.side == stem {
				b.stems = append(b.stems, p)
			} else {
				b.patterns = append(b.patterns, p)
			}
		}
	}
	return n
}

// variants appends the patterns of a phrase: with the gaps as written and,
// where there is punctuation in it, with that left out.
func variants(dst []pattern, on side, tokens []tokenize.Token, text func(*tokenize.Token) string, j joints) []pattern {
	bare := j
	bare[tokenize.GapClause], bare[tokenize.GapSentence] = j[tokenize.GapSpace], j[tokenize.GapSpace]
	written, narrow := join(tokens, text, j), join(tokens, text, bare)
	dst = append(dst, pattern{bytes: written, side: on})
	if narrow != written {
		dst = append(dst, pattern{bytes: narrow, side: on})
	}
	return dst
}

func join(tokens []tokenize.Token, text func(*tokenize.Token) string, j joints) string {
	var out []byte
	for i := range tokens {
		if joint := j[tokens[i].Gap&3]; i > 0 && joint != 0 {
			out = append(out, joint)
		}
		out = append(out, text(&tokens[i])...)
	}
	return string(out)
}

func keyText(t *tokenize.Token) string     { return t.Key }
func surfaceText(t *tokenize.Token) string { return t.Surface }
