package discover

import (
	"encoding/csv"
	"flag"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"verbatim/datasets"
	"verbatim/tokenize"
)

var update = flag.Bool("update", false, "rewrite golden files")

// tokenizer is shared by all tests.
var tokenizer = sync.OnceValues(func() (*tokenize.Tokenizer, error) { return tokenize.New(tokenize.Options{}) })

// cut makes a Text of words.
func cut(t testing.TB, id, text string) Text {
	t.Helper()
	tk, err := tokenizer()
	if err != nil {
		t.Fatal(err)
	}
	var doc tokenize.Doc
	tk.Tokenize(text, &doc)
	return Text{ID: id, Text: doc.Text, Lang: doc.Lang, Tokens: doc.Tokens}
}

// sequence hands out texts.
func sequence(texts []Text) iter.Seq2[Text, error] {
	return func(yield func(Text, error) bool) {
		for _, t := range texts {
			if !yield(t, nil) {
				return
			}
		}
	}
}

func shuffled(texts []Text, seed uint64) []Text {
	texts = slices.Clone(texts)
	rng := rand.New(rand.NewPCG(seed, 0))
	rng.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
	return texts
}

// sampleTexts are the comments of datasets/sample.
func sampleTexts(t testing.TB) []Text {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "datasets", "sample", "responses.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var texts []Text
	seen := map[string]bool{}
	for _, r := range rows[1:] {
		day, err := time.Parse(time.DateTime, r[1])
		if err != nil || r[3] == "" || seen[r[0]] {
			continue // awkward on purpose
		}
		seen[r[0]] = true
		text := cut(t, r[0], r[3])
		text.Date = datasets.Some(datasets.DateOf(day))
		if n, err := strconv.Atoi(r[2]); err == nil {
			text.NPSPoints = datasets.NPSPoints(datasets.MetricNPS, datasets.Some(float64(n)))
		}
		texts = append(texts, text)
	}
	return texts
}

// golden compares with a file of testdata, or writes it with -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s differs; got\n%s\ngo test ./themes/discover -update writes it", path, got)
	}
}
