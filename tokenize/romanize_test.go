package tokenize

import (
	"regexp"
	"strings"
	"testing"
)

func TestRomanize(t *testing.T) {
	tok := newTokenizer(t, Options{})
	for in, want := range map[string]string{
		"プラン": "plan", "利用期間（月）": "tenure", "契約プラン名": "plan_name", "MRR": "mrr", "ＭＲＲ（円）": "mrr",
		"満期": "manki", "東京都": "tokyo_to", "お客様の声": "customer_no_koe", "マッチャ": "matcha", "ジョブ": "jobu",
		"都道府県": "prefecture", "部署コード": "department_code", "担当CS": "owner_cs", "性別・年代": "gender_age",
		"Größe des Unternehmens": "grosse_des_unternehmens", "accountName": "accountname", "sign-up date": "sign_up_date",
		"シャンプー": "shanpu", "ファッション": "fasshon", "チェック": "chekku", "ヴァイオリン": "vaiorin",
		"Регион": "", "": "", "!!!": "", "（円）": "en", "Q3. 利用頻度は？": "q3_frequency_wa",
	} {
		if got := tok.Romanize(in); got != want {
			t.Errorf("Romanize(%q) is %q, want %q", in, got, want)
		}
	}
	if n := tok.Tokenized(); n != 0 {
		t.Errorf("headers count as %d texts", n)
	}
}

// TestHeaders: the table holds slugs, by folded words, once each.
func TestHeaders(t *testing.T) {
	seen := map[string]bool{}
	for _, line := range tableLines(headerTable) {
		word, slug, _ := strings.Cut(line, " ")
		if !regexp.MustCompile(`^[a-z][a-z0-9_]*$`).MatchString(slug) {
			t.Errorf("%s has the slug %q", word, slug)
		}
		if seen[word] || FoldSurface(word) != word {
			t.Errorf("%s is listed twice or not folded", word)
		}
		seen[word] = true
	}
}
