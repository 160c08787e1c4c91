package polarity

import (
	"compress/gzip"
	"encoding/csv"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"verbatim/datasets"
	"verbatim/tokenize"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// sample is a text, or one theme of it, with the sentiment that people gave.
type sample struct {
	text     string
	evidence []string // stems of the theme's words; none: the whole text
	want     datasets.Sentiment
}

// tally counts answers.
type tally struct {
	n, right int
	of, hit  map[datasets.Sentiment]int
	answered int // polar ones that were answered as polar
	agreed   int // and rightly
}

// TestAccuracy measures sentiments on the test halves of ../shared/data, without
// a score, and compares with testdata/accuracy.golden. With -v it prints the
// figures of both halves; -v -show=NAME prints the errors of a tune half.
func TestAccuracy(t *testing.T) {
	a, tk := analyzer(t)
	var test strings.Builder
	for _, set := range []struct {
		name    string
		samples []sample
	}{
		{"restaurant-sentences", restaurants(t)},
		{"clothing-reviews", clothes(t)},
		{"nhs-feedback", patients(t)},
	} {
		for _, half := range []string{"tune", "test"} {
			line := measure(a, tk, set.name, half, set.samples)
			t.Log(half, line)
			if half == "test" {
				test.WriteString(line + "\n")
			}
		}
	}
	compareGolden(t, "accuracy.golden", test.String())
}

var show = flag.String("show", "", "print the errors on the tune half of this set")

// measure returns a line of figures about a half of a set.
func measure(a *Analyzer, tk *tokenize.Tokenizer, name, half string, samples []sample) string {
	var doc tokenize.Doc
	var s Scope
	c := tally{of: map[datasets.Sentiment]int{}, hit: map[datasets.Sentiment]int{}}
	for _, p := range samples {
		if halfOf(p.text) != half {
			continue
		}
		tk.Tokenize(p.text, &doc)
		a.Read(&doc, &s)
		got, _ := s.Sentiment(evidenceOf(&doc, p.evidence), Prior{})
		c.count(got, p.want)
		if *show == name && half == "tune" && got != p.want {
			fmt.Printf("%-8s for %-8s %v %s\n", got, p.want, p.evidence[:min(1, len(p.evidence))], p.text)
		}
	}
	line := fmt.Sprintf("%s: %d, right %.1f%%, of polar ones answered %.1f%%, of these right %.1f%%; recall", name, c.n,
		percent(c.right, c.n), percent(c.answered, c.of[datasets.Positive]+c.of[datasets.Negative]), percent(c.agreed, c.answered))
	for _, k := range []datasets.Sentiment{datasets.Positive, datasets.Neutral, datasets.Negative} {
		if c.of[k] > 0 {
			line += fmt.Sprintf(" %s %.1f%%", k, percent(c.hit[k], c.of[k]))
		}
	}
	return line
}

func percent(a, b int) float64 { return 100 * float64(a) / float64(max(b, 1)) }

// count counts an answer; none is as good as neutral.
func (c *tally) count(got, want datasets.Sentiment) {
	if got == "" {
		got = datasets.Neutral
	}
	c.n++
	c.of[want]++
	if got == want {
		c.right++
		c.hit[want]++
	}
	if want != datasets.Neutral && got != datasets.Neutral {
		c.answered++
		if got == want {
			c.agreed++
		}
	}
}

// halfOf returns the half of a gold file that a text is in.
func halfOf(text string) string {
	h := fnv.New64a()
	io.WriteString(h, strings.TrimSpace(text))
	if h.Sum64()%2 == 0 {
		return "tune"
	}
	return "test"
}

// evidenceOf returns the tokens that begin with one of the stems.
func evidenceOf(doc *tokenize.Doc, stems []string) (ranges []tokenize.Range) {
	for i, t := range doc.Tokens {
		if slices.ContainsFunc(stems, func(s string) bool { return strings.HasPrefix(t.Surface, s) }) {
			ranges = append(ranges, tokenize.Range{From: int32(i), To: int32(i + 1)})
		}
	}
	return ranges
}

// restaurantWords are words of the themes of restaurant-sentences.
func restaurantWords() map[string][]string {
	return map[string][]string{
		"food":     {"food", "dish", "meal", "pizza", "sushi", "chicken", "salad", "dessert", "appeti", "soup", "sauce", "steak", "pasta", "fish", "burger", "bread", "rice", "cheese", "meat", "entree", "fries", "roll", "taste", "brunch", "lunch", "dinner", "wine", "drink"},
		"staff":    {"staff", "waiter", "waitress", "server", "host", "bartender", "manager", "owner", "waitstaff", "chef", "guy", "girl", "people"},
		"service":  {"service", "serve", "wait", "deliver", "order"},
		"price":    {"price", "$", "bill", "cheap", "expensive", "money", "cost", "worth", "dollar", "check"},
		"ambience": {"ambience", "ambiance", "atmosphere", "decor", "music", "room", "vibe", "space", "noise", "seat", "lighting", "crowd"},
		"menu":     {"menu", "wine list", "list", "selection", "choice", "special", "option"},
		"place":    {"place", "restaurant", "spot", "bar", "table", "location", "area", "outside", "garden"},
	}
}

func restaurants(t *testing.T) (samples []sample) {
	words := restaurantWords()
	for _, name := range []string{"train.csv", "val.csv"} {
		for _, r := range readCSV(t, "restaurant-sentences", name) {
			sentiments := strings.Split(r["sentiments"], ";")
			for i, theme := range strings.Split(r["themes"], ";") {
				samples = append(samples, sample{r["text"], words[theme], datasets.Sentiment(sentiments[i])})
			}
		}
	}
	return samples
}

func clothes(t *testing.T) (samples []sample) {
	for _, r := range readCSV(t, "clothing-reviews", "womens_clothing_reviews.csv.gz") {
		if len(samples) == 8000 { // enough, and quick under the race detector
			break
		}
		text := r["Review Text"]
		switch rating, _ := strconv.Atoi(r["Rating"]); {
		case text == "":
		case rating >= 4:
			samples = append(samples, sample{text, nil, datasets.Positive})
		case rating <= 2 && rating > 0:
			samples = append(samples, sample{text, nil, datasets.Negative})
		}
	}
	return samples
}

func patients(t *testing.T) (samples []sample) {
	for _, r := range readCSV(t, "nhs-feedback", "feedback.csv") {
		switch n, err := strconv.Atoi(r["criticality"]); {
		case err != nil || n == 0:
		case n > 0:
			samples = append(samples, sample{r["text"], nil, datasets.Positive})
		default:
			samples = append(samples, sample{r["text"], nil, datasets.Negative})
		}
	}
	return samples
}

// readCSV returns the rows of a file of ../shared/data by column, or skips.
func readCSV(t *testing.T, elem ...string) (rows []map[string]string) {
	t.Helper()
	f, err := os.Open(dataPath(t, elem...))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var in io.Reader = f
	if strings.HasSuffix(f.Name(), ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	c := csv.NewReader(in)
	c.FieldsPerRecord, c.LazyQuotes = -1, true
	records, err := c.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, header := range records[0] {
			row[strings.TrimPrefix(header, "\ufeff")] = record[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// dataPath returns the path of a file of ../shared/data, which stands beside
// the module. Where it is absent the test skips, or fails under
// VERBATIM_REQUIRE_DATA=1.
func dataPath(tb testing.TB, elem ...string) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			tb.Fatal("want a go.mod above the test, found none")
		}
		dir = parent
	}
	path := filepath.Join(append([]string{dir, "..", "shared", "data"}, elem...)...)
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("VERBATIM_REQUIRE_DATA") == "1" {
			tb.Fatalf("want the data that VERBATIM_REQUIRE_DATA asks for: %v", err)
		}
		tb.Skipf("no data beside the module: %v", err)
	}
	return path
}

// compareGolden compares got with a file of testdata, or rewrites it.
func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("figures changed (rewrite with -update):\n%swant\n%s", got, want)
	}
}

// TestAsksAccuracy measures how many requests and questions are found among
// texts that all are such, and how many reviews are taken for one. Goldens as of TestAccuracy.
func TestAsksAccuracy(t *testing.T) {
	a, tk := analyzer(t)
	var golden strings.Builder
	for _, set := range []struct{ elem, column string }{
		{"hotel-requests-ja/requests.csv", "text"},
		{"banking-questions/test.csv", "text"},
		{"reviews-ja/reviews.csv", "text"},
		{"clothing-reviews/womens_clothing_reviews.csv.gz", "Review Text"},
	} {
		for _, half := range []string{"tune", "test"} {
			line := set.elem + ": " + measureAsks(a, tk, half, set.column, readCSV(t, set.elem))
			t.Log(half, line)
			if half == "test" {
				golden.WriteString(line + "\n")
			}
		}
	}
	compareGolden(t, "asks.golden", golden.String())
}

// measureAsks returns which share of the texts of a half asks for what.
func measureAsks(a *Analyzer, tk *tokenize.Tokenizer, half, column string, rows []map[string]string) string {
	var doc tokenize.Doc
	var s Scope
	n, count := 0, map[datasets.Intent]int{}
	for _, r := range rows {
		text := r[column]
		if text == "" || halfOf(text) != half || n == 2000 {
			continue
		}
		tk.Tokenize(text, &doc)
		a.Read(&doc, &s)
		n++
		got := s.Asks()
		count[got]++
		if *show == column && half == "tune" && got == "" {
			fmt.Println("no ask for", text)
		}
	}
	return fmt.Sprintf("%d texts, request %.1f%%, question %.1f%%, neither %.1f%%", n,
		percent(count[datasets.Request], n), percent(count[datasets.Question], n), percent(count[""], n))
}
