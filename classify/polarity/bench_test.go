package polarity

import (
	"testing"

	"verbatim/tokenize"
)

// readTexts tokenizes the cases of a file, two to a text.
func readTexts(tb testing.TB, tk *tokenize.Tokenizer, name string) []tokenize.Doc {
	cases := caseLines(tb, name, 150)
	docs := make([]tokenize.Doc, 0, len(cases)/2)
	for i := 0; i+1 < len(cases); i += 2 {
		var doc tokenize.Doc
		tk.Tokenize(cases[i][0]+"\n"+cases[i+1][0], &doc)
		docs = append(docs, doc)
	}
	return docs
}

func benchmark(b *testing.B, name string, ask func(*Scope, tokenize.Range)) {
	a, tk := analyzer(b)
	docs := readTexts(b, tk, name)
	var s Scope
	each := func() {
		for i := range docs {
			a.Read(&docs[i], &s)
			ask(&s, tokenize.Range{From: 1, To: 2})
		}
	}
	each()
	b.ReportAllocs()
	for b.Loop() {
		each()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(docs)), "ns/text")
}

func negators(s *Scope, r tokenize.Range) {
	var buf [8]tokenize.Range
	s.Negators(r, buf[:0])
}

func BenchmarkNegatorsEnglish(b *testing.B)  { benchmark(b, "negation_en.txt", negators) }
func BenchmarkNegatorsJapanese(b *testing.B) { benchmark(b, "negation_ja.txt", negators) }

func sentiment(s *Scope, r tokenize.Range) {
	evidence := [1]tokenize.Range{r}
	s.Sentiment(evidence[:], Prior{})
	s.Asks()
}

func BenchmarkSentimentEnglish(b *testing.B)  { benchmark(b, "negation_en.txt", sentiment) }
func BenchmarkSentimentJapanese(b *testing.B) { benchmark(b, "negation_ja.txt", sentiment) }

func TestNoAllocations(t *testing.T) {
	a, tk := analyzer(t)
	for _, name := range []string{"negation_en.txt", "negation_ja.txt"} {
		docs := readTexts(t, tk, name)
		var s Scope
		each := func() {
			for i := range docs {
				a.Read(&docs[i], &s)
				negators(&s, tokenize.Range{From: 1, To: 2})
				sentiment(&s, tokenize.Range{From: 1, To: 2})
			}
		}
		if n := testing.AllocsPerRun(5, each); n > 0 {
			t.Errorf("%s: want no allocations once its slices have grown, found %v", name, n)
		}
	}
}
