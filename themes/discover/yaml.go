package discover

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"verbatim/datasets"
)

// Department is one of the codebook that a proposal is written for.
type Department struct{ ID, Name string }

// YAML writes the proposal as a codebook that can be checked and previewed as it
// is, and whose themes can be copied into another one. What a codebook has no key
// for stands in comments. departments are those of the codebook.
func (p *Proposal) YAML(departments []Department) []byte {
	w := &yamlWriter{}
	w.line(0, "# %s", p.Summary())
	w.line(0, "# A draft by verbatim discover. Mend names, definitions and terms, delete what is")
	w.line(0, "# of no use, and copy the rest below themes: of your codebook.yaml.")
	w.line(0, "version: 1")
	if len(departments) > 0 {
		var of []string
		for _, d := range departments {
			of = append(of, d.ID+": "+scalar(d.Name))
		}
		w.line(0, "departments: {%s}", strings.Join(of, ", "))
	}
	if len(p.Themes) > 0 {
		w.line(0, "themes:")
	}
	for i := range p.Themes {
		w.theme(&p.Themes[i])
	}
	return w.b.Bytes()
}

// Summary says in one line what was looked at and what came of it.
func (p *Proposal) Summary() string {
	themes := "themes"
	if len(p.Themes) == 1 {
		themes = "theme"
	}
	s := fmt.Sprintf("%d %s for %d of %d texts", len(p.Themes), themes, p.Grouped, p.Looked)
	if p.Looked < p.Texts {
		s += fmt.Sprintf(", a sample of %d by the hash of their ids", p.Texts)
	}
	if p.NPS.OK {
		s += fmt.Sprintf("; NPS of their responses %+.0f", p.NPS.V)
	}
	return s
}

type yamlWriter struct{ b bytes.Buffer }

func (w *yamlWriter) line(indent int, format string, args ...any) {
	fmt.Fprintf(&w.b, "%*s", indent, "")
	fmt.Fprintf(&w.b, format+"\n", args...)
}

func (w *yamlWriter) theme(t *Theme) {
	w.line(0, "")
	w.line(2, "# %d texts, %d responses (%.1f %%)%s", t.Verbatims, t.Responses, 100*t.Share, npsNote(t.NPS))
	for _, n := range t.Near {
		w.line(2, "# near %s: %.0f %% of the terms, %.0f %% of the texts", n.ThemeID, 100*n.Terms, 100*n.Verbatims)
	}
	w.line(2, "- id: %s", t.ID)
	w.texts("name", t.Name)
	w.texts("definition", t.Definition)
	if len(t.Departments) > 0 {
		w.line(4, "departments: [%s]", strings.Join(t.Departments, ", "))
	}
	w.lists("terms", t.Terms)
	examples := map[string][]string{}
	for _, e := range t.Examples {
		examples[e.Lang] = append(examples[e.Lang], e.Text)
	}
	w.lists("examples", examples)
}

func npsNote(nps datasets.Opt[float64]) string {
	if !nps.OK {
		return ""
	}
	return fmt.Sprintf(", NPS %+.0f", nps.V)
}

func (w *yamlWriter) texts(key string, texts map[string]string) {
	var of []string
	for _, lang := range languages {
		if texts[lang] != "" {
			of = append(of, lang+": "+scalar(texts[lang]))
		}
	}
	if len(of) > 0 {
		w.line(4, "%s: {%s}", key, strings.Join(of, ", "))
	}
}

func (w *yamlWriter) lists(key string, lists map[string][]string) {
	begun := false
	for _, lang := range languages {
		if len(lists[lang]) == 0 {
			continue
		}
		if !begun {
			w.line(4, "%s:", key)
			begun = true
		}
		var of []string
		for _, s := range lists[lang] {
			of = append(of, scalar(s))
		}
		w.line(6, "%s: [%s]", lang, strings.Join(of, ", "))
	}
}

// languages are the languages of a proposal, in the order of a codebook.
var languages = [...]string{"en", "ja"}

// scalar writes a string in double quotes, which YAML reads as JSON does.
func scalar(s string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return `""` // a string always encodes
	}
	return strings.TrimSpace(b.String())
}
