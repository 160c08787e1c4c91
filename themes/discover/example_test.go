package discover_test

import (
	"context"
	"fmt"
	"log"

	"verbatim/themes/discover"
	"verbatim/tokenize"
)

func ExampleDiscover() {
	tk, err := tokenize.New(tokenize.Options{})
	if err != nil {
		log.Fatal(err)
	}
	answers := []string{
		"Export to CSV fails", "The CSV export stops", "CSV export is empty", "I need the CSV export", "No export of my CSV", "Export as CSV, please",
		"Logged out again", "It logged me out", "I get logged out", "Why am I logged out?", "Logged out twice", "Please stay logged in",
	}
	texts := func(yield func(discover.Text, error) bool) {
		var doc tokenize.Doc
		for i, a := range answers {
			tk.Tokenize(a, &doc)
			if !yield(discover.Text{ID: fmt.Sprint(i), Text: a, Lang: doc.Lang, Tokens: doc.Tokens}, nil) {
				return
			}
		}
	}
	p, err := discover.Discover(context.Background(), texts, discover.Options{})
	if err != nil {
		log.Fatal(err)
	}
	for _, t := range p.Themes {
		fmt.Println(t.ID, t.Verbatims, t.Terms["en"])
	}
	// Output:
	// csv_export 6 [csv export]
	// logged 6 [logged]
}
