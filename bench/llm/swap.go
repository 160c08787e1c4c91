package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
	"time"
)

// swapper stands between the program and the server and puts another text in the
// place of one in what is sent.
type swapper struct {
	url string // to give to the program

	mu       sync.Mutex
	from, to []byte // as they stand in a request
}

// newSwapper listens on this machine and hands requests on to the server.
func newSwapper(server string) (*swapper, error) {
	target, err := url.Parse(server)
	if err != nil {
		return nil, fmt.Errorf("base url: %w", err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &swapper{url: "http://" + l.Addr().String() + target.Path}
	target.Path = ""
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		s.rewrite(r.Out)
	}}
	go (&http.Server{Handler: proxy, ReadHeaderTimeout: time.Minute}).Serve(l) // ends with the program
	return s, nil
}

// set says what to put in the place of what. Both are texts as they stand in a
// prompt; an empty one changes nothing.
func (s *swapper) set(from, to string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.from, s.to = nil, nil
	if to != "" {
		s.from, s.to = inJSON(from), inJSON(to)
	}
}

// inJSON returns a text as it stands between the quotes of a JSON string.
func inJSON(text string) []byte {
	b, err := json.Marshal(text)
	if err != nil {
		return nil // a string can always be marshalled
	}
	return b[1 : len(b)-1]
}

func (s *swapper) rewrite(r *http.Request) {
	if r.Body == nil {
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the transport finds the same
	}
	s.mu.Lock()
	if s.from != nil {
		body = bytes.ReplaceAll(body, s.from, s.to)
	}
	s.mu.Unlock()
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
}
