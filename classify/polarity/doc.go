// Package polarity reads what a text says about its own words: which of them
// are negated, how it feels about them, and whether it asks for something.
// English and Japanese; over the tokens of package tokenize, without a model.
//
// An Analyzer holds the tables, which stand in tables/en.txt and
// tables/ja.txt; a Scope answers about one text. Nothing is worked out before
// the first question, and little is kept: negations, opinions and asks of the
// text at hand. docs/polarity.md says what the rules decide and how well they
// do.
//
// Negation follows NegEx (Chapman, Bridewell, Hanbury, Cooper, Buchanan: A
// simple algorithm for identifying negated findings and diseases in discharge
// summaries, J. Biomed. Inform. 34, 2001): triggers, pseudo-triggers,
// terminators and a window. Beyond it a scope here holds no arguments: what a
// complaint is about is not denied with its verb, and in Japanese, where the
// negation stands last, the scope goes back over the predicate instead.
package polarity
