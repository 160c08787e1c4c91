package source

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// OddCell is a cell of a workbook that is no text and is not shown as what is
// stored, so that what was typed is not known: 3/4 becomes a date, true a truth
// value, =IT a formula.
type OddCell struct {
	Row    int64  // the sheet's row, as Row.Line
	Column int    // from 0
	What   string // "a date", "a number", "a truth value", "an error", "a formula without a value"
	Shown  string // as the spreadsheet shows it, or the formula
}

// String returns what the cell is and what it shows.
func (c OddCell) String() string { return fmt.Sprintf("%s (%s)", c.What, c.Shown) }

// OddCells returns the odd cells of a workbook's sheet, in the order of its
// rows, those above the first row too. Other formats have none. It keeps the
// cells in memory that are no text: it is for sheets that people write.
func OddCells(ctx context.Context, in *Info) ([]OddCell, error) {
	if in.Format != formatXLSX {
		return nil, nil
	}
	cells, err := typedCells(ctx, in)
	if err != nil || len(cells) == 0 {
		return nil, err
	}
	// Formats 27 to 58 are dates in East Asian Excel alone, and nothing otherwise.
	options := workbookOptions
	options.CultureInfo = excelize.CultureNameJaJP
	book, err := excelize.OpenFile(in.Path, options)
	if err != nil {
		return nil, damagedWorkbook(in, err)
	}
	defer book.Close()
	rows, err := book.Rows(in.Sheet)
	if err != nil {
		return nil, damagedWorkbook(in, err)
	}
	defer rows.Close()
	var odd []OddCell
	for row := int64(1); rows.Next() && len(cells) > 0; row++ {
		shown, err := rows.Columns(excelize.Options{})
		if err != nil {
			return nil, damagedWorkbook(in, err)
		}
		for ; len(cells) > 0 && cells[0].row <= row; cells = cells[1:] {
			if c := cells[0]; c.row == row {
				odd = c.odd(shown, odd)
			}
		}
	}
	return odd, nil
}

// typedCell is a cell that is not stored as text, or a formula without a value.
type typedCell struct {
	row         int64
	column      int
	kind, value string // as the file has them: b, d, e, n or nothing
	formula     *string
}

// odd appends the cell if it is odd; shown is its row as it is shown.
func (c typedCell) odd(shown []string, dst []OddCell) []OddCell {
	o := OddCell{Row: c.row, Column: c.column}
	if c.column < len(shown) {
		o.Shown = shown[c.column]
	}
	n, err := strconv.ParseFloat(c.value, 64)
	switch {
	case c.value == "" && c.formula == nil:
		return dst
	case c.value == "":
		o.What, o.Shown = "a formula without a value", "="+*c.formula
	case c.kind == "b":
		o.What = "a truth value"
	case c.kind == "e":
		o.What = "an error"
	case c.kind == "d" || err == nil && shownAsDate(n, o.Shown):
		o.What = "a date"
	case err != nil || o.Shown == c.value || o.Shown == strconv.FormatFloat(n, 'G', 15, 64) || o.Shown == strconv.FormatFloat(n, 'f', -1, 64):
		return dst
	default:
		o.What = "a number"
	}
	return append(dst, o)
}

// typedCells reads the sheet's part of the archive, in which alone stands what
// a cell is.
func typedCells(ctx context.Context, in *Info) ([]typedCell, error) {
	z, err := zip.OpenReader(in.Path)
	if err != nil {
		return nil, damagedWorkbook(in, err)
	}
	defer z.Close()
	part, err := sheetPart(&z.Reader, in.Sheet)
	if err != nil {
		return nil, damagedWorkbook(in, err)
	}
	if part == nil {
		return nil, damagedWorkbook(in, fmt.Errorf("sheet %s has no part of its own", in.Sheet))
	}
	r, err := part.Open()
	if err != nil {
		return nil, damagedWorkbook(in, err)
	}
	defer r.Close()
	cells, err := scanCells(ctx, xml.NewDecoder(r))
	if err != nil && ctx.Err() == nil {
		return nil, damagedWorkbook(in, err)
	}
	return cells, err
}

func scanCells(ctx context.Context, d *xml.Decoder) (cells []typedCell, err error) {
	row, column := int64(0), 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return cells, nil
		}
		if err = errors.Join(err, ctx.Err()); err != nil {
			return nil, err
		}
		start, ok := token.(xml.StartElement)
		switch {
		case ok && start.Name.Local == "row":
			row, column = row+1, 0
			for _, a := range start.Attr {
				if n, err := strconv.ParseInt(a.Value, 10, 64); a.Name.Local == "r" && err == nil {
					row = n
				}
			}
		case ok && start.Name.Local == "c":
			var c struct {
				Ref     string  `xml:"r,attr"`
				Kind    string  `xml:"t,attr"`
				Value   *string `xml:"v"`
				Formula *string `xml:"f"`
			}
			if err := d.DecodeElement(&c, &start); err != nil {
				return nil, err
			}
			column++
			if n, _, err := excelize.CellNameToCoordinates(c.Ref); err == nil {
				column = n
			}
			text := c.Kind == "s" || c.Kind == "str" || c.Kind == "inlineStr"
			if !text || c.Formula != nil && c.Value == nil {
				cell := typedCell{row: row, column: column - 1, kind: c.Kind, formula: c.Formula}
				if c.Value != nil {
					cell.value = *c.Value
				}
				cells = append(cells, cell)
			}
		}
	}
}
