package llm

import "testing"

func TestTokens(t *testing.T) {
	for s, want := range map[string]int{
		"": 0, "slow": 1, "export": 2, "exports fail": 3, "administration": 4, "a b": 2, "a  b": 3, "2031!": 5,
		"遅い": 3, "出力が遅い": 7, "ｓ": 2, "ñ": 1, "ไ": 2, "😀": 3, "a\nb": 3,
	} {
		if got := Tokens(s); got != want {
			t.Errorf("%q: want %d tokens, found %d", s, want, got)
		}
	}
}
