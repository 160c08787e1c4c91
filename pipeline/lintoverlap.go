package pipeline

import (
	"context"
	"slices"

	"verbatim/pipeline/index"
	"verbatim/themes"
	"verbatim/themes/expr"
)

// themeRows are the verbatims that the terms of a theme hit. Terms that want
// negated hits stand apart: where one of them gives its theme, the same words
// give no other one that does not want them negated.
type themeRows struct{ plain, negated index.Rows }

// forTheRest says whether a term gives its theme only where no other one is.
func forTheRest(theme *themes.Theme, t *themes.Term) bool {
	return rulesOut(theme.When, nil) || rulesOut(t.When, nil) || rulesOut(t.Node, nil)
}

// add adds what a term hits, unless it gives the theme only where no other one
// is: of such a tag no verbatim has two.
func (r *themeRows) add(theme *themes.Theme, t lintedTerm) {
	negated := t.Negated
	if negated == "" {
		negated = theme.Negated
	}
	switch {
	case rulesOut(t.When, nil) || rulesOut(t.Node, nil):
	case negated == themes.NegatedRequire:
		r.negated = r.negated.Or(t.rows)
	default:
		r.plain = r.plain.Or(t.rows)
	}
}

// len returns how many verbatims there are.
func (r *themeRows) len() int {
	return r.plain.Len() + r.negated.Len() - r.plain.CountAnd(r.negated)
}

// shared returns how many verbatims both have in the same way.
func (r *themeRows) shared(o *themeRows) int {
	plain, negated := r.plain.CountAnd(o.plain), r.negated.CountAnd(o.negated)
	if plain == 0 || negated == 0 {
		return plain + negated
	}
	return r.plain.And(o.plain).Or(r.negated.And(o.negated)).Len()
}

// overlaps tells of themes whose terms hit the same verbatims.
func (l *linter) overlaps(context.Context) error {
	order := l.cb.Order()
	lens := make([]int, len(l.rows))
	for i := range l.rows {
		lens[i] = l.rows[i].len()
	}
	for n, i := range order {
		for _, j := range order[:n] {
			if min(lens[i], lens[j]) < lintOverlapRows || l.apart(&l.cb.Themes[j], &l.cb.Themes[i]) {
				continue
			}
			few, many := max(i, j), min(i, j) // of two that are equal, the second of the file is told
			if lens[few] > lens[many] {
				few, many = many, few
			}
			both := l.rows[few].shared(&l.rows[many])
			if float64(both) > lintOverlap*float64(lens[few]) {
				l.add(LintOverlap, &l.cb.Themes[few], nil, "%d of the %d verbatims that its terms hit, those of theme %s hit too (%d in all): are they one?",
					both, lens[few], l.cb.Themes[many].ID, lens[many])
			}
		}
	}
	return nil
}

// apart says whether two themes, the first of which is decided first, are one
// above the other, or never two of one verbatim.
func (l *linter) apart(first, second *themes.Theme) bool {
	return l.related(first, second) || first.Stop ||
		rulesOut(second.When, append(l.cb.Ancestors(first.ID), first.ID))
}

// rulesOut says whether a condition cannot hold where a verbatim has a theme
// already, of which the id and the ids above it are given; without ids, where
// it has any.
func rulesOut(when expr.Node, ids []string) bool {
	rules := func(n expr.Node) bool { return rulesOut(n, ids) }
	switch n := when.(type) {
	case *expr.Field:
		return n.Name == "theme" && !slices.ContainsFunc(n.Values, func(v expr.Value) bool { return !v.IsNone() })
	case *expr.Not:
		return asksFor(n.Node, ids)
	case *expr.And:
		return slices.ContainsFunc(n.Nodes, rules)
	case *expr.Or:
		return !slices.ContainsFunc(n.Nodes, func(kid expr.Node) bool { return !rules(kid) })
	}
	return false
}

// asksFor says whether a condition holds wherever a verbatim has a theme.
func asksFor(when expr.Node, ids []string) bool {
	asks := func(n expr.Node) bool { return asksFor(n, ids) }
	switch n := when.(type) {
	case *expr.Field:
		return n.Name == "theme" && slices.ContainsFunc(n.Values, func(v expr.Value) bool {
			return v.IsAny() || slices.Contains(ids, v.Lo)
		})
	case *expr.And:
		return !slices.ContainsFunc(n.Nodes, func(kid expr.Node) bool { return !asks(kid) })
	case *expr.Or:
		return slices.ContainsFunc(n.Nodes, asks)
	}
	return false
}
