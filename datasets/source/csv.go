package source

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
)

const (
	csvBuffer    = 256 << 10 // grows for longer records
	csvMaxRecord = 16 << 20  // a longer record is taken for a quote that was never closed
)

var errLongLine = errors.New("a line is longer than 16 MiB; is this a table in text form?")

// mark is a cell of the record that is being scanned: a half-open range of
// bytes, and whether quotes in it are doubled.
type mark struct {
	start, end int
	doubled    bool
}

// csvReader cuts text into records as spreadsheets do. A quote that opens a
// cell is closed by the next quote before a delimiter, a line end or the end
// of the file; any other quote is an ordinary character. So a stray quote does
// no harm, and a quote that is never closed costs its own line only: reading
// goes on at the line after it.
type csvReader struct {
	src   io.Reader
	buf   []byte // buf[at:] is not consumed yet
	at    int
	eof   bool
	fail  error // of src, other than io.EOF
	delim byte  // 0: one column, nothing delimits
	nl    byte
	width int // cells a row should have; 0 while unknown

	line     int64 // of buf[at], 1-based
	offset   int64 // of buf[at], in bytes of decoded text
	strict   int64 // up to this offset a quoted cell must end on its line
	rescued  int64 // bytes that were scanned once more, see damaged
	marks    []mark
	cells    []string
	openedAt int // where the quote of an unclosed or damaged cell stands
}

func newCSVReader(src io.Reader, delim, nl byte, width int) *csvReader {
	return &csvReader{src: src, buf: make([]byte, 0, csvBuffer), delim: delim, nl: nl, width: width, line: 1}
}

// scan outcomes.
type outcome uint8

const (
	complete outcome = iota // a record, up to and with its line end
	more                    // the data ends inside the record
	unclosed                // a quote was opened and is not closed
	damaged                 // closed, but most likely by a quote that opens another cell
)

// next returns the next record and the line on which it begins. The slice is
// used again by the next call, the strings may be kept: they are pieces of one
// string made for the record.
func (c *csvReader) next() (int64, []string, error) {
	for {
		n, out := c.scan(c.buf[c.at:])
		switch out {
		case more:
			if err := c.fill(); err != nil {
				return c.line, nil, err
			}
			continue
		case unclosed:
			if c.offset >= c.strict {
				c.strict = c.offset + int64(len(c.buf)-c.at)
			}
			return c.salvage()
		case damaged:
			if c.rescued <= c.offset+1<<20 { // keeps the work linear whatever the data
				c.rescued += int64(n)
				return c.salvage()
			}
			line := c.line
			c.advance(n)
			return line, nil, &RowError{Line: line, Reason: "quotes do not match over several lines"}
		}
		line := c.line
		c.cut(n)
		c.advance(n)
		return line, c.cells, nil
	}
}

// fill reads more of the source, or returns why there is none.
func (c *csvReader) fill() error {
	if c.eof {
		if c.fail != nil {
			return c.fail
		}
		return io.EOF
	}
	if c.at > 0 {
		c.buf = c.buf[:copy(c.buf, c.buf[c.at:])]
		c.at = 0
	}
	if len(c.buf) == cap(c.buf) {
		c.buf = append(make([]byte, 0, 2*cap(c.buf)), c.buf...)
	}
	for len(c.buf) < cap(c.buf) {
		n, err := c.src.Read(c.buf[len(c.buf):cap(c.buf)])
		c.buf = c.buf[:len(c.buf)+n]
		if err != nil {
			c.eof = true
			if !errors.Is(err, io.EOF) {
				c.fail = err
			}
			return nil
		}
	}
	return nil
}

// scan finds the record at the beginning of data, marks its cells, and returns
// its length with the line end.
func (c *csvReader) scan(data []byte) (int, outcome) {
	c.marks = c.marks[:0]
	end := bytes.IndexByte(data, c.nl)
	next := end + 1
	if end < 0 {
		if len(data) >= csvMaxRecord {
			c.eof, c.fail = true, errLongLine
		}
		if end = len(data); end == 0 || !c.eof || c.fail != nil {
			return 0, more
		}
		next = end
	}
	if bytes.IndexByte(data[:end], '"') >= 0 {
		return c.scanQuoted(data)
	}
	c.markPlain(data[:trimCR(data, end)], 0)
	return next, complete
}

// markPlain marks the cells of a piece of a line that holds no opening quote,
// and that begins at offset base of the record.
func (c *csvReader) markPlain(s []byte, base int) {
	for c.delim != 0 {
		i := bytes.IndexByte(s, c.delim)
		if i < 0 {
			break
		}
		c.marks = append(c.marks, mark{start: base, end: base + i})
		s, base = s[i+1:], base+i+1
	}
	c.marks = append(c.marks, mark{start: base, end: base + len(s)})
}

// scanQuoted is scan for a record with quotes in its first line.
func (c *csvReader) scanQuoted(data []byte) (int, outcome) {
	at, torn, stray, firstOpen, eol := 0, false, false, -1, -1
	for {
		var after int
		if at < len(data) && data[at] == '"' {
			q, out := c.quoted(data, at)
			if out != complete {
				return 0, out
			}
			if q.lines && firstOpen < 0 {
				firstOpen = at
			}
			torn, stray = torn || q.torn, stray || q.stray
			after = q.after
		} else {
			after = c.plain(data, at, &eol)
			if after == len(data) && !c.eof {
				return c.tooLong(data)
			}
			c.marks = append(c.marks, mark{start: at, end: trimCR(data, after)})
		}
		if after < len(data) && c.delim != 0 && data[after] == c.delim {
			at = after + 1
			continue
		}
		n := min(after+1, len(data))
		if firstOpen >= 0 && (torn || stray && (c.delim == 0 || c.width > 0 && len(c.marks) != c.width)) {
			c.openedAt = firstOpen
			return n, damaged
		}
		return n, complete
	}
}

// plain returns where the unquoted cell at data[at:] ends: at a delimiter, a
// line end or the end of the data. eol is the next line end, if at has not
// passed it.
func (c *csvReader) plain(data []byte, at int, eol *int) int {
	if *eol < at {
		if *eol = bytes.IndexByte(data[at:], c.nl); *eol < 0 {
			*eol = len(data)
		} else {
			*eol += at
		}
	}
	if c.delim != 0 {
		if i := bytes.IndexByte(data[at:*eol], c.delim); i >= 0 {
			return at + i
		}
	}
	return *eol
}

// quotedCell is what quoted found.
type quotedCell struct {
	after int  // where the delimiter or the line end stands
	lines bool // it goes over several lines
	stray bool // a quote stands in it that is neither doubled nor closing
	torn  bool // such a quote stands on a later line where a cell would begin
}

// quoted marks the quoted cell whose opening quote is data[at].
func (c *csvReader) quoted(data []byte, at int) (quotedCell, outcome) {
	var q quotedCell
	limit := len(data)
	if c.offset < c.strict {
		if i := bytes.IndexByte(data[at:], c.nl); i >= 0 {
			limit = at + i + 1
		}
	}
	doubled := false
	for i := at + 1; ; {
		k := bytes.IndexByte(data[i:limit], '"')
		if k < 0 {
			c.openedAt = at
			if limit == len(data) && !c.eof {
				_, out := c.tooLong(data)
				return q, out
			}
			return q, unclosed
		}
		if i += k + 1; i < len(data) && data[i] == '"' {
			doubled = true
			i++
			continue
		}
		after, out := c.closes(data, i)
		if out == more {
			_, out = c.tooLong(data)
			return q, out
		}
		if out == complete {
			q.after = after
			q.lines = bytes.IndexByte(data[at:i], c.nl) >= 0
			c.marks = append(c.marks, mark{start: at + 1, end: i - 1, doubled: doubled})
			return q, complete
		}
		q.stray = true
		if before := data[i-2]; before == c.nl || before == c.delim && before != 0 {
			q.torn = q.torn || bytes.IndexByte(data[at:i], c.nl) >= 0
		}
	}
}

// closes tells whether the quote before data[at] closes its cell, and where
// the delimiter or line end after it stands. Blanks may stand between.
func (c *csvReader) closes(data []byte, at int) (int, outcome) {
	for ; at < len(data); at++ {
		switch b := data[at]; {
		case b == c.nl, b == c.delim && b != 0:
			return at, complete
		case b == ' ', b == '\t', b == '\r':
		default:
			return 0, unclosed
		}
	}
	if c.eof {
		return at, complete
	}
	return 0, more
}

// tooLong is the outcome where the data ends inside a record.
func (c *csvReader) tooLong(data []byte) (int, outcome) {
	if len(data) >= csvMaxRecord {
		c.openedAt = max(bytes.IndexByte(data, '"'), 0)
		return 0, unclosed
	}
	return 0, more
}

// salvage deals with the quote at openedAt, which nothing closes. Where the
// quotes on its line match, they are characters of the text ("Foo" is fine)
// and the line alone is the record. Else the line is rejected.
func (c *csvReader) salvage() (int64, []string, error) {
	data := c.buf[c.at:]
	end := len(data)
	if i := bytes.IndexByte(data[c.openedAt:], c.nl); i >= 0 {
		end = c.openedAt + i + 1
	}
	line, opened := c.line, c.line+int64(bytes.Count(data[:c.openedAt], []byte{c.nl}))
	rest := data[c.openedAt:trimCR(data, end-bytes.Count(data[end-1:end], []byte{c.nl}))]
	if bytes.Count(rest, []byte{'"'})%2 == 0 {
		c.marks = slices.DeleteFunc(c.marks, func(m mark) bool { return m.start >= c.openedAt })
		c.markPlain(rest, c.openedAt)
		if c.width == 0 || len(c.marks) == c.width {
			c.cut(end)
			c.advance(end)
			return line, c.cells, nil
		}
	}
	value := shorten(string(rest[:min(len(rest), 4*maxValue)]))
	c.advance(end)
	return line, nil, &RowError{Line: opened, Value: value,
		Reason: "a quote opens a cell here and is never closed; reading went on at the next line"}
}

// cut makes the cells of the marked record of n bytes.
func (c *csvReader) cut(n int) {
	s := string(c.buf[c.at : c.at+n])
	c.cells = c.cells[:0]
	for _, m := range c.marks {
		cell := s[m.start:m.end]
		if m.doubled {
			cell = strings.ReplaceAll(cell, `""`, `"`)
		}
		c.cells = append(c.cells, cell)
	}
}

// advance consumes n bytes.
func (c *csvReader) advance(n int) {
	c.line += int64(bytes.Count(c.buf[c.at:c.at+n], []byte{c.nl}))
	c.at += n
	c.offset += int64(n)
}

// trimCR returns end, or end-1 where a carriage return stands before it.
func trimCR(data []byte, end int) int {
	if end > 0 && data[end-1] == '\r' {
		return end - 1
	}
	return end
}
