// Package columns holds a generation's verbatims in memory as dictionary-coded
// Arrow columns, for counting: one dictionary per column for the whole
// workspace, so that a facet is an array of counters that codes index.
//
// A column costs 4 bytes a row and its distinct values; a list 4 bytes a row
// and 4 a value. Identifiers are the heavy ones, so response_id keeps its
// strings in one Arrow buffer, without a Go string header each.
package columns

import "verbatim/datasets"

// Part is one part of the generation and the rows that it holds.
type Part struct {
	Name       string // of the file, without its ending: part-000001
	Start, End int    // half-open range of the Table's rows
}

// Table is the columns of a generation's verbatims: row i of every column is
// of the same verbatim. It does not change, and is safe for concurrent use.
type Table struct {
	parts      []Part
	names      []string
	attributes []datasets.Attribute
	dicts      map[string]*Dict
	lists      map[string]*List
}

// Rows returns the number of rows.
func (t *Table) Rows() int {
	if len(t.parts) == 0 {
		return 0
	}
	return t.parts[len(t.parts)-1].End
}

// Parts returns the parts in the order of their rows.
func (t *Table) Parts() []Part { return t.parts }

// Names returns the names of the loaded columns, in the order of the tables.
func (t *Table) Names() []string { return t.names }

// Attributes returns the attributes of the workspace, loaded or not.
func (t *Table) Attributes() []datasets.Attribute { return t.attributes }

// Dict returns a loaded column with one value per row, and nil when there is
// none of that name.
func (t *Table) Dict(name string) *Dict { return t.dicts[name] }

// List returns a loaded column of lists, and nil when there is none of that
// name.
func (t *Table) List(name string) *List { return t.lists[name] }
