package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"github.com/spf13/cobra"

	"verbatim/cmd/internal/cli"
	"verbatim/datasets"
	"verbatim/datasets/source"
)

const dryRunRows = 5

// dryInput is what --dry-run says of an input.
type dryInput struct {
	Info     *source.Info     `json:"info"`
	Decision *source.Decision `json:"decision"`
	Rows     []dryRow         `json:"rows"` // the first, as they were read
}

// dryRow is a row as it was read, or why it was rejected.
type dryRow struct {
	Line       int64                 `json:"line"`
	Rejected   *source.Reject        `json:"rejected,omitempty"`
	ID         string                `json:"id,omitempty"`
	Respondent string                `json:"respondent,omitempty"`
	Account    string                `json:"account,omitempty"`
	Metric     datasets.Metric       `json:"metric,omitempty"`
	Score      datasets.Opt[float64] `json:"score"`
	Time       string                `json:"time,omitempty"` // RFC 3339 in UTC, or a local date
	Texts      []string              `json:"texts,omitempty"`
	Contacts   []dryCell             `json:"contacts,omitempty"`
	Attributes []dryCell             `json:"attributes,omitempty"`
}

// dryCell is a cell and the header above it.
type dryCell struct {
	Column string `json:"column"`
	Value  string `json:"value"`
}

// dryRun shows what run would make of the columns, and the first rows.
func dryRun(cmd *cobra.Command, s *cli.Settings, f *runFlags, inputs []string) error {
	tk, err := s.NewTokenizer()
	if err != nil {
		return err
	}
	var all []dryInput
	for _, path := range inputs {
		in, err := inspect(cmd.Context(), path, f.source)
		if err != nil {
			return err
		}
		all = append(all, *in)
	}
	w := cmd.OutOrStdout()
	if s.JSON {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return enc.Encode(map[string]any{"inputs": all})
	}
	for _, in := range all {
		writeInput(w, "Input", in.Info, in.Decision, -1, tk.Romanize)
		for i := range in.Rows {
			in.Rows[i].write(w)
		}
	}
	return nil
}

func inspect(ctx context.Context, path string, o source.Options) (*dryInput, error) {
	if path == "-" {
		return nil, cli.Usage("--dry-run reads files only: save standard input to a file first")
	}
	info, err := source.Inspect(ctx, path, o)
	if err != nil {
		return nil, inputError(err)
	}
	d, err := source.Decide(ctx, info, o)
	if err != nil {
		return nil, inputError(err)
	}
	rows, err := firstRows(ctx, info, d)
	return &dryInput{info, d, rows}, err
}

// inputError makes an error of use of an option that does not fit an input and
// of an input that is not there.
func inputError(err error) error {
	var option *source.OptionError
	var open *source.OpenError
	if errors.As(err, &option) || errors.As(err, &open) && errors.Is(err, fs.ErrNotExist) {
		return &cli.Error{Code: cli.ExitUsage, Err: err}
	}
	return err
}

// firstRows reads as many rows as a dry run shows.
func firstRows(ctx context.Context, info *source.Info, d *source.Decision) ([]dryRow, error) {
	r, err := source.Open(ctx, info)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	parser := source.NewParser(info, d)
	rows := []dryRow{}
	var rec source.Record
	for len(rows) < dryRunRows {
		row, err := r.Read()
		var bad *source.RowError
		switch {
		case errors.Is(err, io.EOF):
			return rows, nil
		case errors.As(err, &bad):
			rows = append(rows, dryRow{Line: bad.Line, Rejected: &source.Reject{File: info.Name, Line: bad.Line, Reason: bad.Reason, Kind: source.KindRow}})
			continue
		case err != nil:
			return nil, err
		}
		if reject := parser.Parse(row, &rec); reject != nil {
			rows = append(rows, dryRow{Line: reject.Line, Rejected: reject})
			continue
		}
		rows = append(rows, newDryRow(d, &rec))
	}
	return rows, nil
}

// newDryRow copies what it keeps: the record is used again.
func newDryRow(d *source.Decision, rec *source.Record) dryRow {
	row := dryRow{Line: rec.Line, ID: rec.ID, Respondent: rec.Respondent, Account: rec.Account, Metric: rec.Metric, Score: rec.Score}
	switch {
	case rec.At.OK:
		row.Time = time.UnixMicro(rec.At.V).UTC().Format(time.RFC3339)
	case rec.On.OK:
		row.Time = rec.On.V.String()
	}
	for _, a := range rec.Answers {
		row.Texts = append(row.Texts, a.Text)
	}
	for _, c := range rec.Contacts {
		row.Contacts = append(row.Contacts, dryCell{c.Header, c.Value})
	}
	for i, v := range rec.Attributes {
		if v != "" {
			row.Attributes = append(row.Attributes, dryCell{d.Attributes[i].Header, v})
		}
	}
	return row
}

func (r *dryRow) write(w io.Writer) {
	if r.Rejected != nil {
		where := ""
		if r.Rejected.Column != "" {
			where = fmt.Sprintf("column %s, value %q: ", r.Rejected.Column, r.Rejected.Value)
		}
		fmt.Fprintf(w, "\nline %d: rejected: %s%s\n", r.Line, where, r.Rejected.Reason)
		return
	}
	fmt.Fprintf(w, "\nline %d\n", r.Line)
	show := func(name, value string) {
		if value != "" {
			fmt.Fprintf(w, "  %-10s %s\n", name, cli.OneLine(value, 100))
		}
	}
	show("id", r.ID)
	show("respondent", r.Respondent)
	show("account", r.Account)
	if r.Score.OK {
		show("score", fmt.Sprintf("%s (%s)", datasets.FormatScore(r.Score.V), r.Metric))
	}
	show("time", r.Time)
	for _, text := range r.Texts {
		show("text", text)
	}
	for _, c := range r.Contacts {
		show("contact", c.Column+": "+c.Value)
	}
	for _, a := range r.Attributes {
		show("attribute", a.Column+": "+a.Value)
	}
}
