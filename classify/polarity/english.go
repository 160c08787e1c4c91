package polarity

import (
	"strings"

	"verbatim/tokenize"
)

// window is how many tokens after its negator an English scope ends at the
// latest.
const window = 12

// english is a negator being read: its last token, and the scope so far.
type english struct {
	s      *Scope
	tokens []tokenize.Token
	at     int // the last token of the negator
	denial denial
	head   int // the first word denied that has no opinion, or the verb of remedy that it leads to; -1 for none
	n      negation

	sign   int8 // of the first opinion in scope, 0 before it
	latest int  // the last opinion in scope
}

// denial is what a negator denies.
type denial uint8

const (
	nothingDenied denial = iota
	predicate            // the verb or adjective after it: not, never, n't
	absence              // what is said to be absent: no, without, lack of
)

// readEnglish adds the negation whose negator token i begins.
func (s *Scope) readEnglish(i int) {
	d, last := s.englishNegator(i)
	if d == nothingDenied {
		if s.isFreeOf(i) {
			s.readFreeOf(i)
		}
		return
	}
	if s.isSilent(i) {
		return
	}
	if s.answersNo(i) {
		s.readAnswer(i)
		return
	}
	if s.isEnglishPseudo(i, last) {
		return
	}
	e := english{s: s, tokens: s.doc.Tokens, at: last, denial: d, head: -1}
	e.n = negation{at: tokenize.Range{From: int32(i), To: int32(last + 1)}, base: int32(last + 1)}
	e.n.able = s.isInability(i)
	e.read()
	if s.surface(last) != "again" { // Never again will we buy
		e.n = s.confined(e.n, i)
	}
	s.negations = append(s.negations, e.n)
}

// englishNegator returns what the negator at token i denies, and its last
// token.
func (s *Scope) englishNegator(i int) (denial, int) {
	tokens := s.doc.Tokens
	key := tokens[i].Key
	if strings.HasSuffix(key, "n't") {
		return predicate, i
	}
	switch key {
	case "never":
		if s.surface(i+1) == "again" {
			return predicate, i + 1
		}
		return predicate, i
	case "yet":
		if s.surface(i+1) == "to" && s.isPending(i) {
			return predicate, i + 1
		}
	case "aint", "not", "nobodi", "neither", "nor", "hardly", "bare", "scarc", "rare", "seldom", "noth", "noon", "nowher", "unabl":
		return predicate, i
	case "without", "none", "zero":
		return absence, i
	case "no":
		switch s.surface(i + 1) {
		case "longer", "one":
			return predicate, i + 1
		}
		return absence, i
	case "lack", "free", "devoid", "absence":
		if next := s.surface(i + 1); next == "of" || next == "from" && key == "free" {
			return absence, i + 1
		}
		if key == "lack" {
			return absence, i
		}
	case "fail", "refus":
		if s.surface(i+1) == "to" {
			return predicate, i + 1
		}
	case "far":
		if s.surface(i+1) == "from" && !s.isPlace(i+2) {
			return predicate, i + 1
		}
	case "anyth":
		if s.surface(i+1) == "but" {
			return predicate, i + 1
		}
	}
	return nothingDenied, i
}

// isInability says whether the negator at i denies that something can be done
// or happens. What I or we do not do is our choice.
func (s *Scope) isInability(i int) bool {
	key := s.doc.Tokens[i].Key
	if key == "not" && i > 0 {
		i--
		key = s.doc.Tokens[i].Key
	}
	switch key {
	case "can't", "couldn't", "can", "could", "unabl", "fail":
		return true
	case "doesn't", "won't", "didn't", "doe", "does", "did", "will":
		subject := s.wordBefore(i)
		return subject != "i" && subject != "we" && subject != ""
	}
	return false
}

// isPlace says whether a place begins at token i: far from the station, but not
// far from the best.
func (s *Scope) isPlace(i int) bool {
	switch s.surface(i) {
	case "the", "my", "our", "your", "home", "where", "any", "everything", "it", "each":
		return i+1 >= len(s.doc.Tokens) || s.weights[i+1] == 0
	}
	return false
}

// answersNo says whether token i is a No that answers the question before it.
func (s *Scope) answersNo(i int) bool {
	return i > 0 && s.isAsked(i-1) && s.doc.Tokens[i].Key == "no" && s.ends(i)
}

// readAnswer adds the negation by the No at token i of what was asked: the first
// word that says something, and all that have an opinion.
func (s *Scope) readAnswer(i int) {
	tokens := s.doc.Tokens
	from := i - 1
	for from > 0 && from > i-window && tokens[from].Gap < tokenize.GapSentence {
		from--
	}
	n := negation{at: tokenize.Range{From: int32(i), To: int32(i + 1)}, base: int32(from)}
	said := false
	for k := from; k < i; k++ {
		asks := !said && !isFunction(tokens[k].Surface)
		if said = said || asks; asks || s.weights[k] != 0 {
			n.add(k)
		}
	}
	s.negations = append(s.negations, n)
}

// surface returns the word at i, or "" where the clause ends before it or the
// text does.
func (s *Scope) surface(i int) string {
	if i < 0 || i >= len(s.doc.Tokens) || s.doc.Tokens[i].Gap >= tokenize.GapClause {
		return ""
	}
	return s.doc.Tokens[i].Surface
}

// isEnglishPseudo says whether the negator at tokens [i, last] denies nothing:
// in a tag or rhetorical question (isn't it, can't you, why don't you), in what
// should or is wished not to be (shouldn't, please don't, I wish it didn't).
func (s *Scope) isEnglishPseudo(i, last int) bool {
	tokens := s.doc.Tokens
	key, next := tokens[i].Key, s.surface(last+1)
	if strings.HasSuffix(key, "n't") && isSubject(next) {
		switch before := s.wordBefore(i); {
		case tokens[i].Gap >= tokenize.GapClause, s.ends(last + 1):
			return true
		case before == "why" && (next == "you" || next == "we"), before == "and", before == "or":
			return true
		}
	}
	if key == "noth" && tokens[i].Gap == tokenize.GapSentence && (isOpening(next) || s.isPraise(last+1)) { // Nothing the staff were great
		return true
	}
	switch before := s.wordBefore(i); {
	case key == "shouldn't", key == "mustn't", key == "not" && (before == "should" || before == "must"):
		return true
	case before == "please", before == "do" && s.wordBefore(i-1) == "please":
		return true
	}
	return s.isWished(i) || s.isUnreal(i) || s.isMore(i) || s.isUnrivaled(last)
}

// isOpening says whether word opens a sentence of its own after an answer of
// one word.
func isOpening(word string) bool {
	switch word {
	case "the", "a", "very", "all", "everything", "everyone", "staff", "my", "your", "just", "really":
		return true
	}
	return isSubject(word)
}

// wordBefore returns the word before i in its clause, or "".
func (s *Scope) wordBefore(i int) string {
	if i <= 0 || s.doc.Tokens[i].Gap >= tokenize.GapClause {
		return ""
	}
	return s.doc.Tokens[i-1].Surface
}

// ends says whether a clause ends with token i.
func (s *Scope) ends(i int) bool {
	return i+1 >= len(s.doc.Tokens) || s.doc.Tokens[i+1].Gap >= tokenize.GapClause
}

// isWished says whether a wish stands before token i in its clause: I wish it
// didn't, it would be nicer if it did not.
func (s *Scope) isWished(i int) bool {
	conditional := false
	for n := 0; n < 8 && i > 0 && s.doc.Tokens[i].Gap < tokenize.GapClause; n++ {
		i--
		switch s.doc.Tokens[i].Surface {
		case "wish", "hope", "hopefully":
			return true
		case "if":
			conditional = true
		case "would", "only":
			return conditional
		}
	}
	return false
}

// read reads the scope: the first word that says something, what depends on
// it, and every word with an opinion, to the end of the clause.
func (e *english) read() {
	var said, copula bool // whether the predicate has been found; a copula after it
	thinks := false
	polarOnly := e.denial == absence
	for i := e.first(); i < len(e.tokens) && i <= e.at+window; i++ {
		t := &e.tokens[i]
		if t.Gap >= tokenize.GapClause && !e.lists(i) || e.stops(i, said, thinks) {
			return
		}
		if e.s.weights[i] != 0 {
			if d, _ := e.s.englishNegator(i); d != nothingDenied { // no lack of
				e.n.add(i)
				continue
			}
			if !e.deny(i) {
				return
			}
			if !thinks || copula {
				said = true
			}
			continue
		}
		e.lead(i)
		switch {
		case isQuantifier(t.Surface) && !said:
			polarOnly = true
		case polarOnly:
		case isFunction(t.Surface):
			copula = copula || isCopula(t.Surface)
		case !said:
			e.n.add(i)
			if e.isOpaque(i) {
				e.n.able = false
				return
			}
			said, thinks = true, isThinking(t.Key)
			if thinks {
				copula = false
			}
			e.follow(i)
		case thinks && (copula || isSubject(e.s.surface(i-1)) && !isCopula(t.Surface)):
			e.n.add(i)
			thinks = false
		}
	}
}

// deny adds the opinion at token i, unless the scope ends before it.
func (e *english) deny(i int) bool {
	if e.spares(i) {
		return false
	}
	t := &e.tokens[i]
	if e.isDisliked(i) || isRemedy(t.Key) {
		e.head = i
	}
	if s := signOf(e.s.weights[i]); e.sign == 0 {
		e.sign = s
	} else if s != e.sign && i-e.latest > 1 {
		return false
	}
	e.latest = i
	e.n.add(i)
	if t.Surface == "worth" && strings.HasSuffix(e.s.surface(i+1), "ing") { // not worth buying
		e.n.add(i + 1)
	}
	return true
}

// first returns where the scope begins: after the subject where it stands
// behind its verb (never did I).
func (e *english) first() int {
	if isCopula(e.s.surface(e.at+1)) && isSubject(e.s.surface(e.at+2)) {
		return e.at + 3
	}
	if at := e.called(); at > 0 {
		return at
	}
	return e.at + 1
}

// follow adds the verb that the verb at i leads to (want to cancel, able to
// log in), and the one that or joins to it (call or email me).
func (e *english) follow(i int) {
	next := i + 1
	switch {
	case e.s.surface(next) == "to" && isCatenative(e.tokens[i].Key), e.s.surface(next) == "or":
		next++
	default:
		return
	}
	if w := e.s.surface(next); w != "" && !isFunction(w) && !isSubject(w) {
		e.n.add(next)
		e.follow(next)
	}
}

// stops says whether token i ends the scope: a conjunction, or the subject of a
// new clause.
func (e *english) stops(i int, said, thinks bool) bool {
	if e.endsDenied(i) {
		if !said && e.tokens[i].Surface == "due" { // could not do it due to
			e.n.add(i)
		}
		return true
	}
	word := e.tokens[i].Surface
	switch word {
	case "is", "was", "are", "were":
		at := e.tokens[e.at]
		return at.Surface == "without" || at.Surface == "of" && e.tokens[e.at-1].Key == "lack"
	case "but", "however", "although", "though", "because", "since", "while", "whereas", "unless", "until", "till",
		"which", "who", "whose", "where", "when", "whenever", "if", "except", "nor", "otherwise", "then", "therefore", "despite":
		return true
	case "so", "and", "or", "as":
		next := e.s.surface(i + 1)
		return word == "and" && e.startsClause(i+1) || isSubject(next) && word != "or"
	}
	if thinks || !said && i == e.at+1 {
		return false
	}
	if said && e.isDangling(i) {
		return true
	}
	return isPersonal(word) || (word == "it" || word == "this" || word == "there" || word == "you") && isCopula(e.s.surface(i+1))
}

// startsClause says whether a new clause is likely to begin at token i, after
// "and": a subject with its verb near, a verb, or an opinion of the other sign.
func (e *english) startsClause(i int) bool {
	switch w := e.s.surface(i); {
	case isSubject(w), w == "the", w == "my", w == "your", w == "our", w == "their":
		return true
	case w == "is", w == "was", w == "are", w == "were", w == "has", w == "had", w == "did", w == "does", w == "will":
		return true
	case i < len(e.tokens) && e.s.weights[i] == 0 && !isFunction(w):
		return true
	}
	return false
}

func signOf(w int8) int8 {
	switch {
	case w > 0:
		return 1
	case w < 0:
		return -1
	}
	return 0
}
