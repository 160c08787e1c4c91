package lookup

import (
	"fmt"
	"math/rand"
	"regexp"
	"strings"

	"verbatim/themes"
	"verbatim/themes/expr"
)

// randomNode makes an expression of a depth; side makes one that may stand on a
// side of NEAR, inside one that may stand in a SENTENCE.
type randomNode struct {
	*rand.Rand
	words []string
}

func (r randomNode) node(depth int, inside bool) expr.Node {
	if depth == 0 {
		return r.leaf()
	}
	switch r.Intn(9) {
	case 0:
		return &expr.And{Nodes: []expr.Node{r.node(depth-1, inside), r.node(depth-1, inside)}}
	case 1:
		return &expr.Or{Nodes: []expr.Node{r.node(depth-1, inside), r.node(depth-1, inside)}}
	case 2:
		return &expr.And{Nodes: []expr.Node{r.node(depth-1, inside), &expr.Not{Node: r.node(depth-1, inside)}}}
	case 3, 4:
		return &expr.Near{N: r.Intn(5), Left: r.side(), Right: r.side()}
	case 5:
		return &expr.Near{N: r.Intn(5), Left: r.side(), Right: r.side(), Ordered: true}
	case 6:
		if !inside {
			return &expr.Sentence{Node: r.node(depth-1, true)}
		}
	case 7:
		if !inside {
			return &expr.Or{Nodes: []expr.Node{r.leaf(), &expr.Field{Name: "plan", Values: []expr.Value{{Lo: []string{"pro", "free"}[r.Intn(2)]}}}}}
		}
	}
	return r.leaf()
}

func regexpNode(re string) *expr.Regexp {
	return &expr.Regexp{Text: re, RE: regexp.MustCompile("(?i)" + re)}
}

func (r randomNode) side() expr.Node {
	if r.Intn(3) == 0 {
		return &expr.Or{Nodes: []expr.Node{r.leaf(), r.leaf()}}
	}
	return r.leaf()
}

func (r randomNode) leaf() expr.Node {
	word := r.words[r.Intn(len(r.words))]
	switch r.Intn(8) {
	case 0:
		return &expr.Prefix{Text: string([]rune(word)[:1])}
	case 1:
		return &expr.Words{Text: word, Exact: true}
	case 2:
		return &expr.Words{Text: word, Exact: true, Case: true}
	case 3:
		re := []string{regexp.QuoteMeta(word), "[" + word + "]+", regexp.QuoteMeta(word) + ".?", "!+|" + regexp.QuoteMeta(word), "[^a-z]"}[r.Intn(5)]
		return regexpNode(re)
	case 4:
		return &expr.Words{Text: word + " " + r.words[r.Intn(len(r.words))]}
	}
	return &expr.Words{Text: word}
}

// text makes a text of few words, so that they meet.
func (r randomNode) text() string {
	gaps := []string{" ", " ", " ", " ", "", ", ", ". ", "! ", "!!", "。", "、", "\n"}
	var b strings.Builder
	for range 1 + r.Intn(14) {
		b.WriteString(r.words[r.Intn(len(r.words))])
		b.WriteString(gaps[r.Intn(len(gaps))])
	}
	return b.String()
}

func (r randomNode) theme(id string) themes.Theme {
	theme := themes.Theme{ID: id, Terms: themes.Terms{}, Exclude: themes.Terms{}}
	for i := range 1 + r.Intn(3) {
		mode := []string{themes.NegatedExclude, themes.NegatedRequire, themes.NegatedIgnore}[r.Intn(3)]
		theme.Terms["any"] = append(theme.Terms["any"], themes.Term{Text: fmt.Sprint("term", i), Node: r.node(r.Intn(4), false), Negated: mode, Line: i})
	}
	for i := range r.Intn(3) {
		theme.Exclude["any"] = append(theme.Exclude["any"], themes.Term{Text: fmt.Sprint("x", i), Node: r.node(r.Intn(3), false), Line: i})
	}
	return theme
}
