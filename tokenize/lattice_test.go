package tokenize

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/ikawaha/kagome-dict/ipa"
	"github.com/ikawaha/kagome/v2/tokenizer"
)

// TestLatticeCutsAsKagome holds the lattice to kagome's own, morph by morph,
// on what ours leaves as kagome has it: sentences without katakana runs.
func TestLatticeCutsAsKagome(t *testing.T) {
	theirs := newKagome(t)
	tok, compared := newTokenizer(t, Options{}), 0
	for _, text := range throughput(t, "ja", 8000) {
		if !asKagome(text) {
			continue
		}
		compared++
		c := &cutter{t: tok, keepMorphs: true}
		var doc Doc
		c.cut(text, &doc)
		var want []tokenizer.Token
		for _, k := range theirs.Analyze(text, tokenizer.Search) {
			if strings.ContainsFunc(k.Surface, func(r rune) bool { return classOf(r).wordy() }) {
				want = append(want, k)
			}
		}
		if len(want) != len(doc.Tokens) {
			t.Fatalf("%q: %d tokens, want %d", text, len(doc.Tokens), len(want))
		}
		for i, k := range want {
			if got := doc.Tokens[i]; int(got.Start) != k.Start || int(got.End) != k.End {
				t.Fatalf("%q: token %d is %d-%d, want %s %d-%d", text, i, got.Start, got.End, k.Surface, k.Start, k.End)
			}
			if k.Class == tokenizer.KNOWN && int(c.morphs[i]) != k.ID {
				t.Fatalf("%q: %s is morph %d, want %d %v", text, k.Surface, c.morphs[i], k.ID, k.POS())
			}
		}
	}
	if compared < 1000 {
		t.Errorf("compared %d sentences, want more than that", compared)
	}
}

// asKagome reports whether text is cut by the lattice as kagome cuts it: kana,
// kanji and the signs that kagome knows, no katakana run, no long run.
func asKagome(text string) bool {
	last, same := classSymbol, 0
	for _, r := range text {
		c := classOf(r)
		if c != last {
			last, same = c, 0
		}
		if same++; same > maxSame || c == classKatakana && same > 1 {
			return false
		}
		if !c.japanese() && !strings.ContainsRune("、。「」『』", r) {
			return false
		}
	}
	return !strings.Contains(text, "ー")
}

// newKagome returns kagome itself.
func newKagome(tb testing.TB) *tokenizer.Tokenizer {
	tb.Helper()
	k, err := tokenizer.New(ipa.Dict(), tokenizer.OmitBosEos())
	if err != nil {
		tb.Fatal(err)
	}
	return k
}

// TestLongRuns is the guard: kagome takes 23 s for 100 kB of ー, ours well
// under one, whatever the character.
func TestLongRuns(t *testing.T) {
	tok := newTokenizer(t, Options{})
	tok.Warm()
	limit := time.Second
	if raceDetector {
		limit *= 10
	}
	for _, unit := range []string{"ー", "ア", "あ", "々", "一", "漢", "a", "1", "。", "😀", "ｱ", "が\u3099", "\u0301", "ไ", "'", "ア漢あ", "\u00ad", "－", "㍿", "東京都", "\xff"} {
		text := strings.Repeat(unit, 100_000/len(unit))
		var doc Doc
		took := time.Hour
		for try := 0; try < 3 && took > limit; try++ { // other tests may have the machine
			begin := time.Now()
			tok.Tokenize(text, &doc)
			took = min(took, time.Since(begin))
		}
		if took > limit {
			t.Errorf("100 kB of %q took %v, want under %v", unit, took, limit)
		}
		checkDoc(t, &doc)
		for _, w := range doc.Tokens {
			if n := utf8.RuneCountInString(w.Surface); n > maxSame*4 {
				t.Fatalf("a token of %q has %d characters, want none that long", unit, n)
			}
		}
	}
}

// TestDeadEnd: where a word runs into a katakana run and nothing goes on, the
// lattice falls back to kagome's own cut.
func TestDeadEnd(t *testing.T) {
	tok := newTokenizer(t, Options{Dictionary: []Entry{{Surface: "亜ポー"}}})
	tok.Warm()
	l := &lattice{dic: tok.japanese().dic, plan: tok.japanese().katakana.plan}
	for _, text := range []string{"ヶ", "ンン", "ーーア", "アー", "消しゴム", "ゴミ箱", "窓ガラス", "生ビール", "亜ポート"} {
		path, got := l.cut(text, edgeText, edgeText), ""
		for i := len(path) - 1; i >= 0; i-- {
			got += l.surface(path[i])
		}
		if got != text {
			t.Errorf("cut %q covers %q", text, got)
		}
	}
}
