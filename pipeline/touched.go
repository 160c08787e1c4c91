package pipeline

import (
	"context"
	"path/filepath"
	"reflect"
	"slices"

	"verbatim/classify"
	"verbatim/datasets"
	"verbatim/pipeline/index"
	"verbatim/themes"
	"verbatim/themes/expr"
)

// touched is what a codebook may change of responses that follow another one.
type touched struct {
	everything string     // why all must be annotated anew; empty where rows tell
	rows       index.Rows // verbatims that it may tag otherwise, or in which words stand that rules ask for
	themes     []string   // whoever has one of these as a tag, applied or not, may be tagged otherwise
	reroute    bool       // all other responses may be routed otherwise by what they are tagged with
	lineage    func(string) []string
}

// nothing says whether it changes no response of a part whose verbatims are the
// rows [start, end).
func (t *touched) nothing(start, end int) bool {
	return t.everything == "" && !t.reroute && len(t.themes) == 0 && !t.rows.HasAny(start, end)
}

// retags says whether a response may be tagged otherwise, whose verbatims are
// the rows [start, end), with these published tags.
func (t *touched) retags(start, end int, tags []datasets.Tag) bool {
	return t.everything != "" || t.rows.HasAny(start, end) ||
		len(t.themes) > 0 && slices.ContainsFunc(tags, func(tag datasets.Tag) bool { return slices.Contains(t.themes, tag.ThemeID) })
}

// touches compares what by annotates by with the codebooks that the parts
// follow, and says of each part what it may change.
func (g *Generation) touches(ctx context.Context, by *annotation) ([]*touched, error) {
	rules, err := classify.RulesVersion(g.tokenizer)
	if err != nil {
		return nil, err
	}
	since := map[string]*touched{} // version of a codebook
	all := make([]*touched, len(g.Manifest.Parts))
	for i := range g.Manifest.Parts {
		p := &g.Manifest.Parts[i]
		if since[p.CodebookVersion] == nil {
			if since[p.CodebookVersion], err = g.touchedSince(ctx, p.CodebookVersion, by); err != nil {
				return nil, err
			}
		}
		all[i] = since[p.CodebookVersion]
		if why := g.stale(p, rules); why != "" {
			t := *all[i]
			t.everything = why
			all[i] = &t
		}
	}
	return all, nil
}

// stale says what a part was annotated by that is not what annotates today,
// beside its codebook.
func (g *Generation) stale(p *PartInfo, rules string) string {
	switch {
	case p.RulesVersion != rules:
		return "a part still has tags by earlier rules of negation or sentiment"
	case p.LLM != g.Manifest.LLM.version() || p.Classifier != g.Manifest.Classifier.version():
		return "a part still has tags by other models"
	}
	return ""
}

// touchedSince is touches for the parts that follow one codebook.
func (g *Generation) touchedSince(ctx context.Context, version string, by *annotation) (*touched, error) {
	old, now := g.codebookOf(version), by.codebook
	if old == nil {
		return &touched{
			everything: "a part still has tags of an earlier codebook, which no generation holds any more",
			lineage:    lineageIn(g.Codebook, now),
		}, nil
	}
	t := &touched{lineage: lineageIn(old), reroute: !reflect.DeepEqual(shapeOfRouting(old), shapeOfRouting(now))}
	if t.themes, t.everything = by.models.beyondWords(old, now); t.everything != "" {
		return t, nil
	}
	words := changedWords(old, now)
	if t.reroute {
		words = append(words, wordsOfRules(now)...)
	}
	rows, err := g.searcher.Rows(ctx, anyOf(words))
	if err != nil {
		return nil, err
	}
	whole, err := g.searcher.Whole(ctx, changedWholes(old, now))
	t.rows = rows.Or(whole)
	return t, err
}

// codebookOf returns the codebook of a version, which that generation has at
// least that made a part by it; nil where none has it any more.
func (g *Generation) codebookOf(version string) *themes.Codebook {
	if g.Codebook.Hash == version {
		return g.Codebook
	}
	paths, _ := filepath.Glob(filepath.Join(filepath.Dir(g.Dir), "*", codebookFile)) // an error is one of the pattern
	for _, path := range slices.Backward(paths) {
		if cb, err := themes.Load(path); err == nil && cb.Hash == version {
			return cb
		}
	}
	return nil
}

// lineageIn returns a theme and all above it in the first codebook that has it.
func lineageIn(codebooks ...*themes.Codebook) func(string) []string {
	known := map[string][]string{}
	for _, cb := range codebooks {
		for _, t := range cb.Themes {
			if known[t.ID] == nil {
				known[t.ID] = append([]string{t.ID}, cb.Ancestors(t.ID)...)
			}
		}
	}
	return func(id string) []string {
		if line := known[id]; line != nil {
			return line
		}
		return []string{id}
	}
}

// changedWords returns expressions one of which holds in every verbatim that
// the terms of themes and intents tag otherwise in one codebook than in the
// other.
func changedWords(old, now *themes.Codebook) []expr.Node {
	var words []expr.Node
	moved := movedThemes(old, now)
	for _, id := range themeIDs(old, now) {
		terms := changedTerms(old.Theme(id), now.Theme(id), old, now)
		if moved[id] {
			terms = append(allTerms(old.Theme(id)), allTerms(now.Theme(id))...)
		}
		words = append(words, wordsOf(terms)...)
	}
	for _, intent := range [...]datasets.Intent{datasets.Praise, datasets.Problem, datasets.Question, datasets.Request} {
		words = append(words, wordsOf(onlyOne(termsOf(old.Intents[intent]), termsOf(now.Intents[intent])))...)
	}
	return words
}

// changedWholes returns the texts of no_content that one of the codebooks has
// and the other has not.
func changedWholes(old, now *themes.Codebook) []string {
	var texts []string
	for _, t := range onlyOne(termsOf(old.NoContent), termsOf(now.NoContent)) {
		expr.Walk(t.Node, func(n expr.Node) bool {
			if w, ok := n.(*expr.Words); ok {
				texts = append(texts, w.Text)
			}
			return true
		})
	}
	return texts
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
	return onlyOne(allTerms(a), allTerms(b))
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

// onlyOne returns the terms that one of the lists has and the other has not.
func onlyOne(a, b []themes.Term) []themes.Term { return append(without(a, b), without(b, a)...) }

// without returns the terms of a that b has not.
func without(a, b []themes.Term) []themes.Term {
	has := map[string]bool{}
	for i := range b {
		has[keyOf(&b[i])] = true
	}
	return slices.DeleteFunc(slices.Clone(a), func(t themes.Term) bool { return has[keyOf(&t)] })
}
