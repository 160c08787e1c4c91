package source

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// dataFile returns a file of the shared data folder beside the module, or
// skips the test where it is absent.
func dataFile(t testing.TB, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir != filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	path := filepath.Join(dir, "..", "shared", "data", name)
	if _, err := os.Stat(path); err == nil {
		return path
	}
	if os.Getenv("VERBATIM_REQUIRE_DATA") == "1" {
		t.Fatalf("%s is missing and VERBATIM_REQUIRE_DATA is set", path)
	}
	t.Skipf("the shared data folder has no %s; it is not part of the repository", name)
	return ""
}

// numbersOf returns the numbers of the columns that play a role.
func numbersOf(d *Decision) (texts []int) {
	for _, t := range d.Texts {
		texts = append(texts, t.Index+1)
	}
	return texts
}

// TestStrangersFiles: real files go in without any option, with the roles that
// a person would give their columns.
func TestStrangersFiles(t *testing.T) {
	for _, c := range []struct {
		file       string
		texts      []int // numbers of the text columns
		roles      string
		records    int
		attributes int
	}{
		{"survey-exports/20160115235816-SurveyExport.csv", []int{5, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29},
			"time=Date Submitted", 1706, 13},
		{"survey-exports/mybinder.org-user-survey-feb-2020.csv", []int{3}, "time=Timestamp", 346, 2},
		{"survey-exports/spack-user-survey-2022-responses.csv", []int{7, 41, 52, 53, 54, 55, 56, 57}, "time=Timestamp contact=#58", 182, 48},
		{"survey-exports/spack-user-survey-2025-responses.csv", []int{38, 49, 50, 51, 52, 53, 54, 55}, "time=Timestamp contact=#56", 245, 46},
		{"nhs-feedback/feedback.csv", []int{4}, "question=question id=id idis=response", 10080, 4},
		{"hotel-requests-ja/requests.csv", []int{2}, "id=id idis=response", 38466, 1},
		{"hotel-requests-ja/voted.csv", []int{2}, "id=id idis=response", 2385, 1},
		{"reviews-ja/reviews.csv", []int{3}, "id=id idis=response", 758, 1},
		{"restaurant-sentences/train.csv", []int{2}, "id=id idis=response", 3149, 2},
		{"restaurant-sentences/val.csv", []int{2}, "id=id idis=response", 400, 2},
		{"banking-questions/train.csv", []int{1}, "", 10003, 1},
		{"banking-questions/test.csv", []int{1}, "", 3080, 1},
		{"support-requests/Bitext_Sample_Customer_Service_Training_Dataset.csv", []int{1}, "", 6480, 7},
		{"support-requests/Bitext_Sample_Customer_Service_Testing_Dataset.csv", []int{1}, "", 810, 7},
		{"product-opinions/opinosis_sentences.tsv", []int{4}, "", 7086, 3},
		{"clothing-reviews/womens_clothing_reviews.csv.gz", []int{4, 5}, "score=Rating metric=csat", 23486, 7},
	} {
		t.Run(filepath.Base(c.file), func(t *testing.T) {
			r := read(t, dataFile(t, c.file), Options{})
			if len(r.records) != c.records || len(r.rejects) > 0 || len(r.d.Attributes) != c.attributes {
				t.Errorf("%d records, %d attributes, rejects %v", len(r.records), len(r.d.Attributes), r.rejects)
			}
			if got, want := numbersOf(r.d), c.texts; !slices.Equal(got, want) {
				t.Errorf("texts %v, want %v", got, want)
			}
			roles := r.d
			roles.Texts, roles.Attributes = nil, nil
			for i, contact := range roles.Contacts {
				roles.Contacts[i].Header = columnNumber(contact.Index)
			}
			if got := describe(roles); got != c.roles {
				t.Errorf("roles %q, want %q", got, c.roles)
			}
		})
	}
}

func columnNumber(i int) string { return strings.Replace(columnName(i), "column ", "#", 1) }
