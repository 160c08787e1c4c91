package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"verbatim/classify/llm"
	"verbatim/datasets"
	"verbatim/pipeline"
)

// LLM are the flags that say how a model is reached, what it may cost, and what
// it is asked about. In verbatim.yaml they stand below llm:, without the llm-
// in front. The key of a server is no flag: see LLM.Config.
type LLM struct {
	DryRun bool // print what would be sent, and send nothing

	config        llm.Config // as the flags fill it
	mode          string
	structured    string
	keyEnv        string
	retries       int
	policy        []string
	delta         bool
	minConfidence float64
	names         []string
}

// Bind adds all flags to a verb that asks a model about verbatims.
func (f *LLM) Bind(cmd *cobra.Command) {
	f.BindServer(cmd)
	fl := cmd.Flags()
	fl.StringVar(&f.mode, "llm", string(pipeline.LLMKeep), "what a model does: `off`, keep (its recorded answers count), ask, or recorded (as ask, but a missing answer is an error)")
	fl.StringSliceVar(&f.policy, "llm-policy", []string{"all"}, "what is asked about: `all`, untagged, unsure (the classifier is), sample:N, or several with commas between")
	fl.BoolVar(&f.delta, "llm-delta", false, "ask only about the themes that no answer covers")
	fl.BoolVar(&f.DryRun, "llm-dry-run", false, "print what would be sent to the model, and do nothing else")
	fl.Float64Var(&f.minConfidence, "llm-min-confidence", 0, "do not apply a theme that the model is less sure of than this `number`, 0 to 1")
}

// BindServer adds the flags that reach a model and bound what it may cost.
func (f *LLM) BindServer(cmd *cobra.Command) {
	fl, c := cmd.Flags(), &f.config
	fl.StringVar(&c.BaseURL, "llm-base-url", "", "`address` of the model server, up to and with /v1")
	fl.StringVar(&c.Model, "llm-model", "", "`name` of the model; of the deployment with Azure")
	fl.StringVar(&c.APIVersion, "llm-api-version", "", "`version` of the API of Azure OpenAI")
	fl.StringVar(&f.keyEnv, "llm-key-env", "", "environment `variable` with the key, or NAME_FILE with the file that holds it (default "+keyVariable+", for "+openAIHost+" also "+openAIVariable+")")
	fl.StringVar(&f.structured, "llm-structured", "", "how replies are kept in form: `schema`, json or text (default found out)")
	fl.StringVar(&c.Isolation, "llm-isolation", llm.Shared, "verbatims in one request: `shared`, or strict for one alone")
	fl.Float64Var(&c.Temperature, "llm-temperature", 0, "temperature, 0 to 2")
	fl.IntVar(&c.ContextTokens, "llm-context-tokens", 0, "`tokens` of prompt and reply together (default 8192)")
	fl.IntVar(&c.MaxOutputTokens, "llm-max-output-tokens", 0, "`tokens` of a reply (default 2048)")
	fl.Var(&optional[float64]{&c.PriceInput, parseAmount, "float64"}, "llm-price-input", "money for a million tokens of prompt")
	fl.Var(&optional[float64]{&c.PriceOutput, parseAmount, "float64"}, "llm-price-output", "money for a million tokens of reply")
	fl.Var(&optional[float64]{&c.BudgetMoney, parseAmount, "float64"}, "llm-budget", "stop asking before this much money is spent")
	fl.Var(&optional[int64]{&c.BudgetTokens, parseWhole, "int64"}, "llm-budget-tokens", "stop asking before this many tokens are spent")
	fl.IntVar(&c.RequestsPerMinute, "llm-requests-per-minute", 0, "send at most this `number` of requests a minute")
	fl.IntVar(&c.TokensPerMinute, "llm-tokens-per-minute", 0, "send and receive at most this `number` of tokens a minute")
	fl.IntVar(&c.Concurrency, "llm-concurrency", 0, "`number` of requests at once (default 4)")
	fl.DurationVar(&c.Timeout, "llm-timeout", 0, "how long one request may take (default 2m)")
	fl.IntVar(&f.retries, "llm-retries", 4, "how often a request that failed is sent again")
	fl.StringArrayVar(&f.names, "llm-redact-name", nil, "`name` that is replaced before a text leaves; may be given several times")
}

// Names returns the names that are replaced before a text leaves.
func (f *LLM) Names() []string { return f.names }

// Config returns how the model is reached, with the key from the environment. A
// key that cannot be read is an error of use; whether a server and a model are
// named at all is left to CheckLLM, since not every verb needs them.
func (f *LLM) Config() (llm.Config, error) {
	c := f.Keyless()
	var err error
	if c.Key, err = f.key(); err != nil {
		return c, Usage("llm: %w", err)
	}
	return c, nil
}

// Keyless returns Config without the key, for verbs that send nothing.
func (f *LLM) Keyless() llm.Config {
	c := f.config
	c.Structured = llm.Mode(f.structured)
	if c.Retries = f.retries; c.Retries == 0 {
		c.Retries = -1 // 0 would be the default
	}
	return c
}

// Options returns how a run or retag uses a model. Every mistake is an error of
// use. The key is looked for only where the model is to be asked.
func (f *LLM) Options() (pipeline.LLM, error) {
	policy, err := pipeline.ParsePolicy(strings.Join(f.policy, ","))
	if err != nil {
		return pipeline.LLM{}, Usage("--llm-policy: %w", err)
	}
	o := pipeline.LLM{
		Mode: pipeline.LLMMode(f.mode), Config: f.Keyless(), Policy: policy,
		MinConfidence: f.minConfidence, Delta: f.delta, Names: f.names,
	}
	switch o.Mode {
	case pipeline.LLMOff, pipeline.LLMKeep, pipeline.LLMAsk, pipeline.LLMRecorded:
	default:
		return o, Usage("--llm %q: wanted off, keep, ask or recorded", f.mode)
	}
	if !(o.MinConfidence >= 0 && o.MinConfidence <= 1) {
		return o, Usage("--llm-min-confidence %g: wanted a number from 0 to 1", o.MinConfidence)
	}
	switch {
	case f.DryRun:
		return o, CheckUnsent(&o.Config)
	case o.Mode != pipeline.LLMAsk:
		return o, nil
	}
	if o.Config, err = f.Config(); err != nil {
		return o, err
	}
	return o, CheckLLM(&o.Config)
}

// CheckLLM makes the mistakes of a configuration an error of use.
func CheckLLM(c *llm.Config) error { return usageOfLLM(errors.Join(c.Check(), c.CheckKey())) }

// CheckUnsent is CheckLLM for what sends nothing, and so needs no key.
func CheckUnsent(c *llm.Config) error { return usageOfLLM(c.Check()) }

func usageOfLLM(err error) error {
	if err != nil {
		return &Error{Code: ExitUsage, Err: fmt.Errorf("llm: %w", err), Hint: "these settings stand below llm: in verbatim.yaml, or are flags; docs/llm.md explains them"}
	}
	return nil
}

const (
	keyVariable    = "VERBATIM_LLM_KEY"
	openAIVariable = "OPENAI_API_KEY"
	openAIHost     = "api.openai.com"
)

// key returns the key of the server, or "" where none is given. It comes from
// the environment alone: flags are seen by every user of the machine, and
// verbatim.yaml is shared. The key for OpenAI goes to nobody else unless it is
// named.
func (f *LLM) key() (string, error) {
	if f.keyEnv != "" {
		key, err := keyFrom(f.keyEnv)
		if err == nil && key == "" {
			err = fmt.Errorf("--llm-key-env %s: neither %s nor %s_FILE is set", f.keyEnv, f.keyEnv, f.keyEnv)
		}
		return key, err
	}
	key, err := keyFrom(keyVariable)
	if u, bad := url.Parse(f.config.BaseURL); key == "" && err == nil && bad == nil && u.Scheme == "https" && u.Host == openAIHost {
		return keyFrom(openAIVariable)
	}
	return key, err
}

// keyFrom returns the value of an environment variable, or what the file holds
// that name_FILE names.
func keyFrom(name string) (string, error) {
	if key := strings.TrimSpace(os.Getenv(name)); key != "" {
		return key, nil
	}
	path := os.Getenv(name + "_FILE")
	if path == "" {
		return "", nil
	}
	b, err := os.ReadFile(path)
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err // without the path, which might be the key by mistake
	}
	if err != nil {
		return "", fmt.Errorf("%s_FILE: the file that it names cannot be read: %w", name, err)
	}
	key := strings.TrimSpace(string(b))
	if key == "" {
		return "", fmt.Errorf("%s_FILE: the file that it names is empty, and should hold the key", name)
	}
	return key, nil
}

// refuseKey refuses a key that stands in a configuration, whatever it is called.
func refuseKey(path, name string) error {
	switch strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(name)) {
	case "key", "apikey", "keyfile", "token", "secret", "password":
		return &Error{Code: ExitUsage, Err: fmt.Errorf("%s: llm.%s: a key does not belong into this file", path, name),
			Hint: fmt.Sprintf("remove it; put it into the environment variable %s, or the name of a file that holds it into %s_FILE; key_env names another variable", keyVariable, keyVariable)}
	}
	return nil
}

// optional is the value of a flag that may be missing.
type optional[T cmp.Ordered] struct {
	to    *datasets.Opt[T]
	parse func(string) (T, error)
	kind  string
}

var _ pflag.Value = (*optional[int64])(nil)

// Set takes a value.
func (o *optional[T]) Set(s string) error {
	v, err := o.parse(s)
	if err == nil {
		*o.to = datasets.Opt[T]{V: v, OK: true}
	}
	return err
}

// String returns the value, and nothing where there is none.
func (o *optional[T]) String() string {
	if o.to == nil || !o.to.OK {
		return ""
	}
	return fmt.Sprint(o.to.V)
}

// Type names the kind of value.
func (o *optional[T]) Type() string { return o.kind }

func parseAmount(s string) (float64, error) { return strconv.ParseFloat(s, 64) }

func parseWhole(s string) (int64, error) { return strconv.ParseInt(s, 10, 64) }
