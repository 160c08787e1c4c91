package polarity

import "verbatim/tokenize"

// deny adds the negation of token i where it denies without a negator:
// 良いとは言い難い, 対応しかねる, 楽になるどころか, 高いというより, 薦めるかと言われたら….
func (j *japanese) deny(i int) {
	from, q := j.denial(i)
	if from < 0 || q < 0 {
		return
	}
	j.n = negation{at: tokenize.Range{From: int32(from), To: int32(i + 1)}, base: int32(max(from-reach/2, 0))}
	switch j.key(i) {
	case "かねる":
		j.n.able = true
		j.predicate(q)
	case "欠ける":
		j.n.able = true
		j.lacked(q)
	default:
		j.said(q)
	}
	if j.n.mask != 0 {
		j.s.negations = append(j.s.negations, j.n)
	}
}

// lacked adds the words with an opinion among the noun that ends with token q.
func (j *japanese) lacked(q int) {
	for ; q >= 0; q-- {
		if j.s.weights[q] != 0 {
			j.n.add(q)
		} else if !j.isNoun(q) && j.pos(q) != tokenize.POSDependent {
			return
		}
		if !j.joined(q) {
			return
		}
	}
}

// denial returns the first token of the words of denial that end with token i,
// and the last one of what they deny; -1 where they are none.
func (j *japanese) denial(i int) (from, q int) {
	if !j.joined(i) {
		return -1, -1
	}
	switch j.key(i) {
	case "難い", "がたい", "づらい", "辛い":
		if isThinkingJA(j.key(i - 1)) {
			return i - 1, j.quoted(i - 1)
		}
	case "かねる":
		if j.pos(i) == tokenize.POSAuxVerb {
			return i, i - 1
		}
	case "欠ける": // 使いやすさに欠ける
		if j.surface(i-1) == "に" && j.joined(i-1) {
			return i, i - 2
		}
	case "程遠い", "ほど遠い": // 快適とは程遠い
		for q = i - 1; j.isFocus(q) && j.joined(q); {
			q--
		}
		if word := j.surface(q); j.joined(q) && (word == "と" || j.s.weights[q-1] != 0 && (word == "に" || word == "から")) {
			return i, q - 1
		}
	case "どころか":
		if j.isSurpassed(i) {
			return i, i - 1
		}
	case "より":
		if j.key(i-1) == "いう" || j.key(i-1) == "言う" {
			return i - 1, j.quoted(i - 1)
		}
	case "言う", "いう", "聞く", "問う", "尋ねる":
		if j.surface(i-1) == "と" && j.surface(i-2) == "か" && j.joined(i-1) && j.joined(i-2) && j.isDoubted(i) {
			return i - 2, i - 3
		}
	}
	return -1, -1
}

// quoted returns the last token of what stands before the と of the verb at h:
// 安い とは 到底 言えない, 便利 とまでは 言えない. It is -1 where there is none.
func (j *japanese) quoted(h int) int {
	q := h - 1
	for ; j.joined(q + 1); q-- {
		switch j.surface(q) {
		case "と", "って", "とも", "なんて":
			if j.joined(q) {
				return q - 1
			}
			return -1
		case "まで":
			continue
		}
		if !j.isFocus(q) && j.pos(q) != tokenize.POSAdverb && !j.isFlattery(q) {
			return -1
		}
	}
	return -1
}

// isFlattery says whether token i is part of お世辞に, which only strengthens a
// denial.
func (j *japanese) isFlattery(i int) bool {
	switch j.surface(i) {
	case "お":
		return j.key(i+1) == "世辞"
	case "に":
		return j.key(i-1) == "世辞"
	}
	return j.key(i) == "世辞"
}

// halfway is how many tokens back the first of two things denied ends at most.
const halfway = 4

// firstHalf adds the first of two things denied with も, the second of which ends
// with token q: 重くも 遅くもない.
func (j *japanese) firstHalf(q int) {
	if j.surface(q+1) != "も" {
		return
	}
	for n := 1; n < halfway && j.joined(q-n+1) && j.key(q-n) != "無い"; n++ {
		if j.surface(q-n) == "も" && j.isInflected(q-n-1) {
			j.predicate(q - n - 1)
			return
		}
	}
}

// firstQuoted adds the first of two things denied with とも, the second of which
// ends with token q: 高いとも 安いとも言えない.
func (j *japanese) firstQuoted(q int) {
	if j.surface(q+1) != "とも" && (j.surface(q+1) != "と" || j.surface(q+2) != "も") {
		return
	}
	for n := 1; n < halfway && j.joined(q-n+1); n++ {
		switch {
		case j.surface(q-n) == "とも":
			j.said(q - n - 1)
			return
		case j.surface(q-n) == "も" && j.surface(q-n-1) == "と":
			j.said(q - n - 2)
			return
		}
	}
}

// isSurpassed says whether the どころか at i denies what stands before it. That
// is a word with an opinion or an inflected one; something bad that something
// worse follows is not denied: 遅いどころか動かない.
func (j *japanese) isSurpassed(i int) bool {
	before := j.s.weights[i-1]
	for q := i - 1; before == 0 && q > i-4 && q >= 0 && j.joined(q+1); q-- {
		before = j.s.weights[q]
	}
	if before >= 0 {
		return before > 0 || !j.isNoun(i-1)
	}
	for k := i + 1; k < len(j.tokens) && j.tokens[k].Gap < tokenize.GapSentence; k++ {
		if w := j.s.weights[k]; w != 0 || j.key(k) == "無い" {
			return w > 0
		}
	}
	return true
}

// isDoubted says whether the answer to what is asked oneself with the か before
// token i is no: 薦めるかと言われたら薦めない, but not なぜ薦めるかというと.
func (j *japanese) isDoubted(i int) bool {
	for q := i - 3; q >= 0 && q > i-reach/4; q-- {
		if isQuestionWordJA(j.key(q)) {
			return false
		}
		if j.tokens[q].Gap >= tokenize.GapClause {
			break
		}
	}
	for k := i + 1; k < len(j.tokens) && k < i+window; k++ {
		switch j.key(k) {
		case "疑問", "微妙", "違う":
			return true
		}
		if from, _ := j.negator(k); from >= 0 && !j.s.isLexical(k) {
			return true
		}
	}
	return false
}

// isQuestionWordJA says whether the word of this key asks what, who, where, when
// or how.
func isQuestionWordJA(key string) bool {
	switch key {
	case "どこ", "何処", "どう", "何", "なに", "いつ", "何時", "誰", "だれ", "どの", "どれ", "どちら", "どっち", "どんな", "どなた",
		"いくら", "幾ら", "いくつ", "なぜ", "何故", "なんで", "どうして", "どのように", "どうやって":
		return true
	}
	return false
}

// isPlanning says whether the verb, or noun of する, says what somebody means to
// do.
func isPlanning(key string) bool {
	switch key {
	case "考える", "検討", "予定", "計画", "希望", "望む":
		return true
	}
	return false
}

// isPlan says whether a verb of planning ends with token q, auxiliaries and all:
// 検討してい, 考え.
func (j *japanese) isPlan(q int) bool {
	for n := 0; n < halfway && q-n >= 0; n++ {
		if isPlanning(j.key(q - n)) {
			return true
		}
	}
	return false
}

// planned adds what is not considered or planned, and ends with the particle at
// q: 解約は考えていない. With を only what has an opinion: 顧客を考えていない is about
// the customers.
func (j *japanese) planned(q int) {
	if !j.joined(q) || !j.joined(q+1) || j.isTime(q-1) {
		return
	}
	switch s := j.surface(q); {
	case s == "は", s == "も", s == "を" && j.s.weights[q-1] != 0:
		j.noun(q - 1)
	}
}
