package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/spf13/cobra"

	"verbatim/classify/llm"
	"verbatim/cmd/internal/cli"
	"verbatim/cmd/internal/progress"
	"verbatim/datasets/source"
	"verbatim/pipeline"
	"verbatim/themes"
)

// runFlags are the flags of run beside those of every verb.
type runFlags struct {
	source     source.Options
	models     modelFlags
	restart    bool
	dryRun     bool
	maxRejects int
	workers    int
}

func newRun(s *cli.Settings) *cobra.Command {
	f := &runFlags{}
	cmd := &cobra.Command{
		Use:   "run INPUT…",
		Short: "Read survey exports, tag, route and index every response",
		Long: `Reads survey exports (CSV, TSV, XLSX, gzip; "-" is standard input) and publishes
a new generation of the workspace that holds them together with all earlier
ones: responses that are there already are skipped, changed ones replaced.

Columns are recognised; what was decided is printed with the flag that decides
otherwise. Rows that cannot be used go to rejects.jsonl. After an interruption
the same command goes on.`,
		Example: `  verbatim run survey.csv
  verbatim run --dry-run survey.xlsx
  verbatim run --text Comment --score NPS --timezone Asia/Tokyo a.csv b.csv.gz
  zcat big.csv.gz | verbatim run -`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &cli.Error{Code: cli.ExitUsage, Err: errors.New("run: no input"), Hint: "verbatim run survey.csv"}
			}
			if err := f.check(); err != nil {
				return err
			}
			if f.dryRun {
				return dryRun(cmd, s, f, args)
			}
			return run(cmd, s, f, args)
		},
	}
	f.bind(cmd)
	return cmd
}

func (f *runFlags) bind(cmd *cobra.Command) {
	bindSource(cmd, &f.source)
	f.models.bind(cmd)
	fl := cmd.Flags()
	fl.BoolVar(&f.dryRun, "dry-run", false, "show the columns and five parsed rows, and write nothing")
	fl.BoolVar(&f.restart, "restart", false, "drop the unpublished work of an interrupted run")
	fl.IntVar(&f.maxRejects, "max-rejects", -1, "exit with 3 when more rows than this `number` were rejected")
	fl.IntVar(&f.workers, "workers", 0, "goroutines that annotate (default one a core)")
}

// bindSource adds the flags that say how inputs are read.
func bindSource(cmd *cobra.Command, o *source.Options) {
	fl := cmd.Flags()
	fl.StringArrayVar(&o.Text, "text", nil, "`column` with answers in words; may be given several times")
	fl.StringVar(&o.ID, "id", "", "`column` with the id")
	fl.StringVar(&o.IDIs, "id-is", "", "what an id names: `response` or respondent")
	fl.StringArrayVar(&o.IDFrom, "id-from", nil, "`column` that makes identity, where there is no id; may be given several times")
	fl.StringVar(&o.Respondent, "respondent", "", "`column` that names who answered")
	fl.StringVar(&o.Account, "account", "", "`column` that names the account")
	fl.StringVar(&o.Score, "score", "", "`column` with the score")
	fl.StringVar(&o.Metric, "metric", "", "scale of the score: `nps`, csat, ces or none; nps:reversed where low is good")
	fl.StringVar(&o.Time, "time", "", "`column` with the time of the response")
	fl.StringVar(&o.Timezone, "timezone", "", "`zone` of times that name none, and of days (default UTC)")
	fl.StringVar(&o.DateOrder, "date-order", "", "how 01/04/2026 is read: `dmy`, mdy or ymd")
	fl.StringVar(&o.Question, "question", "", "`column` with the question, where each row is one answer")
	fl.StringArrayVar(&o.Contact, "contact", nil, "`column` with mail, phone, name or owner; may be given several times")
	fl.StringArrayVar(&o.Attributes, "attributes", nil, "`column` to carry along, instead of all; may be given several times")
	fl.StringVar(&o.Encoding, "encoding", "", "`encoding` of text files: utf-8, cp932, euc-jp, utf-16 …")
	fl.StringVar(&o.Delimiter, "delimiter", "", "`delimiter` of text files: comma, tab, semicolon, pipe")
	fl.StringVar(&o.Sheet, "sheet", "", "`sheet` of a workbook")
}

func (f *runFlags) check() error {
	switch {
	case f.maxRejects < -1:
		return cli.Usage("--max-rejects %d: wanted 0 or more, or -1 for no limit", f.maxRejects)
	case f.workers < 0:
		return cli.Usage("--workers %d: wanted 1 or more, or 0 for one a core", f.workers)
	}
	return nil
}

// memoryTarget is what the collector is told to stay below, so that a run
// keeps under a gibibyte with what it does not count. A run's live memory does
// not grow with the input; without a target garbage would double it at peaks.
const memoryTarget = 704 << 20

func run(cmd *cobra.Command, s *cli.Settings, f *runFlags, inputs []string) error {
	cb, err := codebookInUse(s)
	if err != nil {
		return err
	}
	o := pipeline.Options{
		Inputs:   inputs,
		Stdin:    cmd.InOrStdin(),
		Source:   f.source,
		Codebook: cb,
		Restart:  f.restart,
		Workers:  f.workers,
	}
	if err := f.models.into(&o); err != nil {
		return err
	}
	if f.models.llm.DryRun {
		return printRequests(cmd, s, o)
	}
	res, err := publish(cmd, s, pipeline.Run, o)
	if err != nil {
		return err
	}
	warnOfRejects(cmd.ErrOrStderr(), res)
	if err := tell(cmd, s, res, &o.LLM.Config); err != nil {
		return err
	}
	if n := res.Run.Outcome.Rejected; f.maxRejects >= 0 && n > f.maxRejects {
		return &cli.Error{Code: cli.ExitRejects, Err: fmt.Errorf("%s rejected, more than --max-rejects %d", cli.Plural(n, "row"), f.maxRejects),
			Hint: "rejects.jsonl in " + res.Dir + " says why"}
	}
	return leftToAsk(res, o.LLM.Mode)
}

// codebookInUse is the codebook that the settings name, else that of the
// workspace.
func codebookInUse(s *cli.Settings) (*themes.Codebook, error) {
	published, err := pipeline.OpenWorkspace(s.Workspace).PublishedCodebook()
	if err != nil {
		return nil, err
	}
	return s.LoadCodebook(published)
}

// publish does what makes a generation, with a progress bar.
func publish(cmd *cobra.Command, s *cli.Settings, do func(context.Context, pipeline.Options) (*pipeline.Result, error), o pipeline.Options) (*pipeline.Result, error) {
	tk, err := s.NewTokenizer()
	if err != nil {
		return nil, err
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryTarget)
	}
	bar := progress.New(os.Stderr, s.Quiet)
	o.Workspace, o.Tokenizer, o.Progress, o.Log = s.Workspace, tk, bar.Report, newLog(s)
	res, err := do(cmd.Context(), o)
	bar.Close()
	err = runError(err)
	var e *cli.Error
	if o.LLM.Mode == pipeline.LLMAsk && errors.As(err, &e) && e.Code == cli.ExitInterrupted {
		e.Hint += "; what was answered is kept, and not asked again"
	}
	return res, err
}

// tell prints what was published, with a model asked as c says.
func tell(cmd *cobra.Command, s *cli.Settings, res *pipeline.Result, c *llm.Config) error {
	switch {
	case s.JSON:
		return json.NewEncoder(cmd.OutOrStdout()).Encode(runJSON(res))
	case s.Quiet:
		return nil
	}
	return writeSummary(cmd.OutOrStdout(), res, c, s.Workspace)
}

// warnOfRejects says when most rows were rejected: then the columns were
// probably taken for what they are not.
func warnOfRejects(w io.Writer, res *pipeline.Result) {
	o := res.Run.Outcome
	if 2*o.Rejected <= o.Rows {
		return
	}
	fmt.Fprintf(w, "warning: %s of %s (%s) rejected: %s says why, verbatim run --dry-run shows what the columns were taken for\n",
		cli.Count(o.Rejected), cli.Plural(o.Rows, "row"), percent(o.Rejected, o.Rows), filepath.Join(res.Dir, "rejects.jsonl"))
}

// runError gives an error of a run its exit code.
func runError(err error) error {
	var usage *pipeline.UsageError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &usage):
		return &cli.Error{Code: cli.ExitUsage, Err: err}
	case errors.Is(err, pipeline.ErrHeld):
		return &cli.Error{Code: cli.ExitHeld, Err: err}
	case errors.Is(err, context.Canceled):
		return &cli.Error{Code: cli.ExitInterrupted, Err: errors.New("interrupted; nothing was published"), Hint: "the same command goes on after the last sealed part; --restart begins anew"}
	}
	return inputError(err)
}
