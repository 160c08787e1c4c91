package sheet

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// flushAt is how many bytes of CSV are gathered before they are written.
const flushAt = 64 << 10

type csvWriter struct {
	w     io.Writer
	width int
	buf   []byte
	err   error
}

// CSV writes RFC 4180 with CRLF and a byte order mark, which is what makes
// Excel read it as UTF-8. A text that a spreadsheet would calculate gets a
// leading "'"; cells of numbers stay as they are.
func CSV(w io.Writer, header []string) (Writer, error) {
	c := &csvWriter{w: w, width: len(header), buf: make([]byte, 0, flushAt+4096)}
	c.buf = append(c.buf, "\uFEFF"...)
	for i, name := range header {
		c.separate(i)
		c.text(name)
	}
	return c, c.endRow(len(header))
}

func (c *csvWriter) Write(row []Cell) error {
	if c.err != nil {
		return c.err
	}
	if len(row) > c.width {
		c.err = tooWide(len(row), c.width)
		return c.err
	}
	for i := range row {
		c.separate(i)
		c.cell(&row[i])
	}
	for i := len(row); i < c.width; i++ {
		c.separate(i)
	}
	return c.endRow(c.width)
}

func (c *csvWriter) Close() error {
	if c.err == nil && len(c.buf) > 0 {
		_, c.err = c.w.Write(c.buf)
		c.buf = c.buf[:0]
	}
	return c.err
}

func (c *csvWriter) separate(column int) {
	if column > 0 {
		c.buf = append(c.buf, ',')
	}
}

func (c *csvWriter) cell(cell *Cell) {
	switch cell.kind {
	case text:
		c.text(cell.text)
	case number:
		c.buf = append(c.buf, cell.text...)
	case date:
		c.buf = cell.time.AppendFormat(c.buf, dateLayout)
	case moment:
		c.buf = cell.time.AppendFormat(c.buf, momentLayout)
	}
}

// text appends s, defused and quoted where it must be.
func (c *csvWriter) text(s string) {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	defuse := formula(s)
	if !defuse && !strings.ContainsAny(s, "\",\r\n") {
		c.buf = append(c.buf, s...)
		return
	}
	c.buf = append(c.buf, '"')
	if defuse {
		c.buf = append(c.buf, '\'')
	}
	for {
		before, after, found := strings.Cut(s, `"`)
		c.buf = append(c.buf, before...)
		if !found {
			break
		}
		c.buf = append(c.buf, `""`...)
		s = after
	}
	c.buf = append(c.buf, '"')
}

// endRow ends a line of width cells. A line of one empty cell is quoted, for
// readers pass over empty lines.
func (c *csvWriter) endRow(width int) error {
	if n := len(c.buf); width == 1 && (n == 0 || c.buf[n-1] == '\n') {
		c.buf = append(c.buf, `""`...)
	}
	c.buf = append(c.buf, "\r\n"...)
	if len(c.buf) >= flushAt {
		_, c.err = c.w.Write(c.buf)
		c.buf = c.buf[:0]
	}
	return c.err
}

func tooWide(cells, columns int) error {
	return fmt.Errorf("write a row: wanted at most %d cells, one a column of the header, found %d", columns, cells)
}
