package llm

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// errTooLong is what a reply over Config.MaxReplyBytes is.
var errTooLong = errors.New("the reply is too long")

// newHTTPClient returns a client that goes where it is told and nowhere else: it
// follows no redirect, since the texts would go along, and takes a proxy from the
// environment for https alone, where the proxy cannot read them.
func newHTTPClient(connections int) *http.Client {
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy: func(r *http.Request) (*url.URL, error) {
				if r.URL.Scheme != "https" {
					return nil, nil
				}
				return http.ProxyFromEnvironment(r)
			},
			DialContext:            (&net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
			ForceAttemptHTTP2:      true,
			TLSHandshakeTimeout:    15 * time.Second,
			MaxIdleConnsPerHost:    connections,
			IdleConnTimeout:        90 * time.Second,
			MaxResponseHeaderBytes: 256 << 10,
		},
	}
}

// exchange is one request on the wire. It stands between go-openai, which words
// the request and reads the reply, and net/http, so that no reply is read past a
// limit and both bodies can be kept.
type exchange struct {
	http  *http.Client
	limit int64 // bytes of a reply, unpacked

	sent, received []byte
	status         int // 0: no reply came
	header         http.Header
	err            error // what went wrong on the wire
}

// Do sends a request and reads its whole reply, within the request's context.
func (x *exchange) Do(req *http.Request) (*http.Response, error) {
	if err := x.reword(req); err != nil {
		return nil, err
	}
	resp, err := x.http.Do(req)
	if err != nil {
		x.err = err
		return nil, err
	}
	defer resp.Body.Close()
	x.status, x.header = resp.StatusCode, resp.Header
	x.received, x.err = io.ReadAll(io.LimitReader(resp.Body, x.limit+1))
	if x.err == nil && int64(len(x.received)) > x.limit {
		x.received, x.err = nil, fmt.Errorf("%w: over %d bytes", errTooLong, x.limit)
	}
	if x.err != nil {
		return nil, x.err
	}
	resp.Body = io.NopCloser(bytes.NewReader(x.received))
	return resp, nil
}

// go-openai leaves a temperature of 0 out. Its documentation says to send the
// smallest float in its place, but some servers divide by that or raise it to
// 0.01, where at 0 they take the likeliest word. So it is written and read back
// as 0 here. The first place is the right one: before it stand only strings, in
// which quotes are escaped.
var (
	almostZero = []byte(`"temperature":1e-45`)
	zero       = []byte(`"temperature":0`)
)

func (x *exchange) reword(req *http.Request) error {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return err
	}
	x.sent = bytes.Replace(body, almostZero, zero, 1)
	req.Body = io.NopCloser(bytes.NewReader(x.sent))
	req.ContentLength = int64(len(x.sent))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(x.sent)), nil }
	return nil
}
