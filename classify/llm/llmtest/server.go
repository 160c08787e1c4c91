// Package llmtest is a model server inside a test. It speaks the chat part of
// OpenAI's API and of Azure OpenAI's over real HTTP, fails the test where a
// request breaks a rule of the API, and misbehaves on demand: by the number of a
// request (Fault, From) or always (Refuse).
package llmtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
)

// Server is a model server. Set its fields before the first request.
type Server struct {
	URL      string // the base URL of an OpenAI-compatible client
	AzureURL string // the base URL of a client of Azure OpenAI, which has an API version
	Key      string // what clients must send; "": they must send none

	// Model answers. schema is empty where none came with the request. By
	// default it is Keywords.
	Model func(system, user string, schema json.RawMessage) string

	fail func(rule string)
	http *httptest.Server
	quit chan struct{}

	mu       sync.Mutex
	requests []*Request
	faults   map[int]Fault
	ever     Fault
	from     int
	refused  []string
}

// Request is one request as it came.
type Request struct {
	N            int  // from 1, in the order of coming
	Azure        bool // Model is the deployment
	Model        string
	System, User string
	Mode         string          // schema, json or text
	Schema       json.RawMessage // in mode schema
	MaxTokens    int             // 0: none given
	Temperature  *float64
	Seed         *int
	Body         string
	Refused      string // the parameter that was refused, or ""
}

// New starts a server that ends with the test.
func New(t testing.TB) *Server {
	s := Start(func(rule string) { t.Errorf("llmtest: %s", rule) })
	t.Cleanup(s.Close)
	return s
}

// Start starts a server outside a test. fail is told each rule of the API that a
// request breaks, by several goroutines. The caller closes the server.
func Start(fail func(rule string)) *Server {
	s := &Server{fail: fail, Key: "sk-llmtest-0123456789", Model: Keywords, quit: make(chan struct{}), faults: map[int]Fault{}}
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	s.URL, s.AzureURL = s.http.URL+"/v1", s.http.URL
	return s
}

// Close ends the server and every request that hangs in it.
func (s *Server) Close() {
	close(s.quit)
	s.http.Close()
}

// ClosedURL returns the base URL of a server that is not there.
func ClosedURL(t testing.TB) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return "http://" + l.Addr().String() + "/v1"
}

// Fault lets the n-th request fail in a certain way, counted from 1.
func (s *Server) Fault(n int, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[n] = f
}

// From lets the n-th request and all after it fail, but for those with a fault
// of their own.
func (s *Server) From(n int, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.from, s.ever = n, f
}

// The parameters that Refuse knows beside those named as in the API
// (temperature, seed, max_tokens, max_completion_tokens).
const (
	Schema = "json_schema"
	JSON   = "json_object"
	System = "system"
)

// Refuse lets every request that uses a parameter fail with 400, as servers do
// that do not know it. Refuse() takes everything again.
func (s *Server) Refuse(parameters ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused = parameters
}

// Requests returns what has come so far.
func (s *Server) Requests() []*Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Count returns how many requests have come.
func (s *Server) Count() int { return len(s.Requests()) }

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 64<<20))
	if err != nil {
		return // the client left
	}
	q, broken := s.read(r, body)
	fault := s.note(q)
	for _, rule := range broken {
		s.fail(fmt.Sprintf("request %d breaks a rule of the API: %s", q.N, rule))
	}
	switch {
	case len(broken) > 0:
		writeError(w, http.StatusBadRequest, apiError{Message: broken[0], Type: "invalid_request_error"})
	case fault != nil:
		fault(&Call{Request: q, W: w, R: r, server: s})
	case q.Refused != "":
		refuse(w, q.Refused)
	default:
		writeJSON(w, http.StatusOK, s.answer(q))
	}
}

// note records a request and returns its fault.
func (s *Server) note(q *Request) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	q.N = len(s.requests) + 1
	q.Refused = firstRefused(q, s.refused)
	s.requests = append(s.requests, q)
	if f := s.faults[q.N]; f != nil {
		return f
	}
	if s.ever != nil && q.N >= s.from {
		return s.ever
	}
	return nil
}

// firstRefused returns the first of the parameters that q uses.
func firstRefused(q *Request, parameters []string) string {
	var body map[string]json.RawMessage
	if json.Unmarshal([]byte(q.Body), &body) != nil {
		return ""
	}
	for _, p := range parameters {
		_, used := body[p]
		if used || p == Schema && q.Mode == "schema" || p == JSON && q.Mode == "json" || p == System && q.System != "" {
			return p
		}
	}
	return ""
}

func refuse(w http.ResponseWriter, parameter string) {
	e := apiError{Type: "invalid_request_error", Param: parameter, Code: "unsupported_parameter",
		Message: "Unsupported parameter: '" + parameter + "' is not supported with this model."}
	switch parameter {
	case Schema, JSON:
		e.Param = "response_format"
		e.Message = "Invalid parameter: 'response_format' of type '" + parameter + "' is not supported with this model."
	case System:
		e.Message = "System role not supported"
	}
	writeError(w, http.StatusBadRequest, e)
}

type apiError struct {
	Message string `json:"message"`
	Type    string `json:"type"`
	Param   string `json:"param,omitempty"`
	Code    string `json:"code,omitempty"`
}

func writeError(w http.ResponseWriter, status int, e apiError) {
	writeJSON(w, status, map[string]apiError{"error": e})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v) // an error is that the client left
}
