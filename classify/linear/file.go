package linear

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"math"
	"slices"
)

// A file is
//
//	magic     8 bytes
//	format    uint32, as all numbers with the lowest byte first
//	header    uint32 length, then JSON of type header
//	n-grams   for each, by rising hash: uvarint of the difference to the hash
//	          before, uvarint of the examples that have it
//	weights   for each n-gram and theme one signed byte
//	sum       SHA-256 of all before
//
// The first half of the sum is the Model's version.
const (
	magic  = "VBLINEAR"
	format = 1

	maxHeader  = 64 << 20
	maxWeights = 2 << 30
)

// header is what stands in a file as JSON.
type header struct {
	Recipe int     `json:"recipe"`
	Themes []theme `json:"themes"`
	Report Report  `json:"report"`
}

// WriteTo writes the Model's file.
func (m *Model) WriteTo(w io.Writer) (int64, error) {
	sum := sha256.New()
	b := bufio.NewWriter(w)
	n, err := m.write(io.MultiWriter(b, sum))
	if err != nil {
		return n, fmt.Errorf("write classifier: %w", err)
	}
	last, err := b.Write(sum.Sum(nil))
	return n + int64(last), errors.Join(err, b.Flush())
}

// seal sets the version.
func (m *Model) seal() error {
	sum := sha256.New()
	if _, err := m.write(sum); err != nil {
		return err
	}
	m.version = versionOf(sum)
	return nil
}

func versionOf(sum hash.Hash) string { return hex.EncodeToString(sum.Sum(nil)[:sha256.Size/2]) }

// write writes all but the sum.
func (m *Model) write(w io.Writer) (n int64, err error) {
	head, err := json.Marshal(header{Recipe: recipe, Themes: m.themes, Report: m.report})
	if err != nil {
		return 0, err
	}
	b := binary.LittleEndian.AppendUint32([]byte(magic), format)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(head)))
	b = append(b, head...)
	last := uint32(0)
	for i, h := range m.vocab.hashes {
		b = binary.AppendUvarint(b, uint64(h-last))
		b = binary.AppendUvarint(b, uint64(m.texts[i]))
		last = h
	}
	for _, w := range m.weights {
		b = append(b, byte(w))
	}
	written, err := w.Write(b)
	return int64(written), err
}

// Read reads a Model's file. It reads no more than the file has, and trusts
// nothing in it: one that is cut short, changed, or of another version is an
// error that says so.
func Read(r io.Reader) (*Model, error) {
	m, err := read(&input{r: bufio.NewReader(r), sum: sha256.New()})
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("the file is cut short: train again, or copy it again")
	}
	if err != nil {
		return nil, fmt.Errorf("read classifier: %w", err)
	}
	return m, nil
}

func read(in *input) (*Model, error) {
	h, err := readHeader(in)
	if err != nil {
		return nil, err
	}
	m := &Model{themes: h.Themes, report: h.Report}
	for i := range h.Themes {
		m.ids = append(m.ids, h.Themes[i].ID)
	}
	if err := m.readGrams(in); err != nil {
		return nil, err
	}
	weights, err := in.bytes(len(m.texts) * len(m.themes))
	if err != nil {
		return nil, err
	}
	m.weights = make([]int8, len(weights))
	for i, w := range weights {
		m.weights[i] = int8(w)
	}
	want := in.sum.Sum(nil)
	m.version = versionOf(in.sum)
	found := make([]byte, sha256.Size)
	if _, err := io.ReadFull(in.r, found); err != nil {
		return nil, err
	}
	if !bytes.Equal(found, want) {
		return nil, errors.New("the file is damaged: its sum differs; train again, or copy it again")
	}
	if _, err := in.r.ReadByte(); err != io.EOF {
		return nil, errors.New("want the end of the file after its sum, found more")
	}
	return m, nil
}

func readHeader(in *input) (*header, error) {
	start, err := in.bytes(len(magic) + 8)
	if err != nil {
		return nil, err
	}
	if string(start[:len(magic)]) != magic {
		return nil, fmt.Errorf("want a file that begins with %s, found %q: is it a classifier?", magic, start[:len(magic)])
	}
	if v := binary.LittleEndian.Uint32(start[len(magic):]); v != format {
		return nil, fmt.Errorf("want format %d, found %d: train again with this version", format, v)
	}
	size := binary.LittleEndian.Uint32(start[len(magic)+4:])
	if size > maxHeader {
		return nil, fmt.Errorf("want a header of at most %d bytes, found %d", maxHeader, size)
	}
	text, err := in.bytes(int(size))
	if err != nil {
		return nil, err
	}
	h := &header{}
	if err := json.Unmarshal(text, h); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	return h, h.check()
}

// check returns what a header may not say.
func (h *header) check() error {
	r := &h.Report
	switch {
	case h.Recipe != recipe:
		return fmt.Errorf("want n-grams of recipe %d, found %d: train again with this version", recipe, h.Recipe)
	case len(h.Themes) == 0 || len(r.Themes) != len(h.Themes):
		return fmt.Errorf("want as many reports as themes, at least one, found %d and %d", len(r.Themes), len(h.Themes))
	case r.Features < 0 || r.Features > maxWeights/len(h.Themes):
		return fmt.Errorf("want at most %d weights, found %d n-grams of %d themes", maxWeights, r.Features, len(h.Themes))
	case r.Examples < 1 || r.Examples > math.MaxInt32:
		return fmt.Errorf("want 1 to %d examples, found %d", math.MaxInt32, r.Examples)
	}
	for i := range h.Themes {
		if h.Themes[i].ID != r.Themes[i].ID || i > 0 && h.Themes[i].ID <= h.Themes[i-1].ID {
			return fmt.Errorf("want rising themes with their reports, found %q", h.Themes[i].ID)
		}
	}
	return nil
}

// readGrams reads the n-grams and fills in what follows from them.
func (m *Model) readGrams(in *input) error {
	n := m.report.Features
	var hashes []uint32
	last := uint64(0)
	for i := range n {
		step, err := binary.ReadUvarint(in)
		if err != nil {
			return err
		}
		texts, err := binary.ReadUvarint(in)
		if err != nil {
			return err
		}
		if step > math.MaxUint32 || last+step > math.MaxUint32 || step == 0 && i > 0 {
			return fmt.Errorf("n-gram %d: want rising hashes of 32 bits, found %d after %d", i, last+step, last)
		}
		if texts < 1 || texts > uint64(m.report.Examples) {
			return fmt.Errorf("n-gram %d: want it in 1 to %d examples, found %d", i, m.report.Examples, texts)
		}
		last += step
		hashes = append(hashes, uint32(last))
		m.texts = append(m.texts, int32(texts))
	}
	m.vocab = newVocabulary(n)
	m.idf = make([]float32, n)
	for i, h := range hashes {
		m.vocab.add(h)
		m.idf[i] = inverseFrequency(int(m.texts[i]), m.report.Examples)
	}
	return nil
}

// input sums what is read.
type input struct {
	r   *bufio.Reader
	sum hash.Hash
	one [1]byte
}

// ReadByte implements io.ByteReader.
func (in *input) ReadByte() (byte, error) {
	b, err := in.r.ReadByte()
	if err == nil {
		in.one[0] = b
		in.sum.Write(in.one[:])
	}
	return b, err
}

// bytes reads n bytes; memory grows with what comes, not with what is claimed.
func (in *input) bytes(n int) ([]byte, error) {
	const chunk = 1 << 20
	var b []byte
	for len(b) < n {
		from := len(b)
		b = slices.Grow(b, min(chunk, n-from))[:from+min(chunk, n-from)]
		if _, err := io.ReadFull(in.r, b[from:]); err != nil {
			return nil, err
		}
	}
	in.sum.Write(b)
	return b, nil
}
