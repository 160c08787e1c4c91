package route

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"verbatim/datasets/sheet"
	"verbatim/themes"
)

// WriteCoded merges the fragments of all parts, in their order, to coded.csv
// and, up to XLSXRows rows, coded.xlsx in dir: the users' own columns as they
// were typed, then a column of 0 and 1 for every theme of cb, called by its id.
// It is 1 where the response has the theme or one below it. The columns of
// inputs whose headers differ are united in the order of their first
// appearance.
func WriteCoded(ctx context.Context, dir string, fragments []string, cb *themes.Codebook) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("write the coded rows: %w", err)
		}
	}()
	c := coding{own: make(map[string]int), lines: lineage(cb)}
	for i := range cb.Themes {
		c.themes = append(c.themes, cb.Themes[i].ID)
	}
	if err := c.survey(fragments); err != nil {
		return err
	}
	c.prepare()
	s, err := createSheets(filepath.Join(dir, "coded"), 0o644, c.header(), c.rows, dir)
	if err != nil {
		return err
	}
	for _, path := range fragments {
		if err = c.pour(ctx, path, s); err != nil {
			break
		}
	}
	return s.close(err)
}

// coding is the shape of the coded files.
type coding struct {
	columns []string            // the users' own
	own     map[string]int      // column -> index
	themes  []string            // ids, in the codebook's order
	lines   map[string][]string // theme -> itself and its ancestors
	marks   map[string][]int    // theme -> the columns of these
	rows    int64
	cells   []sheet.Cell
}

// survey reads which columns and how many rows there are.
func (c *coding) survey(fragments []string) error {
	for _, path := range fragments {
		r, err := OpenCoded(path)
		if err != nil {
			return err
		}
		for _, in := range r.Inputs() {
			for _, name := range in.Columns {
				if _, ok := c.own[name]; !ok {
					c.own[name] = len(c.columns)
					c.columns = append(c.columns, name)
				}
			}
		}
		c.rows += r.Rows()
		_ = r.Close() // nothing was written
	}
	return nil
}

func (c *coding) prepare() {
	at := make(map[string]int, len(c.themes))
	for i, id := range c.themes {
		at[id] = len(c.columns) + i
	}
	c.marks = make(map[string][]int, len(c.themes))
	for id, line := range c.lines {
		for _, above := range line {
			if i, ok := at[above]; ok {
				c.marks[id] = append(c.marks[id], i)
			}
		}
	}
	c.cells = make([]sheet.Cell, len(c.columns)+len(c.themes))
}

// header returns the names of the columns, each once.
func (c *coding) header() []string {
	names := slices.Clone(c.columns)
	for _, id := range c.themes {
		for slices.Contains(names, id) {
			id += " (theme)"
		}
		names = append(names, id)
	}
	return names
}

func (c *coding) pour(ctx context.Context, path string, s *sheets) error {
	r, err := OpenCoded(path)
	if err != nil {
		return err
	}
	defer r.Close()
	to := make([][]int, len(r.Inputs()))
	for i, in := range r.Inputs() {
		for _, name := range in.Columns {
			to[i] = append(to[i], c.own[name])
		}
	}
	var row CodedRow
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		switch err := r.Read(&row); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		c.fill(&row, to[row.Input])
		if err := s.write(c.cells); err != nil {
			return err
		}
	}
}

// fill sets c.cells to row, whose cells go to the columns to.
func (c *coding) fill(row *CodedRow, to []int) {
	clear(c.cells[:len(c.columns)])
	for i := range c.themes {
		c.cells[len(c.columns)+i] = sheet.Int(0)
	}
	for i, value := range row.Cells {
		if i < len(to) {
			c.cells[to[i]] = sheet.Typed(value)
		}
	}
	for _, id := range row.ThemeIDs {
		for _, column := range c.marks[id] {
			c.cells[column] = sheet.Int(1)
		}
	}
}
