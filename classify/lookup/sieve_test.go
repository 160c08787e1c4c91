package lookup

import (
	"fmt"
	"testing"
)

func TestSieveKeepsWhatIsInItAndLittleElse(t *testing.T) {
	for _, n := range []int{0, 1, 10, 5000} {
		set := make(map[string]struct{})
		for i := range n {
			set[fmt.Sprintf("%dの%x", i, i*i)] = struct{}{}
		}
		s := newSieve(set)
		for str := range set {
			if !s.may(mix(str)) {
				t.Errorf("%d words: %q is in the set, and kept out", n, str)
			}
		}
		passed := 0
		for i := range 10000 {
			if s.may(mix(fmt.Sprintf("x%dが%x", i, i*i))) {
				passed++
			}
		}
		if passed > 2500 {
			t.Errorf("%d words: %d of 10,000 others pass, want at most a quarter", n, passed)
		}
	}
}

// Every length, and every byte of a short word, counts.
func TestMixTellsShortWordsApart(t *testing.T) {
	seen := make(map[uint32]string)
	for _, s := range []string{"", "a", "b", "aa", "ab", "ba", "aaa", "aab", "aba", "baa", "aaaa", "aaaaa", "aaaab", "baaaa", "あ", "い", "ああ", "あい", "いあ"} {
		if other, ok := seen[mix(s)]; ok {
			t.Errorf("%q and %q have one hash", s, other)
		}
		seen[mix(s)] = s
	}
}
