package linear

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"verbatim/tokenize"
)

// TestBand proves what Predict leaves out, and what it calls unsure.
func TestBand(t *testing.T) {
	examples := madeUp(t, 300, false)
	m := train(t, examples, Options{Cost: 1})
	var s Scratch
	for _, e := range examples {
		scores := m.Predict(e.Text, &s, nil)
		for i := range m.themes {
			p := m.themes[i].sigmoid().of(float64(s.sums[i]))
			at := slices.IndexFunc(scores, func(sc Score) bool { return sc.Theme == i })
			th := m.Report().Themes[i]
			applied, unsure := p >= th.On, p >= th.Off && p < th.Sure
			if (at >= 0) != (applied || unsure) {
				t.Fatalf("P %v of %s: told %v", p, th.ID, at >= 0)
			}
			if at >= 0 && scores[at] != (Score{Theme: i, P: p, Applied: applied, Unsure: unsure}) {
				t.Fatalf("%+v, want P %v, %v, %v", scores[at], p, applied, unsure)
			}
		}
	}
}

func TestSetBand(t *testing.T) {
	for _, c := range []struct {
		margin, doubt, on, off, sure float64
	}{
		{0, 0.2, 0.5, 0.2, 0.8},
		{-3, 0.2, 0.047, 0.047, 0.8},
		{3, 0.2, 0.953, 0.2, 0.953},
		{math.Inf(1), 0.2, never, 0.2, 0.8},
		{0, -1, 0.5, 0.5, 0.5},
		{0, 0.4, 0.5, 0.4, 0.6},
	} {
		th := theme{A: -1}
		th.setBand(c.margin, c.doubt)
		if math.Abs(th.On-c.on)+math.Abs(th.Off-c.off)+math.Abs(th.Sure-c.sure) > 0.002 {
			t.Errorf("margin %v, doubt %v: %.3f, %.3f to %.3f, want %+v", c.margin, c.doubt, th.On, th.Off, th.Sure, c)
		}
	}
}

func TestEvidence(t *testing.T) {
	m := train(t, madeUp(t, 600, false), Options{Cost: 1})
	var s Scratch
	for _, c := range []struct{ text, theme, want string }{
		{"We use it every day, but it is far too expensive", "price", "expensive"},
		{"We use it every day but the search is slow", "speed", "search"},
		{"毎日使っていますが、検索が遅いです", "speed", "検索"},
		{"", "speed", ""},
	} {
		text := textOf(t, c.text, "")
		ranges := m.Evidence(text, slices.Index(m.Themes(), c.theme), &s, nil)
		var words []string
		last := int32(-1)
		for _, r := range ranges {
			if r.From <= last || r.To <= r.From || int(r.To) > len(text.Tokens) {
				t.Errorf("%q: ranges %v", c.text, ranges)
			}
			last = r.To
			for _, tok := range text.Tokens[r.From:r.To] {
				words = append(words, tok.Surface)
			}
		}
		if len(words) > evidenceWords || c.want != "" && !slices.Contains(words, c.want) || c.want == "" && len(words) > 0 {
			t.Errorf("%q: evidence %q, want %q", c.text, words, c.want)
		}
	}
}

// TestEvidenceAddsUp proves that the words' shares are the margin, but for what
// the question says.
func TestEvidenceAddsUp(t *testing.T) {
	examples := madeUp(t, 100, false)
	m := train(t, examples, Options{Cost: 1})
	var s Scratch
	for _, e := range examples[:30] {
		for i := range m.themes {
			m.share(e.Text, i, &s)
			sum := 0.0
			for _, v := range s.speaks {
				sum += float64(v)
			}
			m.sum(e.Text, &s)
			if want := float64((s.sums[i] - m.themes[i].Bias) / m.themes[i].Scale); math.Abs(sum-want) > 1e-2 {
				t.Fatalf("words add %v, want %v", sum, want)
			}
		}
	}
}

func TestPredictAllocatesNothing(t *testing.T) {
	examples := madeUp(t, 100, false)
	m := train(t, examples, Options{Cost: 1})
	var s Scratch
	scores := make([]Score, 0, 8)
	ranges := make([]tokenize.Range, 0, 8)
	for _, e := range examples {
		m.Evidence(e.Text, 0, &s, ranges)
	}
	if n := testing.AllocsPerRun(3, func() {
		for _, e := range examples {
			scores = m.Predict(e.Text, &s, scores[:0])
			m.Best(e.Text, &s)
			ranges = m.Evidence(e.Text, 1, &s, ranges[:0])
		}
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// BenchmarkPredict predicts 77 themes for short questions and for long
// sentences, tokenizing excluded.
func BenchmarkPredict(b *testing.B) {
	var examples []Example
	for _, r := range records(b, "train.csv") {
		examples = append(examples, Example{Text: textOf(b, r[0], ""), Themes: []string{r[1]}})
	}
	m := train(b, examples, Options{Cost: 0.6, Folds: 2})
	var questions, sentences []Text
	for _, r := range records(b, "test.csv") {
		questions = append(questions, textOf(b, r[0], ""))
	}
	for _, line := range lines(b, 3000) {
		sentences = append(sentences, textOf(b, line, ""))
	}
	for name, texts := range map[string][]Text{"questions": questions, "sentences": sentences} {
		b.Run(name, func(b *testing.B) {
			var s Scratch
			scores := make([]Score, 0, len(m.Themes()))
			for _, t := range texts {
				scores = m.Predict(t, &s, scores[:0])
			}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				scores = m.Predict(texts[i%len(texts)], &s, scores[:0])
				i++
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "texts/s")
		})
	}
}

func records(tb testing.TB, name string) [][]string {
	tb.Helper()
	f, err := os.Open(dataPath(tb, "banking-questions", name))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	return rows[1:]
}

func lines(tb testing.TB, n int) (lines []string) {
	tb.Helper()
	f, err := os.Open(dataPath(tb, "throughput", "kyoto.en.txt.gz"))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	for s := bufio.NewScanner(z); len(lines) < n && s.Scan(); {
		lines = append(lines, strings.TrimSpace(s.Text()))
	}
	return lines
}

// dataPath returns the path of a file of ../shared/data, which stands beside
// the module, or skips.
func dataPath(tb testing.TB, elem ...string) string {
	tb.Helper()
	path := filepath.Join(append([]string{"..", "..", "..", "shared", "data"}, elem...)...)
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("VERBATIM_REQUIRE_DATA") == "1" {
			tb.Fatalf("want the data that VERBATIM_REQUIRE_DATA asks for: %v", err)
		}
		tb.Skipf("no data beside the module: %v", err)
	}
	return path
}
