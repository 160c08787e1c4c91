package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"verbatim/classify/evaluate"
	"verbatim/cmd/internal/cli"
	"verbatim/datasets/source"
	"verbatim/themes"
)

// evaluateFlags are the flags of evaluate beside those of every verb. Columns
// are named by header or as #3.
type evaluateFlags struct {
	gold      []string
	source    source.Options
	themes    string
	maps      []string
	separator string
	sentiment string
	intent    string
	negation  string
	routes    string
	routeMaps []string
	lang      string
	half      string
	limit     int
	minF1     float64
	options   evaluate.Options
}

func newEvaluate(s *cli.Settings) *cobra.Command {
	f := &evaluateFlags{}
	cmd := &cobra.Command{
		Use:   "evaluate [--gold FILE ...]",
		Short: "Measure themes, routes, sentiment … against labels",
		Long: `Tags the texts of a labelled file (CSV, TSV, XLSX, gzip) by the codebook and
compares the result with the labels: precision, recall and F1 of every theme and
over all, with 95 % intervals, what is confused with what, the terms that do
harm, the words of texts that were missed, and the worst mistakes.
Without --gold the labels of the workspace are compared with: only verbatims and
themes count that somebody judged. Nothing is written. docs/evaluation.md says
what every figure means.

Labels are ids or names of themes, or --map says what they stand for:
  --map 'Price=pricing'            a theme
  --map 'Money=pricing,billing'    either theme will do: the label is the wider one
  --map 'Slow and dear=slow+pricing'  both are expected
  --map 'Nothing=none'             no theme is expected
  --map 'Other='                   left out of the evaluation
  --map labels.csv                 a table with the columns label, theme

Exit codes: 0 done; 1 failed, or macro F1 below --min-f1; 2 wrong use or
configuration.`,
		Example: `  verbatim evaluate
  verbatim evaluate --gold labelled.csv --text Comment --themes Codes
  verbatim evaluate --gold may.csv --gold june.csv --themes Codes
  verbatim evaluate --gold labelled.xlsx --themes Codes --map labels.csv --half test
  verbatim evaluate --gold labelled.csv --routes Team --intent Kind --sentiment Tone
  verbatim evaluate --gold labelled.csv --themes Codes --min-f1 0.6 --quiet`,
		Args: cli.Args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(); err != nil {
				return err
			}
			run := evaluateGold
			if len(f.gold) == 0 {
				run = evaluateLabels
			}
			e, err := run(cmd, s, f)
			if err != nil {
				return err
			}
			return e.tell(cmd.OutOrStdout(), s, f)
		},
	}
	f.bind(cmd)
	return cmd
}

func (f *evaluateFlags) bind(cmd *cobra.Command) {
	f.bindGold(cmd)
	fl, o := cmd.Flags(), &f.source
	fl.StringVar(&f.routes, "routes", "", "`column` with the departments that should receive the response")
	fl.StringArrayVar(&f.routeMaps, "route-map", nil, "as --map, `LABEL=DEPARTMENT`; may be given several times")
	fl.StringVar(&f.sentiment, "sentiment", "", "`column` with the sentiment of the text, or of each theme in the order of --themes")
	fl.StringVar(&f.intent, "intent", "", "`column` with the intent")
	fl.StringVar(&f.negation, "negation", "", "`column` with the themes whose words are negated")
	fl.StringVar(&o.Score, "score", "none", "`column` with the score, for conditions and sentiment")
	fl.StringVar(&o.Metric, "metric", "", "scale of the score: `nps`, csat, ces or none; nps:reversed where low is good")
	fl.StringVar(&f.lang, "lang", "", "`column` with the language, to report by (default as recognised)")
	fl.IntVar(&f.limit, "limit", 0, "evaluate at most this `number` of texts; 0 for all")
	fl.IntVar(&f.options.Errors, "errors", 10, "tell this `number` of mistakes")
	fl.IntVar(&f.options.Resamples, "bootstrap", 1000, "`number` of samples for the intervals; 0 for none")
	fl.Uint64Var(&f.options.Seed, "seed", 1, "`number` that the samples follow from")
	fl.BoolVar(&f.options.Items, "items", false, "with --json, tell what every text should have got and did")
	fl.Float64Var(&f.minF1, "min-f1", 0, "exit with 1 when macro F1 is below this `number`")
}

// bindGold adds the flags that say how labelled files are read.
func (f *evaluateFlags) bindGold(cmd *cobra.Command) {
	fl, o := cmd.Flags(), &f.source
	fl.StringArrayVar(&f.gold, "gold", nil, "labelled `file` to compare with; may be given several times")
	fl.StringArrayVar(&o.Text, "text", nil, "`column` with answers in words; may be given several times")
	fl.StringVar(&f.themes, "themes", "", "`column` with the themes that are expected")
	fl.StringArrayVar(&f.maps, "map", nil, "what a label stands for, `LABEL=THEME`, or a file of labels and themes; may be given several times")
	fl.StringVar(&f.separator, "separator", "", "what stands between labels, or none (default ; or | where the column has it)")
	fl.StringVar(&o.ID, "id", "", "`column` with the id")
	fl.StringVar(&f.half, "half", "", "take one half of the texts, `tune or test`; which a text is in follows from its characters")
	fl.StringVar(&o.Encoding, "encoding", "", "`encoding` of text files: utf-8, cp932, euc-jp, utf-16 …")
	fl.StringVar(&o.Delimiter, "delimiter", "", "`delimiter` of text files: comma, tab, semicolon, pipe")
	fl.StringVar(&o.Sheet, "sheet", "", "`sheet` of a workbook")
}

func (f *evaluateFlags) check() error {
	given := func(c string) bool { return c != "" }
	columns := []string{f.themes, f.routes, f.sentiment, f.intent, f.negation}
	others := slices.Concat(columns, []string{f.lang, f.source.ID, strings.TrimSuffix(f.source.Score, "none")}, f.source.Text)
	switch {
	case len(f.gold) == 0 && slices.ContainsFunc(others, given):
		return &cli.Error{Code: cli.ExitUsage, Err: errors.New("evaluate: columns, and no file that has them"), Hint: "verbatim evaluate --gold labelled.csv --themes COLUMN"}
	case len(f.gold) > 0 && !slices.ContainsFunc(columns, given):
		return &cli.Error{Code: cli.ExitUsage, Err: errors.New("evaluate: nothing to compare with"),
			Hint: "name a column of the file with --themes, --routes, --sentiment, --intent or --negation"}
	case len(slices.Compact(slices.Sorted(slices.Values(f.gold)))) < len(f.gold):
		return cli.Usage("--gold: the same file is given twice")
	case f.half != "" && f.half != "tune" && f.half != "test":
		return cli.Usage("--half %q: wanted tune or test", f.half)
	case f.limit < 0 || f.options.Errors < 0 || f.options.Resamples < 0:
		return cli.Usage("--limit, --errors and --bootstrap must not be negative")
	case !(f.minF1 >= 0 && f.minF1 <= 1):
		return cli.Usage("--min-f1 %g: wanted a number from 0 to 1", f.minF1)
	case len(f.maps) > 0 && f.themes == "" && f.negation == "":
		return cli.Usage("--map says what labels of --themes stand for, which is missing")
	case len(f.routeMaps) > 0 && f.routes == "":
		return cli.Usage("--route-map says what labels of --routes stand for, which is missing")
	}
	return nil
}

// evaluation is what evaluate found. Its JSON is described in
// docs/evaluation.md.
type evaluation struct {
	Gold      goldInfo             `json:"gold"`
	Codebook  codebookInfo         `json:"codebook"`
	Resamples int                  `json:"bootstrap"`
	Seed      uint64               `json:"seed"`
	Themes    *evaluate.Report     `json:"themes,omitempty"`
	Routes    *evaluate.Report     `json:"routes,omitempty"`
	Sentiment *evaluate.Comparison `json:"sentiment,omitempty"`
	Intent    *evaluate.Comparison `json:"intent,omitempty"`
	Negation  *evaluate.Comparison `json:"negation,omitempty"`
	// Unfound is how many pairs of text and theme have a sentiment, or are
	// negated, by the gold and no tag to compare with.
	Unfound map[string]int     `json:"unfound,omitempty"`
	Unread  map[string]*unread `json:"unread,omitempty"` // by part

	codebook *themes.Codebook
}

type codebookInfo struct {
	Path    string `json:"path"`
	Version string `json:"version"`
}

// tell prints an evaluation, and fails where it is below --min-f1.
func (e *evaluation) tell(w io.Writer, s *cli.Settings, f *evaluateFlags) error {
	var err error
	switch {
	case s.JSON:
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		err = enc.Encode(e)
	case s.Quiet:
		_, err = io.WriteString(w, e.summary())
	default:
		_, err = io.WriteString(w, e.text())
	}
	if err != nil {
		return err
	}
	if what, f1 := e.worst(); f1 < f.minF1 {
		return fmt.Errorf("macro F1 of %s is %.3f, below --min-f1 %g", what, f1, f.minF1)
	}
	return nil
}

// part is one table of an evaluation.
type part struct {
	name   string
	totals *evaluate.Totals
}

// parts returns what was evaluated.
func (e *evaluation) parts() []part {
	var parts []part
	for _, p := range []struct {
		name   string
		report *evaluate.Report
	}{{"themes", e.Themes}, {"routes", e.Routes}} {
		if p.report != nil {
			parts = append(parts, part{p.name, &p.report.Totals})
		}
	}
	for _, p := range []struct {
		name       string
		comparison *evaluate.Comparison
	}{{"sentiment", e.Sentiment}, {"intent", e.Intent}, {"negation", e.Negation}} {
		if p.comparison != nil {
			parts = append(parts, part{p.name, &p.comparison.Totals})
		}
	}
	return parts
}

// worst returns the lowest macro F1 of what was evaluated.
func (e *evaluation) worst() (what string, f1 float64) {
	f1 = math.Inf(1)
	for _, p := range e.parts() {
		if v := p.totals.Macro.F1.Value; v < f1 {
			what, f1 = p.name, v
		}
	}
	return what, f1
}

// mapHint says how to map labels, by the example of one.
func mapHint(flag, label, target string) string {
	quoted := strings.ReplaceAll(label, "'", `'\''`)
	return fmt.Sprintf("say what they stand for, %s '%s=%s', or leave them out, %s '%s='", flag, quoted, target, flag, quoted)
}
