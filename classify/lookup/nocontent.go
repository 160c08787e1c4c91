package lookup

import (
	"errors"
	"strings"
	"unicode"

	"verbatim/themes"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// NoContent says whether the document says nothing: it has no letter, no digit
// and no emoji (👍 is an answer), or the whole of it, punctuation and spaces
// aside, is one of the codebook's no_content terms, by base forms or as
// written. h is scratch.
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
	letters := h.scratch.letters[:0]
	for i := range doc.Tokens {
		letters = append(letters, text(&doc.Tokens[i])...)
		if len(letters) > m.longest {
			return false
		}
	}
	h.scratch.letters = letters
	_, ok := m.noContent[string(letters)]
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
