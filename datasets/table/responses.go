package table

import "verbatim/datasets"

// npsGroup and npsPoints are the derived columns of responses and verbatims.
func npsGroup(m datasets.Metric, s datasets.Opt[float64]) datasets.Opt[string] {
	g := datasets.NPSGroup(m, s)
	return datasets.Opt[string]{V: g, OK: g != ""}
}

// responses declares the responses table.
func responses() spec[datasets.Response] {
	type row = datasets.Response
	return spec[row]{
		name:       "responses",
		doc:        "One row per submission of the survey, with or without words. NPS and shares are counted here.",
		key:        "response_id",
		attributes: func(r *row) *[]string { return &r.Attributes },
		columns: []column[row]{
			text("response_id", 0, "Key. The id of the input where it has one, else a hash of what the respondent gave.",
				func(r *row) *string { return &r.ResponseID }),
			text("respondent_id", nullable, "Who answered, when the input says so. The same respondent may answer in several waves.",
				func(r *row) *string { return &r.RespondentID }),
			text("account_id", nullable|coded, "The customer that the respondent belongs to.",
				func(r *row) *string { return &r.AccountID }),
			text("metric", nullable|coded, "Scale of the score: `nps` (0 to 10), `csat` (1 to 5) or `ces` (1 to 7).",
				func(r *row) *datasets.Metric { return &r.Metric }),
			option("score", coded, doubles(), "The number given, on the scale of `metric`.",
				func(r *row) *datasets.Opt[float64] { return &r.Score }),
			derived("nps_group", coded, texts[string](), "`promoter` (9, 10), `passive` (7, 8) or `detractor` (0 to 6); only with metric `nps`.",
				func(r *row) datasets.Opt[string] { return npsGroup(r.Metric, r.Score) }),
			derived("nps_points", coded, int32s(), "100, 0 or -100 for the three groups: its average is the NPS, in points.",
				func(r *row) datasets.Opt[int32] { return datasets.NPSPoints(r.Metric, r.Score) }),
			option("responded_at", 0, instants(), "When the response was given; null where only a date is known.",
				func(r *row) *datasets.Opt[int64] { return &r.RespondedAt }),
			option("responded_on", coded, dates(), "The day in the survey's declared time zone.",
				func(r *row) *datasets.Opt[datasets.Date] { return &r.RespondedOn }),
			text("language", nullable|coded, "Language of its words together: `en`, `ja`, `mixed`, `und` (undetermined) or another ISO 639 code; null without words.",
				func(r *row) *string { return &r.Language }),
			list("theme_ids", "Ids of the themes that apply to any of its verbatims, sorted; empty, never null.",
				func(r *row) *[]string { return &r.ThemeIDs }),
			list("departments", "Departments that receive it, sorted; why stands in `routes`.",
				func(r *row) *[]string { return &r.Departments }),
			option("case_due_at", 0, instants(), "When the answer is due; null where no case is open or no time is known.",
				func(r *row) *datasets.Opt[int64] { return &r.CaseDueAt }),
			text("source_file", coded, "Base name of the input file.",
				func(r *row) *string { return &r.SourceFile }),
			value("source_row", 0, int64s(), "Line of the input file on which the row begins, or row of the sheet, counted from 1.",
				func(r *row) *int64 { return &r.SourceRow }),
			text("codebook_version", coded, "Hash of the codebook that it was annotated with.",
				func(r *row) *string { return &r.CodebookVersion }),
			value("run_number", coded, int32s(), "The run that added or last changed the row, counted from 1.",
				func(r *row) *int32 { return &r.RunNumber }),
		},
	}
}
