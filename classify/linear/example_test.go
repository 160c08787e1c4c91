package linear_test

import (
	"bytes"
	"context"
	"fmt"
	"log"

	"verbatim/classify/linear"
	"verbatim/tokenize"
)

// Train on texts whose themes are known, keep the model as a file, and let it
// tag a text that it never saw.
func Example() {
	tk, err := tokenize.New(tokenize.Options{})
	if err != nil {
		log.Fatal(err)
	}
	var doc tokenize.Doc
	examples := func(yield func(linear.Example, error) bool) {
		for _, team := range []string{"small", "large", "new", "old", "busy", "remote"} {
			for text, themes := range map[string][]string{
				"Far too expensive for our " + team + " team":    {"price"},
				"The price went up again for a " + team + " one": {"price"},
				"The " + team + " report takes minutes to load":  {"speed"},
				"Pages are slow in our " + team + " office":      {"speed"},
				"We are a " + team + " team and use it daily":    {},
			} {
				tk.Tokenize(text, &doc) // the same Doc again and again: Train keeps no tokens
				if !yield(linear.Example{Text: linear.Text{Tokens: doc.Tokens}, Themes: themes}, nil) {
					return
				}
			}
		}
	}
	model, err := linear.Train(context.Background(), examples, linear.Options{Source: "labels", Tokenizer: tk.Version()})
	if err != nil {
		log.Fatal(err)
	}

	var file bytes.Buffer
	if _, err := model.WriteTo(&file); err != nil {
		log.Fatal(err)
	}
	if model, err = linear.Read(&file); err != nil {
		log.Fatal(err)
	}

	var scratch linear.Scratch // one for each goroutine
	tk.Tokenize("It loads slowly: every report takes minutes!", &doc)
	text := linear.Text{Tokens: doc.Tokens}
	for _, score := range model.Predict(text, &scratch, nil) {
		if !score.Applied {
			continue
		}
		fmt.Println(model.Themes()[score.Theme])
		for _, r := range model.Evidence(text, score.Theme, &scratch, nil) {
			for _, token := range doc.Tokens[r.From:r.To] {
				fmt.Println(" ", token.Surface)
			}
		}
	}
	// Output:
	// speed
	//   report
	//   takes
	//   minutes
}
