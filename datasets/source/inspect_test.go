package source

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
)

// TestRefusals: what cannot be read says so, and what to do.
func TestRefusals(t *testing.T) {
	packed := gzipped(t, []byte("text\nit is far too slow for us\n"))
	damagedBook := workbook(t, false)
	damagedBook = damagedBook[:len(damagedBook)/2]
	for _, c := range []struct {
		name, content, want string
	}{
		{"old.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more", "save it as .xlsx or .csv"},
		{"data.parquet", "PAR1....PAR1", "does not read yet"},
		{"data.arrow", "ARROW1\x00\x00", "does not read yet"},
		{"data.jsonl", `{"text": "x"}`, "does not read yet"},
		{"data.json", `[1]`, "does not read yet"},
		{"page.xls", "<html><table></table></html>", "web page"},
		{"report.pdf", "%PDF-1.7", "PDF"},
		{"data.csv.zst", "\x28\xB5\x2F\xFD....", "zstd"},
		{"empty.csv", "", "is empty"},
		{"blank.csv", "\n\n  \n", "no header"},
		{"nothing.csv.gz", string(gzipped(t, nil)), "is empty once unpacked"},
		{"cut.csv.gz", string(packed[:len(packed)-6]), "cut short"},
		{"junk.csv.gz", "\x1F\x8Bjunk", "damaged"},
		{"image.csv", "\x89PNG\x00\x00\x00\x01\x00\x00\x01\x00\x02\x00", "is binary"},
		{"picture.csv", picture(), "is binary"},
		{"random.csv", random(4096), "is binary"},
		{"random.csv.gz", string(gzipped(t, []byte(random(4096)))), "is binary"},
		{"controls.csv", strings.Repeat("a,b\x01\x02c\n", 50), "is binary"},
		{"utf32.csv", "\xFF\xFE\x00\x00a\x00\x00\x00", "UTF-32"},
		{"half.xlsx", string(damagedBook), "damaged workbook"},
		{"files.zip", string(archive(t, "a.csv", "b.csv")), "ZIP archive"},
		{"calc.ods", string(archive(t, "mimetype", "content.xml")), "OpenDocument"},
		{"binary.xlsb", string(archive(t, "xl/workbook.bin")), "xlsb"},
	} {
		_, err := Inspect(context.Background(), write(t, c.name, c.content), Options{})
		var open *OpenError
		if !errors.As(err, &open) || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.name) {
			t.Errorf("%s: got %v, want an OpenError with %q", c.name, err, c.want)
		}
	}
	for path, want := range map[string]string{filepath.Join(t.TempDir(), "missing.csv"): "no such file", t.TempDir(): "no regular file"} {
		if _, err := Inspect(context.Background(), path, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
}

// picture returns the beginning of a PNG file, with few NULs for its length.
func picture() string {
	return "\x89PNG\r\n\x1A\n\x00\x00\x00\rIHDR\x00\x00\x02\x00\x00\x00\x01\x00\x08\x06\x00\x00\x00" + strings.ReplaceAll(random(4000), "\x00", "x")
}

// random returns bytes that are the same each time.
func random(n int) string {
	var b [32]byte
	out := make([]byte, n)
	_, _ = rand.NewChaCha8(b).Read(out)
	return string(out)
}

// TestName: errors and rejects call a spooled input by the name it is given,
// and never by the temporary file.
func TestName(t *testing.T) {
	o := Options{Name: "standard input"}
	_, err := Inspect(context.Background(), write(t, "verbatim-stdin-1", ""), o)
	if err == nil || err.Error() != "standard input: is empty; export it again" {
		t.Errorf("empty: %v", err)
	}
	path := write(t, "verbatim-stdin-2", "score,comment\n9,it is easy to use\n")
	o.Sheet, o.Text = "", []string{"nope"}
	info, err := Inspect(context.Background(), path, o)
	if err != nil || info.Name != "standard input" || info.Path != path {
		t.Fatalf("%+v, %v", info, err)
	}
	if _, err := Decide(context.Background(), info, o); err == nil || !strings.HasPrefix(err.Error(), "standard input: --text") {
		t.Errorf("wrong column: %v", err)
	}
	if err := os.Truncate(path, 5); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(context.Background(), info); err == nil || !strings.HasPrefix(err.Error(), "standard input: has changed") {
		t.Errorf("changed: %v", err)
	}
}

// archive makes a ZIP archive of files without content.
func archive(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		if _, err := z.Create(n); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestBrokenSheet: broken XML inside an intact archive must not look like the
// end of the sheet.
func TestBrokenSheet(t *testing.T) {
	book := workbook(t, false)
	in, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var content bytes.Buffer
		if _, err := content.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		w, err := out.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(bytes.ReplaceAll(content.Bytes(), []byte(`<row r="5"`), []byte("\x0b<row r=\"5\""))); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	path := write(t, "broken.xlsx", b.String())
	info, err := Inspect(context.Background(), path, Options{})
	if err == nil {
		_, err = Decide(context.Background(), info, Options{})
	}
	if err == nil || !strings.Contains(err.Error(), "damaged workbook") {
		t.Errorf("got %v", err)
	}
}

func TestChangedFile(t *testing.T) {
	path := write(t, "a.csv", "text\nit is too slow\n")
	info, err := Inspect(context.Background(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("text\nit is too slow\nand more\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(context.Background(), info); err == nil || !strings.Contains(err.Error(), "has changed") {
		t.Errorf("got %v", err)
	}
}

func TestEncodings(t *testing.T) {
	japaneseText := "回答番号,コメント\n1,とても使いやすいです。\n2,検索が遅いので困っています\n"
	for _, c := range []struct {
		name, content, encoding, option string
		replaced                        int64
		cell                            string
	}{
		{name: "ascii", content: "id,comment\n1,too slow\n", encoding: "utf-8"},
		{name: "utf-8", content: japaneseText, encoding: "utf-8"},
		{name: "cp932", content: string(encoded(t, japanese.ShiftJIS, []byte(japaneseText))), encoding: "cp932"},
		{name: "cp932, short", content: string(encoded(t, japanese.ShiftJIS, []byte("コメント\n遅い\n"))), encoding: "cp932"},
		{name: "cp932, names", content: string(encoded(t, japanese.ShiftJIS, []byte("会社名,担当\n㈱髙橋①,山田\n"))), encoding: "cp932"},
		{name: "cp932, half-width", content: string(encoded(t, japanese.ShiftJIS, []byte("コメント\nｻｰﾊﾞｰがよく落ちるので、とても困っています。直してください。\n"))), encoding: "cp932"},
		{name: "euc-jp", content: string(encoded(t, japanese.EUCJP, []byte(japaneseText))), encoding: "euc-jp"},
		{name: "euc-jp, short", content: string(encoded(t, japanese.EUCJP, []byte("コメント\n遅いです\n"))), encoding: "euc-jp"},
		{name: "iso-2022-jp", content: string(encoded(t, japanese.ISO2022JP, []byte(japaneseText))), encoding: "iso-2022-jp"},
		{name: "western", content: string(encoded(t, charmap.Windows1252, []byte("id,commentaire\n1,\"c'était très cher, à l’époque\"\n2,Größe überprüfen\n"))), encoding: "windows-1252"},
		{name: "western, one letter", content: string(encoded(t, charmap.Windows1252, []byte("id,comment\n1,the cafés are nice\n"))), encoding: "windows-1252"},
		{name: "damaged utf-8", content: "id,comment\n1,とても使いやすいです\xE3\n2,検索が遅いので困っています。\n", encoding: "utf-8", replaced: 1, cell: "とても使いやすいです\uFFFD"},
		{name: "nul", content: "id,comment\n1,a\x00b is far too slow\n", encoding: "utf-8", replaced: 1, cell: "a\uFFFDb is far too slow"},
		{name: "damaged cp932", content: string(encoded(t, japanese.ShiftJIS, []byte(japaneseText+japaneseText+japaneseText))) + "9,\xFF\x82\n", encoding: "cp932", replaced: 2},
		{name: "said", content: string(encoded(t, japanese.EUCJP, []byte("コメント\n遅い\n"))), encoding: "euc-jp", option: "EUC-JP"},
		{name: "said wrongly", content: "comment\nあ\n", encoding: "cp932", option: "sjis", replaced: 1},
	} {
		info, err := Inspect(context.Background(), write(t, "in.csv", c.content), Options{Encoding: c.option})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if info.Encoding != c.encoding || info.Replaced != c.replaced || (c.replaced > 0) != (len(info.Warnings) > 0) {
			t.Errorf("%s: got %s with %d replaced, %q", c.name, info.Encoding, info.Replaced, info.Warnings)
		}
		r, err := Open(context.Background(), info)
		if err != nil {
			t.Fatal(err)
		}
		row, err := r.Read()
		if err != nil || c.cell != "" && row.Cells[1] != c.cell {
			t.Errorf("%s: %q, %v", c.name, row.Cells, err)
		}
		r.Close()
	}
	var wrong *OptionError
	if _, err := Inspect(context.Background(), write(t, "in.csv", "a,b\n"), Options{Encoding: "klingon"}); !errors.As(err, &wrong) {
		t.Errorf("an unknown encoding gives %v", err)
	}
}

func TestDelimiters(t *testing.T) {
	for _, c := range []struct{ name, content, option, want string }{
		{"comma", "a,b,c\n1,2,3\n4,5,6\n", "", ","},
		{"decimal commas", "a;b;c;d\n1,5;2,5;3,5;4,5\n1,5;2,5;3,5;4,5\n", "", ";"},
		{"commas in prose", "id\ttext\n1\tslow, ugly, dear\n2\tfine\n3\twell, well, well\n", "", "\t"},
		{"one column of prose", "text\nslow, ugly, dear\nfine\nwell, well\nso, so, so, so\n", "", ""},
		{"one column", "text\nslow\n", "", ""},
		{"short rows", "a,b,c,d\n1,2,3,4\n1,2\n1,2,3,4\n1\n1,2,3,4\n", "", ","},
		{"quoted semicolons", "a;b\n\"x;y,z\";\"1\n2\"\n\"x,y,z\";2\n", "", ";"},
		{"said", "a,b|c\n1,2|3\n", "pipe", "|"},
		{"sep line", "sep=|\na|b\n1|2\n", "", "|"},
	} {
		info, err := Inspect(context.Background(), write(t, "in.csv", c.content), Options{Delimiter: c.option})
		if err != nil || info.Delimiter != c.want {
			t.Errorf("%s: got %q, %v; want %q", c.name, info.Delimiter, err, c.want)
		}
	}
	for _, bad := range []string{"--", "\"", "、"} {
		if _, err := Inspect(context.Background(), write(t, "in.csv", "a,b\n"), Options{Delimiter: bad}); err == nil {
			t.Errorf("delimiter %q is accepted", bad)
		}
	}
}

func TestHeaders(t *testing.T) {
	qualtrics := `StartDate,EndDate,IPAddress,ResponseId,Q1,Q2_TEXT
Start Date,End Date,IP Address,Response ID,How likely are you to recommend Acme?,Why did you give this score?
"{""ImportId"":""startDate"",""timeZone"":""America/Denver""}","{""ImportId"":""endDate"",""timeZone"":""America/Denver""}","{""ImportId"":""ipAddress""}","{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2_TEXT""}"
2026-04-01 09:00:00,2026-04-01 09:05:00,192.0.2.1,R_1,9,It is easy to use
`
	monkey := `Respondent ID,Collector ID,Start Date,What could be better?,Which do you use?,,
,,,Open-Ended Response,Mobile,Web,Other (please specify)
1001,77,04/01/2026 09:00:00 AM,Search is slow,Mobile,,
`
	for _, c := range []struct {
		name, content string
		header        []string
		wording       string // of the fifth column
		skip          int
		zone          string
	}{
		{"repeated and empty", "Name,name,,Name,,Name (2)\n1,2,3,4,5,6\n", []string{"Name", "name (2)", "column 3", "Name (3)", "column 5", "Name (2) (2)"}, "", 1, ""},
		{"line breaks", "\"a\r\n b\",\" c \"\n1,2\n", []string{"a b", "c"}, "", 1, ""},
		{"title above", "Survey of April,,\n,,\nid,comment,plan\n1,slow,pro\n", []string{"id", "comment", "plan"}, "", 3, ""},
		{"title of one cell", "Survey of April\nid,comment,plan\n1,slow,pro\n2,fine,pro\n", []string{"id", "comment", "plan"}, "", 2, ""},
		{"one column is no title", "comment\nslow\nfine\n", []string{"comment"}, "", 1, ""},
		{"index column", ",text\n0,slow\n1,fine\n", []string{"column 1", "text"}, "", 1, ""},
		{"sep line", "sep=,\nid,comment\n1,slow\n", []string{"id", "comment"}, "", 2, ""},
		{"qualtrics", qualtrics, []string{"StartDate", "EndDate", "IPAddress", "ResponseId", "Q1", "Q2_TEXT"}, "How likely are you to recommend Acme?", 3, "America/Denver"},
		{"surveymonkey", monkey, []string{"Respondent ID", "Collector ID", "Start Date", "What could be better?", "Which do you use? - Mobile", "Which do you use? - Web",
			"Which do you use? - Other (please specify)"}, "Which do you use? - Mobile", 2, ""},
	} {
		info, err := Inspect(context.Background(), write(t, "in.csv", c.content), Options{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if !slices.Equal(info.Header, c.header) || info.Skip != c.skip || info.Zone != c.zone {
			t.Errorf("%s: got %q, skip %d, zone %q", c.name, info.Header, info.Skip, info.Zone)
		}
		if c.wording != "" && info.Wordings[4] != c.wording {
			t.Errorf("%s: wordings %q", c.name, info.Wordings)
		}
	}
}

func TestRows(t *testing.T) {
	r := readText(t, "id,comment,plan\n\n1,it is slow,pro,,\n2,it is fine\n,,\n  , \u3000,\n3,a,b,surplus\n4,it is good,pro\n5,it is bad,pro\n\x20\n", Options{})
	if len(r.records) != 4 || len(r.rejects) != 1 {
		t.Fatalf("%d records, rejects %v", len(r.records), r.rejects)
	}
	want := Reject{File: "in.csv", Line: 7, Column: "column 4", Value: "surplus", Reason: "the row has 4 cells, the header 3", Kind: KindRow}
	if r.rejects[0] != want || r.records[1].Attributes[0] != "" || r.records[2].Line != 8 {
		t.Errorf("rejects %+v, records %+v", r.rejects, r.records)
	}
	old := readText(t, "id,comment\r1,it is slow\r2,\"it is\rfine\"\r", Options{})
	if len(old.records) != 2 || old.records[1].Answers[0].Text != "it is\rfine" || old.records[1].Line != 3 {
		t.Errorf("carriage returns alone: %+v", old.records)
	}
}

func TestSheets(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	for _, s := range []string{"表紙", "回答", "集計"} {
		if _, err := f.NewSheet(s); err != nil {
			t.Fatal(err)
		}
		for r, row := range [][]any{{"ID", "コメント", "日付"}, {"a", s + "が遅いので困ります", 45383}, {"b", s + "がとても良いです", 45384}} {
			if s == "表紙" && r > 0 {
				break
			}
			if err := f.SetSheetRow(s, "A"+string(rune('1'+r)), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellStyle("回答", "C2", "C3", style); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "book.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	for option, want := range map[string]string{"": "回答", "集計": "集計", "#4": "集計"} {
		r := read(t, path, Options{Sheet: option})
		if r.info.Sheet != want || len(r.records) != 2 || !strings.HasPrefix(r.records[0].Answers[0].Text, want) {
			t.Errorf("--sheet %q: %s, %+v", option, r.info.Sheet, r.records)
		}
	}
	if r := read(t, path, Options{}); r.rows[0][2] != "2024-04-01" || r.records[0].On.V.String() != "2024-04-01" || r.records[0].At.OK {
		t.Errorf("date cell %q, record %+v", r.rows[0], r.records[0])
	}
	var wrong *OptionError
	if _, err := Inspect(context.Background(), path, Options{Sheet: "nope"}); !errors.As(err, &wrong) || !strings.Contains(err.Error(), "集計") {
		t.Errorf("an unknown sheet gives %v", err)
	}
}

// TestDayAmongTimes: a cell with a date alone stays a day, though others of
// its column have a time.
func TestDayAmongTimes(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	style, err := f.NewStyle(&excelize.Style{NumFmt: 22}) // m/d/yy h:mm
	if err != nil {
		t.Fatal(err)
	}
	for r, row := range [][]any{{"回答日時", "コメント"}, {45383.5, "検索が遅いので困ります"}, {45384, "とても良いと思います"}, {45385.25, "操作が難しいです"}} {
		if err := f.SetSheetRow("Sheet1", "A"+string(rune('1'+r)), &row); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetCellStyle("Sheet1", "A2", "A4", style); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "mixed.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	r := read(t, path, Options{})
	if len(r.records) != 3 || len(r.rejects) != 0 {
		t.Fatalf("%d records, rejects %v", len(r.records), r.rejects)
	}
	for i, want := range []struct {
		day  string
		time bool
	}{{"2024-04-01", true}, {"2024-04-02", false}, {"2024-04-03", true}} {
		if got := r.records[i]; got.On.V.String() != want.day || got.At.OK != want.time {
			t.Errorf("row %d: %s, time %v; want %s, %v", i, got.On.V, got.At.OK, want.day, want.time)
		}
	}
}

func TestSpoolStdin(t *testing.T) {
	path := filepath.Join(t.TempDir(), "stdin")
	if err := SpoolStdin(strings.NewReader("comment\nit is too slow\n"), path); err != nil {
		t.Fatal(err)
	}
	if r := read(t, path, Options{}); len(r.records) != 1 {
		t.Errorf("got %+v", r.records)
	}
	if err := SpoolStdin(strings.NewReader("x"), path); err == nil {
		t.Error("a file that exists is overwritten")
	}
}
