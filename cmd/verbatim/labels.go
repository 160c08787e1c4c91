package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"verbatim/cmd/internal/cli"
	"verbatim/datasets/sheet"
	"verbatim/pipeline"
	"verbatim/themes/expr"
)

func newLabels(s *cli.Settings) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "labels",
		Short: "Themes that people gave or took: import and export them",
		Long: `A label says that a person gave a verbatim a theme, or took it away. Labels win
over every rule, survive retag, and are what evaluate measures against.`,
		Args:                       cli.KnownVerb,
		SuggestionsMinimumDistance: 2,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newLabelsImport(s), newLabelsExport(s))
	return cmd
}

type labelsImportFlags struct {
	pipeline.ImportOptions
	noApply bool
}

func newLabelsImport(s *cli.Settings) *cobra.Command {
	f := &labelsImportFlags{}
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Record the labels of a CSV or XLSX file, and apply them",
		Long: `Records the labels of a file and publishes a generation in which they hold.
Columns, in any order:

  verbatim_id    or response_id, and question_id where a response has several
  theme          id or name, in either language
  label          added (1, yes, x, +, ○, 追加) or removed (0, no, -, ×, 削除);
                 a row with an empty label says nothing
  by, at         who and when, if not --by and now

The latest label of a verbatim and theme counts, so that a mistake is undone by
saying the contrary. Where rows cannot be used all of them are reported, and
nothing is recorded: exit code 2.`,
		Example: `  verbatim labels export todo.xlsx --query 'theme:pricing'
  verbatim labels import todo.xlsx --by aya`,
		Args: cli.Args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.Workspace, f.File, f.Now = s.Workspace, args[0], time.Now().Truncate(time.Second)
			return labelsImport(cmd, s, f)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.By, "by", "", "`name` of who labelled, where a row does not say (default the user's)")
	fl.BoolVar(&f.SkipBad, "skip-bad", false, "record the other rows where some cannot be used")
	fl.BoolVar(&f.noApply, "no-apply", false, "record only: the next run, retag or import applies them")
	fl.StringVar(&f.Source.Encoding, "encoding", "", "`encoding` of a text file: utf-8, cp932, euc-jp, utf-16 …")
	fl.StringVar(&f.Source.Delimiter, "delimiter", "", "`delimiter` of a text file: comma, tab, semicolon, pipe")
	fl.StringVar(&f.Source.Sheet, "sheet", "", "`sheet` of a workbook")
	return cmd
}

func labelsImport(cmd *cobra.Command, s *cli.Settings, f *labelsImportFlags) error {
	if f.By = cmp.Or(f.By, userName()); f.By == "" {
		return cli.Usage("nobody is known to have labelled: name them with --by")
	}
	done, err := pipeline.ImportLabels(cmd.Context(), f.ImportOptions)
	var bad pipeline.BadLabels
	if errors.As(err, &bad) {
		return &cli.Error{Code: cli.ExitUsage, Err: fmt.Errorf("nothing was imported, since rows cannot be used:\n%w", bad),
			Hint: "mend them, or import the others with --skip-bad"}
	}
	if err != nil {
		return runError(err)
	}
	if len(done.Bad) > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "%v\n", done.Bad)
	}
	var applied *pipeline.Result
	if !f.noApply {
		if applied, err = publish(cmd, s, pipeline.ApplyLabels, pipeline.Options{}); err != nil {
			return notApplied(done, err)
		}
	}
	switch {
	case s.JSON:
		return json.NewEncoder(cmd.OutOrStdout()).Encode(newLabelsReport(done, applied))
	case s.Quiet:
		return nil
	}
	return writeLabelsImport(cmd.OutOrStdout(), done, applied)
}

// userName is what the system calls the user, or "".
func userName() string {
	if name := cmp.Or(os.Getenv("USER"), os.Getenv("USERNAME")); name != "" {
		return name
	}
	u, err := user.Current()
	if err != nil {
		return ""
	}
	return u.Username
}

// notApplied says of an error that the labels are safe.
func notApplied(done *pipeline.ImportResult, err error) error {
	e := &cli.Error{Code: cli.ExitFailed, Err: fmt.Errorf("%s recorded, but not applied: %w", cli.Plural(done.Recorded(), "label"), err),
		Hint: "the next run, retag or labels import applies them"}
	var below *cli.Error
	if errors.As(err, &below) {
		e.Code = below.Code
	}
	return e
}

// labelsReport is what labels import --json prints; docs/labels.md describes
// it.
type labelsReport struct {
	Recorded int `json:"recorded"`
	*pipeline.ImportResult
	Generation int  `json:"generation,omitempty"` // that holds the labels
	Published  bool `json:"published"`            // by this import
}

func newLabelsReport(done *pipeline.ImportResult, applied *pipeline.Result) labelsReport {
	r := labelsReport{Recorded: done.Recorded(), ImportResult: done}
	if applied != nil {
		r.Generation, r.Published = applied.Manifest.Generation, applied.Published
	}
	return r
}

func writeLabelsImport(w io.Writer, done *pipeline.ImportResult, applied *pipeline.Result) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s recorded (%s added, %s removed, %s already held), %s", cli.Plural(done.Recorded(), "label"),
		cli.Count(done.Added), cli.Count(done.Removed), cli.Count(done.Held), cli.Plural(done.Verbatims, "verbatim"))
	switch {
	case applied == nil:
		b.WriteString(", not applied\n")
	case applied.Published:
		fmt.Fprintf(&b, ", generation %d published\n", applied.Manifest.Generation)
	default:
		fmt.Fprintf(&b, ", generation %d has them all\n", applied.Manifest.Generation)
	}
	if n := done.Unfilled; n > 0 {
		fmt.Fprintf(&b, "%s without a label\n", cli.Plural(n, "row"))
	}
	if n := done.Bad.Rows(); n > 0 {
		fmt.Fprintf(&b, "%s left out\n", cli.Plural(n, "bad row"))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

type labelsExportFlags struct {
	query string
	limit int
	force bool
}

func newLabelsExport(s *cli.Settings) *cobra.Command {
	f := &labelsExportFlags{}
	cmd := &cobra.Command{
		Use:   "export FILE",
		Short: "Write all labels, or a sheet to fill in, as CSV or XLSX",
		Long: `Writes the labels that count, with the words that they are about, to FILE: CSV or
XLSX by its ending, and with - CSV to standard output.

With --query it writes a sheet for people to fill in: of every verbatim that is
found a row for each theme that it has now, or one with an empty theme, and an
empty column label. labels import takes the rows whose label is filled in.`,
		Example: `  verbatim labels export labels.csv
  verbatim labels export todo.xlsx --query 'theme:none lang:ja' --limit 300`,
		Args: cli.Args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return labelsExport(cmd, s, f, args[0])
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.query, "query", "", "write what this `query` finds, to be labelled")
	fl.IntVar(&f.limit, "limit", 200, "with --query: at most this `number` of verbatims, best first; 0 for all")
	fl.BoolVar(&f.force, "force", false, "replace a file that exists")
	return cmd
}

func labelsExport(cmd *cobra.Command, s *cli.Settings, f *labelsExportFlags, path string) error {
	switch {
	case f.limit < 0:
		return cli.Usage("--limit %d: wanted 1 or more, or 0 for all", f.limit)
	case f.query == "" && cmd.Flags().Changed("query"):
		return cli.Usage("--query is empty: leave it away to export all labels")
	}
	header, fill := pipeline.LabelHeader(), func(to sheet.Writer) (*pipeline.Exported, error) {
		return pipeline.ExportLabels(cmd.Context(), pipeline.OpenWorkspace(s.Workspace), to)
	}
	noun := "label"
	if f.query != "" {
		g, query, err := openQuery(cmd, s, f.query)
		if err != nil {
			return err
		}
		defer g.Close()
		noun, header, fill = "row", pipeline.LabelSheetHeader(), func(to sheet.Writer) (*pipeline.Exported, error) {
			done, err := pipeline.ExportForLabels(cmd.Context(), g, query, f.limit, to)
			return done, queryError(err)
		}
	}
	done, err := exportSheet(cmd, path, f.force, header, fill)
	switch {
	case err != nil:
		return runError(err)
	case s.Quiet:
		return nil
	case s.JSON && path != "-":
		return json.NewEncoder(cmd.OutOrStdout()).Encode(done)
	}
	_, err = fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s of %s\n", path, cli.Plural(done.Rows, noun), cli.Plural(done.Verbatims, "verbatim"))
	return err
}

// openQuery opens the published generation and reads a query.
func openQuery(cmd *cobra.Command, s *cli.Settings, query string) (*pipeline.Generation, expr.Node, error) {
	tk, err := s.NewTokenizer()
	if err != nil {
		return nil, nil, err
	}
	g, err := pipeline.OpenGeneration(cmd.Context(), pipeline.OpenWorkspace(s.Workspace), 0, tk)
	if err != nil {
		return nil, nil, runError(err)
	}
	node, err := g.Codebook.ParseExpr(query, expr.Search)
	if err != nil {
		return nil, nil, errors.Join(queryError(err), g.Close())
	}
	return g, node, nil
}

// exportSheet fills a sheet that appears at path once it is complete, readable
// by its owner alone: the words of customers may name them.
func exportSheet(cmd *cobra.Command, path string, force bool, header []string, fill func(sheet.Writer) (*pipeline.Exported, error)) (done *pipeline.Exported, err error) {
	if path == "-" {
		return fillSheet(cmd.OutOrStdout(), ".csv", header, fill)
	}
	ext := strings.ToLower(filepath.Ext(path))
	if ext != ".csv" && ext != ".xlsx" {
		return nil, cli.Usage("%s: wanted a name that ends in .csv or .xlsx", path)
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) && !force {
		return nil, &cli.Error{Code: cli.ExitUsage, Err: fmt.Errorf("%s exists, and somebody may have filled it in", path), Hint: "name another file, or replace it with --force"}
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".labels-*") // of mode 0600
	if err != nil {
		return nil, err
	}
	done, err = fillSheet(f, ext, header, fill)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return nil, errors.Join(err, os.Remove(f.Name()))
	}
	return done, nil
}

func fillSheet(w io.Writer, ext string, header []string, fill func(sheet.Writer) (*pipeline.Exported, error)) (*pipeline.Exported, error) {
	var to sheet.Writer
	var err error
	if ext == ".xlsx" {
		to, err = sheet.XLSX(w, "labels", header)
	} else {
		to, err = sheet.CSV(w, header)
	}
	if err != nil {
		return nil, err
	}
	done, err := fill(to)
	return done, errors.Join(err, to.Close())
}
