package index

import (
	"context"

	"verbatim/datasets"
	"verbatim/datasets/columns"
)

// groups are the responses of each NPS group, as sets of codes of the column
// response_id.
type groups struct{ promoters, passives, detractors bitset }

func newGroups(cols *columns.Table) groups {
	if cols.Rows() == 0 {
		return groups{}
	}
	ids, group := cols.Dict("response_id"), cols.Dict("nps_group")
	g := groups{newBitset(ids.Len()), newBitset(ids.Len()), newBitset(ids.Len())}
	sets := make([]bitset, group.Len())
	for code := range sets {
		switch group.Value(int32(code)) {
		case datasets.Promoter:
			sets[code] = g.promoters
		case datasets.Passive:
			sets[code] = g.passives
		case datasets.Detractor:
			sets[code] = g.detractors
		}
	}
	for row, code := range group.Codes {
		if code >= 0 && sets[code] != nil {
			sets[code].set(int(ids.Codes[row]))
		}
	}
	return g
}

// responses counts the verbatims that match, and their distinct responses by
// NPS group.
func (s *Searcher) responses(ctx context.Context, m *matching, res *Result) error {
	if len(m.rows) == 0 {
		return nil
	}
	ids := s.cols.Dict("response_id")
	sets := make([]bitset, s.workers())
	totals := make([]int, s.workers())
	err := s.each(ctx, func(_ context.Context, worker, at int) error {
		if sets[worker] == nil {
			sets[worker] = newBitset(ids.Len())
		}
		seen, codes := sets[worker], ids.Codes[s.shards[at].start:]
		for row := range m.rows[at].rows() {
			seen.set(int(codes[row]))
		}
		totals[worker] += m.rows[at].count()
		return nil
	})
	if err != nil {
		return err
	}
	all := newBitset(ids.Len())
	for worker, set := range sets {
		res.Total += totals[worker]
		if set != nil {
			all.or(set)
		}
	}
	res.Responses = all.count()
	res.Promoters = all.countBoth(s.groups.promoters)
	res.Passives = all.countBoth(s.groups.passives)
	res.Detractors = all.countBoth(s.groups.detractors)
	return nil
}
