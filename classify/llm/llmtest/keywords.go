package llmtest

import (
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Keywords is a small honest model for prompts of package llm. It finds the
// themes in the system prompt and the items in the user prompt, each one JSON
// object a line, and gives an item the themes of whose names or examples a word
// stands in its text, in any case; that word is the quote. Sentiment and intent
// follow from a few plain words. To any other prompt it answers with the least
// that the schema allows, or with "OK".
func Keywords(system, user string, schema json.RawMessage) string {
	return code(system, user, schema, theme.keywords)
}

// ByKeywords returns a model like Keywords that finds each theme by words given
// for its id.
func ByKeywords(words map[string][]string) func(system, user string, schema json.RawMessage) string {
	return func(system, user string, schema json.RawMessage) string {
		return code(system, user, schema, func(t theme) []string { return words[t.ID] })
	}
}

func code(system, user string, schema json.RawMessage, words func(theme) []string) string {
	items := lines[item](user, func(i item) bool { return i.ID > 0 })
	if len(items) == 0 {
		return least(schema)
	}
	themes := lines[theme](system, func(t theme) bool { return t.ID != "" })
	out := struct {
		Items []coded `json:"items"`
	}{[]coded{}}
	for _, i := range items {
		feels := mood(i.Text)
		c := coded{ID: i.ID, Intent: wish(i.Text, feels), Tags: []tag{}}
		for _, t := range themes {
			if quote := firstOf(i.Text, words(t)); quote != "" {
				c.Tags = append(c.Tags, tag{quote, t.ID, feels, 0.9})
			}
		}
		out.Items = append(out.Items, c)
	}
	b, _ := json.Marshal(out) // of strings and numbers
	return string(b)
}

type item struct {
	ID   int    `json:"id"`
	Text string `json:"text"`
}

type theme struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Examples []string `json:"examples"`
}

type coded struct {
	ID     int    `json:"id"`
	Intent string `json:"intent"`
	Tags   []tag  `json:"tags"`
}

type tag struct {
	Quote      string  `json:"quote"`
	Theme      string  `json:"theme"`
	Sentiment  string  `json:"sentiment"`
	Confidence float64 `json:"confidence"`
}

// lines returns what of the lines of a prompt is JSON of a kind.
func lines[T any](prompt string, ok func(T) bool) []T {
	var out []T
	for line := range strings.Lines(prompt) {
		var v T
		if strings.HasPrefix(line, "{") && json.Unmarshal([]byte(line), &v) == nil && ok(v) {
			out = append(out, v)
		}
	}
	return out
}

// keywords returns the words of a theme's name and examples.
func (t theme) keywords() (words []string) {
	for _, source := range append([]string{t.Name}, t.Examples...) {
		for _, w := range strings.FieldsFunc(source, func(r rune) bool { return !unicode.IsLetter(r) }) {
			if keyword(w) {
				words = append(words, w)
			}
		}
	}
	return words
}

// keyword leaves out short words, which mean little.
func keyword(w string) bool {
	return len(w) > 4 && (w[0] < 0x80 || utf8.RuneCountInString(w) > 1)
}

// indexFold finds a word in text, in upper or lower case of the same length.
func indexFold(text, word string) int {
	for i := 0; i+len(word) <= len(text); i++ {
		if utf8.RuneStart(text[i]) && strings.EqualFold(text[i:i+len(word)], word) {
			return i
		}
	}
	return -1
}

// least returns the smallest value of a schema.
func least(schema json.RawMessage) string {
	var node map[string]any
	if json.Unmarshal(schema, &node) != nil {
		return "OK"
	}
	b, _ := json.Marshal(leastOf(node))
	return string(b)
}

func leastOf(node map[string]any) any {
	if enum, ok := node["enum"].([]any); ok && len(enum) > 0 {
		return enum[0]
	}
	switch node["type"] {
	case "object":
		out := map[string]any{}
		properties, _ := node["properties"].(map[string]any)
		for name, inner := range properties {
			inner, _ := inner.(map[string]any)
			out[name] = leastOf(inner)
		}
		return out
	case "array":
		return []any{}
	case "string":
		return ""
	case "boolean":
		return false
	case "integer", "number":
		return 0
	}
	return nil
}

// firstOf returns the first of words that stands in text, as it stands there.
func firstOf(text string, words []string) string {
	for _, w := range words {
		if at := indexFold(text, w); w != "" && at >= 0 {
			return text[at : at+len(w)]
		}
	}
	return ""
}

// mood is the sentiment of a text.
func mood(text string) string {
	switch {
	case firstOf(text, []string{"not ", "bad", "slow", "expensive", "break", "crash", "困", "遅い", "高い", "割高", "不便", "ない"}) != "":
		return "negative"
	case firstOf(text, []string{"good", "great", "love", "fast", "便利", "良い", "助かる", "満足"}) != "":
		return "positive"
	}
	return "neutral"
}

// wish is the intent of a text.
func wish(text, mood string) string {
	switch {
	case strings.ContainsAny(text, "?？"):
		return "question"
	case firstOf(text, []string{"please", "wish", "ほしい", "ください"}) != "":
		return "request"
	case mood == "negative":
		return "problem"
	case mood == "positive":
		return "praise"
	}
	return "none"
}
