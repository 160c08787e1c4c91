package columns

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"verbatim/datasets"
)

// decoder turns the pages of one Parquet column into numbers of values that it
// has met. The same value may get several numbers: finding the distinct ones
// waits for the end, when one sort does it for dictionaries and plain pages
// alike.
type decoder struct {
	met     values
	dict    parquet.Dictionary // of the chunk being read
	base    int32              // number of the dictionary's first value
	numbers []int32            // scratch
}

func newDecoder() *decoder { return &decoder{met: newValues()} }

// chunk calls fn with every page of a column chunk and the numbers of those of
// its values that are not null.
func (d *decoder) chunk(ctx context.Context, c parquet.ColumnChunk, fn func(p parquet.Page, numbers []int32) error) error {
	d.dict = nil
	return eachPage(ctx, c, func(p parquet.Page) error {
		if err := d.number(c.Type(), p); err != nil {
			return err
		}
		return fn(p, d.numbers)
	})
}

// eachPage calls fn with every page of a column chunk, which is gone when fn
// returns.
func eachPage(ctx context.Context, c parquet.ColumnChunk, fn func(parquet.Page) error) error {
	pages := c.Pages()
	defer pages.Close()
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		p, err := pages.ReadPage()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		err = fn(p)
		parquet.Release(p)
		if err != nil {
			return err
		}
	}
}

// number fills d.numbers for a page.
func (d *decoder) number(t parquet.Type, p parquet.Page) error {
	d.numbers = d.numbers[:0]
	switch {
	case p.Dictionary() != nil:
		return d.numberCoded(t, p)
	case t.Kind() == parquet.ByteArray:
		page := p.Data()
		data, offsets := page.ByteArray()
		for i := 1; i < len(offsets); i++ {
			if err := d.meet(data[offsets[i-1]:offsets[i]]); err != nil {
				return err
			}
		}
		return nil
	default:
		return d.numberOther(t, p)
	}
}

// numberCoded numbers the values of a dictionary-coded page.
func (d *decoder) numberCoded(t parquet.Type, p parquet.Page) error {
	if p.Dictionary() != d.dict {
		d.dict, d.base = p.Dictionary(), int32(d.met.Len())
		for i := range d.dict.Len() {
			if err := d.met.add(appendValue(nil, t, d.dict.Index(int32(i)))); err != nil {
				return err
			}
		}
	}
	size := int32(d.dict.Len())
	page := p.Data()
	for _, i := range page.Int32() {
		if i < 0 || i >= size {
			return fmt.Errorf("damaged page: index %d in a dictionary of %d", i, size)
		}
		d.numbers = append(d.numbers, d.base+i)
	}
	return nil
}

// numberOther numbers the values of a plain page of numbers.
func (d *decoder) numberOther(t parquet.Type, p parquet.Page) error {
	vals, err := pageValues(p, nil)
	if err != nil {
		return err
	}
	var buf []byte
	for _, v := range vals {
		if !v.IsNull() {
			buf = appendValue(buf[:0], t, v)
			if err := d.meet(buf); err != nil {
				return err
			}
		}
	}
	return nil
}

// pageValues returns all values of a page, nulls among them, in buf if they
// fit.
func pageValues(p parquet.Page, buf []parquet.Value) ([]parquet.Value, error) {
	vals := slices.Grow(buf[:0], int(p.NumValues()))[:p.NumValues()]
	if n, err := p.Values().ReadValues(vals); n < len(vals) {
		return nil, fmt.Errorf("damaged page: %d of %d values: %w", n, len(vals), err)
	}
	return vals, nil
}

// meet numbers one value. Values that follow themselves, as the response of
// several verbatims does, keep their number.
func (d *decoder) meet(b []byte) error {
	last := int32(d.met.Len()) - 1
	if last < 0 || !bytes.Equal(d.met.bytes(last), b) {
		if err := d.met.add(b); err != nil {
			return err
		}
		last++
	}
	d.numbers = append(d.numbers, last)
	return nil
}

// appendValue appends a value as queries write it: scores by FormatScore,
// dates as YYYY-MM-DD.
func appendValue(dst []byte, t parquet.Type, v parquet.Value) []byte {
	switch v.Kind() {
	case parquet.ByteArray:
		return append(dst, v.ByteArray()...)
	case parquet.Double:
		return append(dst, datasets.FormatScore(v.Double())...)
	case parquet.Boolean:
		return strconv.AppendBool(dst, v.Boolean())
	default:
		if isA[*format.DateType](t) {
			return append(dst, datasets.Date(v.Int32()).String()...)
		}
		return strconv.AppendInt(dst, int64(v.Int32()), 10)
	}
}

// isA says whether a column has the logical type L.
func isA[L any](t parquet.Type) bool {
	l := t.LogicalType()
	if l == nil {
		return false
	}
	_, ok := l.Value.(L)
	return ok
}

// readable says whether the type is one that appendValue knows.
func readable(t parquet.Type) bool {
	switch t.Kind() {
	case parquet.ByteArray, parquet.Double, parquet.Boolean, parquet.Int32:
		return true
	}
	return false
}
