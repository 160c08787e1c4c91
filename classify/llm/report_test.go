package llm

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"verbatim/classify/llm/llmtest"
)

// TestReportSaysWhatFailed: a run ends well whatever the server does, so that
// the report must say what it did.
func TestReportSaysWhatFailed(t *testing.T) {
	for name, tt := range map[string]struct {
		fault llmtest.Fault // nil: nothing listens
		slow  bool
		want  string
	}{
		"nobody there": {nil, false, "connection refused"},
		"a web page":   {llmtest.HTML(http.StatusOK), false, "base_url"},
		"no money":     {llmtest.QuotaUsedUp(), false, "insufficient_quota"},
		"hangs":        {llmtest.Hang(), true, "no answer within 50ms"},
		"200 MB":       {llmtest.Huge(200 << 20), false, "the reply is too long"},
		"broken":       {llmtest.Status(http.StatusInternalServerError, "", "out of memory"), false, "status 500 (it says: out of memory)"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newTestServer(t)
			c := impatient(s, tt.slow)
			if c.Retries = -1; tt.slow {
				c.Timeout = 50 * time.Millisecond
			}
			if tt.fault == nil {
				c.BaseURL = llmtest.ClosedURL(t)
			} else {
				s.From(1, tt.fault)
			}
			client, _ := newTestClient(t, c, "")
			var m memory
			a := NewAsker(client, c, &m, nil)
			if err := a.Ask(t.Context(), testMenu(t, "en"), testItems(30)); err != nil {
				t.Fatal(err)
			}
			r := a.Report()
			wantContains(t, r.Failure, tt.want)
			if r.Missing.Down != 30 || r.Refusal != "" || strings.Contains(r.Failure, s.Key) || strings.Contains(r.Failure, "too expensive for us") {
				t.Errorf("report %+v", r)
			}
		})
	}
}

// TestRefusalsAreRecorded: what was sent and refused can be read again.
func TestRefusalsAreRecorded(t *testing.T) {
	s := newTestServer(t)
	s.Model = llmtest.ByKeywords(testWords())
	c := testConfig(s)
	s.Fault(2, llmtest.Status(http.StatusBadRequest, "content_policy", "not with this one, says "+s.Key))
	client, _ := newTestClient(t, c, "")
	var m memory
	a := NewAsker(client, c, &m, nil)
	if err := a.Ask(t.Context(), testMenu(t, "en"), testItems(30)); err != nil {
		t.Fatal(err)
	}
	r := checked(t, a, &m)
	if r.Answered != 30 || r.Failure != "" || !strings.Contains(r.Refusal, "content_policy") {
		t.Errorf("report %+v", r)
	}
	refused := 0
	for _, e := range m.exchanges {
		if strings.Contains(e.Received, "content_policy") {
			refused++
			wantContains(t, e.Sent, "w0024", `"model":"tiny"`)
			if e.Mode != ModeSchema || len(e.Keys) != 6 || strings.Contains(e.Received, s.Key) {
				t.Errorf("recorded %+v", e)
			}
		}
	}
	if refused != 1 {
		t.Errorf("%d refusals are recorded, want 1", refused)
	}
}
