package classify

import (
	"slices"
	"strings"
	"testing"

	"verbatim/datasets"
	"verbatim/themes"
	"verbatim/tokenize"
)

const combineCodebook = `
version: 1
combine: %s
themes:
  - {id: price, terms: {en: [expensive]}}
  - {id: speed, terms: {en: [slow]}, sentiment: negative}
  - {id: lists, combine: lookup, terms: {en: [invoice]}}
  - {id: bug, group: fault, terms: {en: [bug]}}
  - {id: crash, group: fault, terms: {en: [crash]}}
`

// says makes what a model says of themes that are written as id or id:0.4; a
// theme with a ! before it was judged and is not given.
func says(source datasets.TagSource, themes string) Given {
	g := Given{Source: source, Version: "m-1", Least: 0.5, Judged: map[string]bool{}}
	for _, word := range strings.Fields(themes) {
		id, no := strings.CutPrefix(word, "!")
		id, low := strings.CutSuffix(id, "?")
		g.Judged[id] = true
		if no {
			continue
		}
		t := GivenTheme{ThemeID: id, Confidence: 0.9, Sentiment: datasets.Neutral}
		if low {
			t.Confidence = 0.3
		}
		if source == datasets.SourceLLM {
			t.Evidence = []datasets.Span{{Start: 0, End: 2, Text: "It"}}
		}
		g.Themes = append(g.Themes, t)
	}
	return g
}

func combineTags(t *testing.T, mode, text string, given []Given, labels ...datasets.Label) []datasets.Tag {
	t.Helper()
	cb, err := themes.Parse("codebook.yaml", []byte(strings.Replace(combineCodebook, "%s", mode, 1)))
	if err != nil {
		t.Fatal(err)
	}
	tg, err := New(cb, tokenizer())
	if err != nil {
		t.Fatal(err)
	}
	var doc tokenize.Doc
	var r Reading
	tokenizer().Tokenize(text, &doc)
	tg.Read(&doc, &r)
	v := datasets.Verbatim{VerbatimID: "r1#q", Text: text, ContentStatus: datasets.Content}
	return tg.Tags(&r, nil, &v, given, labels, nil)
}

func TestCombine(t *testing.T) {
	for _, c := range []struct {
		mode, text, llm, classifier string
		want                        string
	}{
		// Any source gives the tag.
		{"any", "It is expensive", "", "", "+price[lookup]"},
		{"any", "It is expensive", "price", "", "+price[llm lookup]"},
		{"any", "It is expensive", "!price speed", "", "+price[lookup] +speed[llm]"},
		{"any", "It costs a lot", "price", "price", "+price[llm classifier]"},
		{"any", "It costs a lot", "", "price", "+price[classifier]"},
		{"any", "It costs a lot", "!price", "price", "~price[classifier](overruled llm)"},
		{"any", "It is expensive", "!price", "price", "+price[lookup]"},
		{"any", "It costs a lot", "price?", "", "~price[llm](confidence 0.30)"},
		{"any", "It costs a lot", "price?", "price", "~price[llm](confidence 0.30)"},
		{"any", "It is expensive", "price?", "", "+price[lookup]"},
		{"any", "It is not expensive", "", "", "~price[lookup](negated)"},
		{"any", "It is not expensive", "price", "", "+price[llm]"},
		{"any", "It is fine", "unknown_theme", "", ""},
		// A theme of the lists is no model's.
		{"any", "the invoice", "!lists", "", "+lists[lookup]"},
		{"model", "the invoice", "!lists", "", "+lists[lookup]"},
		{"any", "the bill", "lists", "", ""},
		// The codebook's groups hold for models too.
		{"any", "a bug", "crash", "", "+bug[lookup] ~crash[llm](group fault bug)"},
		// A model decides alone, where it judged.
		{"model", "It is expensive", "", "", "+price[lookup]"},
		{"model", "It is expensive", "!price", "", "~price[lookup](combine model)"},
		{"model", "It is expensive", "price", "", "+price[llm lookup]"},
		{"model", "It costs a lot", "price", "", "+price[llm]"},
		{"model", "It is expensive", "price?", "", "~price[lookup](combine model)"},
		{"model", "It is expensive", "speed", "!price", "~price[lookup](combine model) +speed[llm]"},
		// Both must agree, where one judged.
		{"agree", "It is expensive", "", "", "+price[lookup]"},
		{"agree", "It is expensive", "!price", "", "~price[lookup](combine agree)"},
		{"agree", "It costs a lot", "price", "", "~price[llm](combine agree)"},
		{"agree", "It is expensive", "price", "", "+price[llm lookup]"},
		{"agree", "It is expensive", "", "price", "+price[classifier lookup]"},
	} {
		var given []Given
		if c.llm != "" {
			given = append(given, says(datasets.SourceLLM, c.llm))
		}
		if c.classifier != "" {
			given = append(given, says(datasets.SourceClassifier, c.classifier))
		}
		tags := combineTags(t, c.mode, c.text, given)
		var got []string
		for i, state := range states(tags) {
			mark, reason, _ := strings.Cut(state, " (")
			mark, _, _ = strings.Cut(mark, " negated")
			var sources []string
			for _, s := range tags[i].Sources {
				sources = append(sources, string(s))
			}
			s := mark + "[" + strings.Join(sources, " ") + "]"
			if reason != "" {
				reason, _, _ = strings.Cut(reason, ")")
				s += "(" + reason + ")"
			}
			got = append(got, s)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("combine %s, %q, llm %q, classifier %q:\n got %s\nwant %s", c.mode, c.text, c.llm, c.classifier, s, c.want)
		}
	}
}

// TestCombineProvenance looks at what a tag says of its source.
func TestCombineProvenance(t *testing.T) {
	llm := []Given{says(datasets.SourceLLM, "price speed")}
	tags := combineTags(t, "any", "It is expensive", llm)
	price, speed := tags[0], tags[1]
	if price.Source != datasets.SourceLLM || price.SourceVersion != "m-1" || price.Confidence != datasets.Some(0.9) || price.Rule != "expensive" {
		t.Errorf("price: %+v", price)
	}
	if price.EvidenceText != "It" || price.Sentiment != datasets.Neutral || price.SentimentSource != "llm" {
		t.Errorf("price has evidence and sentiment of another source: %+v", price)
	}
	if speed.Sentiment != datasets.Negative || speed.SentimentSource != SentimentTheme {
		t.Errorf("a theme's own sentiment stands above a model's: %+v", speed)
	}
	byClassifier := combineTags(t, "any", "It is expensive", []Given{says(datasets.SourceClassifier, "price")})
	if tag := byClassifier[0]; tag.Source != datasets.SourceClassifier || tag.EvidenceText != "expensive" {
		t.Errorf("a model without evidence takes that of the list: %+v", tag)
	}
	labels := []datasets.Label{{VerbatimID: "r1#q", ThemeID: "price", By: "ann"}, {VerbatimID: "r1#q", ThemeID: "speed", By: "ann", Removed: true}}
	labelled := combineTags(t, "any", "It is expensive", llm, labels...)
	if tag := labelled[0]; tag.Source != datasets.SourceHuman || !slices.Equal(tag.Sources, []datasets.TagSource{"human", "llm", "lookup"}) || tag.Confidence.OK {
		t.Errorf("people win, and the machines that agree are named: %+v", tag)
	}
	if tag := labelled[1]; tag.State != datasets.Removed {
		t.Errorf("what a person took stays away: %+v", tag)
	}
}
