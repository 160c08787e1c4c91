package pipeline

import (
	"context"
	"reflect"
	"slices"

	"verbatim/classify"
	"verbatim/datasets"
	"verbatim/pipeline/index"
	"verbatim/themes"
	"verbatim/themes/expr"
)

// touched says what a codebook may change.
type touched struct {
	rows       index.Rows // verbatims that it may tag otherwise, or that rules ask for words of
	reroute    bool       // all other responses may be routed otherwise by what they are tagged with
	everything string     // why all must be annotated anew; empty where rows tell
}

// touched compares a codebook with that of the generation, and asks the index
// for the verbatims in which a term stands that one of the two has and the
// other has not.
func (g *Generation) touched(ctx context.Context, now *themes.Codebook) (t touched, err error) {
	old := g.Codebook
	if t.everything = g.stale(); t.everything == "" {
		t.everything = changedForAll(old, now)
	}
	var words []expr.Node
	if !reflect.DeepEqual(shapeOfRouting(old), shapeOfRouting(now)) {
		t.reroute = true
		var ok bool
		if words, ok = wordsOfRules(old, now); !ok && t.everything == "" {
			t.everything = "a routing rule has a regular expression, and routing changed"
		}
	}
	for _, id := range themeIDs(old, now) {
		for _, term := range changedTerms(old.Theme(id), now.Theme(id), old, now) {
			n := loose(term.Node)
			if n == nil && t.everything == "" {
				t.everything = "theme " + id + " has a term that the index cannot look up: " + term.Text
			}
			words = append(words, n)
		}
	}
	for _, intent := range [...]datasets.Intent{datasets.Praise, datasets.Problem, datasets.Question, datasets.Request} {
		before, after := termsOf(old.Intents[intent]), termsOf(now.Intents[intent])
		for _, term := range append(without(before, after), without(after, before)...) {
			n := loose(term.Node)
			if n == nil && t.everything == "" {
				t.everything = "intent " + string(intent) + " has a term that the index cannot look up: " + term.Text
			}
			words = append(words, n)
		}
	}
	if t.everything != "" {
		return t, nil
	}
	t.rows, err = g.searcher.Rows(ctx, anyOf(words))
	return t, err
}

// wordsOfRules returns the words that routing rules ask for; ok is false where
// they ask for something that the index cannot look up.
func wordsOfRules(codebooks ...*themes.Codebook) (words []expr.Node, ok bool) {
	ok = true
	for _, c := range codebooks {
		for _, rule := range c.Routing.Rules {
			expr.Walk(rule.When, func(n expr.Node) bool {
				switch n := n.(type) {
				case *expr.Words, *expr.Prefix:
					words = append(words, loose(n))
				case *expr.Regexp:
					ok = false
				}
				return true
			})
		}
	}
	return words, ok
}

// anyOf returns the expression that holds where one of them does.
func anyOf(nodes []expr.Node) expr.Node {
	switch len(nodes) {
	case 0:
		return &expr.Not{Node: &expr.All{}}
	case 1:
		return nodes[0]
	}
	return &expr.Or{Nodes: nodes}
}

// stale says whether a part follows another codebook or other rules than the
// generation.
func (g *Generation) stale() string {
	rules, err := classify.RulesVersion(g.tokenizer)
	for _, p := range g.Manifest.Parts {
		if p.CodebookVersion != g.Codebook.Hash {
			return "a part still has tags of an earlier codebook"
		}
		if err != nil || p.RulesVersion != rules {
			return "a part still has tags by earlier rules of negation or sentiment"
		}
	}
	return ""
}

// changedForAll says which change of a codebook may concern every response.
func changedForAll(old, now *themes.Codebook) string {
	switch {
	case !sameTerms(old.NoContent, now.NoContent):
		return "no_content changed"
	case ordered(old, now) && !slices.Equal(commonOrder(old, now), commonOrder(now, old)):
		return "themes with group, stop, priority or when changed their order"
	}
	return ""
}

func sameTerms(a, b themes.Terms) bool { return slices.Equal(textsOf(a), textsOf(b)) }

// textsOf returns terms as they are written, with their conditions.
func textsOf(terms themes.Terms) []string {
	var all []string
	for _, lang := range [...]string{"en", "ja", "any"} {
		for _, t := range terms[lang] {
			all = append(all, lang+"\x00"+keyOf(&t))
		}
	}
	return all
}

// keyOf is all that a term says, with ids for names.
func keyOf(t *themes.Term) string {
	key := t.Node.String() + "\x00" + conditionOf(t.When) + "\x00" + t.Negated
	if t.Stop {
		key += "\x00stop"
	}
	return key
}

// conditionOf writes a condition with ids for names.
func conditionOf(when expr.Node) string {
	if when == nil {
		return ""
	}
	return when.String()
}

// shapeOfRouting returns the rules without their places in the file.
func shapeOfRouting(c *themes.Codebook) themes.Routing {
	r := themes.Routing{MaxAge: c.Routing.MaxAge}
	for _, rule := range c.Routing.Rules {
		rule.WhenText = rule.When.String() // with ids for names
		rule.When, rule.Line = nil, 0
		r.Rules = append(r.Rules, rule)
	}
	return r
}

// ordered says whether the order of themes decides anything.
func ordered(codebooks ...*themes.Codebook) bool {
	return slices.ContainsFunc(codebooks, func(c *themes.Codebook) bool {
		return slices.ContainsFunc(c.Themes, func(t themes.Theme) bool {
			stops := func(term themes.Term) bool { return term.Stop }
			return t.Group != "" || t.Stop || t.Priority != 0 || t.When != nil || slices.ContainsFunc(allTerms(&t), stops)
		})
	})
}

// commonOrder returns the themes of c that o has too.
func commonOrder(c, o *themes.Codebook) []string {
	var ids []string
	for _, t := range c.Themes {
		if o.Theme(t.ID) != nil {
			ids = append(ids, t.ID)
		}
	}
	return ids
}

// themeIDs returns the themes of both codebooks, each once.
func themeIDs(old, now *themes.Codebook) []string {
	var ids []string
	for _, t := range now.Themes {
		ids = append(ids, t.ID)
	}
	for _, t := range old.Themes {
		if now.Theme(t.ID) == nil {
			ids = append(ids, t.ID)
		}
	}
	return ids
}

// changedTerms returns the terms of a theme without whose words nothing can
// change: those that only one of the codebooks has, or all where the theme
// itself changed.
func changedTerms(a, b *themes.Theme, old, now *themes.Codebook) []themes.Term {
	if a == nil || b == nil || !sameShape(a, b, old, now) {
		return append(allTerms(a), allTerms(b)...)
	}
	before, after := allTerms(a), allTerms(b)
	return append(without(before, after), without(after, before)...)
}

func sameShape(a, b *themes.Theme, old, now *themes.Codebook) bool {
	return a.Negated == b.Negated && conditionOf(a.When) == conditionOf(b.When) && a.Priority == b.Priority && a.Group == b.Group &&
		a.Stop == b.Stop && a.Sentiment == b.Sentiment && slices.Equal(a.Departments, b.Departments) &&
		slices.Equal(old.Ancestors(a.ID), now.Ancestors(b.ID)) && sameTerms(a.Exclude, b.Exclude)
}

func allTerms(t *themes.Theme) []themes.Term {
	if t == nil {
		return nil
	}
	return termsOf(t.Terms)
}

// termsOf returns the terms of all languages.
func termsOf(terms themes.Terms) []themes.Term {
	return slices.Concat(terms["en"], terms["ja"], terms["any"])
}

// without returns the terms of a that b has not.
func without(a, b []themes.Term) []themes.Term {
	has := map[string]bool{}
	for i := range b {
		has[keyOf(&b[i])] = true
	}
	return slices.DeleteFunc(slices.Clone(a), func(t themes.Term) bool { return has[keyOf(&t)] })
}

// loose returns an expression that the index answers from its words alone and
// that holds wherever n does, or nil where only All would.
func loose(n expr.Node) expr.Node {
	switch n := n.(type) {
	case *expr.Words:
		w := *n
		w.Case = false
		return &w
	case *expr.Prefix:
		return n
	case *expr.Near:
		return looseAll([]expr.Node{n.Left, n.Right})
	case *expr.Sentence:
		return loose(n.Node)
	case *expr.And:
		return looseAll(n.Nodes)
	case *expr.Or:
		or := &expr.Or{}
		for _, kid := range n.Nodes {
			l := loose(kid)
			if l == nil {
				return nil
			}
			or.Nodes = append(or.Nodes, l)
		}
		return or
	}
	return nil
}

// looseAll is loose of an AND: what cannot be looked up is left out.
func looseAll(nodes []expr.Node) expr.Node {
	and := &expr.And{}
	for _, kid := range nodes {
		if l := loose(kid); l != nil {
			and.Nodes = append(and.Nodes, l)
		}
	}
	switch len(and.Nodes) {
	case 0:
		return nil
	case 1:
		return and.Nodes[0]
	}
	return and
}
