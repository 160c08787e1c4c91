// Package insight holds what is calculated from counts of responses: the Net
// Promoter Score with its margin, what a theme costs or brings, shares. Its
// functions are pure and know neither files nor tables.
package insight

import (
	"math"

	"verbatim/datasets"
)

// Counts are the NPS groups of some responses. Responses without an NPS score
// are in none.
type Counts struct {
	Promoters  int64 `json:"promoters"`
	Passives   int64 `json:"passives"`
	Detractors int64 `json:"detractors"`
}

// Add counts one response with the NPS group group, as datasets.NPSGroup
// gives it; "" counts nothing.
func (c *Counts) Add(group string) {
	switch group {
	case datasets.Promoter:
		c.Promoters++
	case datasets.Passive:
		c.Passives++
	case datasets.Detractor:
		c.Detractors++
	}
}

// Plus returns the counts of two groups of responses that share none.
func (c Counts) Plus(o Counts) Counts {
	return Counts{c.Promoters + o.Promoters, c.Passives + o.Passives, c.Detractors + o.Detractors}
}

// Minus returns the counts of c without o, which must be a part of c.
func (c Counts) Minus(o Counts) Counts {
	return Counts{c.Promoters - o.Promoters, c.Passives - o.Passives, c.Detractors - o.Detractors}
}

// N returns how many responses are counted.
func (c Counts) N() int64 { return c.Promoters + c.Passives + c.Detractors }

// NPS returns the Net Promoter Score, -100 to 100: the percentage of promoters
// minus that of detractors (Reichheld, "The One Number You Need to Grow",
// Harvard Business Review, December 2003). It is missing without responses.
func (c Counts) NPS() datasets.Opt[float64] {
	n := c.N()
	if n == 0 {
		return datasets.Opt[float64]{}
	}
	return datasets.Some(100 * float64(c.Promoters-c.Detractors) / float64(n))
}

// z95 is the standard normal quantile of a two-sided interval of 95 %.
const z95 = 1.959963984540054

// wald is from how many responses on Margin trusts the plain shares.
const wald = 30

// Margin returns the half width of the 95 % confidence interval of NPS, in
// points. It is missing without responses.
//
// A response is worth 1, 0 or -1 with the shares p, 1-p-d and d. One such
// value has the variance p + d - (p-d)², the mean of n of them that over n:
//
//	margin = 100 * 1.96 * sqrt((p + d - (p-d)²) / n)
//
// This Wald interval is too narrow for few responses, and 0 when all are of
// one group. Under 30 responses, and there, the shares are taken after adding
// 3/4 of a promoter, 3/4 of a detractor and 1 1/2 passives (adjusted Wald).
// Rocks, "Interval Estimation for the 'Net Promoter Score'", The American
// Statistician 70(4), 2016, compares both; Lewis and Sauro confirmed it on
// surveys of their own (MeasuringU, 2021).
func (c Counts) Margin() datasets.Opt[float64] {
	n := c.N()
	if n == 0 {
		return datasets.Opt[float64]{}
	}
	if se := standardError(float64(c.Promoters), float64(c.Detractors), float64(n)); n >= wald && se > 0 {
		return datasets.Some(100 * z95 * se)
	}
	se := standardError(float64(c.Promoters)+0.75, float64(c.Detractors)+0.75, float64(n)+3)
	return datasets.Some(min(100, 100*z95*se))
}

// standardError is that of (promoters - detractors) / n.
func standardError(promoters, detractors, n float64) float64 {
	net := (promoters - detractors) / n
	return math.Sqrt(max(0, (promoters+detractors)/n-net*net) / n)
}

// Impact returns what the responses in part do to the NPS of all: the NPS of
// all minus the NPS without them, in points. Negative pulls it down. part must
// be among all; it is missing when nothing is left without part, or part has
// no score.
func Impact(all, part Counts) datasets.Opt[float64] {
	rest := all.Minus(part)
	if part.N() == 0 || rest.N() == 0 {
		return datasets.Opt[float64]{}
	}
	return datasets.Some(all.NPS().V - rest.NPS().V)
}

// Share returns part over all, 0 to 1; 0 when all is 0.
func Share(part, all int64) float64 {
	if all <= 0 {
		return 0
	}
	return float64(part) / float64(all)
}
