package themes

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"

	"verbatim/themes/expr"
)

// check is what a kind of list demands of its terms beyond the grammar. The
// error it returns needs neither Src nor Got.
type check func(expr.Node) *expr.Error

// terms reads lists of terms by language.
func (d *decoder) terms(n ast.Node, what string, check check) Terms {
	terms := Terms{}
	seen := map[string]int{} // language and folded term to line
	d.byLanguage(n, what, func(lang string, n ast.Node) {
		t, ok := d.term(n, what, check)
		if !ok {
			return
		}
		t.Lang = lang
		id := lang + ":" + fold(t.Node.String())
		if first, twice := seen[id]; twice {
			d.report(d.source.node(n), "", "duplicate term %q in %s, first on line %d", t.Text, what, first)
			return
		}
		seen[id] = t.Line
		terms[lang] = append(terms[lang], t)
	})
	return terms
}

// term reads one term.
func (d *decoder) term(n ast.Node, what string, check check) (Term, bool) {
	value, ok := d.scalar(n, "a text in "+what)
	if !ok {
		return Term{}, false
	}
	value = strings.TrimRightFunc(value, unicode.IsSpace) // a block ends with a line break
	node, err := expr.Parse(value, expr.List)
	if err == nil {
		if wrong := check(node); wrong != nil {
			wrong.Got = `"` + string([]rune(value)[wrong.At.Start:wrong.At.End]) + `"`
			err = wrong
		}
	}
	if err != nil {
		d.expression(n, value, what, err)
		return Term{}, false
	}
	line, column := d.source.position(d.source.value(n, value, 0, 0).start)
	return Term{Text: strings.TrimSpace(value), Node: node, Line: line, Column: column}, true
}

// expression reports a mistake inside an expression at its character.
func (d *decoder) expression(n ast.Node, value, what string, err error) {
	var e *expr.Error
	if !errors.As(err, &e) {
		d.report(d.source.node(n), "", "%s: %v", what, err)
		return
	}
	d.report(d.source.value(n, value, e.At.Start, e.At.End), e.Hint, "%s: %s", what, e.Message())
}

// givesTag demands that a term holds only where one of its words stands:
// without one a tag would have no evidence.
func givesTag(n expr.Node) *expr.Error {
	if !demandsWords(n) {
		return &expr.Error{
			At: n.Pos(), Want: "a word that must stand in the text",
			Hint: "it would hit texts without any of its words, and there would be no evidence",
		}
	}
	return beforeTags(n)
}

func demandsWords(n expr.Node) bool {
	switch n := n.(type) {
	case *expr.Words, *expr.Prefix:
		return true
	case *expr.And:
		return slices.ContainsFunc(n.Nodes, demandsWords)
	case *expr.Or:
		return !slices.ContainsFunc(n.Nodes, func(n expr.Node) bool { return !demandsWords(n) })
	}
	return false
}

// beforeTags refuses conditions on what is decided only after all terms have
// been matched.
func beforeTags(n expr.Node) *expr.Error {
	decidedLater := []string{"theme", "department", "intent", "sentiment", "status", "by"}
	for _, f := range expr.Fields(n) {
		if slices.Contains(decidedLater, f.Name) {
			return &expr.Error{
				At: f.At, Want: "words, or a condition on the response such as lang:, score: or plan:",
				Hint: f.Name + ": is known only after the terms have been matched; it can stand in routing rules and searches",
			}
		}
	}
	return nil
}

// wholeText allows words and OR: a verbatim as a whole is compared with them.
func wholeText(n expr.Node) *expr.Error {
	switch n := n.(type) {
	case *expr.Words:
		return nil
	case *expr.Or:
		for _, kid := range n.Nodes {
			if err := wholeText(kid); err != nil {
				return err
			}
		}
		return nil
	}
	return &expr.Error{
		At: n.Pos(), Want: "words alone, or words joined by OR",
		Hint: "the verbatim as a whole is compared with them",
	}
}
