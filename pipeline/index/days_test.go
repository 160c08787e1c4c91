package index

import (
	"context"
	"slices"
	"testing"
	"time"

	"verbatim/datasets"
)

// TestSearchNewest sorts by instant across shards. In Tokyo, days begin at
// 15:00 UTC of the day before.
func TestSearchNewest(t *testing.T) {
	tk, cb := tokenizer(), codebook(t)
	at := func(s string) datasets.Opt[int64] {
		instant, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return datasets.Some(instant.UnixMicro())
	}
	on := func(day int) datasets.Opt[datasets.Date] {
		return datasets.Some(datasets.DateOf(time.Date(2026, 3, day, 0, 0, 0, 0, time.UTC)))
	}
	c := &corpus{sizes: []int{2, 1, 3}, parts: []int{4, 6}, zone: "Asia/Tokyo"}
	for _, v := range []datasets.Verbatim{
		{}, // 0
		{RespondedOn: on(2), RespondedAt: at("2026-03-02T00:00:00Z")}, // 1
		{RespondedOn: on(2)}, // 2
		{RespondedOn: on(2), RespondedAt: at("2026-03-01T15:00:00.000001Z")}, // 3
		{RespondedOn: on(1), RespondedAt: at("2026-03-01T14:59:59.999999Z")}, // 4
		{RespondedOn: on(3)}, // 5
		{},                   // 6
		{RespondedOn: on(2), RespondedAt: at("2026-03-02T00:00:00.000001Z")}, // 7
		{RespondedOn: on(2), RespondedAt: at("2026-03-02T00:00:00Z")},        // 8
		{RespondedOn: on(2)}, // 9
	} {
		v.Text = "x"
		c.add(tk, cb, v)
	}
	s := c.open(t, cb, tk)
	for offset := range 3 {
		res, err := s.Search(context.Background(), parse(t, "x"), Options{Limit: 20, Offset: offset, Sort: SortDate})
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		for _, h := range res.Hits {
			got = append(got, h.Row)
		}
		if want := []int{5, 7, 1, 8, 3, 2, 9, 4, 0, 6}[offset:]; !slices.Equal(got, want) {
			t.Errorf("rows %v, want %v", got, want)
		}
	}
}
