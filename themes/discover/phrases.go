package discover

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// maxPhrase is how many words a phrase has at most.
const maxPhrase = 4

// phrase is one to four words: the numbers of their keys plus one, then zeros.
type phrase [maxPhrase]uint32

func (p phrase) length() int {
	n := 0
	for n < maxPhrase && p[n] != 0 {
		n++
	}
	return n
}

// within reports whether p stands in q, word for word.
func (p phrase) within(q phrase) bool {
	n, m := p.length(), q.length()
	for at := 0; at+n <= m; at++ {
		if slices.Equal(p[:n], q[at:at+n]) {
			return true
		}
	}
	return false
}

// eachPhrase calls fn for every phrase of a text, as often as it stands there,
// with the place of its first word. A phrase begins and ends with a word that
// says something or that is weak, has one that says something, and has no
// punctuation within. usual tells which words are frequent enough to matter.
func (d *doc) eachPhrase(usual func(key uint32) bool, fn func(p phrase, from int)) {
	for from := range d.words {
		if !d.begins(from) {
			continue
		}
		var p phrase
		says := false
		for n := 0; n < maxPhrase && from+n < len(d.words); n++ {
			w := &d.words[from+n]
			if n > 0 && !w.joined || w.class == content && !usual(w.key) {
				break
			}
			p[n] = w.key + 1
			says = says || w.class == content
			if says && w.class != glue {
				fn(p, from)
			}
		}
	}
}

// begins reports whether a phrase may begin with a word. Japanese weak words are
// endings, so they begin none.
func (d *doc) begins(i int) bool {
	c := d.words[i].class
	return c == content || c == weak && d.lang != "ja"
}

// phrases returns the phrases of a text, each once.
func (d *doc) phrases(usual func(uint32) bool) map[phrase]bool {
	set := map[phrase]bool{}
	d.eachPhrase(usual, func(p phrase, _ int) { set[p] = true })
	return set
}

// phraseCounts is in how many texts each phrase stands.
type phraseCounts struct {
	texts  int
	counts map[phrase]int
	usual  func(uint32) bool
}

// countPhrases counts the phrases of docs whose words all stand in minTexts of
// them or more, and keeps those that do so themselves.
func countPhrases(docs []*doc) *phraseCounts {
	df := frequencies(docs)
	c := &phraseCounts{texts: len(docs), counts: map[phrase]int{}}
	c.usual = func(key uint32) bool { return df[key] >= minTexts }
	for _, d := range docs {
		for p := range d.phrases(c.usual) {
			c.counts[p]++
		}
	}
	maps.DeleteFunc(c.counts, func(_ phrase, n int) bool { return n < minTexts })
	return c
}

// telling is a phrase that is more frequent in a group than beside it.
type telling struct {
	phrase
	inside, beside int
	llr            float64
}

// precision is the share of the texts with the phrase that are in the group.
func (t *telling) precision() float64 { return float64(t.inside) / float64(t.inside+t.beside) }

// leastLLR is the ratio from which on a phrase is thought more frequent by more
// than chance: one in a thousand, by χ² of one degree of freedom.
const leastLLR = 10.83

// mostTelling is how many phrases of a group are looked at.
const mostTelling = 60

// telling returns the phrases of a group by log-likelihood ratio against all
// other texts, the most telling first.
func (c *phraseCounts) telling(group []*doc) []telling {
	inside := map[phrase]int{}
	for _, d := range group {
		for p := range d.phrases(c.usual) {
			inside[p]++
		}
	}
	var found []telling
	for p, n := range inside {
		all := c.counts[p]
		if n < 2 || all < minTexts {
			continue
		}
		t := telling{p, n, all - n, LogLikelihood(n, len(group), all-n, c.texts-len(group))}
		if t.llr >= leastLLR {
			found = append(found, t)
		}
	}
	slices.SortFunc(found, func(a, b telling) int {
		return cmp.Or(cmp.Compare(b.llr, a.llr), cmp.Compare(b.length(), a.length()), slices.Compare(a.phrase[:], b.phrase[:]))
	})
	return found[:min(len(found), mostTelling)]
}

// spell returns how phrases are written: as most of the texts of docs that have
// them write them.
func (c *corpus) spell(docs []*doc, phrases []telling, usual func(uint32) bool) map[phrase]string {
	forms := map[phrase]map[string]int{}
	for _, t := range phrases {
		forms[t.phrase] = map[string]int{}
	}
	for _, d := range docs {
		d.eachPhrase(usual, func(p phrase, from int) {
			if f, ok := forms[p]; ok {
				f[c.write(d.words[from:from+p.length()])]++
			}
		})
	}
	spelt := map[phrase]string{}
	for p, f := range forms {
		spelt[p] = slices.MaxFunc(slices.Sorted(maps.Keys(f)), func(a, b string) int { return cmp.Compare(f[a], f[b]) })
	}
	return spelt
}

// write returns the words as a term: as they stand, but an inflected one at the
// end by its base form.
func (c *corpus) write(words []word) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 && w.spaced {
			b.WriteByte(' ')
		}
		if w.inflected && i == len(words)-1 {
			b.WriteString(c.dict.strings[w.key])
		} else {
			b.WriteString(c.dict.strings[w.surface])
		}
	}
	return b.String()
}
