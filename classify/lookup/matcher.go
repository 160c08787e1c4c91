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
	words      words
	entries    []entry // excludes and terms of the themes in codebook order, then the intents
	firsts     []int32 // by theme: index of its first entry; then of the first of an intent
	gives      []int32 // by entry: the theme that it gives, noTheme for excludes and intents
	wordless   []int32 // entries that may hold without any word
	searched   []int32 // leaves of the regular expressions that can make an entry true
	rules      []cond  // by index in Codebook.Routing.Rules
	composites []cond  // parts of rules that are evaluated in one document
	noContent  map[string]struct{}
	longest    int // length of the longest key of noContent, in bytes
}

// entry is one expression of a list.
type entry struct {
	kind  entryKind
	owner int32  // index in Codebook.Themes, or in IntentOrder
	mode  string // what becomes of it where it is negated
	term  *themes.Term
	cond  cond
	when  cond
}

// noTheme stands for no theme.
const noTheme = -1

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
		c.m.firsts = append(c.m.firsts, int32(len(c.m.entries)))
		c.list("theme "+t.ID+", exclude", entry{kind: themeExclude, owner: int32(i)}, t.Exclude)
		c.list("theme "+t.ID, entry{kind: themeTerm, owner: int32(i), mode: t.Negated}, t.Terms)
	}
	c.m.firsts = append(c.m.firsts, int32(len(c.m.entries)))
	for i, intent := range IntentOrder() {
		c.list("intent "+string(intent), entry{kind: intentTerm, owner: int32(i)}, cb.Intents[intent])
	}
	c.rules(cb.Routing.Rules)
	c.noContent(cb.NoContent)
	if err := errors.Join(c.errs...); err != nil {
		return nil, err
	}
	var err error
	if c.m.words, err = c.words.build(); err != nil {
		return nil, fmt.Errorf("%s: %w", cb.Path, err)
	}
	c.m.words.owner = tk.MemoOwner()
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

// list adds the terms of one list, as entries like e.
func (c *compiler) list(where string, e entry, terms themes.Terms) {
	for _, t := range inOrder(terms) {
		e := e
		e.term, e.mode = t, cmp.Or(t.Negated, e.mode, themes.NegatedExclude)
		var err, whenErr error
		if e.cond, err = c.words.cond(t.Node); err != nil {
			c.fail(t.Line, t.Column, where, t.Text, err)
		}
		if t.When != nil { // else it holds always
			if e.when, whenErr = c.words.cond(t.When); whenErr != nil {
				c.fail(t.Line, t.Column, where+", when", t.WhenText, whenErr)
			}
		}
		c.m.entries = append(c.m.entries, e)
	}
}

// inOrder returns the terms of all languages as they stand in the file.
func inOrder(terms themes.Terms) []*themes.Term {
	var all []*themes.Term
	for _, list := range terms {
		for i := range list {
			all = append(all, &list[i])
		}
	}
	slices.SortFunc(all, func(a, b *themes.Term) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Lang, b.Lang), cmp.Compare(a.Text, b.Text))
	})
	return all
}

// rules compiles the conditions of routing rules.
func (c *compiler) rules(rules []themes.Rule) {
	for _, r := range rules {
		cond, err := c.words.cond(r.When)
		if err != nil {
			c.fail(r.Line, 1, "rule "+r.ID, r.WhenText, err)
		}
		c.m.number(&cond)
		c.m.rules = append(c.m.rules, cond)
	}
}

// index notes which entries a leaf can make true.
func (c *compiler) index() {
	m := c.m
	triggers := make([][]int32, m.words.leaves) // by leaf, the entries that it can make true
	for i := range m.entries {
		m.gives = append(m.gives, noTheme)
		if m.entries[i].kind == themeTerm {
			m.gives[i] = m.entries[i].owner
		}
		leaves, ok := m.entries[i].cond.trigger()
		if !ok {
			m.wordless = append(m.wordless, int32(i))
		}
		for _, leaf := range leaves {
			if leaf < firstRegexp {
				triggers[leaf] = append(triggers[leaf], int32(i))
			} else {
				re := &m.words.regexps[leaf-firstRegexp]
				re.entries = append(re.entries, int32(i))
				m.searched = append(m.searched, leaf)
			}
		}
	}
	slices.Sort(m.searched)
	m.searched = slices.Compact(m.searched)
	m.words.setTriggers(newTriggers(triggers))
}

// Match finds every term in the document's tokens, which must come from the
// tokenizer that Compile was given or from one like it, and leaves what it found in h, replacing
// what was there. p tells which words are negated, and is asked only about
// words of terms that hold; with nil none is.
func (m *Matcher) Match(doc *tokenize.Doc, p Polarity, h *Hits) {
	h.find(doc, p, &m.words)
	h.matcher = m
	for _, leaf := range m.searched {
		if h.mayMatch(leaf) {
			h.entries = append(h.entries, m.words.regexps[leaf-firstRegexp].entries...)
		}
	}
	h.entries = append(h.entries, m.wordless...)
	if len(h.entries) > 1 {
		slices.Sort(h.entries)
		h.entries = slices.Compact(h.entries)
	}
}
