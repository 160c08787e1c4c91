package expr_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"verbatim/themes/expr"
)

// dump writes a tree so that every difference but places is seen.
func dump(n expr.Node) string {
	switch n := n.(type) {
	case *expr.Words:
		s := "w"
		if n.Quote {
			s = "q"
		}
		if n.Exact {
			s += "!"
		}
		if n.Case {
			s += "="
		}
		return fmt.Sprintf("%s<%s>", s, n.Text)
	case *expr.Prefix:
		return fmt.Sprintf("p<%s>", n.Text)
	case *expr.Regexp:
		return fmt.Sprintf("r<%s>", n.RE)
	case *expr.Near:
		return fmt.Sprintf("near%d%v(%s %s)", n.N, n.Ordered, dump(n.Left), dump(n.Right))
	case *expr.Sentence:
		return "sentence(" + dump(n.Node) + ")"
	case *expr.Field:
		var values []string
		for _, v := range n.Values {
			s := "<" + v.Lo + ">"
			if v.Range {
				s = "<" + v.Lo + "…" + v.Hi + ">"
			}
			values = append(values, s)
		}
		return n.Name + "=" + strings.Join(values, "|")
	case *expr.And:
		return "and(" + dumpAll(n.Nodes) + ")"
	case *expr.Or:
		return "or(" + dumpAll(n.Nodes) + ")"
	case *expr.Not:
		return "not(" + dump(n.Node) + ")"
	case *expr.All:
		return "all"
	}
	return fmt.Sprintf("?%T", n)
}

func dumpAll(nodes []expr.Node) string {
	parts := make([]string, len(nodes))
	for i, n := range nodes {
		parts[i] = dump(n)
	}
	return strings.Join(parts, " ")
}

func TestParse(t *testing.T) {
	tests := []struct{ src, list, search string }{ // search "" means: as list
		{"overpriced", "w<overpriced>", ""},
		{"割高", "w<割高>", ""},
		{"too expensive", "w<too expensive>", "and(w<too> w<expensive>)"},
		{"料金　高い", "w<料金 高い>", "and(w<料金> w<高い>)"},
		{"  too \t expensive\n", "w<too expensive>", "and(w<too> w<expensive>)"},
		{"too\u200bexpensive", "w<too expensive>", "and(w<too> w<expensive>)"},
		{`"too expensive"`, "q<too expensive>", ""},
		{"“too expensive”", "q<too expensive>", ""},
		{"＂料金が 高い＂", "q<料金が 高い>", ""},
		{"〝料金〟", "q<料金>", ""},
		{"「料金」", "w<「料金」>", ""},
		{"can't log in", "w<can't log in>", "and(w<can't> w<log> w<in>)"},
		{`"AND" gate`, "q<AND gate>", "and(q<AND> w<gate>)"},
		{`"say \"no\" \\ \n"`, `q<say "no" \ \n>`, ""},
		{`C:\temp`, `c=<\temp>`, ""},
		{"price*", "p<price>", ""},
		{"請求＊", "p<請求>", ""},
		{"exact:IT", "w!<IT>", ""},
		{`exact:"Pro Plus"`, "q!<Pro Plus>", ""},
		{"完全一致：割高", "w!<割高>", ""},
		{"exact:10:30", "w!<10:30>", ""},
		{"a OR b", "or(w<a> w<b>)", ""},
		{"a or b and not c", "w<a or b and not c>", "and(w<a> w<or> w<b> w<and> w<not> w<c>)"},
		{"a ＯＲ b", "or(w<a> w<b>)", ""},
		{"a b OR c d", "or(w<a b> w<c d>)", "or(and(w<a> w<b>) and(w<c> w<d>))"},
		{"a AND b OR c", "or(and(w<a> w<b>) w<c>)", ""},
		{"a AND (b OR c)", "and(w<a> or(w<b> w<c>))", ""},
		{"料金 AND （高い OR 値上げ）", "and(w<料金> or(w<高い> w<値上げ>))", ""},
		{"(a AND b) AND c", "and(w<a> w<b> w<c>)", ""},
		{"a OR (b OR (c OR d))", "or(w<a> w<b> w<c> w<d>)", ""},
		{"((a))", "w<a>", ""},
		{"NOT a b", "not(w<a b>)", "and(not(w<a>) w<b>)"},
		{"NOT NOT a", "not(not(w<a>))", ""},
		{"NOT (a OR b)", "not(or(w<a> w<b>))", ""},
		{"a NOT b", "and(w<a> not(w<b>))", ""},
		{"-1", "w<-1>", "not(w<1>)"},
		{"-", "w<->", ""},
		{"--", "w<-->", ""},
		{"a -b", "w<a -b>", "and(w<a> not(w<b>))"},
		{"a-b", "w<a-b>", ""},
		{"n/a", "w<n/a>", ""},
		{"...", "w<...>", ""},
		{"=", "w<=>", ""},
		{":)x", "", ""},
		{"10:30", "w<10:30>", ""},
		{"💳 決済", "w<💳 決済>", "and(w<💳> w<決済>)"},
		{"料金 plan:pro", "and(w<料金> plan=<pro>)", ""},
		{"plan:pro 料金 が 高い", "and(plan=<pro> w<料金 が 高い>)", "and(plan=<pro> w<料金> w<が> w<高い>)"},
		{"score:0..6", "score=<0…6>", ""},
		{"score:..6", "score=<…6>", ""},
		{"スコア：７．．", "score=<7…>", ""},
		{"score:0‥6", "score=<0…6>", ""},
		{"点数:０〜６", "score=<0…6>", ""},
		{"score:0～6", "score=<0…6>", ""},
		{"score:～6,9〜", "score=<…6>|<9…>", ""},
		{"date:2026-04-01～2026-04-30", "date=<2026-04-01…2026-04-30>", ""},
		{"日付:2026年4月〜2026年6月", "date=<2026-04-01…2026-06-30>", ""},
		{"mrr:500,000", "mrr=<500>|<000>", ""},
		{"age:20〜29", "age=<20…29>", ""},
		{"mrr:500000～", "mrr=<500000…>", ""},
		{`age:"20〜29"`, "age=<20〜29>", ""},
		{"区分:A〜C", "区分=<A〜C>", ""},
		{"area:〜", "area=<〜>", ""},
		{"theme:a〜b", "theme=<a〜b>", ""},
		{"version:v2.", "version=<v2.>", ""},
		{`version:"2."`, "version=<2.>", ""},
		{"version:2.0", "version=<2.0>", ""},
		{"id:12.", "id=<12.>", ""},
		{"score:8,6,2..1.0", "", ""},
		{"score:8.0,6,2,1,0", "score=<8>|<6>|<2>|<1>|<0>", ""},
		{"score:8，6、2", "score=<8>|<6>|<2>", ""},
		{"score:0..3,9..10,none", "score=<0…3>|<9…10>|<none>", ""},
		{"mrr:500000..", "mrr=<500000…>", ""},
		{"MRR:-5..１０", "mrr=<-5…10>", ""},
		{"date:2026-01..2026-03", "date=<2026-01-01…2026-03-31>", ""},
		{"date:2026-02", "date=<2026-02-01…2026-02-28>", ""},
		{"date:2024/2", "date=<2024-02-01…2024-02-29>", ""},
		{"date:2026", "date=<2026-01-01…2026-12-31>", ""},
		{"date:2026-06-01", "date=<2026-06-01…2026-06-01>", ""},
		{"日付：２０２６年６月..2026年7月4日", "date=<2026-06-01…2026-07-04>", ""},
		{"date:..2026", "date=<…2026-12-31>", ""},
		{"date:none", "date=<none>", ""},
		{`plan:"Pro Plus"`, "plan=<Pro Plus>", ""},
		{`plan：“Pro Plus”，free`, "plan=<Pro Plus>|<free>", ""},
		{`plan:"1..2"`, "plan=<1..2>", ""},
		{"プラン:プロ", "プラン=<プロ>", ""},
		{"source:a..b.csv", "source=<a..b.csv>", ""},
		{"theme:any", "theme=<any>", ""},
		{"テーマ:なし", "theme=<none>", ""},
		{"theme:料金が高い", "theme=<料金が高い>", ""},
		{"部署:support", "department=<support>", ""},
		{"nps:Detractor", "nps=<detractor>", ""},
		{"nps:批判者,中立者", "nps=<detractor>|<passive>", ""},
		{"ＮＰＳ：推奨者", "nps=<promoter>", ""},
		{"nps:promoter intent:praise", "and(nps=<promoter> intent=<praise>)", ""},
		{"意図:称賛,賞賛,問題,質問,要望", "intent=<praise>|<praise>|<problem>|<question>|<request>", ""},
		{"感情:否定的", "sentiment=<negative>", ""},
		{"lang:日本語,英語,de", "lang=<ja>|<en>|<de>", ""},
		{"by:lookup status:no_content metric:CSAT", "and(by=<lookup> status=<no_content> metric=<csat>)", ""},
		{"-plan:free", "w<-plan:free>", "not(plan=<free>)"},
		{"-(a OR b)", "", "not(or(w<a> w<b>))"},
		{`-"a b"`, "q<- a b>", "not(q<a b>)"},

		{"price NEAR/3 high", "near3false(w<price> w<high>)", ""},
		{"料金　ＢＥＦＯＲＥ／０　高い", "near0true(w<料金> w<高い>)", ""},
		{"料金 NEAR/５０ 高い", "near50false(w<料金> w<高い>)", ""},
		{"too expensive NEAR/3 next renewal", "near3false(w<too expensive> w<next renewal>)", "and(w<too> near3false(w<expensive> w<next>) w<renewal>)"},
		{`"too expensive" NEAR/3 renewal`, "near3false(q<too expensive> w<renewal>)", ""},
		{"pri* BEFORE/2 /ris(e|ing)/", "near2true(p<pri> r<(?i)ris(e|ing)>)", ""},
		{"price NEAR/3 (high OR (steep OR =NPS))", "near3false(w<price> or(w<high> w<steep> w!=<NPS>))", ""},
		{"（料金 OR 価格）NEAR/2（高い）", "near2false(or(w<料金> w<価格>) w<高い>)", ""},
		{"NOT a NEAR/3 b AND c OR d", "or(and(not(near3false(w<a> w<b>)) w<c>) w<d>)", ""},
		{"a AND b NEAR/3 c", "and(w<a> near3false(w<b> w<c>))", ""},
		{"a NEAR/3 b score:5", "and(near3false(w<a> w<b>) score=<5>)", ""},
		{"(a NEAR/3 b) AND (b NEAR/3 c)", "and(near3false(w<a> w<b>) near3false(w<b> w<c>))", ""},
		{"-a NEAR/3 b", "near3false(w<-a> w<b>)", "not(near3false(w<a> w<b>))"},
		{"near/3 before NEARBY", "w<near/3 before NEARBY>", "and(w<near/3> w<before> w<NEARBY>)"},
		{`"NEAR/3" "SENTENCE"`, "q<NEAR/3 SENTENCE>", "and(q<NEAR/3> q<SENTENCE>)"},

		{"SENTENCE(a AND b)", "sentence(and(w<a> w<b>))", ""},
		{"ＳＥＮＴＥＮＣＥ　（料金 高い）", "sentence(w<料金 高い>)", "sentence(and(w<料金> w<高い>))"},
		{"SENTENCE(a AND NOT b) AND NOT SENTENCE(c OR d NEAR/1 e)", "and(sentence(and(w<a> not(w<b>))) not(sentence(or(w<c> near1false(w<d> w<e>)))))", ""},
		{"SENTENCE(a) score:5", "and(sentence(w<a>) score=<5>)", ""},

		{"/colou?r/", "r<(?i)colou?r>", ""},
		{"／値上[げが]／", "r<(?i)値上[げが]>", ""},
		{"/a／b/", "r<(?i)a／b>", ""},
		{"／a/b／", "r<(?i)a/b>", ""},
		{`/log ?in|"sign (in|up)"/`, `r<(?i)log ?in|"sign (in|up)">`, ""},
		{`/km\/h/ OR /km/(h|s)/`, "or(r<(?i)km/h> r<(?i)km/(h|s)>)", ""},
		{`/a\\/`, `r<(?i)a\\>`, ""},
		{"(/a/)", "r<(?i)a>", ""},
		{"/(?-i)IT/", "r<(?i)(?-i)IT>", ""},
		{"and/or n/a / // a", "w<and/or n/a / // a>", "and(w<and/or> w<n/a> w</> w<//> w<a>)"},
		{"-/a+/", "w<-/a+/>", "not(r<(?i)a+>)"},

		{"=iOS", "w!=<iOS>", ""},
		{`＝“Pro Plus”`, "q!=<Pro Plus>", ""},
		{"==", "w!=<=>", ""},
		{"=10:30", "w!=<10:30>", ""},
		{"a = b=c", "w<a = b=c>", "and(w<a> w<=> w<b=c>)"},
		{"-=IT", "w<-=IT>", "not(w!=<IT>)"},
	}
	for _, tt := range tests {
		if tt.list != "" {
			check(t, tt.src, expr.List, tt.list)
		}
		if tt.search == "" {
			tt.search = tt.list
		}
		if tt.search != "" {
			check(t, tt.src, expr.Search, tt.search)
		}
	}
	check(t, "", expr.Search, "all")
	check(t, " 　", expr.Search, "all")
}

func check(t *testing.T, src string, mode expr.Mode, want string) {
	t.Helper()
	n, err := expr.Parse(src, mode)
	if err != nil {
		t.Errorf("Parse(%q, %d): %v", src, mode, err)
		return
	}
	if got := dump(n); got != want {
		t.Errorf("Parse(%q, %d) = %s, want %s", src, mode, got, want)
	}
	again, err := expr.Parse(n.String(), mode)
	if err != nil || dump(again) != dump(n) {
		t.Errorf("%q prints as %q, which parses to %v, %v", src, n.String(), again, err)
	}
}

func TestPositions(t *testing.T) {
	n, err := expr.Parse("料金が 高い AND NOT (plan:pro,free OR price*)", expr.List)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	expr.Walk(n, func(n expr.Node) bool {
		got = append(got, fmt.Sprint(n.Pos()))
		return true
	})
	if want := "{0 40} {0 6} {11 40} {16 39} {16 29} {33 39}"; strings.Join(got, " ") != want {
		t.Errorf("places are %v, want %s", got, want)
	}
	if v := expr.Fields(n)[0].Values[1]; v.At != (expr.Pos{Start: 25, End: 29}) {
		t.Errorf("second value stands at %v", v.At)
	}
}

func TestMistakes(t *testing.T) {
	const list, search = expr.List, expr.Search
	tests := []struct {
		src  string
		mode expr.Mode
		want string // the error; "…" stands for anything
	}{
		{"", list, "character 1: wanted a word or a condition, found the end"},
		{"()", search, `character 2: wanted a word or a condition, found ")"`},
		{"(a", search, "character 1: wanted a closing parenthesis for this one, found the end"},
		{"a)", search, `character 2: wanted AND, OR, NOT or the end, found ")"; there is no opening…`},
		{"OR a", list, `character 1: wanted a word or a condition, found "OR"; …write "OR" in quotes…`},
		{"a AND", list, "character 6: wanted a word or a condition, found the end"},
		{"a AND OR b", list, `character 7: wanted a word or a condition, found "OR"…`},
		{"NOT", list, "character 4: wanted a word or a condition, found the end"},
		{`a "b`, list, `character 3: wanted a closing quote for this one, found ` + "`\"`" + `…`},
		{`""`, list, `character 1: wanted words between the quotes, found ` + "`\"\"`"},
		{`" 　"`, search, "character 1: wanted words between the quotes…"},
		{"*", search, `character 1: wanted the beginning of a word before the star, found "*"; put it in quotes…`},
		{"pr*ce", list, `character 3: wanted the star at the end of a word only, found "*"…`},
		{"price* rise", list, `character 8: wanted AND or OR before this, found "rise"; in a list words side by side are a phrase…`},
		{"price (high OR rise)", list, `character 7: wanted AND or OR before this, found "("…`},
		{"a exact:b", list, `character 3: wanted AND or OR before this, found "exact:b"…`},
		{"exact:a b", list, `character 9: …for a phrase write exact:"a …"`},
		{"exact:", list, "character 7: wanted a word right after exact:, found the end…"},
		{"exact:pri*", list, `character 10: wanted no star after exact:, found "*"…`},
		{"a NEAR b", search, `character 3: wanted NEAR/n, found "NEAR"; say NEAR/3 …put it in quotes`},
		{"料金 ＢＥＦＯＲＥ／ 高い", list, `character 4: wanted BEFORE/n, found "ＢＥＦＯＲＥ／"; say BEFORE/3 …`},
		{"a NEAR/51 b", list, `character 3: wanted NEAR/n with n from 0 to 50, found "NEAR/51"; n is how many words may stand between`},
		{"a NEAR/-1 b", list, `character 3: wanted NEAR/n with n from 0 to 50…`},
		{"a NEAR/3.0 b", list, `character 3: wanted NEAR/n with…`},
		{"a NEAR/3high", list, `character 3: wanted NEAR/n with…found "NEAR/3high"…`},
		{"NEAR/3 b", search, `character 1: wanted a word or a condition, found "NEAR/3"; …write "NEAR/3" in quotes…`},
		{"a NEAR/3", search, "character 9: wanted a word or a condition, found the end"},
		{"a NEAR/3 NOT b", list, `character 10: wanted words after NEAR/3, found "NOT"; …write a AND NOT (a NEAR/3 b)`},
		{"a BEFORE/2 (b OR NOT c)", list, `character 18: wanted words, word*, /…/, or these joined by OR, beside BEFORE/2, found "NOT c"; both sides…`},
		{"score:5 NEAR/3 b", search, `character 1: wanted words, word*, …found "score:5"; …write (a NEAR/3 b) AND score:5`},
		{"(a b) NEAR/3 c", search, `character 2: wanted words, …found "a b"; NEAR joins two: …`},
		{"a NEAR/3 b NEAR/3 c", list, `character 12: wanted AND, OR or the end after a NEAR/3 b, found "NEAR/3"; NEAR joins two: write (a NEAR/3 b) AND (b NEAR/3 c), or SENTENCE(…`},
		{"a NEAR/3 (b NEAR/3 c)", list, `character 11: wanted words, …found "b NEAR/3 c"; NEAR joins two…`},
		{"a NEAR/3 SENTENCE(b)", list, `character 10: wanted words, …; turn it round: SENTENCE(…`},
		{"a NEAR/3 b (c OR d)", list, `character 12: wanted AND or OR before this, …`},
		{"SENTENCE", search, `character 1: wanted SENTENCE(…), found "SENTENCE"; say SENTENCE(a AND b)…`},
		{"SENTENCE a", search, `character 1: wanted SENTENCE(…), …`},
		{"SENTENCE(a", search, `character 9: wanted a closing parenthesis for this one, found the end`},
		{"SENTENCE()", search, `character 10: wanted a word or a condition, found ")"`},
		{"SENTENCE(a AND score:5)", list, `character 16: wanted words in SENTENCE(…), found "score:5"; …write SENTENCE(…) AND score:5`},
		{"SENTENCE(a OR (b AND SENTENCE(c)))", list, `character 22: wanted words in SENTENCE(…), …one sentence already`},
		{"SENTENCE(a OR NOT b)", search, `character 10: wanted a word that must stand in the sentence, found "a OR NOT b"; …`},
		{"a SENTENCE(b)", list, `character 3: wanted AND or OR before this, found "SENTENCE"…`},
		{"a /b/", list, `character 3: wanted AND or OR before this, found "/b/"…`},
		{"/colou?r", list, `character 1: wanted a closing slash for this regular expression, found "/colou?r"; write /…/; put it in quotes…`},
		{"a OR /month more", list, `character 6: wanted a closing slash …found "/month"…`},
		{"／a/", search, `character 1: wanted a closing slash …`},
		{"a /[b/", search, `character 4: wanted a regular expression (RE2), found "[b"; missing closing ]`},
		{"/a(?=b)/", search, `character 3: wanted a regular expression (RE2), found "(?="; …RE2 has neither look-around nor back-references`},
		{`/(a)\1/`, search, `character 5: wanted …found "\1"; …back-references`},
		{"/a*/", list, `character 1: wanted a regular expression that needs a character, found "/a*/"; …`},
		{`/\b/`, list, `character 1: wanted a regular expression that needs a character…`},
		{"/a|(b?c?)/", list, `character 1: wanted a regular expression that needs a character…`},
		{"/" + strings.Repeat("a", 1_001) + "/", list, `character 1: wanted a regular expression of at most 1000 characters, found 1001; split…`},
		{`/\pL{900}\d{900}\w{900}/`, list, `character 1: wanted a regular expression that compiles to at most 2000 instructions, found …`},
		{"=pri*", list, `character 5: wanted no star after =, found "*"…`},
		{"=Pro Plus", list, `character 6: wanted AND or OR before this, found "Plus"; = takes one word; for a phrase write ="Pro …"`},
		{`=""`, list, `character 2: wanted words between the quotes…`},
		{"score:", search, "character 7: wanted a score from 0 to 10, or a range such as 0..6 right after :, found the end"},
		{"score: 5", search, `character 7: …found " "`},
		{"score:11", search, `character 7: wanted a score from 0 to 10, or a range such as 0..6, found "11"`},
		{"score:1e1", search, `character 7: …found "1e1"`},
		{"score:8,x", search, `character 9: …found "x"`},
		{"score:0-6", search, `character 7: …found "0-6"; did you mean "0..6"?`},
		{"score:0~6", search, `character 7: …did you mean "0..6"?`},
		{"点数:6〜0", search, `character 4: wanted the lower end before the higher one…did you mean "0..6"?`},
		{"score:〜", search, `character 7: wanted a score from 0 to 10, …`},
		{"score:0〜x", search, `character 9: wanted a score from 0 to 10, found "x"`},
		{"lang:ja〜en", search, `character 6: …found "ja〜en"`},
		{"mrr:500000.", search, `character 5: wanted a value of mrr, …found "500000."; ranges are written 500000..; put it in quotes…`},
		{"mrr:¥500,５０００００．", search, `character 10: …ranges are written ５０００００..;…`},
		{"score:5.", search, `character 7: …found "5."; ranges are written 5..`},
		{"date:2026-04.", search, `character 6: …ranges are written 2026-04..`},
		{"score:0...6", search, `character 10: wanted a score from 0 to 10, found ".6"`},
		{"score:x..6", search, `character 7: wanted a score from 0 to 10, found "x"`},
		{"score:..", search, `character 7: wanted a score from 0 to 10 before or after the dots, found ".."`},
		{"score:6..0", search, `character 7: wanted the lower end before the higher one, found "6..0"; did you mean "0..6"?`},
		{"date:2026-13", search, `character 6: wanted a date such as…found "2026-13"`},
		{"date:2026-02-30", search, `character 6: …found "2026-02-30"`},
		{"date:01/02/2026", search, `character 6: …`},
		{"date:2026-03..2026-01", search, `character 6: wanted the lower end before…did you mean "2026-01..2026-03"?`},
		{"date:2026-01~2026-03", search, `…did you mean "2026-01..2026-03"?`},
		{"nps:detracter", search, `character 5: wanted one of promoter, passive, detractor, any, none, found "detracter"; did you mean "detractor"?`},
		{"nps:批判", search, `character 5: …did you mean "批判者"?`},
		{"nps:0..6", search, `character 6: wanted one of promoter, …found ".."; only score, date…`},
		{"nps:6", search, `character 5: …for the score itself write score:6`},
		{"intent:complaint", search, `character 8: wanted one of praise, problem, question, request, any, none, found "complaint"`},
		{"lang:Japanes", search, `…did you mean "japanese"?`},
		{"mrr:a..b", search, `character 5: wanted a number, found "a"`},
		{"plan:,", search, `character 6: wanted a value of plan…`},
		{`plan:"a"b`, search, `character 9: wanted a comma or a space after the closing quote, found "b"`},
		{"a\xffb", search, "character 2: wanted UTF-8, found a byte that is none…"},
		{strings.Repeat("a", 10_001), search, "character 10001: wanted at most 10000 characters, found 10001; split it"},
		{strings.Repeat("(", 101) + "a", search, "character 101: wanted at most 100 levels of parentheses and NOT…"},
		{strings.Repeat("NOT ", 101) + "a", list, "character 401: wanted at most 100 levels…"},
	}
	for _, tt := range tests {
		n, err := expr.Parse(tt.src, tt.mode)
		var e *expr.Error
		if !errors.As(err, &e) {
			t.Errorf("Parse(%.40q) = %v, %v, want a mistake", tt.src, n, err)
			continue
		}
		if !like(err.Error(), tt.want) {
			t.Errorf("Parse(%.40q):\n got %s\nwant %s", tt.src, err, tt.want)
		}
	}
	if _, err := expr.Parse(strings.Repeat("(", 100)+"a"+strings.Repeat(")", 100), list); err != nil {
		t.Errorf("100 levels: %v", err)
	}
}

// like compares with a pattern in which … at the beginning, in the middle or
// at the end stands for anything.
func like(s, pattern string) bool {
	if s == pattern {
		return true
	}
	parts := strings.Split(pattern, "…")
	for i, part := range parts {
		at := strings.Index(s, part)
		if at < 0 || i == 0 && at != 0 {
			return false
		}
		s = s[at+len(part):]
	}
	return s == "" || parts[len(parts)-1] == ""
}
