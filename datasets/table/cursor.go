package table

import (
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
)

// cursor walks over the rows of one Parquet column, across pages and row
// groups. Its pages begin and end with whole rows, as Writer's do.
type cursor struct {
	chunks []parquet.ColumnChunk // by row group
	rows   []int64               // rows of each row group
	column int

	group int           // the row group that pages is of
	pages parquet.Pages // nil: to be opened at row skip of the group
	skip  int64
	page  parquet.Page   // nil: to be read
	used  int64          // rows of page that are done
	spent []parquet.Page // pages whose values the caller may still hold
}

func newCursor(f *parquet.File, column int) *cursor {
	c := &cursor{column: column}
	for _, g := range f.RowGroups() {
		c.chunks = append(c.chunks, g.ColumnChunks()[column])
		c.rows = append(c.rows, g.NumRows())
	}
	return c
}

// seek makes row of the file the next one.
func (c *cursor) seek(row int64) {
	c.drop()
	group := 0
	for group < len(c.rows) && row >= c.rows[group] {
		row -= c.rows[group]
		group++
	}
	if group != c.group {
		c.closePages()
	}
	c.group, c.skip = group, row
	if c.pages != nil {
		if err := c.pages.SeekToRow(row); err != nil {
			c.closePages()
		}
	}
}

// read appends the values of exactly n more rows. Their bytes stay valid until
// release.
func (c *cursor) read(dst []parquet.Value, n int) ([]parquet.Value, error) {
	for n > 0 {
		if c.page == nil {
			if err := c.nextPage(); err != nil {
				return dst, err
			}
		}
		take := min(int64(n), c.page.NumRows()-c.used)
		part := c.page.Slice(c.used, c.used+take)
		c.spent = append(c.spent, part)
		var err error
		if dst, err = appendValues(dst, part); err != nil {
			return dst, err
		}
		c.used += take
		n -= int(take)
		if c.used == c.page.NumRows() {
			c.drop()
		}
	}
	return dst, nil
}

// appendValues appends all values of a page.
func appendValues(dst []parquet.Value, page parquet.Page) ([]parquet.Value, error) {
	n := int(page.NumValues())
	at := len(dst)
	dst = append(dst, make([]parquet.Value, n)...)
	for r := page.Values(); n > 0; {
		k, err := r.ReadValues(dst[len(dst)-n:])
		n -= k
		if n > 0 && (err != nil || k == 0) {
			return dst[:at], fmt.Errorf("page ends %d values early: %w", n, err)
		}
	}
	return dst, nil
}

// nextPage reads the next page that has rows.
func (c *cursor) nextPage() error {
	for c.page == nil {
		if c.group >= len(c.chunks) {
			return io.ErrUnexpectedEOF
		}
		if c.pages == nil {
			c.pages = c.chunks[c.group].Pages()
			if err := c.pages.SeekToRow(c.skip); err != nil {
				return err
			}
		}
		page, err := c.pages.ReadPage()
		switch {
		case err == io.EOF:
			c.closePages()
			c.group, c.skip = c.group+1, 0
		case err != nil:
			return err
		case page.NumRows() == 0:
			parquet.Release(page)
		default:
			c.page, c.used = page, 0
		}
	}
	return nil
}

// drop puts the current page aside.
func (c *cursor) drop() {
	if c.page != nil {
		c.spent = append(c.spent, c.page)
		c.page = nil
	}
}

// release gives back the memory of pages that are done.
func (c *cursor) release() {
	for _, p := range c.spent {
		parquet.Release(p)
	}
	c.spent = c.spent[:0]
}

func (c *cursor) closePages() error {
	if c.pages == nil {
		return nil
	}
	err := c.pages.Close()
	c.pages = nil
	return err
}

func (c *cursor) close() error {
	c.drop()
	c.release()
	return c.closePages()
}
