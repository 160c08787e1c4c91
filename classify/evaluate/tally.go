package evaluate

import "math"

// tally adds up rows.
type tally struct {
	items, exact, covered int
	all                   int      // items that judge every class
	classes               []Counts // TN is left to counts
	judged                []int    // items that judge the class, without those of all
}

func newTally(classes int) *tally {
	return &tally{classes: make([]Counts, classes), judged: make([]int, classes)}
}

func (t *tally) reset() {
	clear(t.classes)
	clear(t.judged)
	t.items, t.exact, t.covered, t.all = 0, 0, 0, 0
}

// add counts a row that counts.
func (t *tally) add(r *row) {
	t.items++
	exact := 1
	if r.covered {
		t.covered++
	}
	for _, e := range r.events {
		c := &t.classes[e.class]
		switch e.outcome {
		case hit:
			c.TP++
		case wrong:
			c.FP++
			exact = 0
		default:
			c.FN++
			exact = 0
		}
	}
	t.exact += exact
	if r.judged == nil {
		t.all++
		return
	}
	for _, class := range r.judged {
		t.judged[class]++
	}
}

// counts returns all four outcomes of a class.
func (t *tally) counts(class int) Counts {
	c := t.classes[class]
	c.TN = t.all + t.judged[class] - c.TP - c.FP - c.FN
	return c
}

// totalFigures is how many figures of Totals figures appends before those of
// the classes, and classFigures how many a class has.
const (
	totalFigures = 13
	classFigures = 4
)

// overall makes one coefficient of agreement of all classes.
type overall func(*tally) float64

// figures appends all figures of a tally, in the order in which summarize
// takes them: those of Totals, then those of each class.
func (t *tally) figures(dst []float64, agreement overall) []float64 {
	var sum Counts
	for i := range t.classes {
		sum.add(t.counts(i))
	}
	dst = append(dst, sum.precision(), sum.recall(), sum.f1())
	dst = t.means(dst)
	dst = append(dst, ratio(t.exact, t.items), ratio(sum.FP+sum.FN, sum.TP+sum.FP+sum.FN+sum.TN),
		ratio(t.covered, t.items), agreement(t))
	for i := range t.classes {
		c := t.counts(i)
		dst = append(dst, c.precision(), c.recall(), c.f1(), c.kappa())
	}
	return dst
}

// means appends the macro and the weighted mean of precision, recall and F1,
// over the classes that the gold has: a class that no item has by the gold has
// no recall to speak of (Yang, "An Evaluation of Statistical Approaches to
// Text Categorization", 1999). F1 is the mean of the classes' F1 (Opitz and
// Burst, "Macro F1 and Macro F1", 2019).
func (t *tally) means(dst []float64) []float64 {
	var macro, weighted [3]float64
	n, weight := 0.0, 0.0
	for i := range t.classes {
		c := t.classes[i]
		if c.support() == 0 {
			continue
		}
		n++
		w := float64(c.support())
		weight += w
		for j, v := range [...]float64{c.precision(), c.recall(), c.f1()} {
			macro[j] += v
			weighted[j] += w * v
		}
	}
	for _, v := range macro {
		dst = append(dst, v/max(n, 1))
	}
	for _, v := range weighted {
		dst = append(dst, v/max(weight, 1))
	}
	return dst
}

// meanKappa is the mean of the kappas of the classes that the gold has, without
// those that are not defined.
func meanKappa(t *tally) float64 {
	sum, n := 0.0, 0
	for i := range t.classes {
		c := t.counts(i)
		if k := c.kappa(); c.support() > 0 && !math.IsNaN(k) {
			sum += k
			n++
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return sum / float64(n)
}

// cohen is Cohen's kappa over all classes, of which every item has one.
func cohen(t *tally) float64 {
	chance := 0.0
	for _, c := range t.classes {
		chance += float64(c.support()) * float64(c.found())
	}
	n := float64(t.items)
	return kappa(float64(t.exact)/n, chance/(n*n))
}
