package themes

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// SheetProblem is one mistake in a sheet.
type SheetProblem struct {
	Row     int64  // of the file; 0 where it is no row's fault
	Column  string // as Rows calls it; may be empty
	Message string // what was wanted, what was found
	Hint    string // what to do about it; may be empty
	Snippet string // an expression, and below it ^ under the place; may be empty
}

// Error returns row and column, the message, and on lines of their own the
// snippet and the hint.
func (p *SheetProblem) Error() string {
	var b strings.Builder
	if p.Row > 0 {
		fmt.Fprintf(&b, "row %d, ", p.Row)
	}
	if p.Column != "" {
		fmt.Fprintf(&b, "column %s: ", p.Column)
	}
	b.WriteString(p.Message)
	for line := range strings.SplitSeq(p.Snippet, "\n") {
		if line != "" {
			b.WriteString("\n    " + line)
		}
	}
	if p.Hint != "" {
		b.WriteString("\n    " + p.Hint)
	}
	return b.String()
}

// SheetProblems are all mistakes of a sheet, in the order of its rows.
type SheetProblems []*SheetProblem

// Error returns all mistakes, one below the other.
func (ps SheetProblems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

var (
	yamlKey    = regexp.MustCompile(`^ {4}([a-z_]+):`)
	yamlPrefix = regexp.MustCompile(`^ *(?:- )?(?:(?:term|when|negated|stop): )?["']?`)
	lineNumber = regexp.MustCompile(`, first on line \d+`)
)

// columnOf is the column that a key of a theme is read from.
func columnOf(key string) string {
	switch key {
	case "name":
		return colNameEN
	case "when", "negated", "stop":
		return "theme_" + key
	case "parent", "departments", "sentiment", "priority", "group":
		return key
	}
	return colTheme
}

// sort brings the mistakes into the order of the rows.
func (ps SheetProblems) sort() {
	slices.SortStableFunc(ps, func(a, b *SheetProblem) int { return cmp.Compare(a.Row, b.Row) })
}

// translate turns mistakes of the codebook that a sheet makes into mistakes of
// the sheet.
func (r *sheetReader) translate(err error, text string, from map[int]sheetLine) {
	var found Problems
	if !errors.As(err, &found) {
		r.problems = append(r.problems, &SheetProblem{Message: err.Error()})
	}
	lines := strings.Split(text, "\n")
	for _, p := range found {
		s := &SheetProblem{Message: lineNumber.ReplaceAllString(p.Message, ""), Hint: p.Hint}
		if at, isTerm := from[p.Line]; isTerm && at.theme == nil && at.row > 0 {
			s.Row, s.Column = int64(at.row), at.column
			s.Snippet = withoutPrefix(p.Snippet, lines[p.Line-1])
		} else {
			r.place(s, p.Line, lines, from)
		}
		r.problems = append(r.problems, s)
	}
}

// place finds the row of a theme's own column.
func (r *sheetReader) place(s *SheetProblem, line int, lines []string, from map[int]sheetLine) {
	key := ""
	if m := yamlKey.FindStringSubmatch(lines[line-1]); m != nil {
		key = m[1]
	}
	for ; line > 0 && lines[line-1] != ""; line-- {
		at, ok := from[line]
		if !ok || at.theme == nil {
			continue
		}
		s.Column = columnOf(key)
		s.Row = at.theme.row
		if c, said := at.theme.cells[s.Column]; said {
			s.Row = c.row
		}
		return
	}
	s.Message = "the codebook would not be whole: " + s.Message
}

// withoutPrefix takes what YAML puts before and around a text off a snippet,
// unless its line was cut.
func withoutPrefix(snippet, line string) string {
	text, mark, ok := strings.Cut(snippet, "\n")
	prefix := yamlPrefix.FindString(line)
	if !ok || !strings.HasPrefix(text, prefix) || len(mark) <= len(prefix) {
		return snippet
	}
	if quote := prefix[len(prefix)-1:]; quote == `"` || quote == "'" {
		text = strings.TrimSuffix(text, quote)
	}
	return text[len(prefix):] + "\n" + mark[len(prefix):]
}
