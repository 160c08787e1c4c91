package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"
)

// benchTable is a survey of n rows: short cells, quotes, texts in both
// languages.
func benchTable(n int) string {
	var b strings.Builder
	b.WriteString("回答ID,回答日時,推奨度,コメント,Comment,プラン,MRR,メール\n")
	for i := range n {
		fmt.Fprintf(&b, "r-%07d,2026-%02d-%02d %02d:05:06,%d,検索がとても遅いので、毎日の作業で%d回は困っています。\"早く\"直してください。,\"It is good, but the import of %d rows takes an hour.\nPlease look.\",Pro,%d,u%d@example.com\n",
			i, i%12+1, i%28+1, i%24, i%11, i%9, i, i*10, i)
	}
	return b.String()
}

func benchRead(b *testing.B, path string, parse bool) {
	info, err := Inspect(context.Background(), path, Options{})
	if err != nil {
		b.Fatal(err)
	}
	d, err := Decide(context.Background(), info, Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(info.Bytes)
	b.ReportAllocs()
	rows := 0
	for b.Loop() {
		r, err := Open(context.Background(), info)
		if err != nil {
			b.Fatal(err)
		}
		p := NewParser(info, d)
		var rec Record
		for {
			row, err := r.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			rows++
			if !parse {
				continue
			}
			if reject := p.Parse(row, &rec); reject != nil {
				b.Fatal(reject)
			}
		}
		if err := r.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkReadCSV(b *testing.B)  { benchRead(b, write(b, "t.csv", benchTable(20000)), false) }
func BenchmarkParseCSV(b *testing.B) { benchRead(b, write(b, "t.csv", benchTable(20000)), true) }

func BenchmarkParseCP932(b *testing.B) {
	benchRead(b, write(b, "t.csv", string(encoded(b, japanese.ShiftJIS, []byte(benchTable(20000))))), true)
}

func BenchmarkParseGzip(b *testing.B) {
	benchRead(b, write(b, "t.csv.gz", string(gzipped(b, []byte(benchTable(20000))))), true)
}

// BenchmarkReadPlain is the best case: no quotes.
func BenchmarkReadPlain(b *testing.B) {
	benchRead(b, write(b, "t.csv", "id,NPS,comment,plan\n"+strings.Repeat("r-1,9,検索がとても遅いので毎日の作業で困っています。早く直してください。,Pro\nr-2,9,良い,Free\n", 40000)), false)
}

func BenchmarkInspect(b *testing.B) {
	path := write(b, "t.csv", benchTable(20000))
	for b.Loop() {
		info, err := Inspect(context.Background(), path, Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(info.Bytes)
	}
}

func BenchmarkDecide(b *testing.B) {
	info, err := Inspect(context.Background(), write(b, "t.csv", benchTable(20000)), Options{})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Decide(context.Background(), info, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseTime(b *testing.B) {
	zone, err := loadZone("Asia/Tokyo")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := parseTime("2026-04-01 09:05:06", "", zone); err != nil {
			b.Fatal(err)
		}
	}
}
