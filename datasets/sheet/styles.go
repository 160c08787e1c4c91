package sheet

import (
	"time"

	"github.com/xuri/excelize/v2"
)

// firstDay is the first day that a spreadsheet can hold as a date; earlier
// ones are written as text. (1900-01-01 could, but Excel believes in
// 1900-02-29.)
var firstDay = time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)

// styles are the ids of the cell styles of one workbook.
type styles struct {
	header, plain, wrapped, quoted, date, moment int
}

// textFormat is the built-in number format "@".
const textFormat = 49

func newStyles(f *excelize.File) (s styles, err error) {
	top := &excelize.Alignment{Vertical: "top"}
	wrap := &excelize.Alignment{Vertical: "top", WrapText: true}
	day, minute := "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
	for _, def := range []struct {
		id    *int
		style excelize.Style
	}{
		{&s.header, excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: top, NumFmt: textFormat}},
		{&s.plain, excelize.Style{Alignment: top}},
		{&s.wrapped, excelize.Style{Alignment: wrap}},
		{&s.quoted, excelize.Style{Alignment: wrap, NumFmt: textFormat}},
		{&s.date, excelize.Style{Alignment: top, CustomNumFmt: &day}},
		{&s.moment, excelize.Style{Alignment: top, CustomNumFmt: &minute}},
	} {
		if *def.id, err = f.NewStyle(&def.style); err != nil {
			return s, err
		}
	}
	// What Excel itself notes for a cell typed with a leading apostrophe:
	// the text is not calculated when somebody edits it either.
	yes := true
	f.Styles.CellXfs.Xf[s.quoted].QuotePrefix = &yes
	f.Styles.CellXfs.Xf[s.header].QuotePrefix = &yes
	return s, nil
}
