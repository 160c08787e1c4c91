package index

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"verbatim/datasets"
	"verbatim/themes"
	"verbatim/themes/expr"
)

func TestSearchWords(t *testing.T) {
	tk, cb := tokenizer(), codebook(t)
	c := texts(t, cb, tk,
		"料金が高いです。サポートは早い",                      // 0
		"料金は高かった",                              // 1
		"カスタマーサポートの返事が遅かった",                    // 2
		"Too expensive, and it crashes a lot.", // 3
		"It crashed. Expensive!",               // 4
		"東京都に住んでいます",                           // 5
		"ﾘﾝｸﾞ、モニタリング",                          // 6
		"",                                     // 7
		"log in fails; login works",            // 8
		"料金。が高い",                               // 9
	)
	s := c.open(t, cb, tk)
	for _, tt := range []struct {
		query string
		want  []int
	}{
		{"料金", []int{0, 1, 9}},
		{"高い", []int{0, 1, 9}},
		{"高かった", []int{1}},
		{"exact:高い", []int{0, 9}},
		{"exact:高かっ", []int{1}},
		{"遅い", []int{2}},
		{"料金が高い", []int{0}},
		{`"料金が高い"`, []int{0}},
		{"京都", nil},
		{"リング", []int{6}},
		{"crash", []int{3, 4}},
		{"exact:crashed", []int{4}},
		{"expensive", []int{3, 4}},
		{`"too expensive"`, []int{3}},
		{`"crashed expensive"`, nil},
		{"EXPENSIVE crashed", []int{3, 4}},
		{"exp*", []int{3, 4}},
		{"モニタ*", []int{6}},
		{"login", []int{8}},
		{`"log in"`, []int{8}},
		{"-料金", []int{2, 3, 4, 5, 6, 7, 8}},
		{"", []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}},
		{"nowhere", nil},
	} {
		got := find(t, s, parse(t, tt.query))
		slices.Sort(got)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q: rows %v, want %v", tt.query, got, tt.want)
		}
	}
}

// TestSearchLongText has a text long enough for the builder to let go of its
// memory, between short ones.
func TestSearchLongText(t *testing.T) {
	tk, cb := tokenizer(), codebook(t)
	var long strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&long, "word%d ", i)
	}
	s := texts(t, cb, tk, "a short one", long.String(), "another short one", long.String()).open(t, cb, tk)
	for query, want := range map[string][]int{"short": {0, 2}, "word2999": {1, 3}, `"word10 word11 word12"`: {1, 3}, "another": {2}} {
		if got := sorted(find(t, s, parse(t, query))); !slices.Equal(got, want) {
			t.Errorf("%q: rows %v, want %v", query, got, want)
		}
	}
	if got := sorted(find(t, s, &expr.Words{Text: long.String()})); !slices.Equal(got, []int{1, 3}) {
		t.Errorf("the whole text: rows %v", got)
	}
}

func TestSearchFields(t *testing.T) {
	tk, cb := tokenizer(), codebook(t)
	c := &corpus{attributes: []datasets.Attribute{{Slug: "plan", Header: "プラン"}, {Slug: "mrr", Header: "MRR"}}}
	day := func(s string) datasets.Opt[datasets.Date] {
		for d := datasets.Date(20000); ; d++ {
			if d.String() == s {
				return datasets.Some(d)
			}
		}
	}
	nps := func(n float64) datasets.Opt[float64] { return datasets.Some(n) }
	c.add(tk, cb, datasets.Verbatim{Text: "a one", Metric: "nps", Score: nps(9), RespondedOn: day("2026-01-31"),
		ThemeIDs: []string{"too_expensive"}, Departments: []string{"marketing"}, Attributes: []string{"Pro", "¥500,000"}})
	c.add(tk, cb, datasets.Verbatim{Text: "b two", Metric: "nps", Score: nps(0), RespondedOn: day("2026-02-01"),
		ThemeIDs: []string{"invoice", "speed"}, Departments: []string{"product", "support"}, Attributes: []string{"free", "1,200.50"}})
	c.add(tk, cb, datasets.Verbatim{Text: "c three", ResponseID: "r000001", Metric: "nps", Score: nps(0), Attributes: []string{"", "none"}})
	c.add(tk, cb, datasets.Verbatim{Text: "d four", Metric: "csat", Score: nps(4), Intent: datasets.Praise, Attributes: []string{"pro", ""}})
	s := c.open(t, cb, tk)
	for _, tt := range []struct {
		query string
		want  []int
	}{
		{"theme:pricing", []int{0, 1}},
		{"theme:料金が高い", []int{0}},
		{"theme:speed", []int{1}},
		{"theme:any", []int{0, 1}},
		{"theme:none", []int{2, 3}},
		{"theme:none,speed", []int{1, 2, 3}},
		{"department:サポート", []int{1}},
		{"department:none", []int{2, 3}},
		{"score:0..6", []int{1, 2, 3}},
		{"score:9,4", []int{0, 3}},
		{"nps:detractor", []int{1, 2}},
		{"nps:none", []int{3}},
		{"date:2026-01", []int{0}},
		{"date:2026-01..2026-02", []int{0, 1}},
		{"date:none", []int{2, 3}},
		{"plan:pro", []int{0, 3}},
		{"プラン:pro", []int{0, 3}},
		{"plan:none", []int{2}},
		{"mrr:1000..", []int{0, 1}},
		{"mrr:500000", []int{0}},
		{"intent:praise OR two", []int{1, 3}},
		{"-plan:pro score:0", []int{1, 2}},
	} {
		if got := find(t, s, parse(t, tt.query)); !slices.Equal(sorted(got), tt.want) {
			t.Errorf("%q: rows %v, want %v", tt.query, got, tt.want)
		}
	}
}

func sorted(rows []int) []int { return slices.Sorted(slices.Values(rows)) }

// TestSearchByID finds responses, and verbatims of them.
func TestSearchByID(t *testing.T) {
	tk, cb := tokenizer(), codebook(t)
	c := &corpus{}
	c.add(tk, cb, datasets.Verbatim{ResponseID: "r1", QuestionID: "why", Text: "one"})
	c.add(tk, cb, datasets.Verbatim{ResponseID: "r1", QuestionID: "what", Text: "two"})
	c.add(tk, cb, datasets.Verbatim{ResponseID: "r2", QuestionID: "why", Text: "three"})
	s := c.open(t, cb, tk)
	for query, want := range map[string]int{"id:r1": 2, "id:r1#what": 1, "id:r1#what,r2": 2, "id:r3": 0, "id:r2#what": 0, "NOT id:r1": 1} {
		res, err := s.Search(context.Background(), parse(t, query), Options{})
		if err != nil || res.Total != want {
			t.Errorf("%s: %+v, %v, want %d", query, res, err, want)
		}
	}
}

func TestSearchRefuses(t *testing.T) {
	tk, cb := tokenizer(), codebook(t)
	c := &corpus{attributes: []datasets.Attribute{{Slug: "plan", Header: "プラン"}}}
	c.add(tk, cb, datasets.Verbatim{Text: "one", Attributes: []string{"pro"}})
	s := c.open(t, cb, tk)
	for query, want := range map[string]string{
		"theme:to_expensive":   `did you mean "too_expensive"?`,
		"department:suport":    `did you mean "support"?`,
		"plam:pro":             `did you mean "plan"?`,
		"one …":                "at least one letter",
		"two (a OR theme:zzz)": "a theme of the codebook",
	} {
		_, err := s.Search(context.Background(), parse(t, query), Options{})
		var e *expr.Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want an *expr.Error with %q", query, err, want)
		}
	}
	for _, o := range []Options{{Sort: "size"}, {Limit: -1}, {Offset: -1}, {Facets: []string{"them"}}} {
		var e *OptionError
		if _, err := s.Search(context.Background(), &expr.All{}, o); !errors.As(err, &e) {
			t.Errorf("%+v: error %v, want an *OptionError", o, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Search(ctx, &expr.All{}, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: error %v", err)
	}
}

// TestSearchOracle compares searches with what a naive evaluator says of every
// verbatim, over small random corpora in many shards.
func TestSearchOracle(t *testing.T) {
	tk, cb := tokenizer(), codebook(t)
	for seed := range uint64(4) {
		g := &generator{Rand: rand.New(rand.NewPCG(seed, 1))}
		c := g.corpus(tk, cb, 150+g.IntN(150))
		s := c.open(t, cb, tk)
		for range 100 {
			q := g.query(3)
			got, want := sorted(find(t, s, q)), oracle(t, tk, c, q)
			if !slices.Equal(got, want) {
				t.Fatalf("seed %d: %s\nrows %v\nwant %v", seed, q, got, want)
			}
			checkResult(t, s, c, cb, q, want, g)
		}
	}
}

// checkResult compares counts, order and paging of a search with the rows that
// it must find.
func checkResult(t *testing.T, s *Searcher, c *corpus, cb *themes.Codebook, q expr.Node, want []int, g *generator) {
	t.Helper()
	o := Options{Limit: g.IntN(20) + 1, Offset: g.IntN(20), Sort: SortScore, Facets: []string{"theme", "month", "プラン"}}
	res, err := s.Search(context.Background(), q, o)
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.Search(context.Background(), q, o)
	if err != nil || !reflect.DeepEqual(res, again) {
		t.Fatalf("%s: the second search differs: %v", q, err)
	}
	facets := map[string]map[string]int{"theme": {}, "month": {}, "plan": {}}
	groups, seen := map[string]int{}, map[string]bool{}
	for _, row := range want {
		v := &c.verbatims[row]
		if !seen[v.ResponseID] {
			seen[v.ResponseID] = true
			groups[datasets.NPSGroup(v.Metric, v.Score)]++
		}
		themeIDs := map[string]bool{}
		for _, f := range facts(c.docs[row].Terms).Values("theme") {
			themeIDs[f] = true
		}
		for id := range themeIDs {
			facets["theme"][id]++
		}
		if v.RespondedOn.OK {
			facets["month"][v.RespondedOn.V.String()[:7]]++
		}
		if plan := v.Attributes[0]; plan != "" {
			facets["plan"][plan]++
		}
	}
	if res.Total != len(want) || res.Responses != len(seen) || res.Promoters != groups["promoter"] ||
		res.Passives != groups["passive"] || res.Detractors != groups["detractor"] {
		t.Fatalf("%s: counts %+v, want %d verbatims, %d responses, %v", q, res, len(want), len(seen), groups)
	}
	for _, f := range res.Facets {
		got := map[string]int{}
		for _, v := range f.Values {
			got[v.Value] = v.Count
		}
		if !reflect.DeepEqual(got, facets[f.Field]) {
			t.Fatalf("%s: facet %s %v, want %v", q, f.Field, got, facets[f.Field])
		}
	}
	slices.SortStableFunc(want, func(a, b int) int { return compareScores(c.verbatims[a].Score, c.verbatims[b].Score) })
	page := want[min(o.Offset, len(want)):]
	page = page[:min(o.Limit, len(page))]
	var got []int
	for _, h := range res.Hits {
		got = append(got, h.Row)
	}
	if !slices.Equal(got, page) {
		t.Fatalf("%s: page %v, want %v", q, got, page)
	}
}

func compareScores(a, b datasets.Opt[float64]) int {
	switch {
	case a.OK && b.OK:
		return int(a.V) - int(b.V)
	case a.OK:
		return -1
	case b.OK:
		return 1
	}
	return 0
}

func TestSearchOrder(t *testing.T) {
	tk, cb := tokenizer(), codebook(t)
	c := &corpus{sizes: []int{2, 1}}
	for i, text := range []string{"price price", "price and a lot of other words that nobody asked for", "price", "nothing", "price"} {
		c.add(tk, cb, datasets.Verbatim{Text: text, RespondedOn: datasets.Some(datasets.Date(20000 + i%3))})
	}
	s := c.open(t, cb, tk)
	if got := find(t, s, parse(t, "price")); !slices.Equal(got, []int{0, 2, 4, 1}) {
		t.Errorf("relevance: %v", got)
	}
	res, err := s.Search(context.Background(), parse(t, "price"), Options{Limit: 9, Sort: SortDate})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(res.Hits); got != "[{2 0} {1 0} {4 0} {0 0}]" {
		t.Errorf("date: %v", got)
	}
}

func TestSearchConcurrently(t *testing.T) {
	tk, cb := tokenizer(), codebook(t)
	g := &generator{Rand: rand.New(rand.NewPCG(7, 7))}
	c := g.corpus(tk, cb, 200)
	s := c.open(t, cb, tk)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, q := range []string{"料金 OR crash", "theme:pricing", `"サポート の"`, "mrr:1000.. -遅い", "c*"} {
				n, err := expr.Parse(q, expr.Search)
				if err == nil {
					_, err = s.Search(context.Background(), n, Options{Limit: 5, Facets: s.FacetNames()})
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}
