package lookup

import (
	"math/rand"
	"slices"
	"testing"
)

// TestTrieIsASet compares a trie over random patterns with a map, walking all
// strings of a small alphabet.
func TestTrieIsASet(t *testing.T) {
	for seed := range int64(30) {
		r := rand.New(rand.NewSource(seed))
		letters := []byte{0, 'a', 'b', 0x80, 0xff}[:2+r.Intn(4)]
		var patterns []pattern
		want := make(map[string][]ending)
		for leaf := range int32(r.Intn(60)) {
			s := make([]byte, 1+r.Intn(5))
			for i := range s {
				s[i] = letters[r.Intn(len(letters))]
			}
			p := pattern{string(s), leaf, side(1 + r.Intn(3))}
			patterns = append(patterns, p)
			want[p.bytes] = append(want[p.bytes], ending{p.leaf, p.side})
		}
		tr := newTrie(patterns)
		checkTrie(t, &tr, root, nil, letters, want)
	}
}

func checkTrie(t *testing.T, tr *trie, state uint32, path, letters []byte, want map[string][]ending) {
	got := tr.endings(state)
	if !slices.Equal(got, want[string(path)]) { // leaves rise in both
		t.Errorf("at %q: endings %v, want %v", path, got, want[string(path)])
	}
	for _, c := range letters {
		longer := append(slices.Clone(path), c)
		next := tr.step(state, c)
		ok := next != root
		if beginsAny(want, string(longer)) != ok {
			t.Errorf("step to %q: %v", longer, ok)
		}
		if ok {
			checkTrie(t, tr, next, longer, letters, want)
		}
	}
}

func beginsAny(patterns map[string][]ending, s string) bool {
	for p := range patterns {
		if len(p) >= len(s) && p[:len(s)] == s {
			return true
		}
	}
	return false
}

// TestTrieIsDense keeps the memory of 20,000 terms in bounds: under 10 bytes
// for each distinct beginning of a pattern.
func TestTrieIsDense(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	var patterns []pattern
	beginnings := make(map[string]bool)
	for leaf := range int32(20000) {
		s := ""
		for range 2 + r.Intn(5) {
			s += string(rune(0x3042 + r.Intn(80)))
		}
		patterns = append(patterns, pattern{s, leaf, onKeys})
		for i := range s {
			beginnings[s[:i]] = true
		}
	}
	tr := newTrie(patterns)
	used := 0
	for i := range tr.cells {
		if i == root || tr.cells[i].parent != noParent {
			used++
		}
	}
	if share := float64(used) / float64(len(tr.cells)); share < 0.9 {
		t.Errorf("%d of %d cells used: %.2f, want at least 0.9", used, len(tr.cells), share)
	}
}
