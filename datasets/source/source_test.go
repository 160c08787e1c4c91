package source

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	_ "time/tzdata" // the tests name zones; the command embeds them too
)

// write makes a file of the test.
func write(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// result is all that reading an input gives.
type result struct {
	info    *Info
	d       *Decision
	records []Record
	rejects []Reject
	rows    [][]string
}

// read takes an input the whole way.
func read(t testing.TB, path string, o Options) result {
	t.Helper()
	ctx := context.Background()
	info, err := Inspect(ctx, path, o)
	if err != nil {
		t.Fatal(err)
	}
	d, err := Decide(ctx, info, o)
	if err != nil {
		t.Fatal(err)
	}
	res := result{info: info, d: d}
	r, err := Open(ctx, info)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}()
	p := NewParser(info, d)
	for {
		row, err := r.Read()
		var bad *RowError
		switch {
		case errors.Is(err, io.EOF):
			return res
		case errors.As(err, &bad):
			res.rejects = append(res.rejects, *bad.Reject(info.Name))
			continue
		case err != nil:
			t.Fatal(err)
		}
		res.rows = append(res.rows, slices.Clone(row.Cells))
		var rec Record
		if reject := p.Parse(row, &rec); reject != nil {
			res.rejects = append(res.rejects, *reject)
			continue
		}
		res.records = append(res.records, rec)
	}
}

// readText is read for a table in text form.
func readText(t testing.TB, content string, o Options) result {
	t.Helper()
	return read(t, write(t, "in.csv", content), o)
}

// headerOf returns a column's header, or "" for nil.
func headerOf(c *Column) string {
	if c == nil {
		return ""
	}
	return c.Header
}
