package lookup

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"verbatim/datasets"
	"verbatim/themes"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// intentOrder is which intent wins where the words of several stand in one
// verbatim; see Matcher.Intent.
func intentOrder() [4]datasets.Intent {
	return [4]datasets.Intent{datasets.Request, datasets.Question, datasets.Problem, datasets.Praise}
}

// Intent returns what the writer wants, or "" where no intent's words stand.
// Where several do, the one that asks most of the reader wins:
//
//  1. request: "Great tool, but please add X" asks for X;
//  2. question: "It hangs, how do I restart it?" waits for an answer;
//  3. problem: "I love it, but it hangs" is for those who can mend it;
//  4. praise.
//
// The score moves only the last step: with a score in the top tenth of its
// scale (NPS 9 and 10, CSAT 5, CES 7) praise goes before problem, since a
// promoter who mentions a trouble came to praise. A score alone is no intent.
func (m *Matcher) Intent(h *Hits, facts expr.Facts, metric datasets.Metric, score datasets.Opt[float64]) datasets.Intent {
	order := intentOrder()
	var holds [len(order)]bool
	v := view{hits: h, facts: facts}
	split, _ := slices.BinarySearch(h.entries, m.intents)
	for _, i := range h.entries[split:] {
		e := &m.entries[i]
		holds[e.owner] = holds[e.owner] || e.cond.holds(&v)
	}
	first := slices.Index(holds[:], true)
	if first < 0 {
		return ""
	}
	if order[first] == datasets.Problem && holds[first+1] && top(metric, score) {
		return datasets.Praise
	}
	return order[first]
}

// top says whether a score is in the top tenth of its scale.
func top(metric datasets.Metric, score datasets.Opt[float64]) bool {
	lo, hi := metric.Range()
	return metric != "" && score.OK && score.V >= hi-(hi-lo)/10
}

// Rule says whether routing rule i of the codebook holds for what was matched
// and merged into h. facts answers its field conditions.
func (m *Matcher) Rule(i int, h *Hits, facts expr.Facts) bool {
	return m.rules[i].holds(&view{hits: h, merged: true, facts: facts})
}

// NoContent says whether the document says nothing: it has no letter, no digit
// and no emoji (👍 is an answer), or the whole of it, punctuation and spaces aside, is one of the
// codebook's no_content terms, by base forms or as written. h is scratch.
func (m *Matcher) NoContent(doc *tokenize.Doc, h *Hits) bool {
	if !strings.ContainsFunc(doc.Text, speaks) {
		return true
	}
	return m.whole(doc, h, keyText) || m.whole(doc, h, surfaceText)
}

// speaks says whether a character alone may be an answer: letters, digits, and
// the symbols that emoji are among (So), but not the sign for unreadable bytes.
func speaks(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.So, r) && r != unicode.ReplacementChar
}

// whole looks up all tokens of the document in noContent.
func (m *Matcher) whole(doc *tokenize.Doc, h *Hits, text func(*tokenize.Token) string) bool {
	h.letters = h.letters[:0]
	for i := range doc.Tokens {
		h.letters = append(h.letters, text(&doc.Tokens[i])...)
		if len(h.letters) > m.longest {
			return false
		}
	}
	_, ok := m.noContent[string(h.letters)]
	return ok
}

// noContent compiles the no_content terms. Those without any letter or digit
// need no entry.
func (c *compiler) noContent(terms themes.Terms) {
	c.m.noContent = make(map[string]struct{})
	for _, t := range inOrder(terms) {
		if err := c.wholeTexts(t.Node); err != nil {
			c.fail(t.Line, t.Column, "no_content", t.Text, err)
		}
	}
	for s := range c.m.noContent {
		c.m.longest = max(c.m.longest, len(s))
	}
}

// wholeTexts adds the texts that are n.
func (c *compiler) wholeTexts(n expr.Node) error {
	switch n := n.(type) {
	case *expr.Words:
		tokens := c.words.cut(n.Text)
		if len(tokens) == 0 {
			return nil
		}
		c.m.noContent[join(tokens, surfaceText, joints{})] = struct{}{}
		if !n.Exact {
			c.m.noContent[join(tokens, keyText, joints{})] = struct{}{}
		}
		return nil
	case *expr.Or:
		for _, kid := range n.Nodes {
			if err := c.wholeTexts(kid); err != nil {
				return err
			}
		}
		return nil
	}
	return errors.New("want a whole text: words, a phrase, or several with OR between")
}
