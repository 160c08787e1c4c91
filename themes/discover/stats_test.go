package discover

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestLogLikelihood(t *testing.T) {
	tests := []struct {
		name       string
		a, n, b, m int
		want       float64
	}{
		{"Dunning 1993, table 2: the swiss", 110, 110 + 2442, 111, 111 + 29114, 270.72},
		{"the same share", 5, 50, 10, 100, 0},
		{"less than elsewhere", 0, 100, 10, 100, -14.39},
		{"nothing to compare with", 3, 3, 0, 0, 0},
	}
	for _, tt := range tests {
		if got := LogLikelihood(tt.a, tt.n, tt.b, tt.m); math.Abs(got-tt.want) > 0.01 {
			t.Errorf("%s: %.3f, want %.2f", tt.name, got, tt.want)
		}
	}
}

func TestFisherGrew(t *testing.T) {
	tests := []struct {
		name       string
		a, n, b, m int
		want       float64
	}{
		{"Fisher's lady tasting tea, 3 of 4", 3, 4, 1, 4, 17.0 / 70},
		{"all of them", 4, 4, 0, 4, 1.0 / 70},
		{"none", 0, 4, 4, 4, 1},
		{"large counts", 300, 10_000, 200, 10_000, 3.44e-6},
	}
	for _, tt := range tests {
		if got := FisherGrew(tt.a, tt.n, tt.b, tt.m); math.Abs(got-tt.want) > 0.02*tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestFalseDiscovery(t *testing.T) {
	// The probabilities of Benjamini and Hochberg 1995, section 3.2, of which
	// four are found at a rate of 0.05.
	p := []float64{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1}
	rand.Shuffle(len(p), func(i, j int) { p[i], p[j] = p[j], p[i] })
	found := 0
	for i, q := range FalseDiscovery(p) {
		if q < p[i] {
			t.Errorf("q %v is below p %v", q, p[i])
		}
		if q <= 0.05 {
			found++
		}
	}
	if found != 4 {
		t.Errorf("%d found, want 4", found)
	}
}
