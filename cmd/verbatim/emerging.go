package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"verbatim/cmd/internal/cli"
	"verbatim/datasets"
	"verbatim/pipeline"
	"verbatim/themes"
	"verbatim/themes/discover"
)

type emergingFlags struct {
	since  string
	period string
	rate   float64
	limit  int
}

func newEmerging(s *cli.Settings) *cobra.Command {
	f := &emergingFlags{}
	cmd := &cobra.Command{
		Use:   "emerging",
		Short: "Show which themes and phrases are growing beyond chance",
		Long: `Compares the responses of the last complete month with all before it, or those
since a day: which themes and phrases stand in a larger share of the responses
than chance would have it. Days are local dates, as in the tables.

Everything that stands in five responses or more is tested (Fisher's exact test),
and of what is listed at most --rate is expected to be there by chance (Benjamini
and Hochberg).`,
		Example: `  verbatim emerging
  verbatim emerging --period week
  verbatim emerging --since 2026-07-01 --json`,
		Args: cli.Args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			o, err := f.options()
			if err != nil {
				return err
			}
			return emerging(cmd, s, o)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.since, "since", "", "compare from this `day` (YYYY-MM-DD) to the newest, instead of a period")
	fl.StringVar(&f.period, "period", string(discover.Month), "compare the last complete `period`: week, month or quarter")
	fl.Float64Var(&f.rate, "rate", 0.05, "put up with this `share` of false discoveries")
	fl.IntVar(&f.limit, "limit", discover.DefaultLimit, "look at this `number` of verbatims at most")
	return cmd
}

func (f *emergingFlags) options() (discover.GrowthOptions, error) {
	o := discover.GrowthOptions{Rate: f.rate, Limit: f.limit}
	var err error
	if o.Period, err = discover.ParsePeriod(f.period); err != nil {
		return o, cli.Usage("--period %q: wanted week, month or quarter", f.period)
	}
	if !(f.rate > 0 && f.rate < 1) {
		return o, cli.Usage("--rate %g: wanted a number between 0 and 1", f.rate)
	}
	if f.limit < 1 {
		return o, cli.Usage("--limit %d: wanted 1 or more", f.limit)
	}
	if f.since != "" {
		var day datasets.Date
		if err := day.UnmarshalText([]byte(f.since)); err != nil {
			return o, cli.Usage("--since %q: wanted a day such as 2026-07-01", f.since)
		}
		o.Since = datasets.Some(day)
	}
	return o, nil
}

func emerging(cmd *cobra.Command, s *cli.Settings, o discover.GrowthOptions) error {
	start := time.Now()
	tk, err := s.NewTokenizer()
	if err != nil {
		return err
	}
	g, err := pipeline.OpenGeneration(cmd.Context(), pipeline.OpenWorkspace(s.Workspace), 0, tk)
	if err != nil {
		return runError(err)
	}
	defer g.Close()
	texts := eachText(cmd.Context(), g, tk, func(*datasets.Verbatim) bool { return false })
	found, err := discover.Emerging(cmd.Context(), texts, o)
	if err != nil {
		return emergingError(err)
	}
	if s.JSON {
		return writeJSON(cmd, found)
	}
	p := emergingPage{found, g.Codebook, time.Since(start)}
	return p.write(cmd.OutOrStdout())
}

func emergingError(err error) error {
	switch {
	case errors.Is(err, discover.ErrNoDates):
		return &cli.Error{Code: cli.ExitFailed, Err: errors.New("no verbatim with content has a date, and periods are what is compared"),
			Hint: "verbatim run --dry-run shows which column is taken for the time, and which flag says otherwise"}
	case errors.Is(err, discover.ErrNoPast):
		return &cli.Error{Code: cli.ExitFailed, Err: fmt.Errorf("nothing to compare: %w", err), Hint: "choose another --since or --period"}
	}
	return runError(err)
}

// emergingPage is what emerging prints.
type emergingPage struct {
	*discover.Growth
	cb   *themes.Codebook
	took time.Duration
}

func (p *emergingPage) write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Now        %s to %s  %s\n", p.Now.From, p.Now.To, cli.Plural(p.Now.Responses, "response"))
	fmt.Fprintf(&b, "Before     %s to %s  %s\n", p.Before.From, p.Before.To, cli.Plural(p.Before.Responses, "response"))
	if p.Looked < p.Texts {
		fmt.Fprintf(&b, "Sample     %s of %s, by the hash of their ids\n", cli.Count(p.Looked), cli.Plural(p.Texts, "verbatim"))
	}
	if p.Undated > 0 {
		fmt.Fprintf(&b, "Undated    %s left out\n", cli.Plural(p.Undated, "verbatim"))
	}
	fmt.Fprintf(&b, "Tested     %s themes and phrases in %.1f s: %d grew\n", cli.Count(p.Tested), p.took.Seconds(), len(p.Grown))
	p.table(&b, "Theme", "theme")
	p.table(&b, "Phrase", "phrase")
	_, err := io.WriteString(w, b.String())
	return err
}

func (p *emergingPage) table(b *strings.Builder, title, kind string) {
	t := cli.Table{Right: []bool{false, true, true, true, true, true, true, false}}
	t.Row(title, "Before", "", "Now", "", "Ratio", "q", "Example")
	rows := 0
	for i := range p.Grown {
		x := &p.Grown[i]
		if x.Kind != kind {
			continue
		}
		rows++
		ratio := "new"
		if x.Ratio.OK {
			ratio = fmt.Sprintf("×%.1f", x.Ratio.V)
		}
		t.Row(p.title(x), cli.Count(x.Before), fmt.Sprintf("%.1f%%", 100*x.ShareBefore), cli.Count(x.Now), fmt.Sprintf("%.1f%%", 100*x.ShareNow),
			ratio, fmt.Sprintf("%.2g", x.Q), cli.OneLine(x.Example.Text, 50))
	}
	if rows > 0 {
		b.WriteString("\n")
		_, _ = t.WriteTo(b)
	}
}

func (p *emergingPage) title(x *discover.Grown) string {
	if x.ThemeID == "" {
		return cli.OneLine(x.Phrase, 30)
	}
	return cli.OneLine(fmt.Sprintf("%s (%s)", p.cb.Name(x.ThemeID, "en"), x.ThemeID), 40)
}
