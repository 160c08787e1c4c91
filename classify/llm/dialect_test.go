package llm

import (
	"encoding/json"
	"errors"
	"sync"
	"testing"

	"verbatim/classify/llm/llmtest"
)

func TestModeIsFoundOutOnce(t *testing.T) {
	tests := []struct {
		name       string
		refused    []string
		remembered Mode
		want       Mode
		refusals   int
	}{
		{"everything taken", nil, "", ModeSchema, 0},
		{"no schema", []string{llmtest.Schema}, "", ModeJSON, 1},
		{"no format", []string{llmtest.Schema, llmtest.JSON}, "", ModeText, 2},
		{"no format at all", []string{"response_format"}, "", ModeText, 2},
		{"remembered json", []string{llmtest.Schema}, ModeJSON, ModeJSON, 0},
		{"remembered text", []string{llmtest.Schema, llmtest.JSON}, ModeText, ModeText, 0},
		{"remembered, and changed", []string{llmtest.Schema}, ModeSchema, ModeJSON, 1},
		{"remembered from a later version", nil, "grammar", ModeSchema, 0},
		{"no seed", []string{"seed"}, "", ModeSchema, 1},
		{"no temperature", []string{"temperature"}, "", ModeSchema, 1},
		{"new limit", []string{"max_tokens"}, "", ModeSchema, 1},
		{"no limit", []string{"max_tokens", "max_completion_tokens"}, "", ModeSchema, 2},
		{"no system", []string{llmtest.System}, "", ModeSchema, 1},
		{"nothing", []string{"max_tokens", "temperature", "response_format", "seed", llmtest.System}, "", ModeText, 6},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newTestServer(t)
			s.Refuse(tt.refused...)
			config := testConfig(s)
			config.Concurrency = 8
			client, _ := newTestClient(t, config, tt.remembered)
			completeMany(t, client, 24)
			refusals := 0
			for _, q := range s.Requests() {
				if q.Refused != "" {
					refusals++
				}
			}
			if client.Mode() != tt.want || refusals != tt.refusals || s.Count() != 24+tt.refusals {
				t.Errorf("mode %s after %d refusals of %d requests", client.Mode(), refusals, s.Count())
			}
		})
	}
}

// completeMany asks n times at once and wants n answers.
func completeMany(t *testing.T, client *Client, n int) {
	t.Helper()
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			if _, err := client.Complete(t.Context(), testRequest()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestFormatThatIsIgnored(t *testing.T) {
	s := newTestServer(t)
	s.Model = func(string, string, json.RawMessage) string { return "The mood is **glad**." }
	client, _ := newTestClient(t, testConfig(s), "")
	got, err := client.Complete(t.Context(), testRequest())
	if err != nil || got.Mode != ModeText || client.Mode() != ModeText || got.Attempts != 3 {
		t.Errorf("got %+v, %v", got, err)
	}
	completeMany(t, client, 8)
	if s.Count() != 11 {
		t.Errorf("%d requests", s.Count())
	}
}

// After JSON has come, an answer that is none is an accident; so are a cut off or
// refused one at any time.
func TestAccidentsDoNotChangeTheMode(t *testing.T) {
	for name, fault := range map[string]llmtest.Fault{"refusal": llmtest.Refusal("no"), "truncated": llmtest.Truncated(), "empty": llmtest.Content(" ")} {
		t.Run(name, func(t *testing.T) {
			s := newTestServer(t)
			s.Fault(1, fault)
			s.Fault(3, llmtest.Content("sorry, no JSON today"))
			client, _ := newTestClient(t, testConfig(s), "")
			for range 4 {
				if got, err := client.Complete(t.Context(), testRequest()); err != nil || got.Mode != ModeSchema || got.Attempts != 1 {
					t.Errorf("got %+v, %v", got, err)
				}
			}
		})
	}
}

func TestChosenModeStays(t *testing.T) {
	s := newTestServer(t)
	s.Refuse(llmtest.Schema)
	config := testConfig(s)
	config.Structured = ModeSchema
	client, _ := newTestClient(t, config, ModeText)
	_, err := client.Complete(t.Context(), testRequest())
	var e *RequestError
	if !errors.As(err, &e) || client.Mode() != ModeSchema {
		t.Fatalf("got %v, mode %s", err, client.Mode())
	}
	wantContains(t, err.Error(), "--llm-structured")

	config.Structured = ModeText
	client, _ = newTestClient(t, config, ModeSchema)
	if got, err := client.Complete(t.Context(), testRequest()); err != nil || got.Mode != ModeText {
		t.Errorf("got %+v, %v", got, err)
	}
}

// go-openai refuses parameters of some models before a server sees them.
func TestModelsThatThinkFirst(t *testing.T) {
	s := newTestServer(t)
	config := testConfig(s)
	config.Model, config.Temperature = "gpt-5-mini", 0.5
	client, _ := newTestClient(t, config, "")
	if _, err := client.Complete(t.Context(), testRequest()); err != nil {
		t.Fatal(err)
	}
	if q := s.Requests()[0]; q.Temperature != nil || q.MaxTokens != 50 || s.Count() != 1 {
		t.Errorf("server got %s", q.Body)
	}
	config.Model = "text-davinci-003"
	client, _ = newTestClient(t, config, "")
	_, err := client.Complete(t.Context(), testRequest())
	var e *RequestError
	if !errors.As(err, &e) || !e.Final {
		t.Fatalf("got %v", err)
	}
	wantContains(t, err.Error(), "--llm-model")
}

// Complaints in the manner of several servers, in our words.
func TestWithout(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"OpenAI", `{"error":{"message":"'temperature' does not support 0 here, the default alone is supported","param":"temperature","code":"unsupported_value"}}`, "temperature"},
		{"OpenAI limit", `{"error":{"message":"'max_tokens' is not supported here, take 'max_completion_tokens'","param":"max_tokens","code":"unsupported_parameter"}}`, "max_tokens"},
		{"FastAPI", `{"detail":[{"type":"extra_forbidden","loc":["body","seed"],"msg":"Extra inputs","input":"temperature not supported"}]}`, "seed"},
		{"string", `{"error":"system role is unknown"}`, "system"},
		{"message alone", `{"object":"error","message":"unknown field seed"}`, "seed"},
		{"text", `unrecognized argument: response_format`, "response_format"},
		{"schema", `{"error":{"message":"schema is too deep","param":"response_format.json_schema"}}`, "response_format"},
		{"grammar", `{"error":{"code":500,"message":"failed to parse grammar"}}`, "response_format"},
		{"must be positive", `{"error":"temperature must be strictly positive"}`, "temperature"},
		{"value", `{"error":{"message":"max_tokens is too large: 90000","param":"max_tokens"}}`, ""},
		{"context", `{"error":{"message":"the context holds 4096 tokens","code":"context_length_exceeded"}}`, ""},
		{"HTML", `<html>seed not supported</html>`, ""},
		{"echo", `{"error":{"message":"bad request"},"request":{"seed":1,"note":"unsupported"}}`, ""},
		{"deep", `[[[[[[[[[{"message":"seed unknown"}]]]]]]]]]`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			to, what, ok := dialect{mode: ModeSchema}.without(complaint([]byte(tt.body)).lower(), testRequest(), false)
			if what != tt.want || ok != (tt.want != "") || ok == (to == dialect{mode: ModeSchema}) {
				t.Errorf("took away %q (%v): %+v", what, ok, to)
			}
		})
	}
}

// Whatever servers say, there is an end to taking things away.
func TestRefusingEverythingEnds(t *testing.T) {
	s := newTestServer(t)
	s.From(1, llmtest.Status(400, "", "unsupported: response_format, max_tokens, max_completion_tokens, temperature, seed, system role"))
	client, _ := newTestClient(t, testConfig(s), "")
	_, err := client.Complete(t.Context(), testRequest())
	var e *RequestError
	if !errors.As(err, &e) || s.Count() != 8 {
		t.Errorf("got %v after %d requests", err, s.Count())
	}
}
