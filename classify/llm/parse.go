package llm

import (
	"strconv"
	"strings"

	"verbatim/datasets"
)

// entry is what a reply says about one item, before validation.
type entry struct {
	id     int    // 0: none given
	tags   *value // a list, or null
	intent *value // may be nil
}

// parsed is what could be taken from a reply about some items.
type parsed struct {
	answers []*Answer // beside the items; nil where nothing counts
	dropped Dropped
}

// parse reads a reply to the request about items. Whatever stands in the reply,
// an answer is made only of what was said under the id of its item, of themes
// of the menu, with a quote that stands in the item's own text.
func parse(reply string, m *Menu, items []Item) parsed {
	p := parsed{answers: make([]*Answer, len(items))}
	var entries []entry
	for _, v := range readValues(reply) {
		entries = p.collect(entries, &v, len(items) == 1)
	}
	count := make([]int, len(items))
	for _, e := range entries {
		if e.id < 1 || e.id > len(items) {
			p.dropped.UnknownID++
		} else {
			count[e.id-1]++
		}
	}
	known := themeSet(m)
	hash := m.Hash()
	for _, e := range entries {
		switch at := e.id - 1; {
		case at < 0 || at >= len(items):
		case count[at] > 1:
			p.dropped.DuplicateID++
		default:
			p.answers[at] = p.answer(e, known, &items[at])
			p.answers[at].Menu = hash
		}
	}
	return p
}

func themeSet(m *Menu) map[string]bool {
	ids := make(map[string]bool, len(m.Themes))
	for _, t := range m.Themes {
		ids[t.ID] = true
	}
	return ids
}

// collect appends the entries within v: objects with tags, wherever they stand.
// A lone item needs no id.
func (p *parsed) collect(entries []entry, v *value, lone bool) []entry {
	tags, hasTags := v.one("tags")
	switch {
	case v.kind == jsonObject && hasTags:
		e, ok := readEntry(v, tags, lone)
		if !ok {
			p.dropped.BrokenItem++
			return entries
		}
		return append(entries, e)
	case v.kind == jsonObject && isTag(v):
		return entries // of an entry that broke
	}
	for i := range v.list {
		entries = p.collect(entries, &v.list[i], lone)
	}
	return entries
}

// isTag reports whether v looks like one tag of an entry.
func isTag(v *value) bool {
	_, ok := v.one("theme")
	return ok
}

// readEntry reads an object with tags. It must be whole, and say of which item
// it is.
func readEntry(v, tags *value, lone bool) (entry, bool) {
	e := entry{tags: tags}
	e.intent, _ = v.one("intent")
	id, given := v.one("id")
	switch {
	case !v.whole || tags.kind != jsonList && tags.kind != jsonNull:
		return e, false
	case given:
		n, err := strconv.Atoi(strings.TrimSpace(id.text))
		e.id = n
		return e, err == nil
	case lone && !hasKey(v, "id"):
		e.id = 1
		return e, true
	}
	return e, false
}

func hasKey(v *value, key string) bool {
	for _, k := range v.keys {
		if k == key {
			return true
		}
	}
	return false
}

// answer validates what an entry says about its item.
func (p *parsed) answer(e entry, known map[string]bool, it *Item) *Answer {
	a := &Answer{Key: it.Key, Intent: p.intent(e.intent)}
	given := map[string]bool{}
	for i := range e.tags.list {
		v, ok := p.verdict(&e.tags.list[i], known, it.Text)
		switch {
		case !ok:
		case given[v.ThemeID]:
			p.dropped.DuplicateTheme++
		default:
			given[v.ThemeID] = true
			a.Tags = append(a.Tags, v)
		}
	}
	return a
}

// intent validates an intent. "none" and null are none.
func (p *parsed) intent(v *value) datasets.Intent {
	if v == nil || v.kind == jsonNull {
		return ""
	}
	switch intent := datasets.Intent(enumerated(v)); intent {
	case datasets.Praise, datasets.Problem, datasets.Question, datasets.Request:
		return intent
	case "none", "":
	default:
		p.dropped.Intent++
	}
	return ""
}

// verdict validates one tag; where it does not hold it is counted.
func (p *parsed) verdict(tag *value, known map[string]bool, text string) (v Verdict, ok bool) {
	theme, hasTheme := tag.one("theme")
	if tag.kind != jsonObject || !hasTheme || theme.kind != jsonString {
		p.dropped.BrokenTag++
		return v, false
	}
	v.ThemeID = strings.TrimSpace(theme.text)
	if !known[v.ThemeID] {
		p.dropped.UnknownTheme++
		return v, false
	}
	if v.Confidence, ok = readConfidence(tag); !ok {
		p.dropped.Confidence++
		return v, false
	}
	if v.Sentiment, ok = readSentiment(tag); !ok {
		p.dropped.Sentiment++
		return v, false
	}
	quote, hasQuote := tag.one("quote")
	if !hasQuote || quote.kind != jsonString {
		p.dropped.Quote++
		return v, false
	}
	if v.Start, v.End, v.Quote, ok = findQuote(text, quote.text); !ok {
		p.dropped.Quote++
	}
	return v, ok
}

func readConfidence(tag *value) (float64, bool) {
	v, ok := tag.one("confidence")
	if !ok {
		return 0, false
	}
	c, err := strconv.ParseFloat(strings.TrimSpace(v.text), 64)
	return c, err == nil && c >= 0 && c <= 1
}

func readSentiment(tag *value) (datasets.Sentiment, bool) {
	v, ok := tag.one("sentiment")
	if !ok {
		return "", false
	}
	switch s := datasets.Sentiment(enumerated(v)); s {
	case datasets.Positive, datasets.Neutral, datasets.Negative:
		return s, true
	}
	return "", false
}

// enumerated returns a value of a fixed set as the set writes it.
func enumerated(v *value) string { return strings.ToLower(strings.TrimSpace(v.text)) }
