package llmtest

import (
	"unicode/utf8"
)

// Answer is a completion in the API's form. Faults may change it.
type Answer struct {
	ID      string   `json:"id"`
	Object  string   `json:"object"`
	Created int64    `json:"created"`
	Model   string   `json:"model"`
	Choices []Choice `json:"choices"`
	Usage   *Usage   `json:"usage,omitempty"`
}

// Choice is the one answer of a completion.
type Choice struct {
	Index   int     `json:"index"`
	Message Message `json:"message"`
	Finish  string  `json:"finish_reason"`
}

// Message is what the model wrote.
type Message struct {
	Role    string  `json:"role"`
	Content *string `json:"content"`
	Refusal *string `json:"refusal,omitempty"`
}

// Usage counts tokens. A token of this server is four bytes.
type Usage struct {
	Prompt     int `json:"prompt_tokens"`
	Completion int `json:"completion_tokens"`
	Total      int `json:"total_tokens"`
}

// answer lets the model answer, and cuts that off at the request's limit.
func (s *Server) answer(q *Request) *Answer {
	text, finish := s.Model(q.System, q.User, q.Schema), "stop"
	if q.MaxTokens > 0 && tokens(text) > q.MaxTokens {
		text, finish = cut(text, 4*q.MaxTokens), "length"
	}
	u := &Usage{Prompt: tokens(q.System) + tokens(q.User), Completion: tokens(text)}
	u.Total = u.Prompt + u.Completion
	return &Answer{
		ID: "chatcmpl-llmtest", Object: "chat.completion", Model: q.Model, Usage: u,
		Choices: []Choice{{Message: Message{Role: "assistant", Content: &text}, Finish: finish}},
	}
}

func tokens(s string) int { return (len(s) + 3) / 4 }

// cut returns at most n bytes of s, in whole characters.
func cut(s string, n int) string {
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
