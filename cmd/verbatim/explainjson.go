package main

import (
	"maps"
	"slices"
	"time"

	"verbatim/classify"
	"verbatim/datasets"
)

// explainReport is what explain --json prints; docs/scripting.md describes it.
type explainReport struct {
	ResponseID  string                `json:"response_id"`
	Generation  int                   `json:"generation"`
	Metric      string                `json:"metric,omitempty"`
	Score       datasets.Opt[float64] `json:"score"`
	RespondedAt string                `json:"responded_at,omitempty"` // RFC 3339, UTC
	RespondedOn string                `json:"responded_on,omitempty"`
	SourceFile  string                `json:"source_file"`
	SourceRow   int64                 `json:"source_row"`
	Run         int32                 `json:"run_number"`
	Attributes  map[string]string     `json:"attributes"`
	Verbatims   []explainedJSON       `json:"verbatims"`
	Routes      []routeJSON           `json:"routes"`
	Rules       []ruleJSON            `json:"rules"`
	TooOld      bool                  `json:"too_old"` // max_age kept a case from opening
	Stale       bool                  `json:"stale"`
}

type explainedJSON struct {
	VerbatimID    string           `json:"verbatim_id"`
	Question      string           `json:"question"`
	Text          string           `json:"text"`
	Language      string           `json:"language"`
	ContentStatus string           `json:"content_status"`
	Intent        string           `json:"intent"`
	IntentSource  string           `json:"intent_source,omitempty"`
	LLMStatus     string           `json:"llm_status,omitempty"`
	Tags          []tagJSON        `json:"tags"`
	Terms         []termJSON       `json:"terms"`
	Models        []modelJSON      `json:"models,omitempty"`
	Labels        []datasets.Label `json:"labels"`
}

type termJSON struct {
	ThemeID      string     `json:"theme_id"`
	Term         string     `json:"term"`
	When         string     `json:"when,omitempty"`
	Line         int        `json:"line"`
	Exclude      bool       `json:"exclude"`
	Negated      bool       `json:"negated"`
	SuppressedBy string     `json:"suppressed_by,omitempty"`
	Evidence     []spanJSON `json:"evidence"`
}

type routeJSON struct {
	Department string   `json:"department"`
	Role       string   `json:"role"`
	Rule       string   `json:"rule"`
	Themes     []string `json:"theme_ids,omitempty"` // for which a rule about themes chose the department
	DueAt      string   `json:"due_at,omitempty"`    // RFC 3339, UTC
}

type ruleJSON struct {
	ID    string `json:"rule"`
	When  string `json:"when"`
	Holds bool   `json:"holds"`
}

func (p *explainPage) report() explainReport {
	r := &p.Response
	out := explainReport{
		ResponseID: r.ResponseID, Generation: p.g.Manifest.Generation, Metric: string(r.Metric), Score: r.Score,
		RespondedAt: instant(r.RespondedAt), SourceFile: r.SourceFile, SourceRow: r.SourceRow, Run: r.RunNumber,
		Attributes: map[string]string{}, Verbatims: []explainedJSON{}, Routes: []routeJSON{}, Rules: []ruleJSON{}, TooOld: p.TooOld, Stale: p.Stale,
	}
	if r.RespondedOn.OK {
		out.RespondedOn = r.RespondedOn.V.String()
	}
	for i, a := range p.g.Manifest.Attributes {
		if i < len(r.Attributes) && r.Attributes[i] != "" {
			out.Attributes[a.Slug] = r.Attributes[i]
		}
	}
	for i := range p.Verbatims {
		out.Verbatims = append(out.Verbatims, p.explainedJSON(i))
	}
	for i := range p.Routes {
		r := &p.Routes[i]
		out.Routes = append(out.Routes, routeJSON{r.Department, string(r.Role), r.Rule, themesBehind(p.g.Codebook, r), instant(r.DueAt)})
	}
	for _, rule := range p.Rules {
		out.Rules = append(out.Rules, ruleJSON(rule))
	}
	return out
}

func (p *explainPage) explainedJSON(i int) explainedJSON {
	v := &p.Verbatims[i]
	out := explainedJSON{
		VerbatimID: v.VerbatimID, Question: v.Question, Text: v.Text, Language: v.Language, ContentStatus: string(v.ContentStatus),
		Intent: string(v.Intent), IntentSource: v.IntentSource, LLMStatus: string(v.LLMStatus), Tags: []tagJSON{}, Terms: []termJSON{}, Labels: []datasets.Label{},
	}
	for i := range v.Tags {
		out.Tags = append(out.Tags, newTagJSON(&v.Tags[i]))
	}
	for i := range v.Models {
		out.Models = append(out.Models, newModelJSON(&v.Models[i]))
	}
	for _, theme := range v.Terms {
		for _, h := range theme.Terms {
			out.Terms = append(out.Terms, termJSON{theme.ThemeID, h.Term.Text, h.Term.WhenText, h.Term.Line, h.Exclude, h.Negated, h.SuppressedBy, spansJSON(h.Evidence)})
		}
	}
	out.Labels = append(out.Labels, v.Labels...)
	return out
}

// modelJSON is what an LLM or the classifier says of a verbatim.
type modelJSON struct {
	Source  string           `json:"source"`
	Version string           `json:"version"`
	Judged  []string         `json:"judged"` // themes that it decided about
	Themes  []modelThemeJSON `json:"themes"` // of them, those that it gives
}

type modelThemeJSON struct {
	ThemeID    string     `json:"theme_id"`
	Confidence float64    `json:"confidence"`
	Sentiment  string     `json:"sentiment,omitempty"`
	Evidence   []spanJSON `json:"evidence"`
}

func newModelJSON(g *classify.Given) modelJSON {
	out := modelJSON{Source: string(g.Source), Version: g.Version, Judged: slices.Sorted(maps.Keys(g.Judged)), Themes: []modelThemeJSON{}}
	for _, t := range g.Themes {
		out.Themes = append(out.Themes, modelThemeJSON{t.ThemeID, t.Confidence, string(t.Sentiment), spansJSON(t.Evidence)})
	}
	return out
}

// instant writes microseconds since 1970 as RFC 3339 in UTC, or nothing.
func instant(at datasets.Opt[int64]) string {
	if !at.OK {
		return ""
	}
	return time.UnixMicro(at.V).UTC().Format(time.RFC3339Nano)
}
