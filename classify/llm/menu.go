package llm

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"

	"verbatim/themes"
)

// Menu is what a model may choose from: themes of a codebook as a prompt shows
// them, in one language. It is not changed once made.
type Menu struct {
	Lang   string      `json:"lang"` // of the prompt: en or ja
	Themes []MenuTheme `json:"themes"`
}

// MenuTheme is one theme as the model sees it. What the codebook lacks in the
// menu's language is taken from the other one.
type MenuTheme struct {
	ID         string   `json:"id"`
	Path       string   `json:"path"` // names from the top down: Pricing / Too expensive
	Definition string   `json:"definition,omitempty"`
	Examples   []string `json:"examples,omitempty"`
	Hash       string   `json:"hash"` // 16 hex digits over all of it as the codebook has it, and the language
}

// NewMenu returns the themes of a codebook in the order of the file, for
// prompts in a language: ja, else en. Themes about which the lookup lists alone
// decide are left out.
func NewMenu(cb *themes.Codebook, lang string) *Menu {
	if lang != "ja" {
		lang = "en"
	}
	m := &Menu{Lang: lang}
	for i := range cb.Themes {
		t := &cb.Themes[i]
		if cb.CombineOf(t) == themes.CombineLookup {
			continue
		}
		shown := MenuTheme{
			ID:         t.ID,
			Path:       path(cb, t.ID, lang),
			Definition: inLanguage(t.Definition, lang),
			Examples:   examples(t.Examples, lang),
		}
		shown.Hash = digest(8, append([]string{lang, shown.ID, shown.Path, shown.Definition}, shown.Examples...)...)
		m.Themes = append(m.Themes, shown)
	}
	return m
}

// Only returns the menu of the themes in ids.
func (m *Menu) Only(ids map[string]bool) *Menu {
	some := &Menu{Lang: m.Lang}
	for _, t := range m.Themes {
		if ids[t.ID] {
			some.Themes = append(some.Themes, t)
		}
	}
	return some
}

// Redacted returns the menu as it may leave: replace is applied to definitions
// and examples, which may quote customers. Ids, names and hashes stay, and with
// them what an answer covers.
func (m *Menu) Redacted(replace func(string) string) *Menu {
	safe := &Menu{Lang: m.Lang, Themes: slices.Clone(m.Themes)}
	for i := range safe.Themes {
		t := &safe.Themes[i]
		t.Definition, t.Examples = replace(t.Definition), slices.Clone(t.Examples)
		for j, s := range t.Examples {
			t.Examples[j] = replace(s)
		}
	}
	return safe
}

// Hash returns 32 hex digits over all that the menu shows, its order included.
func (m *Menu) Hash() string {
	parts := []string{m.Lang}
	for _, t := range m.Themes {
		parts = append(parts, t.Hash)
	}
	return digest(16, parts...)
}

// Key returns the name under which the answers to a verbatim are recorded, 32
// hex digits. text is the verbatim as it was typed, before redaction. The
// themes are no part of it: an answer names its menu.
func Key(model, parameters, promptVersion, question, text string) string {
	return digest(16, model, parameters, promptVersion, question, text)
}

// path returns the names of a theme and of those above it, from the top down.
func path(cb *themes.Codebook, id, lang string) string {
	name := cb.Name(id, lang)
	for _, above := range cb.Ancestors(id) {
		name = cb.Name(above, lang) + " / " + name
	}
	return name
}

// inLanguage returns the text in a language, else in the other.
func inLanguage(texts map[string]string, lang string) string {
	if s := texts[lang]; s != "" {
		return s
	}
	return texts[otherLanguage(lang)]
}

// examples returns the examples in a language and those in none, else those in
// the other language.
func examples(byLang map[string][]string, lang string) []string {
	var all []string
	all = append(append(all, byLang[lang]...), byLang["any"]...)
	if len(all) == 0 {
		all = append(all, byLang[otherLanguage(lang)]...)
	}
	for i, s := range all {
		all[i] = strings.TrimSpace(s)
	}
	return all
}

func otherLanguage(lang string) string {
	if lang == "ja" {
		return "en"
	}
	return "ja"
}

// digest returns the first n bytes of the SHA-256 of parts in hex. The length
// of each part is hashed before it: no two lists of parts run together.
func digest(n int, parts ...string) string {
	h := sha256.New()
	var size [8]byte
	for _, p := range parts {
		binary.LittleEndian.PutUint64(size[:], uint64(len(p)))
		h.Write(size[:])
		h.Write([]byte(p))
	}
	return hex.EncodeToString(h.Sum(nil)[:n])
}
