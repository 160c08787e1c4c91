package lookup

import "math/bits"

// pairTable finds the first pattern of two neighbouring words. It is a hash table
// like the vocabulary, and a sieve keeps most pairs that no pattern has from it.
type pairTable struct {
	sieve sieve
	slots []pairSlot
	shift uint8
}

// pairSlot is where a pair stands, and its first pattern. None stands where left
// is 0.
type pairSlot struct {
	pair
	first pattern
}

// pair is the numbers of two words, and above that of the right one the joint
// between them. Joint 0 is in none.
type pair struct{ left, right uint32 }

// jointShift is where a joint stands above the number of a word.
const jointShift = numberBits

func pairOf(left, right uint32, joint byte) pair {
	return pair{left, right | uint32(joint)<<jointShift}
}

// sum returns a hash, of which the high bits say most.
func (p pair) sum() uint32 { return mixed(p.left*0x9E3779B1 + p.right) }

// newPairTable returns the table of pairs, none twice.
func newPairTable(all []pairSlot) pairTable {
	log := max(1, bits.Len(uint(2*len(all))))
	t := pairTable{slots: make([]pairSlot, 1<<log), shift: uint8(32 - log)}
	sums := make([]uint32, len(all))
	for i, s := range all {
		sums[i] = s.sum()
		at := sums[i] >> t.shift
		for t.slots[at].left != noWord {
			at = (at + 1) & uint32(len(t.slots)-1)
		}
		t.slots[at] = s
	}
	t.sieve = newSieve(sums, 4)
	return t
}

// slot returns the slot that the sum of a pair leads to.
func (t *pairTable) slot(sum uint32) *pairSlot { return &t.slots[sum>>t.shift] }

// find returns the first pattern of a pair with a sum, nil if there is none. at is a
// copy of its slot.
func (t *pairTable) find(at *pairSlot, p pair, sum uint32) *pattern {
	for i := sum >> t.shift; at.left != noWord; at = &t.slots[i] {
		if at.pair == p {
			return &at.first
		}
		i = (i + 1) & uint32(len(t.slots)-1)
	}
	return nil
}
