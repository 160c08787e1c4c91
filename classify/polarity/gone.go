package polarity

import "verbatim/tokenize"

// isGone says whether the bad thing at tokens r was said to be over: 問題が解消された,
// the bug has been fixed. That is no negation (there was a problem, and it is
// what the text is about), but no complaint either.
func (s *Scope) isGone(r tokenize.Range) bool {
	if s.doc.Tokens[r.From].Script == tokenize.ScriptJapanese {
		j := japanese{s: s, tokens: s.doc.Tokens}
		return j.isGone(int(r.To))
	}
	return s.isFixed(int(r.From), int(r.To))
}

// maxFixing is how many tokens the verb has that says what became of a problem,
// auxiliaries and all.
const maxFixing = 8

// isGone says whether the tokens from i on say that what stands before them is
// over: が解消された, も直りました. What is not over or to be over has another word
// before た (解消されなかった, 解消したい), and so has advice behind it (解消した方がいい).
func (j *japanese) isGone(i int) bool {
	switch j.surface(i) {
	case "が", "は", "も":
	default:
		return false
	}
	if i++; !j.joined(i) || !isEnding(j.key(i)) {
		return false
	}
	for n := 0; n < maxFixing && j.joined(i+1); n++ {
		i++
		switch j.key(i) {
		case "する", "れる", "ます", "居る", "て":
			continue
		case "た":
			return j.surface(i) != "たら" && j.key(i+1) != "方" && j.key(i+1) != "ほう" && j.key(i+1) != "ら"
		}
		break
	}
	return j.surface(i) == "て" && !j.joined(i+1)
}

// isEnding says whether the verb, or noun of する, says that something bad comes
// to an end.
func isEnding(key string) bool {
	switch key {
	case "解消", "解決", "払拭", "改善", "修正", "直る", "治る", "収まる", "おさまる", "片付け":
		return true
	}
	return false
}

// isFixed says whether the words after tokens [from, to) say that these were
// mended, and none before them that they should be.
func (s *Scope) isFixed(from, to int) bool {
	passive := false
	for i := to; i < to+maxFixing; i++ {
		switch word := s.surface(i); word {
		case "was", "were", "been", "got", "gets":
			passive = true
		case "is", "are", "has", "have", "all", "quickly", "finally", "promptly", "soon", "swiftly", "immediately", "easily", "eventually":
		case "now":
			passive = true
		case "fixed", "resolved", "solved", "rectified":
			return passive && !s.isSupposed(from) && !s.isNegated(tokenize.Range{From: int32(i), To: int32(i + 1)})
		default:
			return false
		}
	}
	return false
}

// isSupposed says whether what stands at token i is wished for or a condition.
func (s *Scope) isSupposed(i int) bool {
	for n := 0; n < maxFixing && i > 0; n, i = n+1, i-1 {
		switch s.wordBefore(i) {
		case "if", "wish", "hope", "until", "till", "once", "when", "unless", "whether", "would", "before":
			return true
		case "":
			return false
		}
	}
	return false
}
