package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"verbatim/datasets"
	"verbatim/datasets/source"
	"verbatim/themes"
	"verbatim/themes/expr"
)

// labelField is what a column of a file of labels may hold.
type labelField string

// The fields, by the name that the command gives their columns.
const (
	fieldVerbatim  labelField = "verbatim_id"
	fieldResponse  labelField = "response_id"
	fieldQuestion  labelField = "question_id"
	fieldTheme     labelField = "theme"
	fieldThemeName labelField = "theme_name"
	fieldLabel     labelField = "label"
	fieldBy        labelField = "by"
	fieldAt        labelField = "at"
)

// labelHeaders returns how the columns of a field may be called, as foldHeader
// writes it; of several the first one counts.
func labelHeaders() map[labelField][]string {
	return map[labelField][]string{
		fieldVerbatim:  {"verbatimid", "verbatim", "コメントid", "コメント番号"},
		fieldResponse:  {"responseid", "response", "回答id", "回答番号", "回答no"},
		fieldQuestion:  {"questionid", "設問id", "質問id", "question", "設問", "質問"},
		fieldTheme:     {"theme", "themeid", "テーマ", "テーマid"},
		fieldThemeName: {"themename", "テーマ名"},
		fieldLabel:     {"label", "ラベル", "判定"},
		fieldBy:        {"by", "labelledby", "labeledby", "who", "記入者", "担当者", "担当", "判定者"},
		fieldAt:        {"at", "date", "when", "日時", "日付", "記入日", "判定日"},
	}
}

// foldHeader makes a header comparable: no case, no width, no signs.
func foldHeader(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, expr.Fold(s))
}

// labelColumns are the indexes of the columns of a file of labels.
type labelColumns map[labelField]int

// findLabelColumns says which column of a file is what. The error names what
// is missing.
func findLabelColumns(in *source.Info) (labelColumns, error) {
	at := map[string]int{}
	for i, h := range slices.Backward(in.Header) {
		at[foldHeader(h)] = i
	}
	columns := labelColumns{}
	for field, names := range labelHeaders() {
		for _, name := range slices.Backward(names) {
			if i, ok := at[name]; ok {
				columns[field] = i
			}
		}
	}
	has := func(f labelField) bool { _, ok := columns[f]; return ok }
	missing := ""
	switch {
	case !has(fieldVerbatim) && !has(fieldResponse):
		missing = "verbatim_id (or response_id)"
	case !has(fieldTheme) && !has(fieldThemeName):
		missing = "theme"
	case !has(fieldLabel):
		missing = "label"
	default:
		return columns, nil
	}
	return nil, fmt.Errorf("%s: wanted a column %s, found %s: verbatim labels export writes a file with every column", in.Path, missing, strings.Join(in.Header, ", "))
}

// cell returns what stands in a field's column, without white space around it.
func (c labelColumns) cell(cells []string, f labelField) string {
	if i, ok := c[f]; ok {
		return strings.TrimSpace(cells[i])
	}
	return ""
}

// plain is cell for what is not looked up: a ' that keeps a sheet from
// calculating what follows does not belong to it.
func (c labelColumns) plain(cells []string, f labelField) string {
	s := c.cell(cells, f)
	if rest, ok := strings.CutPrefix(s, "'"); ok && strings.IndexAny(rest, "=+-@＝＋－＠") == 0 {
		return rest
	}
	return s
}

// labelRow is a row with a label, as it is written.
type labelRow struct {
	line          int64
	target        labelTarget
	theme         string
	themeField    labelField // where it stands
	label, by, at string
}

// row reads a row; false where its label cell is empty.
func (c labelColumns) row(r source.Row) (labelRow, bool) {
	out := labelRow{
		line: r.Line,
		target: labelTarget{
			verbatim: c.cell(r.Cells, fieldVerbatim),
			response: c.cell(r.Cells, fieldResponse),
			question: c.cell(r.Cells, fieldQuestion),
		},
		theme:      c.plain(r.Cells, fieldTheme),
		themeField: fieldTheme,
		label:      c.plain(r.Cells, fieldLabel),
		by:         c.plain(r.Cells, fieldBy),
		at:         c.cell(r.Cells, fieldAt),
	}
	if name := c.plain(r.Cells, fieldThemeName); out.theme == "" && name != "" {
		out.theme, out.themeField = name, fieldThemeName
	}
	return out, out.label != ""
}

// labelFile is what a file of labels says.
type labelFile struct {
	rows, unfilled int
	labels         []datasets.Label
	bad            []source.Reject
}

// labelReader reads files of labels by what a generation holds.
type labelReader struct {
	codebook *themes.Codebook
	zone     *time.Location // of times that name none
	by       string         // who labelled, and when, where a row does not say
	now      time.Time
	dir      string // of the generation
	manifest *Manifest

	in      *source.Info
	columns labelColumns
	finder  verbatimFinder
	file    labelFile
	said    map[[2]string]said // by verbatim and theme
}

// said is a label of the file so far.
type said struct {
	label datasets.Label
	line  int64
}

// readLabels reads a file.
func readLabels(ctx context.Context, o ImportOptions, r *labelReader) (_ *labelFile, err error) {
	if r.in, err = source.Inspect(ctx, o.File, o.Source); err != nil {
		return nil, &UsageError{err}
	}
	if r.columns, err = findLabelColumns(r.in); err != nil {
		return nil, &UsageError{err}
	}
	rows, err := r.filled(ctx)
	if err != nil {
		return nil, err
	}
	if r.finder, err = newVerbatimFinder(ctx, r.dir, r.manifest, rows); err != nil {
		return nil, err
	}
	r.said = make(map[[2]string]said, len(rows))
	for i := range rows {
		r.add(&rows[i])
	}
	slices.SortStableFunc(r.file.bad, func(a, b source.Reject) int { return int(a.Line - b.Line) })
	return &r.file, nil
}

// filled returns the rows that have a label.
func (r *labelReader) filled(ctx context.Context) (rows []labelRow, err error) {
	in, err := source.Open(ctx, r.in)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	for {
		raw, err := in.Read()
		var bad *source.RowError
		switch {
		case errors.Is(err, io.EOF):
			return rows, nil
		case errors.As(err, &bad):
			r.file.rows++
			r.file.bad = append(r.file.bad, *bad.Reject(r.in.Name))
			continue
		case err != nil:
			return nil, err
		}
		r.file.rows++
		if row, ok := r.columns.row(raw); ok {
			rows = append(rows, row)
		} else {
			r.file.unfilled++
		}
	}
}

// add reads the label of a row, or says everything that is wrong with it.
func (r *labelReader) add(row *labelRow) {
	before := len(r.file.bad)
	l := datasets.Label{By: row.by, At: r.now.UnixMicro()}
	if l.By == "" {
		l.By = r.by
	}
	id, field, why := r.finder.find(row.target)
	if l.VerbatimID = id; why != "" {
		value := map[labelField]string{fieldVerbatim: row.target.verbatim, fieldResponse: row.target.response, fieldQuestion: row.target.question}[field]
		r.reject(row, field, value, why)
	}
	var ok bool
	if l.ThemeID, ok = r.codebook.Resolve(row.theme); !ok {
		r.reject(row, row.themeField, row.theme, r.noTheme(row.theme))
	}
	if l.Removed, ok = labelWord(row.label); !ok {
		r.reject(row, fieldLabel, row.label, "is neither added (1, yes, x, +, ○, 追加) nor removed (0, no, -, ×, 削除)")
	}
	if row.at != "" {
		if l.At, ok = labelTime(row.at, r.zone); !ok {
			r.reject(row, fieldAt, row.at, "is no date with the year first, such as 2026-07-01 or 2026-07-01T09:30:00+09:00")
		}
	}
	if len(r.file.bad) == before && r.consistent(row, l) {
		r.file.labels = append(r.file.labels, l)
	}
}

// noTheme says what is wrong with a theme that the codebook does not have.
func (r *labelReader) noTheme(name string) string {
	if name == "" {
		return "is empty: wanted the id or the name of a theme"
	}
	return strings.TrimSpace("is no theme of the published codebook; " + expr.DidYouMean(name, r.codebook.Names()))
}

// consistent tells whether nobody says the contrary of l at the same time.
// Otherwise the later of two rows counts, as it does in the log.
func (r *labelReader) consistent(row *labelRow, l datasets.Label) bool {
	key := [2]string{l.VerbatimID, l.ThemeID}
	old, ok := r.said[key]
	if ok && old.label.Removed != l.Removed && old.label.By == l.By && old.label.At == l.At {
		r.reject(row, fieldLabel, row.label, fmt.Sprintf("contradicts line %d, where the same is said of the same theme and verbatim: leave one of them", old.line))
		return false
	}
	r.said[key] = said{l, row.line}
	return true
}

// maxValue is how many characters of a cell a reject shows.
const maxValue = 80

func (r *labelReader) reject(row *labelRow, f labelField, value, why string) {
	column := ""
	if i, ok := r.columns[f]; ok {
		column = r.in.Header[i]
	}
	if utf8.RuneCountInString(value) > maxValue {
		value = string([]rune(value)[:maxValue-1]) + "…"
	}
	r.file.bad = append(r.file.bad, source.Reject{File: r.in.Name, Line: row.line, Column: column, Value: value, Reason: why, Kind: KindLabel})
}

// KindLabel is the kind of rejects of a file of labels.
const KindLabel = "label"

// labelWord reads a label cell: whether it takes the theme away. x is a tick,
// and × a cross.
func labelWord(s string) (removed, ok bool) {
	switch expr.Fold(s) {
	case "added", "add", "yes", "y", "true", "t", "1", "x", "+", "✓", "✔", "☑", "○", "〇", "◯", "◎", "追加", "付与", "はい", "あり", "有":
		return false, true
	case "removed", "remove", "no", "n", "false", "f", "0", "×", "✕", "✖", "✗", "✘", "-", "−", "‐", "–", "ー", "削除", "除去", "いいえ", "なし", "無":
		return true, true
	}
	return false, false
}

// labelTime reads a day, at its beginning, or a moment; in microseconds UTC.
func labelTime(s string, zone *time.Location) (int64, bool) {
	s = strings.NewReplacer("/", "-", "年", "-", "月", "-", "日", "").Replace(strings.ToUpper(expr.Fold(s)))
	for _, layout := range []string{
		"2006-1-2", "2006-1-2 15:04", "2006-1-2 15:04:05", "2006-1-2T15:04:05", "2006-1-2T15:04:05Z07:00", "2006-1-2 15:04:05Z07:00",
	} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t.UnixMicro(), true
		}
	}
	return 0, false
}
