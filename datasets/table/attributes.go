package table

import (
	"github.com/parquet-go/parquet-go"

	"verbatim/datasets"
)

// AttributePrefix begins the name of every attribute's column.
const AttributePrefix = "attr_"

// AttributesColumn is the MAP column of a workspace with more attributes than
// MaxAttributeColumns.
const AttributesColumn = "attributes"

// attributeColumn is the column of attribute i. A row without it has null.
func attributeColumn[T any](i int, a datasets.Attribute, at func(*T) *[]string) column[T] {
	return flat(AttributePrefix+a.Slug, nullable|coded, texts[string](), "attribute "+a.Header,
		func(r *T) (string, bool) {
			if vals := *at(r); i < len(vals) && vals[i] != "" {
				return vals[i], true
			}
			return "", false
		},
		func(r *T, s string) { (*at(r))[i] = s })
}

// attributeMap is the MAP column that holds the attributes that a row has;
// keys are slugs, in the order of attrs.
func attributeMap[T any](attrs []datasets.Attribute, at func(*T) *[]string) column[T] {
	index := make(map[string]int, len(attrs))
	for i, a := range attrs {
		index[a.Slug] = i
	}
	write := func(leaves [][]parquet.Value, rows []T) {
		for r := range rows {
			n := 0
			for i, s := range *at(&rows[r]) {
				if s != "" {
					leaves[0] = appendElement(leaves[0], stringValue(attrs[i].Slug), n)
					leaves[1] = appendElement(leaves[1], stringValue(s), n)
					n++
				}
			}
			if n == 0 {
				leaves[0], leaves[1] = appendEmpty(leaves[0]), appendEmpty(leaves[1])
			}
		}
	}
	read := func(rows []T, leaves [][]parquet.Value) {
		eachElement(leaves[0], func(row, e int) {
			if i, ok := index[string(leaves[0][e].ByteArray())]; ok {
				(*at(&rows[row]))[i] = string(leaves[1][e].ByteArray())
			}
		})
	}
	str := encoded(parquet.String(), coded)
	return column[T]{AttributesColumn, "MAP<STRING,STRING>", "attributes by slug", coded, parquet.Map(str, str), 2, write, read}
}
