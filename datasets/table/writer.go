package table

import (
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

const (
	// createdBy is fixed, so that the same rows give the same bytes whichever
	// version of parquet-go wrote them.
	createdBy = "verbatim"
	// groupRows is the most rows of a row group: one for a part of responses.
	groupRows = 50_000
	// batchRows is how many rows are shredded at a time. Pages can only end
	// between batches, so a batch of long texts must stay small.
	batchRows = 128
	// pageBytes is the size of a page before compression. Reading one row
	// costs a page, so it is smaller than the megabyte that is usual.
	pageBytes = 128 << 10
	// keyBoundBytes is how much of a key the page index keeps: enough for ids
	// that begin alike.
	keyBoundBytes = 64
	// bloomBits per distinct key: one false positive in a hundred.
	bloomBits = 10
)

// compression at its fastest level costs a third less time than the default,
// and on tables like these no bytes. It is shared, for its pool of encoders.
var compression = &zstd.Codec{Level: zstd.SpeedFastest}

// Writer writes rows of T as one Parquet file. It is not safe for concurrent
// use.
type Writer[T Row] struct {
	spec    spec[T]
	attrs   int // how many attributes a row may have
	columns []column[T]
	out     *parquet.GenericWriter[any]
	sinks   [][]*parquet.ColumnWriter // by column and leaf
	values  [][]parquet.Value         // scratch, by leaf
	group   int                       // rows of the row group so far
	rows    int64                     // rows written
	err     error                     // the first error; the file is unusable after it
}

// NewWriter begins a file of T's table on w. Errors say what is wrong with m.
func NewWriter[T Row](w io.Writer, m Meta) (*Writer[T], error) {
	s := specOf[T]()
	columns, err := s.with(m.Attributes)
	if err != nil {
		return nil, err
	}
	if s.attributes == nil {
		m.Attributes = nil
	}
	kv, err := m.keyValues(s.name)
	if err != nil {
		return nil, err
	}
	out := &Writer[T]{spec: s, attrs: len(m.Attributes), columns: columns, values: make([][]parquet.Value, 3)}
	out.out = parquet.NewGenericWriter[any](w, schema(s.name, columns), options(s, columns, kv))
	writers := out.out.ColumnWriters()
	for _, c := range columns {
		out.sinks = append(out.sinks, writers[:c.leaves])
		writers = writers[c.leaves:]
	}
	return out, nil
}

// options configures parquet-go for the table: pages and encodings that every
// engine reads, and no bounds for long texts.
func options[T any](s spec[T], columns []column[T], kv map[string]string) parquet.WriterOption {
	c := &parquet.WriterConfig{
		CreatedBy:        createdBy,
		Compression:      compression,
		DataPageVersion:  1,
		PageBufferSize:   pageBytes,
		KeyValueMetadata: kv,
		BloomFilters:     []parquet.BloomFilterColumn{parquet.SplitBlockFilter(bloomBits, s.key)},
		ColumnIndexSizeLimit: func(path []string) int {
			if path[0] == s.key {
				return keyBoundBytes
			}
			return parquet.DefaultColumnIndexSizeLimit
		},
	}
	// The page index and the footer have the bounds of every page; page headers
	// would only repeat them.
	c.SkipPageStatistics = schema(s.name, columns).Columns()
	for _, col := range columns {
		if col.flags&long != 0 {
			c.SkipPageBounds = append(c.SkipPageBounds, leafPaths(col)...)
		}
	}
	return c
}

// leafPaths returns the paths of a column's leaves.
func leafPaths[T any](c column[T]) [][]string {
	return schema("", []column[T]{c}).Columns()
}

// Write appends rows. It keeps none of their memory after it returns. The
// rows of a table are sorted by nothing in particular; writing tags in the
// order of verbatim_id makes TagsOf faster.
func (w *Writer[T]) Write(rows []T) error {
	if w.err == nil {
		w.err = w.check(rows)
	}
	for len(rows) > 0 && w.err == nil {
		n := min(len(rows), batchRows, groupRows-w.group)
		w.err = w.writeBatch(rows[:n])
		rows = rows[n:]
	}
	return w.err
}

// check refuses rows with more attributes than the file has columns for.
func (w *Writer[T]) check(rows []T) error {
	if w.spec.attributes == nil {
		return nil
	}
	for i := range rows {
		if n := len(*w.spec.attributes(&rows[i])); n > w.attrs {
			return fmt.Errorf("table %s: row %d has %d attributes, want at most the %d of the file", w.spec.name, w.rows+int64(i), n, w.attrs)
		}
	}
	return nil
}

// writeBatch shreds rows column by column, and ends the row group when it is
// full.
func (w *Writer[T]) writeBatch(rows []T) error {
	for i, c := range w.columns {
		values := w.values[:c.leaves]
		for l := range values {
			values[l] = values[l][:0]
		}
		c.write(values, rows)
		for l, sink := range w.sinks[i] {
			if _, err := sink.WriteRowValues(values[l]); err != nil {
				return fmt.Errorf("table %s, column %s: %w", w.spec.name, c.name, err)
			}
		}
	}
	w.group += len(rows)
	w.rows += int64(len(rows))
	if w.group < groupRows {
		return nil
	}
	w.group = 0
	return w.flush()
}

func (w *Writer[T]) flush() error {
	if err := w.out.Flush(); err != nil {
		return fmt.Errorf("table %s, row group before row %d: %w", w.spec.name, w.rows, err)
	}
	return nil
}

// Close writes what is left and the footer. It does not close the io.Writer.
// Nothing can be written after it.
func (w *Writer[T]) Close() error {
	if w.err != nil {
		return w.err
	}
	w.err = fmt.Errorf("table %s: already closed", w.spec.name)
	if err := w.out.Close(); err != nil {
		return fmt.Errorf("table %s, footer after row %d: %w", w.spec.name, w.rows, err)
	}
	return nil
}
