package route

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/klauspost/compress/zstd"
)

// A fragment file is what one part leaves for the files that people open. It
// is a zstd file of records (see encoder), each with its length before it, in
// one or several sections that can be read from their beginning. Before them
// stands a skippable frame, which zstd passes over, with what must be known
// beforehand: how many rows there are and where the sections begin.
const (
	skippableMagic = 0x184D2A50 // RFC 8878, 3.1.2
	fragmentMagic  = 0x31524656 // "VFR1"
	maxSections    = 2
	prefixSize     = 8 + 4 + 8*(1+maxSections)
	maxRecord      = 1 << 30
	window         = 256 << 10 // keeps the memory of a merge of many fragments small
)

// fragmentWriter writes a fragment file, one section after the other.
type fragmentWriter struct {
	file     *os.File
	z        *zstd.Encoder
	rows     int64
	sections []int64 // offsets
	enc      encoder // of the next record
	length   [binary.MaxVarintLen64]byte
}

// createFragment creates the file anew: one that another generation shares by
// a hard link stays as it is.
func createFragment(path string, mode fs.FileMode) (*fragmentWriter, error) {
	f, err := create(path, mode)
	if err != nil {
		return nil, err
	}
	w := &fragmentWriter{file: f}
	// One goroutine, for the bytes must not depend on how many there are.
	w.z, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1),
		zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(window))
	if err == nil {
		_, err = f.Write(make([]byte, prefixSize))
	}
	if err != nil {
		return nil, finish(f, err)
	}
	return w, nil
}

// section begins the next section.
func (w *fragmentWriter) section() error {
	if err := w.endSection(); err != nil {
		return err
	}
	at, err := w.file.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	w.sections = append(w.sections, at)
	w.z.Reset(w.file)
	return nil
}

func (w *fragmentWriter) endSection() error {
	if len(w.sections) == 0 {
		return nil
	}
	return w.z.Close()
}

// record writes what was encoded into w.enc since the last call.
func (w *fragmentWriter) record() error {
	n := binary.PutUvarint(w.length[:], uint64(len(w.enc.buf)))
	_, err := w.z.Write(w.length[:n])
	if err == nil {
		_, err = w.z.Write(w.enc.buf)
	}
	w.enc.buf = w.enc.buf[:0]
	return err
}

// close completes the file or, after the error err, removes it. The file is
// on disk when it returns.
func (w *fragmentWriter) close(err error) error {
	if e := w.endSection(); err == nil {
		err = e
	}
	if err == nil {
		_, err = w.file.WriteAt(w.prefix(), 0)
	}
	return finish(w.file, err)
}

func (w *fragmentWriter) prefix() []byte {
	b := binary.LittleEndian.AppendUint32(nil, skippableMagic)
	b = binary.LittleEndian.AppendUint32(b, prefixSize-8)
	b = binary.LittleEndian.AppendUint32(b, fragmentMagic)
	b = binary.LittleEndian.AppendUint64(b, uint64(w.rows))
	for i := range maxSections {
		var at int64
		if i < len(w.sections) {
			at = w.sections[i]
		}
		b = binary.LittleEndian.AppendUint64(b, uint64(at))
	}
	return b
}

// fragmentReader reads the records of one section.
type fragmentReader struct {
	file *os.File
	z    *zstd.Decoder
	in   *bufio.Reader
	rows int64 // of the fragment
	buf  []byte
}

func openFragment(path string, section int) (_ *fragmentReader, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = f.Close() // nothing was written
			err = fmt.Errorf("read the fragment %s: %w", path, err)
		}
	}()
	var prefix [prefixSize]byte
	if _, err := io.ReadFull(f, prefix[:]); err != nil {
		return nil, err
	}
	if binary.LittleEndian.Uint32(prefix[8:]) != fragmentMagic {
		return nil, errors.New("wanted a fragment of this version, found something else; run again on the input to write it anew")
	}
	from, to, err := extent(f, prefix[20:], section)
	if err != nil {
		return nil, err
	}
	r := &fragmentReader{file: f, rows: int64(binary.LittleEndian.Uint64(prefix[12:]))}
	r.z, err = zstd.NewReader(io.NewSectionReader(f, from, to-from), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(8*window))
	if err != nil {
		return nil, err
	}
	r.in = bufio.NewReaderSize(r.z, 16<<10)
	return r, nil
}

// extent returns where a section begins and ends, given the offsets of all.
func extent(f *os.File, offsets []byte, section int) (from, to int64, err error) {
	info, err := f.Stat()
	if err != nil {
		return 0, 0, err
	}
	to = info.Size()
	from = int64(binary.LittleEndian.Uint64(offsets[8*section:]))
	if next := offsets[8*section+8:]; len(next) > 0 {
		if at := int64(binary.LittleEndian.Uint64(next)); at > 0 {
			to = at
		}
	}
	if from < prefixSize || from > to || to > info.Size() {
		return 0, 0, errRecord
	}
	return from, to, nil
}

// next returns the next record, a copy, or io.EOF after the last one.
func (r *fragmentReader) next() (decoder, error) {
	n, err := binary.ReadUvarint(r.in)
	if err == nil && n > maxRecord {
		err = errRecord
	}
	if err == nil {
		if uint64(cap(r.buf)) < n {
			r.buf = make([]byte, n)
		}
		r.buf = r.buf[:n]
		if _, err = io.ReadFull(r.in, r.buf); err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
	}
	if err != nil && err != io.EOF {
		err = fmt.Errorf("read the fragment %s: %w", r.file.Name(), err)
	}
	return decoder{rest: string(r.buf)}, err
}

func (r *fragmentReader) close() {
	r.z.Close()
	_ = r.file.Close() // nothing was written
}
