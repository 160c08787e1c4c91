package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"verbatim/classify/lookup"
	"verbatim/cmd/internal/cli"
	"verbatim/datasets"
	"verbatim/datasets/source"
	"verbatim/pipeline"
	"verbatim/pipeline/index"
	"verbatim/pipeline/insight"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

type searchFlags struct {
	index.Options
	asOf  int
	theme asTheme
}

func newSearch(s *cli.Settings) *cobra.Command {
	f := &searchFlags{}
	cmd := &cobra.Command{
		Use:   "search QUERY",
		Short: "Find verbatims by words, themes, departments, scores, dates …",
		Long: `Finds the verbatims that a query asks for, and prints them with the matched
words and the evidence of their tags, counts by theme, department and so on, and
the NPS of the responses that were found.

Words side by side must all stand in the text, in any form (遅い finds 遅かった,
crash finds crashed). "two words" is a phrase, exact:word is as written, word*
finds what begins so; AND OR NOT ( ) combine.
Fields: theme: department: lang: intent: nps: score:0..6 date:2026-01..2026-03
status: metric: question: by: llm: source:, and every attribute of the survey.

On a terminal matched words are highlighted and evidence is underlined;
elsewhere «matched words» and [evidence] are marked so.`,
		Example: `  verbatim search '料金 department:marketing score:0..6'
  verbatim search 'crash* OR 落ちる' --sort date
  verbatim search 'theme:none lang:ja' --limit 50
  verbatim search 'theme:pricing plan:Pro' --facets country,nps --json`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return search(cmd, s, f, strings.Join(args, " "))
		},
	}
	cmd.SetFlagErrorFunc(queryAsFlag)
	fl := cmd.Flags()
	fl.IntVar(&f.Limit, "limit", 20, "print at most this `number` of verbatims")
	fl.IntVar(&f.Offset, "offset", 0, "leave out this `number` of verbatims first")
	fl.StringVar(&f.Sort, "sort", "relevance", "`order`: relevance, date (newest first) or score (lowest first)")
	fl.StringSliceVar(&f.Facets, "facets", []string{"theme", "department", "nps", "lang"}, "`fields` to count by, or none")
	fl.IntVar(&f.asOf, "as-of", 0, "search this `generation` instead of the published one")
	f.theme.bind(cmd)
	return cmd
}

// queryAsFlag adds, where a query that begins with a dash was taken for a flag,
// how to write it.
func queryAsFlag(cmd *cobra.Command, err error) error {
	e := cli.FlagError(cmd, err)
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "" {
		not := unknown.GetSpecifiedShortnames()
		e.Hint = fmt.Sprintf("to search for what lacks %s write NOT %s, or -- before the query: -- ends the flags", not, not)
	}
	return e
}

func search(cmd *cobra.Command, s *cli.Settings, f *searchFlags, query string) error {
	if err := f.check(); err != nil {
		return err
	}
	if slices.Equal(f.Facets, []string{"none"}) {
		f.Facets = nil
	}
	tk, err := s.NewTokenizer()
	if err != nil {
		return err
	}
	g, err := pipeline.OpenGeneration(cmd.Context(), pipeline.OpenWorkspace(s.Workspace), f.asOf, tk)
	if err != nil {
		return runError(err)
	}
	defer g.Close()
	node, err := g.Codebook.ParseExpr(query, expr.Search)
	if err != nil {
		return queryError(err)
	}
	if f.theme.theme != "" {
		if _, _, err := termOf(node); err != nil {
			return err
		}
	}
	p, err := f.page(cmd.Context(), g, query, node, tk)
	if err != nil {
		return err
	}
	p.style = styleFor(cmd.OutOrStdout())
	out := p.write
	if s.JSON {
		out = p.writeJSON
	}
	if err := out(cmd.OutOrStdout()); err != nil || f.theme.theme == "" {
		return err
	}
	return f.theme.save(cmd, s, node, p.res.Total)
}

// page searches, and makes what is printed.
func (f *searchFlags) page(ctx context.Context, g *pipeline.Generation, query string, node expr.Node, tk *tokenize.Tokenizer) (*searchPage, error) {
	start := time.Now()
	res, found, err := g.Search(ctx, node, f.Options)
	if err != nil {
		return nil, queryError(err)
	}
	p := &searchPage{query: query, res: res, g: g, took: time.Since(start), offset: f.Offset, sort: f.Sort}
	words, err := lookup.CompileQuery(node, tk)
	if err != nil {
		return nil, err
	}
	if p.zone, err = source.Zone(g.Manifest.Timezone); err != nil {
		return nil, err
	}
	for _, v := range found {
		p.hits = append(p.hits, newHit(v, words, tk))
	}
	return p, nil
}

// queryError makes a mistake in a query one of use.
func queryError(err error) error {
	var e *expr.Error
	var o *index.OptionError
	switch {
	case errors.As(err, &e) && e.Src != "":
		return &cli.Error{Code: cli.ExitUsage, Err: fmt.Errorf("query: %w\n%s", err, e.Caret())}
	case errors.As(err, &e), errors.As(err, &o):
		return &cli.Error{Code: cli.ExitUsage, Err: fmt.Errorf("query: %w", err)}
	}
	return err
}

func (f *searchFlags) check() error {
	switch {
	case f.Limit < 0 || f.Offset < 0:
		return cli.Usage("--limit and --offset must not be negative")
	case f.theme.check() != nil:
		return f.theme.check()
	case f.Sort != "relevance" && f.Sort != "date" && f.Sort != "score":
		return cli.Usage("--sort %q: wanted relevance, date or score", f.Sort)
	}
	return nil
}

// hit is a found verbatim with the places of the query's words in its text.
type hit struct {
	pipeline.Found
	matches []datasets.Span
}

func newHit(v pipeline.Found, words *lookup.Query, tk *tokenize.Tokenizer) hit {
	var doc tokenize.Doc
	tk.Tokenize(v.Text, &doc)
	return hit{v, words.Spans(&doc)}
}

// evidence returns the evidence of all applied tags.
func (h *hit) evidence() []datasets.Span {
	var spans []datasets.Span
	for _, t := range h.Tags {
		if t.State == datasets.Applied {
			spans = append(spans, t.Evidence...)
		}
	}
	return spans
}

// searchPage is what a search prints.
type searchPage struct {
	query  string
	sort   string
	res    *index.Result
	g      *pipeline.Generation
	hits   []hit
	took   time.Duration
	offset int
	zone   *time.Location
	style  style
}

func (p *searchPage) counts() insight.Counts {
	return insight.Counts{Promoters: int64(p.res.Promoters), Passives: int64(p.res.Passives), Detractors: int64(p.res.Detractors)}
}

func (p *searchPage) write(w io.Writer) error {
	var b strings.Builder
	for i := range p.hits {
		p.writeHit(&b, &p.hits[i])
	}
	if len(p.hits) > 0 {
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "%s in %s", cli.Plural(p.res.Total, "verbatim"), cli.Plural(p.res.Responses, "response"))
	if n := len(p.hits); n > 0 && n < p.res.Total {
		fmt.Fprintf(&b, ", %s to %s shown", cli.Count(p.offset+1), cli.Count(p.offset+n))
	}
	fmt.Fprintf(&b, " (%.0f ms)\n", float64(p.took.Microseconds())/1000)
	if c := p.counts(); c.N() > 0 {
		fmt.Fprintf(&b, "NPS        %s  %s\n", npsText(c), scoresText(c))
	}
	for _, facet := range p.res.Facets {
		p.writeFacet(&b, facet)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// facetValues is how many values of a facet are printed; all of the scores,
// which are a scale.
const facetValues = 8

func (p *searchPage) writeFacet(b *strings.Builder, f index.Facet) {
	shown := facetValues
	if f.Field == "score" {
		shown = len(f.Values)
	}
	var values []string
	for _, v := range f.Values[:min(len(f.Values), shown)] {
		values = append(values, fmt.Sprintf("%s %s", p.facetValue(f.Field, v.Value), cli.Count(v.Count)))
	}
	if more := len(f.Values) - shown; more > 0 {
		values = append(values, fmt.Sprintf("and %d more", more))
	}
	if len(values) > 0 {
		fmt.Fprintf(b, "%-10s %s\n", f.Field, strings.Join(values, ", "))
	}
}

// facetValue names a theme in the language of the query, and its id.
func (p *searchPage) facetValue(field, value string) string {
	if field != "theme" {
		return value
	}
	return fmt.Sprintf("%s (%s)", p.g.Codebook.Name(value, languageOf(p.query)), value)
}

// languageOf is that in which the user asks: Japanese where a query has kana
// or kanji.
func languageOf(query string) string {
	if strings.ContainsFunc(query, func(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han) }) {
		return "ja"
	}
	return "en"
}

func (p *searchPage) writeHit(b *strings.Builder, h *hit) {
	var head []string
	head = append(head, p.style.id(h.VerbatimID))
	if h.Verbatim.Score.OK {
		head = append(head, fmt.Sprintf("%s %s", h.Metric, datasets.FormatScore(h.Verbatim.Score.V)))
	}
	if h.RespondedAt.OK {
		head = append(head, time.UnixMicro(h.RespondedAt.V).In(p.zone).Format("2006-01-02 15:04"))
	} else if h.RespondedOn.OK {
		head = append(head, h.RespondedOn.V.String())
	}
	head = append(head, h.Language)
	if len(h.Departments) > 0 {
		head = append(head, "→ "+strings.Join(h.Departments, ", "))
	}
	fmt.Fprintln(b, strings.Join(head, "  "))
	text := p.style.mark(h.Text, h.matches, h.evidence())
	fmt.Fprintf(b, "  %s\n", strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n  "))
	for _, t := range h.Tags {
		if t.State == datasets.Applied {
			lang := "en"
			if h.Language == "ja" {
				lang = "ja"
			}
			fmt.Fprintf(b, "  · %s (%s): %s%s\n", p.g.Codebook.Name(t.ThemeID, lang), t.ThemeID, evidenceText(t), sureness(&t))
		}
	}
}

// sureness names the model that a tag is of, and how sure it is.
func sureness(t *datasets.Tag) string {
	if !t.Confidence.OK || t.Source != datasets.SourceLLM && t.Source != datasets.SourceClassifier {
		return ""
	}
	return fmt.Sprintf("  (%s %.2f)", sourceName(t.Source), t.Confidence.V)
}

func evidenceText(t datasets.Tag) string {
	var words []string
	for _, e := range t.Evidence {
		words = append(words, cli.OneLine(e.Text, 40))
	}
	return strings.Join(words, ", ")
}

// searchReport is what search --json prints; docs/scripting.md describes it.
type searchReport struct {
	Query      string      `json:"query"`
	Generation int         `json:"generation"`
	Sort       string      `json:"sort"`
	Offset     int         `json:"offset"`
	Verbatims  int         `json:"verbatims"`
	Responses  int         `json:"responses"`
	NPS        npsReport   `json:"nps"`
	Facets     []facetJSON `json:"facets"`
	Hits       []hitJSON   `json:"hits"`
}

type facetJSON struct {
	Field  string           `json:"field"`
	Values []facetValueJSON `json:"values"`
}

type facetValueJSON struct {
	Value string `json:"value"`
	Count int    `json:"verbatims"`
}

type hitJSON struct {
	VerbatimID  string                `json:"verbatim_id"`
	ResponseID  string                `json:"response_id"`
	QuestionID  string                `json:"question_id"`
	Question    string                `json:"question"`
	Text        string                `json:"text"`
	Language    string                `json:"language"`
	Intent      string                `json:"intent"`
	LLMStatus   string                `json:"llm_status,omitempty"`
	Metric      string                `json:"metric,omitempty"`
	Score       datasets.Opt[float64] `json:"score"`
	RespondedAt string                `json:"responded_at,omitempty"` // RFC 3339, UTC
	RespondedOn string                `json:"responded_on,omitempty"`
	ThemeIDs    []string              `json:"theme_ids"`
	Departments []string              `json:"departments"`
	Attributes  map[string]string     `json:"attributes"`
	Relevance   float64               `json:"relevance,omitempty"`
	Matches     []spanJSON            `json:"matches"`
	Tags        []tagJSON             `json:"tags"`
}

type spanJSON struct {
	Start int32  `json:"start"`
	End   int32  `json:"end"`
	Text  string `json:"text"`
}

type tagJSON struct {
	ThemeID         string                `json:"theme_id"`
	State           string                `json:"state"`
	SuppressedBy    string                `json:"suppressed_by,omitempty"`
	Source          string                `json:"source"`
	Sources         []string              `json:"sources"`
	Version         string                `json:"source_version"`
	Rule            string                `json:"rule,omitempty"`
	Confidence      datasets.Opt[float64] `json:"confidence,omitzero"`
	Sentiment       string                `json:"sentiment,omitempty"`
	SentimentSource string                `json:"sentiment_source,omitempty"`
	Negated         bool                  `json:"negated"`
	Evidence        []spanJSON            `json:"evidence"`
}

func newTagJSON(t *datasets.Tag) tagJSON {
	j := tagJSON{
		ThemeID: t.ThemeID, State: string(t.State), SuppressedBy: t.SuppressedBy, Source: string(t.Source), Sources: []string{},
		Version: t.SourceVersion, Rule: t.Rule, Confidence: t.Confidence, Sentiment: string(t.Sentiment), SentimentSource: t.SentimentSource,
		Negated: t.Negated, Evidence: spansJSON(t.Evidence),
	}
	for _, s := range t.Sources {
		j.Sources = append(j.Sources, string(s))
	}
	return j
}

func (p *searchPage) writeJSON(w io.Writer) error {
	r := searchReport{
		Query: p.query, Generation: p.g.Manifest.Generation, Sort: p.sort, Offset: p.offset,
		Verbatims: p.res.Total, Responses: p.res.Responses, NPS: newNPSReport(p.counts()),
		Facets: []facetJSON{}, Hits: []hitJSON{},
	}
	for _, f := range p.res.Facets {
		values := []facetValueJSON{}
		for _, v := range f.Values {
			values = append(values, facetValueJSON{v.Value, v.Count})
		}
		r.Facets = append(r.Facets, facetJSON{f.Field, values})
	}
	for i := range p.hits {
		r.Hits = append(r.Hits, p.hitJSON(&p.hits[i]))
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(r)
}

func (p *searchPage) hitJSON(h *hit) hitJSON {
	j := hitJSON{
		VerbatimID: h.VerbatimID, ResponseID: h.ResponseID, QuestionID: h.QuestionID, Question: h.Question,
		Text: h.Text, Language: h.Language, Intent: string(h.Intent), LLMStatus: string(h.LLMStatus), Metric: string(h.Metric), Score: h.Verbatim.Score,
		ThemeIDs: h.ThemeIDs, Departments: h.Departments, Attributes: map[string]string{},
		Relevance: h.Found.Score, Matches: spansJSON(h.matches), Tags: []tagJSON{},
	}
	j.RespondedAt = instant(h.RespondedAt)
	if h.RespondedOn.OK {
		j.RespondedOn = h.RespondedOn.V.String()
	}
	for i, a := range p.g.Manifest.Attributes {
		if i < len(h.Attributes) && h.Attributes[i] != "" {
			j.Attributes[a.Slug] = h.Attributes[i]
		}
	}
	for i := range h.Tags {
		j.Tags = append(j.Tags, newTagJSON(&h.Tags[i]))
	}
	return j
}

func spansJSON(spans []datasets.Span) []spanJSON {
	out := []spanJSON{}
	for _, s := range spans {
		out = append(out, spanJSON(s))
	}
	return out
}
