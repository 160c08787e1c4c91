package pipeline

import (
	"context"
	"encoding/json"
	"path/filepath"
	"time"

	"verbatim/classify/llm"
	"verbatim/pipeline/state"
)

// Notebook keeps the answers to single questions to an LLM in the log of a
// workspace, so that the same question is asked once.
type Notebook struct {
	log    *state.Log
	config llm.Config
	topic  string
}

// OpenNotebook opens the notebook about a topic, such as "discover", of answers
// by the model of a configuration.
func (w *Workspace) OpenNotebook(topic string, c llm.Config) (*Notebook, error) {
	log, err := state.Open(filepath.Join(w.dir, state.File))
	if err != nil {
		return nil, err
	}
	return &Notebook{log, c, topic}, nil
}

// Close closes the notebook.
func (n *Notebook) Close() error { return n.log.Close() }

// Mode is what the server was found to take, "" where nobody knows yet.
func (n *Notebook) Mode(ctx context.Context) (llm.Mode, error) {
	mode, err := n.log.Mode(ctx, n.config.BaseURL, n.config.Model)
	return llm.Mode(mode), err
}

func (n *Notebook) key(r *llm.Request) string {
	return llm.Key(n.config.Model, n.config.Parameters(), n.topic+"\n"+r.System, string(r.Schema), r.User)
}

// Find returns the recorded answer to a question, and whether there is one.
func (n *Notebook) Find(ctx context.Context, r *llm.Request) (text string, found bool, err error) {
	key := n.key(r)
	answers, err := n.log.Answers(ctx, []string{key})
	if err != nil || len(answers[key]) == 0 {
		return "", false, err
	}
	all := answers[key]
	err = json.Unmarshal(all[len(all)-1].Body, &text)
	return text, err == nil, err
}

// Keep records the answer to a question, and what it cost.
func (n *Notebook) Keep(ctx context.Context, r *llm.Request, reply *llm.Reply, cost float64) error {
	body, err := json.Marshal(reply.Text)
	if err != nil {
		return err
	}
	err = n.log.AddExchange(ctx, state.Exchange{
		At: time.Now().UnixMicro(), Server: n.config.BaseURL, Model: n.config.Model, PromptVersion: n.topic, Mode: string(reply.Mode),
		Sent: reply.Sent, Received: reply.Received, PromptTokens: reply.PromptTokens, CompletionTokens: reply.CompletionTokens, Cost: cost,
	}, n.topic, nil, []state.Answer{{Key: n.key(r), Menu: n.topic, Body: body}})
	if err != nil || n.config.Structured != "" { // a mode that the user chose is not found out
		return err
	}
	return n.log.SetMode(ctx, n.config.BaseURL, n.config.Model, string(reply.Mode))
}
