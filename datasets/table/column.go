package table

import (
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/parquet-go/parquet-go"

	"verbatim/datasets"
)

// flags say how a column is stored.
type flags uint8

const (
	nullable flags = 1 << iota // "" or a missing Opt is null
	coded                      // few distinct values: dictionary encoded
	long                       // long text: no statistics, whose bounds would be whole texts
)

// column is the declaration of one column of T's table. It consists of one
// Parquet column (leaf), or of several for lists of structs and maps.
type column[T any] struct {
	name  string
	typ   string // as docs/data.md names it
	doc   string
	flags flags
	node  parquet.Node

	leaves int
	// write appends the values of rows to each leaf's slice, at least one
	// per row, with their levels.
	write func(leaves [][]parquet.Value, rows []T)
	// read does the reverse: leaves holds the values of exactly those rows,
	// which are zero before.
	read func(rows []T, leaves [][]parquet.Value)
}

// codec is how a Go type is stored.
type codec[V any] struct {
	typ  string
	node parquet.Node
	put  func(V) parquet.Value
	get  func(parquet.Value) V
}

func doubles() codec[float64] {
	return codec[float64]{"DOUBLE", parquet.Leaf(parquet.DoubleType), parquet.DoubleValue, parquet.Value.Double}
}

func bools() codec[bool] {
	return codec[bool]{"BOOLEAN", parquet.Leaf(parquet.BooleanType), parquet.BooleanValue, parquet.Value.Boolean}
}

func int32s() codec[int32] {
	return codec[int32]{"INT32", parquet.Int(32), parquet.Int32Value, parquet.Value.Int32}
}

func int64s() codec[int64] {
	return codec[int64]{"INT64", parquet.Int(64), parquet.Int64Value, parquet.Value.Int64}
}

// instants are microseconds since 1970-01-01 UTC.
func instants() codec[int64] {
	return codec[int64]{"TIMESTAMP (UTC, µs)", parquet.Timestamp(parquet.Microsecond), parquet.Int64Value, parquet.Value.Int64}
}

func dates() codec[datasets.Date] {
	return codec[datasets.Date]{
		"DATE", parquet.Date(),
		func(d datasets.Date) parquet.Value { return parquet.Int32Value(int32(d)) },
		func(v parquet.Value) datasets.Date { return datasets.Date(v.Int32()) },
	}
}

// texts are STRING columns of any string type.
func texts[S ~string]() codec[S] {
	return codec[S]{
		"STRING", parquet.String(),
		func(s S) parquet.Value { return stringValue(string(s)) },
		func(v parquet.Value) S { return S(v.ByteArray()) },
	}
}

// flat declares a column with at most one value per row. put says whether
// there is one; get is called only where there was.
func flat[T any, V comparable](name string, f flags, c codec[V], doc string, put func(*T) (V, bool), get func(*T, V)) column[T] {
	node := encoded(c.node, f)
	if f&nullable != 0 {
		node = parquet.Optional(node)
	}
	write := func(leaves [][]parquet.Value, rows []T) {
		leaf := leaves[0]
		var last V
		var lastValue parquet.Value
		for i := range rows {
			v, ok := put(&rows[i])
			switch {
			case !ok:
				leaf = append(leaf, parquet.Value{})
				continue
			case v != last || lastValue.IsNull(): // most columns have runs of the same value
				last, lastValue = v, c.put(v)
				if f&nullable != 0 { // else all levels are 0, as they are anyway
					lastValue = lastValue.Level(0, 1, 0)
				}
			}
			leaf = append(leaf, lastValue)
		}
		leaves[0] = leaf
	}
	read := func(rows []T, leaves [][]parquet.Value) {
		for i, v := range leaves[0] {
			if !v.IsNull() {
				get(&rows[i], c.get(v))
			}
		}
	}
	return column[T]{name, c.typ, doc, f, node, 1, write, read}
}

// text declares a string column. A nullable one has "" as null.
func text[T any, S ~string](name string, f flags, doc string, at func(*T) *S) column[T] {
	return flat(name, f, texts[S](), doc,
		func(r *T) (S, bool) { s := *at(r); return s, s != "" || f&nullable == 0 },
		func(r *T, s S) { *at(r) = s })
}

// value declares a column that is never null.
func value[T any, V comparable](name string, f flags, c codec[V], doc string, at func(*T) *V) column[T] {
	return flat(name, f, c, doc,
		func(r *T) (V, bool) { return *at(r), true },
		func(r *T, v V) { *at(r) = v })
}

// option declares a nullable column.
func option[T any, V comparable](name string, f flags, c codec[V], doc string, at func(*T) *datasets.Opt[V]) column[T] {
	return flat(name, f|nullable, c, doc,
		func(r *T) (V, bool) { o := at(r); return o.V, o.OK },
		func(r *T, v V) { *at(r) = datasets.Some(v) })
}

// derived declares a nullable column that is computed from the row, and is
// not read back.
func derived[T any, V comparable](name string, f flags, c codec[V], doc string, of func(*T) datasets.Opt[V]) column[T] {
	return flat(name, f|nullable, c, doc,
		func(r *T) (V, bool) { o := of(r); return o.V, o.OK },
		func(*T, V) {})
}

// encoded gives a leaf node the encoding that every reader knows.
func encoded(n parquet.Node, f flags) parquet.Node {
	if f&coded != 0 {
		return parquet.Encoded(n, &parquet.RLEDictionary)
	}
	return parquet.Encoded(n, &parquet.Plain)
}

// stringValue makes a value of s without copying it. Invalid UTF-8 is replaced
// by U+FFFD: Parquet writes it as it is, and other engines refuse the file.
func stringValue(s string) parquet.Value {
	if !utf8.ValidString(s) { // much faster than ToValidUTF8
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	// The writer only reads the bytes, so the string stays immutable.
	return parquet.ByteArrayValue(unsafe.Slice(unsafe.StringData(s), len(s)))
}
