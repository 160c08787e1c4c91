package linear

import (
	"unicode/utf8"

	"verbatim/tokenize"
)

// recipe is the version of what grams makes of a text; a Model of another
// recipe cannot be used.
const recipe = 1

// block is a kind of n-gram; each is weighted and normalised for itself.
type block uint8

// The blocks.
const (
	blockWords block = iota
	blockChars
	blockQuestion
	blocks
)

// gram is one occurrence of an n-gram, by hash.
type gram struct {
	hash     uint32
	from, to int32 // its tokens
	block    block
}

// Seeds keep the kinds of n-grams apart.
const (
	seedKey uint32 = iota + 1
	seedFirst
	seedLast
	seedPair
	seedChars
	seedJapanese
	seedQuestion
	seedAsked
)

// The lengths of character n-grams. A word of English has a sign before and
// after it, as has a run of Japanese, which is one word here: where kagome cuts
// it depends on what stands beside it.
const (
	minChars, maxChars       = 2, 4
	minJapanese, maxJapanese = 1, 4
	edge                     = ' '
)

// grammar makes n-grams. It belongs to one goroutine.
type grammar struct {
	grams []gram
	runes []rune
	owner []int32 // by rune: the token that it is of
}

// read makes the n-grams of a text. The result is valid until the next call.
func (g *grammar) read(t Text) []gram {
	g.grams = g.grams[:0]
	g.words(t.Tokens)
	for i := 0; i < len(t.Tokens); {
		i = g.chars(t.Tokens, i)
	}
	if t.Question != "" {
		g.question(tokenize.Hash(t.Question), t.Tokens)
	}
	return g.grams
}

func (g *grammar) add(hash uint32, from, to int, b block) {
	g.grams = append(g.grams, gram{hash: hash, from: int32(from), to: int32(to), block: b})
}

// words makes base forms and pairs of them within a sentence, and marks the first
// and the last of the text. Words as they stand are told by their characters.
func (g *grammar) words(tokens []tokenize.Token) {
	if n := len(tokens); n > 0 {
		g.add(mix(seedFirst, tokens[0].KeyHash), 0, 1, blockWords)
		g.add(mix(seedLast, tokens[n-1].KeyHash), n-1, n, blockWords)
	}
	for i := range tokens {
		key := tokens[i].KeyHash
		g.add(mix(seedKey, key), i, i+1, blockWords)
		if i+1 < len(tokens) && tokens[i+1].Gap != tokenize.GapSentence {
			g.add(mix(mix(seedPair, key), tokens[i+1].KeyHash), i, i+2, blockWords)
		}
	}
}

// chars makes the character n-grams of the word, or the run of Japanese words,
// that begins with token i, and returns the token after it.
func (g *grammar) chars(tokens []tokenize.Token, i int) int {
	g.runes, g.owner = g.runes[:0], g.owner[:0]
	japanese := tokens[i].Script == tokenize.ScriptJapanese
	end := i + 1
	for japanese && end < len(tokens) && tokens[end].Gap == tokenize.GapNone {
		end++
	}
	g.put(edge, i)
	for n := i; n < end; n++ {
		for s := tokens[n].Surface; s != ""; {
			r, size := utf8.DecodeRuneInString(s)
			g.put(r, n)
			s = s[size:]
		}
	}
	g.put(edge, end-1)
	if japanese {
		g.slide(seedJapanese, minJapanese, maxJapanese)
	} else {
		g.slide(seedChars, minChars, maxChars)
	}
	return end
}

func (g *grammar) put(r rune, owner int) {
	g.runes = append(g.runes, r)
	g.owner = append(g.owner, int32(owner))
}

// slide makes the n-grams of g.runes from one length to another.
func (g *grammar) slide(seed uint32, least, most int) {
	for i := range g.runes {
		h := seed
		for n := 1; n <= most && i+n <= len(g.runes); n++ {
			last := i + n - 1
			h = mix(h, uint32(g.runes[last]))
			if n >= least && (n > 1 || g.runes[i] != edge) {
				g.add(h, int(g.owner[i]), int(g.owner[last])+1, blockChars)
			}
		}
	}
}

// question makes the question itself, and each base form as an answer to it:
// the same words mean one thing after "what was good" and another after "what
// could be better" (Daumé: Frustratingly easy domain adaptation, ACL 2007).
func (g *grammar) question(q uint32, tokens []tokenize.Token) {
	g.add(mix(seedQuestion, q), 0, 0, blockQuestion)
	for i := range tokens {
		g.add(mix(mix(seedAsked, q), tokens[i].KeyHash), i, i+1, blockQuestion)
	}
}

// mix adds a value to a hash; after the finaliser of MurmurHash3 (Appleby).
func mix(h, v uint32) uint32 {
	h = (h ^ v) * 0x85ebca6b
	h = (h ^ h>>13) * 0xc2b2ae35
	return h ^ h>>16
}
