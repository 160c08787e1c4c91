package expr_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"verbatim/themes/expr"
)

// TestRoundTrip writes random expressions, in all the ways there are to write
// one, and wants them to print as what parses to the same tree.
func TestRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 5_000 {
		src := random(r, 4)
		for _, mode := range []expr.Mode{expr.List, expr.Search} {
			n, err := expr.Parse(src, mode)
			if err != nil {
				continue // a phrase of what is no word
			}
			again, err := expr.Parse(n.String(), mode)
			if err != nil || dump(again) != dump(n) {
				t.Fatalf("%q prints as %q: %v", src, n, err)
			}
		}
		if _, err := expr.Parse(src, expr.Search); err != nil {
			t.Fatalf("%q: %v", src, err)
		}
	}
}

var (
	atoms = []string{
		"a", "too", "料金", "ｱﾌﾟﾘ", "n/a", "10:30", "-", "「良い」", "it's", "pri*", "請求＊", "exact:IT", `exact:"a\"b"`,
		`"a  b"`, "“AND”", `"\\"`, `"*"`, "score:0..6", "score:..3,9", "スコア：１", "date:2026", "日付:..2024-02",
		`plan:"a,b"`, `plan:"1..2",x`, "plan:ＡＢＣ", "mrr:1..", "nps:推奨者", "theme:any", "lang:英語", "source:a..b",
		"=iOS", `＝“Pro \"”`, "/colou?r/", `／a\／b\\／`, `/km\/(h|"s")/`, "/", "a NEAR/3 b", "（料金 OR pri*） ＢＥＦＯＲＥ／２ =IT", `/a b/ NEAR/0 "c d"`,
		"SENTENCE(a AND NOT b)", "ＳＥＮＴＥＮＣＥ （c NEAR/1 d OR /e/）",
	}
	joints = []string{" ", "　", " AND ", " OR ", " ＯＲ ", " AND NOT ", " NOT "}
)

func random(r *rand.Rand, depth int) string {
	var b strings.Builder
	for i := range 1 + r.IntN(3) {
		if i > 0 {
			b.WriteString(joints[r.IntN(len(joints))])
		}
		switch {
		case depth > 0 && r.IntN(4) == 0:
			b.WriteString([]string{"(", "（", "NOT (", "( "}[r.IntN(4)] + random(r, depth-1) + []string{")", "）"}[r.IntN(2)])
		default:
			b.WriteString(atoms[r.IntN(len(atoms))])
		}
	}
	return b.String()
}

func FuzzParse(f *testing.F) {
	for _, atom := range atoms {
		f.Add(atom)
	}
	for _, src := range []string{
		"", "(", ")", `"`, "NEAR/3", "a NEAR/3 b NEAR/3 c", "a BEFORE/51 b", "SENTENCE(a score:5)", "/a", "／\\a／\uef0fb\\/////X／", "/[/", "/a*/", `/\Q"\E/`, "/(?s)a./", "-/a/ -=b", "-(a)", "a -\"b\" OR NOT (c d)", "score:", "plan:\"a\"b", "a\xff",
		strings.Repeat("(", 200), strings.Repeat("NOT ", 200), "İ:x", "ﷺ:x", "ǅ:1", "plan:…..", "date:0000", "mrr:-0..0",
	} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		for _, mode := range []expr.Mode{expr.List, expr.Search} {
			n, err := expr.Parse(src, mode)
			if err != nil {
				checkError(t, src, err)
				continue
			}
			expr.Eval(n, func(expr.Node) bool { return true }, facts{"score": {"5"}, "plan": {"pro"}, "date": {"2026-01-01"}})
			printed := n.String()
			if len([]rune(printed)) > expr.MaxLength {
				continue // it is longer than what was written: AND is said, dates are whole
			}
			again, err := expr.Parse(printed, mode)
			if err != nil || dump(again) != dump(n) {
				t.Errorf("%q prints as %q: %v", src, printed, err)
			}
		}
	})
}

func checkError(t *testing.T, src string, err error) {
	var e *expr.Error
	if !errors.As(err, &e) {
		t.Fatalf("%q: %T is no *Error", src, err)
	}
	if n := len([]rune(src)); e.At.Start < 0 || e.At.Start > e.At.End || e.At.End > n {
		t.Errorf("%q: mistake at %v of %d characters", src, e.At, n)
	}
	if e.Want == "" || e.Got == "" || !strings.Contains(e.Caret(), "^") {
		t.Errorf("%q: incomplete mistake %+v", src, e)
	}
}
