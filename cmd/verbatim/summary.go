package main

import (
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"verbatim/classify/llm"
	"verbatim/cmd/internal/cli"
	"verbatim/datasets"
	"verbatim/datasets/source"
	"verbatim/pipeline"
	"verbatim/pipeline/insight"
)

// summaryThemes is how many themes the summary shows.
const summaryThemes = 10

// summary prints what a run did and what the workspace holds now.
type summary struct {
	w         io.Writer
	res       *pipeline.Result
	config    *llm.Config // by which a model was asked
	workspace string
	zone      *time.Location
}

func writeSummary(w io.Writer, res *pipeline.Result, c *llm.Config, workspace string) error {
	zone, err := source.Zone(res.Manifest.Timezone)
	if err != nil {
		return err
	}
	var b strings.Builder
	s := &summary{w: &b, res: res, config: c, workspace: workspace, zone: zone}
	s.inputs()
	s.responses()
	s.comments()
	s.models()
	s.nps()
	s.themes()
	s.departments()
	s.where()
	_, err = io.WriteString(w, b.String())
	return err
}

// line prints a labelled line; further lines of the same label have none.
func (s *summary) line(label, format string, args ...any) {
	fmt.Fprintf(s.w, "%-11s%s\n", label, fmt.Sprintf(format, args...))
}

func (s *summary) inputs() {
	slugs := map[string]string{}
	for _, a := range s.res.Manifest.Attributes {
		slugs[a.Header] = a.Slug
	}
	for _, in := range s.res.Run.Inputs {
		writeInput(s.w, "Input", in.Info, in.Decision, in.Rows, func(h string) string { return slugs[h] })
	}
}

// writeInput says what a file is and what its columns were taken for.
func writeInput(w io.Writer, label string, info *source.Info, d *source.Decision, rows int, slug func(string) string) {
	parts := []string{info.Name, strings.ToUpper(info.Format)}
	for _, p := range []string{info.Compression, strings.ToUpper(info.Encoding), info.Sheet} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if rows >= 0 {
		parts = append(parts, cli.Plural(rows, "row"))
	}
	fmt.Fprintf(w, "%-11s%s\n", label, strings.Join(parts, ", "))
	for _, line := range d.Summary(slug) {
		fmt.Fprintf(w, "  %s\n", line)
	}
}

func (s *summary) responses() {
	s.read()
	if !s.res.Published {
		s.line("", "nothing new: the workspace stays as it was")
	}
	for _, p := range s.res.Manifest.Parts {
		if p.CodebookVersion != s.res.Codebook.Hash {
			s.line("", "tagged by %s; some responses still carry tags of an earlier codebook: verbatim retag%s tags", s.res.Codebook.Path, s.flag())
			s.line("", "everything by this one, --codebook names another")
			break
		}
	}
}

// flag names the workspace in commands that the summary advises.
func (s *summary) flag() string {
	if s.workspace == "./workspace" {
		return ""
	}
	return " -w " + s.workspace
}

// read says what became of the rows that were read, or of the responses that
// were there.
func (s *summary) read() {
	all := s.res.Manifest.Stats.Responses
	if s.res.Run.Kind != pipeline.KindRun {
		s.line("Responses", "%s of %s tagged anew by codebook %s", cli.Count(s.res.Run.Retagged), cli.Count(all), s.res.Codebook.Hash)
		return
	}
	o := s.res.Run.Outcome
	text := fmt.Sprintf("%s new, %s changed, %s same", cli.Count(o.New), cli.Count(o.Changed), cli.Count(o.Same))
	if o.Repeated > 0 {
		text += fmt.Sprintf(", %s repeated in the input", cli.Count(o.Repeated))
	}
	if o.Replaced > 0 {
		text += fmt.Sprintf(", %s replaced by a later row", cli.Count(o.Replaced))
	}
	text += fmt.Sprintf(", %s rejected", cli.Count(o.Rejected))
	if o.Rejected > 0 {
		var kinds []string
		for _, kind := range slices.Sorted(maps.Keys(o.Rejects)) {
			kinds = append(kinds, fmt.Sprintf("%s %s", kind, cli.Count(o.Rejects[kind])))
		}
		text += " (" + strings.Join(kinds, ", ") + ")"
	}
	s.line("Responses", "%s", text)
	if all != o.New {
		s.line("", "%s in the workspace", cli.Count(all))
	}
}

func (s *summary) comments() {
	st := s.res.Manifest.Stats
	other := st.Verbatims - st.Languages["ja"] - st.Languages["en"]
	s.line("Comments", "%s: Japanese %s, English %s, other %s", cli.Count(st.Verbatims), cli.Count(st.Languages["ja"]), cli.Count(st.Languages["en"]), cli.Count(other))
	text := fmt.Sprintf("%s with content: %s tagged (%s), %s untagged; %s no content", cli.Count(st.Content), cli.Count(st.Tagged),
		percent(st.Tagged, st.Content), cli.Count(st.Content-st.Tagged), cli.Count(st.NoContent))
	if st.Duplicates > 0 {
		text += fmt.Sprintf("; %s repeat another answer", cli.Count(st.Duplicates))
	}
	s.line("", "%s", text)
}

func percent(part, all int) string {
	if all == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f%%", 100*float64(part)/float64(all))
}

func (s *summary) nps() {
	st := s.res.Manifest.Stats
	if st.NPS.N() > 0 {
		s.line("NPS", "%s  %s", npsText(st.NPS), scoresText(st.NPS))
		if n := st.Commented.N(); n > 0 {
			s.line("", "%s  the %s who commented and gave a score", npsText(st.Commented), cli.Count(int(n)))
		}
	}
	for _, metric := range []datasets.Metric{datasets.MetricCSAT, datasets.MetricCES} {
		if c := st.Scores[string(metric)]; c.Count > 0 {
			s.line(strings.ToUpper(string(metric)), "%s", meanText(metric, c))
		}
	}
	if len(st.Scores) == 0 && st.NPS.N() == 0 {
		s.line("Scores", "none")
	}
}

// meanText writes a mean and who chose the upper two of the scale.
func meanText(metric datasets.Metric, c pipeline.ScoreStats) string {
	_, hi := metric.Range()
	return fmt.Sprintf("%.1f mean of %s, %s gave %g or %g", c.Sum/float64(c.Count), cli.Plural(int(c.Count), "score"),
		percent(int(c.Top), int(c.Count)), hi-1, hi)
}

// scoresText says how many scores an NPS was counted from.
func scoresText(c insight.Counts) string {
	plural := func(n int64, noun string) string { return cli.Plural(int(n), noun) }
	return fmt.Sprintf("%s: %s, %s, %s", plural(c.N(), "score"), plural(c.Promoters, "promoter"), plural(c.Passives, "passive"), plural(c.Detractors, "detractor"))
}

// npsText writes an NPS with its margin: +6.9 ±2.3.
func npsText(c insight.Counts) string {
	nps, margin := c.NPS(), c.Margin()
	if !nps.OK {
		return "–"
	}
	if !margin.OK {
		return fmt.Sprintf("%+.1f", nps.V)
	}
	return fmt.Sprintf("%+.1f ±%.1f", nps.V, margin.V)
}

func (s *summary) themes() {
	leaves := s.leaves()
	if len(leaves) == 0 {
		return
	}
	t := cli.Table{Right: []bool{false, true, true, true, true}}
	t.Row("Theme", "Responses", "Share", "NPS", "Impact", "Example")
	for _, theme := range leaves[:min(len(leaves), summaryThemes)] {
		name := theme.NameEN
		if theme.NameJA != "" {
			name = strings.TrimSpace(name + " " + theme.NameJA)
		}
		if name == "" {
			name = theme.ThemeID
		}
		t.Row(cli.OneLine(name, 40), cli.Count(int(theme.Responses)), fmt.Sprintf("%.1f%%", 100*theme.Share),
			signed(theme.NPS, 0), signed(theme.NPSImpact, 1), cli.OneLine(s.res.Manifest.Stats.Themes[theme.ThemeID].Example, 32))
	}
	_, _ = t.WriteTo(s.w)
	if more := len(leaves) - summaryThemes; more > 0 {
		fmt.Fprintf(s.w, "… and %s, in themes.parquet\n", cli.Plural(more, "theme"))
	}
	st := s.res.Manifest.Stats
	caption := fmt.Sprintf("Share: of the %s with content.", cli.Plural(st.WithContent, "response"))
	if st.NPS.N() > 0 {
		caption += " Impact: points on the NPS of all scores."
	}
	fmt.Fprintln(s.w, caption)
}

// leaves returns the themes with responses that have none below them, most
// first.
func (s *summary) leaves() []datasets.Theme {
	var leaves []datasets.Theme
	for _, t := range s.res.Themes {
		below := func(o datasets.Theme) bool { return o.ParentThemeID == t.ThemeID }
		if t.Responses > 0 && !slices.ContainsFunc(s.res.Themes, below) {
			leaves = append(leaves, t)
		}
	}
	slices.SortStableFunc(leaves, func(a, b datasets.Theme) int { return int(b.Responses - a.Responses) })
	return leaves
}

func signed(v datasets.Opt[float64], decimals int) string {
	if !v.OK {
		return "–"
	}
	if math.Abs(v.V) < 0.5*math.Pow10(-decimals) {
		return fmt.Sprintf("%.*f", decimals, 0.0)
	}
	return fmt.Sprintf("%+.*f", decimals, v.V)
}

func (s *summary) departments() {
	t := cli.Table{Right: []bool{false, true, false, true}}
	t.Row("Department", "Owes reply", "First due", "Informed")
	for _, d := range s.res.Codebook.Departments {
		c := s.res.Manifest.Stats.Departments[d.ID]
		due := "–"
		if c.FirstDue != nil {
			due = time.UnixMicro(*c.FirstDue).In(s.zone).Format("Mon 2 Jan 2006 15:04")
		}
		t.Row(d.ID, cli.Count(c.Cases), due, cli.Count(c.Informed))
	}
	_, _ = t.WriteTo(s.w)
	if n := s.res.Manifest.Stats.TooOld; n > 0 {
		fmt.Fprintln(s.w, tooOldText(n, s.res.Codebook.Routing.MaxAge))
	}
}

// days writes a duration in days where it is whole ones, else in hours.
func days(d time.Duration) string {
	switch {
	case d <= 0:
		return ""
	case d%(24*time.Hour) == 0:
		return fmt.Sprintf("%dd", d/(24*time.Hour))
	}
	return fmt.Sprintf("%gh", d.Hours())
}

// tooOldText says how many cases max_age kept from being opened. Parts of an
// earlier codebook may have some where this one has no max_age.
func tooOldText(n int, maxAge time.Duration) string {
	limit := strings.TrimSpace("max_age " + days(maxAge))
	verb := "were due a reply but are"
	if n == 1 {
		verb = "was due a reply but is"
	}
	return fmt.Sprintf("%s more %s older than %s before the newest response (codebook: routing.max_age)", cli.Count(n), verb, limit)
}

func (s *summary) where() {
	excel := "Excel coded.xlsx, departments/*.xlsx"
	if _, err := os.Stat(filepath.Join(s.res.Dir, "coded.xlsx")); err != nil {
		excel = "Excel coded.csv, departments/*.csv (too many rows for .xlsx)"
	}
	s.line("Saved", "%s  %s  Data *.parquet", filepath.Join(s.workspace, "current"), excel)
	t := s.res.Timing
	if t.Total > 0 {
		sec := func(d time.Duration) string { return fmt.Sprintf("%.1f", d.Seconds()) }
		s.line("Time", "%s s: read %s, tokenize %s, match %s, index %s, write %s", sec(t.Total), sec(t.Read), sec(t.Tokenize), sec(t.Match), sec(t.Index), sec(t.Write))
	}
	st := s.res.Manifest.Stats
	flag := s.flag()
	if n := st.Content - st.Tagged; n > 0 {
		s.line("Next", "verbatim search%s 'theme:none status:content'    the %s untagged", flag, cli.Count(n))
	} else {
		s.line("Next", "verbatim search%s QUERY", flag)
	}
}
