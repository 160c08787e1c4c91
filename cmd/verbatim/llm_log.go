package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"verbatim/cmd/internal/cli"
	"verbatim/pipeline/state"
)

// llmLogFlags are the flags of llm log.
type llmLogFlags struct {
	full  int64
	limit int
}

func newLLMLog(s *cli.Settings) *cobra.Command {
	f := &llmLogFlags{}
	cmd := &cobra.Command{
		Use:   "log",
		Short: "List what was sent to models and came back",
		Long: `Lists the requests that were sent to models for this workspace and answered, the
latest last: when, to whom, how many tokens, what it cost, how many verbatims
got an answer. --full prints one with what was sent and received, as it went
over the wire.`,
		Example: `  verbatim llm log
  verbatim llm log --full 12
  verbatim llm log --limit 0 --json`,
		Args: cli.Args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return llmLog(cmd, s, f) },
	}
	cmd.Flags().Int64Var(&f.full, "full", 0, "print the request of this `number` with its bodies")
	cmd.Flags().IntVar(&f.limit, "limit", 20, "list the latest `number`; 0 for all")
	return cmd
}

func llmLog(cmd *cobra.Command, s *cli.Settings, f *llmLogFlags) error {
	if f.limit < 0 || f.full < 0 {
		return cli.Usage("--limit and --full must not be negative")
	}
	log, err := openLog(s.Workspace)
	if err != nil {
		return err
	}
	if log != nil {
		defer log.Close()
	}
	if f.full > 0 {
		return logOne(cmd, s, log, f.full)
	}
	l, err := readLog(cmd, log, f.limit)
	if err != nil {
		return err
	}
	if s.JSON {
		return writeJSON(cmd, l)
	}
	return l.write(cmd, s)
}

// openLog opens the log of a workspace to read it; nil where there is none.
func openLog(workspace string) (*state.Log, error) {
	log, err := state.OpenReader(filepath.Join(workspace, state.File))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return log, err
}

// lastModel returns the model that answered last about verbatims of a workspace,
// or "". It is for a hint: a log that cannot be read has none.
func lastModel(ctx context.Context, workspace string) (model string) {
	log, err := openLog(workspace)
	if log == nil || err != nil {
		return ""
	}
	defer log.Close()
	for e, err := range log.Exchanges(ctx) {
		if err == nil && e.Answers > 0 && e.PromptVersion != notebookTopic {
			model = e.Model
		}
	}
	return model
}

// exchangeJSON is a request and its answer as --json prints it; docs/scripting.md
// describes it.
type exchangeJSON struct {
	Number           int64   `json:"number"`
	At               string  `json:"at"` // RFC 3339, UTC
	Server           string  `json:"server"`
	Model            string  `json:"model"`
	PromptVersion    string  `json:"prompt_version"`
	Mode             string  `json:"mode"`
	PromptTokens     int     `json:"prompt_tokens"`
	CompletionTokens int     `json:"completion_tokens"`
	Cost             float64 `json:"cost"`
	Answers          int     `json:"answers"`
	Sent             string  `json:"sent,omitempty"`
	Received         string  `json:"received,omitempty"`
}

func newExchangeJSON(e *state.Exchange, full bool) exchangeJSON {
	x := exchangeJSON{
		Number: e.Seq, At: time.UnixMicro(e.At).UTC().Format(time.RFC3339), Server: e.Server, Model: e.Model,
		PromptVersion: e.PromptVersion, Mode: e.Mode, PromptTokens: e.PromptTokens, CompletionTokens: e.CompletionTokens,
		Cost: e.Cost, Answers: e.Answers,
	}
	if full {
		x.Sent, x.Received = e.Sent, e.Received
	}
	return x
}

// llmLogPage is what llm log prints.
type llmLogPage struct {
	Exchanges []exchangeJSON `json:"exchanges"`
	Total     logTotal       `json:"total"` // of all, listed or not
}

type logTotal struct {
	Exchanges        int     `json:"exchanges"`
	Answers          int     `json:"answers"`
	PromptTokens     int     `json:"prompt_tokens"`
	CompletionTokens int     `json:"completion_tokens"`
	Cost             float64 `json:"cost"`
}

// readLog takes the latest exchanges, at most limit of them, and adds up all.
// log is nil where nothing was ever recorded.
func readLog(cmd *cobra.Command, log *state.Log, limit int) (*llmLogPage, error) {
	l := &llmLogPage{Exchanges: []exchangeJSON{}}
	if log == nil {
		return l, nil
	}
	for e, err := range log.Exchanges(cmd.Context()) {
		if err != nil {
			return nil, err
		}
		t := &l.Total
		t.Exchanges++
		t.Answers += e.Answers
		t.PromptTokens += e.PromptTokens
		t.CompletionTokens += e.CompletionTokens
		t.Cost += e.Cost
		l.Exchanges = append(l.Exchanges, newExchangeJSON(&e, false))
		if limit > 0 && len(l.Exchanges) >= 2*limit {
			l.Exchanges = append(l.Exchanges[:0], l.Exchanges[len(l.Exchanges)-limit:]...)
		}
	}
	if limit > 0 && len(l.Exchanges) > limit {
		l.Exchanges = l.Exchanges[len(l.Exchanges)-limit:]
	}
	return l, nil
}

func (l *llmLogPage) write(cmd *cobra.Command, s *cli.Settings) error {
	out := cmd.OutOrStdout()
	if l.Total.Exchanges == 0 {
		_, err := fmt.Fprintf(out, "No model was asked for %s yet.\n", s.Workspace)
		return err
	}
	table := cli.Table{Right: []bool{true, false, false, false, true, true, true, true}}
	table.Row("Number", "Time (UTC)", "Model", "Mode", "Prompt", "Reply", "Cost", "Answers")
	for _, e := range l.Exchanges {
		table.Row(fmt.Sprint(e.Number), e.At[:19], cli.OneLine(e.Model, 40), e.Mode,
			cli.Count(e.PromptTokens), cli.Count(e.CompletionTokens), fmt.Sprintf("%.4f", e.Cost), cli.Count(e.Answers))
	}
	t := &l.Total
	table.Row("all "+cli.Count(t.Exchanges), "", "", "", cli.Count(t.PromptTokens), cli.Count(t.CompletionTokens), fmt.Sprintf("%.4f", t.Cost), cli.Count(t.Answers))
	_, err := table.WriteTo(out)
	return err
}

// logOne prints one exchange with its bodies.
func logOne(cmd *cobra.Command, s *cli.Settings, log *state.Log, number int64) error {
	var e state.Exchange
	err := fs.ErrNotExist
	if log != nil {
		e, err = log.Exchange(cmd.Context(), number)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return &cli.Error{Code: cli.ExitUsage, Err: fmt.Errorf("--full %d: %s has no such request", number, s.Workspace), Hint: "verbatim llm log lists them"}
	}
	if err != nil {
		return err
	}
	x := newExchangeJSON(&e, true)
	if s.JSON {
		return writeJSON(cmd, x)
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "Request %d at %s\n  server  %s\n  model   %s, mode %s, prompt version %s\n  tokens  %s + %s, cost %.4f; %s\n\nSent\n\n%s\n\nReceived\n\n%s\n",
		x.Number, x.At, cmp.Or(x.Server, "unknown"), x.Model, x.Mode, x.PromptVersion,
		cli.Count(x.PromptTokens), cli.Count(x.CompletionTokens), x.Cost, cli.Plural(x.Answers, "answer"), shown(x.Sent), shown(x.Received))
	return err
}

// shown keeps what a model or customer wrote from steering the terminal.
func shown(s string) string {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		out = append(out, printable(r)...)
	}
	return string(out)
}
