package themes_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"verbatim/themes"
	"verbatim/themes/expr"
)

// TestCodebookDoc parses the codebooks that docs/codebook.md shows.
func TestCodebookDoc(t *testing.T) {
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(read(t, "../docs/codebook.md"), -1)
	if len(blocks) == 0 {
		t.Fatal("no codebook is shown")
	}
	for _, block := range blocks {
		if _, err := themes.Parse("docs/codebook.md", []byte(block[1])); err != nil {
			t.Error(err)
		}
	}
}

// TestCodebookDocHasEveryKey wants docs/codebook.md to have a line in a table
// for every key that the schema describes.
func TestCodebookDocHasEveryKey(t *testing.T) {
	doc := read(t, "../docs/codebook.md")
	var defs map[string]struct {
		Properties map[string]any `json:"properties"`
	}
	var schema struct {
		Properties map[string]any  `json:"properties"`
		Defs       json.RawMessage `json:"$defs"`
	}
	if err := json.Unmarshal(themes.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(schema.Defs, &defs); err != nil {
		t.Fatal(err)
	}
	tables := map[string]map[string]any{
		"the codebook": schema.Properties, "a theme": defs["theme"].Properties, "a term": defs["term"].Properties, "a rule": defs["rule"].Properties,
	}
	for what, keys := range tables {
		if len(keys) < 4 {
			t.Errorf("the schema has only %d keys of %s", len(keys), what)
		}
		for key := range keys {
			if !strings.Contains(doc, "\n| `"+key+"` |") {
				t.Errorf("docs/codebook.md has no line for %s of %s", key, what)
			}
		}
	}
}

// TestExpressionsDoc parses the first column of the tables in
// docs/expressions.md whose head is term, search or refused.
func TestExpressionsDoc(t *testing.T) {
	head, parsed := "", 0
	for line := range strings.SplitSeq(read(t, "../docs/expressions.md"), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) < 3 {
			head = ""
			continue
		}
		first := strings.TrimSpace(cells[1])
		if head == "" {
			head = first
			continue
		}
		src, isCode := strings.CutPrefix(first, "`")
		src, _ = strings.CutSuffix(src, "`")
		mode, known := map[string]expr.Mode{"term": expr.List, "search": expr.Search, "refused": expr.List}[head]
		if !isCode || !known {
			continue
		}
		parsed++
		if _, err := expr.Parse(src, mode); (err == nil) == (head == "refused") {
			t.Errorf("%s %q: %v", head, src, err)
		}
	}
	if parsed < 80 {
		t.Errorf("only %d expressions are shown", parsed)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
