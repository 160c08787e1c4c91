package llmtest

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// strictServer returns a server and the rules that were broken.
func strictServer(t *testing.T) (*Server, func() []string) {
	var mu sync.Mutex
	var broken []string
	s := Start(func(rule string) {
		mu.Lock()
		defer mu.Unlock()
		broken = append(broken, rule)
	})
	t.Cleanup(s.Close)
	return s, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return broken
	}
}

func post(t *testing.T, url, key, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+key)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b)
}

const messages = `"messages":[{"role":"system","content":"Answer in JSON."},{"role":"user","content":"Hello"}]`

func TestRules(t *testing.T) {
	schema := func(s string) string {
		return `{"model":"m",` + messages + `,"response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":` + s + `}}}`
	}
	tests := []struct{ name, body, want string }{
		{"right", `{"model":"m",` + messages + `,"temperature":0,"seed":1,"max_tokens":5,"stream":false}`, ""},
		{"right json", `{"model":"m",` + messages + `,"response_format":{"type":"json_object"}}`, ""},
		{"right schema", schema(`{"type":"object","properties":{"a":{"type":"array","items":{"type":"string","enum":["x"]}}},"required":["a"],"additionalProperties":false}`), ""},
		{"no JSON", `{`, "not the JSON"},
		{"unknown field", `{"model":"m","top_k":1,` + messages + `}`, "top_k"},
		{"no model", `{` + messages + `}`, "no model"},
		{"no messages", `{"model":"m"}`, "no messages"},
		{"role", `{"model":"m","messages":[{"role":"robot","content":"x"}]}`, `role "robot"`},
		{"empty message", `{"model":"m","messages":[{"role":"user","content":""}]}`, "is empty"},
		{"two limits", `{"model":"m",` + messages + `,"max_tokens":5,"max_completion_tokens":5}`, "both"},
		{"no limit", `{"model":"m",` + messages + `,"max_tokens":0}`, "limit of 0"},
		{"tiny temperature", `{"model":"m",` + messages + `,"temperature":1e-45}`, "temperature"},
		{"no word JSON", `{"model":"m","messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_object"}}`, "word JSON"},
		{"open object", schema(`{"type":"object","properties":{},"required":[]}`), "additionalProperties"},
		{"optional property", schema(`{"type":"object","properties":{"a":{"type":"string"}},"required":[],"additionalProperties":false}`), "require"},
		{"root", schema(`{"type":"array","items":{"type":"string"}}`), "root"},
		{"keyword", schema(`{"type":"object","properties":{},"required":[],"additionalProperties":false,"allOf":[]}`), "allOf"},
		{"twice", schema(`{"type":"object","properties":{"a":{"enum":["x","x"]}},"required":["a"],"additionalProperties":false}`), "twice"},
		{"many values", schema(`{"type":"object","properties":{"a":{"enum":[` + numbers(1001) + `]}},"required":["a"],"additionalProperties":false}`), "1001"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, broken := strictServer(t)
			status, _ := post(t, s.URL+"/chat/completions", s.Key, tt.body)
			all := strings.Join(broken(), "\n")
			if (tt.want == "") != (all == "" && status == 200) || !strings.Contains(all, tt.want) {
				t.Errorf("status %d, rules broken: %q", status, all)
			}
		})
	}
}

func numbers(n int) string {
	var list []int
	for i := range n {
		list = append(list, i)
	}
	b, _ := json.Marshal(list)
	return strings.Trim(string(b), "[]")
}

func TestHeadRules(t *testing.T) {
	s, broken := strictServer(t)
	body := `{"model":"m",` + messages + `}`
	post(t, s.URL+"/chat/completions", "another", body)
	post(t, s.URL+"/completions", s.Key, body)
	post(t, s.AzureURL+"/openai/deployments/d/chat/completions", s.Key, body) // no version, wrong header
	for i, want := range []string{"Authorization", "path", "api-version", "Authorization", "api-key"} {
		if all := broken(); len(all) != 5 || !strings.Contains(all[i], want) {
			t.Fatalf("rules broken: %q", all)
		}
	}
}

func TestLimitCutsTheAnswer(t *testing.T) {
	s := New(t)
	s.Model = func(string, string, json.RawMessage) string { return "ああああああああああ" }
	_, body := post(t, s.URL+"/chat/completions", s.Key, `{"model":"m",`+messages+`,"max_tokens":2}`)
	if !strings.Contains(body, `"content":"ああ"`) || !strings.Contains(body, `"finish_reason":"length"`) {
		t.Errorf("got %s", body)
	}
}

func TestKeywords(t *testing.T) {
	system := "Themes:\n" + `{"id":"delivery.late","name":"Delivery > Lateness","examples":["came a day late, courier lost it"]}` + "\n" +
		`{"id":"food","name":"食事","definition":"料理の味"}` + "\n"
	user := "BEGIN\n" + `{"id":1,"text":"The COURIER smiled"}` + "\n" + `{"id":2,"text":"食事は?"}` + "\n" + `{"id":3,"text":"nothing"}` + "\nEND"
	got := Keywords(system, user, nil)
	want := `{"items":[{"id":1,"intent":"none","tags":[{"quote":"COURIER","theme":"delivery.late","sentiment":"neutral","confidence":0.9}]},` +
		`{"id":2,"intent":"question","tags":[{"quote":"食事","theme":"food","sentiment":"neutral","confidence":0.9}]},` +
		`{"id":3,"intent":"none","tags":[]}]}`
	if got != want {
		t.Errorf("got %s", got)
	}
	if got := Keywords("", "Hello", nil); got != "OK" {
		t.Errorf("got %s", got)
	}
	schema := json.RawMessage(`{"type":"object","properties":{"n":{"type":"integer"},"s":{"type":"string"},"l":{"type":"array"},"b":{"type":"boolean"}}}`)
	if got := Keywords("", "Hello", schema); got != `{"b":false,"l":[],"n":0,"s":""}` {
		t.Errorf("got %s", got)
	}
}
