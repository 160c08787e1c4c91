package linear

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestCut(t *testing.T) {
	js := []judgement{{3, 0, true}, {2, 1, true}, {1, 0, false}, {0, 1, true}, {0, 0, false}, {-1, 1, false}}
	for _, c := range []struct {
		name      string
		without   int
		precision float64
		want      float64
	}{
		{"best F1", -1, 0, 1.5},
		{"all right", -1, 1, 1.5},
		{"some right", -1, 0.6, -0.5},
		{"half right", -1, 0.5, -1},
		{"without fold 0", 0, 0, -0.5},
		{"without fold 1", 1, 0.9, 2},
	} {
		if got := cut(js, c.without, c.precision); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	if got := cut([]judgement{{1, 0, false}}, -1, 0.5); !math.IsInf(got, 1) {
		t.Errorf("nothing right: %v, want nowhere", got)
	}
	if got := cut(nil, -1, 0); !math.IsInf(got, 1) {
		t.Errorf("no judgements: %v, want nowhere", got)
	}
}

// TestCutKeepsPrecision tries every cut there is.
func TestCutKeepsPrecision(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	for range 300 {
		js := make([]judgement, 1+rng.IntN(30))
		for i := range js {
			js[i] = judgement{margin: float32(rng.IntN(12)), has: rng.IntN(2) == 0}
		}
		sortJudgements(js)
		wanted := float64(rng.IntN(4)) * 0.3
		got := count(js, cut(js, -1, wanted))
		for _, j := range js {
			other := count(js, float64(j.margin))
			switch {
			case wanted == 0 && other.f1() > got.f1()+1e-12:
				t.Fatalf("F1 %v from %v on, have %v: %v", other.f1(), j.margin, got.f1(), js)
			case wanted > 0 && other.precision() >= wanted && other.found > got.found:
				t.Fatalf("%d found from %v on, have %d: %v", other.found, j.margin, got.found, js)
			}
		}
		if wanted > 0 && got.found > 0 && got.precision() < wanted {
			t.Fatalf("precision %v, want %v: %v", got.precision(), wanted, js)
		}
	}
}

func count(js []judgement, from float64) (f figures) {
	for _, j := range js {
		f.count(float64(j.margin) >= from, j.has)
	}
	return f
}

// TestPlatt fits margins whose probabilities are known.
func TestPlatt(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	for _, want := range []platt{{-2, 1}, {-0.5, 3}, {-8, -1}} {
		margins, has := make([]float32, 20000), make([]bool, 20000)
		for i := range margins {
			margins[i] = float32(rng.NormFloat64())
			has[i] = rng.Float64() < want.of(float64(margins[i]))
		}
		if got := fitPlatt(margins, has); math.Abs(got.A-want.A) > 0.1*math.Abs(want.A)+0.05 || math.Abs(got.B-want.B) > 0.1*math.Abs(want.B)+0.05 {
			t.Errorf("%v, want %v", got, want)
		}
	}
	for name, has := range map[string][]bool{"against": {true, true, false, false}, "none": {false, false, false, false}, "all": {true, true, true, true}} {
		p := fitPlatt([]float32{-2, -1, 1, 2}, has)
		if p.A > 0 || math.IsNaN(p.B) || math.IsInf(p.B, 0) {
			t.Errorf("%s: %v", name, p)
		}
	}
	if p := fitPlatt(nil, nil); p.A > 0 || math.IsNaN(p.A) || math.IsNaN(p.B) {
		t.Errorf("nothing: %v", p)
	}
	for _, z := range []float64{-1e9, -700, 0, 700, 1e9} {
		if v := (platt{-1, 0}).of(z); v < 0 || v > 1 || math.IsNaN(v) {
			t.Errorf("probability of %v: %v", z, v)
		}
	}
}
