package source

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// dump reads all records of a text and writes them one a line, as
// "line: cell|cell" or "line! reason".
func dump(src io.Reader, delim byte, width int) (lines []string, err error) {
	r := newCSVReader(src, delim, '\n', width)
	for {
		line, cells, err := r.next()
		var bad *RowError
		switch {
		case errors.Is(err, io.EOF):
			return lines, nil
		case errors.As(err, &bad):
			lines = append(lines, fmt.Sprintf("%d! %s", bad.Line, bad.Value))
		case err != nil:
			return lines, err
		default:
			lines = append(lines, fmt.Sprintf("%d: %s", line, strings.Join(cells, "|")))
		}
	}
}

func TestCSV(t *testing.T) {
	for _, c := range []struct {
		name, in string
		width    int
		want     []string
	}{
		{"plain", "a,b\n1,2\n", 2, []string{"1: a|b", "2: 1|2"}},
		{"no last line end", "a,b\n1,2", 2, []string{"1: a|b", "2: 1|2"}},
		{"carriage returns", "a,b\r\n\"1\",2\r\n", 2, []string{"1: a|b", "2: 1|2"}},
		{"empty cells", ",\n\"\",\n", 2, []string{"1: |", "2: |"}},
		{"several lines", "a,b\n\"x\ny\n\",2\n3,4\n", 2, []string{"1: a|b", "2: x\ny\n|2", "5: 3|4"}},
		{"doubled quotes", "\"say \"\"hi\"\"\",2\n\"\"\"\",3\n", 2, []string{`1: say "hi"|2`, `2: "|3`}},
		{"delimiter in quotes", "\"a,b\",c\n", 2, []string{"1: a,b|c"}},
		{"quote inside a plain cell", "5\" wide,b\n", 2, []string{`1: 5" wide|b`}},
		{"blank after a closing quote", "\"a\" ,b\n", 2, []string{"1: a|b"}},
		{"stray quotes", "\"say \"hi\" now\",2\n3,4\n", 2, []string{`1: say "hi" now|2`, "2: 3|4"}},
		{"opening quote that is text", "1,\"Foo\" is fine,x\n2,b,c\n", 3, []string{`1: 1|"Foo" is fine|x`, "2: 2|b|c"}},
		{"never closed", "a,b\n1,\"oops\n2,x\n3,y\n", 2, []string{"1: a|b", `2! "oops`, "3: 2|x", "4: 3|y"}},
		{"never closed, last line", "a,b\n1,\"oops", 2, []string{"1: a|b", `2! "oops`}},
		{"never closed, several cells later", "1,\"a\nb\",c\n2,x,\"oops\n3,y,z\n", 3, []string{"1: 1|a\nb|c", `3! "oops`, "4: 3|y|z"}},
		{"closed by the next cell's quote", "1,\"oops\n2,\"fine\"\n3,\"good\"\n", 2, []string{`1! "oops`, "2: 2|fine", "3: 3|good"}},
		{"closed by accident, too wide", "1,2,\"oops\n2,say \"no\",y\n3,z,z\n", 3, []string{`1! "oops`, `2: 2|say "no"|y`, "3: 3|z|z"}},
		{"short row with a long cell stays", "1,\"two\nlines\"\n2,b,c\n", 3, []string{"1: 1|two\nlines", "3: 2|b|c"}},
		{"every line unclosed", "1,\"a\n2,\"b\n3,\"c\n", 2, []string{`1! "a`, `2! "b`, `3! "c`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, src := range []io.Reader{strings.NewReader(c.in), iotest.OneByteReader(strings.NewReader(c.in))} {
				got, err := dump(src, ',', c.width)
				if err != nil || !slices.Equal(got, c.want) {
					t.Errorf("got %q, %v\nwant %q", got, err, c.want)
				}
			}
		})
	}
}

// TestCSVWellFormed writes random tables and reads them back.
func TestCSVWellFormed(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	alphabet := []string{"a", "あ", " ", "\"", ",", "\n", "\t", ";", "x\"y", "", "日本"}
	for range 300 {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.UseCRLF = rnd.IntN(2) == 0
		var want []string
		line, width := 1, 2+rnd.IntN(3)
		for range 20 {
			row := make([]string, width)
			for i := range row {
				for range rnd.IntN(6) {
					row[i] += alphabet[rnd.IntN(len(alphabet))]
				}
			}
			want = append(want, fmt.Sprintf("%d: %s", line, strings.Join(row, "|")))
			before := b.Len()
			if err := w.Write(row); err != nil {
				t.Fatal(err)
			}
			w.Flush()
			line += bytes.Count(b.Bytes()[before:], []byte("\n"))
		}
		got, err := dump(strings.NewReader(strings.ReplaceAll(b.String(), "\r\n", "\n")), ',', width)
		if err != nil || !slices.Equal(got, want) {
			t.Fatalf("got  %q, %v\nwant %q", got, err, want)
		}
	}
}

func TestCSVLongCell(t *testing.T) {
	long := strings.Repeat("よい。\n", 200_000) // 2 MB, several buffers
	got, err := dump(strings.NewReader("1,\""+long+"\"\n2,x\n"), ',', 2)
	if err != nil || len(got) != 2 || got[0] != "1: 1|"+long || got[1] != "200002: 2|x" {
		t.Errorf("got %d records, %v", len(got), err)
	}
	if _, err := dump(strings.NewReader(strings.Repeat("x", csvMaxRecord+1)), ',', 2); !errors.Is(err, errLongLine) {
		t.Errorf("a line without end gives %v", err)
	}
}

// TestCSVBounded: memory does not grow with the length of the text.
func TestCSVBounded(t *testing.T) {
	chunk := strings.NewReader(strings.Repeat("1,\"two\nlines, and \"\"quotes\"\"\"\n2,plain\n", 1000))
	var parts []io.Reader
	for range 500 { // 20 MB
		parts = append(parts, io.NewSectionReader(chunk, 0, chunk.Size()))
	}
	r := newCSVReader(io.MultiReader(parts...), ',', '\n', 2)
	n := 0
	var err error
	for ; err == nil; n++ {
		_, _, err = r.next()
	}
	if n != 1_000_001 || err != io.EOF || cap(r.buf) > 2*csvBuffer {
		t.Errorf("%d records, %v, buffer of %d", n, err, cap(r.buf))
	}
}

// TestCSVReadError: what was read before the error must not look complete.
func TestCSVReadError(t *testing.T) {
	broken := errors.New("disk on fire")
	got, err := dump(io.MultiReader(strings.NewReader("a,b\n1,2"), iotest.ErrReader(broken)), ',', 2)
	if !errors.Is(err, broken) || !slices.Equal(got, []string{"1: a|b"}) {
		t.Errorf("got %q, %v", got, err)
	}
}

// TestCSVLinear: text made of opening quotes must not take quadratic time.
func TestCSVLinear(t *testing.T) {
	for _, line := range []string{"1,\"a\n", "\"x\ny\",\"z\n", "\",\n"} {
		in := strings.Repeat(line, 200_000)
		got, err := dump(strings.NewReader(in), ',', 2)
		if err != nil || len(got) == 0 {
			t.Errorf("%q: %d records, %v", line, len(got), err)
		}
	}
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{"a,b\n1,\"x\ny\"\n", "\"a\"\"b\",c\r\n", "1,\"oops\n2,\"fine\"\n", "\"", ",\"\n\"", "a\"\n\",\"", "\"\",\"\"\"\n"} {
		f.Add([]byte(s), 2)
	}
	f.Fuzz(func(t *testing.T, in []byte, width int) {
		whole, err := dump(bytes.NewReader(in), ',', width%5)
		if err != nil {
			t.Fatal(err)
		}
		pieces, err := dump(iotest.HalfReader(bytes.NewReader(in)), ',', width%5)
		if err != nil || !slices.Equal(whole, pieces) {
			t.Errorf("read in pieces: %q, %v\nin one: %q", pieces, err, whole)
		}
		if lines := bytes.Count(in, []byte("\n")) + 1; len(whole) > lines {
			t.Errorf("%d records of %d lines", len(whole), lines)
		}
		strict := csv.NewReader(bytes.NewReader(in))
		strict.FieldsPerRecord = -1
		if want, err := strict.ReadAll(); err == nil && !bytes.Contains(in, []byte("\r")) {
			compareStrict(t, in, want)
		}
	})
}

// compareStrict holds the records of a well-formed text against encoding/csv,
// which leaves out empty lines.
func compareStrict(t *testing.T, in []byte, want [][]string) {
	r := newCSVReader(bytes.NewReader(in), ',', '\n', 0)
	for {
		_, cells, err := r.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("well-formed %q gives %v", in, err)
		}
		if len(cells) == 1 && cells[0] == "" && (len(want) == 0 || !slices.Equal(want[0], cells)) {
			continue
		}
		if len(want) == 0 || !slices.Equal(cells, want[0]) {
			t.Fatalf("%q: got %q, want %q", in, cells, want)
		}
		want = want[1:]
	}
	if len(want) > 0 {
		t.Errorf("%q: %d records are missing", in, len(want))
	}
}
