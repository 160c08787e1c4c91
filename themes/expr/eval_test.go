package expr_test

import (
	"fmt"
	"strings"
	"testing"

	"verbatim/themes/expr"
)

// facts maps a field to its values.
type facts map[string][]string

func (f facts) Values(field string) []string { return f[field] }

func TestEval(t *testing.T) {
	response := facts{
		"theme": {"too_expensive", "pricing"}, "department": {"marketing"}, "lang": {"ja"},
		"nps": {"detractor"}, "score": {"6"}, "date": {"2026-03-31"}, "status": {""},
		"plan": {"Pro Plus"}, "mrr": {"¥1,200,500"}, "seats": {"12"}, "tier": {"Any"},
	}
	text := "料金が高い"
	words := func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Words:
			return strings.Contains(text, n.Text)
		case *expr.Prefix:
			return strings.HasPrefix(text, n.Text)
		case *expr.Regexp:
			return n.RE.MatchString(text)
		case *expr.Near:
			return n.N > 2
		case *expr.Sentence:
			return true
		}
		return false
	}
	tests := []struct {
		src  string
		want bool
	}{
		{"", true},
		{"料金 高い", true},
		{"料金 安い", false},
		{"安い OR 料*", true},
		{"料金 -安い", true},
		{"NOT 料金", false},
		{"/料.が/ -/安い/", true},
		{"無い NEAR/2 物", false}, // asked as a whole
		{"無い NEAR/3 物 SENTENCE(無い)", true},
		{"theme:pricing", true},
		{"theme:login,pricing", true},
		{"theme:any", true},
		{"theme:none", false},
		{"intent:none", true},
		{"intent:any", false},
		{"status:none", true}, // an empty value is none
		{"nps:批判者 score:0..6", true},
		{"score:6", true},
		{"score:..5.5", false},
		{"score:6..", true},
		{"date:2026-03", true},
		{"date:..2026-03", true},
		{"date:2026-04..", false},
		{"date:2026-03-31..2026-03-31", true},
		{`plan:"pro plus"`, true},
		{`plan:"ＰＲＯ plus"`, true},
		{"plan:pro", false},
		{"plan:1..2", false},
		{"mrr:500000..", true},
		{"mrr:..500000", false},
		{"mrr:1200500", true},
		{"seats:9..20", true}, // as numbers, not as texts
		{"seats:012", true},
		{"tier:any", true},
		{"owner:any", false},
		{"owner:none", true},
		{"NOT owner:x", true},
		{"score:6 (lang:en OR department:marketing)", true},
	}
	for _, tt := range tests {
		n, err := expr.Parse(tt.src, expr.Search)
		if err != nil {
			t.Errorf("%q: %v", tt.src, err)
			continue
		}
		if got := expr.Eval(n, words, response); got != tt.want {
			t.Errorf("Eval(%q) = %v", tt.src, got)
		}
	}
}

func TestEvalWithoutWordsAndFacts(t *testing.T) {
	for src, want := range map[string]bool{"a": false, "NOT a": true, "score:5": false, "score:none": true} {
		n, err := expr.Parse(src, expr.Search)
		if err != nil {
			t.Fatal(err)
		}
		if got := expr.Eval(n, nil, nil); got != want {
			t.Errorf("Eval(%q) = %v", src, got)
		}
	}
}

func TestWalkStops(t *testing.T) {
	n, err := expr.Parse("a (b OR NOT score:5) lang:ja", expr.Search)
	if err != nil {
		t.Fatal(err)
	}
	visited := 0
	expr.Walk(n, func(n expr.Node) bool {
		visited++
		_, isOr := n.(*expr.Or)
		return !isOr
	})
	if visited != 4 {
		t.Errorf("visited %d nodes, want and, a, or, lang", visited)
	}
	if f := expr.Fields(n); len(f) != 2 || f[0].Name != "score" || f[1].Name != "lang" {
		t.Errorf("Fields = %v", f)
	}
}

func TestWalkGoesIntoNearAndSentence(t *testing.T) {
	n, err := expr.Parse("(a OR b) NEAR/3 c OR SENTENCE(d AND NOT e)", expr.List)
	if err != nil {
		t.Fatal(err)
	}
	var leaves []string
	expr.Walk(n, func(n expr.Node) bool {
		if w, ok := n.(*expr.Words); ok {
			leaves = append(leaves, w.Text)
		}
		return true
	})
	if got := strings.Join(leaves, " "); got != "a b c d e" {
		t.Errorf("visited %s", got)
	}
}

func TestNeedsWords(t *testing.T) {
	for src, want := range map[string]bool{
		"a": true, "pri*": true, "/a/": true, "=A": true, "a NEAR/3 b": true, "SENTENCE(a OR b)": true, "a score:5": true,
		"": false, "NOT a": false, "score:5": false, "a OR score:5": false, "NOT a NEAR/3 b": false,
	} {
		n, err := expr.Parse(src, expr.Search)
		if err != nil {
			t.Fatal(err)
		}
		if got := expr.NeedsWords(n); got != want {
			t.Errorf("NeedsWords(%q) = %v", src, got)
		}
	}
}

func Example() {
	n, err := expr.Parse("料金　AND（高い OR 値上げ）スコア：０‥６", expr.Search)
	fmt.Println(n, err)

	_, err = expr.Parse("料金 nps:批判", expr.Search)
	fmt.Println(err)
	// Output:
	// 料金 AND (高い OR 値上げ) AND score:0..6 <nil>
	// character 8: wanted one of promoter, passive, detractor, any, none, found "批判"; did you mean "批判者"?
}

func ExampleEval() {
	n, _ := expr.Parse("nps:detractor mrr:500000..", expr.Search)
	fmt.Println(expr.Eval(n, nil, facts{"nps": {"detractor"}, "mrr": {"¥820,000"}}))
	// Output: true
}
