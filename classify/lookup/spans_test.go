package lookup

import (
	"math/rand"
	"testing"
)

// Code points are counted eight bytes at a time; one at a time says the same,
// wherever the count begins and however far it goes.
func TestByteOfCountsCodePoints(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	letters := []rune("aZ 7éßя料金あｶ👍𠮷\u0301\u200d")
	for range 2000 {
		runes := make([]rune, r.Intn(40))
		for i := range runes {
			runes[i] = letters[r.Intn(len(letters))]
		}
		text := string(runes)
		var at counter
		for point := 0; point <= len(runes); point += r.Intn(12) {
			if got, want := at.byteOf(text, int32(point)), len(string(runes[:point])); got != want {
				t.Fatalf("text %q: code point %d begins at byte %d, want %d", text, point, got, want)
			}
		}
	}
}
