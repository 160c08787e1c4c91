package discover

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"

	"verbatim/datasets"
	"verbatim/themes"
)

func mustDiscover(t *testing.T, texts []Text, o Options) *Proposal {
	t.Helper()
	p, err := Discover(context.Background(), sequence(texts), o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSample(t *testing.T) {
	p := mustDiscover(t, sampleTexts(t), Options{Fallback: "product"})
	golden(t, "sample.golden.yaml", p.YAML(nil))
}

// The same texts give the same proposal to the last bit, and a sample is the
// same too.
func TestOrderDoesNotMatter(t *testing.T) {
	texts := sampleTexts(t)
	for i := range texts {
		texts[i].Background = i%5 == 0
	}
	for _, o := range []Options{{}, {Themes: 7}, {Limit: 150}, {Complete: true, Themes: 12}} {
		want, err := json.Marshal(mustDiscover(t, texts, o))
		if err != nil {
			t.Fatal(err)
		}
		for seed := range uint64(3) {
			got, err := json.Marshal(mustDiscover(t, shuffled(texts, seed), o))
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != string(want) {
				t.Errorf("%+v, shuffle %d:\n%s\nin the first order:\n%s", o, seed, got, want)
			}
		}
	}
}

// What is written is a codebook, with names and ids that nobody has.
func TestYAMLIsACodebook(t *testing.T) {
	taken := themes.Starter().Names()
	p := mustDiscover(t, sampleTexts(t), Options{Taken: taken, Fallback: "sales"})
	cb, err := themes.Parse("proposed.yaml", p.YAML([]Department{{"sales", "営業 \"A\""}, {"product", "Product"}}))
	if err != nil {
		t.Fatal(err)
	}
	if len(cb.Themes) != len(p.Themes) || len(cb.Themes) == 0 {
		t.Errorf("%d themes in the codebook, %d proposed", len(cb.Themes), len(p.Themes))
	}
	for _, theme := range cb.Themes {
		if slices.Contains(taken, theme.ID) || len(theme.Terms) == 0 || len(theme.Departments) != 1 {
			t.Errorf("theme %s: taken id, no terms, or departments %v", theme.ID, theme.Departments)
		}
	}
}

func TestCompletePutsEveryTextSomewhere(t *testing.T) {
	texts := append(sampleTexts(t), cut(t, "unlike", "zyx"), cut(t, "empty", "!"))
	p := mustDiscover(t, texts, Options{Complete: true, Themes: 9})
	seen := map[string]int{}
	for _, theme := range p.Themes {
		for _, id := range theme.Members {
			seen[id]++
		}
	}
	for _, x := range texts {
		if seen[x.ID] != 1 {
			t.Errorf("%s is in %d themes", x.ID, seen[x.ID])
		}
	}
}

// planted are four subjects of twelve texts each, in two languages.
func planted(t *testing.T) []Text {
	subjects := [][]string{
		{
			"invoice", "Invoices!", "My invoice has a typo", "Invoice, wrong address", "Lost the last invoice", "Our invoice is in dollars",
			"Please mail invoices earlier", "Invoice twice as high", "Which invoice counts?", "Invoices without a header", "No invoice arrived", "The invoice again",
		},
		{
			"dark mode", "Dark mode!", "A dark mode for my eyes", "Please add dark mode", "Dark mode in the editor", "The calendar needs a dark mode",
			"Why no dark mode?", "Everyone else has dark mode", "dark mode on tablets", "I miss dark mode", "Dark mode, finally", "Waiting for dark mode",
		},
		{
			"請求書", "請求書が届かない", "請求書の宛名が違う", "先月の請求書はどこですか", "請求書を英語で", "請求書が二通ある",
			"請求書の住所", "紙の請求書がいい", "請求書を早く送って", "請求書が読めない", "請求書のロゴ", "あの請求書です",
		},
		{
			"検索", "検索が遅い", "検索で出てこない", "検索の結果が古い", "検索に表記ゆれ", "検索履歴が欲しい",
			"全文検索を", "検索窓が小さい", "添付も検索したい", "検索できない", "検索の並び順", "あの検索です",
		},
	}
	var texts []Text
	for s, subject := range subjects {
		for i, text := range subject {
			texts = append(texts, cut(t, fmt.Sprint(s, "/", i), text))
		}
	}
	return texts
}

func TestPlantedThemes(t *testing.T) {
	texts := planted(t)
	for i := range texts {
		texts[i].ResponseID = fmt.Sprint(i / 2)
		texts[i].NPSPoints = datasets.Some(int32(100 - 200*(i/12%2)))
		if i < 12 {
			texts[i].Themes = []string{"billing"}
		}
	}
	p := mustDiscover(t, texts, Options{Known: []Known{
		{ID: "billing", Departments: []string{"support"}, Words: [][]string{{"invoic"}}},
		{ID: "looks", Departments: []string{"product"}, Terms: [][]string{{"dark", "mode"}}},
	}})
	if len(p.Themes) != 4 || p.Grouped != len(texts) {
		t.Fatalf("%d themes of %d texts, want 4 of %d: %s", len(p.Themes), p.Grouped, len(texts), p.YAML(nil))
	}
	for _, theme := range p.Themes {
		if theme.Verbatims != 12 || theme.Responses != 6 || theme.Share != 0.25 {
			t.Errorf("%s: %d texts of %d responses, %.3f; want 12, 6, 0.25", theme.ID, theme.Verbatims, theme.Responses, theme.Share)
		}
	}
	invoice, dark := byTerm(p, "en", "invoice"), byTerm(p, "en", "dark mode")
	if invoice == nil || dark == nil || byTerm(p, "ja", "請求書") == nil || byTerm(p, "ja", "検索") == nil {
		t.Fatalf("want themes of invoice, dark mode, 請求書 and 検索, got %s", p.YAML(nil))
	}
	if len(invoice.Near) != 1 || invoice.Near[0] != (Near{"billing", 0, 1}) || invoice.Departments[0] != "support" || invoice.NPS.V != 100 {
		t.Errorf("invoice: near %v, departments %v, NPS %v", invoice.Near, invoice.Departments, invoice.NPS)
	}
	if len(dark.Near) != 1 || dark.Near[0].ThemeID != "looks" || dark.Near[0].Terms < 0.6 || dark.NPS.V != -100 {
		t.Errorf("dark mode: near %v, NPS %v", dark.Near, dark.NPS)
	}
}

func byTerm(p *Proposal, lang, term string) *Theme {
	for i := range p.Themes {
		if slices.Contains(p.Themes[i].Terms[lang], term) {
			return &p.Themes[i]
		}
	}
	return nil
}

func TestSampleByHash(t *testing.T) {
	texts := sampleTexts(t)
	p := mustDiscover(t, texts, Options{Limit: 100})
	if p.Texts != len(texts) || p.Looked != 100 {
		t.Errorf("looked at %d of %d, want 100 of %d", p.Looked, p.Texts, len(texts))
	}
}

func TestDiscoverErrors(t *testing.T) {
	if _, err := Discover(context.Background(), sequence(nil), Options{}); !errors.Is(err, ErrNoTexts) {
		t.Errorf("no texts: %v", err)
	}
	broken := errors.New("broken")
	var failing iter.Seq2[Text, error] = func(yield func(Text, error) bool) { yield(Text{}, broken) }
	if _, err := Discover(context.Background(), failing, Options{}); !errors.Is(err, broken) {
		t.Errorf("failing texts: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Discover(ctx, sequence(planted(t)), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// Texts without a word that counts give no theme, and no panic.
func TestPoorTexts(t *testing.T) {
	for _, words := range [][]string{{"!"}, {"same", "same", "same"}, {"the", "of"}, {"one thing", "another thing"}} {
		var texts []Text
		for i, w := range words {
			texts = append(texts, cut(t, fmt.Sprint(i), w))
		}
		for _, o := range []Options{{}, {Themes: 5}, {Themes: 5, Complete: true}} {
			mustDiscover(t, texts, o)
		}
	}
}
