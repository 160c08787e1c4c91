package polarity

import (
	"strings"

	"verbatim/tokenize"
)

// maxSubject is how many tokens after its first the subject has at most that
// opens a sentence like a request: Update process of 3.0 | was.
const maxSubject = 4

// isNoun says whether the word at token i, which would command at the beginning
// of a sentence, is a noun there, since its verb follows: Support answered, Update
// broke everything, Change log is useful.
func (s *Scope) isNoun(i int) bool {
	if s.doc.Tokens[i].Gap < tokenize.GapSentence && i > 0 {
		return false
	}
	switch s.doc.Tokens[i].Surface {
	case "support", "update", "change", "offer", "stop", "fix", "show", "increase":
	default:
		return false
	}
	for k := i + 1; k <= i+maxSubject && s.surface(k) != ""; k++ {
		switch word := s.surface(k); {
		case isAuxiliary(word), s.isFinite(k):
			return true
		case isPassing(word), word == "to" && s.isNumber(k+1): // Update to 3.1 broke it
		case isFunction(word), isQuantifier(word), isAsked(word):
			return false
		}
	}
	return false
}

// isFinite says whether the word at token i can only be a verb with a subject
// before it: answers, broke; helped us, but not nested folders.
func (s *Scope) isFinite(i int) bool {
	word := s.surface(i)
	if isIrregularPast(word) {
		return true
	}
	inflected := strings.HasSuffix(word, "s") || strings.HasSuffix(word, "ed")
	switch s.doc.Tokens[i].Key {
	case "answer", "repli", "reply", "respond", "help", "ignor", "take", "break", "work", "make", "seem", "need", "fail",
		"keep", "crash", "give", "get", "go", "caus", "solv", "resolv", "explain", "refus", "want", "tell", "remain",
		"end", "expir", "arriv", "happen", "delet", "remov", "improv", "ruin":
		return inflected
	}
	if !strings.HasSuffix(word, "ed") {
		return false
	}
	next := s.surface(i + 1)
	return next == "" || isFunction(next) || isQuantifier(next) || isPassing(next) || next == "within" || next == "after"
}

// isNumber says whether the word at token i begins with a digit.
func (s *Scope) isNumber(i int) bool {
	word := s.surface(i)
	return word != "" && word[0] >= '0' && word[0] <= '9'
}

// isAuxiliary says whether word is a verb that a subject stands before.
func isAuxiliary(word string) bool {
	switch word {
	case "is", "was", "are", "were", "has", "had", "does", "did", "will", "would", "can", "could", "seems":
		return true
	}
	return strings.HasSuffix(word, "n't")
}

// isPassing says whether word may stand between a subject and its verb.
func isPassing(word string) bool {
	switch word {
	case "never", "always", "just", "really", "also", "only", "still", "often", "usually", "again":
		return true
	}
	return strings.HasSuffix(word, "ly")
}

// isIrregularPast says whether word is the past of a verb and nothing else.
func isIrregularPast(word string) bool {
	switch word {
	case "broke", "made", "took", "went", "came", "got", "gave", "found", "kept", "lost", "sent", "told", "said", "fell",
		"felt", "became", "began", "threw", "froze", "knew", "saw", "wrote", "meant", "brought", "ran", "grew", "ate":
		return true
	}
	return false
}
