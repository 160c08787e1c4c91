package themes

import (
	"regexp"
	"strconv"
	"strings"

	"verbatim/themes/expr"
)

// khAtoms are the forms of conditions, in the order in which KH Coder tries
// them; a word is what is none of them.
var khAtoms = []struct {
	form *regexp.Regexp
	make func(p *khParser, t khToken, m []string) expr.Node
}{
	{regexp.MustCompile(`(?i)^"?<>(?:見出し|heading)[1-5]-->`), (*khParser).heading},
	{regexp.MustCompile(`^"?<>(.+)-->(.+)$`), (*khParser).external},
	{regexp.MustCompile(`^"?<>.+<>"?$`), (*khParser).otherVariable},
	{regexp.MustCompile(`(?i)^(?:lw|lc)$`), (*khParser).length},
	{regexp.MustCompile(`(?i)^No\.$`), (*khParser).position},
	{regexp.MustCompile(`^'(.+)'$`), (*khParser).string},
	{regexp.MustCompile(`^(.+)-->(.+)$`), (*khParser).partOfSpeech},
	{regexp.MustCompile(`^(.+)=>(.+)$`), (*khParser).surface},
	{regexp.MustCompile(`^(.+)->(.+)$`), (*khParser).inflection},
	{regexp.MustCompile(`^<[*＊](.+)>$`), (*khParser).reference},
	{regexp.MustCompile(`(?i)^(near|seq)\((.+)\)(?:\[(.*)\])?$`), (*khParser).near},
	{regexp.MustCompile(`^.+\+.+$`), (*khParser).phrase},
	{regexp.MustCompile(`^[0-9]+$`), (*khParser).number},
}

// khTight are signs of rules that stand beside a word without a space. KH Coder
// cuts rules at spaces alone, so that it looks for a word with the sign in it,
// which is in no text. A sign within Latin letters (R&D) is one of theirs, and
// texts, variables and codes may hold any.
var khTight = []struct {
	form *regexp.Regexp
	sign string // how it is written
	what string // what it means then
}{
	{regexp.MustCompile(`^[!！]`), "!", "not"},
	{regexp.MustCompile(`[|｜]`), "|", "or"},
	{regexp.MustCompile(`^[&＆]|[&＆]$|[^A-Za-z0-9][&＆]|[&＆][^A-Za-z0-9]`), "&", "and"},
	{regexp.MustCompile(`^[+＋]|[^A-Za-z0-9+＋]＋`), "+", "a phrase, between two words without a space, or a sum, with spaces"},
	{regexp.MustCompile(`(?:[><＞＜]=?|==)[0-9]+$`), "> 0", "a comparison"},
	{regexp.MustCompile(`.[、，,].`), "or", "one of several words"},
}

// tight refuses a word with a sign that KH Coder would have taken for one with
// spaces around it.
func (p *khParser) tight(t khToken) bool {
	if strings.HasPrefix(t.text, "'") || strings.HasPrefix(t.text, `"`) || strings.HasPrefix(t.text, "<") {
		return false
	}
	for _, f := range khTight {
		if f.form.MatchString(t.text) {
			p.wrong(t.at, "KH Coder takes %q for one word: write %s in half width and with a space on both sides where it means %s, and the word in double quotes where it is one", t.text, f.sign, f.what)
			return true
		}
	}
	return false
}

func (p *khParser) atom(t khToken) expr.Node {
	if p.tight(t) {
		return nil
	}
	for _, a := range khAtoms {
		if m := a.form.FindStringSubmatch(t.text); m != nil {
			return a.make(p, t, m)
		}
	}
	return p.word(t)
}

// cannot refuses a condition by its name.
func (p *khParser) cannot(t khToken, what string) expr.Node {
	p.refuse(t.at, "%s (%s) cannot be expressed", what, t.text)
	return nil
}

func (p *khParser) heading(t khToken, _ []string) expr.Node { return p.cannot(t, "a heading") }

func (p *khParser) otherVariable(t khToken, _ []string) expr.Node {
	return p.cannot(t, "a variable without a value")
}

func (p *khParser) length(t khToken, _ []string) expr.Node {
	return p.cannot(t, "the length of a text")
}

func (p *khParser) position(t khToken, _ []string) expr.Node {
	return p.cannot(t, "the number of a text")
}

func (p *khParser) partOfSpeech(t khToken, _ []string) expr.Node {
	return p.cannot(t, "a part of speech")
}

func (p *khParser) inflection(t khToken, _ []string) expr.Node {
	return p.cannot(t, "a form of inflection")
}

func (p *khParser) number(t khToken, _ []string) expr.Node {
	return p.wrong(t.at, "wanted a number behind a comparison only, such as > 0, found %s", t.text)
}

// external is a condition on an external variable: an attribute.
func (p *khParser) external(t khToken, m []string) expr.Node {
	value := m[2]
	if strings.HasPrefix(t.text, `"`) {
		value = strings.ReplaceAll(strings.TrimSuffix(value, `"`), `""`, `"`)
	}
	field := p.reader.variable(m[1])
	if field == "" {
		p.refuse(t.at, "the variable %q has no name in a-z, so that no attribute can be it", m[1])
		return nil
	}
	return p.parsed(t, field+`:"`+quoted.Replace(value)+`"`)
}

var quoted = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// string is a string of characters, wherever words begin.
func (p *khParser) string(t khToken, m []string) expr.Node {
	text := regexp.QuoteMeta(strings.ReplaceAll(m[1], "''", "'"))
	return p.parsed(t, "/"+strings.ReplaceAll(strings.ReplaceAll(text, "/", `\/`), " ", `\s`)+"/")
}

// parsed makes a condition of our language.
func (p *khParser) parsed(t khToken, src string) expr.Node {
	n, err := expr.Parse(src, expr.List)
	if err != nil {
		p.refuse(t.at, "%s would be %s: %v", t.text, src, err)
		return nil
	}
	return n
}

// surface is a word in one of its forms.
func (p *khParser) surface(_ khToken, m []string) expr.Node {
	return &expr.Words{Text: m[2], Exact: true, Quote: true}
}

// reference is another code, which must stand before this one.
func (p *khParser) reference(t khToken, m []string) expr.Node {
	code, ok := p.reader.known[strings.TrimSpace(m[1])]
	switch {
	case !ok:
		p.refuse(t.at, "the code %q does not stand before this one", m[1])
		return nil
	case len(code.Problems) > 0:
		p.refuse(t.at, "the code %q, of which not all can be expressed", m[1])
		return nil
	}
	var nodes []expr.Node
	for _, term := range code.Terms {
		nodes = append(nodes, term.Node)
	}
	return anyOf(nodes)
}

// khDistance is how far apart the words of near and seq may stand where
// nothing is said: 10, neighbours being 1 apart.
const khDistance = 10

var khRange = regexp.MustCompile(`^([bd]?)([0-9]*)$`)

func (p *khParser) near(t khToken, m []string) expr.Node {
	words := strings.Split(m[2], "-")
	if len(words) != 2 || words[0] == "" || words[1] == "" {
		p.refuse(t.at, "%s of other than two words cannot be expressed; join pairs by and", strings.ToLower(m[1]))
		return nil
	}
	r := khRange.FindStringSubmatch(m[3])
	if r == nil {
		return p.wrong(t.at, "wanted a number, b or d in the brackets, found %q", m[3])
	}
	n, err := khDistance, error(nil)
	if r[2] != "" {
		if n, err = strconv.Atoi(r[2]); err != nil || n > expr.MaxNear+1 {
			p.refuse(t.at, "a distance of over %d words cannot be expressed", expr.MaxNear+1)
			return nil
		}
	}
	left, right := p.plain(t, words[0]), p.plain(t, words[1])
	ordered, sentence := strings.EqualFold(m[1], "seq"), r[1] == "b"
	switch {
	case left == nil || right == nil:
		return nil
	case n > 0:
		if !sentence {
			p.note(t.at, "holds within one sentence only; KH Coder looks across sentences unless [b] is said")
		}
		return &expr.Near{N: n - 1, Ordered: ordered, Left: left, Right: right}
	case ordered:
		p.refuse(t.at, "an order without a distance cannot be expressed")
		return nil
	case sentence:
		return &expr.Sentence{Node: &expr.And{Nodes: []expr.Node{left, right}}}
	}
	return &expr.And{Nodes: []expr.Node{left, right}}
}

// phrase is words right behind one another.
func (p *khParser) phrase(t khToken, _ []string) expr.Node {
	words := strings.Split(t.text, "+")
	for _, w := range words {
		if w == "" {
			return p.wrong(t.at, "wanted words joined by +, found %q", t.text)
		}
	}
	return p.plain(t, strings.Join(words, " "))
}

// word is an extracted word in its base form.
func (p *khParser) word(t khToken) expr.Node {
	text := t.text
	if len(text) > 1 && strings.HasPrefix(text, `"`) && strings.HasSuffix(text, `"`) {
		return p.plain(t, strings.ReplaceAll(text[1:len(text)-1], `""`, `"`))
	}
	if strings.HasPrefix(text, "<") && strings.HasSuffix(text, ">") {
		return p.wrong(t.at, "wanted <*name of a code>, found %q", text)
	}
	if strings.ContainsAny(text, "()（）") || strings.HasPrefix(text, "'") {
		return p.wrong(t.at, "wanted a word, found %q: write a space on both sides of parentheses, and close quotes", text)
	}
	if text == "=" || text == "=>" || text == "!=" || text == "<>" {
		return p.wrong(t.at, "wanted one of > >= < <= ==, found %q", text)
	}
	return p.plain(t, text)
}

// plain is words as they are: in quotes where our language would take them for
// something else.
func (p *khParser) plain(t khToken, text string) expr.Node {
	if n, err := expr.Parse(text, expr.List); err == nil {
		if w, ok := n.(*expr.Words); ok && !w.Exact && !w.Quote && w.Text == text {
			return w
		}
	}
	if strings.TrimSpace(text) == "" {
		return p.wrong(t.at, "wanted a word, found nothing")
	}
	return &expr.Words{Text: text, Quote: true}
}
