package lookup

import (
	"math/bits"

	"verbatim/tokenize"
)

// vocabulary numbers the words of all patterns, from 1 on. It is a hash table
// with linear probing (Knuth, TAOCP vol. 3, 6.4, algorithm L).
type vocabulary struct {
	slots []slot  // at most half full
	words []known // by number
	plain uint32  // words up to this number are no pattern of their own
	shift uint8   // from a hash to its slot
}

// slot is where a word stands, with number 0 where none does.
type slot struct{ hash, number uint32 }

// known is a word of the vocabulary.
type known struct {
	text  string
	trait trait // of its tokens, but for what they start alone
}

// noWord is the number of words that no pattern has.
const noWord = 0

// numbers are those of a token's key and of its surface.
type numbers uint64

const (
	numberBits = tokenize.MemoBits / 2
	maxNumber  = 1<<numberBits - 1
)

func (n numbers) key() uint32     { return uint32(n >> numberBits) }
func (n numbers) surface() uint32 { return uint32(n) & maxNumber }

// numbersOf returns the numbers of a token.
func (v *vocabulary) numbersOf(t *tokenize.Token) numbers {
	surface := v.find(t.Surface, t.SurfaceHash)
	key := surface
	if t.Key != t.Surface {
		key = v.find(t.Key, t.KeyHash)
	}
	return numbers(key)<<numberBits | numbers(surface)
}

// newVocabulary returns the vocabulary of words, which have the numbers from 1
// on.
func newVocabulary(texts []string) vocabulary {
	log := max(1, bits.Len(uint(2*len(texts))))
	v := vocabulary{slots: make([]slot, 1<<log), words: make([]known, len(texts)+1), shift: uint8(32 - log)}
	for i, text := range texts {
		hash, number := tokenize.Hash(text), uint32(i)+1
		at := mixed(hash) >> v.shift
		for v.slots[at].number != noWord {
			at = v.next(at)
		}
		v.slots[at] = slot{hash, number}
		v.words[number].text = text
	}
	return v
}

func (v *vocabulary) next(at uint32) uint32 { return (at + 1) & uint32(len(v.slots)-1) }

// find returns the number of a word.
func (v *vocabulary) find(word string, hash uint32) uint32 {
	for at := mixed(hash) >> v.shift; v.slots[at].number != noWord; at = v.next(at) {
		if s := v.slots[at]; s.hash == hash && v.words[s.number].text == word {
			return s.number
		}
	}
	return noWord
}

// findRun is find for a word that is the surfaces of several tokens. Most are
// told by their hash alone.
func (v *vocabulary) findRun(tokens []tokenize.Token, hash uint32, h *Hits) uint32 {
	at := mixed(hash) >> v.shift
	for ; v.slots[at].number == noWord || v.slots[at].hash != hash; at = v.next(at) {
		if v.slots[at].number == noWord {
			return noWord
		}
	}
	letters := h.scratch.letters[:0]
	for i := range tokens {
		letters = append(letters, tokens[i].Surface...)
	}
	h.scratch.letters = letters
	for ; v.slots[at].number != noWord; at = v.next(at) {
		if s := v.slots[at]; s.hash == hash && v.words[s.number].text == string(letters) {
			return s.number
		}
	}
	return noWord
}

// mixed returns a hash of which the high bits say most: of tokenize.Hash, the
// low ones depend on few letters.
func mixed(hash uint32) uint32 {
	return (hash ^ hash>>16) * 0x85EBCA6B // as the finalizer of MurmurHash3
}
