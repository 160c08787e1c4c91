package tokenize

import (
	_ "embed" // the tables
	"strings"
	"sync"
	"unicode"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

//go:embed stems.txt
var stemTable string

//go:embed irregular.txt
var irregularTable string

//go:embed british.txt
var britishTable string

//go:embed closed.txt
var closedTable string

// builtinStems is the keys of words that no rule finds: stems.txt, and the
// forms of irregular.txt with the key of their base form. It is never written
// to.
var builtinStems = sync.OnceValue(func() map[string]string {
	stems := map[string]string{}
	for _, line := range tableLines(stemTable) {
		words := strings.Fields(line)
		for _, w := range words {
			stems[w] = words[0]
		}
	}
	for _, line := range tableLines(irregularTable) {
		words := strings.Fields(line)
		key, ok := stems[words[0]]
		if !ok {
			key = ruledStem(words[0])
		}
		for _, w := range words {
			stems[w] = key
		}
	}
	return stems
})

// builtinClosed is closed.txt: the keys of its words without their signs, by
// their first part, and whether a space may part them as well as a hyphen. It is
// never written to.
var builtinClosed = sync.OnceValue(func() map[string]map[string]bool {
	closed := map[string]map[string]bool{}
	for _, line := range tableLines(closedTable) {
		for _, w := range strings.Fields(line) {
			first, rest, apart := strings.Cut(w, "_")
			if !apart {
				first, rest, _ = strings.Cut(w, "-")
			}
			if closed[first] == nil {
				closed[first] = map[string]bool{}
			}
			closed[first][stem(first+rest)] = apart
		}
	}
	return closed
})

// apartLetters is with which letters the second parts begin, as bits, of words
// that a space may part, by the first letter and the length of their first part:
// nearly every word has a space behind it, and few need be looked up. Letters
// count by their low bits, in which both cases are equal. It is never written to.
var apartLetters = func() (letters [32][longestFirst + 1]uint32) {
	for _, line := range tableLines(closedTable) {
		for _, w := range strings.Fields(line) {
			if first, rest, apart := strings.Cut(w, "_"); apart {
				letters[first[0]&31][len(first)] |= 1 << (rest[0] & 31)
			}
		}
	}
	return letters
}()

// spelling is how words begin in British and in American English.
type spelling struct{ british, american string }

// builtinSpellings is british.txt by the first letter. It is never written to.
var builtinSpellings = sync.OnceValue(func() map[byte][]spelling {
	spellings := map[byte][]spelling{}
	for _, line := range tableLines(britishTable) {
		pair := strings.Fields(line)
		spellings[line[0]] = append(spellings[line[0]], spelling{pair[0], pair[1]})
	}
	return spellings
})

// isClosed reports whether first and rest, folded and with sign between them, are
// a word of closed.txt.
func isClosed(first, rest string, sign byte) bool {
	seconds := builtinClosed()[first]
	if seconds == nil {
		return false
	}
	apart, ok := seconds[stem(first+rest)]
	return ok && (apart || sign == '-')
}

// longestFirst is the length up to which the first part of a word is looked up.
const longestFirst = len("multi")

// joinedEnd returns where the word ends that begins at i and whose first part
// text[i:end] is: after its hyphen or space and second part if it is one of
// closed.txt, else at end.
func joinedEnd(text string, i, end int) int {
	if end+1 >= len(text) || end-i > longestFirst {
		return end
	}
	sign := text[end]
	if sign != '-' && (sign != ' ' || apartLetters[text[i]&31][end-i]>>(text[end+1]&31)&1 == 0) {
		return end
	}
	last := wordEnd(text, end+1)
	if last < len(text) && text[last] == '-' { // take-out-box
		return end
	}
	if isClosed(foldLatin(text[i:end]), possessor(foldLatin(text[end+1:last])), sign) {
		return last
	}
	return end
}

// foldEnglish returns the key of a folded Latin word before the table of
// equals: the stem of what stands before 's, 'll, 'd and their like, and of
// words of closed.txt without their hyphens and spaces. What is short for a pronoun and a
// verb stays: it's is "it is", no possessive, and not the word it.
func foldEnglish(word string) string {
	if at := strings.IndexByte(word, '\''); at > 0 && pronouns[word[:at]] {
		return word
	}
	word = possessor(word)
	if at := strings.IndexAny(word, "- "); at > 0 && isClosed(word[:at], word[at+1:], word[at]) {
		word = word[:at] + word[at+1:]
	}
	return stem(word)
}

// possessor returns word without 's, 'll, 'd, 've or 're.
func possessor(word string) string {
	if at := strings.LastIndexByte(word, '\''); at > 0 {
		switch word[at+1:] {
		case "s", "ll", "d", "ve", "re":
			return word[:at]
		}
	}
	return word
}

// pronouns are the pronouns and their like whose 's is "is", "has" or "us", and
// those whose 'd, 'll, 've and 're say who does or would do something.
var pronouns = map[string]bool{
	"it": true, "that": true, "what": true, "he": true, "she": true, "there": true, "here": true, "who": true,
	"where": true, "how": true, "let": true, "i": true, "you": true, "we": true, "they": true, "this": true,
	"when": true, "why": true, "would": true, "could": true, "should": true, "might": true, "must": true,
}

// stem returns the key of a folded English word: what the tables say, else
// what the rules do, of its American spelling.
func stem(s string) string {
	stems := builtinStems()
	if to, ok := stems[s]; ok {
		return to
	}
	if strings.ContainsFunc(s, unicode.IsDigit) {
		return s
	}
	american := americanSpelling(s)
	if to, ok := stems[american]; ok {
		return to
	}
	return ruledStem(american)
}

// keptEnding is an ending that makes another word of a word, and the writings
// of it, longest first, that have one key.
type keptEnding struct {
	key   string
	forms []string
}

// keptEndings are the endings that stay where Snowball takes them off: a
// manager is not managing, what is affordable is not what one affords.
var keptEndings = []keptEnding{
	{"abl", []string{"abilities", "ability", "ables", "able", "ably"}},
	{"ibl", []string{"ibilities", "ibility", "ibles", "ible", "ibly"}},
	{"ful", []string{"fulness", "fully", "ful"}},
	{"iv", []string{"iveness", "ivities", "ively", "ivity", "ives", "ive"}},
	{"iz", []string{"izations", "ization", "izing", "izes", "ized", "ize"}},
	{"ional", []string{"ionalism", "ionality", "ionally", "ionals", "ional"}},
	{"ator", []string{"ators", "ator"}},
	{"er", []string{"eringly", "erly", "ering", "ered", "ers", "er"}},
}

// shortestIly is the length from which -ily makes an adverb: happily, but no
// family.
const shortestIly = 7

// ruledStem returns the key of an American word that is in no table: its
// Snowball stem (Porter's second English stemmer,
// https://snowballstem.org/algorithms/english/stemmer.html), but for keptEndings
// and what that stemmer misses: staffed is staff, happily happy, PDFs PDF.
func ruledStem(s string) string {
	for _, ending := range [...]string{"ed", "ing"} {
		if base, ok := strings.CutSuffix(s, ending); ok && strings.HasSuffix(base, "ff") {
			return ruledStem(base)
		}
	}
	if base, ok := strings.CutSuffix(s, "ily"); ok && len(s) >= shortestIly {
		return ruledStem(base + "y")
	}
	if base, ok := strings.CutSuffix(s, "s"); ok && len(base) > 2 && !strings.ContainsAny(base, "aeiouy'") {
		return base
	}
	env := snowballstem.NewEnv(s)
	english.Stem(env)
	return keepEnding(s, env.Current())
}

// keepEnding returns stem, the Snowball stem of s, with the ending of
// keptEndings that s has and stem has lost.
func keepEnding(s, stem string) string {
	if len(s)-len(stem) < len("er") {
		return stem
	}
	for _, kept := range keptEndings {
		for _, form := range kept.forms {
			root, ok := strings.CutSuffix(s, form)
			if !ok || len(root) < 2 {
				continue
			}
			if key := root + kept.key; !strings.HasPrefix(stem, key) {
				return key
			}
			return stem
		}
	}
	return stem
}

// americanSpelling returns s as Americans write it, if it is a British writing
// of british.txt or a verb of britishVerbs.
func americanSpelling(s string) string {
	if s == "" {
		return s
	}
	for _, spelling := range builtinSpellings()[s[0]] {
		if rest, ok := strings.CutPrefix(s, spelling.british); ok {
			return spelling.american + rest
		}
	}
	if i := strings.LastIndex(s, "is"); i > 3 && britishVerbs[s[:i]] && strings.ContainsAny(s[i+2:min(i+3, len(s))], "eai") {
		return s[:i] + "iz" + s[i+2:] // but not specialist
	}
	return s
}

// britishVerbs are beginnings of verbs in -ise that are frequent in feedback.
// The rule must not touch promise, advise, exercise.
var britishVerbs = map[string]bool{
	"organ": true, "custom": true, "priorit": true, "optim": true, "personal": true, "summar": true,
	"synchron": true, "categor": true, "author": true, "standard": true, "minim": true, "maxim": true,
	"recogn": true, "real": true, "apolog": true, "util": true, "visual": true, "digit": true,
	"local": true, "modern": true, "final": true, "central": true, "initial": true, "normal": true,
	"general": true, "special": true, "memor": true, "capital": true, "stabil": true, "monet": true,
	"disorgan": true, "reorgan": true, "hospital": true, "emphas": true, "critic": true, "penal": true, "patron": true, "sympath": true,
}
