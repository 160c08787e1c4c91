package main

import (
	"verbatim/classify/llm"
	"verbatim/datasets"
	"verbatim/pipeline"
	"verbatim/pipeline/insight"
)

// runReport is what run --json prints; docs/scripting.md describes it.
type runReport struct {
	Generation int                `json:"generation"`
	Dir        string             `json:"dir"`
	Published  bool               `json:"published"`
	Resumed    int                `json:"resumed_parts"`
	Run        pipeline.RunInfo   `json:"run"`
	Stats      *pipeline.Stats    `json:"stats"`
	LLM        *llm.Report        `json:"llm,omitempty"` // what this run asked
	NPS        npsReport          `json:"nps"`
	Commented  npsReport          `json:"nps_commented"`
	Themes     []themeReport      `json:"themes"`
	Seconds    map[string]float64 `json:"seconds"`
}

// npsReport is an NPS with its 95 % margin and what it was counted from.
type npsReport struct {
	Score      datasets.Opt[float64] `json:"score"`
	Margin     datasets.Opt[float64] `json:"margin"`
	Promoters  int64                 `json:"promoters"`
	Passives   int64                 `json:"passives"`
	Detractors int64                 `json:"detractors"`
}

func newNPSReport(c insight.Counts) npsReport {
	return npsReport{c.NPS(), c.Margin(), c.Promoters, c.Passives, c.Detractors}
}

type themeReport struct {
	ID        string                `json:"theme_id"`
	Parent    string                `json:"parent_theme_id,omitempty"`
	NameEN    string                `json:"name_en"`
	NameJA    string                `json:"name_ja"`
	Verbatims int64                 `json:"verbatims"`
	Responses int64                 `json:"responses"`
	Share     float64               `json:"share"`
	NPS       datasets.Opt[float64] `json:"nps"`
	Impact    datasets.Opt[float64] `json:"nps_impact"`
}

func runJSON(res *pipeline.Result) runReport {
	r := runReport{
		Generation: res.Manifest.Generation,
		Dir:        res.Dir,
		Published:  res.Published,
		Resumed:    res.Resumed,
		Run:        res.Run,
		Stats:      res.Manifest.Stats,
		LLM:        res.LLM,
		NPS:        newNPSReport(res.Manifest.Stats.NPS),
		Commented:  newNPSReport(res.Manifest.Stats.Commented),
		Seconds: map[string]float64{
			"total": res.Timing.Total.Seconds(), "read": res.Timing.Read.Seconds(), "tokenize": res.Timing.Tokenize.Seconds(),
			"match": res.Timing.Match.Seconds(), "index": res.Timing.Index.Seconds(), "write": res.Timing.Write.Seconds(),
		},
	}
	for _, t := range res.Themes {
		r.Themes = append(r.Themes, themeReport{t.ThemeID, t.ParentThemeID, t.NameEN, t.NameJA, t.Verbatims, t.Responses, t.Share, t.NPS, t.NPSImpact})
	}
	return r
}
