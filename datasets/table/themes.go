package table

import "verbatim/datasets"

// themes declares the themes table.
func themes() spec[datasets.Theme] {
	type row = datasets.Theme
	return spec[row]{
		name: "themes",
		doc:  "One row per theme of the codebook, with its counts in the generation.",
		key:  "theme_id",
		columns: []column[row]{
			text("theme_id", 0, "Key. The id in the codebook.",
				func(r *row) *string { return &r.ThemeID }),
			text("parent_theme_id", nullable, "The theme above it; null at the top level.",
				func(r *row) *string { return &r.ParentThemeID }),
			text("name_en", nullable, "Its English name.",
				func(r *row) *string { return &r.NameEN }),
			text("name_ja", nullable, "Its Japanese name.",
				func(r *row) *string { return &r.NameJA }),
			text("definition_en", nullable|long, "What belongs to it, in English.",
				func(r *row) *string { return &r.DefinitionEN }),
			text("definition_ja", nullable|long, "What belongs to it, in Japanese.",
				func(r *row) *string { return &r.DefinitionJA }),
			list("departments", "Departments that it concerns.",
				func(r *row) *[]string { return &r.Departments }),
			value("verbatims", 0, int64s(), "Verbatims with the theme or one below it.",
				func(r *row) *int64 { return &r.Verbatims }),
			value("responses", 0, int64s(), "Responses with the theme or one below it, each once.",
				func(r *row) *int64 { return &r.Responses }),
			value("share", 0, doubles(), "`responses` over all responses with content, 0 to 1.",
				func(r *row) *float64 { return &r.Share }),
			option("nps", 0, doubles(), "NPS of these responses, -100 to 100 points; null without NPS scores.",
				func(r *row) *datasets.Opt[float64] { return &r.NPS }),
			option("nps_impact", 0, doubles(), "The NPS minus the NPS without these responses, in points.",
				func(r *row) *datasets.Opt[float64] { return &r.NPSImpact }),
			text("codebook_version", coded, "Hash of the codebook.",
				func(r *row) *string { return &r.CodebookVersion }),
		},
	}
}
