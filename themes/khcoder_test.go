package themes_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"verbatim/themes"
	"verbatim/themes/expr"
)

// variable stands for the romanizing of the tokenizer.
func variable(name string) string {
	return map[string]string{"性別": "seibetsu", "プラン": "plan", "料金": "ryokin"}[name]
}

func TestKHCoderRules(t *testing.T) {
	tests := []struct {
		rule string
		want string // terms, joined by |
		not  string // what is said of the first problem; "" for none
	}{
		{"愛", "愛", ""},
		{"愛 or 恋 or 好き", "愛 | 恋 | 好き", ""},
		{"愛 | 恋", "愛 | 恋", ""},
		{"愛　ＯＲ 恋", "", "stand words side by side with and or or"},
		{"愛 OR 恋 Or 情", "愛 | 恋 | 情", ""},
		{"愛 and 恋", "愛 AND 恋", ""},
		{"愛 & 恋", "愛 AND 恋", ""},
		{"愛 and not 恋", "愛 AND NOT 恋", ""},
		{"愛 &! 恋", "愛 AND NOT 恋", ""},
		{"愛 and ! 恋", "愛 AND NOT 恋", ""},
		{"愛 and not ( 恋 or 情 )", "愛 AND NOT (恋 OR 情)", ""},
		{"( 愛 or 恋 ) and 罪悪", "(愛 OR 恋) AND 罪悪", ""},
		{"愛 or 恋 and 罪", "愛 | 恋 AND 罪", ""},
		{"( 愛 or 恋 )", "愛 | 恋", ""},
		{"愛\tor\n恋\n or 情", "愛 | 恋 | 情", ""},
		{"卒業+論文", "卒業 論文", ""},
		{"卒業+論文 and 提出", "卒業 論文 AND 提出", ""},
		{"near(先生-奥さん)", "先生 NEAR/9 奥さん", ""},
		{"near(先生-奥さん)[3]", "先生 NEAR/2 奥さん", ""},
		{"near(先生-奥さん)[b8]", "先生 NEAR/7 奥さん", ""},
		{"near(先生-奥さん)[b]", "先生 NEAR/9 奥さん", ""},
		{"near(先生-奥さん)[b0]", "SENTENCE(先生 AND 奥さん)", ""},
		{"near(先生-奥さん)[0]", "先生 AND 奥さん", ""},
		{"near(先生-奥さん)[1]", "先生 NEAR/0 奥さん", ""},
		{"seq(先生-奥さん)", "先生 BEFORE/9 奥さん", ""},
		{"SEQ(先生-奥さん)[d5] or 恋", "先生 BEFORE/4 奥さん | 恋", ""},
		{"not near(先生-奥さん)[b3] and 恋", "NOT 先生 NEAR/2 奥さん AND 恋", ""},
		{"'多ければ'", "/多ければ/", ""},
		{"'a/b (c)' or 恋", `/a\/b\s\(c\)/ | 恋`, ""},
		{"'it''s'", "/it's/", ""},
		{"買う=>買わ", `exact:"買わ"`, ""},
		{"AND or 恋", "", "wanted a word or a condition, found \"AND\""},
		{`"AND" or 恋`, `"AND" | 恋`, ""},
		{"exact:IT or 10:30", `"exact:IT" | 10:30`, ""},
		{"重* or /x", `"重*" | "/x"`, ""},
		{"愛 > 0", "愛", ""},
		{"愛 >= 1 or 恋", "愛 | 恋", ""},
		{"愛 + 恋 >= 1", "愛 | 恋", ""},
		{"恋 and 愛 == 0", "恋 AND NOT 愛", ""},
		{"恋 and ( 愛 < 1 )", "恋 AND NOT 愛", ""},
		{"愛 + 恋", "愛 | 恋", ""},
		{"恋 and <>性別-->女", `恋 AND seibetsu:女`, ""},
		{`恋 and "<>プラン-->Pro Plus"`, `恋 AND plan:"Pro Plus"`, ""},
		{`恋 and <>プラン-->a"b`, `恋 AND plan:"a\"b"`, ""},
		{"<*前> or 恋", "先 | 恋", ""},
		{"<＊前> and 恋", "先 AND 恋", ""},
		{"恋 and not <*前>", "恋 AND NOT 先", ""},
		// What cannot be expressed.
		{"愛 >= 2", "", "how often something stands in a text (>= 2) cannot be expressed"},
		{"愛 == 2 or 恋", "恋", "how often something stands in a text (== 2)"},
		{"愛 - 恋 > 0", "", "calculating with counts (-)"},
		{"恋 or lw <= 10", "恋", "the length of a text (lw)"},
		{"lc > 5 and 恋", "", "the length of a text (lc)"},
		{"( No. >= 2 ) and 恋", "", "the number of a text (No.)"},
		{"米-->地名 or 恋", "恋", "a part of speech (米-->地名)"},
		{"買う->未然形 or 恋", "恋", "a form of inflection (買う->未然形)"},
		{"買う-->動詞=>買わ", "", "a part of speech"},
		{"<>見出し1-->上 or 恋", "恋", "a heading (<>見出し1-->上)"},
		{"<>性別-->女", "", "seibetsu:女 cannot be a term: wanted a word"},
		{"恋 or <>性別-->女", "恋", "seibetsu:女 cannot be a term: wanted a word"},
		{"<>謎-->女 and 恋", "", `the variable "謎" has no name`},
		{"not 恋", "", "NOT 恋 cannot be a term"},
		{"near(a-b-c) or 恋", "恋", "near of other than two words"},
		{"near(a-b)[60] or 恋", "恋", "a distance of over 51 words"},
		{"seq(a-b)[0] or 恋", "恋", "an order without a distance"},
		{"<*後> or 恋", "恋", `the code "後" does not stand before this one`},
		{"<*部分> or 恋", "恋", `the code "部分", of which not all can be expressed`},
		// Signs without spaces, which KH Coder takes for letters.
		{"対応 and !遅い", "", `KH Coder takes "!遅い" for one word: write ! in half width and with a space on both sides where it means not`},
		{"対応 and ！遅い", "", `"！遅い" for one word`},
		{"!卒業+論文 or 恋", "", `"!卒業+論文" for one word`},
		{"料金&高い", "", "where it means and"},
		{"料金& 高い", "", "where it means and"},
		{"恋 or R&D or AT&T or Yahoo!", "恋 | R&D | AT&T | Yahoo!", ""},
		{"料金|高い", "", "where it means or"},
		{"料金｜高い", "", "where it means or"},
		{`"料金|高い" or 'a|b'`, `料金|高い | /a\|b/`, ""},
		{"near(料金|高い-恋)", "", "where it means or"},
		{"卒業＋論文", "", "a phrase, between two words without a space"},
		{"+卒業 or C++", "", `"+卒業" for one word`},
		{"料金>0", "", "where it means a comparison"},
		{"料金==0 or 恋", "", "where it means a comparison"},
		{"料金、価格", "", "where it means one of several words"},
		// Mistakes of form, after which nothing of the rule is read.
		{"愛 恋", "", "wanted and, or, or the end"},
		{"(愛 or 恋)", "", "write a space on both sides of parentheses"},
		{"愛 or", "", "found the end of the rule"},
		{"( 愛 or 恋", "", "wanted a closing parenthesis for this one"},
		{"愛 or or 恋", "", "wanted a word or a condition, found \"or\""},
		{"愛 )", "", "wanted and, or, or the end, found \")\""},
		{"愛 > 恋", "", "wanted a number after >"},
		{"near(a-b)[x]", "", "wanted a number, b or d in the brackets"},
		{"5", "", "wanted a number behind a comparison only"},
		{"愛 or 'x", "", "close quotes"},
		{"", "", `code "試験" has no rule`},
	}
	for _, tt := range tests {
		src := "*前\n先\n*部分\n愛 > 5 or 恋\n# comment\n*試験\n" + tt.rule + "\n\n*後\n後"
		codes, err := themes.ParseKHCoder("rules.txt", []byte(src), variable)
		if err != nil {
			t.Errorf("%s: %v", tt.rule, err)
			continue
		}
		code := codes[2]
		var terms []string
		for _, term := range code.Terms {
			terms = append(terms, term.Text)
			if n, err := expr.Parse(term.Text, expr.List); err != nil || n.String() != term.Node.String() {
				t.Errorf("%s: term %s is read as %v, %v", tt.rule, term.Text, n, err)
			}
		}
		problem := ""
		if len(code.Problems) > 0 {
			problem = code.Problems[0].Message
		}
		if got := strings.Join(terms, " | "); got != tt.want || (tt.not == "") != (problem == "") || !strings.Contains(problem, tt.not) {
			t.Errorf("%q:\n got %q, %q\nwant %q, %q", tt.rule, got, problem, tt.want, tt.not)
		}
	}
}

func TestKHCoderEncodings(t *testing.T) {
	const rules = "＊料金\r\n高い　or 割高\r\n\r\n#----#\r\n*遅い\r\n重い\r\n"
	sjis, _ := japanese.ShiftJIS.NewEncoder().String(rules)
	euc, _ := japanese.EUCJP.NewEncoder().String(rules)
	utf16, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(rules)
	for name, src := range map[string]string{"utf-8": rules, "mark": "\ufeff" + rules, "sjis": sjis, "euc": euc, "utf-16": utf16, "lf": strings.ReplaceAll(rules, "\r", "")} {
		codes, err := themes.ParseKHCoder("rules.txt", []byte(src), variable)
		if err != nil || len(codes) != 2 || codes[0].Name != "料金" || len(codes[0].Terms) != 2 || codes[0].Terms[1].Text != "割高" || codes[1].Line != 5 {
			t.Errorf("%s: %+v %v", name, codes, err)
		}
	}
	for src, want := range map[string]string{
		"":                      "found no line that begins with *",
		"愛 or 恋\n":              `rules.txt:1: wanted * and the name of a code first, found "愛 or 恋"`,
		"*a\nx\n*b\ny\n*a\nz\n": `rules.txt:5: code "a" stands twice`,
		"*a\n\xff\xff\xff":      "wanted a text in UTF-8",
	} {
		if _, err := themes.ParseKHCoder("rules.txt", []byte(src), variable); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", src, err, want)
		}
	}
}

func TestKHCoderPlaces(t *testing.T) {
	codes, err := themes.ParseKHCoder("rules.txt", []byte("*a\n愛 or\n　恋 > 3 or near(x-y)\n"), variable)
	if err != nil {
		t.Fatal(err)
	}
	want := "rules.txt:3:2: how often something stands in a text (> 3) cannot be expressed\n    　恋 > 3 or near(x-y)\n      ^^^^^^"
	if got := codes[0].Problems[0].Error(); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	codes, _ = themes.ParseKHCoder("rules.txt", []byte("*a\nnear(x-y)\n*b\n<*a> or z\n"), variable)
	if len(codes[0].Notes) != 1 || len(codes[1].Notes) != 0 || len(codes[1].Terms) != 2 {
		t.Errorf("a note is told twice: %v %v", codes[0].Notes, codes[1].Notes)
	}
	codes, _ = themes.ParseKHCoder("rules.txt", []byte("*a\n愛 or\n　恋 > 3 or near(x-y)\n"), variable)
	if n := codes[0].Notes; len(n) != 1 || n[0].Column != 11 || !strings.Contains(n[0].Message, "within one sentence") {
		t.Errorf("notes are %v", n)
	}
}

func TestImportKHCoder(t *testing.T) {
	cb := mustParse(t, small)
	codes, err := themes.ParseKHCoder("rules.txt", []byte("*料金\n高い or 高い or 料金\n*Any\nx\n*！\ny\n*空\nnot z\n*any\nz"), variable)
	if err != nil {
		t.Fatal(err)
	}
	romanize := func(s string) string {
		return map[string]string{"Any": "any", "any": "any", "空": "kuu"}[s]
	}
	got, ids, err := themes.ImportKHCoder(cb, codes[:4], romanize, false)
	if err != nil {
		t.Fatal(err)
	}
	if s := fmt.Sprint(ids); s != "[{pricing map[]} {any_1 map[]} {code map[]} { map[]}]" {
		t.Errorf("themes are %s", s)
	}
	if pricing := got.Theme("pricing"); len(got.Themes) != 5 || len(pricing.Terms["ja"]) != 2 || got.Theme("any_1").Name["en"] != "Any" || len(pricing.Departments) != 2 {
		t.Errorf("%s", themes.Format(got))
	}
	again, _, err := themes.ImportKHCoder(got, codes[:4], romanize, false)
	if err != nil || again.Hash != got.Hash {
		t.Errorf("importing twice changes %v, %v", themes.Diff(got, again), err)
	}
	if _, _, err := themes.ImportKHCoder(cb, codes[:1], romanize, true); err == nil || !strings.Contains(err.Error(), "would not be whole") {
		t.Errorf("a rule asks for a theme that is gone: %v", err)
	}
}

// TestImportKHCoderReplaces wants lists of other languages kept, and the terms
// that go counted.
func TestImportKHCoderReplaces(t *testing.T) {
	cb := mustParse(t, small)
	for rule, want := range map[string]string{
		"割高": "map[ja:2] [割高] 2 1",
		"割高 or 料金 and ( 高い or 値上げ )": "map[] [割高 料金 AND (高い OR 値上げ)] 2 1",
		"pricey or ぼったくり":            "map[en:2 ja:2] [ぼったくり] 1 1",
		"500":                        "map[] [割高 料金 AND （高い OR 値上げ）] 2 1",
		"$$$":                        "map[any:1] [割高 料金 AND （高い OR 値上げ）] 2 1",
	} {
		codes, err := themes.ParseKHCoder("rules.txt", []byte("*料金が高い\n"+rule), variable)
		if err != nil {
			t.Fatal(err)
		}
		got, made, err := themes.ImportKHCoder(cb, codes, variable, false)
		if err != nil {
			t.Fatal(err)
		}
		terms := got.Theme("too_expensive").Terms
		var ja []string
		for _, term := range terms["ja"] {
			ja = append(ja, term.Text)
		}
		if s := fmt.Sprint(made[0].Replaced, ja, len(terms["en"]), len(terms["any"])); s != want && len(codes[0].Problems) == 0 {
			t.Errorf("%s: %s, want %s", rule, s, want)
		}
	}
}

// FuzzKHCoder wants terms that parse, of whatever is a file of rules.
func FuzzKHCoder(f *testing.F) {
	f.Add("*a\n愛 or ( 恋 and not near(x-y)[b3] ) or 'it''s' > 0\n*b\n<*a> &! \"<>v-->x\"\n")
	f.Add("＊a\n( ( (\n＊b\n-->x or <> or <*b> or =>\n")
	f.Fuzz(func(t *testing.T, src string) {
		codes, err := themes.ParseKHCoder("rules.txt", []byte(src), func(s string) string { return "v" })
		if err != nil {
			return
		}
		for _, code := range codes {
			for _, term := range code.Terms {
				if _, err := expr.Parse(term.Text, expr.List); err != nil {
					t.Errorf("%q: %v", term.Text, err)
				}
			}
			if len(code.Terms)+len(code.Problems) == 0 {
				t.Errorf("nothing is said of %q in %q", code.Name, src)
			}
		}
	})
}
