package source

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

const (
	unpackedLimit = 4 << 30  // of a workbook, in all
	unpackedInRAM = 16 << 20 // of a sheet or of the shared strings; larger ones go through a temporary file
	sheetSample   = 300      // rows that are looked at for dates

	dayLayout = time.DateOnly
)

// workbookOptions bounds memory, and gives numbers as they are stored: as
// shown they lose seconds, years and digits.
var workbookOptions = excelize.Options{RawCellValue: true, UnzipSizeLimit: unpackedLimit, UnzipXMLSizeLimit: unpackedInRAM}

// inspectWorkbook fills in from an XLSX workbook.
func inspectWorkbook(ctx context.Context, in *Info, f *os.File, o Options) error {
	if o.Encoding != "" || o.Delimiter != "" {
		in.Warnings = append(in.Warnings, "--encoding and --delimiter mean nothing for a workbook")
	}
	sum := sha256.New()
	if err := copyContext(ctx, sum, f); err != nil {
		return err
	}
	in.SHA256 = hex.EncodeToString(sum.Sum(nil))
	in.Format = formatXLSX
	z, err := zip.NewReader(f, in.Bytes)
	if err != nil {
		return damagedWorkbook(in, err)
	}
	if err := checkArchive(in, z); err != nil {
		return err
	}
	book, err := excelize.OpenFile(in.Path, workbookOptions)
	if err != nil {
		return damagedWorkbook(in, err)
	}
	defer book.Close()
	if err := chooseSheet(in, book, o.Sheet); err != nil {
		return err
	}
	if in.SheetRows, err = lastRow(ctx, z, in.Sheet); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return damagedWorkbook(in, err)
	}
	if props, err := book.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		in.Date1904 = *props.Date1904
	}
	if err := readHeader(in); err != nil {
		return err
	}
	return findDateColumns(in, book)
}

func damagedWorkbook(in *Info, err error) error {
	return &OpenError{Path: in.title(), What: "is a damaged workbook", Do: "open it in a spreadsheet program and save it again", Err: err}
}

// checkArchive tells an XLSX workbook from other ZIP archives.
func checkArchive(in *Info, z *zip.Reader) error {
	var size uint64
	names := map[string]bool{}
	for _, f := range z.File {
		size += f.UncompressedSize64
		names[strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))] = true
	}
	switch {
	case names["xl/workbook.bin"]:
		return &OpenError{Path: in.title(), What: "is a binary workbook (.xlsb)", Do: saveAs}
	case names["content.xml"] && names["mimetype"]:
		return &OpenError{Path: in.title(), What: "is an OpenDocument file", Do: saveAs}
	case !names["xl/workbook.xml"]:
		return &OpenError{Path: in.title(), What: "is a ZIP archive, no workbook", Do: "unpack it and give the files in it"}
	case size > unpackedLimit:
		return &OpenError{Path: in.title(), What: fmt.Sprintf("unpacks to %d bytes, more than 4 GiB", size), Do: "save it as .csv"}
	}
	return nil
}

// chooseSheet takes the sheet that the user named, else the first visible one
// with at least two rows of content, else the first with any.
func chooseSheet(in *Info, book *excelize.File, option string) error {
	sheets := book.GetSheetList()
	if option != "" {
		i := slices.IndexFunc(sheets, func(s string) bool { return strings.EqualFold(s, option) })
		if n, err := strconv.Atoi(strings.TrimPrefix(option, "#")); i < 0 && err == nil && strings.HasPrefix(option, "#") {
			i = n - 1
		}
		if i < 0 || i >= len(sheets) {
			return &OptionError{Path: in.title(), Flag: "--sheet", Value: option, What: "no such sheet",
				Do: "the workbook has " + strings.Join(sheets, ", ")}
		}
		in.Sheet = sheets[i]
		return nil
	}
	most := 0
	for _, s := range sheets {
		if visible, err := book.GetSheetVisible(s); err == nil && !visible {
			continue
		}
		n := filledRows(book, s, 2)
		if n > most {
			in.Sheet, most = s, n
		}
		if n >= 2 {
			break
		}
	}
	if most == 0 {
		return &OpenError{Path: in.title(), What: "has no sheet with content", Do: "check that it is the right file"}
	}
	if len(sheets) > 1 {
		in.Warnings = append(in.Warnings, fmt.Sprintf("sheet %s is read, of %s (--sheet)", in.Sheet, strings.Join(sheets, ", ")))
	}
	return nil
}

// filledRows counts rows with content, up to enough.
func filledRows(book *excelize.File, sheet string, enough int) (n int) {
	rows, err := book.Rows(sheet)
	if err != nil {
		return 0
	}
	defer rows.Close()
	for n < enough && rows.Next() {
		if cells, err := rows.Columns(); err == nil && !allBlank(cells) {
			n++
		}
	}
	return n
}

// lastRow reads the sheet's part of the archive to its end, which checks its
// sum, and returns the number of its last row, or 0 where it does not tell.
// Rows that excelize gives are held against it, because excelize takes broken
// XML for the end of the sheet.
func lastRow(ctx context.Context, z *zip.Reader, sheet string) (int64, error) {
	part, err := sheetPart(z, sheet)
	if err != nil || part == nil {
		return 0, err
	}
	r, err := part.Open()
	if err != nil {
		return 0, err
	}
	defer r.Close()
	tail := &tailWriter{}
	if err := copyContext(ctx, tail, r); err != nil {
		return 0, err
	}
	return tail.lastRow(), nil
}

// tailWriter keeps the last megabyte or two of what is written.
type tailWriter struct{ buf []byte }

func (t *tailWriter) Write(p []byte) (int, error) {
	if t.buf = append(t.buf, p...); len(t.buf) > 2<<20 {
		t.buf = t.buf[:copy(t.buf, t.buf[len(t.buf)-1<<20:])]
	}
	return len(p), nil
}

func (t *tailWriter) lastRow() int64 {
	s := string(t.buf)
	i := strings.LastIndex(s, "<row ")
	if i < 0 {
		return 0
	}
	tag, _, _ := strings.Cut(s[i:], ">")
	_, after, ok := strings.Cut(tag, ` r="`)
	if !ok {
		return 0
	}
	number, _, _ := strings.Cut(after, `"`)
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// sheetPart returns the part of the archive that holds a sheet, or nil.
func sheetPart(z *zip.Reader, sheet string) (*zip.File, error) {
	var book struct {
		Sheets []struct {
			Name string     `xml:"name,attr"`
			Any  []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	var rels struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := errors.Join(decodePart(z, "xl/workbook.xml", &book), decodePart(z, "xl/_rels/workbook.xml.rels", &rels)); err != nil {
		return nil, err
	}
	for _, s := range book.Sheets {
		id := slices.IndexFunc(s.Any, func(a xml.Attr) bool { return a.Name.Local == "id" })
		if s.Name != sheet || id < 0 {
			continue
		}
		for _, r := range rels.List {
			if r.ID == s.Any[id].Value {
				target := strings.TrimPrefix(r.Target, "/")
				if !strings.HasPrefix(target, "xl/") {
					target = path.Join("xl", target)
				}
				return findPart(z, target), nil
			}
		}
	}
	return nil, nil
}

func findPart(z *zip.Reader, name string) *zip.File {
	for _, f := range z.File {
		if strings.EqualFold(strings.ReplaceAll(f.Name, `\`, "/"), name) {
			return f
		}
	}
	return nil
}

func decodePart(z *zip.Reader, name string, v any) error {
	f := findPart(z, name)
	if f == nil {
		return fmt.Errorf("%s is missing", name)
	}
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	return xml.NewDecoder(io.LimitReader(r, unpackedInRAM)).Decode(v)
}

// findDateColumns sets DateLayouts: the columns whose numbers are shown as
// dates. It reads some rows twice, as stored and as shown.
func findDateColumns(in *Info, book *excelize.File) error {
	stored, err := book.Rows(in.Sheet)
	if err != nil {
		return damagedWorkbook(in, err)
	}
	defer stored.Close()
	shown, err := book.Rows(in.Sheet)
	if err != nil {
		return damagedWorkbook(in, err)
	}
	defer shown.Close()
	type count struct{ dates, clocks, numbers int }
	counts := make([]count, len(in.Header))
	for n := 0; n < in.Skip+sheetSample && stored.Next() && shown.Next(); n++ {
		a, errA := stored.Columns()
		b, errB := shown.Columns(excelize.Options{})
		if n < in.Skip || errA != nil || errB != nil {
			continue
		}
		for i := range min(len(a), len(b), len(counts)) {
			serial, err := strconv.ParseFloat(a[i], 64)
			if err != nil {
				continue
			}
			counts[i].numbers++
			if shownAsDate(serial, b[i]) {
				counts[i].dates++
				if serial != math.Trunc(serial) {
					counts[i].clocks++
				}
			}
		}
	}
	for i, c := range counts {
		if c.dates == 0 || c.dates*2 < c.numbers {
			continue
		}
		if in.DateLayouts == nil {
			in.DateLayouts = map[int]string{}
		}
		in.DateLayouts[i] = dayLayout
		if c.clocks > 0 {
			in.DateLayouts[i] = dayLayout + " 15:04:05.999"
		}
	}
	return nil
}

// shownAsDate tells whether a number format that shows serial as text is one
// of dates: it has two separators of dates, or a month's or era's name.
func shownAsDate(serial float64, text string) bool {
	const lastDay = 2958466 // 9999-12-31
	if serial < 1 || serial >= lastDay {
		return false
	}
	if _, err := scanDate(text); err == nil {
		return true
	}
	marks := strings.Count(text, "/") + strings.Count(text, "-") + strings.Count(text, ".") + strings.Count(text, ":")
	digits := strings.IndexFunc(text, func(r rune) bool { return r >= '0' && r <= '9' }) >= 0
	letters := strings.FieldsFunc(text, func(r rune) bool { return !isASCIILetter(r) })
	month := slices.ContainsFunc(letters, func(w string) bool { return monthOf(w) > 0 })
	return digits && (marks >= 2 && !strings.ContainsAny(text, "%$€£¥,Ee") || month || strings.ContainsAny(text, "年月日"))
}

// sheetReader is the rawReader of workbooks.
type sheetReader struct {
	in   *Info
	book *excelize.File
	rows *excelize.Rows
	row  int64
}

func openWorkbook(in *Info) (rawReader, error) {
	if stat, err := os.Stat(in.Path); err != nil || stat.Size() != in.Bytes {
		return nil, &OpenError{Path: in.title(), What: "has changed since it was inspected", Do: "run again once it is complete", Err: rootCause(err)}
	}
	book, err := excelize.OpenFile(in.Path, workbookOptions)
	if err != nil {
		return nil, damagedWorkbook(in, err)
	}
	rows, err := book.Rows(in.Sheet)
	if err != nil {
		book.Close()
		return nil, damagedWorkbook(in, err)
	}
	return &sheetReader{in: in, book: book, rows: rows}, nil
}

func (s *sheetReader) next() (int64, []string, error) {
	if !s.rows.Next() {
		if err := s.rows.Error(); err != nil {
			return s.row, nil, damagedWorkbook(s.in, err)
		}
		if s.row < s.in.SheetRows {
			return s.row, nil, damagedWorkbook(s.in, fmt.Errorf("sheet %s ends at row %d of %d", s.in.Sheet, s.row, s.in.SheetRows))
		}
		return s.row, nil, io.EOF
	}
	s.row++
	cells, err := s.rows.Columns()
	if err != nil {
		return s.row, nil, damagedWorkbook(s.in, fmt.Errorf("row %d: %w", s.row, err))
	}
	for i, c := range cells {
		cells[i] = s.cell(i, c)
	}
	return s.row, cells, nil
}

// cell writes a stored value as it is meant: serial numbers of date columns as
// dates, numbers in the 15 digits that spreadsheets keep.
func (s *sheetReader) cell(i int, v string) string {
	if v == "" || v[0]-'0' > 9 {
		return strings.ToValidUTF8(strings.ReplaceAll(v, "\x00", "\uFFFD"), "\uFFFD")
	}
	layout := s.in.DateLayouts[i]
	if layout == "" && (len(v) < 17 || !strings.ContainsAny(v, ".")) {
		return v
	}
	n, err := strconv.ParseFloat(v, 64)
	if err != nil {
		return v
	}
	if layout != "" {
		if n == math.Trunc(n) {
			layout = dayLayout // no time was typed, whatever the other rows have
		}
		if t, err := excelize.ExcelDateToTime(n, s.in.Date1904); err == nil {
			return t.Round(1e6).Format(layout)
		}
	}
	return strconv.FormatFloat(n, 'G', 15, 64)
}

func (s *sheetReader) offset() int64 {
	if s.in.SheetRows == 0 {
		return 0
	}
	return s.in.Bytes * min(s.row, s.in.SheetRows) / s.in.SheetRows
}

func (s *sheetReader) Close() error { return errors.Join(s.rows.Close(), s.book.Close()) }
