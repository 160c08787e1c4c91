package sheet_test

import (
	"fmt"
	"strings"

	"verbatim/datasets/sheet"
)

func ExampleCSV() {
	var b strings.Builder
	w, err := sheet.CSV(&b, []string{"score", "text", "phone"})
	if err != nil {
		fmt.Println(err)
		return
	}
	row := []sheet.Cell{sheet.Number(-5), sheet.Text("=HYPERLINK(A1)"), sheet.Text("+81 3-1234-5678")}
	if err := w.Write(row); err != nil {
		fmt.Println(err)
	}
	if err := w.Close(); err != nil {
		fmt.Println(err)
	}
	fmt.Print(strings.ReplaceAll(strings.TrimPrefix(b.String(), "\uFEFF"), "\r\n", "\n"))
	// Output:
	// score,text,phone
	// -5,"'=HYPERLINK(A1)","'+81 3-1234-5678"
}
