package themes

import (
	"slices"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/token"
)

// joinColons mends a quirk of the YAML lexer (goccy/go-yaml v1.19.2): in a
// list inside braces, as {en: [exact:IT, plan:pro]}, it takes the first colon
// of each text for the end of a key, although no space follows. YAML 1.2.2
// (7.3.3, plain style) wants one text there, and so do people who write
// conditions. Where such a text holds a comma or a bracket, say in quotes of
// its own, YAML would cut it, and it is left to be refused.
func (s *source) joinColons(tokens token.Tokens) token.Tokens {
	joined := make(token.Tokens, 0, len(tokens))
	var open []token.Type
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			open = append(open, t.Type)
		case token.SequenceEndType, token.MappingEndType:
			open = open[:max(len(open)-1, 0)]
		case token.MappingValueType:
			if len(open) > 0 && open[len(open)-1] == token.SequenceStartType && len(joined) > 0 {
				last := len(joined) - 1
				if whole, end := s.join(joined[last], t, tokens[i+1:]); whole != nil {
					joined[last] = whole
					i += end
					continue
				}
			}
		}
		joined = append(joined, t)
	}
	if len(joined) < len(tokens) {
		relink(joined)
	}
	return joined
}

// join returns the text of which first is the beginning and colon the next
// character, and how many tokens of rest belong to it; nil where it is no such
// text.
func (s *source) join(first, colon *token.Token, rest token.Tokens) (*token.Token, int) {
	plain := [...]token.Type{token.StringType, token.IntegerType, token.FloatType, token.BoolType}
	end := slices.IndexFunc(rest, func(t *token.Token) bool {
		return t.Type == token.CollectEntryType || t.Type == token.SequenceEndType || t.Type == token.CommentType
	})
	after := s.token(colon).start + 1
	if !slices.Contains(plain[:], first.Type) || end < 1 || after >= len(s.runes) || unicode.IsSpace(s.runes[after]) {
		return nil, 0
	}
	from, to := s.token(first).start, s.token(rest[end]).start
	if to < from {
		return nil, 0
	}
	text := strings.TrimSpace(string(s.runes[from:to]))
	if strings.ContainsAny(text, ",[]{}\n") || strings.Contains(text, ": ") {
		return nil, 0
	}
	return token.String(text, text, first.Position), end
}

// relink makes neighbours of the tokens know each other.
func relink(tokens token.Tokens) {
	for i, t := range tokens {
		t.Prev, t.Next = nil, nil
		if i > 0 {
			t.Prev = tokens[i-1]
			tokens[i-1].Next = t
		}
	}
}
