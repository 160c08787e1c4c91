package lookup

// stems finds which of the prefixes word* a word begins with.
type stems struct {
	leaves  map[string]int32
	lengths []uint64 // by the first two bytes of a word: lengths of prefixes that may fit
	longer  []int    // lengths that have no bit, rising
}

// stemClasses is how many classes of words lengths tells apart.
const stemClasses = 1 << 10

// stemClass is the class of words that begin with two bytes.
func stemClass(first, second byte) int { return (int(first)*37 + int(second)) % stemClasses }

// newStems returns the finder of prefixes, none empty, by leaf.
func newStems(leaves map[string]int32) stems {
	s := stems{leaves: leaves}
	if len(leaves) > 0 {
		s.lengths = make([]uint64, stemClasses)
	}
	longer := make(map[int]bool)
	for stem := range leaves {
		n := len(stem)
		switch {
		case n == 1:
			for second := range 256 {
				s.lengths[stemClass(stem[0], byte(second))] |= 1 << 1
			}
		case n < 64:
			s.lengths[stemClass(stem[0], stem[1])] |= 1 << n
		default:
			longer[n] = true
		}
	}
	for n := range longer {
		s.longer = append(s.longer, n)
	}
	return s
}

func (s *stems) any() bool { return len(s.leaves) > 0 }

// find adds the prefixes of a word that stands at token i.
func (s *stems) find(word string, i int, h *Hits) {
	if word == "" {
		return
	}
	second := byte(0)
	if len(word) > 1 {
		second = word[1]
	}
	lengths := s.lengths[stemClass(word[0], second)]
	for n := 1; n <= min(len(word), 63) && lengths>>n != 0; n++ {
		if lengths>>n&1 != 0 {
			s.add(word[:n], i, h)
		}
	}
	for _, n := range s.longer {
		if n <= len(word) {
			s.add(word[:n], i, h)
		}
	}
}

func (s *stems) add(stem string, i int, h *Hits) {
	if leaf, ok := s.leaves[stem]; ok {
		h.add(leaf, i, i+1)
	}
}
