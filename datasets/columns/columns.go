// Package columns holds a generation's verbatims in memory as Arrow columns,
// for counting and sorting. Most are dictionary-coded ([Dict], [List]): one
// dictionary per column for the whole workspace, so that a facet is an array
// of counters that codes index. Instants hardly ever repeat, so that a
// dictionary of them would be larger than they are; they stay what they are in
// the tables, microseconds ([Int64]).
//
// A Dict costs 4 bytes a row and its distinct values, a List 4 bytes a row and
// 4 a value, an Int64 8 bytes a row, and each of them a bit a row where it has
// nulls. Identifiers are the heavy ones, so response_id keeps its strings in
// one Arrow buffer, without a Go string header each.
package columns

import "verbatim/datasets"

// Part is one part of the generation and the rows that it holds.
type Part struct {
	Name       string // of the file, without its ending: part-000001
	Start, End int    // half-open range of the Table's rows

	// Timezone is the zone of the part's days, as datasets/source names zones;
	// empty where the part names none.
	Timezone string
}

// Table is the columns of a generation's verbatims: row i of every column is
// of the same verbatim. It does not change, and is safe for concurrent use.
type Table struct {
	parts      []Part
	names      []string
	attributes []datasets.Attribute
	dicts      map[string]*Dict
	lists      map[string]*List
	int64s     map[string]*Int64
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

// Dict returns a loaded dictionary-coded column with one value per row, and
// nil when there is none of that name.
func (t *Table) Dict(name string) *Dict { return t.dicts[name] }

// List returns a loaded column of lists, and nil when there is none of that
// name.
func (t *Table) List(name string) *List { return t.lists[name] }

// Int64 returns a loaded column of INT64 numbers or instants, and nil when
// there is none of that name.
func (t *Table) Int64(name string) *Int64 { return t.int64s[name] }
