package table

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"verbatim/datasets"
)

var update = flag.Bool("update", false, "rewrite the column lists of docs/data.md from the declarations")

// docsPage is the page that describes the tables.
var docsPage = filepath.Join("..", "..", "docs", "data.md")

// generated is a list of columns in the page, between its two marks.
var generated = regexp.MustCompile(`(?s)<!-- columns of (\w+) -->\n.*?<!-- end -->`)

// TestDocs compares the column lists of docs/data.md with the declarations.
func TestDocs(t *testing.T) {
	page, err := os.ReadFile(docsPage)
	if err != nil {
		t.Fatal(err)
	}
	lists := map[string]string{}
	describe[datasets.Response](t, lists)
	describe[datasets.Verbatim](t, lists)
	describe[datasets.Tag](t, lists)
	describe[datasets.Route](t, lists)
	describe[datasets.Theme](t, lists)
	fresh := generated.ReplaceAllFunc(page, func(old []byte) []byte {
		name := string(generated.FindSubmatch(old)[1])
		list, ok := lists[name]
		if !ok {
			t.Errorf("docs/data.md lists the columns of %q: no such table, or twice", name)
			return old
		}
		delete(lists, name)
		return fmt.Appendf(nil, "<!-- columns of %s -->\n%s<!-- end -->", name, list)
	})
	for name := range lists {
		t.Errorf("docs/data.md lacks <!-- columns of %s --> … <!-- end -->", name)
	}
	if bytes.Equal(fresh, page) {
		return
	}
	if !*update {
		t.Fatal("docs/data.md differs from the declarations of the columns: go test ./datasets/table -run TestDocs -update")
	}
	if err := os.WriteFile(docsPage, fresh, 0o666); err != nil {
		t.Fatal(err)
	}
}

// describe adds the Markdown list of T's columns.
func describe[T Row](t *testing.T, lists map[string]string) {
	s := specOf[T]()
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n| column | type | null | meaning |\n| --- | --- | --- | --- |\n", s.doc)
	row := func(name, typ, doc string, null bool) {
		mark := ""
		if null {
			mark = "yes"
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s |\n", name, typ, mark, strings.ReplaceAll(doc, "|", `\|`))
	}
	for _, c := range s.columns {
		if !strings.HasSuffix(c.doc, ".") {
			t.Errorf("%s.%s: the meaning %q is no sentence", s.name, c.name, c.doc)
		}
		row(c.name, c.typ, c.doc, c.flags&nullable != 0)
	}
	if s.attributes != nil {
		row(AttributePrefix+"…", "STRING", "One column per attribute; see [Attributes](#attributes).", true)
	}
	lists[s.name] = b.String()
}
