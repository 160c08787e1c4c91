package discover

import (
	"cmp"
	"math"
	"slices"
)

// LogLikelihood returns G², the log-likelihood ratio of a two by two table
// (Dunning, "Accurate methods for the statistics of surprise and coincidence",
// Computational Linguistics 19, 1993): a of n have something here, b of m there.
// It is 0 where both shares are the same, and negative where that of n is the
// smaller one.
func LogLikelihood(a, n, b, m int) float64 {
	if n == 0 || m == 0 {
		return 0
	}
	has, all := float64(a+b), float64(n+m)
	g := 2 * (cell(a, has*float64(n)/all) + cell(b, has*float64(m)/all) +
		cell(n-a, (all-has)*float64(n)/all) + cell(m-b, (all-has)*float64(m)/all))
	if float64(a)*float64(m) < float64(b)*float64(n) {
		return -g
	}
	return g
}

func cell(seen int, expected float64) float64 {
	if seen == 0 {
		return 0
	}
	return float64(seen) * math.Log(float64(seen)/expected)
}

// FisherGrew returns the probability of a or more of n, given that a+b of n+m
// have something and that it makes no difference where: the one-sided exact test
// of a two by two table (Fisher, "The logic of inductive inference", 1935).
func FisherGrew(a, n, b, m int) float64 {
	k := a + b
	all := logChoose(n+m, k)
	var p float64
	for x := min(k, n); x >= a && k-x <= m; x-- {
		p += math.Exp(logChoose(n, x) + logChoose(m, k-x) - all)
	}
	return min(p, 1)
}

func logChoose(n, k int) float64 {
	return logFactorial(n) - logFactorial(k) - logFactorial(n-k)
}

func logFactorial(n int) float64 {
	v, _ := math.Lgamma(float64(n) + 1)
	return v
}

// FalseDiscovery returns for each probability its q-value: the smallest false
// discovery rate at which it counts as found (Benjamini and Hochberg,
// "Controlling the false discovery rate", 1995).
func FalseDiscovery(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(p[b], p[a]) })
	q := make([]float64, len(p))
	least := 1.0
	for i, at := range order {
		rank := len(p) - i
		least = min(least, p[at]*float64(len(p))/float64(rank))
		q[at] = least
	}
	return q
}
