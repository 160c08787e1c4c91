package lookup_test

import (
	"fmt"

	"verbatim/classify/lookup"
	"verbatim/themes"
	"verbatim/tokenize"
)

func Example() {
	cb, err := themes.Parse("codebook.yaml", []byte(`
version: 1
departments: {marketing: Marketing}
themes:
  - id: too_expensive
    name: {en: Too expensive}
    departments: [marketing]
    terms: {en: [overpriced, too expensive], ja: [料金が高い, 高い]}
    exclude: {ja: [評価が高い]}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	tk, err := tokenize.New(tokenize.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := lookup.Compile(cb, tk)
	if err != nil {
		fmt.Println(err)
		return
	}
	var doc tokenize.Doc // both are used again for every text
	var hits lookup.Hits
	for _, text := range []string{"Nice, but too expensive.", "評価が高いですが、料金が高かったです。"} {
		tk.Tokenize(text, &doc)
		m.Match(&doc, &hits)
		for _, tag := range m.Tags(&hits, nil, nil) {
			for _, e := range tag.Evidence {
				fmt.Printf("%s by %q: %d..%d %s\n", cb.Themes[tag.Theme].ID, tag.Rule, e.Start, e.End, e.Text)
			}
		}
	}
	// Output:
	// too_expensive by "too expensive": 10..23 too expensive
	// too_expensive by "料金が高い": 9..15 料金が高かっ
}
