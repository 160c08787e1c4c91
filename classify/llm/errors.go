package llm

import "fmt"

// DownError says that a server gave no usable answer: it is not reached, does
// not answer in time, fails, or answers with something else than the API's JSON.
// Whether it is worth asking anything else says Client.Down.
type DownError struct {
	Server   string // its address
	Attempts int    // requests sent; 0 where the server had been given up before
	Err      error  // what happened last

	PromptTokens, CompletionTokens int // that the server says it took all the same
}

func (e *DownError) Error() string {
	if e.Attempts == 0 {
		return fmt.Sprintf("the model server %s is given up for this run: %v", e.Server, e.Err)
	}
	attempts := "1 attempt"
	if e.Attempts > 1 {
		attempts = fmt.Sprintf("%d attempts", e.Attempts)
	}
	return fmt.Sprintf("the model server %s gave no usable answer in %s: %v", e.Server, attempts, e.Err)
}

func (e *DownError) Unwrap() error { return e.Err }

// RequestError says that the server refuses a request and would refuse it again.
type RequestError struct {
	Status  int    // of HTTP; 0: it could not even be sent
	Code    string // the server's code or type, where it gives one
	Message string // the server's words, shortened, without key and texts
	Auth    bool   // the key is missing, wrong or without rights
	Final   bool   // every other request would be refused as well: key, address or model are wrong
	Advice  string // what to do

	Mode           Mode   // how it was asked for
	Sent, Received string // the bodies, without headers; the key is blanked out
}

func (e *RequestError) Error() string {
	s := fmt.Sprintf("the model server refuses the request: status %d", e.Status)
	if e.Status == 0 {
		s = "the request cannot be sent to a model server"
	}
	if e.Code != "" {
		s += " " + e.Code
	}
	if e.Message != "" {
		s += fmt.Sprintf(" (%s)", e.Message)
	}
	if e.Advice != "" {
		s += "; " + e.Advice
	}
	return s
}
