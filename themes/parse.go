package themes

import (
	"fmt"
	"os"
	"regexp"
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
	parents map[string]ast.Node // theme id to where its parent is named
	later   []func()            // checks that need the whole file
}

func (d *decoder) codebook(body ast.Node) {
	hasVersion := false
	d.mapping(body, "the codebook",
		key{"version", func(n ast.Node) { hasVersion = true; d.version(n) }},
		key{"departments", d.departments},
		key{"themes", d.themes},
		key{"intents", d.intents},
		key{"no_content", func(n ast.Node) { d.cb.NoContent = d.terms(n, "no_content", wholeText) }},
		key{"routing", d.routing},
	)
	if _, isMap := body.(ast.MapNode); isMap && !hasVersion {
		d.report(span{}, "begin the file with version: 1", "wanted the key version, found none")
	}
	if d.cb.Departments == nil {
		d.cb.Departments = defaultDepartments()
	}
	for _, check := range d.later {
		check()
	}
	d.cycles()
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

func (d *decoder) intents(n ast.Node) {
	var keys []key
	for _, intent := range []datasets.Intent{datasets.Praise, datasets.Problem, datasets.Question, datasets.Request} {
		keys = append(keys, key{string(intent), func(n ast.Node) {
			d.cb.Intents[intent] = d.terms(n, "intent "+string(intent), givesTag)
		}})
	}
	d.mapping(n, "intents", keys...)
}

var idPattern = regexp.MustCompile(`^[a-z0-9_]+$`)

// id checks the id of a theme, department or rule.
func (d *decoder) id(id string, n ast.Node, what string) bool {
	switch {
	case !idPattern.MatchString(id):
		hint := "use lower-case letters, digits and _; names in other letters belong into name"
		if lower := strings.Map(slug, strings.ToLower(id)); idPattern.MatchString(lower) {
			hint = fmt.Sprintf("did you mean %q?", lower)
		}
		d.report(d.source.node(n), hint, "wanted a %s id of a-z, 0-9 and _, found %q", what, id)
	case id == "any" || id == "none":
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
