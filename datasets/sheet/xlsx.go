package sheet

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// MaxColumns is how many columns a sheet of XLSX can have.
const MaxColumns = 16_384

// More limits of the format.
const (
	maxRows = 1_048_576 // header among them
	maxName = 31        // UTF-16 code units of a sheet's name
)

// sampleRows is how many rows are looked at for the widths of columns.
const sampleRows = 100

// Widths of columns, in characters of Latin script.
const (
	minWidth = 6
	maxWidth = 60
)

type xlsxWriter struct {
	w      io.Writer
	file   *excelize.File
	stream *excelize.StreamWriter
	name   string
	header []string
	styles styles
	sample [][]Cell // the first rows, until the widths are known
	laid   bool     // widths and header are written
	wrap   []bool   // by column: it is too wide to be shown on one line
	rows   int      // written, header among them
	cells  []excelize.Cell
	values []any // pointers to cells, or nil
	err    error
}

// XLSX writes a workbook of one sheet called name. The header is bold, stays
// in sight and has filters; columns are as wide as the first rows ask for.
// Texts are typed as text, never as formulas; one that is longer than Excel's
// 32,767 characters is cut and says so at its end.
//
// Excel takes 1,048,575 rows: Write fails beyond. Most of the rows are kept in
// the system's temporary directory until Close; see XLSXIn.
func XLSX(w io.Writer, name string, header []string) (Writer, error) {
	return XLSXIn("", w, name, header)
}

// XLSXIn is XLSX with its temporary file in the directory temp, for rows that
// must not lie about elsewhere.
func XLSXIn(temp string, w io.Writer, name string, header []string) (Writer, error) {
	if len(header) == 0 || len(header) > MaxColumns {
		return nil, fmt.Errorf("write a spreadsheet: wanted 1 to %d columns, found %d; write CSV instead", MaxColumns, len(header))
	}
	x := &xlsxWriter{
		w:      w,
		file:   excelize.NewFile(excelize.Options{TmpDir: temp}),
		name:   sheetName(name),
		header: slices.Clone(header),
		wrap:   make([]bool, len(header)),
		cells:  make([]excelize.Cell, len(header)),
		values: make([]any, len(header)),
	}
	if err := x.open(); err != nil {
		_ = x.file.Close() // the first error is the one to tell
		return nil, fmt.Errorf("write a spreadsheet: %w", err)
	}
	return x, nil
}

// open prepares everything that does not need to see rows.
func (x *xlsxWriter) open() (err error) {
	// The times are fixed: the same rows give the same bytes.
	const epoch = "2000-01-01T00:00:00Z"
	if err := x.file.SetDocProps(&excelize.DocProperties{Creator: "Verbatim", Created: epoch, Modified: epoch}); err != nil {
		return err
	}
	if err := x.file.SetSheetName("Sheet1", x.name); err != nil {
		return err
	}
	if x.styles, err = newStyles(x.file); err != nil {
		return err
	}
	if x.stream, err = x.file.NewStreamWriter(x.name); err != nil {
		return err
	}
	return x.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

func (x *xlsxWriter) Write(row []Cell) error {
	if x.err != nil {
		return x.err
	}
	if len(row) > len(x.header) {
		x.err = tooWide(len(row), len(x.header))
		return x.err
	}
	if x.laid {
		x.err = x.put(row)
		return x.err
	}
	x.sample = append(x.sample, slices.Clone(row))
	if len(x.sample) == sampleRows {
		x.err = x.lay()
	}
	return x.err
}

// lay writes the widths, the header and the rows seen so far.
func (x *xlsxWriter) lay() error {
	x.laid = true
	for i, name := range x.header {
		width := displayWidth(name) + 4 // room for the filter's button
		for _, row := range x.sample {
			if i < len(row) {
				width = max(width, displayWidth(row[i].shown())+1)
			}
		}
		x.wrap[i] = width > maxWidth
		if err := x.stream.SetColWidth(i+1, i+1, float64(min(max(width, minWidth), maxWidth))); err != nil {
			return err
		}
	}
	for i, name := range x.header {
		x.cells[i] = excelize.Cell{StyleID: x.styles.header, Value: fit(name)}
		x.values[i] = &x.cells[i]
	}
	if err := x.row(x.styles.header); err != nil {
		return err
	}
	for _, row := range x.sample {
		if err := x.put(row); err != nil {
			return err
		}
	}
	x.sample = nil
	return nil
}

// put writes a row below the header.
func (x *xlsxWriter) put(row []Cell) error {
	if x.rows == maxRows {
		return fmt.Errorf("write a spreadsheet: Excel takes %d rows and there are more; write CSV instead", maxRows-1)
	}
	for i := range x.values {
		x.values[i] = nil
		if i < len(row) && row[i].kind != empty {
			x.cells[i] = x.cell(i, &row[i])
			x.values[i] = &x.cells[i]
		}
	}
	return x.row(x.styles.plain)
}

func (x *xlsxWriter) row(style int) error {
	x.rows++
	at, err := excelize.CoordinatesToCellName(1, x.rows)
	if err != nil {
		return err
	}
	return x.stream.SetRow(at, x.values, excelize.RowOpts{StyleID: style})
}

func (x *xlsxWriter) cell(column int, c *Cell) excelize.Cell {
	switch {
	case c.kind == number:
		return excelize.Cell{StyleID: x.styles.plain, Value: c.number}
	case c.kind == date && !c.time.Before(firstDay):
		return excelize.Cell{StyleID: x.styles.date, Value: c.time}
	case c.kind == moment && !c.time.Before(firstDay):
		return excelize.Cell{StyleID: x.styles.moment, Value: c.time}
	}
	style := x.styles.plain
	switch s := c.shown(); {
	case formula(s):
		style = x.styles.quoted
	case x.wrap[column]:
		style = x.styles.wrapped
	}
	return excelize.Cell{StyleID: style, Value: fit(c.shown())}
}

func (x *xlsxWriter) Close() error {
	if x.file == nil {
		return x.err
	}
	if x.err == nil {
		x.err = x.finish()
	}
	if err := x.file.Close(); x.err == nil {
		x.err = err
	}
	x.file = nil
	return x.err
}

func (x *xlsxWriter) finish() error {
	if !x.laid {
		if err := x.lay(); err != nil {
			return err
		}
	}
	last, err := excelize.CoordinatesToCellName(len(x.header), x.rows)
	if err != nil {
		return err
	}
	if err := x.file.AutoFilter(x.name, "A1:"+last, nil); err != nil {
		return err
	}
	if err := x.stream.Flush(); err != nil {
		return err
	}
	_, err = x.file.WriteTo(x.w)
	return err
}

// sheetName makes name one that Excel takes: 1 to 31 characters, none of
// []:*?/\ and no apostrophe.
func sheetName(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) {
			return '_'
		}
		return r
	}, printable(name))
	if name = prefix(strings.TrimSpace(name), maxName); name == "" {
		return "Sheet"
	}
	return name
}

// displayWidth returns how many Latin characters wide the longest line of s
// is, as far as that matters for a column.
func displayWidth(s string) int {
	longest, width := 0, 0
	for _, r := range s {
		switch {
		case r == '\n':
			width = 0
		case r >= 0x1100 && utf8.RuneLen(r) > 2: // East Asian, roughly
			width += 2
		default:
			width++
		}
		if longest = max(longest, width); longest > maxWidth {
			break
		}
	}
	return longest
}
