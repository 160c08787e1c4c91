package discover

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
)

// sampleVectors are those of the sample's English comments.
func sampleVectors(t *testing.T) *vectors {
	t.Helper()
	c, err := read(context.Background(), sequence(sampleTexts(t)), DefaultLimit)
	if err != nil {
		t.Fatal(err)
	}
	return newVectors(inLanguage(c.texts.docs, "en"))
}

// The sums that are kept up row by row are those counted anew, and no step makes
// the score smaller.
func TestStepsRise(t *testing.T) {
	c := newClustering(sampleVectors(t), 12)
	c.seed(rand.New(rand.NewPCG(1, 1)))
	c.lloyd()
	for range 30 {
		before := c.score
		moved := c.lloyd() + c.move()
		if c.score < before-1e-3 {
			t.Fatalf("the score fell from %v to %v", before, c.score)
		}
		kept := c.score
		c.assign(append([]int32(nil), c.group...))
		if math.Abs(c.score-kept) > 1e-3 {
			t.Fatalf("kept up %v, counted anew %v", kept, c.score)
		}
		if moved == 0 {
			break
		}
	}
}

func TestVectorsAreOfLengthOne(t *testing.T) {
	v := sampleVectors(t)
	cl, err := group(context.Background(), v, 10) // weighs the words anew
	if err != nil {
		t.Fatal(err)
	}
	for r := range v.rows() {
		_, weights := v.row(r)
		var sum float64
		for _, w := range weights {
			sum += float64(w) * float64(w)
		}
		if len(weights) > 0 && math.Abs(sum-1) > 1e-5 && sum != 0 {
			t.Errorf("row %d has length %v", r, math.Sqrt(sum))
		}
		if (len(weights) == 0) != (cl.group[r] < 0) {
			t.Errorf("row %d of %d words is in group %d", r, len(weights), cl.group[r])
		}
	}
}

// A word of all groups tells nothing, one of a single group tells most.
func TestReweigh(t *testing.T) {
	v := &vectors{starts: []int{0, 2, 4, 6, 8}, columns: []uint32{0, 1, 0, 1, 0, 2, 0, 2}, counts: []float32{1, 1, 1, 1, 1, 1, 1, 1}, width: 3}
	v.weights = append([]float32(nil), v.counts...)
	v.reweigh([]int32{0, 0, 1, 1}, 2)
	if v.weights[0] > 1e-6 || math.Abs(float64(v.weights[1])-1) > 1e-6 {
		t.Errorf("weights %v, want nothing for word 0 and all for 1 and 2", v.weights)
	}
}
