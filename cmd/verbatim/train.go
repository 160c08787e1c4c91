package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"verbatim/classify/linear"
	"verbatim/cmd/internal/cli"
	"verbatim/cmd/internal/progress"
)

// trainFlags are the flags of train beside those of every verb.
type trainFlags struct {
	from      string
	output    string
	precision float64
	least     int
	gold      evaluateFlags // of which those that bindGold adds
}

// fewestExamples are the folds of cross-validation: with fewer examples of a
// theme there is a fold that has none.
const fewestExamples = 5

func newTrain(s *cli.Settings) *cobra.Command {
	f := &trainFlags{}
	cmd := &cobra.Command{
		Use:   "train --from llm|labels|gold",
		Short: "Learn a small classifier from themes that are known",
		Long: `Trains a classifier on texts whose themes are known, and writes it to a file that
run --classifier and retag --classifier take. It is fast, needs no server, and
knows themes that it saw often enough; its figures are measured on texts that it
was not trained on. docs/classifier.md says how it works.

  --from llm     what a model answered about the workspace's verbatims
  --from labels  what people labelled in the workspace. A verbatim with a label
                 counts as read to its end: themes that nobody gave it do not
                 apply, but for those that a machine gave and nobody took away
  --from gold    a labelled file, read as evaluate --gold reads it`,
		Example: `  verbatim train --from llm -o model.vbm
  verbatim train --from gold --gold labelled.csv --text Comment --themes Codes --precision 0.9
  verbatim retag --classifier model.vbm`,
		Args: cli.Args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(); err != nil {
				return err
			}
			return train(cmd, s, f)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.from, "from", "", "where the themes come from: `llm`, labels or gold")
	fl.StringVarP(&f.output, "output", "o", "model.vbm", "`file` to write")
	fl.Float64Var(&f.precision, "precision", 0.8, "share of right tags to aim at; 0 aims at the best F1, of however many wrong ones")
	fl.IntVar(&f.least, "min-examples", 10, "`number` of examples that a theme needs to be learnt, 5 at least")
	f.gold.source.Score = "none"
	f.gold.bindGold(cmd)
	return cmd
}

func (f *trainFlags) check() error {
	switch f.from {
	case "llm", "labels", "gold":
	case "":
		return &cli.Error{Code: cli.ExitUsage, Err: errors.New("train: from what?"), Hint: "--from llm, --from labels or --from gold"}
	default:
		return cli.Usage("--from %q: wanted llm, labels or gold", f.from)
	}
	switch {
	case !(f.precision >= 0 && f.precision < 1):
		return cli.Usage("--precision %g: wanted 0 or more, and less than 1", f.precision)
	case f.least < fewestExamples:
		return cli.Usage("--min-examples %d: wanted %d or more, one for each part of the examples that is held out", f.least, fewestExamples)
	case f.output == "":
		return cli.Usage("--output is empty: wanted the name of a file")
	case f.from != "gold" && len(f.gold.gold) > 0:
		return cli.Usage("--gold is for --from gold, found --from %s", f.from)
	case f.from == "gold" && (len(f.gold.gold) == 0 || f.gold.themes == ""):
		return &cli.Error{Code: cli.ExitUsage, Err: errors.New("train --from gold: no file, or no column with the themes"), Hint: "verbatim train --from gold --gold labelled.csv --themes COLUMN"}
	case f.gold.half != "" && f.gold.half != "tune" && f.gold.half != "test":
		return cli.Usage("--half %q: wanted tune or test", f.gold.half)
	}
	return nil
}

// train trains, writes the file and tells how good it is.
func train(cmd *cobra.Command, s *cli.Settings, f *trainFlags) error {
	began := time.Now()
	set, err := f.examples(cmd, s)
	if err != nil {
		return err
	}
	defer set.close()
	bar := progress.New(os.Stderr, s.Quiet)
	model, err := linear.Train(cmd.Context(), set.counted(), linear.Options{
		Precision:    f.precision,
		MinPositives: f.least,
		Source:       f.from,
		Tokenizer:    set.tokenizer.Version(),
		Codebook:     set.codebook.Hash,
		Progress:     func(done, total int) { bar.Report("train", int64(done), int64(total)) },
	})
	bar.Close()
	if err != nil {
		return set.trainError(cmd.Context(), err)
	}
	size, err := writeModel(f.output, model)
	if err != nil {
		return err
	}
	r := newTrainReport(f, set, model, size, time.Since(began))
	switch {
	case s.JSON:
		return writeJSON(cmd, r)
	case s.Quiet:
		return nil
	}
	_, err = io.WriteString(cmd.OutOrStdout(), r.text())
	return err
}

// trainError gives an error of training its exit code: too few examples are a
// mistake of use.
func (s *exampleSet) trainError(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return &cli.Error{Code: cli.ExitInterrupted, Err: errors.New("interrupted; nothing was written")}
	case errors.Is(err, errRead):
		return err
	}
	if s.count == 0 && s.recorded != nil {
		if model := s.recorded(); model != "" {
			s.hint = fmt.Sprintf("verbatim retag --llm recorded --llm-model %s brings back the answers that are recorded", model)
		}
	}
	return &cli.Error{Code: cli.ExitUsage, Err: fmt.Errorf("train: %s: %w", cli.Plural(s.count, "example"), err), Hint: s.hint}
}

// writeModel writes a model to a file that appears once it is complete.
func writeModel(path string, model *linear.Model) (size int64, err error) {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".model-*")
	if errors.Is(err, fs.ErrNotExist) {
		return 0, cli.Usage("--output %s: the directory %s does not exist: make it, or name another one", path, dir)
	}
	if err != nil {
		return 0, fmt.Errorf("%s could not be written: %w", path, err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	w := bufio.NewWriter(f)
	size, err = model.WriteTo(w)
	if err = errors.Join(err, w.Flush(), f.Sync(), f.Close()); err != nil {
		return 0, fmt.Errorf("%s could not be written: %w", path, err)
	}
	return size, os.Rename(f.Name(), path)
}

// trainReport is what train prints; docs/scripting.md describes it.
type trainReport struct {
	From     string         `json:"from"`
	File     string         `json:"file"`
	Bytes    int64          `json:"bytes"`
	Version  string         `json:"version"`
	Examples int            `json:"examples"`
	Seconds  float64        `json:"seconds"`
	Report   *linear.Report `json:"report"`
}

func newTrainReport(f *trainFlags, set *exampleSet, model *linear.Model, size int64, took time.Duration) *trainReport {
	return &trainReport{
		From: f.from, File: f.output, Bytes: size, Version: model.Version(),
		Examples: set.count, Seconds: took.Seconds(), Report: model.Report(),
	}
}

func (r *trainReport) text() string {
	var b strings.Builder
	t := r.Report
	fmt.Fprintf(&b, "Trained   %s from %s (%s), %s, %.1f s\n", cli.Plural(len(t.Themes), "theme"), cli.Plural(r.Examples, "example"), r.From, cli.Plural(t.Features, "feature"), r.Seconds)
	fmt.Fprintf(&b, "Held out  precision %s, recall %s, micro F1 %s, macro F1 %s; %s of the texts unsure\n",
		figure(t.Precision), figure(t.Recall), figure(t.MicroF1), figure(t.MacroF1), share(t.Unsure))
	if one := t.Single; one != nil {
		fmt.Fprintf(&b, "Best one  right in %s, macro F1 %s, where the likeliest theme is taken\n", share(one.Accuracy), figure(one.MacroF1))
	}
	fmt.Fprintf(&b, "Saved     %s, %s, version %s\n\n", r.File, sizeText(r.Bytes), r.Version)
	table := cli.Table{Right: []bool{false, true, true, true, true, true, true}}
	table.Row("Theme", "Examples", "Threshold", "Precision", "Recall", "F1", "Unsure")
	for _, th := range t.Themes {
		figures := []string{figure(th.On), figure(th.Precision), figure(th.Recall), figure(th.F1)}
		if !th.Reached {
			figures = []string{"never", "–", "–", "–"}
		}
		table.Row(slices.Concat([]string{th.ID, cli.Count(th.Positives)}, figures, []string{cli.Count(th.Unsure)})...)
	}
	_, _ = table.WriteTo(&b)
	if len(t.Skipped) > 0 {
		var few []string
		for _, k := range t.Skipped {
			few = append(few, fmt.Sprintf("%s %d", k.ID, k.Positives))
		}
		fmt.Fprintf(&b, "\nToo few examples (%d are needed): %s\n", t.Skipped[0].Needed, strings.Join(few, ", "))
	}
	return b.String()
}

// sizeText writes a number of bytes.
func sizeText(bytes int64) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%.1f KiB", float64(bytes)/(1<<10))
	}
	return fmt.Sprintf("%.1f MiB", float64(bytes)/(1<<20))
}
