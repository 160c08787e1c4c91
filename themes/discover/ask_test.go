package discover

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"verbatim/themes"
)

// scripted answers as a model that knows words would.
type scripted struct {
	t        *testing.T
	most     int    // requests that it answers; 0 for all
	spoil    string // replies to requests whose system message holds this make no sense
	requests []string
}

func (s *scripted) Ask(_ context.Context, system, user string, schema json.RawMessage) (string, error) {
	if !json.Valid(schema) {
		s.t.Errorf("schema: %s", schema)
	}
	s.requests = append(s.requests, user)
	switch {
	case s.most > 0 && len(s.requests) > s.most:
		return "", ErrSpent
	case s.spoil != "" && strings.Contains(system, s.spoil):
		return "I would rather not.", nil
	case strings.Contains(system, "You make a list"):
		return `{"themes":[{"name_en":"Invoices","name_ja":"請求書","definition_en":"Bills.","definition_ja":"請求。"},
			{"name_en":"Dark mode","name_ja":"","definition_en":"Dark screens.","definition_ja":""},
			{"name_en":"invoices","name_ja":"again","definition_en":"","definition_ja":""}]}`, nil
	}
	var in struct{ Answers []numbered }
	if err := json.Unmarshal([]byte(user), &in); err != nil {
		s.t.Error(err)
	}
	var out []string
	for _, a := range in.Answers {
		text := strings.ToLower(a.Text)
		theme := 0
		switch {
		case strings.Contains(text, "invoice"), strings.Contains(text, "請求書"):
			theme = 1
		case strings.Contains(text, "dark"):
			theme = 2
		}
		out = append(out, fmt.Sprintf(`{"n":%d,"theme":%d,"summary":"about %s"}`, a.N, theme, strings.ReplaceAll(text, `"`, "")))
	}
	list := strings.Join(append(out, `{"n":99,"theme":1,"summary":"of nobody"}`, `{"n":1,"theme":2,"summary":"a second one"}`), ",")
	return fmt.Sprintf("Here you are:\n```json\n{\"summaries\":[%s],\"answers\":[%s]}\n```", list, list), nil
}

func TestAsk(t *testing.T) {
	model := &scripted{t: t}
	redact := func(text string) string { return strings.ReplaceAll(text, "typo", "[ID_1]") }
	p, err := Ask(context.Background(), model, sequence(planted(t)), AskOptions{Options: Options{Known: []Known{{ID: "price"}}}, Redact: redact})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Themes) != 2 || p.Unanswered != 0 {
		t.Fatalf("%d themes, %d unanswered: %s", len(p.Themes), p.Unanswered, p.YAML(nil))
	}
	invoices, dark := p.Themes[0], p.Themes[1]
	if invoices.ID != "invoices" || invoices.Name["ja"] != "請求書" || invoices.Verbatims != 24 || dark.Verbatims != 12 || dark.Name["en"] != "Dark mode" {
		t.Errorf("themes: %s", p.YAML(nil))
	}
	if byTerm(p, "en", "invoice") == nil || byTerm(p, "ja", "請求書") == nil {
		t.Errorf("terms in both languages: %v", invoices.Terms)
	}
	if _, err := themes.Parse("proposed.yaml", p.YAML(nil)); err != nil {
		t.Error(err)
	}
	for _, r := range model.requests {
		if strings.Contains(r, "typo") {
			t.Errorf("left without redaction: %s", r)
		}
	}
}

// What a model does not answer is counted, and the rest is made use of.
func TestAskUnanswered(t *testing.T) {
	tests := []struct {
		name               string
		model              *scripted
		themes, unanswered int
	}{
		{"assignments make no sense", &scripted{t: t, spoil: "You sort"}, 0, 3},
		{"summaries make no sense", &scripted{t: t, spoil: "in at most"}, 0, 3},
		{"spent before the end", &scripted{t: t, most: 6}, 2, 2},
		{"spent after a summary", &scripted{t: t, most: 1}, 0, 3},
	}
	for _, tt := range tests {
		p, err := Ask(context.Background(), tt.model, sequence(planted(t)), AskOptions{})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if len(p.Themes) != tt.themes || p.Unanswered != tt.unanswered {
			t.Errorf("%s: %d themes, %d unanswered, want %d and %d", tt.name, len(p.Themes), p.Unanswered, tt.themes, tt.unanswered)
		}
	}
}

func TestAskOrderDoesNotMatter(t *testing.T) {
	var want []string
	for seed := range uint64(3) {
		model := &scripted{t: t}
		if _, err := Ask(context.Background(), model, sequence(shuffled(planted(t), seed)), AskOptions{Sample: 30}); err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = model.requests
		}
		if strings.Join(model.requests, "\n") != strings.Join(want, "\n") {
			t.Errorf("shuffle %d sends other requests", seed)
		}
	}
}

type failing struct{ err error }

func (f failing) Ask(context.Context, string, string, json.RawMessage) (string, error) {
	return "", f.err
}

func TestAskFails(t *testing.T) {
	refused := errors.New("refused")
	if _, err := Ask(context.Background(), failing{refused}, sequence(planted(t)), AskOptions{}); !errors.Is(err, refused) {
		t.Errorf("a refusal: %v", err)
	}
	if _, err := Ask(context.Background(), failing{refused}, sequence(nil), AskOptions{}); !errors.Is(err, ErrNoTexts) {
		t.Errorf("no texts: %v", err)
	}
}
