package pipeline

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"verbatim/datasets"
	"verbatim/themes"
)

// PreviewOptions say what Generation.Preview looks at.
type PreviewOptions struct {
	Codebook *themes.Codebook // the new one
	Labels   []datasets.Label // the latest ones; they win, and are gold
	Examples int              // at most so many verbatims gained and lost for each theme
	Workers  int              // goroutines; 0 for one a core
}

// Preview is what a retag by another codebook would change.
type Preview struct {
	Generation  int                `json:"generation"`
	Old         string             `json:"old_codebook_version"`
	New         string             `json:"new_codebook_version"`
	Responses   int                `json:"responses"`            // in the generation
	Looked      int                `json:"responses_looked_at"`  // annotated or routed anew
	Everything  string             `json:"everything,omitempty"` // why all of a part had to be looked at
	Changed     int                `json:"verbatims_changed"`    // whose themes change
	Before      Coverage           `json:"before"`
	After       Coverage           `json:"after"`
	Themes      []ThemeChange      `json:"themes"`      // those that change, in the order of the new codebook, removed ones last
	Departments []DepartmentChange `json:"departments"` // all, in the order of the new codebook
	Rules       []RuleChange       `json:"rules"`       // routing rules by which routes are gained or lost, by department
	Intents     []IntentChange     `json:"intents"`     // those that verbatims gain or lose
	Judged      *Judged            `json:"labels,omitempty"`
	LLM         *LLMChange         `json:"llm,omitempty"` // nil where no LLM takes part
}

// LLMChange is how many verbatims have an LLM's answer about all themes that it
// is shown; a changed name, definition or example makes an answer lack a theme.
type LLMChange struct {
	Before int `json:"answered_before"`
	After  int `json:"answered_after"`
}

// Coverage is how many verbatims with content have a theme.
type Coverage struct {
	Content int `json:"content"`
	Tagged  int `json:"tagged"`
}

// ThemeChange is what becomes of a theme, the themes below it included.
type ThemeChange struct {
	ThemeID string      `json:"theme_id"`
	Before  ThemeFigure `json:"before"`
	After   ThemeFigure `json:"after"`
	Gained  Moved       `json:"gained"`
	Lost    Moved       `json:"lost"`
}

// ThemeFigure are a theme's counts, the NPS of its responses and its impact.
type ThemeFigure struct {
	Verbatims int                   `json:"verbatims"`
	Responses int                   `json:"responses"`
	NPS       datasets.Opt[float64] `json:"nps"`
	Impact    datasets.Opt[float64] `json:"nps_impact"`
}

// Moved are verbatims that gain or lose a theme.
type Moved struct {
	Count    int       `json:"verbatims"`
	Examples []Example `json:"examples"`
}

// Example is a verbatim that gains or loses a theme, and why: the rule that
// gives it, or what takes it.
type Example struct {
	VerbatimID string          `json:"verbatim_id"`
	Text       string          `json:"text"`
	Rule       string          `json:"rule,omitempty"`
	Why        string          `json:"why,omitempty"` // Tag.SuppressedBy, where it is lost to it
	Evidence   []datasets.Span `json:"-"`
}

// DepartmentChange is what a department receives, before and after.
type DepartmentChange struct {
	Department    string `json:"department"`
	CasesBefore   int    `json:"cases_before"`
	CasesAfter    int    `json:"cases_after"`
	ReadersBefore int    `json:"informed_before"`
	ReadersAfter  int    `json:"informed_after"`
}

// RuleChange is how many responses a department gains and loses by a rule.
type RuleChange struct {
	Department string             `json:"department"`
	Role       datasets.RouteRole `json:"role"`
	Rule       string             `json:"rule"`
	Gained     int                `json:"gained"`
	Lost       int                `json:"lost"`
}

// IntentChange is how many verbatims gain and lose an intent.
type IntentChange struct {
	Intent datasets.Intent `json:"intent"`
	Gained int             `json:"gained"`
	Lost   int             `json:"lost"`
}

// Preview says what a retag by another codebook would change. It writes
// nothing. The index says which verbatims a changed term stands in; their
// responses alone are annotated, and compared with what is published. Where
// only routing rules changed, the others are routed anew by their tags.
func (g *Generation) Preview(ctx context.Context, o PreviewOptions) (*Preview, error) {
	p, err := g.newPreviewer(&o)
	if err != nil {
		return nil, err
	}
	defer p.close()
	if p.touches, err = g.touches(ctx, p.by); err != nil {
		return nil, err
	}
	return p.preview(ctx)
}

// previewer is the state of one Preview.
type previewer struct {
	*Generation
	o       *PreviewOptions
	touches []*touched     // by part
	by      *annotation    // the new codebook
	machine [2]*annotation // the old and the new codebook, without labels; nil where there are none
	labels  map[string][]datasets.Label
	closes  []func()
}

// newPreviewer compiles what the options name; touches are not set.
func (g *Generation) newPreviewer(o *PreviewOptions) (p *previewer, err error) {
	p = &previewer{Generation: g, o: o, labels: labelsByVerbatim(o.Labels)}
	if len(o.Labels) > 0 {
		if p.machine[0], err = p.compile(g.Codebook); err != nil {
			return nil, err
		}
	}
	if p.by, err = p.compile(o.Codebook); err != nil { // last, which makes it the faster one: see tokenize.Memo
		p.close()
		return nil, err
	}
	p.by.labels = p.labels
	if len(o.Labels) > 0 {
		bare := *p.by
		bare.labels, p.machine[1] = nil, &bare
	}
	return p, nil
}

func (p *previewer) compile(cb *themes.Codebook) (*annotation, error) {
	by, closeLog, err := p.annotation(cb)
	if err != nil {
		return nil, &UsageError{err}
	}
	p.closes = append(p.closes, closeLog)
	return by, nil
}

func (p *previewer) close() {
	for _, closeLog := range p.closes {
		closeLog()
	}
}

// preview annotates what touches names, and puts the parts together.
func (p *previewer) preview(ctx context.Context) (*Preview, error) {
	tallies, err := p.run(ctx)
	if err != nil {
		return nil, err
	}
	return p.result(tallies), nil
}

// run annotates what must be looked at, part by part.
func (p *previewer) run(ctx context.Context) ([]*tally, error) {
	tallies := make([]*tally, len(p.Manifest.Parts))
	g, ctx := errgroup.WithContext(ctx)
	workers := p.o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	for range workers {
		g.Go(func() error {
			e := p.newEye()
			for {
				i := int(next.Add(1)) - 1
				if i >= len(tallies) {
					return nil
				}
				t, err := e.part(ctx, i)
				if err != nil {
					return err
				}
				tallies[i] = t
			}
		})
	}
	return tallies, g.Wait()
}

// eye is what one goroutine looks with.
type eye struct {
	*previewer
	now     *annotator
	machine [2]*annotator // as previewer.machine
}

func (p *previewer) newEye() *eye {
	light := func(by *annotation) *annotator {
		if by == nil {
			return nil
		}
		a := by.newAnnotator()
		a.light = true
		return a
	}
	return &eye{p, light(p.by), [2]*annotator{light(p.machine[0]), light(p.machine[1])}}
}

// part looks at one part: part i of the manifest, and of the columns.
func (e *eye) part(ctx context.Context, i int) (*tally, error) {
	t := &tally{stats: [2]*Stats{newStats(), newStats()}, gained: map[string]*Moved{}, lost: map[string]*Moved{}, rules: map[RuleChange]*flow{}, intents: map[datasets.Intent]*flow{}}
	may := e.touches[i]
	start, end := e.columns.Parts()[i].Start, e.columns.Parts()[i].End
	if may.nothing(start, end) && len(e.labels) == 0 {
		return t, nil
	}
	r, err := openReader(e.Dir, e.Manifest, e.Manifest.Parts[i].Number, true)
	if err != nil {
		return nil, err
	}
	annotate := false
	want := func(resp *datasets.Response, from, to int) bool {
		annotate = may.retags(start+from, start+to, r.published.tags) || e.labelled(resp.ResponseID)
		return annotate || may.reroute
	}
	err = r.each(ctx, want, func(it *item) error {
		if !annotate {
			e.routeAnew(t, &r.published, it)
			return nil
		}
		now, err := e.now.annotateOne(ctx, it)
		if err != nil {
			return err
		}
		e.compare(t, &r.published, &now, may.lineage)
		if e.labelled(it.ID) {
			return e.judge(ctx, t, it)
		}
		return nil
	})
	return t, errors.Join(err, r.close())
}

// routeAnew counts a response whose tags stay and in which no word stands that
// a rule asks for, as the new rules route it.
func (e *eye) routeAnew(t *tally, old *annotated, it *item) {
	now := annotated{item: it, response: old.response, verbatims: old.verbatims, tags: old.tags}
	now.response.Departments, now.response.CaseDueAt = nil, datasets.Opt[int64]{}
	e.now.all.Reset()
	e.now.route(&now)
	t.stats[0].countRoutes(old.routes)
	t.stats[1].countRoutes(now.routes)
	count(t.rules, routesOf(old.routes), routesOf(now.routes))
	t.rerouted++
}

// labelled says whether a verbatim of the response has a label.
func (p *previewer) labelled(responseID string) bool {
	_, ok := p.labels[responseID]
	return ok
}

// labelsByVerbatim returns labels by verbatim, and under the id of each
// response that has any an empty list.
func labelsByVerbatim(all []datasets.Label) map[string][]datasets.Label {
	by := map[string][]datasets.Label{}
	for _, l := range all {
		by[l.VerbatimID] = append(by[l.VerbatimID], l)
		by[responseOf(l.VerbatimID)] = nil
	}
	return by
}

// compare counts a response as it is published, by a codebook with this lineage,
// and as the new codebook has it.
func (p *previewer) compare(t *tally, old, now *annotated, lineage func(string) []string) {
	t.stats[0].count(old, lineage)
	t.stats[1].count(now, p.by.tagger.Lineage)
	count(t.rules, routesOf(old.routes), routesOf(now.routes))
	for i := range old.verbatims {
		before := withAncestors(old.verbatims[i].ThemeIDs, lineage)
		after := withAncestors(now.verbatims[i].ThemeIDs, p.by.tagger.Lineage)
		for _, id := range after {
			if !slices.Contains(before, id) {
				p.move(t.gained, id, &now.verbatims[i], now.tags, p.by.tagger.Lineage)
			}
		}
		for _, id := range before {
			if !slices.Contains(after, id) {
				p.move(t.lost, id, &old.verbatims[i], append(slices.Clone(now.tags), old.tags...), lineage)
			}
		}
		if !slices.Equal(old.verbatims[i].ThemeIDs, now.verbatims[i].ThemeIDs) {
			t.changed++
		}
		count(t.intents, intentOf(&old.verbatims[i]), intentOf(&now.verbatims[i]))
	}
}

// judge compares what both codebooks make of a response without its labels with
// these.
func (e *eye) judge(ctx context.Context, t *tally, it *item) error {
	for i, by := range e.machine {
		out, err := by.annotateOne(ctx, it)
		if err != nil {
			return err
		}
		for _, v := range out.verbatims {
			for _, l := range e.labels[v.VerbatimID] {
				if by.codebook.Theme(l.ThemeID) != nil {
					t.judged.add(i, &l, out.tags)
				}
			}
		}
	}
	return nil
}

// withAncestors returns themes and all above them, each once.
func withAncestors(ids []string, lineage func(string) []string) []string {
	var all []string
	for _, leaf := range ids {
		for _, id := range lineage(leaf) {
			if !slices.Contains(all, id) {
				all = append(all, id)
			}
		}
	}
	return all
}

// move counts a verbatim that gains or loses a theme. Its example tells the tag
// that came first among those of the theme or of one below it.
func (p *previewer) move(to map[string]*Moved, id string, v *datasets.Verbatim, tags []datasets.Tag, lineage func(string) []string) {
	m := to[id]
	if m == nil {
		m = &Moved{Examples: []Example{}}
		to[id] = m
	}
	m.Count++
	if len(m.Examples) == p.o.Examples {
		return
	}
	e := Example{VerbatimID: v.VerbatimID, Text: v.Text}
	for _, t := range tags {
		if t.VerbatimID == v.VerbatimID && slices.Contains(lineage(t.ThemeID), id) {
			e.Rule, e.Why, e.Evidence = t.Rule, t.SuppressedBy, t.Evidence
			break
		}
	}
	m.Examples = append(m.Examples, e)
}
