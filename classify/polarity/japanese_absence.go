package polarity

import (
	"strings"

	"verbatim/tokenize"
)

// isShell says whether token i is a noun without a meaning of its own, so that
// the negation is that of what modifies it: 高いわけではない, 不満な点はない,
// 解約する予定はない.
func (j *japanese) isShell(i int) bool {
	switch j.key(i) {
	case "わけ", "訳", "事", "こと", "物", "もの", "の", "ん", "はず", "筈", "つもり", "予定", "必要", "気", "点", "所", "ところ",
		"部分", "面", "箇所", "個所", "様子", "感じ", "印象", "余地", "理由", "程", "ほど", "よう", "感", "気配", "機会", "方", "意思",
		"意向", "くらい", "ぐらい", "限り", "部類", "レベル":
		return j.pos(i) == tokenize.POSNoun || j.pos(i) == tokenize.POSDependent || j.pos(i) == tokenize.POSAdjective ||
			j.key(i) == "程" || j.key(i) == "くらい" || j.key(i) == "ぐらい"
	}
	return false
}

// shell adds what modifies the shell noun at q.
func (j *japanese) shell(q int) {
	if !j.joined(q) {
		return
	}
	q--
	if (j.key(q) == "そんな" || j.key(q) == "そういう") && j.isContrast(q-1) { // 遅いと思ったが、そんなことはない
		j.former(q - 2)
		return
	}
	for j.joined(q) {
		switch j.surface(q) {
		case "の", "な", "という", "と", "いう", "ような", "よう", "そんな", "そういう", "特に", "なんて", "って", "など":
			q--
			continue
		}
		break
	}
	if q < 0 || !j.isNoun(q) || j.s.weights[q] != 0 || j.key(q) == "無い" {
		j.said(q)
		return
	}
	for i := q; j.isNoun(i) && j.s.weights[i] == 0; i-- { // バグ修正の予定はない
		j.n.add(i)
		if !j.joined(i) {
			break
		}
	}
	j.modifiers(q)
}

// said adds the predicate or noun that ends with token q, as the whole of what
// is denied.
func (j *japanese) said(q int) {
	switch {
	case q < 0:
	case j.key(q) == "無い": // 不満がないわけではない
		j.n.add(q)
		j.scope(q, true)
	case j.isNoun(q):
		j.noun(q)
	case j.pos(q) == tokenize.POSAdjective:
		j.n.add(q)
		j.head(q)
	default:
		if j.surface(q) == "だ" || j.surface(q) == "な" || j.key(q) == "です" {
			if j.joined(q) && j.isNoun(q-1) {
				j.noun(q - 1)
				return
			}
		}
		j.predicate(q)
	}
}

// maxBack is how many tokens back what is absent may begin.
const maxBack = 9

// absent adds what is said to be absent and ends with token q: a noun with an
// opinion and the ones beside it (エラーも遅延もない), else the opinions that modify
// the noun (良い商品がない).
func (j *japanese) absent(q int) {
	crossed := false
	for i, n := j.beforePlace(q), 0; i >= 0 && n < maxBack; i, n = i-1, n+1 {
		switch {
		case j.key(i) == "所" && j.surface(i-1) == "の" && j.isTime(i-2): // 今のところ
			i -= 2
			continue
		case j.isShell(i):
			j.shell(i)
			return
		case j.s.weights[i] != 0 && j.pos(i) != tokenize.POSAdverb:
			j.n.add(i)
			j.opinions(i-1, signOf(j.s.weights[i]))
			return
		case j.isNoun(i) && !j.isTime(i):
			j.modifiers(i)
			return
		case j.pos(i) == tokenize.POSConjunctive, j.surface(i) == "で" && i > 0 && j.s.weights[i-1] != 0: // 複雑で覚えられない
			return
		}
		if !j.joined(i) {
			if crossed || i == 0 || j.surface(i-1) != "は" && j.surface(i-1) != "も" {
				return
			}
			crossed = true
		}
	}
}

// beforePlace returns the last token before the place that ends with token q, if
// it is one: 不満が 頭に 浮かばない.
func (j *japanese) beforePlace(q int) int {
	if j.surface(q) != "に" || j.pos(q) != tokenize.POSParticle || !j.joined(q) || !j.isNoun(q-1) || j.s.weights[q-1] != 0 {
		return q
	}
	for q--; j.isNoun(q) && j.joined(q); {
		q--
	}
	return q
}

// isTime says whether the noun at i says when or how often, and not what.
func (j *japanese) isTime(i int) bool {
	switch j.key(i) {
	case "今", "現在", "今回", "今日", "一度", "一つ", "何", "一切", "最近", "以上", "これ", "それ", "他", "これまで", "ひとつ", "一番",
		"回", "件", "度", "個", "大変", "本当":
		return true
	}
	return j.pos(i) == tokenize.POSNumber
}

// opinions adds the words with an opinion, of the given sign if it is not 0,
// among the few tokens that end with q and modify what follows or stand beside
// it.
func (j *japanese) opinions(q int, sign int8) {
	for n := 0; q >= 0 && n < maxModifiers && !j.isBound(q) && (sign != 0 || !j.isTopic(q)); q, n = q-1, n+1 {
		if w := j.s.weights[q]; w != 0 && (sign == 0 || signOf(w) == sign) {
			j.n.add(q)
		}
		if !j.joined(q) && (sign == 0 || q == 0 || !j.isNoun(q-1) || j.s.weights[q-1] == 0) { // エラー、遅延もない
			return
		}
	}
}

// manner adds the good ways in which a predicate is not done, left of token q
// in its clause: 正しく表示されない, スムーズに動かない. Bad ones are another
// statement: 重く、開かない.
func (j *japanese) manner(q int) {
	for n := 0; q >= 0 && n < 8 && j.joined(q+1); q, n = q-1, n+1 {
		switch {
		case j.pos(q) == tokenize.POSConjunctive, j.key(q) == "無い":
			return
		case j.s.weights[q] <= 0:
		case j.pos(q) == tokenize.POSAdverb,
			strings.HasSuffix(j.surface(q), "く") && j.pos(q) == tokenize.POSAdjective && j.pos(q+1) != tokenize.POSAux,
			j.surface(q+1) == "に":
			j.n.add(q)
		}
	}
}
