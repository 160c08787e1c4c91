package lookup

import (
	"strings"
	"testing"

	"verbatim/datasets"
	"verbatim/themes"
	"verbatim/themes/expr"
)

func TestIntents(t *testing.T) {
	cb := &themes.Codebook{Intents: map[datasets.Intent]themes.Terms{
		datasets.Praise:   terms(t, "great", "love", "最高"),
		datasets.Problem:  terms(t, "crash", "broken", "落ちる"),
		datasets.Question: terms(t, "how do I", "ですか"),
		datasets.Request:  terms(t, "please add", "してほしい", "wish AND NOT best"),
	}}
	cb.Intents[datasets.Problem]["any"][1].When = parse(t, "plan:pro", expr.Search)
	tk := tokenizer(t)
	m := compile(t, cb, tk)
	for _, c := range []struct{ text, want string }{
		{"the weather", ""},
		{"great tool", "praise"},
		{"it crashed", "problem"},
		{"no crash", ""},
		{"not great, and it crashes", "problem"},
		{"it is broken", ""}, // in plan pro only
		{"how do I export?", "question"},
		{"Great tool but please add export", "request praise"},
		{"It crashes, please add a safe mode", "request problem"},
		{"best wishes", ""},
		{"I wish", "request"},
		{"最高ですが、落ちます", "problem praise"},
		{"検索できるようにしてほしい", "request"},
	} {
		var h Hits
		doc := tokens(tk, c.text)
		m.Match(doc, negators(doc), &h)
		var got []string
		for i, holds := range m.Intents(&h, nil) {
			if holds {
				got = append(got, string(IntentOrder()[i]))
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q: %v, want %q", c.text, got, c.want)
		}
	}
}

func TestNoContent(t *testing.T) {
	cb := &themes.Codebook{Path: "c.yaml", NoContent: terms(t, "none", "n/a", `"no comment"`, "特になし", "ありません", "nothing OR nope", "exact:無し")}
	tk := tokenizer(t)
	m := compile(t, cb, tk)
	var h Hits
	for text, want := range map[string]bool{
		"":             true,
		" \n　":         true,
		"-":            true,
		"…。":           true,
		"---":          true,
		".":            true,
		"・":            true,
		"?!":           true,
		"\uFFFD":       true,
		"None.":        true,
		"(none)":       true,
		"ＮＯＮＥ":         true,
		"N/A":          true,
		"n.a.":         true,
		"NA":           true,
		"No comments!": true,
		"nope":         true,
		"nothing":      true,
		"特になし":         true,
		"特になし。":        true,
		"「特に なし」":      true,
		"ありません":        true,
		"無し":           true,

		"👍👍👍":              false,
		"😡":                false,
		"❤️":               false,
		"👍🏽!":              false,
		"🇯🇵":               false,
		"☆☆☆":              false,
		"none of it works": false,
		"no":               false,
		"特になしですが高い":        false,
		"料金":               false,
		"9":                false,
		"é":                false,
		"ง":                false,
	} {
		if got := m.NoContent(tokens(tk, text), &h); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	cb.NoContent = terms(t, "none AND nothing")
	if _, err := Compile(cb, tk); err == nil {
		t.Error("a no_content term with AND: no error")
	}
}

func TestRuleOverSeveralVerbatims(t *testing.T) {
	cb := &themes.Codebook{}
	for _, when := range []string{"price AND crash", "nps:detractor", "price AND nps:detractor", "NOT crash", `"price crash"`} {
		cb.Routing.Rules = append(cb.Routing.Rules, themes.Rule{ID: when, When: parse(t, when, 0), WhenText: when})
	}
	tk := tokenizer(t)
	m := compile(t, cb, tk)
	for _, c := range []struct {
		texts []string
		facts facts
		want  [5]bool
	}{
		{nil, nil, [5]bool{3: true}},
		{nil, facts{"nps": {"detractor"}}, [5]bool{1: true, 3: true}},
		{[]string{"price"}, nil, [5]bool{3: true}},
		{[]string{"price", "crash"}, nil, [5]bool{0: true}},
		{[]string{"crash", "", "price"}, facts{"nps": {"detractor"}}, [5]bool{0: true, 1: true, 2: true}},
		{[]string{"price crash"}, nil, [5]bool{0: true, 4: true}},
	} {
		var h, all Hits
		for range 2 { // reused
			all.Reset()
			for _, text := range c.texts {
				m.Match(tokens(tk, text), nil, &h)
				all.Merge(&h)
			}
		}
		for i, want := range c.want {
			if got := m.Rule(i, &all, c.facts); got != want {
				t.Errorf("%q: rule %s is %v, want %v", c.texts, cb.Routing.Rules[i].ID, got, want)
			}
		}
	}
}

// NEAR, BEFORE, SENTENCE and regular expressions hold within one verbatim.
func TestRuleEvaluatesPlacesWithinOneVerbatim(t *testing.T) {
	cb := &themes.Codebook{}
	rules := []string{"price NEAR/2 high", "SENTENCE(price AND crash)", "/pri.e/ crash", "-(price BEFORE/1 high) crash", "SENTENCE(price NOT crash)"}
	for _, when := range rules {
		cb.Routing.Rules = append(cb.Routing.Rules, themes.Rule{ID: when, When: parse(t, when, expr.Search), WhenText: when})
	}
	tk := tokenizer(t)
	m := compile(t, cb, tk)
	for _, c := range []struct {
		texts []string
		want  [5]bool
	}{
		{nil, [5]bool{}},
		{[]string{"price", "high"}, [5]bool{4: true}},
		{[]string{"the price is high", ""}, [5]bool{0: true, 4: true}},
		{[]string{"", "high price"}, [5]bool{0: true, 4: true}},
		{[]string{"price crash"}, [5]bool{1: true, 2: true, 3: true}},
		{[]string{"price", "crash"}, [5]bool{2: true, 3: true, 4: true}},
		{[]string{"price high", "crash"}, [5]bool{0: true, 2: true, 4: true}},
		{[]string{"crash", "prices"}, [5]bool{2: true, 3: true, 4: true}},
	} {
		var h, all Hits
		for _, text := range c.texts {
			m.Match(tokens(tk, text), nil, &h)
			all.Merge(&h)
		}
		for i, want := range c.want {
			if got := m.Rule(i, &all, nil); got != want {
				t.Errorf("%q: rule %s is %v, want %v", c.texts, rules[i], got, want)
			}
		}
	}
}

// What is merged into the hits of a verbatim is not evidence in it.
func TestMergedWordsGiveNoTags(t *testing.T) {
	cb := &themes.Codebook{Themes: []themes.Theme{{ID: "a", Terms: terms(t, "price AND crash", "hello")}}}
	tk := tokenizer(t)
	m := compile(t, cb, tk)
	var one, other Hits
	m.Match(tokens(tk, "price"), nil, &one)
	m.Match(tokens(tk, "crash hello"), nil, &other)
	one.Merge(&other)
	if got := hits(m, &one, nil); len(got) != 0 {
		t.Errorf("themes %+v", got)
	}
}
