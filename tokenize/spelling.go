package tokenize

import (
	"strings"
	"unicode/utf8"
)

// The lengths, in characters, from which the rules of foldLoanword hold. Among
// shorter words are pairs that they would make one: ヴィラ and ビラ, ファン and
// フアン (不安), レイン and レーン, コピー and コピ.
const (
	shortestV          = 4
	shortestSmallVowel = 4
	shortestLongE      = 5
	shortestFinal      = 4
)

// longNames are other words without their ー.
var longNames = map[string]bool{
	"バッター": true, "ローラー": true, "ドラマー": true, "ラッパー": true, "ハッカー": true, "サウナー": true, "ジャンプー": true,
	"マーラー": true, "ハイカー": true, "コーラー": true, "ファーマー": true, "タンカー": true, "ウィンドー": true,
}

// The spellings of sounds that have become one: ヴ for those who say it as ブ,
// and letters that nobody needs any more.
var (
	vLetters = strings.NewReplacer("ヴァ", "バ", "ヴィ", "ビ", "ヴェ", "ベ", "ヴォ", "ボ", "ヴャ", "ビャ", "ヴュ", "ビュ", "ヴョ", "ビョ", "ヴ", "ブ")

	oldLetters = strings.NewReplacer("ヂ", "ジ", "ヅ", "ズ", "ヰ", "イ", "ヱ", "エ")
)

// smallVowels writes the vowel small where it makes one sound with the letter
// before: フオント → フォント, ウインドウ → ウィンドウ.
var smallVowels = strings.NewReplacer(
	"ウイ", "ウィ", "ウエ", "ウェ", "ウオ", "ウォ",
	"フア", "ファ", "フイ", "フィ", "フエ", "フェ", "フオ", "フォ",
	"シエ", "シェ", "ジエ", "ジェ", "チエ", "チェ", "クオリ", "クォリ", "クオー", "クォー",
)

// longE are the letters after which イ is as good as ー: ディスプレイ, ディスプレー.
const longE = "エェケゲセゼテデネヘベペメレ"

// foldLoanword folds the spellings of katakana words that differ by rule (the
// Cabinet's notice "Notation of loanwords" of 1991 leaves most of them to the
// writer): ヴ, small vowels, エイ for エー, and the ー at the end of words (ユーザー,
// ユーザ; JIS Z 8301 left it out, the notice writes it). What no rule can tell
// from another word is in equals.txt. Folding twice folds no more.
func foldLoanword(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return classOf(r) != classKatakana }) {
		return s
	}
	length := utf8.RuneCountInString(s)
	if strings.Contains(s, "ヴ") && (length >= shortestV || strings.HasSuffix(s, "ヴ")) {
		s = vLetters.Replace(s)
		length = utf8.RuneCountInString(s)
	}
	s = oldLetters.Replace(s)
	if length >= shortestSmallVowel {
		s = smallVowels.Replace(s)
	}
	if length >= shortestLongE {
		s = squeeze(foldLongE(s))
	}
	if length >= shortestFinal && !longNames[s] {
		s = strings.TrimSuffix(s, "ー")
	}
	return s
}

// foldLongE writes ー for the イ of エイ.
func foldLongE(s string) string {
	if !strings.Contains(s, "イ") {
		return s
	}
	out, last := []rune(s), rune(0)
	for i, r := range out {
		if r == 'イ' && strings.ContainsRune(longE, last) {
			out[i] = 'ー'
		}
		last = r
	}
	return string(out)
}
