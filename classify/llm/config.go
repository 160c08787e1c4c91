package llm

import (
	"errors"
	"fmt"
	"math"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"verbatim/datasets"
)

// Config is how a server is reached and what may be spent. BaseURL and Model
// must be given; every other zero value stands for the default named beside it.
type Config struct {
	BaseURL    string // up to and with /v1; of Azure OpenAI the resource alone
	APIVersion string // not empty: Azure OpenAI, and Model is the deployment
	Model      string
	Key        string // may be empty, for servers that want none

	Temperature float64 // 0 to 2, sent as it is, also 0
	Seed        int     // 1
	Structured  Mode    // "": found out

	ContextTokens   int // 8192: prompt and reply of one request
	MaxOutputTokens int // 2048: reply of one request

	Timeout           time.Duration // 2 minutes, for one attempt, body included
	Concurrency       int           // 4
	RequestsPerMinute int           // no limit
	TokensPerMinute   int           // no limit
	Retries           int           // 4 after the first attempt; below 0: none
	MaxReplyBytes     int64         // 4 MiB, unpacked
	Backoff           time.Duration // 500 ms: bound of the first wait before a retry; doubles up to 30 s
	CoolDown          time.Duration // 30 s: how long a server that fails is left alone, once

	PriceInput, PriceOutput datasets.Opt[float64] // money for a million tokens
	BudgetMoney             datasets.Opt[float64]
	BudgetTokens            datasets.Opt[int64]

	Isolation string // "shared"; "strict": one verbatim a request
}

// The two values of Config.Isolation.
const (
	Shared = "shared"
	Strict = "strict"
)

// filled returns c with its defaults in place of zero values.
func (c Config) filled() Config {
	c.Seed = orDefault(c.Seed, 1)
	c.ContextTokens = orDefault(c.ContextTokens, 8192)
	c.MaxOutputTokens = orDefault(c.MaxOutputTokens, 2048)
	c.Timeout = orDefault(c.Timeout, 2*time.Minute)
	c.Concurrency = orDefault(c.Concurrency, 4)
	c.Retries = max(orDefault(c.Retries, 4), 0)
	c.MaxReplyBytes = orDefault(c.MaxReplyBytes, 4<<20)
	c.Backoff = orDefault(c.Backoff, 500*time.Millisecond)
	c.CoolDown = orDefault(c.CoolDown, 30*time.Second)
	c.Isolation = orDefault(c.Isolation, Shared)
	return c
}

func orDefault[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// Parameters names what changes the answers of a model beside its name and the
// prompt. It is a part of the key of every answer: limits, prices and the mode
// are not, so that changing them asks nothing again.
func (c *Config) Parameters() string {
	return fmt.Sprintf("temperature=%s seed=%d",
		strconv.FormatFloat(c.Temperature, 'g', -1, 64), c.filled().Seed)
}

// CheckKey returns what is wrong with having no key, or nil: it is needed for
// asking, and for nothing else.
func (c *Config) CheckKey() error {
	if c.APIVersion != "" && c.Key == "" {
		return errors.New("azure wants a key: put it into the environment variable that --llm-key-env names")
	}
	return nil
}

// Check returns every mistake of c but a missing key, joined, or nil.
func (c *Config) Check() error {
	var errs []error
	bad := func(wrong bool, format string, args ...any) {
		if wrong {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	errs = append(errs, c.checkURL())
	bad(c.Model == "", "no model given: name one that the server has (llm.model, --llm-model)")
	bad(strings.ContainsFunc(c.Key, isControl), "the key holds a line break or another control character: save it again without")
	bad(!(c.Temperature >= 0 && c.Temperature <= 2), "temperature %v is not between 0 and 2 (--llm-temperature)", c.Temperature)
	bad(!c.Structured.known(), "structured %q is none of schema, json, text (--llm-structured); leave it out to have it found out", c.Structured)
	bad(c.Isolation != "" && c.Isolation != Shared && c.Isolation != Strict, "isolation %q is neither shared nor strict (--llm-isolation)", c.Isolation)
	for _, n := range c.numbers() {
		bad(n.value < 0, "%s is %v: it cannot be below 0 (--llm-%s)", n.name, n.value, strings.ReplaceAll(n.name, "_", "-"))
	}
	f := c.filled()
	bad(c.ContextTokens >= 0 && c.MaxOutputTokens >= 0 && f.MaxOutputTokens >= f.ContextTokens,
		"max_output_tokens %d leaves no room for the prompt in context_tokens %d (--llm-max-output-tokens, --llm-context-tokens)", f.MaxOutputTokens, f.ContextTokens)
	errs = append(errs, c.checkMoney())
	return errors.Join(errs...)
}

type number struct {
	name  string
	value float64
}

func (c *Config) numbers() []number {
	return []number{
		{"context_tokens", float64(c.ContextTokens)},
		{"max_output_tokens", float64(c.MaxOutputTokens)},
		{"timeout", c.Timeout.Seconds()},
		{"concurrency", float64(c.Concurrency)},
		{"requests_per_minute", float64(c.RequestsPerMinute)},
		{"tokens_per_minute", float64(c.TokensPerMinute)},
		{"max_reply_bytes", float64(c.MaxReplyBytes)},
		{"budget_tokens", float64(c.BudgetTokens.V)},
	}
}

func (c *Config) checkMoney() error {
	var errs []error
	amounts := []struct {
		name string
		v    datasets.Opt[float64]
	}{
		{"price_input", c.PriceInput}, {"price_output", c.PriceOutput}, {"budget", c.BudgetMoney},
	}
	for _, a := range amounts {
		if a.v.OK && (!(a.v.V >= 0) || math.IsInf(a.v.V, 1)) {
			errs = append(errs, fmt.Errorf("%s is %v: it must be an amount of 0 or more (--llm-%s)", a.name, a.v.V, strings.ReplaceAll(a.name, "_", "-")))
		}
		if a.name != "budget" && !a.v.OK && c.BudgetMoney.OK {
			errs = append(errs, fmt.Errorf("a budget in money needs %s, what the server takes for a million tokens: give --llm-%s (0 where it is free), or cap tokens with --llm-budget-tokens",
				a.name, strings.ReplaceAll(a.name, "_", "-")))
		}
	}
	return errors.Join(errs...)
}

// checkURL finds what is wrong with the address. It never shows the address
// where that may hold a password.
func (c *Config) checkURL() error {
	if c.BaseURL == "" {
		return errors.New("no server given: set base_url (--llm-base-url), such as http://localhost:8080/v1 or https://api.openai.com/v1")
	}
	u, err := url.Parse(c.BaseURL)
	switch {
	case err != nil:
		return errors.New("base_url is no address: it should look like http://localhost:8080/v1 (--llm-base-url)")
	case u.User != nil:
		return errors.New("base_url holds a user name or password: leave it out, and give a key in the environment (--llm-key-env)")
	case (u.Scheme != "http" && u.Scheme != "https") || u.Host == "":
		return fmt.Errorf("base_url %q must begin with http:// or https:// and a host (--llm-base-url)", c.BaseURL)
	case u.RawQuery != "" || u.Fragment != "":
		return errors.New("base_url ends in ? or #: leave that part out; the version of Azure is api_version (--llm-api-version)")
	case strings.HasSuffix(strings.TrimRight(u.Path, "/"), "/chat/completions"):
		return errors.New("base_url ends in /chat/completions: leave that out, it is added (--llm-base-url)")
	case c.APIVersion == "" && isAzure(u) && !strings.Contains(u.Path, "/openai/v1"):
		return errors.New("base_url is a resource of Azure OpenAI: set api_version (--llm-api-version), or let base_url end in /openai/v1")
	case c.APIVersion != "" && strings.Contains(u.Path, "/openai"):
		return errors.New("with api_version, base_url is the resource alone, such as https://NAME.openai.azure.com: leave /openai and what follows out (--llm-base-url)")
	}
	return nil
}

func isAzure(u *url.URL) bool { return strings.HasSuffix(u.Hostname(), ".openai.azure.com") }

func isControl(r rune) bool { return r < 0x20 || r == 0x7f }

// plain says whether requests would cross a network unencrypted.
func (c *Config) plain() bool {
	u, err := url.Parse(c.BaseURL)
	if err != nil || u.Scheme != "http" || u.Hostname() == "localhost" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return ip == nil || !ip.IsLoopback()
}
