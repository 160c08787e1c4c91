package lookup

import (
	"testing"

	"verbatim/themes/expr"
)

func TestQuerySpans(t *testing.T) {
	tk := tokenizer(t)
	for _, c := range []struct{ query, text, want string }{
		{"price support", "support and prices", "support|prices"},
		{"price support", "no prices", "prices"},
		{`"price list"`, "the price list, the list", "price list"},
		{"price NOT support", "price, support", "price"},
		{"price -support", "price, support", "price"},
		{"料金 department:marketing score:0..6", "料金が高い", "料金"},
		{"pric*", "pricing", "pricing"},
		{"exact:price", "prices price", "price"},
		{"department:marketing", "price", ""},
		{"", "price", ""},
		{`"!" OR price`, "! price", "price"},
		{"price", "", ""},
		{"it's", "Its form: it is bad, it’s slow", "it’s"},
		{"it", "it is bad, it’s slow", "it"},
		{"price NEAR/2 high", "price is high, and so is the price", "price|high"},
		{"(price NEAR/2 high) AND support", "price is high, and so is the price", "price|high"}, // though support is missing
		{"SENTENCE(price high)", "Price. High price!", "High|price"},
		{"-(price NEAR/2 high)", "price is high", ""},
		{"/!+/ OR =IT", "IT works! it works", "IT|!"},
	} {
		q, err := CompileQuery(parse(t, c.query, expr.Search), tk)
		if err != nil {
			t.Fatal(err)
		}
		spans := q.Spans(tokens(tk, c.text))
		if spans == nil {
			t.Errorf("query %q in %q: nil", c.query, c.text)
		}
		if got := evidence(t, c.text, spans); got != c.want {
			t.Errorf("query %q in %q: %q, want %q", c.query, c.text, got, c.want)
		}
	}
}
