package llm

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"verbatim/datasets"
)

func TestCheck(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Config)
		want   []string // words of the error; none: no error
	}{
		{"minimal", func(c *Config) {}, nil},
		{"nothing", func(c *Config) { *c = Config{} }, []string{"--llm-base-url", "--llm-model"}},
		{"Azure", func(c *Config) { c.BaseURL, c.APIVersion = "https://x.openai.azure.com", "2024-10-21" }, nil},
		{"Azure v1", func(c *Config) { c.BaseURL = "https://x.openai.azure.com/openai/v1/" }, nil},
		{"Azure without version", func(c *Config) { c.BaseURL = "https://x.openai.azure.com" }, []string{"--llm-api-version"}},
		{"Azure with path", func(c *Config) { c.BaseURL, c.APIVersion = "https://x.openai.azure.com/openai", "2024-10-21" }, []string{"--llm-base-url"}},
		{"Azure without key", func(c *Config) { c.APIVersion, c.Key = "2024-10-21", "" }, []string{"--llm-key-env"}},
		{"not a URL", func(c *Config) { c.BaseURL = "http://[" }, []string{"--llm-base-url"}},
		{"no scheme", func(c *Config) { c.BaseURL = "localhost:8080/v1" }, []string{"http://"}},
		{"password", func(c *Config) { c.BaseURL = "http://me:hunter2@host/v1" }, []string{"--llm-key-env"}},
		{"query", func(c *Config) { c.BaseURL = "http://host/v1?api-version=1" }, []string{"--llm-api-version"}},
		{"endpoint", func(c *Config) { c.BaseURL = "http://host/v1/chat/completions/" }, []string{"/chat/completions"}},
		{"key of two lines", func(c *Config) { c.Key = "one\ntwo" }, []string{"line break"}},
		{"hot", func(c *Config) { c.Temperature = 2.5 }, []string{"--llm-temperature"}},
		{"NaN", func(c *Config) { c.Temperature = math.NaN() }, []string{"--llm-temperature"}},
		{"mode", func(c *Config) { c.Structured = "xml" }, []string{"--llm-structured"}},
		{"isolation", func(c *Config) { c.Isolation = "some" }, []string{"--llm-isolation"}},
		{"negative", func(c *Config) { c.Concurrency, c.RequestsPerMinute = -1, -1 }, []string{"--llm-concurrency", "--llm-requests-per-minute"}},
		{"negative timeout", func(c *Config) { c.Timeout = -time.Second }, []string{"--llm-timeout"}},
		{"no room", func(c *Config) { c.ContextTokens = 2000 }, []string{"--llm-context-tokens"}},
		{"no retries", func(c *Config) { c.Retries = -1 }, nil},
		{"money and no price", func(c *Config) { c.BudgetMoney = datasets.Some(3.0) }, []string{"--llm-price-input", "--llm-price-output"}},
		{"money and one price", func(c *Config) { c.BudgetMoney, c.PriceInput = datasets.Some(3.0), datasets.Some(1.0) }, []string{"price_output"}},
		{"money and prices", func(c *Config) {
			c.BudgetMoney, c.PriceInput, c.PriceOutput = datasets.Some(3.0), datasets.Some(0.0), datasets.Some(1.0)
		}, nil},
		{"price below 0", func(c *Config) { c.PriceInput = datasets.Some(-1.0) }, []string{"--llm-price-input"}},
		{"price without end", func(c *Config) { c.PriceOutput = datasets.Some(math.Inf(1)) }, []string{"--llm-price-output"}},
		{"budget below 0", func(c *Config) { c.BudgetTokens = datasets.Some[int64](-1) }, []string{"--llm-budget-tokens"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := Config{BaseURL: "http://localhost:8080/v1", Model: "tiny", Key: "hush-hush"}
			tt.change(&c)
			err := errors.Join(c.Check(), c.CheckKey())
			if err == nil {
				if len(tt.want) > 0 {
					t.Fatal("no error")
				}
				return
			}
			if len(tt.want) == 0 {
				t.Fatal(err)
			}
			wantContains(t, err.Error(), tt.want...)
			if strings.Contains(err.Error(), "hush") || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("a secret in %v", err)
			}
		})
	}
}

func TestParameters(t *testing.T) {
	c := Config{}
	if got := c.Parameters(); got != "temperature=0 seed=1" {
		t.Errorf("got %q", got)
	}
	same := Config{Seed: 1, Structured: ModeText, Timeout: time.Hour, PriceInput: datasets.Some(1.0), Retries: 9}
	if same.Parameters() != c.Parameters() {
		t.Error("limits change the key of answers")
	}
	other := Config{Seed: 2, Temperature: 0.25}
	if got := other.Parameters(); got != "temperature=0.25 seed=2" {
		t.Errorf("got %q", got)
	}
}

func TestPlain(t *testing.T) {
	for address, want := range map[string]bool{
		"https://api.example.com/v1": false, "http://localhost:1/v1": false, "http://127.0.0.1/v1": false,
		"http://[::1]:80/v1": false, "http://192.0.2.7/v1": true, "http://model.example.com/v1": true,
	} {
		c := Config{BaseURL: address}
		if c.plain() != want {
			t.Errorf("%s: plain is %v", address, !want)
		}
	}
}
