package index

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	bleve "github.com/blevesearch/bleve_index_api"

	"verbatim/datasets"
	"verbatim/themes/expr"
)

// benchCorpus is n sentences with made-up fields.
func benchCorpus(b *testing.B, lang string, n int) *corpus {
	b.Helper()
	cb := codebook(b)
	c := &corpus{attributes: []datasets.Attribute{{Slug: "plan", Header: "plan"}}}
	for i, text := range sentences(b, lang, n) {
		v := datasets.Verbatim{Text: text, Language: lang, Metric: datasets.MetricNPS, Score: datasets.Some(float64(i * 7 % 11)),
			RespondedOn: datasets.Some(datasets.Date(20454 + i%181)), Attributes: []string{"plan" + strconv.Itoa(i%5)}}
		if i%3 > 0 {
			v.ThemeIDs, v.Departments = []string{"too_expensive"}, []string{"marketing"}
		}
		if i%7 == 0 {
			v.ThemeIDs, v.Departments = append(v.ThemeIDs, "speed"), append(v.Departments, "product")
		}
		slices.Sort(v.ThemeIDs)
		c.add(tokenizer(), cb, v)
	}
	return c
}

// BenchmarkBuildShard builds one full shard; BenchmarkBleveBuilder is its
// peer: the same builder with Bleve's own documents and fields, with the keys
// alone as text.
func BenchmarkBuildShard(b *testing.B) { benchBuild(b, BuildShard) }

func BenchmarkBleveBuilder(b *testing.B) { benchBuild(b, buildWithBleve) }

func benchBuild(b *testing.B, build func(context.Context, string, []Doc) error) {
	for _, lang := range []string{"ja", "en"} {
		docs := benchCorpus(b, lang, ShardRows).docs
		for _, fields := range []bool{true, false} {
			if !fields {
				for i := range docs {
					docs[i].Terms = nil
				}
			}
			b.Run(fmt.Sprintf("%s/fields=%t", lang, fields), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := build(context.Background(), filepath.Join(b.TempDir(), "index"), docs); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(len(docs)*b.N)/b.Elapsed().Seconds(), "docs/s")
			})
		}
	}
}

// ready is an analyzer that has analyzed before.
type ready analysis.TokenStream

func (r ready) Analyze([]byte) analysis.TokenStream { return analysis.TokenStream(r) }

func buildWithBleve(_ context.Context, dir string, docs []Doc) error {
	builder, err := scorch.NewBuilder(map[string]interface{}{"path": dir, "batchSize": len(docs) + 1})
	if err != nil {
		return err
	}
	for i := range docs {
		d := document.NewDocument(strconv.Itoa(i))
		stream := make(ready, len(docs[i].Tokens))
		for j, t := range docs[i].Tokens {
			stream[j] = &analysis.Token{Term: []byte(t.Key), Position: j + 1, Start: int(t.Start), End: int(t.End)}
		}
		d.AddField(document.NewTextFieldCustom("text", nil, nil, bleve.IndexField|bleve.IncludeTermVectors, stream))
		for _, t := range docs[i].Terms {
			d.AddField(document.NewTextFieldCustom(t.Field, nil, nil, bleve.IndexField, ready{{Term: []byte(t.Value)}}))
		}
		if err := builder.Index(d); err != nil {
			return err
		}
	}
	return builder.Close()
}

// benchSearcher opens 200,000 sentences, half of them Japanese, as four parts.
func benchSearcher(b *testing.B) *Searcher {
	b.Helper()
	c, en := benchCorpus(b, "ja", 100_000), benchCorpus(b, "en", 100_000)
	for i := range en.verbatims {
		en.verbatims[i].ResponseID += "e"
	}
	c.verbatims, c.docs = append(c.verbatims, en.verbatims...), append(c.docs, en.docs...)
	for range 4 {
		c.parts = append(c.parts, len(c.docs)/4)
	}
	return c.open(b, codebook(b), tokenizer())
}

// BenchmarkSearch searches with facets, NPS and a page of 20, and reports the
// slowest search in twenty.
func BenchmarkSearch(b *testing.B) {
	s := benchSearcher(b)
	for _, src := range []string{"京都", "寺 department:marketing score:0..6", "the", "の", `"the temple"`, "足利義満",
		"theme:pricing date:2026-02..2026-05", "tem*", "emperor OR 天皇", "exact:室町時代", "-theme:speed plan:plan1", "",
		"japan -kyoto score:9,10", "において", "mountain buddhis*"} {
		q := parse(b, src)
		for _, order := range []string{SortRelevance, SortDate} {
			b.Run(src+"/"+order, func(b *testing.B) { benchSearch(b, s, q, order) })
		}
	}
}

func benchSearch(b *testing.B, s *Searcher, q expr.Node, order string) {
	o := Options{Limit: 20, Sort: order, Facets: []string{"theme", "department", "lang", "month", "plan"}}
	var times []time.Duration
	var total int
	b.ReportAllocs()
	for b.Loop() {
		start := time.Now()
		res, err := s.Search(context.Background(), q, o)
		if err != nil {
			b.Fatal(err)
		}
		times, total = append(times, time.Since(start)), res.Total
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)*95/100].Microseconds())/1000, "p95-ms")
	b.ReportMetric(float64(total), "hits")
}

// BenchmarkBleveQuery is the peer of two of the searches above, without
// facets, NPS, page or scores: Bleve's query objects over the same readers.
func BenchmarkBleveQuery(b *testing.B) {
	s := benchSearcher(b)
	term := func(field, value string) query.Query {
		q := query.NewTermQuery(value)
		q.SetField(field)
		return q
	}
	var scores []query.Query
	for n := range 7 {
		scores = append(scores, term("score", strconv.Itoa(n)))
	}
	for name, q := range map[string]query.Query{
		"the": term(fieldBoth, "the"),
		"寺 department:marketing score:0..6": query.NewConjunctionQuery([]query.Query{
			term(fieldBoth, "寺"), term("department", "marketing"), query.NewDisjunctionQuery(scores)}),
		"score:0..6": query.NewDisjunctionQuery(scores),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := s.each(context.Background(), func(_ context.Context, _, at int) error { return drain(s.shards[at], q) }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// drain iterates over the matches of a query in one shard.
func drain(sh *shard, q query.Query) error {
	found, err := q.Searcher(context.Background(), sh.reader, mapping.NewIndexMapping(), search.SearcherOptions{Score: "none"})
	if err != nil {
		return err
	}
	defer found.Close()
	ctx := &search.SearchContext{DocumentMatchPool: search.NewDocumentMatchPool(found.DocumentMatchPoolSize(), 0)}
	for {
		match, err := found.Next(ctx)
		if err != nil || match == nil {
			return err
		}
		ctx.DocumentMatchPool.Put(match)
	}
}

// BenchmarkOperators searches with what needs positions or texts.
func BenchmarkOperators(b *testing.B) {
	s := benchSearcher(b)
	for _, src := range []string{"emperor NEAR/5 temple", "寺 BEFORE/3 建立", "the NEAR/2 of", "SENTENCE(emperor AND NOT temple)",
		"=Japan", "emperor /cap.tal/", "/capital/"} {
		q := parse(b, src)
		b.Run(src, func(b *testing.B) { benchSearch(b, s, q, SortRelevance) })
	}
}

// BenchmarkRows asks for the rows of 5,000 words and phrases, as a lint of a
// codebook does.
func BenchmarkRows(b *testing.B) {
	s, terms := benchSearcher(b), make([]expr.Node, 0, 5000)
	for _, lang := range []string{"ja", "en"} {
		c := benchCorpus(b, lang, 2500)
		for _, term := range c.sample(rand.New(rand.NewPCG(1, 2)), 2500) {
			terms = append(terms, &expr.Words{Text: term})
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, n := range terms {
			if _, err := s.Rows(context.Background(), n); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(len(terms)*b.N)/b.Elapsed().Seconds(), "exprs/s")
}
