package expr

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Parse parses an expression. An empty source is All in Search mode and a
// mistake in List mode. The error is an *Error, the first mistake from the
// left.
func Parse(src string, mode Mode) (Node, error) {
	n, err := parse(src, mode)
	if err != nil { // an *Error that is nil must not become an error
		return nil, err
	}
	return n, nil
}

func parse(src string, mode Mode) (Node, *Error) {
	if !utf8.ValidString(src) {
		return nil, invalid(src)
	}
	p := &parser{lexer: lexer{src: src, runes: []rune(src), mode: mode}}
	if n := len(p.runes); n > MaxLength {
		err := p.fail(Pos{MaxLength, n}, fmt.Sprintf("at most %d characters", MaxLength), "split it")
		err.Got = fmt.Sprint(n)
		return nil, err
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.tok.kind == tokEnd && mode == Search {
		return &All{}, nil
	}
	n, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.tok.kind != tokEnd { // all else is consumed by or
		return nil, p.fail(p.tok.at, "AND, OR, NOT or the end", "there is no opening parenthesis before this one")
	}
	return n, nil
}

// invalid points at the first byte that is no UTF-8.
func invalid(src string) *Error {
	at := 0
	for i, r := range src {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(src[i:]); size == 1 {
				break
			}
		}
		at++
	}
	return &Error{Src: src, At: Pos{at, at + 1}, Want: "UTF-8", Got: "a byte that is none", Hint: "save the file as UTF-8"}
}

// parser is a recursive descent parser; tok is the token not yet consumed.
type parser struct {
	lexer
	tok   token
	end   int // where the last consumed token ends
	depth int
}

func (p *parser) advance() (err *Error) {
	p.end = p.tok.at.End
	p.tok, err = p.next()
	return err
}

// or parses operands joined by OR.
func (p *parser) or() (Node, *Error) {
	var nodes []Node
	for {
		n, err := p.and()
		if err != nil {
			return nil, err
		}
		if or, ok := n.(*Or); ok {
			nodes = append(nodes, or.Nodes...)
		} else {
			nodes = append(nodes, n)
		}
		if p.tok.kind != tokOr {
			break
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
	if len(nodes) == 1 {
		return nodes[0], nil
	}
	return &Or{Nodes: nodes}, nil
}

// and parses operands joined by AND, said or unsaid.
func (p *parser) and() (Node, *Error) {
	var nodes []Node
	var last Node
	for {
		n, err := p.unary()
		if err != nil {
			return nil, err
		}
		if and, ok := n.(*And); ok {
			nodes = append(nodes, and.Nodes...)
		} else {
			nodes = append(nodes, n)
		}
		last = n
		said := p.tok.kind == tokAnd
		if said {
			if err := p.advance(); err != nil {
				return nil, err
			}
		}
		if !said && !p.begins() {
			break
		}
		if err := p.beside(last, said); err != nil {
			return nil, err
		}
	}
	if len(nodes) == 1 {
		return nodes[0], nil
	}
	return &And{Nodes: nodes}, nil
}

// begins reports whether the token at hand begins an operand.
func (p *parser) begins() bool {
	switch p.tok.kind {
	case tokNode, tokNot, tokOpen, tokSentence:
		return true
	}
	return false
}

// beside refuses, in a list, operands side by side that would have to be one
// phrase and cannot be: a phrase is made of words alone. Conditions and NOT
// may stand beside anything.
func (p *parser) beside(last Node, said bool) *Error {
	if said || p.mode == Search || p.tok.kind == tokNot || condition(last) || condition(p.tok.node) {
		return nil
	}
	hint := "in a list words side by side are a phrase, and a phrase holds plain words alone"
	if w, ok := last.(*Words); ok && w.Exact && !w.Quote {
		prefix := strings.TrimSuffix(w.String(), w.Text)
		hint = prefix + ` takes one word; for a phrase write ` + prefix + `"` + w.Text + ` …"`
	}
	return p.fail(p.tok.at, "AND or OR before this", hint)
}

func condition(n Node) bool {
	switch n.(type) {
	case *Field, *Not:
		return true
	}
	return false
}

// unary parses NOT and what it denies, which may be a whole NEAR.
func (p *parser) unary() (Node, *Error) {
	start := p.tok.at.Start
	if p.tok.kind != tokNot {
		return p.near()
	}
	if err := p.deeper(); err != nil {
		return nil, err
	}
	n, err := p.unary()
	p.depth--
	return &Not{At: Pos{start, p.end}, Node: n}, err
}

// primary parses parentheses, SENTENCE and leaves.
func (p *parser) primary() (Node, *Error) {
	at := p.tok.at
	hint := ""
	switch p.tok.kind {
	case tokOpen:
		return p.group()
	case tokSentence:
		return p.sentence()
	case tokNode:
		return p.phrase()
	case tokAnd, tokOr, tokNear:
		hint = `in capitals it joins two operands; write "` + string(p.runes[at.Start:at.End]) + `" in quotes for the word itself`
	}
	return nil, p.fail(at, "a word or a condition", hint)
}

// deeper consumes the token that opens a level.
func (p *parser) deeper() *Error {
	if p.depth++; p.depth > MaxDepth {
		return p.fail(p.tok.at, fmt.Sprintf("at most %d levels of parentheses and NOT", MaxDepth), "")
	}
	return p.advance()
}

func (p *parser) group() (Node, *Error) {
	open := p.tok.at
	if err := p.deeper(); err != nil {
		return nil, err
	}
	n, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.tok.kind != tokClose {
		err := p.fail(open, "a closing parenthesis for this one", "")
		err.Got = "the end"
		return nil, err
	}
	p.depth--
	return n, p.advance()
}

// phrase consumes a leaf and, in a list, the words that go on with it.
func (p *parser) phrase() (Node, *Error) {
	first := p.tok.node
	if err := p.advance(); err != nil {
		return nil, err
	}
	words, ok := first.(*Words)
	if !ok || words.Exact || p.mode == Search {
		return first, nil
	}
	for p.tok.kind == tokNode {
		more, ok := p.tok.node.(*Words)
		if !ok || more.Exact {
			break
		}
		words.Text += " " + more.Text
		words.Quote = words.Quote || more.Quote
		words.At.End = more.At.End
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
	return words, nil
}
