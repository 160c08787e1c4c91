package llm

import (
	"context"
	"encoding/json"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/classify/llm/llmtest"
)

// fakeClock is time that passes only where somebody sleeps, and then at once.
type fakeClock struct {
	mu    sync.Mutex
	at    time.Time
	slept []time.Duration
}

func newFakeClock() *fakeClock {
	return &fakeClock{at: time.Date(2031, 5, 1, 9, 0, 0, 0, time.UTC)}
}

func (f *fakeClock) now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.at
}

func (f *fakeClock) sleep(ctx context.Context, d time.Duration) error {
	f.mu.Lock()
	f.slept = append(f.slept, d)
	f.at = f.at.Add(d)
	f.mu.Unlock()
	runtime.Gosched()
	return ctx.Err()
}

// clock returns f with chance always in the middle.
func (f *fakeClock) clock() clock {
	return clock{now: f.now, sleep: f.sleep, random: func(below time.Duration) time.Duration { return below / 2 }}
}

// testSchema is a small schema of ours.
var testSchema = json.RawMessage(`{"type":"object","properties":{"mood":{"type":"string","enum":["glad","sad"]}},"required":["mood"],"additionalProperties":false}`)

func testRequest() *Request {
	return &Request{System: "Name the mood, in JSON.", User: "The parcel came a week late and nobody called.",
		SchemaName: "mood", Schema: testSchema, MaxTokens: 50}
}

// newTestServer returns a server whose model is glad.
func newTestServer(t testing.TB) *llmtest.Server {
	s := llmtest.New(t)
	s.Model = func(string, string, json.RawMessage) string { return `{"mood":"glad"}` }
	return s
}

func testConfig(s *llmtest.Server) Config {
	return Config{BaseURL: s.URL, Key: s.Key, Model: "tiny", Timeout: 5 * time.Second}
}

// newTestClient returns a client that does not really wait.
func newTestClient(t testing.TB, c Config, remembered Mode) (*Client, *fakeClock) {
	t.Helper()
	f := newFakeClock()
	client, err := newClient(c, remembered, slog.New(slog.DiscardHandler), f.clock())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client, f
}

// noLeaks fails the test when more goroutines are left at its end than now are.
// It must come before servers and clients of the test.
func noLeaks(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		for end := time.Now().Add(3 * time.Second); runtime.NumGoroutine() > before; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(end) {
				stacks := make([]byte, 64<<10)
				t.Fatalf("%d goroutines before, %d after:\n%s", before, runtime.NumGoroutine(), stacks[:runtime.Stack(stacks, true)])
			}
		}
	})
}

// wantContains fails where text lacks one of the words.
func wantContains(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%q is missing in: %s", w, text)
		}
	}
}
