package themes

import (
	"strings"
	"unicode"

	"verbatim/themes/expr"
)

// khToken is one word of a coding rule: what stands between spaces, or in
// quotes.
type khToken struct {
	text string // as written
	op   string // or, and, not, (, ), +, -, *, /, >, >=, <, <=, ==; empty for all else
	at   span
}

// split cuts a line, which begins at a place, into tokens.
func (k *khReader) split(from, length int) []khToken {
	var tokens []khToken
	runes := k.source.runes[from : from+length]
	for i := 0; i < len(runes); {
		if unicode.IsSpace(runes[i]) {
			i++
			continue
		}
		end := i
		if r := runes[i]; r == '\'' || r == '"' {
			end = khQuoteEnd(runes, i)
		}
		for end < len(runes) && !unicode.IsSpace(runes[end]) {
			end++
		}
		text := string(runes[i:end])
		tokens = append(tokens, khToken{text: text, op: khOperator(text), at: span{from + i, from + end}})
		i = end
	}
	return tokens
}

// khQuoteEnd returns the place behind the quote that closes the one at open; a
// quote in it is written twice. An open quote is none.
func khQuoteEnd(runes []rune, open int) int {
	for i := open + 1; i < len(runes); i++ {
		if runes[i] != runes[open] {
			continue
		}
		if i+1 < len(runes) && runes[i+1] == runes[open] {
			i++
			continue
		}
		return i + 1
	}
	return open
}

func khOperator(text string) string {
	switch lower := strings.ToLower(text); lower {
	case "or", "and", "not", "(", ")", "+", "-", "*", "/", ">", ">=", "<", "<=", "==":
		return lower
	case "|":
		return "or"
	case "&":
		return "and"
	case "!":
		return "not"
	case "|!":
		return "or not"
	case "&!":
		return "and not"
	}
	return ""
}

// khParser reads one rule. KH Coder hands rules to SQL: NOT binds stronger than
// AND, AND than OR, and comparisons stronger than all of them.
type khParser struct {
	reader *khReader
	code   *KHCode
	tokens []khToken
	pos    int
	depth  int
	broken bool // a mistake of form: nothing of the rule can be read
}

func (p *khParser) refuse(at span, format string, args ...any) {
	p.code.Problems = append(p.code.Problems, p.reader.problem(at, format, args...))
}

func (p *khParser) note(at span, format string, args ...any) {
	p.code.Notes = append(p.code.Notes, p.reader.problem(at, format, args...))
}

// wrong is refuse for a mistake of form, after which there is no going on.
func (p *khParser) wrong(at span, format string, args ...any) expr.Node {
	if !p.broken {
		p.refuse(at, format, args...)
	}
	p.broken = true
	return nil
}

// peek returns the operator at pos, or "end", or "" for all else. or not and
// and not count as or and and.
func (p *khParser) peek() string {
	if p.pos == len(p.tokens) || p.broken {
		return "end"
	}
	op := p.tokens[p.pos].op
	return strings.TrimSuffix(op, " not")
}

// here is the place of the token at pos, or of the end.
func (p *khParser) here() span {
	if p.pos < len(p.tokens) {
		return p.tokens[p.pos].at
	}
	if len(p.tokens) > 0 {
		return p.tokens[len(p.tokens)-1].at
	}
	at := p.reader.source.lines[p.code.Line-1]
	return span{at, at + 1 + len([]rune(p.code.Name))}
}

// rule reads a whole rule into the terms of the code, one for each alternative.
func (p *khParser) rule() {
	if len(p.tokens) == 0 {
		p.refuse(p.here(), "code %q has no rule", p.code.Name)
		return
	}
	var terms []Term
	for {
		before, begin := len(p.code.Problems), p.here()
		n := p.and()
		at := span{begin.start, max(p.before().end, begin.end)}
		if n != nil && len(p.code.Problems) == before {
			terms = append(terms, p.terms(n, at)...)
		}
		if p.peek() != "or" {
			break
		}
		p.operator()
	}
	if p.peek() != "end" {
		p.wrong(p.here(), "wanted and, or, or the end, found %q: stand words side by side with and or or between them", p.tokens[p.pos].text)
	}
	if !p.broken {
		p.code.Terms = terms
	}
}

// before is the place of the token before pos.
func (p *khParser) before() span {
	if p.pos == 0 {
		return span{}
	}
	return p.tokens[p.pos-1].at
}

// operator goes over and or or. Of "and not" it leaves not.
func (p *khParser) operator() {
	t := &p.tokens[p.pos]
	if strings.HasSuffix(t.op, " not") {
		t.op = "not"
		return
	}
	p.pos++
}

// terms makes the terms of an alternative: one, or one for each alternative in
// it where it is itself one of several.
func (p *khParser) terms(n expr.Node, at span) []Term {
	if or, ok := n.(*expr.Or); ok {
		var all []Term
		for _, kid := range or.Nodes {
			all = append(all, p.terms(kid, at)...)
		}
		return all
	}
	text, err := ListText(n)
	if err != nil {
		p.refuse(at, "%v", err)
		return nil
	}
	return []Term{{Text: text, Node: n, Lang: langOf(text), Line: p.code.Line}}
}

func (p *khParser) or() expr.Node {
	var nodes []expr.Node
	for {
		nodes = flatten[*expr.Or](nodes, p.and())
		if p.peek() != "or" {
			return anyOf(nodes)
		}
		p.operator()
	}
}

func (p *khParser) and() expr.Node {
	var nodes []expr.Node
	for {
		nodes = flatten[*expr.And](nodes, p.not())
		if p.peek() != "and" {
			break
		}
		p.operator()
	}
	if len(nodes) == 1 {
		return nodes[0]
	}
	if len(nodes) == 0 {
		return nil
	}
	return &expr.And{Nodes: nodes}
}

// flatten adds a node, or the nodes that it joins by the same operator.
func flatten[T *expr.Or | *expr.And](nodes []expr.Node, n expr.Node) []expr.Node {
	switch same := n.(type) {
	case nil:
		return nodes
	case T:
		switch same := any(same).(type) {
		case *expr.Or:
			return append(nodes, same.Nodes...)
		case *expr.And:
			return append(nodes, same.Nodes...)
		}
	}
	return append(nodes, n)
}

func anyOf(nodes []expr.Node) expr.Node {
	switch len(nodes) {
	case 0:
		return nil
	case 1:
		return nodes[0]
	}
	return &expr.Or{Nodes: nodes}
}

func (p *khParser) not() expr.Node {
	if p.peek() != "not" {
		return p.comparison()
	}
	if !p.deeper() {
		return nil
	}
	p.pos++
	n := p.not()
	p.depth--
	if n == nil {
		return nil
	}
	return &expr.Not{Node: n}
}

func (p *khParser) deeper() bool {
	if p.depth++; p.depth > expr.MaxDepth {
		p.wrong(p.here(), "wanted at most %d levels of parentheses and not, found more", expr.MaxDepth)
		return false
	}
	return true
}

// comparison reads counts: a sum of things, perhaps compared with a number. One
// alone asks whether there is any.
func (p *khParser) comparison() expr.Node {
	begin := p.here()
	nodes := flatten[*expr.Or](nil, p.primary())
	for {
		switch op := p.peek(); op {
		case "+", "-", "*", "/":
			if op != "+" {
				p.refuse(p.here(), "calculating with counts (%s) cannot be expressed", op)
			}
			p.pos++
			nodes = flatten[*expr.Or](nodes, p.primary())
			continue
		case ">", ">=", "<", "<=", "==":
			return p.compared(anyOf(nodes), op, begin)
		}
		return anyOf(nodes)
	}
}

// compared reads a comparison and its number. Of counts only "at least one" and
// "none" can be said.
func (p *khParser) compared(n expr.Node, op string, begin span) expr.Node {
	p.pos++
	if p.peek() != "" || strings.Trim(p.tokens[p.pos].text, "0123456789") != "" {
		return p.wrong(p.here(), "wanted a number after %s", op)
	}
	number := p.tokens[p.pos]
	p.pos++
	if n == nil {
		return nil
	}
	switch op + strings.TrimLeft(number.text, "0") {
	case ">", ">=1":
		return n
	case "==", "<1", "<=":
		return &expr.Not{Node: n}
	}
	p.refuse(span{begin.start, number.at.end}, "how often something stands in a text (%s %s) cannot be expressed", op, number.text)
	return nil
}

func (p *khParser) primary() expr.Node {
	switch p.peek() {
	case "":
		t := p.tokens[p.pos]
		p.pos++
		return p.atom(t)
	case "(":
		if !p.deeper() {
			return nil
		}
		open := p.tokens[p.pos]
		p.pos++
		n := p.or()
		p.depth--
		if p.peek() != ")" {
			return p.wrong(open.at, "wanted a closing parenthesis for this one, with a space before it")
		}
		p.pos++
		return n
	case "end":
		return p.wrong(p.here(), "wanted a word or a condition after this, found the end of the rule")
	}
	return p.wrong(p.here(), "wanted a word or a condition, found %q", p.tokens[p.pos].text)
}
