package tokenize

import (
	"strings"
	"testing"
)

// okurigana are writings of the noun of a compound verb, which are forms of the
// verb too; behind a stroke those that are the noun only.
func okurigana() []string {
	return []string{
		"取り込み 取込み", "問い合わせ 問合せ", "申し込み | 申込", "取り扱い 取扱い | 取扱", "取り消し 取消し | 取消", "取り組み 取組み | 取組",
		"取り替え 取替え 取り換え", "取り付け 取付け | 取付", "取り外し 取外し", "取り寄せ 取寄せ", "取り決め 取決め", "取り出し 取出し",
		"取り下げ 取下げ", "取り立て 取立て", "切り替え 切替え 切り換え 切換え | 切替", "切り取り 切取り", "切り捨て 切捨て", "切り離し 切離し",
		"読み込み 読込み", "読み取り 読取り | 読取", "読み上げ 読上げ", "書き込み 書込み", "書き出し 書出し", "書き換え 書換え | 書換",
		"組み込み 組込み", "組み合わせ 組合せ", "見積もり 見積り | 見積", "見落とし 見落し", "支払い | 支払", "受け取り 受取り | 受取",
		"受け渡し 受渡し", "受け入れ 受入れ | 受入", "受け持ち 受持ち", "貸し出し 貸出し | 貸出", "払い戻し 払戻し", "払い込み 払込み | 払込",
		"割り当て 割当て | 割当", "割り込み 割込み", "呼び出し 呼出し | 呼出", "売り切れ 売切れ", "売り出し | 売出し", "買い替え 買い換え",
		"買い取り 買取り | 買取", "買い上げ | 買上げ", "振り込み 振込み | 振込", "振り替え 振替え | 振替", "振り分け 振分け", "引き継ぎ 引継ぎ | 引継",
		"引き渡し 引渡し", "引き換え 引換え 引き替え | 引換", "引き上げ 引上げ", "引き下げ 引下げ", "引っ越し 引越し | 引越", "繰り返し 繰返し",
		"繰り越し | 繰越", "繰り上げ 繰上げ", "繰り下げ 繰下げ", "折り返し 折返し", "折り畳み 折畳み 折りたたみ", "立ち上がり 立上がり",
		"立ち会い 立会い", "立て替え 立替え | 立替", "積み立て 積立て | 積立", "積み上げ 積上げ", "乗り換え 乗換え | 乗換", "乗り入れ 乗入れ",
		"待ち合わせ 待合せ", "入れ替え 入替え 入れ換え", "差し替え 差替え 差し換え", "差し引き | 差引", "差し込み 差込み", "差し戻し 差戻し",
		"仕上がり 仕上り", "据え置き | 据置", "片付け 片づけ", "押し込み 押込み", "追い越し 追越し", "織り込み 織込み",
		"盛り込み 盛込み", "盛り合わせ 盛合せ", "詰め込み 詰込み", "話し合い 話合い", "申し入れ | 申入れ", "打ち込み 打込み",
		"打ち切り 打切り", "請け負い | 請負", "位置付け 位置づけ", "飛び込み 飛込み", "落ち着き 落着き", "気遣い 気づかい",
		"張り替え | 張替え", "引き出し 引出し",
	}
}

// okuriganaNouns are writings of nouns, and of those whose verb the dictionary
// cuts in some writing.
func okuriganaNouns() []string {
	return []string{
		"打ち合わせ 打合せ 打合わせ", "組み立て 組立て 組立", "詰め合わせ 詰合せ", "割り引き 割引き 割引", "取り引き 取引", "取り柄 取柄",
		"買い物 買物", "売り場 売場", "入り口 入口", "飲み物 飲物", "忘れ物 忘れもの", "値上がり 値上り",
		"値下がり 値下り", "当たり前 当り前 あたりまえ", "届け出 届出", "届け先 届先", "前払い 前払", "先払い 先払",
		"着払い 着払", "手当て 手当", "手引き 手引", "申し訳 申訳 申しわけ", "仕組み 仕組", "仕分け 仕分",
		"行き違い 行違い", "割り増し 割増し 割増", "代わり 代り", "曲がり角 曲り角", "書き方 書きかた", "やり取り やりとり 遣り取り",
		"格付け 格付", "乗り場 乗場", "受け皿 受皿", "付き添い 付添い 付添", "行き先 行先", "売り主 売主",
		"買い手 買手",
	}
}

// TestOkurigana: the keys of all writings are equal, alone and in sentences, of
// which some take them for the noun and some for the verb.
func TestOkurigana(t *testing.T) {
	asNoun := []string{"〇", "この〇が遅い", "〇の画面", "〇エラー", "〇ができない"}
	asVerb := []string{"昨日〇ました", "まだ〇ません", "すぐ〇たい", "〇ながら待つ"}
	tok := newTokenizer(t, Options{})
	for _, set := range okurigana() {
		verbs, nouns, _ := strings.Cut(set, " | ")
		checkWritings(t, tok, strings.Fields(verbs+" "+nouns), asNoun)
		checkWritings(t, tok, strings.Fields(verbs), asVerb)
	}
	for _, set := range okuriganaNouns() {
		checkWritings(t, tok, strings.Fields(set), asNoun)
	}
}

// checkWritings checks that in each frame all writings have the keys of the
// first.
func checkWritings(t *testing.T, tok *Tokenizer, writings, frames []string) {
	t.Helper()
	for _, frame := range frames {
		want := keyOf(tok, strings.Replace(frame, "〇", writings[0], 1))
		for _, w := range writings[1:] {
			text := strings.Replace(frame, "〇", w, 1)
			if got := keyOf(tok, text); got != want {
				t.Errorf("%s: %s, want %s as with %s", text, got, want, writings[0])
			}
		}
	}
}

// TestOkuriganaOfVerbs: each pair has the same keys.
func TestOkuriganaOfVerbs(t *testing.T) {
	tok := newTokenizer(t, Options{})
	for _, pair := range [][2]string{
		{"申込んだ", "申し込んだ"}, {"申込まない", "申し込まない"}, {"申込んでいる", "申し込んでいる"}, {"申込みフォーム", "申し込みフォーム"},
		{"問合せたが返信がない", "問い合わせたが返信がない"}, {"問い合せても", "問い合わせても"},
		{"振込んだ", "振り込んだ"}, {"振込まれた", "振り込まれた"}, {"取消した", "取り消した"}, {"取消さない", "取り消さない"},
		{"切替えられない", "切り替えられない"}, {"切換えて使う", "切り替えて使う"}, {"受取った", "受け取った"}, {"受取らない", "受け取らない"},
		{"引継いだ", "引き継いだ"}, {"引越して", "引っ越して"}, {"見積った", "見積もった"}, {"貸出してくれた", "貸し出してくれた"},
		{"払戻された", "払い戻された"}, {"呼出される", "呼び出される"}, {"取付けた", "取り付けた"}, {"取外して", "取り外して"},
		{"入替えた", "入れ替えた"}, {"差替えて", "差し替えて"}, {"組込まれている", "組み込まれている"}, {"組立てた", "組み立てた"},
		{"読取った", "読み取った"}, {"繰返す", "繰り返す"}, {"折返しの電話", "折り返しの電話"}, {"買取ってもらう", "買い取ってもらう"},
		{"割引された", "割り引きされた"}, {"受付けてくれない", "受け付けてくれない"}, {"締切られた", "締め切られた"},
	} {
		if a, b := keyOf(tok, pair[0]), keyOf(tok, pair[1]); a != b {
			t.Errorf("%s is %s, %s is %s", pair[0], a, pair[1], b)
		}
	}
}

// TestOkuriganaStaysApart: other words that look as much alike.
func TestOkuriganaStaysApart(t *testing.T) {
	tok := newTokenizer(t, Options{})
	for _, pair := range [][2]string{
		{"組合", "組み合わせ"}, {"食物", "食べ物"}, {"生花", "生け花"}, {"受付", "受け付ける"}, {"割引", "割り引く"}, {"仕組み", "仕組む"},
		{"締め切り", "締め切る"}, {"取り込める", "取り込む"}, {"申し出", "申し込み"}, {"引き上げ", "引き下げ"}, {"取り出す", "取り消す"},
		{"買い物", "買い手"}, {"届け先", "届け出"}, {"乗り換え", "乗り場"}, {"振り込み", "振り替え"}, {"書き込み", "書き出し"},
	} {
		if a, b := keyOf(tok, pair[0]), keyOf(tok, pair[1]); a == b {
			t.Errorf("%s and %s are both %s", pair[0], pair[1], a)
		}
	}
}
