package discover

import "math"

// alike is the cosine of the middles of two groups from which on they are one.
const alike = 0.5

// merge joins the two groups whose middles are nearest as long as they are
// alike.
func (c *clustering) merge() {
	dots := c.products()
	for {
		a, b, cos := c.nearest(dots)
		if cos < alike {
			return
		}
		c.join(dots, a, b)
	}
}

// products returns the products of the groups' sums with one another.
func (c *clustering) products() [][]float64 {
	dots := make([][]float64, c.k)
	for g := range dots {
		dots[g] = make([]float64, c.k)
	}
	for col := range c.v.width {
		sums := c.sums[col*c.k : (col+1)*c.k]
		for a, x := range sums {
			if x == 0 {
				continue
			}
			for b, y := range sums {
				dots[a][b] += float64(float64(x) * float64(y))
			}
		}
	}
	return dots
}

func (c *clustering) nearest(dots [][]float64) (a, b int, cos float64) {
	for i := range dots {
		for j := range i {
			if c.size[i] == 0 || c.size[j] == 0 {
				continue
			}
			if x := dots[i][j] / math.Sqrt(dots[i][i]*dots[j][j]); x > cos {
				a, b, cos = j, i, x
			}
		}
	}
	return a, b, cos
}

// join puts the texts of b into a. The sums are not kept up: only dots are.
func (c *clustering) join(dots [][]float64, a, b int) {
	dots[a][a] += dots[b][b] + 2*dots[a][b]
	for g := range dots {
		if g != a && g != b {
			dots[a][g] += dots[b][g]
			dots[g][a] = dots[a][g]
		}
	}
	for r, g := range c.group {
		if int(g) == b {
			c.group[r] = int32(a)
		}
	}
	c.size[a] += c.size[b]
	c.size[b] = 0
}
