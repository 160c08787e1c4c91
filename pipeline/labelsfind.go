package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"verbatim/datasets/source"
)

// labelTarget is what a row of a file of labels names: a verbatim, or a
// response and perhaps a question of it, by id or by its wording.
type labelTarget struct {
	verbatim           string
	response, question string
}

// answer is a verbatim by its parts; an empty question is the only one.
type answer struct{ response, question string }

// readings returns the answers that the target may mean, the likeliest first.
// A response's id may have a #, and an id that begins with ' may be one that a
// sheet had to keep from being a formula.
func (t labelTarget) readings() []answer {
	id := t.response
	if t.verbatim != "" {
		id = t.verbatim
	}
	var all []answer
	for {
		if i := strings.LastIndexByte(id, '#'); i >= 0 && t.verbatim != "" {
			all = append(all, answer{id[:i], id[i+1:]})
		}
		all = append(all, answer{id, t.question})
		bare, ok := strings.CutPrefix(id, "'")
		if !ok {
			return all
		}
		id = bare
	}
}

// verbatimFinder finds the verbatims that targets name.
type verbatimFinder map[string][]string // questions of each response

// newVerbatimFinder looks the responses of all rows up at once, in the
// generation in dir.
func newVerbatimFinder(ctx context.Context, dir string, m *Manifest, rows []labelRow) (verbatimFinder, error) {
	ids := map[string]bool{}
	for i := range rows {
		for _, a := range rows[i].target.readings() {
			ids[a.response] = true
		}
	}
	return questionsOf(ctx, dir, m, ids)
}

// find returns the id of the verbatim that a target names, or the field that
// is wrong, and why.
func (f verbatimFinder) find(t labelTarget) (id string, wrong labelField, why string) {
	first := ""
	for _, a := range t.readings() {
		questions, ok := f[a.response]
		if !ok {
			continue
		}
		if id, why = a.among(questions); why == "" {
			return id, fieldQuestion, ""
		}
		first = cmp.Or(first, why)
	}
	switch {
	case first != "" && t.verbatim != "":
		return "", fieldVerbatim, first
	case first != "":
		return "", fieldQuestion, first
	case t.verbatim != "":
		return "", fieldVerbatim, "is no verbatim of the published generation"
	case t.response != "":
		return "", fieldResponse, "is no response of the published generation"
	}
	return "", "", "names no verbatim: want verbatim_id, or response_id and question_id"
}

// among returns the id of the verbatim, given the questions that its response
// answers, or says why there is none.
func (a answer) among(questions []string) (id, why string) {
	for _, q := range []string{a.question, source.QuestionKey(a.question)} {
		if slices.Contains(questions, q) {
			return a.response + "#" + q, ""
		}
	}
	switch {
	case len(questions) == 0:
		return "", fmt.Sprintf("names nothing: response %s has no words", a.response)
	case a.question != "":
		return "", fmt.Sprintf("names no answer of response %s, which has %s", a.response, strings.Join(questions, ", "))
	case len(questions) > 1:
		return "", fmt.Sprintf("leaves open which answer of response %s is meant: it has %s", a.response, strings.Join(questions, ", "))
	}
	return a.response + "#" + questions[0], ""
}
