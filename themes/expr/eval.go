package expr

import "slices"

// Facts is what field conditions are asked about: one response or verbatim.
type Facts interface {
	// Values returns the values that hold for a field, by its canonical
	// name, and none where nothing is known: for theme the ids of the
	// themes and of all their ancestors, for date the day as YYYY-MM-DD, for
	// score as datasets.FormatScore writes it, for an attribute its value
	// as it was read.
	Values(field string) []string
}

// Holds evaluates one field condition: whether one of its alternatives holds
// for one of the values. any holds where there is a value, none where there is
// not.
func Holds(f *Field, facts Facts) bool {
	var values []string
	if facts != nil {
		values = facts.Values(f.Name)
	}
	present := false
	for _, v := range values {
		if v == "" {
			continue
		}
		present = true
		if f.Match(v) {
			return true
		}
	}
	for _, v := range f.Values {
		if v.IsAny() && present || v.IsNone() && !present {
			return true
		}
	}
	return false
}

// Eval evaluates an expression. words is asked for *Words, *Prefix, *Regexp,
// *Near and *Sentence nodes, whose insides it does not evaluate, and facts for
// *Field nodes; without them such nodes do not hold.
func Eval(n Node, words func(Node) bool, facts Facts) bool {
	switch n := n.(type) {
	case *All:
		return true
	case *Not:
		return !Eval(n.Node, words, facts)
	case *And:
		for _, c := range n.Nodes {
			if !Eval(c, words, facts) {
				return false
			}
		}
		return true
	case *Or:
		for _, c := range n.Nodes {
			if Eval(c, words, facts) {
				return true
			}
		}
		return false
	case *Field:
		return Holds(n, facts)
	default:
		return words != nil && words(n)
	}
}

// Walk calls fn for n and for every node below it, parents first, from left to
// right; where fn returns false it does not go below.
func Walk(n Node, fn func(Node) bool) {
	if !fn(n) {
		return
	}
	switch n := n.(type) {
	case *And:
		for _, c := range n.Nodes {
			Walk(c, fn)
		}
	case *Or:
		for _, c := range n.Nodes {
			Walk(c, fn)
		}
	case *Not:
		Walk(n.Node, fn)
	case *Near:
		Walk(n.Left, fn)
		Walk(n.Right, fn)
	case *Sentence:
		Walk(n.Node, fn)
	}
}

// NeedsWords reports whether n holds only where one of its words stands, so
// that there is evidence wherever it holds: NOT a does not need any, nor does
// a OR score:5.
func NeedsWords(n Node) bool {
	switch n := n.(type) {
	case *Words, *Prefix, *Regexp, *Near:
		return true
	case *Sentence:
		return NeedsWords(n.Node)
	case *And:
		return slices.ContainsFunc(n.Nodes, NeedsWords)
	case *Or:
		return !slices.ContainsFunc(n.Nodes, func(n Node) bool { return !NeedsWords(n) })
	}
	return false
}

// Fields returns every field condition of an expression, from left to right.
func Fields(n Node) []*Field {
	var fields []*Field
	Walk(n, func(n Node) bool {
		if f, ok := n.(*Field); ok {
			fields = append(fields, f)
		}
		return true
	})
	return fields
}
