package themes

import (
	"fmt"
	"strings"
	"testing"

	"verbatim/themes/expr"
)

// TestPlaces writes one term, with a mistake at the character ✗, in every way
// that YAML has, and wants the mistake to be reported just there.
func TestPlaces(t *testing.T) {
	tests := []struct{ name, yaml string }{
		{"plain", "- ab )✗"},
		{"single quotes", "- 'it''s '')✗'"},
		{"double quotes", `- "a\\ \u6599\x41\\ )✗"`},
		{"long escape", `- "\U0001F4B3 )✗"`},
		{"second", "- x\n- 料金 )✗"},
		{"literal", "- |\n    ab\n    AND )✗\n"},
		{"folded", "- >\n    ab\n    AND )✗\n"},
		{"folded, chomped", "- >-\n    料金\n\n    AND )✗"},
		{"plain over lines", "- ab\n    AND\n    )✗"},
		{"double quotes over lines", "- \"ab\n    AND )✗\""},
		{"escaped line break", "- \"ab \\\n    AND )✗\""},
		{"comment", "- 料金 )✗   # yes"},
		{"tab between", "- ab\tcd )✗"},
		{"emoji", "- 💳👩‍💻 )✗"},
	}
	for _, tt := range tests {
		list := strings.ReplaceAll("\n"+tt.yaml, "\n", "\n    ")
		marked := "version: 1\nthemes:\n- id: a\n  terms:\n    en:" + list
		src := strings.Replace(marked, "✗", "", 1)
		before, _, _ := strings.Cut(marked, "✗")
		// The parenthesis that was never opened stands before the mark.
		line := strings.Count(before, "\n") + 1
		column := len([]rune(before[strings.LastIndex(before, "\n")+1:]))
		_, err := Parse("c.yaml", []byte(src))
		if err == nil {
			t.Errorf("%s: no mistake in\n%s", tt.name, src)
			continue
		}
		want := fmt.Sprintf("c.yaml:%d:%d: terms of theme a: ", line, column)
		if !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), `found ")"`) {
			t.Errorf("%s: got\n%v\nwant %s", tt.name, err, want)
		}
	}
}

// TestColonsInLists wants texts with a colon to be texts, in braces too.
func TestColonsInLists(t *testing.T) {
	tests := []struct{ list, want string }{
		{"[exact:IT, b]", "[exact:IT b]"},
		{`[a, exact:"Pro Plus" ]`, `[a exact:"Pro Plus"]`},
		{"[a:b:c # x\n ]", "[a:b:c]"},
		{"[10:30, a AND plan:pro AND score:0..6]", "[10:30 a AND plan:pro AND score:0..6]"},
		{"[料金 AND nps:批判者,x]", "[料金 AND nps:批判者 x]"},
	}
	for _, tt := range tests {
		for _, form := range []string{"{en: %s, ja: [y]}", "{ja: [y], en: %s}"} {
			src := "version: 1\nthemes:\n- {id: a, examples: " + fmt.Sprintf(form, tt.list) + ", name: {en: A}}"
			cb, err := Parse("c.yaml", []byte(src))
			if err != nil {
				t.Errorf("%s: %v", src, err)
				continue
			}
			if got := fmt.Sprint(cb.Themes[0].Examples["en"]); got != tt.want || cb.Themes[0].Name["en"] != "A" {
				t.Errorf("%s is read as %s", src, got)
			}
		}
	}
	for _, list := range []string{`[plan:"a, b"]`, "[{a: b}]", "[a: b]", "[a:b c: d]"} {
		if cb, err := Parse("c.yaml", []byte("version: 1\nthemes:\n- {id: a, examples: {en: "+list+"}}")); err == nil {
			t.Errorf("%s is read as %q", list, cb.Themes[0].Examples["en"])
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(string(starterYAML[:2000]))
	for _, src := range []string{
		"", "a", "version: 1", "version: 1\nthemes:\n- id: a\n  terms: {en: ['a (', \"\\u3042 OR\"]}",
		"version: 1\nthemes:\n- {id: a, parent: b}\n- {id: b, parent: a}", "- - - -", "{{{{", "[[[[", "? a\n: b", "<<: *a", "&a [*a]",
		"version: 1\nthemes:\n- id: a\n  terms:\n    en:\n    - |\n      a (\n    - >-\n      b\n\n      c )", "a: !!map", "---\n---\n...", "%YAML 1.2",
		"\ufeffversion: 1\r\nrouting: {rules: [{id: a, when: 'score:6..0', reply: x, within: 999999w}]}", "themes:\n-", "\x00", "a:\n\t- b", "'", "\"\\", "|", ">", "|\n", "themes: |",
	} {
		f.Add(src)
	}
	f.Add("version: 1\nthemes:\n- {id: a, parent: b, when: 'theme:b', group: g, priority: 1}\n- {id: b, parent: a, stop: true, group: g}\n" +
		"- id: c\n  parent: a\n  when: theme:a,any\n  terms:\n    en: [{term: x NEAR/3 =Y, when: 'theme:c', negated: require, stop: false}, {term: '/a+/ theme:b'}]")
	f.Fuzz(func(t *testing.T, src string) {
		cb, err := Parse("f.yaml", []byte(src))
		if err == nil {
			if len(cb.Hash) != 16 {
				t.Errorf("hash is %q", cb.Hash)
			}
			for _, theme := range cb.Themes {
				for _, terms := range theme.Terms {
					for _, term := range terms {
						expr.Walk(term.Node, func(expr.Node) bool { return true })
					}
				}
			}
			return
		}
		lines := strings.Split(src, "\n")
		for _, p := range err.(Problems) {
			if p.Line < 1 || p.Line > len(lines) || p.Column < 1 || p.Column > len([]rune(lines[p.Line-1]))+1 {
				t.Errorf("mistake at %d:%d, outside the file: %s", p.Line, p.Column, p.Message)
			}
		}
	})
}
