package polarity

import (
	"strings"

	"verbatim/tokenize"
)

// spares says whether the opinion at token i is left as it stands, and the scope
// ends before it, since what is denied is something else: the bug that they did
// not fix is there, and so is the outage of which there was no explanation. What
// is denied may hold it after all: no sign of bugs, did not see the crash.
func (e *english) spares(i int) bool {
	if e.s.weights[i] > 0 {
		return e.isUnmatched(i)
	}
	head := e.head
	if head < 0 {
		return e.isUnmatched(i) || e.isUnmended(i) || e.isIdle()
	}
	switch {
	case isRemedy(e.tokens[head].Key), e.isDisliked(head), e.isLookedAt(head):
		return true
	case e.sign != 0 || isMet(e.tokens[head].Key) || strings.HasSuffix(e.s.surface(i), "ly"):
		return e.isUnmatched(i)
	}
	return e.isComplement(i) || e.isUnmatched(i)
}

// lead takes token i, which has no opinion, for the head of what is denied: the
// first word that says something, or a later verb of remedy that it leads to
// (not able to fix, got no answer).
func (e *english) lead(i int) {
	t := &e.tokens[i]
	switch {
	case e.head < 0 && !isFunction(t.Surface) && !isQuantifier(t.Surface) && !strings.HasSuffix(t.Surface, "ly"):
		e.head = i
	case e.head >= 0 && (isRemedy(t.Key) || e.isLookedAt(i)) && !e.isObliged():
		e.head = i
	}
}

// isLookedAt says whether somebody looks at or into something at token i, which
// is no look that it has.
func (e *english) isLookedAt(i int) bool {
	next := e.s.surface(i + 1)
	return e.tokens[i].Key == "look" && (next == "into" || next == "at")
}

// isObliged says whether the head says what must be done: never had to fix a bug.
func (e *english) isObliged() bool {
	switch e.tokens[e.head].Key {
	case "have", "had", "need":
		return e.s.surface(e.head+1) == "to"
	}
	return false
}

// isComplement says whether the bad thing at token i is what the head is about,
// or what it is told to be there by the or my: no help with a slow export, did not
// load my broken file, does not load and crashes. A verb after to is denied (no
// reason to complain), and so is what there is no cause for.
func (e *english) isComplement(i int) bool {
	if e.isKnown(i) {
		return true
	}
	if e.s.surface(i-1) == "and" {
		return e.isDoing()
	}
	for k := i - 1; k > e.head; k-- {
		switch e.s.surface(k) {
		case "for", "about", "on", "with", "at", "from", "by", "during", "over", "regarding", "concerning":
			return !e.isCause()
		}
	}
	return false
}

// isDoing says whether the head is a verb that is denied, so that and begins
// another: does not load and crashes, but is not structured and stiff.
func (e *english) isDoing() bool {
	if e.denial != predicate || isCatenative(e.tokens[e.head].Key) {
		return false
	}
	if strings.HasSuffix(e.tokens[e.head].Surface, "ing") {
		return true
	}
	switch word := e.tokens[e.at].Surface; word {
	case "isn't", "aren't", "wasn't", "weren't", "ain't":
		return false
	case "not":
		return isDo(e.s.wordBefore(e.at))
	default:
		return strings.HasSuffix(word, "n't")
	}
}

// isDisliked says whether the word at token i says what nobody likes, which is no
// not like bad work.
func (e *english) isDisliked(i int) bool {
	return isLiking(e.tokens[i].Key) && (e.tokens[e.at].Surface != "not" || isDo(e.s.wordBefore(e.at)))
}

// isKnown says whether the words before token i say which one is meant, and so
// that it is there: the slow sync.
func (e *english) isKnown(i int) bool {
	for k := i - 1; k > e.head && k >= i-2; k-- {
		switch e.s.surface(k) {
		case "the", "my", "our", "your", "their", "this", "these", "those":
			return true
		}
	}
	return false
}

// isCause says whether the head is what something bad would need: no reason for
// concern, no room for errors.
func (e *english) isCause() bool {
	switch e.tokens[e.head].Surface {
	case "reason", "reasons", "cause", "room", "ground", "grounds", "need", "chance", "risk", "sign", "signs", "fear",
		"scope", "potential", "point", "basis":
		return true
	}
	return false
}

// isUnmatched says whether the word at token i compares, and what is denied is
// that there was ever more of it: never used a slower tool. What is said of the
// thing itself, or measured by a than, is denied: it never gets slower.
func (e *english) isUnmatched(i int) bool {
	if !e.isEver() {
		return false
	}
	before := i - 1
	switch {
	case e.s.surface(before) == "more" && e.s.weights[i] != 0:
		before--
	case !e.s.isComparative(i):
		return false
	}
	switch e.s.surface(before) {
	case "a", "an", "any", "anything", "anyone", "been":
	default:
		return false
	}
	for k := i + 1; k <= i+2; k++ {
		if e.s.surface(k) == "than" {
			return false
		}
	}
	return before > e.at+1 || e.s.surface(before) == "been"
}

// isEver says whether the negator denies that something has ever been: never,
// haven't, has not.
func (e *english) isEver() bool {
	switch word := e.tokens[e.at].Surface; word {
	case "never", "haven't", "hasn't", "hadn't":
		return true
	case "not":
		switch e.s.wordBefore(e.at) {
		case "have", "has", "had", "i've", "we've":
			return true
		}
	}
	return false
}

// isUnmended says whether what is denied is that the bad thing at token i was
// mended: none of the bugs were fixed.
func (e *english) isUnmended(i int) bool {
	if e.denial != absence {
		return false
	}
	mended := e.s.mended(i + 1)
	if mended < 0 {
		return false
	}
	e.n.add(mended)
	return true
}

// isIdle says whether the negator is what somebody does about something bad: did
// nothing about the bug.
func (e *english) isIdle() bool {
	if e.tokens[e.at].Key != "noth" {
		return false
	}
	switch e.s.surface(e.at + 1) {
	case "about", "for", "with", "against", "to":
	default:
		return false
	}
	switch e.s.wordBefore(e.at) {
	case "do", "does", "did", "done", "doing":
		return true
	}
	return false
}

// mended returns the token of the verb of remedy that the words from token i on
// lead to (were fixed, have ever been addressed), or -1.
func (s *Scope) mended(i int) int {
	passive := false
	for n := 0; n < maxFixing; n, i = n+1, i+1 {
		switch word := s.surface(i); word {
		case "was", "were", "been", "got", "get", "is", "are", "being":
			passive = true
		case "has", "have", "had", "ever", "actually", "really", "properly", "even":
		default:
			if passive && strings.HasSuffix(word, "ed") && word != "mentioned" && isRemedy(s.doc.Tokens[i].Key) {
				return i
			}
			return -1
		}
	}
	return -1
}

// endsDenied says whether token i opens what a denied thing is put down to, or
// when it was: due to, owing to, after.
func (e *english) endsDenied(i int) bool {
	switch e.s.surface(i) {
	case "due", "owing", "thanks":
		return i > e.at+1 && e.s.surface(i+1) == "to"
	case "after":
		return i > e.at+1 && e.tokens[i-1].Key != "look"
	case "before":
		return i > e.at+1
	}
	return false
}

// lists says whether token i, after a comma, goes on with a list of things that
// are all denied, which or or nor ends: no crashes, freezes or lag. All have an
// opinion of the same sign, and little else stands between.
func (e *english) lists(i int) bool {
	if e.tokens[i].Gap != tokenize.GapClause || e.sign == 0 || signOf(e.s.weights[i-1]) != e.sign {
		return false
	}
	heard, ended := true, false // whether the item has an opinion; whether or stood before it
	for ; i < len(e.tokens) && i <= e.at+window; i++ {
		comma := e.tokens[i].Gap == tokenize.GapClause
		if e.tokens[i].Gap == tokenize.GapSentence || comma && ended || comma && !heard {
			break
		}
		word, w := e.tokens[i].Surface, signOf(e.s.weights[i])
		heard = heard && !comma
		switch {
		case word == "or", word == "nor":
			ended, heard = true, false
		case w == e.sign:
			heard = true
		case w != 0, heard && !ended, e.s.isHeavy(i):
			return false
		}
		if ended && heard {
			return true
		}
	}
	return false
}

// isHeavy says whether the word at token i is more than an adverb or article in a
// list, so that a sentence begins with it.
func (s *Scope) isHeavy(i int) bool {
	word := s.doc.Tokens[i].Surface
	d, _ := s.englishNegator(i)
	return d != nothingDenied || isSubject(word) || isCopula(word) || word == "and" || word == "but" || !isFunction(word) && word != "any"
}
