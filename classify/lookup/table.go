package lookup

import (
	"math/bits"
	"strings"

	"verbatim/tokenize"
)

// table is the set of all patterns, by their sums, with linear probing (Knuth,
// TAOCP vol. 3, 6.4, algorithm L). What has one sum, like the pattern of two
// terms, stands in a row.
type table struct {
	patterns []pattern // of those on no side there are none
	shift    uint8     // from a sum to where it stands
}

// pattern is what a phrase looks like in a text, half a cache line: nearly all
// time is spent waiting for these.
type pattern struct {
	text  string // its words, as join writes them
	sum   uint32
	leaf  int32
	on    side // on which a leaf has this pattern
	typed bool // the letters of leaf count as they were typed
}

// side says of which strings of tokens a pattern is made: of keys or surfaces.
type side uint8

const (
	onKeys side = 1 << iota
	onSurfaces
)

// sumOf returns the sum of a beginning of a pattern that goes on from the one
// with a sum, that of nothing being 0, over a joint to a word with a hash. Its
// high bits say most: those of the hash do, of which low ones depend on few.
func sumOf(from uint32, joint byte, hash uint32) uint32 {
	h := hash + (from+uint32(joint))*0x9E3779B1
	return (h ^ h>>16) * 0x85EBCA6B // as the finalizer of MurmurHash3
}

// stands says whether tokens are the words of the pattern, by their keys or by
// their surfaces: equal sums are no proof.
func (p *pattern) stands(tokens []tokenize.Token, on side) bool {
	joints, word := surfaceJoints(), tokens[0].Surface
	if on == onKeys {
		joints, word = keyJoints(), tokens[0].Key
	}
	text, ok := strings.CutPrefix(p.text, word)
	for i := 1; ok && i < len(tokens); i++ {
		t := &tokens[i]
		if joint := joints[t.Gap&3]; joint != 0 {
			if text == "" || text[0] != jointByte(joint) {
				return false
			}
			text = text[1:]
		}
		if word = t.Surface; on == onKeys {
			word = t.Key
		}
		text, ok = strings.CutPrefix(text, word)
	}
	return ok && text == ""
}

// newTable returns the table of patterns, at most half full.
func newTable(patterns []pattern) table {
	log := max(1, bits.Len(uint(2*len(patterns))))
	t := table{patterns: make([]pattern, 1<<log), shift: uint8(32 - log)}
	for _, p := range patterns {
		at := p.sum >> t.shift
		for t.patterns[at].on != 0 {
			at = (at + 1) & uint32(len(t.patterns)-1)
		}
		t.patterns[at] = p
	}
	return t
}
