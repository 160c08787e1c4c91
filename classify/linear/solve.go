package linear

import (
	"math"
	"math/rand/v2"
)

// problem is one theme's examples: rows of a matrix, and which of them have the
// theme.
type problem struct {
	m    *matrix
	rows []int32
	has  []bool // by place in rows
	cost float64
	rare float64 // what positives cost more
}

// The bias is a weight like the others, of a feature with this value.
const biasValue = 1

// Stopping: the spread of projected gradients, and passes over all rows.
const (
	tolerance = 0.1
	maxPasses = 60
)

// solver keeps memory between problems. It belongs to one goroutine.
type solver struct {
	problem problem

	w     []float32 // weights by feature, last the bias
	alpha []float32
	order []int32 // places in problem.rows, the active ones first

	active int
}

// solve trains an L2-regularised support vector machine with squared hinge
// loss by dual coordinate descent with shrinking, and returns its weights, valid
// until the next call (Hsieh, Chang, Lin, Keerthi, Sundararajan: A dual
// coordinate descent method for large-scale linear SVM, ICML 2008; Fan et al.:
// LIBLINEAR, JMLR 9, 2008). The order of coordinates comes from the problem
// alone.
func (s *solver) solve(p *problem) []float32 {
	s.reset(p)
	rng := rand.New(rand.NewPCG(uint64(len(p.rows)), 1))
	bound := math.Inf(1)
	for range maxPasses {
		spread, highest := s.pass(p, rng, bound)
		switch {
		case spread > tolerance && highest > 0:
			bound = highest
		case spread > tolerance:
			bound = math.Inf(1)
		case s.active == len(s.order):
			return s.w
		default: // done with the active ones: look at all again
			s.active, bound = len(s.order), math.Inf(1)
		}
	}
	return s.w
}

// pass goes over the active examples once. Those that are right by more than
// bound, and do not matter, are put aside. It returns the spread of the projected
// gradients, and the highest.
func (s *solver) pass(p *problem, rng *rand.Rand, bound float64) (spread, highest float64) {
	rng.Shuffle(s.active, func(i, j int) { s.order[i], s.order[j] = s.order[j], s.order[i] })
	highest, lowest := math.Inf(-1), math.Inf(1)
	for i := 0; i < s.active; i++ {
		at := s.order[i]
		g := s.gradient(p, at)
		if s.alpha[at] == 0 {
			if g > bound {
				s.active--
				s.order[i], s.order[s.active] = s.order[s.active], s.order[i]
				i--
				continue
			}
			g = min(g, 0)
		}
		highest, lowest = max(highest, g), min(lowest, g)
		if math.Abs(g) > 1e-12 {
			s.step(p, at, g)
		}
	}
	return highest - lowest, highest
}

func (s *solver) reset(p *problem) {
	n := len(p.m.idf) + 1
	if cap(s.w) < n {
		s.w = make([]float32, n)
	}
	s.w = s.w[:n]
	clear(s.w)
	if cap(s.alpha) < len(p.rows) {
		s.alpha, s.order = make([]float32, len(p.rows)), make([]int32, len(p.rows))
	}
	s.alpha, s.order = s.alpha[:len(p.rows)], s.order[:len(p.rows)]
	clear(s.alpha)
	for i := range s.order {
		s.order[i] = int32(i)
	}
	s.active = len(s.order)
}

// diagonal is 1/(2C), by which the squared hinge loss differs from the hinge.
func (p *problem) diagonal(at int32) float64 {
	c := p.cost
	if p.has[at] {
		c *= p.rare
	}
	return 0.5 / c
}

// gradient returns the derivative of the dual by alpha[at].
func (s *solver) gradient(p *problem, at int32) float64 {
	g := float64(margin(s.w, p.m.row(p.rows[at])))
	if !p.has[at] {
		g = -g
	}
	return g - 1 + float64(s.alpha[at])*p.diagonal(at)
}

// step moves alpha[at] to where its gradient is 0.
func (s *solver) step(p *problem, at int32, g float64) {
	row := p.rows[at]
	q := float64(p.m.norm[row]) + biasValue*biasValue + p.diagonal(at)
	old := s.alpha[at]
	s.alpha[at] = max(old-float32(g/q), 0)
	d := s.alpha[at] - old
	if !p.has[at] {
		d = -d
	}
	for _, f := range p.m.row(row) {
		s.w[f.id] += d * f.value
	}
	s.w[len(s.w)-1] += d * biasValue
}

// margin returns how far features are on a theme's side.
func margin(w []float32, x []feature) float32 {
	sum := w[len(w)-1] * biasValue
	for _, f := range x {
		sum += w[f.id] * f.value
	}
	return sum
}
