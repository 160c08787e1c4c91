package linear

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestSolveOptimum compares with plain gradient descent on the primal problem.
func TestSolveOptimum(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	m := randomMatrix(rng, 60, 12)
	p := &problem{m: m, cost: 0.7, rare: 2}
	for i := range int32(60) {
		p.rows = append(p.rows, i)
		p.has = append(p.has, m.row(i)[0].value+0.3*float32(rng.NormFloat64()) > 0)
	}
	var s solver
	got := primal(p, s.solve(p))
	w := make([]float32, 13)
	for range 20000 {
		descend(p, w, 0.002)
	}
	if best := primal(p, w); got > best*1.01+1e-6 {
		t.Errorf("loss %v, gradient descent has %v", got, best)
	}
	if s.solve(&problem{m: m, cost: 1, rare: 1})[0] != 0 {
		t.Error("weights of no examples")
	}
}

func randomMatrix(rng *rand.Rand, rows, features int) *matrix {
	m := &matrix{idf: make([]float32, features), start: []int{0}}
	for range rows {
		from := len(m.feats)
		for id := range int32(features) {
			m.feats = append(m.feats, feature{id, float32(rng.NormFloat64()) / 3})
		}
		m.start = append(m.start, len(m.feats))
		m.norm = append(m.norm, squared(m.feats[from:]))
	}
	return m
}

// slack is how far an example is from being right by a margin of 1, and its sign.
func slack(p *problem, i int, w []float32) (by, sign float64) {
	sign = -1
	if p.has[i] {
		sign = 1
	}
	return 1 - sign*float64(margin(w, p.m.row(p.rows[i]))), sign
}

func primal(p *problem, w []float32) (loss float64) {
	for _, v := range w {
		loss += float64(v) * float64(v) / 2
	}
	for i := range p.rows {
		if by, _ := slack(p, i, w); by > 0 {
			loss += by * by / (2 * p.diagonal(int32(i)))
		}
	}
	return loss
}

func descend(p *problem, w []float32, rate float64) {
	g := make([]float64, len(w))
	for i, v := range w {
		g[i] = float64(v)
	}
	for i := range p.rows {
		by, sign := slack(p, i, w)
		if by <= 0 {
			continue
		}
		c := -sign * by / p.diagonal(int32(i))
		for _, f := range p.m.row(p.rows[i]) {
			g[f.id] += c * float64(f.value)
		}
		g[len(g)-1] += c * biasValue
	}
	for i := range w {
		w[i] -= float32(rate * g[i])
	}
}

func TestVocabulary(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	v := newVocabulary(0)
	numbers := map[uint32]int32{}
	for range 5000 {
		h := rng.Uint32N(3000) << 18
		n := v.add(h)
		if want, ok := numbers[h]; ok && n != want || !ok && int(n) != len(numbers) {
			t.Fatalf("hash %d: number %d, want %d", h, n, want)
		}
		numbers[h] = n
	}
	for h := range uint32(3000) {
		want, ok := numbers[h<<18]
		if got := v.find(h << 18); ok && got != want || !ok && got != -1 {
			t.Fatalf("hash %d: found %d, want %d", h<<18, got, want)
		}
	}
}

// TestWeigh proves that each block has its length, whatever is in it.
func TestWeigh(t *testing.T) {
	idf := []float32{1, 2, 3, 4}
	got := weigh(nil, []counted{{0, 1, blockWords}, {1, 3, blockWords}, {2, 1, blockChars}, {3, 1, blockQuestion}}, idf)
	words := math.Sqrt(1 + math.Pow(2*(1+math.Log(3)), 2))
	for i, want := range []float64{1 / words, 2 * (1 + math.Log(3)) / words, 1, shares[blockQuestion]} {
		if math.Abs(float64(got[i].value)-want) > 1e-6 {
			t.Errorf("feature %d: %v, want %v", i, got[i].value, want)
		}
	}
	c := counted{count: math.MaxUint16}
	if c.again(); c.count != math.MaxUint16 {
		t.Error("the count went over")
	}
}

func TestMixKeepsApart(t *testing.T) {
	var g grammar
	seen := map[uint32]string{}
	for _, text := range []string{"a b", "b a", "ab", "検索 速度", "速度 検索", "検索速度"} {
		for _, gr := range g.read(textOf(t, text, "q")) {
			seen[gr.hash] = text
		}
	}
	if g.read(Text{}) != nil && len(g.grams) != 0 {
		t.Error("grams of nothing")
	}
	if len(seen) < 50 {
		t.Errorf("%d hashes: some fell together", len(seen))
	}
}
