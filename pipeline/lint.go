package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"verbatim/pipeline/index"
	"verbatim/themes"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// Lint is something in a codebook that is no mistake and yet may not be what
// its writer meant.
type Lint struct {
	Kind    LintKind `json:"kind"`
	ThemeID string   `json:"theme_id"`       // empty for rules and intents
	Rule    string   `json:"rule,omitempty"` // id of a routing rule
	Term    string   `json:"term,omitempty"`
	Line    int      `json:"line"`
	Column  int      `json:"column,omitempty"`
	Message string   `json:"message"`
}

// LintKind is what a Lint is about.
type LintKind string

// The kinds. Those from LintNeverHits on are told against a workspace only.
const (
	LintDuplicate LintKind = "duplicate"  // two terms are cut into the same words
	LintLanguage  LintKind = "language"   // a theme lacks terms in a language
	LintSlip      LintKind = "slip"       // a word or sign that is an operator elsewhere
	LintSign      LintKind = "sign"       // a sign at the end of a word, which is not looked for
	LintNeverHits LintKind = "never_hits" // a term stands in no verbatim
	LintTooMuch   LintKind = "too_much"   // a term hits over 30 % of the verbatims
	LintShadowed  LintKind = "shadowed"   // whatever a term hits, another one of the theme hits too
	LintOverlap   LintKind = "overlap"    // the terms of two themes share over 90 % of the verbatims of the one that has fewer
	LintCut       LintKind = "cut"        // a term's letters stand where it is not found: texts are cut otherwise
	LintStem      LintKind = "stem"       // a term finds another word that has the same stem
	LintAttribute LintKind = "attribute"  // a condition asks for an attribute or value that nothing has
)

// The bounds of lints.
const (
	lintTooMuch     = 0.30    // of the verbatims with content
	lintOverlap     = 0.90    // of the smaller theme's verbatims
	lintOverlapRows = 20      // that the smaller theme has at least
	lintShadowRows  = 3       // that a shadowed term hits at least
	lintLanguage    = 0.05    // of the verbatims are in the language
	lintSample      = 5000    // verbatims of which the words are looked at
	lintReads       = 100_000 // verbatims that are all read for a regular expression
)

// LintCodebook looks at a codebook alone.
func LintCodebook(cb *themes.Codebook, tk *tokenize.Tokenizer) []Lint {
	l := &linter{cb: cb, tk: tk}
	l.duplicates()
	l.slips()
	l.signs()
	languages := []string{}
	for _, lang := range [...]string{"en", "ja"} {
		if slices.ContainsFunc(cb.Themes, func(t themes.Theme) bool { return len(t.Terms[lang]) > 0 }) {
			languages = append(languages, lang)
		}
	}
	l.languages(languages, "other themes have some")
	return l.sorted()
}

// Lint looks at a codebook and at what it finds in the verbatims of the
// generation, whose tokenizer must be the one that it was opened with.
func (g *Generation) Lint(ctx context.Context, cb *themes.Codebook) ([]Lint, error) {
	l := &linter{cb: cb, tk: g.tokenizer, g: g}
	l.duplicates()
	l.slips()
	l.signs()
	languages := []string{}
	for _, lang := range [...]string{"en", "ja"} {
		if n := g.Manifest.Stats.Languages[lang]; float64(n) >= lintLanguage*float64(g.Manifest.Stats.Verbatims) && n > 0 {
			languages = append(languages, lang)
		}
	}
	l.languages(languages, "the workspace has verbatims in it")
	for _, step := range []func(context.Context) error{l.count, l.shadows, l.overlaps, l.words, l.attributes} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return l.sorted(), nil
}

// linter is the state of one look at a codebook.
type linter struct {
	cb    *themes.Codebook
	tk    *tokenize.Tokenizer
	g     *Generation
	found []Lint

	content index.Rows     // verbatims with content
	terms   [][]lintedTerm // by theme
	rows    []themeRows    // by theme: what its terms hit
	doc     tokenize.Doc   // scratch
}

// lintedTerm is a term and the verbatims with content that it hits.
type lintedTerm struct {
	*themes.Term
	rows index.Rows
}

func (l *linter) add(kind LintKind, theme *themes.Theme, t *themes.Term, format string, args ...any) {
	lint := Lint{Kind: kind, ThemeID: theme.ID, Line: theme.Line, Message: fmt.Sprintf(format, args...)}
	if t != nil {
		lint.Term, lint.Line, lint.Column = t.Text, t.Line, t.Column
	}
	l.found = append(l.found, lint)
}

func (l *linter) sorted() []Lint {
	slices.SortStableFunc(l.found, func(a, b Lint) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Kind, b.Kind))
	})
	return l.found
}

// each calls fn for every term of every theme, in the order of the file.
func (l *linter) each(fn func(theme *themes.Theme, t *themes.Term)) {
	for i := range l.cb.Themes {
		theme := &l.cb.Themes[i]
		for _, lang := range [...]string{"en", "ja", "any"} {
			for j := range theme.Terms[lang] {
				fn(theme, &theme.Terms[lang][j])
			}
		}
	}
}

// duplicates tells of terms that are cut into the same words.
func (l *linter) duplicates() {
	type first struct {
		theme *themes.Theme
		term  *themes.Term
	}
	seen := map[string]first{}
	l.each(func(theme *themes.Theme, t *themes.Term) {
		key := fmt.Sprint(l.key(t.Node), "\x00", conditionOf(t.When), "\x00", cmp.Or(t.Negated, theme.Negated), conditionOf(theme.When), t.Stop)
		before, twice := seen[key]
		switch {
		case !twice:
			seen[key] = first{theme, t}
		case before.theme == theme:
			l.add(LintDuplicate, theme, t, "finds what %q on line %d finds: one of the two can go", before.term.Text, before.term.Line)
		case !l.related(before.theme, theme):
			l.add(LintDuplicate, theme, t, "gives theme %s too, by %q on line %d", before.theme.ID, before.term.Text, before.term.Line)
		}
	})
}

// related says whether one theme is above the other, or of two of a group a
// verbatim has one only.
func (l *linter) related(a, b *themes.Theme) bool {
	return a == b || slices.Contains(l.cb.Ancestors(a.ID), b.ID) || slices.Contains(l.cb.Ancestors(b.ID), a.ID) ||
		a.Group != "" && a.Group == b.Group
}

// key is the same for expressions that find the same.
func (l *linter) key(n expr.Node) string {
	switch n := n.(type) {
	case *expr.Words:
		var words []string
		l.tk.Tokenize(n.Text, &l.doc)
		for _, t := range l.doc.Tokens {
			if n.Exact {
				words = append(words, t.Surface)
			} else {
				words = append(words, t.Key)
			}
		}
		return fmt.Sprintf("%v%v%q", n.Exact, n.Case, words)
	case *expr.And:
		return "&" + l.keys(n.Nodes)
	case *expr.Or:
		return "|" + l.keys(n.Nodes)
	case *expr.Not:
		return "!" + l.key(n.Node)
	}
	return n.String()
}

func (l *linter) keys(nodes []expr.Node) string {
	var keys []string
	for _, n := range nodes {
		keys = append(keys, l.key(n))
	}
	slices.Sort(keys)
	return "(" + strings.Join(keys, " ") + ")"
}

// languages tells of themes that have terms, but none in one of the languages.
func (l *linter) languages(languages []string, why string) {
	for i := range l.cb.Themes {
		t := &l.cb.Themes[i]
		if len(t.Terms["any"]) > 0 || len(t.Terms["en"])+len(t.Terms["ja"]) == 0 {
			continue
		}
		for _, lang := range languages {
			if len(t.Terms[lang]) == 0 {
				l.add(LintLanguage, t, nil, "has no terms in %s, and %s", lang, why)
			}
		}
	}
}

// count looks up every term.
func (l *linter) count(ctx context.Context) (err error) {
	content := &expr.Field{Name: "status", Values: []expr.Value{{Lo: "content"}}}
	if l.content, err = l.g.searcher.Rows(ctx, content); err != nil {
		return err
	}
	all := l.content.Len()
	l.terms = make([][]lintedTerm, len(l.cb.Themes))
	l.rows = make([]themeRows, len(l.cb.Themes))
	at := map[*themes.Theme]int{}
	for i := range l.cb.Themes {
		at[&l.cb.Themes[i]] = i
	}
	l.each(func(theme *themes.Theme, t *themes.Term) {
		if err != nil {
			return
		}
		rows, e := l.lookUp(ctx, t)
		if e != nil {
			err = e
			return
		}
		n := rows.Len()
		switch {
		case n == 0:
			l.add(LintNeverHits, theme, t, "stands in none of %d verbatims", all)
		case float64(n) > lintTooMuch*float64(all) && n >= lintOverlapRows && !forTheRest(theme, t):
			l.add(LintTooMuch, theme, t, "hits %d of %d verbatims (%.0f%%): is it too wide?", n, all, 100*float64(n)/float64(all))
		}
		i := at[theme]
		l.terms[i] = append(l.terms[i], lintedTerm{t, rows})
		l.rows[i].add(theme, lintedTerm{t, rows})
	})
	return err
}

// lookUp returns the verbatims with content in which a term stands. Conditions
// and negation do not count: they are not about words. Of a regular expression
// only what stands beside it counts where there are very many verbatims, since
// every one of them would have to be read.
func (l *linter) lookUp(ctx context.Context, t *themes.Term) (index.Rows, error) {
	n := wordsAlone(t.Node)
	if l.content.Len() > lintReads {
		if wide := loose(n); wide != nil && hasRegexp(n) {
			n = wide
		}
	}
	rows, err := l.g.searcher.Rows(ctx, n)
	if err != nil {
		return rows, fmt.Errorf("%s:%d:%d: term %q: %w", l.cb.Path, t.Line, t.Column, t.Text, err)
	}
	return rows.And(l.content), nil
}

// wordsAlone is an expression without its conditions on fields.
func wordsAlone(n expr.Node) expr.Node {
	switch n := n.(type) {
	case *expr.Field:
		return &expr.All{}
	case *expr.And:
		and := &expr.And{}
		for _, kid := range n.Nodes {
			if _, field := kid.(*expr.Field); !field {
				and.Nodes = append(and.Nodes, wordsAlone(kid))
			}
		}
		if len(and.Nodes) == 1 {
			return and.Nodes[0]
		}
		return and
	case *expr.Or:
		or := &expr.Or{}
		for _, kid := range n.Nodes {
			or.Nodes = append(or.Nodes, wordsAlone(kid))
		}
		return or
	case *expr.Not:
		if len(expr.Fields(n.Node)) > 0 {
			return &expr.All{}
		}
	}
	return n
}

func hasRegexp(n expr.Node) (found bool) {
	expr.Walk(n, func(n expr.Node) bool {
		_, regexp := n.(*expr.Regexp)
		found = found || regexp
		return true
	})
	return found
}

// shadows tells of terms whose hits are all hits of another term of the theme.
func (l *linter) shadows(context.Context) error {
	for i, terms := range l.terms {
		for j := range terms {
			if by := shadow(terms, j); by != nil {
				l.add(LintShadowed, &l.cb.Themes[i], terms[j].Term, "whatever it hits (%d verbatims), %q on line %d hits too", terms[j].rows.Len(), by.Text, by.Line)
			}
		}
	}
	return nil
}

// shadow returns a term that hits all that term j hits, and more, or that
// stands before it. Terms with conditions neither shadow nor are shadowed.
func shadow(terms []lintedTerm, j int) *themes.Term {
	n := terms[j].rows.Len()
	if n < lintShadowRows || !plain(terms[j].Term) {
		return nil
	}
	for k := range terms {
		m := terms[k].rows.Len()
		if k == j || m < n || m == n && k > j || !plain(terms[k].Term) {
			continue
		}
		if terms[j].rows.CountAnd(terms[k].rows) == n {
			return terms[k].Term
		}
	}
	return nil
}

// plain says whether a term is a word or a phrase without conditions.
func plain(t *themes.Term) bool {
	_, words := t.Node.(*expr.Words)
	return words && t.WhenText == "" && t.Negated == ""
}
