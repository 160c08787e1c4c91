package themes_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"verbatim/themes"
)

// reformat formats a codebook and wants to read it back.
func reformat(t testing.TB, cb *themes.Codebook) string {
	t.Helper()
	text := themes.Format(cb)
	again, err := themes.Parse("formatted.yaml", text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if again.Hash != cb.Hash {
		t.Fatalf("the hash changes from %s to %s, by %v\n%s", cb.Hash, again.Hash, themes.Diff(cb, again), text)
	}
	return string(text)
}

// books are codebooks of every kind.
func books(t *testing.T) map[string]string {
	books := map[string]string{"small": small, "starter": string(themes.StarterYAML()), "all keys": read(t, "testdata/format/all_keys.yaml"),
		"least": "version: 1", "no departments": "version: 1\ndepartments: {}\nthemes: [{id: a, terms: {}}]\nintents: {praise: {}}\nno_content: {}"}
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```")
	for _, doc := range []string{"../docs/codebook.md", "../docs/exchange.md"} {
		src, err := os.ReadFile(doc)
		if err != nil {
			t.Fatal(err)
		}
		for i, block := range blocks.FindAllStringSubmatch(string(src), -1) {
			if strings.Contains(block[1], "version: 1") {
				books[fmt.Sprintf("%s %d", doc, i)] = block[1]
			}
		}
	}
	return books
}

func TestFormatReadsBack(t *testing.T) {
	for name, src := range books(t) {
		t.Run(name, func(t *testing.T) {
			text := reformat(t, mustParse(t, src))
			if again := reformat(t, mustParse(t, text)); again != text {
				t.Errorf("formatting twice gives another text:\n%s", again)
			}
		})
	}
}

func TestFormatIsNarrow(t *testing.T) {
	text := string(themes.Format(themes.Starter()))
	for line := range strings.SplitSeq(text, "\n") {
		whole := strings.Contains(line, "when: ") || strings.Contains(line, " AND NOT ") || strings.HasSuffix(line, ".") // one thing that is not cut
		if n := utf8.RuneCountInString(line); n > 110 && !whole {
			t.Errorf("a line has %d characters: %s", n, line)
		}
	}
	if n, m := strings.Count(text, "\n"), strings.Count(string(themes.StarterYAML()), "\n"); n > m {
		t.Errorf("%d lines, the hand-written file has %d", n, m)
	}
}

func ExampleFormat() {
	cb, err := themes.Parse("codebook.yaml", []byte(`{version: 1, departments: {support: Help}, themes: [
		{id: slow, terms: {ja: [遅い], en: [slow, "yes"]}, name: {en: Slow}}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s", themes.Format(cb))
	// Output:
	// version: 1
	//
	// departments: {support: Help}
	//
	// themes:
	//   - id: slow
	//     name: {en: Slow}
	//     terms:
	//       en: [slow, "yes"]
	//       ja: [遅い]
}
