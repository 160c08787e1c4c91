package discover

import (
	"cmp"
	"container/heap"
	"context"
	"hash/fnv"
	"iter"
	"slices"
	"strings"

	"verbatim/datasets"
	"verbatim/tokenize"
)

const (
	maxWords = 500 // of a text are looked at
	maxQuote = 300 // code points of a text are kept for quotes
)

// word is a token in little memory. key and surface are numbers in a
// dictionary.
type word struct {
	key, surface uint32
	class        class
	joined       bool // nothing that ends a phrase stands before it
	spaced       bool // a space or a joiner stands before it
	inflected    bool // a verb or adjective: at the end of a phrase it is shown by its base form
}

// doc is a text in little memory.
type doc struct {
	id, response string
	hash         uint64 // of id
	lang, quote  string
	words        []word
	points       datasets.Opt[int32]
	date         datasets.Date // only Emerging reads it
	themes       []string
}

// dictionary numbers strings.
type dictionary struct {
	strings []string
	numbers map[string]uint32
}

func newDictionary() *dictionary { return &dictionary{numbers: map[string]uint32{}} }

func (d *dictionary) number(s string) uint32 {
	n, ok := d.numbers[s]
	if !ok {
		n = uint32(len(d.strings))
		s = strings.Clone(s)
		d.strings = append(d.strings, s)
		d.numbers[s] = n
	}
	return n
}

// corpus is what is known of the texts: those to group, and the background.
type corpus struct {
	dict              *dictionary
	texts, background sample
}

// sample keeps the docs with the smallest hashes of their ids, at most limit:
// which they are does not depend on their order. As a heap the largest hash is
// the first.
type sample struct {
	limit, seen int
	docs        []*doc
}

func (s *sample) Len() int           { return len(s.docs) }
func (s *sample) Less(i, j int) bool { return byHash(s.docs[i], s.docs[j]) > 0 }
func (s *sample) Swap(i, j int)      { s.docs[i], s.docs[j] = s.docs[j], s.docs[i] }
func (s *sample) Push(x any)         { s.docs = append(s.docs, x.(*doc)) }
func (s *sample) Pop() any {
	last := s.docs[len(s.docs)-1]
	s.docs = s.docs[:len(s.docs)-1]
	return last
}

// wants reports whether d belongs to the sample, as far as is known.
func (s *sample) wants(d *doc) bool {
	return len(s.docs) < s.limit || byHash(d, s.docs[0]) < 0
}

func (s *sample) add(d *doc) {
	heap.Push(s, d)
	if len(s.docs) > s.limit {
		heap.Pop(s)
	}
}

// byHash is the one order in which docs are looked at.
func byHash(a, b *doc) int {
	return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.id, b.id), cmp.Compare(a.quote, b.quote))
}

// read takes the texts into memory, or a sample of them: limit to group, and a
// quarter as many of the background.
func read(ctx context.Context, texts iter.Seq2[Text, error], limit int) (*corpus, error) {
	c := &corpus{dict: newDictionary(), texts: sample{limit: limit}, background: sample{limit: max(1, limit/4)}}
	for t, err := range texts {
		if err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		to := &c.texts
		if t.Background {
			to = &c.background
		}
		to.seen++
		d := newDoc(&t)
		if to.wants(d) {
			d.words = c.words(t.Tokens)
			to.add(d)
		}
	}
	slices.SortFunc(c.texts.docs, byHash)
	slices.SortFunc(c.background.docs, byHash)
	c.renumber()
	return c, nil
}

// renumber gives the words numbers by their order as strings, so that nothing
// depends on the order in which they came.
func (c *corpus) renumber() {
	order := make([]uint32, len(c.dict.strings))
	for i := range order {
		order[i] = uint32(i)
	}
	old := c.dict.strings
	slices.SortFunc(order, func(a, b uint32) int { return strings.Compare(old[a], old[b]) })
	c.dict = &dictionary{strings: make([]string, len(old))}
	number := make([]uint32, len(old))
	for i, o := range order {
		number[o] = uint32(i)
		c.dict.strings[i] = old[o]
	}
	for _, docs := range [][]*doc{c.texts.docs, c.background.docs} {
		for _, d := range docs {
			for i := range d.words {
				w := &d.words[i]
				w.key, w.surface = number[w.key], number[w.surface]
			}
		}
	}
}

// inLanguage returns the docs of a language.
func inLanguage(docs []*doc, lang string) []*doc {
	var in []*doc
	for _, d := range docs {
		if d.lang == lang {
			in = append(in, d)
		}
	}
	return in
}

func newDoc(t *Text) *doc {
	d := &doc{
		id: t.ID, response: cmp.Or(t.ResponseID, t.ID), hash: hashOf(t.ID), lang: "en",
		quote: quote(t.Text), points: t.NPSPoints, date: t.Date.V, themes: t.Themes,
	}
	if t.Lang == "ja" {
		d.lang = "ja"
	}
	return d
}

// hashOf spreads ids evenly: FNV-1a, then the finalizer of SplitMix64 (Steele,
// Lea and Flood, 2014), since FNV alone leaves ids that differ at the end close
// together.
func hashOf(id string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(id))
	x := h.Sum64()
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// quote returns the beginning of a text on one line.
func quote(text string) string {
	line := strings.Join(strings.Fields(text), " ")
	n := 0
	for i := range line {
		if n == maxQuote {
			return line[:i] + "…"
		}
		n++
	}
	return line
}

func (c *corpus) words(tokens []tokenize.Token) []word {
	tokens = tokens[:min(len(tokens), maxWords)]
	words := make([]word, len(tokens))
	for i := range tokens {
		t := &tokens[i]
		words[i] = word{
			key: c.dict.number(t.Key), surface: c.dict.number(t.Surface), class: classOf(t),
			joined: i > 0 && t.Gap <= tokenize.GapSpace, spaced: t.Gap == tokenize.GapSpace,
			inflected: t.POS == tokenize.POSVerb || t.POS == tokenize.POSAdjective,
		}
	}
	return words
}
