package llmtest

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"
)

// Call is a request with a fault, and the way to answer it.
type Call struct {
	*Request
	W http.ResponseWriter
	R *http.Request

	server *Server
}

// Answer is what the server would have answered.
func (c *Call) Answer() *Answer { return c.server.answer(c.Request) }

// Fault answers a request in the server's place.
type Fault func(c *Call)

// TooMany is 429, with Retry-After where that is not empty.
func TooMany(retryAfter string) Fault {
	return func(c *Call) {
		if retryAfter != "" {
			c.W.Header().Set("Retry-After", retryAfter)
		}
		writeError(c.W, http.StatusTooManyRequests, apiError{Message: "Rate limit reached", Type: "requests", Code: "rate_limit_exceeded"})
	}
}

// QuotaUsedUp is 429 that no waiting helps against.
func QuotaUsedUp() Fault {
	return Status(http.StatusTooManyRequests, "insufficient_quota", "You have used up what you paid for")
}

// Unauthorized is 401.
func Unauthorized() Fault {
	return Status(http.StatusUnauthorized, "invalid_api_key", "Incorrect API key provided")
}

// Status is an error of the API.
func Status(status int, code, message string) Fault {
	return func(c *Call) {
		writeError(c.W, status, apiError{Message: message, Type: "error", Code: code})
	}
}

// Raw answers with a body of its own.
func Raw(status int, contentType, body string) Fault {
	return func(c *Call) {
		c.W.Header().Set("Content-Type", contentType)
		c.W.WriteHeader(status)
		io.WriteString(c.W, body)
	}
}

// HTML is a web page, as proxies and wrong addresses answer.
func HTML(status int) Fault {
	return Raw(status, "text/html; charset=utf-8", "<!DOCTYPE html><html><body><h1>Welcome</h1></body></html>")
}

// Empty is {}, with 200.
func Empty() Fault { return Raw(http.StatusOK, "application/json", "{}") }

// ErrorIn200 is an error with the status of success, as gateways answer.
func ErrorIn200() Fault {
	return Raw(http.StatusOK, "application/json", `{"error":{"message":"upstream is busy","code":502}}`)
}

// Redirect sends the client elsewhere.
func Redirect(to string) Fault {
	return func(c *Call) { http.Redirect(c.W, c.R, to, http.StatusTemporaryRedirect) }
}

// Hang never answers.
func Hang() Fault { return func(c *Call) { c.wait(0) } }

// wait returns when the client leaves, the test ends, or d is over, and whether
// it was that; 0: for ever.
func (c *Call) wait(d time.Duration) bool {
	var over <-chan time.Time
	if d > 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		over = t.C
	}
	select {
	case <-over:
		return true
	case <-c.R.Context().Done():
	case <-c.server.quit:
	}
	return false
}

// Endless begins an answer and goes on with a space now and then.
func Endless() Fault {
	return func(c *Call) {
		c.W.Header().Set("Content-Type", "application/json")
		for ok := true; ok; ok = c.wait(5 * time.Millisecond) {
			io.WriteString(c.W, " ")
			http.NewResponseController(c.W).Flush()
		}
	}
}

// Late answers as it should, after d.
func Late(d time.Duration) Fault {
	return func(c *Call) {
		if c.wait(d) {
			writeJSON(c.W, http.StatusOK, c.Answer())
		}
	}
}

// Drop breaks the connection half way through the answer.
func Drop() Fault {
	return func(c *Call) {
		body, _ := json.Marshal(c.Answer())
		c.W.Header().Set("Content-Type", "application/json")
		c.W.Write(body[:len(body)/2])
		http.NewResponseController(c.W).Flush()
		panic(http.ErrAbortHandler) // net/http's way to break a connection
	}
}

// Die ends the server: this request and all others find nobody.
func Die() Fault {
	return func(c *Call) {
		c.server.http.Listener.Close()
		c.server.http.CloseClientConnections()
		panic(http.ErrAbortHandler)
	}
}

// Huge is an answer of so many bytes.
func Huge(size int64) Fault {
	return func(c *Call) {
		c.W.Header().Set("Content-Type", "application/json")
		writeHuge(c.W, size)
	}
}

// GzipBomb is an answer that unpacks to so many bytes.
func GzipBomb(size int64) Fault {
	return func(c *Call) {
		c.W.Header().Set("Content-Type", "application/json")
		c.W.Header().Set("Content-Encoding", "gzip")
		writeHuge(&bomb{out: c.W}, size)
	}
}

// bomb packs what is written into members of gzip, which may follow each other,
// and packs the same member once.
type bomb struct {
	out    io.Writer
	last   string
	packed bytes.Buffer
}

func (b *bomb) Write(p []byte) (int, error) {
	if b.last != string(p) {
		b.last = string(p)
		b.packed.Reset()
		z := gzip.NewWriter(&b.packed)
		z.Write(p) // into memory
		z.Close()
	}
	if _, err := b.out.Write(b.packed.Bytes()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// writeHuge writes one answer of n bytes and more, until the client leaves.
func writeHuge(w io.Writer, n int64) {
	chunk := []byte(strings.Repeat("ha", 128<<10))
	io.WriteString(w, `{"choices":[{"message":{"role":"assistant","content":"`)
	for ; n > 0; n -= int64(len(chunk)) {
		if _, err := w.Write(chunk); err != nil {
			return
		}
	}
	io.WriteString(w, `"},"finish_reason":"stop"}]}`)
}

// Changed answers with what change has made of the right answer.
func Changed(change func(a *Answer)) Fault {
	return func(c *Call) {
		a := c.Answer()
		change(a)
		writeJSON(c.W, http.StatusOK, a)
	}
}

// NoChoices is an answer without one.
func NoChoices() Fault { return Changed(func(a *Answer) { a.Choices = []Choice{} }) }

// NoUsage is a right answer that does not count tokens.
func NoUsage() Fault { return Changed(func(a *Answer) { a.Usage = nil }) }

// Refusal is a model that will not answer.
func Refusal(words string) Fault {
	return Changed(func(a *Answer) { a.Choices[0].Message = Message{Role: "assistant", Refusal: &words} })
}

// Filtered is an answer that the server's content filter took away.
func Filtered() Fault {
	return Changed(func(a *Answer) { *a.Choices[0].Message.Content, a.Choices[0].Finish = "", "content_filter" })
}

// Truncated is the first half of the right answer, cut off at the limit.
func Truncated() Fault {
	return Changed(func(a *Answer) {
		text := a.Choices[0].Message.Content
		*text, a.Choices[0].Finish = cut(*text, len(*text)/2), "length"
	})
}

// Broken is the right answer without its end, as if that were all.
func Broken() Fault {
	return Changed(func(a *Answer) {
		text := a.Choices[0].Message.Content
		*text = cut(*text, max(len(*text)-2, 0))
	})
}

// Content is an answer with a text of its own.
func Content(text string) Fault {
	return Changed(func(a *Answer) { a.Choices[0].Message.Content = &text })
}
