package linear

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
)

// costs are the values of C that are tried, and the folds they are tried on.
var costs = [...]float64{0.2, 0.6, 2}

const costFolds = 2

// Train learns a Model from examples, which may be reused one after the other:
// their n-grams are kept, 16 bytes each, not their tokens. The same
// examples in whatever order and on however many goroutines make the same
// Model. Besides an error of examples and of ctx it returns one where the
// options are wrong, or no theme has enough examples.
func Train(ctx context.Context, examples iter.Seq2[Example, error], o Options) (*Model, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	o = o.withDefaults()
	c := newCorpus()
	for e, err := range examples {
		if err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		c.add(&e)
	}
	t := newTrainer(c, o)
	if len(t.themes) == 0 {
		return nil, fmt.Errorf("want a theme with at least %d examples among %d, found none: give more examples, or lower the minimum",
			o.MinPositives, len(t.m.rows))
	}
	return t.train(ctx)
}

// trainer is one training.
type trainer struct {
	o      Options
	m      *matrix
	themes []themeRows
	report Report
	single bool

	mu    sync.Mutex
	steps int
	total int
}

// themeRows is a theme that is learnt.
type themeRows struct {
	id        string
	number    int32 // in exampleRow.themes
	judged    int
	positives int
}

func newTrainer(c *corpus, o Options) *trainer {
	t := &trainer{o: o, m: c.matrix(), single: true}
	for i := range t.m.rows {
		t.single = t.single && t.m.rows[i].all && len(t.m.rows[i].themes) == 1
	}
	ids := slices.Clone(o.Themes)
	if ids == nil {
		ids = sortedKeys(c.themes)
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		th := t.count(c, id)
		if th.positives < o.MinPositives {
			t.report.Skipped = append(t.report.Skipped, Skipped{ID: id, Positives: th.positives, Needed: o.MinPositives})
			continue
		}
		t.themes = append(t.themes, th)
	}
	o.Workers, o.Progress = 0, nil
	t.report.Options, t.report.Examples, t.report.Features = o, len(t.m.rows), len(t.m.idf)
	return t
}

func (t *trainer) count(c *corpus, id string) themeRows {
	th := themeRows{id: id, number: -1}
	if n, ok := c.themes[id]; ok {
		th.number = n
	}
	for i := range t.m.rows {
		if judged, has := t.m.rows[i].says(th.number); judged {
			th.judged++
			if has {
				th.positives++
			}
		}
	}
	return th
}

// says tells whether an example was judged on a theme, and has it.
func (r *exampleRow) says(theme int32) (judged, has bool) {
	if _, has = slices.BinarySearch(r.themes, theme); has || r.all {
		return true, has
	}
	_, judged = slices.BinarySearch(r.judged, theme)
	return judged, false
}

// fold returns the fold of an example; the same text is in one fold only.
func (t *trainer) fold(row int) int { return int(t.m.rows[row].content >> 7 % uint64(t.o.Folds)) }

// train chooses C, predicts all held-out examples, and trains on all.
func (t *trainer) train(ctx context.Context) (*Model, error) {
	t.total = (t.o.Folds + 1) * len(t.themes)
	cost := t.o.Cost
	if cost == 0 {
		t.total += costFolds * len(costs) * len(t.themes)
		var err error
		if cost, err = t.chooseCost(ctx); err != nil {
			return nil, err
		}
	}
	t.report.Cost = cost
	margins := make([][]float32, len(t.themes))
	for i := range margins {
		margins[i] = make([]float32, len(t.m.rows))
	}
	if err := t.predictFolds(ctx, cost, t.o.Folds, margins); err != nil {
		return nil, err
	}
	m := newModel(t)
	err := t.each(ctx, len(t.themes), func(s *solver, i int) {
		m.setWeights(i, s.solve(t.problem(s, i, -1, cost)))
	})
	if err != nil {
		return nil, err
	}
	if err := t.calibrate(ctx, m, margins); err != nil {
		return nil, err
	}
	m.report = t.report
	return m, m.seal()
}

// chooseCost returns the cost whose held-out predictions, once calibrated, are
// the likeliest.
func (t *trainer) chooseCost(ctx context.Context) (best float64, err error) {
	lowest := math.Inf(1)
	margins := make([][]float32, len(t.themes))
	for i := range margins {
		margins[i] = make([]float32, len(t.m.rows))
	}
	for _, cost := range costs {
		if err := t.predictFolds(ctx, cost, costFolds, margins); err != nil {
			return 0, err
		}
		losses := make([]float64, len(t.themes))
		err := t.spread(ctx, len(t.themes), func(i int) { losses[i] = t.loss(i, margins[i]) })
		if err != nil {
			return 0, err
		}
		sum := 0.0
		for _, l := range losses {
			sum += l
		}
		if sum < lowest {
			best, lowest = cost, sum
		}
	}
	return best, nil
}

// loss is the calibrated loss of a theme's margins of the first folds.
func (t *trainer) loss(theme int, margins []float32) float64 {
	var kept []float32
	var has []bool
	for _, j := range t.judgements(theme, margins) {
		if j.fold < costFolds {
			kept, has = append(kept, j.margin), append(has, j.has)
		}
	}
	targets, _ := plattTargets(has)
	return plattLoss(fitPlatt(kept, has), kept, targets)
}

// judgements returns the margins of a theme with what is true, in row order.
func (t *trainer) judgements(theme int, margins []float32) []judgement {
	js := make([]judgement, 0, t.themes[theme].judged)
	for i := range t.m.rows {
		if judged, has := t.m.rows[i].says(t.themes[theme].number); judged {
			js = append(js, judgement{margin: margins[i], fold: uint8(t.fold(i)), has: has})
		}
	}
	return js
}

// predictFolds fills in the margins, by theme and row, of the first folds, each
// by a model that was trained on all other folds.
func (t *trainer) predictFolds(ctx context.Context, cost float64, folds int, margins [][]float32) error {
	return t.each(ctx, folds*len(t.themes), func(s *solver, i int) {
		fold, theme := i/len(t.themes), i%len(t.themes)
		w := s.solve(t.problem(s, theme, fold, cost))
		for row := range t.m.rows {
			if t.fold(row) == fold {
				margins[theme][row] = margin(w, t.m.row(int32(row)))
			}
		}
	})
}

// problem makes a theme's problem of all rows but those of a fold (-1: of all)
// in the memory of s. Positives cost more the rarer they are.
func (t *trainer) problem(s *solver, theme, without int, cost float64) *problem {
	p := &s.problem
	*p = problem{m: t.m, rows: p.rows[:0], has: p.has[:0], cost: cost}
	positives := 0
	for i := range t.m.rows {
		if without >= 0 && t.fold(i) == without {
			continue
		}
		if judged, has := t.m.rows[i].says(t.themes[theme].number); judged {
			p.rows, p.has = append(p.rows, int32(i)), append(p.has, has)
			if has {
				positives++
			}
		}
	}
	p.rare = math.Sqrt(float64(max(len(p.rows), 2)) / float64(2*max(positives, 1)))
	return p
}

// each calls fn with 0 to n-1, each worker with its solver, and tells progress.
func (t *trainer) each(ctx context.Context, n int, fn func(s *solver, i int)) error {
	solvers := make(chan *solver, t.o.Workers)
	for range t.o.Workers {
		solvers <- &solver{}
	}
	return t.spread(ctx, n, func(i int) {
		s := <-solvers
		fn(s, i)
		solvers <- s
		t.step()
	})
}

// spread calls fn with 0 to n-1 on the workers, until ctx is done.
func (t *trainer) spread(ctx context.Context, n int, fn func(i int)) error {
	var group errgroup.Group
	group.SetLimit(t.o.Workers)
	for i := range n {
		if ctx.Err() != nil {
			break
		}
		group.Go(func() error {
			fn(i)
			return nil
		})
	}
	return errors.Join(group.Wait(), ctx.Err())
}

func (t *trainer) step() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.steps++
	if t.o.Progress != nil {
		t.o.Progress(t.steps, t.total)
	}
}
