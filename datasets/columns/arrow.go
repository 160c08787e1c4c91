package columns

import (
	"cmp"
	"math"
	"sort"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/bitutil"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// codedString is the Arrow type of a Dict, and of the values of a List.
var codedString = &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int32, ValueType: arrow.BinaryTypes.String}

// dictionary is the distinct values of a column, in the order of their bytes.
type dictionary struct{ strings *array.String }

// Len returns the number of distinct values. Codes are 0 to Len-1.
func (d dictionary) Len() int { return d.strings.Len() }

// Value returns the value of a code, and "" for -1, which is null. The string
// shares the column's memory.
func (d dictionary) Value(code int32) string {
	if code < 0 {
		return ""
	}
	return d.strings.Value(int(code))
}

// Code returns the code of a value, and -1 when no row has it.
func (d dictionary) Code(value string) int32 {
	i, found := sort.Find(d.Len(), func(i int) int { return cmp.Compare(value, d.strings.Value(i)) })
	if !found {
		return -1
	}
	return int32(i)
}

// Dict is a dictionary-coded column with one value or none per row.
type Dict struct {
	// Codes has one code per row; -1 is null. It is the index buffer of the
	// Arrow array, and must not be changed.
	Codes []int32
	dictionary
	array *array.Dictionary
}

// Arrow returns the column as an Arrow array, which shares its memory.
func (d *Dict) Arrow() *array.Dictionary { return d.array }

// newDict lays codes and their distinct values out as an Arrow array.
func newDict(codes []int32, v values) *Dict {
	a := coded(codes, v)
	return &Dict{Codes: codes, dictionary: dictionary{a.Dictionary().(*array.String)}, array: a}
}

// List is a dictionary-coded column with any number of values per row, none of
// them null. Row i has Codes[Offsets[i]:Offsets[i+1]].
type List struct {
	// Offsets has one more than rows. It and Codes are buffers of the Arrow
	// array, and must not be changed.
	Offsets []int32
	Codes   []int32
	dictionary
	array *array.List
}

// Arrow returns the column as an Arrow array, which shares its memory.
func (l *List) Arrow() *array.List { return l.array }

// Row returns the codes of row i.
func (l *List) Row(i int) []int32 { return l.Codes[l.Offsets[i]:l.Offsets[i+1]] }

// newList lays lists of codes out as an Arrow array.
func newList(offsets, codes []int32, v values) *List {
	elems := coded(codes, v)
	data := array.NewData(arrow.ListOfNonNullable(codedString), len(offsets)-1,
		[]*memory.Buffer{nil, int32Buffer(offsets)}, []arrow.ArrayData{elems.Data()}, 0, 0)
	return &List{
		Offsets: offsets, Codes: codes, dictionary: dictionary{elems.Dictionary().(*array.String)},
		array: array.NewListData(data),
	}
}

// coded makes a dictionary array of codes, of which -1 is null.
func coded(codes []int32, v values) *array.Dictionary {
	words := array.NewData(arrow.BinaryTypes.String, v.Len(),
		[]*memory.Buffer{nil, int32Buffer(v.offsets), memory.NewBufferBytes(v.data)}, nil, 0, 0)
	valid, nulls := validity(len(codes), func(i int) bool { return codes[i] >= 0 })
	data := array.NewDataWithDictionary(codedString, len(codes), []*memory.Buffer{valid, int32Buffer(codes)}, nulls, 0, words)
	return array.NewDictionaryData(data)
}

// NullInt64 stands for null in the Values of an Int64.
const NullInt64 = math.MinInt64

// Int64 is a column with one number or none per row.
type Int64 struct {
	// Values has one number per row; NullInt64 is null. Instants are
	// microseconds since 1970-01-01 UTC. It is the value buffer of the Arrow
	// array, and must not be changed.
	Values []int64
	array  *array.Int64
}

// Arrow returns the column as an Arrow array, which shares its memory.
func (c *Int64) Arrow() *array.Int64 { return c.array }

// newInt64 lays numbers out as an Arrow array.
func newInt64(values []int64) *Int64 {
	valid, nulls := validity(len(values), func(i int) bool { return values[i] != NullInt64 })
	data := array.NewData(arrow.PrimitiveTypes.Int64, len(values),
		[]*memory.Buffer{valid, memory.NewBufferBytes(arrow.Int64Traits.CastToBytes(values))}, nil, nulls, 0)
	return &Int64{Values: values, array: array.NewInt64Data(data)}
}

// validity returns the bitmap of the rows that are not null, or nil where none
// is null, and how many are.
func validity(rows int, valid func(row int) bool) (bitmap *memory.Buffer, nulls int) {
	for i := range rows {
		if !valid(i) {
			nulls++
		}
	}
	if nulls == 0 {
		return nil, 0
	}
	bits := make([]byte, bitutil.BytesForBits(int64(rows)))
	for i := range rows {
		if valid(i) {
			bitutil.SetBit(bits, i)
		}
	}
	return memory.NewBufferBytes(bits), nulls
}

func int32Buffer(s []int32) *memory.Buffer {
	return memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(s))
}
