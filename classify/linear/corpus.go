package linear

import (
	"cmp"
	"encoding/binary"
	"hash/fnv"
	"slices"
)

// minTexts is in how many texts an n-gram must stand to be kept.
const minTexts = 2

// corpus collects examples as numbered n-grams.
type corpus struct {
	vocab  *vocabulary
	texts  []int32 // by n-gram: texts that have it
	grams  []counted
	rows   []exampleRow
	themes map[string]int32

	grammar grammar
	last    []int32 // by n-gram: the place in grams of the text at hand, + 1
}

// exampleRow is one example.
type exampleRow struct {
	from, to int    // in corpus.grams
	content  uint64 // hash of its n-grams; the same for the same text
	themes   []int32
	judged   []int32
	all      bool // judged on every theme
}

func newCorpus() *corpus {
	return &corpus{vocab: newVocabulary(1 << 16), themes: map[string]int32{}}
}

// add takes an example in; nothing of it is kept.
func (c *corpus) add(e *Example) {
	row := exampleRow{from: len(c.grams), all: e.Judged == nil}
	for _, g := range c.grammar.read(e.Text) {
		id := c.vocab.add(g.hash)
		if int(id) == len(c.texts) {
			c.texts = append(c.texts, 0)
			c.last = append(c.last, 0)
		}
		if at := int(c.last[id]) - 1; at >= row.from {
			c.grams[at].again()
			continue
		}
		c.grams = append(c.grams, counted{id: id, count: 1, block: g.block})
		c.last[id] = int32(len(c.grams))
		c.texts[id]++
	}
	row.to = len(c.grams)
	row.content = c.contentOf(c.grams[row.from:row.to])
	row.themes = c.number(e.Themes)
	row.judged = c.number(e.Judged)
	c.rows = append(c.rows, row)
}

// number returns the sorted numbers of themes.
func (c *corpus) number(ids []string) []int32 {
	if len(ids) == 0 {
		return nil
	}
	numbers := make([]int32, len(ids))
	for i, id := range ids {
		n, ok := c.themes[id]
		if !ok {
			n = int32(len(c.themes))
			c.themes[id] = n
		}
		numbers[i] = n
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

// contentOf hashes n-grams, after sorting them.
func (c *corpus) contentOf(grams []counted) uint64 {
	slices.SortFunc(grams, func(a, b counted) int { return cmp.Compare(c.vocab.hashes[a.id], c.vocab.hashes[b.id]) })
	h := fnv.New64a()
	var b [6]byte
	for _, g := range grams {
		binary.LittleEndian.PutUint32(b[:], c.vocab.hashes[g.id])
		binary.LittleEndian.PutUint16(b[4:], g.count)
		h.Write(b[:])
	}
	return h.Sum64()
}

// matrix is the examples in an order that does not depend on the one they came
// in, as features of the n-grams that are kept, which are numbered by hash.
type matrix struct {
	vocab *vocabulary
	texts []int32 // by n-gram: the examples that have it
	idf   []float32
	feats []feature
	start []int // by row, and the end
	rows  []exampleRow
	norm  []float32 // by row: its squared length
}

// matrix turns the corpus, which is used up, into a matrix.
func (c *corpus) matrix() *matrix {
	m := &matrix{}
	renumber := c.keep(m)
	c.sortRows()
	m.rows = c.rows
	m.feats = make([]feature, 0, len(c.grams))
	m.start = append(make([]int, 0, len(c.rows)+1), 0)
	var kept []counted
	for _, row := range c.rows {
		kept = kept[:0]
		for _, g := range c.grams[row.from:row.to] {
			if id := renumber[g.id]; id >= 0 {
				kept = append(kept, counted{id: id, count: g.count, block: g.block})
			}
		}
		from := len(m.feats)
		m.feats = weigh(m.feats, kept, m.idf)
		m.start = append(m.start, len(m.feats))
		m.norm = append(m.norm, squared(m.feats[from:]))
	}
	return m
}

// sortRows sorts the examples by content, then themes, which are numbered anew by
// their ids.
func (c *corpus) sortRows() {
	byID := make([]int32, len(c.themes))
	for i, id := range sortedKeys(c.themes) {
		byID[c.themes[id]] = int32(i)
		c.themes[id] = int32(i)
	}
	for _, r := range c.rows {
		for _, ids := range [][]int32{r.themes, r.judged} {
			for i, n := range ids {
				ids[i] = byID[n]
			}
			slices.Sort(ids)
		}
	}
	slices.SortFunc(c.rows, func(a, b exampleRow) int {
		return cmp.Or(cmp.Compare(a.content, b.content), slices.Compare(a.themes, b.themes),
			slices.Compare(a.judged, b.judged), compareBool(a.all, b.all))
	})
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// keep numbers the n-grams that stand in enough texts, and returns the new
// number by the old one, or -1.
func (c *corpus) keep(m *matrix) []int32 {
	var ids []int32
	for id, n := range c.texts {
		if n >= minTexts {
			ids = append(ids, int32(id))
		}
	}
	slices.SortFunc(ids, func(a, b int32) int { return cmp.Compare(c.vocab.hashes[a], c.vocab.hashes[b]) })
	renumber := make([]int32, len(c.texts))
	for i := range renumber {
		renumber[i] = -1
	}
	m.vocab = newVocabulary(len(ids))
	m.idf = make([]float32, len(ids))
	m.texts = make([]int32, len(ids))
	for _, id := range ids {
		n := m.vocab.add(c.vocab.hashes[id])
		renumber[id] = n
		m.texts[n] = c.texts[id]
		m.idf[n] = inverseFrequency(int(c.texts[id]), len(c.rows))
	}
	return renumber
}

// row returns the features of a row.
func (m *matrix) row(i int32) []feature { return m.feats[m.start[i]:m.start[i+1]] }

func squared(x []feature) (sum float32) {
	for _, f := range x {
		sum += f.value * f.value
	}
	return sum
}
