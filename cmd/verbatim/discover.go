package main

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/spf13/cobra"

	"verbatim/cmd/internal/cli"
	"verbatim/datasets"
	"verbatim/pipeline"
	"verbatim/themes"
	"verbatim/themes/discover"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

type discoverFlags struct {
	all     bool
	themes  int
	limit   int
	minimum int
	llm     cli.LLM
	mode    string
	sample  int
}

func newDiscover(s *cli.Settings) *cobra.Command {
	f := &discoverFlags{}
	cmd := &cobra.Command{
		Use:   "discover",
		Short: "Propose themes for what no theme was found in",
		Long: `Groups the verbatims without a theme by the words that they share, and writes a
draft of a theme for each group, as a codebook: name, definition, terms,
department, size, NPS, quotes. Nothing is changed: edit the draft, check it with
verbatim codebook check, and copy what is good into your codebook.

Existing themes stay as they are. Where a proposal seems to double one, a comment
says which. The same verbatims give the same proposal, whatever their order. Above
--limit verbatims, a sample by the hash of their ids is looked at.

With --llm ask a model words the themes and sorts a sample of the verbatims into
them; what that took is printed at the end. Only this flag or VERBATIM_LLM makes
discover ask, not verbatim.yaml. Personal data is replaced before a text leaves.`,
		Example: `  verbatim discover > proposed.yaml
  verbatim discover --all --themes 12
  verbatim discover --llm ask --llm-budget 0.50 > proposed.yaml`,
		Args: cli.Args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(); err != nil {
				return err
			}
			return f.run(cmd, s)
		},
	}
	fl := cmd.Flags()
	fl.BoolVar(&f.all, "all", false, "group all verbatims with content, not only those without a theme")
	fl.IntVar(&f.themes, "themes", 0, "make this `number` of themes (default as many as there seem to be)")
	fl.IntVar(&f.limit, "limit", discover.DefaultLimit, "look at this `number` of verbatims at most")
	fl.IntVar(&f.minimum, "min-size", 0, "leave out themes with fewer verbatims than this `number` (default 5, or 0.5% of the verbatims)")
	fl.StringVar(&f.mode, "llm", "off", "who words the themes: `off`, nobody; or ask, a model")
	cli.NotConfigured(fl, "llm") // mode: ask below llm: is about run and retag
	fl.IntVar(&f.sample, "llm-sample", discover.DefaultSample, "show a model this `number` of verbatims at most")
	f.llm.BindServer(cmd)
	return cmd
}

func (f *discoverFlags) check() error {
	switch {
	case f.themes < 0 || f.minimum < 0:
		return cli.Usage("--themes and --min-size must not be negative")
	case f.limit < 1 || f.sample < 1:
		return cli.Usage("--limit and --llm-sample: wanted 1 or more")
	case f.mode != "off" && f.mode != "ask":
		return cli.Usage("--llm %q: wanted off or ask", f.mode)
	}
	return nil
}

func (f *discoverFlags) run(cmd *cobra.Command, s *cli.Settings) error {
	tk, err := s.NewTokenizer()
	if err != nil {
		return err
	}
	g, err := pipeline.OpenGeneration(cmd.Context(), pipeline.OpenWorkspace(s.Workspace), 0, tk)
	if err != nil {
		return runError(err)
	}
	defer g.Close()
	texts := eachText(cmd.Context(), g, tk, func(v *datasets.Verbatim) bool { return !f.all && len(v.ThemeIDs) > 0 })
	o := f.options(g.Codebook, tk)
	if f.mode == "ask" {
		return f.ask(cmd, s, g.Codebook, texts, o)
	}
	p, err := discover.Discover(cmd.Context(), texts, o)
	if err != nil {
		return discoverError(err)
	}
	if n := len(p.Themes); n < f.themes && !s.Quiet {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s, not %s: the other groups are below --min-size, or have no phrase of their own\n", cli.Plural(n, "theme"), cli.Count(f.themes))
	}
	return writeProposal(cmd, s, g.Codebook, p)
}

// ask lets a model word the themes.
func (f *discoverFlags) ask(cmd *cobra.Command, s *cli.Settings, cb *themes.Codebook, texts iter.Seq2[discover.Text, error], o discover.Options) (err error) {
	asker, err := newThemeAsker(cmd.Context(), &f.llm, pipeline.OpenWorkspace(s.Workspace), newLog(s))
	if err != nil {
		return err
	}
	defer func() {
		if !s.Quiet {
			fmt.Fprintln(cmd.ErrOrStderr(), asker.spent())
		}
		err = errors.Join(err, asker.close())
	}()
	p, err := discover.Ask(cmd.Context(), asker, texts, discover.AskOptions{Options: o, Sample: f.sample, Redact: asker.redact})
	if err != nil {
		return discoverError(err)
	}
	if err := writeProposal(cmd, s, cb, p); err != nil {
		return err
	}
	return asker.left(p)
}

func discoverError(err error) error {
	if errors.Is(err, discover.ErrNoTexts) {
		return &cli.Error{Code: cli.ExitFailed, Err: errors.New("there is no verbatim with content and without a theme"), Hint: "--all looks at those with themes too"}
	}
	return runError(err)
}

func writeProposal(cmd *cobra.Command, s *cli.Settings, cb *themes.Codebook, p *discover.Proposal) error {
	if s.JSON {
		return writeJSON(cmd, p)
	}
	var departments []discover.Department
	for _, d := range cb.Departments {
		departments = append(departments, discover.Department{ID: d.ID, Name: d.Name})
	}
	_, err := cmd.OutOrStdout().Write(p.YAML(departments))
	return err
}

func (f *discoverFlags) options(cb *themes.Codebook, tk *tokenize.Tokenizer) discover.Options {
	o := discover.Options{
		Themes: f.themes, Limit: f.limit, MinSize: f.minimum, Slug: tk.Romanize, Fallback: fallback(cb), Taken: cb.Names(),
	}
	for i := range cb.Themes {
		o.Known = append(o.Known, knownTheme(cb, &cb.Themes[i], tk))
	}
	return o
}

// fallback is the department of themes that nothing hints at one for.
func fallback(cb *themes.Codebook) string {
	if len(cb.Departments) == 0 {
		return ""
	}
	for _, d := range cb.Departments {
		if d.ID == "product" {
			return d.ID
		}
	}
	return cb.Departments[0].ID
}

// knownTheme is a theme as discover compares proposals with it.
func knownTheme(cb *themes.Codebook, t *themes.Theme, tk *tokenize.Tokenizer) discover.Known {
	k := discover.Known{ID: t.ID, Name: cb.Name(t.ID, "en"), Departments: t.Departments}
	var doc tokenize.Doc
	for _, lang := range []string{"en", "ja", "any"} {
		for i := range t.Terms[lang] {
			plain := true // nothing but OR above
			expr.Walk(t.Terms[lang][i].Node, func(n expr.Node) bool {
				switch n := n.(type) {
				case *expr.Words:
					tk.Tokenize(n.Text, &doc)
					k.Words = append(k.Words, keysOf(&doc))
					if plain {
						k.Terms = append(k.Terms, keysOf(&doc))
					}
				case *expr.Or:
				case *expr.Not:
					return false
				default:
					plain = false
				}
				return true
			})
		}
	}
	return k
}

func keysOf(doc *tokenize.Doc) []string {
	keys := make([]string, len(doc.Tokens))
	for i := range doc.Tokens {
		keys[i] = doc.Tokens[i].Key
	}
	return keys
}

// eachText hands the verbatims with content to discover; known ones are
// background.
func eachText(ctx context.Context, g *pipeline.Generation, tk *tokenize.Tokenizer, known func(*datasets.Verbatim) bool) iter.Seq2[discover.Text, error] {
	return func(yield func(discover.Text, error) bool) {
		var doc tokenize.Doc
		stop := errors.New("stopped")
		err := g.EachVerbatim(ctx, func(v *datasets.Verbatim) error {
			if v.ContentStatus != datasets.Content {
				return nil
			}
			tk.Tokenize(v.Text, &doc)
			t := discover.Text{
				ID: v.VerbatimID, ResponseID: v.ResponseID, Text: v.Text, Lang: v.Language, Tokens: doc.Tokens,
				NPSPoints: datasets.NPSPoints(v.Metric, v.Score), Date: v.RespondedOn, Themes: v.ThemeIDs, Background: known(v),
			}
			if !yield(t, nil) {
				return stop
			}
			return nil
		})
		if err != nil && !errors.Is(err, stop) {
			yield(discover.Text{}, fmt.Errorf("reading verbatims: %w", err))
		}
	}
}
