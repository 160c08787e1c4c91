package discover

import "verbatim/datasets"

// tally counts responses and their NPS.
type tally struct {
	responses, scores int
	points            int64
}

func tallyOf(docs []*doc) tally {
	var t tally
	seen := map[string]bool{}
	for _, d := range docs {
		if seen[d.response] {
			continue
		}
		seen[d.response] = true
		t.responses++
		if d.points.OK {
			t.scores++
			t.points += int64(d.points.V)
		}
	}
	return t
}

func (t tally) nps() datasets.Opt[float64] {
	if t.scores == 0 {
		return datasets.Opt[float64]{}
	}
	return datasets.Some(float64(t.points) / float64(t.scores))
}
