package table

import (
	"math/rand/v2"
	"testing"

	"verbatim/datasets"
)

// TestFind asks for few rows, for half of them and for all, near and far from
// each other.
func TestFind(t *testing.T) {
	all := many(5_000, 2, newGen(21).verbatim)
	for i := range all {
		all[i].VerbatimID = all[i].ResponseID + "#" + string(rune('a'+i%26)) + datasets.FormatScore(float64(i))
	}
	path := save(t, Meta{Attributes: attributesOfWidth(2)}, all)
	random := rand.New(rand.NewPCG(3, 4))
	for _, oneIn := range []int{1, 2, 50, 300, 2_000} {
		keys := map[string]bool{"absent": true}
		var want []datasets.Verbatim
		for i := range all {
			if random.IntN(oneIn) == 0 {
				keys[all[i].VerbatimID] = true
				want = append(want, all[i])
			}
		}
		got, err := Find[datasets.Verbatim](path, keys)
		if err != nil {
			t.Fatal(err)
		}
		diff(t, got, want)
		ids, err := Find[datasets.Verbatim](path, keys, "verbatim_id")
		if err != nil || len(ids) != len(want) {
			t.Fatalf("one in %d, ids alone: got %d rows, want %d: %v", oneIn, len(ids), len(want), err)
		}
		for i := range ids {
			if ids[i].VerbatimID != want[i].VerbatimID || ids[i].Text != "" {
				t.Fatalf("row %d: got %q and text %q, want %q alone", i, ids[i].VerbatimID, ids[i].Text, want[i].VerbatimID)
			}
		}
	}
}
