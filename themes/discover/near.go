package discover

import (
	"cmp"
	"slices"
	"strings"
)

// From which share on, of terms or of texts in common, a known theme is named
// beside a proposal, and how many at most.
const (
	nearTerms = 0.6
	nearTexts = 0.5
	mostNear  = 3
)

// near returns the known themes that a proposal may double, the nearest first.
func (d *describer) near(f *found) []Near {
	texts := map[string]int{}
	for _, x := range f.docs {
		for _, id := range x.themes {
			texts[id]++
		}
	}
	near := []Near{}
	for i := range d.o.Known {
		k := &d.o.Known[i]
		n := Near{k.ID, d.overlap(f.terms(), k), float64(texts[k.ID]) / float64(len(f.docs))}
		if n.Terms >= nearTerms || n.Verbatims >= nearTexts {
			near = append(near, n)
		}
	}
	slices.SortFunc(near, func(a, b Near) int {
		return cmp.Or(cmp.Compare(b.Terms+b.Verbatims, a.Terms+a.Verbatims), strings.Compare(a.ThemeID, b.ThemeID))
	})
	return near[:min(len(near), mostNear)]
}

// overlap is the mean, over the terms of a proposal, of the words in common with
// the theme's nearest term over the words of both (Jaccard).
func (d *describer) overlap(terms []telling, k *Known) float64 {
	var sum float64
	for _, t := range terms {
		keys := d.keys(t.phrase)
		var best float64
		for _, other := range k.Terms {
			best = max(best, jaccard(keys, other))
		}
		sum += best
	}
	return sum / float64(max(1, len(terms)))
}

func jaccard(a, b []string) float64 {
	common := 0
	for _, w := range a {
		if slices.Contains(b, w) {
			common++
		}
	}
	return float64(common) / float64(max(1, len(a)+len(b)-common))
}

func (c *corpus) keys(p phrase) []string {
	var keys []string
	for _, n := range p[:p.length()] {
		keys = append(keys, c.dict.strings[n-1])
	}
	return keys
}

// departments returns the department whose themes have the most words in common
// with the terms, weighed by how telling these are; else that of the nearest
// theme, else the fallback.
func (d *describer) departments(f *found, near []Near) []string {
	hints := map[string]float64{}
	var best string
	for i := range d.o.Known {
		k := &d.o.Known[i]
		for _, t := range f.terms() {
			for _, dep := range k.Departments {
				hints[dep] += t.llr * likeness(d.keys(t.phrase), k.Words) / float64(len(k.Departments))
			}
		}
		if len(near) > 0 && near[0].ThemeID == k.ID && len(k.Departments) > 0 {
			best = k.Departments[0]
		}
	}
	for dep, h := range hints {
		if h > hints[best] || h > 0 && h == hints[best] && dep < best {
			best = dep
		}
	}
	if best = cmp.Or(best, d.o.Fallback); best == "" {
		return nil
	}
	return []string{best}
}

// leastLikeness is from which likeness on words hint at a department.
const leastLikeness = 0.5

// likeness is the largest share of words that a phrase has in common with one of
// phrases, or 0 where that is small.
func likeness(keys []string, phrases [][]string) float64 {
	var best float64
	for _, p := range phrases {
		best = max(best, jaccard(keys, p))
	}
	if best < leastLikeness {
		return 0
	}
	return best
}
