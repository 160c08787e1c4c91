package source

import (
	"context"
	"encoding/xml"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestOddCells(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	const sheet = "Sheet1"
	must(f.SetSheetRow(sheet, "A1", &[]any{"theme", "term", "priority"}))
	must(f.SetSheetRow(sheet, "A2", &[]any{"a", true, 7}))
	must(f.SetSheetRow(sheet, "A3", &[]any{"b", 46024, 404}))
	must(f.SetSheetRow(sheet, "A4", &[]any{"c", 46024, 1.5}))
	must(f.SetSheetRow(sheet, "A5", &[]any{"d", 0.5, 0.4375}))
	must(f.SetSheetRow(sheet, "A7", &[]any{"e", nil, "text"}))
	must(f.SetCellFormula(sheet, "B7", "IT"))
	for cell, format := range map[string]int{"B3": 14, "B4": 56, "B5": 9, "C5": 20} {
		style, err := f.NewStyle(&excelize.Style{NumFmt: format})
		must(err)
		must(f.SetCellStyle(sheet, cell, cell, style))
	}
	path := filepath.Join(t.TempDir(), "odd.xlsx")
	must(f.SaveAs(path))
	in, err := Inspect(context.Background(), path, Options{})
	must(err)
	cells, err := OddCells(context.Background(), in)
	must(err)
	var got []string
	for _, c := range cells {
		got = append(got, fmt.Sprintf("%d/%d %s", c.Row, c.Column, c.What))
	}
	want := "2/1 a truth value; 3/1 a date; 4/1 a date; 5/1 a number; 5/2 a number; 7/1 a formula without a value"
	if s := strings.Join(got, "; "); s != want {
		t.Errorf("%s\nwant %s\n%v", s, want, cells)
	}
	for shown, i := range map[string]int{"a truth value (TRUE)": 0, "a number (50%)": 3, "a number (10:30)": 4, "a formula without a value (=IT)": 5} {
		if i >= len(cells) || cells[i].String() != shown {
			t.Errorf("cell %d is %v, want %s", i, cells, shown)
		}
	}
}

// TestOddCellsOfErrors reads what the library cannot write: an error's value.
func TestOddCellsOfErrors(t *testing.T) {
	tests := map[string]string{
		`<row r="2"><c r="B2" t="e"><f>IT</f><v>#NAME?</v></c></row>`:                   "an error (#NAME?)",
		`<row><c t="str"><f>""</f><v></v></c></row>`:                                    "",
		`<row r="3"><c r="A3" s="1"/><c t="b"><v>0</v></c></row>`:                       "a truth value (FALSE)",
		`<row r="3"><c r="A3" t="inlineStr"><is><t>x</t></is></c><c><v>4</v></c></row>`: "",
	}
	for src, want := range tests {
		cells, err := scanCells(context.Background(), xml.NewDecoder(strings.NewReader("<sheetData>"+src+"</sheetData>")))
		if err != nil {
			t.Fatal(err)
		}
		shown := map[string]string{"e": "#NAME?", "b": "FALSE", "": "4"}
		var got []string
		for _, c := range cells {
			for _, o := range c.odd([]string{shown[c.kind], shown[c.kind]}, nil) {
				got = append(got, o.String())
			}
		}
		if s := strings.Join(got, "; "); s != want {
			t.Errorf("%s: %q, want %q", src, s, want)
		}
	}
	if cells, err := OddCells(context.Background(), &Info{Format: "csv"}); cells != nil || err != nil {
		t.Errorf("a CSV file has odd cells: %v %v", cells, err)
	}
}
