package polarity

import (
	"strings"

	"verbatim/tokenize"
)

// japanese is a negator being read.
type japanese struct {
	s      *Scope
	tokens []tokenize.Token
	n      negation
}

// readJapanese adds the negation whose negator ends with token i.
func (s *Scope) readJapanese(i int) {
	j := japanese{s: s, tokens: s.doc.Tokens}
	from, exists := j.negator(i)
	if from < 0 {
		j.deny(i)
		return
	}
	if s.isSilent(i) || j.isCanceled(from, i) {
		return
	}
	j.n = negation{at: tokenize.Range{From: int32(from), To: int32(i + 1)}, base: int32(max(from-reach/2, 0))}
	j.n.able = j.denies(from) && !j.isNeedless(i)
	j.scope(from, exists)
	s.negations = append(s.negations, s.confined(j.n, i))
}

// negator returns where the negator begins whose last token is i, or -1 if
// that is none; and whether it denies that something exists or is so (ない,
// ありません) rather than being attached to a verb.
func (j *japanese) negator(i int) (from int, exists bool) {
	t := &j.tokens[i]
	switch t.Key {
	case "無い":
		return i, true
	case "無くなる", "無くす":
		return i, true
	case "ねー":
		if !j.isSlang(i) {
			return -1, false
		}
		return i, true
	case "ぬ", "ん", "まい", "へん", "ひん":
		if t.POS != tokenize.POSAux || i == 0 || t.Gap >= tokenize.GapClause {
			return -1, false
		}
	default:
		return -1, false
	}
	if j.key(i-1) != "ます" {
		return i, false
	}
	if k := j.key(i - 2); k == "有る" || k == "ござる" || k == "御座る" {
		return i - 2, true
	}
	return i - 1, false
}

// key returns the key of token i, or "" outside of the text.
func (j *japanese) key(i int) string {
	if i < 0 || i >= len(j.tokens) {
		return ""
	}
	return j.tokens[i].Key
}

// surface returns token i as it is written, or "" outside of the text.
func (j *japanese) surface(i int) string {
	if i < 0 || i >= len(j.tokens) {
		return ""
	}
	return j.tokens[i].Surface
}

// pos returns the part of speech of token i.
func (j *japanese) pos(i int) tokenize.POS {
	if i < 0 || i >= len(j.tokens) {
		return tokenize.POSUnknown
	}
	return j.tokens[i].POS
}

// joined says whether token i goes on with the clause of the one before it.
func (j *japanese) joined(i int) bool {
	return i > 0 && i < len(j.tokens) && j.tokens[i].Gap < tokenize.GapClause
}

// denies says whether the negator at from denies that something can be done or
// happens, and not merely that it is so.
func (j *japanese) denies(from int) bool {
	switch j.pos(from - 1) {
	case tokenize.POSVerb:
		return !isChoice(j.key(from-1)) || j.isPotential(from)
	case tokenize.POSAuxVerb:
		return !j.isChosen(from - 1)
	}
	return false
}

// isChosen says whether the verb whose last auxiliary is at q is what the
// writer decides on: まだ使っていない, but not 使ってくれない, 使われない.
func (j *japanese) isChosen(q int) bool {
	switch j.key(q) {
	case "居る", "おる", "いる":
	default:
		return false
	}
	verb := q - 2
	if j.key(verb) == "する" {
		verb--
	}
	return j.isTe(q-1) && isChoice(j.key(verb))
}

// isChoice says whether the deed is one that the writer decides on.
func isChoice(key string) bool {
	switch key {
	case "使う", "利用", "使用", "見る", "試す", "触る", "読む", "考える", "検討", "導入", "活用", "契約", "購入", "買う":
		return true
	}
	return false
}

// scope adds what the negator that begins at from negates.
func (j *japanese) scope(from int, exists bool) {
	q := from - 1
	if q < 0 {
		return
	}
	if !j.joined(from) {
		if exists && j.pos(q) == tokenize.POSParticle { // 不満は、特にない
			j.absent(q)
		}
		return
	}
	if !exists {
		j.predicate(q)
		return
	}
	at := q
	for j.isFocus(at) && j.joined(at) {
		at--
	}
	switch {
	case j.isInflected(at):
		j.predicate(at)
		j.firstHalf(at)
	case j.surface(at) == "なら" && j.surface(at-1) == "に": // 気にならなくなった
		j.n.add(at)
		if j.key(at-2) == "気" {
			j.n.add(at - 2)
			return
		}
		j.noun(at - 2)
	case at < q && j.surface(at) == "て" || j.surface(at) == "で" && j.pos(at) == tokenize.POSConjunctive && at < q:
		j.predicate(at)
	case isCopulaJA(j.surface(at)) && j.joined(at):
		j.nominal(at - 1)
	default:
		j.absent(q)
	}
}

// isFocus says whether token i is a particle that may stand between a word and
// its ない: 高くは ない, 便利でも ない.
func (j *japanese) isFocus(i int) bool {
	switch j.surface(i) {
	case "は", "も", "さえ", "すら", "って", "など", "なんて", "こそ", "とも":
		return j.pos(i) != tokenize.POSConjunctive
	}
	return false
}

// isInflected says whether token i is a verb or adjective in the form that ない
// is attached to, or the end of one.
func (j *japanese) isInflected(i int) bool {
	switch j.pos(i) {
	case tokenize.POSVerb, tokenize.POSAuxVerb:
		return true
	case tokenize.POSAdjective, tokenize.POSAux, tokenize.POSAdverb:
		return strings.HasSuffix(j.surface(i), "く") && !isDegreeKu(j.key(i))
	}
	return false
}

// isDegreeKu says whether the word ends in く and is no form of an adjective.
func isDegreeKu(key string) bool {
	switch key {
	case "全く", "まったく", "しばらく", "暫く", "おそらく", "恐らく", "とにかく", "ようやく":
		return true
	}
	return false
}

// isCopulaJA says whether word stands between a noun and its ない.
func isCopulaJA(word string) bool {
	return word == "で" || word == "じゃ" || word == "では" || word == "じゃあ"
}

// predicate adds the predicate that ends with token q: its auxiliaries, its
// head, and what belongs to the head.
func (j *japanese) predicate(q int) {
	end := q + 1
	for q >= 0 {
		step := false
		switch j.pos(q) {
		case tokenize.POSAux:
			step = true
		case tokenize.POSAuxVerb:
			step = !j.isCause(q - 1)
		case tokenize.POSVerb: // 覚えてはいない
			step = j.key(q) == "居る" && j.isFocus(q-1) && j.isTe(q-2)
		case tokenize.POSConjunctive:
			step = q == end-1 || j.isTe(q) && !j.isCause(q)
		case tokenize.POSParticle:
			step = j.isFocus(q) && q > 0 && (j.pos(q-1) == tokenize.POSConjunctive || j.isInflected(q-1))
		}
		if !step {
			break
		}
		if !j.joined(q) {
			return
		}
		q--
	}
	if q < 0 {
		return
	}
	for i := q; i < end; i++ {
		if i > q || j.s.weights[q] > 0 || j.key(q+1) != "出来る" { // 乗り換えできない
			j.n.add(i)
		}
	}
	j.head(q)
}

// isTe says whether token i joins a verb to what follows.
func (j *japanese) isTe(i int) bool {
	switch j.surface(i) {
	case "て", "で", "ちゃ", "じゃ":
		return j.pos(i) == tokenize.POSConjunctive
	}
	return false
}

// isCause says whether token i is a て that tells why, and not one that joins
// an auxiliary: 高くて続けられない, but 続けていない, 教えてくれない.
func (j *japanese) isCause(i int) bool {
	if !j.isTe(i) {
		return false
	}
	next := i + 1
	for j.isFocus(next) {
		next++
	}
	switch j.key(next) {
	case "無い", "居る", "る", "いる", "てる", "おる", "しまう", "仕舞う", "呉れる", "くれる", "貰う", "もらう", "もらえる", "貰える",
		"頂く", "いただく", "頂ける", "いただける", "下さる", "有る", "ある", "置く", "おく", "行く", "いく", "来る", "くる", "見る", "みる",
		"欲しい", "やる", "あげる", "上げる", "いける", "成る", "ます", "いらっしゃる", "らっしゃる":
		return j.pos(i-1) == tokenize.POSAdjective && j.key(next) != "無い" && j.key(next) != "居る"
	}
	return true
}

// head adds what belongs to the head of a predicate at h: the noun of する, what
// is thought, what becomes, what occurs, how it is done.
func (j *japanese) head(h int) {
	if !j.joined(h) {
		return
	}
	before := h - 1
	for j.isFocus(before) && j.joined(before) {
		before--
	}
	switch key := j.key(h); {
	case key == "する" && j.key(before) == "発生" && j.joined(before):
		j.absent(before - 1)
	case j.pos(h) == tokenize.POSVerb && isDoing(key):
		j.done(h)
	case isThinkingJA(key) && j.quoted(h) >= 0:
		j.said(j.quoted(h))
		j.firstQuoted(j.quoted(h))
	case isPlanning(key):
		j.planned(h - 1)
	case (isThinkingJA(key) || isSeeming(key)) && j.surface(before) == "に" && j.key(before-1) == "よう":
		j.said(before - 2)
	case key == "成る" && j.surface(before) == "に" && j.joined(before):
		if j.key(before-1) == "気" {
			j.n.add(before - 1)
			return
		}
		j.noun(before - 1)
	case key == "成る" && before == h-1 && j.isInflected(before):
		j.predicate(before)
	case key == "いく" && j.surface(before) == "に" && j.key(before-1) == "わけ":
		j.said(before - 2)
	case key == "いく" && j.surface(h-1) == "は" && j.quoted(h) >= 0: // 満足とまではいかない
		j.said(j.quoted(h))
	case isOccurring(key):
		j.absent(h - 1)
	case key == "欲しい" || j.pos(h) == tokenize.POSAdjective && j.pos(h-1) == tokenize.POSVerb:
		j.predicate(h - 1)
	}
	j.manner(h - 1)
}

// isThinkingJA says whether the verb's negation is that of what stands before
// its と: 良いとは思わない.
func isThinkingJA(key string) bool {
	switch key {
	case "思う", "思える", "感じる", "言う", "言える", "いえる", "考える", "考えられる", "見える", "限る", "信じる", "おもう":
		return true
	}
	return false
}

// isSeeming says whether the verb's negation is that of what stands before its
// ように.
func isSeeming(key string) bool { return key == "見える" || key == "成る" || key == "できる" }

// isOccurring says whether the verb says that there is or comes to be what its
// が, は, も or を marks: 不満を感じない, エラーが出ない.
func isOccurring(key string) bool {
	switch key {
	case "出る", "起きる", "起こる", "発生", "見つかる", "見当たる", "感じる", "見る", "見られる", "覚える", "生じる", "有る",
		"持つ", "抱く", "掛かる", "かかる", "溜まる", "たまる", "与える", "受ける", "見受ける", "見える", "聞く", "思い当たる",
		"思いつく", "思い付く", "浮かぶ", "かける", "掛ける", "感ずる", "ござる":
		return true
	}
	return false
}

// isNoun says whether token i is a noun or part of one.
func (j *japanese) isNoun(i int) bool {
	switch j.pos(i) {
	case tokenize.POSNoun, tokenize.POSNumber, tokenize.POSUnknown, tokenize.POSSymbol:
		return true
	case tokenize.POSDependent, tokenize.POSAdjective:
		return !strings.HasSuffix(j.surface(i), "い") && !strings.HasSuffix(j.surface(i), "く")
	}
	return false
}

// noun adds the noun or na-adjective that ends with token q, and the opinions
// that modify it.
func (j *japanese) noun(q int) {
	if q < 0 {
		return
	}
	if j.isShell(q) {
		j.shell(q)
		return
	}
	for ; q >= 0 && j.isNoun(q); q-- {
		j.n.add(q)
		if !j.joined(q) {
			return
		}
	}
	j.opinions(q, 0)
}

// nominal adds what stands before the copula of ではない, and ends with token q.
func (j *japanese) nominal(q int) {
	switch {
	case j.isShell(q):
		j.shell(q)
	case j.isNoun(q):
		j.noun(q)
	case j.isInflected(q), j.pos(q) == tokenize.POSAux, j.pos(q) == tokenize.POSAdjective: // 高いじゃない
		j.predicate(q)
	case j.pos(q) == tokenize.POSParticle || j.pos(q) == tokenize.POSAdverb: // それほどではない
		j.opinions(q, 0)
	}
}
