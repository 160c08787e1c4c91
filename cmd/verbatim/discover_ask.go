package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"verbatim/classify/llm"
	"verbatim/classify/redact"
	"verbatim/cmd/internal/cli"
	"verbatim/pipeline"
	"verbatim/themes/discover"
)

// themeAsker asks a model for discover, one request after the other, and stops
// before the budget is spent. What was answered before is not asked again.
type themeAsker struct {
	client   *llm.Client
	notebook *pipeline.Notebook
	handed   map[string]bool // answers given in this run: one that made no sense is asked for anew
	config   llm.Config
	redactor *redact.Redactor
	answered int
	known    int // requests that were answered in an earlier run
	unsure   int // requests whose tokens the server did not count
	tokens   int64
	money    float64
	stopped  error // why nothing more is asked
}

// replyTokens is the length of a reply where the settings say nothing: a list of
// themes in two languages is longer than the tags of a few comments.
const replyTokens = 3072

// notebookTopic tells the answers that discover gets from those about verbatims.
const notebookTopic = "discover"

func newThemeAsker(ctx context.Context, f *cli.LLM, ws *pipeline.Workspace, log *slog.Logger) (*themeAsker, error) {
	c, err := f.Config()
	if err != nil {
		return nil, err
	}
	if err := cli.CheckLLM(&c); err != nil {
		return nil, err
	}
	if c.MaxOutputTokens == 0 {
		c.MaxOutputTokens = replyTokens
	}
	notebook, err := ws.OpenNotebook(notebookTopic, c)
	if err != nil {
		return nil, err
	}
	mode, err := notebook.Mode(ctx)
	if err != nil {
		return nil, errors.Join(err, notebook.Close())
	}
	client, err := llm.NewClient(c, mode, log)
	if err != nil {
		return nil, errors.Join(err, notebook.Close())
	}
	return &themeAsker{client: client, notebook: notebook, handed: map[string]bool{}, config: c, redactor: redact.New(f.Names())}, nil
}

func (a *themeAsker) close() error {
	a.client.Close()
	return a.notebook.Close()
}

// redact replaces what is personal in a text.
func (a *themeAsker) redact(text string) string {
	r := a.redactor.Redact(text, nil)
	return r.Text
}

// Ask sends one request. With the budget spent, or the server gone after it has
// answered before, it returns discover.ErrSpent.
func (a *themeAsker) Ask(ctx context.Context, system, user string, schema json.RawMessage) (string, error) {
	request := &llm.Request{System: system, User: user, SchemaName: "reply", Schema: schema, MaxTokens: a.config.MaxOutputTokens}
	if question := system + user; !a.handed[question] {
		a.handed[question] = true
		if text, found, err := a.notebook.Find(ctx, request); found || err != nil {
			a.known++
			return text, err
		}
	}
	prompt := llm.Tokens(system) + llm.Tokens(user) + llm.Tokens(string(schema))
	if a.stopped == nil && !a.affords(prompt, a.config.MaxOutputTokens) {
		a.stopped = errors.New("the budget is spent")
	}
	if a.stopped != nil {
		return "", discover.ErrSpent
	}
	reply, err := a.client.Complete(ctx, request)
	var down *llm.DownError
	if errors.As(err, &down) {
		a.spend(down.PromptTokens, down.CompletionTokens)
		if a.answered > 0 {
			a.stopped = err
			return "", discover.ErrSpent
		}
	}
	if err != nil {
		return "", err
	}
	a.answered++
	if reply.Estimated {
		a.unsure++
	}
	cost := a.spend(reply.PromptTokens, reply.CompletionTokens)
	return reply.Text, a.notebook.Keep(context.WithoutCancel(ctx), request, reply, cost)
}

// spend counts tokens and returns what they cost.
func (a *themeAsker) spend(prompt, completion int) (cost float64) {
	cost = a.price(prompt, completion)
	a.tokens += int64(prompt + completion)
	a.money += cost
	return cost
}

// affords reports whether a request fits under the budget at its worst.
func (a *themeAsker) affords(prompt, completion int) bool {
	b := &a.config
	return (!b.BudgetTokens.OK || a.tokens+int64(prompt+completion) <= b.BudgetTokens.V) &&
		(!b.BudgetMoney.OK || a.money+a.price(prompt, completion) <= b.BudgetMoney.V)
}

func (a *themeAsker) price(prompt, completion int) float64 {
	return (a.config.PriceInput.V*float64(prompt) + a.config.PriceOutput.V*float64(completion)) / 1e6
}

// spent says what was asked and what it took.
func (a *themeAsker) spent() string {
	text := cli.Plural(a.answered, "request") + " answered"
	if a.known > 0 {
		text += fmt.Sprintf(", %s from an earlier run", cli.Count(a.known))
	}
	return fmt.Sprintf("LLM %s: %s; %s, %s", a.config.Model, text, tokensText(int(a.tokens), a.unsure),
		costText(&llm.Report{Cost: a.money, CostUnknown: !a.config.PriceInput.OK || !a.config.PriceOutput.OK}))
}

// left is the error of work that a model left undone.
func (a *themeAsker) left(p *discover.Proposal) error {
	if p.Unanswered == 0 {
		return nil
	}
	err := fmt.Errorf("done, but %s without an answer of use", cli.Plural(p.Unanswered, "request"))
	if a.stopped != nil {
		err = fmt.Errorf("%w: %w", err, a.stopped)
	}
	return &cli.Error{Code: cli.ExitLLM, Err: err}
}
