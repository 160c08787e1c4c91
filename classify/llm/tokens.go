package llm

import "unicode"

// Tokens estimates from above how many tokens a model makes of s. Models differ;
// the estimate is meant to hold for the vocabularies in use over a text of some
// sentences, not for each word (docs/llm.md has the measurement):
//   - a word of ASCII letters is one token, and one more for each 4 letters
//     beyond the first 5;
//   - a digit or a sign is one, as is a line break or a space after another;
//   - kana and kanji are 5 tokens for 4 characters;
//   - of other scripts every byte but one is a token.
func Tokens(s string) int {
	quarters := 0
	word := 0  // letters of the ASCII word so far
	space := 0 // white space before
	for _, r := range s {
		letter := r < 0x80 && unicode.IsLetter(r)
		if !letter {
			word = 0
		}
		switch {
		case letter:
			if word == 0 || word >= 5 && (word-5)%4 == 0 {
				quarters += 4
			}
			word++
			space = 0
		case r == ' ' || r == '\n':
			if space++; space > 1 || r == '\n' {
				quarters += 4
			}
		default:
			quarters += quarterTokens(r)
			space = 0
		}
	}
	return (quarters + 3) / 4
}

// quarterTokens returns the tokens of a character that is no ASCII letter and
// no space, in quarters.
func quarterTokens(r rune) int {
	switch {
	case r < 0x80:
		return 4
	case r >= 0x3000 && r <= 0x30ff, r >= 0x4e00 && r <= 0x9fff, r >= 0xff00 && r <= 0xffef:
		return 5
	case r < 0x800:
		return 4
	case r < 0x10000:
		return 8
	}
	return 12
}
