// Package expr is Verbatim's one expression language: the terms of a codebook,
// the search box and the conditions of routing rules are all written in it,
// so that a search can become a theme. docs/expressions.md has the grammar.
//
// Parse makes a syntax tree of words and conditions on fields. What a word
// matches is the business of those who have tokens (classify/lookup,
// pipeline/index); what a field condition means is decided here, by Match and
// Holds, so that routing and search cannot disagree.
package expr

// Mode says what words side by side mean. Everything else is the same in both.
type Mode int

// The modes.
const (
	List   Mode = iota // terms of a codebook: a phrase, in this order
	Search             // search box and routing conditions: all wanted (AND); -word is NOT word
)

// Limits of a source text, so that no input can exhaust the stack.
const (
	MaxLength = 10_000 // code points
	MaxDepth  = 100    // parentheses and NOTs around one another
)
