package tokenize

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Options are the user's own words, from verbatim.yaml.
type Options struct {
	Dictionary []Entry    // words that the tokenizer would cut otherwise
	Synonyms   [][]string // sets of words whose keys are equal; the first gives the key
}

// Entry is a word of the user's dictionary, in any script.
type Entry struct {
	Surface string   // as it is written; width and case do not matter
	Cut     []string // the tokens that it is cut into, one after the other; none: it is one token
	Base    string   // the word whose key it takes; "": its own. A word that is cut has none
}

// userWords is what Options are compiled to.
type userWords struct {
	words    []userWord
	japanese map[rune][]int32 // by first character: what the lattice looks for
	mixed    map[rune][]int32 // by first character, lower case: with other scripts than Japanese
	maybe    []string         // Japanese synonyms, which need no help where kagome has them as words
}

// userWord is a word of the user's; cut is empty if it is one token.
type userWord struct {
	surface string // normalised
	cut     []string
}

// compile checks the options and fills k's synonyms and own, the katakana
// words.
func compile(o Options, k *keys, own map[string][]string) (*userWords, error) {
	u := &userWords{japanese: map[rune][]int32{}, mixed: map[rune][]int32{}}
	k.synonyms = map[string]string{}
	for i, e := range o.Dictionary {
		if err := u.entry(e, k, own); err != nil {
			return nil, fmt.Errorf("dictionary entry %d: %w", i+1, err)
		}
	}
	for i, set := range o.Synonyms {
		if err := u.synonyms(set, k, own); err != nil {
			return nil, fmt.Errorf("synonyms %d: %w", i+1, err)
		}
	}
	return u, nil
}

// entry adds an entry of the dictionary.
func (u *userWords) entry(e Entry, k *keys, own map[string][]string) error {
	w := userWord{surface: normalize(e.Surface)}
	if w.surface == "" {
		return fmt.Errorf("want a word in surface, found %q: write the word or delete the entry", e.Surface)
	}
	joined := ""
	for _, c := range e.Cut {
		c = normalize(c)
		w.cut = append(w.cut, c)
		joined += c
	}
	switch {
	case len(e.Cut) > 0 && !strings.EqualFold(withoutSpace(joined), withoutSpace(w.surface)):
		return fmt.Errorf("want a cut whose parts make %q, found %q: a cut may leave nothing out", e.Surface, strings.Join(e.Cut, "+"))
	case len(e.Cut) > 1 && e.Base != "":
		return fmt.Errorf("want a cut or a base for %q, found both: each part of a cut has a key of its own", e.Surface)
	}
	u.add(w, own)
	if e.Base != "" {
		return k.equate(e.Surface, e.Base)
	}
	return nil
}

// synonyms adds a set of synonyms.
func (u *userWords) synonyms(set []string, k *keys, own map[string][]string) error {
	if len(set) < 2 {
		return fmt.Errorf("want two words or more, found %q", set)
	}
	for _, s := range set {
		w := normalize(s)
		switch first, _ := utf8.DecodeRuneInString(w); {
		case w == "":
			return fmt.Errorf("want words, found %q in %q", s, set)
		case scriptsOf(w) == kanaKanji:
			u.maybe = append(u.maybe, w)
		case scriptsOf(w) == pureKatakana, wordEnd(w, 0) < len(w) || classOf(first).japanese():
			u.add(userWord{surface: w}, own)
		}
		if s != set[0] {
			if err := k.equate(s, set[0]); err != nil {
				return err
			}
		}
	}
	return nil
}

// equate gives the word s the key of base.
func (k *keys) equate(s, base string) error {
	from, to := k.of(normalize(s)).key, k.of(normalize(base)).key
	if from == to { // by the built-in table, or because of an earlier set
		return nil
	}
	for _, other := range k.synonyms {
		if other == from {
			return fmt.Errorf("want one key for each word, found that %q stands in another set and cannot take the key of %q: put all of them into one set", s, base)
		}
	}
	k.synonyms[from] = to
	return nil
}

// add files w under the place where it is looked for.
func (u *userWords) add(w userWord, own map[string][]string) {
	first, _ := utf8.DecodeRuneInString(w.surface)
	i := int32(len(u.words))
	switch scriptsOf(w.surface) {
	case pureKatakana:
		own[w.surface] = w.pieces()
		return
	case kanaKanji:
		u.japanese[first] = append(u.japanese[first], i)
	default:
		first = unicode.ToLower(first)
		u.mixed[first] = append(u.mixed[first], i)
	}
	u.words = append(u.words, w)
}

// OneWay says whether a word, folded as Token.Surface, is one token with one key
// wherever its letters stand from the beginning of a token to the end of one.
// Japanese words are not, nor what the user's dictionary cuts, or might.
func (t *Tokenizer) OneWay(surface string) bool {
	first, _ := utf8.DecodeRuneInString(surface)
	if classOf(first).japanese() || joinedEnd(surface, 0, wordEnd(surface, 0)) < len(surface) {
		return false
	}
	for _, numbers := range t.user.mixed {
		for _, n := range numbers {
			w := &t.user.words[n]
			word := foldLatin(w.surface)
			if len(w.cut) > 0 && strings.Contains(word, surface) || word != surface && strings.Contains(surface, word) {
				return false
			}
		}
	}
	return true
}

// pieces returns the tokens of w.
func (w userWord) pieces() []string {
	if len(w.cut) == 0 {
		return []string{w.surface}
	}
	return w.cut
}

// resolve returns u with those of the synonyms that l, without the user's
// words, does not take for one word.
func (u *userWords) resolve(l *lattice) *userWords {
	r := &userWords{words: append([]userWord(nil), u.words...), japanese: map[rune][]int32{}, mixed: u.mixed}
	for first, words := range u.japanese {
		r.japanese[first] = append([]int32(nil), words...)
	}
	for _, w := range u.maybe {
		if len(l.cut(w, edgeText, edgeText)) > 1 {
			r.add(userWord{surface: w}, nil)
		}
	}
	return r
}

// match returns the longest mixed word at text[i:], its index and its length
// in bytes there, or a length of 0.
func (u *userWords) match(text string, i int) (index int32, length int) {
	r, _ := utf8.DecodeRuneInString(text[i:])
	for _, n := range u.mixed[unicode.ToLower(r)] {
		if l := prefixFold(text[i:], u.words[n].surface); l > length && !splitsWord(text, i, i+l) {
			index, length = n, l
		}
	}
	return index, length
}

// prefixFold returns the length of the prefix of text that is word without
// regard to case, or 0.
func prefixFold(text, word string) int {
	i := 0
	for _, w := range word {
		r, size := utf8.DecodeRuneInString(text[i:])
		if size == 0 || unicode.ToLower(r) != unicode.ToLower(w) {
			return 0
		}
		i += size
	}
	return i
}

// splitsWord reports whether text[i:j] begins or ends within a word that is
// not Japanese.
func splitsWord(text string, i, j int) bool {
	inner := func(k int) bool {
		before, _ := utf8.DecodeLastRuneInString(text[:k])
		after, _ := utf8.DecodeRuneInString(text[k:])
		b, a := classOf(before), classOf(after)
		return k > 0 && k < len(text) && b.wordy() && a.wordy() && !b.japanese() && !a.japanese()
	}
	return inner(i) || inner(j)
}

// The scripts of a word of the user's, as far as they decide who cuts it.
type scripts uint8

const (
	mixedScripts scripts = iota
	pureKatakana
	kanaKanji
)

// scriptsOf returns the scripts of s.
func scriptsOf(s string) scripts {
	found := pureKatakana
	for _, r := range s {
		switch c := classOf(r); {
		case !c.japanese():
			return mixedScripts
		case c != classKatakana:
			found = kanaKanji
		}
	}
	return found
}

// normalize returns s in the form in which texts are cut.
func normalize(s string) string {
	var n normalized
	n.set(validUTF8(s))
	return strings.TrimSpace(n.text)
}

// withoutSpace returns s without white space.
func withoutSpace(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}
