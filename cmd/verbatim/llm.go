package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"verbatim/classify/llm"
	"verbatim/classify/redact"
	"verbatim/cmd/internal/cli"
	"verbatim/datasets/source"
	"verbatim/pipeline"
	"verbatim/tokenize"
)

func newLLM(s *cli.Settings) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "llm",
		Short: "What a language model is asked, what it costs, what it said",
		Long: `A language model can give themes beside the lookup lists: run --llm ask and
retag --llm ask send it texts, and record what it answers. How it is reached
stands below llm: in verbatim.yaml; docs/llm.md explains it.`,
		Args:                       cli.KnownVerb,
		SuggestionsMinimumDistance: 2,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newLLMPrompt(s), newLLMEstimate(s), newLLMLog(s))
	return cmd
}

// llmPromptFlags are the flags of llm prompt.
type llmPromptFlags struct {
	llm      cli.LLM
	lang     string
	question string
}

func newLLMPrompt(s *cli.Settings) *cobra.Command {
	f := &llmPromptFlags{}
	cmd := &cobra.Command{
		Use:   "prompt [TEXT…]",
		Short: "Print what a model would be sent for a text",
		Long: `Prints the prompts and the schema by which a model would be asked about texts,
or about an example: the themes of the codebook with their definitions and
examples, in Japanese for Japanese texts and else in English, and the texts
without mail addresses, numbers and names. Nothing is sent; no server is needed.`,
		Example: `  verbatim llm prompt
  verbatim llm prompt --lang ja
  verbatim llm prompt 'Far too slow since May' --question 'What should be better?'`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return llmPrompt(cmd, s, f, args)
		},
	}
	f.llm.BindServer(cmd)
	cmd.Flags().StringVar(&f.lang, "lang", "", "`language` of the prompt, en or ja (default that of the text)")
	cmd.Flags().StringVar(&f.question, "question", "", "`text` of the question that was answered")
	return cmd
}

// exampleTexts are what llm prompt shows where no text is given, by language.
var exampleTexts = map[string]string{
	"en": "The monthly report takes five minutes to open, and nobody has answered my ticket. Call me at +1 415 555 0132.",
	"ja": "月次レポートを開くのに毎回5分かかり、問い合わせにも返事がありません。お電話は 03-5555-0132 までお願いします。",
}

func llmPrompt(cmd *cobra.Command, s *cli.Settings, f *llmPromptFlags, args []string) error {
	if f.lang != "" && exampleTexts[f.lang] == "" {
		return cli.Usage("--lang %q: wanted en or ja", f.lang)
	}
	cb, err := codebookInUse(s)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		lang := f.lang
		if lang == "" {
			lang = "en"
		}
		args = []string{exampleTexts[lang]}
	}
	items := map[string][]llm.Item{}
	redactor := redact.New(f.llm.Names())
	redacted := func(s string) string { return redactor.Redact(s, nil).Text }
	for _, text := range args {
		lang := f.lang
		if lang == "" && tokenize.Lang(text) == "ja" {
			lang = "ja"
		} else if lang == "" {
			lang = "en"
		}
		items[lang] = append(items[lang], llm.Item{Key: text, Text: redacted(text), Question: redacted(f.question)})
	}
	asker := llm.NewAsker(nil, f.llm.Keyless(), nil, nil)
	w := &requestWriter{out: cmd.OutOrStdout(), json: s.JSON}
	for _, lang := range []string{"en", "ja"} {
		if len(items[lang]) == 0 {
			continue
		}
		if err := asker.Requests(llm.NewMenu(cb, lang).Redacted(redacted), items[lang], w.write); err != nil {
			return &cli.Error{Code: cli.ExitUsage, Err: fmt.Errorf("llm: %w", err)}
		}
	}
	return nil
}

// requestWriter prints requests: for people, or one JSON object a line.
type requestWriter struct {
	out  io.Writer
	json bool
	n    int
}

// requestJSON is a request as --json prints it; docs/scripting.md describes it.
type requestJSON struct {
	Request       int             `json:"request"`
	Verbatims     int             `json:"verbatims"`
	Tokens        int             `json:"tokens"` // estimated, of the prompt
	PromptVersion string          `json:"prompt_version"`
	System        string          `json:"system"`
	User          string          `json:"user"`
	Schema        json.RawMessage `json:"schema"`
}

func (w *requestWriter) write(r *llm.Request, items []llm.Item) error {
	w.n++
	tokens := llm.Tokens(r.System) + llm.Tokens(r.User) + llm.Tokens(string(r.Schema))
	if w.json {
		enc := json.NewEncoder(w.out)
		enc.SetEscapeHTML(false)
		return enc.Encode(requestJSON{w.n, len(items), tokens, llm.PromptVersion(), r.System, r.User, r.Schema})
	}
	_, err := fmt.Fprintf(w.out, "Request %s: %s, about %s, prompt version %s\n\nSystem\n\n%s\n\nUser\n\n%s\n\nSchema\n\n%s\n\n",
		cli.Count(w.n), cli.Plural(len(items), "verbatim"), cli.Plural(tokens, "token"), llm.PromptVersion(),
		strings.TrimSpace(r.System), strings.TrimSpace(r.User), r.Schema)
	return err
}

const nothingToAsk = "Nothing to ask: the inputs hold nothing new, or every verbatim that the policy wants has an answer.\nWithout inputs, verbatim llm estimate and verbatim retag --llm ask look at all that the workspace holds."

// llmEstimateFlags are the flags of llm estimate.
type llmEstimateFlags struct {
	models modelFlags
	source source.Options
}

func newLLMEstimate(s *cli.Settings) *cobra.Command {
	f := &llmEstimateFlags{}
	cmd := &cobra.Command{
		Use:   "estimate [INPUT…]",
		Short: "Say what asking a model would cost",
		Long: `Says how many requests and tokens run --llm ask would need for the inputs, or
retag --llm ask for the whole workspace where none is given, what that costs by
the prices of --llm-price-input and --llm-price-output, and about how long it
takes. What was answered before is left out. Nothing is sent. Tokens are
estimated; the budget is not applied, but said where it would not suffice.`,
		Example: `  verbatim llm estimate
  verbatim llm estimate survey.csv --llm-policy untagged`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return llmEstimate(cmd, s, f, args)
		},
	}
	f.models.bind(cmd)
	bindSource(cmd, &f.source)
	return cmd
}

func llmEstimate(cmd *cobra.Command, s *cli.Settings, f *llmEstimateFlags, inputs []string) error {
	o := pipeline.Options{Inputs: inputs, Stdin: cmd.InOrStdin(), Source: f.source}
	if err := f.models.into(&o); err != nil {
		return err
	}
	if err := cli.CheckUnsent(&o.LLM.Config); err != nil {
		return err
	}
	var err error
	if o.Codebook, err = codebookInUse(s); err != nil {
		return err
	}
	var report *llm.Report
	_, err = publish(cmd, s, func(ctx context.Context, o pipeline.Options) (*pipeline.Result, error) {
		var err error
		report, err = pipeline.Estimate(ctx, o)
		return nil, err
	}, o)
	if err != nil {
		return err
	}
	if s.JSON {
		return writeJSON(cmd, report)
	}
	_, err = io.WriteString(cmd.OutOrStdout(), estimateText(report, &o.LLM.Config))
	return err
}

// estimateText says what asking would need.
func estimateText(r *llm.Report, c *llm.Config) string {
	if r.Asked == 0 {
		return nothingToAsk + "\n"
	}
	var b strings.Builder
	line := func(label, format string, args ...any) {
		fmt.Fprintf(&b, "%-10s %s\n", label, fmt.Sprintf(format, args...))
	}
	tokens := r.PromptTokens + r.CompletionTokens
	line("To ask", "%s in %s", cli.Plural(r.Asked, "verbatim"), cli.Plural(r.Requests, "request"))
	line("Tokens", "about %s: %s of prompt, %s of reply", cli.Count(int(tokens)), cli.Count(int(r.PromptTokens)), cli.Count(int(r.CompletionTokens)))
	line("Cost", "%s", strings.TrimPrefix(costText(r), "cost "))
	line("Time", "about %s", time.Duration(r.Seconds*float64(time.Second)).Round(time.Second))
	if n := r.Missing.TooLong; n > 0 {
		line("Too long", "%s that do not fit --llm-context-tokens, even alone", cli.Plural(n, "verbatim"))
	}
	if n := r.Suspicious; n > 0 {
		line("Alone", "%s that may give orders to the model", cli.Plural(n, "verbatim"))
	}
	switch {
	case c.BudgetMoney.OK && r.Cost > c.BudgetMoney.V:
		line("Budget", "%g is not enough: asking stops before it is spent, and a later run goes on", c.BudgetMoney.V)
	case c.BudgetTokens.OK && tokens > c.BudgetTokens.V:
		line("Budget", "%s is not enough: asking stops before they are spent, and a later run goes on", cli.Plural(int(c.BudgetTokens.V), "token"))
	}
	return b.String()
}
