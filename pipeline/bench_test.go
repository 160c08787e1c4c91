package pipeline

import (
	"bufio"
	"compress/gzip"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"verbatim/datasets"
	"verbatim/datasets/source"
	"verbatim/themes"
)

// sentences returns the first n lines of a file of ../shared/data/throughput.
func sentences(tb testing.TB, name string, n int) []string {
	tb.Helper()
	f, err := os.Open(filepath.Join("..", "..", "shared", "data", "throughput", name))
	if err != nil {
		if os.Getenv("VERBATIM_REQUIRE_DATA") == "1" {
			tb.Fatal(err)
		}
		tb.Skipf("needs ../shared/data: %v", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	var lines []string
	s := bufio.NewScanner(z)
	s.Buffer(nil, 1<<20)
	for s.Scan() && len(lines) < n {
		lines = append(lines, s.Text())
	}
	return lines
}

// BenchmarkAnnotate is all that happens to a response between reading and
// writing, on one core.
func BenchmarkAnnotate(b *testing.B) {
	for _, lang := range []string{"ja", "en"} {
		b.Run(lang, func(b *testing.B) {
			texts := sentences(b, "kyoto."+lang+".txt.gz", 10_000)
			a, err := newAnnotation(themes.Starter(), tokenizer(), "UTC", []datasets.Attribute{{Slug: "plan", Header: "Plan"}})
			if err != nil {
				b.Fatal(err)
			}
			w := a.newAnnotator()
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				it := item{ID: "r", Record: source.Record{
					Metric: datasets.MetricNPS, Score: datasets.Some(float64(i % 11)), At: datasets.Some(int64(i) * 1e9), On: datasets.Some(datasets.Date(i % 365)),
					Answers: []source.Answer{{QuestionID: "why", Question: "Why?", Text: texts[i%len(texts)]}}, Attributes: []string{"Pro"},
				}}
				w.annotate(&it)
				i++
			}
		})
	}
}

// BenchmarkPlan is the first reading: parsing, identities, verdicts.
func BenchmarkPlan(b *testing.B) {
	var text strings.Builder
	text.WriteString(header + "\n")
	const n = 50_000
	for i := range n {
		fmt.Fprintf(&text, "R%d,2026-05-%02dT%02d:00:00Z,%d,Some words that a customer wrote about the product %d,Pro,u%d@example.com\n", i, i%28+1, i%24, i%11, i, i)
	}
	path := filepath.Join(b.TempDir(), "survey.csv")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		r := &runner{o: options(b.TempDir(), path), ws: OpenWorkspace(b.TempDir()), clock: &clock{}}
		if err := r.setDefaults(); err != nil {
			b.Fatal(err)
		}
		if err := r.inspect(context.Background()); err != nil {
			b.Fatal(err)
		}
		if err := r.makePlan(context.Background()); err != nil {
			b.Fatal(err)
		}
		if r.plan.Outcome.New != n {
			b.Fatalf("outcome %+v", r.plan.Outcome)
		}
	}
}
