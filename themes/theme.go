package themes

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"verbatim/themes/expr"
)

func (d *decoder) themes(n ast.Node) {
	d.items(n, "themes", func(n ast.Node) { d.theme(n) })
}

// theme reads one theme. What it refers to is checked once all are known.
func (d *decoder) theme(n ast.Node) {
	line, _ := d.source.position(d.source.node(n).start)
	t := Theme{Negated: NegatedExclude, Line: line}
	what := "a theme"
	if id := peekID(n); id != "" {
		what = "theme " + id
	}
	var id, parent ast.Node
	hasID := false
	d.mapping(n, what,
		key{"id", func(n ast.Node) { hasID = true; t.ID, id = d.ident(n, "theme") }},
		key{"parent", func(n ast.Node) {
			if s, ok := d.scalar(n, "the id of a theme"); ok {
				t.Parent, parent = s, n
			}
		}},
		key{"name", func(n ast.Node) { t.Name = d.texts(n, "the name of "+what) }},
		key{"definition", func(n ast.Node) { t.Definition = d.texts(n, "the definition of "+what) }},
		key{"departments", func(n ast.Node) { t.Departments = d.themeDepartments(n, what) }},
		key{"negated", func(n ast.Node) { t.Negated = d.negated(n) }},
		key{"terms", func(n ast.Node) { t.Terms = d.terms(n, "terms of "+what, givesTag) }},
		key{"exclude", func(n ast.Node) { t.Exclude = d.terms(n, "exclude of "+what, beforeTags) }},
		key{"examples", func(n ast.Node) { t.Examples = d.examples(n, "examples of "+what) }},
	)
	if _, isMap := n.(ast.MapNode); isMap && !hasID {
		d.report(d.source.node(n), "give it an id such as too_expensive", "theme without id")
	}
	if id == nil {
		return
	}
	if first, twice := d.cb.byID[t.ID]; twice {
		d.report(d.source.node(id), "", "duplicate theme id %q, first on line %d", t.ID, d.cb.Themes[first].Line)
		return
	}
	d.cb.byID[t.ID] = len(d.cb.Themes)
	d.parents[t.ID] = parent
	d.cb.Themes = append(d.cb.Themes, t)
	d.later = append(d.later, func() { d.checkNames(t, id); d.checkParent(t) })
}

// peekID returns the id of a theme before its turn, so that messages can name
// the theme.
func peekID(n ast.Node) string {
	if m, ok := n.(ast.MapNode); ok && !isAlias(n) {
		for it := m.MapRange(); it.Next(); {
			if v, ok := it.Value().(*ast.StringNode); ok && it.Key().String() == "id" {
				return v.Value
			}
		}
	}
	return ""
}

// ident reads an id; the node is nil when it is none.
func (d *decoder) ident(n ast.Node, what string) (string, ast.Node) {
	id, ok := d.scalar(n, "the id of a "+what)
	if !ok || !d.id(id, n, what) {
		return "", nil
	}
	return id, n
}

// texts reads texts by language.
func (d *decoder) texts(n ast.Node, what string) map[string]string {
	texts := map[string]string{}
	var keys []key
	for _, lang := range []string{"en", "ja"} {
		keys = append(keys, key{lang, func(n ast.Node) {
			if s, ok := d.scalar(n, "a text for "+what); ok {
				texts[lang] = strings.TrimSpace(s)
			}
		}})
	}
	if _, isMap := n.(ast.MapNode); !isMap {
		d.report(d.source.node(n), "write {en: …, ja: …}", "wanted texts by language for %s, found one value", what)
		return texts
	}
	d.mapping(n, what, keys...)
	return texts
}

func (d *decoder) themeDepartments(n ast.Node, what string) []string {
	var ids []string
	d.items(n, "departments of "+what, func(n ast.Node) {
		id, ok := d.scalar(n, "the id of a department")
		switch {
		case !ok:
		case slices.Contains(ids, id):
			d.report(d.source.node(n), "", "duplicate department %q in %s", id, what)
		default:
			ids = append(ids, id)
			d.department(id, n)
		}
	})
	return ids
}

func (d *decoder) negated(n ast.Node) string {
	known := []string{NegatedExclude, NegatedRequire, NegatedIgnore}
	v, ok := d.scalar(n, "exclude, require or ignore")
	if ok && !slices.Contains(known, v) {
		d.report(d.source.node(n), expr.DidYouMean(v, known), "wanted exclude, require or ignore for negated, found %q", v)
	}
	return v
}

func (d *decoder) examples(n ast.Node, what string) map[string][]string {
	examples := map[string][]string{}
	d.byLanguage(n, what, func(lang string, n ast.Node) {
		if s, ok := d.scalar(n, "a text for "+what); ok {
			examples[lang] = append(examples[lang], s)
		}
	})
	return examples
}

// byLanguage reads lists by language.
func (d *decoder) byLanguage(n ast.Node, what string, read func(lang string, n ast.Node)) {
	var keys []key
	for _, lang := range []string{"en", "ja", "any"} {
		keys = append(keys, key{lang, func(n ast.Node) {
			d.items(n, what+" in "+lang, func(n ast.Node) { read(lang, n) })
		}})
	}
	if _, isMap := n.(ast.MapNode); !isMap {
		d.report(d.source.node(n), "write {en: […], ja: […]}; any: […] is for every language",
			"wanted lists by language for %s, found something else", what)
		return
	}
	d.mapping(n, what, keys...)
}

// checkNames refuses a name that means another theme already, because
// conditions take names as well as ids.
func (d *decoder) checkNames(t Theme, at ast.Node) {
	self := d.cb.byID[t.ID]
	d.cb.byName[fold(t.ID)] = self
	for _, lang := range []string{"en", "ja"} {
		name := fold(t.Name[lang])
		if name == "" {
			continue
		}
		if other, taken := d.nameTaken(name); taken && other != self {
			d.report(d.source.node(at), "give one of them another name",
				"theme %s has the name %q, which already means theme %s", t.ID, t.Name[lang], d.cb.Themes[other].ID)
			continue
		}
		d.cb.byName[name] = self
	}
}

func (d *decoder) nameTaken(name string) (int, bool) {
	if i, ok := d.cb.byID[name]; ok {
		return i, true
	}
	i, ok := d.cb.byName[name]
	return i, ok
}

func (d *decoder) checkParent(t Theme) {
	if _, known := d.cb.byID[t.Parent]; t.Parent == "" || known {
		return
	}
	d.report(d.source.node(d.parents[t.ID]), expr.DidYouMean(t.Parent, d.cb.themeIDs()), "unknown parent %q of theme %s", t.Parent, t.ID)
}

// cycles reports every ring of parents once, at its first theme.
func (d *decoder) cycles() {
	done := map[string]bool{}
	for _, t := range d.cb.Themes {
		path := []string{}
		id := t.ID
		for id != "" && !done[id] && !slices.Contains(path, id) {
			path = append(path, id)
			if i, ok := d.cb.byID[id]; ok {
				id = d.cb.Themes[i].Parent
			} else {
				id = ""
			}
		}
		if i := slices.Index(path, id); i >= 0 {
			ring := append(path[i:], id)
			d.report(d.source.node(d.parents[id]), "", "theme %s is its own ancestor: %s", id, strings.Join(ring, " → "))
		}
		for _, p := range path {
			done[p] = true
		}
	}
}
