package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"verbatim/classify/llm"
	"verbatim/classify/llm/llmtest"
	"verbatim/classify/redact"
	"verbatim/datasets"
	"verbatim/pipeline"
	"verbatim/themes/discover"
	"verbatim/tokenize"
)

// newTestAsker asks a server that makes a theme of everything about mail. Its
// requests are checked against the rules of the API.
func newTestAsker(t *testing.T, change func(*llm.Config)) (*themeAsker, *llmtest.Server) {
	t.Helper()
	server := llmtest.New(t)
	server.Model = func(system, _ string, _ json.RawMessage) string {
		switch {
		case strings.Contains(system, "You make a list"):
			return `{"themes":[{"name_en":"Mail","name_ja":"メール","definition_en":"About mail.","definition_ja":"メールのこと。"}]}`
		case strings.Contains(system, "You sort"):
			return `{"answers":[{"n":1,"theme":1},{"n":2,"theme":1},{"n":3,"theme":0}]}`
		}
		return `{"summaries":[{"n":1,"summary":"mail is late"},{"n":2,"summary":"mail is lost"},{"n":3,"summary":"praise"}]}`
	}
	c := llm.Config{BaseURL: server.URL, Model: "small", Key: server.Key, MaxOutputTokens: replyTokens, Retries: -1}
	change(&c)
	return askerOf(t, t.TempDir(), c), server
}

func askerOf(t *testing.T, workspace string, c llm.Config) *themeAsker {
	t.Helper()
	client, err := llm.NewClient(c, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	notebook, err := pipeline.OpenWorkspace(workspace).OpenNotebook("discover", c)
	if err != nil {
		t.Fatal(err)
	}
	a := &themeAsker{client: client, notebook: notebook, handed: map[string]bool{}, config: c, redactor: redact.New(nil)}
	t.Cleanup(func() {
		if err := a.close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// TestThemesAreAskedOnce asks the same again in the same workspace.
func TestThemesAreAskedOnce(t *testing.T) {
	first, server := newTestAsker(t, func(*llm.Config) {})
	workspace := t.TempDir()
	var proposed []string
	for range 2 {
		asker := askerOf(t, workspace, first.config)
		p, err := discover.Ask(context.Background(), asker, mailTexts(t), discover.AskOptions{Redact: asker.redact})
		if err != nil {
			t.Fatal(err)
		}
		proposed = append(proposed, string(p.YAML(nil)))
	}
	if n := server.Count(); n != 4 || proposed[0] != proposed[1] {
		t.Errorf("%d requests for two times four questions; the same proposal %v", n, proposed[0] == proposed[1])
	}
}

func mailTexts(t *testing.T) func(func(discover.Text, error) bool) {
	tk, err := tokenize.New(tokenize.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return func(yield func(discover.Text, error) bool) {
		for _, text := range []string{"Mail to eve@example.com is late", "My mail got lost", "Lovely"} {
			var doc tokenize.Doc
			tk.Tokenize(text, &doc)
			if !yield(discover.Text{ID: text, Text: text, Lang: "en", Tokens: doc.Tokens}, nil) {
				return
			}
		}
	}
}

func TestThemesByModel(t *testing.T) {
	asker, server := newTestAsker(t, func(*llm.Config) {})
	p, err := discover.Ask(context.Background(), asker, mailTexts(t), discover.AskOptions{Redact: asker.redact})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Themes) != 1 || p.Themes[0].ID != "mail" || p.Themes[0].Verbatims != 2 || asker.left(p) != nil {
		t.Errorf("proposed %s; left %v", p.YAML(nil), asker.left(p))
	}
	for _, r := range server.Requests() {
		if strings.Contains(string(r.Body), "eve@") {
			t.Errorf("a mail address left: %s", r.Body)
		}
	}
}

func TestThemesWithinTheBudget(t *testing.T) {
	tests := []struct {
		name   string
		change func(*llm.Config)
		asked  int
	}{
		{"no token", func(c *llm.Config) { c.BudgetTokens = datasets.Some(int64(100)) }, 0},
		{"tokens for one", func(c *llm.Config) { c.BudgetTokens = datasets.Some(int64(replyTokens + 400)) }, 1},
		{"money for one", func(c *llm.Config) {
			c.PriceInput, c.PriceOutput = datasets.Some(0.0), datasets.Some(1.0)
			c.BudgetMoney = datasets.Some(replyTokens / 1e6)
		}, 1},
	}
	for _, tt := range tests {
		asker, server := newTestAsker(t, tt.change)
		p, err := discover.Ask(context.Background(), asker, mailTexts(t), discover.AskOptions{})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if server.Count() != tt.asked || len(p.Themes) != 0 || asker.left(p) == nil {
			t.Errorf("%s: %d requests, want %d; %d themes; left %v", tt.name, server.Count(), tt.asked, len(p.Themes), asker.left(p))
		}
	}
}

// A server that is down from the start is an error; one that dies later leaves
// what is there.
func TestThemesServerDown(t *testing.T) {
	asker, server := newTestAsker(t, func(*llm.Config) {})
	server.From(1, llmtest.Status(http.StatusInternalServerError, "server_error", "out of order"))
	var down *llm.DownError
	if _, err := discover.Ask(context.Background(), asker, mailTexts(t), discover.AskOptions{}); !errors.As(err, &down) {
		t.Errorf("down from the start: %v", err)
	}
	asker, server = newTestAsker(t, func(*llm.Config) {})
	server.From(2, llmtest.Status(http.StatusInternalServerError, "server_error", "out of order"))
	p, err := discover.Ask(context.Background(), asker, mailTexts(t), discover.AskOptions{})
	if err != nil || p.Unanswered == 0 {
		t.Errorf("down later: %+v, %v", p, err)
	}
}
