package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"verbatim/classify"
	"verbatim/classify/evaluate"
	"verbatim/classify/lookup"
	"verbatim/datasets"
	"verbatim/themes"
	"verbatim/tokenize"
)

// runEvaluate runs the command in this process and returns what it prints.
func runEvaluate(t *testing.T, args ...string) string {
	t.Helper()
	root := newRoot()
	var out bytes.Buffer
	root.SetOut(&out)
	root.SetErr(&out)
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetArgs(append([]string{"evaluate"}, args...))
	if err := root.Execute(); err != nil {
		t.Fatalf("evaluate %s: %v", strings.Join(args, " "), err)
	}
	return out.String()
}

// TestEvaluationPage keeps the report that docs/evaluation.md shows.
func TestEvaluationPage(t *testing.T) {
	const (
		page    = "../../docs/evaluation.md"
		example = "../../bench/evaluate/"
		begin   = "<!-- the report; go test ./cmd/verbatim -update writes it -->\n```\n"
		end     = "```\n<!-- end of the report -->"
	)
	report := runEvaluate(t, "--gold", example+"gold.csv", "--themes", "codes", "--map", example+"labels.csv",
		"--codebook", example+"codebook.yaml", "--text", "text", "--errors", "4")
	report = strings.ReplaceAll(report, example, "bench/evaluate/")
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(b), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the report: want %q and %q", page, begin, end)
	}
	want := before + begin + report + end + after
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(b) {
		t.Errorf("docs/evaluation.md shows another report; go test ./cmd/verbatim -update rewrites it:\n%s", report)
	}
}

// TestEvaluateOnRealGold has scikit-learn check the figures of a file that
// strangers labelled, and of all parts of a small one.
func TestEvaluateOnRealGold(t *testing.T) {
	python := os.Getenv("VERBATIM_SKLEARN_PYTHON")
	if python == "" {
		if os.Getenv("VERBATIM_REQUIRE_SKLEARN") == "1" {
			t.Fatal("VERBATIM_REQUIRE_SKLEARN=1: want VERBATIM_SKLEARN_PYTHON to name a python with bench/evaluate/requirements.txt")
		}
		t.Skip("VERBATIM_SKLEARN_PYTHON names no python with scikit-learn; see bench/evaluate/requirements.txt")
	}
	const example = "../../bench/evaluate/"
	t.Run("small", func(t *testing.T) {
		checkBySklearn(t, python, "--gold", example+"gold.csv", "--themes", "codes", "--map", example+"labels.csv", "--text", "text",
			"--routes", "teams", "--intent", "kind", "--sentiment", "tone", "--negation", "negated", "--codebook", example+"codebook.yaml")
	})
	t.Run("restaurant sentences", func(t *testing.T) {
		checkBySklearn(t, python, "--gold", sharedData(t, "restaurant-sentences/val.csv"), "--themes", "themes", "--sentiment", "sentiments",
			"--map", "miscellaneous=", "--half", "test", "--codebook", "testdata/evaluate/restaurant.yaml")
	})
}

func checkBySklearn(t *testing.T, python string, args ...string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "evaluation.json")
	if err := os.WriteFile(path, []byte(runEvaluate(t, append(args, "--json", "--items")...)), 0o666); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(python, "../../bench/evaluate/check.py", path).CombinedOutput()
	if err != nil {
		t.Errorf("%v: %s", err, out)
	}
	t.Logf("%s", bytes.TrimSpace(out))
}

// sharedData returns a file of the data folder beside the repository, or skips
// the test where it is absent.
func sharedData(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("VERBATIM_REQUIRE_DATA") == "1" {
			t.Fatalf("%s is missing and VERBATIM_REQUIRE_DATA is set", path)
		}
		t.Skipf("the shared data folder has no %s; it is not part of the repository", name)
	}
	return path
}

// Words that could be terms are left: no particles, auxiliaries, numbers, nor
// function words of either language.
func TestWordsOf(t *testing.T) {
	tk, err := tokenize.New(tokenize.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var doc tokenize.Doc
	for text, want := range map[string]string{
		"They don't think it's 3 times as slow as the others were.": "think times slow",
		"It isn't that we were down for the whole week!":            "down whole week",
		"画面がときどき固まることがあるようです。":                                      "画面 ときどき 固まる",
		"3人で利用しましたが、とても高かったです":                                      "人 利用 高かっ",
	} {
		tk.Tokenize(text, &doc)
		var got []string
		for _, w := range wordsOf(&doc) {
			got = append(got, w.Surface)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: words are %q, want %s", text, got, want)
		}
	}
}

// Two files of one name are told apart by their paths.
func TestFileNames(t *testing.T) {
	for want, paths := range map[string][]string{
		"a.csv":             {"x/a.csv"},
		"a.csv b.csv":       {"x/a.csv", "y/b.csv"},
		"x/a.csv y/a.csv b": {"x/a.csv", "y/a.csv", "b"},
	} {
		if got := strings.Join(fileNames(paths), " "); got != want {
			t.Errorf("names are %s, want %s", got, want)
		}
	}
}

// The half of a text follows from its characters alone: FNV-1a 64, as any
// other program computes it.
func TestHalfOf(t *testing.T) {
	for text, want := range map[string]string{"": "test", "a": "tune", " a\n": "tune", "b": "test", "遅い": "tune"} {
		if got := halfOf(text); got != want {
			t.Errorf("%q is in the %s half, want %s", text, got, want)
		}
	}
}

// TestModelBesideTerm: without a term nothing is gained where a model gives the
// tag too.
func TestModelBesideTerm(t *testing.T) {
	terms := []classify.ThemeTerms{{ThemeID: "slow", Terms: []lookup.TermHit{{Term: &themes.Term{Text: "wait"}}}}}
	for gain, sources := range map[int][]datasets.TagSource{
		1: {datasets.SourceLookup},
		0: {datasets.SourceLookup, datasets.SourceLLM},
	} {
		tag := datasets.Tag{ThemeID: "slow", State: datasets.Applied, Source: datasets.SourceLookup, Sources: sources, Rule: "wait"}
		item := evaluate.Item{ID: "1", Text: "no wait", Judged: []string{"slow"}, Predicted: []evaluate.Prediction{prediction(&tag, "slow", terms)}}
		rules := evaluate.Evaluate([]evaluate.Item{item}, nil, evaluate.Options{}).Rules
		i := slices.IndexFunc(rules, func(r evaluate.Rule) bool { return r.Rule == "wait" })
		if i < 0 || rules[i].Gain != gain {
			t.Errorf("by %v: got %+v, want a gain of %d without the term", sources, rules, gain)
		}
	}
}
