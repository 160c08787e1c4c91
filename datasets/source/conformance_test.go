package source

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
)

// conformanceTable is one survey in words that every encoding can write: all
// formats must give the same records of it. The second column is a date.
var conformanceTable = [][]string{
	{"回答ID", "回答日時", "推奨度", "コメント", "改善してほしい点", "プラン", "MRR", "メールアドレス", "会社名"},
	{"r-1", "2026-04-01 09:05:06", "9", "とても使いやすいです。\n二行目も\"引用\"も、読めます。", "", "Pro", "50000", "a@example.com", "㈱髙橋①"},
	{"r-2", "2026-04-01 21:00:00", "3", "Too slow; crashes, often.\tSorry | no.", "検索が遅いので、速くしてください。", "Free", "0", "b@example.com", "有限会社～"},
	{"", "", "", "", "", "", "", "", ""},
	{"r-3", "2026-04-02 00:00:01", "", "", "", "Pro", "1200.5", "", "株式会社テスト"},
	{"r-4", "2026-04-02 10:00:00", "11", "点数が範囲の外にある行です。", "", "Pro", "1", "c@example.com", ""},
	{"r-5", "2026-04-03 10:00:00", "10", "料金が高いと思います。", "もっと安くしてほしいです。", "Free", "7", "d@example.com", "ｶﾌﾞｼｷ"},
	{"r-6", "2026-04-04 10:00:00", "0", "Support never answered my mail.", "", "Free", "12", "e@example.com", "Acme"},
}

// text writes the table as text.
func text(t testing.TB, delim rune, crlf bool) []byte {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = delim, crlf
	if err := w.WriteAll(conformanceTable); err != nil {
		t.Fatal(err)
	}
	if crlf { // csv.Writer writes \r\n inside cells too; spreadsheets do not
		return bytes.ReplaceAll(b.Bytes(), []byte("です。\r\n二行"), []byte("です。\n二行"))
	}
	return b.Bytes()
}

func encoded(t testing.TB, e encoding.Encoding, text []byte) []byte {
	t.Helper()
	out, err := e.NewEncoder().Bytes(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func gzipped(t testing.TB, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// workbook writes the table as XLSX: numbers as numbers, dates as dates, an
// empty sheet before it.
func workbook(t testing.TB, date1904 bool) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &date1904}))
	_, err := f.NewSheet("回答")
	must(err)
	style, err := f.NewStyle(&excelize.Style{NumFmt: 22}) // m/d/yy h:mm
	must(err)
	for r, row := range conformanceTable {
		for c, v := range row {
			cell, err := excelize.CoordinatesToCellName(c+1, r+1)
			must(err)
			switch {
			case v == "":
			case r > 0 && c == 1:
				at, err := time.Parse(time.DateTime, v)
				must(err)
				must(f.SetCellValue("回答", cell, at))
				must(f.SetCellStyle("回答", cell, cell, style))
			case r > 0 && (c == 2 || c == 6):
				n, ok := parseNumber(v)
				if !ok {
					t.Fatal(v)
				}
				must(f.SetCellValue("回答", cell, n))
			default:
				must(f.SetCellStr("回答", cell, v))
			}
		}
	}
	var b bytes.Buffer
	must(f.Write(&b))
	return b.Bytes()
}

// formats are the table in every format.
func formats(t testing.TB) map[string][]byte {
	utf16le := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	utf16be := unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	bare := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	plain := text(t, ',', false)
	return map[string][]byte{
		"plain.csv":     plain,
		"crlf.csv":      text(t, ',', true),
		"bom.csv":       append([]byte("\uFEFF"), text(t, ',', true)...),
		"tab.tsv":       text(t, '\t', false),
		"tab.csv":       text(t, '\t', true),
		"semicolon.csv": text(t, ';', false),
		"sep.csv":       append([]byte("sep=;\r\n"), text(t, ';', true)...),
		"pipe.txt":      text(t, '|', false),
		"cp932.csv":     encoded(t, japanese.ShiftJIS, text(t, ',', true)),
		"cp932.tsv":     encoded(t, japanese.ShiftJIS, text(t, '\t', false)),
		"utf16le.csv":   encoded(t, utf16le, text(t, '\t', true)),
		"utf16be.csv":   encoded(t, utf16be, plain),
		"utf16bare.csv": encoded(t, bare, plain),
		"packed.csv.gz": gzipped(t, plain),
		"sjis.csv.gz":   gzipped(t, encoded(t, japanese.ShiftJIS, plain)),
		"book.xlsx":     workbook(t, false),
		"book1904.xlsx": workbook(t, true),
		"title.csv":     append([]byte("顧客満足度調査 2026,,,,,,,,\n,,,,,,,,\n"), plain...),
	}
}

// TestFormats: the same table gives the same records in every format, twice.
func TestFormats(t *testing.T) {
	dir := t.TempDir()
	var want result
	for i, name := range append([]string{"plain.csv"}, keys(formats(t))...) {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, formats(t)[name], 0o600); err != nil {
			t.Fatal(err)
		}
		got := read(t, path, Options{})
		if i == 0 {
			want = got
			checkConformance(t, want)
			continue
		}
		got2 := read(t, path, Options{})
		if !reflect.DeepEqual(got.records, got2.records) || !reflect.DeepEqual(got.info, got2.info) || !reflect.DeepEqual(got.d, got2.d) {
			t.Errorf("%s: a second reading differs", name)
		}
		for i := range min(len(got.records), len(want.records)) {
			// A title moves the lines; a workbook counts rows, and cells of several lines are one.
			got.records[i].Line, want.records[i].Line = 0, 0
			if !reflect.DeepEqual(got.records[i], want.records[i]) {
				t.Errorf("%s: record %d\ngot  %+v\nwant %+v", name, i, got.records[i], want.records[i])
			}
		}
		if len(got.records) != len(want.records) || len(got.rejects) != 1 {
			t.Errorf("%s: %d records, rejects %v", name, len(got.records), got.rejects)
		}
	}
}

func keys(m map[string][]byte) (names []string) {
	for name := range m {
		names = append(names, name)
	}
	return names
}

// checkConformance says what the table means.
func checkConformance(t *testing.T, r result) {
	t.Helper()
	if len(r.records) != 5 || len(r.rejects) != 1 {
		t.Fatalf("%d records, rejects %v", len(r.records), r.rejects)
	}
	first := r.records[0]
	if first.ID != "r-1" || first.Line != 2 || first.Score.V != 9 || first.Metric != "nps" || first.On.V.String() != "2026-04-01" ||
		len(first.Answers) != 1 || first.Answers[0].Text != conformanceTable[1][3] || first.Account != "㈱髙橋①" ||
		!reflect.DeepEqual(first.Attributes, []string{"Pro", "50000"}) || len(first.Contacts) != 1 {
		t.Errorf("got %+v", first)
	}
	if got := time.UnixMicro(first.At.V).UTC().Format(time.DateTime); got != conformanceTable[1][1] {
		t.Errorf("time is %s", got)
	}
	if r.records[1].Line != 4 || r.records[2].Line != 6 || r.records[2].Score.OK || len(r.records[2].Answers) != 0 {
		t.Errorf("got %+v", r.records[1:3])
	}
	want := Reject{File: "plain.csv", Line: 7, Column: "推奨度", Value: "11", Reason: "is out of 0 to 10 of NPS", Kind: KindScore}
	if r.rejects[0] != want {
		t.Errorf("reject %+v", r.rejects[0])
	}
}

// TestReaderContract: rows are as wide as the header, lines rise, progress
// ends at the size, strings stay after the next Read, cancelling stops.
func TestReaderContract(t *testing.T) {
	dir := t.TempDir()
	for name, content := range formats(t) {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		info, err := Inspect(context.Background(), path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		r, err := Open(context.Background(), info)
		if err != nil {
			t.Fatal(err)
		}
		var kept []string
		var last Row
		for {
			row, err := r.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if len(row.Cells) != len(info.Header) || row.Line <= last.Line || row.Bytes < last.Bytes || row.Bytes > info.Bytes {
				t.Errorf("%s: row %+v after %+v", name, row, last)
			}
			kept = append(kept, row.Cells[0])
			last = row
		}
		if got := strings.Join(kept, " "); got != "r-1 r-2 r-3 r-4 r-5 r-6" {
			t.Errorf("%s: kept %s", name, got)
		}
		if last.Bytes != info.Bytes {
			t.Errorf("%s: progress ends at %d of %d", name, last.Bytes, info.Bytes)
		}
		if err := r.Close(); err != nil {
			t.Errorf("%s: close: %v", name, err)
		}
	}
}

func TestCancel(t *testing.T) {
	path := write(t, "long.csv", "text\n"+strings.Repeat("it is too slow\n", 1000))
	info, err := Inspect(context.Background(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Inspect(ctx, path, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("inspect: %v", err)
	}
	if _, err := Decide(ctx, info, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("decide: %v", err)
	}
}
