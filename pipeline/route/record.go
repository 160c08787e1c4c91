package route

import (
	"encoding/binary"
	"errors"

	"verbatim/datasets"
)

// errRecord is what a decoder reports of bytes that no encoder wrote.
var errRecord = errors.New("damaged record")

// encoder appends the fields of a record: integers as varints, texts with
// their length before them. What reads them must ask for the same fields in
// the same order.
type encoder struct{ buf []byte }

func (e *encoder) int(i int64) { e.buf = binary.AppendVarint(e.buf, i) }

func (e *encoder) text(s string) {
	e.buf = binary.AppendUvarint(e.buf, uint64(len(s)))
	e.buf = append(e.buf, s...)
}

func (e *encoder) texts(list []string) {
	e.buf = binary.AppendUvarint(e.buf, uint64(len(list)))
	for _, s := range list {
		e.text(s)
	}
}

func (e *encoder) optInt(o datasets.Opt[int64]) {
	if !o.OK {
		e.buf = append(e.buf, 0)
		return
	}
	e.buf = append(e.buf, 1)
	e.int(o.V)
}

// decoder takes the fields of a record apart. After the first field that is
// not there it returns zero values, and err is set.
type decoder struct {
	rest string
	err  error
}

func (d *decoder) fail() {
	d.rest, d.err = "", errRecord
}

func (d *decoder) uint() uint64 {
	var x uint64
	for i, shift := 0, 0; i < len(d.rest) && i < binary.MaxVarintLen64; i, shift = i+1, shift+7 {
		b := d.rest[i]
		x |= uint64(b&0x7f) << shift
		if b < 0x80 {
			d.rest = d.rest[i+1:]
			return x
		}
	}
	d.fail()
	return 0
}

func (d *decoder) int() int64 {
	ux := d.uint()
	x := int64(ux >> 1)
	if ux&1 != 0 {
		x = ^x
	}
	return x
}

func (d *decoder) text() string {
	n := d.uint()
	if n > uint64(len(d.rest)) {
		d.fail()
		return ""
	}
	s := d.rest[:n]
	d.rest = d.rest[n:]
	return s
}

// count reads the length of a list, each element of which takes a byte or more.
func (d *decoder) count() int {
	n := d.uint()
	if n > uint64(len(d.rest)) {
		d.fail()
		return 0
	}
	return int(n)
}

// texts reads a list into dst[:0].
func (d *decoder) texts(dst []string) []string {
	dst = dst[:0]
	for range d.count() {
		dst = append(dst, d.text())
	}
	return dst
}

func (d *decoder) optInt() datasets.Opt[int64] {
	if d.uint() == 0 {
		return datasets.Opt[int64]{}
	}
	return datasets.Some(d.int())
}
