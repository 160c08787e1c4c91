package llm

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"sync/atomic"

	"github.com/sashabaranov/go-openai"
)

// Mode is how a reply is made to be JSON.
type Mode string

// The modes, from the strictest.
const (
	ModeSchema Mode = "schema" // response_format json_schema, strict
	ModeJSON   Mode = "json"   // response_format json_object
	ModeText   Mode = "text"   // the prompt alone asks for JSON
)

func (m Mode) known() bool {
	return m == "" || m == ModeSchema || m == ModeJSON || m == ModeText
}

// Request is one question to a model: one system and one user message.
type Request struct {
	System, User string
	SchemaName   string          // letters, digits, _ and -
	Schema       json.RawMessage // a strict JSON schema of an object; empty: plain text is wanted
	MaxTokens    int             // of the reply; 0: Config.MaxOutputTokens
}

// Reply is what came back. Text is the model's and may be anything, also where
// the server was given a schema.
type Reply struct {
	Text    string // may be empty
	Finish  string // stop, length (cut off), content_filter, or what else the server says
	Refusal string // the model's own words where it would not answer
	Mode    Mode   // how this reply was asked for

	PromptTokens, CompletionTokens int  // of all attempts that the server counted
	Estimated                      bool // the server gave no usage: the tokens are our estimate

	Sent, Received string // the bodies, as JSON, without headers; the key is blanked out
	Attempts       int    // requests sent, refused ones included
}

// Client asks one server for chat completions (the API of OpenAI, POST
// /chat/completions). It may be used by many goroutines.
type Client struct {
	config Config
	api    openai.ClientConfig
	http   *http.Client
	log    *slog.Logger
	clock  clock

	talk     *negotiation
	first    *gate
	answered atomic.Bool // once
	slots    chan struct{}
	pace     *pacer
	breaker  *breaker
}

// NewClient returns a client of c's server. remembered is the mode that an
// earlier run has found out, or "". log gets modes, statuses and waits, never a
// text or the key; it may be nil. Errors are those of Config.Check
// and Config.CheckKey.
func NewClient(c Config, remembered Mode, log *slog.Logger) (*Client, error) {
	return newClient(c, remembered, log, systemClock())
}

func newClient(c Config, remembered Mode, log *slog.Logger, clock clock) (*Client, error) {
	if err := errors.Join(c.Check(), c.CheckKey()); err != nil {
		return nil, err
	}
	if !remembered.known() {
		remembered = "" // of a version to come
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	c = c.filled()
	if c.plain() {
		log.Warn("texts go to the model server unencrypted", "server", c.BaseURL)
	}
	return &Client{
		config: c, api: apiConfig(c), http: newHTTPClient(c.Concurrency), log: log, clock: clock,
		talk:  newNegotiation(c.Structured, remembered),
		first: newGate(),
		slots: make(chan struct{}, c.Concurrency),
		pace: &pacer{clock: clock, requests: meter{perMinute: c.RequestsPerMinute},
			tokens: meter{perMinute: c.TokensPerMinute}},
		breaker: newBreaker(clock, c.CoolDown),
	}, nil
}

func apiConfig(c Config) openai.ClientConfig {
	api := openai.DefaultConfig(c.Key)
	if c.APIVersion != "" {
		api = openai.DefaultAzureConfig(c.Key, c.BaseURL)
		api.APIVersion = c.APIVersion
		api.AzureModelMapperFunc = url.PathEscape // else it changes names with a dot
	}
	api.BaseURL = c.BaseURL
	return api
}

// Mode is the mode found out so far. The caller may remember it for NewClient.
func (c *Client) Mode() Mode { return c.talk.current().mode }

// Down says that the server has been given up: no request goes out any more.
func (c *Client) Down() bool {
	isDown, _ := c.breaker.isDown()
	return isDown
}

// Close closes idle connections. The client can still be used.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Complete asks, and asks again as Config says where the server fails. It waits
// for its turn where rates are limited, and while the server is left alone.
// Errors: *DownError, *RequestError, or the context's.
func (c *Client) Complete(ctx context.Context, r *Request) (*Reply, error) {
	leave, err := c.first.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	sent := 0
	var lost openai.Usage // in answers that could not be used
	for failed := 0; ; {
		reply, err := c.attempt(ctx, r)
		if !errors.Is(err, errGivenUp) {
			sent++
		}
		var f *failure
		switch {
		case err == nil:
			c.answered.Store(true)
			c.first.open()
			reply.Attempts = sent
			reply.PromptTokens += lost.PromptTokens
			reply.CompletionTokens += lost.CompletionTokens
			return reply, nil
		case errors.Is(err, errReworded):
			continue
		case errors.Is(err, errGivenUp):
			return nil, c.downError(sent, lost)
		case !errors.As(err, &f):
			return nil, err
		}
		lost.PromptTokens += max(f.used.PromptTokens, 0)
		lost.CompletionTokens += max(f.used.CompletionTokens, 0)
		if failed++; failed > c.config.Retries || f.final || c.Down() {
			return nil, c.exhausted(sent, f, lost)
		}
		if err := c.beforeRetry(ctx, failed, f); err != nil {
			return nil, err
		}
	}
}

// exhausted ends a request that will not be repeated any more.
func (c *Client) exhausted(sent int, f *failure, lost openai.Usage) error {
	c.first.open() // requests need not fail one after the other
	if f.final {
		c.breaker.giveUp(f.err)
	} else {
		c.breaker.exhausted()
	}
	return c.down(sent, f.err, lost)
}

func (c *Client) downError(sent int, lost openai.Usage) error {
	_, last := c.breaker.isDown()
	return c.down(sent, last, lost)
}

func (c *Client) down(sent int, err error, lost openai.Usage) error {
	return &DownError{Server: c.config.BaseURL, Attempts: sent, Err: err, PromptTokens: lost.PromptTokens, CompletionTokens: lost.CompletionTokens}
}

func (c *Client) beforeRetry(ctx context.Context, n int, f *failure) error {
	if f.after > 0 {
		c.pace.hold(f.after)
	}
	pause := c.backoff(n, f)
	c.log.Debug("model server failed, asking again", "retry", n, "wait", pause, "error", f.err)
	return c.clock.sleep(ctx, pause)
}

// attempt sends a request once, when its turn has come.
func (c *Client) attempt(ctx context.Context, r *Request) (*Reply, error) {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	reserved := promptTokens(r) + c.bound(r)
	if err := c.pace.wait(ctx, reserved); err != nil {
		return nil, err
	}
	probe, err := c.breaker.enter(ctx)
	if err != nil {
		return nil, err
	}
	reply, err := c.send(ctx, r)
	c.breaker.leave(probe, outcomeOf(err), err)
	if err != nil {
		c.pace.spent(reserved, promptTokens(r))
		return nil, err
	}
	c.pace.spent(reserved, reply.PromptTokens+reply.CompletionTokens)
	return reply, nil
}

func (c *Client) send(ctx context.Context, r *Request) (*Reply, error) {
	d := c.talk.current()
	x := &exchange{http: c.http, limit: c.config.MaxReplyBytes}
	api := c.api
	api.HTTPClient = x
	within, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	resp, err := openai.NewClientWithConfig(api).CreateChatCompletion(within, c.word(r, d))
	return c.judge(ctx, r, d, x, &resp, err)
}

// reword changes how requests are put, after a refusal.
func (c *Client) reword(from, to dialect, what string) {
	if c.talk.move(from, to) {
		c.log.Info("model server does not take a parameter", "parameter", what, "mode", string(to.mode))
	}
}

// gate lets one request through at a time until one was answered, so that what a
// server takes is found out once and not by all goroutines.
type gate struct {
	turn   chan struct{}
	opened chan struct{}
	done   atomic.Bool
}

func newGate() *gate {
	return &gate{turn: make(chan struct{}, 1), opened: make(chan struct{})}
}

func (g *gate) enter(ctx context.Context) (leave func(), err error) {
	select {
	case <-g.opened:
		return func() {}, nil
	default:
	}
	select {
	case <-g.opened:
		return func() {}, nil
	case g.turn <- struct{}{}:
		return func() { <-g.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (g *gate) open() {
	if g.done.CompareAndSwap(false, true) {
		close(g.opened)
	}
}
