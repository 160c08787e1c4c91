package evaluate

import (
	"math"
	"math/rand/v2"
	"slices"
)

// summarize computes all figures of rows, with their intervals.
func summarize(rows []row, names []string, o Options, agreement overall) (Totals, []Class) {
	kept := make([]*row, 0, len(rows))
	t := newTally(len(names))
	for i := range rows {
		if rows[i].counts {
			kept = append(kept, &rows[i])
			t.add(&rows[i])
		}
	}
	b := &estimates{value: t.figures(nil, agreement)}
	if len(kept) > 0 {
		b.resample(kept, len(names), o, agreement)
	}
	total := Totals{Items: t.items}
	for _, s := range []*Scores{&total.Micro, &total.Macro, &total.Weighted} {
		*s = b.scores()
	}
	for _, e := range []*Estimate{&total.ExactMatch, &total.HammingLoss, &total.Coverage, &total.Kappa} {
		*e = b.next()
	}
	classes := make([]Class, len(names))
	for i, name := range names {
		c := t.counts(i)
		classes[i] = Class{Name: name, Counts: c, Support: c.support(), Found: c.found(), Scores: b.scores(), Kappa: b.next()}
		total.Gold += c.support()
		total.Found += c.found()
	}
	return total, classes
}

// estimates hands out figures with their intervals, in the order of figures.
type estimates struct {
	value   []float64
	samples [][]float64 // by figure; nil without bootstrap
	at      int
}

// resample draws as many items as there are, with replacement, and computes
// all figures again, o.Resamples times: the bootstrap of Efron ("Bootstrap
// Methods: Another Look at the Jackknife", 1979). Items are drawn, not pairs of
// item and class, since the classes of one text depend on each other.
func (b *estimates) resample(rows []*row, classes int, o Options, agreement overall) {
	if o.Resamples <= 0 {
		return
	}
	b.samples = make([][]float64, len(b.value))
	random := rand.New(rand.NewPCG(o.Seed, 0))
	t := newTally(classes)
	var values []float64
	for range o.Resamples {
		t.reset()
		for range rows {
			t.add(rows[random.IntN(len(rows))])
		}
		values = t.figures(values[:0], agreement)
		for i, v := range values {
			if !math.IsNaN(v) && !t.absent(i) {
				b.samples[i] = append(b.samples[i], v)
			}
		}
	}
}

// absent says whether figure i is of a class that is neither in the gold nor
// given: it is 0 for want of anything to measure.
func (t *tally) absent(i int) bool {
	if i < totalFigures {
		return false
	}
	c := t.classes[(i-totalFigures)/classFigures]
	return c.support()+c.found() == 0
}

func (b *estimates) next() Estimate {
	e := Estimate{b.value[b.at], math.NaN(), math.NaN()}
	if b.samples != nil && !math.IsNaN(e.Value) {
		s := b.samples[b.at]
		slices.Sort(s)
		e.Low, e.High = quantile(s, 0.025), quantile(s, 0.975)
	}
	b.at++
	return e
}

func (b *estimates) scores() Scores { return Scores{b.next(), b.next(), b.next()} }

// quantile interpolates between the sorted values (definition 7 of Hyndman and
// Fan, "Sample Quantiles in Statistical Packages", 1996, which NumPy uses).
// The ends of the percentile interval are those of 2.5 % and 97.5 % (Efron and
// Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13).
func quantile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	at := p * float64(len(sorted)-1)
	low := int(at)
	high := min(low+1, len(sorted)-1)
	return sorted[low] + (at-float64(low))*(sorted[high]-sorted[low])
}
