package source

import (
	"bytes"
	"context"
	"io"
	"unicode/utf8"
)

// headBytes is how many bytes at the beginning are looked at on their own.
const headBytes = 1 << 10

// encBinary stands for no encoding at all.
const encBinary = "binary"

// textScan is what one look at all bytes of a text tells.
type textScan struct {
	bytes   int64
	nul     [2]int64 // at even and odd offsets
	invalid int64    // bytes that are not UTF-8
	high    int64    // 1 where any byte is beyond ASCII
	escapes int64    // ISO-2022-JP's escapes
	lf, cr  int64
	head    []byte // the first headBytes
	tail    []byte // an unfinished character between two writes
}

// Write implements io.Writer.
func (s *textScan) Write(p []byte) (int, error) {
	if room := headBytes - len(s.head); room > 0 {
		s.head = append(s.head, p[:min(room, len(p))]...)
	}
	if bytes.IndexByte(p, 0) >= 0 {
		for i, b := range p {
			if b == 0 {
				s.nul[(s.bytes+int64(i))&1]++
			}
		}
	}
	s.bytes += int64(len(p))
	s.lf += int64(bytes.Count(p, []byte{'\n'}))
	s.cr += int64(bytes.Count(p, []byte{'\r'}))
	if bytes.IndexByte(p, 0x1B) >= 0 {
		s.escapes += int64(bytes.Count(p, []byte("\x1b$B")) + bytes.Count(p, []byte("\x1b$@")) + bytes.Count(p, []byte("\x1b(J")))
	}
	s.validate(p)
	return len(p), nil
}

// validate counts bytes that are not UTF-8.
func (s *textScan) validate(p []byte) {
	whole := p
	if len(s.tail) > 0 {
		whole = append(s.tail, p...)
	}
	cut := len(whole)
	for i := 1; i < utf8.UTFMax && i <= len(whole); i++ {
		if b := whole[len(whole)-i]; utf8.RuneStart(b) {
			if !utf8.FullRune(whole[len(whole)-i:]) {
				cut = len(whole) - i
			}
			break
		}
	}
	if !utf8.Valid(whole[:cut]) {
		s.invalid += countInvalid(whole[:cut])
	}
	if s.high == 0 && !isASCII(whole) {
		s.high = 1
	}
	s.tail = append([]byte(nil), whole[cut:]...)
}

// finish takes the end of the text into account.
func (s *textScan) finish() {
	s.invalid += int64(len(s.tail))
	s.tail = nil
}

func countInvalid(p []byte) (n int64) {
	for len(p) > 0 {
		r, size := utf8.DecodeRune(p)
		if r == utf8.RuneError && size == 1 {
			n++
		}
		p = p[size:]
	}
	return n
}

func isASCII(p []byte) bool {
	for _, b := range p {
		if b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// encoding tells the encoding as far as the scan alone can: by byte order
// mark, NULs, validity and escapes. It is empty where candidates have to be
// tried, and encBinary where this is no text.
func (s *textScan) encoding() (name string, bom bool) {
	switch {
	case bytes.HasPrefix(s.head, []byte("\xEF\xBB\xBF")):
		return encUTF8, true
	case bytes.HasPrefix(s.head, []byte("\xFF\xFE")):
		return encUTF16LE, true
	case bytes.HasPrefix(s.head, []byte("\xFE\xFF")):
		return encUTF16BE, true
	}
	if n := s.nul[0] + s.nul[1]; n*20 > s.bytes {
		switch {
		case s.nul[1] > 20*s.nul[0]:
			return encUTF16LE, false
		case s.nul[0] > 20*s.nul[1]:
			return encUTF16BE, false
		}
		return encBinary, false
	}
	switch {
	case s.invalid > 0:
		return "", false
	case s.escapes > 0 && s.high == 0:
		return encISO2022, false
	}
	return encUTF8, false
}

// looksBinary tells whether the first bytes of what is not UTF-16 are no text:
// more than a tenth are control characters, or more than a hundredth and NULs
// among them. A NUL alone may be a slip of the export in a
// good text; it is read as U+FFFD.
func looksBinary(head []byte) bool {
	nul, other := 0, 0
	for _, b := range head {
		switch {
		case b == 0:
			nul++
		case b < ' ' && (b < '\t' || b > '\r') && b != 0x1B || b == 0x7F: // ESC is of ISO-2022-JP
			other++
		}
	}
	return (nul+other)*10 > len(head) || nul > 0 && other > 0 && (nul+other)*100 > len(head)
}

func isUTF16(encoding string) bool { return encoding == encUTF16LE || encoding == encUTF16BE }

// copyContext copies src to dst until the end, or until ctx is done.
func copyContext(ctx context.Context, dst io.Writer, src io.Reader) error {
	buf := make([]byte, 128<<10)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := src.Read(buf)
		if n > 0 {
			if _, err := dst.Write(buf[:n]); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
