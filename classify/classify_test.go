package classify

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"verbatim/datasets"
	"verbatim/themes"
	"verbatim/tokenize"
)

var tokenizer = sync.OnceValue(func() *tokenize.Tokenizer {
	tk, err := tokenize.New(tokenize.Options{})
	if err != nil {
		panic(err)
	}
	return tk
})

const testCodebook = `
version: 1
themes:
  - {id: pricing, terms: {en: [price, expensive], ja: [料金, 高い]}, negated: ignore}
  - {id: too_expensive, parent: pricing, terms: {en: [expensive], ja: [高い]}, exclude: {ja: [評価が高い]}, sentiment: negative}
  - {id: fair, terms: {en: [expensive], ja: [高い]}, negated: require}
  - {id: speed, group: performance, terms: {en: [slow]}}
  - {id: crash, group: performance, terms: {en: [crash]}}
  - {id: login, terms: {en: [login]}, when: "theme:pricing"}
  - {id: angry, terms: {en: [refund]}, when: "sentiment:negative"}
  - {id: paying, terms: {en: [{term: invoice, when: "plan:pro"}]}}
  - {id: spam, priority: 10, stop: true, terms: {en: [casino]}}
  - {id: late, terms: {en: [{term: unsubscribe, stop: true}]}}
  - {id: after, terms: {en: [newsletter]}}
  - {id: asks, terms: {en: [dark mode]}, when: "intent:request"}
intents:
  request: {en: [please add]}
  praise: {en: [great], ja: [素晴らしい]}
  problem: {en: [crash, slow]}
`

func tagger(t *testing.T) *Tagger {
	t.Helper()
	cb, err := themes.Parse("codebook.yaml", []byte(testCodebook))
	if err != nil {
		t.Fatal(err)
	}
	tg, err := New(cb, tokenizer())
	if err != nil {
		t.Fatal(err)
	}
	return tg
}

// plan is the facts of a response of one plan.
type plan string

func (p plan) Values(field string) []string {
	if field == "plan" && p != "" {
		return []string{string(p)}
	}
	return nil
}

// read tags a text and writes each tag as state, theme, reason and negation.
func read(t *testing.T, tg *Tagger, text string, p plan, labels ...datasets.Label) ([]datasets.Tag, []string) {
	t.Helper()
	var doc tokenize.Doc
	var r Reading
	tokenizer().Tokenize(text, &doc)
	tg.Read(&doc, &r)
	v := datasets.Verbatim{VerbatimID: "r1#q", ResponseID: "r1", Text: text, ContentStatus: datasets.Content, RunNumber: 3}
	v.Intent, v.IntentSource = tg.Intent(&r, p, v.Metric, v.Score)
	tags := tg.Tags(&r, p, &v, nil, labels, nil)
	return tags, states(tags)
}

// states writes each tag as state, theme, reason and negation.
func states(tags []datasets.Tag) []string {
	var all []string
	for _, tag := range tags {
		s := map[datasets.TagState]string{datasets.Applied: "+", datasets.Suppressed: "~", datasets.Removed: "-"}[tag.State] + tag.ThemeID
		if tag.SuppressedBy != "" {
			s += " (" + tag.SuppressedBy + ")"
		}
		if tag.Negated {
			s += " negated"
		}
		all = append(all, s)
	}
	return all
}

func TestStates(t *testing.T) {
	tg := tagger(t)
	for _, c := range []struct {
		text string
		plan plan
		want string
	}{
		{"It is expensive", "", "+pricing, +too_expensive, ~fair (not negated)"},
		{"It is not expensive", "", "+pricing negated, ~too_expensive (negated) negated, +fair negated"},
		{"料金が高い", "", "+pricing, +too_expensive, ~fair (not negated)"},
		{"料金は高くない", "", "+pricing, ~too_expensive (negated) negated, +fair negated"},
		{"評価が高い", "", "+pricing, ~too_expensive (exclude 評価が高い), ~fair (not negated)"},
		{"slow, and it will crash", "", "+speed, ~crash (group performance speed)"},
		{"crash only", "", "+crash"},
		{"login", "", "~login (when)"},
		{"login price", "", "+pricing, +login"},
		{"I want a refund, terrible service", "", "+angry"},
		{"I got a refund, great service", "", "~angry (when)"},
		{"the invoice", "pro", "+paying"},
		{"the invoice", "free", "~paying (when)"},
		{"casino: crash and newsletter", "", "~crash (stop spam), +spam, ~after (stop spam)"},
		{"newsletter: unsubscribe, or crash", "", "+crash, +late, ~after (stop late)"},
		{"please add dark mode", "", "+asks"},
		{"dark mode looks fine here", "", "~asks (when)"},
		{"nothing of the kind", "", ""},
	} {
		if _, got := read(t, tg, c.text, c.plan); strings.Join(got, ", ") != c.want {
			t.Errorf("%s: got %s, want %s", c.text, strings.Join(got, ", "), c.want)
		}
	}
}

// TestLabels: people win, and what the machine found stays on record.
func TestLabels(t *testing.T) {
	tg := tagger(t)
	add := func(theme string) datasets.Label {
		return datasets.Label{VerbatimID: "r1#q", ThemeID: theme, By: "mika"}
	}
	remove := func(theme string) datasets.Label {
		l := add(theme)
		l.Removed = true
		return l
	}
	for _, c := range []struct {
		text   string
		labels []datasets.Label
		want   string
		source string // of the label's tag
	}{
		{"newsletter", []datasets.Label{add("after")}, "+after", "human [human lookup]"},
		{"newsletter", []datasets.Label{remove("after")}, "-after", "human [human lookup]"},
		{"something else", []datasets.Label{add("after")}, "+after", "human [human]"},
		{"something else", []datasets.Label{remove("after")}, "-after", "human [human]"},
		{"login", []datasets.Label{add("login")}, "+login", "human [human]"},
		{"login", []datasets.Label{remove("login")}, "-login", "human [human]"},
		{"a casino newsletter", []datasets.Label{add("after")}, "+spam, +after", "human [human]"},
		{"slow", []datasets.Label{add("crash")}, "~speed (group performance crash), +crash", "human [human]"},
		{"slow, and it will crash", []datasets.Label{remove("speed")}, "-speed, +crash", "human [human lookup]"},
		{"casino: crash", []datasets.Label{remove("spam")}, "+crash, -spam", "human [human lookup]"},
		{"login price", []datasets.Label{remove("pricing")}, "-pricing, ~login (when)", "human [human lookup]"},
		{"login", []datasets.Label{add("pricing")}, "+pricing, +login", "human [human]"},
		{"something", []datasets.Label{add("gone_from_the_codebook")}, "", ""},
	} {
		tags, got := read(t, tg, c.text, "", c.labels...)
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: got %s, want %s", c.text, strings.Join(got, ", "), c.want)
		}
		for _, tag := range tags {
			if tag.ThemeID == c.labels[0].ThemeID {
				if s := fmt.Sprintf("%s %v", tag.Source, tag.Sources); s != c.source || tag.SourceVersion != "mika" {
					t.Errorf("%s: source %s by %s, want %s", c.text, s, tag.SourceVersion, c.source)
				}
			}
		}
	}
}

// TestProvenance: a tag says which rule gave it, by which codebook, where.
func TestProvenance(t *testing.T) {
	tg := tagger(t)
	tags, _ := read(t, tg, "Too expensive!", "")
	i := slices.IndexFunc(tags, func(tag datasets.Tag) bool { return tag.ThemeID == "too_expensive" })
	want := datasets.Tag{
		VerbatimID: "r1#q", ResponseID: "r1", ThemeID: "too_expensive", ParentThemeID: "pricing", State: datasets.Applied,
		Source: datasets.SourceLookup, Sources: []datasets.TagSource{datasets.SourceLookup}, SourceVersion: tg.codebook.Hash,
		Rule: "expensive", Sentiment: datasets.Negative, SentimentSource: SentimentTheme, EvidenceText: "expensive",
		Evidence: []datasets.Span{{Start: 4, End: 13, Text: "expensive"}}, RunNumber: 3,
	}
	if fmt.Sprintf("%+v", tags[i]) != fmt.Sprintf("%+v", want) {
		t.Errorf("got  %+v\nwant %+v", tags[i], want)
	}
}

func TestIntent(t *testing.T) {
	tg := tagger(t)
	score := func(s float64) datasets.Opt[float64] { return datasets.Some(s) }
	for _, c := range []struct {
		text   string
		score  datasets.Opt[float64]
		intent datasets.Intent
		source string
	}{
		{"great, but please add tabs", score(9), datasets.Request, IntentLookup},
		{"great, could you add tabs?", score(9), datasets.Request, IntentGrammar},
		{"It may crash. How do I restart it?", score(3), datasets.Question, IntentGrammar},
		{"great, though it may crash", score(3), datasets.Problem, IntentLookup},
		{"great, though it may crash", score(10), datasets.Praise, IntentLookup},
		{"not great", score(5), datasets.Problem, IntentLexicon},
		{"素晴らしいとは思わない", datasets.Opt[float64]{}, datasets.Problem, IntentLexicon},
		{"terrible service", datasets.Opt[float64]{}, datasets.Problem, IntentLexicon},
		{"the table has four legs", score(0), "", ""},
	} {
		var doc tokenize.Doc
		var r Reading
		tokenizer().Tokenize(c.text, &doc)
		tg.Read(&doc, &r)
		intent, source := tg.Intent(&r, nil, datasets.MetricNPS, c.score)
		if intent != c.intent || source != c.source {
			t.Errorf("%s: got %s by %s, want %s by %s", c.text, intent, source, c.intent, c.source)
		}
	}
}

// TestAgreeingLabels: a label that says what the lists say changes no other tag,
// and no theme's state.
func TestAgreeingLabels(t *testing.T) {
	tg := tagger(t)
	for _, text := range []string{"It is not expensive", "slow, and it will crash", "login price", "casino: crash and newsletter",
		"newsletter: unsubscribe, or crash", "slow casino newsletter expensive"} {
		tags, want := read(t, tg, text, "")
		for _, tag := range tags {
			if tag.State != datasets.Applied {
				continue
			}
			_, got := read(t, tg, text, "", datasets.Label{VerbatimID: "r1#q", ThemeID: tag.ThemeID, By: "mika"})
			if !slices.Equal(got, want) {
				t.Errorf("%s, with the label %s added: got %q, want %q", text, tag.ThemeID, got, want)
			}
		}
	}
}
