package themes

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"verbatim/datasets"
	"verbatim/themes/expr"
)

// SheetRow is one row of a sheet below its header.
type SheetRow struct {
	Line  int64    // its number in the file, for messages
	Cells []string // in the order of the header; fewer are empty ones

	// Odd says of cells, by their index, that a spreadsheet made something of
	// what was typed, and what: "a date (3/4/26)". May be nil.
	Odd map[int]string
}

// SheetOptions say what FromRows may do.
type SheetOptions struct {
	Replace   bool // themes that are not in the sheet are dropped
	NewThemes bool // an id that is near to a known one makes a new theme without any of its own columns
}

// FromRows returns the codebook that a sheet makes of another one. The lists of
// every theme that stands in the sheet are replaced by its rows, those of a
// theme whose rows name no term stay; so it is with the intents and no_content.
// An empty cell leaves what it stands for as it is in the codebook, "-" empties
// it. Themes that are not in the sheet stay, unless the options say otherwise. New
// ids make new themes, behind the others. notes are for the user: columns that
// are not known and were ignored. The error is a SheetProblems.
func FromRows(cb *Codebook, header []string, rows []SheetRow, o SheetOptions) (made *Codebook, notes []string, err error) {
	r := &sheetReader{base: cb, byTheme: map[string]*sheetTheme{}, lists: map[string]Terms{}}
	if notes = r.columns(header); len(r.problems) > 0 {
		return nil, notes, r.problems
	}
	for _, row := range rows {
		r.odd(row)
		r.row(row)
	}
	if !o.NewThemes {
		r.misspelt()
	}
	made = r.check(r.merge(o.Replace))
	if len(r.problems) > 0 {
		r.problems.sort()
		return nil, notes, r.problems
	}
	return made, notes, nil
}

// sheetReader gathers the rows of a sheet by what they belong to.
type sheetReader struct {
	base     *Codebook
	column   map[string]int // name to index in the cells
	problems SheetProblems

	themes  []*sheetTheme // in the order of the sheet
	byTheme map[string]*sheetTheme
	lists   map[string]Terms // intent:… and no_content
}

// sheetTheme is what the rows of one theme say.
type sheetTheme struct {
	id    string
	row   int64
	cells map[string]sheetCell // of the theme's own columns
	lists map[string]Terms     // terms and exclude
}

type sheetCell struct {
	text string
	row  int64
}

// columns reads the header.
func (r *sheetReader) columns(header []string) (notes []string) {
	r.column = map[string]int{}
	known := map[string]string{}
	var names []string
	for _, c := range sheetColumns() {
		names = append(names, c.name)
		for _, name := range append(c.aliases, c.name) {
			known[headerKey(name)] = c.name
		}
	}
	for i, name := range header {
		column, ok := known[headerKey(name)]
		_, twice := r.column[column]
		switch {
		case !ok && strings.TrimSpace(name) != "":
			note := fmt.Sprintf("column %q is not known and was ignored", name)
			if hint := expr.DidYouMean(name, names); hint != "" {
				note += "; " + hint
			}
			notes = append(notes, note)
		case ok && twice:
			r.fail(0, column, "", "two columns mean %s, the second is %q", column, name)
		case ok:
			r.column[column] = i
		}
	}
	if _, ok := r.column[colTheme]; !ok {
		r.fail(0, colTheme, "the first row of a sheet names the columns: theme, list, language, term …",
			"wanted a column theme (テーマ), found %s", strings.Join(header, ", "))
	}
	return notes
}

func (r *sheetReader) fail(row int64, column, hint, format string, args ...any) {
	r.problems = append(r.problems, &SheetProblem{Row: row, Column: column, Message: fmt.Sprintf(format, args...), Hint: hint})
}

// cell returns the trimmed text of a cell, and "" of a column that is not there.
func (r *sheetReader) cell(row SheetRow, column string) string {
	i, ok := r.column[column]
	if !ok || i >= len(row.Cells) {
		return ""
	}
	return strings.TrimSpace(row.Cells[i])
}

// word reads a cell that takes one of a few words; "" and nothing are let
// through.
func (r *sheetReader) word(row SheetRow, column string, choices map[string][]string) string {
	text := r.cell(row, column)
	if text == "" || text == nothing {
		return text
	}
	word, ok := choose(text, choices)
	if !ok {
		words := slices.Sorted(maps.Keys(choices))
		r.fail(row.Line, column, expr.DidYouMean(text, words), "wanted one of %s, found %q", strings.Join(words, ", "), text)
	}
	return word
}

func (r *sheetReader) row(row SheetRow) {
	if !slices.ContainsFunc(row.Cells, func(c string) bool { return strings.TrimSpace(c) != "" }) {
		return
	}
	list := r.word(row, colList, listChoices())
	theme := r.cell(row, colTheme)
	themed := list == "" || list == nothing || list == listTerms || list == listExclude
	switch {
	case theme == "" && themed:
		r.fail(row.Line, colTheme, "every row names its theme, but those of intents and no_content", "row without theme")
	case theme != "" && !themed:
		r.fail(row.Line, colTheme, "leave the cell empty", "%s belongs to no theme, found %q", list, theme)
	case themed:
		r.themeRow(row, theme, list)
	default:
		r.term(row, list, "", r.lists)
	}
}

// odd tells of cells of which a spreadsheet made something else than what was
// typed. Of those that take a number, yes or no the value counts.
func (r *sheetReader) odd(row SheetRow) {
	for _, c := range sheetColumns() {
		i, ok := r.column[c.name]
		what := row.Odd[i]
		if !ok || what == "" {
			continue
		}
		switch c.name {
		case colPriority, colStop, colThemeStop:
			if r.cell(row, c.name) != "" {
				continue
			}
		}
		r.fail(row.Line, c.name, "format the column as text and type it again", "wanted text, found that the spreadsheet made %s of this", what)
	}
}

// misspelt tells of themes that are not there yet, have an id that is near to a
// known one, and bring nothing that a new theme has.
func (r *sheetReader) misspelt() {
	var known []string
	for i := range r.base.Themes {
		t := &r.base.Themes[i]
		known = append(known, t.ID, t.Name["en"], t.Name["ja"])
	}
	known = slices.DeleteFunc(known, func(s string) bool { return s == "" })
	for _, t := range r.themes {
		hint := expr.DidYouMean(t.id, known)
		if r.base.Theme(t.id) != nil || hint == "" || t.introduced() {
			continue
		}
		r.fail(t.row, colTheme, hint+" A new theme says its name, definition or departments, or is allowed by --new-themes", "unknown theme %q", t.id)
	}
}

// introduced says whether the rows of a theme say what it is.
func (t *sheetTheme) introduced() bool {
	for _, column := range [...]string{colNameEN, colNameJA, colDefinitionEN, colDefinitionJA, colDepartments} {
		if text := t.cells[column].text; text != "" && text != nothing {
			return true
		}
	}
	return false
}

func (r *sheetReader) themeRow(row SheetRow, name, list string) {
	id := name
	if known, ok := r.base.Resolve(name); ok {
		id = known
	}
	t := r.byTheme[id]
	if t == nil {
		t = &sheetTheme{id: id, row: row.Line, cells: map[string]sheetCell{}, lists: map[string]Terms{}}
		r.byTheme[id] = t
		r.themes = append(r.themes, t)
	}
	for _, column := range ofTheme() {
		text := r.cell(row, column)
		if text == "" {
			continue
		}
		if first, twice := t.cells[column]; twice && first.text != text {
			r.fail(row.Line, column, "write it on one row of the theme, or the same on all", "theme %s has %q here and %q on row %d", id, text, first.text, first.row)
			continue
		}
		if _, twice := t.cells[column]; !twice {
			t.cells[column] = sheetCell{text, row.Line}
		}
	}
	if list == "" || list == nothing {
		list = listTerms
	}
	r.term(row, list, id, t.lists)
}

// term reads the term of a row into its list.
func (r *sheetReader) term(row SheetRow, list, theme string, lists map[string]Terms) {
	text := r.cell(row, colTerm)
	if text == "" {
		if theme == "" {
			r.fail(row.Line, colTerm, "", "%s without a term", list)
		}
		return
	}
	lang := r.word(row, colLanguage, languageChoices())
	was := r.before(theme, list, lang, text, lists[list])
	if lang == "" || lang == nothing {
		if lang = was.Lang; lang == "" {
			lang = langOf(text)
		}
	}
	t := Term{Text: text, Lang: lang, WhenText: was.WhenText, Negated: was.Negated, Stop: was.Stop, Line: int(row.Line)}
	set(&t.WhenText, r.cell(row, colWhen))
	set(&t.Negated, r.word(row, colNegated, negatedChoices()))
	if stop := r.word(row, colStop, yesNoChoices()); stop != "" {
		t.Stop = stop == "yes"
	}
	if list != listTerms && (t.WhenText != "" || t.Negated != "" || t.Stop) {
		r.fail(row.Line, colWhen, "leave when, negated and stop empty on this row", "only the terms of a theme can have conditions, %q stands in %s", text, list)
	}
	if lists[list] == nil {
		lists[list] = Terms{}
	}
	lists[list][lang] = append(lists[list][lang], t)
}

// set puts what a cell says into a value: nothing leaves it, nothing empties it.
func set(value *string, cell string) {
	switch cell {
	case "":
	case nothing:
		*value = ""
	default:
		*value = cell
	}
}

// before returns the term as the codebook has it, or the zero Term. Of terms
// with the same words the n-th of the sheet is the n-th of the codebook.
func (r *sheetReader) before(theme, list, lang, text string, sofar Terms) Term {
	n := 0
	for _, terms := range sofar {
		for _, t := range terms {
			if t.Text == text && (lang == "" || t.Lang == lang) {
				n++
			}
		}
	}
	terms := r.termsOf(theme, list)
	for _, l := range languages {
		if lang != "" && lang != nothing && lang != l {
			continue
		}
		for _, t := range terms[l] {
			if t.Text == text {
				if n == 0 {
					return t
				}
				n--
			}
		}
	}
	return Term{}
}

// termsOf returns a list of the codebook that the sheet changes.
func (r *sheetReader) termsOf(theme, list string) Terms {
	if intent, ok := strings.CutPrefix(list, listIntent); ok {
		return r.base.Intents[datasets.Intent(intent)]
	}
	t := r.base.Theme(theme)
	switch {
	case list == listNoContent:
		return r.base.NoContent
	case t == nil:
		return nil
	case list == listExclude:
		return t.Exclude
	}
	return t.Terms
}

// priority reads a whole number; the codebook checks how large it may be.
func (r *sheetReader) priority(c sheetCell) int {
	n, err := strconv.Atoi(strings.TrimSuffix(expr.Fold(c.text), ".0"))
	if err != nil {
		r.fail(c.row, colPriority, "", "wanted a whole number, found %q", c.text)
	}
	return n
}
