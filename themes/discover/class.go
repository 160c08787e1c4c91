package discover

import (
	_ "embed"
	"strings"

	"verbatim/tokenize"
)

//go:embed weak.txt
var weakTable string

// class is what a word may be in a phrase and for a group.
type class uint8

const (
	content class = iota // says what a text is about
	weak                 // may begin or end a phrase that has content
	glue                 // stands inside a phrase only
)

// weakWords are the words of weak.txt by language.
var weakWords = func() map[string]map[string]class {
	words := map[string]map[string]class{"en": {}, "ja": {}}
	for line := range strings.Lines(weakTable) {
		f := strings.Fields(line)
		if len(f) < 3 || f[0] == "#" {
			continue
		}
		for _, w := range f[2:] {
			words[f[1]][w] = map[string]class{"glue": glue, "weak": weak}[f[0]]
		}
	}
	return words
}()

// Says reports whether a word says what a text is about, and so counts for the
// group that the text is put into. Particles, auxiliaries, words of time, amount
// and praise, and the like do not.
func Says(t *tokenize.Token) bool { return classOf(t) == content }

// classOf returns what a token is by its part of speech, where that is known,
// and by weak.txt.
func classOf(t *tokenize.Token) class {
	switch t.Script {
	case tokenize.ScriptNumber:
		return weak
	case tokenize.ScriptJapanese:
		return max(posClass(t), weakWords["ja"][t.Key])
	case tokenize.ScriptEnglish:
		if len(t.Surface) == 1 {
			return glue
		}
		return weakWords["en"][t.Surface]
	}
	return content
}

func posClass(t *tokenize.Token) class {
	switch t.POS {
	case tokenize.POSNoun, tokenize.POSVerb, tokenize.POSAdjective, tokenize.POSUnknown:
		return content
	case tokenize.POSAux:
		if c, ok := weakWords["ja"][t.Key]; ok {
			return c // ない
		}
		return glue
	case tokenize.POSDependent, tokenize.POSAdverb, tokenize.POSNumber:
		return weak
	}
	return glue
}
