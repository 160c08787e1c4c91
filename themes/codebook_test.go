package themes_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"verbatim/datasets"
	"verbatim/themes"
	"verbatim/themes/expr"
)

const small = `
version: 1
departments: {support: サポート, marketing: マーケティング, sales: 営業}
themes:
  - id: pricing
    name: {en: Pricing, ja: 料金}
    departments: [marketing, sales]
  - id: too_expensive
    parent: pricing
    name: {en: Too expensive, ja: 料金が高い}
    definition: {en: Price criticised., ja: 価格への不満。}
    negated: require
    terms:
      en: [overpriced, "too  expensive"]
      ja: [割高, "料金 AND （高い OR 値上げ）"]
      any: ["404"]
    exclude: {ja: [評価が高い]}
    examples: {en: [It costs too much.]}
  - id: renewal
    parent: too_expensive
    departments: [support]
    terms: {en: [renewal* AND plan:pro]}
intents: {praise: {en: [great], ja: [素晴らしい]}, question: {any: ["how do"]}}
no_content: {en: [n/a, "-"], ja: [特になし]}
routing:
  max_age: 2w
  rules:
    - {id: large, when: "mrr:500000..", reply: support, within: 24h}
    - {id: owner, when: "テーマ:料金が高い,renewal", inform: theme}
`

func mustParse(t testing.TB, src string) *themes.Codebook {
	t.Helper()
	cb, err := themes.Parse("codebook.yaml", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return cb
}

func TestParse(t *testing.T) {
	cb := mustParse(t, small)
	if cb.Version != 1 || cb.Path != "codebook.yaml" || string(cb.Source) != small {
		t.Errorf("version %d, path %q", cb.Version, cb.Path)
	}
	if want := []themes.Department{{"support", "サポート"}, {"marketing", "マーケティング"}, {"sales", "営業"}}; !reflect.DeepEqual(cb.Departments, want) {
		t.Errorf("departments are %v", cb.Departments)
	}
	expensive := cb.Theme("too_expensive")
	if expensive.Parent != "pricing" || expensive.Negated != themes.NegatedRequire || expensive.Line != 8 ||
		expensive.Name["ja"] != "料金が高い" || expensive.Definition["en"] != "Price criticised." ||
		expensive.Examples["en"][0] != "It costs too much." || cb.Theme("pricing").Negated != themes.NegatedExclude {
		t.Errorf("theme is %+v", expensive)
	}
	var terms []string
	for _, lang := range []string{"en", "ja", "any"} {
		for _, term := range expensive.Terms[lang] {
			terms = append(terms, fmt.Sprintf("%s %d:%d %s = %s", term.Lang, term.Line, term.Column, term.Text, term.Node))
		}
	}
	want := []string{
		"en 14:12 overpriced = overpriced", "en 14:25 too  expensive = too expensive",
		"ja 15:12 割高 = 割高", "ja 15:17 料金 AND （高い OR 値上げ） = 料金 AND (高い OR 値上げ)",
		"any 16:14 404 = 404",
	}
	if !reflect.DeepEqual(terms, want) {
		t.Errorf("terms are\n%s\nwant\n%s", strings.Join(terms, "\n"), strings.Join(want, "\n"))
	}
	if len(cb.Intents) != 2 || cb.Intents[datasets.Praise]["ja"][0].Text != "素晴らしい" || len(cb.NoContent["en"]) != 2 {
		t.Errorf("intents %v, no_content %v", cb.Intents, cb.NoContent)
	}
	large, owner := cb.Routing.Rules[0], cb.Routing.Rules[1]
	if cb.Routing.MaxAge != 14*24*time.Hour || large.Within != 24*time.Hour || large.Reply != "support" || large.Inform != "" || large.Line != 28 {
		t.Errorf("max age %v, rule %+v", cb.Routing.MaxAge, large)
	}
	if owner.Inform != themes.ThemeDepartments || owner.WhenText != "テーマ:料金が高い,renewal" || owner.When.String() != "theme:too_expensive,renewal" {
		t.Errorf("rule is %+v, its condition %s", owner, owner.When)
	}
}

func TestDepartmentsAreInherited(t *testing.T) {
	cb := mustParse(t, small)
	for id, want := range map[string]string{"pricing": "[marketing sales]", "too_expensive": "[marketing sales]", "renewal": "[support]"} {
		if got := fmt.Sprint(cb.Theme(id).Departments); got != want {
			t.Errorf("%s goes to %s, want %s", id, got, want)
		}
	}
}

func TestDefaultDepartments(t *testing.T) {
	cb := mustParse(t, "version: 1\nthemes: [{id: a}]\nrouting: {rules: [{id: r, when: a, reply: product, within: 90m}]}")
	if len(cb.Departments) != 3 || cb.Departments[0].ID != "support" || cb.Routing.Rules[0].Within != 90*time.Minute {
		t.Errorf("departments %v, rules %v", cb.Departments, cb.Routing.Rules)
	}
}

func TestLookup(t *testing.T) {
	cb := mustParse(t, small)
	for name, want := range map[string]string{
		"pricing": "pricing", "PRICING": "pricing", "料金": "pricing", " Too expensive ": "too_expensive",
		"ＴＯＯ　ＥＸＰＥＮＳＩＶＥ": "too_expensive", "料金が高い": "too_expensive", "nothing": "", "": "",
	} {
		if id, ok := cb.Resolve(name); id != want || ok != (want != "") {
			t.Errorf("Resolve(%q) = %q, %v", name, id, ok)
		}
	}
	if got := fmt.Sprint(cb.Ancestors("renewal"), cb.Ancestors("pricing"), cb.Ancestors("x")); got != "[too_expensive pricing] [] []" {
		t.Errorf("ancestors are %s", got)
	}
	if got := fmt.Sprint(cb.Children(""), cb.Children("pricing"), cb.Children("renewal")); got != "[pricing] [too_expensive] []" {
		t.Errorf("children are %s", got)
	}
	if got := cb.Name("pricing", "ja") + cb.Name("pricing", "de") + cb.Name("renewal", "ja") + cb.Name("x", "en"); got != "料金Pricingrenewalx" {
		t.Errorf("names are %s", got)
	}
	if got := fmt.Sprint(cb.Names()); got != "[pricing Pricing 料金 too_expensive Too expensive 料金が高い renewal]" {
		t.Errorf("Names = %s", got)
	}
	if cb.Theme("x") != nil {
		t.Error("there is a theme x")
	}
}

func TestParseExpr(t *testing.T) {
	cb := mustParse(t, small)
	tests := []struct{ src, want string }{
		{"料金 テーマ:料金,none 部署:営業", "料金 AND theme:pricing,none AND department:sales"},
		{`NOT (theme:"too expensive" OR theme:any)`, "NOT (theme:too_expensive OR theme:any)"},
		{"", ""},
		{"theme:prcing", `character 7: wanted a theme of the codebook, any or none, found "prcing"; did you mean "pricing"?`},
		{"x OR department:営", `character 17: wanted a department of the codebook, any or none, found "営"`},
		{"score:x", `character 7: wanted a score from 0 to 10, or a range such as 0..6, found "x"`},
	}
	for _, tt := range tests {
		n, err := cb.ParseExpr(tt.src, expr.Search)
		got := fmt.Sprint(n)
		if err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("ParseExpr(%q) = %s, want %s", tt.src, got, tt.want)
		}
	}
}

func TestHash(t *testing.T) {
	hash := mustParse(t, small).Hash
	if len(hash) != 16 || strings.Trim(hash, "0123456789abcdef") != "" {
		t.Errorf("hash is %q", hash)
	}
	same := map[string]string{
		"comments":        "# my codebook\n" + strings.ReplaceAll(small, "themes:\n", "themes:  # all\n\n"),
		"key order":       strings.Replace(small, "    parent: pricing\n    name: {en: Too expensive, ja: 料金が高い}\n", "    name: {ja: 料金が高い, en: Too expensive}\n    parent: pricing\n", 1),
		"top-level order": strings.Replace(small, "version: 1\n", "", 1) + "version: 1\n",
		"departments":     strings.Replace(small, "support: サポート, marketing: マーケティング", "marketing: マーケティング, support: サポート", 1),
		"quotes, layout":  strings.Replace(small, "[overpriced, \"too  expensive\"]", "\n        - 'overpriced'\n        - \"too  expensive\"", 1),
		"line ends":       "\ufeff" + strings.ReplaceAll(small, "\n", "\r\n"),
		"a default said":  strings.Replace(small, "  - id: pricing\n", "  - id: pricing\n    negated: exclude\n", 1),
	}
	for what, src := range same {
		if got := mustParse(t, src).Hash; got != hash {
			t.Errorf("%s changes the hash", what)
		}
	}
	other := map[string][2]string{
		"term": {"overpriced", "pricey"}, "order of terms": {"[n/a, \"-\"]", "[\"-\", n/a]"}, "name": {"Pricing", "Price"},
		"department": {"[support]", "[sales]"}, "max_age": {"2w", "3w"}, "within": {"24h", "25h"},
		"when": {"mrr:500000..", "mrr:500001.."}, "negated": {"require", "ignore"}, "exclude": {"評価が高い", "評価は高い"},
		"example": {"It costs", "That costs"}, "intent": {"great", "good"},
	}
	for what, change := range other {
		if got := mustParse(t, strings.Replace(small, change[0], change[1], 1)).Hash; got == hash {
			t.Errorf("another %s does not change the hash", what)
		}
	}
}

// TestHashOfOlderVersions holds the hash of a codebook that uses no key which
// came after the first version: runs made with it then must not look outdated.
func TestHashOfOlderVersions(t *testing.T) {
	if got := mustParse(t, small).Hash; got != "cd1f30a62dae3fba" {
		t.Errorf("hash is %s", got)
	}
}

const decisions = `
version: 1
routing: {rules: [{id: low, when: "テーマ：料金 sentiment:negative", inform: theme}]}
themes:
  - id: pricing
    name: {ja: 料金}
    terms:
      en:
        - price NEAR/3 (high OR /steep+/)
        - {term: expensive, when: "score:0..6 OR theme:Urgent", negated: ignore, stop: true}
        - {term: expensive, when: "score:7..8"}
        - =PRICE
        - =price
      ja:
        - term: 高い
          when: 点数:0..6
        - {term: SENTENCE(料金 AND 高い)}
  - {id: discount, parent: pricing, group: money, when: "theme:料金 sentiment:positive", terms: {en: [discount AND theme:料金 AND intent:praise]}}
  - {id: urgent, name: {en: Urgent}, priority: 10, stop: true, sentiment: negative, group: money}
  - {id: last, priority: -1}
`

func TestDecisions(t *testing.T) {
	cb := mustParse(t, decisions)
	discount, urgent := cb.Theme("discount"), cb.Theme("urgent")
	if !urgent.Stop || urgent.Priority != 10 || urgent.Group != "money" || urgent.Sentiment != datasets.Negative || urgent.When != nil {
		t.Errorf("urgent is %+v", urgent)
	}
	if discount.When.String() != "theme:pricing AND sentiment:positive" || discount.WhenText != "theme:料金 sentiment:positive" {
		t.Errorf("when is %v, %q", discount.When, discount.WhenText)
	}
	if got := discount.Terms["en"][0].Node.String(); got != "discount AND theme:pricing AND intent:praise" {
		t.Errorf("term is %s", got)
	}
	if got := cb.Routing.Rules[0].When.String(); got != "theme:pricing AND sentiment:negative" {
		t.Errorf("rule is %s", got)
	}
	if got := fmt.Sprint(cb.Order()); got != "[2 0 1 3]" {
		t.Errorf("order is %s", got)
	}
	var got []string
	for _, lang := range []string{"en", "ja"} {
		for _, term := range cb.Theme("pricing").Terms[lang] {
			got = append(got, fmt.Sprintf("%d:%d %s|%v|%s|%v", term.Line, term.Column, term.Text, term.When, term.Negated, term.Stop))
		}
	}
	want := []string{
		"9:11 price NEAR/3 (high OR /steep+/)|<nil>||false", "10:18 expensive|score:0..6 OR theme:urgent|ignore|true",
		"11:18 expensive|score:7..8||false", "12:11 =PRICE|<nil>||false", "13:11 =price|<nil>||false",
		"15:17 高い|score:0..6||false", "17:18 SENTENCE(料金 AND 高い)|<nil>||false",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("terms are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestHashOfDecisions(t *testing.T) {
	hash := mustParse(t, decisions).Hash
	if got := mustParse(t, strings.Replace(decisions, "{term: SENTENCE(料金 AND 高い)}", "SENTENCE(料金 AND 高い)", 1)).Hash; got != hash {
		t.Error("a mapping of a term alone changes the hash")
	}
	for _, change := range [][2]string{
		{"score:0..6 OR", "score:0..5 OR"}, {"negated: ignore", "negated: require"}, {", stop: true}", "}"}, {"点数:0..6", "点数:0..5"},
		{"sentiment: negative", "sentiment: neutral"}, {"priority: 10", "priority: 11"}, {"stop: true, sentiment", "sentiment"},
		{"sentiment:positive", "sentiment:negative"}, {"money", "purse"}, {"priority: -1", "priority: -2"},
	} {
		if got := mustParse(t, strings.ReplaceAll(decisions, change[0], change[1])).Hash; got == hash {
			t.Errorf("%q for %q does not change the hash", change[1], change[0])
		}
	}
}

func TestLoad(t *testing.T) {
	if _, err := themes.Load(filepath.Join(t.TempDir(), "none.yaml")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file gives %v", err)
	}
	path := filepath.Join(t.TempDir(), "codebook.yaml")
	if err := os.WriteFile(path, []byte("version: 1\nthemes: [{id: a}]"), 0o644); err != nil {
		t.Fatal(err)
	}
	cb, err := themes.Load(path)
	if err != nil || cb.Path != path {
		t.Errorf("Load = %v, %v", cb, err)
	}
}

// TestStarter wants the embedded codebook to be without mistakes and to give
// every theme names in both languages and somebody who receives it.
func TestStarter(t *testing.T) {
	cb := themes.Starter()
	for _, theme := range cb.Themes {
		if theme.Name["en"] == "" || theme.Name["ja"] == "" || len(theme.Departments) == 0 {
			t.Errorf("theme %s: names %v, departments %v", theme.ID, theme.Name, theme.Departments)
		}
	}
	src := themes.StarterYAML()
	src[0] = '!'
	if again := themes.StarterYAML(); again[0] == '!' {
		t.Error("StarterYAML returns the embedded bytes themselves")
	}
}

func ExampleParse() {
	_, err := themes.Parse("codebook.yaml", []byte(`version: 1
themes:
  - id: too_expensive
    parnet: pricing
    terms: {ja: [割高, 料金 AND （高い OR 値上げ]}
`))
	var problems themes.Problems
	if errors.As(err, &problems) {
		fmt.Println(len(problems), "mistakes")
	}
	fmt.Println(err)
	// Output:
	// 2 mistakes
	// codebook.yaml:4:5: unknown key "parnet" in theme too_expensive
	//         parnet: pricing
	//         ^^^^^^
	//     did you mean "parent"?
	// codebook.yaml:5:29: terms of theme too_expensive: wanted a closing parenthesis for this one, found the end
	//         terms: {ja: [割高, 料金 AND （高い OR 値上げ]}
	//                                     ^^
}

func BenchmarkStarter(b *testing.B) {
	for b.Loop() {
		themes.Starter()
	}
}
