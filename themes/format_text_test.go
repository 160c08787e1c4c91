package themes

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
)

// TestFormatLooks shows what is written; the golden is for reading.
func TestFormatLooks(t *testing.T) {
	cb, err := Load("testdata/format/all_keys.yaml")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/format/all_keys.golden.yaml", string(Format(cb)))
}

// hardTexts are texts that YAML would take for something else.
var hardTexts = []string{
	"", " ", "a", "料金　高い", "don't", `"log in" OR signin`, `say "x"`, `c:\temp`, "C#", "a #b", "#x", "null", "~", "yes", "No", "on",
	"true", "404", "0x1F", "1e3", ".5", "-1", "-", "--", "---", "--- a", "...", "... b", "- a", "a - b", "-a", "?", "? a", "?a", ":", ":)", "a:", "a: b",
	"a:b", "10:30", "http://x.y/z?a=b", "exact:IT", "a:b:c", "x:,", "x:]", "a, b", "[a]", "{a}", "]", "}", "{a: b}", "&a", "*a", "!a",
	"|", "|-", ">", ">x", "%", "@a", "`a`", "<<", "=iOS", "=", "a=b", "2026-01-01", "2026-01-01T10:00:00Z", "a\nb", "a\n", "\na", "a\n\nb",
	"a\tb", "\ta", "a\r\nb", "\r", "\x00", "\x1b[2J", "\u0085", "\u2028", "\ufeff", "\u3000a", "a\u3000", "\u00a0", "🎉", "a\\", `\`, `'`, `''`, `"`,
	"'a'", "a'b", "a''b", "/colou?r/", "/a\\/b/", "(a OR b) AND c", "too expensive NEAR/3 renewal", "料金：高い", "score:0..6", `plan:"Pro, Plus"`,
	"a  b", "a ' b", `a " b`, "a,b", "a ,b", "inf", ".inf", "NaN", "1_000", "1,000", "0o7", "+1", "12:30:45", "a :b", "a : b", "a:\tb", "é", "e\u0301",
	"\U0010ffff", "\uffff", "\ufffd", "\u200b", "a\u200bb", "\u200b:", "`", "a`b", "||", "a||b", "日本語: です", "日本語 #1", "。", "～", "〜", "*", "**",
}

// FuzzYAMLText writes texts at every place where Format writes them, between
// neighbours, and wants to read the same.
func FuzzYAMLText(f *testing.F) {
	for i, s := range hardTexts {
		f.Add(s, hardTexts[(i*7+3)%len(hardTexts)])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if !utf8.ValidString(a) || !utf8.ValidString(b) {
			t.Skip("a file is UTF-8")
		}
		p := &printer{}
		p.line(0, "block: %s", yamlText(a, inBlock))
		p.line(0, "list:")
		p.line(2, "- %s", yamlText(a, inBlock))
		p.line(2, "- %s", yamlText(b, inBlock))
		texts := []string{yamlText(a, inBrackets), yamlText(b, inBrackets), termText(&Term{Text: a, WhenText: b, Stop: true}), yamlText(a, inBrackets)}
		p.line(0, "short: [%s]", strings.Join(texts, ", "))
		p.line(0, "long: [")
		for _, text := range texts {
			p.line(2, "%s,", text)
		}
		p.line(2, "%s", texts[0])
		p.line(0, "]")
		p.line(0, "braces: {a: %s, b: %s}", yamlText(a, inBraces), yamlText(b, inBraces))
		want := []string{a, a, b, a, b, a}
		if b != "" {
			want = append(want, b)
		}
		want = append(want, "true", a)
		want = append(append(want, want[3:]...), a, a, b)
		if got := scalars(t, p.b.String()); strings.Join(got, "\x01|") != strings.Join(want, "\x01|") {
			t.Errorf("%q, %q are written as\n%s\nand read as %q", a, b, p.b.String(), got)
		}
	})
}

// scalars returns the values of a file in order, without keys.
func scalars(t *testing.T, text string) []string {
	t.Helper()
	s, text := newSource([]byte(text))
	r := &reader{file: "x", source: s}
	var out []string
	var collect func(n ast.Node)
	collect = func(n ast.Node) {
		switch n := n.(type) {
		case *ast.SequenceNode:
			for _, v := range n.Values {
				collect(v)
			}
		case ast.MapNode:
			for it := n.MapRange(); it.Next(); {
				collect(it.Value())
			}
		default:
			value, ok := r.scalar(n, "a text")
			if ok {
				out = append(out, value)
			}
		}
	}
	if body := r.document(text); body != nil {
		collect(body)
	}
	if len(r.problems) > 0 {
		t.Errorf("%v\n%s", r.problems, text)
	}
	return out
}
