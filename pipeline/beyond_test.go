package pipeline

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"verbatim/classify/linear"
	"verbatim/tokenize"
)

// trained returns a classifier of the themes t0 to t2 of a random codebook, each
// known by a word that lists may or may not have too. t3 to t5 it does not know.
func trained(t *testing.T) *linear.Model {
	t.Helper()
	var doc tokenize.Doc
	examples := func(yield func(linear.Example, error) bool) {
		for i := range 60 {
			for theme, word := range []string{"slow", "expensive", "great", "nothing"} {
				tokenizer().Tokenize(fmt.Sprintf("%s on day %d", word, i), &doc)
				e := linear.Example{Text: linear.Text{Tokens: doc.Tokens}}
				if theme < 3 {
					e.Themes = []string{fmt.Sprintf("t%d", theme)}
				}
				if !yield(e, nil) {
					return
				}
			}
		}
	}
	m, err := linear.Train(context.Background(), examples, linear.Options{Source: "labels", Tokenizer: tokenizer().Version()})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Themes()) != 3 {
		t.Fatalf("the classifier learnt %v", m.Themes())
	}
	return m
}

// combining changes a theme or the whole codebook in what models have to do with
// it, or takes a theme away.
func combining(rng *rand.Rand, b randomBook) randomBook {
	b.themes = slices.Clone(b.themes)
	at := rng.IntN(len(b.themes))
	id := b.themes[at][:len("{id: t0,")]
	mode := pick(rng, "any", "lookup", "model", "agree")
	switch rng.IntN(4) {
	case 0:
		if !strings.Contains(b.themes[at], "combine:") {
			b.themes[at] = strings.Replace(b.themes[at], id, id+" combine: "+mode+",", 1)
		}
	case 1:
		b.combine = mode
	case 2:
		if !strings.Contains(b.themes[at], "group:") { // whose groups have two
			b.themes = slices.Delete(b.themes, at, at+1)
		}
	}
	return b
}

// TestPreviewWithClassifier: where a classifier gives themes whatever words stand
// in a verbatim, the published tags tell what may change: looking at these says
// the same as looking at all.
func TestPreviewWithClassifier(t *testing.T) {
	path, model := textsSurvey(t, 80), trained(t)
	rng := rand.New(rand.NewPCG(17, 18))
	books, rounds := 4, 16
	if raceDetector {
		books, rounds = 1, 3
	}
	little, moved := 0, 0
	for range books {
		base := randomCodebook(rng)
		base.combine = pick(rng, "any", "model", "agree")
		ws := filepath.Join(t.TempDir(), "ws")
		o := parted(ws, codebook(t, base.String()), path)
		o.Classifier = model
		mustRun(t, o)
		g := open(t, ws)
		for range rounds {
			now := combining(rng, base.changed(rng)).String()
			o := PreviewOptions{Codebook: codebook(t, now), Examples: 2}
			some, err := g.Preview(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			if some.Everything == "" && some.Looked < some.Responses {
				little++
			}
			moved += some.Changed
			all := previewOfAll(t, g, &o)
			some.Looked, all.Looked, some.Everything, all.Everything = 0, 0, "", ""
			if !reflect.DeepEqual(some, all) {
				t.Fatalf("from\n%s\nto\n%s\nsome of them: %+v\nall of them: %+v", base, now, some, all)
			}
		}
	}
	if !raceDetector && (little < books*rounds/4 || moved == 0) {
		t.Errorf("%d of %d previews looked at some, %d verbatims changed: the test says little", little, books*rounds, moved)
	}
}

// TestBeyondWords: which changes tags tell of, and which nothing tells of.
func TestBeyondWords(t *testing.T) {
	const (
		t0  = "  - {id: t0, departments: [a], terms: {en: [x0]}}\n"
		t1  = "  - {id: t1, departments: [a], combine: lookup, terms: {en: [x1]}}\n"
		t5  = "  - {id: t5, departments: [a], stop: true, terms: {en: [x5]}}\n"
		src = "version: 1\ndepartments: {a: A, b: B}\nthemes:\n" + t0 + t1 + t5
	)
	m := &models{classifier: trained(t)}
	for name, c := range map[string]struct {
		change [2]string
		tagged []string
		why    string
	}{
		"a term":              {change: [2]string{"[x0]", "[x0, y]"}},
		"a department":        {[2]string{"t0, departments: [a]", "t0, departments: [b]"}, []string{"t0"}, ""},
		"of an unknown theme": {change: [2]string{"t5, departments: [a]", "t5, departments: [b]"}},
		"combine":             {[2]string{"id: t0,", "id: t0, combine: agree,"}, []string{"t0"}, ""},
		"combine by lists":    {[2]string{"id: t0,", "id: t0, combine: lookup,"}, []string{"t0"}, ""},
		"combine no more":     {[2]string{" combine: lookup,", ""}, nil, "theme t1 is one for models now, which give it whatever words stand in a verbatim"},
		"a known theme more":  {[2]string{"themes:\n", "themes:\n  - {id: t2, departments: [a], terms: {en: [x2]}}\n"}, nil, "theme t2 is new, and models give it whatever words stand in a verbatim"},
		"an unknown theme":    {change: [2]string{"themes:\n", "themes:\n  - {id: t4, departments: [a], terms: {en: [x4]}}\n"}},
		"a theme less":        {[2]string{"  - {id: t0, departments: [a], terms: {en: [x0]}}\n", ""}, []string{"t0"}, ""},
		"combine of all":      {[2]string{"version: 1", "version: 1\ncombine: model"}, []string{"t0"}, ""},
		"a priority":          {[2]string{"id: t0,", "id: t0, priority: -1,"}, []string{"t0"}, ""},
		"another order":       {[2]string{t0 + t1 + t5, t1 + t5 + t0}, []string{"t0"}, ""},
	} {
		now := strings.Replace(src, c.change[0], c.change[1], 1)
		if now == src {
			t.Fatalf("%s: %q does not stand in the codebook", name, c.change[0])
		}
		tagged, why := m.beyondWords(codebook(t, src), codebook(t, now))
		if !reflect.DeepEqual(tagged, c.tagged) || why != c.why {
			t.Errorf("%s: tags of %v tell, %q", name, tagged, why)
		}
	}
}
