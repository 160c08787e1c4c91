package llmtest

import (
	"encoding/json"
	"maps"
	"slices"
)

// The bounds of a strict schema (OpenAI, Structured Outputs, "Supported
// schemas"): properties and depth, values of all enums, characters of names and
// values.
const (
	mostProperties = 5000
	mostDepth      = 10
	mostValues     = 1000
	mostCharacters = 120_000
	manyValues     = 250 // from here on the values of one enum are bounded
	mostOfOneEnum  = 15_000
)

// schemaCheck walks a strict schema and counts.
type schemaCheck struct {
	rule                           rule
	properties, values, characters int
}

func checkSchema(raw json.RawMessage, rule rule) {
	var root map[string]any
	if err := json.Unmarshal(raw, &root); err != nil {
		rule(false, "the schema is no JSON object: %v", err)
		return
	}
	c := &schemaCheck{rule: rule}
	rule(root["type"] == "object", "the root of the schema is no object")
	c.walk("schema", root, 0)
	rule(c.properties <= mostProperties, "schema with %d properties", c.properties)
	rule(c.values <= mostValues, "schema with %d enum values", c.values)
	rule(c.characters <= mostCharacters, "schema with %d characters of names and values", c.characters)
}

// allowed are the keywords that a strict schema may have.
var allowed = []string{"type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf",
	"$defs", "$ref", "description", "title", "pattern", "format", "minimum", "maximum", "exclusiveMinimum",
	"exclusiveMaximum", "multipleOf", "minItems", "maxItems"}

func (c *schemaCheck) walk(at string, node map[string]any, depth int) {
	c.rule(depth <= mostDepth, "%s is %d levels deep", at, depth)
	for k := range node {
		c.rule(slices.Contains(allowed, k), "%s has %q, which strict schemas have not", at, k)
	}
	if properties, ok := node["properties"].(map[string]any); ok || node["type"] == "object" {
		c.object(at, node, properties, depth)
	}
	if items, ok := node["items"].(map[string]any); ok {
		c.walk(at+"[]", items, depth+1)
	} else {
		c.rule(node["type"] != "array", "%s is an array without items", at)
	}
	if enum, ok := node["enum"].([]any); ok {
		c.enum(at, enum)
	}
	if either, ok := node["anyOf"].([]any); ok {
		for _, n := range either {
			if n, ok := n.(map[string]any); ok {
				c.walk(at+"|", n, depth+1)
			}
		}
	}
}

func (c *schemaCheck) object(at string, node, properties map[string]any, depth int) {
	c.rule(node["additionalProperties"] == false, "%s does not say additionalProperties: false", at)
	required, _ := node["required"].([]any)
	c.rule(len(required) == len(properties), "%s does not require all its properties", at)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		c.rule(slices.Contains(required, any(name)), "%s does not require %s", at, name)
		c.properties++
		c.characters += len([]rune(name))
		inner, ok := properties[name].(map[string]any)
		c.rule(ok, "%s.%s is no schema", at, name)
		c.walk(at+"."+name, inner, depth+1)
	}
}

func (c *schemaCheck) enum(at string, enum []any) {
	c.rule(len(enum) > 0, "%s has an empty enum", at)
	length := 0
	for i, v := range enum {
		c.rule(!slices.Contains(enum[:i], v), "%s has the value %v twice", at, v)
		if v, ok := v.(string); ok {
			length += len([]rune(v))
		}
	}
	c.rule(len(enum) <= manyValues || length <= mostOfOneEnum, "%s has %d values of %d characters", at, len(enum), length)
	c.values += len(enum)
	c.characters += length
}
