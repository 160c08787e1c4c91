package polarity

import "verbatim/tokenize"

// done adds the noun of する and the like at h. What cannot or does not get done
// is still what the text is about, unless it is good: ログインできない is about the
// login and 解約できない about leaving, but 満足できない is no 満足.
func (j *japanese) done(h int) {
	if isPlanning(j.key(h-1)) && j.joined(h) {
		j.planned(h - 2)
	}
	q, marked := h-1, false
	for j.pos(q) == tokenize.POSParticle && j.joined(q) {
		switch j.surface(q) {
		case "は", "も", "を", "が", "さえ", "すら":
			q, marked = q-1, true
		default:
			return
		}
	}
	if j.isShell(q) {
		if j.key(h) != "出来る" || j.key(q) != "事" || j.key(q-1) != "する" || !j.joined(q) || !j.joined(q-1) {
			j.shell(q)
			return
		}
		q, marked = q-2, true // 解約することができない
		if j.surface(q) == "を" {
			q--
		}
	}
	if j.pos(q) == tokenize.POSVerb && j.pos(q-1) == tokenize.POSPrefix && j.joined(q) { // お勧めできない
		j.n.add(q)
	}
	j.deed(h, q, marked)
}

// deed adds the noun that ends with token q, of the する or the like at h, which a
// particle stands before if marked.
func (j *japanese) deed(h, q int, marked bool) {
	head := q
	whole := !marked && j.key(h) != "出来る" && j.key(h+1) != "れる" && j.key(h+1) != "られる"
	bad := j.isUpToDoer(h)
	for ; q >= 0 && j.isNoun(q); q-- {
		w := j.s.weights[q]
		bad = bad && w < 0 // エラー in エラー対応しない is what the deed is about
		if bad || w > 0 || w == 0 && whole {
			j.n.add(q)
		}
		if !j.joined(q) {
			return
		}
	}
	if marked && j.surface(h-1) == "を" {
		j.qualities(q, j.isHappening(head))
	}
}

// isUpToDoer says whether the する or the like at h tells what is done or not,
// rather than what somebody can do or is allowed to or done as a favour. Something
// bad that cannot be done is no less wanted: 解約できない, 解約させてくれない.
func (j *japanese) isUpToDoer(h int) bool {
	switch j.key(h) {
	case "出来る", "頂ける", "いただける", "もらえる":
		return false
	}
	switch j.key(h + 1) {
	case "せる", "させる":
		return false
	}
	return !j.isTe(h+1) || !isGiving(j.key(h+2))
}

// isDoing says whether the verb makes a verb of the noun before it.
func isDoing(key string) bool {
	switch key {
	case "する", "為る", "出来る", "致す", "なさる", "頂ける", "頂く", "いただける", "下さる", "もらえる":
		return true
	}
	return false
}
