package main

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"verbatim/cmd/internal/cli"
	"verbatim/datasets"
	"verbatim/datasets/source"
	"verbatim/pipeline"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// goldInfo says what of the gold was evaluated.
type goldInfo struct {
	Files      []string             `json:"files,omitempty"`
	Workspace  string               `json:"workspace,omitempty"` // whose labels are the gold, without files
	Half       string               `json:"half,omitempty"`
	Rows       int                  `json:"rows"`           // of files
	Labels     int                  `json:"labels"`         // of a workspace, that count
	Texts      int                  `json:"texts"`          // evaluated
	Empty      int                  `json:"without_text"`   // rows
	LeftOut    int                  `json:"left_out"`       // rows all of whose labels are left out, or labels that do not count
	NoLabels   int                  `json:"without_labels"` // of Texts: none is expected
	Attributes []datasets.Attribute `json:"attributes"`     // that conditions see
	Rejects    []source.Reject      `json:"rejects,omitempty"`
}

// name is what messages call the gold.
func (g *goldInfo) name() string { return strings.Join(g.Files, ", ") }

// goldRow is a row of a gold file.
type goldRow struct {
	file       string // that it is of; empty where there is one file only
	record     source.Record
	labels     []string
	negated    []string
	routes     []string
	sentiments []string
	intent     string
	lang       string
}

// goldFiles are the gold files as read, pooled. Sentiments stand by position
// where a cell of their column has several.
type goldFiles struct {
	info       goldInfo
	rows       []goldRow
	labels     map[string]int // of themes and negation in the whole files, and how many rows have them
	routes     map[string]int // the same of routes
	byPosition bool
}

// goldColumns are the columns of a gold file that are no part of the response;
// -1 for those that were not named.
type goldColumns struct {
	themes, negation, routes, sentiment, intent, lang int
}

// goldReader reads a gold file.
type goldReader struct {
	f        *evaluateFlags
	info     *source.Info
	decision *source.Decision
	columns  goldColumns
	split    map[int]string // separator by column
	rows     []source.Row
	slots    []int // places of the file's attributes among those of all files
	gold     *goldFiles
}

// readGold reads the files that --gold names. Columns are decided for each of
// them, by the same flags.
func readGold(ctx context.Context, f *evaluateFlags, tk *tokenize.Tokenizer) (*goldFiles, error) {
	g := &goldFiles{labels: map[string]int{}, routes: map[string]int{}}
	g.info = goldInfo{Files: fileNames(f.gold), Half: f.half, Attributes: []datasets.Attribute{}}
	var readers []*goldReader
	for _, path := range f.gold {
		r := &goldReader{f: f, split: map[int]string{}, gold: g}
		if err := r.open(ctx, path, tk); err != nil {
			return nil, err
		}
		readers = append(readers, r)
	}
	for i, r := range readers {
		if g.byPosition && f.themes == "" {
			return nil, cli.Usage("%s: --sentiment: cells have several values: --themes names the column with the themes they belong to", g.info.name())
		}
		file := ""
		if len(readers) > 1 {
			file = g.info.Files[i]
		}
		parser := source.NewParser(r.info, r.decision)
		for _, row := range r.rows {
			if err := r.row(parser, row, file); err != nil {
				return nil, err
			}
		}
	}
	return g, nil
}

// fileNames returns the base names of paths, or the paths where two files have
// one name.
func fileNames(paths []string) []string {
	var names []string
	for _, path := range paths {
		if name := filepath.Base(path); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) < len(paths) {
		return paths
	}
	return names
}

// open reads the cells of a file, and decides what they are.
func (r *goldReader) open(ctx context.Context, path string, tk *tokenize.Tokenizer) error {
	var err error
	if r.info, err = source.Inspect(ctx, path, r.f.source); err != nil {
		return inputError(err)
	}
	if err := r.decide(ctx); err != nil {
		return err
	}
	all := &r.gold.info.Attributes
	for _, c := range r.decision.Attributes {
		*all = pipeline.AddAttribute(*all, c.Header, tk)
		r.slots = append(r.slots, slices.IndexFunc(*all, func(a datasets.Attribute) bool { return a.Header == c.Header }))
	}
	if r.rows, err = r.cells(ctx); err != nil {
		return err
	}
	r.findSeparators()
	return nil
}

// decide finds the columns: those named by flags, and attributes.
func (r *goldReader) decide(ctx context.Context) error {
	var taken []int
	for _, c := range []struct {
		flag, name string
		set        *int
	}{
		{"--themes", r.f.themes, &r.columns.themes}, {"--negation", r.f.negation, &r.columns.negation},
		{"--routes", r.f.routes, &r.columns.routes}, {"--sentiment", r.f.sentiment, &r.columns.sentiment},
		{"--intent", r.f.intent, &r.columns.intent}, {"--lang", r.f.lang, &r.columns.lang},
	} {
		i, err := findColumn(r.info, c.flag, c.name)
		if err != nil {
			return err
		}
		*c.set = i
		taken = append(taken, i)
	}
	o := r.f.source
	o.Time, o.Question, o.Account, o.Respondent = "none", "none", "none", "none"
	d, err := source.Decide(ctx, r.info, o)
	if err != nil {
		return inputError(err)
	}
	isTaken := func(c source.Column) bool { return slices.Contains(taken, c.Index) }
	d.Attributes = slices.DeleteFunc(d.Attributes, isTaken)
	d.Texts = slices.DeleteFunc(d.Texts, func(t source.TextColumn) bool { return isTaken(t.Column) })
	if d.ID != nil && isTaken(*d.ID) {
		d.ID = nil
	}
	if len(d.Texts) == 0 {
		return &cli.Error{Code: cli.ExitUsage, Err: fmt.Errorf("%s: no column with texts was found", r.info.Name), Hint: "name it: --text COLUMN"}
	}
	r.decision = d
	return nil
}

// findColumn returns the column that a flag names by header or as #3, or -1
// where it names none.
func findColumn(info *source.Info, flag, name string) (int, error) {
	if name = strings.TrimSpace(name); name == "" {
		return -1, nil
	}
	if i := slices.Index(info.Header, name); i >= 0 {
		return i, nil
	}
	if i := slices.IndexFunc(info.Header, func(h string) bool { return strings.EqualFold(h, name) }); i >= 0 {
		return i, nil
	}
	if n, ok := strings.CutPrefix(name, "#"); ok {
		if i, err := strconv.Atoi(n); err == nil && i >= 1 && i <= len(info.Header) {
			return i - 1, nil
		}
	}
	hint := "the columns are " + strings.Join(info.Header, ", ")
	if near := expr.DidYouMean(name, info.Header); near != "" {
		hint = near + " " + hint
	}
	return -1, &cli.Error{Code: cli.ExitUsage, Err: fmt.Errorf("%s: %s %q: no such column", info.Name, flag, name), Hint: hint}
}

// cells reads all rows. Those of a wrong form are rejected.
func (r *goldReader) cells(ctx context.Context) ([]source.Row, error) {
	in, err := source.Open(ctx, r.info)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	var rows []source.Row
	for {
		row, err := in.Read()
		var bad *source.RowError
		switch {
		case errors.Is(err, io.EOF):
			return rows, nil
		case errors.As(err, &bad):
			r.gold.info.Rows++
			r.gold.info.Rejects = append(r.gold.info.Rejects, *bad.Reject(r.info.Name))
			continue
		case err != nil:
			return nil, err
		}
		r.gold.info.Rows++
		row.Cells = slices.Clone(row.Cells)
		rows = append(rows, row)
	}
}

// findSeparators decides for every column of lists what stands between the
// values: what --separator says, else a semicolon or bar that some cell has.
func (r *goldReader) findSeparators() {
	for _, column := range []int{r.columns.themes, r.columns.negation, r.columns.routes, r.columns.sentiment} {
		if column < 0 {
			continue
		}
		if r.f.separator != "" {
			r.split[column] = r.f.separator
			continue
		}
		for _, sep := range []string{";", "|"} {
			if slices.ContainsFunc(r.rows, func(row source.Row) bool { return strings.Contains(row.Cells[column], sep) }) {
				r.split[column] = sep
				break
			}
		}
	}
	if c := r.columns.sentiment; c >= 0 {
		r.gold.byPosition = r.gold.byPosition || slices.ContainsFunc(r.rows, func(row source.Row) bool { return len(r.cut(row, c)) > 1 })
	}
}

// cut returns the values of a cell; blank ones are empty.
func (r *goldReader) cut(row source.Row, column int) []string {
	if column < 0 || strings.TrimSpace(row.Cells[column]) == "" {
		return nil
	}
	values := []string{row.Cells[column]}
	if sep := r.split[column]; sep != "" && sep != "none" {
		values = strings.Split(row.Cells[column], sep)
	}
	for i := range values {
		values[i] = strings.TrimSpace(values[i])
	}
	return values
}

// list returns the values of a cell without blank ones.
func (r *goldReader) list(row source.Row, column int) []string {
	return slices.DeleteFunc(r.cut(row, column), func(v string) bool { return v == "" })
}

// cell returns the trimmed cell of a column, and nothing for -1.
func cell(row source.Row, column int) string {
	if column < 0 {
		return ""
	}
	return strings.TrimSpace(row.Cells[column])
}

// row takes a row of a file that belongs to the half and has a text.
func (r *goldReader) row(parser *source.Parser, row source.Row, file string) error {
	info := &r.gold.info
	g := goldRow{
		file:   file,
		labels: r.list(row, r.columns.themes), negated: r.list(row, r.columns.negation), routes: r.list(row, r.columns.routes),
		sentiments: r.cut(row, r.columns.sentiment), intent: cell(row, r.columns.intent), lang: cell(row, r.columns.lang),
	}
	// Both halves together say which classes there are.
	for _, label := range slices.Concat(g.labels, g.negated) {
		r.gold.labels[label]++
	}
	for _, label := range g.routes {
		r.gold.routes[label]++
	}
	if r.f.half != "" && halfOf(row.Cells[r.decision.Texts[0].Index]) != r.f.half {
		return nil
	}
	if reject := parser.Parse(row, &g.record); reject != nil {
		info.Rejects = append(info.Rejects, *reject)
		return nil
	}
	if len(g.record.Answers) == 0 {
		info.Empty++
		return nil
	}
	if r.gold.byPosition && len(g.sentiments) > 0 && len(g.sentiments) != len(g.labels) {
		return fmt.Errorf("%s:%d: %s and %s: wanted a sentiment for each theme", r.info.Name, row.Line,
			cli.Plural(len(g.labels), "theme"), cli.Plural(len(g.sentiments), "sentiment"))
	}
	// Conditions see the attributes of all files.
	own := g.record.Attributes
	g.record.Attributes = make([]string, len(info.Attributes))
	for i, slot := range r.slots {
		g.record.Attributes[slot] = own[i]
	}
	r.gold.rows = append(r.gold.rows, g)
	return nil
}

// halfOf returns the half of a gold file that a text belongs to: tune, to write
// lists from, where FNV-1a of its UTF-8 without white space around is even,
// else test.
func halfOf(text string) string {
	h := fnv.New64a()
	_, _ = io.WriteString(h, strings.TrimSpace(text))
	if h.Sum64()%2 == 0 {
		return "tune"
	}
	return "test"
}
