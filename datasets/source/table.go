package source

import (
	"context"
	"fmt"
	"io"
)

// rawReader reads the records of one format as they stand in the file: header
// rows, blank rows and ragged rows among them. next returns the line on which
// the record begins; the slice may be used again by the next call, the strings
// may not. A *RowError stands for one record; any other error is final, io.EOF
// after the last record.
type rawReader interface {
	next() (line int64, cells []string, err error)
	offset() int64 // bytes of the file read so far
	Close() error
}

// tableReader makes rows of the width of the header from raw records.
type tableReader struct {
	ctx   context.Context
	in    *Info
	raw   rawReader
	cells []string
	read  int // records so far
}

func newTableReader(ctx context.Context, in *Info, raw rawReader) *tableReader {
	return &tableReader{ctx: ctx, in: in, raw: raw, cells: make([]string, len(in.Header))}
}

// Close implements Reader.
func (t *tableReader) Close() error { return t.raw.Close() }

// Read implements Reader.
func (t *tableReader) Read() (Row, error) {
	for {
		if t.read++; t.read%256 == 0 {
			if err := t.ctx.Err(); err != nil {
				return Row{}, err
			}
		}
		line, cells, err := t.raw.next()
		if t.read <= t.in.Skip && err != io.EOF {
			continue
		}
		if err != nil {
			return Row{}, err
		}
		if allBlank(cells) {
			continue
		}
		if err := t.fit(line, cells); err != nil {
			return Row{}, err
		}
		return Row{Line: line, Cells: t.cells, Bytes: t.raw.offset()}, nil
	}
}

// fit copies cells to t.cells. Missing cells are empty, as many tools leave
// them out at the end of a row; surplus cells must be blank.
func (t *tableReader) fit(line int64, cells []string) error {
	n := copy(t.cells, cells)
	clear(t.cells[n:])
	for i := len(t.cells); i < len(cells); i++ {
		if !isBlank(cells[i]) {
			return &RowError{Line: line, Column: columnName(i), Value: shorten(cells[i]),
				Reason: fmt.Sprintf("the row has %d cells, the header %d", len(cells), len(t.cells))}
		}
	}
	return nil
}

func allBlank(cells []string) bool {
	for _, c := range cells {
		if !isBlank(c) {
			return false
		}
	}
	return true
}

// columnName is what a column without a header is called; i counts from 0.
func columnName(i int) string { return fmt.Sprintf("column %d", i+1) }
