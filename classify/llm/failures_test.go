package llm

import (
	"errors"
	"net/http"
	"runtime"
	"sync"
	"testing"
	"time"

	"verbatim/classify/llm/llmtest"
)

// transientFaults are those after which a client asks again.
func transientFaults() map[string]llmtest.Fault {
	return map[string]llmtest.Fault{
		"429 with seconds": llmtest.TooMany("2"),
		"429 with a date":  llmtest.TooMany("Thu, 01 May 2031 09:00:07 GMT"),
		"429 alone":        llmtest.TooMany(""),
		"500":              llmtest.Status(http.StatusInternalServerError, "server_error", "oops"),
		"503":              llmtest.Status(http.StatusServiceUnavailable, "", "loading the model"),
		"408":              llmtest.Status(http.StatusRequestTimeout, "", "too slow"),
		"hang":             llmtest.Hang(),
		"endless":          llmtest.Endless(),
		"drop":             llmtest.Drop(),
		"HTML":             llmtest.HTML(http.StatusOK),
		"HTML 502":         llmtest.HTML(http.StatusBadGateway),
		"{}":               llmtest.Empty(),
		"no choices":       llmtest.NoChoices(),
		"error in 200":     llmtest.ErrorIn200(),
		"nothing":          llmtest.Raw(http.StatusOK, "application/json", ""),
		"a list":           llmtest.Raw(http.StatusOK, "application/json", "[1,2]"),
		"half a body":      llmtest.Raw(http.StatusOK, "application/json", `{"choices":[{"message":{"con`),
		"200 MB":           llmtest.Huge(200 << 20),
		"gzip bomb":        llmtest.GzipBomb(200 << 20),
	}
}

// impatient bounds replies and makes hanging servers a matter of milliseconds.
func impatient(s *llmtest.Server, slow bool) Config {
	c := testConfig(s)
	if slow {
		c.Timeout = 500 * time.Millisecond
	}
	c.MaxReplyBytes = 64 << 10
	return c
}

func isSlow(fault string) bool { return fault == "hang" || fault == "endless" }

func TestTransientFaultAloneAndInBursts(t *testing.T) {
	for name, fault := range transientFaults() {
		t.Run(name, func(t *testing.T) {
			noLeaks(t)
			s := newTestServer(t)
			want := []int{2, 4, 1} // attempts of three requests
			faults := []int{1, 3, 4, 5}
			if isSlow(name) {
				want, faults = []int{2, 1, 1}, faults[:1]
			}
			for _, n := range faults {
				s.Fault(n, fault)
			}
			client, _ := newTestClient(t, impatient(s, isSlow(name)), "")
			for i, want := range want {
				got, err := client.Complete(t.Context(), testRequest())
				if err != nil {
					t.Fatal(err)
				}
				if got.Attempts != want || got.Text != `{"mood":"glad"}` || got.Mode != ModeSchema {
					t.Errorf("request %d: %d attempts instead of %d: %+v", i+1, got.Attempts, want, got)
				}
			}
		})
	}
}

// A reply of 200 MB, packed or not, costs no more memory than is allowed for one.
func TestReplySizeIsBounded(t *testing.T) {
	for name, fault := range map[string]llmtest.Fault{"plain": llmtest.Huge(200 << 20), "packed": llmtest.GzipBomb(200 << 20)} {
		t.Run(name, func(t *testing.T) {
			s := newTestServer(t)
			s.From(1, fault)
			config := testConfig(s)
			config.Retries, config.Timeout = -1, time.Minute
			client, _ := newTestClient(t, config, "")
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := client.Complete(t.Context(), testRequest())
			runtime.ReadMemStats(&after)
			if !errors.Is(err, errTooLong) {
				t.Errorf("got %v", err)
			}
			if got := (after.TotalAlloc - before.TotalAlloc) >> 20; got > 48 {
				t.Errorf("allocated %d MiB", got)
			}
		})
	}
}

func TestFaultsWithConcurrency(t *testing.T) {
	noLeaks(t)
	s := newTestServer(t)
	n := 2
	for _, fault := range transientFaults() {
		s.Fault(n, fault)
		n += 3
	}
	config := impatient(s, true)
	config.Concurrency = 8
	client, _ := newTestClient(t, config, "")
	var wg sync.WaitGroup
	for range 60 {
		wg.Go(func() {
			if got, err := client.Complete(t.Context(), testRequest()); err != nil || got.Text != `{"mood":"glad"}` {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
	wg.Wait()
	if want := 60 + len(transientFaults()); s.Count() < want {
		t.Errorf("%d requests were sent instead of %d", s.Count(), want)
	}
}

func TestServerFailsForGood(t *testing.T) {
	for name, fault := range transientFaults() {
		t.Run(name, func(t *testing.T) {
			noLeaks(t)
			s := newTestServer(t)
			s.From(1, fault)
			config := impatient(s, isSlow(name))
			config.Retries = 1
			if isSlow(name) {
				config.Timeout = 50 * time.Millisecond
			}
			client, _ := newTestClient(t, config, "")
			attempts := 0
			for i := range 8 {
				_, err := client.Complete(t.Context(), testRequest())
				var d *DownError
				if !errors.As(err, &d) {
					t.Fatalf("got %v", err)
				}
				if i == 0 {
					wantContains(t, err.Error(), s.URL, "2 attempts")
				}
				attempts += d.Attempts
			}
			if want := failuresInARow*2 + 1; attempts != want || !client.Down() {
				t.Errorf("%d attempts instead of %d; down: %v", attempts, want, client.Down())
			}
			// A hurried client may leave before the server has seen its request.
			if s.Count() > attempts || !isSlow(name) && s.Count() != attempts {
				t.Errorf("%d attempts, %d requests", attempts, s.Count())
			}
		})
	}
}

func TestNobodyThere(t *testing.T) {
	noLeaks(t)
	client, clock := newTestClient(t, Config{BaseURL: llmtest.ClosedURL(t), Model: "tiny"}, "")
	for range 10 {
		_, err := client.Complete(t.Context(), testRequest())
		var d *DownError
		if !errors.As(err, &d) {
			t.Fatalf("got %v", err)
		}
		wantContains(t, err.Error(), "refused", "--llm-base-url")
	}
	if !client.Down() {
		t.Error("the client has not given up")
	}
	if since := clock.now().Sub(newFakeClock().at); since > time.Minute {
		t.Errorf("giving up took %v", since)
	}
}

func TestServerDiesHalfWay(t *testing.T) {
	noLeaks(t)
	s := newTestServer(t)
	s.Fault(10, llmtest.Die())
	client, _ := newTestClient(t, testConfig(s), "")
	var mu sync.Mutex
	answered, failed := 0, 0
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() {
			_, err := client.Complete(t.Context(), testRequest())
			mu.Lock()
			defer mu.Unlock()
			var d *DownError
			switch {
			case err == nil:
				answered++
			case errors.As(err, &d):
				failed++
			default:
				t.Errorf("got %v", err)
			}
		})
	}
	wg.Wait()
	if answered == 0 || failed == 0 || answered+failed != 40 || !client.Down() {
		t.Errorf("%d answered, %d failed, down: %v", answered, failed, client.Down())
	}
}

// What the environment says about proxies is not for addresses without https.
func TestNoProxyForPlainHTTP(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://192.0.2.1:9")
	r, err := http.NewRequest(http.MethodPost, "http://model.example.com/v1", nil)
	if err != nil {
		t.Fatal(err)
	}
	if u, err := newHTTPClient(1).Transport.(*http.Transport).Proxy(r); u != nil || err != nil {
		t.Errorf("goes by %v, %v", u, err)
	}
}

// TestAnswersOfNoUseAreCounted: what the server took for an answer that could not
// be used counts, in a reply that came at last and in none.
func TestAnswersOfNoUseAreCounted(t *testing.T) {
	s := newTestServer(t)
	client, _ := newTestClient(t, testConfig(s), ModeSchema)
	one, err := client.Complete(t.Context(), testRequest())
	if err != nil {
		t.Fatal(err)
	}
	s.Fault(2, llmtest.NoChoices())
	s.Fault(3, llmtest.NoChoices())
	three, err := client.Complete(t.Context(), testRequest())
	if err != nil || three.Attempts != 3 || three.PromptTokens != 3*one.PromptTokens || three.CompletionTokens != 3*one.CompletionTokens {
		t.Errorf("after two of no use: %d attempts, %d + %d tokens (error %v), want three times %d + %d",
			three.Attempts, three.PromptTokens, three.CompletionTokens, err, one.PromptTokens, one.CompletionTokens)
	}
	s.From(5, llmtest.NoChoices())
	var down *DownError
	if _, err = client.Complete(t.Context(), testRequest()); !errors.As(err, &down) || down.PromptTokens != down.Attempts*one.PromptTokens {
		t.Errorf("never of use: %+v (error %v)", down, err)
	}
}
