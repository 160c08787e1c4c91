package table

import (
	"github.com/parquet-go/parquet-go"

	"verbatim/datasets"
)

// Levels of a list that is never null, after Dremel's record shredding
// (Melnik et al., VLDB 2010), which Parquet follows: the first element of a row
// has repetition level 0 and the others 1; an element has definition level 1,
// and an empty list is one null of level 0.

// appendElement appends element k of a list.
func appendElement(dst []parquet.Value, v parquet.Value, k int) []parquet.Value {
	return append(dst, v.Level(min(k, 1), 1, 0))
}

// appendEmpty appends an empty list.
func appendEmpty(dst []parquet.Value) []parquet.Value {
	return append(dst, parquet.Value{})
}

// eachElement calls fn with the place in leaf of every element, and its row.
func eachElement(leaf []parquet.Value, fn func(row, at int)) {
	row := -1
	for i := range leaf {
		if leaf[i].RepetitionLevel() == 0 {
			row++
		}
		if leaf[i].DefinitionLevel() > 0 {
			fn(row, i)
		}
	}
}

// list declares a LIST of strings that is never null; nil is written as the
// empty list, and the empty list is read as one that is not nil.
func list[T any, S ~string](name, doc string, at func(*T) *[]S) column[T] {
	c := texts[S]()
	write := func(leaves [][]parquet.Value, rows []T) {
		for i := range rows {
			elems := *at(&rows[i])
			if len(elems) == 0 {
				leaves[0] = appendEmpty(leaves[0])
			}
			for k, e := range elems {
				leaves[0] = appendElement(leaves[0], c.put(e), k)
			}
		}
	}
	read := func(rows []T, leaves [][]parquet.Value) {
		for i := range rows {
			*at(&rows[i]) = []S{}
		}
		eachElement(leaves[0], func(row, i int) {
			elems := at(&rows[row])
			*elems = append(*elems, c.get(leaves[0][i]))
		})
	}
	node := parquet.List(encoded(c.node, coded))
	return column[T]{name, "LIST<STRING>", doc, coded, node, 1, write, read}
}

// spans declares the LIST of evidence.
func spans[T any](name, doc string, at func(*T) *[]datasets.Span) column[T] {
	element := &group{}
	element.add("start", encoded(parquet.Int(32), 0))
	element.add("end", encoded(parquet.Int(32), 0))
	element.add("text", encoded(parquet.String(), long))

	write := func(leaves [][]parquet.Value, rows []T) {
		for i := range rows {
			elems := *at(&rows[i])
			if len(elems) == 0 {
				for l := range leaves {
					leaves[l] = appendEmpty(leaves[l])
				}
			}
			for k, e := range elems {
				leaves[0] = appendElement(leaves[0], parquet.Int32Value(e.Start), k)
				leaves[1] = appendElement(leaves[1], parquet.Int32Value(e.End), k)
				leaves[2] = appendElement(leaves[2], stringValue(e.Text), k)
			}
		}
	}
	read := func(rows []T, leaves [][]parquet.Value) {
		for i := range rows {
			*at(&rows[i]) = []datasets.Span{}
		}
		eachElement(leaves[0], func(row, i int) {
			elems := at(&rows[row])
			*elems = append(*elems, datasets.Span{
				Start: leaves[0][i].Int32(), End: leaves[1][i].Int32(), Text: string(leaves[2][i].ByteArray()),
			})
		})
	}
	typ := "LIST<STRUCT<start INT32, end INT32, text STRING>>"
	return column[T]{name, typ, doc, long, parquet.List(element), 3, write, read}
}
