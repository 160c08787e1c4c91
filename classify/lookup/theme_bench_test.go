package lookup

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"verbatim/classify/polarity"
	"verbatim/tokenize"
)

// BenchmarkTheme is what a candidate costs after Match: whether it holds, its
// evidence, whether it is negated. The machine is shared, so the figure is that of
// a batch of texts than which nine of ten took longer.
func BenchmarkTheme(b *testing.B) {
	for _, l := range lists() {
		b.Run(fmt.Sprintf("%s/%s", l.lang, l.from), func(b *testing.B) {
			tk := tokenizer(b)
			a, err := polarity.New(tk)
			if err != nil {
				b.Fatal(err)
			}
			r := reading{a: a, m: compile(b, l.codebook(b, tk, 20000), tk)}
			texts := dataLines(b, "throughput/kyoto."+l.lang+".txt.gz", 2000)
			docs := make([]tokenize.Doc, len(texts))
			for i, text := range texts {
				tk.Tokenize(text, &docs[i])
			}
			i := 0
			for b.Loop() {
				r.batch(docs[i : i+len(r.hits)])
				i = (i + len(r.hits)) % len(docs)
			}
			slices.Sort(r.each)
			b.ReportMetric(r.each[len(r.each)/10], "ns/theme")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// reading reads a few texts at once.
type reading struct {
	a      *polarity.Analyzer
	m      *Matcher
	scopes [10]polarity.Scope
	hits   [10]Hits
	themes []int
	each   []float64 // by batch: of a theme, in ns
}

func (r *reading) batch(docs []tokenize.Doc) {
	var took time.Duration
	found := 0
	for i := range docs {
		r.a.Read(&docs[i], &r.scopes[i])
		r.m.Match(&docs[i], &r.scopes[i], &r.hits[i])
	}
	for i := range docs {
		r.scopes[i].Negators(tokenize.Range{To: 1}, nil) // it reads the text at the first question
		r.themes = r.m.Candidates(&r.hits[i], r.themes[:0])
		start := time.Now()
		for _, theme := range r.themes {
			r.m.Theme(theme, &r.hits[i], nil)
		}
		took += time.Since(start)
		found += len(r.themes)
	}
	if found > 0 {
		r.each = append(r.each, float64(took)/float64(found))
	}
}
