package table

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"verbatim/datasets"
)

// FuzzReader reads files with one damaged byte: there must be rows or an error,
// never a panic.
func FuzzReader(f *testing.F) {
	file := encode(f, Meta{Attributes: attributesOfWidth(2)}, many(50, 2, newGen(1).verbatim))
	for at := 0; at < len(file); at += 1 + len(file)/200 {
		f.Add(at, byte(0xff))
	}
	path := filepath.Join(f.TempDir(), "part.parquet")
	f.Fuzz(func(t *testing.T, at int, flip byte) {
		if at < 0 || at >= len(file) {
			return
		}
		damaged := append([]byte{}, file...)
		damaged[at] ^= flip
		path := fmt.Sprint(path, at, flip)
		defer os.Remove(path)
		if err := os.WriteFile(path, damaged, 0o666); err != nil {
			t.Fatal(err)
		}
		r, err := Open[datasets.Verbatim](path)
		if err != nil {
			return
		}
		defer r.Close()
		for rows := make([]datasets.Verbatim, 20); err == nil; {
			_, err = r.Read(rows)
		}
		if err != io.EOF {
			t.Logf("byte %d: %v", at, err)
		}
	})
}
