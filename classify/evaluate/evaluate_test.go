package evaluate

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
)

// given makes predictions of classes, each by the rule "r".
func given(classes ...string) []Prediction {
	var out []Prediction
	for _, c := range classes {
		out = append(out, Prediction{Class: c, Rule: "r", Sources: []string{"lookup"}})
	}
	return out
}

// five are the items of the table that was computed by hand:
//
//	   TP FP FN TN   P    R   F1  kappa
//	a   2  0  1  2   1  2/3  4/5   8/13
//	b   0  1  2  2   0    0    0  -4/11
//	c   0  1  0  4   0    0    0      0   not in the gold
func five() []Item {
	return []Item{
		{ID: "1", Language: "en", Gold: []string{"a"}, Predicted: given("a", "a")},
		{ID: "2", Language: "ja", Gold: []string{"b", "a"}, Predicted: given("c", "a")},
		{ID: "3", Language: "en", Gold: []string{"b", "b"}},
		{ID: "4", Language: "en", Predicted: given("b")},
		{ID: "5", Gold: []string{"a"}},
	}
}

func wantFigure(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-12 && !(math.IsNaN(got) && math.IsNaN(want)) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func wantScores(t *testing.T, what string, got Scores, p, r, f float64) {
	t.Helper()
	wantFigure(t, what+" precision", got.Precision.Value, p)
	wantFigure(t, what+" recall", got.Recall.Value, r)
	wantFigure(t, what+" F1", got.F1.Value, f)
}

func TestEvaluate(t *testing.T) {
	r := Evaluate(five(), []string{"b", "a"}, Options{})
	for i, want := range []struct {
		name    string
		counts  Counts
		p, r, f float64
		kappa   float64
	}{
		{"b", Counts{0, 1, 2, 2}, 0, 0, 0, -4.0 / 11},
		{"a", Counts{2, 0, 1, 2}, 1, 2.0 / 3, 0.8, 8.0 / 13},
		{"c", Counts{0, 1, 0, 4}, 0, 0, 0, 0},
	} {
		c := r.Classes[i]
		if c.Name != want.name || c.Counts != want.counts || c.Support != want.counts.support() || c.Found != want.counts.found() {
			t.Errorf("class %d is %+v, want %+v", i, c, want)
		}
		wantScores(t, want.name, c.Scores, want.p, want.r, want.f)
		wantFigure(t, want.name+" kappa", c.Kappa.Value, want.kappa)
	}
	wantScores(t, "micro", r.Micro, 0.5, 0.4, 4.0/9)
	wantScores(t, "macro", r.Macro, 0.5, 1.0/3, 0.4)
	wantScores(t, "weighted", r.Weighted, 0.6, 0.4, 0.48)
	wantFigure(t, "exact match", r.ExactMatch.Value, 0.2)
	wantFigure(t, "Hamming loss", r.HammingLoss.Value, 1.0/3)
	wantFigure(t, "coverage", r.Coverage.Value, 0.6)
	wantFigure(t, "kappa", r.Kappa.Value, 18.0/143)
	if r.Items != 5 || r.Gold != 5 || r.Found != 4 {
		t.Errorf("%d items, %d gold, %d found; want 5, 5, 4", r.Items, r.Gold, r.Found)
	}
	if want := []Confusion{{"b", "c", 1}}; !reflect.DeepEqual(r.Confusions, want) {
		t.Errorf("confusions are %v, want %v", r.Confusions, want)
	}
}

func TestGroups(t *testing.T) {
	items := five()
	items[1].Predicted = append(items[1].Predicted, Prediction{Class: "b", Sources: []string{"llm", "lookup"}})
	r := Evaluate(items, nil, Options{})
	names := func(groups []Group) (out []string) {
		for _, g := range groups {
			out = append(out, g.Name)
		}
		return out
	}
	if got := strings.Join(names(r.Languages), " "); got != "en ja" {
		t.Errorf("languages are %s, want en ja, the more frequent first", got)
	}
	if got := strings.Join(names(r.Sources), " "); got != "llm lookup" {
		t.Fatalf("sources are %s, want llm lookup", got)
	}
	wantScores(t, "en", r.Languages[0].Micro, 0.5, 0.5, 0.5)
	wantScores(t, "llm", r.Sources[0].Micro, 1, 0.2, 1.0/3)
	if r.Sources[0].Items != 5 {
		t.Errorf("the source llm counts %d items, want all 5", r.Sources[0].Items)
	}
}

// What the gold does not judge is neither right nor wrong.
func TestPartialGold(t *testing.T) {
	items := []Item{
		{ID: "1", Gold: []string{"a", "b"}, Predicted: given("a", "c"), Judged: []string{"a", "a"}},
		{ID: "2", Gold: []string{}, Predicted: given("a", "b"), Judged: []string{"b"}},
		{ID: "3", Gold: []string{"a"}, Predicted: given("b"), Judged: []string{}},
	}
	r := Evaluate(items, nil, Options{Items: true})
	if got := []Counts{r.Classes[0].Counts, r.Classes[1].Counts, r.Classes[2].Counts}; !reflect.DeepEqual(got, []Counts{{TP: 1}, {FP: 1}, {}}) {
		t.Errorf("counts are %v", got)
	}
	if r.Items != 2 || r.ExactMatch.Value != 0.5 || r.HammingLoss.Value != 0.5 {
		t.Errorf("%d items, exact match %v, Hamming loss %v; want 2, 0.5, 0.5", r.Items, r.ExactMatch.Value, r.HammingLoss.Value)
	}
	want := []Outcome{{"1", []string{"a"}, []string{"a"}, []string{"a"}}, {"2", []string{}, []string{"b"}, []string{"b"}}}
	if !reflect.DeepEqual(r.Outcomes, want) {
		t.Errorf("outcomes are %v, want %v", r.Outcomes, want)
	}
}

// Figures that nothing speaks for are 0, or null where they are not defined.
func TestNothing(t *testing.T) {
	for name, items := range map[string][]Item{"no items": nil, "no classes": {{ID: "1"}}} {
		r := Evaluate(items, []string{"a"}, Options{Resamples: 10, Errors: 3})
		wantScores(t, name, r.Macro, 0, 0, 0)
		wantFigure(t, name+" kappa", r.Kappa.Value, math.NaN())
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !strings.Contains(string(b), `"kappa":{"value":null,"low":null,"high":null}`) {
			t.Errorf("%s: want a kappa of null in %s", name, b)
		}
	}
}

// Every term that gave a class is blamed, once an item. Those come first
// without which most would be gained: on an item that several terms gave the
// class, none of them changes anything alone.
func TestRules(t *testing.T) {
	by := func(rule, class string) Prediction { return Prediction{Class: class, Rule: rule} }
	all := func(class string, terms ...string) Prediction {
		return Prediction{Class: class, Rule: terms[0], Terms: terms}
	}
	items := []Item{
		{Gold: []string{"a"}, Predicted: []Prediction{by("good", "a"), by("good", "a")}},
		{Predicted: []Prediction{by("good", "a"), by("bad", "a")}},
		{Predicted: []Prediction{by("bad", "a"), {Class: "a", Rule: "hidden", SuppressedBy: "when"}}},
		{Gold: []string{"a"}, Predicted: []Prediction{by("fine", "a")}},
		{Gold: []string{"a"}, Predicted: []Prediction{{Class: "b", Theme: "a", Rule: "fine"}, {Class: "b", Theme: "other", Rule: "else"}}},
	}
	want := []Rule{
		{Class: "a", Rule: "bad", Wrong: 2, Gain: 1},
		{Class: "b", Theme: "other", Rule: "else", Wrong: 1},
		{Class: "a", Rule: "good", Wrong: 1, Right: 1, Precision: 0.5, Gain: -1},
	}
	if got := Evaluate(items, nil, Options{}).Rules; !reflect.DeepEqual(got, want) {
		t.Errorf("rules are %+v, want %+v", got, want)
	}

	items = nil
	for i := range 30 {
		it := Item{Predicted: []Prediction{all("a", "frequent")}}
		switch {
		case i < 20:
			it.Gold = []string{"a"}
		case i < 24: // nothing but frequent, and wrong
		case i < 27:
			it.Predicted = []Prediction{all("a", "never")}
		case i < 29:
			it.Predicted = []Prediction{all("a", "frequent", "hides", "frequent")}
		default:
			it.Gold, it.Predicted = []string{"a"}, []Prediction{all("a", "hides", "frequent")}
		}
		items = append(items, it)
	}
	want = []Rule{
		{Class: "a", Rule: "never", Wrong: 3, Gain: 3},
		{Class: "a", Rule: "hides", Wrong: 2, Right: 1, Precision: 1.0 / 3},
		{Class: "a", Rule: "frequent", Wrong: 6, Right: 21, Precision: 21.0 / 27, Gain: 4 - 20},
	}
	if got := Evaluate(items, nil, Options{}).Rules; !reflect.DeepEqual(got, want) {
		t.Errorf("rules are %+v, want %+v", got, want)
	}
}

// The worst come first; among equals those whose cause was not told yet.
func TestMistakes(t *testing.T) {
	items := []Item{
		{ID: "one", Gold: []string{"a"}, Predicted: given("b")},
		{ID: "same", Gold: []string{"a"}, Predicted: given("b")},
		{ID: "other", Gold: []string{"b"}, Predicted: given("a")},
		{ID: "worst", Gold: []string{"a", "b"}, Predicted: given("c", "d")},
		{ID: "fine", Gold: []string{"a"}, Predicted: given("a")},
		{ID: "hidden", Gold: []string{"a"}, Predicted: []Prediction{{Class: "a", Rule: "r", SuppressedBy: "negated"}}},
		{ID: "less", Gold: []string{"a", "b"}, Predicted: given("b", "c")},
	}
	var got []string
	mistakes := Evaluate(items, nil, Options{Errors: 99}).Errors
	for _, m := range mistakes {
		got = append(got, m.ID)
	}
	if want := "worst one other less hidden same"; strings.Join(got, " ") != want {
		t.Errorf("mistakes are %v, want %s", got, want)
	}
	if m := mistakes[4].Missed; len(m) != 1 || m[0].SuppressedBy != "negated" || m[0].Rule != "r" {
		t.Errorf("a miss should tell what was suppressed, got %+v", m)
	}
	if n := len(Evaluate(items, nil, Options{Errors: 2}).Errors); n != 2 {
		t.Errorf("%d mistakes told, want 2", n)
	}
}

func TestMissedWords(t *testing.T) {
	words := func(keys ...string) []Word {
		var out []Word
		for _, k := range keys {
			out = append(out, Word{k, strings.ToUpper(k)})
		}
		return out
	}
	var items []Item
	for i := range 60 {
		it := Item{Words: words("the", "it", "it")}
		switch {
		case i < 10:
			it.Gold, it.Words = []string{"a"}, append(it.Words, words("lag", "common")...)
		case i < 20:
			it.Gold, it.Predicted, it.Words = []string{"a"}, given("a"), append(it.Words, words("slow")...)
		}
		items = append(items, it)
	}
	// However sure it is that more of the missed texts say common, it would be
	// wrong far more often than right.
	for range 300 {
		items = append(items, Item{Words: words("the", "it")}, Item{Words: words("the", "it", "common")}, Item{Words: words("the", "it")})
	}
	got := Evaluate(items, nil, Options{}).Words
	if len(got) != 1 || got[0].Class != "a" || got[0].Texts != 10 || got[0].Other != 940 || len(got[0].Words) != 1 {
		t.Fatalf("missed words are %+v, want lag alone, for a", got)
	}
	if w := got[0].Words[0]; w.Word != "LAG" || w.Missed != 10 || w.Other != 0 {
		t.Errorf("the word is %+v, want LAG in 10 and 0", w)
	}
}

// scipy.stats.chi2_contingency([[10, 10], [5, 95]], correction=False,
// lambda_="log-likelihood") gives the same.
func TestLogLikelihood(t *testing.T) {
	wantFigure(t, "G²", logLikelihood(10, 20, 5, 100), 22.99590280997249)
	wantFigure(t, "G² of equal shares", logLikelihood(1, 10, 10, 100), 0)
}

func TestCompare(t *testing.T) {
	pairs := []Pair{
		{ID: "1", Gold: "p", Predicted: "p", Language: "en", Source: "lexicon"},
		{ID: "2", Gold: "p", Predicted: "q", Language: "ja", Source: "lexicon"},
		{ID: "3", Gold: "q", Predicted: "q", Language: "en", Source: "score"},
		{ID: "4", Gold: "r", Language: "en"},
	}
	c := Compare(pairs, Options{Errors: 10, Items: true})
	wantFigure(t, "accuracy", c.ExactMatch.Value, 0.5)
	wantFigure(t, "macro F1", c.Macro.F1.Value, 4.0/9)
	wantFigure(t, "kappa", c.Kappa.Value, 1.0/3)
	wantFigure(t, "coverage", c.Coverage.Value, 0.75)
	var names []string
	for _, class := range c.Classes {
		names = append(names, class.Name)
	}
	if got := strings.Join(names, " "); got != "p q r none" {
		t.Errorf("classes are %s", got)
	}
	if want := [][]int{{1, 1, 0, 0}, {0, 1, 0, 0}, {0, 0, 0, 1}, {0, 0, 0, 0}}; !reflect.DeepEqual(c.Matrix, want) {
		t.Errorf("matrix is %v, want %v", c.Matrix, want)
	}
	if len(c.Errors) != 2 || c.Errors[0].ID != "2" || c.Errors[1].Predicted != None {
		t.Errorf("mistakes are %+v", c.Errors)
	}
	if len(c.Outcomes) != 4 || c.Languages[0].Name != "en" || c.Languages[0].ExactMatch.Value != 2.0/3 || len(c.Sources) != 2 {
		t.Errorf("outcomes %v, languages %v, sources %v", c.Outcomes, c.Languages, c.Sources)
	}
}

// Kinds of mistakes take turns, the most frequent one first.
func TestMistaken(t *testing.T) {
	pairs := []Pair{
		{ID: "1", Gold: "q", Predicted: "p"}, {ID: "2", Gold: "p", Predicted: "q"}, {ID: "3", Gold: "p", Predicted: "q"}, {ID: "4", Gold: "p", Predicted: "p"},
	}
	var got string
	for _, m := range mistaken(pairs, 10) {
		got += m.ID
	}
	if got != "213" {
		t.Errorf("mistakes come as %s, want 213", got)
	}
}
