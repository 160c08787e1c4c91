package pipeline

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"verbatim/themes"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// many repeats a text with a number behind it.
func many(n int, text string) []string {
	texts := make([]string, n)
	for i := range texts {
		texts[i] = fmt.Sprint(text, " ", i)
	}
	return texts
}

// lintedWorkspace makes a workspace of texts and opens it. Plans are Pro and
// Free by turns, seats 1 to 5.
func lintedWorkspace(t *testing.T, texts []string) *Generation {
	t.Helper()
	lines := []string{"Response ID,Submitted at,NPS,Comment,Plan,Seats"}
	for i, text := range texts {
		lines = append(lines, fmt.Sprintf("R%d,2026-05-01T09:00:00Z,7,%q,%s,%d", i, text, [...]string{"Pro", "Free"}[i%2], 1+i%5))
	}
	ws := t.TempDir()
	mustRun(t, options(ws, survey(t, "texts.csv", lines...)))
	return open(t, ws)
}

// told writes lints as kind@theme:term, without those of kinds that a case is
// not about.
func told(lints []Lint, kinds ...LintKind) string {
	var all []string
	for _, l := range lints {
		if slices.Contains(kinds, l.Kind) {
			all = append(all, strings.Trim(fmt.Sprintf("%s@%s%s:%s", l.Kind, l.ThemeID, l.Rule, l.Term), ":"))
		}
	}
	return strings.Join(all, "; ")
}

// TestLintWords asks what is told of a codebook's terms, each codebook against
// the same texts.
func TestLintWords(t *testing.T) {
	texts := slices.Concat(
		many(25, "it is usable and fast enough for us"),
		many(25, "IT support never called us about the import"),
		many(5, "a relative of ours asked about the theory of relativity"),
		many(5, "料金の改定について"),
		many(20, "料金が高いと感じています"),
		many(5, "データのインポートに失敗します"),
	)
	g := lintedWorkspace(t, texts)
	tests := []struct{ name, themes, want string }{
		{"duplicate of one theme", "{id: a, terms: {en: [never called, never calls]}}", "duplicate@a:never calls; shadowed@a:never calls"},
		{"duplicate of two themes", "{id: a, terms: {ja: [失敗]}}, {id: b, terms: {ja: [失敗]}}", "duplicate@b:失敗"},
		{"no duplicate under another condition", `{id: a, terms: {ja: [{term: 失敗, when: "score:0..6"}, 失敗]}}`, ""},
		{"no duplicate of parent and child", "{id: a, terms: {ja: [失敗]}}, {id: b, parent: a, terms: {ja: [失敗]}}", ""},
		{"a negated pair", "{id: usable, terms: {en: [usable]}}, {id: unusable, negated: require, terms: {en: [usable]}}", ""},
		{"a group", "{id: a, group: g, terms: {ja: [高い, 失敗]}}, {id: b, group: g, terms: {ja: [高い, 失敗]}}", ""},
		{"overlap", "{id: a, terms: {ja: [料金]}}, {id: b, terms: {ja: [高い]}}", "overlap@b"},
		{"no overlap of few", "{id: a, terms: {ja: [データ]}}, {id: b, terms: {ja: [失敗]}}", ""},
		{"no overlap of parent and child", "{id: a, terms: {ja: [料金]}}, {id: b, parent: a, terms: {ja: [高い]}}", ""},
		{"no overlap with what stands where no other theme does", `{id: other, priority: -1, when: "theme:none status:content", terms: {any: ['/\S/']}}, {id: a, terms: {ja: [料金]}}`, ""},
		{"nor where a term says so", `{id: a, terms: {ja: [料金]}}, {id: b, terms: {ja: [{term: 高い, when: "theme:none"}, 高い AND NOT theme:any]}}`, ""},
		{"nor with a theme that the condition rules out", `{id: x}, {id: a, terms: {ja: [料金]}}, {id: b, when: "NOT (theme:a OR theme:x) lang:ja", terms: {ja: [高い]}}`, ""},
		{"nor with one below it", `{id: x}, {id: a, parent: x, terms: {ja: [料金]}}, {id: b, when: "NOT theme:x", terms: {ja: [高い]}}`, ""},
		{"nor behind a theme that stops", `{id: b, terms: {ja: [高い]}}, {id: a, priority: 1, stop: true, terms: {ja: [料金]}}`, ""},
		{"overlap before a theme that stops", `{id: b, terms: {ja: [高い]}}, {id: a, stop: true, terms: {ja: [料金]}}`, "overlap@b"},
		{"overlap under a condition on another theme", `{id: x}, {id: a, terms: {ja: [料金]}}, {id: b, when: "NOT theme:x", terms: {ja: [高い]}}`, "overlap@b"},
		{"overlap under one of two conditions", `{id: a, terms: {ja: [料金]}}, {id: b, when: "theme:none OR lang:ja", terms: {ja: [高い]}}`, "overlap@b"},
		{"a negated pair of terms", "{id: usable, terms: {en: [usable]}}, {id: unusable, terms: {en: [{term: usable, negated: require}]}}", ""},
		{"overlap of two that want negated hits", "{id: a, negated: require, terms: {en: [usable]}}, {id: b, terms: {en: [{term: fast, negated: require}]}}", "overlap@b"},
		{"never hits", "{id: a, terms: {en: [unheard of, fast]}}", "never_hits@a:unheard of"},
		{"near that never hits", "{id: a, terms: {en: [usable NEAR/3 called, usable NEAR/3 fast]}}", "never_hits@a:usable NEAR/3 called"},
		{"a condition does not count", `{id: a, terms: {ja: [{term: 失敗, when: "score:0"}]}}`, ""},
		{"too much", "{id: a, terms: {en: [us]}}", "too_much@a:us"},
		{"=IT is not it", "{id: a, terms: {en: [=IT]}}", ""},
		{"it is", "{id: a, terms: {en: [it]}}", "too_much@a:it"},
		{"shadowed", "{id: a, terms: {ja: [料金が高い, 料金]}}", "shadowed@a:料金が高い"},
		{"not shadowed under another mode", "{id: a, terms: {ja: [{term: 料金が高い, negated: ignore}, 料金]}}", ""},
		{"cut", "{id: a, terms: {ja: [イン]}}", "cut@a:イン; never_hits@a:イン"},
		{"not cut", "{id: a, terms: {ja: [インポート]}}", ""},
		{"stem", "{id: a, terms: {en: [relative]}}", "stem@a:relative"},
		{"exact has no stem", "{id: a, terms: {en: [exact:relative]}}", ""},
	}
	kinds := []LintKind{LintDuplicate, LintNeverHits, LintTooMuch, LintShadowed, LintOverlap, LintCut, LintStem}
	for _, tt := range tests {
		lints, err := g.Lint(context.Background(), codebook(t, "version: 1\nthemes: ["+tt.themes+"]"))
		if err != nil {
			t.Fatal(err)
		}
		if got := told(lints, kinds...); got != tt.want {
			t.Errorf("%s: told %q, want %q: %v", tt.name, got, tt.want, lints)
		}
	}
}

// TestLintLanguage wants to hear of languages that the verbatims have, not of
// those that other themes have, where there is a workspace.
func TestLintLanguage(t *testing.T) {
	english := lintedWorkspace(t, many(3, "it is usable and fast enough for us"))
	both := lintedWorkspace(t, []string{"it is usable and fast enough for us", "料金が高いと感じています"})
	tests := []struct{ themes, alone, english, both string }{
		{"{id: a, terms: {en: [x]}}, {id: b, terms: {ja: [あ]}}", "language@a; language@b", "language@b", "language@a; language@b"},
		{"{id: a, terms: {en: [x]}}", "", "", "language@a"},
		{"{id: a, terms: {any: [x]}}, {id: b, terms: {en: [y], ja: [あ]}}, {id: c}", "", "", ""},
		{"{id: a, terms: {any: [x], en: [z]}}, {id: b, terms: {ja: [あ], en: [y]}}", "", "", ""},
	}
	for _, tt := range tests {
		cb := codebook(t, "version: 1\nthemes: ["+tt.themes+"]")
		if got := told(LintCodebook(cb, tokenizer()), LintLanguage); got != tt.alone {
			t.Errorf("%s: alone told %q, want %q", tt.themes, got, tt.alone)
		}
		for g, want := range map[*Generation]string{english: tt.english, both: tt.both} {
			lints, err := g.Lint(context.Background(), cb)
			if got := told(lints, LintLanguage); err != nil || got != want {
				t.Errorf("%s: told %q, %v, want %q", tt.themes, got, err, want)
			}
		}
	}
}

func TestLintSlips(t *testing.T) {
	tests := map[string]string{ // term to the beginning of what is told
		"料金 and 高い":         `"and" is a word here: say AND`,
		"料金 Ａｎｄ 高い":         `"and" is a word here: say AND`,
		"料金 or 価格":          `"or" is a word here: say OR`,
		"not 高い":            `"not" is a word here: say NOT`,
		"Pro or 高い":         `"or" is a word here`,
		"(料金 and 高い) OR x":  `"and" is a word here`,
		"料金 near/3 高い":      `"near/3" is a word here: say NEAR/3`,
		"料金 ｎｅａｒ／３ 高い":      `"near/3" is a word here: say NEAR/3`,
		"price before/2 up": `"before/2" is a word here: say BEFORE/2`,
		"料金、価格":             `"、" does not part terms`,
		"料金，価格":             `"," does not part terms`,
		"料金, 価格":            `"," does not part terms`,
		"料金、価格*":            `"、" does not part terms`,
		"高い -安い":            `"-" does not exclude`,
		"高い　－安い":            `"-" does not exclude`,
		"料金|価格":             `"|" does not part terms`,
		"price ｜ cost":      `"|" does not part terms`,
		"「使いにくい」":           `"「使いにくい」" finds the same without its brackets`,
		"[使いにくい]":           `"[使いにくい]" finds the same without`,
		// None.
		"look and feel": "", "terms and conditions": "", "and/or": "", "more or less": "", "oh, no": "",
		"near miss": "", "check-in": "", "ログイン-画面": "", "- 5": "", "up -5": "", "料金 AND 高い": "", "料金 OR 価格": "",
		`"料金 and 高い"`: "", `"料金、価格"`: "", "「高い」と感じる": "", "/料金|価格/": "", "||": "", "、": "", "1,000円": "", "3.5": "",
		"NOT 料金 AND land and sea": "", "使いやすい": "", "アンド and": "",
	}
	for term, want := range tests {
		cb := &themes.Codebook{Themes: []themes.Theme{{ID: "a", Terms: themes.Terms{"any": {{Text: term, Node: mustExpr(t, term), Line: 3}}}}}}
		got := slipsOf(cb)
		if (want == "") != (len(got) == 0) || len(got) > 1 || want != "" && !strings.HasPrefix(got[0].Message, want) {
			t.Errorf("%s: told %v, want %q", term, got, want)
		}
	}
}

// TestLintSlipsPlaces wants slips of excludes, intents and routing rules too.
func TestLintSlipsPlaces(t *testing.T) {
	cb := codebook(t, `
version: 1
departments: {support: Support}
themes: [{id: a, terms: {en: [x]}, exclude: {ja: [料金、価格]}}]
intents: {request: {ja: [追加 or 改善]}}
no_content: {ja: ["特に、なし"]}
routing:
  rules:
    - {id: r, when: "nps:detractor and theme:a", inform: support}
    - {id: s, when: "nps:detractor salt and pepper", inform: support}
    - {id: t, when: "(解約 or 返金) score:0..6", inform: support}
`)
	if got, want := told(slipsOf(cb), LintSlip), "slip@a:料金、価格; slip@:追加 or 改善; slip@r; slip@t"; got != want {
		t.Errorf("told %q, want %q", got, want)
	}
}

// TestLintOverlapSays wants what is said to be about what terms hit, which is
// what is counted.
func TestLintOverlapSays(t *testing.T) {
	g := lintedWorkspace(t, slices.Concat(many(20, "料金が高いと感じています"), many(5, "料金の改定について")))
	lints, err := g.Lint(context.Background(), codebook(t, "version: 1\nthemes: [{id: a, terms: {ja: [料金]}}, {id: b, terms: {ja: [高い]}}]"))
	lints = slices.DeleteFunc(lints, func(l Lint) bool { return l.Kind != LintOverlap })
	want := "20 of the 20 verbatims that its terms hit, those of theme a hit too (25 in all): are they one?"
	if err != nil || len(lints) != 1 || lints[0].ThemeID != "b" || lints[0].Message != want {
		t.Errorf("told %v, %v, want %q of b", lints, err, want)
	}
}

func TestLintSigns(t *testing.T) {
	const orWord = ", or make it a word of the dictionary in verbatim.yaml"
	tests := map[string]string{ // term to what is told
		"C++":           `"++" does not count, so that "C++" finds what "C" finds: write /C\+\+/` + orWord,
		"Ｃ＋＋":           `"＋＋" does not count, so that "Ｃ＋＋" finds what "Ｃ" finds: write /Ｃ＋＋/` + orWord,
		"exact:C#":      `"#" does not count, so that "C#" finds what "C" finds: write /C#/` + orWord,
		"=C++":          `"++" does not count, so that "C++" finds what "C" finds: write /(?-i)C\+\+/` + orWord,
		"-1":            `"-" does not count, so that "-1" finds what "1" finds: write /-1/` + orWord,
		".NET":          `"." does not count, so that ".NET" finds what "NET" finds: write /\.NET/` + orWord,
		"50%":           `"%" does not count, so that "50%" finds what "50" finds: write /50%/` + orWord,
		"$10":           `"$" does not count, so that "$10" finds what "10" finds: write /\$10/` + orWord,
		`"/month"`:      `"/" does not count, so that "/month" finds what "month" finds: write /\/month/` + orWord,
		"+5%":           `"+ %" does not count, so that "+5%" finds what "5" finds: write /\+5%/` + orWord,
		"good 👍":        `"👍" does not count, so that "good 👍" finds what "good" finds: write /good 👍/` + orWord,
		"C+*":           `"+" does not count, so that "C+" finds what "C" finds: write /C\+/` + orWord,
		"java OR (C++)": `"++" does not count, so that "C++" finds what "C" finds: write /C\+\+/` + orWord,
		// None.
		"node.js": "", "AT&T": "", "and/or": "", "wi-fi": "", "renew*": "", `"too expensive"`: "", "'tis": "", "the users'": "",
		"etc.": "", "why?": "", "great!": "", "「高い」": "", "『高い』と感じる": "", "（高い）": "", "高い。": "", "〜してほしい": "", "～たい": "",
		"...and": "", "値上げ…": "", "/C\\+\\+/": "", "10:30": "", "3.5": "", "1,000円": "", "㎡": "", "Notion®": "", "サーバー": "", "佐々木": "",
		"plan:any AND x": "",
	}
	for term, want := range tests {
		cb := &themes.Codebook{Themes: []themes.Theme{{ID: "a", Terms: themes.Terms{"any": {{Text: term, Node: mustExpr(t, term), Line: 3, Column: 9}}}}}}
		got := slices.DeleteFunc(LintCodebook(cb, tokenizer()), func(l Lint) bool { return l.Kind != LintSign })
		if want == "" && len(got) == 0 {
			continue
		}
		if len(got) != 1 || got[0].Message != want || got[0].Line != 3 || got[0].Column != 9 || got[0].Term != term {
			t.Errorf("%s: told %v, want %q", term, got, want)
		}
	}
}

// TestLintSignsPlaces wants signs of excludes, intents and routing rules too,
// and none of words of the dictionary.
func TestLintSignsPlaces(t *testing.T) {
	cb := codebook(t, `
version: 1
departments: {support: Support}
themes: [{id: a, terms: {en: [x]}, exclude: {en: [C++]}}]
intents: {request: {en: [add C#]}}
routing: {rules: [{id: r, when: "nps:detractor C++", inform: support}]}
`)
	signs := func(tk *tokenize.Tokenizer) string { return told(LintCodebook(cb, tk), LintSign) }
	if got, want := signs(tokenizer()), "sign@a:C++; sign@:add C#; sign@r"; got != want {
		t.Errorf("told %q, want %q", got, want)
	}
	tk, err := tokenize.New(tokenize.Options{Dictionary: []tokenize.Entry{{Surface: "C++"}}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := signs(tk), "sign@:add C#"; got != want {
		t.Errorf("with a dictionary told %q, want %q", got, want)
	}
}

func mustExpr(t *testing.T, src string) expr.Node {
	t.Helper()
	n, err := expr.Parse(src, expr.List)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func slipsOf(cb *themes.Codebook) []Lint {
	return slices.DeleteFunc(LintCodebook(cb, tokenizer()), func(l Lint) bool { return l.Kind != LintSlip })
}

func TestLintAttributes(t *testing.T) {
	g := lintedWorkspace(t, many(10, "it is usable and fast enough for us"))
	tests := map[string]string{ // condition to what is told
		"plam:Pro":           `asks for plam:Pro, and the workspace has no such attribute: did you mean "plan"?`,
		"region:EU":          "asks for region:EU, and the workspace has no such attribute: there is plan, seats",
		"plan:Prro":          `asks for plan:Prro, and no verbatim has this value: did you mean "Pro"?`,
		"plan:Pro,Gratis":    "asks for plan:Gratis, and no verbatim has this value: there is Free, Pro",
		"seats:10..":         "asks for seats:10.., and no verbatim has a value in this range",
		"plan:ｐｒｏ,free":      "",
		"plan:any":           "",
		"plan:none":          "",
		"seats:2..3":         "",
		"seats:3.0":          "",
		"score:0..6 lang:ja": "",
	}
	for when, want := range tests {
		for name, src := range map[string]string{
			"term":     fmt.Sprintf("themes: [{id: a, terms: {en: [{term: usable, when: %q}]}}]", when),
			"in words": fmt.Sprintf("themes: [{id: a, terms: {en: ['usable AND (%s)']}}]", strings.ReplaceAll(when, " ", " AND ")),
			"theme":    fmt.Sprintf("themes: [{id: a, when: %q, terms: {en: [usable]}}]", when),
			"rule":     fmt.Sprintf("routing: {rules: [{id: r, when: %q, inform: support}]}", when),
		} {
			lints, err := g.Lint(context.Background(), codebook(t, "version: 1\n"+src))
			if err != nil {
				t.Fatal(err)
			}
			lints = slices.DeleteFunc(lints, func(l Lint) bool { return l.Kind != LintAttribute })
			if (want == "") != (len(lints) == 0) || len(lints) > 1 || want != "" && lints[0].Message != want {
				t.Errorf("%s %s: told %v, want %q", name, when, lints, want)
			}
		}
	}
}
