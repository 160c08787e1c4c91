package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/registry"
	index "github.com/blevesearch/bleve_index_api"
	"github.com/ikawaha/kagome-dict/ipa"
	"github.com/ikawaha/kagome/v2/tokenizer"

	"verbatim/tokenize"
)

// shares runs fn on equal shares of the texts, one goroutine a core, and
// returns how long that took.
func shares(texts []string, fn func(worker int, texts []string) error) (time.Duration, error) {
	n := runtime.GOMAXPROCS(0)
	errs := make([]error, n)
	start := time.Now()
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = fn(i, texts[i*len(texts)/n:(i+1)*len(texts)/n]) })
	}
	wg.Wait()
	took := time.Since(start)
	for _, err := range errs {
		if err != nil {
			return took, err
		}
	}
	return took, nil
}

// rawKagome cuts every text and reads the base form of every token.
func rawKagome(texts []string) (time.Duration, error) {
	t, err := tokenizer.New(ipa.Dict(), tokenizer.OmitBosEos())
	if err != nil {
		return 0, err
	}
	return shares(texts, func(_ int, texts []string) error {
		bytes := 0
		for _, text := range texts {
			for _, token := range t.Analyze(text, tokenizer.Search) {
				base, _ := token.BaseForm()
				bytes += len(base)
			}
		}
		if bytes == 0 && len(texts) > 1000 {
			return fmt.Errorf("no base form in %d texts", len(texts))
		}
		return nil
	})
}

// rawWords cuts every text by Bleve's own English analyzer.
func rawWords(texts []string) time.Duration {
	cache := registry.NewCache()
	took, _ := shares(texts, func(_ int, texts []string) error {
		a, err := cache.AnalyzerNamed(en.AnalyzerName)
		if err != nil {
			return err
		}
		for _, text := range texts {
			a.Analyze([]byte(text))
		}
		return nil
	})
	return took
}

// ready is an analyzer that has its tokens already.
type ready analysis.TokenStream

func (r ready) Analyze([]byte) analysis.TokenStream { return analysis.TokenStream(r) }

// slice is how many texts are made ready at a time; that is not timed.
const slice = 20_000

// rawBleve indexes every text with one builder a core and returns the time
// that these took. Ready tokens are made between, and not counted.
func rawBleve(dir string, texts []string, batch int) (time.Duration, error) {
	tk, err := tokenize.New(tokenize.Options{})
	if err != nil {
		return 0, err
	}
	n := runtime.GOMAXPROCS(0)
	builders := make([]*scorch.Builder, n)
	for i := range builders {
		path := filepath.Join(dir, strconv.Itoa(i))
		if err := os.MkdirAll(path, 0o755); err != nil {
			return 0, err
		}
		builders[i], err = scorch.NewBuilder(map[string]any{"path": filepath.Join(path, "store"), "buildPathPrefix": path, "batchSize": batch})
		if err != nil {
			return 0, err
		}
	}
	var took time.Duration
	for from := 0; from < len(texts); from += slice {
		docs := readyDocs(tk, texts[from:min(from+slice, len(texts))], from)
		start := time.Now()
		err := each(builders, func(i int, b *scorch.Builder) error {
			for _, doc := range docs[i*len(docs)/n : (i+1)*len(docs)/n] {
				if err := b.Index(doc); err != nil {
					return err
				}
			}
			return nil
		})
		took += time.Since(start)
		if err != nil {
			return 0, err
		}
	}
	start := time.Now()
	err = each(builders, func(_ int, b *scorch.Builder) error { return b.Close() })
	return took + time.Since(start), err
}

func each(builders []*scorch.Builder, fn func(int, *scorch.Builder) error) error {
	errs := make(chan error, len(builders))
	for i, b := range builders {
		go func() { errs <- fn(i, b) }()
	}
	var err error
	for range builders {
		if e := <-errs; e != nil {
			err = e
		}
	}
	return err
}

func readyDocs(tk *tokenize.Tokenizer, texts []string, from int) []index.Document {
	docs := make([]index.Document, len(texts))
	_, _ = shares(texts, func(worker int, share []string) error {
		first := worker * len(texts) / runtime.GOMAXPROCS(0)
		var doc tokenize.Doc
		for i, text := range share {
			tk.Tokenize(text, &doc)
			docs[first+i] = readyDoc(from+first+i, &doc)
		}
		return nil
	})
	return docs
}

func readyDoc(i int, doc *tokenize.Doc) index.Document {
	stream := make(analysis.TokenStream, len(doc.Tokens))
	for j, t := range doc.Tokens {
		stream[j] = &analysis.Token{Term: []byte(t.Key), Start: int(t.Start), End: int(t.End), Position: j + 1}
	}
	d := document.NewDocument(strconv.Itoa(i))
	d.AddField(document.NewTextFieldCustom("text", nil, nil, index.IndexField|index.IncludeTermVectors, ready(stream)))
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i) * time.Minute).Format(time.DateOnly)
	for _, kv := range [][2]string{{"lang", doc.Lang}, {"status", "content"}, {"metric", "nps"}, {"nps", "detractor"},
		{"score", strconv.Itoa(i * 7 % 11)}, {"date", day}, {"plan", plan(i)}, {"country", country(i)}} {
		term := ready{&analysis.Token{Term: []byte(kv[1]), Position: 1, End: len(kv[1])}}
		d.AddField(document.NewTextFieldCustom(kv[0], nil, nil, index.IndexField, term))
	}
	return d
}
