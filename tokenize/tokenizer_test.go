package tokenize

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// render shows keys with what stands between them: | nothing, a space, a comma
// between clauses, a full stop between sentences.
func render(doc *Doc) string {
	var b strings.Builder
	for i, w := range doc.Tokens {
		if i > 0 {
			b.WriteString([...]string{GapNone: "|", GapSpace: " ", GapClause: " , ", GapSentence: " . "}[w.Gap])
		}
		b.WriteString(w.Key)
	}
	return b.String()
}

func TestCases(t *testing.T) {
	tok := newTokenizer(t, Options{})
	var doc Doc
	for _, cases := range [][]tokenCase{japaneseCases, englishCases} {
		for _, c := range cases {
			tok.Tokenize(c.text, &doc)
			if got := render(&doc); got != c.keys {
				t.Errorf("%q: %q, want %q", c.text, got, c.keys)
			}
			checkDoc(t, &doc)
		}
	}
	if len(japaneseCases) < 200 {
		t.Errorf("%d Japanese cases, want 200 and more", len(japaneseCases))
	}
}

// TestSpans: spans are code points of the text as given, and take in whole
// clusters.
func TestSpans(t *testing.T) {
	tok := newTokenizer(t, Options{})
	var doc Doc
	for _, c := range []struct{ text, spans, surfaces string }{
		{"料金が高い。", "料金|が|高い", "料金|が|高い"},
		{"遅かった", "遅かっ|た", "遅かっ|た"},
		{"㈱テスト", "㈱|テスト", "株|テスト"},
		{"テスト㍿の", "テスト|㍿|の", "テスト|株式会社|の"},
		{"ｻﾎﾟｰﾄがﾀﾞﾒ", "ｻﾎﾟｰﾄ|が|ﾀﾞﾒ", "サポート|が|ダメ"},
		{"か\u3099んば\u309aる", "か\u3099ん|ば\u309a|る", "がん|ば|る"},
		{"👨\u200d👩\u200d👧最高😀です", "最高|です", "最高|です"},
		{"1️⃣番", "1️⃣|番", "1|番"},
		{"ﬁne eﬀort", "ﬁne|eﬀort", "fine|effort"},
		{"ＣＳＶ出力", "ＣＳＶ|出力", "csv|出力"},
		{"Don’t SIGN-up", "Don’t|SIGN|up", "don't|sign|up"},
		{"customer’s", "customer’s", "customer's"},
		{"exam\u00adple", "exam\u00adple", "example"},
		{"cafe\u0301s", "cafe\u0301s", "cafés"},
		{"時々止まる", "時々|止まる", "時時|止まる"},
		{"サ－バ－", "サ－バ－", "サーバー"},
		{"ユーザー", "ユーザー", "ユーザー"},
		{"½", "½", "1⁄2"},
		{"\xffok\xfe", "ok", "ok"},
		{"葛\U000e0100飾区", "葛\U000e0100飾|区", "葛飾|区"},
		{"𠮷野家 is 𠮷", "𠮷|野家|is|𠮷", "𠮷|野家|is|𠮷"},
	} {
		tok.Tokenize(c.text, &doc)
		var spans, surfaces []string
		for _, w := range doc.Tokens {
			spans = append(spans, string([]rune(doc.Text)[w.Start:w.End]))
			surfaces = append(surfaces, w.Surface)
		}
		if got := strings.Join(spans, "|"); got != c.spans {
			t.Errorf("%q: spans %q, want %q", c.text, got, c.spans)
		}
		if got := strings.Join(surfaces, "|"); got != c.surfaces {
			t.Errorf("%q: surfaces %q, want %q", c.text, got, c.surfaces)
		}
		checkDoc(t, &doc)
	}
}

func TestPartsOfSpeech(t *testing.T) {
	tok := newTokenizer(t, Options{})
	var doc Doc
	for text, want := range map[string][]POS{
		"対応が遅い":       {POSNoun, POSParticle, POSAdjective},
		"便利だが高い":      {POSAdjective, POSAux, POSConjunctive, POSAdjective},
		"使っている":       {POSVerb, POSConjunctive, POSAuxVerb},
		"使えない":        {POSVerb, POSAux},
		"とても、しかし、はい":  {POSAdverb, POSConjunction, POSInterjection},
		"この新プラン":      {POSPrefix, POSPrefix, POSNoun},
		"直感的なこと":      {POSNoun, POSDependent, POSAux, POSDependent},
		"三回":          {POSNumber, POSDependent},
		"カスタマーサクセス 👍": {POSNoun, POSNoun},
		"API 3":       {POSUnknown, POSUnknown},
	} {
		tok.Tokenize(text, &doc)
		if len(doc.Tokens) != len(want) {
			t.Errorf("%q: %q, want %d tokens", text, render(&doc), len(want))
			continue
		}
		for i, w := range doc.Tokens {
			if w.POS != want[i] {
				t.Errorf("%q: %q is %d, want %d", text, w.Surface, w.POS, want[i])
			}
		}
	}
}

func TestScripts(t *testing.T) {
	tok := newTokenizer(t, Options{})
	var doc Doc
	tok.Tokenize("サポート support 10 поддержка 3年 v2 café", &doc)
	want := []Script{ScriptJapanese, ScriptEnglish, ScriptNumber, ScriptOther, ScriptNumber, ScriptJapanese, ScriptEnglish, ScriptEnglish}
	for i, w := range doc.Tokens {
		if i >= len(want) || w.Script != want[i] {
			t.Errorf("token %d, %q, has script %d, want %v", i, w.Surface, w.Script, want)
		}
	}
}

// TestLineBreaks: every kind of line break ends a sentence.
func TestLineBreaks(t *testing.T) {
	tok := newTokenizer(t, Options{})
	var doc Doc
	for _, sign := range []string{"\n", "\r\n", "\u2028", "。", "！", "？", ".", "!\n"} {
		tok.Tokenize("高い"+sign+"遅い", &doc)
		if got := render(&doc); got != "高い . 遅い" {
			t.Errorf("%q: %q", sign, got)
		}
	}
}

// TestEmpty: texts without words have no tokens, and a Doc forgets.
func TestEmpty(t *testing.T) {
	tok := newTokenizer(t, Options{})
	var doc Doc
	for _, text := range []string{"", " ", "\n", "。。。", "👍", "---", "\u200b\ufeff", "・"} {
		tok.Tokenize("前 before", &doc)
		tok.Tokenize(text, &doc)
		if len(doc.Tokens) != 0 || doc.Text != text {
			t.Errorf("%q: %+v", text, doc)
		}
	}
}

// TestNoGarbage: known words cost no allocation.
func TestNoGarbage(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector makes sync.Pool forget")
	}
	tok := newTokenizer(t, Options{})
	var doc Doc
	for _, text := range []string{"対応が遅かったので、カスタマーサポートに電話した。", "The dashboard isn't loading."} {
		tok.Tokenize(text, &doc)
		if n := testing.AllocsPerRun(100, func() { tok.Tokenize(text, &doc) }); n >= 1 {
			t.Errorf("%q: %v allocations a text, want none", text, n)
		}
	}
}

// TestEnglishLoadsNoDictionary: only Japanese pays for the dictionary.
func TestEnglishLoadsNoDictionary(t *testing.T) {
	tok := newTokenizer(t, Options{})
	loaded := false
	load := tok.japanese
	tok.japanese = func() *japanese { loaded = true; return load() }
	var doc Doc
	tok.Tokenize("The dashboard isn't loading – it’s 😀 £10, café, привет.", &doc)
	if loaded {
		t.Error("an English text loaded the Japanese dictionary")
	}
	tok.Tokenize("遅い", &doc)
	if !loaded {
		t.Error("a Japanese text did not load the Japanese dictionary")
	}
}

func TestVersion(t *testing.T) {
	plain := newTokenizer(t, Options{}).Version()
	if again := newTokenizer(t, Options{}).Version(); again != plain || len(plain) != 16 {
		t.Errorf("versions %q and %q without a change", plain, again)
	}
	words := newTokenizer(t, Options{Dictionary: []Entry{{Surface: "推し活"}}}).Version()
	synonyms := newTokenizer(t, Options{Synonyms: [][]string{{"解約", "退会"}}}).Version()
	if words == plain || synonyms == plain || words == synonyms {
		t.Errorf("versions %q, %q, %q: want three", plain, words, synonyms)
	}
}

// TestRulesNameTheDictionary: the version names the dictionary that go.mod has.
func TestRulesNameTheDictionary(t *testing.T) {
	mod, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`github\.com/ikawaha/(kagome-dict/ipa v\S+)`).FindSubmatch(mod)
	if m == nil || !strings.HasSuffix(rules, string(m[1])) {
		t.Errorf("rules are %q, want them to end in %q as in go.mod", rules, m)
	}
}
