package route

import (
	"slices"
	"strings"
	"time"

	"verbatim/datasets"
	"verbatim/datasets/sheet"
)

// view shows rows as cells of a spreadsheet and as JSON.
type view struct {
	head    *header
	columns []column
	zone    *time.Location
	name    func(id string) string
	row     []sheet.Cell
}

func newView(head *header, o Options) *view {
	v := &view{head: head, columns: columns(), zone: o.Zone, name: o.Name}
	if v.name == nil {
		v.name = func(id string) string { return id }
	}
	return v
}

// column is a column of department files that is always there.
type column struct {
	name string
	cell func(v *view, r *Row) sheet.Cell
}

// names returns the header: the columns, attr_ and the slug of the attributes,
// and the contact columns as their owner calls them.
func (v *view) names() []string {
	var names []string
	for _, c := range v.columns {
		names = append(names, c.name)
	}
	for _, slug := range v.head.attributes {
		names = append(names, "attr_"+slug)
	}
	for _, name := range v.head.contacts {
		for slices.Contains(names, name) {
			name += " (contact)"
		}
		names = append(names, name)
	}
	return names
}

// cells returns r as the cells of a row, valid until the next call.
func (v *view) cells(r *Row) []sheet.Cell {
	v.row = v.row[:0]
	for _, c := range v.columns {
		v.row = append(v.row, c.cell(v, r))
	}
	for i := range v.head.attributes {
		value := ""
		if i < len(r.Attributes) {
			value = r.Attributes[i]
		}
		v.row = append(v.row, sheet.Typed(value))
	}
	for _, name := range v.head.contacts {
		v.row = append(v.row, sheet.Text(r.contact(name)))
	}
	return v.row
}

// columns are in the order in which a person reads a case: what to do, until
// when, what happened, what was said. Attributes and contacts follow.
func columns() []column {
	return []column{
		{"role", func(_ *view, r *Row) sheet.Cell { return sheet.Text(string(r.Role)) }},
		{"due", func(v *view, r *Row) sheet.Cell { return v.moment(r.DueAt) }},
		{"score", func(_ *view, r *Row) sheet.Cell { return score(r) }},
		{"nps_group", func(_ *view, r *Row) sheet.Cell { return sheet.Text(datasets.NPSGroup(r.Metric, r.Score)) }},
		{"text", func(_ *view, r *Row) sheet.Cell { return sheet.Text(r.text()) }},
		{"themes", func(v *view, r *Row) sheet.Cell { return sheet.Text(v.themes(r)) }},
		{"intents", func(_ *view, r *Row) sheet.Cell { return sheet.Text(strings.Join(r.Intents, ", ")) }},
		{"responded_on", func(_ *view, r *Row) sheet.Cell { return day(r) }},
		{"language", func(_ *view, r *Row) sheet.Cell { return sheet.Text(r.Language) }},
		{"account", func(_ *view, r *Row) sheet.Cell { return sheet.Text(r.Account) }},
		{"respondent", func(_ *view, r *Row) sheet.Cell { return sheet.Text(r.Respondent) }},
		{"response_id", func(_ *view, r *Row) sheet.Cell { return sheet.Text(r.ResponseID) }},
		{"rule", func(_ *view, r *Row) sheet.Cell { return sheet.Text(r.Rule) }},
		{"due_at", func(v *view, r *Row) sheet.Cell { return sheet.Text(v.instant(r.DueAt)) }},
		{"responded_at", func(v *view, r *Row) sheet.Cell { return sheet.Text(v.instant(r.RespondedAt)) }},
		{"theme_ids", func(_ *view, r *Row) sheet.Cell { return sheet.Text(strings.Join(r.ThemeIDs, "|")) }},
		{"source_file", func(_ *view, r *Row) sheet.Cell { return sheet.Text(r.SourceFile) }},
		{"source_row", func(_ *view, r *Row) sheet.Cell { return sheet.Int(r.SourceRow) }},
	}
}

// text returns what was answered: the answer or, of several, each under its
// question.
func (r *Row) text() string {
	var said []Answer
	for _, a := range r.Answers {
		if strings.TrimSpace(a.Text) != "" {
			said = append(said, a)
		}
	}
	switch len(said) {
	case 0:
		return ""
	case 1:
		return said[0].Text
	}
	var b strings.Builder
	for i, a := range said {
		if i > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(a.Question)
		b.WriteString(":\n")
		b.WriteString(a.Text)
	}
	return b.String()
}

// contact returns what the contact columns called name hold.
func (r *Row) contact(name string) string {
	value := ""
	for _, c := range r.Contacts {
		switch {
		case c.Header != name || c.Value == "":
		case value == "":
			value = c.Value
		default:
			value += ", " + c.Value
		}
	}
	return value
}

func score(r *Row) sheet.Cell {
	if !r.Score.OK {
		return sheet.Cell{}
	}
	return sheet.Number(r.Score.V)
}

func day(r *Row) sheet.Cell {
	if !r.RespondedOn.OK {
		return sheet.Cell{}
	}
	return sheet.Date(r.RespondedOn.V)
}

func (v *view) themes(r *Row) string {
	switch len(r.ThemeIDs) {
	case 0:
		return ""
	case 1:
		return v.name(r.ThemeIDs[0])
	}
	names := make([]string, len(r.ThemeIDs))
	for i, id := range r.ThemeIDs {
		names[i] = v.name(id)
	}
	return strings.Join(names, "; ")
}

func (v *view) local(micros int64) time.Time { return time.UnixMicro(micros).In(v.zone) }

// moment shows an instant as a clock in the zone does.
func (v *view) moment(o datasets.Opt[int64]) sheet.Cell {
	if !o.OK {
		return sheet.Cell{}
	}
	return sheet.Time(v.local(o.V))
}

// instant writes an instant in the zone with its offset, as RFC 3339.
func (v *view) instant(o datasets.Opt[int64]) string {
	if !o.OK {
		return ""
	}
	return v.local(o.V).Format(time.RFC3339)
}
