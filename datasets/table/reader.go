package table

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"

	"verbatim/datasets"
)

// Reader reads rows of T from a Parquet file. It is not safe for concurrent
// use; open the file again for another goroutine.
type Reader[T Row] struct {
	path    string
	spec    spec[T]
	attrs   []datasets.Attribute
	file    *os.File
	pq      *parquet.File
	columns []openColumn[T]
	row     int64
}

// openColumn is a column that is being read.
type openColumn[T any] struct {
	column[T]
	cursors []*cursor         // by leaf
	values  [][]parquet.Value // scratch, by leaf
}

// Open opens a file of T's table. With columns named, only those are read and
// the other fields of the rows stay zero; "attributes" names all attributes.
// A column that the file lacks is read as missing, one of another type is an
// error, and so is a file of another table or of a newer schema.
func Open[T Row](path string, columns ...string) (*Reader[T], error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	r := &Reader[T]{path: path, spec: specOf[T](), file: f}
	if err := r.open(columns); err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return r, nil
}

// guard turns a panic into an error: parquet-go, which trusts offsets and
// lengths of a file, panics on a damaged one.
func guard(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("the file is damaged: %v", p)
	}
}

func (r *Reader[T]) open(names []string) (err error) {
	defer guard(&err)
	info, err := r.file.Stat()
	if err != nil {
		return err
	}
	if r.pq, err = parquet.OpenFile(r.file, info.Size()); err != nil {
		return fmt.Errorf("want a Parquet file: %w", err)
	}
	if err := checkTable(r.pq, r.spec.name); err != nil {
		return err
	}
	if r.attrs, err = attributesOf(r.pq); err != nil {
		return err
	}
	columns, err := r.spec.with(r.attrs)
	if err != nil {
		return err
	}
	return r.choose(columns, names)
}

// choose opens those of the columns that are named and that the file has.
func (r *Reader[T]) choose(columns []column[T], names []string) error {
	for _, n := range names {
		known := slices.ContainsFunc(columns, func(c column[T]) bool { return c.named(n) })
		if !known && n != AttributesColumn {
			return fmt.Errorf("table %s has no column %s", r.spec.name, n)
		}
	}
	for _, c := range columns {
		if len(names) > 0 && !slices.ContainsFunc(names, c.named) {
			continue
		}
		found := r.pq.Root().Column(c.name)
		if found == nil {
			continue
		}
		if !parquet.EqualNodes(found, c.node) {
			return fmt.Errorf("column %s: want %s, found %s", c.name, c.typ, found)
		}
		open := openColumn[T]{column: c, values: make([][]parquet.Value, c.leaves)}
		for l := range c.leaves {
			open.cursors = append(open.cursors, newCursor(r.pq, firstLeaf(found)+l))
		}
		r.columns = append(r.columns, open)
	}
	return nil
}

// named says whether name selects the column.
func (c column[T]) named(name string) bool {
	return c.name == name || name == AttributesColumn && strings.HasPrefix(c.name, AttributePrefix)
}

// firstLeaf returns the index in the file of a column's first leaf.
func firstLeaf(c *parquet.Column) int {
	for !c.Leaf() {
		c = c.Columns()[0]
	}
	return c.Index()
}

// checkTable refuses a file that is of another table or from a newer version.
func checkTable(f *parquet.File, want string) error {
	if name, ok := f.Lookup(KeyTable); ok && name != want {
		return fmt.Errorf("want table %s, found %s", want, name)
	}
	v, ok := f.Lookup(KeySchemaVersion)
	if !ok {
		return fmt.Errorf("want a table that verbatim wrote, found no %s in the metadata", KeySchemaVersion)
	}
	if n, err := strconv.Atoi(v); err != nil || n > datasets.SchemaVersion {
		return fmt.Errorf("schema version %s, want at most %d: read it with the version of verbatim that wrote it", v, datasets.SchemaVersion)
	}
	return nil
}

// attributesOf returns the attributes that a file says it has.
func attributesOf(f *parquet.File) ([]datasets.Attribute, error) {
	v, ok := f.Lookup(KeyAttributes)
	if !ok {
		return nil, nil
	}
	return ParseAttributes(v)
}

// Read fills rows with the next rows of the file and returns how many. Its
// error is io.EOF when there are none left. The rows share no memory with the
// Reader.
func (r *Reader[T]) Read(rows []T) (int, error) {
	n := int(min(int64(len(rows)), r.NumRows()-r.row))
	if n == 0 && len(rows) > 0 {
		return 0, io.EOF
	}
	rows = rows[:n]
	clear(rows)
	r.makeAttributes(rows)
	for i := range r.columns {
		if err := r.columns[i].fill(rows); err != nil {
			return 0, fmt.Errorf("%s, column %s, row %d: %w", r.path, r.columns[i].name, r.row, err)
		}
	}
	r.row += int64(n)
	return n, nil
}

// fill reads the column of the next len(rows) rows.
func (c *openColumn[T]) fill(rows []T) (err error) {
	defer guard(&err)
	for l, cur := range c.cursors {
		if c.values[l], err = cur.read(c.values[l][:0], len(rows)); err != nil {
			return err
		}
	}
	c.column.read(rows, c.values)
	for _, cur := range c.cursors {
		cur.release()
	}
	return nil
}

// makeAttributes gives every row its slice of attributes, in one block.
func (r *Reader[T]) makeAttributes(rows []T) {
	n := len(r.attrs)
	if r.spec.attributes == nil || n == 0 {
		return
	}
	block := make([]string, n*len(rows))
	for i := range rows {
		*r.spec.attributes(&rows[i]) = block[i*n : (i+1)*n : (i+1)*n]
	}
}

// SeekToRow makes row, counted from 0, the next one that Read returns.
func (r *Reader[T]) SeekToRow(row int64) error {
	if row < 0 || row > r.NumRows() {
		return fmt.Errorf("%s: no row %d, the file has %d", r.path, row, r.NumRows())
	}
	for _, c := range r.columns {
		for _, cur := range c.cursors {
			cur.seek(row)
		}
	}
	r.row = row
	return nil
}

// NumRows returns the number of rows of the file.
func (r *Reader[T]) NumRows() int64 { return r.pq.NumRows() }

// Attributes returns what the Attributes of the rows are aligned with.
func (r *Reader[T]) Attributes() []datasets.Attribute { return r.attrs }

// KeyValue returns a value of the file's metadata.
func (r *Reader[T]) KeyValue(key string) (string, bool) { return r.pq.Lookup(key) }

// Close closes the file.
func (r *Reader[T]) Close() error {
	var errs []error
	for _, c := range r.columns {
		for _, cur := range c.cursors {
			errs = append(errs, cur.close())
		}
	}
	return errors.Join(append(errs, r.file.Close())...)
}
