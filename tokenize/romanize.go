package tokenize

import (
	_ "embed" // the table
	"strings"
	"sync"
	"unicode"

	"github.com/ikawaha/kagome-dict/dict"
	"golang.org/x/text/unicode/norm"
)

//go:embed headers.txt
var headerTable string

// longestHeader is how many tokens a word of headers.txt has at most.
const longestHeader = 4

// headerSlugs returns headers.txt: slugs by folded word.
var headerSlugs = sync.OnceValue(func() map[string]string {
	slugs := map[string]string{}
	for _, line := range tableLines(headerTable) {
		word, slug, _ := strings.Cut(line, " ")
		slugs[word] = slug
	}
	return slugs
})

// Romanize returns a name in a-z, 0-9 and _ for s, to be read by people: the
// header of a column, say. Words of headers.txt become English (プラン → plan),
// other Japanese words their reading by Hepburn without long vowels (満期 →
// manki), Latin words lose their accents. What stands in brackets at the end is
// left out (利用期間（月） → tenure). It returns "" if s has nothing to read.
func (t *Tokenizer) Romanize(s string) string {
	for _, whole := range []string{s, withoutBrackets(s)} {
		if slug, ok := headerSlugs()[withoutSpace(FoldSurface(whole))]; ok {
			return slug
		}
	}
	s = withoutBrackets(s)
	c := &cutter{t: t, keepMorphs: true}
	var doc Doc
	c.cut(s, &doc)
	var parts []string
	for i := 0; i < len(doc.Tokens); {
		slug, n := headerAt(doc.Tokens[i:])
		if n == 0 {
			slug, n = c.romaji(doc.Tokens[i], c.morphs[i]), 1
		}
		if i += n; slug != "" {
			parts = append(parts, slug)
		}
	}
	return strings.Join(parts, "_")
}

// withoutBrackets returns s without the brackets at its end, if anything
// stands before them.
func withoutBrackets(s string) string {
	t := strings.TrimRightFunc(s, unicode.IsSpace)
	if !strings.HasSuffix(t, ")") && !strings.HasSuffix(t, "）") {
		return s
	}
	i := strings.LastIndexAny(t, "(（")
	if i < 0 || strings.TrimSpace(t[:i]) == "" {
		return s
	}
	return strings.TrimSpace(t[:i])
}

// headerAt returns the slug of the longest word of headers.txt that tokens
// begin with, and its length in tokens.
func headerAt(tokens []Token) (slug string, n int) {
	joined := ""
	for i := 0; i < len(tokens) && i < longestHeader; i++ {
		if joined += tokens[i].Surface; headerSlugs()[joined] != "" {
			slug, n = headerSlugs()[joined], i+1
		}
	}
	return slug, n
}

// romaji returns the reading of a token in a-z and 0-9.
func (c *cutter) romaji(tok Token, morph int32) string {
	if tok.Script != ScriptJapanese {
		return asciiOnly(tok.Surface)
	}
	if morph >= 0 {
		name := dict.ReadingIndex
		if tok.POS == POSParticle { // は is wa
			name = dict.PronunciationIndex
		}
		if reading := c.lattice.dic.feature(morph, name); reading != "" {
			return hepburn(reading)
		}
	}
	return hepburn(tok.Surface)
}

// asciiOnly returns s without accents and without what is neither a-z nor 0-9.
func asciiOnly(s string) string {
	s = strings.ReplaceAll(s, "ß", "ss")
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, norm.NFD.String(s))
}

// hepburn transcribes kana by revised Hepburn, without macrons and without
// apostrophes: トウキョウ → tokyo. Other characters are left out.
func hepburn(kana string) string {
	var b strings.Builder
	double := false
	rest := []rune(toKatakana(kana))
	for len(rest) > 0 {
		s, n := syllable(rest)
		switch {
		case rest[0] == 'ッ':
			double = true
		case s != "":
			if double && strings.HasPrefix(s, "ch") {
				b.WriteByte('t')
			} else if double && !strings.ContainsRune("aiueon", rune(s[0])) {
				b.WriteByte(s[0])
			}
			b.WriteString(s)
			double = false
		}
		rest = rest[n:]
	}
	return strings.NewReplacer("ou", "o", "oo", "o", "uu", "u").Replace(b.String())
}

// toKatakana returns s with katakana for hiragana.
func toKatakana(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'ぁ' && r <= 'ゖ' {
			return r + ('ァ' - 'ぁ')
		}
		return r
	}, s)
}

// syllable returns the transcription of the kana at the beginning of s, two if
// the second is a small one, and how many it took.
func syllable(s []rune) (string, int) {
	if len(s) > 1 {
		if t, ok := digraphs[string(s[:2])]; ok {
			return t, 2
		}
		if i := strings.IndexRune("ャュョ", s[1]); i >= 0 {
			if t := monographs[s[0]]; len(t) > 1 && strings.HasSuffix(t, "i") {
				return contracted(t[:len(t)-1], "auo"[i/len("ャ")]), 2
			}
		}
	}
	return monographs[s[0]], 1
}

// contracted returns the contracted syllable of a consonant: ky and a, but sh
// and a.
func contracted(consonant string, vowel byte) string {
	switch consonant {
	case "sh", "ch", "j":
		return consonant + string(vowel)
	}
	return consonant + "y" + string(vowel)
}

// monographs are the syllables of single kana.
var monographs = func() map[rune]string {
	m := map[rune]string{'ン': "n", 'ヴ': "vu", 'ァ': "a", 'ィ': "i", 'ゥ': "u", 'ェ': "e", 'ォ': "o", 'ャ': "ya", 'ュ': "yu", 'ョ': "yo"}
	for _, row := range [...]struct{ kana, romaji string }{
		{"アイウエオ", "a i u e o"}, {"カキクケコ", "ka ki ku ke ko"}, {"サシスセソ", "sa shi su se so"},
		{"タチツテト", "ta chi tsu te to"}, {"ナニヌネノ", "na ni nu ne no"}, {"ハヒフヘホ", "ha hi fu he ho"},
		{"マミムメモ", "ma mi mu me mo"}, {"ヤユヨ", "ya yu yo"}, {"ラリルレロ", "ra ri ru re ro"}, {"ワヰヱヲ", "wa i e o"},
		{"ガギグゲゴ", "ga gi gu ge go"}, {"ザジズゼゾ", "za ji zu ze zo"}, {"ダヂヅデド", "da ji zu de do"},
		{"バビブベボ", "ba bi bu be bo"}, {"パピプペポ", "pa pi pu pe po"},
	} {
		for i, kana := range []rune(row.kana) {
			m[kana] = strings.Fields(row.romaji)[i]
		}
	}
	return m
}()

// digraphs are the syllables of loanwords.
var digraphs = map[string]string{
	"ファ": "fa", "フィ": "fi", "フェ": "fe", "フォ": "fo", "ティ": "ti", "ディ": "di", "トゥ": "tu", "ドゥ": "du",
	"ウィ": "wi", "ウェ": "we", "ウォ": "wo", "ヴァ": "va", "ヴィ": "vi", "ヴェ": "ve", "ヴォ": "vo",
	"シェ": "she", "ジェ": "je", "チェ": "che", "デュ": "dyu", "テュ": "tyu", "フュ": "fyu", "イェ": "ye",
}
