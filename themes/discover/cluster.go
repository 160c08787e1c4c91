package discover

import (
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"
)

// clustering is a spherical k-means clustering (Dhillon and Modha, "Concept
// decompositions for large sparse text data using clustering", 2001): what is
// maximised is the sum of the lengths of the groups' sums of vectors, that is
// of the cosines of the texts to the middle of their group.
//
// Lloyd's rounds stop at poor optima where groups are small, so texts are then
// moved one by one as long as the sum rises (Dhillon, Guan and Kogan, "Iterative
// clustering of high dimensional text data augmented by local search", 2002).
type clustering struct {
	v     *vectors
	k     int
	group []int32   // by row; -1 where the row is empty
	sums  []float32 // column by column, k values each
	norm2 []float64 // by group: squared length of its sum
	size  []int
	score float64
	dots  []float32
}

const (
	restarts    = 4  // beginnings that are tried; the best end is taken
	refinements = 3  // times that words are weighed again by the groups found
	lloydRounds = 10 // at most
	moveRounds  = 30 // at most
)

// group groups rows into k groups: first with all words weighing the same, then
// from the beginning again with the weights that follow from these groups, then
// on from there as the weights follow the groups.
func group(ctx context.Context, v *vectors, k int) (*clustering, error) {
	c, err := cluster(ctx, v, k)
	if err != nil {
		return nil, err
	}
	v.reweigh(c.group, k)
	if c, err = cluster(ctx, v, k); err != nil {
		return nil, err
	}
	for range refinements {
		v.reweigh(c.group, k)
		c.assign(slices.Clone(c.group))
		c.improve(ctx)
	}
	return c, ctx.Err()
}

// cluster tries several beginnings and returns the best end.
func cluster(ctx context.Context, v *vectors, k int) (*clustering, error) {
	tries := make([]*clustering, restarts)
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range tries {
		g.Go(func() error {
			c := newClustering(v, k)
			c.seed(rand.New(rand.NewPCG(uint64(i), uint64(k))))
			c.improve(ctx)
			tries[i] = c
			return ctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	best := tries[0]
	for _, c := range tries[1:] {
		if c.score > best.score {
			best = c
		}
	}
	return best, nil
}

// improve goes up to a local optimum, or until ctx is done.
func (c *clustering) improve(ctx context.Context) {
	for range lloydRounds {
		if ctx.Err() != nil || c.lloyd() == 0 {
			break
		}
	}
	for range moveRounds {
		if ctx.Err() != nil || c.move() == 0 {
			break
		}
	}
}

func newClustering(v *vectors, k int) *clustering {
	c := &clustering{
		v: v, k: k, group: make([]int32, v.rows()), sums: make([]float32, v.width*k),
		norm2: make([]float64, k), size: make([]int, k), dots: make([]float32, k),
	}
	for r := range c.group {
		c.group[r] = -1
	}
	return c
}

// Products are converted to their own type before they are added: without that
// some processors round once where others round twice (the Go specification,
// "Floating-point operators"), and proposals would differ from machine to machine.

// add puts a row into a group, or takes it out with sign -1. dot is that of the
// row with the group's sum before.
func (c *clustering) add(r, g int, sign float32) {
	columns, weights := c.v.row(r)
	var dot, own float64
	for i, col := range columns {
		at := &c.sums[int(col)*c.k+g]
		dot += float64(float64(*at) * float64(weights[i]))
		own += float64(float64(weights[i]) * float64(weights[i]))
		*at += sign * weights[i]
	}
	c.norm2[g] += 2*float64(sign)*dot + own
	c.size[g] += int(sign)
}

// dot fills dots with the products of a row and the sums of all groups.
func (c *clustering) dot(r int) {
	clear(c.dots)
	columns, weights := c.v.row(r)
	for i, col := range columns {
		w := weights[i]
		sums := c.sums[int(col)*c.k : int(col)*c.k+c.k]
		for g, s := range sums {
			c.dots[g] += float32(w * s)
		}
	}
}

// seed chooses k rows far from one another as k-means++ does (Arthur and
// Vassilvitskii, 2007), with one minus cosine for the distance.
func (c *clustering) seed(rng *rand.Rand) {
	far := make([]float64, c.v.rows())
	var total float64
	for r := range far {
		if cols, _ := c.v.row(r); len(cols) > 0 {
			far[r] = 1
			total++
		}
	}
	dense := make([]float32, c.v.width)
	for g := range c.k {
		r := draw(rng, far, total)
		c.add(r, g, 1)
		columns, weights := c.v.row(r)
		for i, col := range columns {
			dense[col] = weights[i]
		}
		total = 0
		for o := range far {
			far[o] = min(far[o], 1-c.cosine(o, dense))
			total += far[o]
		}
		for _, col := range columns {
			dense[col] = 0
		}
	}
}

func (c *clustering) cosine(r int, dense []float32) float64 {
	columns, weights := c.v.row(r)
	if len(columns) == 0 {
		return 1
	}
	var dot float64
	for i, col := range columns {
		dot += float64(float64(weights[i]) * float64(dense[col]))
	}
	return dot
}

// draw returns an index with a probability in proportion to its weight.
func draw(rng *rand.Rand, weights []float64, total float64) int {
	at := rng.Float64() * total
	last := 0
	for i, w := range weights {
		if w <= 0 {
			continue
		}
		last = i
		if at -= w; at < 0 {
			break
		}
	}
	return last
}

// lloyd puts every row into the group whose middle is nearest, and returns how
// many changed.
func (c *clustering) lloyd() int {
	changed := 0
	next := make([]int32, len(c.group))
	scale := make([]float32, c.k)
	for g, n := range c.norm2 {
		if n > 0 {
			scale[g] = float32(1 / math.Sqrt(n))
		}
	}
	for r := range next {
		next[r] = -1
		if cols, _ := c.v.row(r); len(cols) == 0 {
			continue
		}
		c.dot(r)
		best := float32(-1)
		for g, d := range c.dots {
			if x := d * scale[g]; x > best {
				best, next[r] = x, int32(g)
			}
		}
		if next[r] != c.group[r] {
			changed++
		}
	}
	c.assign(next)
	return changed
}

func (c *clustering) assign(groups []int32) {
	clear(c.sums)
	clear(c.norm2)
	clear(c.size)
	copy(c.group, groups)
	for r, g := range groups {
		if g >= 0 {
			c.add(r, int(g), 1)
		}
	}
	c.total()
}

func (c *clustering) total() {
	c.score = 0
	for _, n := range c.norm2 {
		c.score += math.Sqrt(max(n, 0))
	}
}

// move moves rows one by one to where the sum of lengths rises most, and
// returns how many moved.
func (c *clustering) move() int {
	moved := 0
	for r, from := range c.group {
		if from < 0 || c.size[from] == 1 {
			continue
		}
		c.dot(r)
		to, gain := c.better(int(from))
		if to == int(from) || gain < 1e-6 {
			continue
		}
		c.add(r, int(from), -1)
		c.add(r, to, 1)
		c.group[r] = int32(to)
		moved++
	}
	c.total()
	return moved
}

// better returns the group to which the row of dots should move from its own.
func (c *clustering) better(from int) (to int, gain float64) {
	leave := math.Sqrt(max(0, c.norm2[from]-2*float64(c.dots[from])+1)) - math.Sqrt(max(0, c.norm2[from]))
	to = from
	for g := range c.k {
		if g == from {
			continue
		}
		join := math.Sqrt(c.norm2[g]+2*float64(c.dots[g])+1) - math.Sqrt(max(0, c.norm2[g]))
		if leave+join > gain {
			to, gain = g, leave+join
		}
	}
	return to, gain
}
