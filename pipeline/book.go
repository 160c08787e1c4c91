package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"sync"

	"verbatim/classify"
	"verbatim/classify/llm"
	"verbatim/datasets"
	"verbatim/pipeline/state"
	"verbatim/themes"
)

// book holds the recorded answers of one model, prompt and policy. It may be
// used by several goroutines.
//
// An answer is about the themes that were shown, each as the model saw it. It
// covers those themes of today's codebook that look the same today; the latest
// answer that covers a theme counts.
type book struct {
	info   *LLMInfo
	policy Policy
	log    *state.Log // nil where nothing is recorded yet
	menus  map[string]*llm.Menu

	mu     sync.Mutex
	covers map[string]map[string]bool // by hash of a recorded menu: today's themes that it covers
}

// promptLanguages are the languages of prompts.
func promptLanguages() []string { return []string{"en", "ja"} }

// promptLanguage is that in which a model is asked about a verbatim.
func promptLanguage(lang string) string {
	if lang == "ja" {
		return "ja"
	}
	return "en"
}

func newBook(info *LLMInfo, log *state.Log, cb *themes.Codebook) (*book, error) {
	policy, err := ParsePolicy(info.Policy)
	if err != nil {
		return nil, err
	}
	b := &book{info: info, policy: policy, log: log, menus: map[string]*llm.Menu{}, covers: map[string]map[string]bool{}}
	for _, lang := range promptLanguages() {
		b.menus[lang] = llm.NewMenu(cb, lang)
	}
	return b, nil
}

// key names a verbatim among the answers.
func (b *book) key(question, text string) string {
	return llm.Key(b.info.Model, b.info.Parameters, b.info.Prompt, question, text)
}

// find returns the recorded answers about these keys.
func (b *book) find(ctx context.Context, keys []string) (map[string][]state.Answer, error) {
	if b.log == nil {
		return nil, nil
	}
	return b.log.Answers(ctx, keys)
}

// opinion is what the recorded answers say of a verbatim.
type opinion struct {
	given  classify.Given
	intent datasets.Intent
	open   map[string]bool // themes of today's menu that no answer covers
}

// read puts the answers about a verbatim together, oldest first.
func (b *book) read(ctx context.Context, v *datasets.Verbatim, answers []state.Answer) (opinion, error) {
	menu := b.menus[promptLanguage(v.Language)]
	s := opinion{given: classify.Given{Source: datasets.SourceLLM, Version: b.info.Model, Least: b.info.MinConfidence}}
	by := map[string]classify.GivenTheme{}
	for i := range answers {
		covered, err := b.cover(ctx, answers[i].Menu)
		if err != nil {
			return opinion{}, err
		}
		var a llm.Answer
		if err := json.Unmarshal(answers[i].Body, &a); err != nil {
			return opinion{}, fmt.Errorf("%s: the answer of exchange %d about %s is damaged: %w", state.File, answers[i].Exchange, v.VerbatimID, err)
		}
		s.take(covered, by, &a, v.Text)
	}
	for i := range menu.Themes {
		id := menu.Themes[i].ID
		if t, ok := by[id]; ok {
			s.given.Themes = append(s.given.Themes, t)
		}
		if !s.given.Judged[id] {
			if s.open == nil {
				s.open = map[string]bool{}
			}
			s.open[id] = true
		}
	}
	return s, nil
}

// take lays an answer over earlier ones.
func (s *opinion) take(covered map[string]bool, by map[string]classify.GivenTheme, a *llm.Answer, text string) {
	if a.Intent != "" {
		s.intent = a.Intent
	}
	if s.given.Judged == nil {
		s.given.Judged = covered
	} else {
		s.given.Judged = union(s.given.Judged, covered)
	}
	for id := range covered {
		delete(by, id)
	}
	for i := range a.Tags {
		t := &a.Tags[i]
		if covered[t.ThemeID] {
			by[t.ThemeID] = classify.GivenTheme{ThemeID: t.ThemeID, Confidence: t.Confidence, Sentiment: t.Sentiment, Evidence: quoted(text, t.Start, t.End)}
		}
	}
}

func union(a, b map[string]bool) map[string]bool {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// quoted returns the code points [start, end) of a text as evidence.
func quoted(text string, start, end int32) []datasets.Span {
	if start < 0 || start >= end {
		return nil // state.db is damaged
	}
	point, from := int32(0), 0
	for i := range text {
		if point == start {
			from = i
		}
		if point == end {
			return []datasets.Span{{Start: start, End: end, Text: text[from:i]}}
		}
		point++
	}
	if point == end {
		return []datasets.Span{{Start: start, End: end, Text: text[from:]}}
	}
	return nil
}

// cover returns today's themes that a recorded menu shows as they look today.
func (b *book) cover(ctx context.Context, hash string) (map[string]bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if c, ok := b.covers[hash]; ok {
		return c, nil
	}
	body, err := b.log.Menu(ctx, hash)
	if err != nil {
		return nil, err
	}
	var then llm.Menu
	if err := json.Unmarshal(body, &then); err != nil {
		return nil, fmt.Errorf("%s: menu %s is damaged: %w", state.File, hash, err)
	}
	shown := map[string]string{}
	for _, t := range then.Themes {
		shown[t.ID] = t.Hash
	}
	covered := map[string]bool{}
	if today := b.menus[then.Lang]; today != nil {
		for _, t := range today.Themes {
			if shown[t.ID] == t.Hash {
				covered[t.ID] = true
			}
		}
	}
	b.covers[hash] = covered
	return covered, nil
}
