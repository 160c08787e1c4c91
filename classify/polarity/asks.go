package polarity

import (
	"slices"
	"strings"

	"verbatim/datasets"
	"verbatim/tokenize"
)

// Asks returns what the text asks by its grammar: Request (please …, would be
// nice if, てほしい, ないでしょうか), Question (how do I, is there a way, ますか, ？), or
// "" where it asks for nothing. A text that does both requests.
func (s *Scope) Asks() datasets.Intent {
	s.readMarks()
	asks := int8(statement)
	for _, m := range s.marks[ask] {
		asks = max(asks, m.value)
	}
	switch {
	case asks == request:
		return datasets.Request
	case asks == question || slices.ContainsFunc(s.questions, s.wantsAnswer):
		return datasets.Question
	}
	return ""
}

// readAsk returns what the phrase m of kind ask is where it stands, which may be
// less than the table says.
func (s *Scope) readAsk(m mark) int8 {
	from, last := int(m.from), int(m.to)-1
	switch {
	case m.value == request && (s.isReturn(from) || s.isPraised(last)):
		return statement
	case m.value == request && s.isDeclined(last+1):
		return declined
	case m.value == request && s.isHindsight(last):
		return hindsight
	case m.value == request && from == last && s.isNoun(from):
		return statement
	case m.value == request && s.isAdvice(last):
		return s.adviceOf(last)
	case m.value != question:
	case isQuestionWordJA(s.doc.Tokens[from].Key) && !s.closesAsking(from), s.isAnswered(from):
		return statement
	}
	return m.value
}

// isPraised says whether the word at i says what somebody does for the writer:
// 提案してくださる is no 提案してください.
func (s *Scope) isPraised(i int) bool {
	switch s.doc.Tokens[i].Surface {
	case "くださる", "下さる":
		return true
	}
	return false
}

// isDeclined says whether from token i on a wish is said not to be had:
// 直してほしい ところは特にない.
func (s *Scope) isDeclined(i int) bool {
	j := japanese{s: s, tokens: s.doc.Tokens}
	if !j.isShell(i) || !j.joined(i) {
		return false
	}
	for i++; j.joined(i); i++ {
		switch j.key(i) {
		case "無い", "有る", "ござる", "思いつく", "思い付く", "浮かぶ", "見当たる":
			return s.isDenied(i)
		}
		if j.pos(i) != tokenize.POSParticle && j.pos(i) != tokenize.POSAdverb && j.key(i) != "今" && j.key(i) != "所" {
			return false
		}
	}
	return false
}

// isDenied says whether a negator that denies something ends with token i or
// within the next two.
func (s *Scope) isDenied(i int) bool {
	j := japanese{s: s, tokens: s.doc.Tokens}
	for k := i; k <= i+2 && k < len(j.tokens); k++ {
		if from, _ := j.negator(k); from >= 0 {
			return !j.isCanceled(from, k)
		}
	}
	return false
}

// isHindsight says whether the wish that ends with token i is that the writer had
// done something sooner: もっと早く買えばよかった. What others should have done sooner
// is wanting.
func (s *Scope) isHindsight(i int) bool {
	j := japanese{s: s, tokens: s.doc.Tokens}
	if j.key(i) == "た" {
		i--
	}
	if j.key(i) != "良い" || j.key(i+1) != "た" || j.key(i-1) != "ば" {
		return false
	}
	for i--; j.joined(i); i-- {
		switch {
		case j.key(i) == "無い", isGiving(j.key(i)), j.key(i) == "れる", j.key(i) == "られる":
			return false
		case j.surface(i-1) == "早く":
			return j.s.weights[i-1] >= 0
		}
	}
	return false
}

// isAdvice says whether the wish that ends with token i asks what to do:
// どこに聞けばよいですか.
func (s *Scope) isAdvice(i int) bool {
	tokens := s.doc.Tokens
	if tokens[i].Key != "良い" {
		return false
	}
	for n := 0; i > 0 && n < 20; i, n = i-1, n+1 {
		if isQuestionWordJA(tokens[i].Key) {
			return true
		}
		if tokens[i].Gap == tokenize.GapSentence {
			return false
		}
	}
	return isQuestionWordJA(tokens[i].Key)
}

// adviceOf returns what the words after いい at token i make of asking what to
// do: a question with か, but 何を選べばいいのか分からない states a trouble.
func (s *Scope) adviceOf(i int) int8 {
	if s.closesAsking(i) {
		return question
	}
	return statement
}

// closesAsking says whether the sentence of token i ends as a question does.
func (s *Scope) closesAsking(i int) bool {
	for !s.endsSentence(i) {
		i++
	}
	switch s.doc.Tokens[i].Surface {
	case "か", "かな", "かね", "かしら":
		return true
	}
	return s.isAsked(i)
}

// isAnswered says whether the writer answers the question of token i: Does it
// work offline? No.
func (s *Scope) isAnswered(i int) bool {
	for !s.endsSentence(i) {
		i++
	}
	if !s.isAsked(i) || i+1 == len(s.doc.Tokens) {
		return false
	}
	switch s.doc.Tokens[i+1].Surface {
	case "no", "yes", "nope", "yeah", "never":
		return s.endsSentence(i + 1)
	}
	return false
}

// wantsAnswer says whether the question mark after token i asks something, and
// is not that of a tag or a rhetorical question: わざとでしょう？, isn't it?
func (s *Scope) wantsAnswer(i int32) bool {
	at := int(i)
	if s.isAnswered(at) {
		return false
	}
	switch s.doc.Tokens[at].Surface {
	case "right", "huh", "eh", "really", "seriously", "ね", "よ", "じゃん", "くせに", "でしょ", "だろ":
		return false
	case "う": // でしょう, だろう
		k := s.doc.Tokens[max(at-1, 0)].Surface
		return k != "でしょ" && k != "だろ"
	}
	before := s.wordBefore(at)
	return !isSubject(s.doc.Tokens[at].Surface) || !strings.HasSuffix(before, "n't") || s.doc.Tokens[at-1].Gap < tokenize.GapClause
}

// isReturn says whether the wish at token i is the writer's own to come back or
// go on: また行きたいです asks for nothing.
func (s *Scope) isReturn(i int) bool {
	tokens := s.doc.Tokens
	if tokens[i].Key != "たい" {
		return false
	}
	for n := 0; i >= 0 && n < 20; i, n = i-1, n+1 {
		switch tokens[i].Surface {
		case "また", "ぜひ", "是非", "次回", "今後", "引き続き", "機会", "続け", "もう一度", "再度":
			return true
		}
		if tokens[i].Gap == tokenize.GapSentence {
			return false
		}
	}
	return false
}
