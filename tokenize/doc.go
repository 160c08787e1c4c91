package tokenize

// Doc is one text and its tokens. A Doc may be used again for the next text
// (Tokenizer.Tokenize keeps its slices); its strings stay valid.
type Doc struct {
	Text   string  // as given; valid UTF-8
	Lang   string  // Lang of Text
	Tokens []Token // words in order; neither white space nor punctuation

	cutBy *Tokenizer
}

// Token is one word of a Doc.
//
// Key and Surface are made after tokenizing, never before. Both are folded for
// case, width and normalisation form, and have iteration marks written out.
// Key is the base form under the table of equals: 遅かっ → 遅い, サーバー →
// サーバ, crashed → crash (Snowball stem). Surface is the word as it stands. Keys
// are for comparing, not for showing.
type Token struct {
	Start, End int32 // half-open, in code points of Doc.Text; widened to whole normalised clusters
	Key        string
	Surface    string
	POS        POS
	Script     Script
	Gap        Gap // what stands between the token before and this one

	KeyHash, SurfaceHash uint32 // Hash of Key and Surface: words are looked up without a glance at their letters
	Memo                 *Memo  // of the word; tokens not made by a Tokenizer have none
}

// Range is a half-open range of a Doc's tokens.
type Range struct{ From, To int32 }

// Gap is what stands between two tokens. A phrase may go over GapNone and
// GapSpace only.
type Gap uint8

// The gaps, from narrow to wide; the widest that occurs counts. The first
// token of a text has GapSentence.
const (
	GapNone     Gap = iota // nothing
	GapSpace               // white space, or a joiner inside a word: - / _ ' ・ & @ + and the dot of node.js
	GapClause              // other punctuation or symbols: , 、 ; : ( ) 「 」 emoji
	GapSentence            // . ! ? 。 ！ ？ or a line break
)

// Script is what a token was cut by.
type Script uint8

// The scripts.
const (
	ScriptOther    Script = iota // Unicode word segmentation, no stemming
	ScriptEnglish                // Latin letters: Unicode words, English Snowball stem
	ScriptJapanese               // kagome
	ScriptNumber                 // digits
)

// POS is a coarse part of speech; for words that kagome did not cut it is
// POSUnknown.
type POS uint8

// The parts of speech, after the first two levels of the IPA dictionary.
const (
	POSUnknown      POS = iota
	POSNoun             // 名詞, サ変接続 and proper nouns among them
	POSDependent        // 名詞,非自立 and 接尾: こと, さん, 的
	POSVerb             // 動詞,自立
	POSAuxVerb          // 動詞,非自立 and 接尾: いる, れる
	POSAdjective        // 形容詞, and 名詞,形容動詞語幹
	POSAdverb           // 副詞
	POSParticle         // 助詞, but conjunctive ones
	POSConjunctive      // 助詞,接続助詞: が, ので, けど, て
	POSAux              // 助動詞: ない, た, ます, ん
	POSConjunction      // 接続詞
	POSPrefix           // 接頭詞, 連体詞
	POSInterjection     // 感動詞, フィラー
	POSSymbol           // 記号 that stands as a word
	POSNumber           // 名詞,数
)
