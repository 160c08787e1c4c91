package llm

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"
)

// order is a verbatim of our own that gives orders.
type order struct{ Lang, Text string }

// orders reads testdata/orders.jsonl.
func orders(t testing.TB) (all []order) {
	f, err := os.Open("testdata/orders.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		var o order
		if err := json.Unmarshal(s.Bytes(), &o); err != nil {
			t.Fatal(err)
		}
		all = append(all, o)
	}
	return all
}

func TestOrdersAreSuspicious(t *testing.T) {
	count := map[string]int{}
	for _, o := range orders(t) {
		count[o.Lang]++
		if Suspicion(o.Text) == "" {
			t.Errorf("%s: want it suspicious: %q", o.Lang, o.Text)
		}
	}
	if count["en"]+count["ja"] < 60 || count["en"] < 20 || count["ja"] < 20 {
		t.Errorf("want 60 orders in both languages, found %v", count)
	}
}

// feedback are the files of real feedback that false alarms are counted in.
var feedback = []struct{ file, column string }{
	{"nhs-feedback/feedback.csv", "text"},
	{"restaurant-sentences/train.csv", "text"},
	{"hotel-requests-ja/requests.csv", "text"},
	{"reviews-ja/reviews.csv", "text"},
	{"clothing-reviews/womens_clothing_reviews.csv.gz", "Review Text"},
	{"banking-questions/train.csv", "text"},
	{"support-requests/Bitext_Sample_Customer_Service_Training_Dataset.csv", "utterance"},
	{"product-opinions/opinosis_sentences.tsv", "text"},
	{"survey-exports/20160115235816-SurveyExport.csv", ""},
	{"survey-exports/mybinder.org-user-survey-feb-2020.csv", ""},
	{"survey-exports/spack-user-survey-2022-responses.csv", ""},
}

// TestFalseAlarms counts the suspicious among every tenth text of real feedback.
func TestFalseAlarms(t *testing.T) {
	alarms, all := 0, 0
	for _, f := range feedback {
		n, of := 0, 0
		for i, s := range realTexts(t, f.file, f.column) {
			if i%10 != 0 {
				continue
			}
			of++
			if Suspicion(s) != "" {
				n++
			}
		}
		t.Logf("%s: %d of %d suspicious", f.file, n, of)
		alarms += n
		all += of
	}
	t.Logf("%d of %d suspicious, %.2f %%", alarms, all, 100*float64(alarms)/float64(all))
	if float64(alarms) > 0.005*float64(all) {
		t.Errorf("want at most 0.5 %% of real texts suspicious, found %d of %d", alarms, all)
	}
}
