package tokenize

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// checkDoc reports what every Doc must keep: spans increase, do not overlap,
// lie inside the text, and cover every letter and digit; keys and surfaces are
// there; gaps say what stands between.
func checkDoc(t *testing.T, doc *Doc) {
	t.Helper()
	runes := []rune(doc.Text)
	covered := make([]bool, len(runes))
	end := int32(0)
	for i, w := range doc.Tokens {
		if w.Start < end || w.End <= w.Start || int(w.End) > len(runes) {
			t.Fatalf("%q: token %d %q is %d-%d after %d, of %d", shorten(doc.Text), i, w.Surface, w.Start, w.End, end, len(runes))
		}
		if w.Key == "" || w.Surface == "" {
			t.Fatalf("%q: token %d is %+v, want a key and a surface", shorten(doc.Text), i, w)
		}
		if w.Gap == GapNone && w.Start > end && strings.ContainsFunc(string(runes[end:w.Start]), unicode.IsSpace) {
			t.Fatalf("%q: no gap before %q", shorten(doc.Text), w.Surface)
		}
		for j := w.Start; j < w.End; j++ {
			covered[j] = true
		}
		end = w.End
	}
	if len(doc.Tokens) > 0 && doc.Tokens[0].Gap != GapSentence {
		t.Fatalf("%q: first gap %d, want GapSentence", shorten(doc.Text), doc.Tokens[0].Gap)
	}
	for i, r := range runes {
		if !covered[i] && isWord(r) {
			t.Fatalf("%q: %q at %d is in no token", shorten(doc.Text), r, i)
		}
	}
	if !utf8.ValidString(doc.Text) {
		t.Fatalf("%q is not valid UTF-8", shorten(doc.Text))
	}
}

// isWord reports whether r is a letter or digit, and still is when normalised
// (a lone ﾞ is a letter to Unicode, and a combining mark to NFKC). The letter
// apostrophe ʼ counts as the quote that it is typed for.
func isWord(r rune) bool {
	wordy := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
	return wordy(r) && strings.ContainsFunc(norm.NFKC.String(string(r)), wordy) && !ignorable(r) && classOf(r) != classQuote
}

// shorten keeps messages readable.
func shorten(s string) string {
	if len(s) > 200 {
		return s[:200] + "…"
	}
	return s
}

func TestPropertiesOfData(t *testing.T) {
	tok := newTokenizer(t, Options{})
	var doc Doc
	for _, lang := range []string{"ja", "en"} {
		for _, text := range throughput(t, lang, 5000) {
			tok.Tokenize(text, &doc)
			checkDoc(t, &doc)
		}
	}
	if got := tok.Tokenized(); got != 10000 {
		t.Errorf("Tokenized is %d after 10,000 texts", got)
	}
}

// TestSameTokens: neither what a Doc held before nor what stands in caches
// shows in the tokens.
func TestSameTokens(t *testing.T) {
	texts := append(throughput(t, "ja", 1000), throughput(t, "en", 1000)...)
	one := newTokenizer(t, Options{})
	var reused Doc
	for i := range texts {
		text := texts[len(texts)-1-i]
		var fresh Doc
		one.Tokenize(text, &reused)
		one.Tokenize(text, &fresh)
		if !reflect.DeepEqual(reused, fresh) && len(fresh.Tokens)+len(reused.Tokens) > 0 {
			t.Fatalf("%q: reused %+v, fresh %+v", text, reused, fresh)
		}
	}
	other := newTokenizer(t, Options{})
	for _, text := range texts {
		var a, b Doc
		one.Tokenize(text, &a)
		other.Tokenize(text, &b)
		if a, b := withoutMemos(&a), withoutMemos(&b); !reflect.DeepEqual(a, b) {
			t.Fatalf("%q: %+v and %+v from two tokenizers", text, a, b)
		}
	}
}

// withoutMemos returns what two tokenizers must agree on.
func withoutMemos(doc *Doc) *Doc {
	out := &Doc{Text: doc.Text, Lang: doc.Lang, Tokens: slices.Clone(doc.Tokens)}
	for i := range out.Tokens {
		out.Tokens[i].Memo = nil
	}
	return out
}

// TestConcurrent is for the race detector.
func TestConcurrent(t *testing.T) {
	tok := newTokenizer(t, Options{Synonyms: [][]string{{"解約", "退会"}}})
	done := make(chan Doc)
	for range 4 {
		go func() {
			var doc Doc
			for range 50 {
				tok.Tokenize("退会したい。The dashboards are slow, カスタマーサポートは最高！", &doc)
			}
			done <- doc
		}()
	}
	first := <-done
	for range 3 {
		if other := <-done; !reflect.DeepEqual(first, other) {
			t.Errorf("%+v and %+v", first, other)
		}
	}
}

// TestNormalizedMap: the map back leads from every byte to the cluster it was
// made from.
func TestNormalizedMap(t *testing.T) {
	for _, text := range []string{"", "abc", "㈱ｻﾎﾟｰﾄ", "か\u3099", "e\u0301\u0323x", "ﬁne", "한국", "\u1112\u1161\u11ab", "a\u00adb\u200dc", "㍿㌔", "①１", "👨\u200d👩", "葛\U000e0100飾", "ー゛゜", "\u3099か", "ﷺ", "½"} {
		var n normalized
		n.set(text)
		last := int32(0)
		for i := range n.from {
			if n.from[i] < last || n.to[i] <= n.from[i] || int(n.to[i]) > utf8.RuneCountInString(text) {
				t.Errorf("%q: byte %d of %q is %d-%d after %d", text, i, n.text, n.from[i], n.to[i], last)
			}
			last = n.from[i]
		}
		if len(n.from) > 0 && len(n.from) != len(n.text) {
			t.Errorf("%q: map of %d for %d bytes", text, len(n.from), len(n.text))
		}
	}
}

// FuzzTokenize looks for texts that break what every Doc must keep.
func FuzzTokenize(f *testing.F) {
	for _, c := range japaneseCases {
		f.Add(c.text)
	}
	for _, c := range englishCases {
		f.Add(c.text)
	}
	for _, s := range []string{"\xff\xfe", "か\u3099\u3099", "a\u0301\u200d\u3099", "ｶﾞﾞ", "㍿½ﷺ", "\u1112\u1161\u11ab", "ー－〜ア", "'a'b'", "1,2.3,", "ไทย", "\u3099", "カʼ"} {
		f.Add(s)
	}
	tok, err := New(Options{Dictionary: []Entry{{Surface: "C++"}, {Surface: "請求書払い", Cut: []string{"請求書", "払い"}}}})
	if err != nil {
		f.Fatal(err)
	}
	tok.Warm() // or the first text looks like one that hangs
	f.Fuzz(func(t *testing.T, text string) {
		var doc Doc
		tok.Tokenize(text, &doc)
		checkDoc(t, &doc)
		Lang(text)
		if s := FoldSurface(text); !utf8.ValidString(s) {
			t.Errorf("FoldSurface(%q) is %q", text, s)
		}
		tok.Romanize(text)
	})
}
