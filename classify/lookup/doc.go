// Package lookup is the matcher compiled from a codebook: it says which
// themes, intents and routing rules hold for the tokens of a verbatim, by which
// words, and what took a theme away that they would have given.
//
// # What matches
//
// The words of all lists are compiled together, and looked for in one pass over the
// tokens of a text, in two ways:
//
//   - by base forms (Token.Key): a phrase matches where its keys stand
//     in a row, with nothing or white space between them (GapNone, GapSpace);
//   - by words as they stand (Token.Surface): a phrase matches where its
//     letters stand from the beginning of a token to the end of a token,
//     however the text between is cut, with spaces exactly where it has them.
//
// Words match by either, exact: by the second alone, =Case by the second where
// the letters as typed are its own too, prefix* where a token's key or surface
// begins with it. None asks for the language of the list or of the text: texts
// are mixed, and token boundaries keep "art" out of "start" and 京都 out of
// 東京都. Punctuation inside a term may stand in the text or be missing. Width
// and normalisation form never matter, and case matters to =Case alone.
//
// /RE2/ sees the text as it was typed and no tokens. What it finds is a place
// like any other: it may be near to something, negated, or hidden by an
// exclude, by the words that it touches.
//
// NEAR/n and BEFORE/n hold where two places stand in one sentence with at most
// n tokens between and none in common; SENTENCE where its inside holds of one
// sentence alone. Of all places of their words, those that take part are
// evidence.
//
// The same rule serves search: CompileQuery finds what to highlight.
//
// # What is taken away
//
// A term that holds may still give nothing. Theme and Terms say what took it
// away; the first of these that applies:
//
//  1. "exclude X": excludes hide places. While a theme's terms are evaluated,
//     what stands within the evidence of one of its excludes does not count:
//     評価が高い takes away the 高い in it, and leaves another 高い of the same
//     text alone. An exclude that holds by its fields alone takes away all.
//     Excludes are literal, and never negated.
//  2. "negated" or "not negated": a place is negated when the number of
//     negations that have it in their scope is odd; a Polarity tells which do.
//     Negations that share a word with the evidence of the term are part of
//     what it says, and do not count: 返信 NEAR/2 ない is not negated by its own
//     ない. A term is negated when it holds of all its places, and does not
//     without the negated ones. In mode exclude that takes it away, in mode
//     require the contrary does, in mode ignore neither.
//  3. "when": the condition beside the term does not hold.
//
// A theme whose terms are all taken away is still a hit, which says by what.
// Priorities, groups, stop and the condition of a theme are decided by package
// classify.
//
// # Cost
//
// The words of all lists have numbers, and the tokens of a text remember theirs
// (tokenize.Memo), with what else the matcher knows of a word: most are told at a
// glance to begin nothing. A word that is a term is remembered as that; phrases
// are looked up by a pair of neighbouring words, where the two remember that they
// may be one: the pair that the fewest others have. A pair that is repeated in a
// text costs each time what the terms cost that are looked up by it, at most their
// own lengths. Words that were cut otherwise in the text than in the list
// are put together by their hashes, where a sieve lets them.
//
// Tokens remember for the newest Matcher of their tokenizer. An older one, and a
// Query, which remembers nothing, look every word up: they find the same, in three to
// four times the time.
//
// Regular expressions run at most once a text, where one of their literals stands
// and an expression that may hold asks for them. Match does not allocate once its
// Hits have grown to their size.
package lookup
