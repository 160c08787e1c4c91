package polarity_test

import (
	"fmt"

	"verbatim/classify/polarity"
	"verbatim/datasets"
	"verbatim/tokenize"
)

func Example() {
	tk, err := tokenize.New(tokenize.Options{})
	if err != nil {
		panic(err)
	}
	a, err := polarity.New(tk)
	if err != nil {
		panic(err)
	}
	var doc tokenize.Doc
	var s polarity.Scope
	tk.Tokenize("The search isn't fast, could you improve it?", &doc)
	a.Read(&doc, &s)
	search, fast := tokenize.Range{From: 1, To: 2}, tokenize.Range{From: 3, To: 4}
	fmt.Println("fast is negated by tokens", s.Negators(fast, nil))
	fmt.Println("search is negated by tokens", s.Negators(search, nil))
	fmt.Println(s.Sentiment([]tokenize.Range{search}, polarity.Prior{Metric: datasets.MetricNPS, Score: datasets.Some(9.0)}))
	fmt.Println(s.Asks())
	// Output:
	// fast is negated by tokens [{2 3}]
	// search is negated by tokens []
	// negative lexicon
	// request
}
