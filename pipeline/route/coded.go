package route

import "fmt"

// Input is one input of a part: which of its columns are carried along.
type Input struct {
	File    string   // base name
	Columns []string // headers as written; contact columns are left out
}

// CodedRow is one accepted row of an input, as it was typed, with what was
// found in it: enough to find its themes again.
type CodedRow struct {
	ResponseID string
	Input      int      // index into the inputs of the fragment
	Line       int64    // of the input on which the row begins, 1-based
	ThemeIDs   []string // of the response
	Cells      []string // aligned with the columns of the input; missing ones are empty
}

// CodedWriter writes the coded rows of one part to a fragment.
type CodedWriter struct {
	w      *fragmentWriter
	inputs []Input
	err    error
}

// CreateCoded creates a fragment for the coded rows of a part that come from
// inputs.
func CreateCoded(path string, inputs []Input) (*CodedWriter, error) {
	w, err := createFragment(path, 0o644)
	if err != nil {
		return nil, err
	}
	c := &CodedWriter{w: w, inputs: inputs}
	if c.err = c.begin(); c.err != nil {
		return nil, c.Close()
	}
	return c, nil
}

func (c *CodedWriter) begin() error {
	if err := c.w.section(); err != nil {
		return err
	}
	c.w.enc.int(int64(len(c.inputs)))
	for _, in := range c.inputs {
		c.w.enc.text(in.File)
		c.w.enc.texts(in.Columns)
	}
	return c.w.record()
}

// Write writes the next row of the part. After an error every further call
// fails with it.
func (c *CodedWriter) Write(r *CodedRow) error {
	if c.err != nil {
		return c.err
	}
	if c.err = c.check(r); c.err != nil {
		return c.err
	}
	e := &c.w.enc
	e.text(r.ResponseID)
	e.int(int64(r.Input))
	e.int(r.Line)
	e.texts(r.ThemeIDs)
	e.texts(r.Cells)
	c.w.rows++
	c.err = c.w.record()
	return c.err
}

func (c *CodedWriter) check(r *CodedRow) error {
	if r.Input < 0 || r.Input >= len(c.inputs) {
		return fmt.Errorf("coded row %s: wanted an input below %d, found %d", r.ResponseID, len(c.inputs), r.Input)
	}
	if want := len(c.inputs[r.Input].Columns); len(r.Cells) > want {
		return fmt.Errorf("coded row %s, line %d of %s: wanted at most %d cells, one a column, found %d",
			r.ResponseID, r.Line, c.inputs[r.Input].File, want, len(r.Cells))
	}
	return nil
}

// Close completes the fragment, on disk, or removes it after an error of
// Write, which it returns again.
func (c *CodedWriter) Close() error {
	if c.w == nil {
		return c.err
	}
	c.err = c.w.close(c.err)
	c.w = nil
	return c.err
}

// CodedReader reads a fragment of coded rows.
type CodedReader struct {
	f      *fragmentReader
	inputs []Input
}

// OpenCoded opens a fragment that a CodedWriter wrote.
func OpenCoded(path string) (*CodedReader, error) {
	f, err := openFragment(path, 0)
	if err != nil {
		return nil, err
	}
	r := &CodedReader{f: f}
	if err := r.begin(); err != nil {
		f.close()
		return nil, err
	}
	return r, nil
}

func (r *CodedReader) begin() error {
	d, err := r.f.next()
	if err != nil {
		return fmt.Errorf("wanted the header of %s: %w", r.f.file.Name(), err)
	}
	for n := d.int(); n > 0 && d.err == nil; n-- {
		r.inputs = append(r.inputs, Input{File: d.text(), Columns: d.texts(nil)})
	}
	return d.err
}

// Inputs returns the inputs of the part.
func (r *CodedReader) Inputs() []Input { return r.inputs }

// Rows returns how many rows the fragment holds.
func (r *CodedReader) Rows() int64 { return r.f.rows }

// Read reads the next row into row, whose slices it uses again; io.EOF after
// the last one.
func (r *CodedReader) Read(row *CodedRow) error {
	d, err := r.f.next()
	if err != nil {
		return err
	}
	row.ResponseID = d.text()
	row.Input = int(d.int())
	row.Line = d.int()
	row.ThemeIDs = d.texts(row.ThemeIDs)
	row.Cells = d.texts(row.Cells)
	if d.err == nil && (row.Input < 0 || row.Input >= len(r.inputs)) {
		return errRecord
	}
	return d.err
}

// Close closes the fragment.
func (r *CodedReader) Close() error {
	r.f.close()
	return nil
}

// SourceFile returns the input's file name of a row that Read gave.
func (r *CodedReader) SourceFile(row *CodedRow) string { return r.inputs[row.Input].File }
