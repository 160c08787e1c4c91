package tokenize

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// abbreviation says what stands after an abbreviation with its dot.
type abbreviation uint8

const (
	beforeName   abbreviation = iota + 1 // Dr. Smith: never the end of a sentence
	beforeNumber                         // no. 5; but "No. I left."
	anywhere                             // etc.: the end of a sentence before a capital letter
)

// abbreviations are the abbreviations whose dot, as a rule, ends no sentence.
var abbreviations = map[string]abbreviation{
	"dr": beforeName, "mr": beforeName, "mrs": beforeName, "ms": beforeName, "prof": beforeName, "st": beforeName,
	"vs": beforeName, "messrs": beforeName,
	"no": beforeNumber, "nos": beforeNumber, "fig": beforeNumber, "vol": beforeNumber, "pp": beforeNumber,
	"etc": anywhere, "approx": anywhere, "incl": anywhere, "esp": anywhere,
	"dept": anywhere, "appt": anywhere, "inc": anywhere, "ltd": anywhere, "hrs": anywhere, "mins": anywhere,
}

// dotGap returns the gap of the dot before j that ends the last token, and is
// followed by no word at once or by one with a capital letter: GapSentence, but
// after an abbreviation that goes on (Dr. Smith; e.g. this; at 5 p.m. on Monday),
// and between the letters of U.S.
func (c *cutter) dotGap(j int) Gap {
	word := c.text[c.start:c.end]
	if len(word) == 1 && asciiClass[word[0]&0x7F] == classLetter {
		return c.initialGap(j)
	}
	if len(word) > len("approx") {
		return GapSentence
	}
	next := following(c.text, j)
	tokens := c.doc.Tokens
	switch last := len(tokens) - 1; abbreviations[strings.ToLower(word)] {
	case beforeName:
		if unicode.IsLetter(next) && (last == 0 || tokens[last-1].Script != ScriptNumber) { // 50 ms. The page
			return GapSpace
		}
	case beforeNumber:
		if unicode.IsDigit(next) && tokens[last].Gap != GapSentence { // No. 2 hours is too long
			return GapSpace
		}
	case anywhere:
		if unicode.IsLower(next) || unicode.IsDigit(next) {
			return GapSpace
		}
	}
	return GapSentence
}

// openers are words that begin a sentence after an abbreviation in capitals;
// another capital goes on with it (U.S. Army).
var openers = map[string]bool{
	"the": true, "it": true, "i": true, "we": true, "they": true, "he": true, "she": true, "this": true, "that": true,
	"there": true, "my": true, "our": true, "but": true, "and": true, "so": true, "if": true, "in": true, "you": true,
}

// initialGap is dotGap after a single letter. Between two of them there is no
// end; after the last one there is none before a small letter, nor after e.g.
// and i.e., nor after capitals before a name.
func (c *cutter) initialGap(j int) Gap {
	if j+1 < len(c.text) && asciiClass[c.text[j]&0x7F] == classLetter && c.text[j+1] == '.' {
		return GapSpace // U.|S.
	}
	if c.start < 2 || c.text[c.start-1] != '.' || asciiClass[c.text[c.start-2]&0x7F] != classLetter {
		return GapSentence // plan B.
	}
	next := following(c.text, j)
	latin := strings.ToLower(c.text[c.start-2 : c.end])
	switch {
	case latin == "e.g", latin == "i.e", unicode.IsLower(next), unicode.IsDigit(next):
		return GapSpace
	case unicode.IsUpper(rune(c.text[c.start])) && unicode.IsUpper(next) && !openers[nextWord(c.text, j)]:
		return GapSpace
	}
	return GapSentence
}

// following returns the character after the spaces at i, or utf8.RuneError.
func following(text string, i int) rune {
	for isSpaceAt(text, i) {
		i++
	}
	r, _ := utf8.DecodeRuneInString(text[i:])
	return r
}

// nextWord returns the word after the spaces at i, in small letters.
func nextWord(text string, i int) string {
	for isSpaceAt(text, i) {
		i++
	}
	return strings.ToLower(text[i:wordEnd(text, i)])
}
