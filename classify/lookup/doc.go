// Package lookup is the matcher compiled from a codebook: it says which
// themes, intents and routing rules hold for the tokens of a verbatim, and by
// which words.
//
// # What matches
//
// The words of all lists are compiled together into two automata, which go
// over the tokens of a text side by side, in one pass:
//
//   - one over base forms (Token.Key): a phrase matches where its keys stand
//     in a row, with nothing or white space between them (GapNone, GapSpace);
//   - one over words as they stand (Token.Surface): a phrase matches where its
//     letters stand from the beginning of a token to the end of a token,
//     however the text between is cut, with spaces exactly where it has them.
//
// Words match by either, exact: by the second alone, prefix* where a token's
// key or surface begins with it. Neither asks for the language of the list or
// of the text: texts are mixed, and token boundaries keep "art" out of
// "start" and 京都 out of 東京都. Punctuation inside a term may stand in the
// text or be missing. Case, width and normalisation form never matter.
//
// The same rule serves search: CompileQuery finds what to highlight.
//
// # Cost
//
// A pattern can begin at the beginning of a token only, so both automata are
// started anew at every token, and a sieve keeps most words from starting them
// at all. A long term whose beginning is repeated in a text costs at most its
// own length a token. Match does not allocate once its Hits have grown to
// their size.
package lookup
