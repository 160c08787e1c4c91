package route

import (
	"slices"

	"verbatim/datasets"
	"verbatim/themes"
)

// Facts answers the field conditions of expressions about one response and
// its verbatims: it is an expr.Facts. Load it with Set for one response after
// the other; it keeps its memory. It is not safe for concurrent use.
//
// Fields about verbatims hold what any of them has. A theme stands with all
// its ancestors. Fields that it does not know are attributes, by slug.
type Facts struct {
	lineage   map[string][]string // theme -> itself and its ancestors
	attribute map[string]int      // slug -> index in Response.Attributes

	resp   *datasets.Response
	values map[string][]string // by canonical field name; slices are reused
}

// The canonical field names that are no attributes.
const (
	fieldTheme      = "theme"
	fieldDepartment = "department"
	fieldLang       = "lang"
	fieldIntent     = "intent"
	fieldSentiment  = "sentiment"
	fieldNPS        = "nps"
	fieldScore      = "score"
	fieldDate       = "date"
	fieldBy         = "by"
	fieldStatus     = "status"
	fieldLLM        = "llm"
	fieldMetric     = "metric"
	fieldQuestion   = "question"
	fieldID         = "id"
	fieldSource     = "source"
)

// NewFacts returns empty facts for responses tagged by the codebook cb, whose
// Attributes are aligned with attributes.
func NewFacts(cb *themes.Codebook, attributes []datasets.Attribute) *Facts {
	f := &Facts{
		lineage:   lineage(cb),
		attribute: make(map[string]int, len(attributes)),
		values:    make(map[string][]string),
	}
	for i, a := range attributes {
		f.attribute[a.Slug] = i
	}
	return f
}

// lineage returns every theme of cb with its ancestors, the theme first.
func lineage(cb *themes.Codebook) map[string][]string {
	parent := make(map[string]string, len(cb.Themes))
	for i := range cb.Themes {
		parent[cb.Themes[i].ID] = cb.Themes[i].Parent
	}
	all := make(map[string][]string, len(parent))
	for id := range parent {
		var line []string
		// The length bounds a codebook whose parents run in a circle.
		for at := id; at != "" && len(line) <= len(parent); at = parent[at] {
			line = append(line, at)
		}
		all[id] = line
	}
	return all
}

// Set makes f the facts of resp with its verbatims and their tags; tags that
// are not applied do not count. Nothing is copied: the arguments must stay as
// they are while f is asked.
func (f *Facts) Set(resp *datasets.Response, verbatims []datasets.Verbatim, tags []datasets.Tag) {
	f.resp = resp
	for field, values := range f.values {
		f.values[field] = values[:0]
	}
	for _, id := range resp.ThemeIDs {
		f.addTheme(id)
	}
	f.add(fieldMetric, string(resp.Metric))
	f.add(fieldNPS, datasets.NPSGroup(resp.Metric, resp.Score))
	if resp.Score.OK {
		f.add(fieldScore, datasets.FormatScore(resp.Score.V))
	}
	if resp.RespondedOn.OK {
		f.add(fieldDate, resp.RespondedOn.V.String())
	}
	f.add(fieldID, resp.ResponseID)
	f.add(fieldSource, resp.SourceFile)
	for _, d := range resp.Departments {
		f.add(fieldDepartment, d)
	}
	for i := range verbatims {
		f.addVerbatim(&verbatims[i])
	}
	for i := range tags {
		f.addTag(&tags[i])
	}
}

func (f *Facts) addVerbatim(v *datasets.Verbatim) {
	for _, id := range v.ThemeIDs {
		f.addTheme(id)
	}
	f.add(fieldLang, v.Language)
	f.add(fieldStatus, string(v.ContentStatus))
	f.add(fieldLLM, string(v.LLMStatus))
	f.add(fieldIntent, string(v.Intent))
	f.add(fieldQuestion, v.QuestionID)
}

func (f *Facts) addTag(t *datasets.Tag) {
	if t.State != datasets.Applied {
		return
	}
	f.addTheme(t.ThemeID)
	f.add(fieldSentiment, string(t.Sentiment))
	for _, s := range t.Sources {
		f.add(fieldBy, string(s))
	}
}

func (f *Facts) addTheme(id string) {
	if line := f.lineage[id]; line != nil {
		for _, id := range line {
			f.add(fieldTheme, id)
		}
		return
	}
	f.add(fieldTheme, id)
}

// add adds a value to a field unless it is null or there already.
func (f *Facts) add(field, value string) {
	if value == "" || slices.Contains(f.values[field], value) {
		return
	}
	f.values[field] = append(f.values[field], value)
}

// Values returns the values that hold for the canonical field name, or for
// the attribute with that slug; none when it is null. The slice is valid until
// the next Set.
func (f *Facts) Values(field string) []string {
	if values, ok := f.values[field]; ok {
		return values
	}
	i, ok := f.attribute[field]
	if !ok || f.resp == nil || i >= len(f.resp.Attributes) || f.resp.Attributes[i] == "" {
		return nil
	}
	return f.resp.Attributes[i : i+1 : i+1]
}
