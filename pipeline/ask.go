package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"verbatim/classify/llm"
	"verbatim/classify/redact"
	"verbatim/datasets"
	"verbatim/pipeline/state"
)

// rehearsal is what is done instead of asking.
type rehearsal struct {
	each func(*llm.Request, []llm.Item) error // is handed what would be sent; nil to estimate
}

// Estimate returns what asking would send and cost, as Run with these options
// would ask, or Retag where they have no inputs. It sends nothing, and leaves the
// workspace as it was. Texts that stand in the inputs again far apart count
// twice, though they are asked about once.
func Estimate(ctx context.Context, o Options) (*llm.Report, error) {
	return rehearse(ctx, o, &rehearsal{})
}

// EachRequest hands what Run with these options would send first, or Retag where
// they have no inputs, to fn, in order, with the verbatims that each request is
// about, redacted. It sends nothing, and leaves the workspace as it was.
func EachRequest(ctx context.Context, o Options, fn func(*llm.Request, []llm.Item) error) error {
	_, err := rehearse(ctx, o, &rehearsal{each: fn})
	return err
}

func rehearse(ctx context.Context, o Options, as *rehearsal) (*llm.Report, error) {
	kind := KindRun
	if len(o.Inputs) == 0 {
		kind = KindRetag
	}
	o.LLM.Mode, o.Restart = LLMAsk, false
	r := &runner{kind: kind, o: o, rehearse: as, asked: &llm.Report{}}
	_, err := r.do(ctx)
	return r.asked, err
}

// endRehearsal takes away what a rehearsal planned, unless an interrupted run
// will go on with it.
func (r *runner) endRehearsal() error {
	if r.rehearse == nil || r.hasSealed() {
		return nil
	}
	return os.RemoveAll(r.ws.staging())
}

// openLog opens the log of the workspace: for writing where an LLM is asked.
func (r *runner) openLog() (closeLog func(), err error) {
	if r.o.LLM.Mode == LLMAsk && r.rehearse == nil {
		r.log, err = state.Open(filepath.Join(r.ws.Dir(), state.File))
	} else {
		r.log, err = r.ws.openState()
	}
	return func() {
		if r.log != nil {
			_ = r.log.Close()
		}
	}, err
}

// ask has the LLM asked about all verbatims that will be annotated, that its
// policy wants and that have no recorded answer. What is recorded stays,
// whatever becomes of the run.
func (r *runner) ask(ctx context.Context) error {
	mode := r.o.LLM.Mode
	if r.plan.LLM == nil {
		return nil
	}
	if err := r.ws.checkAnswers(ctx, r.log, r.base); err != nil {
		return err
	}
	if mode == LLMAsk || mode == LLMRecorded {
		if err := r.drawSample(ctx); err != nil {
			return err
		}
		p := &asking{runner: r, redactor: redact.New(r.o.LLM.Names), menus: map[string]*llm.Menu{}, block: map[string]*wanted{}}
		if err := errors.Join(p.run(ctx), p.end(ctx)); err != nil {
			return err
		}
	}
	last, err := lastExchange(ctx, r.log)
	r.plan.LLM.Answers = last
	return err
}

// lastExchange returns the number of the last exchange of a log, and 0 where no
// log is.
func lastExchange(ctx context.Context, log *state.Log) (int64, error) {
	if log == nil {
		return 0, nil
	}
	return log.LastExchange(ctx)
}

// checkAnswers refuses a log that lacks answers which a generation follows: its
// tags would go, or be paid for again.
func (w *Workspace) checkAnswers(ctx context.Context, log *state.Log, m *Manifest) error {
	if m == nil || m.LLM == nil {
		return nil
	}
	last, err := lastExchange(ctx, log)
	if err == nil && last < m.LLM.Answers {
		err = fmt.Errorf("%s should hold the %d exchanges with an LLM that generation %d follows, and holds %d: it was removed or replaced by an older copy; "+
			"restore the newest one, or give the answers up with verbatim retag --llm off", filepath.Join(w.dir, state.File), m.LLM.Answers, m.Generation, last)
	}
	return err
}

// So many verbatims are packed into requests at once, or fewer where their texts
// have so many bytes.
const (
	askBlock = 1_024
	askText  = 4 << 20
)

// asking walks over all that will be annotated and asks.
type asking struct {
	*runner
	redactor *redact.Redactor
	client   *llm.Client
	asker    *llm.Asker
	menus    map[string]*llm.Menu // redacted, by language
	block    map[string]*wanted   // by key
	order    []*wanted            // of the block
	text     int                  // bytes of the block's texts
	found    int64                // to be asked about, as far as is known, for Progress
	done     int64                // of them, answered
	first    string               // id of the first verbatim without an answer
}

// wanted is a verbatim that the LLM is to be asked about.
type wanted struct {
	key      string
	verbatim datasets.Verbatim
	redacted redact.Redacted
	question string // redacted: survey tools put names into questions
}

func (p *asking) run(ctx context.Context) error {
	err := p.walk(ctx, func(c *chunk) error {
		for i := range c.out {
			if err := p.add(ctx, &c.out[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return p.flush(ctx)
}

// walk annotates all that will be annotated, lightly, and hands it to fn in its
// order. Nothing is written.
func (r *runner) walk(ctx context.Context, fn func(c *chunk) error) error {
	w := &work{runner: r, light: true}
	w.take = func(ctx context.Context, done <-chan *chunk) error {
		return errors.Join(w.inOrder(done, fn), ctx.Err())
	}
	return w.run(ctx)
}

// add takes what is missing of a response.
func (p *asking) add(ctx context.Context, a *annotated) error {
	var contacts []string
	for _, c := range a.item.Record.Contacts {
		contacts = append(contacts, c.Value)
	}
	for i := range a.verbatims {
		v := &a.verbatims[i]
		if v.LLMStatus != datasets.LLMMissing {
			continue
		}
		if p.missing++; p.first == "" {
			p.first = v.VerbatimID
		}
		if p.o.LLM.Mode == LLMRecorded {
			continue
		}
		key := p.annotate.models.book.key(v.Question, v.Text)
		if p.block[key] != nil {
			continue
		}
		p.found++
		if len(p.order) == p.o.askBlock || p.text >= askText { // only now: that more follow is known
			if err := p.flush(ctx); err != nil {
				return err
			}
		}
		w := &wanted{key: key, verbatim: *v, redacted: p.redactor.Redact(v.Text, contacts), question: p.redactor.Redact(v.Question, contacts).Text}
		p.block[key] = w
		p.order = append(p.order, w)
		p.text += len(v.Text)
	}
	return nil
}

// flush asks about the block: in one go about those that are to be shown the
// same themes.
func (p *asking) flush(ctx context.Context) error {
	if len(p.order) == 0 {
		return nil
	}
	if err := p.connect(ctx); err != nil {
		return err
	}
	groups, err := p.groups(ctx)
	if err != nil {
		return err
	}
	if len(groups) > 0 || p.done > 0 {
		p.o.Progress(StageAsk, p.done, p.found)
	}
	for _, g := range groups {
		if err := p.askGroup(ctx, g); err != nil {
			return err
		}
	}
	p.order, p.text = p.order[:0], 0
	clear(p.block)
	return nil
}

// askGroup asks about a group, or does what is done instead.
func (p *asking) askGroup(ctx context.Context, g *group) (err error) {
	switch {
	case p.rehearse == nil:
		return p.asker.Ask(ctx, g.menu, g.items) // Record tells Progress
	case p.rehearse.each != nil:
		err = p.asker.Requests(g.menu, g.items, p.rehearse.each)
	default:
		err = p.asker.Estimate(g.menu, g.items)
	}
	p.done += int64(len(g.items))
	p.o.Progress(StageAsk, p.done, p.found)
	return err
}

// group is verbatims that are shown the same themes.
type group struct {
	menu  *llm.Menu
	items []llm.Item
}

// groups cuts the block into groups, in the order of their first verbatims.
// What was answered since it was annotated is left out: the same text in an
// earlier block.
func (p *asking) groups(ctx context.Context) ([]*group, error) {
	b := p.annotate.models.book
	answers, err := b.find(ctx, slices.Collect(maps.Keys(p.block)))
	if err != nil {
		return nil, err
	}
	var all []*group
	byMenu := map[string]*group{}
	for _, w := range p.order {
		said, err := b.read(ctx, &w.verbatim, answers[w.key])
		if err != nil {
			return nil, err
		}
		if len(said.open) == 0 {
			p.found--
			continue
		}
		menu := p.menu(promptLanguage(w.verbatim.Language))
		name := menu.Lang
		if p.o.LLM.Delta && len(said.open) < len(menu.Themes) {
			name += " " + strings.Join(slices.Sorted(maps.Keys(said.open)), " ")
			menu = menu.Only(said.open)
		}
		g := byMenu[name]
		if g == nil {
			g = &group{menu: menu}
			byMenu[name], all = g, append(all, g)
		}
		g.items = append(g.items, llm.Item{Key: w.key, Text: w.redacted.Text, Question: w.question})
	}
	return all, nil
}

// menu returns the themes in a language as they may leave. Whose contacts might
// stand in them nobody knows: only what looks personal, and names, are replaced.
func (p *asking) menu(lang string) *llm.Menu {
	if p.menus[lang] == nil {
		p.menus[lang] = p.annotate.models.book.menus[lang].Redacted(func(s string) string { return p.redactor.Redact(s, nil).Text })
	}
	return p.menus[lang]
}

// connect makes the asker, at the first verbatim: a run that has nothing to ask
// needs no server.
func (p *asking) connect(ctx context.Context) (err error) {
	if p.asker != nil {
		return nil
	}
	c := p.o.LLM.Config
	if p.rehearse == nil {
		mode, err := p.log.Mode(ctx, c.BaseURL, c.Model)
		if err != nil {
			return err
		}
		if p.client, err = llm.NewClient(c, llm.Mode(mode), p.o.Log); err != nil {
			return &UsageError{err}
		}
	}
	p.asker = llm.NewAsker(p.client, c, p, p.o.Log)
	return nil
}

// end closes the pass: it reports, and remembers what the server takes.
func (p *asking) end(ctx context.Context) error {
	if p.missing > 0 && p.o.LLM.Mode == LLMRecorded {
		return fmt.Errorf("--llm recorded: %d verbatims have no recorded answer, the first is %s: --llm ask asks about them, --llm keep does without", p.missing, p.first)
	}
	if p.asker == nil {
		return nil
	}
	report := p.asker.Report()
	p.asked = &report
	if p.client == nil {
		return nil
	}
	p.client.Close()
	if p.o.LLM.Config.Structured != "" {
		return nil // the user chose it: nothing was found out
	}
	return p.log.SetMode(context.WithoutCancel(ctx), p.o.LLM.Config.BaseURL, p.o.LLM.Config.Model, string(p.client.Mode()))
}

// Record keeps an exchange and the answers that it gave. It is what asking is
// to llm.Asker.
func (p *asking) Record(ctx context.Context, m *llm.Menu, e *llm.Exchange, answers []llm.Answer) error {
	menu, err := json.Marshal(m)
	if err != nil {
		return err
	}
	rows := make([]state.Answer, len(answers))
	for i := range answers {
		body, err := json.Marshal(p.restored(&answers[i]))
		if err != nil {
			return err
		}
		rows[i] = state.Answer{Key: answers[i].Key, Menu: m.Hash(), Body: body}
	}
	err = p.log.AddExchange(ctx, state.Exchange{
		At: time.Now().UnixMicro(), Server: p.o.LLM.Config.BaseURL, Model: e.Model, PromptVersion: e.PromptVersion, Mode: string(e.Mode),
		Sent: e.Sent, Received: e.Received, PromptTokens: e.PromptTokens, CompletionTokens: e.CompletionTokens, Cost: e.Cost,
	}, m.Hash(), menu, rows)
	p.done += int64(len(answers))
	p.o.Progress(StageAsk, p.done, p.found)
	return err
}

// fruitless says whether there was nothing to do but to ask again about what an
// earlier run left missing, and no answer came of it: neither now nor since the
// published generation.
func (r *runner) fruitless(ctx context.Context) (bool, error) {
	if !r.nothingNew() || len(r.plan.Holes) == 0 || len(r.plan.Holes) < len(r.plan.Rewrite) {
		return false, nil
	}
	before := 0
	for _, part := range r.base.Parts {
		if slices.Contains(r.plan.Holes, part.Number) {
			before += part.Stats.LLMMissing
		}
	}
	if r.missing < before || r.log == nil {
		return false, nil
	}
	last, err := r.log.LastAnswered(ctx)
	return r.base.LLM != nil && last <= r.base.LLM.Answers, err
}

// restored returns an answer whose evidence stands in the text as it was typed.
func (p *asking) restored(a *llm.Answer) llm.Answer {
	r := *a
	r.Tags = slices.Clone(a.Tags)
	for i := range r.Tags {
		t := &r.Tags[i]
		t.Start, t.End = p.block[a.Key].redacted.Span(t.Start, t.End)
		t.Quote = ""
	}
	return r
}
