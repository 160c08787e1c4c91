package linear

// vocabulary numbers hashes. It is a table with linear probing; its size is a
// power of two, and at most half of it is full.
type vocabulary struct {
	hashes []uint32 // by number
	table  []int32  // number + 1, or 0
	mask   uint32
}

func newVocabulary(size int) *vocabulary {
	n := 16
	for n < 2*size {
		n *= 2
	}
	return &vocabulary{table: make([]int32, n), mask: uint32(n - 1)}
}

// find returns the number of a hash, or -1.
func (v *vocabulary) find(hash uint32) int32 {
	for at := spread(hash) & v.mask; ; at = (at + 1) & v.mask {
		n := v.table[at]
		if n == 0 {
			return -1
		}
		if v.hashes[n-1] == hash {
			return n - 1
		}
	}
}

// add returns the number of a hash, a new one where it has none.
func (v *vocabulary) add(hash uint32) int32 {
	if n := v.find(hash); n >= 0 {
		return n
	}
	if 2*len(v.hashes) >= len(v.table) {
		v.grow()
	}
	v.hashes = append(v.hashes, hash)
	v.place(hash, int32(len(v.hashes)))
	return int32(len(v.hashes) - 1)
}

func (v *vocabulary) place(hash uint32, entry int32) {
	at := spread(hash) & v.mask
	for v.table[at] != 0 {
		at = (at + 1) & v.mask
	}
	v.table[at] = entry
}

func (v *vocabulary) grow() {
	v.table = make([]int32, 2*len(v.table))
	v.mask = uint32(len(v.table) - 1)
	for i, h := range v.hashes {
		v.place(h, int32(i+1))
	}
}

// spread turns a hash so that its high bits count, too.
func spread(hash uint32) uint32 { return hash ^ hash>>15 }
