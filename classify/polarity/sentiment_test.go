package polarity

import (
	"testing"

	"verbatim/datasets"
	"verbatim/tokenize"
)

// TestSentiment reads lines of text, evidence (empty: the whole text) and
// sentiment (-: none speaks).
func TestSentiment(t *testing.T) {
	a, tk := analyzer(t)
	var s Scope
	for _, c := range caseLines(t, "sentiment.txt", 60) {
		var doc tokenize.Doc
		tk.Tokenize(c[0], &doc)
		a.Read(&doc, &s)
		var got datasets.Sentiment
		if c[1] == "" {
			got, _ = s.Text(Prior{})
		} else {
			got, _ = s.Sentiment([]tokenize.Range{rangeOf(t, &doc, c[1])}, Prior{})
		}
		if got == "" {
			got = "-"
		}
		if string(got) != c[2] {
			t.Errorf("%s: %s: want %s, found %s (%v)", c[0], c[1], c[2], got, s.opinions)
		}
	}
}

func TestPrior(t *testing.T) {
	a, tk := analyzer(t)
	score := func(m datasets.Metric, v float64) Prior { return Prior{m, datasets.Some(v)} }
	for _, c := range []struct {
		text   string
		prior  Prior
		want   datasets.Sentiment
		source string
	}{
		{"The invoices", Prior{}, "", ""},
		{"The invoices", score(datasets.MetricNPS, 10), datasets.Positive, SourceScore},
		{"The invoices", score(datasets.MetricNPS, 8), datasets.Neutral, SourceScore},
		{"The invoices", score(datasets.MetricNPS, 6), datasets.Negative, SourceScore},
		{"請求書", score(datasets.MetricCSAT, 4), datasets.Positive, SourceScore},
		{"請求書", score(datasets.MetricCSAT, 3), datasets.Neutral, SourceScore},
		{"請求書", score(datasets.MetricCSAT, 2), datasets.Negative, SourceScore},
		{"請求書", score(datasets.MetricCES, 5), datasets.Positive, SourceScore},
		{"請求書", score(datasets.MetricCES, 4), datasets.Neutral, SourceScore},
		{"請求書", score(datasets.MetricCES, 3), datasets.Negative, SourceScore},
		{"Great invoices", score(datasets.MetricNPS, 0), datasets.Positive, SourceLexicon},
		{"請求書が不便", score(datasets.MetricNPS, 10), datasets.Negative, SourceLexicon},
		{"Nice and bad", Prior{}, datasets.Neutral, SourceLexicon},
		{"Nice and bad", score(datasets.MetricNPS, 2), datasets.Negative, SourceScore},
	} {
		var doc tokenize.Doc
		var s Scope
		tk.Tokenize(c.text, &doc)
		a.Read(&doc, &s)
		if got, source := s.Text(c.prior); got != c.want || source != c.source {
			t.Errorf("%s %v: want %q by %q, found %q by %q", c.text, c.prior, c.want, c.source, got, source)
		}
	}
}
