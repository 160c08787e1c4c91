package table

import "verbatim/datasets"

// verbatims declares the verbatims table.
func verbatims() spec[datasets.Verbatim] {
	type row = datasets.Verbatim
	return spec[row]{
		name:       "verbatims",
		doc:        "One row per answer in words, to one question of a response.",
		key:        "verbatim_id",
		attributes: func(r *row) *[]string { return &r.Attributes },
		columns: []column[row]{
			text("verbatim_id", 0, "Key: `response_id`, `#`, `question_id`.",
				func(r *row) *string { return &r.VerbatimID }),
			text("response_id", 0, "The response that it is part of.",
				func(r *row) *string { return &r.ResponseID }),
			text("question_id", coded, "Short name of the question, stable across inputs.",
				func(r *row) *string { return &r.QuestionID }),
			text("question", nullable|coded, "The question's wording, or the header of its column.",
				func(r *row) *string { return &r.Question }),
			text("text", long, "The answer as it was typed, as valid UTF-8.",
				func(r *row) *string { return &r.Text }),
			text("language", coded, "`en`, `ja`, `und` (undetermined) or another ISO 639 code.",
				func(r *row) *string { return &r.Language }),
			text("content_status", coded, "`content`, `no_content` (n/a, -, 特になし …) or `duplicate` (the same words as an earlier question of the response).",
				func(r *row) *datasets.ContentStatus { return &r.ContentStatus }),
			text("intent", nullable|coded, "What the writer wants: `praise`, `problem`, `question` or `request`; null where none was recognised.",
				func(r *row) *datasets.Intent { return &r.Intent }),
			text("intent_source", nullable|coded, "What the intent comes from: `llm`, `lookup` (lists of the codebook), `grammar` or `lexicon`; null without one.",
				func(r *row) *string { return &r.IntentSource }),
			text("llm_status", nullable|coded, "`answered` where the LLM's answer is recorded, `missing` where it was to be asked and none is; null where it was not to be asked.",
				func(r *row) *datasets.LLMStatus { return &r.LLMStatus }),
			text("metric", nullable|coded, "Scale of the response's score.",
				func(r *row) *datasets.Metric { return &r.Metric }),
			option("score", coded, doubles(), "The response's score.",
				func(r *row) *datasets.Opt[float64] { return &r.Score }),
			derived("nps_group", coded, texts[string](), "The response's group: `promoter`, `passive` or `detractor`; only with metric `nps`.",
				func(r *row) datasets.Opt[string] { return npsGroup(r.Metric, r.Score) }),
			option("responded_at", 0, instants(), "When the response was given; null where only a date is known.",
				func(r *row) *datasets.Opt[int64] { return &r.RespondedAt }),
			option("responded_on", coded, dates(), "The day in the survey's declared time zone.",
				func(r *row) *datasets.Opt[datasets.Date] { return &r.RespondedOn }),
			list("theme_ids", "Ids of the themes that apply, sorted; empty, never null. How each was found stands in `tags`.",
				func(r *row) *[]string { return &r.ThemeIDs }),
			list("departments", "Departments that receive the response, sorted.",
				func(r *row) *[]string { return &r.Departments }),
			text("codebook_version", coded, "Hash of the codebook that it was annotated with.",
				func(r *row) *string { return &r.CodebookVersion }),
			value("run_number", coded, int32s(), "The run that added or last changed the row, counted from 1.",
				func(r *row) *int32 { return &r.RunNumber }),
		},
	}
}
