package llm

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"testing"
	"unicode/utf8"
)

// canned answers every request with one reply.
type canned struct {
	status int
	body   []byte
}

func (c canned) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: c.status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(bytes.NewReader(c.body))}, nil
}

// Whatever a server answers, a request ends: with a reply that may be kept or
// with an error of a known kind, and without the key in either.
func FuzzReply(f *testing.F) {
	for _, body := range []string{
		`{"choices":[{"message":{"role":"assistant","content":"{\"mood\":\"glad\"}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":3}}`,
		`{"choices":[{"message":{"content":null,"refusal":"no"},"finish_reason":"content_filter"}],"usage":{"prompt_tokens":-9}}`,
		`{"choices":[{"message":{"content":[{"type":"text","text":"{}"}]}}],"usage":{"prompt_tokens":1e3,"completion_tokens":99999999999}}`,
		`{"choices":[{}]}`, `{"choices":[]}`, `{"choices":null}`, `{}`, `[]`, `null`, ``, `"{"`, "\xff\xfe", "<html>",
		`{"error":{"message":["a","b"],"param":"response_format","code":400}}`,
		`{"error":{"message":"unknown: max_tokens, seed","type":null}}`, `{"error":"temperature not supported"}`,
		`{"error":null}`, `{"detail":[{"loc":["body","seed"],"msg":"extra"}]}`, `{"error":{"message":"hush-hush-key"}}`,
		`{"choices":[{"message":{"content":"hush-hush-key"}}]}`,
	} {
		for _, status := range []int{200, 400, 429, 500} {
			f.Add(status, []byte(body))
		}
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		config := Config{BaseURL: "http://localhost/v1", Model: "tiny", Key: "hush-hush-key", Retries: 1, MaxReplyBytes: 1 << 16}
		client, _ := newTestClient(t, config, "")
		client.http.Transport = canned{100 + (status%500+500)%500, body}
		reply, err := client.Complete(t.Context(), testRequest())
		var down *DownError
		var refused *RequestError
		switch {
		case err == nil:
			checkReply(t, reply)
		case !errors.As(err, &down) && !errors.As(err, &refused):
			t.Fatalf("error of an unknown kind: %v", err)
		case bytes.Contains([]byte(err.Error()), []byte(config.Key)) || !utf8.ValidString(err.Error()):
			t.Fatalf("error: %v", err)
		}
	})
}

func checkReply(t *testing.T, r *Reply) {
	if !json.Valid([]byte(r.Sent)) || !utf8.ValidString(r.Text) || !utf8.ValidString(r.Received) || bytes.Contains([]byte(r.Received), []byte("hush-hush-key")) {
		t.Fatalf("reply %+v", r)
	}
	if r.PromptTokens <= 0 || r.CompletionTokens < 0 || r.Attempts < 1 {
		t.Fatalf("tokens or attempts of %+v", r)
	}
}
