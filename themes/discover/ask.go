package discover

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// Asker asks a language model. schema is a strict JSON schema of the reply, which
// need not be kept: replies are checked. An error ends the work, but ErrSpent.
type Asker interface {
	Ask(ctx context.Context, system, user string, schema json.RawMessage) (string, error)
}

// ErrSpent is what an Asker returns when nothing more is to be asked: what has
// been answered so far is made use of, and Proposal.Unanswered tells the rest.
var ErrSpent = errors.New("nothing more is to be asked")

// AskOptions say what Ask makes.
type AskOptions struct {
	Options                          // Complete does not matter
	Sample  int                      // texts that are shown to the model; 0 means DefaultSample
	Redact  func(text string) string // replaces what must not leave; nil leaves all
}

// DefaultSample is how many texts a model is shown where Options say nothing.
const DefaultSample = 400

const (
	textsAsked     = 20 // in one request
	summariesAsked = 60 // in one request: the minibatch
	mostThemes     = 16 // where Options do not say
)

// Ask lets a model word the themes, in the manner of TnT-LLM (Wan and others,
// "TnT-LLM: text mining at scale with large language models", arXiv 2403.12173):
// it sums up a sample of the texts, makes a list of themes from the summaries
// batch by batch, goes over it once more, and sorts the sample into the themes.
// Terms, departments and figures are then found as Discover finds them, over the
// texts of the sample.
func Ask(ctx context.Context, asker Asker, texts iter.Seq2[Text, error], o AskOptions) (*Proposal, error) {
	c, err := read(ctx, texts, cmp.Or(o.Limit, DefaultLimit))
	if err != nil {
		return nil, err
	}
	if len(c.texts.docs) == 0 {
		return nil, ErrNoTexts
	}
	c.texts.docs = c.texts.docs[:min(len(c.texts.docs), cmp.Or(o.Sample, DefaultSample))]
	t := &talk{ctx: ctx, asker: asker, o: &o}
	summaries := t.summarise(c.texts.docs)
	drafts := t.makeThemes(summaries)
	groups := t.assign(c.texts.docs, drafts)
	if t.err != nil && !errors.Is(t.err, ErrSpent) {
		return nil, t.err
	}
	d := newDescriber(c, &o.Options)
	p := d.proposal(d.worded(drafts, groups))
	p.Unanswered = t.unanswered
	return p, nil
}

// talk is the way through the steps. Once it has an error it asks no more.
type talk struct {
	ctx        context.Context
	asker      Asker
	o          *AskOptions
	err        error
	unanswered int // requests without an answer of use
}

// ask sends one request and reads the reply, which is asked for once more where
// it makes no sense. It reports whether there is an answer.
func (t *talk) ask(system string, data any, schema json.RawMessage, reply any) bool {
	user, err := json.Marshal(data)
	if err != nil {
		t.err = fmt.Errorf("request: %w", err)
	}
	for range 2 {
		if t.err != nil {
			break
		}
		var text string
		if text, t.err = t.asker.Ask(t.ctx, system, string(user), schema); t.err == nil && unmarshal(text, reply) == nil {
			return true
		}
	}
	t.unanswered++
	return false
}

// unmarshal reads the object in a reply, whatever stands around it.
func unmarshal(text string, reply any) error {
	from, to := strings.IndexByte(text, '{'), strings.LastIndexByte(text, '}')
	if from < 0 || to < from {
		return errors.New("wanted a JSON object")
	}
	return json.Unmarshal([]byte(text[from:to+1]), reply)
}

// out returns a text as it may leave.
func (t *talk) out(d *doc) string {
	if t.o.Redact == nil {
		return d.quote
	}
	return t.o.Redact(d.quote)
}

// numbered returns texts with numbers from 1.
func (t *talk) numbered(docs []*doc) []numbered {
	out := make([]numbered, len(docs))
	for i, d := range docs {
		out[i] = numbered{i + 1, t.out(d)}
	}
	return out
}

// summarise returns summaries of the texts that got one.
func (t *talk) summarise(docs []*doc) []string {
	var summaries []string
	for batch := range slices.Chunk(docs, textsAsked) {
		var reply struct {
			Summaries []struct {
				N       int
				Summary string
			}
		}
		if !t.ask(askSummaries, map[string]any{"answers": t.numbered(batch)}, summarySchema, &reply) {
			continue
		}
		seen := map[int]bool{}
		for _, s := range reply.Summaries {
			if s.N >= 1 && s.N <= len(batch) && !seen[s.N] && strings.TrimSpace(s.Summary) != "" {
				seen[s.N] = true
				summaries = append(summaries, s.Summary)
			}
		}
	}
	return summaries
}

// makeThemes makes the list of themes, batch by batch, and goes over it.
func (t *talk) makeThemes(summaries []string) []draft {
	var drafts []draft
	for batch := range slices.Chunk(summaries, summariesAsked) {
		drafts = t.updateThemes(drafts, batch)
	}
	if len(drafts) > 0 {
		drafts = t.updateThemes(drafts, nil)
	}
	return drafts
}

// updateThemes returns the list as it suits more summaries; without any it is
// reviewed. Where there is no answer the list stays.
func (t *talk) updateThemes(drafts []draft, summaries []string) []draft {
	most := cmp.Or(t.o.Themes, mostThemes)
	var known []string
	for _, k := range t.o.Known {
		known = append(known, cmp.Or(k.Name, k.ID))
	}
	var reply struct{ Themes []draft }
	data := map[string]any{"codebook": known, "themes": append([]draft{}, drafts...), "summaries": append([]string{}, summaries...)}
	if !t.ask(themesPrompt(most, summaries == nil), data, themesSchema, &reply) {
		return drafts
	}
	var list []draft
	seen := map[string]bool{}
	for _, d := range reply.Themes {
		name := strings.ToLower(strings.TrimSpace(d.NameEN))
		if name == "" || seen[name] || len(list) == most {
			continue
		}
		seen[name] = true
		list = append(list, d)
	}
	if len(list) == 0 {
		return drafts
	}
	return list
}

// assign sorts the texts into the themes: one group a theme.
func (t *talk) assign(docs []*doc, drafts []draft) [][]*doc {
	groups := make([][]*doc, len(drafts))
	if len(drafts) == 0 {
		return groups
	}
	menu := make([]namedTheme, len(drafts))
	for i, d := range drafts {
		menu[i] = namedTheme{i + 1, d.NameEN, d.DefinitionEN}
	}
	for batch := range slices.Chunk(docs, textsAsked) {
		var reply struct{ Answers []struct{ N, Theme int } }
		if !t.ask(askAssign, map[string]any{"themes": menu, "answers": t.numbered(batch)}, assignSchema, &reply) {
			continue
		}
		seen := map[int]bool{}
		for _, a := range reply.Answers {
			if a.N < 1 || a.N > len(batch) || seen[a.N] {
				continue
			}
			seen[a.N] = true
			if a.Theme >= 1 && a.Theme <= len(drafts) {
				groups[a.Theme-1] = append(groups[a.Theme-1], batch[a.N-1])
			}
		}
	}
	return groups
}

// into words a theme. What the model left empty stays as it was found.
func (d *draft) into(t *Theme) {
	set := func(texts map[string]string, lang, text string) {
		if text = quote(text); text != "" {
			texts[lang] = text
		}
	}
	set(t.Name, "en", d.NameEN)
	set(t.Name, "ja", d.NameJA)
	set(t.Definition, "en", d.DefinitionEN)
	set(t.Definition, "ja", d.DefinitionJA)
}
