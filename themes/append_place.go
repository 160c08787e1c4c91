package themes

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"
)

// appender finds where in a file a term goes. Places are indexes of
// source.runes.
type appender struct {
	reader
	term NewTerm
	text string
}

// place returns where what is to be inserted.
func (a *appender) place(body ast.Node) (at int, insert string, err error) {
	themes := valueOf(body, "themes")
	if themes == nil {
		return a.end(body)
	}
	list, ok := themes.(*ast.SequenceNode)
	if !ok { // themes: and nothing behind it
		at := a.lineEnd(a.source.node(keyOf(body, "themes")).start)
		return at, a.onNewLine(at, a.block(2)), nil
	}
	for _, n := range list.Values {
		if peekID(n) == a.term.Theme {
			return a.toTheme(n)
		}
	}
	if list.IsFlowStyle {
		at, sep, err := a.inBrackets(list)
		return at, sep + a.braces(), err
	}
	return a.afterThemes(list)
}

// valueOf returns the value of a key of a mapping, or nil.
func valueOf(n ast.Node, key string) ast.Node {
	m, ok := n.(ast.MapNode)
	if !ok || isAlias(n) {
		return nil
	}
	for it := m.MapRange(); it.Next(); {
		if name, _ := textOf(it.Key()); name == key {
			return it.Value()
		}
	}
	return nil
}

// keyOf returns the node of a key of a mapping.
func keyOf(n ast.Node, key string) ast.Node {
	if m, ok := n.(ast.MapNode); ok {
		for it := m.MapRange(); it.Next(); {
			if name, _ := textOf(it.Key()); name == key {
				return it.Key()
			}
		}
	}
	return nil
}

// end is the place of the key themes in a file without it.
func (a *appender) end(body ast.Node) (int, string, error) {
	if m, ok := body.(*ast.MappingNode); ok && m.IsFlowStyle {
		at, sep, err := a.inBrackets(m)
		return at, sep + "themes: [" + a.braces() + "]", err
	}
	at := len(a.source.runes)
	return at, a.onNewLine(at, "themes:\n"+a.block(2)), nil
}

// afterThemes is the place behind the last theme of a list with dashes, with a
// blank line where there are some between the others.
func (a *appender) afterThemes(list *ast.SequenceNode) (int, string, error) {
	dash := a.source.token(list.Start).start
	_, column := a.source.position(dash)
	first := a.source.node(list.Values[0]).start
	at := a.blockEnd(a.source.node(list.Values[len(list.Values)-1]).start, column-1)
	insert := a.block(column - 1)
	if strings.Contains(string(a.source.runes[first:at]), "\n\n") || len(list.Values) == 1 {
		insert = "\n" + insert
	}
	return at, a.onNewLine(at, insert), nil
}

// toTheme is the place in a theme that is there.
func (a *appender) toTheme(theme ast.Node) (int, string, error) {
	if t := a.term; t.NameEN+t.NameJA+t.Parent != "" || len(t.Departments) > 0 {
		return 0, "", fmt.Errorf("theme %s is there already: its name, parent and departments are changed in %s itself", t.Theme, a.file)
	}
	terms := valueOf(theme, "terms")
	if terms == nil {
		return a.toMapping(theme, "terms", a.byLanguage())
	}
	list := valueOf(terms, a.term.Lang)
	if list == nil {
		return a.toMapping(terms, a.term.Lang, "["+a.termText()+"]")
	}
	s, ok := list.(*ast.SequenceNode)
	switch {
	case !ok:
		return 0, "", a.layout("its terms are no list")
	case s.IsFlowStyle:
		at, sep, err := a.inBrackets(s)
		return at, a.wrapped(at, sep, a.termText()), err
	}
	dash := a.source.token(s.Start).start
	_, column := a.source.position(dash)
	at := a.blockEnd(a.source.node(s.Values[len(s.Values)-1]).start, column-1)
	return at, a.onNewLine(at, strings.Repeat(" ", column-1)+"- "+yamlText(a.term.Term, inBlock)+"\n"), nil
}

// toMapping is the place of one more key of a mapping.
func (a *appender) toMapping(n ast.Node, key, value string) (int, string, error) {
	if m, ok := n.(*ast.MappingNode); ok && (m.IsFlowStyle || len(m.Values) == 0) {
		at, sep, err := a.inBrackets(m)
		return at, sep + key + ": " + value, err
	}
	first := a.source.node(n).start
	_, column := a.source.position(first)
	at := a.blockEnd(first, column-2)
	return at, a.onNewLine(at, strings.Repeat(" ", column-1)+key+": "+value+"\n"), nil
}

// lineEnd returns where the line after that of a place begins.
func (a *appender) lineEnd(at int) int {
	for at < len(a.source.runes) && a.source.runes[at] != '\n' {
		at++
	}
	return min(at+1, len(a.source.runes))
}

// blockEnd returns where the line begins that follows the last line of what
// begins at a place: the lines below it that are indented deeper than indent,
// with the blank lines and comments between them.
func (a *appender) blockEnd(at, indent int) int {
	end := a.lineEnd(at)
	for line := end; line < len(a.source.runes); {
		next := a.lineEnd(line)
		text := string(a.source.runes[line:next])
		if content := strings.TrimLeft(text, " "); strings.TrimSpace(text) != "" {
			switch deeper := len(text)-len(content) > indent; {
			case deeper:
				end = next
			case content[0] != '#':
				return end
			}
		}
		line = next
	}
	return end
}

// onNewLine makes sure that lines begin on a line of their own: the last line
// of a file may lack its end.
func (a *appender) onNewLine(at int, lines string) string {
	if at > 0 && a.source.runes[at-1] != '\n' {
		return "\n" + strings.TrimSuffix(lines, "\n")
	}
	return lines
}

// inBrackets returns the place behind the last thing in a list or mapping in
// brackets, and what separates it from one more.
func (a *appender) inBrackets(n ast.Node) (int, string, error) {
	open := a.source.token(n.GetToken()).start
	at, ok := flowEnd(a.source.runes, open)
	if !ok {
		return 0, "", a.layout("a bracket is not closed")
	}
	switch a.source.runes[at-1] {
	case '[', '{':
		if at-1 == open {
			return at, "", nil
		}
	case ',':
		return at, " ", nil
	}
	return at, ", ", nil
}

// flowEnd returns the place behind the last character before the bracket that
// closes the one at open, spaces and comments not counted.
func flowEnd(runes []rune, open int) (int, bool) {
	depth, last := 0, open+1
	fresh := true // a quote here begins a text
	for i := open; i < len(runes); i++ {
		r := runes[i]
		switch {
		case r == '#' && unicode.IsSpace(runes[i-1]):
			for i+1 < len(runes) && runes[i+1] != '\n' {
				i++
			}
			continue
		case unicode.IsSpace(r):
			continue
		case (r == '"' || r == '\'') && fresh:
			i = quoteEnd(runes, i)
		case r == '[' || r == '{':
			depth++
		case r == ']' || r == '}':
			if depth--; depth == 0 {
				return last, true
			}
		}
		fresh = strings.ContainsRune("[{,:", r)
		last = i + 1
	}
	return 0, false
}

// quoteEnd returns the place of the quote that ends the text which begins with
// the one at open.
func quoteEnd(runes []rune, open int) int {
	for i := open + 1; i < len(runes); i++ {
		switch {
		case runes[i] == '\\' && runes[open] == '"':
			i++
		case runes[i] == runes[open]:
			if runes[open] == '\'' && i+1 < len(runes) && runes[i+1] == '\'' {
				i++
				continue
			}
			return i
		}
	}
	return len(runes) - 1
}

// wrapped puts an entry on the line on which at stands, or below it where that
// gets too long.
func (a *appender) wrapped(at int, sep, entry string) string {
	line, column := a.source.position(at)
	begin := string(a.source.runes[a.source.lines[line-1] : a.source.lines[line-1]+column-1])
	if sep == "" || fits(0, begin+sep+entry+"]") {
		return sep + entry
	}
	content := strings.TrimLeft(begin, " ")
	indent := begin[:len(begin)-len(content)]
	switch { // what goes on in brackets stands deeper than what it is part of
	case strings.HasPrefix(content, a.term.Lang+":"): // the line that opens the list
		indent += "  "
	case strings.HasPrefix(content, "- "):
		indent += "    "
	}
	return strings.TrimRight(sep, " ") + "\n" + indent + entry
}

func (a *appender) termText() string { return yamlText(a.term.Term, inBrackets) }

func (a *appender) byLanguage() string { return "{" + a.term.Lang + ": [" + a.termText() + "]}" }

// entries are the keys of a new theme and their values, without its terms.
func (a *appender) entries() []string {
	t := a.term
	var names []string
	if t.NameEN != "" {
		names = append(names, "en: "+yamlText(t.NameEN, inBraces))
	}
	if t.NameJA != "" {
		names = append(names, "ja: "+yamlText(t.NameJA, inBraces))
	}
	entries := []string{"id: " + yamlText(t.Theme, inBraces)}
	if len(names) > 0 {
		entries = append(entries, "name: {"+strings.Join(names, ", ")+"}")
	}
	if t.Parent != "" {
		entries = append(entries, "parent: "+yamlText(t.Parent, inBraces))
	}
	if len(t.Departments) > 0 {
		var ids []string
		for _, id := range t.Departments {
			ids = append(ids, yamlText(id, inBrackets))
		}
		entries = append(entries, "departments: ["+strings.Join(ids, ", ")+"]")
	}
	return entries
}

// block writes a new theme as an entry of a list with dashes.
func (a *appender) block(indent int) string {
	entries := append(a.entries(), "terms:", "  "+a.term.Lang+": ["+a.termText()+"]")
	space := strings.Repeat(" ", indent)
	return space + "- " + strings.Join(entries, "\n"+space+"  ") + "\n"
}

// braces writes a new theme as an entry of a list in brackets.
func (a *appender) braces() string {
	return "{" + strings.Join(append(a.entries(), "terms: "+a.byLanguage()), ", ") + "}"
}
