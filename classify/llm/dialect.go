package llm

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"sync"

	"github.com/sashabaranov/go-openai"
)

// limitName is the name by which a server takes the bound of a reply.
type limitName int

const (
	maxTokens           limitName = iota // what all but the newest models of OpenAI take
	maxCompletionTokens                  // what those take
	noLimit
)

// dialect is what of the API a server takes, as far as it is known. It starts
// with everything, and each refusal takes one thing away, so that it comes to an
// end.
type dialect struct {
	mode          Mode
	limit         limitName
	noTemperature bool
	noSeed        bool
	noSystem      bool
}

// of is how r is asked for in d.
func (d dialect) of(r *Request) Mode {
	if len(r.Schema) == 0 {
		return ModeText
	}
	return d.mode
}

// negotiation is the dialect that all requests of a client share.
type negotiation struct {
	mu        sync.Mutex
	now       dialect
	forced    bool // the user chose the mode
	confirmed bool // a reply in this mode was JSON
}

func newNegotiation(chosen, remembered Mode) *negotiation {
	n := &negotiation{forced: chosen != ""}
	n.now.mode = orDefault(chosen, orDefault(remembered, ModeSchema))
	return n
}

func (n *negotiation) current() dialect {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.now
}

// move goes from one dialect to another, unless another request has moved before.
func (n *negotiation) move(from, to dialect) (moved bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.now != from {
		return false
	}
	n.now, n.confirmed = to, false
	return true
}

// judge says whether a reply that was asked for in d shows that the server does
// not do what d's mode asks of it; else it may confirm the mode. Once that is
// confirmed, a reply that is no JSON is an accident.
func (n *negotiation) judge(d dialect, r *Reply) (ignored bool) {
	if r.Finish == "length" || r.Refusal != "" || strings.TrimSpace(r.Text) == "" {
		return false
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if isObject(r.Text) {
		n.confirmed = n.confirmed || n.now == d
		return false
	}
	return d.mode != ModeText && !n.forced && (!n.confirmed || n.now != d)
}

func isObject(text string) bool {
	text = strings.TrimSpace(text)
	return strings.HasPrefix(text, "{") && json.Valid([]byte(text))
}

// lower is the next mode below m.
func (m Mode) lower() Mode {
	if m == ModeSchema {
		return ModeJSON
	}
	return ModeText
}

// without returns d without what a server complained of, and its name; false
// where the complaint is not of anything that could be left out.
func (d dialect) without(complaint string, r *Request, forced bool) (dialect, string, bool) {
	switch {
	case d.mode != ModeText && len(r.Schema) > 0 && !forced &&
		mentions(complaint, "response_format", "response format", "json_schema", "json_object", "json mode", "structured output", "grammar"):
		d.mode = d.mode.lower()
		return d, "response_format", true
	case !refuses(complaint):
		return d, "", false
	case d.limit == maxTokens && mentions(complaint, "max_tokens"):
		d.limit = maxCompletionTokens
		return d, "max_tokens", true
	case d.limit == maxCompletionTokens && mentions(complaint, "max_completion_tokens"):
		d.limit = noLimit
		return d, "max_completion_tokens", true
	case !d.noTemperature && mentions(complaint, "temperature"):
		d.noTemperature = true
		return d, "temperature", true
	case !d.noSeed && mentions(complaint, "seed"):
		d.noSeed = true
		return d, "seed", true
	case !d.noSystem && mentions(complaint, "system role", "system message", "system prompt", "'system'"):
		d.noSystem = true
		return d, "system", true
	}
	return d, "", false
}

func mentions(complaint string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(complaint, w) {
			return true
		}
	}
	return false
}

// refuses says whether a complaint is about a parameter as such. "max_tokens is
// too large" is not: without it the request would be no better.
func refuses(complaint string) bool {
	return mentions(complaint, "support", "unknown", "unrecogni", "unexpected", "extra", "not permitted",
		"not allowed", "deprecated", "strictly positive")
}

// complaintOf maps go-openai's own refusals, which never reach a server, to words
// that a server would use.
func complaintOf(err error) string {
	switch {
	case errors.Is(err, openai.ErrReasoningModelMaxTokensDeprecated):
		return "max_tokens is not supported"
	case errors.Is(err, openai.ErrReasoningModelLimitationsOther), errors.Is(err, openai.ErrReasoningSamplingUnsupported):
		return "temperature is not supported"
	}
	return ""
}

// word puts r into the API's words as d allows.
func (c *Client) word(r *Request, d dialect) openai.ChatCompletionRequest {
	q := openai.ChatCompletionRequest{Model: c.config.Model, Messages: messages(r, d)}
	switch d.limit {
	case maxTokens:
		//lint:ignore SA1019 most servers that speak this API know the old name alone
		q.MaxTokens = c.bound(r)
	case maxCompletionTokens:
		q.MaxCompletionTokens = c.bound(r)
	}
	if !d.noTemperature {
		q.Temperature = max(float32(c.config.Temperature), math.SmallestNonzeroFloat32)
	}
	if !d.noSeed {
		q.Seed = &c.config.Seed
	}
	if len(r.Schema) > 0 {
		q.ResponseFormat = format(r, d.mode)
	}
	return q
}

// bound is the most tokens that a reply to r may have.
func (c *Client) bound(r *Request) int { return orDefault(r.MaxTokens, c.config.MaxOutputTokens) }

func messages(r *Request, d dialect) []openai.ChatCompletionMessage {
	user := func(text string) openai.ChatCompletionMessage {
		return openai.ChatCompletionMessage{Role: openai.ChatMessageRoleUser, Content: text}
	}
	switch {
	case r.System == "":
		return []openai.ChatCompletionMessage{user(r.User)}
	case d.noSystem:
		return []openai.ChatCompletionMessage{user(r.System + "\n\n" + r.User)}
	}
	return []openai.ChatCompletionMessage{{Role: openai.ChatMessageRoleSystem, Content: r.System}, user(r.User)}
}

func format(r *Request, m Mode) *openai.ChatCompletionResponseFormat {
	switch m {
	case ModeSchema:
		return &openai.ChatCompletionResponseFormat{
			Type:       openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{Name: r.SchemaName, Schema: r.Schema, Strict: true},
		}
	case ModeJSON:
		return &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject}
	}
	return nil
}
