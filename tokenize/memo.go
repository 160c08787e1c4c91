package tokenize

import "sync/atomic"

// A Memo is room on a word, for one who reads tokens and wants to look a word up
// once and not in every text. Tokens of one word mostly share a Memo. What it says can
// always be found out anew; so it is no matter that a Memo is lost with its word, or
// that another owner writes over it. Whoever changes the Key or Surface of a token
// takes its Memo away. The zero Memo is empty, and all methods are safe for
// concurrent use.
type Memo struct{ parts [3]atomic.Uint64 }

// MemoBits is how many bits each part of a Memo keeps.
const MemoBits = 48

// MemoOwner is one who writes into Memos: its number, above the bits that it
// writes.
type MemoOwner uint64

// NoMemoOwner neither reads nor writes any Memo. Nor is 0 an owner: Memos that
// nobody has written into say so.
const NoMemoOwner MemoOwner = (1<<(64-MemoBits) - 1) << MemoBits

// MemoOwner returns a new owner of the Memos on this Tokenizer's tokens;
// NoMemoOwner after 65,534.
func (t *Tokenizer) MemoOwner() MemoOwner {
	if n := t.owners.Add(1); n < uint64(NoMemoOwner>>MemoBits) {
		return MemoOwner(n) << MemoBits
	}
	return NoMemoOwner
}

// Memos returns owner if doc was cut by t, whose Memos it may write into, else
// NoMemoOwner.
func (t *Tokenizer) Memos(doc *Doc, owner MemoOwner) MemoOwner {
	if doc.cutBy != t {
		return NoMemoOwner
	}
	return owner
}

// Part returns the part 0, 1 or 2 that owner wrote, if it still stands there.
func (m *Memo) Part(i int, owner MemoOwner) (bits uint64, ok bool) {
	if m == nil {
		return 0, false
	}
	bits = m.parts[i].Load() ^ uint64(owner)
	return bits, bits>>MemoBits == 0
}

// Write lets owner write all parts, unless a newer owner has: two that take turns
// would else only wipe each other out.
func (m *Memo) Write(owner MemoOwner, parts [3]uint64) {
	if m == nil || owner == NoMemoOwner || m.parts[0].Load()>>MemoBits > uint64(owner>>MemoBits) {
		return
	}
	for i, bits := range parts {
		m.parts[i].Store(uint64(owner) | bits)
	}
}
