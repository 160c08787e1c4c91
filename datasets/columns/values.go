package columns

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
)

// values are strings in one block, laid out as Arrow lays them out.
type values struct {
	data    []byte
	offsets []int32 // one more than values
}

func newValues() values { return values{offsets: []int32{0}} }

// Len returns the number of values.
func (v *values) Len() int { return len(v.offsets) - 1 }

func (v *values) bytes(i int32) []byte { return v.data[v.offsets[i]:v.offsets[i+1]] }

// add appends a value.
func (v *values) add(b []byte) error {
	if len(v.data)+len(b) > math.MaxInt32 {
		return fmt.Errorf("more than %d bytes of distinct values: an Arrow string array holds no more", math.MaxInt32)
	}
	v.data = append(v.data, b...)
	v.offsets = append(v.offsets, int32(len(v.data)))
	return nil
}

// sortKey is a value's place and its first bytes behind what all values have
// in common, so that most comparisons need no look at the value itself.
type sortKey struct {
	prefix uint64
	at     int32
}

// distinct returns the values of v, which may repeat, sorted and each once;
// and for every place in v the place of its value there.
func (v *values) distinct() (sorted values, codes []int32) {
	keys := v.sortKeys()
	slices.SortFunc(keys, func(a, b sortKey) int {
		if c := cmp.Compare(a.prefix, b.prefix); c != 0 {
			return c
		}
		return bytes.Compare(v.bytes(a.at), v.bytes(b.at))
	})
	codes = make([]int32, len(keys))
	size, n := 0, -1
	for i, k := range keys {
		if i == 0 || !v.same(keys[i-1], k) {
			size += len(v.bytes(k.at))
			n++
		}
		codes[k.at] = int32(n)
	}
	sorted = values{data: make([]byte, 0, size), offsets: make([]int32, 1, n+2)}
	for i, k := range keys {
		if i == 0 || !v.same(keys[i-1], k) {
			sorted.data = append(sorted.data, v.bytes(k.at)...)
			sorted.offsets = append(sorted.offsets, int32(len(sorted.data)))
		}
	}
	return sorted, codes
}

func (v *values) same(a, b sortKey) bool {
	return a.prefix == b.prefix && bytes.Equal(v.bytes(a.at), v.bytes(b.at))
}

// sortKeys returns a key for every value, in order.
func (v *values) sortKeys() []sortKey {
	skip := v.commonPrefix()
	keys := make([]sortKey, v.Len())
	for i := range keys {
		var head [8]byte
		copy(head[:], v.bytes(int32(i))[skip:])
		keys[i] = sortKey{binary.BigEndian.Uint64(head[:]), int32(i)}
	}
	return keys
}

// commonPrefix returns how many bytes all values begin with alike.
func (v *values) commonPrefix() int {
	if v.Len() == 0 {
		return 0
	}
	prefix := v.bytes(0)
	for i := 1; i < v.Len() && len(prefix) > 0; i++ {
		b := v.bytes(int32(i))
		n := 0
		for n < len(b) && n < len(prefix) && b[n] == prefix[n] {
			n++
		}
		prefix = prefix[:n]
	}
	return len(prefix)
}
