package lookup

import (
	"fmt"
	"strings"
	"testing"

	"verbatim/tokenize"
)

// Every pattern that was added is found, and no other.
func TestPatternsAreASet(t *testing.T) {
	b := newWordsBuilder(tokenizer(t))
	phrase := func(leaf int32) []tokenize.Token {
		return []tokenize.Token{word(fmt.Sprint("語", leaf%700), 0), word(fmt.Sprint("w", leaf), 1+tokenize.Gap(leaf%3))}
	}
	for leaf := range int32(5000) {
		b.path(leaf, phrase(leaf), onKeys, false, keyJoints())
	}
	w, err := b.build()
	if err != nil {
		t.Fatal(err)
	}
	find := func(tokens []tokenize.Token) []occurrence {
		h := Hits{doc: &tokenize.Doc{Tokens: tokens}}
		w.findIn(&h)
		return h.found
	}
	for leaf := range int32(5000) {
		p := phrase(leaf)
		if found := find(p); len(found) != 1 || found[0].leaf != leaf {
			t.Fatalf("leaf %d: found %v", leaf, found)
		}
		p[1].Gap = 1 + p[1].Gap%3
		if found := find(p); len(found) > 0 {
			t.Errorf("leaf %d is found over another gap", leaf)
		}
	}
}

// word returns a token with a key that is not its surface.
func word(key string, gap tokenize.Gap) tokenize.Token {
	surface := key + "s"
	return tokenize.Token{Key: key, KeyHash: tokenize.Hash(key), Surface: surface, SurfaceHash: tokenize.Hash(surface), Gap: gap}
}

// Words with one hash are told apart by their letters.
func TestEqualHashesAreNoProof(t *testing.T) {
	one, other := collision()
	v := newVocabulary([]string{"x", one})
	for word, want := range map[string]uint32{one: 2, other: noWord, "x": 1, "y": noWord} {
		if n := v.find(word, tokenize.Hash(word)); n != want {
			t.Errorf("%s: number %d, want %d", word, n, want)
		}
		pieces := []tokenize.Token{{Surface: word[:len(word)/2]}, {Surface: word[len(word)/2:]}}
		if n := v.findRun(pieces, tokenize.Hash(word), new(Hits)); n != want {
			t.Errorf("%s in two pieces: number %d, want %d", word, n, want)
		}
	}
}

// collision returns two words with one hash.
func collision() (one, other string) {
	words := make(map[uint32]string)
	for i := 0; ; i++ {
		word := fmt.Sprintf("語%x", i*i)
		if other, ok := words[tokenize.Hash(word)]; ok && other != word {
			return word, other
		}
		words[tokenize.Hash(word)] = word
	}
}

// Prefixes of every length are found, those over 63 bytes too.
func TestStemsOfAllLengths(t *testing.T) {
	leaves := make(map[string]int32)
	word := strings.Repeat("ab", 60)
	for n := 1; n <= len(word); n += 7 {
		leaves[word[:n]] = int32(n)
	}
	s := newStems(leaves)
	for n := 0; n <= len(word); n++ {
		h := Hits{doc: &tokenize.Doc{Tokens: make([]tokenize.Token, 1)}}
		s.find(word[:n], 0, &h)
		if want := (n + 6) / 7; len(h.found) != want {
			t.Errorf("length %d: %d prefixes, want %d", n, len(h.found), want)
		}
	}
}
