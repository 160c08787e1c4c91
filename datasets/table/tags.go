package table

import "verbatim/datasets"

// tags declares the tags table.
func tags() spec[datasets.Tag] {
	type row = datasets.Tag
	return spec[row]{
		name: "tags",
		doc:  "One row per verbatim and theme: who found it, and in which words.",
		key:  "verbatim_id",
		columns: []column[row]{
			text("verbatim_id", 0, "The verbatim; with `theme_id` the key.",
				func(r *row) *string { return &r.VerbatimID }),
			text("response_id", 0, "The response that the verbatim is part of.",
				func(r *row) *string { return &r.ResponseID }),
			text("theme_id", coded, "The theme.",
				func(r *row) *string { return &r.ThemeID }),
			text("parent_theme_id", nullable|coded, "The theme above it; null at the top level.",
				func(r *row) *string { return &r.ParentThemeID }),
			text("state", coded, "`applied`, `suppressed` (by a rule of the codebook) or `removed` (by a person). Only applied tags count.",
				func(r *row) *datasets.TagState { return &r.State }),
			text("suppressed_by", nullable|coded, "Why a suppressed tag does not count: `negated`, `not negated`, `when`, `exclude TERM`, `group NAME THEME`, `stop THEME`, `combine MODE`, `confidence N` or `overruled llm`; null otherwise.",
				func(r *row) *string { return &r.SuppressedBy }),
			text("source", coded, "Whose word won: `human`, `llm`, `classifier` or `lookup`.",
				func(r *row) *datasets.TagSource { return &r.Source }),
			list("sources", "Every source that gave it.",
				func(r *row) *[]datasets.TagSource { return &r.Sources }),
			text("source_version", coded, "Version of the winning source: codebook hash, model, classifier; for `human`, who.",
				func(r *row) *string { return &r.SourceVersion }),
			text("rule", nullable|coded, "The term that hit, as the codebook has it; null only where no list gives the tag: under a label over a tag of the lists it stays.",
				func(r *row) *string { return &r.Rule }),
			option("confidence", 0, doubles(), "The source's own confidence, 0 to 1; null where it gives none.",
				func(r *row) *datasets.Opt[float64] { return &r.Confidence }),
			text("sentiment", nullable|coded, "`positive`, `neutral` or `negative`, towards this theme; null where nothing speaks for one.",
				func(r *row) *datasets.Sentiment { return &r.Sentiment }),
			text("sentiment_source", nullable|coded, "What the sentiment comes from: `theme` (the codebook says it), `llm`, `lexicon` (words around the evidence) or `score`.",
				func(r *row) *string { return &r.SentimentSource }),
			value("negated", 0, bools(), "Whether the words say the opposite (not expensive).",
				func(r *row) *bool { return &r.Negated }),
			text("evidence_text", nullable|coded|long, "Words of the first span of evidence; null without evidence.",
				func(r *row) *string { return &r.EvidenceText }),
			spans("evidence", "Where the theme stands in the verbatim's `text`: `start` and `end` in characters (code points), half-open and counted from 0, and the words there; sorted by `start`.",
				func(r *row) *[]datasets.Span { return &r.Evidence }),
			option("responded_on", coded, dates(), "The response's day in the survey's declared time zone.",
				func(r *row) *datasets.Opt[datasets.Date] { return &r.RespondedOn }),
			value("run_number", coded, int32s(), "The run that added or last changed the row, counted from 1.",
				func(r *row) *int32 { return &r.RunNumber }),
		},
	}
}
