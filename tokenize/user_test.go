package tokenize

import (
	"strings"
	"testing"
)

func TestDictionary(t *testing.T) {
	tok := newTokenizer(t, Options{Dictionary: []Entry{
		{Surface: "推し活"},
		{Surface: "請求書払い", Cut: []string{"請求書", "払い"}},
		{Surface: "スマレジ"},
		{Surface: "ヨクワカル", Cut: []string{"ヨク", "ワカル"}},
		{Surface: "サーバント", Base: "使用人"},
		{Surface: "Ｖerbatim Pro"},
		{Surface: "C++"},
		{Surface: "freee会計", Base: "freee"},
		{Surface: "料金Lite"},
		{Surface: "log in", Cut: []string{"log", "in"}},
	}})
	var doc Doc
	for _, c := range []tokenCase{
		{"推し活が好き", "推し活|が|好き"},
		{"請求書払いに対応", "請求書|払い|に|対応"},
		{"スマレジサポート", "スマレジ|サポート"},
		{"ヨクワカル", "ヨク|ワカル"},
		{"サーバントが来た", "使用人|が|来る|た"},
		{"We like VERBATIM pro, really", "we like verbatim pro , really"},
		{"Verbatim Process", "verbatim process"},
		{"C++が遅い", "c++|が|遅い"},
		{"freee会計を使う", "freee|を|使う"},
		{"新料金ＬＩＴＥは高い", "新|料金lite|は|高い"},
		{"料金Liter", "料金|liter"},
		{"Log in fails", "log in fail"},
	} {
		tok.Tokenize(c.text, &doc)
		if got := render(&doc); got != c.keys {
			t.Errorf("%q: %q, want %q", c.text, got, c.keys)
		}
		checkDoc(t, &doc)
	}
}

func TestSynonyms(t *testing.T) {
	tok := newTokenizer(t, Options{Synonyms: [][]string{
		{"解約", "退会", "キャンセル"},
		{"やめる", "辞める"},
		{"CS", "カスタマーサポート", "customer support"},
		{"bug", "defect", "不具合"},
		{"推し", "推しメン"},
	}})
	var doc Doc
	for _, c := range []tokenCase{
		{"退会したい", "解約|する|たい"},
		{"キャンセルした", "解約|する|た"},
		{"辞めたい", "やめる|たい"},
		{"カスタマーサポートが親切", "cs|が|親切"},
		{"Customer Support is slow", "cs is slow"},
		{"two defects", "two bug"},
		{"不具合だらけ", "bug|だらけ"},
		{"推しメンが", "推し|が"},
	} {
		tok.Tokenize(c.text, &doc)
		if got := render(&doc); got != c.keys {
			t.Errorf("%q: %q, want %q", c.text, got, c.keys)
		}
	}
}

func TestOptionsErrors(t *testing.T) {
	for want, o := range map[string]Options{
		"dictionary entry 2: want a word":    {Dictionary: []Entry{{Surface: "良い語"}, {Surface: " "}}},
		"want a cut whose parts make":        {Dictionary: []Entry{{Surface: "請求書払い", Cut: []string{"請求", "払い"}}}},
		"want a cut or a base":               {Dictionary: []Entry{{Surface: "請求書払い", Cut: []string{"請求書", "払い"}, Base: "請求"}}},
		"synonyms 1: want two words or more": {Synonyms: [][]string{{"解約"}}},
		"synonyms 1: want words":             {Synonyms: [][]string{{"解約", ""}}},
		"synonyms 2: want one key":           {Synonyms: [][]string{{"解約", "退会"}, {"やめる", "退会"}}},
	} {
		_, err := New(o)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("New(%+v): %v, want %q", o, err, want)
		}
	}
}
