package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

func asXLSX(b *bytes.Buffer, header []string) (Writer, error) { return XLSX(b, "support", header) }

func openXLSX(t testing.TB, b []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func cellOf(t testing.TB, f *excelize.File, at string) (string, excelize.CellType) {
	t.Helper()
	value, err := f.GetCellValue(f.GetSheetName(0), at)
	if err != nil {
		t.Fatal(err)
	}
	kind, err := f.GetCellType(f.GetSheetName(0), at)
	if err != nil {
		t.Fatal(err)
	}
	return value, kind
}

func TestXLSXCells(t *testing.T) {
	tokyo := time.FixedZone("JST", 9*3600)
	f := openXLSX(t, write(t, asXLSX, []string{"回答", "n", "day", "due", "typed"},
		[]Cell{Text("遅い\nとても"), Number(-5), Date(20_000), Time(time.Date(2026, 11, 23, 10, 5, 0, 0, tokyo)), Typed("0.25")},
		[]Cell{Text("12"), Int(7), Date(-40_000), {}, Typed("007")},
	))
	for at, want := range map[string]struct {
		value string
		kind  excelize.CellType
	}{
		"A1": {"回答", excelize.CellTypeInlineString},
		"A2": {"遅い\nとても", excelize.CellTypeInlineString},
		"B2": {"-5", excelize.CellTypeUnset}, // no type is a number
		"C2": {"2024-10-04", excelize.CellTypeUnset},
		"D2": {"2026-11-23 10:05", excelize.CellTypeUnset},
		"E2": {"0.25", excelize.CellTypeUnset},
		"A3": {"12", excelize.CellTypeInlineString},
		"B3": {"7", excelize.CellTypeUnset},
		"C3": {"1860-06-26", excelize.CellTypeInlineString}, // before Excel's first day
		"D3": {"", excelize.CellTypeUnset},
		"E3": {"007", excelize.CellTypeInlineString},
	} {
		if value, kind := cellOf(t, f, at); value != want.value || kind != want.kind {
			t.Errorf("%s is %q of type %d, want %q of type %d", at, value, kind, want.value, want.kind)
		}
	}
}

func TestXLSXNeverHoldsFormulas(t *testing.T) {
	for _, c := range injections {
		if c.text == "" {
			continue
		}
		b := write(t, asXLSX, []string{"head", c.text}, []Cell{Int(1), Text(c.text)})
		if strings.Contains(part(t, b, "xl/worksheets/sheet1.xml"), "<f") {
			t.Errorf("%q: the sheet has a formula", c.text)
		}
		f := openXLSX(t, b)
		want := strings.ReplaceAll(strings.ReplaceAll(c.text, "\x00", ""), "\r", "\n")
		value, kind := cellOf(t, f, "B2")
		if value = strings.ReplaceAll(value, "\r", "\n"); value != want || kind != excelize.CellTypeInlineString {
			t.Errorf("%q became %q of type %d, want it as text", c.text, value, kind)
		}
		style, err := f.GetCellStyle("support", "B2")
		if err != nil {
			t.Fatal(err)
		}
		quoted := f.Styles.CellXfs.Xf[style].QuotePrefix
		if got := quoted != nil && *quoted; got != c.danger {
			t.Errorf("%q: quotePrefix is %v, want %v", c.text, got, c.danger)
		}
	}
}

func TestXLSXLooks(t *testing.T) {
	b := write(t, asXLSX, []string{"id", "text"},
		[]Cell{Text("r1"), Text(strings.Repeat("長い文", 30))}, []Cell{Text("r2"), Text("短い")})
	sheet := part(t, b, "xl/worksheets/sheet1.xml")
	for _, want := range []string{
		`<autoFilter ref="$A$1:$B$3"`, `state="frozen"`, `ySplit="1"`,
		`<col min="1" max="1" width="6"`, `<col min="2" max="2" width="60"`,
	} {
		if !strings.Contains(sheet, want) {
			t.Errorf("the sheet lacks %s: %.600s", want, sheet)
		}
	}
	f := openXLSX(t, b)
	id, err := f.GetCellStyle("support", "B1")
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil || !style.Font.Bold {
		t.Errorf("the header is not bold: %+v, %v", style, err)
	}
	if id, err = f.GetCellStyle("support", "B2"); err != nil {
		t.Fatal(err)
	}
	if style, err = f.GetStyle(id); err != nil || !style.Alignment.WrapText {
		t.Errorf("a long text is not wrapped: %+v, %v", style, err)
	}
}

func TestXLSXLongAndForbidden(t *testing.T) {
	emoji := strings.Repeat("😀", 20_000) // two UTF-16 code units each
	f := openXLSX(t, write(t, asXLSX, []string{"a", "b", "c"}, []Cell{
		Text(emoji),
		Text("a\x00b\x0bc\x1bd\ufffee\xff_x0041_"),
		Text(strings.Repeat("x", maxUnits)),
	}))
	cut, _ := cellOf(t, f, "A2")
	if n := units(cut); n > maxUnits || n < maxUnits-1 {
		t.Errorf("the long text has %d UTF-16 code units, want %d", n, maxUnits)
	}
	if !strings.HasSuffix(cut, "😀 … [cut: 20000 characters]") {
		t.Errorf("the cut is not marked: …%s", cut[len(cut)-60:])
	}
	if got, _ := cellOf(t, f, "B2"); got != "abcde\uFFFD_x0041_" {
		t.Errorf("got %q", got)
	}
	if got, _ := cellOf(t, f, "C2"); len(got) != maxUnits {
		t.Errorf("a text that fits was cut to %d", len(got))
	}
}

func TestXLSXSheetName(t *testing.T) {
	for in, want := range map[string]string{
		"support": "support", "": "Sheet", "  ": "Sheet", "a/b:c*d?e[f]g\\h'i": "a_b_c_d_e_f_g_h_i",
		strings.Repeat("顧", 40): strings.Repeat("顧", 31),
	} {
		var b bytes.Buffer
		w, err := XLSX(&b, in, []string{"a"})
		if err != nil {
			t.Errorf("%q: %v", in, err)
			continue
		}
		if err := w.Close(); err != nil {
			t.Errorf("%q: %v", in, err)
		}
		if got := openXLSX(t, b.Bytes()).GetSheetName(0); got != want {
			t.Errorf("the sheet of %q is called %q, want %q", in, got, want)
		}
	}
}

func TestXLSXColumns(t *testing.T) {
	for _, n := range []int{0, MaxColumns + 1} {
		_, err := XLSX(io.Discard, "x", make([]string, n))
		if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("found %d", n)) {
			t.Errorf("%d columns: got %v", n, err)
		}
	}
}

// TestXLSXIsDeterministic writes the same twice, a change of the clock's
// second between, with enough rows for the temporary file.
func TestXLSXIsDeterministic(t *testing.T) {
	dir := t.TempDir()
	long := Text(strings.Repeat("説明が足りない。", 300))
	once := func() []byte {
		var b bytes.Buffer
		w, err := XLSXIn(dir, &b, "support", []string{"a", "b"})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 2500 {
			if err := w.Write([]Cell{Int(int64(i)), long}); err != nil {
				t.Fatal(err)
			}
		}
		if left, _ := os.ReadDir(dir); len(left) != 1 {
			t.Errorf("%d temporary files, want 1: is the case large enough?", len(left))
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	first := once()
	time.Sleep(1100 * time.Millisecond)
	if !bytes.Equal(first, once()) {
		t.Error("the same rows gave other bytes a second later")
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("%d temporary files are left", len(left))
	}
	year := regexp.MustCompile(`20[0-9][0-9]-`).FindString(part(t, first, "docProps/core.xml"))
	if year != "2000-" {
		t.Errorf("the document properties say %q", year)
	}
}

func TestXLSXFullDisk(t *testing.T) {
	w, err := XLSX(&full{n: 10}, "x", []string{"a"})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != errFull {
		t.Errorf("got %v, want that the disk is full", err)
	}
}

// FuzzXLSX: any text is read back as text, without what XML forbids.
func FuzzXLSX(f *testing.F) {
	for _, c := range injections {
		f.Add(c.text)
	}
	f.Add("_x000D_ & <b> \"'\u2028")
	f.Fuzz(func(t *testing.T, s string) {
		b := write(t, asXLSX, []string{"a"}, []Cell{Text(s)})
		got, kind := cellOf(t, openXLSX(t, b), "A2")
		lines := strings.NewReplacer("\r\n", "\n", "\r", "\n") // what XML does to them
		if want := fit(s); lines.Replace(got) != lines.Replace(want) {
			t.Errorf("%q was read back as %q, want %q", s, got, want)
		}
		if s != "" && kind != excelize.CellTypeInlineString {
			t.Errorf("%q is of type %d, want text", s, kind)
		}
	})
}

// part returns one file of a workbook.
func part(t testing.TB, b []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func BenchmarkXLSX(b *testing.B) {
	w, err := XLSX(io.Discard, "x", make([]string, 12))
	if err != nil {
		b.Fatal(err)
	}
	row := []Cell{Text("値上げが急で、説明もありませんでした。サポートの返事も遅いです。"), Typed("500000"), Date(20_000),
		Text("detractor"), Int(3), Date(20_000), Text("a"), Int(0), Int(1), Int(0), Int(0), Int(0)}
	n := 0
	for b.Loop() {
		if n++; n < 1_000_000 {
			if err := w.Write(row); err != nil {
				b.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
