package tokenize

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash/maphash"
	"sync"
	"sync/atomic"
)

// rules is the version of what stands in code: raise it with every change that
// cuts a text otherwise or gives a token another key. Tables and options speak
// for themselves in Version.
const rules = "5 kagome-dict/ipa v1.2.6"

// Tokenizer cuts texts into words. It is safe for concurrent use, and shares
// the dictionary with all others.
type Tokenizer struct {
	keys    *keys
	user    *userWords
	own     map[string][]string // the user's katakana words
	version string
	cache   *wordCache

	count    atomic.Int64
	owners   atomic.Uint64
	cutters  sync.Pool
	japanese func() *japanese
}

// japanese is what is needed for Japanese only, and loaded when it is.
type japanese struct {
	dic      *dictionary
	katakana *katakana
	user     *userWords // nil if there are none
}

// New returns a Tokenizer with the built-in tables and the user's words. It is
// cheap: the Japanese dictionary is loaded at the first Japanese text, or by
// Warm. The error says which of the user's words cannot be, and why.
func New(o Options) (*Tokenizer, error) {
	seed := maphash.MakeSeed()
	t := &Tokenizer{keys: newKeys(), own: map[string][]string{}, version: versionOf(o)}
	var err error
	if t.user, err = compile(o, t.keys, t.own); err != nil {
		return nil, err
	}
	t.cache = &wordCache{keys: t.keys, seed: seed}
	t.japanese = sync.OnceValue(t.load)
	t.cutters.New = func() any { return &cutter{t: t} }
	return t, nil
}

// load loads the dictionary.
func (t *Tokenizer) load() *japanese {
	j := &japanese{dic: loadDictionary(t.keys)}
	words := &cutWords{own: t.own, loan: builtinCuts(), whole: builtinWholes()}
	j.katakana = &katakana{dic: j.dic, words: words, seed: t.cache.seed}
	if u := t.user.resolve(&lattice{dic: j.dic, plan: j.katakana.plan}); len(u.words) > 0 {
		j.user = u
	}
	return j
}

// builtinCuts is the cut of every built-in loanword. It is never written to.
var builtinCuts = sync.OnceValue(func() map[string][]string {
	cuts := map[string][]string{}
	for _, l := range builtinLoanwords() {
		cuts[l.surface] = l.cut
	}
	return cuts
})

// builtinWholes is the folded spellings of the built-in loanwords that are one
// token. It is never written to.
var builtinWholes = sync.OnceValue(func() map[string]bool {
	wholes := map[string]bool{}
	for surface, cut := range builtinCuts() {
		if len(cut) == 1 {
			wholes[foldLoanword(surface)] = true
		}
	}
	return wholes
})

// Warm loads the Japanese dictionary now, which takes about half a second the
// first time in a process.
func (t *Tokenizer) Warm() { t.japanese() }

// Version names everything that decides on tokens and keys: code, tables,
// dictionary and options. Equal versions make equal tokens. It is the
// beginning of a SHA-256 in hex.
func (t *Tokenizer) Version() string { return t.version }

// versionOf returns the version with the options o.
func versionOf(o Options) string {
	options, err := json.Marshal(o)
	if err != nil { // cannot be: Options holds strings only
		panic(err)
	}
	h := sha256.New()
	for _, s := range []string{rules, loanwordTable, equalsTable, stemTable, irregularTable, britishTable, closedTable, string(options)} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// Tokenized returns how many texts Tokenize has cut since New. A run that
// tokenizes each verbatim once adds as many as it has verbatims.
func (t *Tokenizer) Tokenized() int64 { return t.count.Load() }

// Tokenize cuts text into doc, whose slices it uses again. Each goroutine
// needs a Doc of its own. Invalid bytes of text become U+FFFD in doc.Text, one
// each.
func (t *Tokenizer) Tokenize(text string, doc *Doc) {
	t.count.Add(1)
	c := t.cutters.Get().(*cutter)
	c.cut(text, doc)
	t.cutters.Put(c)
}

// HashBase is the base of Hash: joined strings have the hash
//
//	Hash(a+b) = Hash(a) * HashBase^len(b) + Hash(b)
//
// modulo 2^32. It is a multiplier of L'Ecuyer's "Tables of linear congruential
// generators of different sizes and good lattice structure" (Math. Comp. 68,
// 1999).
const HashBase = 2891336453

// Hash returns the polynomial hash of s, which Token keeps of its words. Its
// low bits say little.
func Hash(s string) uint32 {
	h := uint32(0)
	for i := range len(s) {
		h = h*HashBase + uint32(s[i])
	}
	return h
}
