package themes

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"

	"verbatim/themes/expr"
)

// termList says what lists of terms are for.
type termList struct {
	what     string // for messages
	check    check
	owner    *Theme // whose terms they are; nil for intents and no_content
	mappings bool   // whether a term may be {term: …, when: …}
}

// terms reads lists of terms by language.
func (d *decoder) terms(n ast.Node, list termList) Terms {
	terms := Terms{}
	seen := map[string]int{} // language and identity to line
	d.byLanguage(n, list.what, func(lang string, n ast.Node) {
		t := termDraft{list: list}
		if !d.term(n, &t) {
			return
		}
		t.Lang = lang
		id := lang + ":" + identity(t.Term)
		if first, twice := seen[id]; twice {
			d.report(d.source.node(t.text), "", "duplicate term %q in %s, first on line %d", t.Text, list.what, first)
			return
		}
		seen[id] = t.Line
		index := len(terms[lang])
		terms[lang] = append(terms[lang], t.Term)
		d.later = append(d.later, func() { d.bindTerm(&terms[lang][index], t) })
	})
	return terms
}

// identity is what makes two terms one: case and width do not, but where =Case
// or a regular expression tells them apart.
func identity(t Term) string {
	text := t.Node.String()
	folds := true
	expr.Walk(t.Node, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Regexp:
			folds = false
		case *expr.Words:
			folds = folds && !n.Case
		}
		return folds
	})
	if folds {
		text = fold(text)
	}
	return text + "\x00" + fold(t.WhenText)
}

// termDraft is a term as it is read, and where its parts stand.
type termDraft struct {
	Term
	list       termList
	value      string // the text as YAML gives it
	text, when ast.Node
}

// termKeys is the table of the keys of a term that is more than a text.
func (d *decoder) termKeys(t *termDraft, what string) []key {
	return []key{
		{name: "term", missing: "write {term: high, when: …}", shape: ref("text"), doc: "The expression; words side by side are a phrase",
			read: func(n ast.Node) { t.text = n }},
		{name: "when", shape: ref("text"), doc: "Condition on fields without which the term does not count, such as score:0..6",
			read: func(n ast.Node) { t.when = n; t.WhenText, _ = textOf(n) }},
		{name: "negated", shape: choice(negatedModes()...), doc: "As negated of the theme, for this term",
			read: func(n ast.Node) { t.Negated = d.oneOf(n, "negated of "+what, negatedModes()...) }},
		{name: "stop", shape: shape{"type": "boolean"}, doc: "Where this term gives the theme, none is given that is decided after it",
			read: func(n ast.Node) { t.Stop = d.flag(n, "stop of "+what) }},
	}
}

// term reads one term: a text, or a mapping with the key term.
func (d *decoder) term(n ast.Node, t *termDraft) bool {
	if t.text = d.parts(n, t); t.text == nil {
		return false
	}
	value, ok := d.scalar(t.text, "a text in "+t.list.what)
	if !ok {
		return false
	}
	t.value = strings.TrimRightFunc(value, unicode.IsSpace) // a block ends with a line break
	node, err := expr.Parse(t.value, expr.List)
	if err == nil {
		err = demand(t.list.check, node, t.value)
	}
	if err != nil {
		d.expression(t.text, t.value, t.list.what, err)
		return false
	}
	t.Node, t.Text = node, strings.TrimSpace(t.value)
	t.Line, t.Column = d.source.position(d.source.value(t.text, t.value, 0, 0).start)
	return true
}

// parts returns the text of a term, and reads what a mapping says beside it;
// nil where there is no text.
func (d *decoder) parts(n ast.Node, t *termDraft) ast.Node {
	what := "an entry of " + t.list.what
	keys := d.termKeys(t, what)
	switch {
	case !slices.ContainsFunc(keys, func(k key) bool { return peek(n, k.name) != nil }):
		return n
	case t.list.mappings:
		d.mapping(n, what, keys)
		return t.text
	}
	d.report(d.source.node(n), "when, negated and stop are for terms of themes; write great AND score:9..10",
		"wanted a text in %s, found keys and values", t.list.what)
	return nil
}

// bindTerm resolves the themes that a term asks for, and reads its when, once
// all names are known.
func (d *decoder) bindTerm(term *Term, t termDraft) {
	if len(expr.Fields(t.Node)) > 0 {
		b := binder{codebook: d.cb, src: t.value}
		term.Node = b.bind(t.Node)
		if b.err != nil {
			d.expression(t.text, t.value, t.list.what, b.err)
			return
		}
		d.decidedBefore(t.text, t.value, term.Node, t.list.what, t.list.owner)
	}
	if t.when != nil {
		term.When = d.condition(t.when, "when of an entry of "+t.list.what, termWhen, t.list.owner)
	}
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

// wholeText allows words and OR: a verbatim as a whole is compared with them,
// whatever its case.
func wholeText(n expr.Node) *expr.Error {
	switch n := n.(type) {
	case *expr.Words:
		if !n.Case {
			return nil
		}
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
		Hint: "the verbatim as a whole is compared with them, in any case",
	}
}
