package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestImportOddWorkbook wants mistakes, not terms, of what Excel made of texts.
func TestImportOddWorkbook(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	dir := t.TempDir()
	for cell, value := range map[string]any{"A1": "theme", "B1": "term", "C1": "stop", "D1": "priority",
		"A2": "slow", "B2": true, "A3": "slow", "B3": 404, "C3": true, "D3": 5, "A4": "slow", "A5": "slow", "B5": 0.5, "A6": "slow", "B6": "fine"} {
		if err := f.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	style, err := f.NewStyle(&excelize.Style{NumFmt: 9})
	if err != nil {
		t.Fatal(err)
	}
	sheet, book, out := filepath.Join(dir, "lists.xlsx"), filepath.Join(dir, "codebook.yaml"), filepath.Join(dir, "new.yaml")
	if err := f.SetCellStyle("Sheet1", "B5", "B5", style); err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellFormula("Sheet1", "B4", "IT"); err != nil {
		t.Fatal(err)
	}
	if err := f.SaveAs(sheet); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(book, []byte("version: 1\nthemes: [{id: slow, terms: {en: [slow]}}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	root := newRoot()
	root.SetArgs([]string{"codebook", "import", sheet, "--codebook", book, "-o", out})
	root.SetOut(t.Output())
	root.SetErr(t.Output())
	err = root.Execute()
	if err == nil {
		t.Fatal("a workbook of dates and formulas is imported")
	}
	for _, want := range []string{"row 2, column term: wanted text, found that the spreadsheet made a truth value (TRUE)",
		"row 4, column term: wanted text, found that the spreadsheet made a formula without a value (=IT)",
		"row 5, column term: wanted text, found that the spreadsheet made a number (50%)"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nwants %s", err, want)
		}
	}
	if n := strings.Count(err.Error(), "row "); n != 3 {
		t.Errorf("%d mistakes, want 3: %v", n, err)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a codebook was written")
	}
}
