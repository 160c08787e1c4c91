package themes

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"verbatim/datasets"
	"verbatim/themes/expr"
)

// merge returns the codebook that the sheet makes. Of its terms those from the
// sheet have their row as Line, the others 0. It is not checked yet.
func (r *sheetReader) merge(replace bool) *Codebook {
	var ids []string
	for _, t := range r.themes {
		ids = append(ids, t.id)
	}
	merged := mergeThemes(r.base, ids, replace, func(t *Theme) { r.apply(r.byTheme[t.ID], t) })
	for list, terms := range r.lists {
		if intent, ok := strings.CutPrefix(list, listIntent); ok {
			merged.Intents[datasets.Intent(intent)] = terms
		} else {
			merged.NoContent = terms
		}
	}
	return merged
}

// mergeThemes returns a copy of a codebook in which the themes with certain ids
// are changed by apply. Those that it does not have come behind the others.
// With replace those that are not named are left out. Themes of the copy have
// the departments that they name themselves only.
func mergeThemes(cb *Codebook, ids []string, replace bool, apply func(*Theme)) *Codebook {
	merged := &Codebook{
		Version: cb.Version, Combine: cb.Combine, Departments: cb.Departments, Routing: cb.Routing, NoContent: unplaced(cb.NoContent),
		Intents: map[datasets.Intent]Terms{}, byID: map[string]int{},
	}
	for intent, terms := range cb.Intents {
		merged.Intents[intent] = unplaced(terms)
	}
	add := func(t Theme) {
		if slices.Contains(ids, t.ID) {
			apply(&t)
		}
		merged.byID[t.ID] = len(merged.Themes)
		merged.Themes = append(merged.Themes, t)
	}
	for i := range cb.Themes {
		t := cb.Themes[i]
		t.Departments = cb.ownDepartments(&t)
		t.Terms, t.Exclude = unplaced(t.Terms), unplaced(t.Exclude)
		t.Name, t.Definition = maps.Clone(t.Name), maps.Clone(t.Definition)
		if !replace || slices.Contains(ids, t.ID) {
			add(t)
		}
	}
	for _, id := range ids {
		if cb.Theme(id) == nil {
			add(Theme{ID: id, Negated: NegatedExclude})
		}
	}
	return merged
}

// unplaced copies terms without their places.
func unplaced(terms Terms) Terms {
	if terms == nil {
		return nil
	}
	c := Terms{}
	for lang, list := range terms {
		c[lang] = slices.Clone(list)
		for i := range c[lang] {
			c[lang][i].Line, c[lang][i].Column = 0, 0
		}
	}
	return c
}

// apply changes a theme as its rows say.
func (r *sheetReader) apply(from *sheetTheme, t *Theme) {
	cell := func(column string) string { return from.cells[column].text }
	t.Name = setText(t.Name, "en", cell(colNameEN))
	t.Name = setText(t.Name, "ja", cell(colNameJA))
	t.Definition = setText(t.Definition, "en", cell(colDefinitionEN))
	t.Definition = setText(t.Definition, "ja", cell(colDefinitionJA))
	set(&t.WhenText, cell(colThemeWhen))
	set(&t.Group, cell(colGroup))
	set(&t.Combine, r.cellWord(from, colCombine, combineChoices()))
	if c := from.cells[colParent]; c.text != "" {
		set(&t.Parent, r.themeID(c.text))
	}
	if c := from.cells[colDepartments]; c.text != "" {
		t.Departments = r.departments(c)
	}
	if c := from.cells[colPriority]; c.text == nothing {
		t.Priority = 0
	} else if c.text != "" {
		t.Priority = r.priority(c)
	}
	sentiment := string(t.Sentiment)
	set(&sentiment, r.cellWord(from, colSentiment, sentimentChoices()))
	t.Sentiment = datasets.Sentiment(sentiment)
	if set(&t.Negated, r.cellWord(from, colThemeNegated, negatedChoices())); t.Negated == "" {
		t.Negated = NegatedExclude
	}
	if stop := r.cellWord(from, colThemeStop, yesNoChoices()); stop != "" {
		t.Stop = stop == "yes"
	}
	if len(from.lists) > 0 {
		t.Terms = from.lists[listTerms]
		if _, hasLists := r.column[colList]; hasLists {
			t.Exclude = from.lists[listExclude]
		}
	}
}

func setText(texts map[string]string, lang, cell string) map[string]string {
	switch {
	case cell == nothing:
		delete(texts, lang)
		if len(texts) == 0 {
			return nil
		}
	case cell != "":
		if texts == nil {
			texts = map[string]string{}
		}
		texts[lang] = cell
	}
	return texts
}

// cellWord is word for a cell of a theme.
func (r *sheetReader) cellWord(from *sheetTheme, column string, choices map[string][]string) string {
	c := from.cells[column]
	cells := make([]string, r.column[column]+1)
	cells[r.column[column]] = c.text
	if c.text == "" {
		return ""
	}
	return r.word(SheetRow{Line: c.row, Cells: cells}, column, choices)
}

// themeID finds the theme that a cell names, by its id or by its name in the
// sheet or the codebook; what is no theme is refused later, as in a file.
func (r *sheetReader) themeID(name string) string {
	if name == nothing {
		return name
	}
	for _, t := range r.themes {
		for _, column := range [...]string{colNameEN, colNameJA} {
			if text := t.cells[column].text; text != "" && fold(text) == fold(name) {
				return t.id
			}
		}
	}
	if id, ok := r.base.Resolve(name); ok {
		return id
	}
	return name
}

var betweenDepartments = regexp.MustCompile(`[,;，、；\n]`)

func (r *sheetReader) departments(c sheetCell) []string {
	if c.text == nothing {
		return nil
	}
	var ids []string
	for _, name := range betweenDepartments.Split(c.text, -1) {
		name = strings.TrimSpace(name)
		if name == "" {
			continue
		}
		id, ok := r.base.resolveDepartment(name)
		if !ok {
			known := r.base.departmentNames()
			hint := expr.DidYouMean(name, known)
			if hint == "" {
				hint = "known: " + strings.Join(known, ", ")
			}
			r.fail(c.row, colDepartments, hint, "unknown department %q", name)
			continue
		}
		ids = append(ids, id)
	}
	return ids
}

// check writes the codebook with each term on a line of its own and has Parse
// read it, so that a sheet is checked exactly as a file is.
func (r *sheetReader) check(cb *Codebook) *Codebook {
	rows := map[int]sheetLine{}
	p := &printer{}
	p.begin = func(t *Theme) { rows[p.lines+1] = sheetLine{theme: r.byTheme[t.ID]} }
	p.list = func(indent int, lang string, terms []Term) {
		if len(terms) > 0 {
			p.line(indent, "%s:", lang)
		}
		for i := range terms {
			p.tall(indent+2, &terms[i], func(column string) { rows[p.lines] = sheetLine{row: terms[i].Line, column: column} })
		}
	}
	p.codebook(cb)
	if _, err := Parse(sheetCodebook, []byte(p.b.String())); err != nil {
		r.translate(err, p.b.String(), rows)
		return nil
	}
	made, err := Parse(sheetCodebook, Format(cb))
	if err != nil { // Format is tested against this
		r.problems = append(r.problems, &SheetProblem{Message: err.Error()})
	}
	return made
}

// sheetCodebook is what messages call the codebook that a sheet makes.
const sheetCodebook = "codebook of the sheet"

// sheetLine is what a line of the codebook comes from: the row of a term, or a
// theme, of which the lines that follow are too.
type sheetLine struct {
	row    int
	column string
	theme  *sheetTheme
}

// tall writes a term on lines of its own, and tells after each line which
// column it comes from.
func (p *printer) tall(indent int, t *Term, wrote func(column string)) {
	if t.WhenText == "" && t.Negated == "" && !t.Stop {
		p.line(indent, "- %s", yamlText(t.Text, inBlock))
		wrote(colTerm)
		return
	}
	p.line(indent, "- term: %s", yamlText(t.Text, inBlock))
	wrote(colTerm)
	if t.WhenText != "" {
		p.line(indent, "  when: %s", yamlText(t.WhenText, inBlock))
		wrote(colWhen)
	}
	if t.Negated != "" {
		p.line(indent, "  negated: %s", t.Negated)
		wrote(colNegated)
	}
	if t.Stop {
		p.line(indent, "  stop: true")
		wrote(colStop)
	}
}
