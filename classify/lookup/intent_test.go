package lookup

import (
	"testing"

	"verbatim/datasets"
	"verbatim/themes"
)

func TestIntent(t *testing.T) {
	cb := &themes.Codebook{Intents: map[datasets.Intent]themes.Terms{
		datasets.Praise:   terms(t, "great", "love", "最高"),
		datasets.Problem:  terms(t, "crash", "broken", "落ちる"),
		datasets.Question: terms(t, "how do I", "ですか"),
		datasets.Request:  terms(t, "please add", "してほしい", "wish AND NOT best"),
	}}
	tk := tokenizer(t)
	m := compile(t, cb, tk)
	nps, csat, none := datasets.MetricNPS, datasets.MetricCSAT, datasets.Metric("")
	for _, c := range []struct {
		text   string
		metric datasets.Metric
		score  float64
		want   datasets.Intent
	}{
		{"the weather", nps, 10, ""},
		{"great tool", nps, 0, datasets.Praise},
		{"it crashed", nps, 10, datasets.Problem},
		{"how do I export?", nps, 5, datasets.Question},
		{"Great tool but please add export", nps, 10, datasets.Request},
		{"It crashes, please add a safe mode", nps, 1, datasets.Request},
		{"It is broken, how do I restart?", nps, 1, datasets.Question},
		{"great, but it crashes", nps, 3, datasets.Problem},
		{"great, but it crashes", nps, 8, datasets.Problem},
		{"great, but it crashes", nps, 9, datasets.Praise},
		{"great, but it crashes", csat, 4, datasets.Problem},
		{"great, but it crashes", csat, 5, datasets.Praise},
		{"great, but it crashes", none, 10, datasets.Problem},
		{"best wishes", nps, 5, ""},
		{"I wish", nps, 5, datasets.Request},
		{"最高ですが、落ちます", nps, 2, datasets.Problem},
		{"検索できるようにしてほしい", nps, 2, datasets.Request},
	} {
		var h Hits
		m.Match(tokens(tk, c.text), &h)
		if got := m.Intent(&h, nil, c.metric, datasets.Some(c.score)); got != c.want {
			t.Errorf("%q, %s %v: %q, want %q", c.text, c.metric, c.score, got, c.want)
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
				m.Match(tokens(tk, text), &h)
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

// What is merged into the hits of a verbatim is not evidence in it.
func TestMergedWordsGiveNoTags(t *testing.T) {
	cb := &themes.Codebook{Themes: []themes.Theme{{ID: "a", Terms: terms(t, "price AND crash", "hello")}}}
	tk := tokenizer(t)
	m := compile(t, cb, tk)
	var one, other Hits
	m.Match(tokens(tk, "price"), &one)
	m.Match(tokens(tk, "crash hello"), &other)
	one.Merge(&other)
	if got := m.Tags(&one, nil, nil); len(got) != 0 {
		t.Errorf("tags %+v", got)
	}
}
