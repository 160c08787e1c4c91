// Linear trains classify/linear on real feedback, predicts the rows that were
// kept apart, and writes rows and predictions for compare.py, which trains the
// peers on the same rows and scores all of them.
//
//	go run ./bench/linear -data ../shared/data -out DIR
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"iter"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"verbatim/classify/linear"
	"verbatim/tokenize"
)

func main() {
	log.SetFlags(0)
	data := flag.String("data", "../shared/data", "the folder with the data sets")
	out := flag.String("out", "", "the folder to write to")
	only := flag.String("only", "", "sets to do, by name, with commas between; all where empty")
	rowsOnly := flag.Bool("rows", false, "write the rows, train nothing")
	flag.Parse()
	if *out == "" {
		log.Fatal("usage: go run ./bench/linear -out DIR [-data DIR] [-only NAME,…] [-rows]")
	}
	tk, err := tokenize.New(tokenize.Options{})
	if err != nil {
		log.Fatal(err)
	}
	tk.Warm()
	for _, set := range sets {
		if *only != "" && !slices.Contains(strings.Split(*only, ","), set.name) {
			continue
		}
		if err := do(set, tk, *data, *out, *rowsOnly); err != nil {
			log.Fatalf("%s: %v", set.name, err)
		}
	}
}

// do reads a set, trains and predicts, and writes NAME.jsonl and NAME.json.
func do(set set, tk *tokenize.Tokenizer, data, out string, rowsOnly bool) error {
	rows, err := set.rows(data)
	if err != nil {
		return err
	}
	docs := make([]tokenize.Doc, len(rows))
	for i := range rows {
		tk.Tokenize(rows[i].Text, &docs[i])
		rows[i].Words = surfaces(docs[i].Tokens)
	}
	if !rowsOnly {
		summary, err := ours(set, rows, docs, tk.Version(), filepath.Join(out, set.name+".model"))
		if err != nil {
			return err
		}
		if err := writeJSON(filepath.Join(out, set.name+".json"), summary); err != nil {
			return err
		}
	}
	return writeJSON(filepath.Join(out, set.name+".jsonl"), rows...)
}

// summary is what ours cost.
type summary struct {
	TrainSeconds   float64 `json:"train_seconds"`
	PredictSeconds float64 `json:"predict_seconds"` // of all test rows, one goroutine, tokenizing excluded
	Bytes          int64   `json:"bytes"`
	Report         any     `json:"report"`
}

// ours trains on the rows of the train split and fills in Ours of the others.
func ours(set set, rows []row, docs []tokenize.Doc, tokenizer, path string) (*summary, error) {
	begin := time.Now()
	m, err := linear.Train(context.Background(), examples(rows, docs), linear.Options{Source: "gold", Tokenizer: tokenizer})
	if err != nil {
		return nil, err
	}
	s := summary{TrainSeconds: time.Since(begin).Seconds(), Report: m.Report()}
	if s.Bytes, err = save(m, path); err != nil {
		return nil, err
	}
	begin = time.Now()
	var scratch linear.Scratch
	var scores []linear.Score
	for i := range rows {
		if rows[i].Split != "test" {
			continue
		}
		text := linear.Text{Tokens: docs[i].Tokens, Question: rows[i].Question}
		if set.single {
			rows[i].Ours = []string{m.Themes()[m.Best(text, &scratch).Theme]}
			continue
		}
		scores = m.Predict(text, &scratch, scores[:0])
		for _, sc := range scores {
			if sc.Applied {
				rows[i].Ours = append(rows[i].Ours, m.Themes()[sc.Theme])
			}
		}
	}
	s.PredictSeconds = time.Since(begin).Seconds()
	right := 0
	for i := range rows {
		if rows[i].Split == "test" && slices.Equal(rows[i].Ours, rows[i].Themes) {
			right++
		}
	}
	fmt.Fprintf(os.Stderr, "%s: %d all right, trained in %.1f s on %d processors, %d bytes, %.1f µs a text\n", set.name, right,
		s.TrainSeconds, runtime.GOMAXPROCS(0), s.Bytes, s.PredictSeconds*1e6/float64(tests(rows)))
	return &s, nil
}

func tests(rows []row) (n int) {
	for i := range rows {
		if rows[i].Split == "test" {
			n++
		}
	}
	return n
}

func examples(rows []row, docs []tokenize.Doc) iter.Seq2[linear.Example, error] {
	return func(yield func(linear.Example, error) bool) {
		for i := range rows {
			if rows[i].Split != "train" {
				continue
			}
			text := linear.Text{Tokens: docs[i].Tokens, Question: rows[i].Question}
			if !yield(linear.Example{Text: text, Themes: rows[i].Themes}, nil) {
				return
			}
		}
	}
}

func save(m *linear.Model, path string) (int64, error) {
	f, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	n, err := m.WriteTo(f)
	if err != nil {
		return 0, err
	}
	return n, f.Close()
}

func surfaces(tokens []tokenize.Token) string {
	words := make([]string, len(tokens))
	for i := range tokens {
		words[i] = tokens[i].Surface
	}
	return strings.Join(words, " ")
}

func writeJSON[T any](path string, values ...T) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := encode(f, values); err != nil {
		return err
	}
	return f.Close()
}

func encode[T any](w io.Writer, values []T) error {
	e := json.NewEncoder(w)
	for i := range values {
		if err := e.Encode(values[i]); err != nil {
			return err
		}
	}
	return nil
}
