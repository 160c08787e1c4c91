package themes

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// shape is a JSON Schema (draft 2020-12) of what a key holds.
type shape map[string]any

// Schema returns the JSON Schema (draft 2020-12) of a codebook, for editors.
// It is made from the tables of keys that Parse reads by. What a schema cannot
// say, such as the grammar of terms, only Parse checks.
func Schema() []byte {
	d := &decoder{cb: &Codebook{}}
	root := object(d.codebookKeys()).but("$schema", "https://json-schema.org/draft/2020-12/schema").
		but("title", "Verbatim codebook").but("$defs", map[string]shape{
		"id":         idShape(),
		"texts":      object(d.textKeys("", nil)),
		"terms":      byLanguage(ref("text")),
		"themeTerms": byLanguage(shape{"anyOf": []shape{ref("text"), ref("term")}}),
		"text":       {"type": []string{"string", "number", "boolean"}},
		"term":       object(d.termKeys(&termDraft{}, "")),
		"theme":      object(d.themeKeys(&themeDraft{})),
		"rule": object(d.ruleKeys(&ruleDraft{})).
			but("oneOf", []shape{{"required": []string{"reply"}}, {"required": []string{"inform"}}}).
			but("dependentRequired", map[string][]string{"reply": {"within"}, "within": {"reply"}}),
		"duration": {"type": "string", "pattern": durationPattern.String()},
	})
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(root); err != nil {
		panic(fmt.Sprintf("themes: a schema of texts, lists and maps cannot be encoded: %v", err))
	}
	return b.Bytes()
}

// but returns the shape with one keyword set.
func (s shape) but(keyword string, value any) shape {
	s[keyword] = value
	return s
}

// object is the shape of a mapping whose keys are known.
func object(keys []key) shape {
	properties := map[string]shape{}
	var required []string
	for _, k := range keys {
		properties[k.name] = k.shape
		if k.doc != "" {
			properties[k.name] = described(k.shape, k.doc)
		}
		if k.missing != "" {
			required = append(required, k.name)
		}
	}
	s := shape{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}

func described(s shape, doc string) shape {
	d := shape{"description": doc}
	for keyword, value := range s {
		d[keyword] = value
	}
	return d
}

// byLanguage is the shape of lists by language.
func byLanguage(item shape) shape {
	var keys []key
	for _, lang := range listLanguages() {
		keys = append(keys, key{name: lang, shape: list(item)})
	}
	return object(keys)
}

func list(item shape) shape { return shape{"type": "array", "items": item, "minItems": 1} }

func ref(name string) shape { return shape{"$ref": "#/$defs/" + name} }

func choice(values ...string) shape { return shape{"enum": values} }

// idShape is the shape of an id, which YAML takes for a number where it has
// digits only.
func idShape() shape {
	return shape{
		"type": []string{"string", "integer"}, "pattern": idPattern.String(),
		"not": choice(reservedIDs()...),
	}
}
