package expr

import "regexp"

// Node is a node of the syntax tree: *Words, *Prefix, *Regexp, *Field, *Near,
// *Sentence, *And, *Or, *Not or *All. Nodes are immutable after parsing.
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
	Case  bool // =Case: as written, in this very case; Exact is set too
	Quote bool // written in quotes, at least in part
}

// Prefix is word*: every token whose key or surface begins with Text.
type Prefix struct {
	At   Pos
	Text string // without the star
}

// Regexp is /RE2/: a regular expression over the text as it was typed, in which
// letters match either case unless it says (?-i).
type Regexp struct {
	At   Pos
	Text string         // between the slashes, \/ being /
	RE   *regexp.Regexp // compiled, with (?i) before it
}

// Near is Left NEAR/N Right, or Left BEFORE/N Right where Ordered is set: both
// stand in one sentence with at most N words between them and without a word
// in common, in either order or Left first. Left and Right are made of *Words,
// *Prefix, *Regexp and *Or.
type Near struct {
	At          Pos
	N           int
	Ordered     bool
	Left, Right Node
}

// Sentence is SENTENCE(…): its node, of words alone, holds within one sentence.
type Sentence struct {
	At   Pos
	Node Node
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
