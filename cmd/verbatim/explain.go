package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"verbatim/classify/lookup"
	"verbatim/cmd/internal/cli"
	"verbatim/datasets"
	"verbatim/datasets/source"
	"verbatim/pipeline"
	"verbatim/themes"
)

func newExplain(s *cli.Settings) *cobra.Command {
	var asOf int
	cmd := &cobra.Command{
		Use:   "explain ID",
		Short: "Say why a response is tagged and routed as it is",
		Long: `Prints a response, given by its id or by that of one of its verbatims: the input
file and line that it came from; each text with its tags, the terms that hit and
where, what LLM and classifier say, what was suppressed and by what, labels; and which routing rules hold and
whom they send it to.`,
		Example: `  verbatim explain r-1042
  verbatim explain 'r-1042#comment' --json`,
		Args: cli.Args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return explain(cmd, s, asOf, args[0]) },
	}
	cmd.Flags().IntVar(&asOf, "as-of", 0, "explain as of this `generation` instead of the published one")
	return cmd
}

func explain(cmd *cobra.Command, s *cli.Settings, asOf int, id string) error {
	tk, err := s.NewTokenizer()
	if err != nil {
		return err
	}
	ws := pipeline.OpenWorkspace(s.Workspace)
	g, err := pipeline.OpenGeneration(cmd.Context(), ws, asOf, tk)
	if err != nil {
		return runError(err)
	}
	defer g.Close()
	labels, err := ws.Labels(cmd.Context(), g.Manifest.Labels)
	if err != nil {
		return err
	}
	e, err := g.Explain(cmd.Context(), id, labels)
	if err != nil {
		return runError(err)
	}
	zone, err := source.Zone(g.Manifest.Timezone)
	if err != nil {
		return err
	}
	p := &explainPage{Explanation: e, g: g, zone: zone, style: styleFor(cmd.OutOrStdout())}
	if s.JSON {
		return writeJSON(cmd, p.report())
	}
	return p.write(cmd.OutOrStdout())
}

// explainPage is what explain prints.
type explainPage struct {
	*pipeline.Explanation
	g     *pipeline.Generation
	zone  *time.Location
	style style
}

func (p *explainPage) write(w io.Writer) error {
	var b strings.Builder
	p.head(&b)
	for i := range p.Verbatims {
		p.verbatim(&b, &p.Verbatims[i])
	}
	p.routes(&b)
	if p.Stale {
		fmt.Fprintln(&b, "\nIts tags were given by an earlier codebook; terms and rules are shown as of today's. verbatim retag brings them together.")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (p *explainPage) head(b *strings.Builder) {
	r := &p.Response
	head := []string{p.style.id(r.ResponseID)}
	if r.Score.OK {
		head = append(head, fmt.Sprintf("%s %s", r.Metric, datasets.FormatScore(r.Score.V)))
	}
	head = append(head, p.when(r.RespondedAt, r.RespondedOn))
	fmt.Fprintln(b, strings.TrimSpace(strings.Join(head, "  ")))
	fmt.Fprintf(b, "  input       %s, line %d, run %d\n", r.SourceFile, r.SourceRow, r.RunNumber)
	var attrs []string
	for i, a := range p.g.Manifest.Attributes {
		if i < len(r.Attributes) && r.Attributes[i] != "" {
			attrs = append(attrs, a.Slug+": "+cli.OneLine(r.Attributes[i], 40))
		}
	}
	if len(attrs) > 0 {
		fmt.Fprintf(b, "  attributes  %s\n", strings.Join(attrs, ", "))
	}
}

func (p *explainPage) when(at datasets.Opt[int64], on datasets.Opt[datasets.Date]) string {
	switch {
	case at.OK:
		return time.UnixMicro(at.V).In(p.zone).Format("2006-01-02 15:04")
	case on.OK:
		return on.V.String()
	}
	return ""
}

func (p *explainPage) verbatim(b *strings.Builder, v *pipeline.ExplainedVerbatim) {
	fmt.Fprintf(b, "\n%s  %s\n", p.style.id(v.VerbatimID), cli.OneLine(v.Question, 60))
	h := hit{Found: pipeline.Found{Verbatim: v.Verbatim, Tags: v.Tags}}
	fmt.Fprintf(b, "  %s\n", strings.ReplaceAll(strings.TrimSpace(p.style.mark(v.Text, nil, h.evidence())), "\n", "\n  "))
	line := fmt.Sprintf("  %s, %s", v.Language, v.ContentStatus)
	if v.LLMStatus != "" {
		line += ", LLM " + string(v.LLMStatus)
	}
	if v.Intent != "" {
		line += fmt.Sprintf(", intent %s (by %s)", v.Intent, sourceName(v.IntentSource))
	}
	fmt.Fprintln(b, line)
	if len(v.Tags) == 0 {
		fmt.Fprintln(b, "  no theme")
	}
	for i := range v.Tags {
		p.tag(b, v, &v.Tags[i])
	}
	for i := range v.Models {
		fmt.Fprintf(b, "  %s\n", p.said(v, &v.Models[i]))
	}
}

// tag prints a tag, then the labels, models and terms that it comes from.
func (p *explainPage) tag(b *strings.Builder, v *pipeline.ExplainedVerbatim, t *datasets.Tag) {
	sign := map[datasets.TagState]string{datasets.Applied: "+", datasets.Suppressed: "~", datasets.Removed: "-"}[t.State]
	line := fmt.Sprintf("  %s %s (%s): %s%s", sign, p.g.Codebook.Name(t.ThemeID, languageOf(v.Text)), t.ThemeID, p.state(v, t), givenBy(t))
	if t.Negated {
		line += "; negated"
	}
	if t.Sentiment != "" {
		line += fmt.Sprintf("; %s (by %s)", t.Sentiment, sourceName(t.SentimentSource))
	}
	fmt.Fprintln(b, line)
	for _, l := range v.Labels {
		if l.ThemeID == t.ThemeID {
			fmt.Fprintf(b, "      %s\n", p.label(&l))
		}
	}
	p.models(b, v, t)
	for _, theme := range v.Terms {
		if theme.ThemeID == t.ThemeID {
			for i := range theme.Terms {
				fmt.Fprintf(b, "      %s\n", p.term(&theme.Terms[i]))
			}
		}
	}
}

// state is a tag's state, and why it is suppressed.
func (p *explainPage) state(v *pipeline.ExplainedVerbatim, t *datasets.Tag) string {
	switch theme := p.g.Codebook.Theme(t.ThemeID); {
	case t.SuppressedBy == "":
		return string(t.State)
	case t.SuppressedBy == "when" && theme != nil && theme.WhenText != "":
		return fmt.Sprintf("%s, when %s does not hold", t.State, theme.WhenText)
	default:
		return fmt.Sprintf("%s, %s%s", t.State, t.SuppressedBy, disagreement(v, t))
	}
}

func (p *explainPage) label(l *datasets.Label) string {
	what := "added"
	if l.Removed {
		what = "removed"
	}
	return fmt.Sprintf("label: %s by %s, %s", what, l.By, time.UnixMicro(l.At).In(p.zone).Format("2006-01-02 15:04"))
}

func (p *explainPage) term(h *lookup.TermHit) string {
	what := "term"
	if h.Exclude {
		what = "exclude"
	}
	text := fmt.Sprintf("%s %s (line %d)", what, cli.OneLine(h.Term.Text, 60), h.Term.Line)
	if h.Term.WhenText != "" {
		text += ", when " + h.Term.WhenText
	}
	if places := quotes(h.Evidence); len(places) > 0 {
		text += ": " + strings.Join(places, ", ")
	}
	if h.Negated {
		text += ", negated"
	}
	if h.SuppressedBy != "" {
		text += ", does not count: " + h.SuppressedBy
	}
	return text
}

// quotes returns pieces of a text and where they begin.
func quotes(evidence []datasets.Span) []string {
	var places []string
	for _, e := range evidence {
		places = append(places, fmt.Sprintf("“%s” at %d", cli.OneLine(e.Text, 40), e.Start))
	}
	return places
}

func (p *explainPage) routes(b *strings.Builder) {
	fmt.Fprintln(b, "\nRoutes")
	for i := range p.Routes {
		r := &p.Routes[i]
		text := "is informed"
		if r.Role == datasets.RoleReply {
			text = "owes a reply"
			if r.DueAt.OK {
				text += " by " + time.UnixMicro(r.DueAt.V).In(p.zone).Format("Mon 2 Jan 2006 15:04")
			}
		}
		fmt.Fprintf(b, "  %s %s: rule %s%s\n", r.Department, text, r.Rule, p.because(r))
	}
	if len(p.Routes) == 0 {
		fmt.Fprintln(b, "  none")
	}
	if p.TooOld {
		fmt.Fprintf(b, "  a reply would be due, but the response is older than max_age %s before the newest one: nobody owes one\n", days(p.g.Codebook.Routing.MaxAge))
	}
	fmt.Fprintln(b, "Rules")
	for _, r := range p.Rules {
		holds := "does not hold"
		if r.Holds {
			holds = "holds"
		}
		fmt.Fprintf(b, "  %s %s: %s%s\n", r.ID, holds, r.When, p.effect(r.ID))
	}
	if len(p.Rules) == 0 {
		fmt.Fprintln(b, "  none")
	}
}

// because names the themes for which a rule that sends to the departments of the
// themes chose this one.
func (p *explainPage) because(r *datasets.Route) string {
	ids := themesBehind(p.g.Codebook, r)
	if len(ids) == 0 {
		return ""
	}
	var names []string
	for _, id := range ids {
		names = append(names, fmt.Sprintf("%s (%s)", p.g.Codebook.Name(id, "en"), id))
	}
	return ", for " + strings.Join(names, ", ")
}

// themesBehind returns the themes of a route's response that its department
// owns, where its rule sends to the departments of the themes.
func themesBehind(cb *themes.Codebook, r *datasets.Route) []string {
	byTheme := slices.ContainsFunc(cb.Routing.Rules, func(rule themes.Rule) bool {
		return rule.ID == r.Rule && (rule.Reply == themes.ThemeDepartments || rule.Inform == themes.ThemeDepartments)
	})
	var ids []string
	for _, id := range r.ThemeIDs {
		if t := cb.Theme(id); byTheme && t != nil && slices.Contains(t.Departments, r.Department) {
			ids = append(ids, id)
		}
	}
	return ids
}

// effect says what a rule does.
func (p *explainPage) effect(id string) string {
	for _, r := range p.g.Codebook.Routing.Rules {
		switch {
		case r.ID != id:
		case r.Reply != "":
			return " → reply by " + target(r.Reply)
		default:
			return " → informs " + target(r.Inform)
		}
	}
	return ""
}

func target(department string) string {
	if department == themes.ThemeDepartments {
		return "the departments of the themes"
	}
	return department
}
