// Package source reads survey exports: it finds out what a file is, which
// column plays which role, and turns rows into records.
//
// The way of an input is Inspect (what is this file?), Decide (which column is
// what?), then Open and a Parser, once or several times:
//
//	info, err := source.Inspect(ctx, path, options)
//	decision, err := source.Decide(ctx, info, options)
//	reader, err := source.Open(ctx, info)
//	parser := source.NewParser(info, decision)
//	for {
//		row, err := reader.Read() // io.EOF at the end, *RowError for a bad row
//		reject := parser.Parse(row, &record)
//	}
//
// Info and Decision are plain data: they can be kept as JSON and used again,
// and the same file always gives the same rows. A new format is one more
// implementation of the unexported interface rawReader; header rows, ragged
// rows and blank rows are handled above it, the same for all.
package source

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
)

// Options are what the user said, as given by flags; the zero Options decides
// everything by itself. Columns are named by header (case does not matter) or
// by number, "#3" being the third. A role named "none" is not looked for.
type Options struct {
	Text       []string // --text: columns with answers in words
	ID         string   // --id
	Score      string   // --score
	Time       string   // --time
	Metric     string   // --metric: nps, csat, ces or none; ":reversed" may follow
	Question   string   // --question: column with the question's wording (one row per answer)
	Account    string   // --account
	Respondent string   // --respondent
	Contact    []string // --contact
	Attributes []string // --attributes: exactly these; nil means all that remain
	Timezone   string   // --timezone: IANA name or offset such as +09:00
	DateOrder  string   // --date-order: dmy, mdy or ymd, for dates written as 01/04/2026
	Encoding   string   // --encoding: utf-8, cp932, euc-jp, utf-16 …
	IDIs       string   // --id-is: response or respondent
	Delimiter  string   // --delimiter: one character, or tab, comma, semicolon, pipe
	Sheet      string   // --sheet: name of a workbook's sheet, or #2
	IDFrom     []string // --id-from: columns that make identity where no id column does
	Name       string   // what errors and Info.Name call the file, such as "standard input"; empty means by its path
}

// Info is what Inspect found out about a file.
type Info struct {
	Path        string         `json:"path"`
	Name        string         `json:"name"`                   // base name or Options.Name; what rejects and tables call the file
	Format      string         `json:"format"`                 // csv, tsv or xlsx
	Compression string         `json:"compression,omitempty"`  // gzip or empty
	Encoding    string         `json:"encoding,omitempty"`     // of text formats: utf-8, cp932 …
	BOM         bool           `json:"bom,omitempty"`          // a byte order mark stands before the text
	Delimiter   string         `json:"delimiter,omitempty"`    // of text formats
	LineEnd     string         `json:"line_end,omitempty"`     // "\n" (which takes "\r\n" too) or "\r"
	Sheet       string         `json:"sheet,omitempty"`        // of workbooks
	SheetRows   int64          `json:"sheet_rows,omitempty"`   // number of the sheet's last row; 0 where unknown
	DateLayouts map[int]string `json:"date_layouts,omitempty"` // of workbooks: columns that hold dates, and how Row writes them; a day without a time is written alone
	Date1904    bool           `json:"date_1904,omitempty"`    // the workbook counts days from 1904
	Bytes       int64          `json:"bytes"`                  // size of the file as it lies there
	SHA256      string         `json:"sha256"`                 // of the file as it lies there, hex
	Header      []string       `json:"header"`                 // made unique, never empty
	RawHeader   []string       `json:"raw_header"`             // as written
	Wordings    []string       `json:"wordings,omitempty"`     // aligned with Header: the question's wording, where further header rows gave one
	Skip        int            `json:"skip"`                   // records before the first row: titles, header, further header rows
	Zone        string         `json:"zone,omitempty"`         // time zone that the file itself declares
	Replaced    int64          `json:"replaced,omitempty"`     // NUL and invalid bytes that are read as U+FFFD
	Warnings    []string       `json:"warnings,omitempty"`
}

// title is what errors call the file: its path, or the name that it was given
// in place of one.
func (in *Info) title() string {
	if in.Name == "" || in.Name == filepath.Base(in.Path) {
		return in.Path
	}
	return in.Name
}

// Row is one row of a table, as wide as the header.
type Row struct {
	Line  int64    // 1-based line of the file on which the row begins, or the sheet's row number
	Cells []string // len(Info.Header); the slice is used again by the next Read, the strings may be kept
	Bytes int64    // how far into the file reading has got, of Info.Bytes: for progress
}

// Reader reads the rows of one input, in order.
type Reader interface {
	// Read returns the next row that is not blank, io.EOF after the last, or a
	// *RowError for a row that cannot be used, after which reading may go on.
	// Any other error is final.
	Read() (Row, error)
	Close() error
}

// Inspect reads the file at path once and tells what it is. The error is an
// *OpenError where the file cannot be used and an *OptionError where an option
// does not fit it.
func Inspect(ctx context.Context, path string, o Options) (*Info, error) {
	return inspect(ctx, path, o)
}

// Open reads the rows of an inspected file. It may be called any number of
// times. Reading stops with ctx's error once ctx is done.
func Open(ctx context.Context, in *Info) (Reader, error) {
	raw, err := openRaw(in)
	if err != nil {
		return nil, err
	}
	return newTableReader(ctx, in, raw), nil
}

// OpenError says why a file cannot be read at all.
type OpenError struct {
	Path string // or the name that stands for it, see Options.Name
	What string // what is wrong
	Do   string // what to do about it; may be empty
	Err  error  // the cause; may be nil
}

func (e *OpenError) Error() string {
	s := e.Path + ": " + e.What
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	if e.Do != "" {
		s += "; " + e.Do
	}
	return s
}

func (e *OpenError) Unwrap() error { return e.Err }

// OptionError says that an option does not fit the input: a mistake of use,
// not of data.
type OptionError struct {
	Path  string // the input; empty where it does not matter
	Flag  string // "--text"
	Value string
	What  string // what is wrong
	Do    string // what to do about it
}

func (e *OptionError) Error() string {
	s := ""
	if e.Path != "" {
		s = e.Path + ": "
	}
	s += e.Flag
	if e.Value != "" {
		s += fmt.Sprintf(" %q", e.Value)
	}
	s += ": " + e.What
	if e.Do != "" {
		s += "; " + e.Do
	}
	return s
}

// RowError is a row that cannot be used for its form.
type RowError struct {
	Line   int64
	Column string // header or "column 12"; empty for the whole row
	Value  string // at most 80 characters
	Reason string
}

func (e *RowError) Error() string {
	return fmt.Sprintf("line %d: %s", e.Line, e.Reason)
}

// Reject turns the error into a reject of the named file.
func (e *RowError) Reject(file string) *Reject {
	return &Reject{File: file, Line: e.Line, Column: e.Column, Value: e.Value, Reason: e.Reason, Kind: KindRow}
}

// SpoolStdin copies r to a new file at path, so that it can be read more than
// once. The file is synced when SpoolStdin returns; on error it is removed.
func SpoolStdin(r io.Reader, path string) error { return spool(r, path) }
