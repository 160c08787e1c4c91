package pipeline

import (
	"verbatim/themes"
	"verbatim/themes/expr"
)

// wordsOf returns, of each term, what loose makes of it.
func wordsOf(terms []themes.Term) []expr.Node {
	var words []expr.Node
	for i := range terms {
		words = append(words, loose(terms[i].Node))
	}
	return words
}

// wordsOfRules returns expressions one of which holds in a verbatim of every
// response for which the words of a routing rule make a difference: a rule is
// about all verbatims of a response together, but for NEAR, BEFORE and
// SENTENCE, and holds words under a NOT too.
func wordsOfRules(c *themes.Codebook) []expr.Node {
	var words []expr.Node
	for _, rule := range c.Routing.Rules {
		expr.Walk(rule.When, func(n expr.Node) bool {
			switch n.(type) {
			case *expr.Words, *expr.Prefix, *expr.Regexp, *expr.Near, *expr.Sentence:
				words = append(words, loose(n))
				return false
			}
			return true
		})
	}
	return words
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

// loose returns an expression that holds wherever n does, and that the index
// answers from its words and, where n has any, from what regular expressions
// find in the texts. Fields and NOT count for nothing. It is All only where n
// needs no words, which no term and no SENTENCE may.
func loose(n expr.Node) expr.Node {
	switch n := n.(type) {
	case *expr.Words:
		w := *n
		w.Case = false // the index knows no case: the texts would be read
		return &w
	case *expr.Prefix, *expr.Regexp:
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
			if isAll(l) {
				return l
			}
			or.Nodes = append(or.Nodes, l)
		}
		return or
	}
	return &expr.All{}
}

// looseAll is loose of an AND: what says nothing is left out.
func looseAll(nodes []expr.Node) expr.Node {
	var kept []expr.Node
	for _, kid := range nodes {
		if l := loose(kid); !isAll(l) {
			kept = append(kept, l)
		}
	}
	switch len(kept) {
	case 0:
		return &expr.All{}
	case 1:
		return kept[0]
	}
	return &expr.And{Nodes: kept}
}

func isAll(n expr.Node) bool {
	_, ok := n.(*expr.All)
	return ok
}
