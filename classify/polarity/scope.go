package polarity

import (
	"slices"
	"sort"
	"strings"

	"verbatim/tokenize"
)

// Scope answers about one text. The zero Scope is ready for Analyzer.Read, and
// may be used again for the next text; one goroutine each.
type Scope struct {
	a   *Analyzer
	doc *tokenize.Doc

	marked    bool
	marks     [kinds][]mark // by first token
	weights   []int8        // by token: of the opinion that it is part of, or 0
	questions []int32       // the tokens before a question mark

	negated   bool
	negations []negation // by first token

	isWeighed bool
	opinions  []weighed
	clauses   []clause // by token
}

// mark is a phrase of a table in the text: tokens [from, to).
type mark struct {
	from, to int32
	value    int8
}

// negation is a negator, and what it negates.
type negation struct {
	at   tokenize.Range
	base int32  // the token of the lowest bit of mask
	mask uint64 // the tokens in its scope
	able bool   // denies that something can be done
}

// reach is how many tokens a scope spans at most.
const reach = 64

// add adds token i to the scope. What lies out of reach is left out.
func (n *negation) add(i int) {
	if d := i - int(n.base); d >= 0 && d < reach {
		n.mask |= 1 << d
	}
}

// has says whether a token of r is in the scope.
func (n *negation) has(r tokenize.Range) bool {
	from, to := max(r.From-n.base, 0), min(r.To-n.base, reach)
	if from >= to {
		return false
	}
	return n.mask>>from<<(reach-to+from) != 0
}

// overlaps says whether two ranges share a token.
func overlaps(a, b tokenize.Range) bool { return a.From < b.To && b.From < a.To }

// Negators appends to dst the places of the negators that have a word of
// tokens [r.From, r.To) in their scope, but for those that stand in r
// themselves; in the order of the text. An odd number of them negates r.
func (s *Scope) Negators(r tokenize.Range, dst []tokenize.Range) []tokenize.Range {
	s.readNegations()
	first := sort.Search(len(s.negations), func(i int) bool { return s.negations[i].at.From >= r.From-reach })
	for i := first; i < len(s.negations) && s.negations[i].at.From < r.To+reach; i++ {
		if n := &s.negations[i]; n.has(r) && !overlaps(n.at, r) {
			dst = append(dst, n.at)
		}
	}
	return dst
}

// isNegated says whether an odd number of negators has r in scope.
func (s *Scope) isNegated(r tokenize.Range) bool {
	var buf [4]tokenize.Range
	return len(s.Negators(r, buf[:0]))%2 == 1
}

// readMarks finds the phrases of the tables.
func (s *Scope) readMarks() {
	if s.marked {
		return
	}
	s.marked = true
	s.readQuestions()
	tokens := s.doc.Tokens
	for k := range s.marks {
		s.marks[k] = s.marks[k][:0]
	}
	s.weights = append(s.weights[:0], make([]int8, len(tokens))...)
	var free [kinds]int32
	for i := range tokens {
		table := s.tableOf(i)
		if !table.begins(&tokens[i]) {
			continue
		}
		var f found
		table.find(0, s, i, i, &f)
		for k := range f {
			if f[k].to == 0 || free[k] > int32(i) {
				continue
			}
			free[k] = f[k].to
			m := mark{int32(i), f[k].to, f[k].value}
			if kind(k) == ask {
				m.value = s.readAsk(m)
			}
			s.marks[k] = append(s.marks[k], m)
		}
	}
	for _, m := range s.marks[opinion] {
		for i := m.from; i < m.to; i++ {
			s.weights[i] = m.value
		}
	}
}

// tableOf returns the table for phrases that begin with token i.
func (s *Scope) tableOf(i int) *trie {
	if s.doc.Tokens[i].Script == tokenize.ScriptJapanese {
		return s.a.japanese()
	}
	return s.a.english
}

// stands says whether p may stand at tokens [from, to).
func (s *Scope) stands(p *phrase, from, to int) bool {
	switch {
	case p.first && s.doc.Tokens[from].Gap < tokenize.GapSentence:
		return false
	case p.last && !s.endsSentence(to-1):
		return false
	}
	return !p.asked || s.isAsked(to-1)
}

// endsSentence says whether token i is the last of its sentence.
func (s *Scope) endsSentence(i int) bool {
	return i+1 == len(s.doc.Tokens) || s.doc.Tokens[i+1].Gap == tokenize.GapSentence
}

// isAsked says whether a question mark stands right after token i.
func (s *Scope) isAsked(i int) bool {
	_, ok := slices.BinarySearch(s.questions, int32(i))
	return ok
}

// readQuestions finds the tokens that question marks follow.
func (s *Scope) readQuestions() {
	s.questions = s.questions[:0]
	text := s.doc.Text
	if strings.IndexByte(text, '?') < 0 && !strings.Contains(text, "？") {
		return
	}
	at, point, last := int32(-1), int32(0), int32(-1)
	for _, r := range text {
		for int(at+1) < len(s.doc.Tokens) && s.doc.Tokens[at+1].Start <= point {
			at++
		}
		if (r == '?' || r == '？') && at > last {
			s.questions = append(s.questions, at)
			last = at
		}
		point++
	}
}

// within says whether token i is part of a phrase of kind k that has at least
// two tokens.
func (s *Scope) within(k kind, i int) bool {
	_, ok := s.phraseAt(k, i)
	return ok
}

// phraseAt returns the phrase of kind k with at least two tokens that token i is
// part of, if there is one.
func (s *Scope) phraseAt(k kind, i int) (mark, bool) {
	marks := s.marks[k]
	n := sort.Search(len(marks), func(m int) bool { return int(marks[m].to) > i })
	if n == len(marks) || int(marks[n].from) > i || marks[n].to-marks[n].from == 1 {
		return mark{}, false
	}
	return marks[n], true
}

// readNegations finds the negators and their scopes.
func (s *Scope) readNegations() {
	if s.negated {
		return
	}
	s.negated = true
	s.readMarks()
	s.negations = s.negations[:0]
	tokens := s.doc.Tokens
	for i := range tokens {
		switch tokens[i].Script {
		case tokenize.ScriptJapanese:
			s.readJapanese(i)
		case tokenize.ScriptEnglish:
			s.readEnglish(i)
		}
	}
}

// isLexical says whether token i is part of a phrase that has its own meaning,
// so that it negates nothing outside: can't wait, 申し訳ない.
func (s *Scope) isLexical(i int) bool { return s.within(idiom, i) || s.within(opinion, i) }

// isSilent says whether token i is part of a phrase that denies none of its own
// words either.
func (s *Scope) isSilent(i int) bool {
	m, ok := s.phraseAt(opinion, i)
	return ok && m.value == 0 || s.within(idiom, i)
}

// confined returns n, whose negator holds token i, with no more in its scope than
// the phrase with an opinion that the token is part of, if it is of one: the
// phrase has said what it says, but 使い in 二度と使わない is still negated.
func (s *Scope) confined(n negation, i int) negation {
	m, ok := s.phraseAt(opinion, i)
	if !ok {
		return n
	}
	n.able = false
	for d := range int32(reach) {
		if at := n.base + d; at < m.from || at >= m.to {
			n.mask &^= 1 << d
		}
	}
	return n
}
