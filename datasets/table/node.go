package table

import (
	"reflect"

	"github.com/parquet-go/parquet-go"
)

// group is a Parquet group whose fields keep their order. parquet.Group, a
// map, would sort them by name.
type group struct {
	parquet.Group // what a required group is, apart from its fields
	fields        []parquet.Field
}

// Fields returns the fields in the order in which they were added.
func (g *group) Fields() []parquet.Field { return g.fields }

// add appends a field.
func (g *group) add(name string, n parquet.Node) {
	g.fields = append(g.fields, &field{Node: n, name: name})
}

// field is a named node of a group.
type field struct {
	parquet.Node
	name string
}

// Name returns the field's name.
func (f *field) Name() string { return f.name }

// Value belongs to parquet-go's reading of Go structs by reflection, which
// this package does not use.
func (f *field) Value(reflect.Value) reflect.Value { return reflect.Value{} }
