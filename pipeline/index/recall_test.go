package index

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"verbatim/classify/lookup"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// japaneseCorpus is real Japanese feedback in shards of 2,000.
func japaneseCorpus(t *testing.T) *corpus {
	all := csvColumn(t, "reviews-ja/reviews.csv", "text")
	requests := csvColumn(t, "hotel-requests-ja/requests.csv", "text")
	for i := 0; i < len(requests); i += 20 {
		all = append(all, requests[i])
	}
	c := texts(t, codebook(t), tokenizer(), all...)
	c.sizes = []int{2000}
	return c
}

// sample draws n different terms from the texts: what is written over one to
// four tokens that stand together.
func (c *corpus) sample(g *rand.Rand, n int) []string {
	var terms []string
	seen := make(map[string]bool)
	for len(terms) < n {
		row := g.IntN(len(c.docs))
		tokens := c.docs[row].Tokens
		if len(tokens) == 0 {
			continue
		}
		from := g.IntN(len(tokens))
		to := from + 1
		for most := from + 1 + g.IntN(4); to < min(most, len(tokens)) && tokens[to].Gap == tokenize.GapNone; {
			to++
		}
		term := string([]rune(c.verbatims[row].Text)[tokens[from].Start:tokens[to-1].End])
		if !seen[term] {
			seen[term] = true
			terms = append(terms, term)
		}
	}
	return terms
}

// occurrences counts how often a folded term stands between token boundaries.
func occurrences(tokens []tokenize.Token, folded string) int {
	n := 0
	for from := range tokens {
		rest := folded
		for at := from; at < len(tokens) && (at == from || tokens[at].Gap == tokenize.GapNone); at++ {
			var ok bool
			if rest, ok = strings.CutPrefix(rest, tokens[at].Surface); !ok {
				break
			}
			if rest == "" {
				n++
				break
			}
		}
	}
	return n
}

func TestJapanese(t *testing.T) {
	c := japaneseCorpus(t)
	s := c.open(t, codebook(t), tokenizer())
	t.Run("recall", func(t *testing.T) { testRecall(t, c, s) })
	t.Run("operators", func(t *testing.T) { testOperators(t, c, s) })
	t.Run("same tokens", func(t *testing.T) { testSameTokens(t, c, s) })
}

// testRecall is the promise of search: of 500 terms drawn from Japanese texts
// it finds at least 99 % of the occurrences that stand between token
// boundaries, and exact search finds all.
func testRecall(t *testing.T, c *corpus, s *Searcher) {
	terms := c.sample(rand.New(rand.NewPCG(2026, 1)), 500)
	all, found, foundExact := 0, 0, 0
	for _, term := range terms {
		loose := find(t, s, &expr.Words{Text: term})
		exact := find(t, s, &expr.Words{Text: term, Exact: true})
		folded := tokenize.FoldSurface(term)
		for row := range c.docs {
			n := occurrences(c.docs[row].Tokens, folded)
			if n == 0 {
				continue
			}
			all += n
			if slices.Contains(loose, row) {
				found += n
			}
			if slices.Contains(exact, row) {
				foundExact += n
			} else {
				t.Errorf("exact:%q misses row %d", term, row)
			}
		}
	}
	t.Logf("%d terms, %d occurrences in %d texts: found %d, exact %d", len(terms), all, len(c.docs), found, foundExact)
	if float64(found) < 0.99*float64(all) {
		t.Errorf("found %d of %d occurrences, want 99 %%", found, all)
	}
}

// testSameTokens proves that queries are cut as texts are: every
// text, taken as a phrase, finds itself, and what is found for a term is where
// classify/lookup marks it.
func testSameTokens(t *testing.T, c *corpus, s *Searcher) {
	g := rand.New(rand.NewPCG(2026, 2))
	for range 100 {
		row := g.IntN(len(c.docs))
		if len(c.docs[row].Tokens) == 0 {
			continue
		}
		for _, exact := range []bool{false, true} {
			if w := (&expr.Words{Text: c.verbatims[row].Text, Exact: exact}); !slices.Contains(find(t, s, w), row) {
				t.Errorf("row %d does not find itself (exact %t)", row, exact)
			}
		}
	}
	for _, term := range c.sample(g, 100) {
		w := &expr.Words{Text: term}
		marks, err := lookup.CompileQuery(w, tokenizer())
		if err != nil {
			t.Fatal(err)
		}
		want := []int{}
		for row := range c.docs {
			if len(marks.Spans(&tokenize.Doc{Text: c.verbatims[row].Text, Tokens: c.docs[row].Tokens})) > 0 {
				want = append(want, row)
			}
		}
		if got := sorted(find(t, s, w)); !slices.Equal(got, want) {
			t.Errorf("%q: search finds %d rows, lookup %d", term, len(got), len(want))
		}
	}
}

// englishCorpus is real English feedback.
func englishCorpus(t *testing.T) *corpus {
	c := texts(t, codebook(t), tokenizer(), csvColumn(t, "nhs-feedback/feedback.csv", "text")[:3000]...)
	c.sizes = []int{700}
	return c
}

func TestEnglish(t *testing.T) {
	c := englishCorpus(t)
	testOperators(t, c, c.open(t, codebook(t), tokenizer()))
}

// testOperators compares what search finds for NEAR, BEFORE, SENTENCE, =Case and
// regular expressions with where the matcher marks it.
func testOperators(t *testing.T, c *corpus, s *Searcher) {
	g := rand.New(rand.NewPCG(2026, 3))
	hits := 0
	for range 100 {
		q := c.operator(g)
		marks, err := lookup.CompileQuery(q, tokenizer())
		if err != nil {
			t.Fatal(err)
		}
		want := []int{}
		for row := range c.docs {
			if len(marks.Spans(&tokenize.Doc{Text: c.verbatims[row].Text, Tokens: c.docs[row].Tokens})) > 0 {
				want = append(want, row)
			}
		}
		if got := sorted(find(t, s, q)); !slices.Equal(got, want) {
			t.Errorf("%s: search finds %d rows, lookup %d", q, len(got), len(want))
		}
		hits += len(want)
	}
	if hits < 100 {
		t.Errorf("%d rows found by 100 expressions, too few to prove anything", hits)
	}
}

// operator draws an expression with an operator: words of one text, so that it
// often holds.
func (c *corpus) operator(g *rand.Rand) expr.Node {
	var tokens []tokenize.Token
	var text []rune
	for len(tokens) < 3 {
		row := g.IntN(len(c.docs))
		tokens, text = c.docs[row].Tokens, []rune(c.verbatims[row].Text)
	}
	at := g.IntN(len(tokens))
	word := func() *expr.Words {
		t := tokens[min(len(tokens)-1, max(0, at+g.IntN(7)-3))]
		return &expr.Words{Text: string(text[t.Start:t.End]), Exact: g.IntN(4) == 0}
	}
	near := &expr.Near{N: g.IntN(4), Ordered: g.IntN(2) == 0, Left: word(), Right: &expr.Or{Nodes: []expr.Node{word(), word()}}}
	switch g.IntN(6) {
	case 0:
		w := word()
		w.Exact, w.Case = true, true
		return w
	case 1:
		src := regexp.QuoteMeta(word().Text) + ".{0,4}" + regexp.QuoteMeta(word().Text)
		return &expr.Regexp{Text: src, RE: regexp.MustCompile("(?i)" + src)}
	case 2:
		return &expr.Sentence{Node: &expr.And{Nodes: []expr.Node{word(), &expr.Or{Nodes: []expr.Node{near, word()}}}}}
	case 3:
		return &expr.Sentence{Node: &expr.And{Nodes: []expr.Node{word(), word()}}}
	}
	return near
}
