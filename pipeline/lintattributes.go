package pipeline

import (
	"context"
	"slices"
	"strings"

	"verbatim/datasets"
	"verbatim/themes"
	"verbatim/themes/expr"
)

// The bounds of what is told of attributes.
const (
	lintValues = 1000 // distinct values that an attribute has at most: of more, another run may well bring new ones
	lintShown  = 8    // values that a message lists
)

// attributes tells of conditions on attributes that the workspace does not
// have, and on values that none of its verbatims has.
func (l *linter) attributes(context.Context) error {
	l.everyTerm(func(theme *themes.Theme, t *themes.Term) {
		for _, n := range [...]expr.Node{t.Node, t.When} {
			l.conditions(n, func(format string, args ...any) { l.tell(LintAttribute, theme, t, format, args...) })
		}
	})
	for i := range l.cb.Themes {
		theme := &l.cb.Themes[i]
		l.conditions(theme.When, func(format string, args ...any) { l.add(LintAttribute, theme, nil, format, args...) })
	}
	for i := range l.cb.Routing.Rules {
		rule := &l.cb.Routing.Rules[i]
		l.conditions(rule.When, func(format string, args ...any) { l.tellRule(LintAttribute, rule, format, args...) })
	}
	return nil
}

// conditions looks at every attribute that an expression asks for.
func (l *linter) conditions(n expr.Node, tell func(format string, args ...any)) {
	if n == nil {
		return
	}
	for _, f := range expr.Fields(n) {
		if expr.IsField(f.Name) {
			continue
		}
		if !slices.ContainsFunc(l.g.Manifest.Attributes, func(a datasets.Attribute) bool { return a.Slug == f.Name }) {
			tell("asks for %s, and the workspace has no such attribute: %s", f, l.attributeHint(f.Name))
			continue
		}
		l.values(f, tell)
	}
}

// attributeHint says which attribute may have been meant. Conditions know
// attributes by slug alone.
func (l *linter) attributeHint(name string) string {
	var slugs []string
	for _, a := range l.g.Manifest.Attributes {
		if expr.Fold(a.Header) == expr.Fold(name) {
			return "column " + a.Header + " is called " + a.Slug + " here"
		}
		slugs = append(slugs, a.Slug)
	}
	return meant(name, slugs)
}

// meant says which of some words may have been meant, else which there are.
func meant(word string, known []string) string {
	if hint := expr.DidYouMean(word, known); hint != "" {
		return hint
	}
	if len(known) == 0 {
		return "there is none"
	}
	known = slices.Clone(known)
	if len(known) > lintShown {
		known = append(known[:lintShown], "…")
	}
	return "there is " + strings.Join(known, ", ")
}

// values tells of the values of a condition that none of the verbatims has.
func (l *linter) values(f *expr.Field, tell func(format string, args ...any)) {
	column := l.g.columns.Dict("attr_" + f.Name)
	if column == nil || column.Len() > lintValues {
		return
	}
	var known []string
	for code := range column.Len() {
		known = append(known, column.Value(int32(code)))
	}
	for _, v := range f.Values {
		one := &expr.Field{Name: f.Name, Values: []expr.Value{v}}
		switch {
		case v.IsAny(), v.IsNone(), slices.ContainsFunc(known, one.Match):
		case v.Range:
			tell("asks for %s, and no verbatim has a value in this range", one)
		default:
			tell("asks for %s, and no verbatim has this value: %s", one, meant(v.Lo, known))
		}
	}
}
