package expr

import (
	"fmt"
	"strconv"
	"strings"
)

// MaxNear is the largest n of NEAR/n and BEFORE/n.
const MaxNear = 50

// nearOperator recognises NEAR/n and BEFORE/n in a word that narrow has been
// applied to. The node has no operands yet. Both are nil for any other word.
func (l *lexer) nearOperator(at Pos, word string) (*Near, *Error) {
	name, digits, _ := strings.Cut(word, "/")
	if name != "NEAR" && name != "BEFORE" {
		return nil, nil
	}
	if digits == "" {
		return nil, l.fail(at, name+"/n", "say "+name+"/3 for at most 3 words between; for the word itself put it in quotes")
	}
	n, err := strconv.ParseUint(digits, 10, 8)
	if err != nil || n > MaxNear {
		return nil, l.fail(at, fmt.Sprintf("%s/n with n from 0 to %d", name, MaxNear), "n is how many words may stand between")
	}
	return &Near{At: at, N: int(n), Ordered: name == "BEFORE"}, nil
}

// near parses one operand, or two with NEAR or BEFORE between them.
func (p *parser) near() (Node, *Error) {
	start := p.tok.at.Start
	left, err := p.primary()
	if err != nil || p.tok.kind != tokNear {
		return left, err
	}
	n := *p.tok.node.(*Near)
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.tok.kind == tokNot {
		return nil, p.fail(p.tok.at, "words after "+n.operator(), nearNotHint)
	}
	right, err := p.primary()
	if err != nil {
		return nil, err
	}
	n.At, n.Left, n.Right = Pos{start, p.end}, left, right
	for _, operand := range [...]Node{left, right} {
		if err := p.nearOperand(&n, operand); err != nil {
			return nil, err
		}
	}
	if p.tok.kind == tokNear {
		return nil, p.fail(p.tok.at, "AND, OR or the end after "+n.String(), nearChainHint)
	}
	return &n, nil
}

const (
	nearNotHint   = "both sides must stand in the text; write a AND NOT (a NEAR/3 b)"
	nearChainHint = "NEAR joins two: write (a NEAR/3 b) AND (b NEAR/3 c), or SENTENCE(a AND b AND c)"
)

// nearOperand refuses what has no place of its own to be near to.
func (p *parser) nearOperand(near *Near, n Node) *Error {
	hint := ""
	switch n := n.(type) {
	case *Words, *Prefix, *Regexp:
		return nil
	case *Or:
		for _, c := range n.Nodes {
			if err := p.nearOperand(near, c); err != nil {
				return err
			}
		}
		return nil
	case *Not:
		hint = nearNotHint
	case *Field:
		hint = "a field is asked of the whole: write (a NEAR/3 b) AND " + n.String()
	case *Near, *And:
		hint = nearChainHint
	case *Sentence:
		hint = "turn it round: SENTENCE((a NEAR/3 b) AND c)"
	}
	return p.fail(n.Pos(), "words, word*, /…/, or these joined by OR, beside "+near.operator(), hint)
}

// sentence parses SENTENCE(…).
func (p *parser) sentence() (Node, *Error) {
	at := p.tok.at
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.tok.kind != tokOpen {
		return nil, p.fail(at, "SENTENCE(…)", "say SENTENCE(a AND b); for the word itself put it in quotes")
	}
	n, err := p.group()
	if err != nil {
		return nil, err
	}
	if err := p.inSentence(n); err != nil {
		return nil, err
	}
	if !NeedsWords(n) {
		return nil, p.fail(n.Pos(), "a word that must stand in the sentence", "write NOT before SENTENCE to want no such sentence")
	}
	return &Sentence{At: Pos{at.Start, p.end}, Node: n}, nil
}

// inSentence refuses what is asked of more than a sentence.
func (p *parser) inSentence(n Node) (err *Error) {
	Walk(n, func(n Node) bool {
		switch f := n.(type) {
		case *Field:
			err = p.fail(f.At, "words in SENTENCE(…)", "a field is asked of the whole: write SENTENCE(…) AND "+f.String())
		case *Sentence:
			err = p.fail(f.At, "words in SENTENCE(…)", "this is within one sentence already")
		}
		return err == nil
	})
	return err
}
