package discover

import (
	"context"
	"slices"
	"strings"
	"testing"
)

// phrasesOf returns the phrases of a text as they are written.
func phrasesOf(t *testing.T, text string) []string {
	t.Helper()
	c, err := read(context.Background(), sequence([]Text{cut(t, "1", text)}), 1)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	d := c.texts.docs[0]
	d.eachPhrase(func(uint32) bool { return true }, func(p phrase, from int) {
		out = append(out, c.write(d.words[from:from+p.length()]))
	})
	return out
}

func TestPhrases(t *testing.T) {
	tests := []struct{ text, want string }{
		{"the app crashed", "app|app crashed|crashed"},
		{"out of memory", "memory"},
		{"terms of sale", "terms|terms of sale|sale"},
		{"not working, sync", "not working|working|sync"},
		{"of the and", ""},
		{"料金が高かった", "料金|料金が高い"},
		{"画面が固まる。再起動", "画面|画面が固まる|固まる|起動"},
		{"保存できない", "保存|保存出来る|保存できない"},
		{"3 monitors", "3 monitors|monitors"},
	}
	for _, tt := range tests {
		if got := strings.Join(phrasesOf(t, tt.text), "|"); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.text, got, tt.want)
		}
	}
}

func TestPhraseWithin(t *testing.T) {
	tests := []struct {
		p, q phrase
		want bool
	}{
		{phrase{1}, phrase{1}, true},
		{phrase{2}, phrase{1, 2, 3}, true},
		{phrase{2, 3}, phrase{1, 2, 3}, true},
		{phrase{1, 3}, phrase{1, 2, 3}, false},
		{phrase{1, 2, 3}, phrase{2, 3}, false},
	}
	for _, tt := range tests {
		if got := tt.p.within(tt.q); got != tt.want {
			t.Errorf("%v within %v: %v", tt.p, tt.q, got)
		}
	}
}

func TestQuoted(t *testing.T) {
	for words, want := range map[string]string{"can't log in": "can't log in", "node.js": `"node.js"`, "料金が高い": "料金が高い", `a"b`: `"a b"`} {
		if got := Quoted(words); got != want {
			t.Errorf("%s: %s, want %s", words, got, want)
		}
	}
}

// Every word of the table is one token for the tokenizer, or it never counts.
func TestWeakWordsAreTokens(t *testing.T) {
	for lang, words := range weakWords {
		var lost []string
		for w := range words {
			if text := cut(t, w, w); len(text.Tokens) != 1 || lang == "en" && text.Tokens[0].Surface != w {
				lost = append(lost, w)
			}
		}
		slices.Sort(lost)
		if len(lost) > len(words)/10 {
			t.Errorf("%s: %d of %d words are not one token: %s", lang, len(lost), len(words), strings.Join(lost, " "))
		}
	}
}
