package themes_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"verbatim/themes"
)

// sheetRows numbers the rows of a sheet as a file with a header does.
func sheetRows(rows [][]string) []themes.SheetRow {
	out := make([]themes.SheetRow, len(rows))
	for i, cells := range rows {
		out[i] = themes.SheetRow{Line: int64(i + 2), Cells: cells}
	}
	return out
}

func TestSheetReadsBack(t *testing.T) {
	for name, src := range books(t) {
		cb := mustParse(t, src)
		header, rows := themes.Rows(cb)
		for _, replace := range []bool{false, true} {
			got, notes, err := themes.FromRows(cb, header, sheetRows(rows), themes.SheetOptions{Replace: replace})
			if err != nil || len(notes) > 0 {
				t.Errorf("%s: %v %v", name, notes, err)
				continue
			}
			if got.Hash != cb.Hash {
				t.Errorf("%s: reading back changes %v", name, themes.Diff(cb, got))
			}
		}
	}
}

// TestSheetInAnyOrder shuffles columns and keeps the rows of a list in order.
func TestSheetInAnyOrder(t *testing.T) {
	cb := mustParse(t, read(t, "testdata/format/all_keys.yaml"))
	header, rows := themes.Rows(cb)
	order := rand.New(rand.NewPCG(1, 2)).Perm(len(header))
	pick := func(cells []string) []string {
		out := make([]string, len(cells))
		for i, j := range order {
			out[i] = cells[j]
		}
		return out
	}
	var shuffled [][]string
	for _, row := range rows {
		shuffled = append(shuffled, pick(row))
	}
	slices.SortStableFunc(shuffled, func(a, b []string) int {
		return -strings.Compare(a[slices.Index(pick(header), "theme")], b[slices.Index(pick(header), "theme")])
	})
	got, _, err := themes.FromRows(cb, pick(header), sheetRows(shuffled), themes.SheetOptions{})
	if err != nil || got.Hash != cb.Hash {
		t.Errorf("%v %v", err, got)
	}
}

// sheetOf makes rows of lines with cells between |.
func sheetOf(text string) (header []string, rows []themes.SheetRow) {
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		var cells []string
		for cell := range strings.SplitSeq(line, "|") {
			cells = append(cells, strings.TrimSpace(cell))
		}
		if i == 0 {
			header = cells
			continue
		}
		rows = append(rows, themes.SheetRow{Line: int64(i + 1), Cells: cells})
	}
	return header, rows
}

func TestSheetEdits(t *testing.T) {
	base := read(t, "testdata/format/all_keys.yaml")
	tests := []struct{ name, sheet, want string }{
		{"lists are replaced, others stay", "theme|list|language|term\ncheap|terms|en|bargain\ncheap|terms|ja|安い",
			"added cheap terms en bargain; removed cheap terms en cheap; added cheap terms ja 安い"},
		{"no list column: exclude stays, conditions stay", "テーマ|言語|用語\ntoo_expensive|日本語|割高\ntoo_expensive|日本語|料金が高い\ntoo_expensive|英語|overpriced",
			"removed too_expensive terms en too expensive NEAR/3 renewal; removed too_expensive terms en 'costs' a lot; removed too_expensive terms en \"terms AND conditions\"; " +
				"removed too_expensive terms en =iOS; removed too_expensive terms en /colou?r{1,2}/; removed too_expensive terms en \"price: high\"; " +
				"removed too_expensive terms ja 料金 AND （高い OR 値上げ）; removed too_expensive terms ja 値上げ {stop}; removed too_expensive terms any $$$"},
		{"a sheet of departments only", "Theme|Departments\ncheap|support；営業", "added cheap departments  support, sales; added empty departments  support, sales"},
		{"a name finds its theme", "テーマ|テーマ名（日本語）|優先度\n料金|値段|7", "changed pricing name ja 料金→値段; changed pricing priority  5→7"},
		{"a minus empties", "theme|theme_when|sentiment|theme_stop|theme_negated|parent|departments|priority|name_en\ntoo_expensive|-|-|no|-|-|support|-|-",
			"removed too_expensive name en Too expensive; removed too_expensive parent  pricing; changed too_expensive departments  sales→support; " +
				"changed too_expensive negated  require→exclude; removed too_expensive sentiment  negative; removed too_expensive when  score:0..6 OR plan:\"Pro, Plus\"; " +
				"removed too_expensive priority  -3; removed too_expensive stop  true"},
		{"a new theme below a new theme", "theme|name en|親|list|term\nspeed|Speed||terms|slow\nstart|Start|speed|用語|slow start\nstart|||除外|起動が遅い人",
			"added speed theme  speed; added speed name en Speed; added speed terms en slow; added start theme  start; added start name en Start; added start parent  speed; " +
				"added start terms en slow start; added start exclude ja 起動が遅い人"},
		{"intents", "theme|list|language|term\n|intent:praise|en|great\n|意図:称賛|en|lovely\n|no_content|any|なし\n|内容なし|any|x",
			"added  intent praise en lovely; removed  no_content en n/a; added  no_content any なし; added  no_content any x; removed  no_content any -"},
		{"conditions of terms", "theme|term|when|negated|stop\ncheap|cheap|score:9..10|無視|はい\ncheap|low price|||",
			"changed cheap terms en cheap→cheap {when score:9..10, negated ignore, stop}; added cheap terms en low price"},
		{"conditions are taken away", "theme|language|term|when|negated|stop\ntoo_expensive|ja|割高|||\ntoo_expensive|ja|料金が高い|-|-|no\ntoo_expensive|ja|料金 AND （高い OR 値上げ）|||\ntoo_expensive|ja|値上げ|||\n" +
			"too_expensive|en|overpriced\ntoo_expensive|en|too expensive NEAR/3 renewal\ntoo_expensive|en|'costs' a lot\ntoo_expensive|en|\"terms AND conditions\"\ntoo_expensive|en|=iOS\n" +
			"too_expensive|en|/colou?r{1,2}/\ntoo_expensive|en|\"price: high\"\ntoo_expensive|any|$$$",
			"changed too_expensive terms ja 料金が高い {when lang:ja, negated ignore, stop}→料金が高い"},
		{"blank rows and short rows", "theme|term|when\n||\ncheap|bargain", "added cheap terms en bargain; removed cheap terms en cheap"},
	}
	for _, tt := range tests {
		cb := mustParse(t, base)
		header, rows := sheetOf(tt.sheet)
		got, notes, err := themes.FromRows(cb, header, rows, themes.SheetOptions{})
		if err != nil || len(notes) > 0 {
			t.Errorf("%s: %v %v", tt.name, notes, err)
			continue
		}
		var changes []string
		for _, c := range themes.Diff(cb, got) {
			text := c.New + c.Old
			if c.Kind == themes.Changed {
				text = c.Old + "→" + c.New
			}
			changes = append(changes, strings.TrimRight(fmt.Sprintf("%s %s %s %s %s", c.Kind, c.Theme, c.Part, c.Lang, text), " "))
		}
		if s := strings.Join(changes, "; "); s != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.name, s, tt.want)
		}
	}
}

func TestSheetMistakes(t *testing.T) {
	tests := []struct{ name, sheet, want string }{
		{"expression", "theme|list|language|term\ncheap|terms|en|fine\ncheap|terms|en|price AND (high",
			"row 3, column term: terms of theme cheap: wanted a closing parenthesis for this one, found the end\n    price AND (high\n              ^"},
		{"quoted expression", "theme|term\ncheap|\"a, (b",
			"row 2, column term: terms of theme cheap: wanted a closing quote for this one, found `\"`\n"},
		{"no evidence", "theme|term\ncheap|NOT cheap", "row 2, column term: terms of theme cheap: wanted a word that must stand in the text, found \"NOT cheap\"\n    NOT cheap\n    ^^^^^^^^^"},
		{"condition", "theme|term|when\ncheap|cheap|score:x", "row 2, column when: "},
		{"twice", "theme|language|term\ncheap|en|cheap\ncheap|en|Cheap", "row 3, column term: duplicate term \"Cheap\" in terms of theme cheap"},
		{"contradiction", "theme|parent|term\ncheap|pricing|cheap\ncheap|empty|bargain", `row 3, column parent: theme cheap has "empty" here and "pricing" on row 2`},
		{"unknown parent", "theme|parent\ncheap|prcing", "row 2, column parent: unknown parent \"prcing\" of theme cheap\n    did you mean \"pricing\"?"},
		{"department", "theme|term|department\ncheap|cheap|\ncheap|low|seles", "row 3, column departments: unknown department \"seles\"\n    did you mean \"sales\"?"},
		{"list", "theme|list|term\ncheap|tems|cheap", `row 2, column list: wanted one of exclude, intent:praise, intent:problem, intent:question, intent:request, no_content, terms, found "tems"`},
		{"language", "theme|lang|term\ncheap|de|billig", `row 2, column language: wanted one of any, en, ja, found "de"`},
		{"priority", "theme|priority\ncheap|high", `row 2, column priority: wanted a whole number, found "high"`},
		{"high priority", "theme|priority\ncheap|99999", `row 2, column priority: `},
		{"theme id", "theme|term\nCheap stuff|cheap", "row 2, column theme: wanted a theme id of a-z, 0-9 and _, found \"Cheap stuff\"\n    did you mean \"cheap_stuff\"?"},
		{"no theme", "theme|term\n|cheap", "row 2, column theme: row without theme"},
		{"theme of an intent", "theme|list|term\ncheap|intent:praise|cheap", `row 2, column theme: intent:praise belongs to no theme, found "cheap"`},
		{"condition of an exclude", "theme|list|term|when\ncheap|exclude|x|lang:ja", "row 2, column when: only the terms of a theme can have conditions"},
		{"no column theme", "id|term\ncheap|x", "column theme: wanted a column theme (テーマ), found id, term"},
		{"two columns", "theme|term|用語\ncheap|x|y", `column term: two columns mean term, the second is "用語"`},
		{"misspelt theme", "theme|term\ncheap|cheap\nprcing|costly", "row 3, column theme: unknown theme \"prcing\"\n    did you mean \"pricing\"? A new theme says its name"},
		{"name twice", "theme|name_en\ncheap|Pricing, plans", "row 2, column theme: theme cheap has the name \"Pricing, plans\", which already means theme pricing"},
	}
	cb := mustParse(t, read(t, "testdata/format/all_keys.yaml"))
	for _, tt := range tests {
		header, rows := sheetOf(tt.sheet)
		_, _, err := themes.FromRows(cb, header, rows, themes.SheetOptions{})
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s:\n%v\nwant\n%s", tt.name, err, tt.want)
		}
	}
}

// TestSheetOfNewThemes: an id near to a known one is new where its rows or the
// options say so.
func TestSheetOfNewThemes(t *testing.T) {
	cb := mustParse(t, read(t, "testdata/format/all_keys.yaml"))
	for sheet, o := range map[string]themes.SheetOptions{
		"theme|term\nprcing|x":                     {NewThemes: true},
		"theme|term|name_ja\nprcing|x|\nprcing||新": {},
		"theme|term|definition\nprcing|x|New":      {},
		"theme|term|部署\nprcing|x|support":          {},
		"theme|term\nsomething|x":                  {},
	} {
		header, rows := sheetOf(sheet)
		if got, _, err := themes.FromRows(cb, header, rows, o); err != nil || len(got.Themes) != len(cb.Themes)+1 {
			t.Errorf("%q: %v", sheet, err)
		}
	}
}

// TestSheetOddCells wants mistakes of what a spreadsheet made of texts, and none
// of numbers, yes and no.
func TestSheetOddCells(t *testing.T) {
	cb := mustParse(t, read(t, "testdata/format/all_keys.yaml"))
	header := []string{"theme", "term", "priority", "stop", "memo"}
	cells := []string{"cheap", "1", "7.0", "1", ""}
	odd := map[int]string{1: "a truth value (TRUE)", 2: "a number (7.00)", 3: "a truth value (TRUE)", 4: "a date (3/4/26)"}
	_, _, err := themes.FromRows(cb, header, []themes.SheetRow{{Line: 2, Cells: cells, Odd: odd}}, themes.SheetOptions{})
	want := "row 2, column term: wanted text, found that the spreadsheet made a truth value (TRUE) of this\n    format the column as text and type it again"
	if err == nil || err.Error() != want {
		t.Errorf("%v\nwant %s", err, want)
	}
	blank := themes.SheetRow{Line: 3, Cells: []string{"cheap", "", "", ""}, Odd: map[int]string{1: "a formula without a value (=IT)", 3: "a formula without a value (=X)"}}
	if _, _, err = themes.FromRows(cb, header, []themes.SheetRow{blank}, themes.SheetOptions{}); err == nil || strings.Count(err.Error(), "row 3, column") != 2 {
		t.Errorf("formulas without a value: %v", err)
	}
}

func TestSheetNotesUnknownColumns(t *testing.T) {
	header, rows := sheetOf("theme|terms|memo|term\ncheap|a|b|cheap")
	_, notes, err := themes.FromRows(mustParse(t, "version: 1\nthemes: [{id: cheap}]"), header, rows, themes.SheetOptions{})
	want := "[column \"terms\" is not known and was ignored; did you mean \"term\"? column \"memo\" is not known and was ignored]"
	if err != nil || fmt.Sprint(notes) != want {
		t.Errorf("%v %v", notes, err)
	}
}

// TestSheetReplace drops themes, but not those that something needs.
func TestSheetReplace(t *testing.T) {
	cb := mustParse(t, small)
	header, rows := sheetOf("theme|term\npricing|price\ntoo_expensive|overpriced\nrenewal|renewal")
	if got, _, err := themes.FromRows(cb, header, rows, themes.SheetOptions{Replace: true}); err != nil || len(got.Themes) != 3 {
		t.Errorf("%v %v", got, err)
	}
	_, _, err := themes.FromRows(cb, header, rows[2:], themes.SheetOptions{Replace: true})
	if err == nil || !strings.Contains(err.Error(), "unknown parent") || !strings.Contains(err.Error(), "the codebook would not be whole: ") {
		t.Errorf("a rule and a parent that are gone: %v", err)
	}
}

func ExampleFromRows() {
	cb, _ := themes.Parse("codebook.yaml", []byte("version: 1\nthemes: [{id: slow, terms: {en: [slow]}}]"))
	header := []string{"Theme", "言語", "Term"}
	rows := []themes.SheetRow{{Line: 2, Cells: []string{"slow", "en", "sluggish"}}, {Line: 3, Cells: []string{"slow", "ja", "遅い"}}}
	made, _, err := themes.FromRows(cb, header, rows, themes.SheetOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range themes.Diff(cb, made) {
		fmt.Println(c.Kind, c.Part, c.Lang, c.Old+c.New)
	}
	// Output:
	// added terms en sluggish
	// removed terms en slow
	// added terms ja 遅い
}
