package themes

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"verbatim/themes/expr"
)

// KHCode is one code of a file of KH Coder's coding rules, as themes can hold
// it: a code is given where one of its terms holds.
type KHCode struct {
	Name     string // without its star
	Line     int    // where the name stands, 1-based
	Terms    []Term // what could be said in our language
	Problems []*KHProblem
	Notes    []*KHProblem // what was taken over with another meaning
}

// KHProblem is a place of a coding rule that is not, or not quite, imported.
type KHProblem struct {
	File         string
	Line, Column int // 1-based, in code points
	Message      string
	Snippet      string // the line, and below it ^ under the place
}

// Error returns file:line:column: message, and the snippet on lines of its own.
func (p *KHProblem) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s\n    %s", p.File, p.Line, p.Column, p.Message, strings.ReplaceAll(p.Snippet, "\n", "\n    "))
}

// ParseKHCoder reads a file of coding rules of KH Coder 3 (K. Higuchi, "KH
// Coder 3 reference manual", section on coding rules), in UTF-8, UTF-16,
// Shift_JIS or EUC-JP. What a rule asks for and a term cannot say is a Problem
// of its code: the alternative (between or) in which it stands is left out.
// variable makes the slug of an attribute from the name of an external
// variable, as tokenize.Tokenizer.Romanize does. The error is of files that
// hold no rules.
func ParseKHCoder(file string, src []byte, variable func(string) string) ([]KHCode, error) {
	text, err := decodeJapanese(src)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	s, _ := newSource([]byte(text))
	k := &khReader{file: file, source: s, variable: variable, known: map[string]*KHCode{}}
	for line := range s.lines {
		if err := k.line(line); err != nil {
			return nil, err
		}
	}
	if k.finish(); len(k.codes) == 0 {
		return nil, fmt.Errorf("%s: wanted coding rules, found no line that begins with * and a name", file)
	}
	return k.codes, nil
}

// khReader reads the codes of a file one by one.
type khReader struct {
	file     string
	source   *source
	variable func(string) string
	codes    []KHCode
	known    map[string]*KHCode // finished codes by name, for <*name>
	tokens   []khToken          // of the code that is being read
}

var khHead = regexp.MustCompile(`^[*＊](.+)$`)

func (k *khReader) line(i int) error {
	text, _ := k.source.line(k.source.lines[i])
	text = strings.TrimSuffix(text, "\r")
	if text == "" || text[0] == '#' {
		return nil
	}
	if m := khHead.FindStringSubmatch(text); m != nil {
		k.finish()
		name := strings.TrimSpace(m[1])
		if slices.ContainsFunc(k.codes, func(c KHCode) bool { return c.Name == name }) {
			return fmt.Errorf("%s:%d: code %q stands twice in the file; give one of them another name", k.file, i+1, name)
		}
		k.codes = append(k.codes, KHCode{Name: name, Line: i + 1})
		return nil
	}
	if len(k.codes) == 0 && strings.TrimSpace(text) != "" {
		return fmt.Errorf("%s:%d: wanted * and the name of a code first, found %q", k.file, i+1, text)
	}
	k.tokens = append(k.tokens, k.split(k.source.lines[i], len([]rune(text)))...)
	return nil
}

// finish turns the tokens of the last code into its terms.
func (k *khReader) finish() {
	if len(k.codes) == 0 {
		return
	}
	code := &k.codes[len(k.codes)-1]
	p := &khParser{reader: k, code: code, tokens: k.tokens}
	p.rule()
	done := *code
	k.known[code.Name] = &done
	k.tokens = nil
}

// problem makes a KHProblem of a place.
func (k *khReader) problem(at span, format string, args ...any) *KHProblem {
	line, column := k.source.position(at.start)
	text, start := k.source.line(at.start)
	return &KHProblem{
		File: k.file, Line: line, Column: column, Message: fmt.Sprintf(format, args...),
		Snippet: expr.Caret(text, expr.Pos{Start: start, End: start + at.end - at.start}),
	}
}

// decodeJapanese returns the text of a file of KH Coder, which writes what the
// system writes.
func decodeJapanese(src []byte) (string, error) {
	if strings.HasPrefix(string(src), "\xff\xfe") || strings.HasPrefix(string(src), "\xfe\xff") {
		return decode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), src)
	}
	if utf8.Valid(src) {
		return string(src), nil
	}
	for _, e := range [...]encoding.Encoding{japanese.ShiftJIS, japanese.EUCJP} {
		if text, err := decode(e, src); err == nil {
			return text, nil
		}
	}
	return "", fmt.Errorf("wanted a text in UTF-8, UTF-16, Shift_JIS or EUC-JP, found bytes that are none; save it as UTF-8")
}

func decode(e encoding.Encoding, src []byte) (string, error) {
	text, err := e.NewDecoder().String(string(src))
	if err == nil && strings.ContainsRune(text, utf8.RuneError) {
		err = fmt.Errorf("wanted text, found bytes that are none")
	}
	return text, err
}
