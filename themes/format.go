package themes

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mattn/go-runewidth"

	"verbatim/datasets"
)

// lineWidth is how many columns of a terminal Format fills with a list before
// it begins another line.
const lineWidth = 110

// languages are the keys of texts and terms, in the order in which they are
// written.
var languages = [...]string{"en", "ja", "any"}

// intentOrder is the order in which intents are written.
var intentOrder = [...]datasets.Intent{datasets.Praise, datasets.Problem, datasets.Question, datasets.Request}

// Format writes a codebook as YAML. Parse reads it back to a codebook of the
// same hash. Comments of the file that it was read from are not kept, and
// departments that a theme has from its parent are left out.
func Format(cb *Codebook) []byte {
	p := &printer{}
	p.codebook(cb)
	return []byte(p.b.String())
}

// printer gathers the lines of a file.
type printer struct {
	b     strings.Builder
	lines int                                         // written so far
	list  func(indent int, lang string, terms []Term) // writes the terms of a language; nil for brackets
	begin func(t *Theme)                              // is told of each theme before it is written; may be nil
}

func (p *printer) codebook(cb *Codebook) {
	p.line(0, "version: %d", Version)
	p.departments(cb.Departments)
	if cb.Combine != "" {
		p.line(0, "combine: %s", cb.Combine)
	}
	if len(cb.Themes) > 0 {
		p.line(0, "")
		p.line(0, "themes:")
	}
	for i := range cb.Themes {
		if i > 0 {
			p.line(0, "")
		}
		p.theme(cb, &cb.Themes[i])
	}
	p.intents(cb.Intents)
	if cb.NoContent != nil {
		p.line(0, "")
		p.terms(0, "no_content", cb.NoContent)
	}
	p.routing(&cb.Routing)
}

// line writes one line; an empty one has no indentation.
func (p *printer) line(indent int, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if text != "" {
		p.b.WriteString(strings.Repeat(" ", indent))
	}
	p.b.WriteString(text)
	p.b.WriteByte('\n')
	p.lines++
}

func (p *printer) departments(departments []Department) {
	entries := make([]string, len(departments))
	for i, d := range departments {
		entries[i] = d.ID + ": " + yamlText(d.Name, inBraces)
	}
	p.line(0, "")
	p.mapping(0, "departments", entries)
}

// mapping writes entries in braces where they fit into the line, else each on
// a line of its own.
func (p *printer) mapping(indent int, key string, entries []string) {
	short := key + ": {" + strings.Join(entries, ", ") + "}"
	if len(entries) == 0 || fits(indent, short) {
		p.line(indent, "%s", short)
		return
	}
	p.line(indent, "%s:", key)
	for _, e := range entries {
		p.line(indent+2, "%s", e)
	}
}

func (p *printer) theme(cb *Codebook, t *Theme) {
	if p.begin != nil {
		p.begin(t)
	}
	p.line(2, "- id: %s", yamlText(t.ID, inBlock))
	const indent = 4
	if t.Name != nil {
		p.mapping(indent, "name", textEntries(t.Name, inBraces))
	}
	if t.Parent != "" {
		p.line(indent, "parent: %s", yamlText(t.Parent, inBlock))
	}
	if t.Definition != nil {
		p.texts(indent, "definition", t.Definition)
	}
	if own := cb.ownDepartments(t); len(own) > 0 {
		p.line(indent, "departments: [%s]", strings.Join(own, ", "))
	}
	p.behaviour(indent, t)
	p.terms(indent, "terms", t.Terms)
	p.terms(indent, "exclude", t.Exclude)
	p.examples(indent, t.Examples)
}

// behaviour writes the keys that say when and how a theme is given.
func (p *printer) behaviour(indent int, t *Theme) {
	if t.Negated != "" && t.Negated != NegatedExclude {
		p.line(indent, "negated: %s", t.Negated)
	}
	if t.Sentiment != "" {
		p.line(indent, "sentiment: %s", t.Sentiment)
	}
	if t.WhenText != "" {
		p.line(indent, "when: %s", yamlText(t.WhenText, inBlock))
	}
	if t.Priority != 0 {
		p.line(indent, "priority: %d", t.Priority)
	}
	if t.Group != "" {
		p.line(indent, "group: %s", yamlText(t.Group, inBlock))
	}
	if t.Stop {
		p.line(indent, "stop: true")
	}
	if t.Combine != "" {
		p.line(indent, "combine: %s", t.Combine)
	}
}

// texts writes texts by language, each on a line of its own: definitions are
// long.
func (p *printer) texts(indent int, key string, texts map[string]string) {
	if len(texts) == 0 {
		p.line(indent, "%s: {}", key)
		return
	}
	p.line(indent, "%s:", key)
	for _, e := range textEntries(texts, inBlock) {
		p.line(indent+2, "%s", e)
	}
}

func textEntries(texts map[string]string, where place) []string {
	var entries []string
	for _, lang := range languages {
		if text, ok := texts[lang]; ok {
			entries = append(entries, lang+": "+yamlText(text, where))
		}
	}
	return entries
}

func (p *printer) terms(indent int, key string, terms Terms) {
	if terms == nil {
		return
	}
	if len(terms) == 0 {
		p.line(indent, "%s: {}", key)
		return
	}
	p.line(indent, "%s:", key)
	for _, lang := range languages {
		if p.list != nil {
			p.list(indent+2, lang, terms[lang])
			continue
		}
		var items []string
		for i := range terms[lang] {
			items = append(items, termText(&terms[lang][i]))
		}
		p.flow(indent+2, lang, items)
	}
}

// flow writes a list in brackets: on one line where it fits, else on lines that
// are filled.
func (p *printer) flow(indent int, key string, items []string) {
	if len(items) == 0 {
		return
	}
	short := key + ": [" + strings.Join(items, ", ") + "]"
	if fits(indent, short) {
		p.line(indent, "%s", short)
		return
	}
	p.line(indent, "%s: [", key)
	for _, line := range fill(indent+2, items) {
		p.line(indent+2, "%s", line)
	}
	p.line(indent, "]")
}

// fill puts items, with commas between them, onto lines of lineWidth columns.
func fill(indent int, items []string) []string {
	var lines []string
	line := ""
	for i, item := range items {
		if i+1 < len(items) {
			item += ","
		}
		if line != "" && !fits(indent, line+" "+item) {
			lines = append(lines, line)
			line = ""
		}
		line = strings.TrimPrefix(line+" "+item, " ")
	}
	return append(lines, line)
}

func fits(indent int, text string) bool {
	c := runewidth.Condition{StrictEmojiNeutral: true} // the default one depends on the environment
	return indent+c.StringWidth(text) <= lineWidth
}

// termText writes a term as an entry of a list in brackets: its words, or a
// mapping where it has more than words.
func termText(t *Term) string {
	if t.WhenText == "" && t.Negated == "" && !t.Stop {
		return yamlText(t.Text, inBrackets)
	}
	text := "{term: " + yamlText(t.Text, inBraces)
	if t.WhenText != "" {
		text += ", when: " + yamlText(t.WhenText, inBraces)
	}
	if t.Negated != "" {
		text += ", negated: " + t.Negated
	}
	if t.Stop {
		text += ", stop: true"
	}
	return text + "}"
}

func (p *printer) examples(indent int, examples map[string][]string) {
	if examples == nil {
		return
	}
	if len(examples) == 0 {
		p.line(indent, "examples: {}")
		return
	}
	p.line(indent, "examples:")
	for _, lang := range languages {
		if len(examples[lang]) == 0 {
			continue
		}
		p.line(indent+2, "%s:", lang)
		for _, text := range examples[lang] {
			p.line(indent+4, "- %s", yamlText(text, inBlock))
		}
	}
}

func (p *printer) intents(intents map[datasets.Intent]Terms) {
	if len(intents) == 0 {
		return
	}
	p.line(0, "")
	p.line(0, "intents:")
	for _, intent := range intentOrder {
		if terms, ok := intents[intent]; ok {
			if terms == nil {
				terms = Terms{}
			}
			p.terms(2, string(intent), terms)
		}
	}
}

func (p *printer) routing(r *Routing) {
	if r.MaxAge == 0 && len(r.Rules) == 0 {
		return
	}
	p.line(0, "")
	p.line(0, "routing:")
	if r.MaxAge != 0 {
		p.line(2, "max_age: %s", durationText(r.MaxAge))
	}
	if len(r.Rules) > 0 {
		p.line(2, "rules:")
	}
	for i := range r.Rules {
		p.line(4, "- {%s}", ruleText(&r.Rules[i]))
	}
}

// ruleText writes a rule as the entries of a mapping in braces.
func ruleText(r *Rule) string {
	text := "id: " + yamlText(r.ID, inBraces) + ", when: " + yamlText(r.WhenText, inBraces)
	if r.Reply != "" {
		return text + ", reply: " + r.Reply + ", within: " + durationText(r.Within)
	}
	return text + ", inform: " + r.Inform
}

// durationText writes a duration as the key max_age or within takes it.
func durationText(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d >= 7*day && d%day == 0:
		return fmt.Sprintf("%dd", d/day)
	case d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	}
	return fmt.Sprintf("%dm", d/time.Minute)
}

// ownDepartments returns the departments of a theme that it does not have from
// the themes above it anyway.
func (c *Codebook) ownDepartments(t *Theme) []string {
	above := c.Theme(t.Parent)
	if above != nil && slices.Equal(above.Departments, t.Departments) {
		return nil
	}
	return t.Departments
}
