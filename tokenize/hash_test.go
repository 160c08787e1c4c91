package tokenize

import "testing"

// Tokens have the hashes of their words, whichever way they are made, and joined
// words have the hash that HashBase promises.
func TestTokensHaveTheHashesOfTheirWords(t *testing.T) {
	tk, err := New(Options{Dictionary: []Entry{{Surface: "Verba1", Base: "Verbatim"}}, Synonyms: [][]string{{"料金", "価格"}}})
	if err != nil {
		t.Fatal(err)
	}
	var doc Doc
	tk.Tokenize("Prices of Verba1: ｻｰﾊﾞｰの価格が㍿高かった、時々カスタマーサポート 1,200", &doc)
	if len(doc.Tokens) < 10 {
		t.Fatalf("%d tokens", len(doc.Tokens))
	}
	joined, hash := "", uint32(0)
	for _, tok := range doc.Tokens {
		if tok.KeyHash != Hash(tok.Key) || tok.SurfaceHash != Hash(tok.Surface) {
			t.Errorf("token %+v: hashes of other words", tok)
		}
		joined += tok.Surface
		for range len(tok.Surface) {
			hash *= HashBase
		}
		hash += tok.SurfaceHash
	}
	if hash != Hash(joined) {
		t.Errorf("joined hash %x, want %x", hash, Hash(joined))
	}
}
