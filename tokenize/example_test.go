package tokenize_test

import (
	"fmt"

	"verbatim/tokenize"
)

func ExampleTokenizer_Tokenize() {
	t, err := tokenize.New(tokenize.Options{})
	if err != nil {
		panic(err)
	}
	var doc tokenize.Doc
	t.Tokenize("CSVのｲﾝﾎﾟｰﾄが遅かった", &doc)
	fmt.Println(doc.Lang)
	for _, w := range doc.Tokens {
		fmt.Println(w.Start, w.End, w.Surface, w.Key)
	}
	// Output:
	// ja
	// 0 3 csv csv
	// 3 4 の の
	// 4 10 インポート インポート
	// 10 11 が が
	// 11 14 遅かっ 遅い
	// 14 15 た た
}

// The words of a product go into the dictionary, and what its people call by
// several names into the synonyms.
func ExampleOptions() {
	t, err := tokenize.New(tokenize.Options{
		Dictionary: []tokenize.Entry{
			{Surface: "請求書払い", Cut: []string{"請求書", "払い"}},
			{Surface: "Verbatim Pro"},
		},
		Synonyms: [][]string{{"解約", "退会"}},
	})
	if err != nil {
		panic(err)
	}
	var doc tokenize.Doc
	t.Tokenize("verbatim proを退会、請求書払いは？", &doc)
	for _, w := range doc.Tokens {
		fmt.Print(w.Key, " ")
	}
	// Output: verbatim pro を 解約 請求書 払い は
}

func ExampleTokenizer_Romanize() {
	t, err := tokenize.New(tokenize.Options{})
	if err != nil {
		panic(err)
	}
	fmt.Println(t.Romanize("ご契約プラン"), t.Romanize("利用期間（月）"), t.Romanize("満期"))
	// Output: plan tenure manki
}
