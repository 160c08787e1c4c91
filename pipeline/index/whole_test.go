package index

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"verbatim/classify/lookup"
	"verbatim/datasets"
	"verbatim/themes"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// TestWholeMissesNothing: what the matcher calls a whole text is among the rows.
func TestWholeMissesNothing(t *testing.T) {
	tk, cb := tokenizer(), codebook(t)
	g := &generator{Rand: rand.New(rand.NewPCG(7, 8))}
	c := g.corpus(tk, cb, 1200)
	s := c.open(t, cb, tk)
	hits, found := lookup.Hits{}, 0
	for range 150 {
		text := g.text()
		rows, err := s.Whole(context.Background(), []string{text})
		if err != nil {
			t.Fatal(err)
		}
		list := &themes.Codebook{NoContent: themes.Terms{"any": {{Text: text, Node: &expr.Words{Text: text}}}}}
		m, err := lookup.Compile(list, tk)
		if err != nil {
			t.Fatal(err)
		}
		nothing, err := lookup.Compile(&themes.Codebook{}, tk)
		if err != nil {
			t.Fatal(err)
		}
		for row := range c.verbatims {
			doc := tokenize.Doc{Text: c.verbatims[row].Text, Tokens: c.docs[row].Tokens}
			if !m.NoContent(&doc, &hits) || nothing.NoContent(&doc, &hits) {
				continue
			}
			found++
			if !rows.Has(row) {
				t.Fatalf("%q is the whole of row %d, %q, and is not found", text, row, doc.Text)
			}
		}
	}
	if found < 30 {
		t.Errorf("only %d whole texts: the test says little", found)
	}
}

// TestWholeLeavesOut: rows without all the words are not found, however the
// text is cut.
func TestWholeLeavesOut(t *testing.T) {
	tk, cb := tokenizer(), codebook(t)
	c := texts(t, cb, tk, "n/a", "na", "N / A !", "a", "not available", "特になし", "特に なし。", "特に問題はない", "なし", "!!!", "遅かった", "遅い")
	s := c.open(t, cb, tk)
	for text, want := range map[string][]int{
		"n/a":   {0, 1, 2},
		"na":    {0, 1, 2},
		"特になし":  {5, 6, 7}, // 特に and ない, with more between
		"遅かった":  {10},
		"!!":    nil,
		"zebra": nil,
	} {
		rows, err := s.Whole(context.Background(), []string{text})
		if got := slices.Collect(rows.All()); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: rows %v, %v; want %v", text, got, err, want)
		}
	}
	rows, err := s.Whole(context.Background(), nil)
	if err != nil || rows.Len() != 0 {
		t.Errorf("of nothing: %d rows, %v", rows.Len(), err)
	}
}

// TestRegexpsReadTextsOnce: alternatives that are regular expressions are looked
// for together, and only where the index leaves a doubt.
func TestRegexpsReadTextsOnce(t *testing.T) {
	tk, cb := tokenizer(), codebook(t)
	c := &corpus{}
	for _, text := range []string{"ticket AB-12", "version v1.2", "both AB-1 and v2.0", "slow", "nothing here", "slow AB-3"} {
		c.add(tk, cb, datasets.Verbatim{Text: text})
	}
	s := c.open(t, cb, tk)
	for _, test := range []struct {
		query string
		want  []int
		read  int64
	}{
		{`/AB-\d/ OR /v\d/`, []int{0, 1, 2, 5}, 6},
		{`slow OR /AB-\d/ OR /v\d/`, []int{0, 1, 2, 3, 5}, 4},
		{`slow AND (/AB-\d/ OR /v\d/)`, []int{5}, 2},
		{`NOT (/AB-\d/ OR /v\d/)`, []int{3, 4}, 6},
	} {
		n, err := cb.ParseExpr(test.query, expr.Search)
		if err != nil {
			t.Fatal(err)
		}
		before := c.read.Load()
		rows, err := s.Rows(context.Background(), n)
		if got := slices.Collect(rows.All()); err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%s: rows %v, %v; want %v", test.query, got, err, test.want)
		}
		if read := c.read.Load() - before; read != test.read {
			t.Errorf("%s: %d texts were read, want %d", test.query, read, test.read)
		}
	}
}

func TestHasAny(t *testing.T) {
	b := newBitset(200)
	b.set(70)
	b.set(130)
	rows := newRows(b)
	for _, test := range []struct {
		from, to int
		want     bool
	}{{0, 70, false}, {0, 71, true}, {70, 70, false}, {71, 130, false}, {71, 131, true}, {131, 1000, false}, {-5, 71, true}, {300, 400, false}} {
		if got := rows.HasAny(test.from, test.to); got != test.want {
			t.Errorf("[%d, %d): %v", test.from, test.to, got)
		}
	}
	if (Rows{}).HasAny(0, 10) {
		t.Error("the zero value has something")
	}
}
