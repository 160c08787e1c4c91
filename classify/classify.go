// Package classify gives verbatims their intent and their tags: it joins what
// the lookup lists find, what is negated, the sentiment, and what people
// decided, and says of every theme whether it is applied or why it is not.
package classify

import (
	"verbatim/classify/lookup"
	"verbatim/classify/polarity"
	"verbatim/themes"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// Tagger tags by a codebook. It is immutable and may be shared between
// goroutines, each with its own Reading.
type Tagger struct {
	codebook *themes.Codebook
	matcher  *lookup.Matcher
	polarity *polarity.Analyzer
	rank     []int               // by index in Codebook.Themes: its place in the order of decisions
	index    map[string]int      // theme id to index in Codebook.Themes
	lineage  map[string][]string // theme id to itself and its ancestors
}

// New compiles a codebook for texts that are cut by tk. The error joins one for
// every term that can never match, each with its line.
func New(cb *themes.Codebook, tk *tokenize.Tokenizer) (*Tagger, error) {
	m, err := lookup.Compile(cb, tk)
	if err != nil {
		return nil, err
	}
	p, err := polarity.New(tk)
	if err != nil {
		return nil, err
	}
	t := &Tagger{codebook: cb, matcher: m, polarity: p, index: map[string]int{}, lineage: map[string][]string{}}
	for i := range cb.Themes {
		id := cb.Themes[i].ID
		t.index[id] = i
		t.lineage[id] = append([]string{id}, cb.Ancestors(id)...)
	}
	t.rank = make([]int, len(cb.Themes))
	for rank, i := range cb.Order() {
		t.rank[i] = rank
	}
	return t, nil
}

// Version is the version of the rules that are not in the codebook: of negation
// and sentiment.
func (t *Tagger) Version() string { return t.polarity.Version() }

// RulesVersion is the Version of any Tagger for texts that are cut by tk.
func RulesVersion(tk *tokenize.Tokenizer) (string, error) {
	p, err := polarity.New(tk)
	if err != nil {
		return "", err
	}
	return p.Version(), nil
}

// Lineage returns a theme and all above it.
func (t *Tagger) Lineage(id string) []string { return t.lineage[id] }

// Reading is what a Tagger read in one document. The zero Reading is ready to
// use; using it again saves its memory. It belongs to one goroutine.
type Reading struct {
	Hits  lookup.Hits
	scope polarity.Scope
	facts facts

	candidates []int
	groups     []decided
}

// Read reads a document, which must stay as it is while r is asked.
func (t *Tagger) Read(doc *tokenize.Doc, r *Reading) {
	t.polarity.Read(doc, &r.scope)
	t.matcher.Match(doc, &r.scope, &r.Hits)
}

// NoContent says whether the document that r read says nothing.
func (t *Tagger) NoContent(doc *tokenize.Doc, r *Reading) bool {
	return t.matcher.NoContent(doc, &r.Hits)
}

// Rule says whether routing rule i holds for all that was merged into h.
func (t *Tagger) Rule(i int, h *lookup.Hits, f expr.Facts) bool { return t.matcher.Rule(i, h, f) }

// facts are those about a response, with what has been decided of the verbatim
// meanwhile.
type facts struct {
	expr.Facts
	intent    []string
	themes    []string
	sentiment []string
}

func (f *facts) reset(of expr.Facts) {
	f.Facts = of
	f.intent, f.themes, f.sentiment = f.intent[:0], f.themes[:0], f.sentiment[:0]
}

// Values is that of expr.Facts.
func (f *facts) Values(field string) []string {
	switch {
	case field == "theme":
		return f.themes
	case field == "intent":
		return f.intent
	case field == "sentiment":
		return f.sentiment
	case f.Facts == nil:
		return nil
	}
	return f.Facts.Values(field)
}
