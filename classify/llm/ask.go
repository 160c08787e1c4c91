package llm

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Asker asks a model about verbatims: it packs them into requests, validates
// and records what comes back, asks again about what failed, and stops at the
// budget. What it asks, in which requests, and where it stops depend on items,
// replies and Config alone, not on time. One Ask runs at a time.
type Asker struct {
	client completer
	config Config
	rec    Recorder
	log    *slog.Logger

	asking sync.Mutex // held by Ask, for purse
	purse  purse

	recording sync.Mutex // held by Record

	mu     sync.Mutex // guards what follows
	report Report
	spent  cost
}

// completer is what an Asker needs of a Client.
type completer interface {
	Complete(ctx context.Context, r *Request) (*Reply, error)
	Down() bool
}

// NewAsker returns an Asker that asks client and records into rec. Estimate and
// Requests need neither: both may be nil then.
func NewAsker(client *Client, c Config, rec Recorder, log *slog.Logger) *Asker {
	if client == nil {
		return newAsker(nil, c, rec, log)
	}
	return newAsker(client, c, rec, log)
}

func newAsker(client completer, c Config, rec Recorder, log *slog.Logger) *Asker {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	c = c.filled()
	a := &Asker{client: client, config: c, rec: rec, log: log, purse: newPurse(&c)}
	a.report.CostUnknown = !c.PriceInput.OK || !c.PriceOutput.OK
	return a
}

// Report returns what has been asked, got and spent so far.
func (a *Asker) Report() Report {
	a.mu.Lock()
	defer a.mu.Unlock()
	r := a.report
	r.Cost = a.spent.money.amount()
	return r
}

// Ask asks about items and records the answers as they come. An item without an
// answer in the end is in the report, by reason. The error is of what must end
// the run: ctx is done, rec failed, the server refuses key or configuration, or
// the menu does not fit the context.
func (a *Asker) Ask(ctx context.Context, m *Menu, items []Item) error {
	a.asking.Lock()
	defer a.asking.Unlock()
	began := time.Now()
	p := a.packer(m)
	if err := p.fits(); err != nil {
		return err
	}
	tasks := a.tasks(m, items)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	for round, todo := 1, tasks; len(todo) > 0; round++ {
		a.log.Debug("asking the model", "round", round, "items", len(todo))
		todo = a.round(ctx, cancel, p, todo)
	}
	a.count(tasks, time.Since(began))
	return context.Cause(ctx)
}

// Estimate adds what Ask would ask and spend to the report. Replies are guessed
// from the lengths of the texts, and the budget is left out. The error says
// that the menu does not fit the context.
func (a *Asker) Estimate(m *Menu, items []Item) error {
	p := a.packer(m)
	if err := p.fits(); err != nil {
		return err
	}
	tasks := a.tasks(m, items)
	packs := p.pack(tasks)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.report.Asked += len(tasks)
	for _, t := range tasks {
		if t.why == tooLong {
			a.report.Missing.count(t.why)
		}
	}
	for _, k := range packs {
		reply := k.reply / 2
		a.report.Requests++
		a.report.Attempts++
		a.spend(k.prompt, reply)
	}
	a.report.Seconds = a.seconds()
	return nil
}

// Requests calls fn with each request that Ask would begin with, in order, and
// the items that it is about. Nothing is sent. It ends with the first error.
func (a *Asker) Requests(m *Menu, items []Item, fn func(*Request, []Item) error) error {
	p := a.packer(m)
	if err := p.fits(); err != nil {
		return err
	}
	for _, k := range p.pack(a.tasks(m, items)) {
		if err := fn(p.build(k)); err != nil {
			return err
		}
	}
	return nil
}

func (a *Asker) packer(m *Menu) *packer {
	return &packer{prompter: newPrompter(m), context: a.config.ContextTokens, output: a.config.MaxOutputTokens}
}

// tasks returns a task for each item, those of one key once.
func (a *Asker) tasks(m *Menu, items []Item) []*task {
	known := make(map[string]bool, len(items))
	tasks := make([]*task, 0, len(items))
	for _, it := range items {
		if known[it.Key] {
			continue
		}
		known[it.Key] = true
		suspicious := m.suspicion(it.Text) != ""
		if suspicious {
			a.mu.Lock()
			a.report.Suspicious++
			a.mu.Unlock()
		}
		tasks = append(tasks, newTask(it, suspicious || a.config.Isolation == Strict))
	}
	return tasks
}

// count adds tasks that are done with to the report.
func (a *Asker) count(tasks []*task, took time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.report.Asked += len(tasks)
	a.report.Seconds += took.Seconds()
	for _, t := range tasks {
		if t.why == answered {
			a.report.Answered++
		} else {
			a.report.Missing.count(t.why)
		}
	}
}

// spend adds tokens to the report. a.mu is held.
func (a *Asker) spend(prompt, completion int) cost {
	c := a.purse.of(prompt, completion)
	a.spent = a.spent.plus(c)
	a.report.PromptTokens += int64(prompt)
	a.report.CompletionTokens += int64(completion)
	return c
}

// seconds guesses how long the requests of the report take: a second each, 40
// tokens of reply a second, as many at once as may be, and not more in a minute
// than allowed. a.mu is held.
func (a *Asker) seconds() float64 {
	r, c := &a.report, &a.config
	s := (float64(r.Requests) + float64(r.CompletionTokens)/40) / float64(c.Concurrency)
	if c.RequestsPerMinute > 0 {
		s = max(s, 60*float64(r.Requests)/float64(c.RequestsPerMinute))
	}
	if c.TokensPerMinute > 0 {
		s = max(s, 60*float64(r.PromptTokens+r.CompletionTokens)/float64(c.TokensPerMinute))
	}
	return s
}
