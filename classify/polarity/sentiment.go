package polarity

import (
	"math"
	"slices"

	"verbatim/datasets"
	"verbatim/tokenize"
)

// Prior is the score that came with a text, if any did.
type Prior struct {
	Metric datasets.Metric
	Score  datasets.Opt[float64]
}

// The sources of a sentiment.
const (
	SourceLexicon = "lexicon" // words decided
	SourceScore   = "score"   // the score did, for words were silent or balanced
)

// weighed is an opinion with what negation and degree make of it, in log-odds
// of positive over negative.
type weighed struct {
	at      tokenize.Range
	value   float64
	verdict bool // stands in the Japanese clause that ends its side
	wished  bool // is part of a wish, which says of no theme that it is good or bad
	spared  bool // is something bad that there is none of, or that is not planned
}

// clause is where a token stands.
type clause struct {
	sentence int32 // number of its sentence
	side     int32 // number of the side of a contrast (but, が), never the same in two sentences
	clause   int32 // number of its clause, never the same in two sides
}

// How an opinion counts. They were chosen on the tune halves; see
// docs/polarity.md.
const (
	inEvidence = 2.0  // a word of the evidence itself
	inClause   = 0.9  // of the clause, right beside the evidence …
	nearness   = 1.5  // … and half of it this many tokens away
	inVerdict  = 0.35 // of the last clause of a Japanese sentence, whatever the distance
	inSide     = 0.3  // of the sentence
	inSentence = 0.1  // of the sentence, beyond a but
	elsewhere  = 0.05 // of the text

	beforeBut = 0.6 // of a whole text: what a but takes back

	deniedGood = -1.2  // not great
	deniedBad  = -0.6  // not bad
	unable     = -1.0  // doesn't load, 開けない: denied, and no opinion
	wish       = -0.6  // could you, てほしい: something is wanting
	relief     = 1.0   // should have bought it sooner
	wishedGood = -0.25 // more helpful: what is good is still wished for
	threshold  = 0.1   // below it words are balanced

	tagThreshold = 0.11 // the same near the evidence of a tag
)

// Sentiment returns what the writer feels about the evidence of a tag, given
// by its tokens, and what decided: SourceLexicon or SourceScore. With nothing to
// decide by, both are empty. Each opinion near counts by its weight in the
// table, what degree and negation make of it, and how near it is; the sum is
// taken as log-odds. Where it is under the threshold, the log-odds of the score
// are added: +1 for a promoter or 4 and 5 of CSAT and 5 to 7 of CES, -1 for a
// detractor, 1 and 2, and 1 to 3, else 0.
func (s *Scope) Sentiment(evidence []tokenize.Range, p Prior) (datasets.Sentiment, string) {
	if len(evidence) == 0 {
		return s.Text(p)
	}
	s.weigh()
	var sum float64
	heard := false
	for i := range s.opinions {
		o := &s.opinions[i]
		if o.wished {
			continue
		}
		near := 0.0
		for _, r := range evidence {
			near = max(near, s.nearness(o, r))
		}
		sum += near * o.value
		heard = heard || near > elsewhere
	}
	if math.Abs(sum) < tagThreshold && s.isNeutral(evidence) {
		return datasets.Neutral, SourceLexicon
	}
	return decide(sum, tagThreshold, heard, p)
}

// isNeutral says whether the writer asks about the evidence or calls it
// neither good nor bad, so that the score tells nothing of it.
func (s *Scope) isNeutral(evidence []tokenize.Range) bool {
	for _, r := range evidence {
		if int(r.From) >= len(s.clauses) {
			continue
		}
		side := s.clauses[r.From].side
		for _, m := range s.marks[ask] {
			if m.value > statement && s.clauses[m.from].side == side {
				return true
			}
		}
		for _, m := range s.marks[plain] {
			if s.clauses[m.from].side == side {
				return true
			}
		}
		for _, q := range s.questions {
			if s.clauses[q].side == side && s.wantsAnswer(q) {
				return true
			}
		}
	}
	return false
}

// Text returns what the writer feels on the whole, and what decided, as
// Sentiment does for a tag; all opinions count the same, but what comes after a
// but counts more than what came before. That something bad is not there (不満はない)
// makes no text positive that does not praise besides.
func (s *Scope) Text(p Prior) (datasets.Sentiment, string) {
	s.weigh()
	var sum float64
	praised := false
	for i := range s.opinions {
		o := &s.opinions[i]
		value := o.value
		praised = praised || value > 0 && !o.spared
		if at := s.clauses[o.at.From]; at.side < s.lastSide(at.sentence) {
			value *= beforeBut
		}
		sum += value
	}
	if !praised {
		sum = min(sum, 0)
	}
	return decide(sum, threshold, len(s.opinions) > 0, p)
}

// lastSide returns the last side of a sentence.
func (s *Scope) lastSide(sentence int32) int32 {
	i, _ := slices.BinarySearchFunc(s.clauses, sentence+1, func(c clause, n int32) int { return int(c.sentence - n) })
	return s.clauses[i-1].side
}

// decide returns the sentiment of log-odds; heard says whether any word speaks.
func decide(sum, least float64, heard bool, p Prior) (datasets.Sentiment, string) {
	source := SourceLexicon
	if !heard || math.Abs(sum) < least {
		prior, ok := p.logOdds()
		switch {
		case ok:
			sum, source = sum+prior, SourceScore
		case !heard:
			return "", ""
		}
	}
	switch {
	case sum >= least:
		return datasets.Positive, source
	case sum <= -least:
		return datasets.Negative, source
	}
	return datasets.Neutral, source
}

// logOdds returns what the score says, if there is one: the sign of its group.
func (p Prior) logOdds() (float64, bool) {
	if !p.Score.OK {
		return 0, false
	}
	var low, high float64 // the highest bad and the lowest good score
	switch p.Metric {
	case datasets.MetricNPS:
		low, high = 6, 9
	case datasets.MetricCSAT:
		low, high = 2, 4
	case datasets.MetricCES:
		low, high = 3, 5
	default:
		return 0, false
	}
	switch {
	case p.Score.V <= low:
		return -1, true
	case p.Score.V >= high:
		return 1, true
	}
	return 0, true
}

// nearness returns how much an opinion says about evidence at tokens r.
func (s *Scope) nearness(opinion *weighed, r tokenize.Range) float64 {
	o := opinion.at
	if overlaps(o, r) {
		return inEvidence
	}
	if int(r.From) >= len(s.clauses) {
		return 0
	}
	a, b := s.clauses[o.From], s.clauses[r.From]
	between := max(o.From-r.To, r.From-o.To)
	decay := nearness / (nearness + float64(between))
	switch {
	case a.clause == b.clause:
		return inClause * decay
	case a.side == b.side && opinion.verdict && o.From > r.From:
		return inVerdict
	case a.side == b.side:
		return inSide * decay
	case a.sentence == b.sentence:
		return inSentence * decay
	}
	return elsewhere
}

// weigh works out the opinions and the clauses of the text.
func (s *Scope) weigh() {
	if s.isWeighed {
		return
	}
	s.isWeighed = true
	s.readNegations()
	s.readClauses()
	s.opinions = s.opinions[:0]
	for _, m := range s.marks[opinion] {
		r := tokenize.Range{From: m.from, To: m.to}
		if m.value == 0 || s.isDeclinedAt(m.from) && s.isNegated(r) {
			continue
		}
		value := s.valueOf(r, float64(m.value)/2)
		wished := value > 0 && s.isWanted(m.from)
		if wished {
			value *= wishedGood
		}
		spared := m.value < 0 && value > 0 && s.isSpared(r)
		s.opinions = append(s.opinions, weighed{at: r, value: value, verdict: s.isVerdict(r), wished: wished, spared: spared})
	}
	for _, m := range s.marks[ask] {
		switch r := (tokenize.Range{From: m.from, To: m.to}); m.value {
		case request:
			s.opinions = append(s.opinions, weighed{at: r, value: wish, wished: true})
		case hindsight:
			s.opinions = append(s.opinions, weighed{at: r, value: relief, verdict: s.isVerdict(r)})
		}
	}
	for i := range s.negations {
		if n := &s.negations[i]; n.able && n.mask != 0 && !s.deniesOpinion(n) && !s.isDeclinedAt(n.at.From) {
			s.opinions = append(s.opinions, weighed{at: n.at, value: unable, verdict: s.isVerdict(n.at)})
		}
	}
}

// isSpared says whether the bad thing at tokens r is said not to be there or not
// to be planned: 不満はない, 解約は考えていない. That it is gone (エラーが出なくなった) is praise.
func (s *Scope) isSpared(r tokenize.Range) bool {
	j := japanese{s: s, tokens: s.doc.Tokens}
	if !j.isNoun(int(r.To) - 1) {
		return false
	}
	var buf [4]tokenize.Range
	for _, n := range s.Negators(r, buf[:0]) {
		if j.key(int(n.To)) == "成る" || j.key(int(n.From)) == "無くなる" {
			return false
		}
		if _, exists := j.negator(int(n.To) - 1); !exists && !j.isPlan(int(n.From)-1) {
			return false
		}
	}
	return true
}

// isDeclinedAt says whether the clause of token i says that a wish is not had.
func (s *Scope) isDeclinedAt(i int32) bool {
	return slices.ContainsFunc(s.marks[ask], func(m mark) bool {
		here := s.clauses[i].clause
		return m.value == declined && here >= s.clauses[m.from].clause && here <= s.clauses[m.to-1].clause
	})
}

// isVerdict says whether tokens r stand in the clause that ends a side of a
// Japanese sentence, and so judge all of it: …が短くまとまっていて良い.
func (s *Scope) isVerdict(r tokenize.Range) bool {
	if s.doc.Tokens[r.From].Script != tokenize.ScriptJapanese {
		return false
	}
	here := s.clauses[r.From]
	for _, c := range s.clauses[r.To:] {
		if c.clause != here.clause {
			return c.side != here.side
		}
	}
	return true
}

// isWanted says whether token i is part of what a request is about: in English
// what follows it to the end of the side, in Japanese the clause before it.
func (s *Scope) isWanted(i int32) bool {
	here := s.clauses[i]
	for _, m := range s.marks[ask] {
		switch there := s.clauses[m.from]; {
		case m.value != request:
		case s.doc.Tokens[m.from].Script == tokenize.ScriptJapanese:
			if there.clause == here.clause || i >= m.from && i < m.to {
				return true
			}
		case there.side == here.side && i >= m.from:
			return true
		}
	}
	return false
}

// valueOf returns what degree, negation and the end of what is bad make of an
// opinion.
func (s *Scope) valueOf(r tokenize.Range, value float64) float64 {
	for _, d := range s.marks[degree] {
		if gap := r.From - d.to; gap >= 0 && gap <= 1 && s.clauses[d.from].clause == s.clauses[r.From].clause {
			value *= float64(d.value) / 100
		}
	}
	if !s.isNegated(r) && (value > 0 || !s.isGone(r)) {
		return value
	}
	if value > 0 {
		return min(value*deniedGood, -threshold)
	}
	return max(value*deniedBad, threshold)
}

// deniesOpinion says whether the negation flips an opinion, and so has said
// what it says.
func (s *Scope) deniesOpinion(n *negation) bool {
	for _, m := range s.marks[opinion] {
		if m.value != 0 && n.has(tokenize.Range{From: m.from, To: m.to}) {
			return true
		}
	}
	return false
}
