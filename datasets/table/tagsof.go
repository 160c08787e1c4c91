package table

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/parquet-go/parquet-go"

	"verbatim/datasets"
)

// TagsOf returns the tags of the given verbatims from one part of the tags
// table, in the order of the file. Where the file is in the order of
// verbatim_id, the page index excludes nearly everything; see Find.
func TagsOf(path string, verbatimIDs map[string]bool) ([]datasets.Tag, error) {
	return Find[datasets.Tag](path, verbatimIDs)
}

// Find returns the rows of a file whose key is one of keys, in the order of the
// file, with the columns that Open would read. It reads the key column, leaving
// out what the bloom filter and the page index exclude, and of the other
// columns only what is near the rows that are wanted.
func Find[T Row](path string, keys map[string]bool, columns ...string) ([]T, error) {
	r, err := Open[T](path, columns...)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	runs, err := findRows(r.pq, r.spec.key, keys)
	if err != nil {
		return nil, fmt.Errorf("%s, column %s: %w", path, r.spec.key, err)
	}
	var out []T
	for len(runs) > 0 {
		n := 1
		for n < len(runs) && runs[n].start-runs[n-1].end <= nearRows && runs[n].end-runs[0].start <= blockRows {
			n++
		}
		if out, err = r.appendRuns(out, runs[:n]); err != nil {
			return nil, err
		}
		runs = runs[n:]
	}
	return out, nil
}

// Every block of rows that is read decodes its first pages anew, which costs
// more than to read over rows that are not wanted.
const (
	nearRows  = 256   // runs are read together up to this distance
	blockRows = 1_024 // and up to this many rows
)

// appendRuns reads from the first run to the last and keeps the rows in them.
func (r *Reader[T]) appendRuns(dst []T, runs []run) ([]T, error) {
	start := runs[0].start
	if err := r.SeekToRow(start); err != nil {
		return nil, err
	}
	rows := make([]T, runs[len(runs)-1].end-start)
	if _, err := r.Read(rows); err != nil {
		return nil, err
	}
	for _, run := range runs {
		dst = append(dst, rows[run.start-start:run.end-start]...)
	}
	return dst, nil
}

// run is a half-open range of rows.
type run struct{ start, end int64 }

// addRow adds a row after all others.
func addRow(runs []run, row int64) []run {
	if n := len(runs); n > 0 && runs[n-1].end == row {
		runs[n-1].end++
		return runs
	}
	return append(runs, run{row, row + 1})
}

// findRows returns the rows of a file whose key is one of ids. The key column
// is a plain string column that is never null.
func findRows(f *parquet.File, key string, ids map[string]bool) (runs []run, err error) {
	defer guard(&err)
	leaf, ok := f.Schema().Lookup(key)
	if !ok {
		return nil, fmt.Errorf("want the key column, found none")
	}
	var sorted [][]byte
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		if ids[id] {
			sorted = append(sorted, []byte(id))
		}
	}
	first := int64(0)
	for _, g := range f.RowGroups() {
		chunk := g.ColumnChunks()[leaf.ColumnIndex]
		wanted, err := inBloom(chunk.BloomFilter(), sorted)
		if err != nil {
			return nil, err
		}
		if runs, err = scanChunk(runs, chunk, first, wanted, ids); err != nil {
			return nil, err
		}
		first += g.NumRows()
	}
	return runs, nil
}

// inBloom returns those of the ids that a bloom filter does not exclude.
func inBloom(filter parquet.BloomFilter, ids [][]byte) ([][]byte, error) {
	if filter == nil {
		return ids, nil
	}
	var out [][]byte
	for _, id := range ids {
		ok, err := filter.Check(parquet.ByteArrayValue(id))
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, id)
		}
	}
	return out, nil
}

// scanChunk adds the rows of the ids in a column chunk whose first row is
// first. wanted, sorted, says which ids may be there.
func scanChunk(runs []run, chunk parquet.ColumnChunk, first int64, wanted [][]byte, ids map[string]bool) ([]run, error) {
	index, err := chunk.ColumnIndex()
	if err != nil {
		return nil, err
	}
	offsets, err := chunk.OffsetIndex()
	if err != nil {
		return nil, err
	}
	pages := chunk.Pages()
	defer pages.Close()
	for p := range index.NumPages() {
		if !anyBetween(wanted, index.MinValue(p).ByteArray(), index.MaxValue(p).ByteArray()) {
			continue
		}
		row := offsets.FirstRowIndex(p)
		if err := pages.SeekToRow(row); err != nil {
			return nil, err
		}
		page, err := pages.ReadPage()
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, err
		}
		runs = scanPage(runs, page, first+row, ids)
		parquet.Release(page)
	}
	return runs, nil
}

// anyBetween says whether one of the sorted ids is in the closed range.
func anyBetween(sorted [][]byte, lo, hi []byte) bool {
	i, _ := slices.BinarySearchFunc(sorted, lo, bytes.Compare)
	return i < len(sorted) && bytes.Compare(sorted[i], hi) <= 0
}

// scanPage adds the rows of the ids in a page whose first row is row.
func scanPage(runs []run, page parquet.Page, row int64, ids map[string]bool) []run {
	values := page.Data()
	data, offsets := values.ByteArray()
	for i := 1; i < len(offsets); i++ {
		if ids[string(data[offsets[i-1]:offsets[i]])] {
			runs = addRow(runs, row+int64(i-1))
		}
	}
	return runs
}
