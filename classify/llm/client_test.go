package llm

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/classify/llm/llmtest"
)

func TestComplete(t *testing.T) {
	s := newTestServer(t)
	azure := testConfig(s)
	azure.BaseURL, azure.APIVersion, azure.Model = s.AzureURL, "2024-10-21", "my.gpt-3.5-deployment"
	open := testConfig(s)
	for name, config := range map[string]Config{"open": open, "azure": azure} {
		t.Run(name, func(t *testing.T) {
			client, _ := newTestClient(t, config, "")
			got, err := client.Complete(t.Context(), testRequest())
			if err != nil {
				t.Fatal(err)
			}
			if got.Text != `{"mood":"glad"}` || got.Finish != "stop" || got.Mode != ModeSchema || got.Attempts != 1 ||
				got.PromptTokens == 0 || got.CompletionTokens != 4 || got.Estimated {
				t.Errorf("got %+v", got)
			}
			all := s.Requests()
			q := all[len(all)-1]
			want := testRequest()
			if q.System != want.System || q.User != want.User || q.Model != config.Model || q.MaxTokens != 50 || q.Azure != (name == "azure") {
				t.Errorf("server got %+v", q)
			}
			if q.Seed == nil || *q.Seed != 1 || q.Temperature == nil || *q.Temperature != 0 {
				t.Errorf("seed or temperature are not as configured: %s", q.Body)
			}
			if got.Sent != q.Body || !json.Valid([]byte(got.Received)) {
				t.Errorf("bodies for audit: sent %q, received %q", got.Sent, got.Received)
			}
		})
	}
}

func TestTemperatureIsSentAsItIs(t *testing.T) {
	s := newTestServer(t)
	for _, want := range []float64{0, 0.2, 1, 2} {
		config := testConfig(s)
		config.Temperature = want
		client, _ := newTestClient(t, config, "")
		request := testRequest()
		request.User = `{"temperature":1e-45}`
		if _, err := client.Complete(t.Context(), request); err != nil {
			t.Fatal(err)
		}
		q := s.Requests()[s.Count()-1]
		if *q.Temperature != want || q.User != request.User {
			t.Errorf("temperature %v was sent as %v with %q", want, *q.Temperature, q.User)
		}
	}
}

func TestRefusedRequests(t *testing.T) {
	tests := []struct {
		name        string
		fault       llmtest.Fault
		status      int
		auth, final bool
		words       []string
	}{
		{"key", llmtest.Unauthorized(), 401, true, true, []string{"--llm-key-env", "Incorrect"}},
		{"rights", llmtest.Status(403, "", "no access"), 403, true, true, []string{"--llm-model"}},
		{"model", llmtest.Status(404, "model_not_found", "no such model"), 404, false, true, []string{"--llm-base-url", "--llm-model", "model_not_found"}},
		{"address", llmtest.HTML(404), 404, false, true, []string{"--llm-base-url"}},
		{"elsewhere", llmtest.Redirect("http://192.0.2.1/"), 307, false, true, []string{"--llm-base-url"}},
		{"too long", llmtest.Status(400, "context_length_exceeded", "This model's maximum context length is 4096 tokens"), 400, false, false, []string{"--llm-context-tokens"}},
		{"limit too large", llmtest.Status(400, "invalid_value", "max_tokens is too large: 9000"), 400, false, false, []string{"--llm-max-output-tokens"}},
		{"filter", llmtest.Status(400, "content_filter", "filtered"), 400, false, false, []string{"content_filter"}},
		{"large", llmtest.HTML(413), 413, false, false, []string{"--llm-context-tokens"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newTestServer(t)
			s.Fault(1, tt.fault)
			client, _ := newTestClient(t, testConfig(s), "")
			_, err := client.Complete(t.Context(), testRequest())
			var e *RequestError
			if !errors.As(err, &e) {
				t.Fatalf("got %v", err)
			}
			if e.Status != tt.status || e.Auth != tt.auth || e.Final != tt.final || s.Count() != 1 {
				t.Errorf("got %+v after %d requests", e, s.Count())
			}
			wantContains(t, err.Error(), tt.words...)
			if client.Mode() != ModeSchema || client.Down() {
				t.Errorf("mode %s, down %v", client.Mode(), client.Down())
			}
		})
	}
}

// Once a request has been answered, 403 and 404 are about the one that got them.
func TestForbiddenTextIsNotTheEnd(t *testing.T) {
	s := newTestServer(t)
	s.Fault(2, llmtest.Status(403, "", "blocked by a firewall"))
	client, _ := newTestClient(t, testConfig(s), "")
	var err error
	for range 2 {
		_, err = client.Complete(t.Context(), testRequest())
	}
	var e *RequestError
	if !errors.As(err, &e) || e.Final || e.Auth {
		t.Errorf("got %v", err)
	}
}

func TestQuotaUsedUp(t *testing.T) {
	s := newTestServer(t)
	s.Fault(2, llmtest.QuotaUsedUp())
	client, _ := newTestClient(t, testConfig(s), "")
	for range 4 {
		client.Complete(t.Context(), testRequest())
	}
	if s.Count() != 2 || !client.Down() {
		t.Errorf("%d requests, down: %v", s.Count(), client.Down())
	}
}

func TestRepliesThatAreUsable(t *testing.T) {
	tests := []struct {
		name  string
		fault llmtest.Fault
		want  Reply
	}{
		{"refusal", llmtest.Refusal("I will not"), Reply{Refusal: "I will not", Finish: "stop"}},
		{"filtered", llmtest.Filtered(), Reply{Finish: "content_filter"}},
		{"truncated", llmtest.Truncated(), Reply{Text: `{"mood"`, Finish: "length"}},
		{"empty", llmtest.Content(""), Reply{Finish: "stop"}},
		{"broken", llmtest.Broken(), Reply{Text: `{"mood":"glad`, Finish: "stop"}},
		{"no usage", llmtest.NoUsage(), Reply{Text: `{"mood":"glad"}`, Finish: "stop", Estimated: true}},
		{"other JSON", llmtest.Content(`{"a":1}`), Reply{Text: `{"a":1}`, Finish: "stop"}},
		{"parts", llmtest.Raw(200, "application/json", `{"choices":[{"message":{"content":[{"type":"text","text":"{"},{"type":"text","text":"}"}]},"finish_reason":"stop"}]}`),
			Reply{Text: "{}", Finish: "stop", Estimated: true}},
		{"null", llmtest.Raw(200, "application/json", `{"choices":[{"message":{"content":null},"finish_reason":null}]}`), Reply{Estimated: true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newTestServer(t)
			s.Fault(2, tt.fault) // after one that confirms the mode
			client, _ := newTestClient(t, testConfig(s), "")
			var got *Reply
			for range 2 {
				var err error
				if got, err = client.Complete(t.Context(), testRequest()); err != nil {
					t.Fatal(err)
				}
			}
			if got.Text != tt.want.Text || got.Finish != tt.want.Finish || got.Refusal != tt.want.Refusal ||
				got.Estimated != tt.want.Estimated || got.Mode != ModeSchema || got.PromptTokens == 0 {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestPlainText(t *testing.T) {
	s := llmtest.New(t)
	client, _ := newTestClient(t, testConfig(s), "")
	got, err := client.Complete(t.Context(), &Request{User: "Say something."})
	if err != nil || got.Text != "OK" || got.Mode != ModeText || client.Mode() != ModeSchema {
		t.Errorf("got %+v, %v; mode %s", got, err, client.Mode())
	}
	if q := s.Requests()[0]; q.Mode != "text" || q.MaxTokens != 2048 {
		t.Errorf("server got %+v", q)
	}
}

func TestSchemaThatIsNoJSON(t *testing.T) {
	s := newTestServer(t)
	client, _ := newTestClient(t, testConfig(s), "")
	request := testRequest()
	request.Schema = json.RawMessage(`{`)
	_, err := client.Complete(t.Context(), request)
	var e *RequestError
	if !errors.As(err, &e) || s.Count() != 0 {
		t.Errorf("got %v after %d requests", err, s.Count())
	}
}

func TestCancel(t *testing.T) {
	for name, fault := range map[string]llmtest.Fault{"hang": llmtest.Hang(), "endless": llmtest.Endless()} {
		t.Run(name, func(t *testing.T) {
			noLeaks(t)
			s := newTestServer(t)
			s.From(1, fault)
			client, _ := newTestClient(t, testConfig(s), "")
			ctx, cancel := context.WithCancel(t.Context())
			var wg sync.WaitGroup
			for range 6 { // one under way, the others at the gate
				wg.Go(func() {
					if _, err := client.Complete(ctx, testRequest()); !errors.Is(err, context.Canceled) {
						t.Errorf("got %v", err)
					}
				})
			}
			time.Sleep(30 * time.Millisecond)
			cancel()
			wg.Wait()
			if client.Down() {
				t.Error("a cancelled request counts against the server")
			}
		})
	}
}

func TestCancelWhileWaiting(t *testing.T) {
	noLeaks(t)
	s := newTestServer(t)
	s.From(1, llmtest.TooMany("50"))
	client, err := NewClient(testConfig(s), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := client.Complete(ctx, testRequest()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// A server that repeats key and text finds them neither in errors nor in the log
// nor, for the key, in what is kept.
func TestNothingLeaks(t *testing.T) {
	s := newTestServer(t)
	echo := "you sent " + testRequest().User + " with " + s.Key
	s.Fault(1, llmtest.Status(500, "", echo))
	s.Fault(2, llmtest.Content(`{"key":"`+s.Key+`"}`))
	s.Fault(3, llmtest.Status(400, s.Key, echo))
	s.Fault(4, llmtest.Status(400, "", "wrong: "+s.Key))
	s.From(5, llmtest.Raw(200, "text/html", echo))
	var logged bytes.Buffer
	client, err := newClient(testConfig(s), "", slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug})), newFakeClock().clock())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	reply, err := client.Complete(t.Context(), testRequest())
	if err != nil {
		t.Fatal(err)
	}
	seen := []string{reply.Received}
	for range 3 {
		_, err := client.Complete(t.Context(), testRequest())
		seen = append(seen, err.Error())
	}
	seen = append(seen, logged.String())
	for _, text := range seen {
		if strings.Contains(text, s.Key) || strings.Contains(text, "parcel") {
			t.Errorf("key or text in %s", text)
		}
	}
	wantContains(t, seen[2], "[key]")
	wantContains(t, seen[4], "asking again")
}
