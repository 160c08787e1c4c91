package tokenize

import (
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

// parts are what an owner writes in these tests.
func parts(owner MemoOwner) [3]uint64 {
	n := uint64(owner >> MemoBits)
	return [3]uint64{n, 1<<MemoBits - 1 - n, 0}
}

// stands fails if owner reads anything but what it wrote.
func stands(t *testing.T, m *Memo, owner MemoOwner) (all bool) {
	t.Helper()
	all = true
	for i, want := range parts(owner) {
		if bits, ok := m.Part(i, owner); !ok {
			all = false
		} else if bits != want {
			t.Errorf("owner %x reads %x in part %d, wrote %x", uint64(owner), bits, i, want)
		}
	}
	return all
}

func TestMemoBelongsToTheNewestOwner(t *testing.T) {
	tk := newTokenizer(t, Options{})
	var doc Doc
	tk.Tokenize("the price of the Price", &doc)
	m := doc.Tokens[1].Memo
	if m == nil {
		t.Fatal("tokens without a Memo")
	}
	if doc.Tokens[0].Memo != doc.Tokens[3].Memo {
		t.Error("two tokens of one word have two Memos")
	}
	older, newer := tk.MemoOwner(), tk.MemoOwner()
	for _, owner := range []MemoOwner{older, newer, NoMemoOwner} {
		if stands(t, m, owner) {
			t.Errorf("owner %x reads what it did not write", uint64(owner))
		}
	}
	m.Write(older, parts(older))
	if !stands(t, m, older) || stands(t, m, newer) {
		t.Error("the older owner's word is not its own alone")
	}
	m.Write(newer, parts(newer))
	m.Write(older, parts(older))
	if !stands(t, m, newer) || stands(t, m, older) {
		t.Error("the older owner wrote over the newer one")
	}
	m.Write(NoMemoOwner, [3]uint64{})
	if !stands(t, m, newer) {
		t.Error("nobody wrote over an owner")
	}
	if owner := tk.Memos(&doc, newer); owner != newer {
		t.Error("a Doc of the tokenizer has no owner")
	}
	if owner := newTokenizer(t, Options{}).Memos(&doc, newer); owner != NoMemoOwner {
		t.Error("a Doc of another tokenizer has an owner")
	}
	var none *Memo
	if _, ok := none.Part(0, newer); ok {
		t.Error("no Memo says something")
	}
	none.Write(newer, parts(newer))
}

// Owners are never given twice, however many are asked for.
func TestMemoOwnersRunOut(t *testing.T) {
	tk := newTokenizer(t, Options{})
	seen := make(map[MemoOwner]bool)
	for range 1<<16 + 100 {
		owner := tk.MemoOwner()
		if seen[owner] && owner != NoMemoOwner || owner == 0 {
			t.Fatalf("owner %x twice", uint64(owner))
		}
		seen[owner] = true
	}
	if !seen[NoMemoOwner] {
		t.Error("owners do not run out, but 16 bits do")
	}
}

// Whoever reads while others write reads its own or nothing.
func TestMemoOfManyOwners(t *testing.T) {
	tk := newTokenizer(t, Options{})
	var m Memo
	var all sync.WaitGroup
	for range 4 {
		owner := tk.MemoOwner()
		all.Go(func() {
			for range 2000 {
				m.Write(owner, parts(owner))
				stands(t, &m, owner)
			}
		})
	}
	all.Wait()
}

// A cluster of thousands of marks is one token, of which the first are the word:
// neither the time nor the cache grows with the square of it.
func TestClusterWithoutEnd(t *testing.T) {
	tk := newTokenizer(t, Options{})
	var doc Doc
	text := "ก" + strings.Repeat("\u0e33", 60000)
	tk.Tokenize(text, &doc)
	if n := len(doc.Tokens); n != 1 || int(doc.Tokens[0].End) != utf8.RuneCountInString(text) {
		t.Fatalf("%d tokens, the first to %d, want one of %d characters", n, doc.Tokens[0].End, utf8.RuneCountInString(text))
	}
	if n := len(doc.Tokens[0].Surface); n == 0 || n > maxWidened {
		t.Errorf("a word of %d bytes, want at most %d", n, maxWidened)
	}
}
