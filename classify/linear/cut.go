package linear

import (
	"cmp"
	"math"
	"slices"
)

// never is a threshold that no probability reaches.
const never = 2

// judgement is one held-out margin of a theme, and what is true.
type judgement struct {
	margin float32
	fold   uint8
	has    bool
}

// sortJudgements puts the highest margins first.
func sortJudgements(js []judgement) {
	slices.SortFunc(js, func(a, b judgement) int {
		return cmp.Or(cmp.Compare(b.margin, a.margin), cmp.Compare(a.fold, b.fold))
	})
}

// cut returns the margin from which on a theme applies, by sorted judgements
// outside of a fold (-1 for all): the lowest that keeps the precision wanted, or
// that of the best F1 where none is. Positive infinity stands for nowhere.
func cut(js []judgement, without int, precision float64) float64 {
	positives := 0
	for _, j := range js {
		if int(j.fold) != without && j.has {
			positives++
		}
	}
	best, bestF1 := math.Inf(1), 0.0
	f := figures{positives: positives}
	consider := func(margin float64) { // a cut that takes what f has counted
		switch {
		case f.found == 0:
		case precision > 0 && f.precision() >= precision:
			best = margin
		case precision == 0 && f.f1() > bestF1:
			best, bestF1 = margin, f.f1()
		}
	}
	last := math.Inf(1)
	for _, j := range js {
		if int(j.fold) == without {
			continue
		}
		m := float64(j.margin)
		if m != last {
			consider((m + last) / 2)
		}
		last = m
		f.found++
		if j.has {
			f.right++
		}
	}
	consider(last)
	return best
}

// figures counts the decisions of one theme.
type figures struct{ found, right, positives int }

func (f *figures) count(applied, has bool) {
	if applied {
		f.found++
	}
	if has {
		f.positives++
	}
	if applied && has {
		f.right++
	}
}

func (f figures) precision() float64 { return ratio(f.right, f.found) }
func (f figures) recall() float64    { return ratio(f.right, f.positives) }
func (f figures) f1() float64        { return ratio(2*f.right, f.found+f.positives) }

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// heldOut counts the decisions in each fold by the threshold that the other
// folds set, so that no example is decided by a threshold that it helped to set.
func heldOut(js []judgement, folds int, precision float64) (f figures) {
	cuts := make([]float64, folds)
	for i := range cuts {
		cuts[i] = cut(js, i, precision)
	}
	for _, j := range js {
		f.count(float64(j.margin) >= cuts[j.fold], j.has)
	}
	return f
}
