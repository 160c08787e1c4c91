// Llm asks a real model about real verbatims and measures how well it codes
// them, and how far verbatims that give orders reach (README.md):
//
//	go run ./bench/llm -model NAME [-base-url URL] [-what accuracy,leak]
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"time"

	"verbatim/classify/llm"
	"verbatim/datasets"
)

// options are what the flags say.
type options struct {
	config llm.Config
	sets   []*set
	data   string // folder of the data sets
	repo   string // folder of the repository
	n      int    // verbatims a set
	orders int    // orders, 0 for all
	out    io.Writer
}

func main() {
	log.SetFlags(0)
	var o options
	flag.StringVar(&o.config.BaseURL, "base-url", "http://127.0.0.1:8091/v1", "the server")
	flag.StringVar(&o.config.Model, "model", "", "the model's name there")
	flag.IntVar(&o.config.ContextTokens, "context", 3072, "tokens of prompt and reply")
	flag.IntVar(&o.config.MaxOutputTokens, "output", 900, "tokens of a reply")
	flag.IntVar(&o.config.Concurrency, "concurrency", 1, "requests at once")
	flag.DurationVar(&o.config.Timeout, "timeout", 10*time.Minute, "for one request")
	flag.StringVar(&o.config.Isolation, "isolation", "", "strict: one verbatim a request")
	structured := flag.String("structured", "", "schema, json or text; found out where empty")
	what := flag.String("what", "accuracy,leak", "what to measure")
	flag.StringVar(&o.repo, "repo", ".", "the repository")
	flag.StringVar(&o.data, "data", "../shared/data", "the data sets")
	flag.IntVar(&o.n, "n", 100, "verbatims of each set")
	flag.IntVar(&o.orders, "orders", 0, "orders to try, spread over the file; 0 for all")
	only := flag.String("only", "", "the set to do; both where empty")
	flag.Parse()
	for i := range sets {
		if *only == "" || *only == sets[i].name {
			o.sets = append(o.sets, &sets[i])
		}
	}
	o.config.Structured = llm.Mode(*structured)
	o.config.Retries, o.config.PriceInput, o.config.PriceOutput = 1, datasets.Some(0.0), datasets.Some(0.0)
	o.out = os.Stdout
	for _, w := range strings.Split(*what, ",") {
		measure := map[string]func(context.Context, *options) error{"accuracy": accuracy, "leak": leak}[w]
		if measure == nil {
			log.Fatalf("want -what accuracy, leak or both with a comma between, found %q", w)
		}
		if err := measure(context.Background(), &o); err != nil {
			log.Fatalf("%s: %v", w, err)
		}
	}
}

// notebook keeps answers by key, and what the replies were like.
type notebook struct {
	answers map[string]llm.Answer
	modes   map[llm.Mode]int
}

func newNotebook() *notebook {
	return &notebook{answers: map[string]llm.Answer{}, modes: map[llm.Mode]int{}}
}

// Record keeps the answers of one exchange.
func (n *notebook) Record(_ context.Context, _ *llm.Menu, e *llm.Exchange, answers []llm.Answer) error {
	n.modes[e.Mode]++
	for _, a := range answers {
		n.answers[a.Key] = a
	}
	return nil
}

// themesOf returns the themes of an item's answer, and whether it has one.
func (n *notebook) themesOf(key string) (map[string]bool, bool) {
	a, ok := n.answers[key]
	given := map[string]bool{}
	for _, t := range a.Tags {
		given[t.ThemeID] = true
	}
	return given, ok
}

// ask asks about items at a server and returns the answers and the report.
func ask(ctx context.Context, c llm.Config, m *llm.Menu, items []llm.Item) (*notebook, llm.Report, error) {
	client, err := llm.NewClient(c, c.Structured, nil)
	if err != nil {
		return nil, llm.Report{}, err
	}
	defer client.Close()
	notes := newNotebook()
	asker := llm.NewAsker(client, c, notes, nil)
	if err := asker.Ask(ctx, m, items); err != nil {
		return nil, llm.Report{}, err
	}
	return notes, asker.Report(), nil
}

// table prints rows as a Markdown table.
func table(w io.Writer, rows [][]string) {
	for i, row := range rows {
		fmt.Fprintf(w, "| %s |\n", strings.Join(row, " | "))
		if i == 0 {
			fmt.Fprintf(w, "|%s\n", strings.Repeat(" --- |", len(row)))
		}
	}
	fmt.Fprintln(w)
}
