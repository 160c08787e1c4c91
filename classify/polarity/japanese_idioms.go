package polarity

import (
	"strings"
	"unicode/utf8"

	"verbatim/tokenize"
)

// isCanceled says whether the negator at tokens [from, i] denies nothing: it
// asks, wishes, sets a condition, or belongs to a form that affirms.
func (j *japanese) isCanceled(from, i int) bool {
	if j.key(i) == "無くなる" || j.key(i) == "無くす" {
		return false
	}
	return j.isAsking(from, i) || j.isCondition(i) || j.isWish(from, i) || j.isObligation(from) || j.isOnly(from) || j.isNotOnly(from, i)
}

// isAsking says whether the negator is that of a request or of a rhetorical
// question: できないでしょうか, できませんか, 使いにくくないですか, ないかな, ない？ But
// after なぜ, and in ないのですか, the negation is a fact.
func (j *japanese) isAsking(from, i int) bool {
	k := i + 1
	if j.joined(k) && j.key(k) == "物" && j.pos(k) == tokenize.POSDependent { // ないものか
		k++
	}
	if !j.joined(k) {
		return j.s.isAsked(i) && !j.isWhy(from)
	}
	for j.joined(k) && j.pos(k) == tokenize.POSAux && (j.key(k) == "です" || j.key(k) == "だ" || j.key(k) == "う") {
		k++
	}
	return j.joined(k) && j.surface(k) == "か" && !j.isWhy(from)
}

// isWhy says whether the clause up to from asks why.
func (j *japanese) isWhy(from int) bool {
	for n := 0; from >= 0 && n < 20; n++ {
		switch j.surface(from) {
		case "なぜ", "何故", "なんで", "どうして":
			return true
		}
		if from--; from < 0 || j.tokens[from+1].Gap == tokenize.GapSentence {
			return false
		}
	}
	return false
}

// isCondition says whether the negator sets a condition, as one that is not met
// or as what must be: なければ, ないなら, なきゃ, ないと困る, なくては, ねば, ずにはいられない.
func (j *japanese) isCondition(i int) bool {
	next := j.surface(i + 1)
	switch j.surface(i) {
	case "なきゃ":
		return true
	case "ず", "ざる":
		return j.joined(i+2) && next == "に" && j.surface(i+2) == "は" || next == "を" && j.key(i+2) == "得る"
	}
	if !j.joined(i + 1) {
		return false
	}
	switch next {
	case "ば", "ちゃ":
		return true
	case "なら":
		return j.key(i+1) == "だ"
	case "て":
		return j.surface(i+2) == "は" && j.key(i+3) != "無い"
	case "と":
		k := i + 2
		if j.isFocus(k) {
			k++
		}
		if j.surface(k) == "いい" { // to the dictionary a form of 言う
			return true
		}
		return !isThinkingJA(j.key(k)) && j.key(k) != "いう" && j.surface(k) != "の" && !isTelling(j.key(k))
	}
	return false
}

// isTelling says whether the verb tells what stands before its と.
func isTelling(key string) bool {
	switch key {
	case "聞く", "伝える", "言われる", "回答", "返答", "書く", "判断", "知る", "気づく", "表示", "出る", "連絡", "案内":
		return true
	}
	return false
}

// isWish says whether the negator wishes or asks that something be not so,
// which tells that it is: 値上げしないでほしい, 落ちないように.
func (j *japanese) isWish(from, i int) bool {
	if j.key(from-1) == "欲しい" && j.pos(from-2) == tokenize.POSConjunctive { // してほしくない
		return true
	}
	k := i + 1
	if !j.joined(k) {
		return false
	}
	if s := j.surface(k); s == "で" || s == "よう" {
		k++
		switch {
		case s == "で" && j.isPlea(from, k):
			return true
		case s == "で" && j.joined(k):
			return isGiving(j.key(k)) || j.key(k) == "お願い" || j.surface(k) == "お"
		case s == "よう" && !j.joined(k):
			return true
		case s == "よう" && j.surface(k) == "に":
			return !isThinkingJA(j.key(k+1)) && j.key(k+1) != "成る"
		case s == "よう":
			return j.pos(k) != tokenize.POSAux && j.pos(k) != tokenize.POSParticle
		}
	}
	return false
}

// isPlea says whether the sentence ends with the ないで of a verb before token k,
// but for よ or ね: 値上げしないで.
func (j *japanese) isPlea(from, k int) bool {
	if p := j.pos(from - 1); p != tokenize.POSVerb && p != tokenize.POSAuxVerb {
		return false
	}
	if s := j.surface(k); j.joined(k) && (s == "よ" || s == "ね") {
		k++
	}
	return j.s.endsSentence(k - 1)
}

// isGiving says whether the verb, after て or で, asks for something.
func isGiving(key string) bool {
	switch key {
	case "欲しい", "下さる", "呉れる", "頂く", "頂ける", "いただける", "貰う", "もらえる", "くれる":
		return true
	}
	return false
}

// isObligation says whether the negator at from is the end of what must or must
// not be: なければ ならない, ては いけない.
func (j *japanese) isObligation(from int) bool {
	if k := j.key(from - 1); k != "成る" && k != "いける" {
		return false
	}
	switch j.surface(from - 2) {
	case "ば", "ちゃ", "なきゃ", "じゃ":
		return true
	case "は":
		return j.pos(from-3) == tokenize.POSConjunctive
	case "と":
		return j.key(from-3) == "無い"
	}
	return false
}

// isOnly says whether しか stands before the negator in its clause.
func (j *japanese) isOnly(from int) bool {
	for n := 0; n < 8 && j.joined(from); n++ {
		from--
		switch {
		case j.surface(from) == "しか":
			return true
		case j.pos(from) == tokenize.POSConjunctive && j.surface(from) != "て":
			return false
		}
	}
	return false
}

// isNotOnly says whether the negator says that something is not all: だけでなく,
// のみならず.
func (j *japanese) isNotOnly(from, i int) bool {
	q := from - 1
	if j.surface(q) == "は" {
		q--
	}
	if !isCopulaJA(j.surface(q)) && j.key(q) != "成る" || j.s.endsSentence(i) || j.surface(i) == "なし" {
		return false
	}
	switch j.surface(q - 1) {
	case "だけ", "のみ", "ばかり":
		return true
	}
	return false
}

// isSlang says whether the ねー at i, a particle to the dictionary, is ない as some
// say it: 使えねー, 高くねー, but not 使えるねー, いいねー.
func (j *japanese) isSlang(i int) bool {
	if !j.joined(i) {
		return false
	}
	word := j.surface(i - 1)
	switch j.pos(i - 1) {
	case tokenize.POSVerb, tokenize.POSAuxVerb:
		last, _ := utf8.DecodeLastRuneInString(word)
		return !strings.ContainsRune("うくぐすつぬぶむる", last)
	case tokenize.POSAdjective:
		return strings.HasSuffix(word, "く")
	case tokenize.POSParticle:
		return word == "じゃ" && j.joined(i-1)
	}
	return false
}

// isPotential says whether the verb before the ねー at i stands in a form that
// only what can be done has, as people write it: 使えねー.
func (j *japanese) isPotential(i int) bool {
	last, _ := utf8.DecodeLastRuneInString(j.surface(i - 1))
	return j.key(i) == "ねー" && strings.ContainsRune("えけせてねべめれげ", last)
}

// isNeedless says whether the negator at i tells of what need not be done, rather
// than of what cannot: 待たずに済んだ, 付かなくてもいい.
func (j *japanese) isNeedless(i int) bool {
	k := i + 1
	switch j.surface(k) {
	case "て", "で", "に", "とも":
		k++
	default:
		return false
	}
	if j.surface(k) == "も" {
		k++
	}
	switch j.key(k) {
	case "済む", "良い", "大丈夫", "構う", "かまう", "ok", "結構", "宜しい":
		return j.joined(i+1) && j.joined(k)
	}
	return false
}
