package tokenize

import (
	"testing"

	"github.com/ikawaha/kagome-dict/ipa"
	"github.com/ikawaha/kagome/v2/tokenizer"
)

// BenchmarkKagome is the yardstick of design §9: raw kagome in search mode,
// base forms read.
func BenchmarkKagome(b *testing.B) {
	texts := throughput(b, "ja", 20000)
	k, err := tokenizer.New(ipa.Dict(), tokenizer.OmitBosEos())
	if err != nil {
		b.Fatal(err)
	}
	each(b, texts, func(text string) {
		for _, t := range k.Analyze(text, tokenizer.Search) {
			t.BaseForm()
		}
	})
}

// BenchmarkTokenize is ours on the same texts.
func BenchmarkTokenize(b *testing.B) {
	for _, lang := range []string{"ja", "en"} {
		b.Run(lang, func(b *testing.B) {
			texts := throughput(b, lang, 20000)
			t, doc := newTokenizer(b, Options{}), &Doc{}
			t.Warm()
			each(b, texts, func(text string) { t.Tokenize(text, doc) })
		})
	}
}

// BenchmarkLang is the language alone.
func BenchmarkLang(b *testing.B) {
	for _, lang := range []string{"ja", "en"} {
		b.Run(lang, func(b *testing.B) {
			each(b, throughput(b, lang, 20000), func(text string) { Lang(text) })
		})
	}
}

// each gives fn one text an iteration.
func each(b *testing.B, texts []string, fn func(string)) {
	bytes := 0
	for _, t := range texts {
		bytes += len(t)
	}
	b.SetBytes(int64(bytes / len(texts)))
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		fn(texts[i%len(texts)])
	}
}

// newTokenizer returns a Tokenizer with o.
func newTokenizer(tb testing.TB, o Options) *Tokenizer {
	tb.Helper()
	t, err := New(o)
	if err != nil {
		tb.Fatal(err)
	}
	return t
}
