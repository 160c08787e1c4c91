package table

import "verbatim/datasets"

// cell is a column's name and a value as other engines should show it: nil,
// string, bool, float64, int64, []any, or map[string]any for structs and maps;
// instants are microseconds and dates are days since 1970-01-01.
//
// These functions say by hand what the declarations of the columns say, so that
// the tests have something to compare them with.
type cell struct {
	name  string
	value any
}

func maybe[S ~string](s S) any {
	if s == "" {
		return nil
	}
	return string(s)
}

func number[N int32 | int64 | datasets.Date](o datasets.Opt[N]) any {
	if !o.OK {
		return nil
	}
	return int64(o.V)
}

func double(o datasets.Opt[float64]) any {
	if !o.OK {
		return nil
	}
	return o.V
}

func stringList[S ~string](list []S) any {
	out := []any{}
	for _, s := range list {
		out = append(out, string(s))
	}
	return out
}

func attributeFields(attrs []datasets.Attribute, values []string) []cell {
	var out []cell
	entries := map[string]any{}
	for i, a := range attrs {
		out = append(out, cell{"attr_" + a.Slug, maybe(values[i])})
		if values[i] != "" {
			entries[a.Slug] = values[i]
		}
	}
	if len(attrs) > MaxAttributeColumns {
		return []cell{{"attributes", entries}}
	}
	return out
}

// fieldsOf returns the columns of a row, in the order of the table.
func fieldsOf(attrs []datasets.Attribute, row any) []cell {
	switch r := row.(type) {
	case datasets.Response:
		return append(responseFields(r), attributeFields(attrs, r.Attributes)...)
	case datasets.Verbatim:
		return append(verbatimFields(r), attributeFields(attrs, r.Attributes)...)
	case datasets.Tag:
		return tagFields(r)
	case datasets.Route:
		return routeFields(r)
	default:
		return themeFields(r.(datasets.Theme))
	}
}

func responseFields(r datasets.Response) []cell {
	return []cell{
		{"response_id", r.ResponseID}, {"respondent_id", maybe(r.RespondentID)}, {"account_id", maybe(r.AccountID)},
		{"metric", maybe(r.Metric)}, {"score", double(r.Score)}, {"nps_group", maybe(datasets.NPSGroup(r.Metric, r.Score))},
		{"nps_points", number(datasets.NPSPoints(r.Metric, r.Score))}, {"responded_at", number(r.RespondedAt)},
		{"responded_on", number(r.RespondedOn)}, {"language", maybe(r.Language)}, {"theme_ids", stringList(r.ThemeIDs)},
		{"departments", stringList(r.Departments)}, {"case_due_at", number(r.CaseDueAt)}, {"source_file", r.SourceFile},
		{"source_row", r.SourceRow}, {"codebook_version", r.CodebookVersion}, {"run_number", int64(r.RunNumber)},
	}
}

func verbatimFields(v datasets.Verbatim) []cell {
	return []cell{
		{"verbatim_id", v.VerbatimID}, {"response_id", v.ResponseID}, {"question_id", v.QuestionID}, {"question", maybe(v.Question)},
		{"text", v.Text}, {"language", v.Language}, {"content_status", string(v.ContentStatus)}, {"intent", maybe(v.Intent)},
		{"intent_source", maybe(v.IntentSource)},
		{"llm_status", maybe(string(v.LLMStatus))},
		{"metric", maybe(v.Metric)}, {"score", double(v.Score)}, {"nps_group", maybe(datasets.NPSGroup(v.Metric, v.Score))},
		{"responded_at", number(v.RespondedAt)}, {"responded_on", number(v.RespondedOn)}, {"theme_ids", stringList(v.ThemeIDs)},
		{"departments", stringList(v.Departments)}, {"codebook_version", v.CodebookVersion}, {"run_number", int64(v.RunNumber)},
	}
}

func tagFields(t datasets.Tag) []cell {
	evidence := []any{}
	for _, s := range t.Evidence {
		evidence = append(evidence, map[string]any{"start": int64(s.Start), "end": int64(s.End), "text": s.Text})
	}
	return []cell{
		{"verbatim_id", t.VerbatimID}, {"response_id", t.ResponseID}, {"theme_id", t.ThemeID}, {"parent_theme_id", maybe(t.ParentThemeID)},
		{"state", string(t.State)}, {"suppressed_by", maybe(t.SuppressedBy)}, {"source", string(t.Source)}, {"sources", stringList(t.Sources)}, {"source_version", t.SourceVersion},
		{"rule", maybe(t.Rule)}, {"confidence", double(t.Confidence)}, {"sentiment", maybe(t.Sentiment)},
		{"sentiment_source", maybe(t.SentimentSource)}, {"negated", t.Negated}, {"evidence_text", maybe(t.EvidenceText)},
		{"evidence", evidence}, {"responded_on", number(t.RespondedOn)}, {"run_number", int64(t.RunNumber)},
	}
}

func routeFields(r datasets.Route) []cell {
	return []cell{
		{"response_id", r.ResponseID}, {"department", r.Department}, {"role", string(r.Role)}, {"rule", r.Rule}, {"due_at", number(r.DueAt)},
		{"theme_ids", stringList(r.ThemeIDs)}, {"responded_at", number(r.RespondedAt)}, {"responded_on", number(r.RespondedOn)},
		{"run_number", int64(r.RunNumber)},
	}
}

func themeFields(t datasets.Theme) []cell {
	return []cell{
		{"theme_id", t.ThemeID}, {"parent_theme_id", maybe(t.ParentThemeID)}, {"name_en", maybe(t.NameEN)}, {"name_ja", maybe(t.NameJA)},
		{"definition_en", maybe(t.DefinitionEN)}, {"definition_ja", maybe(t.DefinitionJA)}, {"departments", stringList(t.Departments)},
		{"verbatims", t.Verbatims}, {"responses", t.Responses}, {"share", t.Share}, {"nps", double(t.NPS)},
		{"nps_impact", double(t.NPSImpact)}, {"codebook_version", t.CodebookVersion},
	}
}
