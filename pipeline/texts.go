package pipeline

import (
	"context"
	"path/filepath"
	"slices"
	"sort"

	"verbatim/datasets"
	"verbatim/datasets/columns"
	"verbatim/datasets/table"
)

// A stretch of rows that are read together ends where more than textGap rows
// follow that nobody wants: seeking costs the page that the next one stands in,
// which is decoded from its beginning. It has at most textStretch rows, which
// bounds the memory.
const (
	textGap     = 512
	textStretch = 2048
)

// Texts reads texts of verbatims for the index (index.Texts), as they were
// typed: nothing else of the tables, and of the texts those pages that wanted
// rows stand in. It may be used by many goroutines.
func (g *Generation) Texts(ctx context.Context, rows []int, fn func(row int, text string) error) error {
	parts := g.columns.Parts()
	for len(rows) > 0 {
		p := sort.Search(len(parts), func(p int) bool { return rows[0] < parts[p].End })
		n, _ := slices.BinarySearch(rows, parts[p].End)
		if err := g.textsOf(ctx, parts[p], rows[:n], fn); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// textsOf is Texts for rows of one part.
func (g *Generation) textsOf(ctx context.Context, part columns.Part, rows []int, fn func(int, string) error) error {
	r, err := table.Open[datasets.Verbatim](filepath.Join(g.Dir, dirVerbatims, part.Name+".parquet"), "text")
	if err != nil {
		return err
	}
	defer r.Close()
	var buf []datasets.Verbatim
	at := part.Start // the row that r reads next
	for len(rows) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := stretch(rows)
		from, to := rows[0], rows[n-1]+1
		if from != at {
			if err := r.SeekToRow(int64(from - part.Start)); err != nil {
				return err
			}
		}
		buf = slices.Grow(buf[:0], to-from)[:to-from]
		if _, err := r.Read(buf); err != nil {
			return err
		}
		for _, row := range rows[:n] {
			if err := fn(row, buf[row-from].Text); err != nil {
				return err
			}
		}
		at, rows = to, rows[n:]
	}
	return nil
}

// stretch returns how many of the rows are read together with the first.
func stretch(rows []int) int {
	n := 1
	for n < len(rows) && rows[n]-rows[n-1] <= textGap && rows[n]-rows[0] < textStretch {
		n++
	}
	return n
}
