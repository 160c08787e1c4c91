package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"verbatim/classify/lookup"
	"verbatim/cmd/internal/cli"
	"verbatim/pipeline"
	"verbatim/pipeline/route"
	"verbatim/themes"
)

func newCodebook(s *cli.Settings) *cobra.Command {
	cmd := &cobra.Command{
		Use:                        "codebook",
		Short:                      "Check, compare, preview and exchange the themes and routing rules",
		Args:                       cli.KnownVerb,
		SuggestionsMinimumDistance: 2,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newCodebookCheck(s), newCodebookPreview(s), newCodebookDiff(s), newCodebookImport(s), newCodebookExport(s), newCodebookSchema())
	return cmd
}

func newCodebookCheck(s *cli.Settings) *cobra.Command {
	var strict bool
	cmd := &cobra.Command{
		Use:   "check [FILE]",
		Short: "Report every mistake of a codebook, and what may not be meant",
		Long: `Reads a codebook and reports every mistake with file, line and column (exit code
2). Where there is none it tells what may not be meant: terms that are cut into
the same words, signs that do not count (C++), languages without terms; and,
where the workspace holds a run, terms that hit nothing or over 30 % of its
verbatims, terms and themes that others cover, terms that are cut otherwise than
they look.`,
		Args: cli.Args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := codebookPath(s, args)
			if err != nil {
				return err
			}
			return check(cmd, s, path, strict)
		},
	}
	cmd.Flags().BoolVar(&strict, "strict", false, "exit with 1 when anything may not be meant, terms that hit nothing aside")
	return cmd
}

// codebookPath is the file that the arguments or the settings name, else
// ./codebook.yaml, else the one that the workspace was tagged by.
func codebookPath(s *cli.Settings, args []string) (string, error) {
	if len(args) == 1 {
		return args[0], nil
	}
	if s.Codebook != "" {
		return s.Codebook, nil
	}
	const path = "codebook.yaml"
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	published, err := pipeline.OpenWorkspace(s.Workspace).PublishedCodebook()
	if err != nil || published != "" {
		return published, err
	}
	return path, nil // which will be missed
}

// checkReport is what codebook check --json prints; docs/scripting.md
// describes it.
type checkReport struct {
	File     string          `json:"file"`
	Version  string          `json:"version,omitempty"`
	Themes   int             `json:"themes"`
	Terms    int             `json:"terms"`
	Rules    int             `json:"rules"`
	Against  string          `json:"against,omitempty"` // the generation that lints were told against
	Mistakes []mistakeReport `json:"mistakes"`
	Lints    []pipeline.Lint `json:"lints"`
}

type mistakeReport struct {
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

func check(cmd *cobra.Command, s *cli.Settings, path string, strict bool) error {
	cb, err := checkCodebook(s, path)
	if err != nil {
		return checkFailed(cmd, s, path, err)
	}
	r := checkReport{File: path, Version: cb.Hash, Themes: len(cb.Themes), Rules: len(cb.Routing.Rules), Mistakes: []mistakeReport{}}
	for _, t := range cb.Themes {
		for _, list := range t.Terms {
			r.Terms += len(list)
		}
	}
	if err := r.lint(cmd, s, cb); err != nil {
		return err
	}
	if s.JSON {
		err = writeJSON(cmd, r)
	} else {
		err = r.write(cmd.OutOrStdout())
	}
	if n := len(r.meant()); err == nil && strict && n > 0 {
		err = &cli.Error{Code: cli.ExitFailed, Err: fmt.Errorf("%s: %s", path, cli.Plural(n, "lint"))}
	}
	return err
}

// checkFailed prints the mistakes as JSON where that is asked for.
func checkFailed(cmd *cobra.Command, s *cli.Settings, path string, err error) error {
	var problems themes.Problems
	if !s.JSON || !errors.As(err, &problems) {
		return err
	}
	r := checkReport{File: path, Mistakes: []mistakeReport{}, Lints: []pipeline.Lint{}}
	for _, p := range problems {
		r.Mistakes = append(r.Mistakes, mistakeReport{p.Line, p.Column, p.Message, p.Hint})
	}
	return errors.Join(err, writeJSON(cmd, r))
}

func writeJSON(cmd *cobra.Command, v any) error {
	enc := json.NewEncoder(cmd.OutOrStdout())
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// lint looks at the codebook, and at what it finds in the workspace where that
// holds a run.
func (r *checkReport) lint(cmd *cobra.Command, s *cli.Settings, cb *themes.Codebook) error {
	tk, err := s.NewTokenizer()
	if err != nil {
		return err
	}
	ws := pipeline.OpenWorkspace(s.Workspace)
	if n, err := ws.Current(); err != nil {
		return err
	} else if n == 0 {
		r.Lints = pipeline.LintCodebook(cb, tk)
		return nil
	}
	g, err := pipeline.OpenGeneration(cmd.Context(), ws, 0, tk)
	if err != nil {
		return err
	}
	defer g.Close()
	r.Against = fmt.Sprintf("generation %d of %s", g.Manifest.Generation, s.Workspace)
	r.Lints, err = g.Lint(cmd.Context(), cb)
	return err
}

// meant returns the lints but those of terms that hit nothing, which a small
// workspace has many of.
func (r *checkReport) meant() []pipeline.Lint {
	return slices.DeleteFunc(slices.Clone(r.Lints), func(l pipeline.Lint) bool { return l.Kind == pipeline.LintNeverHits })
}

// Terms that hit nothing are listed by theme, in lines of this width, where they
// are not too many; --json has them all.
const (
	unusedWidth = 100
	unusedTerms = 100
)

// unused tells of terms that hit nothing.
func (r *checkReport) unused(b *strings.Builder) {
	terms, all := map[string][]string{}, 0
	for _, l := range r.Lints {
		if l.Kind == pipeline.LintNeverHits {
			terms[l.ThemeID] = append(terms[l.ThemeID], strconv.Quote(l.Term))
			all++
		}
	}
	if all > unusedTerms {
		fmt.Fprintf(b, "%s: %s: %s of %s stand in no verbatim; --json lists them\n", r.File, pipeline.LintNeverHits, cli.Count(all), cli.Plural(r.Terms, "term"))
		return
	}
	for _, l := range r.Lints {
		if list := terms[l.ThemeID]; len(list) > 0 && l.Kind == pipeline.LintNeverHits {
			fmt.Fprintf(b, "%s:%d: %s: theme %s: %s in no verbatim: %s\n", r.File, l.Line, l.Kind, l.ThemeID,
				cli.Plural(len(list), "term"), cli.OneLine(strings.Join(list, ", "), unusedWidth))
			delete(terms, l.ThemeID)
		}
	}
}

// lintOwner names what a lint is about.
func lintOwner(l pipeline.Lint) string {
	term := "term " + strconv.Quote(l.Term)
	switch {
	case l.Rule != "":
		return "rule " + l.Rule
	case l.ThemeID == "":
		return term
	case l.Term == "":
		return "theme " + l.ThemeID
	}
	return "theme " + l.ThemeID + ": " + term
}

func (r *checkReport) write(w io.Writer) error {
	var b strings.Builder
	for _, l := range r.Lints {
		if l.Kind == pipeline.LintNeverHits {
			continue // told below, since they are many
		}
		place := fmt.Sprintf("%s:%d", r.File, l.Line)
		if l.Column > 0 {
			place += fmt.Sprintf(":%d", l.Column)
		}
		fmt.Fprintf(&b, "%s: %s: %s %s\n", place, l.Kind, lintOwner(l), l.Message)
	}
	r.unused(&b)
	fmt.Fprintf(&b, "%s: no mistakes: %s, %s, %s, version %s\n", r.File, cli.Plural(r.Themes, "theme"), cli.Plural(r.Terms, "term"),
		cli.Plural(r.Rules, "routing rule"), r.Version)
	if n := len(r.meant()); n > 0 {
		fmt.Fprintf(&b, "%s that may not be meant", cli.Plural(n, "thing"))
		if r.Against != "" {
			fmt.Fprintf(&b, ", told against %s", r.Against)
		}
		b.WriteString("\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// checkCodebook reads a codebook and compiles it as a run does: some mistakes,
// such as a term without a letter, only show then.
func checkCodebook(s *cli.Settings, path string) (*themes.Codebook, error) {
	usage := func(err error) error { return &cli.Error{Code: cli.ExitUsage, Err: err} }
	src, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &cli.Error{Code: cli.ExitUsage, Err: err, Hint: "verbatim init writes a codebook.yaml to begin with"}
	}
	if err != nil {
		return nil, usage(err)
	}
	cb, err := themes.Parse(path, src)
	if err != nil {
		return nil, usage(err)
	}
	tk, err := s.NewTokenizer()
	if err != nil {
		return nil, err
	}
	if _, err := lookup.Compile(cb, tk); err != nil {
		return nil, usage(err)
	}
	if _, err := route.New(cb, time.UTC); err != nil {
		return nil, usage(err)
	}
	return cb, nil
}
