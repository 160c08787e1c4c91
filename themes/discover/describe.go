package discover

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

const (
	maxTerms    = 8     // of a theme and language
	maxShown    = 12    // phrases that are told of a theme
	maxNamed    = 3     // phrases in a name
	sureTerm    = 0.5   // share of the texts with a term that are in the group, at least;
	sureFirst   = 0.25  // of the most telling one: others may well have it beside their own subject
	maxExamples = 3     // of a theme, where nobody says
	leastTexts  = 5     // of a theme, where nobody says, and
	leastShare  = 0.005 // of all texts
)

// found is a group of texts with what sets it apart.
type found struct {
	docs    []*doc // the most typical first
	aspects []aspect
	worded  *draft // name and definition by a model; nil where they follow from the terms
}

// aspect is what sets the texts of one language in a group apart.
type aspect struct {
	lang    string
	telling []telling
	terms   []telling
	spelt   map[phrase]string
}

// describer describes groups.
type describer struct {
	*corpus
	o      *Options
	counts map[string]*phraseCounts // by language, of all texts and the background
}

func newDescriber(c *corpus, o *Options) *describer {
	d := &describer{c, o, map[string]*phraseCounts{}}
	for _, lang := range languages {
		d.counts[lang] = countPhrases(append(inLanguage(c.texts.docs, lang), inLanguage(c.background.docs, lang)...))
	}
	return d
}

// found describes groups, and leaves out those that nothing sets apart or that
// are small.
func (d *describer) found(groups [][]*doc) []found {
	least := d.o.MinSize
	if least == 0 {
		least = max(leastTexts, int(leastShare*float64(len(d.texts.docs))))
	}
	var out []found
	for _, docs := range groups {
		f := d.describe(docs)
		if !d.o.Complete {
			f.docs = slices.DeleteFunc(f.docs, func(x *doc) bool { return d.typical(&f, x) == 0 })
		}
		if d.o.Complete || len(f.docs) >= least {
			out = append(out, f)
		}
	}
	return out
}

// describe finds what sets texts apart, in each language that they have.
func (d *describer) describe(docs []*doc) found {
	f := found{docs: slices.Clone(docs)}
	for _, lang := range languages {
		in := inLanguage(docs, lang)
		if len(in) == 0 {
			continue
		}
		a := aspect{lang: lang, telling: d.counts[lang].telling(in)}
		a.terms = chooseTerms(a.telling)
		a.spelt = d.spell(in, a.telling, d.counts[lang].usual)
		f.aspects = append(f.aspects, a)
	}
	score := map[*doc]float64{}
	for _, x := range f.docs {
		score[x] = d.typical(&f, x)
	}
	slices.SortFunc(f.docs, func(a, b *doc) int {
		return cmp.Or(cmp.Compare(score[b], score[a]), byHash(a, b))
	})
	return f
}

// typical returns how much a text has of what sets its group apart, for its
// length: a long text that says it among much else is less typical.
func (d *describer) typical(f *found, x *doc) float64 {
	has := x.phrases(d.counts[x.lang].usual)
	var sum float64
	for i := range f.aspects {
		a := &f.aspects[i]
		if a.lang != x.lang {
			continue
		}
		for _, t := range a.telling[:min(len(a.telling), maxShown)] {
			if has[t.phrase] {
				sum += t.llr
			}
		}
	}
	return sum / math.Sqrt(float64(10+len(x.words)))
}

// chooseTerms returns the phrases that are right often enough, without those that
// hold one chosen before, or stand in one, and so find little more; or the first
// phrase, where none is so sure.
func chooseTerms(phrases []telling) []telling {
	var terms []telling
	for i, t := range phrases {
		sure := sureTerm
		if i == 0 {
			sure = sureFirst
		}
		if t.precision() < sure || slices.ContainsFunc(terms, t.doubles) {
			continue
		}
		if terms = append(terms, t); len(terms) == maxTerms {
			break
		}
	}
	if len(terms) == 0 && len(phrases) > 0 {
		terms = phrases[:1]
	}
	return terms
}

// doubles reports whether a phrase adds little to another one: it holds it, or
// it stands in it and in few texts more.
func (t *telling) doubles(o telling) bool {
	return o.within(t.phrase) || t.within(o.phrase) && float64(t.inside) < 1.5*float64(o.inside)
}

// terms returns the terms in all languages.
func (f *found) terms() []telling {
	var all []telling
	for i := range f.aspects {
		all = append(all, f.aspects[i].terms...)
	}
	return all
}

// examples returns the most typical texts, each wording once.
func (f *found) examples(most int) []Example {
	examples := []Example{}
	said := map[string]bool{}
	for _, x := range f.docs {
		if key := strings.ToLower(strings.Trim(x.quote, " .!。！")); len(examples) < most && !said[key] {
			said[key] = true
			examples = append(examples, Example{x.id, x.lang, x.quote})
		}
	}
	return examples
}

// proposal makes themes of what was found, the largest first.
func (d *describer) proposal(all []found) *Proposal {
	whole := tallyOf(d.texts.docs)
	p := &Proposal{
		Texts: d.texts.seen, Looked: len(d.texts.docs), Background: len(d.background.docs),
		Responses: whole.responses, NPS: whole.nps(), Themes: []Theme{},
	}
	slices.SortStableFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(len(b.docs), len(a.docs)), byHash(a.docs[0], b.docs[0]))
	})
	names := newNames(d.o)
	for i := range all {
		t := d.theme(&all[i])
		t.Share = float64(t.Responses) / float64(whole.responses)
		names.settle(&t)
		p.Grouped += t.Verbatims
		p.Themes = append(p.Themes, t)
	}
	return p
}

func (d *describer) theme(f *found) Theme {
	tally := tallyOf(f.docs)
	t := Theme{
		Name: map[string]string{}, Definition: map[string]string{}, Terms: map[string][]string{}, Phrases: []Phrase{},
		Verbatims: len(f.docs), Responses: tally.responses, NPS: tally.nps(), Near: d.near(f),
	}
	for i := range f.aspects {
		f.aspects[i].into(&t)
	}
	if f.worded != nil {
		f.worded.into(&t)
	}
	t.Departments = d.departments(f, t.Near)
	t.Examples = f.examples(cmp.Or(d.o.Examples, maxExamples))
	for _, x := range f.docs {
		t.Members = append(t.Members, x.id)
	}
	slices.Sort(t.Members)
	return t
}

// into adds name, definition, terms and phrases in one language to a theme.
func (a *aspect) into(t *Theme) {
	if len(a.terms) > 0 {
		t.Name[a.lang] = a.name()
		t.Definition[a.lang] = a.definition()
	}
	for _, term := range a.terms {
		if text := Quoted(a.spelt[term.phrase]); !slices.Contains(t.Terms[a.lang], text) {
			t.Terms[a.lang] = append(t.Terms[a.lang], text)
		}
	}
	for _, p := range a.telling[:min(len(a.telling), maxShown)] {
		t.Phrases = append(t.Phrases, Phrase{a.spelt[p.phrase], a.lang, p.inside, p.beside, p.llr})
	}
}

// worded makes themes as a model words them of the texts that it sorted there.
func (d *describer) worded(drafts []draft, groups [][]*doc) []found {
	var out []found
	for i, docs := range groups {
		if len(docs) >= max(1, d.o.MinSize) {
			f := d.describe(docs)
			f.worded = &drafts[i]
			out = append(out, f)
		}
	}
	return out
}
