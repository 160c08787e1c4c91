package columns_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"verbatim/datasets"
	"verbatim/datasets/columns"
)

// surveyPart makes the rows of a part as surveys have them: an id of 16
// characters per response, one row in ten a second answer of the same response.
func surveyPart(rng *rand.Rand, n int) []datasets.Verbatim {
	pick := func(stem string, n int) string { return fmt.Sprintf("%s%d", stem, rng.IntN(n)) }
	rows := make([]datasets.Verbatim, n)
	for i := range rows {
		v := &rows[i]
		v.ResponseID, v.QuestionID = fmt.Sprintf("%016x", rng.Uint64()), "reason"
		if i > 0 && rng.IntN(10) == 0 && rows[i-1].QuestionID == "reason" {
			v.ResponseID, v.QuestionID = rows[i-1].ResponseID, "wish"
		}
		v.VerbatimID = v.ResponseID + "#" + v.QuestionID
		v.Question, v.Text = "question of "+v.QuestionID, strings.Repeat("料金が高い", 3)
		v.Language, v.ContentStatus, v.Intent = "ja", datasets.Content, datasets.Problem
		v.Metric, v.Score = datasets.MetricNPS, datasets.Some(float64(rng.IntN(11)))
		v.RespondedOn = datasets.Some(datasets.Date(20454 + rng.IntN(181)))
		v.RespondedAt = datasets.Some(int64(v.RespondedOn.V)*86400e6 + rng.Int64N(86400e6))
		for range rng.IntN(3) {
			v.ThemeIDs = append(v.ThemeIDs, pick("theme_", 30))
		}
		v.Departments = []string{"product", pick("support", 2)}
		v.Attributes = []string{pick("plan", 4), pick("country", 20), pick("role", 8), fmt.Sprint(rng.IntN(5000) * 100), pick("tenure", 12)}
	}
	return rows
}

// BenchmarkLoad loads the default columns of a million verbatims in 20 parts,
// five attributes among them.
func BenchmarkLoad(b *testing.B) {
	const parts, rows = 20, 50_000
	rng := rand.New(rand.NewPCG(1, 2))
	var all []part
	for range parts {
		all = append(all, part{attributes(5), surveyPart(rng, rows)})
	}
	dir := generation(b, all...)
	all = nil
	before := heap()
	var t *columns.Table
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if t, err = columns.Load(context.Background(), dir, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(heap()-before)/(parts*rows), "heap-bytes/row")
	runtime.KeepAlive(t)
}

// heap returns the bytes of live objects.
func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
