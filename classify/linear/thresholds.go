package linear

import (
	"context"
	"math"
)

// adjustments are how much Best may lean to rare themes (Menon et al.: Long-tail
// learning via logit adjustment, ICLR 2021).
var adjustments = [...]float64{0, 0.15, 0.3, 0.45, 0.6, 0.75}

// calibrate sets the sigmoids and thresholds of m by held-out margins, and
// fills in the report.
func (t *trainer) calibrate(ctx context.Context, m *Model, margins [][]float32) error {
	reports := make([]ThemeReport, len(t.themes))
	bands := make([][]bool, len(t.themes))
	totals := make([]figures, len(t.themes))
	err := t.spread(ctx, len(t.themes), func(i int) {
		reports[i], totals[i] = t.calibrateTheme(&m.themes[i], i, margins[i])
		bands[i] = m.themes[i].band(margins[i])
	})
	if err != nil {
		return err
	}
	r := &t.report
	r.Themes = reports
	var all figures
	for i, f := range totals {
		all.found += f.found
		all.right += f.right
		all.positives += f.positives
		r.MacroF1 += reports[i].F1 / float64(len(reports))
	}
	r.Precision, r.Recall, r.MicroF1 = all.precision(), all.recall(), all.f1()
	r.Unsure = ratio(unsureRows(bands), len(t.m.rows))
	if t.single {
		t.adjust(m, margins)
	}
	return nil
}

// calibrateTheme sets the sigmoid and thresholds of one theme.
func (t *trainer) calibrateTheme(th *theme, i int, margins []float32) (ThemeReport, figures) {
	js := t.judgements(i, margins)
	kept, has := make([]float32, len(js)), make([]bool, len(js))
	for n, j := range js {
		kept[n], has[n] = j.margin, j.has
	}
	sigmoid := fitPlatt(kept, has)
	th.A, th.B = sigmoid.A, sigmoid.B
	sortJudgements(js)
	wanted := t.o.precisionOf(th.ID)
	f := heldOut(js, t.o.Folds, wanted)
	margin := cut(js, -1, wanted)
	if f.right == 0 { // a threshold that was never right on texts it was not chosen by
		margin = math.Inf(1)
	}
	th.setBand(margin, t.o.Doubt)
	r := ThemeReport{ID: th.ID, Judged: len(js), Positives: f.positives, Wanted: wanted, Reached: th.On < never,
		On: th.On, Off: th.Off, Sure: th.Sure, Applied: f.found, Precision: f.precision(), Recall: f.recall(), F1: f.f1()}
	for _, j := range js {
		p, truth := sigmoid.of(float64(j.margin)), 0.0
		if j.has {
			truth = 1
		}
		r.Brier += (p - truth) * (p - truth) / float64(len(js))
		if p >= th.Off && p < th.Sure {
			r.Unsure++
		}
	}
	return r, f
}

// setBand sets the thresholds from the margin of the lower one that applies.
// The decision is unsure where it is wrong with the probability doubt or more:
// from doubt up to the threshold, and from there up to 1 - doubt.
func (th *theme) setBand(margin, doubt float64) {
	th.On = never
	if !math.IsInf(margin, 0) {
		th.On = th.sigmoid().of(margin)
	}
	if doubt <= 0 {
		th.Off, th.Sure = th.On, th.On
		return
	}
	th.Off, th.Sure = min(doubt, th.On), max(1-doubt, th.On)
	if th.On == never {
		th.Sure = 1 - doubt
	}
}

// band tells which margins are unsure.
func (th *theme) band(margins []float32) []bool {
	unsure := make([]bool, len(margins))
	for i, m := range margins {
		p := th.sigmoid().of(float64(m))
		unsure[i] = p >= th.Off && p < th.Sure
	}
	return unsure
}

func unsureRows(bands [][]bool) (n int) {
	for row := range bands[0] {
		for _, band := range bands {
			if band[row] {
				n++
				break
			}
		}
	}
	return n
}

// adjust chooses how much Best leans to rare themes, by macro F1.
func (t *trainer) adjust(m *Model, margins [][]float32) {
	best := SingleReport{MacroF1: -1}
	for _, a := range adjustments {
		for i := range m.themes {
			m.themes[i].lean(a, t.themes[i].positives, len(t.m.rows))
		}
		r := t.decide(m, margins)
		r.Adjust = a
		if r.MacroF1 > best.MacroF1+1e-9 {
			best = r
		}
	}
	for i := range m.themes {
		m.themes[i].lean(best.Adjust, t.themes[i].positives, len(t.m.rows))
	}
	t.report.Single = &best
}

// lean sets what is added to the log odds of the theme by Best.
func (th *theme) lean(adjust float64, positives, all int) {
	th.Lean = -adjust * math.Log(float64(positives)/float64(all))
}

// decide scores held-out decisions for one theme each.
func (t *trainer) decide(m *Model, margins [][]float32) (r SingleReport) {
	counts := make([]figures, len(m.themes))
	right := 0
	for row := range t.m.rows {
		best, highest := 0, math.Inf(-1)
		for i := range m.themes {
			if odds := m.themes[i].odds(float64(margins[i][row])); odds > highest {
				best, highest = i, odds
			}
		}
		for i := range counts {
			counts[i].count(i == best, t.themes[i].number == t.m.rows[row].themes[0])
		}
		if t.themes[best].number == t.m.rows[row].themes[0] {
			right++
		}
	}
	for _, c := range counts {
		r.MacroF1 += c.f1() / float64(len(counts))
	}
	r.Accuracy = ratio(right, len(t.m.rows))
	return r
}
