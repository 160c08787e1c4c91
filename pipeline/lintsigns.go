package pipeline

import (
	"regexp"
	"strings"
	"unicode"

	"verbatim/themes"
	"verbatim/themes/expr"
)

// signs tells of signs at the ends of words that are not looked for, since
// texts are compared by their words: C++ finds C.
func (l *linter) signs() {
	l.everyTerm(func(theme *themes.Theme, t *themes.Term) {
		expr.Walk(t.Node, func(n expr.Node) bool {
			l.sign(n, func(format string, args ...any) { l.tell(LintSign, theme, t, format, args...) })
			return true
		})
	})
	for i := range l.cb.Routing.Rules {
		rule := &l.cb.Routing.Rules[i]
		expr.Walk(rule.When, func(n expr.Node) bool {
			l.sign(n, func(format string, args ...any) { l.tellRule(LintSign, rule, format, args...) })
			return true
		})
	}
}

// sign tells of the signs before the first word of a leaf and behind its last.
func (l *linter) sign(n expr.Node, tell func(format string, args ...any)) {
	var text, flags string
	switch n := n.(type) {
	case *expr.Words:
		text = strings.TrimSpace(n.Text)
		if n.Case {
			flags = "(?-i)"
		}
	case *expr.Prefix:
		text = n.Text
	}
	l.tk.Tokenize(text, &l.doc)
	if len(l.doc.Tokens) == 0 {
		return
	}
	runes := []rune(l.doc.Text)
	from, to := l.doc.Tokens[0].Start, l.doc.Tokens[len(l.doc.Tokens)-1].End
	before, behind := strings.TrimSpace(string(runes[:from])), strings.TrimSpace(string(runes[to:]))
	var lost []string
	if strings.ContainsFunc(expr.Fold(before), sought) || opens(before) {
		lost = append(lost, before)
	}
	if strings.ContainsFunc(expr.Fold(behind), sought) {
		lost = append(lost, behind)
	}
	if lost == nil {
		return
	}
	pattern := strings.ReplaceAll(regexp.QuoteMeta(text), "/", `\/`)
	tell("%q does not count, so that %q finds what %q finds: write /%s%s/, or make it a word of the dictionary in verbatim.yaml",
		strings.Join(lost, " "), text, string(runes[from:to]), flags, pattern)
}

// sought says whether a sign at the end of a word is part of what somebody
// looks for (C#, 50%, -1, an emoji): punctuation, quotes and brackets are not,
// nor are the wave dash, which stands for any word in Japanese, and marks of
// trade.
func sought(r rune) bool {
	switch r {
	case '~', '〜', '®', '©':
		return false
	case '-', '#', '%', '&', '@', '*', '/', '\\', '_', '§', '‰':
		return true
	}
	return unicode.IsSymbol(r)
}

// opens says whether what stands before a word is the full stop of .NET or the
// colon of :D, which end no sentence there.
func opens(before string) bool { return before == "." || before == ":" || before == ";" }
