package polarity

import "verbatim/tokenize"

// maxModifiers is how many tokens before a noun are read for what modifies it.
const maxModifiers = 6

// modifiers adds the opinions that modify the noun that ends with token q and is
// absent. Good ones are denied with it (良い商品がない). What is bad is denied as a
// quality (高い商品がない) and in what merely happens (エラーの発生がない). Of anything else it
// is the topic, and goes on: 障害の連絡がない, 解約ボタンがない.
func (j *japanese) modifiers(q int) {
	head, happens := q, j.isHappening(q)
	for ; q >= 0 && j.isNoun(q); q-- {
		if w := j.s.weights[q]; w > 0 || w < 0 && happens {
			j.n.add(q)
		}
		if !j.joined(q) {
			return
		}
	}
	if j.isBeside(q, head) {
		j.absent(q - 1)
		return
	}
	j.qualities(q, happens)
}

// isHappening says whether the noun that ends with token q stands for things that
// are there or happen, so that where it is absent, so is what modifies it. Nouns
// of deeds and means are not: 説明, 対応, 方法, ボタン.
func (j *japanese) isHappening(q int) bool {
	switch j.key(q) {
	case "発生", "再発", "場面", "場合", "ケース", "時", "とき", "日", "時間", "瞬間", "事態", "事象", "現象",
		"症状", "出来事", "影響", "被害", "可能性", "傾向", "兆候", "予兆", "要素", "記憶", "経験", "思い", "思い出", "感覚",
		"イメージ", "雰囲気", "声", "噂", "口コミ", "類", "系", "性", "品", "者", "物", "客", "人", "商品", "製品", "部品", "店", "店員", "スタッフ",
		"部屋", "メニュー", "料理", "作業", "臭", "音", "件", "兆し", "さ", "感":
		return true
	}
	return false
}

// isBeside says whether token q joins the noun that ends with token head to one
// that is absent too: 不満や要望はない, 不満も要望もない.
func (j *japanese) isBeside(q, head int) bool {
	if q < 1 || !j.joined(q) || !j.isNoun(q-1) {
		return false
	}
	switch j.surface(q) {
	case "や", "とか", "と":
		return true
	case "も":
		return j.surface(head+1) == "も"
	}
	return false
}

// qualities adds the opinions among the few tokens that end with q and modify
// the noun after it: the bad ones only if the noun tells what happens, or they are
// its own qualities, or what was feared of it (心配していた揺れがない).
func (j *japanese) qualities(q int, happens bool) {
	own := true
	for n := 0; q >= 0 && n < maxModifiers && !j.isBound(q) && (happens || !j.isTopic(q)); q, n = q-1, n+1 {
		w := j.s.weights[q]
		if w > 0 || w < 0 && (happens || own && (j.isQuality(q) || isWorry(j.key(q)))) {
			j.n.add(q)
		}
		own = own && j.surface(q) != "の" && j.surface(q) != "という"
		if !j.joined(q) {
			return
		}
	}
}

// isQuality says whether token i is an adjective in a form that modifies a noun.
func (j *japanese) isQuality(i int) bool {
	switch j.pos(i) {
	case tokenize.POSVerb, tokenize.POSAuxVerb, tokenize.POSAdverb:
		return false
	case tokenize.POSAdjective, tokenize.POSAux:
		return j.surface(i+1) == "な" || !j.isNoun(i) && !j.isInflected(i)
	}
	return j.surface(i+1) == "な"
}

// isWorry says whether the word is one of fear of what may come.
func isWorry(key string) bool {
	switch key {
	case "心配", "不安", "懸念", "恐れる", "危惧":
		return true
	}
	return false
}

// isBound says whether nothing before token q modifies the noun after it: q ends
// a clause, or marks a part of one.
func (j *japanese) isBound(q int) bool {
	if j.pos(q) == tokenize.POSConjunctive {
		return !j.isTe(q) || j.isCause(q)
	}
	switch j.surface(q) {
	case "が", "は", "を", "で", "に":
		return true
	}
	return false
}

// isTopic says whether token q marks what the noun after it is about: 障害への対応,
// 障害についての説明.
func (j *japanese) isTopic(q int) bool {
	switch j.surface(q) {
	case "へ", "に対する", "に対して", "に対し", "に関する", "に関して", "に関し", "について", "につき", "における", "において",
		"による", "によって", "により", "をめぐる", "に伴う", "にともなう":
		return true
	}
	return false
}

// isContrast says whether token i is a が or the like that ends a clause.
func (j *japanese) isContrast(i int) bool {
	switch j.surface(i) {
	case "が", "けど", "けれど", "けれども", "ものの":
		return j.pos(i) == tokenize.POSConjunctive
	}
	return false
}

// former adds what was thought, heard or feared in the clause that ends with token
// q, and is denied by the そんなことはない after it: 遅いかと思っていたが、そんなことはなかった.
func (j *japanese) former(q int) {
	for n := 0; n < maxModifiers && q >= 0; n, q = n+1, q-1 {
		switch key := j.key(q); {
		case isWorry(key):
			j.n.add(q)
			j.opinions(q-1, -1)
			return
		case isThinkingJA(key) || isTelling(key):
			said := j.quoted(q)
			if j.surface(said) == "か" && j.joined(said) {
				said--
			}
			j.said(said)
			return
		}
		if !j.joined(q) {
			return
		}
	}
}
