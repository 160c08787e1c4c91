package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"verbatim/cmd/internal/cli"
	"verbatim/datasets"
	"verbatim/pipeline"
	"verbatim/themes"
)

func newCodebookPreview(s *cli.Settings) *cobra.Command {
	var o pipeline.PreviewOptions
	cmd := &cobra.Command{
		Use:   "preview [NEW.yaml]",
		Short: "Show what a codebook would change, and change nothing",
		Long: `Compares NEW.yaml (default ./codebook.yaml) with the codebook that the workspace
was tagged by, on the verbatims of the workspace: which verbatims gain and lose
which theme, with examples; coverage; the NPS and the impact of each theme, and
the cases and readers of each department, before and after; and, where there are
labels, the F1 of what the machine says on them. Nothing is changed: verbatim
retag does what preview shows.

Only verbatims that a change can reach are looked at. One that may reach most of
them takes longer, up to the time of a retag.`,
		Example: `  verbatim codebook preview codebook.yaml
  verbatim codebook preview --examples 10 --json new.yaml`,
		Args: cli.Args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.Examples < 0 {
				return cli.Usage("--examples %d: wanted 0 or more", o.Examples)
			}
			path, err := codebookPath(s, args)
			if err != nil {
				return err
			}
			return preview(cmd, s, o, path)
		},
	}
	cmd.Flags().IntVar(&o.Examples, "examples", 3, "show at most this `number` of verbatims gained and lost for each theme")
	cmd.Flags().IntVar(&o.Workers, "workers", 0, "goroutines that annotate (default one a core)")
	return cmd
}

func preview(cmd *cobra.Command, s *cli.Settings, o pipeline.PreviewOptions, path string) error {
	start := time.Now()
	cb, err := checkCodebook(s, path)
	if err != nil {
		return err
	}
	o.Codebook = cb
	tk, err := s.NewTokenizer()
	if err != nil {
		return err
	}
	ws := pipeline.OpenWorkspace(s.Workspace)
	g, err := pipeline.OpenGeneration(cmd.Context(), ws, 0, tk)
	if err != nil {
		return runError(err)
	}
	defer g.Close()
	if o.Labels, err = ws.AllLabels(cmd.Context()); err != nil {
		return err
	}
	res, err := g.Preview(cmd.Context(), o)
	if err != nil {
		return runError(err)
	}
	if s.JSON {
		return writeJSON(cmd, res)
	}
	p := previewPage{Preview: res, old: g.Codebook, now: cb, path: path, took: time.Since(start), flag: workspaceFlag(s)}
	return p.write(cmd.OutOrStdout())
}

// workspaceFlag names the workspace in commands that are advised.
func workspaceFlag(s *cli.Settings) string {
	if s.Workspace == "./workspace" {
		return ""
	}
	return " -w " + s.Workspace
}

// previewPage is what codebook preview prints.
type previewPage struct {
	*pipeline.Preview
	old, now *themes.Codebook
	path     string
	flag     string
	took     time.Duration
}

func (p *previewPage) write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Codebook   %s → %s\n", p.Old, p.New)
	if p.Old == p.New {
		fmt.Fprintf(&b, "           the same: %s is what generation %d was tagged by\n", p.path, p.Generation)
	}
	fmt.Fprintf(&b, "Looked at  %s of %s, in %.1f s", cli.Count(p.Looked), cli.Plural(p.Responses, "response"), p.took.Seconds())
	if p.Everything != "" {
		fmt.Fprintf(&b, ": %s", p.Everything)
	}
	fmt.Fprintf(&b, "\nChanged    themes of %s\n", cli.Plural(p.Changed, "verbatim"))
	fmt.Fprintf(&b, "Coverage   %s → %s of %s with content tagged\n", percent(p.Before.Tagged, p.Before.Content), percent(p.After.Tagged, p.After.Content),
		cli.Plural(p.After.Content, "verbatim"))
	p.themes(&b)
	p.departments(&b)
	for _, i := range p.Intents {
		fmt.Fprintf(&b, "Intent     %s: %s verbatims gain it, %s lose it\n", i.Intent, cli.Count(i.Gained), cli.Count(i.Lost))
	}
	p.judged(&b)
	if l := p.LLM; l != nil && l.After < l.Before {
		fmt.Fprintf(&b, "LLM        %s would have to be asked about themes that look different now: verbatim llm estimate%s --codebook %s --llm-delta\n",
			cli.Plural(l.Before-l.After, "verbatim"), p.flag, p.path)
	}
	p.examples(&b)
	if p.Old != p.New {
		fmt.Fprintf(&b, "Next       verbatim retag%s --codebook %s    does it; this changed nothing\n", p.flag, p.path)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (p *previewPage) themes(b *strings.Builder) {
	if len(p.Themes) == 0 {
		return
	}
	t := cli.Table{Right: []bool{false, true, true, true, true, true, true, true}}
	t.Row("Theme", "Verbatims", "", "Gained", "Lost", "NPS", "", "Impact", "")
	for i := range p.Themes {
		c := &p.Themes[i]
		t.Row(p.name(c.ThemeID), cli.Count(c.Before.Verbatims), "→ "+cli.Count(c.After.Verbatims), moved("+", c.Gained.Count),
			moved("-", c.Lost.Count), signed(c.Before.NPS, 0), "→ "+signed(c.After.NPS, 0),
			signed(c.Before.Impact, 1), "→ "+signed(c.After.Impact, 1))
	}
	_, _ = t.WriteTo(b)
}

// moved writes how many verbatims a theme gained or lost.
func moved(sign string, n int) string {
	if n == 0 {
		return "0"
	}
	return sign + cli.Count(n)
}

// name is that of the codebook which has the theme.
func (p *previewPage) name(id string) string {
	cb := p.now
	if cb.Theme(id) == nil {
		cb = p.old
	}
	return cli.OneLine(fmt.Sprintf("%s (%s)", cb.Name(id, "en"), id), 44)
}

func (p *previewPage) departments(b *strings.Builder) {
	t := cli.Table{Right: []bool{false, true, false, true}}
	t.Row("Department", "Owes reply", "", "Informed", "")
	for _, d := range p.Departments {
		t.Row(d.Department, cli.Count(d.CasesBefore), "→ "+cli.Count(d.CasesAfter), cli.Count(d.ReadersBefore), "→ "+cli.Count(d.ReadersAfter))
	}
	_, _ = t.WriteTo(b)
	for _, r := range p.Rules {
		what := "informed"
		if r.Role == datasets.RoleReply {
			what = "owes a reply"
		}
		fmt.Fprintf(b, "  %s %s by rule %s: %s, %s\n", r.Department, what, r.Rule, moved("+", r.Gained), moved("-", r.Lost))
	}
}

func (p *previewPage) judged(b *strings.Builder) {
	if p.Judged == nil {
		return
	}
	fmt.Fprintf(b, "F1         %s → %s on %s\n", f1(p.Judged.Before), f1(p.Judged.After), cli.Plural(p.Judged.Labels, "label"))
	for _, t := range p.Judged.Themes {
		if t.Before != t.After {
			fmt.Fprintf(b, "           %s → %s  %s\n", f1(t.Before), f1(t.After), p.name(t.ThemeID))
		}
	}
}

func f1(a pipeline.Agreement) string {
	v := a.F1()
	if !v.OK {
		return "–"
	}
	return fmt.Sprintf("%.3f", v.V)
}

// examples prints verbatims that gain or lose a theme, with the evidence
// marked.
func (p *previewPage) examples(b *strings.Builder) {
	for i := range p.Themes {
		c := &p.Themes[i]
		if len(c.Gained.Examples)+len(c.Lost.Examples) == 0 {
			continue
		}
		fmt.Fprintf(b, "\n%s\n", p.name(c.ThemeID))
		for _, e := range c.Gained.Examples {
			p.example(b, "+", &e)
		}
		for _, e := range c.Lost.Examples {
			p.example(b, "-", &e)
		}
	}
	b.WriteString("\n")
}

const previewTextWidth = 100

func (p *previewPage) example(b *strings.Builder, sign string, e *pipeline.Example) {
	text := plainStyle().mark(e.Text, nil, e.Evidence)
	why := e.Rule
	if e.Why != "" {
		why += "; " + e.Why
	}
	fmt.Fprintf(b, "  %s %s  %s\n", sign, e.VerbatimID, cli.OneLine(text, previewTextWidth))
	if why != "" {
		fmt.Fprintf(b, "      %s\n", cli.OneLine(why, previewTextWidth))
	}
}
