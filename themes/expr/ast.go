package expr

// Node is a node of the syntax tree: *Words, *Prefix, *Field, *And, *Or, *Not
// or *All. Nodes are immutable after parsing.
type Node interface {
	// Pos returns the node's place in the source.
	Pos() Pos
	// String returns the node as an expression that parses, in the same
	// mode, to an equal tree.
	String() string
}

// Pos is a half-open range of a source text, in code points.
type Pos struct{ Start, End int }

// Words is one word or a phrase: words side by side. Without Exact it matches
// by base form or where its surface stands between token boundaries; with
// Exact it matches as written only.
type Words struct {
	At    Pos
	Text  string // as written, without quotes and exact:
	Exact bool
	Quote bool // written in quotes, at least in part
}

// Prefix is word*: every token whose key or surface begins with Text.
type Prefix struct {
	At   Pos
	Text string // without the star
}

// Field is field:value. Values are alternatives (score:8,6,2,1,0), each a
// single value or a range.
type Field struct {
	At     Pos
	Name   string // canonical, lower case: theme, department, lang, score … or an attribute
	Values []Value
}

// Value is one alternative of a Field. A single value stands in Lo, with Range
// false; an open end of a range is empty. Ranges include both ends. Values of
// known fields are canonical: detractor for 批判者, 8 for ８.０, and a date is
// a range of days, 2026-02 being 2026-02-01..2026-02-28.
type Value struct {
	At     Pos
	Lo, Hi string
	Range  bool
}

// And, Or and Not combine nodes. And and Or have at least two.
type (
	And struct{ Nodes []Node }
	Or  struct{ Nodes []Node }
	Not struct {
		At   Pos
		Node Node
	}
)

// All matches everything; the empty search is All.
type All struct{}
