package tokenize

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// sameWords are sets of spellings of one word.
func sameWords() [][]string {
	var sets [][]string
	for _, line := range tableLines(`
		# ー at the end
		サーバー サーバ サ-バー サ－バ－ サーバ‐ ｻｰﾊﾞｰ
		ユーザー ユーザ ユーザーズ
		コンピューター コンピュータ
		エレベーター エレベータ
		プリンター プリンタ
		フォルダー フォルダ フオルダー
		ブラウザー ブラウザ
		メモリー メモリ
		カテゴリー カテゴリ
		セキュリティー セキュリティ
		バッテリー バッテリ
		ソファー ソファ
		アメニティー アメニティ
		ドライヤー ドライヤ
		シャワー シャワ
		カレンダー カレンダ

		# ヴ and letters of old
		ヴァイオリン バイオリン
		ヴァージョン バージョン
		ヴィンテージ ビンテージ
		ヴォーカル ボーカル
		ヴェトナム ベトナム
		サーヴィス サービス
		レヴュー レビュー
		インタヴュー インタビュー
		ウヰスキー ウイスキー ウィスキー
		チヂミ チジミ

		# small vowels
		ウィンドウ ウインドウ ウィンドー ウインドー
		ウェブサイト ウエブサイト
		ウォーター ウオーター
		ウェルカム ウエルカム
		ウォッシュレット ウオッシュレット ウォシュレット ウオシュレット
		フォント フオント
		フィルム フイルム
		ファイル フアイル
		ファンド フアンド
		フェリー フエリー
		フィルター フイルター フィルタ
		ウィルス ウイルス
		クォリティ クオリティ クオリティー
		ジェット ジエット
		チェック チエック
		シェルター シエルター
		スウェーデン スウエーデン
		ハードウェア ハードウエア
		ソフトウェア ソフトウエア

		# エイ and エー
		ディスプレイ ディスプレー
		プレイヤー プレーヤー プレーヤ
		インターフェース インターフェイス インタフェース インタフェイス
		エンターテイメント エンターテーメント
		ウェイター ウェーター ウエイター
		ハイウェイ ハイウェー ハイウエイ
		オーケイ オーケー
		メール メイル
		プレー プレイ
		メイン メーン
		スプレー スプレイ
		メーク メイク
		ブレーク ブレイク
		テイスト テースト
		グレー グレイ
		ペイント ペーント

		# ティ, ディ and others that only a table knows
		デジタル ディジタル
		プラスチック プラスティック
		ロマンチック ロマンティック
		ファンタスチック ファンタスティック
		オートマチック オートマティック
		アイデア アイディア
		スイート スウィート
		ビュッフェ ブッフェ
		ジャグジー ジャグジ ジャクジー
		コンシェルジュ コンシェルジェ
		ベッド ベット
		アボカド アボガド
		シミュレーション シュミレーション
		コミュニケーション コミニュケーション
		マネージャー マネジャー マネージャ
		バイオリン バイオリン
		ダイヤル ダイアル
		ファイアウォール ファイヤーウォール ファイアーウォール
		ボウリング ボーリング
		ツイン ツィン

		# dashes
		ダウンロード ダウンロ-ド ダウンロ－ド ダウンロ—ド ダウンロ–ド ダウンロ―ド ダウンロ−ド ﾀﾞｳﾝﾛｰﾄﾞ ﾀﾞｳﾝﾛ-ﾄﾞ
		コーヒー コ-ヒー コ－ヒ－ コ〜ヒー
		ケーブル ケ-ブル ケ—ブル
		スーーパー スーパー
	`) {
		sets = append(sets, strings.Fields(line))
	}
	return sets
}

func TestSpellings(t *testing.T) {
	tok := newTokenizer(t, Options{})
	for _, set := range sameWords() {
		want := keyOf(tok, set[0])
		for _, w := range set[1:] {
			if got := keyOf(tok, w); got != want {
				t.Errorf("%s has the key %s, want that of %s, %s", w, got, set[0], want)
			}
			if got := keyOf(tok, "この"+w+"が遅い"); got != "この|"+want+"|が|遅い" {
				t.Errorf("この%sが遅い is %s", w, got)
			}
		}
	}
}

// TestOtherWords: pairs that look like spellings of one word and are two.
func TestOtherWords(t *testing.T) {
	tok := newTokenizer(t, Options{})
	for _, pair := range [][2]string{
		{"ビル", "ビール"}, {"ボル", "ボール"}, {"オジサン", "オージサン"}, {"パス", "パース"}, {"コーヒー", "コピー"},
		{"コピー", "コピ"}, {"キー", "キ"}, {"カード", "カド"}, {"ファン", "フアン"}, {"レイン", "レーン"}, {"レイト", "レート"},
		{"セイル", "セール"}, {"チケット", "ティケット"}, {"フレイム", "フレーム"}, {"バック", "バッグ"}, {"ソウル", "ソール"},
		{"チーズ", "チズ"}, {"ホール", "ホル"}, {"ルール", "ルル"}, {"スター", "スタ"}, {"バター", "バタ"}, {"リーダー", "リダー"},
		{"シート", "シト"}, {"テスト", "テースト"}, {"ステイ", "スティ"}, {"ビーズ", "ビズ"}, {"ハード", "ハート"},
		{"フロア", "フロー"}, {"バッター", "バッタ"}, {"クエスト", "クェスト"}, {"ヴィラ", "ビラ"}, {"ウィンドウ", "ウィンド"}, {"ドラマ", "ドラマー"}, {"ローラ", "ローラー"}, {"ラッパ", "ラッパー"}, {"メーター", "メートル"}, {"モーター", "モニター"},
	} {
		if a, b := keyOf(tok, pair[0]), keyOf(tok, pair[1]); a == b {
			t.Errorf("%s and %s have the same key %s", pair[0], pair[1], a)
		}
	}
}

// TestHyphensStay: a hyphen between words is a hyphen.
func TestHyphensStay(t *testing.T) {
	tok := newTokenizer(t, Options{})
	for text, want := range map[string]string{
		"スルメ-イカ": "スルメ イカ", "インド～フィリピン": "インド , フィリピン", "サウナ―": "サウナ", "ステーキ- 2枚": "ステーキ , 2|枚",
		"サーバ-クライアント": "サーバ クライアント", "プラン–プレミアム": "プラン , プレミアム", "ノート-PC": "ノート pc",
	} {
		if got := keyOf(tok, text); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
}

// TestFoldLoanwordTwice: keys are made of base forms, and base forms of keys.
func TestFoldLoanwordTwice(t *testing.T) {
	for _, set := range sameWords() {
		for _, w := range set {
			once := foldLoanword(FoldSurface(w))
			if twice := foldLoanword(once); twice != once {
				t.Errorf("%s folds to %s, and that to %s", w, once, twice)
			}
		}
	}
}

// TestMergedSpellings lists the katakana words of real texts that rules and
// tables make one, with how often each stands there: read it (go test -v) after
// a change for what should have stayed apart.
func TestMergedSpellings(t *testing.T) {
	texts := throughput(t, "ja", 60_000)
	texts = append(texts, csvTexts(t, "hotel-requests-ja", "requests.csv")...)
	texts = append(texts, csvTexts(t, "reviews-ja", "reviews.csv")...)
	tok := newTokenizer(t, Options{})
	byKey := map[string]map[string]int{}
	var doc Doc
	for _, text := range texts {
		tok.Tokenize(text, &doc)
		for _, w := range doc.Tokens {
			if scriptsOf(w.Surface) != pureKatakana {
				continue
			}
			if byKey[w.Key] == nil {
				byKey[w.Key] = map[string]int{}
			}
			byKey[w.Key][w.Surface]++
		}
	}
	merged := 0
	for _, key := range slices.Sorted(maps.Keys(byKey)) {
		if set := byKey[key]; len(set) > 1 {
			merged++
			t.Log(key, set)
		}
	}
	if merged < 50 {
		t.Errorf("%d sets of spellings in %d keys, want at least 50: the rules do nothing", merged, len(byKey))
	}
}
