package pipeline

import (
	"context"
	"fmt"
	"slices"

	"verbatim/datasets/source"
)

// decideColumns decides which column of an input is what. An export of a
// survey that the workspace knows, by the headers of all columns that play a
// role, is read as it was before: what a column is must not hang on which rows
// an export happens to hold, or the same answers would become other responses.
// Columns that are new to it are decided afresh, and flags win over both.
func (r *runner) decideColumns(ctx context.Context, in *source.Info) (*source.Decision, error) {
	free, err := source.Decide(ctx, in, r.o.Source)
	run, old := r.familiar(in)
	if old == nil {
		return free, err
	}
	if err != nil {
		free = &source.Decision{} // as before, there is a text or a score
	}
	o := r.o.Source
	asBefore(&o, in, old, free)
	d, err := source.Decide(ctx, in, o)
	if err != nil {
		return nil, err
	}
	if r.o.Source.IDIs == "" && r.o.Source.ID == "" {
		d.IDSure = old.Decision.IDSure // it is no surer for having been decided before
	}
	d.Notes = append(d.Notes, source.Note{What: fmt.Sprintf("columns are taken as in run %d, of %s", run, old.Name), Flag: "any column flag decides otherwise"})
	return d, nil
}

// familiar returns the latest input of the workspace whose core columns all
// stand in the new one too.
func (r *runner) familiar(in *source.Info) (run int, old *InputInfo) {
	if r.base == nil {
		return 0, nil
	}
	for _, run := range slices.Backward(r.base.Runs) {
		for i := range run.Inputs {
			all := coreOf(run.Inputs[i].Decision)
			missing := func(c source.Column) bool { return !slices.Contains(in.Header, c.Header) }
			if len(all) > 1 && !slices.ContainsFunc(all, missing) {
				return run.Number, &run.Inputs[i]
			}
		}
	}
	return 0, nil
}

// coreOf returns the columns that make a survey what it is: texts, score, time,
// question and identity. Others may be missing from an export.
func coreOf(d *source.Decision) []source.Column {
	all := slices.Clone(d.IDFrom)
	for _, t := range d.Texts {
		all = append(all, t.Column)
	}
	for _, c := range []*source.Column{d.ID, d.Score, d.Time, d.Question} {
		if c != nil {
			all = append(all, *c)
		}
	}
	return all
}

// asBefore fills in the options that the user left open.
func asBefore(o *source.Options, in *source.Info, old *InputInfo, free *source.Decision) {
	d := old.Decision
	fill := func(value *string, column *source.Column) {
		if *value != "" {
			return
		}
		if *value = "none"; column != nil && slices.Contains(in.Header, column.Header) {
			*value = column.Header
		}
	}
	if len(o.IDFrom) == 0 {
		fill(&o.ID, d.ID)
	}
	fill(&o.Respondent, d.Respondent)
	fill(&o.Account, d.Account)
	fill(&o.Score, d.Score)
	fill(&o.Time, d.Time)
	fill(&o.Question, d.Question)
	if o.IDIs == "" {
		o.IDIs = d.IDIs
	}
	if o.Timezone == "" {
		o.Timezone = d.Zone
	}
	if o.DateOrder == "" {
		o.DateOrder = d.DateOrder
	}
	if o.Metric == "" && d.Score != nil {
		o.Metric = string(d.Metric)
		if d.Reversed {
			o.Metric += ":reversed"
		}
	}
	known := func(header string) bool { return slices.Contains(old.Info.Header, header) }
	if len(o.Text) == 0 {
		o.Text = named(d.Texts, free.Texts, known, func(t source.TextColumn) string { return t.Header })
	}
	if len(o.Contact) == 0 {
		here := slices.DeleteFunc(slices.Clone(d.Contacts), func(c source.Column) bool { return !slices.Contains(in.Header, c.Header) })
		o.Contact = named(here, free.Contacts, known, func(c source.Column) string { return c.Header })
	}
	if len(o.IDFrom) == 0 && o.ID == "none" {
		o.IDFrom = named(d.IDFrom, nil, known, func(c source.Column) string { return c.Header })
	}
}

// named returns the headers of the columns that were decided before, and of
// those now that were not there then.
func named[C any](before, now []C, known func(string) bool, header func(C) string) []string {
	var all []string
	for _, c := range before {
		all = append(all, header(c))
	}
	for _, c := range now {
		if !known(header(c)) {
			all = append(all, header(c))
		}
	}
	return all
}
