package discover

import (
	"math"
	"slices"
)

// vectors are sparse rows of length one, a text each: the weights of its content
// words. Row r has the columns and weights [starts[r], starts[r+1]).
type vectors struct {
	starts  []int
	columns []uint32
	counts  []float32 // 1 + ln of how often the text has the word
	weights []float32
	width   int // columns there are
}

func (v *vectors) rows() int { return len(v.starts) - 1 }

func (v *vectors) row(r int) ([]uint32, []float32) {
	return v.columns[v.starts[r]:v.starts[r+1]], v.weights[v.starts[r]:v.starts[r+1]]
}

// filled returns how many rows have words.
func (v *vectors) filled() int {
	n := 0
	for r := range v.rows() {
		if v.starts[r] < v.starts[r+1] {
			n++
		}
	}
	return n
}

// termCount is how often a text has a word.
type termCount struct {
	key   uint32
	count int
}

// countWords returns the content words of a text, in the order of their numbers.
func countWords(d *doc) []termCount {
	var keys []uint32
	for _, w := range d.words {
		if w.class == content {
			keys = append(keys, w.key)
		}
	}
	slices.Sort(keys)
	var counts []termCount
	for _, k := range keys {
		if n := len(counts); n > 0 && counts[n-1].key == k {
			counts[n-1].count++
			continue
		}
		counts = append(counts, termCount{k, 1})
	}
	return counts
}

// frequencies returns, by word, how many texts have it.
func frequencies(docs []*doc) map[uint32]int {
	df := map[uint32]int{}
	for _, d := range docs {
		for _, t := range countWords(d) {
			df[t.key]++
		}
	}
	return df
}

// minTexts is in how many texts a word must stand to count for a group, and
// maxShare in which share of them at most.
const (
	minTexts = 3
	maxShare = 0.5
)

// newVectors makes the vectors of docs, all words weighing the same. A text
// without words that count is a row of none.
func newVectors(docs []*doc) *vectors {
	df := frequencies(docs)
	v := &vectors{starts: make([]int, 1, len(docs)+1)}
	columns := map[uint32]uint32{} // numbered as they come in docs, which have one order
	for _, d := range docs {
		for _, t := range countWords(d) {
			if n := df[t.key]; n < minTexts || float64(n) > maxShare*float64(len(docs)) {
				continue
			}
			c, ok := columns[t.key]
			if !ok {
				c = uint32(len(columns))
				columns[t.key] = c
			}
			v.columns = append(v.columns, c)
			v.counts = append(v.counts, float32(1+math.Log(float64(t.count))))
		}
		v.starts = append(v.starts, len(v.columns))
	}
	v.width = len(columns)
	v.weights = slices.Clone(v.counts)
	v.normalize()
	return v
}

func (v *vectors) normalize() {
	for r := range v.rows() {
		_, weights := v.row(r)
		var sum float64
		for _, w := range weights {
			sum += float64(float64(w) * float64(w))
		}
		if sum == 0 {
			continue
		}
		scale := 1 / math.Sqrt(sum)
		for i, w := range weights {
			weights[i] = float32(float64(w) * scale)
		}
	}
}

// prior is how many texts of the average mixture of groups are added to those
// of a word, so that a rare word is not thought telling by chance.
const prior = 5

// reweigh makes each word weigh as much as it tells of the group of a text: the
// Kullback-Leibler divergence of the groups of its texts from those of all. What
// stands in texts of every kind (please, room, app) weighs next to nothing,
// though it may be rare, and a frequent word that makes a subject keeps its
// weight, which IDF would take from it.
func (v *vectors) reweigh(group []int32, k int) {
	counts := make([]float64, v.width*k)
	texts := make([]float64, v.width)
	size := make([]float64, k)
	var all float64
	for r, g := range group {
		if g < 0 {
			continue
		}
		size[g]++
		all++
		columns, _ := v.row(r)
		for _, c := range columns {
			counts[int(c)*k+int(g)]++
			texts[c]++
		}
	}
	tells := make([]float32, v.width)
	for c := range tells {
		var kl float64
		for g, n := range counts[c*k : (c+1)*k] {
			if size[g] == 0 {
				continue
			}
			p := size[g] / all
			q := (n + float64(prior*p)) / (texts[c] + prior)
			kl += float64(q * math.Log(q/p))
		}
		tells[c] = float32(max(kl, 0))
	}
	for i, c := range v.columns {
		v.weights[i] = v.counts[i] * tells[c]
	}
	v.normalize()
}
