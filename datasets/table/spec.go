package table

import (
	"fmt"

	"github.com/parquet-go/parquet-go"

	"verbatim/datasets"
)

// spec is the declaration of T's table.
type spec[T any] struct {
	name       string
	doc        string
	key        string // the column with the bloom filter
	columns    []column[T]
	attributes func(*T) *[]string // nil where the table has none
}

// specOf returns the declaration of T's table.
func specOf[T Row]() spec[T] {
	var s any
	switch any(*new(T)).(type) {
	case datasets.Response:
		s = responses()
	case datasets.Verbatim:
		s = verbatims()
	case datasets.Tag:
		s = tags()
	case datasets.Route:
		s = routes()
	case datasets.Theme:
		s = themes()
	}
	return s.(spec[T])
}

// with returns all columns of a file: the declared ones and the attributes.
func (s spec[T]) with(attrs []datasets.Attribute) ([]column[T], error) {
	if s.attributes == nil || len(attrs) == 0 {
		return s.columns, nil
	}
	seen := make(map[string]bool, len(attrs))
	for _, a := range attrs {
		if a.Slug == "" || seen[a.Slug] {
			return nil, fmt.Errorf("table %s: attribute %q: want a slug that is not empty and not used twice, found %q", s.name, a.Header, a.Slug)
		}
		seen[a.Slug] = true
	}
	cols := s.columns[:len(s.columns):len(s.columns)]
	if len(attrs) > MaxAttributeColumns {
		return append(cols, attributeMap(attrs, s.attributes)), nil
	}
	for i, a := range attrs {
		cols = append(cols, attributeColumn(i, a, s.attributes))
	}
	return cols, nil
}

// schema makes the Parquet schema of a file.
func schema[T any](name string, cols []column[T]) *parquet.Schema {
	root := &group{}
	for _, c := range cols {
		root.add(c.name, c.node)
	}
	return parquet.NewSchema(name, root)
}
