package llm

import (
	"embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// The wording of the prompts. Whoever edits a file changes PromptVersion, and
// with it the keys of all answers: everything is asked again.
//
//go:embed prompts
var promptFiles embed.FS

// schemaName names the schema of a reply to the server.
const schemaName = "coded_answers"

// wording are the prompts in one language. {{slots}} are filled by prompt.
type wording struct{ system, user, questions string }

// words returns the wording in a language.
func words(lang string) wording {
	return wording{
		system:    promptFile("system." + lang + ".txt"),
		user:      promptFile("user." + lang + ".txt"),
		questions: promptFile("questions." + lang + ".txt"),
	}
}

// promptFile returns an embedded file. That all that are asked for are there is
// tested.
func promptFile(name string) string {
	b, err := promptFiles.ReadFile("prompts/" + name)
	if err != nil {
		return ""
	}
	return string(b)
}

// PromptVersion returns 16 hex digits over all that words a request beside
// themes and texts: the embedded prompts and schema, and how texts are encoded.
func PromptVersion() string { return promptVersion() }

var promptVersion = sync.OnceValue(func() string {
	parts := []string{promptFile("schema.json"), encodingVersion, schemaName}
	for _, lang := range []string{"en", "ja"} {
		w := words(lang)
		parts = append(parts, w.system, w.user, w.questions)
	}
	return digest(8, parts...)
})

// prompter makes the requests about one menu.
type prompter struct {
	menu   *Menu
	words  wording
	system string
	schema json.RawMessage
	fixed  int // tokens of a request without its items
}

func newPrompter(m *Menu) *prompter {
	p := &prompter{menu: m, words: words(m.Lang)}
	p.system = fill(p.words.system, "themes", themeLines(m))
	ids := make([]string, len(m.Themes))
	for i, t := range m.Themes {
		ids[i] = t.ID
	}
	p.schema = json.RawMessage(fill(strings.TrimSpace(promptFile("schema.json")), "ids", encode(ids)))
	p.fixed = Tokens(p.system) + Tokens(p.words.user) + Tokens(string(p.schema)) + fixedOverhead
	return p
}

// fixedOverhead are the tokens that servers add around two messages.
const fixedOverhead = 16

// themeLines returns the themes of a menu, one JSON object a line.
func themeLines(m *Menu) string {
	lines := make([]string, len(m.Themes))
	for i, t := range m.Themes {
		lines[i] = encode(struct {
			ID         string   `json:"id"`
			Name       string   `json:"name"`
			Definition string   `json:"definition,omitempty"`
			Examples   []string `json:"examples,omitempty"`
		}{t.ID, t.Path, t.Definition, t.Examples})
	}
	return strings.Join(lines, "\n")
}

// request returns the request about items, whose ids in it are 1, 2, 3 …
//
// Texts go out as JSON strings on lines of their own (see encode): no text can
// end its line, its string or the data. The mark around them follows from all
// of them, so that a writer cannot know it.
func (p *prompter) request(items []Item, maxTokens int) *Request {
	names, questions := nameQuestions(items)
	lines := make([]string, len(items))
	for i, it := range items {
		lines[i] = itemLine(i+1, names[it.Question], it.Text)
	}
	data := strings.Join(lines, "\n")
	if questions != "" {
		questions = fill(p.words.questions, "questions", questions)
	}
	user := fill(p.words.user,
		"questions", questions,
		"count", strconv.Itoa(len(items)),
		"mark", digest(6, p.menu.Hash(), questions, data),
		"items", data)
	return &Request{System: p.system, User: user, SchemaName: schemaName, Schema: p.schema, MaxTokens: maxTokens}
}

// itemLine returns an item as it stands in a prompt.
func itemLine(id int, question, text string) string {
	return encode(struct {
		ID       int    `json:"id"`
		Question string `json:"question,omitempty"`
		Text     string `json:"text"`
	}{id, question, text})
}

// nameQuestions names the questions of items in their order, Q1, Q2 …, and
// returns them as lines.
func nameQuestions(items []Item) (names map[string]string, lines string) {
	names = map[string]string{"": ""}
	var all []string
	for _, it := range items {
		if _, known := names[it.Question]; known {
			continue
		}
		name := fmt.Sprintf("Q%d", len(names))
		names[it.Question] = name
		all = append(all, questionLine(name, it.Question))
	}
	return names, strings.Join(all, "\n")
}

// questionLine returns a question as it stands in a prompt.
func questionLine(name, text string) string {
	return encode(struct {
		Question string `json:"question"`
		Text     string `json:"text"`
	}{name, text})
}

// fill puts values into the {{slots}} of a template. What is put in is not
// looked at again.
func fill(template string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		pairs[i] = "{{" + pairs[i] + "}}"
	}
	return strings.NewReplacer(pairs...).Replace(template)
}
