package llm

import (
	"context"
	"errors"
	"fmt"
)

// flight is one request from its admission to its end.
type flight struct {
	*pack
	worst cost // that it may come to

	done    chan struct{}
	spent   cost   // valid once done is closed, as are the reasons of the tasks and what follows
	answers int    // tasks that it answered
	why     reason // of its first task, at its end; later requests change those
	refusal string // why the server or the model refused
	failure string // why the server gave nothing of use
}

// patience is how many requests may come back without any answer, from the
// first on, before nothing more is asked.
const patience = 24

// round asks about tasks once, in order, and returns those to ask about again.
// A request goes when the one a window before it is done; the very first is
// waited for, since it finds out what the server takes.
func (a *Asker) round(ctx context.Context, fail func(error), p *packer, tasks []*task) []*task {
	var flights []*flight
	for _, k := range p.pack(tasks) {
		f := &flight{pack: k, worst: a.purse.of(k.prompt, p.maxReply(k)), done: make(chan struct{})}
		a.purse.settle()
		first := len(a.purse.last) == 0
		if why := a.hindrance(ctx, f); why != answered {
			k.mark(why)
			continue
		}
		flights = append(flights, f)
		go func() {
			defer close(f.done)
			if err := a.fly(ctx, p, f); err != nil {
				fail(err)
			}
			f.why = f.tasks[0].why
		}()
		if first {
			<-f.done
		}
	}
	for _, f := range flights {
		<-f.done
		a.note(f)
	}
	return retries(tasks, flights)
}

// hindrance returns why a request cannot go, or answered where it can.
func (a *Asker) hindrance(ctx context.Context, f *flight) reason {
	switch {
	case ctx.Err() != nil:
		return notAsked
	case a.client.Down():
		return noServer
	case a.purse.fruitless >= patience:
		a.giveUp()
		return a.purse.fruit
	case a.purse.closed || !a.purse.admit(f):
		return noBudget
	}
	return answered
}

// mark gives all tasks of a pack a reason.
func (k *pack) mark(why reason) {
	for _, t := range k.tasks {
		t.why = why
	}
}

// retries returns those of tasks that are to be asked about again, in order.
func retries(tasks []*task, flights []*flight) (again []*task) {
	retry := map[*task]bool{}
	for _, f := range flights {
		for _, t := range f.tasks {
			retry[t] = t.again(f.pack)
		}
	}
	for _, t := range tasks {
		if retry[t] {
			again = append(again, t)
		}
	}
	return again
}

// fly sends a request and takes in what comes back. The error is what must end
// the run.
func (a *Asker) fly(ctx context.Context, p *packer, f *flight) error {
	request, items := p.build(f.pack)
	reply, err := a.client.Complete(ctx, request)
	if err != nil {
		return a.failed(ctx, p.menu, f, err)
	}
	got := parse(reply.Text, p.menu, items)
	e := a.landed(f, reply, got.dropped)
	if err := a.record(ctx, p.menu, e, f.take(got.answers, reply)); err != nil {
		f.mark(notAsked)
		return err
	}
	return nil
}

// failed takes in that a request had no reply.
func (a *Asker) failed(ctx context.Context, m *Menu, f *flight, err error) error {
	var down *DownError
	var refusal *RequestError
	switch {
	case errors.As(err, &down):
		a.unanswered(f, down)
		return nil
	case errors.As(err, &refusal):
		return a.refused(ctx, m, f, refusal)
	}
	f.mark(notAsked)
	return err
}

// unanswered takes in that the server gave nothing of use.
func (a *Asker) unanswered(f *flight, e *DownError) {
	a.mu.Lock()
	defer a.mu.Unlock()
	f.mark(noServer)
	f.spent = a.spend(e.PromptTokens, e.CompletionTokens)
	a.report.Attempts += e.Attempts
	if e.Attempts > 0 {
		a.report.Requests++
		f.failure = e.Error()
	}
}

// refused takes in that the server refused a request. What it said to a request
// that it read is recorded, without answers.
func (a *Asker) refused(ctx context.Context, m *Menu, f *flight, e *RequestError) error {
	a.mu.Lock()
	a.report.Requests++
	a.report.Attempts++
	a.mu.Unlock()
	f.mark(refused)
	f.refusal = e.Error()
	var err error
	if e.Status >= 400 && !e.Auth {
		err = a.record(ctx, m, a.exchange(f, e.Mode, e.Sent, e.Received), nil)
	}
	if e.Auth || e.Final {
		err = errors.Join(e, err)
	}
	if err != nil {
		f.mark(notAsked)
	}
	return err
}

// landed takes in what a reply has cost, and returns the exchange.
func (a *Asker) landed(f *flight, r *Reply, dropped Dropped) *Exchange {
	a.mu.Lock()
	defer a.mu.Unlock()
	f.spent = a.spend(r.PromptTokens, r.CompletionTokens)
	a.report.Requests++
	a.report.Attempts += r.Attempts
	if r.Estimated {
		a.report.Unmetered++
	}
	a.report.Dropped.add(dropped)
	e := a.exchange(f, r.Mode, r.Sent, r.Received)
	e.PromptTokens, e.CompletionTokens, e.Cost = r.PromptTokens, r.CompletionTokens, f.spent.money.amount()
	return e
}

// exchange returns the exchange of a request.
func (a *Asker) exchange(f *flight, mode Mode, sent, received string) *Exchange {
	e := &Exchange{Model: a.config.Model, PromptVersion: PromptVersion(), Mode: mode, Sent: sent, Received: received}
	for _, t := range f.tasks {
		e.Keys = append(e.Keys, t.item.Key)
	}
	return e
}

// take gives the tasks of a reply their answers, or why they have none, and
// returns the answers.
func (f *flight) take(answers []*Answer, r *Reply) (all []Answer) {
	why := invalid
	switch {
	case r.Refusal != "" || r.Finish == "content_filter":
		why, f.refusal = refused, "the model refuses to answer"
	case r.Finish == "length":
		why = truncated
	}
	for i, t := range f.tasks {
		t.why = why
		if answers[i] != nil {
			t.why = answered
			all = append(all, *answers[i])
		}
	}
	f.answers = len(all)
	return all
}

// record hands an exchange over, also when ctx is done: it is paid for.
func (a *Asker) record(ctx context.Context, m *Menu, e *Exchange, answers []Answer) error {
	a.recording.Lock()
	defer a.recording.Unlock()
	if err := a.rec.Record(context.WithoutCancel(ctx), m, e, answers); err != nil {
		return fmt.Errorf("recording the answers of the model: %w", err)
	}
	return nil
}

// note keeps why a request was refused or failed.
func (a *Asker) note(f *flight) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if f.refusal != "" {
		a.report.Refusal = f.refusal
	}
	if f.failure != "" {
		a.report.Failure = f.failure
	}
}

// giveUp notes that nothing more is asked because nothing comes of it.
func (a *Asker) giveUp() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.report.GaveUp = true
}
