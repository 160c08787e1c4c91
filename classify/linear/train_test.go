package linear

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestTrainLearns(t *testing.T) {
	m := train(t, madeUp(t, 600, false), Options{Cost: 1})
	if got := strings.Join(m.Themes(), " "); got != "price speed support" {
		t.Fatalf("themes %s", got)
	}
	for text, want := range map[string]string{
		"It is too expensive.":                   "price",
		"The price is high, the search is slow.": "price speed",
		"Nobody at support answered":             "support",
		"料金が高いし、検索も遅い":                           "price speed",
		"we use it every day":                    "",
		"":                                       "",
	} {
		if got := strings.Join(applied(m, textOf(t, text, "")), " "); got != want {
			t.Errorf("%q: themes %q, want %q", text, got, want)
		}
	}
	r := m.Report()
	if r.Examples != 600 || r.MacroF1 < 0.95 || r.Single != nil || len(r.Themes) != 3 {
		t.Errorf("report %+v", r)
	}
}

func TestBest(t *testing.T) {
	m := train(t, madeUp(t, 400, true), Options{Cost: 1})
	var s Scratch
	for text, want := range map[string]string{"expensive": "price", "検索が遅い": "speed", "support team": "support"} {
		if got := m.Themes()[m.Best(textOf(t, text, ""), &s).Theme]; got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	if r := m.Report().Single; r == nil || r.Accuracy < 0.95 || r.MacroF1 < 0.95 {
		t.Errorf("report %+v", r)
	}
}

// TestQuestion proves that the same answer may mean two things.
func TestQuestion(t *testing.T) {
	var examples []Example
	for _, who := range strings.Fields("nurse doctor porter cook cleaner driver guard clerk waiter teacher pilot farmer") {
		for _, how := range []string{"the %s", "our %s here", "mostly the %s", "it was the %s", "the young %s"} {
			text := strings.ReplaceAll(how, "%s", who)
			examples = append(examples,
				Example{Text: textOf(t, text, "good"), Themes: []string{"praise"}},
				Example{Text: textOf(t, text, "bad"), Themes: []string{"complaint"}})
		}
	}
	m := train(t, examples, Options{})
	for question, want := range map[string]string{"good": "praise", "bad": "complaint"} {
		if got := applied(m, textOf(t, "the old nurse", question)); !slices.Equal(got, []string{want}) {
			t.Errorf("nurse, asked what was %s: %q, want %s", question, got, want)
		}
	}
}

// TestJudged proves that a theme is learnt from those alone who looked at it.
func TestJudged(t *testing.T) {
	examples := madeUp(t, 300, false)
	for i := range examples {
		if i%2 == 0 {
			examples[i].Judged = []string{"price", "speed"}
			examples[i].Themes = slices.DeleteFunc(slices.Clone(examples[i].Themes), func(id string) bool { return id == "support" })
		}
	}
	r := train(t, examples, Options{Cost: 1}).Report()
	for _, th := range r.Themes {
		want := map[string]int{"price": 300, "speed": 300, "support": 150}[th.ID]
		if th.Judged != want || th.F1 < 0.9 {
			t.Errorf("%s: judged %d times, F1 %.2f, want %d and over 0.9", th.ID, th.Judged, th.F1, want)
		}
	}
}

func TestSkipped(t *testing.T) {
	examples := append(madeUp(t, 100, false), Example{Text: textOf(t, "a rare one", ""), Themes: []string{"rare"}})
	r := train(t, examples, Options{Cost: 1, Themes: []string{"speed", "rare", "unseen", "price"}}).Report()
	want := []Skipped{{"rare", 1, 10}, {"unseen", 0, 10}}
	if !slices.Equal(r.Skipped, want) || len(r.Themes) != 2 {
		t.Errorf("skipped %v, want %v", r.Skipped, want)
	}
}

func TestTrainErrors(t *testing.T) {
	broken := errors.New("broken")
	failing := func(yield func(Example, error) bool) { yield(Example{}, broken) }
	if _, err := Train(context.Background(), failing, Options{}); !errors.Is(err, broken) {
		t.Errorf("error %v, want the examples' own", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	_, err := Train(ctx, each(madeUp(t, 100, false)), Options{Progress: func(int, int) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that it was cancelled", err)
	}
	for _, examples := range [][]Example{nil, {{}}, madeUp(t, 8, false)} {
		_, err := Train(context.Background(), each(examples), Options{})
		if err == nil || !strings.Contains(err.Error(), "want a theme with at least 10 examples") {
			t.Errorf("%d examples: error %v", len(examples), err)
		}
	}
}

func TestOptionsCheck(t *testing.T) {
	for want, o := range map[string]Options{
		"":             {Precision: 0.9, ThemePrecision: map[string]float64{"a": 0}, Doubt: -1, Folds: 2},
		"precision":    {Precision: 1},
		"theme a":      {ThemePrecision: map[string]float64{"a": -0.1}},
		"doubt":        {Doubt: 0.5},
		"folds":        {Folds: 1},
		"min positive": {MinPositives: -1},
		"cost":         {Cost: -1},
	} {
		err := o.Check()
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%+v: error %v, want %q", o, err, want)
		}
		if _, trained := Train(context.Background(), each(nil), o); trained == nil {
			t.Errorf("%+v: trained on nothing", o)
		}
	}
}

// TestPrecision proves that a stated precision is kept on texts that were not
// seen, and that a theme without any such threshold is never applied.
func TestPrecision(t *testing.T) {
	examples := madeUp(t, 1200, false)
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range examples { // three of ten labels of speed are wrong, support is noise
		if slices.Contains(examples[i].Themes, "speed") && rng.IntN(10) < 3 {
			examples[i].Themes = []string{}
		}
		examples[i].Themes = slices.DeleteFunc(slices.Clone(examples[i].Themes), func(id string) bool { return id == "support" })
		if rng.IntN(4) == 0 {
			examples[i].Themes = append(examples[i].Themes, "support")
		}
	}
	r := train(t, examples, Options{Cost: 1, Precision: 0.6, ThemePrecision: map[string]float64{"support": 0.95}}).Report()
	for _, th := range r.Themes {
		switch {
		case th.ID == "support" && (th.Reached || th.On < 1 || th.Applied > 10):
			t.Errorf("support: applied to %d from %.2f on, want never", th.Applied, th.On)
		case th.ID != "support" && (!th.Reached || th.Precision < 0.55):
			t.Errorf("%s: precision %.2f, want 0.6", th.ID, th.Precision)
		}
		if th.Off > th.On || th.Sure < th.Off {
			t.Errorf("%s: band %.2f to %.2f around %.2f", th.ID, th.Off, th.Sure, th.On)
		}
	}
}

// TestDeterministic trains on other numbers of goroutines and in other orders.
func TestDeterministic(t *testing.T) {
	examples := madeUp(t, 250, false)
	examples[3].Judged = []string{"price"}
	examples[4].Text = examples[3].Text
	want := fileOf(t, train(t, examples, Options{}))
	rng := rand.New(rand.NewPCG(3, 3))
	for _, n := range []int{1, 2, 5} {
		old := runtime.GOMAXPROCS(n)
		rng.Shuffle(len(examples), func(i, j int) { examples[i], examples[j] = examples[j], examples[i] })
		steps := 0
		progress := func(done, total int) {
			if steps++; done != steps || done > total {
				t.Errorf("progress %d of %d at step %d", done, total, steps)
			}
		}
		if got := fileOf(t, train(t, examples, Options{Workers: 3 * n, Progress: progress})); !bytes.Equal(got, want) {
			t.Errorf("GOMAXPROCS %d: another file", n)
		}
		if steps != (5+1+len(costs)*costFolds)*3 {
			t.Errorf("%d steps", steps)
		}
		runtime.GOMAXPROCS(old)
	}
}

func fileOf(tb testing.TB, m *Model) []byte {
	tb.Helper()
	var b bytes.Buffer
	n, err := m.WriteTo(&b)
	if err != nil || n != int64(b.Len()) {
		tb.Fatalf("wrote %d of %d bytes: %v", n, b.Len(), err)
	}
	return b.Bytes()
}
