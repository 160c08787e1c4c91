package themes

import (
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// source is the text of a codebook, without byte order mark and with line
// feeds only; it turns places of YAML tokens into places of characters.
type source struct {
	runes []rune
	lines []int // where each line begins in runes
}

func newSource(src []byte) (*source, string) {
	text := strings.TrimPrefix(string(src), "\ufeff")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	s := &source{runes: []rune(text), lines: []int{0}}
	for i, r := range s.runes {
		if r == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
	return s, text
}

// span is a half-open range of source.runes.
type span struct{ start, end int }

// position returns line and column, 1-based, of an index of runes.
func (s *source) position(at int) (line, column int) {
	lo, hi := 0, len(s.lines)
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; s.lines[mid] <= at {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo + 1, at - s.lines[lo] + 1
}

// token returns where a token stands, as far as its line goes.
func (s *source) token(t *token.Token) span {
	if t == nil || t.Position == nil {
		return span{}
	}
	line := min(max(t.Position.Line, 1), len(s.lines))
	start := min(s.lines[line-1]+max(t.Position.Column-1, 0), len(s.runes))
	width := len([]rune(strings.TrimSpace(t.Origin)))
	if t.Type == token.ImplicitNullType { // it stands where the next thing begins
		for width = 0; start > 0 && unicode.IsSpace(s.runes[start-1]); start-- {
		}
	}
	end := start
	for end < len(s.runes) && end-start < width && s.runes[end] != '\n' {
		end++
	}
	return span{start, end}
}

// node returns where a node stands: for a mapping its first key, for a list
// its bracket or first dash.
func (s *source) node(n ast.Node) span {
	switch n := n.(type) {
	case nil:
		return span{}
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return s.node(n.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return s.node(n.Key)
	case *ast.LiteralNode:
		return s.token(n.Start)
	}
	return s.token(n.GetToken())
}

// value returns where characters start to end of a scalar's value stand, which
// are elsewhere than in the value when it is written with quotes, escapes,
// over several lines or as a block.
func (s *source) value(n ast.Node, value string, start, end int) span {
	whole := s.node(n)
	at := whole.start
	if literal, ok := n.(*ast.LiteralNode); ok { // the value begins below | or >
		line, _ := s.position(s.token(literal.Start).start)
		if line == len(s.lines) {
			return whole
		}
		at = s.lines[line]
	}
	style := rune(0)
	if at < len(s.runes) && (s.runes[at] == '"' || s.runes[at] == '\'') && n.Type() == ast.StringType {
		style = s.runes[at]
		at++
	}
	runes := []rune(value)
	from, ok := s.follow(at, style, runes, 0, start)
	if !ok {
		return whole
	}
	to, ok := s.follow(from, style, runes, start, end)
	if !ok {
		return whole
	}
	return span{from, to}
}

// follow goes over the source from at while it goes over value[i:end], and
// then to where value[end] stands.
func (s *source) follow(at int, style rune, value []rune, i, end int) (int, bool) {
	for ; i < end; i++ {
		var ok bool
		if at, ok = s.step(at, style, value[i]); !ok {
			return 0, false
		}
	}
	if end < len(value) && !unicode.IsSpace(value[end]) {
		at = s.skipSpace(at)
	}
	return at, true
}

// step goes over one character of a value.
func (s *source) step(at int, style, r rune) (int, bool) {
	if r == ' ' || r == '\n' { // one, or a folded line break with what surrounds it
		if at < len(s.runes) && s.runes[at] == r {
			return at + 1, true
		}
		return s.skipSpace(at), true
	}
	if !unicode.IsSpace(r) {
		at = s.skipSpace(at)
	}
	for style == '"' && at+1 < len(s.runes) && s.runes[at] == '\\' && s.runes[at+1] == '\n' {
		at = s.skipSpace(at + 1) // an escaped line break is nothing
	}
	if at >= len(s.runes) {
		return 0, false
	}
	switch {
	case style == '"' && s.runes[at] == '\\' && at+1 < len(s.runes):
		return at + escapeLength(s.runes[at+1]), true
	case s.runes[at] != r:
		return 0, false
	case style == '\'' && r == '\'':
		return at + 2, true
	}
	return at + 1, true
}

func (s *source) skipSpace(at int) int {
	for at < len(s.runes) && unicode.IsSpace(s.runes[at]) {
		at++
	}
	return at
}

// escapeLength is the length of a double-quoted escape (YAML 1.2.2, 5.7).
func escapeLength(after rune) int {
	switch after {
	case 'x':
		return 4
	case 'u':
		return 6
	case 'U':
		return 10
	}
	return 2
}

// line returns the text of the line that holds an index of runes, and where in
// it the index stands.
func (s *source) line(at int) (text string, column int) {
	line, column := s.position(at)
	end := len(s.runes)
	if line < len(s.lines) {
		end = s.lines[line] - 1
	}
	return string(s.runes[s.lines[line-1]:end]), column - 1
}
