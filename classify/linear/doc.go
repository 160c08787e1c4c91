// Package linear is the small trained classifier that takes over an LLM's bulk
// work: for each theme one linear model over hashed n-grams of words and
// characters, made from the tokens that a run has anyway. It is trained in
// seconds from texts whose themes are known (a model's answers, people's
// labels, gold), calibrated on held-out data, and saved as one file that holds
// its own figures. docs/classifier.md says what it is made of, and how well it
// does beside scikit-learn and fastText.
//
// Train makes a Model, Read and Model.WriteTo keep it, Model.Predict gives the
// themes of a text with their probabilities, Model.Evidence the words that
// speak for one. A Model is immutable and may be shared between goroutines,
// each with its own Scratch.
package linear

import "verbatim/tokenize"

// Text is what a Model sees of a verbatim.
type Text struct {
	Tokens   []tokenize.Token // of the verbatim's text, as tokenize.Tokenizer cut it
	Question string           // a stable name of what was asked, such as the question's id; may be empty
}

// Example is a text whose themes are known.
type Example struct {
	Text
	Themes []string // ids of its themes; none is knowledge, too
	Judged []string // ids of the themes that somebody decided on; nil stands for all
}

// Score is what a Model says of one theme of a text.
type Score struct {
	Theme   int     // index in Model.Themes
	P       float64 // calibrated probability that the theme applies, 0 to 1
	Applied bool    // P reaches the theme's threshold
	Unsure  bool    // P lies in the band where the decision is often wrong
}
