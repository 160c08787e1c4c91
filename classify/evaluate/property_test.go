package evaluate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

// randomItems makes items of up to 3 of 8 classes, predicted with noise. Some
// judge a few classes only, unless all is set.
func randomItems(seed uint64, n int, all bool) []Item {
	r := rand.New(rand.NewPCG(seed, 7))
	class := func() string { return string(rune('a' + r.IntN(8)*r.IntN(8)/7)) }
	items := make([]Item, n)
	for i := range items {
		it := &items[i]
		it.ID, it.Language = fmt.Sprint(i), []string{"en", "ja", ""}[r.IntN(3)]
		for range r.IntN(4) {
			it.Gold = append(it.Gold, class())
		}
		for _, c := range it.Gold {
			if r.IntN(3) > 0 {
				it.Predicted = append(it.Predicted, given(c)...)
			}
		}
		if r.IntN(3) == 0 {
			it.Predicted = append(it.Predicted, given(class())...)
		}
		if !all && r.IntN(3) == 0 {
			it.Judged = append([]string{}, class(), class(), class())[:r.IntN(4)]
		}
	}
	return items
}

func randomPairs(seed uint64, n int) []Pair {
	r := rand.New(rand.NewPCG(seed, 8))
	classes := []string{"", "praise", "problem", "question", "request"}
	pairs := make([]Pair, n)
	for i := range pairs {
		gold := classes[r.IntN(len(classes))]
		pairs[i] = Pair{ID: fmt.Sprint(i), Gold: gold, Predicted: gold}
		if r.IntN(3) == 0 {
			pairs[i].Predicted = classes[r.IntN(len(classes))]
		}
	}
	return pairs
}

// slowMicro counts every pair of item and class by itself.
func slowMicro(items []Item, classes []string) (c Counts) {
	for _, it := range items {
		for _, class := range classes {
			if it.Judged != nil && !contains(it.Judged, class) {
				continue
			}
			gold, found := contains(it.Gold, class), false
			for _, p := range it.Predicted {
				found = found || p.Class == class
			}
			switch {
			case gold && found:
				c.TP++
			case found:
				c.FP++
			case gold:
				c.FN++
			default:
				c.TN++
			}
		}
	}
	return c
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func TestMicroIsSumOverItems(t *testing.T) {
	for seed := range uint64(50) {
		items := randomItems(seed, 80, seed%2 == 0)
		r := Evaluate(items, nil, Options{})
		var names []string
		var sum Counts
		for _, c := range r.Classes {
			names = append(names, c.Name)
			sum.add(c.Counts)
		}
		slow := slowMicro(items, names)
		if sum != slow {
			t.Fatalf("seed %d: counts are %+v, one by one %+v", seed, sum, slow)
		}
		wantScores(t, "micro", r.Micro, slow.precision(), slow.recall(), slow.f1())
		wantFigure(t, "Hamming loss", r.HammingLoss.Value, float64(slow.FP+slow.FN)/float64(slow.TP+slow.FP+slow.FN+slow.TN))
	}
}

// Exchanging gold and prediction exchanges precision and recall, and leaves F1
// and kappa as they are.
func TestSymmetric(t *testing.T) {
	for seed := range uint64(30) {
		items := randomItems(seed, 60, true)
		swapped := make([]Item, len(items))
		for i, it := range items {
			swapped[i] = Item{ID: it.ID, Predicted: given(it.Gold...)}
			for _, p := range it.Predicted {
				swapped[i].Gold = append(swapped[i].Gold, p.Class)
			}
		}
		a, b := Evaluate(items, nil, Options{}), Evaluate(swapped, nil, Options{})
		for i, c := range a.Classes {
			d := b.Classes[i]
			wantScores(t, c.Name, d.Scores, c.Recall.Value, c.Precision.Value, c.F1.Value)
			wantFigure(t, c.Name+" kappa", d.Kappa.Value, c.Kappa.Value)
		}
		pairs := randomPairs(seed, 60)
		turned := make([]Pair, len(pairs))
		for i, p := range pairs {
			turned[i] = Pair{Gold: p.Predicted, Predicted: p.Gold}
		}
		wantFigure(t, "kappa", Compare(turned, Options{}).Kappa.Value, Compare(pairs, Options{}).Kappa.Value)
	}
}

// The order of items changes no figure.
func TestOrderDoesNotMatter(t *testing.T) {
	items := randomItems(3, 100, false)
	want := Evaluate(items, []string{"a"}, Options{}).Totals
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	if got := Evaluate(items, []string{"a"}, Options{}).Totals; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("totals are %v, want %v", got, want)
	}
}

// Intervals hold the figure nearly always, and grow narrow with more items.
func TestBootstrap(t *testing.T) {
	figures, outside := 0, 0
	width := map[int]float64{}
	for seed := range uint64(10) {
		for _, n := range []int{100, 900} {
			r := Evaluate(randomItems(seed, n, seed%2 == 0), nil, Options{Resamples: 300, Seed: 1})
			all := []Estimate{r.Micro.F1, r.Macro.F1, r.Weighted.F1, r.ExactMatch, r.HammingLoss, r.Coverage, r.Kappa}
			for _, c := range r.Classes {
				all = append(all, c.Precision, c.Recall, c.F1)
			}
			for _, e := range all {
				figures++
				if !(e.Low <= e.Value && e.Value <= e.High) {
					outside++
				}
			}
			width[n] += r.Micro.F1.High - r.Micro.F1.Low
		}
	}
	if outside*50 > figures {
		t.Errorf("%d of %d figures lie outside of their interval", outside, figures)
	}
	if ratio := width[100] / width[900]; ratio < 2 || ratio > 4.5 {
		t.Errorf("9 times the items make intervals %.2f times as narrow, want about 3", ratio)
	}
}

// The share of right answers in n draws is binomial: the interval is that of
// the normal approximation.
func TestBootstrapOfShare(t *testing.T) {
	pairs := make([]Pair, 1000)
	for i := range pairs {
		pairs[i] = Pair{Gold: "a", Predicted: map[bool]string{true: "a", false: "b"}[i < 700]}
	}
	e := Compare(pairs, Options{Resamples: 2000, Seed: 5}).ExactMatch
	half := 1.96 * math.Sqrt(0.7*0.3/1000)
	if math.Abs(e.Low-(0.7-half)) > 0.004 || math.Abs(e.High-(0.7+half)) > 0.004 {
		t.Errorf("interval is %.4f to %.4f, want about %.4f to %.4f", e.Low, e.High, 0.7-half, 0.7+half)
	}
}

func TestSeed(t *testing.T) {
	items := randomItems(1, 60, false)
	run := func(seed uint64) Totals { return Evaluate(items, nil, Options{Resamples: 50, Seed: seed}).Totals }
	if !reflect.DeepEqual(run(1), run(1)) {
		t.Error("the same seed should give the same intervals")
	}
	if reflect.DeepEqual(run(1), run(2)) {
		t.Error("another seed should give other intervals")
	}
}

func TestQuantile(t *testing.T) {
	for _, tt := range []struct {
		sorted  []float64
		p, want float64
	}{
		{[]float64{1, 2, 3, 4}, 0.5, 2.5},
		{[]float64{1, 2, 3, 4}, 0, 1},
		{[]float64{1, 2, 3, 4}, 1, 4},
		{[]float64{0, 10}, 0.025, 0.25},
		{[]float64{7}, 0.975, 7},
		{nil, 0.5, math.NaN()},
	} {
		wantFigure(t, fmt.Sprint(tt), quantile(tt.sorted, tt.p), tt.want)
	}
}
