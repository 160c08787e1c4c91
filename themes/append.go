package themes

import (
	"fmt"
	"slices"
	"strings"

	"verbatim/themes/expr"
)

// NewTerm is a term to add to the text of a codebook, and the theme that gets
// it.
type NewTerm struct {
	Theme       string // id; a theme that is not there yet is made
	Lang        string // en, ja or any; "" is ja where Term has kana or kanji, en for Latin letters, else any
	Term        string // in the form of lists, see ListText
	NameEN      string // of a new theme, as are the following
	NameJA      string
	Parent      string
	Departments []string // ids
}

// AppendTerm adds a term to the text of a codebook and keeps every byte that
// was there: the result is src with texts put in between. The term goes to the
// end of its list; a new theme goes behind the last one. name stands for the
// file in messages. The codebook returned is that of the new text. The error is
// a Problems where the new text is not a codebook, else it says why the term
// cannot be added.
func AppendTerm(src []byte, name string, t NewTerm) ([]byte, *Codebook, error) {
	if t.Lang == "" {
		t.Lang = langOf(t.Term)
	}
	if !slices.Contains(languages[:], t.Lang) {
		return nil, nil, fmt.Errorf("wanted en, ja or any as the language of a term, found %q", t.Lang)
	}
	s, text := newSource(src)
	a := &appender{reader: reader{file: name, source: s}, term: t, text: text}
	body := a.document(text)
	if body == nil && strings.TrimSpace(text) != "" {
		return nil, nil, a.problems
	}
	at, insert, err := a.place(body)
	if err != nil {
		return nil, nil, err
	}
	out := splice(src, at, insert)
	cb, err := Parse(name, out)
	if err != nil {
		return nil, nil, fmt.Errorf("the codebook with the new term would not be read: %w", err)
	}
	if err := a.verify(src, cb); err != nil {
		return nil, nil, err
	}
	return out, cb, nil
}

// verify makes sure that the new codebook has one term more, and perhaps one
// theme, and is otherwise the old one. A file laid out in a way that place does
// not foresee ends here.
func (a *appender) verify(src []byte, cb *Codebook) error {
	old, err := Parse(a.file, src)
	if err != nil { // an empty list of themes is refused, but can be added to
		old = &Codebook{Departments: cb.Departments, byID: map[string]int{}}
	}
	added := 0
	for _, c := range Diff(old, cb) {
		switch {
		case c.Theme == a.term.Theme && c.Kind == Added && c.Part == "terms" && c.New == a.term.Term:
			added++
		case c.Theme == a.term.Theme && c.Kind == Added && old.Theme(a.term.Theme) == nil:
		case err != nil:
		default:
			return a.layout(fmt.Sprintf("%s of %s would change", c.Part, c.Theme))
		}
	}
	if added != 1 {
		return a.layout("the term would not be read back")
	}
	return nil
}

func (a *appender) layout(what string) error {
	return fmt.Errorf("%s: the file is laid out in a way that cannot be added to: %s; add %s to theme %s by hand",
		a.file, what, yamlText(a.term.Term, inBrackets), a.term.Theme)
}

// splice puts a text before character at of src as newSource counts: without
// byte order mark, and Windows line ends being one. Line ends of the text
// become those of src.
func splice(src []byte, at int, insert string) []byte {
	i := 0
	if strings.HasPrefix(string(src), "\ufeff") {
		i = len("\ufeff")
	}
	windows := strings.Contains(string(src), "\r\n")
	rest := string(src[i:])
	for ; at > 0; at-- {
		n := 1
		if strings.HasPrefix(rest, "\r\n") {
			n = 2
		} else {
			for n < len(rest) && rest[n]&0xC0 == 0x80 {
				n++
			}
		}
		i, rest = i+n, rest[n:]
	}
	if windows {
		insert = strings.ReplaceAll(insert, "\n", "\r\n")
	}
	return []byte(string(src[:i]) + insert + rest)
}

// ListText returns an expression, such as a search, as a term of a list that
// means the same: words side by side are a phrase there. It refuses what a term
// cannot hold: an expression that needs no word, and conditions on what is
// decided after the terms.
func ListText(n expr.Node) (string, error) {
	if _, all := n.(*expr.All); all {
		return "", fmt.Errorf("the empty search is no term: a term needs a word")
	}
	if err := givesTag(n); err != nil {
		return "", fmt.Errorf("%s cannot be a term: wanted %s; %s", n, err.Want, err.Hint)
	}
	text := n.String()
	again, err := expr.Parse(text, expr.List)
	if err != nil {
		return "", fmt.Errorf("%s cannot be a term: %w", text, err)
	}
	if again.String() != text {
		return "", fmt.Errorf("%s cannot be a term: in a list it means %s", text, again)
	}
	if words, ok := again.(*expr.Words); ok && words.Quote && !words.Exact { // a phrase needs no quotes
		bare, err := expr.Parse(words.Text, expr.List)
		if w, same := bare.(*expr.Words); err == nil && same && !w.Exact && w.Text == words.Text {
			return words.Text, nil
		}
	}
	return text, nil
}
