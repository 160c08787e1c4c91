package columns

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/parquet-go/parquet-go"
)

var errMoreRows = errors.New("damaged file: more rows in the column than in the table")

// loadDict reads a column with one value per row from all parts. Parts that
// lack it have nulls.
func loadDict(ctx context.Context, parts []*partFile, rows int, name string) (*Dict, error) {
	d := newDecoder()
	codes := make([]int32, rows)
	rest := codes
	for _, part := range parts {
		dst := rest[:part.rows()]
		rest = rest[len(dst):]
		err := part.eachChunk([]string{name}, func(c parquet.ColumnChunk) error {
			return d.chunk(ctx, c, func(p parquet.Page, numbers []int32) error {
				if int(p.NumRows()) > len(dst) {
					return errMoreRows
				}
				scatter(dst[:p.NumRows()], p.DefinitionLevels(), numbers)
				dst = dst[p.NumRows():]
				return nil
			})
		})
		if err != nil {
			return nil, err
		}
		fill(dst, -1)
	}
	distinct, final := d.met.distinct()
	for i, c := range codes {
		if c >= 0 {
			codes[i] = final[c]
		}
	}
	return newDict(codes, distinct), nil
}

// scatter writes the numbers of a page to its rows, and -1 where a definition
// level says null. A column that is never null has no levels.
func scatter(dst []int32, levels []byte, numbers []int32) {
	if len(levels) == 0 {
		copy(dst, numbers)
		return
	}
	next := 0
	for i, level := range levels {
		if level == 0 {
			dst[i] = -1
			continue
		}
		dst[i] = numbers[next]
		next++
	}
}

// loadInt64 reads a column of numbers from all parts. Parts that lack it have
// nulls.
func loadInt64(ctx context.Context, parts []*partFile, rows int, name string) (*Int64, error) {
	numbers := make([]int64, rows)
	rest := numbers
	var vals []parquet.Value
	for _, part := range parts {
		dst := rest[:part.rows()]
		rest = rest[len(dst):]
		err := part.eachChunk([]string{name}, func(c parquet.ColumnChunk) error {
			return eachPage(ctx, c, func(p parquet.Page) (err error) {
				if int(p.NumValues()) > len(dst) {
					return errMoreRows
				}
				if vals, err = pageValues(p, vals); err != nil {
					return err
				}
				for i, v := range vals {
					dst[i] = NullInt64
					if !v.IsNull() {
						dst[i] = v.Int64()
					}
				}
				dst = dst[len(vals):]
				return nil
			})
		})
		if err != nil {
			return nil, err
		}
		fill(dst, NullInt64)
	}
	return newInt64(numbers), nil
}

func fill[T int32 | int64](dst []T, v T) {
	for i := range dst {
		dst[i] = v
	}
}

// loadList reads one leaf of a column of lists or maps from all parts. Parts
// that lack it have empty lists.
func loadList(ctx context.Context, parts []*partFile, rows int, path []string) (*List, error) {
	d := newDecoder()
	offsets := make([]int32, 0, rows+1)
	var codes []int32
	want := 0
	for _, part := range parts {
		want += part.rows()
		err := part.eachChunk(path, func(c parquet.ColumnChunk) error {
			return d.chunk(ctx, c, func(p parquet.Page, numbers []int32) error {
				offsets = appendOffsets(offsets, p.RepetitionLevels(), p.DefinitionLevels(), len(codes))
				codes = append(codes, numbers...)
				return nil
			})
		})
		if err != nil {
			return nil, err
		}
		if len(offsets) > want {
			return nil, fmt.Errorf("%s, column %s: %w", part.path, path[0], errMoreRows)
		}
		for len(offsets) < want {
			offsets = append(offsets, int32(len(codes)))
		}
	}
	offsets = append(offsets, int32(len(codes)))
	codes = slices.Clip(slices.Clone(codes)) // append left room
	distinct, final := d.met.distinct()
	for i, c := range codes {
		codes[i] = final[c]
	}
	return newList(offsets, codes, distinct), nil
}

// appendOffsets adds where the rows of a page begin, when the first of its
// values goes to place at: a row begins with repetition level 0, and an empty
// list has definition level 0.
func appendOffsets(offsets []int32, repetition, definition []byte, at int) []int32 {
	for i, r := range repetition {
		if r == 0 {
			offsets = append(offsets, int32(at))
		}
		if definition[i] > 0 {
			at++
		}
	}
	return offsets
}

// mapEntries projects the lists of a map's keys and values to the column of
// one key. Its dictionary has only the values that the key has.
func mapEntries(keys, vals *List, key string) *Dict {
	want := keys.Code(key)
	codes := make([]int32, len(keys.Offsets)-1)
	met := newValues()
	number := make([]int32, vals.Len())
	fill(number, -1)
	for row := range codes {
		codes[row] = -1
		for i := keys.Offsets[row]; i < keys.Offsets[row+1]; i++ {
			if keys.Codes[i] == want {
				codes[row] = vals.Codes[i]
				number[vals.Codes[i]] = 0
			}
		}
	}
	for code := range number { // in order, so met is sorted
		if number[code] == 0 {
			number[code] = int32(met.Len())
			met.data = append(met.data, vals.Value(int32(code))...)
			met.offsets = append(met.offsets, int32(len(met.data)))
		}
	}
	for row, c := range codes {
		if c >= 0 {
			codes[row] = number[c]
		}
	}
	return newDict(codes, met)
}
