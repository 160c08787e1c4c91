package codebooks_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pages have the table of figures between these lines.
var pages = []string{"README.md", "../../docs/benchmarks.md"}

const (
	begin = "<!-- figures; go test ./bench/codebooks -update writes them -->\n"
	end   = "<!-- end of figures -->"
)

// checkPages compares the tables of pages with what was measured, or rewrites
// them. Where the gold of any set is absent there is nothing to compare with.
func checkPages(t *testing.T, results []*measured) {
	t.Helper()
	if slices.Contains(results, nil) {
		t.Skip("not all sets were measured")
	}
	for _, page := range pages {
		path := filepath.FromSlash(page)
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		before, rest, ok := strings.Cut(string(b), begin)
		_, after, ok2 := strings.Cut(rest, end)
		if !ok || !ok2 {
			t.Fatalf("%s has no place for the figures: want %q and %q", page, begin, end)
		}
		want := before + begin + table(results) + end + after
		if want == string(b) {
			continue
		}
		if !*update {
			t.Errorf("%s shows other figures; go test ./bench/codebooks -update rewrites them", page)
		} else if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// table returns the figures of the test halves as a table in Markdown. The
// tune half's macro F1 stands last: what a codebook loses on texts that its
// writer has not seen.
func table(results []*measured) string {
	var b strings.Builder
	b.WriteString("| gold | what | texts or tags | precision | recall | micro F1 | macro F1 | all right | kappa | macro F1, tune |\n")
	b.WriteString("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n")
	for _, m := range results {
		tune, test := m.halves[0].parts(), m.halves[1].parts()
		for i, p := range test {
			fmt.Fprintf(&b, "| %s | %s | %d | %s | %s | %s | %s | %s | %s | %s |\n", m.name, p.name, p.Items,
				p.Micro.Precision.value(), p.Micro.Recall.value(), between(p.Micro.F1), between(p.Macro.F1),
				p.ExactMatch.value(), p.Kappa.value(), tune[i].Macro.F1.value())
		}
	}
	return b.String()
}

// between returns a figure as prose has it.
func between(e estimate) string {
	return fmt.Sprintf("%s (%s to %s)", e.value(), digits(e.Low), digits(e.High))
}
