package lookup

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"verbatim/themes"
	"verbatim/tokenize"
)

// Matcher is a compiled codebook. It is immutable and may be shared between
// goroutines, each with its own Hits.
type Matcher struct {
	words     words
	entries   []entry // excludes and terms of the themes in codebook order, then the intents
	intents   int32   // index of the first entry of an intent
	byLeaf    packed  // per leaf: the entries that it can make true
	wordless  []int32 // entries that may hold without any word
	rules     []cond  // by index in Codebook.Routing.Rules
	noContent map[string]struct{}
	longest   int // length of the longest key of noContent, in bytes
}

// entry is one expression of a list.
type entry struct {
	kind  entryKind
	owner int32 // index in Codebook.Themes, or in intentOrder
	text  string
	cond  cond
}

type entryKind uint8

const (
	themeExclude entryKind = iota
	themeTerm
	intentTerm
)

// Compile compiles the lists of a codebook and the words of its routing rules,
// cut by the same tokenizer as the texts. The error joins one for every term
// that can never match, each with its line.
func Compile(cb *themes.Codebook, tk *tokenize.Tokenizer) (*Matcher, error) {
	c := compiler{name: cb.Path, words: newWordsBuilder(tk), m: &Matcher{}}
	for i := range cb.Themes {
		t := &cb.Themes[i]
		c.list("theme "+t.ID+", exclude", themeExclude, i, t.Exclude)
		c.list("theme "+t.ID, themeTerm, i, t.Terms)
	}
	c.m.intents = int32(len(c.m.entries))
	for i, intent := range intentOrder() {
		c.list("intent "+string(intent), intentTerm, i, cb.Intents[intent])
	}
	for _, r := range cb.Routing.Rules {
		cond, err := c.words.cond(r.When)
		if err != nil {
			c.fail(r.Line, 1, "rule "+r.ID, r.WhenText, err)
		}
		c.m.rules = append(c.m.rules, cond)
	}
	c.noContent(cb.NoContent)
	if err := errors.Join(c.errs...); err != nil {
		return nil, err
	}
	c.m.words = c.words.build()
	c.index()
	return c.m, nil
}

// compiler is the state of Compile.
type compiler struct {
	name  string // of the codebook
	words *wordsBuilder
	m     *Matcher
	errs  []error
}

func (c *compiler) fail(line, column int, where, text string, err error) {
	c.errs = append(c.errs, fmt.Errorf("%s:%d:%d: %s: term %q: %w", c.name, line, column, where, text, err))
}

// list adds the terms of one list.
func (c *compiler) list(where string, kind entryKind, owner int, terms themes.Terms) {
	for _, t := range inOrder(terms) {
		cond, err := c.words.cond(t.Node)
		if err != nil {
			c.fail(t.Line, t.Column, where, t.Text, err)
			continue
		}
		c.m.entries = append(c.m.entries, entry{kind: kind, owner: int32(owner), text: t.Text, cond: cond})
	}
}

// inOrder returns the terms of all languages as they stand in the file.
func inOrder(terms themes.Terms) []themes.Term {
	var all []themes.Term
	for _, list := range terms {
		all = append(all, list...)
	}
	slices.SortStableFunc(all, func(a, b themes.Term) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Lang, b.Lang))
	})
	return all
}

// index notes which entries a leaf can make true.
func (c *compiler) index() {
	lists := make([][]int32, c.m.words.leaves)
	for i := range c.m.entries {
		cond := &c.m.entries[i].cond
		if cond.wordless() {
			c.m.wordless = append(c.m.wordless, int32(i))
			continue
		}
		for _, leaf := range cond.leaves(nil) {
			lists[leaf] = append(lists[leaf], int32(i))
		}
	}
	c.m.byLeaf = pack(lists)
}

// packed is lists of numbers one after another: list i is values from
// starts[i] to starts[i+1].
type packed struct{ starts, values []int32 }

func pack(lists [][]int32) packed {
	p := packed{starts: []int32{0}}
	for _, list := range lists {
		p.values = append(p.values, list...)
		p.starts = append(p.starts, int32(len(p.values)))
	}
	return p
}

func (p *packed) of(i int32) []int32 { return p.values[p.starts[i]:p.starts[i+1]] }

// Match finds every term in the document's tokens, which must come from the
// tokenizer that Compile was given, and leaves what it found in h, replacing
// what was there.
func (m *Matcher) Match(doc *tokenize.Doc, h *Hits) {
	h.find(doc, &m.words)
	leaf := int32(-1)
	for _, o := range h.found {
		if o.leaf != leaf {
			leaf = o.leaf
			h.entries = append(h.entries, m.byLeaf.of(leaf)...)
		}
	}
	h.entries = append(h.entries, m.wordless...)
	slices.Sort(h.entries)
	h.entries = slices.Compact(h.entries)
}
