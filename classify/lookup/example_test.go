package lookup_test

import (
	"fmt"
	"log"

	"verbatim/classify/lookup"
	"verbatim/themes"
	"verbatim/tokenize"
)

// notAndNai negates the word before ない and the word behind not; package
// polarity knows better.
type notAndNai struct{ doc *tokenize.Doc }

func (n notAndNai) Negators(r tokenize.Range, dst []tokenize.Range) []tokenize.Range {
	if i := r.From - 1; i >= 0 && n.doc.Tokens[i].Surface == "not" {
		dst = append(dst, tokenize.Range{From: i, To: i + 1})
	}
	if i := r.To; int(i) < len(n.doc.Tokens) && n.doc.Tokens[i].Surface == "ない" {
		dst = append(dst, tokenize.Range{From: i, To: i + 1})
	}
	return dst
}

func Example() {
	cb, err := themes.Parse("codebook.yaml", []byte(`
version: 1
departments: {marketing: Marketing}
themes:
  - id: too_expensive
    name: {en: Too expensive}
    departments: [marketing]
    terms: {en: [overpriced, expensive, price NEAR/3 high], ja: [料金が高い, 高い]}
    exclude: {ja: [評価が高い]}
`))
	if err != nil {
		log.Fatal(err)
	}
	tk, err := tokenize.New(tokenize.Options{})
	if err != nil {
		log.Fatal(err)
	}
	m, err := lookup.Compile(cb, tk)
	if err != nil {
		log.Fatal(err)
	}
	var doc tokenize.Doc // both are used again for every text
	var hits lookup.Hits
	for _, text := range []string{"The price is too high.", "It is not expensive.", "評価が高いですが、料金が高かったです。", "評価が高い。"} {
		tk.Tokenize(text, &doc)
		m.Match(&doc, notAndNai{&doc}, &hits)
		for _, i := range m.Candidates(&hits, nil) {
			hit, ok := m.Theme(i, &hits, nil)
			switch {
			case !ok:
			case hit.SuppressedBy != "":
				fmt.Printf("%s by %q, suppressed by %q\n", cb.Themes[i].ID, hit.Rule, hit.SuppressedBy)
			default:
				fmt.Printf("%s by %q: %v\n", cb.Themes[i].ID, hit.Rule, hit.Evidence)
			}
		}
	}
	// Output:
	// too_expensive by "price NEAR/3 high": [{4 9 price} {17 21 high}]
	// too_expensive by "expensive", suppressed by "negated"
	// too_expensive by "料金が高い": [{9 15 料金が高かっ}]
	// too_expensive by "高い", suppressed by "exclude 評価が高い"
}
