package themes

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// TestSchema compares the schema with the file that editors read.
func TestSchema(t *testing.T) { golden(t, "../docs/codebook.schema.json", string(Schema())) }

func TestSchemaTakesGoodCodebooks(t *testing.T) {
	good := map[string]string{"starter": string(starterYAML)}
	doc, err := os.ReadFile("../docs/codebook.md")
	if err != nil {
		t.Fatal(err)
	}
	for i, block := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(doc), -1) {
		good[fmt.Sprintf("docs/codebook.md, block %d", i+1)] = block[1]
	}
	for name, src := range good {
		if mistakes := againstSchema(t, src); len(mistakes) > 0 {
			t.Errorf("%s: %s", name, strings.Join(mistakes, "\n"))
		}
	}
	if len(good) < 3 {
		t.Errorf("only %d codebooks are tried", len(good))
	}
}

// TestSchemaRefusesBadCodebooks tries the files of testdata/bad whose mistakes
// a schema can see. The others need Parse.
func TestSchemaRefusesBadCodebooks(t *testing.T) {
	for _, name := range []string{
		"empty_list", "group", "ids", "keys", "list", "priority", "routing", "sentiment", "stop", "term_keys", "term_mapping", "theme_when",
	} {
		src, err := os.ReadFile("testdata/bad/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		if len(againstSchema(t, string(src))) == 0 {
			t.Errorf("%s has no mistake by the schema", name)
		}
	}
}

// TestSchemaRefuses changes one thing at a time in a codebook that is good.
func TestSchemaRefuses(t *testing.T) {
	const good = `version: 1
themes:
- {id: a, priority: 3, group: g, stop: true, negated: ignore, when: x, sentiment: neutral, terms: {en: [a, {term: b, when: c, stop: false, negated: require}]}}
routing: {max_age: 2w, rules: [{id: r, when: x, reply: support, within: 2d}]}
`
	if mistakes := againstSchema(t, good); len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	for _, change := range [][2]string{
		{"version: 1", "version: 2"}, {"version: 1", ""}, {"id: a, ", ""}, {"id: a", "id: A"}, {"id: a", "id: any"}, {"priority: 3", "priority: 3.5"},
		{"priority: 3", "priority: 3000"}, {"stop: true", "stop: 1"}, {"negated: ignore", "negated: no"}, {"when: x,", "whn: x,"},
		{"sentiment: neutral", "sentiment: none"}, {"{en: [", "{fr: ["}, {"term: b, ", ""}, {"negated: require", "negate: require"},
		{"2w", "2 weeks"}, {", within: 2d", ""}, {"reply: support, within: 2d", "inform: theme, within: 2d"}, {"within: 2d", "within: 2d, inform: product"},
	} {
		if len(againstSchema(t, strings.Replace(good, change[0], change[1], 1))) == 0 {
			t.Errorf("%s for %s is no mistake by the schema", change[1], change[0])
		}
	}
}

// againstSchema validates YAML and returns what is wrong.
func againstSchema(t *testing.T, src string) []string {
	t.Helper()
	var v any
	if err := yaml.UnmarshalWithOptions([]byte(src), &v, yaml.AllowDuplicateMapKey()); err != nil {
		t.Fatal(err)
	}
	encoded, err := json.Marshal(v) // so that numbers are of one type
	if err != nil {
		t.Fatal(err)
	}
	var root map[string]any
	if err := json.Unmarshal(Schema(), &root); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(encoded, &v); err != nil {
		t.Fatal(err)
	}
	return validator{root}.validate(root, v, "#")
}

// validator knows the keywords of JSON Schema that Schema uses, and fails on
// any other.
type validator struct{ root map[string]any }

func (c validator) validate(s map[string]any, v any, at string) (wrong []string) {
	for keyword, want := range s {
		if !c.keyword(keyword, want, v) {
			wrong = append(wrong, fmt.Sprintf("%s: %v is not %s %v", at, v, keyword, want))
		}
	}
	if ref, ok := s["$ref"].(string); ok {
		def := c.root["$defs"].(map[string]any)[strings.TrimPrefix(ref, "#/$defs/")]
		wrong = append(wrong, c.validate(def.(map[string]any), v, at)...)
	}
	switch v := v.(type) {
	case []any:
		if items, ok := s["items"].(map[string]any); ok {
			for i, item := range v {
				wrong = append(wrong, c.validate(items, item, fmt.Sprintf("%s/%d", at, i))...)
			}
		}
	case map[string]any:
		wrong = append(wrong, c.object(s, v, at)...)
	}
	return wrong
}

func (c validator) object(s, v map[string]any, at string) (wrong []string) {
	properties, _ := s["properties"].(map[string]any)
	for name, value := range v {
		if names, ok := s["propertyNames"].(map[string]any); ok {
			wrong = append(wrong, c.validate(names, name, at+"/"+name)...)
		}
		if p, known := properties[name]; known {
			wrong = append(wrong, c.validate(p.(map[string]any), value, at+"/"+name)...)
		} else if other, ok := s["additionalProperties"].(map[string]any); ok {
			wrong = append(wrong, c.validate(other, value, at+"/"+name)...)
		} else if s["additionalProperties"] == false {
			wrong = append(wrong, at+": unknown "+name)
		}
	}
	return wrong
}

// keyword checks one keyword that looks at v itself.
func (c validator) keyword(keyword string, want, v any) bool {
	object, isObject := v.(map[string]any)
	list, isList := v.([]any)
	number, isNumber := v.(float64)
	text, isText := v.(string)
	switch keyword {
	case "$schema", "$defs", "$ref", "title", "description", "properties", "additionalProperties", "propertyNames", "items":
		return true
	case "type":
		types, several := want.([]any)
		return several && slices.ContainsFunc(types, func(t any) bool { return isType(t, v) }) || isType(want, v)
	case "enum":
		return slices.ContainsFunc(want.([]any), func(w any) bool { return reflect.DeepEqual(w, v) })
	case "const":
		return reflect.DeepEqual(want, v)
	case "required":
		return !isObject || !slices.ContainsFunc(want.([]any), func(k any) bool { return object[k.(string)] == nil })
	case "dependentRequired":
		for key, needs := range want.(map[string]any) {
			if isObject && object[key] != nil && !c.keyword("required", needs, v) {
				return false
			}
		}
		return true
	case "minItems":
		return !isList || len(list) >= int(want.(float64))
	case "minimum":
		return !isNumber || number >= want.(float64)
	case "maximum":
		return !isNumber || number <= want.(float64)
	case "pattern":
		return !isText || regexp.MustCompile(want.(string)).MatchString(text)
	case "not":
		return len(c.validate(want.(map[string]any), v, "")) > 0
	case "anyOf":
		return c.holding(want, v) > 0
	case "oneOf":
		return c.holding(want, v) == 1
	}
	panic("the schema has the keyword " + keyword + ", which this test does not know")
}

func (c validator) holding(schemas, v any) (n int) {
	for _, s := range schemas.([]any) {
		if len(c.validate(s.(map[string]any), v, "")) == 0 {
			n++
		}
	}
	return n
}

func isType(name, v any) bool {
	switch v := v.(type) {
	case string:
		return name == "string"
	case bool:
		return name == "boolean"
	case float64:
		return name == "number" || name == "integer" && v == float64(int(v))
	case []any:
		return name == "array"
	case map[string]any:
		return name == "object"
	}
	return false
}
