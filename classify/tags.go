package classify

import (
	"cmp"
	"slices"

	"verbatim/classify/lookup"
	"verbatim/classify/polarity"
	"verbatim/datasets"
	"verbatim/themes"
	"verbatim/themes/expr"
)

// SentimentTheme is the Tag.SentimentSource of a theme that declares one.
const SentimentTheme = "theme"

// decided is a theme of a group that a verbatim has.
type decided struct{ group, theme string }

// Tags appends the tags of the verbatim that r read: one for each theme that
// the lookup lists, models or people name, in the order of the codebook,
// applied, suppressed or removed. f answers field conditions about the response
// and may be nil; of v it reads the ids, the intent, the score, the date and the
// run. given is what models say, the best judge first, each of a source of its
// own. labels are the latest ones of the verbatim, one a theme at most; those of
// themes that the codebook no longer has give nothing.
//
// Themes are decided by their priority, then in the order of the file. Of the
// themes of a group the first one stays; one that says stop is the last. How
// lists and models decide together says the codebook (Codebook.CombineOf).
// People win: what they gave is applied, and is the theme of its group; what
// they took decides nothing about other themes. A label that says what the
// lists say changes no other tag.
func (t *Tagger) Tags(r *Reading, f expr.Facts, v *datasets.Verbatim, given []Given, labels []datasets.Label, dst []datasets.Tag) []datasets.Tag {
	d := decision{Tagger: t, r: r, v: v, given: given, labels: labels, from: len(dst), tags: dst}
	r.facts.reset(f)
	if v.Intent != "" {
		r.facts.intent = append(r.facts.intent, string(v.Intent))
	}
	for _, i := range d.order() {
		d.decide(i)
	}
	tags := d.tags[d.from:]
	slices.SortFunc(tags, func(a, b datasets.Tag) int { return cmp.Compare(t.index[a.ThemeID], t.index[b.ThemeID]) })
	return d.tags
}

// decision is the state of one call of Tags.
type decision struct {
	*Tagger
	r       *Reading
	v       *datasets.Verbatim
	given   []Given
	labels  []datasets.Label
	from    int // of this verbatim in tags
	tags    []datasets.Tag
	stopped string // the theme that said stop
}

// order returns the themes that the lists, models or labels name, in the order
// in which they are decided, and notes which groups have a theme by a label.
func (d *decision) order() []int {
	r := d.r
	r.candidates, r.groups = r.candidates[:0], r.groups[:0]
	if d.v.ContentStatus == datasets.Content {
		r.candidates = d.matcher.Candidates(&r.Hits, r.candidates)
		for i := range d.given {
			for j := range d.given[i].Themes {
				d.candidate(d.given[i].Themes[j].ThemeID)
			}
		}
	}
	for i := range d.labels {
		l := &d.labels[i]
		if theme := d.candidate(l.ThemeID); theme != nil && theme.Group != "" && !l.Removed {
			r.groups = append(r.groups, decided{theme.Group, l.ThemeID})
		}
	}
	slices.SortFunc(r.candidates, func(a, b int) int { return cmp.Compare(d.rank[a], d.rank[b]) })
	return r.candidates
}

// candidate makes a theme one that is decided, and returns it: nil where the
// codebook no longer has it.
func (d *decision) candidate(id string) *themes.Theme {
	i, known := d.index[id]
	if !known {
		return nil
	}
	if !slices.Contains(d.r.candidates, i) {
		d.r.candidates = append(d.r.candidates, i)
	}
	return &d.codebook.Themes[i]
}

// label returns the label of a theme, or nil.
func (d *decision) label(theme string) *datasets.Label {
	for i := range d.labels {
		if d.labels[i].ThemeID == theme {
			return &d.labels[i]
		}
	}
	return nil
}

// decide adds the tag of a theme.
func (d *decision) decide(i int) {
	theme := &d.codebook.Themes[i]
	label := d.label(theme.ID)
	var hit *lookup.ThemeHit
	var says opinion
	if d.v.ContentStatus == datasets.Content {
		if h, ok := d.matcher.Theme(i, &d.r.Hits, &d.r.facts); ok {
			hit = &h
		}
		says = d.opinion(theme)
	}
	if hit == nil && says.first == nil && label == nil {
		return
	}
	tag := d.newTag(theme)
	given := d.byMachines(&tag, theme, hit, &says)
	if label != nil {
		d.byPerson(&tag, theme, label, given)
	}
	d.tags = append(d.tags, tag)
	if tag.State != datasets.Applied {
		return
	}
	d.r.facts.themes = append(d.r.facts.themes, d.lineage[theme.ID]...)
	if theme.Group != "" {
		d.r.groups = append(d.r.groups, decided{theme.Group, theme.ID})
	}
	if (theme.Stop || hit != nil && hit.Stop) && d.stopped == "" {
		d.stopped = theme.ID
	}
}

func (d *decision) newTag(theme *themes.Theme) datasets.Tag {
	return datasets.Tag{
		VerbatimID:    d.v.VerbatimID,
		ResponseID:    d.v.ResponseID,
		ThemeID:       theme.ID,
		ParentThemeID: theme.Parent,
		State:         datasets.Applied,
		Evidence:      []datasets.Span{},
		RespondedOn:   d.v.RespondedOn,
		RunNumber:     d.v.RunNumber,
	}
}

// byMachines fills in what the lookup lists and the models found, and says
// whether they give the theme. The model that decides is the winning source;
// what it does not tell, the lists do.
func (d *decision) byMachines(tag *datasets.Tag, theme *themes.Theme, hit *lookup.ThemeHit, says *opinion) bool {
	lists := hit != nil && hit.SuppressedBy == ""
	if hit != nil && (lists || !says.gives()) {
		d.byLists(tag, theme, hit)
	}
	if says.gives() || says.first != nil && hit == nil {
		d.byModels(tag, theme, says)
	}
	if tag.Sources == nil {
		return false
	}
	switch {
	case says.gives() || lists:
		tag.SuppressedBy = combined(d.codebook.CombineOf(theme), says, lists)
	case hit != nil:
		tag.SuppressedBy = hit.SuppressedBy
	default:
		tag.SuppressedBy = says.doubt
	}
	if tag.SuppressedBy == "" {
		tag.SuppressedBy = d.refused(theme, tag.Sentiment)
	}
	if tag.SuppressedBy != "" {
		tag.State = datasets.Suppressed
	}
	return tag.SuppressedBy == ""
}

// byLists fills in what the lookup lists found.
func (d *decision) byLists(tag *datasets.Tag, theme *themes.Theme, hit *lookup.ThemeHit) {
	tag.Source, tag.SourceVersion = datasets.SourceLookup, d.codebook.Hash
	tag.Sources = []datasets.TagSource{datasets.SourceLookup}
	tag.Rule, tag.Negated, tag.Evidence = hit.Rule, hit.Negated, hit.Evidence
	if len(hit.Evidence) > 0 {
		tag.EvidenceText = hit.Evidence[0].Text
	}
	tag.Sentiment, tag.SentimentSource = d.sentiment(theme, hit, hit.Negated && !wantsNegated(theme, hit.Term))
}

// byModels puts what the models say over what the lists found.
func (d *decision) byModels(tag *datasets.Tag, theme *themes.Theme, says *opinion) {
	var sources []datasets.TagSource
	for _, g := range says.of {
		sources = append(sources, g.Source)
	}
	tag.Sources = append(sources, tag.Sources...)
	tag.Source, tag.SourceVersion = says.of[0].Source, says.of[0].Version
	tag.Confidence = datasets.Some(says.first.Confidence)
	if len(says.first.Evidence) > 0 {
		tag.Evidence, tag.EvidenceText = says.first.Evidence, says.first.Evidence[0].Text
	}
	switch {
	case theme.Sentiment != "":
		tag.Sentiment, tag.SentimentSource = flipped(theme.Sentiment, tag.Negated), SentimentTheme
	case says.first.Sentiment != "":
		tag.Sentiment, tag.SentimentSource = says.first.Sentiment, string(tag.Source)
	case tag.Sentiment == "":
		tag.Sentiment, tag.SentimentSource = d.sentiment(theme, nil, false)
	}
}

// byPerson makes a label the winning source of a tag, which machines give or
// not. What they found and did not give is no part of it.
func (d *decision) byPerson(tag *datasets.Tag, theme *themes.Theme, l *datasets.Label, given bool) {
	if !given {
		tag.Sources, tag.Rule, tag.Negated, tag.Evidence, tag.EvidenceText = nil, "", false, []datasets.Span{}, ""
		tag.Sentiment, tag.SentimentSource = d.sentiment(theme, nil, false)
	}
	tag.Confidence = datasets.Opt[float64]{} // of a machine
	tag.Source, tag.SourceVersion = datasets.SourceHuman, cmp.Or(l.By, "unknown")
	tag.Sources = append([]datasets.TagSource{datasets.SourceHuman}, tag.Sources...)
	tag.State, tag.SuppressedBy = datasets.Applied, ""
	if l.Removed {
		tag.State = datasets.Removed
	}
}

// refused says which rule of the codebook keeps a theme from being applied, or
// nothing.
func (d *decision) refused(theme *themes.Theme, s datasets.Sentiment) string {
	if !d.holds(theme, s) {
		return "when"
	}
	for _, g := range d.r.groups {
		if g.group == theme.Group && g.theme != theme.ID {
			return "group " + g.group + " " + g.theme
		}
	}
	if d.stopped != "" {
		return "stop " + d.stopped
	}
	return ""
}

// holds says whether the condition of a theme holds for a tag of a sentiment.
func (d *decision) holds(theme *themes.Theme, s datasets.Sentiment) bool {
	if theme.When == nil {
		return true
	}
	f := &d.r.facts
	if f.sentiment = f.sentiment[:0]; s != "" {
		f.sentiment = append(f.sentiment, string(s))
	}
	holds := expr.Eval(theme.When, func(expr.Node) bool { return false }, f)
	f.sentiment = f.sentiment[:0]
	return holds
}

// sentiment is that which the theme declares, else that of the words around
// the evidence, else that of the score.
func (d *decision) sentiment(theme *themes.Theme, hit *lookup.ThemeHit, negated bool) (datasets.Sentiment, string) {
	if theme.Sentiment != "" {
		return flipped(theme.Sentiment, negated), SentimentTheme
	}
	prior := polarity.Prior{Metric: d.v.Metric, Score: d.v.Score}
	if hit == nil || len(hit.Tokens) == 0 {
		return d.r.scope.Text(prior)
	}
	return d.r.scope.Sentiment(hit.Tokens, prior)
}

// wantsNegated says whether a term gives its theme by being negated: then the
// theme's sentiment is that of the negated words.
func wantsNegated(theme *themes.Theme, term *themes.Term) bool {
	return cmp.Or(term.Negated, theme.Negated) == themes.NegatedRequire
}

func flipped(s datasets.Sentiment, negated bool) datasets.Sentiment {
	switch {
	case negated && s == datasets.Positive:
		return datasets.Negative
	case negated && s == datasets.Negative:
		return datasets.Positive
	}
	return s
}
