package themes

import (
	"fmt"
	"slices"

	"github.com/goccy/go-yaml/ast"

	"verbatim/themes/expr"
)

// check is what a place demands of an expression beyond the grammar. The
// error it returns needs neither Src nor Got.
type check func(expr.Node) *expr.Error

// givesTag demands that a term of a theme holds only where one of its words
// stands: without one a tag would have no evidence.
func givesTag(n expr.Node) *expr.Error {
	if err := needsWords(n); err != nil {
		return err
	}
	return beforeTags(n)
}

// givesIntent demands the same of a term of an intent.
func givesIntent(n expr.Node) *expr.Error {
	if err := needsWords(n); err != nil {
		return err
	}
	return askable(n, "words, or a condition on the response such as lang:, score: or plan:", afterIntents)
}

func needsWords(n expr.Node) *expr.Error {
	if expr.NeedsWords(n) {
		return nil
	}
	return &expr.Error{
		At: n.Pos(), Want: "a word that must stand in the text",
		Hint: "it would hit texts without any of its words, and there would be no evidence",
	}
}

// beforeTags refuses conditions on what is decided after a theme's terms.
func beforeTags(n expr.Node) *expr.Error {
	return askable(n, "words, or a condition such as lang:, score:, intent: or plan:", afterTerms)
}

// termWhen and themeWhen are for the conditions beside words.
func termWhen(n expr.Node) *expr.Error {
	if err := fieldsAlone(n); err != nil {
		return err
	}
	return askable(n, "a condition such as lang:, score:, intent: or plan:", afterTerms)
}

func themeWhen(n expr.Node) *expr.Error {
	if err := fieldsAlone(n); err != nil {
		return err
	}
	return askable(n, "a condition such as lang:, score:, sentiment: or plan:", afterThemes)
}

// ruleWhen is for routing rules.
func ruleWhen(n expr.Node) *expr.Error {
	return askable(n, "a condition on response, words or themes", func(field string) string {
		if field == "department" {
			return "department: is what the rules decide; ask for theme: instead"
		}
		return ""
	})
}

// fieldsAlone refuses words where a condition stands beside words already.
func fieldsAlone(n expr.Node) (err *expr.Error) {
	expr.Walk(n, func(n expr.Node) bool {
		switch n.(type) {
		case *expr.Words, *expr.Prefix, *expr.Regexp, *expr.Near, *expr.Sentence:
			err = &expr.Error{
				At: n.Pos(), Want: "conditions on fields alone, such as score:0..6",
				Hint: "words belong in the term: price AND high",
			}
		}
		return err == nil
	})
	return err
}

// askable refuses the first field for which later has a reason.
func askable(n expr.Node, want string, later func(field string) string) *expr.Error {
	for _, f := range expr.Fields(n) {
		if hint := later(f.Name); hint != "" {
			return &expr.Error{At: f.At, Want: want, Hint: hint}
		}
	}
	return nil
}

func afterThemes(field string) string {
	if slices.Contains([]string{"department", "by", "llm"}, field) {
		return field + ": is known only after the themes; it can stand in searches"
	}
	return ""
}

func afterTerms(field string) string {
	if field == "sentiment" {
		return "sentiment: is known only after the terms; it can stand in when: of a theme"
	}
	return afterThemes(field)
}

func afterIntents(field string) string {
	if slices.Contains([]string{"theme", "intent", "sentiment", "status", "department", "by", "llm"}, field) {
		return field + ": is known only after the intents; it can stand in searches"
	}
	return ""
}

// condition reads the condition of a rule, a theme or a term of the theme
// owner, once all names are known. A rule has no owner.
func (d *decoder) condition(n ast.Node, what string, check check, owner *Theme) expr.Node {
	text, ok := d.scalar(n, "a condition for "+what)
	if !ok {
		return nil
	}
	node, err := d.cb.ParseExpr(text, expr.Search)
	if err == nil {
		err = demand(check, node, text)
	}
	if err != nil {
		d.expression(n, text, what, err)
		return nil
	}
	if _, all := node.(*expr.All); all {
		hint := "leave the key out"
		if owner == nil {
			hint = "for every response write theme:any OR theme:none"
		}
		d.report(d.source.node(n), hint, "empty condition in %s", what)
	}
	d.decidedBefore(n, text, node, what, owner)
	return node
}

// demand runs a check; the error is an *expr.Error of the source text.
func demand(check check, n expr.Node, text string) error {
	wrong := check(n)
	if wrong == nil {
		return nil
	}
	wrong.Src = text
	wrong.Got = fmt.Sprintf("%q", string([]rune(text)[wrong.At.Start:wrong.At.End]))
	return wrong
}

// decidedBefore reports conditions of the theme owner on themes that are
// decided only after it, in text, the value of n. A condition on a theme asks
// for the themes below it as well, so those must be decided before too; owner
// itself may be one of these.
func (d *decoder) decidedBefore(n ast.Node, text string, node expr.Node, what string, owner *Theme) {
	if owner == nil {
		return
	}
	self, known := d.cb.byID[owner.ID]
	if !known {
		return
	}
	for _, f := range expr.Fields(node) {
		for _, v := range f.Values {
			if f.Name != "theme" || v.IsAny() || v.IsNone() {
				continue
			}
			if hint := d.notBefore(self, v.Lo); hint != "" {
				d.report(d.source.value(n, text, v.At.Start, v.At.End), hint,
					"%s: wanted a theme that is decided before %s, found %q", what, owner.ID, v.Lo)
			}
		}
	}
}

// notBefore says why the theme id, or one below it, is not decided before the
// theme self; "" where all are.
func (d *decoder) notBefore(self int, id string) string {
	if d.cb.Themes[self].ID == id {
		return "a theme cannot ask for itself; exclude: takes hits away"
	}
	last := d.last[id][0]
	if last == self {
		last = d.last[id][1]
	}
	if last < 0 || d.rank[last] < d.rank[self] {
		return ""
	}
	t := d.cb.Themes[last]
	hint := fmt.Sprintf("it is decided after, on line %d", t.Line)
	if t.ID != id {
		hint = fmt.Sprintf("%s below it is decided after, on line %d", t.ID, t.Line)
	}
	return hint + "; give it a higher priority, or move it up in the file"
}

// decide works out the places of the themes in the order of decision, and for
// every theme which two of it and the themes below it are decided last. Rings
// of parents, which are mistakes, come to an end too.
func (d *decoder) decide() {
	d.rank = make([]int, len(d.cb.Themes))
	d.last = map[string][2]int{}
	seen := make([]int, len(d.cb.Themes)) // which theme came by last, from 1
	for place, i := range d.cb.Order() {
		d.rank[i] = place
		for up, known := i, true; known && seen[up] != i+1; up, known = d.cb.byID[d.cb.Themes[up].Parent] {
			seen[up] = i + 1
			id := d.cb.Themes[up].ID
			before, ok := d.last[id]
			if !ok {
				before[0] = -1
			}
			d.last[id] = [2]int{i, before[0]}
		}
	}
}
