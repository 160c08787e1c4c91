package themes

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"verbatim/datasets"
	"verbatim/themes/expr"
)

// Parse reads a codebook; name stands for the file in messages. The error is
// a Problems with every mistake found.
func Parse(name string, src []byte) (*Codebook, error) {
	s, text := newSource(src)
	d := &decoder{
		reader:  reader{file: name, source: s},
		parents: map[string]ast.Node{},
		groups:  map[string][]ast.Node{},
		cb: &Codebook{
			Path: name, Source: src,
			Intents: map[datasets.Intent]Terms{},
			byID:    map[string]int{}, byName: map[string]int{},
		},
	}
	if body := d.document(text); body != nil {
		d.codebook(body)
	}
	if len(d.problems) > 0 {
		d.problems.sort()
		return nil, d.problems
	}
	d.cb.inherit()
	d.cb.Hash = d.cb.hash()
	return d.cb, nil
}

// Load reads the codebook in the file path. Mistakes in it are a Problems.
func Load(path string) (*Codebook, error) {
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read codebook: %w", err)
	}
	return Parse(path, src)
}

// decoder reads a codebook from its YAML tree.
type decoder struct {
	reader
	cb      *Codebook
	parents map[string]ast.Node   // theme id to where its parent is named
	groups  map[string][]ast.Node // group to where themes name it
	rank    []int                 // index of a theme to its place in the order of decision
	last    map[string][2]int     // theme id to the two of it and those below that are decided last, by index; -1 for none
	names   []func()              // make the names of themes known, once all have ids
	later   []func()              // checks that need the whole file, and all names
}

func (d *decoder) codebook(body ast.Node) {
	d.mapping(body, "the codebook", d.codebookKeys())
	if d.cb.Departments == nil {
		d.cb.Departments = defaultDepartments()
	}
	d.decide()
	for _, check := range append(d.names, d.later...) {
		check()
	}
	d.cycles()
	d.loneGroups()
}

func (d *decoder) codebookKeys() []key {
	return []key{
		{name: "version", missing: "begin the file with version: 1", read: d.version,
			shape: shape{"const": Version}, doc: "Version of the format: 1"},
		{name: "departments", read: d.departments,
			shape: shape{"type": "object", "propertyNames": idShape().but("not", choice(append(reservedIDs(), ThemeDepartments)...)), "additionalProperties": ref("text")},
			doc:   "Id and name of everybody who can receive responses; without it support, marketing, product"},
		{name: "combine", shape: choice(combineModes()...), doc: combineDoc + "; for all themes that do not say",
			read: func(n ast.Node) { d.cb.Combine = d.oneOf(n, "combine", combineModes()...) }},
		{name: "themes", read: d.themes, shape: list(ref("theme")), doc: "The themes, in the order in which they are decided where priorities are equal"},
		{name: "intents", read: d.intents, shape: object(d.intentKeys()), doc: "For each intent terms by language"},
		{name: "no_content", read: func(n ast.Node) { d.cb.NoContent = d.terms(n, termList{what: "no_content", check: wholeText}) },
			shape: ref("terms"), doc: "A verbatim that as a whole is one of these says nothing. Words, phrases and OR only"},
		{name: "routing", read: func(n ast.Node) { d.mapping(n, "routing", d.routingKeys(map[string]int{})) },
			shape: object(d.routingKeys(nil)), doc: "Who receives which response"},
	}
}

func (d *decoder) version(n ast.Node) {
	v, ok := d.scalar(n, "a number for version")
	if ok && v != fmt.Sprint(Version) {
		d.report(d.source.node(n), "a newer verbatim may read it", "wanted version %d, found %q", Version, v)
	}
	d.cb.Version = Version
}

// defaultDepartments are those of a codebook that declares none.
func defaultDepartments() []Department {
	return []Department{{"support", "Support"}, {"marketing", "Marketing"}, {"product", "Product"}}
}

func (d *decoder) departments(n ast.Node) {
	d.cb.Departments = []Department{}
	d.entries(n, "departments", func(id string, k, v ast.Node) {
		name, ok := d.scalar(v, "a name for department "+id)
		if !d.id(id, k, "department") || !ok {
			return
		}
		if id == ThemeDepartments {
			d.report(d.source.node(k), "", "department id %q is reserved: in a rule it stands for the departments of the themes", id)
			return
		}
		d.cb.Departments = append(d.cb.Departments, Department{ID: id, Name: name})
	})
}

// department checks a reference to a department, once all are known.
func (d *decoder) department(id string, n ast.Node, reserved ...string) {
	d.later = append(d.later, func() {
		known := reserved
		for _, dep := range d.cb.Departments {
			known = append(known, dep.ID)
		}
		for _, k := range known {
			if k == id {
				return
			}
		}
		hint := expr.DidYouMean(id, known)
		if hint == "" {
			hint = "known: " + strings.Join(known, ", ")
		}
		d.report(d.source.node(n), hint, "unknown department %q", id)
	})
}

func (d *decoder) intents(n ast.Node) { d.mapping(n, "intents", d.intentKeys()) }

func (d *decoder) intentKeys() []key {
	var keys []key
	for _, intent := range []datasets.Intent{datasets.Praise, datasets.Problem, datasets.Question, datasets.Request} {
		keys = append(keys, key{name: string(intent), shape: ref("terms"), read: func(n ast.Node) {
			d.cb.Intents[intent] = d.terms(n, termList{what: "intent " + string(intent), check: givesIntent})
		}})
	}
	return keys
}

// reservedIDs mean in conditions whether there is a value at all.
func reservedIDs() []string { return []string{"any", "none"} }

var idPattern = regexp.MustCompile(`^[a-z0-9_]+$`)

// id checks the id of a theme, department or rule.
func (d *decoder) id(id string, n ast.Node, what string) bool {
	switch {
	case !idPattern.MatchString(id):
		hint := "use lower-case letters, digits and _"
		if what == "theme" || what == "department" {
			hint += "; names in other letters belong in name"
		}
		if lower := strings.Map(slug, strings.ToLower(id)); idPattern.MatchString(lower) {
			hint = fmt.Sprintf("did you mean %q?", lower)
		}
		d.report(d.source.node(n), hint, "wanted a %s id of a-z, 0-9 and _, found %q", what, id)
	case slices.Contains(reservedIDs(), id):
		d.report(d.source.node(n), "choose another", "%s id %q is reserved: in conditions it means whether there is one", what, id)
	default:
		return true
	}
	return false
}

func slug(r rune) rune {
	if r == ' ' || r == '-' || r == '.' || r == '/' {
		return '_'
	}
	return r
}
