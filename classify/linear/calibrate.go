package linear

import "math"

// platt turns margins into probabilities: P = 1 / (1 + exp(A·margin + B)).
type platt struct{ A, B float64 }

// of returns the probability of a margin.
func (p platt) of(margin float64) float64 {
	z := p.A*margin + p.B
	if z >= 0 {
		e := math.Exp(-z)
		return e / (1 + e)
	}
	return 1 / (1 + math.Exp(z))
}

// fitPlatt fits the sigmoid to held-out margins by Newton's method with
// backtracking (Platt: Probabilistic outputs for support vector machines, 1999,
// as Lin, Lin, Weng: A note on Platt's probabilistic outputs, Machine Learning
// 68, 2007, made it sound).
func fitPlatt(margins []float32, has []bool) platt {
	targets, p := plattTargets(has)
	const ridge, smallest = 1e-12, 1e-10
	loss := plattLoss(p, margins, targets)
	for range 100 {
		h11, h22, h21, g1, g2 := ridge, ridge, 0.0, 0.0, 0.0
		for i, m := range margins {
			f := float64(m)
			q := p.of(f)
			d1, d2 := targets[i]-q, q*(1-q)
			h11 += f * f * d2
			h22 += d2
			h21 += f * d2
			g1 += f * d1
			g2 += d1
		}
		if math.Abs(g1) < 1e-5 && math.Abs(g2) < 1e-5 {
			break
		}
		det := h11*h22 - h21*h21
		dA, dB := -(h22*g1-h21*g2)/det, -(h11*g2-h21*g1)/det
		slope := g1*dA + g2*dB
		step := 1.0
		for ; step >= smallest; step /= 2 {
			next := platt{p.A + step*dA, p.B + step*dB}
			if l := plattLoss(next, margins, targets); l < loss+1e-4*step*slope {
				p, loss = next, l
				break
			}
		}
		if step < smallest {
			break
		}
	}
	if p.A >= 0 { // margins tell nothing: what is left is how frequent the theme is
		mean := 0.0
		for _, t := range targets {
			mean += t / float64(len(targets))
		}
		return platt{B: math.Log((1 - mean) / mean)}
	}
	return p
}

// plattTargets returns the smoothed targets and where to begin.
func plattTargets(has []bool) ([]float64, platt) {
	positives := 0.0
	for _, h := range has {
		if h {
			positives++
		}
	}
	negatives := float64(len(has)) - positives
	high, low := (positives+1)/(positives+2), 1/(negatives+2)
	targets := make([]float64, len(has))
	for i, h := range has {
		targets[i] = low
		if h {
			targets[i] = high
		}
	}
	return targets, platt{A: 0, B: math.Log((negatives + 1) / (positives + 1))}
}

// plattLoss is the negative log likelihood.
func plattLoss(p platt, margins []float32, targets []float64) (sum float64) {
	for i, m := range margins {
		z := p.A*float64(m) + p.B
		if z >= 0 {
			sum += targets[i]*z + math.Log1p(math.Exp(-z))
		} else {
			sum += (targets[i]-1)*z + math.Log1p(math.Exp(z))
		}
	}
	return sum
}
