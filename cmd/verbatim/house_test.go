package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// order is the house plan of docs/architecture.md: a package imports packages
// that stand in later lines, or its own children. Siblings never import each
// other.
var order = []string{"bench", "cmd", "pipeline", "classify", "themes", "tokenize", "datasets"}

// guarded are the libraries that only one package may import.
var guarded = map[string][]string{
	"github.com/blevesearch/bleve":    {"pipeline/index"},
	"github.com/ikawaha/kagome":       {"tokenize"},
	"github.com/parquet-go":           {"datasets/table", "datasets/columns"},
	"github.com/xuri/excelize":        {"datasets/source", "datasets/sheet"},
	"github.com/spf13/cobra":          {"cmd"},
	"modernc.org/sqlite":              {"pipeline/state"},
	"github.com/sashabaranov/go-open": {"classify/llm"},
	"github.com/apache/arrow/go/v17/": {"datasets/columns", "datasets/table"},
}

func TestImportDirection(t *testing.T) {
	root := filepath.Join("..", "..")
	checked := 0
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") {
			return err
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		from := path.Dir(filepath.ToSlash(rel))
		for _, spec := range f.Imports {
			imported := strings.Trim(spec.Path.Value, `"`)
			checked++
			if why := badImport(from, imported, strings.HasSuffix(file, "_test.go")); why != "" {
				t.Errorf("%s imports %s: %s", rel, imported, why)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if checked < 100 {
		t.Errorf("only %d imports were checked: is the test looking at the right tree?", checked)
	}
}

// badImport says what is wrong with an import, or nothing. Tests may use any
// library, and siblings to make what they read.
func badImport(from, imported string, test bool) string {
	to, ours := strings.CutPrefix(imported, "verbatim/")
	if !ours {
		for library, allowed := range guarded {
			if strings.HasPrefix(imported, library) && !test && !under(from, "bench") &&
				!slices.ContainsFunc(allowed, func(dir string) bool { return under(from, dir) }) {
				return "only " + strings.Join(allowed, " and ") + " may"
			}
		}
		return ""
	}
	fromTop, toTop := top(from), top(to)
	switch {
	case from == to || under(to, from):
		return ""
	case fromTop == toTop && fromTop != "cmd":
		if fromTop == "datasets" && to == "datasets" {
			return "" // the record types are everybody's
		}
		if test {
			return ""
		}
		return "siblings and parents are not imported; hand it in from above"
	case slices.Index(order, fromTop) > slices.Index(order, toTop):
		return toTop + " stands above " + fromTop
	}
	return ""
}

func under(dir, parent string) bool { return dir == parent || strings.HasPrefix(dir, parent+"/") }

func top(dir string) string {
	first, _, _ := strings.Cut(dir, "/")
	return first
}

func TestMainIsShort(t *testing.T) {
	b, err := os.ReadFile("main.go")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(b), "\n"); n >= 30 {
		t.Errorf("main.go has %d lines, and should have fewer than 30", n)
	}
}
