package polarity

import "strings"

// isPending says whether the yet at token i says that something has not come to
// be: have yet to see.
func (s *Scope) isPending(i int) bool {
	word := s.wordBefore(i)
	switch word {
	case "have", "has", "had", "is", "are":
		return true
	}
	return strings.HasSuffix(word, "'ve") || strings.HasSuffix(word, "'s")
}

// isUnreal says whether the negator at token i is that of an if that tells the
// opposite: if it weren't so expensive.
func (s *Scope) isUnreal(i int) bool {
	verb, next := s.doc.Tokens[i].Surface, s.surface(i+1)
	if verb == "not" {
		i--
		verb = s.wordBefore(i + 1)
	}
	switch verb {
	case "weren't", "were":
	case "wasn't", "was":
		if next != "so" && next != "for" {
			return false
		}
	default:
		return false
	}
	for n := 0; n < 4; n++ {
		word := s.wordBefore(i - n)
		if word == "if" || word == "" {
			return word == "if"
		}
	}
	return false
}

// isMore says whether the negator at token i says that something is more than
// that: isn't just slow.
func (s *Scope) isMore(i int) bool {
	switch s.doc.Tokens[i].Surface {
	case "isn't", "aren't", "wasn't", "weren't":
	default:
		return false
	}
	switch s.surface(i + 1) {
	case "just", "only", "merely", "simply", "solely":
		return true
	}
	return false
}

// isUnrivaled says whether the negator that ends with token last says that
// nothing is more so: can't imagine anything easier.
func (s *Scope) isUnrivaled(last int) bool {
	switch s.surface(last + 1) {
	case "imagine", "picture":
	default:
		return false
	}
	switch s.surface(last + 2) {
	case "anything", "anyone", "a", "something":
		return s.isComparative(last+3) || s.isComparative(last+4)
	}
	return false
}

// isComparative says whether the word at token i compares: easier, more.
func (s *Scope) isComparative(i int) bool {
	switch word := s.surface(i); word {
	case "more", "worse", "better":
		return true
	default:
		return strings.HasSuffix(word, "er") && s.weights[i] != 0
	}
}

// isOpaque says whether what follows the denied word at token i is not denied
// with it: not uncommon for it to crash, does not matter how slow, never thought
// it would be so slow, can't believe how slow.
func (e *english) isOpaque(i int) bool {
	switch e.tokens[i].Surface {
	case "uncommon", "unusual", "unheard":
		return true
	case "matter":
		switch e.s.surface(i + 1) {
		case "how", "what", "who", "where", "when", "if":
			return true
		}
	case "expect", "expected", "thought", "imagined", "think", "imagine":
		return e.isSurprised(i)
	case "believe": // can't believe how slow it is
		switch e.tokens[e.at].Key {
		case "can't", "couldn't":
			return true
		}
		return e.s.wordBefore(e.at) == "could"
	}
	return false
}

// isPraise says whether the words from token i on say that somebody has been
// content: been very happy.
func (s *Scope) isPraise(i int) bool {
	if s.surface(i) != "been" {
		return false
	}
	for k := i + 1; k <= i+2 && s.surface(k) != ""; k++ {
		if s.weights[k] != 0 {
			return s.weights[k] > 0
		}
	}
	return false
}

// isSurprised says whether the thought at token i was not had before it came
// true: didn't expect it to be so easy, never thought it would be this slow.
func (e *english) isSurprised(i int) bool {
	negator := e.tokens[e.at].Surface
	past := strings.HasPrefix(negator, "did") || negator == "never" || negator == "hadn't" ||
		negator == "not" && (e.s.wordBefore(e.at) == "did" || e.s.wordBefore(e.at) == "had")
	ahead := false // of what was to come
	for i++; past && i <= e.at+window && e.s.surface(i) != ""; i++ {
		switch e.s.surface(i) {
		case "would", "could", "to":
			ahead = true
		case "so", "this", "that", "such":
			if ahead {
				return true
			}
		}
	}
	return false
}

// called returns where begins what something is not called: not what I would
// call | cheap; 0 where it is called nothing.
func (e *english) called() int {
	switch e.s.surface(e.at + 1) {
	case "what", "something", "anything":
	default:
		return 0
	}
	if !isSubject(e.s.surface(e.at + 2)) {
		return 0
	}
	for i := e.at + 3; i <= e.at+5 && e.s.surface(i) != ""; i++ {
		switch e.s.surface(i) {
		case "call", "consider":
			return i + 1
		}
	}
	return 0
}

// isDangling says whether a clause begins at token i with no word to say so:
// never tried anything else, or on the menu | the burgers are so good. After the
// denied verb itself it is what that verb takes: not sure the food was.
func (e *english) isDangling(i int) bool {
	switch e.tokens[i].Surface {
	case "the", "my", "our", "their", "your":
	default:
		return false
	}
	switch e.s.surface(i + 2) {
	case "is", "was", "are", "were":
	default:
		return false
	}
	before := e.s.surface(i - 1)
	return i > e.at+2 && !isFunction(before) && !isAsked(before)
}

// isAsked says whether the word asks, or tells what is known: how the food was.
func isAsked(word string) bool {
	switch word {
	case "how", "what", "why", "that", "which", "sure", "convinced", "certain", "think", "say", "know":
		return true
	}
	return false
}
