package themes_test

import (
	"fmt"
	"strings"
	"testing"

	"verbatim/themes"
	"verbatim/themes/expr"
)

func TestAppendTerm(t *testing.T) {
	ja := themes.NewTerm{Theme: "slow", Term: "重い"}
	more := themes.NewTerm{Theme: "slow", NameEN: "Slow: speed", NameJA: "遅い", Departments: []string{"support"}, Term: "重い AND 画面"}
	tests := []struct {
		name string
		term themes.NewTerm
		src  string // what is inserted stands between « and »
	}{
		{"flow list", ja, "version: 1\nthemes:\n  - id: slow\n    terms: {ja: [遅い«, 重い»]}\n"},
		{"flow list, spaces and a comma", ja, "version: 1\nthemes:\n  - id: slow\n    terms: {ja: [ 遅い,« 重い» ]}\n"},
		{"flow list over lines", ja, "version: 1\nthemes:\n  - id: slow\n    terms:\n      ja: [\n        遅い, # often\n        のろい«, 重い» # rare\n        # ]\n      ]\n      en: [slow]\n"},
		{"quotes and brackets in texts", ja, "version: 1\nthemes:\n  - {id: slow, terms: {ja: [it's, 'a]', \"\\\"a]\\\"\", 'it''s ] a'«, 重い»], en: [\"b]\"]}}\n"},
		{"mapping last", ja, "version: 1\nthemes:\n  - id: slow\n    terms: {ja: [遅い, {term: 激重, when: \"score:0..6\"}«, 重い»]}\n"},
		{"dashes", ja, "version: 1\nthemes:\n  - id: slow\n    terms:\n      ja:\n        - 遅い\n        - |\n          のろい\n«        - 重い\n»\n      en: [slow]\n"},
		{"dashes below the key", ja, "version: 1\nthemes:\n- id: slow\n  terms:\n    ja:\n    - 遅い # x\n«    - 重い\n»    en:\n    - slow\n"},
		{"dashes, no line end", ja, "version: 1\nthemes:\n- id: slow\n  terms:\n    ja:\n    - 遅い«\n    - 重い»"},
		{"no such language", ja, "version: 1\nthemes:\n  - id: slow\n    terms:\n      en: [\n        slow\n      ]\n«      ja: [重い]\n»    exclude: {ja: [x]}\n"},
		{"no such language, in braces", ja, "version: 1\nthemes:\n  - id: slow\n    terms: {en: [slow]«, ja: [重い]»}\n"},
		{"no terms", ja, "version: 1\nthemes:\n  - id: slow\n    name: {en: Slow}\n# here\n    examples:\n      en: [It is slow.]\n«    terms: {ja: [重い]}\n»\n  # next\n  - id: b\n"},
		{"empty terms", ja, "version: 1\nthemes:\n  - id: slow\n    terms: {«ja: [重い]»}\n"},
		{"theme in braces", ja, "version: 1\nthemes: [{id: slow«, terms: {ja: [重い]}»}]\n"},
		{"new theme", more, "version: 1\nthemes:\n  - id: a\n\n  - id: b\n    terms:\n      en: [b]\n«\n  - id: slow\n    name: {en: \"Slow: speed\", ja: 遅い}\n    departments: [support]\n    terms:\n      ja: [重い AND 画面]\n»\n# routing\nrouting: {max_age: 1w}\n"},
		{"new theme, dense", ja, "version: 1\nthemes:\n- id: a\n- id: b\n«- id: slow\n  terms:\n    ja: [重い]\n»no_content: {en: [none]}\n"},
		{"new theme in brackets", ja, "version: 1\nthemes: [{id: a}«, {id: slow, terms: {ja: [重い]}}»]\n"},
		{"empty list", ja, "version: 1\nthemes: [«{id: slow, terms: {ja: [重い]}}»] # none yet\n"},
		{"no list", ja, "version: 1\nthemes:\n«  - id: slow\n    terms:\n      ja: [重い]\n»routing: {max_age: 1w}\n"},
		{"no key", ja, "version: 1\n# end\n«themes:\n  - id: slow\n    terms:\n      ja: [重い]\n»"},
		{"no key, no line end", ja, "version: 1«\nthemes:\n  - id: slow\n    terms:\n      ja: [重い]»"},
		{"all in braces", ja, "{version: 1«, themes: [{id: slow, terms: {ja: [重い]}}]»}"},
		{"a text that needs quotes", themes.NewTerm{Theme: "slow", Term: `"log, in" OR signin`}, "version: 1\nthemes: [{id: slow, terms: {en: [slow«, '\"log, in\" OR signin'»]}}]\n"},
		{"a long line is broken", ja, "version: 1\nthemes:\n  - id: slow\n    terms:\n      ja: [遅いあいうえおかきくけこさしすせそ, のろいあいうえおかきくけこさしすせそたちつてと, まみむめもやゆよらりる«,\n        重い»]\n"},
	}
	for _, tt := range tests {
		for _, layout := range []string{"plain", "windows", "mark"} {
			before, insert, rest := cutMarks(tt.src)
			src, want := before+rest, before+insert+rest
			switch layout {
			case "windows":
				if !strings.Contains(src, "\n") {
					continue
				}
				src, want = strings.ReplaceAll(src, "\n", "\r\n"), strings.ReplaceAll(want, "\n", "\r\n")
			case "mark":
				src, want = "\ufeff"+src, "\ufeff"+want
			}
			got, cb, err := themes.AppendTerm([]byte(src), "codebook.yaml", tt.term)
			if err != nil {
				t.Errorf("%s, %s: %v", tt.name, layout, err)
				continue
			}
			if string(got) != want {
				t.Errorf("%s, %s:\n%s\nwant\n%s", tt.name, layout, got, want)
			}
			if cb.Theme(tt.term.Theme) == nil || string(cb.Source) != want {
				t.Errorf("%s, %s: the codebook is of another text", tt.name, layout)
			}
		}
	}
}

// cutMarks takes a text apart at « and ».
func cutMarks(s string) (before, inside, rest string) {
	before, rest, _ = strings.Cut(s, "«")
	inside, rest, _ = strings.Cut(rest, "»")
	return before, inside, rest
}

func TestAppendTermMistakes(t *testing.T) {
	const src = "version: 1\nthemes:\n  - id: slow\n    terms: {ja: [遅い]}\n"
	tests := []struct {
		name string
		term themes.NewTerm
		src  string
		want string
	}{
		{"there already", themes.NewTerm{Theme: "slow", Term: "遅い"}, src, "duplicate term"},
		{"a name for a theme that is there", themes.NewTerm{Theme: "slow", Term: "重い", NameEN: "Slow"}, src, "theme slow is there already"},
		{"no term", themes.NewTerm{Theme: "slow", Term: "NOT slow"}, src, "a word that must stand in the text"},
		{"no id", themes.NewTerm{Theme: "Too slow", Term: "slow"}, src, "wanted a theme id"},
		{"department", themes.NewTerm{Theme: "new", Term: "slow", Departments: []string{"hr"}}, src, `unknown department "hr"`},
		{"language", themes.NewTerm{Theme: "new", Term: "slow", Lang: "de"}, src, "wanted en, ja or any"},
		{"no YAML", themes.NewTerm{Theme: "new", Term: "slow"}, "version: [1\n", "wanted YAML"},
		{"other mistakes", themes.NewTerm{Theme: "new", Term: "slow"}, "version: 1\nthemes: [{id: a, parent: b}]", "unknown parent"},
	}
	for _, tt := range tests {
		_, _, err := themes.AppendTerm([]byte(tt.src), "codebook.yaml", tt.term)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

// FuzzAppendTerm wants, of whatever can be added to, that all bytes that were
// there are there, in order, and that one term is more.
func FuzzAppendTerm(f *testing.F) {
	for _, id := range []string{"slow", "pricing", "new"} {
		for _, term := range []string{"重い", "a, b", `"x: y"`, "don't", "it #1"} {
			f.Add(small, id, term)
			f.Add("version: 1\nthemes: [{id: slow, terms: {ja: ['a', \"b\" , c]}}]", id, term)
			f.Add("\ufeffversion: 1\r\nthemes:\r\n- id: slow\r\n  terms:\r\n    ja:\r\n    - a\r\n    # x\r\n\r\n", id, term)
			f.Add("version: 1\nthemes:\n- id: slow\n  terms:\n    en:\n    - >\n      a\n\n# x", id, term)
		}
	}
	f.Fuzz(func(t *testing.T, src, id, term string) {
		got, cb, err := themes.AppendTerm([]byte(src), "codebook.yaml", themes.NewTerm{Theme: id, Term: term})
		if err != nil {
			return
		}
		prefix := 0
		for prefix < len(src) && src[prefix] == got[prefix] {
			prefix++
		}
		if suffix := src[prefix:]; !strings.HasSuffix(string(got), suffix) {
			t.Fatalf("bytes are gone:\n%q\n%q", src, got)
		}
		old, err := themes.Parse("codebook.yaml", []byte(src))
		if err != nil {
			return
		}
		added := 0
		for _, c := range themes.Diff(old, cb) {
			if c.Kind != themes.Added || c.Theme != id {
				t.Fatalf("%+v", c)
			}
			if c.Part == "terms" {
				added++
			}
		}
		if added != 1 {
			t.Fatalf("%d terms more", added)
		}
	})
}

func TestAppendToStarter(t *testing.T) {
	src := themes.StarterYAML()
	for i, theme := range themes.Starter().Themes {
		lang := []string{"en", "ja", "any"}[i%3]
		if i%4 != 0 {
			continue // each takes three readings of the file
		}
		if _, _, err := themes.AppendTerm(src, "starter.yaml", themes.NewTerm{Theme: theme.ID, Lang: lang, Term: "qwertz uiop"}); err != nil {
			t.Errorf("%s %s: %v", theme.ID, lang, err)
		}
	}
	if _, _, err := themes.AppendTerm(src, "starter.yaml", themes.NewTerm{Theme: "brand_new", Term: "新しい"}); err != nil {
		t.Error(err)
	}
}

func TestListText(t *testing.T) {
	tests := []struct{ search, want string }{
		{"price high", "price AND high"},
		{"料金　高い", "料金 AND 高い"},
		{`"too expensive"`, "too expensive"},
		{`"too expensive" OR price*`, `"too expensive" OR price*`},
		{`"terms AND conditions"`, `"terms AND conditions"`},
		{"login -password", "login AND NOT password"},
		{"price (high OR hike) plan:pro", "price AND (high OR hike) AND plan:pro"},
		{`exact:IT`, "exact:IT"},
		{`"-1"`, "-1"},
		{"price NEAR/3 high", "price NEAR/3 high"},
		{"", "the empty search is no term"},
		{"-price", "NOT price cannot be a term: wanted a word that must stand in the text"},
		{"score:0..6", "score:0..6 cannot be a term: wanted a word"},
		{"price department:support", "price AND department:support cannot be a term: wanted"},
		{"price by:human", "price AND by:human cannot be a term: wanted"},
	}
	for _, tt := range tests {
		n, err := expr.Parse(tt.search, expr.Search)
		if err != nil {
			t.Fatal(err)
		}
		got, err := themes.ListText(n)
		if err != nil {
			got = err.Error()
			if strings.HasPrefix(got, tt.want) {
				continue
			}
		}
		if got != tt.want {
			t.Errorf("ListText(%s) = %s, want %s", tt.search, got, tt.want)
		}
	}
}

func ExampleAppendTerm() {
	src := "version: 1\nthemes: # ours\n  - id: slow\n    terms: {ja: [遅い]} # often\n"
	search, _ := expr.Parse("画面 重い", expr.Search)
	term, _ := themes.ListText(search)
	out, _, err := themes.AppendTerm([]byte(src), "codebook.yaml", themes.NewTerm{Theme: "slow", Term: term})
	fmt.Printf("%s%v\n", out, err)
	// Output:
	// version: 1
	// themes: # ours
	//   - id: slow
	//     terms: {ja: [遅い, 画面 AND 重い]} # often
	// <nil>
}
