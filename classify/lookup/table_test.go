package lookup

import (
	"fmt"
	"strings"
	"testing"

	"verbatim/tokenize"
)

// Every pattern that was put in a table is found, and no other.
func TestTableIsASet(t *testing.T) {
	b := newWordsBuilder(tokenizer(t))
	phrase := func(leaf int32) []tokenize.Token {
		return []tokenize.Token{word(fmt.Sprint("語", leaf%700), 0), word(fmt.Sprint("w", leaf), 1+tokenize.Gap(leaf%3))}
	}
	for leaf := range int32(5000) {
		b.path(leaf, phrase(leaf), onKeys, keyText, keyJoints())
	}
	w := b.build()
	find := func(tokens []tokenize.Token) []occurrence {
		h := Hits{doc: &tokenize.Doc{Tokens: tokens}}
		w.find(&h)
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

// What has one sum is told apart by its letters.
func TestTableTellsEqualSumsApart(t *testing.T) {
	const sum = 7 << 28
	w := words{table: newTable([]pattern{
		{text: "one", sum: sum, leaf: 1, on: onSurfaces},
		{text: "other", sum: sum, leaf: 2, on: onSurfaces},
		{text: "one" + string([]byte{jointByte(1)}) + "two", sum: sum, leaf: 3, on: onSurfaces},
		{text: "keys", sum: sum, leaf: 4, on: onKeys},
	}), whole: newSieve([]uint32{sum})}
	for text, want := range map[string]int32{
		"one": 1, "other": 2, "none": 0, "o|ne": 1, "oth|er": 2, "o|n": 0, "o|n|e": 1, "keys": 0,
		"one two": 3, "one t|wo": 3, "o|ne t|w|o": 3, "onetwo": 0, "one|two": 0, "other two": 0, "one|one two": 0,
	} {
		var tokens []tokenize.Token
		for _, run := range strings.Split(text, " ") {
			for i, s := range strings.Split(run, "|") {
				gap := tokenize.GapNone
				if i == 0 {
					gap = tokenize.GapSpace
				}
				tokens = append(tokens, tokenize.Token{Surface: s, Gap: gap})
			}
		}
		h := Hits{doc: &tokenize.Doc{Tokens: tokens}}
		w.end(sum, 0, len(tokens), onSurfaces, &h)
		got := int32(0)
		for _, o := range h.found {
			got += o.leaf
		}
		if got != want {
			t.Errorf("%s: leaf %d, want %d", text, got, want)
		}
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
