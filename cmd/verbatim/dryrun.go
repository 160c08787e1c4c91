package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"verbatim/cmd/internal/cli"
	"verbatim/datasets"
	"verbatim/datasets/source"
)

const dryRunRows = 5

// dryRun shows what run would make of the columns, and the first rows.
func dryRun(cmd *cobra.Command, s *cli.Settings, f *runFlags, inputs []string) error {
	tk, err := s.NewTokenizer()
	if err != nil {
		return err
	}
	for _, path := range inputs {
		if path == "-" {
			return cli.Usage("--dry-run reads files only: save standard input to a file first")
		}
		info, err := source.Inspect(cmd.Context(), path, f.source)
		if err != nil {
			return inputError(err)
		}
		d, err := source.Decide(cmd.Context(), info, f.source)
		if err != nil {
			return inputError(err)
		}
		w := cmd.OutOrStdout()
		writeInput(w, "Input", info, d, -1, tk.Romanize)
		if err := showRows(cmd.Context(), w, info, d); err != nil {
			return err
		}
	}
	return nil
}

func inputError(err error) error {
	var o *source.OptionError
	if errors.As(err, &o) {
		return &cli.Error{Code: cli.ExitUsage, Err: err}
	}
	return err
}

func showRows(ctx context.Context, w io.Writer, info *source.Info, d *source.Decision) error {
	r, err := source.Open(ctx, info)
	if err != nil {
		return err
	}
	defer r.Close()
	parser := source.NewParser(info, d)
	var rec source.Record
	for n := 0; n < dryRunRows; {
		row, err := r.Read()
		var bad *source.RowError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &bad):
			fmt.Fprintf(w, "\nline %d: rejected: %s\n", bad.Line, bad.Reason)
			n++
			continue
		case err != nil:
			return err
		}
		n++
		if reject := parser.Parse(row, &rec); reject != nil {
			fmt.Fprintf(w, "\nline %d: rejected: column %s, value %q: %s\n", reject.Line, reject.Column, reject.Value, reject.Reason)
			continue
		}
		showRecord(w, d, &rec)
	}
	return nil
}

func showRecord(w io.Writer, d *source.Decision, rec *source.Record) {
	fmt.Fprintf(w, "\nline %d\n", rec.Line)
	show := func(name, value string) {
		if value != "" {
			fmt.Fprintf(w, "  %-10s %s\n", name, cli.OneLine(value, 100))
		}
	}
	show("id", rec.ID)
	show("respondent", rec.Respondent)
	show("account", rec.Account)
	if rec.Score.OK {
		show("score", fmt.Sprintf("%s (%s)", datasets.FormatScore(rec.Score.V), rec.Metric))
	}
	switch {
	case rec.At.OK:
		show("time", time.UnixMicro(rec.At.V).UTC().Format(time.RFC3339))
	case rec.On.OK:
		show("time", rec.On.V.String())
	}
	for _, a := range rec.Answers {
		show("text", a.Text)
	}
	for _, c := range rec.Contacts {
		show("contact", c.Header+": "+c.Value)
	}
	for i, v := range rec.Attributes {
		if v != "" {
			show("attribute", d.Attributes[i].Header+": "+v)
		}
	}
}
