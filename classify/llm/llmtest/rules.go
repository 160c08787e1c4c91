package llmtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
)

// body is what a request may hold. The API has more; nothing else is expected.
type body struct {
	Model       string `json:"model"`
	Messages    []struct{ Role, Content string }
	MaxTokens   *int     `json:"max_tokens"`
	MaxComplete *int     `json:"max_completion_tokens"`
	Temperature *float64 `json:"temperature"`
	Seed        *int     `json:"seed"`
	Stream      bool     `json:"stream"`
	Format      *struct {
		Type   string `json:"type"`
		Schema *struct {
			Name   string          `json:"name"`
			Schema json.RawMessage `json:"schema"`
			Strict bool            `json:"strict"`
		} `json:"json_schema"`
	} `json:"response_format"`
}

// read makes a Request of what came, and lists the rules it breaks.
func (s *Server) read(r *http.Request, raw []byte) (q *Request, broken []string) {
	rule := func(ok bool, format string, args ...any) {
		if !ok {
			broken = append(broken, fmt.Sprintf(format, args...))
		}
	}
	q = &Request{Body: string(raw), Mode: "text"}
	deployment, azure := s.checkHead(r, rule)
	var b body
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&b); err != nil {
		rule(false, "the body is not the JSON of a chat completion: %v", err)
		return q, broken
	}
	q.Azure, q.Model, q.Temperature, q.Seed = azure, b.Model, b.Temperature, b.Seed
	if azure {
		q.Model = deployment
	}
	rule(q.Model != "", "no model")
	rule(!b.Stream, "stream is asked for")
	rule(b.Temperature == nil || *b.Temperature == 0 || *b.Temperature > 1e-4 && *b.Temperature <= 2, "temperature is not 0 and not a number up to 2")
	b.limits(q, rule)
	b.messages(q, rule)
	b.format(q, rule)
	return q, broken
}

type rule = func(ok bool, format string, args ...any)

var azurePath = regexp.MustCompile(`^/openai/deployments/([^/]+)/chat/completions$`)

// checkHead checks method, path and headers.
func (s *Server) checkHead(r *http.Request, rule rule) (deployment string, azure bool) {
	rule(r.Method == http.MethodPost, "method %s instead of POST", r.Method)
	rule(strings.HasPrefix(r.Header.Get("Content-Type"), "application/json"), "Content-Type %q", r.Header.Get("Content-Type"))
	bearer, key := "", s.Key
	if m := azurePath.FindStringSubmatch(r.URL.Path); m != nil {
		deployment, azure = m[1], true
		rule(regexp.MustCompile(`^\d{4}-\d\d-\d\d(-preview)?$`).MatchString(r.URL.Query().Get("api-version")), "no api-version")
	} else {
		rule(r.URL.Path == "/v1/chat/completions", "path %s", r.URL.Path)
		rule(r.URL.RawQuery == "", "there is a query")
		if key != "" {
			bearer, key = "Bearer "+key, ""
		}
	}
	rule(r.Header.Get("Authorization") == bearer, "the header Authorization is not what it should be")
	rule(r.Header.Get("Api-Key") == key, "the header api-key is not what it should be")
	return deployment, azure
}

func (b *body) limits(q *Request, rule rule) {
	rule(b.MaxTokens == nil || b.MaxComplete == nil, "both max_tokens and max_completion_tokens")
	for _, n := range []*int{b.MaxTokens, b.MaxComplete} {
		if n != nil {
			rule(*n > 0, "a limit of %d tokens", *n)
			q.MaxTokens = *n
		}
	}
}

func (b *body) messages(q *Request, rule rule) {
	rule(len(b.Messages) > 0, "no messages")
	for i, m := range b.Messages {
		rule(m.Content != "", "message %d is empty", i+1)
		switch {
		case m.Role == "system" && i == 0:
			q.System = m.Content
		case m.Role == "user" && i == len(b.Messages)-1:
			q.User = m.Content
		default:
			rule(false, "message %d has role %q", i+1, m.Role)
		}
	}
	rule(q.User != "", "the last message is not the user's")
}

var schemaName = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)

func (b *body) format(q *Request, rule rule) {
	if b.Format == nil {
		return
	}
	switch b.Format.Type {
	case "json_object":
		q.Mode = "json"
		rule(strings.Contains(q.System+q.User, "JSON"), "mode json, and no message has the word JSON")
	case "json_schema":
		q.Mode = "schema"
		s := b.Format.Schema
		if s == nil {
			rule(false, "no json_schema")
			return
		}
		q.Schema = s.Schema
		rule(schemaName.MatchString(s.Name), "schema name %q", s.Name)
		rule(s.Strict, "the schema is not strict")
		checkSchema(s.Schema, rule)
	default:
		rule(false, "response_format %q", b.Format.Type)
	}
}
