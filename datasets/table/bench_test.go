package table

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"verbatim/datasets"
)

// survey makes rows as a survey has them: few languages, questions, plans and
// themes, half a year of days, and Japanese answers of about 110 bytes.
type survey struct{ *rand.Rand }

func newSurvey() survey { return survey{rand.New(rand.NewPCG(11, 12))} }

var phrases = []string{"料金が", "高い", "サポートの返事が", "遅い", "とても", "使いやすい", "です。", "画面が", "見にくいので", "改善してほしい", "毎日", "使っています。", "請求書の", "出力に", "失敗しました。", "機能を", "追加して"}

func (s survey) sentence() string {
	var out []byte
	for len(out) < 95 {
		out = append(out, phrases[s.IntN(len(phrases))]...)
	}
	return string(out)
}

func (s survey) pick(stem string, n int) string { return fmt.Sprintf("%s%d", stem, s.IntN(n)) }

func (s survey) themes() []string {
	out := []string{}
	for range s.IntN(3) {
		out = append(out, s.pick("theme_", 30))
	}
	return out
}

func (s survey) attributes() []string {
	return []string{s.pick("plan", 4), s.pick("country", 20), s.pick("role", 8), fmt.Sprint(s.IntN(5000) * 100), s.pick("tenure", 12)}
}

func (s survey) response(i, _ int) datasets.Response {
	at := int64(1767225600+s.IntN(15_000_000)) * 1e6
	return datasets.Response{
		ResponseID: fmt.Sprintf("%016x", s.Uint64()), RespondentID: fmt.Sprintf("user%07d", s.IntN(1e7)), AccountID: s.pick("acct", 900),
		Metric: datasets.MetricNPS, Score: datasets.Some(float64(s.IntN(11))), RespondedAt: datasets.Some(at),
		RespondedOn: datasets.Some(datasets.Date(at / 86400e6)), Language: "ja", ThemeIDs: s.themes(), Departments: []string{"product", "support"},
		SourceFile: "survey_2026H1.csv", SourceRow: int64(i + 2), CodebookVersion: "0123456789abcdef", RunNumber: 1, Attributes: s.attributes(),
	}
}

func (s survey) verbatim(i, attrs int) datasets.Verbatim {
	r := s.response(i, attrs)
	return datasets.Verbatim{
		VerbatimID: r.ResponseID + "#comment", ResponseID: r.ResponseID, QuestionID: "comment", Question: "スコアの理由を教えてください",
		Text: s.sentence(), Language: "ja", ContentStatus: datasets.Content, Intent: datasets.Problem, Metric: r.Metric, Score: r.Score,
		RespondedAt: r.RespondedAt, RespondedOn: r.RespondedOn, ThemeIDs: r.ThemeIDs, Departments: r.Departments,
		CodebookVersion: r.CodebookVersion, RunNumber: 1, Attributes: r.Attributes,
	}
}

func (s survey) tag(i, _ int) datasets.Tag {
	id := fmt.Sprintf("%016x", s.Uint64())
	return datasets.Tag{
		VerbatimID: id + "#comment", ResponseID: id, ThemeID: s.pick("theme_", 30), ParentThemeID: s.pick("theme_", 5), State: datasets.Applied,
		Source: datasets.SourceLookup, Sources: []datasets.TagSource{datasets.SourceLookup}, SourceVersion: "0123456789abcdef", Rule: s.pick("term", 500),
		EvidenceText: "料金が高い", Evidence: []datasets.Span{{Start: 3, End: 8, Text: "料金が高い"}}, RespondedOn: datasets.Some(datasets.Date(20500)), RunNumber: 1,
	}
}

const benchRows = 50_000

func benchAttributes() []datasets.Attribute { return attributesOfWidth(5) }

func benchmarkWrite[T Row](b *testing.B, rows []T) {
	b.ReportAllocs()
	for b.Loop() {
		var size countWriter
		w, err := NewWriter[T](&size, Meta{Attributes: benchAttributes()})
		if err != nil {
			b.Fatal(err)
		}
		if err := w.Write(rows); err != nil {
			b.Fatal(err)
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(size)/benchRows, "bytes/row")
	}
	b.ReportMetric(float64(b.N*benchRows)/b.Elapsed().Seconds(), "rows/s")
}

type countWriter int64

func (c *countWriter) Write(p []byte) (int, error) {
	*c += countWriter(len(p))
	return io.Discard.Write(p)
}

// BenchmarkWrite writes a part of 50,000 rows.
func BenchmarkWrite(b *testing.B) {
	s := newSurvey()
	b.Run("responses", func(b *testing.B) { benchmarkWrite(b, many(benchRows, 5, s.response)) })
	b.Run("verbatims", func(b *testing.B) { benchmarkWrite(b, many(benchRows, 5, s.verbatim)) })
	b.Run("tags", func(b *testing.B) { benchmarkWrite(b, many(benchRows, 5, s.tag)) })
}

func benchmarkRead[T Row](b *testing.B, rows []T) {
	path := save(b, Meta{Attributes: benchAttributes()}, rows)
	b.ReportAllocs()
	for b.Loop() {
		r, err := Open[T](path)
		if err != nil {
			b.Fatal(err)
		}
		for batch := make([]T, 1024); err == nil; {
			_, err = r.Read(batch)
		}
		if err != io.EOF {
			b.Fatal(err)
		}
		if err := r.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*benchRows)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkRead reads a part of 50,000 rows.
func BenchmarkRead(b *testing.B) {
	s := newSurvey()
	b.Run("responses", func(b *testing.B) { benchmarkRead(b, many(benchRows, 5, s.response)) })
	b.Run("verbatims", func(b *testing.B) { benchmarkRead(b, many(benchRows, 5, s.verbatim)) })
	b.Run("tags", func(b *testing.B) { benchmarkRead(b, many(benchRows, 5, s.tag)) })
}

// BenchmarkReadOne opens a part and reads the text of one verbatim in its
// middle, as a page of search results does.
func BenchmarkReadOne(b *testing.B) {
	path := save(b, Meta{Attributes: benchAttributes()}, many(benchRows, 5, newSurvey().verbatim))
	rows := make([]datasets.Verbatim, 1)
	for b.Loop() {
		r, err := Open[datasets.Verbatim](path, "verbatim_id", "text")
		if err != nil {
			b.Fatal(err)
		}
		if err := r.SeekToRow(benchRows / 2); err != nil {
			b.Fatal(err)
		}
		if _, err := r.Read(rows); err != nil {
			b.Fatal(err)
		}
		if err := r.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTagsOf finds the tags of one verbatim in a part.
func BenchmarkTagsOf(b *testing.B) {
	rows := many(benchRows, 0, newSurvey().tag)
	path := filepath.Join(b.TempDir(), "part-000001.parquet")
	if err := os.WriteFile(path, encode(b, Meta{}, rows), 0o666); err != nil {
		b.Fatal(err)
	}
	ids := map[string]bool{rows[benchRows/2].VerbatimID: true}
	for b.Loop() {
		if tags, err := TagsOf(path, ids); err != nil || len(tags) != 1 {
			b.Fatal(len(tags), err)
		}
	}
}
