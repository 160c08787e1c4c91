package linear

import (
	"context"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"verbatim/tokenize"
)

// tokenizer is shared by all tests: the dictionary takes a while to load.
var tokenizer = sync.OnceValues(func() (*tokenize.Tokenizer, error) { return tokenize.New(tokenize.Options{}) })

func textOf(tb testing.TB, text, question string) Text {
	tb.Helper()
	tk, err := tokenizer()
	if err != nil {
		tb.Fatal(err)
	}
	var doc tokenize.Doc
	tk.Tokenize(text, &doc)
	return Text{Tokens: doc.Tokens, Question: question}
}

// speech is what the made-up texts say of each theme, and of nothing.
var speech = map[string][]string{
	"price":   {"the price is too high", "far too expensive for a small team", "the invoice was higher than the quote", "料金が高すぎます", "値上げで契約をやめます"},
	"speed":   {"the search is slow", "pages take for ever to load", "loading a report takes minutes", "検索が遅いです", "画面の表示に時間がかかる"},
	"support": {"the support team answered quickly", "nobody at support replied", "the agent on the phone was kind", "サポートの返事が早い", "問い合わせの電話がつながらない"},
	"":        {"we use it every day", "no further comments from me", "my colleague set it up", "毎日使っています", "特に困っていません"},
}

// madeUp makes n examples of none, one or two themes; single ones of one each.
func madeUp(tb testing.TB, n int, single bool) []Example {
	tb.Helper()
	rng := rand.New(rand.NewPCG(7, uint64(n)))
	themes := sortedKeys(speech)
	var all []Example
	for len(all) < n {
		var parts, has []string
		for range 1 + rng.IntN(2) {
			id := themes[rng.IntN(len(themes))]
			if id != "" {
				has = append(has, id)
			}
			parts = append(parts, speech[id][rng.IntN(len(speech[id]))])
		}
		slices.Sort(has)
		has = slices.Compact(has)
		if single && len(has) != 1 {
			continue
		}
		all = append(all, Example{Text: textOf(tb, strings.Join(parts, ". "), ""), Themes: has})
	}
	return all
}

func each(examples []Example) iter.Seq2[Example, error] {
	return func(yield func(Example, error) bool) {
		for _, e := range examples {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func train(tb testing.TB, examples []Example, o Options) *Model {
	tb.Helper()
	m, err := Train(context.Background(), each(examples), o)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// applied returns the ids of the themes that m applies to a text.
func applied(m *Model, t Text) []string {
	var s Scratch
	var ids []string
	for _, sc := range m.Predict(t, &s, nil) {
		if sc.Applied {
			ids = append(ids, m.Themes()[sc.Theme])
		}
	}
	return ids
}
