package tokenize

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lang returns the language of text as an ISO 639-1 code, or "und" where
// nothing speaks for one. It counts scripts, and among languages in Latin
// letters the small words that hold a sentence together:
//
//   - "ja" where there is kana, and kana and kanji are as many as words in Latin
//     letters, or half as many with hiragana (APIのURL is Japanese, an English
//     sentence with one Japanese word is not); kanji alone are Japanese where
//     they prevail, unless a sixth of them are simplified ones that Japanese
//     does not have: those are "zh";
//   - "ko", "ru", "th", "ar", "el", "he", "hi" where their script prevails;
//   - for Latin letters "de", "fr", "es", "pt", "it" or "nl" where its small
//     words and letters of its own are clear evidence, else "en".
func Lang(text string) string {
	var c scriptCount
	c.count(text)
	switch {
	case c.hiragana > 0 && 2*(c.kana+c.han) >= c.words, c.kana > 0 && c.kana+c.han >= c.words:
		return "ja"
	case c.kana == 0 && c.han > 0 && (c.words <= 2 && c.han >= c.words || c.han > 3*c.words):
		return hanLang(text, c.han)
	case c.words > 0 && c.words >= c.most:
		return c.latin(text)
	case c.most > 0:
		return c.mostLang
	}
	return "und"
}

// hanLang returns the language of a text of kanji alone, han of them.
func hanLang(text string, han int) string {
	simplified := 0
	for _, r := range text {
		if simplifiedOnly[r] {
			simplified++
		}
	}
	if 6*simplified >= han {
		return "zh"
	}
	return "ja"
}

// scriptCount is what Lang counts.
type scriptCount struct {
	kana     int // hiragana, too
	hiragana int
	han      int
	words    int    // in Latin letters
	other    [8]int // letters by index of otherScripts
	most     int    // of them, in about as many words
	mostLang string
	accents  [len(latinLangs)]int
}

// otherScripts are the scripts that one language stands for.
var otherScripts = [...]struct {
	first, last rune
	lang        string
}{
	{0xAC00, 0xD7AF, "ko"}, {0x1100, 0x11FF, "ko"}, {0x0400, 0x04FF, "ru"}, {0x0E00, 0x0E7F, "th"},
	{0x0600, 0x06FF, "ar"}, {0x0370, 0x03FF, "el"}, {0x0590, 0x05FF, "he"}, {0x0900, 0x097F, "hi"},
}

// lettersPerWord makes letters of other scripts comparable with Latin words.
const lettersPerWord = 4

// count counts text.
func (c *scriptCount) count(text string) {
	inWord := false
	for i := 0; i < len(text); {
		b := text[i]
		if b < utf8.RuneSelf {
			letter := asciiClass[b] == classLetter
			if letter && !inWord {
				c.words++
			}
			inWord = letter || inWord && b == '\''
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		inWord = c.rune(r, inWord)
		i += size
	}
	for i, n := range c.other {
		if n = (n + lettersPerWord - 1) / lettersPerWord; n > c.most {
			c.most, c.mostLang = n, otherScripts[i].lang
		}
	}
}

// rune counts r, which is not ASCII, and reports whether it is in a Latin word.
func (c *scriptCount) rune(r rune, inWord bool) bool {
	switch {
	case r >= 0x3041 && r <= 0x30FF && r != '・' && r != 'ー', r >= 0xFF66 && r <= 0xFF9D:
		c.kana++
		if r <= 0x309F {
			c.hiragana++
		}
	case isHan(r):
		c.han++
	case r >= 'Ａ' && r <= 'ｚ':
		if !inWord && unicode.IsLetter(r) {
			c.words++
		}
		return true
	case r == '’':
		return inWord
	case r < 0x0250:
		return c.accented(r, inWord)
	case r < 0x3000 || r >= 0xAC00 && r <= 0xD7AF:
		for i, s := range otherScripts {
			if r >= s.first && r <= s.last {
				c.other[i]++
			}
		}
	}
	return false
}

// accented counts a Latin letter beyond ASCII.
func (c *scriptCount) accented(r rune, inWord bool) bool {
	if !unicode.IsLetter(r) {
		if r == '¿' || r == '¡' {
			c.accents[langES]++
		}
		return false
	}
	if !inWord {
		c.words++
	}
	if letters, ok := accents[r]; ok {
		c.accents[letters]++
	}
	return true
}

// The languages in Latin letters that Lang tells apart.
const (
	langEN = iota
	langDE
	langFR
	langES
	langPT
	langIT
	langNL
)

var latinLangs = [...]string{"en", "de", "fr", "es", "pt", "it", "nl"}

// accents are letters that speak for one of the languages.
var accents = map[rune]int{
	'ß': langDE, 'ä': langDE, 'ö': langDE, 'ü': langDE, 'ñ': langES, 'ã': langPT, 'õ': langPT,
	'è': langFR, 'ê': langFR, 'œ': langFR, 'ù': langFR, 'û': langFR, 'ò': langIT, 'ì': langIT,
}

// smallWords are function words by the languages that have them, a bit each.
// A word that is frequent in English, too (die, was, on, come, me), has the
// English bit or is not here.
var smallWords = func() map[string]uint8 {
	m := map[string]uint8{}
	for lang, words := range [...]string{
		langEN: "the and is are was were to of in it for that this with you not be have has had but on at my we they would could can from your our when so very just all more there an as or if which what been will me by do don't it's no good great please i a he she his her too how than",
		langDE: "der die das und ist nicht ich sie es ein eine mit für auf den dem zu von wir sehr auch aber haben hat wird kann bei oder noch wenn sind als mehr nur sich keine bitte gut leider ihr man über nach aus wie einen einer im am um dass so war",
		langFR: "le la les et est pas je vous une un des pour que qui dans sur avec ne ce il elle mais nous très sont du au c'est merci bien fait être cette tout ou votre trop de en se on par si",
		langES: "el la los las y es no que en de un una por con para muy pero más me se lo su como está todo bien gracias hay cuando ser del al mi nos le si yo servicio nada este esta",
		langPT: "os é não que em de um uma por com para muito mas mais me se do da no na como está tudo bem obrigado obrigada você ser são ao meu minha foi nos muita",
		langIT: "il la le gli è non che in di un una con molto ma più mi si lo come tutto bene grazie sono del della al ho anche questo questa nel ci io da",
		langNL: "de het een en is niet ik je dat van voor met op te zijn er maar ook heel goed wel naar bij aan om wat dit die als nog kan heb heeft wordt geen meer wij we was",
	} {
		for _, w := range strings.Fields(words) {
			m[w] |= 1 << lang
		}
	}
	return m
}()

const (
	langWords   = 48 // so many words are looked at
	langEnglish = 4  // so many small English words, no fewer than any other's, are enough
	langLead    = 2  // another language needs so many more than English has,
	langShare   = 6  // and one in so many words
)

// latin returns the language of a text that is mostly in Latin letters.
func (c *scriptCount) latin(text string) string {
	hits := c.accents
	var buf [16]byte
	seen, best := 0, langEN
	for lang := range hits {
		if hits[lang] > hits[best] {
			best = lang
		}
	}
	for i := 0; i < len(text) && seen < langWords; {
		n, next := lowerWord(text, i, &buf)
		if i = next; n == 0 {
			continue
		}
		seen++
		for bits, lang := smallWords[string(buf[:n])], 0; bits != 0; bits, lang = bits>>1, lang+1 {
			if hits[lang] += int(bits & 1); hits[lang] > hits[best] {
				best = lang
			}
		}
		if best == langEN && hits[langEN] >= langEnglish {
			break
		}
	}
	if hits[best] >= hits[langEN]+langLead && hits[best]*langShare >= seen {
		return latinLangs[best]
	}
	return latinLangs[langEN]
}

// lowerWord puts the word at text[i:] into buf in lower case. It returns its
// length, 0 if it does not fit or there is none, and where to go on.
func lowerWord(text string, i int, buf *[16]byte) (n, next int) {
	start := i
	for ; i < len(text); i++ {
		b := text[i]
		if b < utf8.RuneSelf && asciiClass[b] != classLetter && b != '\'' {
			break
		}
		if b >= 'A' && b <= 'Z' {
			b |= 0x20
		}
		if i-start < len(buf) {
			buf[i-start] = b
		}
	}
	if n = i - start; n > len(buf) {
		n = 0
	}
	return n, i + 1
}

// simplifiedOnly are frequent simplified characters that Japanese does not
// have (none of them is in CP932).
var simplifiedOnly = func() map[rune]bool {
	m := map[rune]bool{}
	for _, r := range "们这说时间对为么样东车马门问题还让给谢请认识话语买卖贵钱单订货发设计务员师电视频图书馆厅级别户费续约线络页击开关闭过进远连邮账码录载传输总结经验较轻软键统稳强应该显难简错误报导运营销实现吗呢吧您她啥嗯钟铁险预处异极扫弹优质态适选择启动删编辑链权脑响帮际换" {
		m[r] = true
	}
	return m
}()
