package classify_test

import (
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"verbatim/classify"
	"verbatim/datasets"
	"verbatim/themes"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// starter is the embedded codebook, ready to be asked.
type starter struct {
	cb *themes.Codebook
	tk *tokenize.Tokenizer
	tg *classify.Tagger
}

func newStarter(t testing.TB) *starter {
	t.Helper()
	tk, err := tokenize.New(tokenize.Options{})
	if err != nil {
		t.Fatal(err)
	}
	cb := themes.Starter()
	tg, err := classify.New(cb, tk)
	if err != nil {
		t.Fatal(err)
	}
	return &starter{cb, tk, tg}
}

// found is what the codebook makes of one text.
type found struct {
	themes    []string
	intent    datasets.Intent // of the lists
	noContent bool
}

func (s *starter) find(text string, score datasets.Opt[float64]) found {
	var doc tokenize.Doc
	var r classify.Reading
	s.tk.Tokenize(text, &doc)
	s.tg.Read(&doc, &r)
	if s.tg.NoContent(&doc, &r) {
		return found{noContent: true}
	}
	var f found
	if intent, source := s.tg.Intent(&r, facts{}, "", score); source == classify.IntentLookup {
		f.intent = intent
	}
	v := datasets.Verbatim{ContentStatus: datasets.Content}
	for _, tag := range s.tg.Tags(&r, facts{}, &v, nil, nil, nil) {
		if tag.State == datasets.Applied {
			f.themes = append(f.themes, tag.ThemeID)
		}
	}
	return f
}

// TestStarterShape wants two levels of at least 30 themes that have all there
// is to say in both languages.
func TestStarterShape(t *testing.T) {
	cb := themes.Starter()
	if len(cb.Themes) < 30 {
		t.Errorf("%d themes, want at least 30", len(cb.Themes))
	}
	for _, theme := range cb.Themes {
		for _, lang := range []string{"en", "ja"} {
			if theme.Name[lang] == "" || theme.Definition[lang] == "" {
				t.Errorf("theme %s: no name or definition in %s", theme.ID, lang)
			}
			if len(theme.Terms[lang]) == 0 && theme.ID != "overall" {
				t.Errorf("theme %s: no terms in %s", theme.ID, lang)
			}
		}
		if len(theme.Departments) == 0 {
			t.Errorf("theme %s: no department", theme.ID)
		}
		if p := cb.Theme(theme.Parent); theme.Parent != "" && (p == nil || p.Parent != "") {
			t.Errorf("theme %s: its parent %q is no theme of the top level", theme.ID, theme.Parent)
		}
	}
	for _, intent := range []datasets.Intent{datasets.Praise, datasets.Problem, datasets.Question, datasets.Request} {
		if len(cb.Intents[intent]["en"]) == 0 || len(cb.Intents[intent]["ja"]) == 0 {
			t.Errorf("intent %s: want terms in both languages", intent)
		}
	}
}

// TestStarterTermsFindThemselves wants every term to give its theme where its
// words stand alone. Left out are those that want more than words: a negation
// or a condition; and regular expressions.
func TestStarterTermsFindThemselves(t *testing.T) {
	s := newStarter(t)
	for _, theme := range s.cb.Themes {
		for _, term := range slices.Concat(theme.Terms["any"], theme.Terms["en"], theme.Terms["ja"]) {
			if term.Negated == themes.NegatedRequire || term.When != nil {
				continue
			}
			for _, text := range wordsOf(term.Node) {
				hit := false
				for _, tag := range s.tags(text) {
					hit = hit || tag.ThemeID == theme.ID && (tag.State == datasets.Applied || tag.SuppressedBy == "negated")
				}
				if !hit {
					t.Errorf("starter.yaml:%d:%d: term %q is not found in %q", term.Line, term.Column, term.Text, text)
				}
			}
		}
	}
}

// tags are all the tags of a text, suppressed ones included.
func (s *starter) tags(text string) []datasets.Tag {
	var doc tokenize.Doc
	var r classify.Reading
	s.tk.Tokenize(text, &doc)
	s.tg.Read(&doc, &r)
	v := datasets.Verbatim{ContentStatus: datasets.Content}
	return s.tg.Tags(&r, facts{}, &v, nil, nil, nil)
}

// wordsOf returns texts that an expression holds in: one for each of its
// alternatives, and none for a regular expression.
func wordsOf(n expr.Node) []string {
	switch n := n.(type) {
	case *expr.Words:
		return []string{n.Text}
	case *expr.Prefix:
		return []string{n.Text}
	case *expr.Or:
		var texts []string
		for _, n := range n.Nodes {
			texts = append(texts, wordsOf(n)...)
		}
		return texts
	case *expr.Near:
		return pairs(wordsOf(n.Left), wordsOf(n.Right), " ")
	case *expr.And:
		texts := []string{""}
		for _, n := range n.Nodes {
			if _, not := n.(*expr.Not); !not {
				texts = pairs(texts, wordsOf(n), "\n")
			}
		}
		return texts
	}
	return nil
}

func pairs(left, right []string, between string) []string {
	var texts []string
	for _, l := range left {
		for _, r := range right {
			texts = append(texts, l+between+r)
		}
	}
	return texts
}

// TestStarterSentences asks for the themes and the intent of sentences that
// are in no list and not in the sample.
func TestStarterSentences(t *testing.T) {
	s := newStarter(t)
	for _, c := range append(starterEnglish(), starterJapanese()...) {
		got := s.find(c.text, datasets.Opt[float64]{})
		want := strings.Fields(c.themes)
		open := len(want) > 0 && want[0] == "…"
		if open {
			want = want[1:]
		}
		for _, id := range want {
			if !slices.Contains(got.themes, id) {
				t.Errorf("%q: theme %s is missing; found %v", c.text, id, got.themes)
			}
		}
		for _, id := range got.themes {
			if !open && !slices.Contains(want, id) || slices.Contains(strings.Fields(c.not), id) {
				t.Errorf("%q: theme %s must not be found", c.text, id)
			}
		}
		if got.intent != c.intent {
			t.Errorf("%q: intent %q, want %q", c.text, got.intent, c.intent)
		}
	}
}

// TestStarterNoContent tells answers that say nothing from short ones that do.
func TestStarterNoContent(t *testing.T) {
	s := newStarter(t)
	nothing := []string{
		"", " ", "-", "--", "...", "?", "？", "・", "。", "ー", "n/a", "N/A", "Ｎ／Ａ", "na", "None", "none.", "NOTHING!",
		"Nothing to add.", "no comment", "No", "I don't know", "Can’t think of anything", "特になし", "特になし。", "特に無し",
		"とくにない", "なし", "無し", "ﾅｼ", "ありません。", "特にございません", "今のところ特にありません", "わかりません",
	}
	for _, text := range nothing {
		if !s.find(text, datasets.Opt[float64]{}).noContent {
			t.Errorf("%q has content, want no content", text)
		}
	}
	for _, text := range []string{
		"ok", "no problem", "nothing works", "None of my colleagues use it", "No export", "特に使いやすい", "なしでは仕事にならない",
		"問題ありません", "無料", "普通", "まあまあ", "不満はありません",
	} {
		if s.find(text, datasets.Opt[float64]{}).noContent {
			t.Errorf("%q has no content, want content", text)
		}
	}
}

// TestStarterSample counts the themes and intents of the sample survey. The
// golden file shows in a diff what a change of the lists does to it.
func TestStarterSample(t *testing.T) {
	s := newStarter(t)
	count := make(map[string]int)
	for _, row := range sampleRows(t) {
		text, score := row[3], datasets.Opt[float64]{}
		if v, err := strconv.ParseFloat(row[2], 64); err == nil {
			score = datasets.Some(v)
		}
		if text == "" {
			continue
		}
		f := s.find(text, score)
		switch {
		case f.noContent:
			count["no content"]++
		case len(f.themes) == 0:
			count["no theme"]++
		}
		if !f.noContent {
			count["content"]++
			count["intent "+string(f.intent)]++
		}
		for _, id := range f.themes {
			count["theme "+id]++
		}
	}
	if share := float64(count["no theme"]) / float64(count["content"]); share > 0.25 {
		t.Errorf("%.0f %% of the comments have no theme, want at most 25 %%", 100*share)
	}
	golden(t, "starter_sample.golden", s.table(count))
}

// table writes the counts, themes in the order of the codebook.
func (s *starter) table(count map[string]int) string {
	lines := []string{"content", "no content", "no theme", "intent praise", "intent problem", "intent question", "intent request", "intent "}
	for _, theme := range s.cb.Themes {
		lines = append(lines, "theme "+theme.ID)
	}
	var b strings.Builder
	for _, name := range lines {
		fmt.Fprintf(&b, "%4d %s\n", count[name], strings.Replace(name, "intent ", "intent: ", 1))
	}
	return b.String()
}

// sampleRows returns the rows of the sample survey: id, time, score, comment
// and more.
func sampleRows(t *testing.T) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "datasets", "sample", "responses.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// golden compares with a file of testdata, or writes it with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; go test -run %s -update writes it", err, t.Name())
	}
	if got != string(want) {
		t.Errorf("%s differs; if that is meant, go test -run %s -update\ngot:\n%s", path, t.Name(), got)
	}
}

// facts are the values of fields, by canonical name.
type facts map[string][]string

func (f facts) Values(field string) []string { return f[field] }

// TestStarterRouting asks which rules hold: the first that replies, and those
// that inform.
func TestStarterRouting(t *testing.T) {
	s := newStarter(t)
	for _, c := range []struct {
		text   string
		facts  facts
		reply  string
		inform string
	}{
		{"", facts{"score": {"9"}, "nps": {"promoter"}}, "", ""},
		{"", facts{"score": {"3"}, "nps": {"detractor"}}, "detractor", ""},
		{"", facts{"score": {"8"}, "nps": {"passive"}}, "", ""},
		{"", facts{"score": {"8"}, "nps": {"passive"}, "status": {"no_content"}}, "", ""},
		{"ok", facts{"metric": {"nps"}, "score": {"8"}, "nps": {"passive"}, "status": {"content"}}, "chosen_scores", ""},
		{"ok", facts{"metric": {"csat"}, "score": {"2"}, "status": {"content"}}, "", ""},
		{"ok", facts{"metric": {"ces"}, "score": {"6"}, "status": {"content"}}, "", ""},
		{"解約します。", facts{"metric": {"csat"}, "score": {"5"}, "theme": {"contract_cancellation"}}, "", "theme_owner"},
		{"ok", facts{"metric": {"nps"}, "score": {"7"}, "nps": {"passive"}, "status": {"content"}}, "", ""},
		{"", facts{"score": {"10"}, "nps": {"promoter"}, "mrr": {"¥620,000"}}, "large_account", ""},
		{"", facts{"score": {"2"}, "nps": {"detractor"}, "mrr": {"499000"}}, "detractor", ""},
		{"How do I export?", facts{"score": {"9"}, "intent": {"question"}}, "question", ""},
		{"It is slow.", facts{"score": {"9"}, "intent": {"problem"}}, "problem", ""},
		{"Please add tags.", facts{"score": {"9"}, "intent": {"request"}}, "", "request"},
		{"Great tool.", facts{"nps": {"promoter"}, "intent": {"praise"}, "theme": {"praise_overall", "overall"}}, "", "quotable theme_owner"},
		{"Great tool.", facts{"nps": {"passive"}, "intent": {"praise"}}, "", ""},
		{"解約します。", facts{"metric": {"nps"}, "score": {"4"}, "nps": {"detractor"}, "theme": {"contract_cancellation", "relationship"}}, "leaving", "theme_owner"},
		{"情報漏洩ではないでしょうか。", facts{"score": {"9"}}, "urgent", ""},
		{"We will take legal action.", facts{"mrr": {"900000"}}, "urgent", ""},
		{"It is legal. Take action.", facts{}, "", ""},
	} {
		var doc tokenize.Doc
		var r classify.Reading
		s.tk.Tokenize(c.text, &doc)
		s.tg.Read(&doc, &r)
		reply, inform := "", []string(nil)
		for i, rule := range s.cb.Routing.Rules {
			switch holds := s.tg.Rule(i, &r.Hits, c.facts); {
			case holds && rule.Inform != "":
				inform = append(inform, rule.ID)
			case holds && reply == "":
				reply = rule.ID
			}
		}
		if got := strings.Join(inform, " "); reply != c.reply || got != c.inform {
			t.Errorf("%q %v: reply by %q, informed by %q; want %q, %q", c.text, c.facts, reply, got, c.reply, c.inform)
		}
	}
}
