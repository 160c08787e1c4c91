package lookup

import "math/bits"

// A sieve is a set of strings that errs on one side (Bloom, "Space/Time
// Trade-offs in Hash Coding with Allowable Errors", CACM 13, 1970, with one
// hash): what it does not have is not in the set. It stays in the nearest
// cache, where the automata do not, and spares them nearly all words, which
// begin no pattern.
type sieve struct {
	bits  []uint64
	shift uint8 // from a hash to the number of its bit
}

// sieveBits is how many bits a string gets: about one word in nine that is not
// in the set passes.
const sieveBits = 8

// newSieve returns a sieve of strings.
func newSieve(set map[string]struct{}) sieve {
	log := max(6, bits.Len(uint(len(set)*sieveBits)))
	s := sieve{bits: make([]uint64, 1<<(log-6)), shift: uint8(32 - log)}
	for str := range set {
		i := mix(str) >> s.shift
		s.bits[i/64] |= 1 << (i % 64)
	}
	return s
}

// may says whether the set may have the string of a hash.
func (s *sieve) may(hash uint32) bool {
	i := hash >> s.shift
	return s.bits[i/64]>>(i%64)&1 != 0
}

// mix hashes the length of a word, its first four bytes and its last four,
// which tell words apart well enough and take two loads.
func mix(s string) uint32 {
	const prime = 0x9E3779B1 // 2^32 over the golden ratio: Knuth, TAOCP vol. 3, 6.4
	n := len(s)
	if n < 4 {
		h := uint32(n)
		for i := 0; i < n; i++ {
			h = h<<8 | uint32(s[i])
		}
		return h * prime
	}
	first, last := s[:4], s[n-4:]
	h := uint32(first[0]) | uint32(first[1])<<8 | uint32(first[2])<<16 | uint32(first[3])<<24
	h = (h + uint32(n)) * prime
	h ^= h>>15 ^ (uint32(last[0]) | uint32(last[1])<<8 | uint32(last[2])<<16 | uint32(last[3])<<24)
	return h * prime
}
