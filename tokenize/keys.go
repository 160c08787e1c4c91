package tokenize

import (
	_ "embed" // the tables
	"hash/maphash"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// word is what tokens of the same writing have in common.
type word struct {
	key, surface string

	keyHash, surfaceHash uint32 // set by hash
	memo                 Memo   // beside the hashes, which are read at every token

	pos    POS // of known Japanese words
	script Script
}

// hash sets the hashes.
func (w *word) hash() { w.keyHash, w.surfaceHash = Hash(w.key), Hash(w.surface) }

// keys makes match keys.
type keys struct {
	equals   map[string]string // folded base form → key, built in
	synonyms map[string]string // key → key, the user's
}

//go:embed equals.txt
var equalsTable string

//go:embed loanwords.txt
var loanwordTable string

// newKeys returns keys with the built-in table only.
func newKeys() *keys { return &keys{equals: builtinEquals()} }

// builtinEquals is the table of equals: the sets of equals.txt, and the
// spellings of loanwords.txt. It is never written to.
var builtinEquals = sync.OnceValue(func() map[string]string {
	equals := map[string]string{}
	add := func(canonical string, others ...string) {
		key := foldWord(canonical)
		for _, o := range others {
			if o := foldWord(o); o != key {
				equals[o] = key
			}
		}
	}
	for _, line := range tableLines(equalsTable) {
		set := strings.Fields(line)
		add(set[0], set[1:]...)
	}
	for _, l := range builtinLoanwords() {
		if l.base != "" {
			add(l.base, l.surface)
		}
	}
	return equals
})

// loanword is a line of loanwords.txt.
type loanword struct {
	surface string
	cut     []string // at least one
	base    string   // its usual spelling, if that is another one
}

// builtinLoanwords returns the lines of loanwords.txt.
var builtinLoanwords = sync.OnceValue(func() (words []loanword) {
	for _, line := range tableLines(loanwordTable) {
		for _, entry := range strings.Fields(line) {
			spelling, base, _ := strings.Cut(entry, ">")
			cut := strings.Split(spelling, "+")
			words = append(words, loanword{strings.Join(cut, ""), cut, base})
		}
	}
	return words
})

// tableLines returns the lines of an embedded table without comments.
func tableLines(table string) (lines []string) {
	for line := range strings.Lines(table) {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// of returns the word that stands in a normalised text as raw and is no known
// word of the dictionary.
func (k *keys) of(raw string) word {
	first, _ := utf8.DecodeRuneInString(raw)
	switch c := classOf(first); {
	case c.japanese():
		raw = foldLatin(raw) // a word of the user's may have both
		return word{key: k.japanese(raw), surface: foldJapanese(raw), script: ScriptJapanese}
	case c == classDigit && !strings.ContainsFunc(raw, unicode.IsLetter):
		return word{key: k.synonym(foldNumber(raw)), surface: raw, script: ScriptNumber}
	case first < utf8.RuneSelf || unicode.Is(unicode.Latin, first):
		surface := foldLatin(raw)
		return word{key: k.english(surface), surface: surface, script: ScriptEnglish}
	}
	surface := foldLatin(raw)
	return word{key: k.synonym(surface), surface: surface}
}

// japanese returns the key of a Japanese base form.
func (k *keys) japanese(base string) string {
	key := foldWord(base)
	if to, ok := k.equals[key]; ok {
		key = to
	}
	return k.synonym(key)
}

// english returns the key of a folded Latin word.
func (k *keys) english(surface string) string {
	key := foldWord(surface)
	if to, ok := k.equals[key]; ok {
		key = to
	}
	return k.synonym(key)
}

// synonym returns the key that the user's synonyms give to key.
func (k *keys) synonym(key string) string {
	if to, ok := k.synonyms[key]; ok {
		return to
	}
	return key
}

// foldWord returns the key of a base form before the table of equals.
func foldWord(base string) string {
	if first, _ := utf8.DecodeRuneInString(base); classOf(first).japanese() {
		return foldLoanword(squeeze(foldJapanese(base)))
	}
	return foldEnglish(foldLatin(base))
}

// foldNumber leaves the commas of thousands out: 1,200.50 → 1200.50, but 1,2,3
// stays.
func foldNumber(s string) string {
	whole, _, _ := strings.Cut(s, ".")
	groups := strings.Split(whole, ",")
	for _, g := range groups[1:] {
		if len(g) != 3 {
			return s
		}
	}
	return strings.ReplaceAll(whole, ",", "") + s[len(whole):]
}

// foldLatin folds case and apostrophes.
func foldLatin(s string) string {
	s = strings.ToLower(s)
	if strings.ContainsAny(s, "’ʼ") {
		s = strings.NewReplacer("’", "'", "ʼ", "'").Replace(s)
	}
	return s
}

// foldJapanese writes iteration marks out: 時々 → 時時, いすゞ → いすず.
func foldJapanese(s string) string {
	if !strings.ContainsAny(s, "々〻ゝゞヽヾ") {
		return s
	}
	in := []rune(s)
	out := make([]rune, 0, len(in))
	for i := 0; i < len(in); i++ {
		n := len(out)
		switch {
		case n == 0:
			out = append(out, in[i])
		case in[i] == '々' || in[i] == '〻':
			run := i + 1
			for run < len(in) && in[run] == in[i] {
				run++
			}
			count := min(run-i, n) // 部分々々 repeats as many as there are marks
			out = append(out, out[n-count:]...)
			i += count - 1
		case in[i] == 'ゝ' || in[i] == 'ヽ':
			out = append(out, out[n-1])
		case in[i] == 'ゞ' || in[i] == 'ヾ':
			out = append(out, voiced(out[n-1]))
		default:
			out = append(out, in[i])
		}
	}
	return string(out)
}

// voiced returns the kana r with dakuten, or r if it takes none.
func voiced(r rune) rune {
	v, _ := utf8.DecodeRuneInString(norm.NFC.String(string(r) + "\u3099"))
	return v
}

// squeeze makes one ー of several: すごーーい.
func squeeze(s string) string {
	for strings.Contains(s, "ーー") {
		s = strings.ReplaceAll(s, "ーー", "ー")
	}
	return s
}

// FoldSurface folds s as Token.Surface is folded: normalisation form, width,
// case, apostrophes, iteration marks, signs typed for ー. It makes terms that
// are compared with surfaces; it cuts nothing and changes no word.
func FoldSurface(s string) string {
	var n normalized
	n.set(validUTF8(s))
	return foldJapanese(foldLatin(n.text))
}

// wordCache remembers the words of frequent writings. It is bounded: each
// writing has two slots that it may be in, and the newest stays.
type wordCache struct {
	keys  *keys
	seed  maphash.Seed
	slots [1 << 17]atomic.Pointer[cachedWord]
}

type cachedWord struct {
	raw string
	word
}

// get returns the word for raw.
func (c *wordCache) get(raw string) *word {
	h := maphash.String(c.seed, raw)
	slot := &c.slots[h%uint64(len(c.slots))]
	if w := slot.Load(); w != nil {
		if w.raw == raw {
			return &w.word
		}
		slot = &c.slots[(h>>32)%uint64(len(c.slots))]
		if w := slot.Load(); w != nil && w.raw == raw {
			return &w.word
		}
	}
	w := &cachedWord{raw: strings.Clone(raw)}
	w.word = c.keys.of(w.raw)
	w.hash()
	slot.Store(w)
	return &w.word
}
