// Discover puts the texts of a labelled file into as many groups as it has
// labels, and writes one JSON object a text: its label, its group, its words as
// Verbatim's tokenizer has them, and those of them that count for a group. compare.py, beside it, measures the groups and
// lets other methods group the same words.
//
//	go run ./bench/discover -text text -label theme FILE… > groups.jsonl
package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"verbatim/themes/discover"
	"verbatim/tokenize"
)

func main() {
	text := flag.String("text", "text", "`column` of the texts")
	label := flag.String("label", "label", "`column` of the labels")
	sample := flag.Int("sample", 0, "take this `number` of texts, those with the smallest hashes of their row numbers; 0 takes all")
	flag.Parse()
	if err := run(*text, *label, *sample, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "discover:", err)
		os.Exit(1)
	}
}

// row is a labelled text, and what is written of it.
type row struct {
	Text   string   `json:"text"`
	Label  string   `json:"label"`
	Theme  int      `json:"theme"`
	Tokens []string `json:"tokens"`
	Words  []string `json:"words"` // the tokens that count for a group
	doc    tokenize.Doc
}

func run(text, label string, sample int, files []string) error {
	rows, err := readAll(files, text, label)
	if err != nil {
		return err
	}
	tk, err := tokenize.New(tokenize.Options{})
	if err != nil {
		return err
	}
	for i := range rows {
		tk.Tokenize(rows[i].Text, &rows[i].doc)
	}
	labels, err := labelsOf(rows, sample)
	if err != nil {
		return err
	}
	start := time.Now()
	p, err := discover.Discover(context.Background(), texts(rows), discover.Options{Themes: labels, Complete: true, Limit: sample})
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "%d texts, %d labels, %d groups: %.1f s\n", p.Looked, labels, len(p.Themes), time.Since(start).Seconds())
	return write(rows, p)
}

// labelsOf counts the labels of the sample: of the texts that are in the one
// group of a discovery that makes one.
func labelsOf(rows []row, sample int) (int, error) {
	p, err := discover.Discover(context.Background(), texts(rows), discover.Options{Themes: 1, Complete: true, Limit: sample})
	if err != nil {
		return 0, err
	}
	labels := map[string]bool{}
	for _, t := range p.Themes {
		for _, id := range t.Members {
			i, err := strconv.Atoi(id)
			if err != nil {
				return 0, err
			}
			labels[rows[i].Label] = true
		}
	}
	return len(labels), nil
}

// readAll reads the files, one after the other: commas, or tabs without quotes
// where the name says so.
func readAll(files []string, text, label string) ([]row, error) {
	var rows []row
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		cells, err := table(name, string(b))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		t, l := slices.Index(cells[0], text), slices.Index(cells[0], label)
		if t < 0 || l < 0 {
			return nil, fmt.Errorf("%s: wanted columns %s and %s, found %s", name, text, label, strings.Join(cells[0], ", "))
		}
		for _, c := range cells[1:] {
			rows = append(rows, row{Text: c[t], Label: c[l]})
		}
	}
	if len(rows) == 0 {
		return nil, errors.New("wanted files with a header and rows")
	}
	return rows, nil
}

func table(name, content string) ([][]string, error) {
	if !strings.HasSuffix(name, ".tsv") {
		return csv.NewReader(strings.NewReader(content)).ReadAll()
	}
	var rows [][]string
	for line := range strings.Lines(content) {
		rows = append(rows, strings.Split(strings.TrimRight(line, "\r\n"), "\t"))
	}
	return rows, nil
}

func texts(rows []row) func(func(discover.Text, error) bool) {
	return func(yield func(discover.Text, error) bool) {
		for i := range rows {
			r := &rows[i]
			if !yield(discover.Text{ID: strconv.Itoa(i), Text: r.Text, Lang: r.doc.Lang, Tokens: r.doc.Tokens}, nil) {
				return
			}
		}
	}
}

// tokens fills Tokens and Words.
func (r *row) tokens() {
	r.Tokens, r.Words = []string{}, []string{}
	for i := range r.doc.Tokens {
		t := &r.doc.Tokens[i]
		r.Tokens = append(r.Tokens, t.Key)
		if discover.Says(t) {
			r.Words = append(r.Words, t.Key)
		}
	}
}

func write(rows []row, p *discover.Proposal) error {
	w := bufio.NewWriter(os.Stdout)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for theme := range p.Themes {
		for _, id := range p.Themes[theme].Members {
			i, err := strconv.Atoi(id)
			if err != nil {
				return err
			}
			r := &rows[i]
			r.Theme = theme
			r.tokens()
			if err := enc.Encode(r); err != nil {
				return err
			}
		}
	}
	return w.Flush()
}
