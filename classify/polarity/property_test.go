package polarity

import (
	"slices"
	"testing"

	"verbatim/datasets"
	"verbatim/tokenize"
)

// answers are all that a Scope says about a text.
type answers struct {
	negators  [][]tokenize.Range // by token
	sentiment []string           // by token, and of the text
	asks      string
}

// answersOf asks s everything about doc.
func answersOf(a *Analyzer, s *Scope, doc *tokenize.Doc) (all answers) {
	a.Read(doc, s)
	for i := range doc.Tokens {
		r := tokenize.Range{From: int32(i), To: int32(i + 1)}
		all.negators = append(all.negators, s.Negators(r, nil))
		got, source := s.Sentiment([]tokenize.Range{r}, Prior{})
		all.sentiment = append(all.sentiment, string(got)+source)
	}
	got, source := s.Text(Prior{})
	all.sentiment = append(all.sentiment, string(got)+source)
	all.asks = string(s.Asks())
	return all
}

// check checks what must hold of every text: the same answers from a used and
// a new Scope, ranges within the text that leave the words themselves out, and
// negations that a sentence after the text leaves alone.
func check(t *testing.T, a *Analyzer, tk *tokenize.Tokenizer, used *Scope, text string) {
	t.Helper()
	var doc, longer tokenize.Doc
	tk.Tokenize(text, &doc)
	got := answersOf(a, used, &doc)
	again := answersOf(a, new(Scope), &doc)
	if !slices.Equal(got.sentiment, again.sentiment) || got.asks != again.asks {
		t.Errorf("%q: a used scope says %v %s, a new one %v %s", text, got.sentiment, got.asks, again.sentiment, again.asks)
	}
	tk.Tokenize(doc.Text+"\nThe invoice arrived.", &longer)
	after := answersOf(a, new(Scope), &longer)
	for i, ranges := range got.negators {
		if !slices.Equal(ranges, again.negators[i]) || !slices.Equal(ranges, after.negators[i]) {
			t.Errorf("%q: token %d: %v, then %v, with a sentence after it %v", text, i, ranges, again.negators[i], after.negators[i])
		}
		for _, r := range ranges {
			if r.From < 0 || r.From >= r.To || int(r.To) > len(doc.Tokens) || overlaps(r, tokenize.Range{From: int32(i), To: int32(i + 1)}) {
				t.Errorf("%q: token %d: negator at %v of %d tokens", text, i, r, len(doc.Tokens))
			}
		}
	}
}

// caseTexts returns the texts of all case files.
func caseTexts(tb testing.TB) (texts []string) {
	for _, name := range []string{"negation_en.txt", "negation_ja.txt", "asks.txt", "sentiment.txt"} {
		for _, c := range caseLines(tb, name, 1) {
			texts = append(texts, c[0])
		}
	}
	return texts
}

func TestProperties(t *testing.T) {
	a, tk := analyzer(t)
	var used Scope
	texts := caseTexts(t)
	for i, text := range texts {
		check(t, a, tk, &used, text)
		check(t, a, tk, &used, text+" "+texts[len(texts)-1-i])
	}
	for _, text := range []string{"", "。", "?", "ない", "not", "no no no", "なくなくなく", "ん", "なければ", "isn't", "？ない？", "と思わない", "のではない"} {
		check(t, a, tk, &used, text)
	}
}

func FuzzScope(f *testing.F) {
	for i, text := range caseTexts(f) {
		if i%10 == 0 {
			f.Add(text)
		}
	}
	a, tk := analyzer(f)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) < 2000 {
			check(t, a, tk, new(Scope), text)
		}
	})
}

// TestTables checks that no phrase says two things.
func TestTables(t *testing.T) {
	for name, table := range map[string]string{"en.txt": englishTable, "ja.txt": japaneseTable} {
		phrases, err := parseTable(table)
		if err != nil {
			t.Fatal(err)
		}
		type entry struct {
			text string
			kind kind
		}
		seen := map[entry]phrase{}
		opinions := 0
		for _, p := range phrases {
			e := entry{p.text, p.kind}
			if q, ok := seen[e]; ok && q.value != p.value && q.asked == p.asked && q.last == p.last && q.first == p.first {
				t.Errorf("%s: %q says %d and %d", name, p.text, q.value, p.value)
			}
			seen[e] = p
			if p.kind == opinion && p.value != 0 {
				opinions++
			}
		}
		if opinions < 400 {
			t.Errorf("%s: want at least 400 opinions, found %d", name, opinions)
		}
	}
}

func TestParseTableErrors(t *testing.T) {
	for _, c := range []struct{ table, want string }{
		{"good\n", `line 1: want a head like [opinion +2] first, found "good"`},
		{"[opinion x]\n", "line 1: want a head like [opinion +2], [degree 50] or [idiom], found [opinion x]"},
		{"# a\n[opinion +4]\n", "line 2: want an opinion from -3 to +3 or a degree above 0, found [opinion +4]"},
		{"[idiom]\n*\n", `line 2: want a phrase with a word, found "*"`},
	} {
		if _, err := parseTable(c.table); err == nil || err.Error() != c.want {
			t.Errorf("%q: want %q, found %v", c.table, c.want, err)
		}
	}
}

func TestVersion(t *testing.T) {
	a, _ := analyzer(t)
	b, _ := analyzer(t)
	if a.Version() != b.Version() || len(a.Version()) != 16 {
		t.Errorf("want one version of 16 digits, found %q and %q", a.Version(), b.Version())
	}
}

// What the user says is one word may be several of a table.
func TestUsersWordsSpanThoseOfTables(t *testing.T) {
	tk, err := tokenize.New(tokenize.Options{Dictionary: []tokenize.Entry{{Surface: "second to"}, {Surface: "not only"}, {Surface: "worth it"}}})
	if err != nil {
		t.Fatal(err)
	}
	a, err := New(tk)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"The care was second to none", "So worth it"} {
		var doc tokenize.Doc
		var s Scope
		tk.Tokenize(text, &doc)
		a.Read(&doc, &s)
		if got, _ := s.Text(Prior{}); got != datasets.Positive {
			t.Errorf("%s: want positive, found %q (%v)", text, got, tokensOf(&doc))
		}
	}
}
