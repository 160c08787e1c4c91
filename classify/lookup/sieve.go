package lookup

import "math/bits"

// A sieve is a set of sums that errs on one side: what it does not have is not
// in the set. It stays in the near caches, where the table does not, and spares
// it nearly all words, which begin no pattern.
//
// It is a blocked Bloom filter of two bits a sum (Bloom, "Space/Time Trade-offs
// in Hash Coding with Allowable Errors", CACM 13, 1970; Putze, Sanders,
// Singler, "Cache-, Hash- and Space-Efficient Bloom Filters", WEA 2007): both
// bits stand in one machine word, so that asking costs one load.
type sieve struct {
	blocks []uint64
	shift  uint8 // from a sum to the number of its block
}

// newSieve returns a sieve of sums that gives each a number of bits at least. With
// 16, about one sum in sixty that is not in the set passes, and one in two
// hundred where the size is rounded up; with 4, one in six.
func newSieve(sums []uint32, bitsEach int) sieve {
	log := max(1, bits.Len(uint(len(sums)*bitsEach/64)))
	s := sieve{blocks: make([]uint64, 1<<log), shift: uint8(32 - log)}
	for _, sum := range sums {
		s.blocks[sum>>s.shift] |= sieveMask(sum)
	}
	return s
}

// may says whether the set may have a sum.
func (s *sieve) may(sum uint32) bool { return s.bit(sum) != 0 }

// bit is may as 1 or 0, found without a branch.
func (s *sieve) bit(sum uint32) uint32 {
	block := s.blocks[sum>>s.shift]
	return uint32(block>>(sum>>6&63)&(block>>(sum>>12&63))) & 1
}

// sieveMask returns the two bits of a sum: blocks go by its highest bits, these
// by those below.
func sieveMask(sum uint32) uint64 { return 1<<(sum>>6&63) | 1<<(sum>>12&63) }
