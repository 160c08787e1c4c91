package expr

import (
	"slices"
	"strconv"
	"strings"
)

// Pos returns the node's place in the source.
func (n *Words) Pos() Pos { return n.At }

// Pos returns the node's place in the source.
func (n *Prefix) Pos() Pos { return n.At }

// Pos returns the node's place in the source.
func (n *Regexp) Pos() Pos { return n.At }

// Pos returns the node's place in the source.
func (n *Field) Pos() Pos { return n.At }

// Pos returns the place from the left operand to the right one.
func (n *Near) Pos() Pos { return n.At }

// Pos returns the node's place in the source.
func (n *Sentence) Pos() Pos { return n.At }

// Pos returns the place from the first operand to the last.
func (n *And) Pos() Pos { return span(n.Nodes) }

// Pos returns the place from the first operand to the last.
func (n *Or) Pos() Pos { return span(n.Nodes) }

// Pos returns the node's place in the source.
func (n *Not) Pos() Pos { return n.At }

// Pos returns the zero Pos.
func (n *All) Pos() Pos { return Pos{} }

func span(nodes []Node) Pos {
	return Pos{nodes[0].Pos().Start, nodes[len(nodes)-1].Pos().End}
}

// String returns the words, in quotes where they were written so.
func (n *Words) String() string {
	s := n.Text
	if n.Quote {
		s = quote(s)
	}
	switch {
	case n.Case:
		return "=" + s
	case n.Exact:
		return "exact:" + s
	}
	return s
}

// String returns the beginning of the word and a star.
func (n *Prefix) String() string { return n.Text + "*" }

// String returns the expression between slashes.
func (n *Regexp) String() string {
	var b strings.Builder
	b.WriteByte('/')
	escaped := false
	for _, r := range n.Text {
		if r == '/' && !escaped {
			b.WriteByte('\\')
		}
		escaped = r == '\\' && !escaped
		b.WriteRune(r)
	}
	b.WriteByte('/')
	return b.String()
}

// String returns left NEAR/n right, or left BEFORE/n right.
func (n *Near) String() string {
	return operand(n.Left, true) + " " + n.operator() + " " + operand(n.Right, true)
}

// operator returns NEAR/n or BEFORE/n.
func (n *Near) operator() string {
	if n.Ordered {
		return "BEFORE/" + strconv.Itoa(n.N)
	}
	return "NEAR/" + strconv.Itoa(n.N)
}

// String returns SENTENCE and the node in parentheses.
func (n *Sentence) String() string { return "SENTENCE(" + n.Node.String() + ")" }

// String returns name:value,value.
func (n *Field) String() string {
	var b strings.Builder
	b.WriteString(n.Name)
	for i, v := range n.Values {
		b.WriteByte(":,"[min(i, 1)])
		b.WriteString(v.String())
	}
	return b.String()
}

// String returns the value as it is written in a field condition.
func (v Value) String() string {
	if v.Range {
		return v.Lo + ".." + v.Hi
	}
	runes := []rune(v.Lo)
	_, _, found := cutRange(runes)
	if found || strings.ContainsFunc(v.Lo, endsValue) || slices.ContainsFunc(runes, isWave) ||
		strings.HasSuffix(v.Lo, ".") || strings.HasSuffix(v.Lo, "．") {
		return quote(v.Lo)
	}
	return v.Lo
}

// String joins the operands by AND.
func (n *And) String() string { return join(n.Nodes, " AND ") }

// String joins the operands by OR.
func (n *Or) String() string { return join(n.Nodes, " OR ") }

// String returns NOT and the operand.
func (n *Not) String() string { return "NOT " + operand(n.Node, true) }

// String returns the empty search.
func (n *All) String() string { return "" }

// join writes operands; OR binds weaker than AND and needs parentheses in it,
// while AND needs none in OR.
func join(nodes []Node, op string) string {
	parts := make([]string, len(nodes))
	for i, n := range nodes {
		parts[i] = operand(n, false)
		if _, isOr := n.(*Or); isOr {
			parts[i] = operand(n, true)
		}
	}
	return strings.Join(parts, op)
}

func operand(n Node, parens bool) string {
	switch n.(type) {
	case *And, *Or:
		if parens {
			return "(" + n.String() + ")"
		}
	}
	return n.String()
}

// quote writes a text in quotes, with a backslash before quotes of every kind
// and before backslashes.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		if isQuote(r) || r == '\\' {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	b.WriteByte('"')
	return b.String()
}
