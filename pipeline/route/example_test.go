package route_test

import (
	"fmt"
	"time"

	"verbatim/datasets"
	"verbatim/pipeline/route"
	"verbatim/themes"
	"verbatim/themes/expr"
)

// A detractor who writes about the price: support replies, marketing reads.
func ExampleRouter() {
	cb, err := themes.Parse("codebook.yaml", []byte(`
version: 1
departments: {support: サポート, marketing: マーケティング}
themes:
  - {id: too_expensive, name: {en: Too expensive, ja: 料金が高い}, departments: [marketing], terms: {en: [overpriced]}}
routing:
  max_age: 14d
  rules:
    - {id: detractor, when: "nps:detractor", reply: support, within: 48h}
    - {id: theme_owner, when: "theme:any", inform: theme}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	router, err := route.New(cb, time.UTC)
	if err != nil {
		fmt.Println(err)
		return
	}
	at := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	response := &datasets.Response{
		ResponseID: "r1", Metric: datasets.MetricNPS, Score: datasets.Some(3.0), ThemeIDs: []string{"too_expensive"},
		RespondedAt: datasets.Some(at.UnixMicro()), RespondedOn: datasets.Some(datasets.DateOf(at)),
	}
	var newest route.Newest
	newest.Add(response.RespondedAt, response.RespondedOn)

	facts := route.NewFacts(cb, nil)
	facts.Set(response, nil, nil)
	holds := func(rule int) bool { return expr.Eval(cb.Routing.Rules[rule].When, nil, facts) }
	for _, r := range router.Route(response, holds, newest, nil) {
		fmt.Println(r.Department, r.Role, r.Rule)
		if r.DueAt.OK {
			fmt.Println("  due", time.UnixMicro(r.DueAt.V).UTC().Format(time.DateTime))
		}
	}
	// Output:
	// support reply detractor
	//   due 2026-11-22 10:00:00
	// marketing inform theme_owner
}
