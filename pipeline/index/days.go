package index

import (
	"fmt"
	"math"
	"time"

	"verbatim/datasets/columns"
	"verbatim/datasets/source"
)

// The columns that say when a response was given.
const (
	columnInstant = "responded_at"
	columnDay     = "responded_on"
)

// newDays returns, for every zone that the parts' days are of, the instants at
// which the days begin there, by code of the column of days: microseconds
// since 1970-01-01 UTC, which a float64 holds exactly until the year 2255.
func newDays(cols *columns.Table) (map[string][]float64, error) {
	days := make(map[string][]float64)
	for _, p := range cols.Parts() {
		if p.Start == p.End || days[p.Timezone] != nil {
			continue
		}
		zone, err := source.Zone(p.Timezone)
		if err != nil {
			return nil, fmt.Errorf("part %s: %w", p.Name, err)
		}
		if days[p.Timezone], err = beginnings(cols.Dict(columnDay), zone); err != nil {
			return nil, fmt.Errorf("column %s: %w", columnDay, err)
		}
	}
	return days, nil
}

// beginnings returns when the days of a column begin in a zone, by code.
func beginnings(d *columns.Dict, zone *time.Location) ([]float64, error) {
	out := make([]float64, d.Len())
	for code := range out {
		t, err := time.ParseInLocation(time.DateOnly, d.Value(int32(code)), zone)
		if err != nil {
			return nil, fmt.Errorf("want days as YYYY-MM-DD: %w", err)
		}
		out[code] = float64(t.UnixMicro())
	}
	return out, nil
}

// newest returns the keys of a shard's rows for SortDate.
func (s *Searcher) newest(sh *shard) func(row int) float64 {
	instants := s.cols.Int64(columnInstant).Values[sh.start:]
	codes := s.cols.Dict(columnDay).Codes[sh.start:]
	return func(row int) float64 {
		if at := instants[row]; at != columns.NullInt64 {
			return -float64(at)
		}
		if code := codes[row]; code >= 0 {
			return -sh.days[code]
		}
		return math.Inf(1)
	}
}
