package llm

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"verbatim/classify/llm/llmtest"
)

// No minute sees more than the rate and the one request that is always let go.
func TestPacerKeepsTheRate(t *testing.T) {
	type sent struct {
		at     time.Time
		tokens int
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		f := newFakeClock()
		requests, tokens := 1+rng.IntN(200), 500+rng.IntN(20_000)
		p := &pacer{clock: f.clock(), requests: meter{perMinute: requests}, tokens: meter{perMinute: tokens}}
		var all []sent
		for range 300 {
			n := rng.IntN(4_000)
			if err := p.wait(t.Context(), n); err != nil {
				t.Fatal(err)
			}
			actual := rng.IntN(n + 1)
			p.spent(n, actual)
			all = append(all, sent{f.now(), actual})
			f.sleep(t.Context(), time.Duration(rng.IntN(3_000))*time.Millisecond) // what else the caller does
		}
		for i, from := range all {
			count, total, largest := 0, 0, 0
			for _, s := range all[i:] {
				if s.at.Sub(from.at) >= time.Minute {
					break
				}
				count, total, largest = count+1, total+s.tokens, max(largest, s.tokens)
			}
			if count > requests+1 || total > tokens+largest {
				t.Fatalf("a minute with %d requests of %d and %d tokens of %d", count, requests, total, tokens)
			}
		}
	}
}

func TestPacerUsesTheRate(t *testing.T) {
	f := newFakeClock()
	p := &pacer{clock: f.clock(), requests: meter{perMinute: 30}, tokens: meter{perMinute: 6000}}
	start := f.now()
	for range 11 {
		p.wait(t.Context(), 1000)
		p.spent(1000, 400)
	}
	if got := f.now().Sub(start); got != 40*time.Second { // 10 times 400 tokens
		t.Errorf("11 requests took %v", got)
	}
}

func TestClientKeepsTheRate(t *testing.T) {
	s := newTestServer(t)
	config := testConfig(s)
	config.RequestsPerMinute = 60
	client, f := newTestClient(t, config, "")
	start := f.now()
	completeMany(t, client, 31)
	if got := f.now().Sub(start); got < 30*time.Second {
		t.Errorf("31 requests at 60 a minute took %v", got)
	}
}

// Retry-After holds all requests of a client, not only the one that got it.
func TestRetryAfterHoldsAll(t *testing.T) {
	s := newTestServer(t)
	s.Fault(2, llmtest.TooMany("20"))
	client, f := newTestClient(t, testConfig(s), "")
	start := f.now()
	for range 2 {
		if _, err := client.Complete(t.Context(), testRequest()); err != nil {
			t.Fatal(err)
		}
	}
	if got := f.now().Sub(start); got < 20*time.Second || got > 21*time.Second {
		t.Errorf("the wait was %v", got)
	}
	client.pace.hold(20 * time.Second)
	client.pace.hold(time.Second)
	start = f.now()
	completeMany(t, client, 4)
	if got := f.now().Sub(start); got < 20*time.Second {
		t.Errorf("a held client waited %v", got)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2031, 5, 1, 9, 0, 0, 0, time.UTC)
	tests := []struct {
		header, value string
		want          time.Duration
	}{
		{"Retry-After", "3", 3 * time.Second},
		{"Retry-After", " 0.5 ", 500 * time.Millisecond},
		{"Retry-After", "3600", time.Minute},
		{"Retry-After", "1e300", time.Minute},
		{"Retry-After", "Inf", time.Minute},
		{"Retry-After", "NaN", 0},
		{"Retry-After", "-4", 0},
		{"Retry-After", "soon", 0},
		{"Retry-After", "", 0},
		{"Retry-After", "Thu, 01 May 2031 09:00:30 GMT", 30 * time.Second},
		{"Retry-After", "Thu, 01 May 2031 08:00:30 GMT", 0},
		{"Retry-After", "Thu, 01 May 2999 08:00:30 GMT", time.Minute},
		{"Retry-After-Ms", "250", 250 * time.Millisecond},
	}
	for _, tt := range tests {
		if got := retryAfter(http.Header{tt.header: {tt.value}}, now); got != tt.want {
			t.Errorf("%s: %q is %v, want %v", tt.header, tt.value, got, tt.want)
		}
	}
}

func TestBackoffDoublesUpToABound(t *testing.T) {
	client, _ := newTestClient(t, Config{BaseURL: "http://localhost:1/v1", Model: "m"}, "")
	for n, want := range []time.Duration{250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second} {
		if got := client.backoff(n+1, &failure{}); got != want {
			t.Errorf("retry %d after %v, want %v", n+1, got, want)
		}
	}
	if got := client.backoff(1000, &failure{}); got != longestBackoff/2 {
		t.Errorf("retry 1000 after %v", got)
	}
	if got := client.backoff(3, &failure{after: 7 * time.Second}); got != 7250*time.Millisecond {
		t.Errorf("told to wait 7 s, waits %v", got)
	}
}

// breakerAfterOutage returns an open breaker.
func breakerAfterOutage(t *testing.T) (*breaker, *fakeClock) {
	f := newFakeClock()
	b := newBreaker(f.clock(), 30*time.Second)
	for range failuresInARow {
		probe, err := b.enter(t.Context())
		if probe || err != nil {
			t.Fatalf("probe %v, %v", probe, err)
		}
		b.leave(false, dead, errors.New("away"))
		b.exhausted()
	}
	return b, f
}

func TestBreakerClosesAfterAProbe(t *testing.T) {
	b, f := breakerAfterOutage(t)
	start := f.now()
	probe, err := b.enter(t.Context())
	if !probe || err != nil || f.now().Sub(start) != 30*time.Second {
		t.Fatalf("probe %v, %v after %v", probe, err, f.now().Sub(start))
	}
	b.leave(true, alive, nil)
	for range failuresInARow - 1 {
		b.exhausted()
	}
	if probe, err := b.enter(t.Context()); probe || err != nil {
		t.Errorf("closed: probe %v, %v", probe, err)
	}
}

func TestBreakerGivesUpAfterAProbe(t *testing.T) {
	b, _ := breakerAfterOutage(t)
	b.enter(t.Context())
	var wg sync.WaitGroup
	for range 8 { // they wait for the probe
		wg.Go(func() {
			if probe, err := b.enter(t.Context()); probe || !errors.Is(err, errGivenUp) {
				t.Errorf("probe %v, %v", probe, err)
			}
		})
	}
	time.Sleep(5 * time.Millisecond)
	b.leave(false, unknown, nil)
	b.leave(true, dead, errors.New("still away"))
	wg.Wait()
	b.leave(false, alive, nil) // a late answer changes nothing
	if isDown, err := b.isDown(); !isDown || err.Error() != "still away" {
		t.Errorf("down %v: %v", isDown, err)
	}
}

func TestBreakerProbesAgainWhenAProbeIsCancelled(t *testing.T) {
	b, _ := breakerAfterOutage(t)
	b.enter(t.Context())
	b.leave(true, unknown, context.Canceled)
	if probe, err := b.enter(t.Context()); !probe || err != nil {
		t.Errorf("probe %v, %v", probe, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.enter(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestBreakerClosesAtALateAnswer(t *testing.T) {
	b, _ := breakerAfterOutage(t)
	b.leave(false, alive, nil)
	if probe, err := b.enter(t.Context()); probe || err != nil {
		t.Errorf("probe %v, %v", probe, err)
	}
}

// An outage that ends within the cool-down loses only the requests that used up
// their retries.
func TestShortOutage(t *testing.T) {
	s := newTestServer(t)
	config := testConfig(s)
	config.Retries = -1
	for n := 2; n < 2+failuresInARow; n++ {
		s.Fault(n, llmtest.Status(503, "", "restarting"))
	}
	client, f := newTestClient(t, config, "")
	start := f.now()
	failed := 0
	for range 20 {
		if _, err := client.Complete(t.Context(), testRequest()); err != nil {
			failed++
		}
	}
	if failed != failuresInARow || client.Down() || f.now().Sub(start) != 30*time.Second {
		t.Errorf("%d failed, down %v, after %v", failed, client.Down(), f.now().Sub(start))
	}
}

// One request that always fails never ends it for the others.
func TestPoisonedRequest(t *testing.T) {
	s := newTestServer(t)
	client, _ := newTestClient(t, testConfig(s), "")
	for i := range 30 {
		if i%3 == 1 {
			for n := range 5 {
				s.Fault(s.Count()+1+n, llmtest.Status(500, "", "oops"))
			}
		}
		if _, err := client.Complete(t.Context(), testRequest()); (err != nil) != (i%3 == 1) {
			t.Fatalf("request %d: %v", i, err)
		}
	}
	if client.Down() {
		t.Error("given up")
	}
}
