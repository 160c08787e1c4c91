package source

import (
	"strings"

	"verbatim/datasets"
)

// scaleHeaders are scales that a header writes out.
var scaleHeaders = []struct {
	t terms
	m datasets.Metric
}{
	{terms{"0 10", "0 to 10", "out of 10", "0から10", "10段階", "11段階", "10点満点"}, datasets.MetricNPS},
	{terms{"1 7", "1 to 7", "out of 7", "1から7", "7段階"}, datasets.MetricCES},
	{terms{"1 5", "1 to 5", "out of 5", "1から5", "5段階", "5点満点", "五段階"}, datasets.MetricCSAT},
}

// scores finds the score and its metric. A column must hold numbers of a
// scale and be called a score: ages, counts and codes hold such numbers too.
func (c *decider) scores() error {
	metric, reversed, err := parseMetric(c.o.Metric)
	if err != nil {
		return err
	}
	c.d.Reversed = reversed
	if strings.EqualFold(strings.TrimSpace(c.o.Metric), none) || c.d.Score == nil && strings.EqualFold(c.o.Score, none) {
		c.d.Score = nil
		return nil
	}
	if c.d.Score == nil {
		c.findScore(metric)
	}
	if c.d.Score == nil {
		return nil
	}
	if c.d.Metric = metric; metric != "" {
		return nil
	}
	i := c.d.Score.Index
	guess, sure := c.scale(i, c.cols[i])
	if guess == "" {
		guess = datasets.MetricNPS
	}
	if c.d.Metric = guess; !sure {
		lo, hi := guess.Range()
		c.note(quoteName(c.d.Score.Header)+" is read as "+strings.ToUpper(string(guess)),
			"its numbers fit "+datasets.FormatScore(lo)+"-"+datasets.FormatScore(hi), "--metric nps|csat|ces|none")
	}
	return nil
}

// findScore chooses among the columns that are called scores.
func (c *decider) findScore(metric datasets.Metric) {
	best, bestRank := -1, 0
	var found []string
	for i, p := range c.free {
		rank := c.scoreRank(i, p, metric)
		if rank > 0 {
			found = append(found, quoteName(c.in.Header[i]))
		}
		if rank > bestRank {
			best, bestRank = i, rank
		}
	}
	if best < 0 {
		return
	}
	c.d.Score = c.column(best)
	if len(found) > 1 {
		c.note("score is "+quoteName(c.d.Score.Header), "of "+someOf(found, 4)+"; the others are attributes", "--score COLUMN")
	}
}

// scoreRank is 0 for a column that is no score.
func (c *decider) scoreRank(i int, p *profile, metric datasets.Metric) int {
	nps, csat, ces := c.is(npsHeaders, i), c.is(csatHeaders, i), c.is(cesHeaders, i)
	named := c.abbreviated(i) != ""
	least := 0.9
	switch {
	case c.named(notScales, i): // Q1_NPS_GROUP of 1, 2 and 3
		return 0
	case nps || csat || ces:
		least = 0.6 // what does not fit will be rejected, with its line
	case !c.is(scoreHeaders, i) || c.named(notScores, i):
		return 0
	}
	switch {
	case p.looked == 0:
		if named && !c.s.whole {
			return 1
		}
		return 0
	case p.within(0, 10) < least || p.dates > p.looked/2:
		return 0
	case p.within(2, 10) == 0 && !named: // a flag, such as "recommended" of 0 and 1
		return 0
	}
	guess, _ := c.scale(i, p)
	if guess == "" {
		return 0
	}
	rank := 10
	switch {
	case metric != "" && guess == metric:
		rank = 50
	case guess == datasets.MetricNPS && nps:
		rank = 40
	case csat || ces || nps:
		rank = 20
	}
	if c.is(overallScores, i) {
		rank += 5
	}
	return rank
}

// abbreviated returns the metric that a header names by its abbreviation.
func (c *decider) abbreviated(i int) datasets.Metric {
	for _, m := range []datasets.Metric{datasets.MetricNPS, datasets.MetricCSAT, datasets.MetricCES} {
		if c.is(terms{string(m)}, i) {
			return m
		}
	}
	return ""
}

// scale decides the metric of a column by what its header says and the range
// of its numbers, a few stray ones aside. It is empty where no metric fits;
// sure is false where the range alone decided.
func (c *decider) scale(i int, p *profile) (m datasets.Metric, sure bool) {
	fits := func(lo, hi int) bool { return p.within(lo, hi) >= 0.97*p.within(0, 10) }
	for _, s := range scaleHeaders {
		if lo, hi := s.m.Range(); c.is(s.t, i) && fits(int(lo), int(hi)) {
			return s.m, true
		}
	}
	if m := c.abbreviated(i); m != "" {
		return m, true
	}
	few := p.looked < 20
	whole := p.fractions == 0
	switch {
	case c.is(npsHeaders, i) && whole && (few || !fits(1, 7) || p.of == 10):
		return datasets.MetricNPS, !fits(1, 7) || p.of == 10
	case c.is(cesHeaders, i) && fits(1, 7):
		return datasets.MetricCES, true
	case c.is(csatHeaders, i) && fits(1, 5):
		return datasets.MetricCSAT, true
	case fits(1, 5):
		return datasets.MetricCSAT, p.of == 5 || c.is(scoreHeaders, i) && !few
	case fits(1, 7):
		return datasets.MetricCES, false
	case whole && !fits(0, 5):
		return datasets.MetricNPS, false
	}
	return "", false // 0 to 5, or fractions up to 10
}
