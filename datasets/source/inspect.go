package source

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// saveAs is what to do about a format that is not read.
const saveAs = "save it as .xlsx or .csv and give that"

// unreadable lists the beginnings of files that are no text and no workbook.
var unreadable = []struct{ magic, what, do string }{
	{"\xD0\xCF\x11\xE0", "is an old Excel workbook (.xls) or one with a password", "open it, remove the password and " + saveAs},
	{"PAR1", "is a Parquet file, which this version does not read yet", "convert it to .csv"},
	{"ARROW1", "is an Arrow file, which this version does not read yet", "convert it to .csv"},
	{"%PDF", "is a PDF document", "export the answers from the survey tool as .csv or .xlsx"},
	{"\x28\xB5\x2F\xFD", "is compressed with zstd", "unpack it, or compress it with gzip"},
	{"BZh", "is compressed with bzip2", "unpack it, or compress it with gzip"},
	{"\xFD7zXZ", "is compressed with xz", "unpack it, or compress it with gzip"},
	{"7z\xBC\xAF", "is a 7-Zip archive", "unpack it"},
	{"Rar!", "is a RAR archive", "unpack it"},
	{"\xFF\xFE\x00\x00", "is written in UTF-32", "save it as UTF-8"},
}

func inspect(ctx context.Context, path string, o Options) (*Info, error) {
	in := &Info{Path: path, Name: o.Name}
	if in.Name == "" {
		in.Name = filepath.Base(path)
	}
	f, head, err := openHead(in)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if bytes.HasPrefix(head, []byte("PK")) {
		return in, inspectWorkbook(ctx, in, f, o)
	}
	if bytes.HasPrefix(head, []byte("\x1F\x8B")) {
		in.Compression = "gzip"
	} else if err := refuse(in, head); err != nil {
		return nil, err
	}
	return in, inspectText(ctx, in, f, o)
}

// openHead opens the file and looks at its first bytes.
func openHead(in *Info) (*os.File, []byte, error) {
	f, err := os.Open(in.Path)
	if err != nil {
		what := "cannot be opened"
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil, &OpenError{Path: in.title(), What: "no such file", Do: "check the name", Err: fs.ErrNotExist}
		}
		return nil, nil, &OpenError{Path: in.title(), What: what, Err: rootCause(err)}
	}
	fail := func(what, do string, err error) (*os.File, []byte, error) {
		f.Close()
		return nil, nil, &OpenError{Path: in.title(), What: what, Do: do, Err: err}
	}
	stat, err := f.Stat()
	if err != nil {
		return fail("cannot be read", "", rootCause(err))
	}
	if !stat.Mode().IsRegular() {
		return fail("is no regular file", "give files, or - for standard input", nil)
	}
	in.Bytes = stat.Size()
	head := make([]byte, 512)
	n, err := f.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return fail("cannot be read", "", rootCause(err))
	}
	if n == 0 {
		return fail("is empty", "export it again", nil)
	}
	return f, head[:n], nil
}

// rootCause takes the path out of an error that is told with it.
func rootCause(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}

// refuse returns an error for a file whose first bytes say that it is no table
// in text form.
func refuse(in *Info, head []byte) error {
	for _, u := range unreadable {
		if bytes.HasPrefix(head, []byte(u.magic)) {
			return &OpenError{Path: in.title(), What: u.what, Do: u.do}
		}
	}
	text := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\uFEFF")))
	ext := strings.ToLower(filepath.Ext(strings.TrimSuffix(in.Path, ".gz")))
	isJSON := ext == ".json" || ext == ".jsonl" || ext == ".ndjson"
	switch {
	case bytes.HasPrefix(text, []byte(`{"`)), isJSON:
		return &OpenError{Path: in.title(), What: "is JSON, which this version does not read yet", Do: "convert it to .csv"}
	case len(text) > 1 && text[0] == '<' && (text[1] == '?' || text[1] == '!' || text[1]|0x20 >= 'a' && text[1]|0x20 <= 'z'):
		return &OpenError{Path: in.title(), What: "is a web page or XML", Do: "open it in a spreadsheet program, " + saveAs}
	}
	return nil
}

// inspectText fills in from a table in text form.
func inspectText(ctx context.Context, in *Info, f io.Reader, o Options) error {
	scan, err := scanText(ctx, in, f)
	if err != nil {
		return err
	}
	if err := chooseEncoding(ctx, in, scan, o.Encoding); err != nil {
		return err
	}
	in.LineEnd = "\n"
	if scan.lf == 0 && scan.cr > 0 {
		in.LineEnd = "\r"
	}
	if err := chooseDelimiter(in, o.Delimiter); err != nil {
		return err
	}
	return readHeader(in)
}

// scanText reads the whole file: its hash, whether its compression is whole,
// and what its bytes look like.
func scanText(ctx context.Context, in *Info, f io.Reader) (*textScan, error) {
	sum := sha256.New()
	raw := io.TeeReader(f, sum)
	scan := &textScan{}
	var text io.Reader = raw
	if in.Compression != "" {
		z, err := gzip.NewReader(raw)
		if err != nil {
			return nil, &OpenError{Path: in.title(), What: "is damaged gzip", Do: "copy or export it again", Err: err}
		}
		text = z
	}
	if err := copyContext(ctx, scan, text); err != nil {
		switch {
		case ctx.Err() != nil:
			return nil, err
		case in.Compression != "":
			return nil, &OpenError{Path: in.title(), What: fmt.Sprintf("is damaged or cut short after %d unpacked bytes", scan.bytes),
				Do: "copy or export it again", Err: err}
		}
		return nil, &OpenError{Path: in.title(), What: "cannot be read", Err: rootCause(err)}
	}
	if _, err := io.Copy(io.Discard, raw); err != nil {
		return nil, &OpenError{Path: in.title(), What: "cannot be read", Err: rootCause(err)}
	}
	scan.finish()
	in.SHA256 = hex.EncodeToString(sum.Sum(nil))
	if scan.bytes == 0 {
		return nil, &OpenError{Path: in.title(), What: "is empty once unpacked", Do: "export it again"}
	}
	return scan, nil
}

// chooseEncoding decides the encoding, and how much of the file it cannot read.
func chooseEncoding(ctx context.Context, in *Info, scan *textScan, option string) error {
	name, bom := scan.encoding()
	in.BOM = bom
	said, _ := canonicalEncoding(option)
	if name == encBinary || !isUTF16(name) && !isUTF16(said) && looksBinary(scan.head) {
		return &OpenError{Path: in.title(), What: "is binary, no table in text form", Do: "give .csv, .tsv or .xlsx"}
	}
	switch {
	case option != "":
		canonical, ok := canonicalEncoding(option)
		if !ok {
			return &OptionError{Path: in.title(), Flag: "--encoding", Value: option, What: "no such encoding",
				Do: "known are utf-8, cp932, euc-jp, iso-2022-jp, utf-16, windows-1252 and the others of the WHATWG standard"}
		}
		if canonical == encUTF16LE && name == encUTF16BE {
			canonical = encUTF16BE // utf-16 leaves the order to the mark
		}
		name = canonical
	case name == "":
		var sure bool
		var err error
		name, sure, err = guessEncoding(func() (io.ReadCloser, error) { return openBytes(in, nil) })
		if err != nil {
			return &OpenError{Path: in.title(), What: "cannot be read", Err: rootCause(err)}
		}
		if !sure {
			in.Warnings = append(in.Warnings, "the encoding is not clear, "+name+" is a guess (--encoding)")
		}
	}
	in.Encoding = name
	if name == encUTF8 {
		in.Replaced = scan.invalid + scan.nul[0] + scan.nul[1]
	} else if err := scanDecoded(ctx, in, scan); err != nil {
		return err
	}
	if in.Replaced > 0 {
		in.Warnings = append(in.Warnings, fmt.Sprintf("%d bytes are NUL or no %s and are read as U+FFFD (--encoding)", in.Replaced, name))
	}
	return nil
}

// scanDecoded looks at the decoded text of a file that is not UTF-8, and
// counts what could not be decoded.
func scanDecoded(ctx context.Context, in *Info, scan *textScan) error {
	f, err := openBytes(in, nil)
	if err != nil {
		return err
	}
	defer f.Close()
	*scan = textScan{}
	lost := &countingWriter{what: []byte("\uFFFD")}
	if err := copyContext(ctx, io.MultiWriter(scan, lost), decode(f, in.Encoding, false)); err != nil {
		if ctx.Err() != nil {
			return err
		}
		return &OpenError{Path: in.title(), What: "cannot be read as " + in.Encoding, Err: rootCause(err)}
	}
	in.Replaced = lost.n + scan.nul[0] + scan.nul[1]
	return nil
}

// countingWriter counts a piece of three bytes in what is written.
type countingWriter struct {
	what []byte
	tail []byte
	n    int64
}

func (c *countingWriter) Write(p []byte) (int, error) {
	joined := append(c.tail, p[:min(len(p), len(c.what)-1)]...)
	c.n += int64(bytes.Count(joined, c.what))
	c.n += int64(bytes.Count(p, c.what))
	c.tail = append(c.tail[:0], p[max(0, len(p)-len(c.what)+1):]...)
	return len(p), nil
}

// openedBytes is the unpacked content of a file.
type openedBytes struct {
	io.Reader
	f *os.File
}

func (o openedBytes) Close() error { return o.f.Close() }

// countingReader counts the bytes that were read of a file.
type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// openBytes opens the file again and unpacks it; count, which may be nil,
// counts the packed bytes.
func openBytes(in *Info, count *countingReader) (io.ReadCloser, error) {
	f, err := os.Open(in.Path)
	if err != nil {
		return nil, &OpenError{Path: in.title(), What: "cannot be opened again", Err: rootCause(err)}
	}
	if stat, err := f.Stat(); err != nil || stat.Size() != in.Bytes {
		f.Close()
		return nil, &OpenError{Path: in.title(), What: "has changed since it was inspected", Do: "run again once it is complete", Err: err}
	}
	var r io.Reader = f
	if count != nil {
		count.r = f
		r = count
	}
	if in.Compression != "" {
		z, err := gzip.NewReader(r)
		if err != nil {
			f.Close()
			return nil, &OpenError{Path: in.title(), What: "is damaged gzip", Err: err}
		}
		r = z
	}
	return openedBytes{Reader: r, f: f}, nil
}

// textReader is the rawReader of tables in text form.
type textReader struct {
	*csvReader
	count *countingReader
	close io.Closer
}

func (t textReader) offset() int64 { return t.count.n }
func (t textReader) Close() error  { return t.close.Close() }

// openRaw opens the records of an inspected file.
func openRaw(in *Info) (rawReader, error) {
	if in.Format == formatXLSX {
		return openWorkbook(in)
	}
	count := &countingReader{}
	f, err := openBytes(in, count)
	if err != nil {
		return nil, err
	}
	var delim byte
	if in.Delimiter != "" {
		delim = in.Delimiter[0]
	}
	nl := byte('\n')
	if in.LineEnd == "\r" {
		nl = '\r'
	}
	r := decode(f, in.Encoding, in.Replaced > 0)
	return textReader{csvReader: newCSVReader(r, delim, nl, len(in.Header)), count: count, close: f}, nil
}

// spool copies r to path.
func spool(r io.Reader, path string) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("keep standard input: %w", err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(path)
			err = fmt.Errorf("keep standard input: %w", err)
		}
	}()
	if _, err = io.Copy(f, r); err != nil {
		return err
	}
	if err = f.Sync(); err != nil {
		return err
	}
	return f.Close()
}
