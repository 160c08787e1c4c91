package index

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"verbatim/datasets"
	"verbatim/datasets/columns"
	"verbatim/datasets/table"
	"verbatim/themes"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

const testCodebook = `
version: 1
departments: {support: サポート, marketing: マーケティング, product: プロダクト}
themes:
  - {id: pricing, name: {en: Pricing, ja: 価格}, departments: [marketing]}
  - {id: too_expensive, parent: pricing, name: {en: Too expensive, ja: 料金が高い}, departments: [marketing]}
  - {id: invoice, parent: pricing, name: {en: Invoices, ja: 請求}, departments: [support]}
  - {id: speed, name: {en: Speed, ja: 速度}, departments: [product]}
`

func codebook(t testing.TB) *themes.Codebook {
	t.Helper()
	cb, err := themes.Parse("test.yaml", []byte(testCodebook))
	if err != nil {
		t.Fatal(err)
	}
	return cb
}

// tokenizer is shared by all tests, since its dictionary takes a while to load.
var tokenizer = sync.OnceValue(func() *tokenize.Tokenizer {
	tk, err := tokenize.New(tokenize.Options{})
	if err != nil {
		panic(err)
	}
	return tk
})

// corpus is verbatims with their tokens, and how they are divided.
type corpus struct {
	attributes []datasets.Attribute
	verbatims  []datasets.Verbatim
	docs       []Doc
	parts      []int // rows of each part; nil: all in one
	sizes      []int // rows of each part's shards, over and over; nil: ShardRows
	zone       string
	read       atomic.Int64 // texts that were asked for
}

// add adds a verbatim; what is not given gets a value that hardly matters.
func (c *corpus) add(tk *tokenize.Tokenizer, cb *themes.Codebook, v datasets.Verbatim) {
	n := len(c.verbatims)
	if v.ResponseID == "" {
		v.ResponseID = fmt.Sprintf("r%06d", n)
	}
	v.QuestionID = cmp.Or(v.QuestionID, "q")
	v.VerbatimID = fmt.Sprintf("%s#q%d", v.ResponseID, n)
	if v.Language == "" {
		v.Language = tokenize.Lang(v.Text)
	}
	v.ContentStatus, v.CodebookVersion = datasets.Content, "test"
	if v.Attributes == nil {
		v.Attributes = make([]string, len(c.attributes))
	}
	var doc tokenize.Doc
	tk.Tokenize(v.Text, &doc)
	c.verbatims = append(c.verbatims, v)
	c.docs = append(c.docs, Doc{Tokens: doc.Tokens, Terms: termsOf(cb, c.attributes, &v)})
}

// termsOf is what the pipeline indexes of a verbatim.
func termsOf(cb *themes.Codebook, attributes []datasets.Attribute, v *datasets.Verbatim) []Term {
	terms := []Term{
		{"lang", v.Language}, {"intent", string(v.Intent)}, {"nps", datasets.NPSGroup(v.Metric, v.Score)},
		{"metric", string(v.Metric)}, {"status", string(v.ContentStatus)}, {"question", v.QuestionID},
	}
	for _, id := range v.ThemeIDs {
		terms = append(terms, Term{"theme", id})
		for _, a := range cb.Ancestors(id) {
			terms = append(terms, Term{"theme", a})
		}
	}
	for _, d := range v.Departments {
		terms = append(terms, Term{"department", d})
	}
	if v.Score.OK {
		terms = append(terms, Term{"score", datasets.FormatScore(v.Score.V)})
	}
	if v.RespondedOn.OK {
		terms = append(terms, Term{"date", v.RespondedOn.V.String()})
	}
	for i, a := range attributes {
		terms = append(terms, Term{a.Slug, v.Attributes[i]})
	}
	return terms
}

// facts are the terms of a verbatim, for expr.Eval.
type facts []Term

func (f facts) Values(field string) []string {
	var values []string
	for _, t := range f {
		if t.Field == field {
			values = append(values, t.Value)
		}
	}
	return values
}

// write writes the corpus as a generation.
func (c *corpus) write(t testing.TB, dir string) {
	t.Helper()
	if c.parts == nil {
		c.parts = []int{len(c.verbatims)}
	}
	if c.sizes == nil {
		c.sizes = []int{ShardRows}
	}
	if err := os.MkdirAll(filepath.Join(dir, "verbatims"), 0o755); err != nil {
		t.Fatal(err)
	}
	start := 0
	for i, rows := range c.parts {
		name := fmt.Sprintf("part-%06d", i+1)
		c.writePart(t, filepath.Join(dir, "verbatims", name+".parquet"), start, start+rows)
		for k, from := 0, start; from < start+rows; k++ {
			docs := c.docs[from:min(start+rows, from+c.sizes[k%len(c.sizes)])]
			from += len(docs)
			if err := BuildShard(context.Background(), filepath.Join(dir, "index", name, ShardName(k)), docs); err != nil {
				t.Fatal(err)
			}
		}
		start += rows
	}
}

func (c *corpus) writePart(t testing.TB, path string, start, end int) {
	t.Helper()
	var file bytes.Buffer
	w, err := table.NewWriter[datasets.Verbatim](&file, table.Meta{Attributes: c.attributes, KeyValue: map[string]string{"verbatim.timezone": c.zone}})
	if err == nil {
		err = w.Write(c.verbatims[start:end])
	}
	if err == nil {
		err = w.Close()
	}
	if err == nil {
		err = os.WriteFile(path, file.Bytes(), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// open writes the corpus and opens its index.
func (c *corpus) open(t testing.TB, cb *themes.Codebook, tk *tokenize.Tokenizer) *Searcher {
	t.Helper()
	dir := t.TempDir()
	c.write(t, dir)
	cols, err := columns.Load(context.Background(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(dir, cols, cb, tk, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Texts gives the texts of rows, and makes sure that they are asked in order.
func (c *corpus) Texts(ctx context.Context, rows []int, fn func(row int, text string) error) error {
	if !slices.IsSorted(rows) {
		return fmt.Errorf("rows %v are not in order", rows)
	}
	c.read.Add(int64(len(rows)))
	for _, row := range rows {
		if err := cmp.Or(ctx.Err(), fn(row, c.verbatims[row].Text)); err != nil {
			return err
		}
	}
	return nil
}

// texts makes a corpus of texts alone.
func texts(t testing.TB, cb *themes.Codebook, tk *tokenize.Tokenizer, all ...string) *corpus {
	t.Helper()
	c := &corpus{}
	for _, text := range all {
		c.add(tk, cb, datasets.Verbatim{Text: text})
	}
	return c
}

// find returns the rows that a query finds, in order of relevance.
func find(t testing.TB, s *Searcher, q expr.Node) []int {
	t.Helper()
	res, err := s.Search(context.Background(), q, Options{Limit: 1 << 30})
	if err != nil {
		t.Fatalf("search %s: %v", q, err)
	}
	rows := []int{}
	for _, h := range res.Hits {
		rows = append(rows, h.Row)
	}
	if len(rows) != res.Total {
		t.Fatalf("search %s: %d hits, total %d", q, len(rows), res.Total)
	}
	return rows
}

func parse(t testing.TB, src string) expr.Node {
	t.Helper()
	n, err := expr.Parse(src, expr.Search)
	if err != nil {
		t.Fatalf("parse %q: %v", src, err)
	}
	return n
}

// sharedData returns the path of a file of ../shared/data.
func sharedData(t testing.TB, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("VERBATIM_REQUIRE_DATA") == "1" {
			t.Fatalf("VERBATIM_REQUIRE_DATA=1, but there is no %s", path)
		}
		t.Skipf("no %s: the real feedback is not here", path)
	}
	return path
}

// csvColumn reads a column of a file of ../shared/data.
func csvColumn(t testing.TB, name, column string) []string {
	t.Helper()
	f, err := os.Open(sharedData(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := -1
	for i, h := range rows[0] {
		if strings.TrimPrefix(h, "\ufeff") == column {
			at = i
		}
	}
	if at < 0 {
		t.Fatalf("%s has no column %s, but %v", name, column, rows[0])
	}
	var out []string
	for _, r := range rows[1:] {
		out = append(out, r[at])
	}
	return out
}

// sentences reads up to n lines of the throughput texts.
func sentences(t testing.TB, lang string, n int) []string {
	t.Helper()
	f, err := os.Open(sharedData(t, "throughput/kyoto."+lang+".txt.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for s := bufio.NewScanner(z); len(out) < n && s.Scan(); {
		out = append(out, s.Text())
	}
	return out
}
