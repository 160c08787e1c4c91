package lookup

import (
	"fmt"
	"testing"

	"verbatim/tokenize"
)

func TestSieveKeepsWhatIsInItAndLittleElse(t *testing.T) {
	for _, n := range []int{0, 1, 10, 5000} {
		var set []uint32
		for i := range n {
			set = append(set, mixed(tokenize.Hash(fmt.Sprintf("%dの%x", i, i*i))))
		}
		s := newSieve(set, 16)
		for _, sum := range set {
			if !s.may(sum) {
				t.Errorf("%d words: sum %x is in the set, and kept out", n, sum)
			}
		}
		passed := 0
		for i := range 10000 {
			if s.may(mixed(tokenize.Hash(fmt.Sprintf("x%dが%x", i, i*i)))) {
				passed++
			}
		}
		if passed > 200 {
			t.Errorf("%d words: %d of 10,000 others pass, want at most one in fifty", n, passed)
		}
	}
}
