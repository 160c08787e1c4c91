package pipeline

import (
	"regexp"
	"strings"
	"unicode"

	"verbatim/datasets"
	"verbatim/themes"
	"verbatim/themes/expr"
)

// slip is something that is an operator or a sign elsewhere, and here a word of
// a phrase, or nothing. Forms are looked for in the text of a phrase, folded by case and
// width.
type slip struct {
	form *regexp.Regexp // the first group is what is told
	say  string
}

// jaLetter is a letter of Japanese words, for forms.
const jaLetter = `[\p{Hiragana}\p{Katakana}\p{Han}ー]`

// slips are told only where no phrase of English has them: and and or beside
// Japanese words, - behind a space and before a letter.
var slips = []slip{
	{regexp.MustCompile(jaLetter + `\s+(and|or|not)\s`), "is a word here: say %s for the operator"},
	{regexp.MustCompile(`(?:^|\s)(and|or|not)\s+` + jaLetter), "is a word here: say %s for the operator"},
	{regexp.MustCompile(`(?:^|\s)((?:near|before)/[0-9]+)(?:\s|$)`), "is a word here: say %s for the operator"},
	{regexp.MustCompile(`\s([-−])\pL`), "does not exclude the word behind it here: say NOT, as in high AND NOT low"},
	{regexp.MustCompile(`\pL\s*(\|)\s*\pL`), "does not part terms: make two terms of it, or say OR"},
	{regexp.MustCompile(`[\pL\pN]\s*(、)\s*[\pL\pN]`), "does not part terms: make two terms of it, or say OR"},
	{regexp.MustCompile(jaLetter + `\s*(,)|(,)\s*` + jaLetter), "does not part terms: make two terms of it, or say OR"},
	{regexp.MustCompile(`^([「『【\[].*[」』】\]])$`), "finds the same without its brackets, which are no quotes here: leave them out"},
}

// slips tells of words that were probably meant as operators.
func (l *linter) slips() {
	l.everyTerm(func(theme *themes.Theme, t *themes.Term) {
		expr.Walk(t.Node, func(n expr.Node) bool {
			text, ok := unquoted(n)
			if ok {
				l.slip(text, func(format string, args ...any) { l.tell(LintSlip, theme, t, format, args...) })
			}
			return true
		})
	})
	for i := range l.cb.Routing.Rules {
		l.ruleSlips(&l.cb.Routing.Rules[i])
	}
}

// slip tells of the first slip of every form in a text.
func (l *linter) slip(text string, tell func(format string, args ...any)) {
	told := map[string]bool{}
	folded := expr.Fold(text)
	for _, s := range slips {
		m := s.form.FindStringSubmatch(folded)
		if m == nil {
			continue
		}
		found := strings.Join(m[1:], "")
		if told[found] {
			continue
		}
		told[found] = true
		tell("%q "+strings.ReplaceAll(s.say, "%s", strings.ToUpper(found)), found)
	}
}

// unquoted returns the text of words that stand in no quotes.
func unquoted(n expr.Node) (string, bool) {
	switch n := n.(type) {
	case *expr.Words:
		return n.Text, !n.Quote
	case *expr.Prefix:
		return n.Text, true
	}
	return "", false
}

// ruleSlips tells of and, or and not among the conditions of a rule, where
// words are looked for one by one.
func (l *linter) ruleSlips(rule *themes.Rule) {
	expr.Walk(rule.When, func(n expr.Node) bool {
		and, ok := n.(*expr.And)
		if !ok {
			return true
		}
		for i, kid := range and.Nodes {
			text, ok := unquoted(kid)
			beside := i > 0 && noEnglish(and.Nodes[i-1]) || i+1 < len(and.Nodes) && noEnglish(and.Nodes[i+1])
			if word := expr.Fold(text); ok && beside && (word == "and" || word == "or" || word == "not") {
				l.tellRule(LintSlip, rule, "%q is a word here: say %s for the operator", word, strings.ToUpper(word))
			}
		}
		return true
	})
}

// noEnglish says whether a node is a condition or has Japanese words.
func noEnglish(n expr.Node) bool {
	if _, field := n.(*expr.Field); field {
		return true
	}
	text, ok := unquoted(n)
	return ok && strings.ContainsFunc(text, func(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han) })
}

// everyTerm calls fn for every term of the codebook: those of themes, of what
// they exclude, and with no theme those of intents.
func (l *linter) everyTerm(fn func(theme *themes.Theme, t *themes.Term)) {
	lists := func(theme *themes.Theme, terms themes.Terms) {
		for _, lang := range [...]string{"en", "ja", "any"} {
			for i := range terms[lang] {
				fn(theme, &terms[lang][i])
			}
		}
	}
	for i := range l.cb.Themes {
		theme := &l.cb.Themes[i]
		lists(theme, theme.Terms)
		lists(theme, theme.Exclude)
	}
	for _, intent := range [...]datasets.Intent{datasets.Request, datasets.Question, datasets.Problem, datasets.Praise} {
		lists(nil, l.cb.Intents[intent])
	}
}

// tell is add for terms that may belong to no theme.
func (l *linter) tell(kind LintKind, theme *themes.Theme, t *themes.Term, format string, args ...any) {
	if theme == nil {
		theme = &themes.Theme{}
	}
	l.add(kind, theme, t, format, args...)
}

// tellRule is add for routing rules.
func (l *linter) tellRule(kind LintKind, rule *themes.Rule, format string, args ...any) {
	l.add(kind, &themes.Theme{Line: rule.Line}, nil, format, args...)
	l.found[len(l.found)-1].Rule = rule.ID
}
