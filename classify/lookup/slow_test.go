package lookup

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"verbatim/datasets"
	"verbatim/themes"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// slow is the obvious matcher of whole expressions: lists of places, no
// tables, no scratch, nothing cached. It shares with the matcher the type
// place and nothing else.
type slow struct {
	tk     *tokenize.Tokenizer
	doc    *tokenize.Doc
	p      fakePolarity
	facts  facts
	ranges []slowRange
}

// slowView says which places count.
type slowView func(place) bool

func newSlow(tk *tokenize.Tokenizer, text string, f facts) *slow {
	doc := tokens(tk, text)
	return &slow{tk: tk, doc: doc, p: negators(doc), facts: f, ranges: slowRanges(doc.Tokens, 100)}
}

// places returns where a leaf stands.
func (s *slow) places(n expr.Node) (out []place) {
	switch n := n.(type) {
	case *expr.Regexp:
		for _, m := range n.RE.FindAllStringIndex(s.doc.Text, 100) {
			p := place{start: int32(len([]rune(s.doc.Text[:m[0]]))), end: int32(len([]rune(s.doc.Text[:m[1]])))}
			for _, t := range s.doc.Tokens {
				if t.End <= p.start {
					p.from++
				}
				if t.Start < p.end {
					p.to++
				}
			}
			p.to = max(p.from, p.to)
			out = append(out, p)
		}
	case *expr.Words:
		for _, p := range slowFind(n, tokens(s.tk, n.Text).Tokens, s.ranges) {
			if !n.Case || s.letters(p) == slowLetters(s.tk, n.Text) {
				out = append(out, p)
			}
		}
	default:
		out = slowFind(n, tokens(s.tk, nodeText(n)).Tokens, s.ranges)
	}
	return out
}

func (s *slow) letters(p place) (letters string) {
	runes := []rune(s.doc.Text)
	for _, t := range s.doc.Tokens[p.from:p.to] {
		letters += norm.NFKC.String(string(runes[t.Start:t.End]))
	}
	return letters
}

func slowLetters(tk *tokenize.Tokenizer, text string) string {
	doc := tokens(tk, text)
	return (&slow{doc: doc}).letters(place{to: int32(len(doc.Tokens))})
}

// sentence returns the first and the last sentence that a place has a part of.
func (s *slow) sentence(p place) (first, last int) {
	if p.from == p.to {
		p = place{from: max(p.from-1, 0), to: p.from}
	}
	n := 0
	for i, t := range s.doc.Tokens {
		if i > 0 && t.Gap == tokenize.GapSentence {
			n++
		}
		if int32(i) == p.from {
			first = n
		}
		if int32(i) == p.to-1 {
			last = n
		}
	}
	return first, last
}

// eval says whether an expression holds, and by which places.
func (s *slow) eval(n expr.Node, counts slowView) (bool, []place) {
	switch n := n.(type) {
	case *expr.Field:
		return expr.Holds(n, s.facts), nil
	case *expr.Not:
		holds, _ := s.eval(n.Node, counts)
		return !holds, nil
	case *expr.And:
		var all []place
		for _, kid := range n.Nodes {
			holds, places := s.eval(kid, counts)
			if !holds {
				return false, nil
			}
			all = append(all, places...)
		}
		return true, all
	case *expr.Or:
		var all []place
		any := false
		for _, kid := range n.Nodes {
			if holds, places := s.eval(kid, counts); holds {
				any, all = true, append(all, places...)
			}
		}
		return any, all
	case *expr.Near:
		return s.near(n, counts)
	case *expr.Sentence:
		return s.inSentence(n, counts)
	}
	var seen []place
	for _, p := range s.places(n) {
		if counts(p) {
			seen = append(seen, p)
		}
	}
	return len(seen) > 0, seen
}

func (s *slow) near(n *expr.Near, counts slowView) (bool, []place) {
	_, left := s.eval(n.Left, counts)
	_, right := s.eval(n.Right, counts)
	follows := func(a, b place) bool {
		_, last := s.sentence(a)
		first, _ := s.sentence(b)
		return a.to <= b.from && a.end <= b.start && int(b.from-a.to) <= n.N && last == first
	}
	var pairs []place
	for _, l := range left {
		for _, r := range right {
			if follows(l, r) || !n.Ordered && follows(r, l) {
				pairs = append(pairs, l, r)
			}
		}
	}
	return len(pairs) > 0, pairs
}

func (s *slow) inSentence(n *expr.Sentence, counts slowView) (bool, []place) {
	var all []place
	any := false
	_, last := s.sentence(place{to: int32(len(s.doc.Tokens))})
	for i := range last + 1 {
		holds, places := s.eval(n.Node, func(p place) bool {
			from, to := s.sentence(p)
			return from == i && to == i && counts(p)
		})
		if holds {
			any, all = true, append(all, places...)
		}
	}
	return any, all
}

// held is an exclude that holds, and what it hides.
type held struct {
	text   string
	places []place
}

// excluders returns the excludes that hold.
func (s *slow) excluders(excludes []themes.Term) (out []held) {
	for i := range excludes {
		if holds, places := s.eval(excludes[i].Node, anywhere); holds {
			out = append(out, held{excludes[i].Text, places})
		}
	}
	return out
}

func anywhere(place) bool { return true }

// taker returns the exclude that took what has some evidence: one without words
// of its own before all others, else the first that hides some of it.
func taker(by []held, evidence []place) string {
	for _, x := range by {
		if len(x.places) == 0 {
			return x.text
		}
	}
	for _, x := range by {
		if slices.ContainsFunc(evidence, func(p place) bool { return slowHidden(p, x.places) }) {
			return x.text
		}
	}
	return by[0].text
}

// term says what becomes of a term of a theme: "" where it does not hold.
func (s *slow) term(t *themes.Term, mode string, excludes []themes.Term) string {
	by := s.excluders(excludes)
	taken := slices.ContainsFunc(by, func(x held) bool { return len(x.places) == 0 })
	visible := func(p place) bool {
		return !slices.ContainsFunc(by, func(x held) bool { return slowHidden(p, x.places) })
	}
	holds, all := s.eval(t.Node, visible)
	if taken || !holds {
		if holds, all = s.eval(t.Node, anywhere); !holds {
			return ""
		}
		return "exclude " + taker(by, all) + s.spans(all)
	}
	affirmed, rest := s.eval(t.Node, func(p place) bool { return visible(p) && !s.negated(p, all) })
	switch {
	case mode == themes.NegatedExclude && !affirmed:
		return "negated" + s.spans(all)
	case mode == themes.NegatedRequire && affirmed:
		return "not negated" + s.spans(all)
	case mode == themes.NegatedExclude:
		return "given" + s.spans(rest)
	}
	return fmt.Sprint("given, negated ", !affirmed, s.spans(all))
}

func slowHidden(p place, hidden []place) bool {
	for _, h := range hidden {
		if p.from == p.to && h.start <= p.start && p.end <= h.end || p.from < p.to && h.from <= p.from && p.to <= h.to {
			return true
		}
	}
	return false
}

func (s *slow) negated(p place, own []place) bool {
	count := 0
	for _, n := range s.p.Negators(tokenize.Range{From: p.from, To: p.to}, nil) {
		mine := slices.ContainsFunc(own, func(o place) bool { return o.from < n.To && n.From < o.to })
		if !mine && p.from < p.to {
			count++
		}
	}
	return count%2 == 1
}

// spans writes the evidence of places: code points, overlapping ones merged.
func (s *slow) spans(places []place) string {
	n := len([]rune(s.doc.Text))
	starts, inside := make([]bool, n+1), make([]bool, n+1)
	for _, p := range places {
		starts[p.start] = true
		for i := p.start + 1; i < p.end; i++ {
			inside[i] = true // goes on from the code point before
		}
	}
	var b strings.Builder
	for i := 0; i < n; i++ {
		if starts[i] && !inside[i] {
			end := i + 1
			for end < n && inside[end] {
				end++
			}
			fmt.Fprintf(&b, " %d-%d", i, end)
		}
	}
	return b.String()
}

// fast says the same as slow.term by the matcher.
func fast(hit TermHit) string {
	var b strings.Builder
	for _, s := range hit.Evidence {
		fmt.Fprintf(&b, " %d-%d", s.Start, s.End)
	}
	mode := hit.Term.Negated
	switch {
	case hit.SuppressedBy != "":
		return hit.SuppressedBy + b.String()
	case mode == themes.NegatedExclude:
		return "given" + b.String()
	}
	return fmt.Sprint("given, negated ", hit.Negated, b.String())
}

// TestMatcherSaysWhatLoopsSay compares the matcher with the obvious one on
// random themes: every operator, excludes, every mode of negation.
func TestMatcherSaysWhatLoopsSay(t *testing.T) {
	tk := tokenizer(t)
	said := make(map[string]int)
	for seed := range int64(60) {
		r := randomNode{rand.New(rand.NewSource(seed)), strings.Fields("price Price prices high not no it IT 料金 高い 高く ない ｻﾎﾟｰﾄ サポート")}
		cb := &themes.Codebook{}
		for i := range 12 {
			cb.Themes = append(cb.Themes, r.theme(fmt.Sprint("t", i)))
		}
		checkThemes(t, tk, cb, []string{r.text(), r.text(), r.text(), r.text(), r.text(), r.text(), ""}, said)
	}
	for _, what := range []string{"given", "given, negated true", "negated", "not negated", "exclude"} {
		if said[what] < 20 {
			t.Errorf("%d times %q, want 20 at least: the test says little; in all %v", said[what], what, said)
		}
	}
}

// checkThemes compares the matcher and the loops on texts; the themes are asked
// in a random order of documents, with memory that is used again.
func checkThemes(t *testing.T, tk *tokenize.Tokenizer, cb *themes.Codebook, texts []string, said map[string]int) {
	t.Helper()
	m, err := Compile(cb, tk)
	if err != nil {
		return // a word without letters
	}
	f := facts{"plan": {"pro"}}
	var h Hits
	for _, text := range texts {
		s := newSlow(tk, text, f)
		m.Match(s.doc, s.p, &h)
		candidates := m.Candidates(&h, nil)
		for i := range cb.Themes {
			theme := &cb.Themes[i]
			want := make(map[string]string)
			for j := range theme.Terms["any"] {
				term := &theme.Terms["any"][j]
				if says := s.term(term, term.Negated, theme.Exclude["any"]); says != "" {
					want[term.Text] = says
					word, _, _ := strings.Cut(says, " ")
					said[word]++
					said[strings.TrimRight(says, " -0123456789")]++
				}
			}
			got := make(map[string]string)
			for _, hit := range m.Terms(i, &h, f) {
				if !hit.Exclude {
					got[hit.Term.Text] = fast(hit)
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("text %q, theme %s\nmatcher %v\nloops   %v\nterms %s\nexclude %s", text, theme.ID, got, want, nodes(theme.Terms["any"]), nodes(theme.Exclude["any"]))
			}
			if len(got) > 0 && !slices.Contains(candidates, i) {
				t.Errorf("text %q: theme %d is no candidate, and holds", text, i)
			}
			checkTheme(t, m, i, &h, f)
		}
	}
}

// checkTheme wants of Theme what Terms says of each term.
func checkTheme(t *testing.T, m *Matcher, i int, h *Hits, f facts) {
	t.Helper()
	hit, ok := m.Theme(i, h, f)
	var first *TermHit
	given, negated := 0, true
	var evidence []datasets.Span
	for _, term := range m.Terms(i, h, f) {
		if term.Exclude {
			continue
		}
		if first == nil || first.SuppressedBy != "" && term.SuppressedBy == "" {
			first = &term
		}
		if term.SuppressedBy == "" {
			given++
			negated = negated && term.Negated
			evidence = append(evidence, term.Evidence...)
		}
	}
	if ok != (first != nil) {
		t.Errorf("theme %d: %v, terms say %v", i, ok, first != nil)
	}
	if !ok {
		return
	}
	if given == 0 {
		evidence, negated = first.Evidence, first.Negated
	}
	if hit.Term != first.Term || hit.SuppressedBy != first.SuppressedBy || hit.Negated != negated {
		t.Errorf("theme %d: %+v, terms say %+v, negated %v", i, hit, first, negated)
	}
	for _, s := range evidence {
		if !slices.ContainsFunc(hit.Evidence, func(w datasets.Span) bool { return w.Start <= s.Start && s.End <= w.End }) {
			t.Errorf("theme %d: %v is in the evidence of a term, and not in %v", i, s, hit.Evidence)
		}
	}
}

func nodes(list []themes.Term) string {
	var out []string
	for _, t := range list {
		out = append(out, t.Text+" ("+t.Negated+"): "+t.Node.String())
	}
	return strings.Join(out, "; ")
}

// FuzzMatch holds the matcher against the loops, on themes that are read from
// arbitrary expressions.
func FuzzMatch(f *testing.F) {
	for i, c := range allCases() {
		f.Add(c.term, "not "+c.term, c.text, uint8(i))
	}
	f.Add("/./", "a NEAR/0 b", "a\x00b", uint8(0))
	f.Add("=ß", "/ẞ/", "ẞ ß SS", uint8(1))
	tk := tokenizer(f)
	f.Fuzz(func(t *testing.T, term, exclude, text string, mode uint8) {
		text = strings.ToValidUTF8(text, "�")
		if len(text) > 200 || len(term) > 100 || len(exclude) > 100 {
			return
		}
		n, err := expr.Parse(term, expr.List)
		x, xerr := expr.Parse(exclude, expr.List)
		if err != nil {
			return
		}
		theme := themes.Theme{ID: "t", Exclude: themes.Terms{}, Terms: themes.Terms{"any": {{
			Text: "term", Node: n, Negated: []string{themes.NegatedExclude, themes.NegatedRequire, themes.NegatedIgnore}[mode%3],
		}}}}
		if xerr == nil && mode&4 != 0 {
			theme.Exclude["any"] = []themes.Term{{Text: "x", Node: x}}
		}
		checkThemes(t, tk, &themes.Codebook{Themes: []themes.Theme{theme}}, []string{text, text + ". " + text}, make(map[string]int))
	})
}
