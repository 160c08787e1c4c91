package index

import (
	"cmp"
	"container/heap"
	"context"
	"math"
	"slices"
	"strconv"

	"verbatim/datasets/columns"
)

// ranked is a row with its sort key; the smallest key comes first.
type ranked struct {
	key float64
	row int
}

func compareRanked(a, b ranked) int {
	if a.key != b.key {
		return cmp.Compare(a.key, b.key)
	}
	return cmp.Compare(a.row, b.row)
}

// best keeps the first few rows of those offered: a heap with the last of
// them at the top.
type best struct {
	most  int
	items []ranked
}

func (b *best) Len() int           { return len(b.items) }
func (b *best) Less(i, j int) bool { return compareRanked(b.items[i], b.items[j]) > 0 }
func (b *best) Swap(i, j int)      { b.items[i], b.items[j] = b.items[j], b.items[i] }
func (b *best) Push(x any)         { b.items = append(b.items, x.(ranked)) }
func (b *best) Pop() any           { panic("best only grows") }

// offer adds r if it is among the first.
func (b *best) offer(r ranked) {
	switch {
	case len(b.items) < b.most:
		heap.Push(b, r)
	case compareRanked(r, b.items[0]) < 0:
		b.items[0] = r
		heap.Fix(b, 0)
	}
}

// rank returns the hits that the options ask for.
func (s *Searcher) rank(ctx context.Context, m *matching, o Options) ([]Hit, error) {
	if o.Limit == 0 || s.cols.Rows() == 0 {
		return nil, nil
	}
	most := min(o.Limit, s.cols.Rows()) + min(o.Offset, s.cols.Rows())
	bests := make([]best, s.workers())
	for i := range bests {
		bests[i].most = most
	}
	keys := s.sortKeys(m, o.Sort)
	err := s.each(ctx, func(_ context.Context, worker, at int) error {
		key, err := keys(worker, at)
		if err != nil {
			return err
		}
		start := s.shards[at].start
		for row := range m.rows[at].rows() {
			bests[worker].offer(ranked{key(row), start + row})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var all []ranked
	for _, b := range bests {
		all = append(all, b.items...)
	}
	slices.SortFunc(all, compareRanked)
	all = all[min(o.Offset, len(all)):]
	all = all[:min(o.Limit, len(all))]
	hits := make([]Hit, len(all))
	for i, r := range all {
		hits[i].Row = r.row
		if o.Sort == SortRelevance {
			hits[i].Score = -r.key
		}
	}
	return hits, nil
}

// keysOf gives, for one of the workers and a shard, the function that gives
// the sort key of the shard's matching rows. A worker asks for one shard after
// the other.
type keysOf func(worker, shard int) (func(row int) float64, error)

// sortKeys returns the keys of one of the orders.
func (s *Searcher) sortKeys(m *matching, order string) keysOf {
	if order == SortRelevance {
		w := s.relevance(m)
		scores := make([][]float64, s.workers())
		return func(worker, at int) (func(int) float64, error) {
			sums := slices.Grow(scores[worker][:0], s.shards[at].rows)[:s.shards[at].rows]
			clear(sums)
			scores[worker] = sums
			err := w.shard(m, at, sums)
			return func(row int) float64 { return -sums[row] }, err
		}
	}
	if order == SortDate {
		return func(_, at int) (func(int) float64, error) { return s.newest(s.shards[at]), nil }
	}
	codes := s.cols.Dict("score")
	keys := numbers(codes)
	return func(_, at int) (func(int) float64, error) {
		start := s.shards[at].start
		return func(row int) float64 {
			if code := codes.Codes[start+row]; code >= 0 {
				return keys[code]
			}
			return math.Inf(1)
		}, nil
	}
}

// numbers returns the values of a column as numbers, by code.
func numbers(d *columns.Dict) []float64 {
	out := make([]float64, d.Len())
	for code := range out {
		n, err := strconv.ParseFloat(d.Value(int32(code)), 64)
		if err != nil {
			n = math.Inf(1)
		}
		out[code] = n
	}
	return out
}
