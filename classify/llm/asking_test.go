package llm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/classify/llm/llmtest"
	"verbatim/datasets"
	"verbatim/themes"
)

// codebook is a small codebook of ours.
const codebook = `
version: 1
themes:
  - id: pricing
    name: {en: Pricing, ja: 料金}
  - id: too_expensive
    parent: pricing
    name: {en: Too expensive, ja: 料金が高い}
    definition: {en: Price or value criticised., ja: 価格への不満。}
    examples: {en: [We pay more than it is worth.], ja: [この金額では続けられません。], any: ["$$$"]}
  - id: export
    name: {en: Export}
    definition: {en: Getting data out.}
  - id: speed
    name: {en: Speed, ja: 速さ}
  - id: listed
    combine: lookup
    name: {en: Listed}
    terms: {en: [listed]}
`

func testMenu(t testing.TB, lang string) *Menu {
	t.Helper()
	cb, err := themes.Parse("codebook.yaml", []byte(codebook))
	if err != nil {
		t.Fatal(err)
	}
	return NewMenu(cb, lang)
}

// testWords are what an honest model finds the themes by.
func testWords() map[string][]string {
	return map[string][]string{"too_expensive": {"expensive", "割高"}, "export": {"export", "出力"}, "speed": {"slow", "遅い"}}
}

// testItems returns n items, each with a word of its own.
func testItems(n int) []Item {
	parts := []string{"too expensive for us", "the export breaks", "it is slow", "all fine", "割高です", "出力が遅いです"}
	items := make([]Item, n)
	for i := range items {
		items[i] = Item{Key: fmt.Sprintf("key%04d", i), Text: fmt.Sprintf("w%04d: %s, w%04d.", i, parts[i%len(parts)], i)}
		if i%3 == 0 {
			items[i].Question = "What could be better?"
		}
	}
	return items
}

// fake is a model in the place of a client. It may be slow, and says no when ctx
// is done.
type fake struct {
	model func(r *Request) (*Reply, error)
	delay func() time.Duration // nil: none

	mu    sync.Mutex
	users []string
}

func (f *fake) Down() bool { return false }

func (f *fake) Complete(ctx context.Context, r *Request) (*Reply, error) {
	f.mu.Lock()
	f.users = append(f.users, r.User)
	f.mu.Unlock()
	if f.delay != nil {
		time.Sleep(f.delay())
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return f.model(r)
}

// reply returns a text as a reply, cut off at the limit of the request.
func reply(r *Request, text string) *Reply {
	finish := "stop"
	if len(text)/4 > r.MaxTokens {
		text, finish = text[:4*r.MaxTokens], "length"
	}
	return &Reply{Text: text, Finish: finish, Mode: ModeSchema, Attempts: 1, Sent: r.User, Received: text,
		PromptTokens: (len(r.System) + len(r.User)) / 4, CompletionTokens: len(text) / 4}
}

func honest(r *Request) (*Reply, error) {
	return reply(r, llmtest.ByKeywords(testWords())(r.System, r.User, r.Schema)), nil
}

// memory is a Recorder.
type memory struct {
	exchanges []*Exchange
	answers   map[string]Answer
	err       error
}

func (m *memory) Record(_ context.Context, _ *Menu, e *Exchange, answers []Answer) error {
	if m.err != nil {
		return m.err
	}
	m.exchanges = append(m.exchanges, e)
	if m.answers == nil {
		m.answers = map[string]Answer{}
	}
	for _, a := range answers {
		m.answers[a.Key] = a
	}
	return nil
}

// askFake asks a fake, and checks that nothing is lost.
func askFake(t *testing.T, f *fake, c Config, items []Item) (*memory, Report, error) {
	t.Helper()
	var m memory
	a := newAsker(f, c, &m, nil)
	err := a.Ask(t.Context(), testMenu(t, "en"), items)
	return &m, checked(t, a, &m), err
}

// checked returns the report of an asker without its seconds, and checks it
// against what was recorded.
func checked(t *testing.T, a *Asker, m *memory) Report {
	t.Helper()
	r := a.Report()
	r.Seconds = 0
	if r.Asked != r.Answered+r.Missing.Total() {
		t.Errorf("want asked = answered + missing, found %+v", r)
	}
	if m.err == nil && r.Answered != len(m.answers) {
		t.Errorf("want %d answers recorded, found %d", r.Answered, len(m.answers))
	}
	return r
}

func TestAsk(t *testing.T) {
	items := testItems(100)
	m, r, err := askFake(t, &fake{model: honest}, Config{}, append(items, items[3]))
	if err != nil {
		t.Fatal(err)
	}
	if r.Answered != 100 || r.Asked != 100 || r.Dropped != (Dropped{}) || r.Requests != len(m.exchanges) || !r.CostUnknown {
		t.Errorf("report %+v", r)
	}
	a := m.answers["key0005"]
	if len(a.Tags) != 2 || a.Menu != testMenu(t, "en").Hash() {
		t.Fatalf("want two tags, found %+v", a)
	}
	for _, v := range a.Tags {
		if got := string([]rune(items[5].Text)[v.Start:v.End]); got != v.Quote {
			t.Errorf("want the quote %q at %d..%d, found %q", v.Quote, v.Start, v.End, got)
		}
	}
}

func TestAskByHTTP(t *testing.T) {
	server := llmtest.New(t)
	server.Model = llmtest.ByKeywords(testWords())
	server.Fault(1, llmtest.Refusal("no"))
	client, err := NewClient(Config{BaseURL: server.URL, Key: server.Key, Model: "tiny"}, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	var m memory
	a := NewAsker(client, Config{Model: "tiny"}, &m, nil)
	items := testItems(60)
	for _, o := range orders(t) {
		items = append(items, Item{Key: o.Text, Text: o.Text})
	}
	for _, lang := range []string{"en", "ja"} {
		if err := a.Ask(t.Context(), testMenu(t, lang), items); err != nil {
			t.Fatal(err)
		}
	}
	r := a.Report()
	if r.Answered != 2*len(items) || r.Suspicious != 2*len(orders(t)) {
		t.Errorf("want all of 2 × %d items answered, found %+v", len(items), r)
	}
	for _, e := range m.exchanges {
		for _, key := range e.Keys {
			if !strings.HasPrefix(key, "key") && len(e.Keys) > 1 {
				t.Errorf("want it alone: %q", key)
			}
		}
		if e.Mode != ModeSchema || e.Model != "tiny" || !strings.Contains(e.Sent, "json_schema") || e.Received == "" {
			t.Errorf("exchange %+v", e)
		}
	}
}

// troubled answers as honest does, but with what goes wrong with models: which
// of it follows from the request.
func troubled(r *Request) (*Reply, error) {
	out, _ := honest(r)
	rng := rand.New(rand.NewPCG(uint64(len(r.User)), uint64(Tokens(r.User))))
	switch rng.IntN(6) {
	case 0:
		out.Text, out.Finish = out.Text[:len(out.Text)/2], "length"
	case 1:
		out.Text = strings.Replace(out.Text, `"id":1`, `"id":2`, 1)
	case 2:
		out.Text = "I cannot do that."
	case 3:
		return nil, &RequestError{Status: 400, Code: "content_filter"}
	}
	return out, nil
}

// TestAskDoesNotDependOnTime: with replies that come in any order, the same is
// asked, in the same requests, and reported.
func TestAskDoesNotDependOnTime(t *testing.T) {
	items := testItems(90)
	for i, o := range orders(t)[:30] {
		items[3*i].Text += o.Text
	}
	for _, budget := range []int64{0, 40_000} {
		want := map[int]string{}
		for n := range 16 {
			c := Config{Concurrency: 1 + n%8, PriceInput: datasets.Some(0.15), PriceOutput: datasets.Some(0.6)}
			group := 0 // without a budget it is the same for every concurrency
			if budget > 0 {
				c.BudgetTokens = datasets.Some(budget)
				group = c.Concurrency
			}
			rng := rand.New(rand.NewPCG(uint64(n), 7))
			var mu sync.Mutex
			f := &fake{model: troubled, delay: func() time.Duration {
				mu.Lock()
				defer mu.Unlock()
				return time.Duration(rng.IntN(400)) * time.Microsecond
			}}
			m, r, err := askFake(t, f, c, items)
			if err != nil {
				t.Fatal(err)
			}
			got := summary(t, f, m, r)
			if want[group] == "" {
				want[group] = got
			}
			if got != want[group] {
				t.Fatalf("run %d with concurrency %d differs:\n%.300s\n%.300s", n, c.Concurrency, got, want[group])
			}
			if spent := r.PromptTokens + r.CompletionTokens; budget > 0 && (spent > budget || r.Missing.Budget == 0 || r.Answered == 0) {
				t.Errorf("want at most %d tokens spent and items left out, found %+v", budget, r)
			}
		}
	}
}

// summary tells what was asked, answered and reported.
func summary(t *testing.T, f *fake, m *memory, r Report) string {
	t.Helper()
	sorted := map[string]int{}
	for _, u := range f.users {
		sorted[u]++
	}
	b, err := json.Marshal([]any{r, sorted, m.answers})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestBudgetOfMoney(t *testing.T) {
	c := Config{PriceInput: datasets.Some(2.5), PriceOutput: datasets.Some(10.0), BudgetMoney: datasets.Some(0.12)}
	f := &fake{model: honest}
	var m memory
	a := newAsker(f, c, &m, nil)
	for i := range 4 {
		if err := a.Ask(t.Context(), testMenu(t, "en"), testItems(400)[100*i:100*i+100]); err != nil {
			t.Fatal(err)
		}
	}
	r := checked(t, a, &m)
	if r.Cost > 0.12 || r.Cost < 0.02 || r.Missing.Budget == 0 || r.CostUnknown {
		t.Errorf("want some of the 0.12 spent, found %+v", r)
	}
	sum := 0.0
	for _, e := range m.exchanges {
		sum += e.Cost
	}
	if d := sum - r.Cost; d > 1e-9 || d < -1e-9 {
		t.Errorf("want the costs of the exchanges to add up to %v, found %v", r.Cost, sum)
	}
}

func TestAskEndsWithErrors(t *testing.T) {
	items := testItems(60)
	t.Run("wrong key", func(t *testing.T) {
		f := &fake{model: func(*Request) (*Reply, error) { return nil, &RequestError{Status: 401, Auth: true} }}
		_, r, err := askFake(t, f, Config{}, items)
		var refusal *RequestError
		if !errors.As(err, &refusal) || r.Missing.Interrupted != 60 || len(f.users) != 1 {
			t.Errorf("want one request and its error, found %v, %+v", err, r)
		}
	})
	t.Run("recorder", func(t *testing.T) {
		m := &memory{err: errors.New("disk full")}
		a := newAsker(&fake{model: honest}, Config{}, m, nil)
		err := a.Ask(t.Context(), testMenu(t, "en"), items)
		if r := checked(t, a, m); !errors.Is(err, m.err) || r.Missing.Interrupted != 60 {
			t.Errorf("want the recorder's error, found %v, %+v", err, r)
		}
	})
	t.Run("interrupted", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var m memory
		n := 0
		a := newAsker(&fake{model: func(r *Request) (*Reply, error) {
			if n++; n == 2 {
				cancel()
			}
			return honest(r)
		}}, Config{Concurrency: 1}, &m, nil)
		err := a.Ask(ctx, testMenu(t, "en"), items)
		if r := checked(t, a, &m); !errors.Is(err, context.Canceled) || r.Requests != 2 || r.Answered == 0 || r.Missing.Interrupted == 0 {
			t.Errorf("want what was paid for recorded, found %v, %+v", err, r)
		}
	})
	t.Run("menu", func(t *testing.T) {
		_, _, err := askFake(t, &fake{model: honest}, Config{ContextTokens: 1500, MaxOutputTokens: 500}, items)
		if err == nil || !strings.Contains(err.Error(), "does not fit the model's context") {
			t.Errorf("want an error about the context, found %v", err)
		}
	})
}

func TestAskGoesOnWithoutAnswers(t *testing.T) {
	cases := map[string]struct {
		model func(*Request) (*Reply, error)
		want  func(Missing) int
	}{
		"nonsense": {func(r *Request) (*Reply, error) { return reply(r, "no idea"), nil }, func(m Missing) int { return m.Invalid }},
		"endless": {func(r *Request) (*Reply, error) { return reply(r, strings.Repeat(`{"items":[`, 9999)), nil },
			func(m Missing) int { return m.Invalid }},
		"refusals": {func(r *Request) (*Reply, error) { return &Reply{Refusal: "no", Attempts: 1}, nil }, func(m Missing) int { return m.Refused }},
		"refused":  {func(r *Request) (*Reply, error) { return nil, &RequestError{Status: 400} }, func(m Missing) int { return m.Refused }},
		"down":     {func(r *Request) (*Reply, error) { return nil, &DownError{Attempts: 3} }, func(m Missing) int { return m.Down }},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			f := &fake{model: c.model}
			_, r, err := askFake(t, f, Config{}, testItems(600))
			if err != nil || c.want(r.Missing) != 600 {
				t.Errorf("want 600 items missing for it and no error, found %v, %+v", err, r)
			}
			if name != "down" && (len(f.users) > patience+4 || !r.GaveUp) {
				t.Errorf("want it given up after %d requests, found %d", patience, len(f.users))
			}
		})
	}
}

// TestOneBadItem: an item that spoils every reply it is in costs the others
// nothing.
func TestOneBadItem(t *testing.T) {
	f := &fake{model: func(r *Request) (*Reply, error) {
		if strings.Contains(r.User, "w0007") {
			return reply(r, `{"items":[{"id":1,"tags":[{"theme":"speed"`), nil
		}
		return honest(r)
	}}
	m, r, err := askFake(t, f, Config{}, testItems(48))
	if err != nil || r.Answered != 47 || r.Missing.Invalid != 1 || len(m.answers["key0007"].Key) > 0 {
		t.Errorf("want all but one answered, found %v, %+v", err, r)
	}
}

func TestTooLong(t *testing.T) {
	items := testItems(5)
	items[2].Text = strings.Repeat("slow and slower still. ", 4000)
	m, r, err := askFake(t, &fake{model: honest}, Config{}, items)
	if err != nil || r.Missing.TooLong != 1 || len(m.answers) != 4 {
		t.Errorf("want one item too long, found %v, %+v", err, r)
	}
}

func TestStrictSendsOneARequest(t *testing.T) {
	m, r, err := askFake(t, &fake{model: honest}, Config{Isolation: Strict}, testItems(20))
	if err != nil || r.Requests != 20 || len(m.exchanges[0].Keys) != 1 {
		t.Errorf("want 20 requests, found %v, %+v", err, r)
	}
}

// TestEstimateIsWhatIsAsked: as many requests, and no fewer tokens of prompts
// than were sent.
func TestEstimateIsWhatIsAsked(t *testing.T) {
	items := testItems(300)
	c := Config{PriceInput: datasets.Some(1.0), PriceOutput: datasets.Some(2.0), RequestsPerMinute: 60}
	a := NewAsker(nil, c, nil, nil)
	if err := a.Estimate(testMenu(t, "en"), items); err != nil {
		t.Fatal(err)
	}
	sent := 0
	err := a.Requests(testMenu(t, "en"), items, func(r *Request, of []Item) error {
		sent += len(of)
		return nil
	})
	_, asked, err2 := askFake(t, &fake{model: honest}, c, items)
	guess := a.Report()
	if err != nil || err2 != nil || sent != 300 || guess.Requests != asked.Requests || guess.PromptTokens < asked.PromptTokens ||
		guess.Cost <= 0 || guess.CompletionTokens <= 0 || guess.Seconds < float64(asked.Requests) || guess.Asked != 300 {
		t.Errorf("estimate %+v\nasked %+v (%v, %v, %d sent)", guess, asked, err, err2, sent)
	}
}
