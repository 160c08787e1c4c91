package table

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"

	"verbatim/datasets"
)

// TestArrowReads reads files with Arrow's own reader, another implementation of
// Parquet, and compares every value.
func TestArrowReads(t *testing.T) {
	for _, c := range []struct{ rows, attrs int }{{0, 1}, {1, 0}, {1000, 0}, {500, 5}, {50, 250}} {
		t.Run(fmt.Sprintf("%d rows %d attributes", c.rows, c.attrs), func(t *testing.T) {
			g := newGen(uint64(c.rows + c.attrs))
			arrowReads(t, c.attrs, many(c.rows, c.attrs, g.response))
			arrowReads(t, c.attrs, many(c.rows, c.attrs, g.verbatim))
			arrowReads(t, c.attrs, many(c.rows, 0, g.tag))
			arrowReads(t, c.attrs, many(c.rows, 0, g.route))
			arrowReads(t, c.attrs, many(c.rows, 0, g.theme))
		})
	}
}

// TestArrowReadsRowGroups has more than one row group and many pages.
func TestArrowReadsRowGroups(t *testing.T) {
	arrowReads(t, 0, many(groupRows+100, 0, newGen(5).route))
}

func arrowReads[T Row](t *testing.T, nAttrs int, rows []T) {
	t.Helper()
	attrs := attributesOfWidth(nAttrs)
	tab := arrowTable(t, encode(t, Meta{Attributes: attrs}, rows))
	defer tab.Release()
	if int(tab.NumRows()) != len(rows) {
		t.Fatalf("arrow reads %d rows, want %d", tab.NumRows(), len(rows))
	}
	next := 0
	for r := array.NewTableReader(tab, 0); r.Next(); {
		for i := range int(r.Record().NumRows()) {
			want := fieldsOf(attrs, rows[next])
			next++
			if n := int(r.Record().NumCols()); n != len(want) {
				t.Fatalf("arrow reads %d columns, want %d", n, len(want))
			}
			for c, w := range want {
				if name := r.Record().ColumnName(c); name != w.name {
					t.Fatalf("column %d: %s, want %s", c, name, w.name)
				}
				if got := arrowValue(t, r.Record().Column(c), i); !reflect.DeepEqual(got, w.value) {
					t.Fatalf("%T row %d, %s: arrow reads %#v, want %#v", rows[0], next-1, w.name, got, w.value)
				}
			}
		}
	}
}

func arrowTable(t *testing.T, data []byte) arrow.Table {
	t.Helper()
	f, err := file.NewParquetReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	tab, err := r.ReadTable(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

// arrowValue returns value i of an array as cell has it.
func arrowValue(t *testing.T, a arrow.Array, i int) any {
	t.Helper()
	if a.IsNull(i) {
		return nil
	}
	switch a := a.(type) {
	case *array.String:
		return a.Value(i)
	case *array.Boolean:
		return a.Value(i)
	case *array.Float64:
		return a.Value(i)
	case *array.Int32:
		return int64(a.Value(i))
	case *array.Int64:
		return a.Value(i)
	case *array.Date32:
		return int64(a.Value(i))
	case *array.Timestamp:
		typ := a.DataType().(*arrow.TimestampType)
		if typ.Unit != arrow.Microsecond || typ.TimeZone != "UTC" {
			t.Fatalf("timestamp is %s", typ)
		}
		return int64(a.Value(i))
	case *array.Map:
		return arrowEntries(a, i)
	case *array.List:
		start, end := a.ValueOffsets(i)
		out := []any{}
		for k := start; k < end; k++ {
			out = append(out, arrowValue(t, a.ListValues(), int(k)))
		}
		return out
	case *array.Struct:
		out := map[string]any{}
		for f, typ := range a.DataType().(*arrow.StructType).Fields() {
			out[typ.Name] = arrowValue(t, a.Field(f), i)
		}
		return out
	}
	t.Fatalf("no column should be %s", a.DataType())
	return nil
}

func arrowEntries(a *array.Map, i int) map[string]any {
	out := map[string]any{}
	start, end := a.ValueOffsets(i)
	for k := int(start); k < int(end); k++ {
		out[a.Keys().(*array.String).Value(k)] = a.Items().(*array.String).Value(k)
	}
	return out
}

// TestNullability compares what may be null with the design.
func TestNullability(t *testing.T) {
	tab := arrowTable(t, encode(t, Meta{}, []datasets.Verbatim{}))
	defer tab.Release()
	nullable := map[string]bool{}
	for _, f := range tab.Schema().Fields() {
		nullable[f.Name] = f.Nullable
	}
	for _, name := range []string{"verbatim_id", "response_id", "question_id", "text", "language", "content_status", "theme_ids", "departments", "codebook_version", "run_number"} {
		if nullable[name] {
			t.Errorf("%s may be null", name)
		}
		delete(nullable, name)
	}
	for name, may := range nullable {
		if !may {
			t.Errorf("%s may not be null", name)
		}
	}
}
