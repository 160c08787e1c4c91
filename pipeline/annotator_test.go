package pipeline_test

import (
	"fmt"
	"testing"

	"verbatim/datasets"
	"verbatim/datasets/source"
	"verbatim/pipeline"
	"verbatim/themes"
	"verbatim/tokenize"
)

// All terms of a verbatim are told, whatever was annotated since.
func TestAnnotatorTerms(t *testing.T) {
	cb, err := themes.Parse("codebook.yaml", []byte(`
version: 1
departments: {house: House}
themes:
  - {id: price, name: {en: Price}, terms: {en: [dear, cost]}, exclude: {en: [dear friend]}}
`))
	if err != nil {
		t.Fatal(err)
	}
	tk, err := tokenize.New(tokenize.Options{})
	if err != nil {
		t.Fatal(err)
	}
	a, err := pipeline.NewAnnotator(cb, tk, "UTC", nil)
	if err != nil {
		t.Fatal(err)
	}
	annotate := func(texts ...string) pipeline.Annotated {
		rec := &source.Record{}
		for i, text := range texts {
			rec.Answers = append(rec.Answers, source.Answer{QuestionID: fmt.Sprint(i), Text: text})
		}
		return a.Annotate(rec)
	}
	first := annotate("Fine.", "It costs too much, it is not dear, dear friend.")
	annotate("Nothing.")
	if got := a.Terms(&first, 0); len(got) != 0 {
		t.Errorf("terms of the first answer are %+v, want none", got)
	}
	var got string
	for _, of := range a.Terms(&first, 1) {
		for _, hit := range of.Terms {
			got += fmt.Sprintln(of.ThemeID, hit.Term.Text, hit.Exclude, hit.SuppressedBy)
		}
	}
	if want := "price dear friend true \nprice dear false negated\nprice cost false \n"; got != want {
		t.Errorf("terms are\n%swant\n%s", got, want)
	}
}

func TestAddAttribute(t *testing.T) {
	tk, err := tokenize.New(tokenize.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var all []datasets.Attribute
	for _, header := range []string{"Plan", "question", "plan", "Plan"} {
		all = pipeline.AddAttribute(all, header, tk)
	}
	if want := "[{plan Plan} {question_column question} {plan_2 plan}]"; fmt.Sprint(all) != want {
		t.Errorf("attributes are %v, want %s", all, want)
	}
}
