package index

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// choices is a source of randomness that a fuzzer steers: its bytes. Where they
// end, chance takes over, or a choice that will not do would be made for ever.
type choices struct {
	data []byte
	rest *rand.PCG
}

func (c *choices) Uint64() uint64 {
	if len(c.data) == 0 {
		return c.rest.Uint64()
	}
	b := c.data[0]
	c.data = c.data[1:]
	return uint64(b) * 0x0101010101010101
}

// FuzzQuery compares searches for all kinds of query trees with what the naive
// evaluator says of every verbatim.
func FuzzQuery(f *testing.F) {
	tk, cb := tokenizer(), codebook(f)
	g := &generator{Rand: rand.New(rand.NewPCG(11, 12))}
	c := g.corpus(tk, cb, 120)
	s := c.open(f, cb, tk)
	for seed := range uint64(40) {
		data := make([]byte, 64)
		for i, r := 0, rand.New(rand.NewPCG(seed, 13)); i < len(data); i++ {
			data[i] = byte(r.Uint32())
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		data = data[:min(len(data), 64)] // more makes queries that the naive evaluator takes minutes for
		g := &generator{Rand: rand.New(&choices{data, rand.NewPCG(1, 2)})}
		q := g.query(3)
		if got, want := sorted(find(t, s, q)), oracle(t, tk, c, q); !slices.Equal(got, want) {
			t.Fatalf("%s\nrows %v\nwant %v", q, got, want)
		}
	})
}
