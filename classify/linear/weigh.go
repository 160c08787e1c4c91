package linear

import "math"

// counted is an n-gram of one text: its number and how often it occurs.
type counted struct {
	id    int32
	count uint16
	block block
}

// again counts the n-gram once more.
func (c *counted) again() { c.count += min(1, math.MaxUint16-c.count) }

// feature is an n-gram of one text with its value.
type feature struct {
	id    int32
	value float32
}

// shares are the lengths of the blocks of a text.
var shares = [blocks]float64{blockWords: 1, blockChars: 1, blockQuestion: 0.7}

// weigh appends the values of counted n-grams to dst: (1 + ln count) · idf, then
// each block scaled to its length (Salton, Buckley: Term-weighting approaches in
// automatic text retrieval, 1988).
func weigh(dst []feature, grams []counted, idf []float32) []feature {
	var squares [blocks]float64
	from := len(dst)
	for _, g := range grams {
		v := logCount(g.count) * idf[g.id]
		squares[g.block] += float64(v) * float64(v)
		dst = append(dst, feature{g.id, v})
	}
	var scale [blocks]float32
	for b := range scale {
		if squares[b] > 0 {
			scale[b] = float32(shares[b] / math.Sqrt(squares[b]))
		}
	}
	for i, g := range grams {
		dst[from+i].value *= scale[g.block]
	}
	return dst
}

func logCount(n uint16) float32 {
	if n == 1 {
		return 1
	}
	return 1 + float32(math.Log(float64(n)))
}

// inverseFrequency is the idf of what stands in df of n texts, as scikit-learn
// smooths it, to the power of 0.75: a little less than all of it did best in
// cross-validation.
func inverseFrequency(df, n int) float32 {
	return float32(math.Pow(math.Log(float64(1+n)/float64(1+df))+1, 0.75))
}
