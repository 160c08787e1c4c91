package lookup

import (
	"fmt"
	"strings"
	"testing"

	"verbatim/themes"
	"verbatim/themes/expr"
)

// facts are what fields are asked in tests.
type facts map[string][]string

func (f facts) Values(field string) []string { return f[field] }

// tagged writes tags as "theme<rule>evidence|evidence", in order.
func tagged(t *testing.T, cb *themes.Codebook, text string, f expr.Facts) string {
	t.Helper()
	tk := tokenizer(t)
	m := compile(t, cb, tk)
	var h Hits
	m.Match(tokens(tk, text), nil, &h)
	var out []string
	for _, hit := range hits(m, &h, f) {
		if hit.Evidence == nil {
			t.Errorf("text %q: evidence is nil", text)
		}
		if hit.SuppressedBy == "" {
			out = append(out, fmt.Sprintf("%s<%s>%s", cb.Themes[hit.Theme].ID, hit.Rule, evidence(t, text, hit.Evidence)))
		}
	}
	return strings.Join(out, " ")
}

func TestThemes(t *testing.T) {
	tk := func(texts ...string) themes.Terms { return terms(t, texts...) }
	cb := &themes.Codebook{Themes: []themes.Theme{
		{ID: "pricing", Terms: tk("billing")},
		{ID: "expensive", Parent: "pricing", Terms: tk("too expensive", "expensive", "高い", "料金が高い"), Exclude: tk("not expensive", "評価が高い")},
		{ID: "both", Terms: tk("price AND support"), Exclude: tk("support page")},
		{ID: "absent", Terms: tk("export NOT csv")},
		{ID: "loyal", Terms: tk("thanks AND nps:promoter", "thanks AND plan:gold"), Exclude: tk("score:8")},
		{ID: "silent", Terms: tk("nps:detractor")},
		{ID: "either", Terms: tk("(login OR password) AND (slow OR NOT fast)")},
	}}
	for _, c := range []struct {
		name, text, want string
		facts            expr.Facts
	}{
		{"nothing", "hello", "", nil},
		{"the first term of the codebook is the rule", "expensive, too expensive", "expensive<too expensive>expensive|too expensive", nil},
		{"all terms give evidence, overlaps merged", "料金が高い。高い", "expensive<高い>料金が高い|高い", nil},
		{"no parent row", "too expensive", "expensive<too expensive>too expensive", nil},
		{"exclude kills what lies within it", "評価が高い", "", nil},
		{"and leaves another place alone", "評価が高いが、料金も高い", "expensive<高い>高い", nil},
		{"in English", "It is not expensive", "", nil},
		{"exclude has to cover", "too expensive, not expensive", "expensive<too expensive>too expensive", nil},
		{"both words", "support for a price", "both<price AND support>support|price", nil},
		{"an excluded word does not count in AND", "the price on your support page", "", nil},
		{"not", "export", "absent<export NOT csv>export", nil},
		{"not, there", "export as csv", "", nil},
		{"fields: no facts", "thanks", "", nil},
		{"fields: first", "thanks", "loyal<thanks AND nps:promoter>thanks", facts{"nps": {"promoter"}, "score": {"9"}}},
		{"fields: second", "thanks", "loyal<thanks AND plan:gold>thanks", facts{"plan": {"gold"}}},
		{"an exclude without words takes all", "thanks", "", facts{"plan": {"gold"}, "score": {"8"}}},
		{"a term without words has no evidence", "hello", "silent<nps:detractor>", facts{"nps": {"detractor"}}},
		{"true sides of an or only", "password slow login", "either<(login OR password) AND (slow OR NOT fast)>password|slow|login", nil},
		{"a not gives no evidence", "password", "either<(login OR password) AND (slow OR NOT fast)>password", nil},
		{"codebook order", "export, too expensive, price, support", "expensive<too expensive>too expensive both<price AND support>price|support absent<export NOT csv>export", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := tagged(t, cb, c.text, c.facts); got != c.want {
				t.Errorf("text %q:\ngot  %s\nwant %s", c.text, got, c.want)
			}
		})
	}
}

// The rule is the first of the file, whichever language its list is of.
func TestRuleGoesByPlaceInTheFile(t *testing.T) {
	term := func(s string, line, column int, lang string) themes.Term {
		return themes.Term{Text: s, Node: parse(t, s, expr.List), Line: line, Column: column, Lang: lang}
	}
	cb := &themes.Codebook{Themes: []themes.Theme{{ID: "a", Terms: themes.Terms{
		"en":  {term("slow", 9, 1, "en"), term("lag", 9, 8, "en")},
		"ja":  {term("遅い", 3, 5, "ja")},
		"any": {term("timeout", 9, 4, "any")},
	}}}}
	for text, rule := range map[string]string{
		"slow 遅い":          "遅い",
		"lag timeout":      "timeout",
		"lag timeout slow": "slow",
	} {
		if got := tagged(t, cb, text, nil); !strings.HasPrefix(got, "a<"+rule+">") {
			t.Errorf("text %q: %s, want rule %s", text, got, rule)
		}
	}
}

// Evidence is in code points of the text as typed, widened to whole clusters.
func TestEvidenceStandsInTheTextAsTyped(t *testing.T) {
	cb := &themes.Codebook{Themes: []themes.Theme{{ID: "a", Terms: terms(t, "ガイド", "price", "高い")}}}
	for text, want := range map[string]string{
		"👍👍 ｶﾞｲﾄﾞが古い":  "a<ガイド>ｶﾞｲﾄﾞ",
		"é👨‍👩‍👧 ＰＲＩＣＥ": "a<price>ＰＲＩＣＥ",
		"高かった。高い":      "a<高い>高かっ|高い",
	} {
		if got := tagged(t, cb, text, nil); got != want {
			t.Errorf("text %q: %s, want %s", text, got, want)
		}
	}
}

func TestCompileNamesTermsThatNeverMatch(t *testing.T) {
	cb := &themes.Codebook{Path: "codebook.yaml"}
	cb.Themes = []themes.Theme{{ID: "a", Terms: themes.Terms{"en": {
		{Text: `"!!"`, Node: &expr.Words{Text: "!!"}, Lang: "en", Line: 4, Column: 12},
		{Text: "fine", Node: &expr.Words{Text: "fine"}, Lang: "en", Line: 5, Column: 12},
		{Text: "blue-gr*", Node: &expr.Prefix{Text: "blue-gr"}, Lang: "en", Line: 6, Column: 12},
	}}}}
	_, err := Compile(cb, tokenizer(t))
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{`codebook.yaml:4:12: theme a: term "\"!!\""`, "codebook.yaml:6:12: theme a"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q does not say %q", err, want)
		}
	}
	if n := strings.Count(err.Error(), "\n"); n != 1 {
		t.Errorf("%d lines, want 2: %v", n+1, err)
	}
}
