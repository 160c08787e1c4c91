package discover

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"
	"strings"

	"verbatim/datasets"
)

// GrowthOptions say what Emerging compares.
type GrowthOptions struct {
	Since  datasets.Opt[datasets.Date] // from this day to the newest; else the last complete Period
	Period Period                      // "" is Month
	Rate   float64                     // of false discoveries that is put up with; 0 means 0.05
	Limit  int                         // texts that are looked at; 0 means DefaultLimit
}

// Growth is what Emerging found.
type Growth struct {
	Texts   int     `json:"texts"`  // with a date
	Looked  int     `json:"looked"` // of them looked at: fewer than Texts where there are too many
	Undated int     `json:"undated"`
	Tested  int     `json:"tested"` // phrases and themes
	Now     Span    `json:"now"`
	Before  Span    `json:"before"`
	Grown   []Grown `json:"grown"` // themes first, then phrases; the surest first
}

// Span is a stretch of time, both days included.
type Span struct {
	From      datasets.Date `json:"from"`
	To        datasets.Date `json:"to"`
	Responses int           `json:"responses"` // with texts that were looked at
}

// Grown is a theme or a phrase whose share of the responses grew.
type Grown struct {
	Kind        string                `json:"kind"` // theme or phrase
	ThemeID     string                `json:"theme_id,omitempty"`
	Phrase      string                `json:"phrase,omitempty"`
	Now         int                   `json:"now"`    // responses
	Before      int                   `json:"before"` // responses
	ShareNow    float64               `json:"share_now"`
	ShareBefore float64               `json:"share_before"`
	Ratio       datasets.Opt[float64] `json:"ratio"` // of the shares; null where there was none before
	LLR         float64               `json:"llr"`
	P           float64               `json:"p"`
	Q           float64               `json:"q"`
	Example     Example               `json:"example"` // of now
}

// ErrNoDates says that no text has a date.
var ErrNoDates = errors.New("no text has a date")

// ErrNoPast says that all texts are of the period that was to be compared with
// those before, or none is.
var ErrNoPast = errors.New("there are no texts on one side of the comparison")

// leastTested is in how many responses, of both times together, something must
// stand to be tested: with fewer, no test finds anything. That the number is of
// both times keeps the test honest.
const leastTested = 5

// Emerging compares the responses of a period with all those before it: which
// phrases and themes are in a larger share of them than chance would have it, by
// Fisher's exact test, with the rate of false discoveries kept down over all that
// was tested. Errors are those of texts and ctx, ErrNoDates and ErrNoPast.
func Emerging(ctx context.Context, texts iter.Seq2[Text, error], o GrowthOptions) (*Growth, error) {
	g := &Growth{Grown: []Grown{}}
	c, err := read(ctx, g.dated(texts), cmp.Or(o.Limit, DefaultLimit))
	if err != nil {
		return nil, err
	}
	docs := c.texts.docs
	if g.Texts, g.Looked = c.texts.seen, len(docs); len(docs) == 0 {
		return nil, ErrNoDates
	}
	g.spans(docs, o)
	t := c.timeline(docs, g.Now, g.Before)
	g.Now.Responses, g.Before.Responses = t.responses[now], t.responses[before]
	if g.Now.Responses == 0 || g.Before.Responses == 0 {
		return nil, ErrNoPast
	}
	g.test(c, docs, t, cmp.Or(o.Rate, 0.05))
	return g, ctx.Err()
}

// dated leaves out texts without a date, and counts them.
func (g *Growth) dated(texts iter.Seq2[Text, error]) iter.Seq2[Text, error] {
	return func(yield func(Text, error) bool) {
		for t, err := range texts {
			if err == nil && !t.Date.OK {
				g.Undated++
				continue
			}
			t.Background = false
			if !yield(t, err) {
				return
			}
		}
	}
}

// spans decides what is compared.
func (g *Growth) spans(docs []*doc, o GrowthOptions) {
	g.Before.From = docs[0].date
	newest := docs[0].date
	for _, d := range docs {
		g.Before.From = min(g.Before.From, d.date)
		newest = max(newest, d.date)
	}
	g.Now.From, g.Now.To = o.Since.V, newest
	if !o.Since.OK {
		g.Now.From, g.Now.To = cmp.Or(o.Period, Month).Complete(newest)
	}
	g.Before.To = g.Now.From - 1
}

// now and before are the sides of a comparison.
const (
	now = iota
	before
)

// counted is what one phrase or theme has on both sides.
type counted struct {
	responses [2]int
	example   *doc // of now, the first by hash
}

// timeline is how many responses have what on both sides.
type timeline struct {
	responses [2]int
	phrases   map[phrase]*counted
	themes    map[string]*counted
	usual     func(uint32) bool
}

// timeline counts each phrase and theme once a response.
func (c *corpus) timeline(docs []*doc, nowIs, beforeIs Span) *timeline {
	df := frequencies(docs)
	t := &timeline{phrases: map[phrase]*counted{}, themes: map[string]*counted{}, usual: func(k uint32) bool { return df[k] >= minTexts }}
	docs = slices.Clone(docs)
	slices.SortStableFunc(docs, func(a, b *doc) int { return strings.Compare(a.response, b.response) })
	for len(docs) > 0 {
		n := 1
		for n < len(docs) && docs[n].response == docs[0].response {
			n++
		}
		switch day := docs[0].date; {
		case day >= nowIs.From && day <= nowIs.To:
			t.count(docs[:n], now)
		case day >= beforeIs.From && day <= beforeIs.To:
			t.count(docs[:n], before)
		}
		docs = docs[n:]
	}
	return t
}

// count counts the texts of one response.
func (t *timeline) count(docs []*doc, side int) {
	t.responses[side]++
	phrases, themes := map[phrase]*doc{}, map[string]*doc{}
	for _, d := range docs {
		for p := range d.phrases(t.usual) {
			phrases[p] = cmp.Or(phrases[p], d)
		}
		for _, id := range d.themes {
			themes[id] = cmp.Or(themes[id], d)
		}
	}
	tick(t.phrases, phrases, side)
	tick(t.themes, themes, side)
}

func tick[K comparable](counts map[K]*counted, has map[K]*doc, side int) {
	for k, d := range has {
		c := counts[k]
		if c == nil {
			c = &counted{}
			counts[k] = c
		}
		c.responses[side]++
		if side == now && (c.example == nil || byHash(d, c.example) < 0) {
			c.example = d
		}
	}
}

// candidate is something that is tested.
type candidate struct {
	theme  string
	phrase phrase
	*counted
	p, q, llr float64
}

// test fills Grown.
func (g *Growth) test(c *corpus, docs []*doc, t *timeline, rate float64) {
	var found []candidate
	for _, all := range [][]candidate{t.testedThemes(), t.testedPhrases()} {
		g.Tested += len(all)
		p := make([]float64, len(all))
		for i := range all {
			p[i] = all[i].p
		}
		for i, q := range FalseDiscovery(p) {
			if all[i].q = q; q <= rate {
				found = append(found, all[i])
			}
		}
	}
	slices.SortFunc(found, bySureness)
	found = undoubled(found)
	spelt := c.spellings(docs, found, t.usual)
	for i := range found {
		g.Grown = append(g.Grown, g.grown(t, &found[i], spelt))
	}
}

// spellings returns how the phrases that grew are written.
func (c *corpus) spellings(docs []*doc, found []candidate, usual func(uint32) bool) map[phrase]string {
	var phrases []telling
	for i := range found {
		if found[i].theme == "" {
			phrases = append(phrases, telling{phrase: found[i].phrase})
		}
	}
	return c.spell(docs, phrases, usual)
}

// bySureness puts themes before phrases, and among either the surest first.
func bySureness(a, b candidate) int {
	if (a.theme == "") != (b.theme == "") {
		return strings.Compare(b.theme, a.theme)
	}
	return cmp.Or(cmp.Compare(a.p, b.p), cmp.Compare(b.phrase.length(), a.phrase.length()),
		strings.Compare(a.theme, b.theme), slices.Compare(a.phrase[:], b.phrase[:]))
}

// testedThemes and testedPhrases test everything that stands in enough
// responses. They are two families: a list of themes is read apart from one of
// phrases, of which there are many more.
func (t *timeline) testedThemes() []candidate {
	var all []candidate
	for id, n := range t.themes {
		all = t.tested(all, candidate{theme: id, counted: n})
	}
	return all
}

func (t *timeline) testedPhrases() []candidate {
	var all []candidate
	for p, n := range t.phrases {
		all = t.tested(all, candidate{phrase: p, counted: n})
	}
	return all
}

func (t *timeline) tested(all []candidate, x candidate) []candidate {
	a, b := x.responses[now], x.responses[before]
	if a+b < leastTested {
		return all
	}
	x.p = 1
	if x.llr = LogLikelihood(a, t.responses[now], b, t.responses[before]); x.llr > 0 {
		x.p = FisherGrew(a, t.responses[now], b, t.responses[before])
	}
	return append(all, x)
}

// undoubled leaves out phrases that stand in a surer one, or that one stands in,
// and that are in nearly the same responses.
func undoubled(all []candidate) []candidate {
	var kept []candidate
	for _, x := range all {
		double := slices.ContainsFunc(kept, func(k candidate) bool {
			return x.theme == "" && k.theme == "" && (x.phrase.within(k.phrase) || k.phrase.within(x.phrase)) &&
				float64(min(x.responses[now], k.responses[now])) >= 0.5*float64(max(x.responses[now], k.responses[now]))
		})
		if !double {
			kept = append(kept, x)
		}
	}
	return kept
}

func (g *Growth) grown(t *timeline, x *candidate, spelt map[phrase]string) Grown {
	a, b := x.responses[now], x.responses[before]
	out := Grown{
		Kind: "theme", ThemeID: x.theme, Now: a, Before: b,
		ShareNow: float64(a) / float64(t.responses[now]), ShareBefore: float64(b) / float64(t.responses[before]),
		LLR: x.llr, P: x.p, Q: x.q, Example: Example{x.example.id, x.example.lang, x.example.quote},
	}
	if x.theme == "" {
		out.Kind, out.Phrase = "phrase", spelt[x.phrase]
	}
	if b > 0 {
		out.Ratio = datasets.Some(out.ShareNow / out.ShareBefore)
	}
	return out
}
