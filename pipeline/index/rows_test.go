package index

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"verbatim/datasets"
	"verbatim/themes/expr"
)

// TestRows compares the sets with slices of bools.
func TestRows(t *testing.T) {
	g := rand.New(rand.NewPCG(3, 4))
	sets := func() (Rows, []bool) {
		have := make([]bool, g.IntN(200))
		b := newBitset(len(have))
		for i := range have {
			if g.IntN(3) == 0 {
				have[i] = true
				b.set(i)
			}
		}
		return newRows(b), have
	}
	at := func(have []bool, i int) bool { return i < len(have) && have[i] }
	check := func(name string, got Rows, want func(i int) bool) {
		t.Helper()
		n := 0
		for i := range 256 {
			if got.Has(i) != want(i) {
				t.Fatalf("%s: row %d is %t", name, i, got.Has(i))
			}
			if want(i) {
				n++
			}
		}
		all := slices.Collect(got.All())
		if got.Len() != n || len(all) != n || !slices.IsSorted(all) {
			t.Fatalf("%s: %d rows, %v; want %d", name, got.Len(), all, n)
		}
	}
	for range 200 {
		a, as := sets()
		b, bs := sets()
		check("and", a.And(b), func(i int) bool { return at(as, i) && at(bs, i) })
		check("or", a.Or(b), func(i int) bool { return at(as, i) || at(bs, i) })
		check("and not", a.AndNot(b), func(i int) bool { return at(as, i) && !at(bs, i) })
		if n := a.CountAnd(b); n != a.And(b).Len() {
			t.Fatalf("%d rows in both, want %d", n, a.And(b).Len())
		}
		check("a", a, func(i int) bool { return at(as, i) })
	}
	if (Rows{}).Or(Rows{}).Len() != 0 || (Rows{}).Has(-1) {
		t.Error("the zero value is not the empty set")
	}
}

// TestSearcherRows: the rows of an expression, from shards that begin anywhere.
func TestSearcherRows(t *testing.T) {
	tk, cb := tokenizer(), codebook(t)
	g := &generator{Rand: rand.New(rand.NewPCG(5, 6))}
	c := g.corpus(tk, cb, 300)
	s := c.open(t, cb, tk)
	ctx := context.Background()
	for range 100 {
		q := g.query(2)
		want := oracle(t, tk, c, q)
		rows, err := s.Rows(ctx, q)
		if err != nil || !slices.Equal(append([]int{}, slices.Collect(rows.All())...), want) {
			t.Fatalf("%s: rows %v, %v; want %v", q, slices.Collect(rows.All()), err, want)
		}
		if n, err := s.Count(ctx, q); err != nil || n != len(want) {
			t.Fatalf("%s: %d rows, %v; want %d", q, n, err, len(want))
		}
	}
	var e *expr.Error
	if _, err := s.Rows(ctx, parse(t, "theme:zzz")); !errors.As(err, &e) {
		t.Errorf("theme:zzz: %v, want an *expr.Error", err)
	}
	if _, err := s.Count(ctx, parse(t, "theme:zzz")); !errors.As(err, &e) {
		t.Errorf("theme:zzz: %v, want an *expr.Error", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Rows(ctx, &expr.All{}); err == nil {
		t.Error("a closed index answered")
	}
}

// TestOperators has an example of every operator.
func TestOperators(t *testing.T) {
	tk, cb := tokenizer(), codebook(t)
	c := texts(t, cb, tk,
		"The price is far too high for us.",     // 0
		"High quality. The price is fair.",      // 1
		"iOS app: the price went up!! Too high", // 2
		"The ios APP is fine",                   // 3
		"料金が少し高いと思います。",                         // 4
		"高い。料金は知りません",                           // 5
		"契約更新の料金は、プランAより高い",                     // 6
		"!!", // 7
	)
	s := c.open(t, cb, tk)
	for _, tt := range []struct {
		query string
		want  []int
		read  int64 // texts
	}{
		{"price NEAR/3 high", []int{0}, 0},
		{"price NEAR/2 high", nil, 0},
		{"high BEFORE/9 price", nil, 0},
		{"price BEFORE/3 high", []int{0}, 0},
		{`"too high" NEAR/9 price`, []int{0}, 0},
		{"料金 NEAR/2 高い", []int{4}, 0},
		{"(料金 OR price) NEAR/5 (high OR 高い)", []int{0, 4, 6}, 0},
		{"SENTENCE(price AND high)", []int{0}, 0},
		{"SENTENCE(料金 AND 高い)", []int{4, 6}, 0},
		{"SENTENCE(price AND NOT high)", []int{1, 2}, 0},
		{"SENTENCE((too BEFORE/0 high) AND NOT price)", []int{2}, 0},
		{"NOT SENTENCE(price AND high) price", []int{1, 2}, 0},
		{"=iOS", []int{2}, 2},
		{"=APP", []int{3}, 2},
		{"=iOS NEAR/5 price", []int{2}, 1},
		{"/pri.e/", []int{0, 1, 2}, 8},
		{"/!!/", []int{2, 7}, 8},
		{"/(?-i)ios/", []int{3}, 8},
		{"app /ios/", []int{2, 3}, 2},
		{"/プラン[A-C]/ 料金", []int{6}, 3},
		{"nowhere /x/", nil, 0},
		{"(料金 OR /price/) 高い", []int{4, 5, 6}, 0},
		{"/high/ NEAR/3 price", []int{0}, 3},
	} {
		before := c.read.Load()
		got := sorted(find(t, s, parse(t, tt.query)))
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q: rows %v, want %v", tt.query, got, tt.want)
		}
		if read := c.read.Load() - before; read != tt.read {
			t.Errorf("%q: %d texts were read, want %d", tt.query, read, tt.read)
		}
	}
}

// failingTexts fails with every text.
type failingTexts struct{ err error }

func (f failingTexts) Texts(context.Context, []int, func(int, string) error) error { return f.err }

func TestTextsAreNeeded(t *testing.T) {
	tk, cb := tokenizer(), codebook(t)
	s := texts(t, cb, tk, "iOS app").open(t, cb, tk)
	ctx := context.Background()
	for _, query := range []string{"=iOS", "/ios/", "app NEAR/3 /ios/", "SENTENCE(=iOS AND app)"} {
		s.texts = nil
		if _, err := s.Count(ctx, parse(t, query)); err == nil || !strings.Contains(err.Error(), "open the index with Texts") {
			t.Errorf("%s without texts: %v", query, err)
		}
		broken := errors.New("the disk is broken")
		s.texts = failingTexts{broken}
		if _, err := s.Count(ctx, parse(t, query)); !errors.Is(err, broken) {
			t.Errorf("%s: error %v, want that of the texts", query, err)
		}
	}
	for _, n := range []expr.Node{
		&expr.Sentence{Node: &expr.Not{Node: &expr.Words{Text: "a"}}},
		&expr.Sentence{Node: &expr.And{Nodes: []expr.Node{&expr.Words{Text: "a"}, &expr.Field{Name: "lang"}}}},
		&expr.Near{Left: &expr.Words{Text: "a"}, Right: &expr.Words{Text: "!"}},
	} {
		if _, err := s.Count(ctx, n); err == nil {
			t.Errorf("%s was accepted", n)
		}
	}
}

// TestRelevanceOfOperators: the words in an operator count as if alone.
func TestRelevanceOfOperators(t *testing.T) {
	tk, cb := tokenizer(), codebook(t)
	s := texts(t, cb, tk, "price is high and so are many other things that nobody minds", "price high", "high price price", "low").open(t, cb, tk)
	for _, query := range []string{"price NEAR/5 high", "SENTENCE(price AND high)"} {
		if got, want := find(t, s, parse(t, query)), find(t, s, parse(t, "price high")); !slices.Equal(got, want) {
			t.Errorf("%s: order %v, want that of its words, %v", query, got, want)
		}
	}
}

// TestTermFacets: sentiment and by are counted in the index.
func TestTermFacets(t *testing.T) {
	tk, cb := tokenizer(), codebook(t)
	c := &corpus{}
	for _, s := range []datasets.Sentiment{"negative", "", "negative", "positive"} {
		c.add(tk, cb, datasets.Verbatim{Text: "word"})
		last := &c.docs[len(c.docs)-1]
		last.Terms = append(last.Terms, Term{"sentiment", string(s)}, Term{"by", "lookup"})
	}
	last := &c.docs[3]
	last.Terms = append(last.Terms, Term{"by", "human"}, Term{"sentiment", "negative"})
	s := c.open(t, cb, tk)
	for query, want := range map[string][]int{"sentiment:negative": {0, 2, 3}, "sentiment:none": {1}, "by:human": {3}, "感情:肯定": {3}} {
		if got := sorted(find(t, s, parse(t, query))); !slices.Equal(got, want) {
			t.Errorf("%s: rows %v, want %v", query, got, want)
		}
	}
	res, err := s.Search(context.Background(), parse(t, "-by:human"), Options{Facets: []string{"sentiment", "by"}})
	if err != nil {
		t.Fatal(err)
	}
	want := []Facet{{"sentiment", []FacetValue{{"negative", 2}}}, {"by", []FacetValue{{"lookup", 3}}}}
	if !slices.EqualFunc(res.Facets, want, func(a, b Facet) bool { return a.Field == b.Field && slices.Equal(a.Values, b.Values) }) {
		t.Errorf("facets %v, want %v", res.Facets, want)
	}
}
