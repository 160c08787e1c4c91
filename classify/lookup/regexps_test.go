package lookup

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"verbatim/themes"
)

// TestRegexpLiterals wants the literals of which every match has one.
func TestRegexpLiterals(t *testing.T) {
	tk := tokenizer(t)
	for src, want := range map[string]string{
		`colou?r`:        "colo",
		`(?-i)iOS`:       "ios",
		`(crash|freeze)`: "crash freeze",
		`a|b+c`:          "a b", // of b and c the first
		`x*`:             "",
		`x*y{2,}z`:       "y",
		`x{0,2}y`:        "y",
		`[0-9]+円`:        "円",
		`\d{3}`:          "",
		`(ab)+`:          "ab",
		`a.*|`:           "",
		`Straße`:         "stra", // ß has a capital
		`ÉCOLE`:          "école",
		`.`:              "",
	} {
		b := newWordsBuilder(tk)
		if _, err := b.regexp(regexpNode(src)); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, l := range b.regexps[0].literals {
			got = append(got, string(l.text))
		}
		if g := strings.Join(got, " "); g != want && !strings.HasPrefix(g, want+"ß") {
			t.Errorf("%s: literals %q, want %q", src, g, want)
		}
	}
}

// TestRegexpsRunOnceAndOnlyWhereTheyMay counts what ran.
func TestRegexpsRunOnceAndOnlyWhereTheyMay(t *testing.T) {
	cb := &themes.Codebook{Themes: []themes.Theme{
		{ID: "a", Terms: terms(t, "/crash/", "/crash/ NEAR/2 app")},
		{ID: "b", Terms: terms(t, "/slow+/ AND price")},
	}}
	tk := tokenizer(t)
	m := compile(t, cb, tk)
	for _, c := range []struct {
		text       string
		candidates string
		ran        [2]bool
	}{
		{"nothing here", "[]", [2]bool{}},
		{"slooow slow", "[]", [2]bool{}},         // b asks for price first
		{"a price", "[1]", [2]bool{false, true}}, // asked, and its literal does not stand
		{"slow price", "[1]", [2]bool{false, true}},
		{"CRASHED app", "[0]", [2]bool{true, false}},
	} {
		var h Hits
		m.Match(tokens(tk, c.text), nil, &h)
		candidates := m.Candidates(&h, nil)
		if got := fmt.Sprint(candidates); got != c.candidates {
			t.Errorf("%q: candidates %s, want %s", c.text, got, c.candidates)
		}
		for _, run := range h.regexps.runs {
			if run.done {
				t.Errorf("%q: a regular expression ran before it was asked for", c.text)
			}
		}
		for _, i := range candidates {
			m.Theme(i, &h, nil)
		}
		for i, run := range h.regexps.runs {
			if run.done != c.ran[i] {
				t.Errorf("%q: regular expression %d asked: %v, want %v", c.text, i, run.done, c.ran[i])
			}
		}
	}
}

// At most 100 matches count, and empty ones do not.
func TestRegexpMatchesAreBounded(t *testing.T) {
	tk := tokenizer(t)
	for src, want := range map[string]int{"a": 100, "a*": 1, "x": 0, `\b`: 0} {
		q, err := CompileQuery(regexpNode(src), tk)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Repeat("a ", 150)
		if src == "a*" {
			text = "b aaa"
		}
		if got := q.Spans(tokens(tk, text)); len(got) != want {
			t.Errorf("%s: %d matches, want %d", src, len(got), want)
		}
	}
}

// FuzzFold holds the folding of literals against (?i): where a regular
// expression matches, the folded text has the folded literal.
func FuzzFold(f *testing.F) {
	f.Add("Kelvin ſ", "KELVIN s")
	f.Add("ΣΑΣ", "σας")
	f.Add("ǅ", "ǆ")
	f.Fuzz(func(t *testing.T, literal, text string) {
		literal, text = strings.ToValidUTF8(literal, ""), strings.ToValidUTF8(text, "")
		if regexp.MustCompile("(?i)" + regexp.QuoteMeta(literal)).MatchString(text) {
			var a, b byteSet
			if l, s := fold(nil, literal, &a), fold(nil, text, &b); !strings.Contains(string(s), string(l)) || !b.has(&a) {
				t.Errorf("%q matches %q, folded %q is not in %q", literal, text, l, s)
			}
		}
	})
}
