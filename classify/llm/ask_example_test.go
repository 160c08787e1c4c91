package llm_test

import (
	"context"
	"fmt"

	"verbatim/classify/llm"
	"verbatim/classify/llm/llmtest"
	"verbatim/themes"
)

// printer is a Recorder that keeps nothing.
type printer struct{}

func (printer) Record(_ context.Context, _ *llm.Menu, _ *llm.Exchange, answers []llm.Answer) error {
	for _, a := range answers {
		for _, v := range a.Tags {
			fmt.Printf("%s: %s %s %q, wants to tell a %s\n", a.Key, v.ThemeID, v.Sentiment, v.Quote, a.Intent)
		}
	}
	return nil
}

func ExampleAsker() {
	server := llmtest.Start(func(rule string) { fmt.Println(rule) })
	defer server.Close()
	server.Model = llmtest.ByKeywords(map[string][]string{"speed": {"slow"}})
	cb, err := themes.Parse("codebook.yaml", []byte("version: 1\nthemes:\n  - {id: speed, name: {en: Speed}}\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	config := llm.Config{BaseURL: server.URL, Key: server.Key, Model: "tiny"}
	client, err := llm.NewClient(config, "", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	asker := llm.NewAsker(client, config, printer{}, nil)
	items := []llm.Item{{Key: "first", Text: "Slow as ever."}, {Key: "second", Text: "Fine."}}
	if err := asker.Ask(context.Background(), llm.NewMenu(cb, "en"), items); err != nil {
		fmt.Println(err)
		return
	}
	r := asker.Report()
	fmt.Println(r.Answered, "answered in", r.Requests, "request")
	// Output:
	// first: speed negative "Slow", wants to tell a problem
	// 2 answered in 1 request
}
