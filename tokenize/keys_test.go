package tokenize

import (
	"strings"
	"testing"
)

// keyOf returns the key of text if it is one token.
func keyOf(tok *Tokenizer, text string) string {
	var doc Doc
	tok.Tokenize(text, &doc)
	return render(&doc)
}

// TestEqualsAreEqual: every word of equals.txt is one token and takes the key
// of its set; what kagome cuts would help nobody. But it cuts some base forms
// only by themselves (打ち合わせる, not 打ち合わせました).
func TestEqualsAreEqual(t *testing.T) {
	tok := newTokenizer(t, Options{})
	inflected := map[string]string{"打ち合わせる": "打ち合わせ"}
	for _, line := range tableLines(equalsTable) {
		set := strings.Fields(line)
		want := foldWord(set[0])
		for _, w := range set {
			if form := inflected[w]; form != "" && keyOf(tok, form+"ました") == want+"|ます|た" {
				continue
			}
			if got := keyOf(tok, w); got != want {
				t.Errorf("%s has the key %s, want that of %s, %s", w, got, set[0], want)
			}
		}
	}
}

// TestTables: no word in two sets, no loanword twice, bases and parts listed.
func TestTables(t *testing.T) {
	seen := map[string]string{}
	for _, table := range []string{equalsTable, stemTable, irregularTable} {
		for _, line := range tableLines(table) {
			words := strings.Fields(line)
			for _, w := range words {
				if other, twice := seen[w]; twice {
					t.Errorf("%s stands in %q and in %q", w, other, line)
				}
				seen[w] = line
			}
		}
	}
	loan := map[string]bool{}
	for _, l := range builtinLoanwords() {
		if loan[l.surface] {
			t.Errorf("loanword %s is listed twice", l.surface)
		}
		loan[l.surface] = true
		if scriptsOf(l.surface) != pureKatakana {
			t.Errorf("loanword %s is not katakana", l.surface)
		}
	}
	for _, l := range builtinLoanwords() {
		if l.base != "" && !loan[l.base] {
			t.Errorf("loanword %s has the base %s, which is not listed", l.surface, l.base)
		}
		if l.base != "" && len(l.cut) > 1 {
			t.Errorf("loanword %s is cut and has a base", l.surface)
		}
	}
	if len(loan) < 500 {
		t.Errorf("%d loanwords, want several hundred", len(loan))
	}
}

// TestLoanwords: each is cut as it says, with the key of its base, alone and
// between particles.
func TestLoanwords(t *testing.T) {
	tok := newTokenizer(t, Options{})
	for _, l := range builtinLoanwords() {
		var want []string
		for _, p := range l.cut {
			want = append(want, tok.keys.japanese(p))
		}
		keys := strings.Join(want, "|")
		if got := keyOf(tok, l.surface); got != keys {
			t.Errorf("%s is %s, want %s", l.surface, got, keys)
		}
		if got := keyOf(tok, "この"+l.surface+"が遅い"); got != "この|"+keys+"|が|遅い" {
			t.Errorf("この%sが遅い is %s", l.surface, got)
		}
	}
}

func TestFoldSurface(t *testing.T) {
	for in, want := range map[string]string{
		"":               "",
		"ＣＳＶ":            "csv",
		"Don’t":          "don't",
		"ｻﾎﾟｰﾄ":          "サポート",
		"時々":             "時時",
		"部分々々":           "部分部分",
		"いすゞ":            "いすず",
		"こゝろ":            "こころ",
		"バナヽ":            "バナナ",
		"々":              "々",
		"サ－バ－":           "サーバー",
		"サ〜ビス":           "サービス",
		"東京－大阪":          "東京-大阪",
		"メール──":          "メール──",
		"ユーザー":           "ユーザー",
		"遅かった":           "遅かった",
		"㈱":              "(株)",
		"Foo™":           "foo™",
		"e\u0301":        "é",
		"a\u200db\u00ad": "ab",
		"カスタマー　サポート":     "カスタマー サポート",
		"\xff":           "\ufffd",
	} {
		if got := FoldSurface(in); got != want {
			t.Errorf("FoldSurface(%q) is %q, want %q", in, got, want)
		}
		if again := FoldSurface(want); again != want {
			t.Errorf("FoldSurface(%q) is %q: folding twice folds more", want, again)
		}
	}
}

// TestFoldedSurfaceIsSurface: a text without signs folds to the surfaces of
// its tokens, one after the other, so that terms can be compared with them.
func TestFoldedSurfaceIsSurface(t *testing.T) {
	tok := newTokenizer(t, Options{})
	var doc Doc
	for _, c := range japaneseCases {
		tok.Tokenize(c.text, &doc)
		joined := ""
		for _, w := range doc.Tokens {
			if w.Gap != GapNone && joined != "" {
				joined = ""
				break
			}
			joined += w.Surface
		}
		if n := len(doc.Tokens); n > 0 && joined != "" && doc.Tokens[0].Start == 0 && int(doc.Tokens[n-1].End) == len([]rune(doc.Text)) {
			if want := FoldSurface(c.text); joined != want && want != "(株)" {
				t.Errorf("%q: surfaces %q, folded %q", c.text, joined, want)
			}
		}
	}
}

func TestFoldWord(t *testing.T) {
	for in, want := range map[string]string{
		"ユーザー": "ユーザ", "ユーザ": "ユーザ", "コピー": "コピー", "コンピューター": "コンピュータ",
		"ヴァイオリン": "バイオリン", "ラヴ": "ラブ", "すごーーい": "すごーい", "らーめん": "らーめん",
		"customers": "customer", "customer's": "customer", "it's": "it's", "It’s": "it's", "let's": "let's", "that's": "that's",
		"one's": "one", "its": "it", "crashed": "crash", "organised": "organiz",
		"promised": "promis", "useful": "useful", "using": "use", "v2.0": "v2.0", "important": "important", "imports": "import",
	} {
		if got := foldWord(in); got != want {
			t.Errorf("foldWord(%q) is %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"1,200": "1200", "1,200.50": "1200.50", "1,2,3": "1,2,3", "10": "10", "3.5": "3.5", "1,000,000": "1000000", "1.5,2": "1.5,2"} {
		if got := foldNumber(in); got != want {
			t.Errorf("foldNumber(%q) is %q, want %q", in, got, want)
		}
	}
}

// TestCacheIsBounded: what does not fit any more is made again, the same.
func TestCacheIsBounded(t *testing.T) {
	c := &wordCache{keys: newKeys()}
	c.seed = newTokenizer(t, Options{}).cache.seed
	for range 2 {
		for i := range 3 * len(c.slots) {
			raw := "word" + string(rune('a'+i%26)) + string(rune(0x4E00+i%20000)) + string(rune('a'+i/26%26))
			if w := c.get(raw); w.surface != raw {
				t.Fatalf("%q has the surface %q", raw, w.surface)
			}
		}
	}
}
