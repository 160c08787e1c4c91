package table

import "verbatim/datasets"

// routes declares the routes table.
func routes() spec[datasets.Route] {
	type row = datasets.Route
	return spec[row]{
		name: "routes",
		doc:  "One row per response and department that receives it. A row with role `reply` is a case.",
		key:  "response_id",
		columns: []column[row]{
			text("response_id", 0, "The response; with `department` the key.",
				func(r *row) *string { return &r.ResponseID }),
			text("department", coded, "Who receives it.",
				func(r *row) *string { return &r.Department }),
			text("role", coded, "`reply` (owns the case) or `inform` (reads it).",
				func(r *row) *datasets.RouteRole { return &r.Role }),
			text("rule", coded, "Id of the routing rule of the codebook.",
				func(r *row) *string { return &r.Rule }),
			option("due_at", 0, instants(), "When the answer is due; null with role `inform`, or where no time is known.",
				func(r *row) *datasets.Opt[int64] { return &r.DueAt }),
			list("theme_ids", "The response's themes, sorted; empty, never null.",
				func(r *row) *[]string { return &r.ThemeIDs }),
			option("responded_at", 0, instants(), "When the response was given; null where only a date is known.",
				func(r *row) *datasets.Opt[int64] { return &r.RespondedAt }),
			option("responded_on", coded, dates(), "The day in the survey's declared time zone.",
				func(r *row) *datasets.Opt[datasets.Date] { return &r.RespondedOn }),
			value("run_number", coded, int32s(), "The run that added or last changed the response, counted from 1.",
				func(r *row) *int32 { return &r.RunNumber }),
		},
	}
}
