package cli

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"verbatim/classify/llm"
	"verbatim/datasets"
	"verbatim/pipeline"
)

// parse gives flags and a configuration to a command like run.
func parse(t *testing.T, config string, args ...string) (*LLM, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "verbatim.yaml")
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	s, f := &Settings{}, &LLM{}
	root := &cobra.Command{Use: "verbatim", SilenceErrors: true, SilenceUsage: true}
	s.Bind(root)
	run := &cobra.Command{Use: "run", RunE: func(cmd *cobra.Command, _ []string) error { return s.Load(cmd) }}
	f.Bind(run)
	root.AddCommand(run)
	root.SetArgs(append([]string{"run", "--config", path}, args...))
	return f, root.Execute()
}

const everything = `
llm:
  mode: ask
  base_url: https://models.example.com/v1
  model: small
  api_version: ""
  temperature: 0.5
  structured: json
  isolation: strict
  context_tokens: 4096
  max-output-tokens: 512
  price_input: 0.15
  price_output: 0
  budget: 2.5
  budget_tokens: 1000000
  requests_per_minute: 60
  tokens_per_minute: 90000
  concurrency: 2
  timeout: 45s
  retries: 0
  policy: [untagged, "sample:500"]
  delta: true
  dry_run:
  min_confidence: 0.4
  redact_name: [Neko Cloud, 猫田]
`

func TestLLMFromConfiguration(t *testing.T) {
	f, err := parse(t, everything, "--llm-model", "large")
	if err != nil {
		t.Fatal(err)
	}
	got, err := f.Options()
	if err != nil {
		t.Fatal(err)
	}
	amount := func(v float64) datasets.Opt[float64] { return datasets.Opt[float64]{V: v, OK: true} }
	want := pipeline.LLM{
		Mode: pipeline.LLMAsk, Policy: pipeline.Policy{Untagged: true, Sample: 500}, MinConfidence: 0.4, Delta: true, Names: []string{"Neko Cloud", "猫田"},
		Config: llm.Config{
			BaseURL: "https://models.example.com/v1", Model: "large", Temperature: 0.5, Structured: llm.ModeJSON, Isolation: llm.Strict,
			ContextTokens: 4096, MaxOutputTokens: 512, PriceInput: amount(0.15), PriceOutput: amount(0), BudgetMoney: amount(2.5),
			BudgetTokens: datasets.Opt[int64]{V: 1_000_000, OK: true}, RequestsPerMinute: 60, TokensPerMinute: 90_000,
			Concurrency: 2, Timeout: 45 * time.Second, Retries: -1,
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestLLMDefaults(t *testing.T) {
	f, err := parse(t, "")
	if err != nil {
		t.Fatal(err)
	}
	got, err := f.Options()
	want := pipeline.LLM{Mode: pipeline.LLMKeep, Policy: pipeline.Policy{All: true}, Config: llm.Config{Isolation: llm.Shared, Retries: 4}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v %v\nwant %+v", got, err, want)
	}
}

// TestLLMMode: the mode may stand alone, and words that YAML 1.1 takes for
// booleans are words.
func TestLLMMode(t *testing.T) {
	for config, want := range map[string]pipeline.LLMMode{
		"llm: off": pipeline.LLMOff, "llm: {mode: off}": pipeline.LLMOff, "llm: {mode: recorded}": pipeline.LLMRecorded,
		"llm: recorded": pipeline.LLMRecorded, "llm:": pipeline.LLMKeep, "llm: {}": pipeline.LLMKeep,
	} {
		f, err := parse(t, config)
		if err != nil {
			t.Errorf("%s: %v", config, err)
			continue
		}
		if o, err := f.Options(); o.Mode != want || err != nil {
			t.Errorf("%s: got %q %v, want %q", config, o.Mode, err, want)
		}
	}
}

// TestLLMMistakes: each is an error of use, one that says what to do.
func TestLLMMistakes(t *testing.T) {
	const server = "--llm-base-url=https://models.example.com/v1 --llm-model=small "
	for _, tt := range []struct{ config, args, want, hint string }{
		{"", "--llm ask", "no server given", "below llm:"},
		{"", "--llm ask --llm-base-url https://models.example.com/v1", "no model given", "below llm:"},
		{"", "--llm-dry-run", "no server given", ""},
		{"", server + "--llm ask --llm-budget 5", "a budget in money needs price_input", ""},
		{"", server + "--llm ask --llm-policy some", `--llm-policy: llm policy "some": wanted all`, ""},
		{"", server + "--llm always", `--llm "always": wanted off, keep, ask or recorded`, ""},
		{"", "--llm-min-confidence 1.5", "--llm-min-confidence 1.5: wanted a number from 0 to 1", ""},
		{"", server + "--llm ask --llm-key-env NOT_THERE", "neither NOT_THERE nor NOT_THERE_FILE is set", ""},
		{"llm: {base_ulr: x}", "", `unknown key "llm.base_ulr"`, "llm.base_url"},
		{"llm: {mod: ask}", "", `unknown key "llm.mod"`, "llm.mod"},
		{"llm: {zzz: 1}", "", `unknown key "llm.zzz"`, "llm.base_url, "},
		{"llm: {key: sk-1}", "", "llm.key: a key does not belong into this file", "VERBATIM_LLM_KEY_FILE"},
		{"llm: {api_key: sk-1}", "", "llm.api_key: a key does not belong", "VERBATIM_LLM_KEY"},
		{"llm: {model: [a, b]}", "", "llm.model: wanted one value, found a list", ""},
		{"llm: {model: {a: b}}", "", "llm.model: wanted a value, found a mapping", ""},
		{"llm: {budget: much}", "", `llm.budget: wanted a number, found "much"`, ""},
		{"llm: {budget_tokens: 1.5}", "", `llm.budget_tokens: wanted a whole number, found "1.5"`, ""},
		{"llm: {timeout: 90}", "", `llm.timeout: wanted a time such as 90s or 2m, found "90"`, ""},
		{"llm: {model: a}\nllm-model: b", "", "llm-model and llm.model say the same", ""},
		{"llm: {base_url: a, base-url: b}", "", "llm.base-url and llm.base_url say the same", ""},
		{"json: {model: a}", "", "json: wanted a value, found a mapping", ""},
	} {
		f, err := parse(t, tt.config, strings.Fields(tt.args)...)
		if err == nil {
			_, err = f.Options()
		}
		var e *Error
		if !errors.As(err, &e) || e.Code != ExitUsage || !strings.Contains(err.Error(), tt.want) || !strings.Contains(e.Hint, tt.hint) {
			t.Errorf("%s %s: got %v %+v, want %s (%s)", tt.config, tt.args, err, e, tt.want, tt.hint)
		}
		if err != nil && strings.Contains(err.Error(), "sk-1") {
			t.Errorf("the key is told: %v", err)
		}
	}
}

func TestKey(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, []byte(" from-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	empty := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	const openAI, other = "https://api.openai.com/v1", "https://models.example.com/v1"
	for name, tt := range map[string]struct {
		env       map[string]string
		url, flag string
		want, err string
	}{
		"none":                  {nil, other, "", "", ""},
		"ours":                  {map[string]string{keyVariable: "k", openAIVariable: "o"}, openAI, "", "k", ""},
		"a file":                {map[string]string{keyVariable + "_FILE": file}, other, "", "from-file", ""},
		"OpenAI's":              {map[string]string{openAIVariable: "o"}, openAI, "", "o", ""},
		"OpenAI's to others":    {map[string]string{openAIVariable: "o"}, other, "", "", ""},
		"OpenAI's unencrypted":  {map[string]string{openAIVariable: "o"}, "http://api.openai.com/v1", "", "", ""},
		"OpenAI's named":        {map[string]string{openAIVariable: "o"}, other, openAIVariable, "o", ""},
		"named, with a file":    {map[string]string{"MINE_FILE": file}, other, "MINE", "from-file", ""},
		"named, and not there":  {map[string]string{keyVariable: "k"}, other, "MINE", "", "neither MINE nor MINE_FILE is set"},
		"a file that is absent": {map[string]string{keyVariable + "_FILE": "sk-secret"}, other, "", "", "cannot be read: no such file"},
		"an empty file":         {map[string]string{keyVariable + "_FILE": empty}, other, "", "", "is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, v := range []string{keyVariable, keyVariable + "_FILE", openAIVariable, openAIVariable + "_FILE"} {
				t.Setenv(v, tt.env[v])
			}
			for v, value := range tt.env {
				t.Setenv(v, value)
			}
			f := &LLM{keyEnv: tt.flag}
			f.config.BaseURL = tt.url
			c, err := f.Config()
			if c.Key != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Errorf("got %q %v, want %q %s", c.Key, err, tt.want, tt.err)
			}
			if err != nil && strings.Contains(err.Error(), "sk-secret") {
				t.Errorf("what may be a key is told: %v", err)
			}
		})
	}
}
