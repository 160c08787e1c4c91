package llm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sashabaranov/go-openai"
)

// errGivenUp is what a request gets when the server is given up.
var errGivenUp = errors.New("given up")

// errReworded says that a request was refused for how it was put, and that the
// client knows better now.
var errReworded = errors.New("to be asked again in other words")

// failure is an attempt that may succeed when it is repeated.
type failure struct {
	err   error
	after time.Duration // that the server asks to wait
	final bool          // repeating is of no use, with this request or another
	used  openai.Usage  // what the server says that it took all the same
}

func (f *failure) Error() string { return f.err.Error() }

// outcome is what an attempt says about the server.
type outcome int

const (
	unknown outcome = iota // the caller gave up first
	alive
	dead
)

func outcomeOf(err error) outcome {
	var f *failure
	var r *RequestError
	switch {
	case errors.As(err, &f):
		return dead
	case err == nil, errors.Is(err, errReworded), errors.As(err, &r):
		return alive
	}
	return unknown
}

// judge makes of an exchange a reply or an error: *failure, *RequestError,
// errReworded, or the context's.
func (c *Client) judge(ctx context.Context, r *Request, d dialect, x *exchange, resp *openai.ChatCompletionResponse, err error) (*Reply, error) {
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case x.err != nil:
		return nil, &failure{err: c.wireError(x.err)}
	case x.status == 0:
		return nil, c.unsent(r, d, err)
	case x.status < 200 || x.status >= 300:
		return nil, c.refusal(r, d, x)
	case err != nil:
		return nil, &failure{err: fmt.Errorf("it answered with something else than the API's JSON (%s): check base_url (--llm-base-url), which often ends in /v1", kind(x))}
	case len(resp.Choices) == 0:
		return nil, &failure{err: errors.New("its answer holds no choices" + serverSays(c.words(x.received, r))), used: resp.Usage}
	}
	reply := c.reply(r, d, x, resp)
	if len(r.Schema) > 0 && c.talk.judge(d, reply) {
		to := d
		to.mode = d.mode.lower()
		c.reword(d, to, "response_format")
		return nil, errReworded
	}
	return reply, nil
}

// reply reads what the server answered.
func (c *Client) reply(r *Request, d dialect, x *exchange, resp *openai.ChatCompletionResponse) *Reply {
	choice := resp.Choices[0]
	reply := &Reply{
		Text: choice.Message.Content, Refusal: choice.Message.Refusal, Finish: string(choice.FinishReason),
		Mode:         d.of(r),
		PromptTokens: resp.Usage.PromptTokens, CompletionTokens: resp.Usage.CompletionTokens,
		Sent: c.blank(string(x.sent)), Received: c.blank(string(x.received)),
	}
	for _, part := range choice.Message.MultiContent {
		reply.Text += part.Text
	}
	if reply.PromptTokens <= 0 || reply.CompletionTokens < 0 || reply.CompletionTokens == 0 && reply.Text != "" {
		reply.Estimated = true
		reply.PromptTokens = promptTokens(r)
		reply.CompletionTokens = Tokens(reply.Text)
	}
	return reply
}

// promptTokens estimates what a request's prompt costs.
func promptTokens(r *Request) int {
	return Tokens(r.System) + Tokens(r.User) + Tokens(string(r.Schema))
}

// unsent is an error of go-openai itself, which knows what some models refuse.
func (c *Client) unsent(r *Request, d dialect, err error) error {
	if to, what, ok := d.without(complaintOf(err), r, c.talk.forced); ok {
		c.reword(d, to, what)
		return errReworded
	}
	e := &RequestError{Message: c.shorten(err.Error(), r), Final: errors.Is(err, openai.ErrChatCompletionInvalidModel)}
	if e.Final {
		e.Advice = "name a model that can chat (--llm-model)"
	}
	return e
}

// refusal is what an answer means that is no success.
func (c *Client) refusal(r *Request, d dialect, x *exchange) error {
	said := complaint(x.received)
	if rewordable(x.status) {
		if to, what, ok := d.without(said.lower(), r, c.talk.forced); ok {
			c.reword(d, to, what)
			return errReworded
		}
	}
	if transient(x.status) {
		spent := x.status == http.StatusTooManyRequests && slices.Contains(said.all, quotaSpent)
		return &failure{
			err:   fmt.Errorf("status %d%s%s", x.status, serverSays(c.words(x.received, r)), meaning(x.status, spent)),
			after: retryAfter(x.header, c.clock.now()),
			final: spent,
		}
	}
	e := &RequestError{Status: x.status, Code: c.blank(said.code), Message: c.words(x.received, r)}
	e.Final = x.status == http.StatusUnauthorized || !c.answered.Load() && slices.Contains(settings, x.status) || x.status < 400
	e.Auth = e.Final && (x.status == http.StatusUnauthorized || x.status == http.StatusForbidden)
	e.Advice = c.advice(x)
	e.Mode, e.Sent, e.Received = d.of(r), c.blank(string(x.sent)), c.blank(string(x.received))
	return e
}

// rewordable are the statuses with which servers refuse a parameter. 500 and 501
// are llama.cpp's and others' when a schema or a role is too much for them.
func rewordable(status int) bool {
	return slices.Contains([]int{http.StatusBadRequest, http.StatusNotFound, http.StatusUnprocessableEntity,
		http.StatusInternalServerError, http.StatusNotImplemented}, status)
}

// transient are the statuses after which to ask again.
func transient(status int) bool {
	return status >= 500 || slices.Contains([]int{http.StatusRequestTimeout, http.StatusConflict,
		http.StatusTooEarly, http.StatusTooManyRequests}, status)
}

// settings are the statuses that speak of key, address or model while no request
// has ever been answered. Afterwards they speak of that request: there are
// gateways that answer 403 to texts which they do not like.
var settings = []int{http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusPaymentRequired}

// quotaSpent is the code of a refusal that no waiting helps against.
const quotaSpent = "insufficient_quota"

func meaning(status int, spent bool) string {
	switch {
	case spent:
		return ": " + quotaSpent + ", what the account may use is used up"
	case status == http.StatusTooManyRequests:
		return ": ask more slowly (--llm-requests-per-minute, --llm-tokens-per-minute, --llm-concurrency)"
	}
	return ""
}

func (c *Client) advice(x *exchange) string {
	switch x.status {
	case http.StatusUnauthorized:
		if c.config.Key == "" {
			return "it wants a key: put one into the environment variable that --llm-key-env names"
		}
		return "check the key in the environment variable that --llm-key-env names"
	case http.StatusForbidden:
		return "check that the key may use this model (--llm-model)"
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		return "check address and model (--llm-base-url, which often ends in /v1; --llm-model; of Azure --llm-api-version)"
	case http.StatusPaymentRequired:
		return "the account has no money left"
	case http.StatusRequestEntityTooLarge:
		return "let requests be smaller (--llm-context-tokens)"
	}
	if x.status < 400 {
		return "it sends requests elsewhere, which is not followed: give the address itself (--llm-base-url)"
	}
	if c.talk.forced {
		return "leave --llm-structured out to have it found out what the server takes"
	}
	return "see what it says about the model's limits (--llm-context-tokens, --llm-max-output-tokens)"
}

// wireError says what went wrong on the wire and what to do.
func (c *Client) wireError(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	var timeout net.Error
	switch {
	case errors.Is(err, errTooLong):
		return fmt.Errorf("%w: check that base_url is a model server's (--llm-base-url)", err)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return fmt.Errorf("no answer within %v: is it overloaded? (--llm-timeout, --llm-concurrency): %w", c.config.Timeout, err)
	}
	return fmt.Errorf("%w: check that it runs and that base_url is right (--llm-base-url)", err)
}

// kind names what a body is, without showing it.
func kind(x *exchange) string {
	if t := x.header.Get("Content-Type"); t != "" && len(t) < 60 && utf8.ValidString(t) {
		return strings.ToLower(t)
	}
	return fmt.Sprintf("%d bytes", len(x.received))
}

func serverSays(words string) string {
	if words == "" {
		return ""
	}
	return fmt.Sprintf(" (it says: %s)", words)
}

// said is what an error body says: of the forms that servers have, OpenAI's
// {"error": {"message", "type", "param", "code"}}, FastAPI's {"detail": [{"loc",
// "msg", "type"}]}, {"error": "…"} and {"message": "…"}.
type said struct {
	all     []string // message, code and parameters
	message string
	code    string
}

// complaint reads an error body. It leaves out what servers echo of a request.
func complaint(body []byte) said {
	var s said
	var v any
	if json.Unmarshal(body, &v) != nil {
		if !strings.Contains(string(body), "<") { // HTML says nothing about parameters
			s.add("message", string(body[:min(len(body), 2000)]))
		}
		return s
	}
	s.collect("", v, 0)
	return s
}

func (s *said) collect(key string, v any, depth int) {
	if depth > 5 {
		return
	}
	switch v := v.(type) {
	case map[string]any:
		for _, k := range []string{"error", "detail", "message", "msg", "code", "type", "param", "loc", "object"} {
			if inner, ok := v[k]; ok {
				s.collect(k, inner, depth+1)
			}
		}
	case []any:
		for _, inner := range v[:min(len(v), 20)] {
			s.collect(key, inner, depth+1)
		}
	case string:
		s.add(key, v)
	}
}

func (s *said) add(key, text string) {
	s.all = append(s.all, text)
	switch key {
	case "message", "msg", "error", "detail":
		s.message = orDefault(s.message, text)
	case "code", "type":
		s.code = orDefault(s.code, text)
	}
}

// lower returns all that is said in lower case.
func (s said) lower() string { return strings.ToLower(strings.Join(s.all, " ")) }

// words returns the server's own words of an error, for people.
func (c *Client) words(body []byte, r *Request) string {
	return c.shorten(complaint(body).message, r)
}

// longestWords is how many characters of a server's words are shown, and
// quoteLength how many in a row make them a quotation of the request.
const (
	longestWords = 200
	quoteLength  = 12
)

// shorten makes a server's words fit to be shown: on one line, without the key,
// and not at all where they quote the texts of the request.
func (c *Client) shorten(words string, r *Request) string {
	runes := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(c.blank(words), "\uFFFD")), " "))
	if len(runes) > longestWords {
		runes = append(runes[:longestWords], '…')
	}
	for i := 0; i+quoteLength <= len(runes); i++ {
		if strings.Contains(r.User, string(runes[i:i+quoteLength])) {
			return "its words quote the request and are not shown"
		}
	}
	return string(runes)
}

// blank takes the key out of s, and what is no UTF-8.
func (c *Client) blank(s string) string {
	if c.config.Key != "" {
		s = strings.ReplaceAll(s, c.config.Key, "[key]")
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
