package themes

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"verbatim/themes/expr"
)

// Limits of a file. The YAML parser is recursive, and quadratic both in depth
// and in the keys of one mapping; no codebook comes near them.
const (
	maxBytes = 8 << 20
	maxDepth = 20
	maxKeys  = 5_000 // in one mapping that is not in braces
)

// reader walks over the YAML tree of a codebook and collects mistakes.
type reader struct {
	file     string
	source   *source
	problems Problems
}

// report adds a mistake.
func (r *reader) report(at span, hint, format string, args ...any) {
	line, column := r.source.position(at.start)
	text, start := r.source.line(at.start)
	r.problems = append(r.problems, &Problem{
		File: r.file, Line: line, Column: column,
		Message: fmt.Sprintf(format, args...), Hint: hint,
		Snippet: expr.Caret(text, expr.Pos{Start: start, End: start + at.end - at.start}),
	})
}

// document parses YAML and returns the one document's body, or nil with a
// mistake reported.
func (r *reader) document(text string) (body ast.Node) {
	defer func() { // the parser is not ours, and a codebook comes from anywhere
		if e := recover(); e != nil {
			r.report(span{}, "", "the YAML parser failed: %v", e)
			body = nil
		}
	}()
	if len(text) > maxBytes {
		r.report(span{}, "", "wanted a file of at most %d MiB, found %d bytes", maxBytes>>20, len(text))
		return nil
	}
	if !utf8.ValidString(text) {
		at := len([]rune(text[:invalidAt(text)]))
		r.report(span{at, at + 1}, "save the file as UTF-8", "wanted UTF-8, found a byte that is none")
		return nil
	}
	tokens := r.source.joinColons(lexer.Tokenize(text))
	if !r.shallow(tokens) {
		return nil
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		r.syntax(err)
		return nil
	}
	return r.single(file)
}

// single returns the body of the only document of a file.
func (r *reader) single(file *ast.File) ast.Node {
	var bodies []ast.Node
	for _, d := range file.Docs {
		if d != nil && d.Body != nil {
			bodies = append(bodies, d.Body)
		}
	}
	switch len(bodies) {
	case 0:
		r.report(span{}, "begin with version: 1", "wanted a codebook, found an empty file")
		return nil
	case 1:
		return bodies[0]
	}
	r.report(r.source.node(bodies[1]), "", "wanted one YAML document, found another after ---")
	return nil
}

func invalidAt(text string) int {
	for i, c := range text {
		if c == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
				return i
			}
		}
	}
	return len(text)
}

// shallow checks the limits before the parser runs.
func (r *reader) shallow(tokens token.Tokens) bool {
	flow, dashes, dashLine := 0, 0, 0
	keys := map[int]int{} // column of the key to the number of keys
	for _, t := range tokens {
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow--
		case token.SequenceEntryType:
			if t.Position.Line != dashLine {
				dashes, dashLine = 0, t.Position.Line
			}
			dashes++
		case token.MappingValueType:
			if t.Prev == nil || flow > 0 {
				continue
			}
			column := t.Prev.Position.Column
			for c := range keys {
				if c > column {
					delete(keys, c)
				}
			}
			keys[column]++
			if keys[column] > maxKeys {
				r.report(r.source.token(t.Prev), "", "wanted at most %d keys in one mapping, found more", maxKeys)
				return false
			}
		}
		if flow > maxDepth || dashes > maxDepth {
			r.report(r.source.token(t), "", "wanted at most %d levels of brackets or dashes, found more", maxDepth)
			return false
		}
	}
	return true
}

// syntax reports what the YAML parser refused.
func (r *reader) syntax(err error) {
	var y yaml.Error
	if !errors.As(err, &y) {
		r.report(span{}, "", "wanted YAML, found: %v", err)
		return
	}
	message, hint := y.GetMessage(), ""
	switch {
	case strings.Contains(message, "cannot start any token"):
		hint = "indent with spaces, not with tabs"
	case strings.Contains(message, "reserved character"):
		hint = "put the text in quotes"
	case strings.Contains(message, "mapping value is not allowed"),
		strings.Contains(message, "unexpected key name"), strings.Contains(message, "non-map value"):
		hint = "check indentation, the space after each colon, and quotes around texts that hold a colon"
	case strings.Contains(message, "escape character"):
		hint = "in double quotes a backslash begins an escape: write two, or use single quotes"
	}
	r.report(r.source.token(y.GetToken()), hint, "wanted YAML: %s", message)
}

// key is a key that a mapping may have.
type key struct {
	name    string
	missing string // what to do where the mapping lacks it; "" where it may
	shape   shape  // of its value
	doc     string // for editors; may be empty
	read    func(ast.Node)
}

// mapping reads a mapping whose keys are known; what names it in messages.
func (r *reader) mapping(n ast.Node, what string, keys []key) {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.name
	}
	found := map[string]bool{}
	isMap := r.entries(n, what, func(name string, k, v ast.Node) {
		if i := slices.Index(names, name); i >= 0 {
			found[name] = true
			keys[i].read(v)
			return
		}
		hint := expr.DidYouMean(name, names)
		if hint == "" {
			hint = "known here: " + strings.Join(names, ", ")
		}
		r.report(r.source.node(k), hint, "unknown key %q in %s", name, what)
	})
	for _, k := range keys {
		if isMap && k.missing != "" && !found[k.name] {
			r.report(r.source.node(n), k.missing, "%s without %s", what, k.name)
		}
	}
}

// entries reads a mapping of any keys, in the order of the file; a second key
// of the same name is a mistake and is not read. It reports whether n is a
// mapping.
func (r *reader) entries(n ast.Node, what string, read func(name string, k, v ast.Node)) bool {
	m, ok := n.(ast.MapNode)
	if !ok || isAlias(n) {
		r.wrong(n, "keys and values for "+what)
		return false
	}
	seen := map[string]bool{}
	for it := m.MapRange(); it.Next(); {
		k, v := ast.Node(it.Key()), it.Value()
		name, ok := r.scalar(k, "a key of "+what)
		if !ok {
			continue
		}
		if seen[name] {
			r.report(r.source.node(k), "", "duplicate key %q in %s", name, what)
			continue
		}
		seen[name] = true
		read(name, k, v)
	}
	return true
}

// items reads a list that must not be empty.
func (r *reader) items(n ast.Node, what string, read func(ast.Node)) {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		r.wrong(n, "a list for "+what)
		return
	}
	if len(s.Values) == 0 {
		r.report(r.source.node(n), "leave the key out, or fill the list", "empty list for %s", what)
	}
	for _, v := range s.Values {
		read(v)
	}
}

// scalar reads a text; numbers and true and false are taken as written.
func (r *reader) scalar(n ast.Node, what string) (string, bool) {
	text, ok := textOf(n)
	if !ok {
		r.wrong(n, what)
	}
	return text, ok
}

// oneOf reads one of a few words; what names the key.
func (r *reader) oneOf(n ast.Node, what string, known ...string) string {
	last := len(known) - 1
	want := strings.Join(known[:last], ", ") + " or " + known[last] + " for " + what
	v, ok := r.scalar(n, want)
	if ok && !slices.Contains(known, v) {
		r.report(r.source.node(n), expr.DidYouMean(v, known), "wanted %s, found %q", want, v)
	}
	return v
}

// flag reads true or false.
func (r *reader) flag(n ast.Node, what string) bool {
	return r.oneOf(n, what, "true", "false") == "true"
}

// integer reads a whole number between two others.
func (r *reader) integer(n ast.Node, what string, low, high int) int {
	want := fmt.Sprintf("a whole number from %d to %d for %s", low, high, what)
	text, ok := r.scalar(n, want)
	v, err := strconv.Atoi(text)
	if ok && (err != nil || v < low || v > high) {
		r.report(r.source.node(n), "", "wanted %s, found %q", want, text)
	}
	return v
}

func textOf(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// wrong reports a node of another kind than what was wanted.
func (r *reader) wrong(n ast.Node, want string) {
	found, hint := "something else", ""
	switch n := n.(type) {
	case nil:
		found = "nothing"
	case *ast.NullNode:
		found = "nothing"
		if n.Token.Type == token.NullType {
			found, hint = fmt.Sprintf("%q, which is YAML for nothing", n.Token.Value), "put it in quotes to mean the word"
		}
	case *ast.SequenceNode:
		found = "a list"
	case *ast.MappingNode, *ast.MappingValueNode:
		found, hint = "keys and values", "put a text with a colon in quotes"
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode:
		found, hint = "a YAML anchor, alias or tag", "write the value itself; put a text that begins with &, * or ! in quotes"
	case *ast.StringNode, *ast.LiteralNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		found = fmt.Sprintf("%q", n.GetToken().Value)
	}
	r.report(r.source.node(n), hint, "wanted %s, found %s", want, found)
}

func isAlias(n ast.Node) bool {
	switch n.Type() {
	case ast.AliasType, ast.AnchorType, ast.TagType, ast.MergeKeyType:
		return true
	}
	return false
}
