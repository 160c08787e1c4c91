package route

import (
	"slices"

	"verbatim/datasets"
)

// Row is everything that a department file says about one routed response: a
// case, or something to be read. It is also a line of the .jsonl file, see
// Deliver.
type Row struct {
	ResponseID  string
	Account     string              // "" is null
	Respondent  string              // "" is null
	Role        datasets.RouteRole  // reply or inform; Deliver may apply max_age to it
	Rule        string              // id of the routing rule
	DueAt       datasets.Opt[int64] // microseconds UTC
	Metric      datasets.Metric
	Score       datasets.Opt[float64]
	RespondedAt datasets.Opt[int64] // microseconds UTC
	RespondedOn datasets.Opt[datasets.Date]
	Language    string
	ThemeIDs    []string
	Intents     []string // of its verbatims, each once, in their order
	Answers     []Answer // in the order of the questions; those without content too
	Attributes  []string // aligned with the attributes of the fragment; "" is null
	Contacts    []datasets.Contact
	SourceFile  string
	SourceRow   int64
}

// Answer is one question and what was answered.
type Answer struct{ Question, Text string }

// NewRow returns the row of one route of a response with its verbatims. It
// shares their memory.
func NewRow(r *datasets.Route, resp *datasets.Response, verbatims []datasets.Verbatim, contacts []datasets.Contact) Row {
	row := Row{
		ResponseID:  resp.ResponseID,
		Account:     resp.AccountID,
		Respondent:  resp.RespondentID,
		Role:        r.Role,
		Rule:        r.Rule,
		DueAt:       r.DueAt,
		Metric:      resp.Metric,
		Score:       resp.Score,
		RespondedAt: resp.RespondedAt,
		RespondedOn: resp.RespondedOn,
		Language:    resp.Language,
		ThemeIDs:    resp.ThemeIDs,
		Attributes:  resp.Attributes,
		Contacts:    contacts,
		SourceFile:  resp.SourceFile,
		SourceRow:   resp.SourceRow,
	}
	for i := range verbatims {
		v := &verbatims[i]
		row.Answers = append(row.Answers, Answer{Question: v.Question, Text: v.Text})
		if in := string(v.Intent); in != "" && !slices.Contains(row.Intents, in) {
			row.Intents = append(row.Intents, in)
		}
	}
	return row
}
