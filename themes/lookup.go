package themes

import (
	"cmp"
	"slices"
	"strings"

	"verbatim/themes/expr"
)

// Theme returns the theme with an id, or nil.
func (c *Codebook) Theme(id string) *Theme {
	i, ok := c.byID[id]
	if !ok {
		return nil
	}
	return &c.Themes[i]
}

// Ancestors returns the ids of the themes above a theme, the nearest first.
func (c *Codebook) Ancestors(id string) []string {
	var ids []string
	for t := c.Theme(id); t != nil && t.Parent != ""; t = c.Theme(t.Parent) {
		ids = append(ids, t.Parent)
	}
	return ids
}

// Children returns the ids of the themes right below a theme, in the order of
// the file; those of "" are the themes at the top.
func (c *Codebook) Children(id string) []string {
	var ids []string
	for _, t := range c.Themes {
		if t.Parent == id {
			ids = append(ids, t.ID)
		}
	}
	return ids
}

// Order returns the indexes of Themes in the order in which they are decided:
// by priority, the highest first, then as in the file.
func (c *Codebook) Order() []int {
	order := make([]int, len(c.Themes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(c.Themes[b].Priority, c.Themes[a].Priority)
	})
	return order
}

// Resolve finds a theme by its id or by its name in any language; case and
// width do not matter.
func (c *Codebook) Resolve(nameOrID string) (id string, ok bool) {
	i, ok := c.byName[fold(nameOrID)]
	if !ok {
		return "", false
	}
	return c.Themes[i].ID, true
}

// Name returns the name of a theme in a language, else in English, else in
// Japanese, else the id.
func (c *Codebook) Name(id, lang string) string {
	t := c.Theme(id)
	if t == nil {
		return id
	}
	for _, l := range [...]string{lang, "en", "ja"} {
		if name := t.Name[l]; name != "" {
			return name
		}
	}
	return id
}

// Names returns every id and name of a theme, for completion and suggestions.
func (c *Codebook) Names() []string {
	var names []string
	for _, t := range c.Themes {
		names = append(names, t.ID)
		for _, lang := range [...]string{"en", "ja"} {
			if name := t.Name[lang]; name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

func (c *Codebook) themeIDs() []string {
	ids := make([]string, len(c.Themes))
	for i, t := range c.Themes {
		ids[i] = t.ID
	}
	return ids
}

// inherit gives every theme that names no department those of its parent.
func (c *Codebook) inherit() {
	for i := range c.Themes {
		t := &c.Themes[i]
		for _, id := range c.Ancestors(t.ID) {
			if len(t.Departments) > 0 {
				break
			}
			t.Departments = slices.Clone(c.Theme(id).Departments)
		}
	}
}

// ParseExpr parses a search or a condition, and replaces names of themes and
// departments by their ids. A theme or department that the codebook does not
// know is a mistake. The error is an *expr.Error.
func (c *Codebook) ParseExpr(src string, mode expr.Mode) (expr.Node, error) {
	n, err := expr.Parse(src, mode)
	if err != nil {
		return nil, err
	}
	b := binder{codebook: c, src: src}
	n = b.bind(n)
	if b.err != nil {
		return nil, b.err
	}
	return n, nil
}

// binder copies a tree with names replaced by ids; err is the first mistake.
type binder struct {
	codebook *Codebook
	src      string
	err      *expr.Error
}

func (b *binder) bind(n expr.Node) expr.Node {
	switch n := n.(type) {
	case *expr.And:
		return &expr.And{Nodes: b.all(n.Nodes)}
	case *expr.Or:
		return &expr.Or{Nodes: b.all(n.Nodes)}
	case *expr.Not:
		return &expr.Not{At: n.At, Node: b.bind(n.Node)}
	case *expr.Field:
		switch n.Name {
		case "theme":
			return b.field(n, b.codebook.Resolve, b.codebook.Names)
		case "department":
			return b.field(n, b.codebook.resolveDepartment, b.codebook.departmentNames)
		}
	}
	return n
}

func (b *binder) all(nodes []expr.Node) []expr.Node {
	bound := make([]expr.Node, len(nodes))
	for i, n := range nodes {
		bound[i] = b.bind(n)
	}
	return bound
}

func (b *binder) field(f *expr.Field, resolve func(string) (string, bool), names func() []string) *expr.Field {
	bound := *f
	bound.Values = slices.Clone(f.Values)
	for i, v := range bound.Values {
		if v.IsAny() || v.IsNone() {
			continue
		}
		id, ok := resolve(v.Lo)
		if !ok && b.err == nil {
			b.err = &expr.Error{
				Src: b.src, At: v.At, Want: "a " + f.Name + " of the codebook, any or none",
				Got: `"` + v.Lo + `"`, Hint: expr.DidYouMean(v.Lo, names()),
			}
		}
		bound.Values[i].Lo = id
	}
	return &bound
}

func (c *Codebook) resolveDepartment(nameOrID string) (string, bool) {
	for _, d := range c.Departments {
		if fold(d.ID) == fold(nameOrID) || fold(d.Name) == fold(nameOrID) {
			return d.ID, true
		}
	}
	return "", false
}

func (c *Codebook) departmentNames() []string {
	var names []string
	for _, d := range c.Departments {
		names = append(names, d.ID, d.Name)
	}
	return names
}

// fold is how ids, names and terms are compared.
func fold(s string) string { return strings.TrimSpace(expr.Fold(s)) }
