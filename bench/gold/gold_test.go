// Package gold_test checks the form of the hand-made gold set: that every row
// says what README.md promises. What is in it is judged by people.
package gold_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"verbatim/datasets"
	"verbatim/themes"
)

const (
	minRows     = 300
	minPerTheme = 4
	none        = "none" // in themes: none applies; an empty cell would say that nobody coded the text
)

var header = []string{"id", "score", "text", "themes", "negated", "sentiment", "intent", "department"}

// row is one coded comment, by the columns of the file.
type row struct {
	line                                  int
	id, score, text, intent               string
	themes, negated, sentiment, addressee []string
}

func TestGoldSet(t *testing.T) {
	rows := readGold(t, "saas_ja.csv")
	if len(rows) < minRows {
		t.Errorf("want at least %d rows, found %d", minRows, len(rows))
	}
	cb := themes.Starter()
	for _, r := range rows {
		for _, problem := range r.problems(cb) {
			t.Errorf("line %d (%s): %s", r.line, r.id, problem)
		}
	}
	checkUnique(t, rows)
	checkEveryThemeOccurs(t, cb, rows)
}

func readGold(t *testing.T, name string) []row {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	head, err := r.Read()
	if err != nil || !slices.Equal(head, header) {
		t.Fatalf("want the header %v, found %v (%v)", header, head, err)
	}
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]row, len(records))
	for i, c := range records {
		rows[i] = row{i + 2, c[0], c[1], c[2], c[6], list(c[3]), list(c[4]), list(c[5]), list(c[7])}
		if c[3] == none {
			rows[i].themes = nil
		}
		if c[3] == "" {
			t.Errorf("line %d: want themes, or %s where none applies", i+2, none)
		}
	}
	return rows
}

// list splits a cell; an empty cell is an empty list.
func list(cell string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, "|")
}

// problems says what is wrong with the form of a row.
func (r row) problems(cb *themes.Codebook) []string {
	var found []string
	check := func(ok bool, problem string) {
		if !ok {
			found = append(found, problem)
		}
	}
	score, err := strconv.Atoi(r.score)
	check(err == nil && 0 <= score && score <= 10, "want a score from 0 to 10, found "+r.score)
	check(r.text != "" && r.text == strings.TrimSpace(r.text), "the text is empty or has spaces around it")
	seen := map[string]bool{}
	for _, id := range slices.Concat(r.themes, r.negated) {
		check(cb.Theme(id) != nil, "the starter has no theme "+id)
		check(!seen[id], "theme "+id+" occurs twice; a negated theme is not among the themes")
		seen[id] = true
	}
	check(len(r.sentiment) == len(r.themes), "want one sentiment a theme")
	for _, s := range r.sentiment {
		known := []datasets.Sentiment{datasets.Positive, datasets.Neutral, datasets.Negative}
		check(slices.Contains(known, datasets.Sentiment(s)), "unknown sentiment "+s)
	}
	intents := []datasets.Intent{"", datasets.Praise, datasets.Problem, datasets.Question, datasets.Request}
	check(slices.Contains(intents, datasets.Intent(r.intent)), "unknown intent "+r.intent)
	for i, id := range r.addressee {
		known := slices.ContainsFunc(cb.Departments, func(d themes.Department) bool { return d.ID == id })
		check(known && !slices.Contains(r.addressee[:i], id), "department "+id+" is unknown or occurs twice")
	}
	return found
}

// checkUnique wants ids and texts once, whatever the width of their letters.
func checkUnique(t *testing.T, rows []row) {
	t.Helper()
	seen := map[string]int{}
	for _, r := range rows {
		text := strings.Join(strings.Fields(norm.NFKC.String(r.text)), "")
		for _, key := range []string{"id " + r.id, "text " + text} {
			if first, ok := seen[key]; ok {
				t.Errorf("line %d: %s stands in line %d already", r.line, key, first)
			}
			seen[key] = r.line
		}
	}
}

func checkEveryThemeOccurs(t *testing.T, cb *themes.Codebook, rows []row) {
	t.Helper()
	count := map[string]int{}
	for _, r := range rows {
		for _, id := range r.themes {
			count[id]++
		}
	}
	for _, theme := range cb.Themes {
		if count[theme.ID] < minPerTheme {
			t.Errorf("theme %s: want at least %d rows, found %d", theme.ID, minPerTheme, count[theme.ID])
		}
	}
}
