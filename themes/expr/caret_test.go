package expr_test

import (
	"errors"
	"strings"
	"testing"

	"verbatim/themes/expr"
)

func TestCaret(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"ascii", "price score:x", "price score:x\n            ^"},
		{"full width counts two", "料金 スコア：高い", "料金 スコア：高い\n             ^^^^"},
		{"at the end", "料金 AND", "料金 AND\n        ^"},
		{"combining mark counts none", "か\u3099 score:x", "か\u3099 score:x\n         ^"},
		{"half-width katakana counts one", "ﾌﾟﾗﾝ score:x", "ﾌﾟﾗﾝ score:x\n           ^"},
		{"its line only", "price\nAND\tscore:x\nOR b", "AND score:x\n          ^"},
		{"control characters stand still", "a\x1b[2J score:x", "a\ufffd[2J score:x\n            ^"},
	}
	for _, tt := range tests {
		_, err := expr.Parse(tt.src, expr.Search)
		var e *expr.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: no mistake: %v", tt.name, err)
			continue
		}
		if got := e.Caret(); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.name, got, tt.want)
		}
	}
}

func TestCaretCutsLongLines(t *testing.T) {
	src := strings.Repeat("長い ", 100) + "score:x" + strings.Repeat(" 長い", 100)
	_, err := expr.Parse(src, expr.Search)
	var e *expr.Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	line, mark, _ := strings.Cut(e.Caret(), "\n")
	if !strings.HasPrefix(line, "…") || !strings.HasSuffix(line, "…") || len([]rune(line)) > 130 {
		t.Errorf("line is %q", line)
	}
	// …, then 48 characters: 14 times 長い and a space, 6 of score:
	if want := 1 + 14*5 + 6; strings.Index(mark, "^") != want {
		t.Errorf("caret stands in column %d, want %d:\n%s", strings.Index(mark, "^"), want, e.Caret())
	}
}

func TestSuggest(t *testing.T) {
	known := []string{"theme", "department", "sentiment", "料金が高い", "料金", "Sign-up"}
	tests := []struct{ word, want string }{
		{"thme", "theme"},
		{"tehme", "theme"},
		{"THEME", "theme"},
		{"ｔｈｅｍｅｓ", "theme"},
		{"dep", "department"},
		{"departement", "department"},
		{"料金高い", "料金が高い"},
		{"科金", "料金"},
		{"signup", "Sign-up"},
		{"x", ""},
		{"plan", ""},
		{strings.Repeat("theme", 50), ""},
	}
	for _, tt := range tests {
		if got := expr.Suggest(tt.word, known); got != tt.want {
			t.Errorf("Suggest(%q) = %q, want %q", tt.word, got, tt.want)
		}
	}
}
