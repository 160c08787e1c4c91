package linear

import (
	"slices"

	"verbatim/tokenize"
)

// What Evidence shows: so many words, each with so much of the strongest.
const (
	evidenceWords = 3
	evidenceShare = 1.0 / 3
)

// share puts into s.speaks what each token adds to a theme's margin. An n-gram
// over several tokens adds to each alike.
func (m *Model) share(t Text, theme int, s *Scratch) {
	m.vectorize(t, s)
	for i, f := range s.features {
		s.place[f.id] = int32(i + 1)
	}
	s.speaks = slices.Grow(s.speaks[:0], len(t.Tokens))[:len(t.Tokens)]
	clear(s.speaks)
	for _, g := range s.grammar.grams {
		id := m.vocab.find(g.hash)
		if id < 0 || g.to == g.from {
			continue
		}
		at := s.place[id] - 1
		w := float32(m.weights[int(id)*len(m.themes)+theme])
		each := s.features[at].value * w / float32(s.counted[at].count) / float32(g.to-g.from)
		for i := g.from; i < g.to; i++ {
			s.speaks[i] += each
		}
	}
	for _, f := range s.features {
		s.place[f.id] = 0
	}
}

// strongest appends the tokens that speak most, neighbours joined.
func strongest(speaks []float32, dst []tokenize.Range) []tokenize.Range {
	least := nth(speaks, evidenceWords)
	first := len(dst)
	taken := 0
	for i, v := range speaks {
		if v < least || v <= 0 || taken == evidenceWords {
			continue
		}
		taken++
		at := int32(i)
		if n := len(dst); n > first && dst[n-1].To == at {
			dst[n-1].To++
			continue
		}
		dst = append(dst, tokenize.Range{From: at, To: at + 1})
	}
	return dst
}

// nth returns the value that a token needs to be among the n strongest, and
// strong enough beside the first.
func nth(speaks []float32, n int) float32 {
	var top [evidenceWords]float32
	for _, v := range speaks {
		for i := range top[:n] {
			if v > top[i] {
				v, top[i] = top[i], v
			}
		}
	}
	return max(top[n-1], top[0]*evidenceShare)
}
