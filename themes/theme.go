package themes

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"verbatim/datasets"
	"verbatim/themes/expr"
)

func (d *decoder) themes(n ast.Node) {
	d.items(n, "themes", func(n ast.Node) { d.theme(n) })
}

// themeDraft is a theme as it is read, and where some of its keys stand.
type themeDraft struct {
	Theme
	what             string // for messages
	id, parent, when ast.Node
}

// maxPriority is far beyond the number of ranks that anybody keeps in mind.
const maxPriority = 1_000

// themeKeys is the table of the keys of a theme.
func (d *decoder) themeKeys(t *themeDraft) []key {
	return []key{
		{name: "id", missing: "give it an id such as too_expensive", shape: ref("id"),
			doc:  "Stands in tables and conditions; once in the file",
			read: func(n ast.Node) { t.ID, t.id = d.ident(n, "theme") }},
		{name: "parent", shape: ref("id"), doc: "Id of the theme above",
			read: func(n ast.Node) { t.Parent, t.parent = d.reference(n) }},
		{name: "name", shape: ref("texts"), doc: "How people call it, by language",
			read: func(n ast.Node) { t.Name = d.texts(n, "the name of "+t.what) }},
		{name: "definition", shape: ref("texts"), doc: "What belongs to the theme and what does not, by language",
			read: func(n ast.Node) { t.Definition = d.texts(n, "the definition of "+t.what) }},
		{name: "departments", shape: list(ref("id")), doc: "Who owns the theme; without it those of the parent",
			read: func(n ast.Node) { t.Departments = d.themeDepartments(n, t.what) }},
		{name: "when", shape: ref("text"), doc: "Condition on fields without which the theme is not given, such as score:0..6",
			read: func(n ast.Node) { t.when = n; t.WhenText, _ = textOf(n) }},
		{name: "priority", shape: shape{"type": "integer", "minimum": -maxPriority, "maximum": maxPriority},
			doc:  "Themes of higher priority are decided first; 0 without it",
			read: func(n ast.Node) { t.Priority = d.integer(n, "priority", -maxPriority, maxPriority) }},
		{name: "group", shape: ref("id"), doc: "Of the themes of a group a verbatim gets the first one only",
			read: func(n ast.Node) { t.Group = d.group(n) }},
		{name: "stop", shape: shape{"type": "boolean"}, doc: "A verbatim that gets this theme gets none that is decided after it",
			read: func(n ast.Node) { t.Stop = d.flag(n, "stop") }},
		{name: "combine", shape: choice(combineModes()...), doc: combineDoc,
			read: func(n ast.Node) { t.Combine = d.oneOf(n, "combine", combineModes()...) }},
		{name: "negated", shape: choice(negatedModes()...), doc: "What becomes of a negated hit: no tag (the default), a tag only then, a tag all the same",
			read: func(n ast.Node) { t.Negated = d.oneOf(n, "negated", negatedModes()...) }},
		{name: "sentiment", shape: choice(sentiments()...), doc: "Of every tag of the theme, turned round where the tag is negated; without it the words around the hit decide",
			read: func(n ast.Node) { t.Sentiment = datasets.Sentiment(d.oneOf(n, "sentiment", sentiments()...)) }},
		{name: "terms", shape: ref("themeTerms"), doc: "What gives the theme, by language",
			read: func(n ast.Node) {
				t.Terms = d.terms(n, termList{what: "terms of " + t.what, check: givesTag, owner: &t.Theme, mappings: true})
			}},
		{name: "exclude", shape: ref("terms"), doc: "A hit within one of these does not count, by language",
			read: func(n ast.Node) {
				t.Exclude = d.terms(n, termList{what: "exclude of " + t.what, check: beforeTags, owner: &t.Theme})
			}},
		{name: "examples", shape: ref("terms"), doc: "Texts for people and LLMs, by language",
			read: func(n ast.Node) { t.Examples = d.examples(n, "examples of "+t.what) }},
	}
}

func combineModes() []string {
	return []string{CombineAny, CombineLookup, CombineModel, CombineAgree}
}

const combineDoc = "How lists and models decide together: any of them (the default), lookup lists alone, a model where it judged, or both where it judged"

func negatedModes() []string { return []string{NegatedExclude, NegatedRequire, NegatedIgnore} }

func sentiments() []string {
	return []string{string(datasets.Positive), string(datasets.Neutral), string(datasets.Negative)}
}

// theme reads one theme. What it refers to is checked once all are known.
func (d *decoder) theme(n ast.Node) {
	line, _ := d.source.position(d.source.node(n).start)
	t := &themeDraft{Theme: Theme{Negated: NegatedExclude, Line: line}, what: "a theme"}
	if id := peekID(n); id != "" {
		t.what = "theme " + id
	}
	d.mapping(n, t.what, d.themeKeys(t))
	if t.id == nil {
		return
	}
	if first, twice := d.cb.byID[t.ID]; twice {
		d.report(d.source.node(t.id), "", "duplicate theme id %q, first on line %d", t.ID, d.cb.Themes[first].Line)
		return
	}
	index := len(d.cb.Themes)
	d.cb.byID[t.ID] = index
	d.parents[t.ID] = t.parent
	d.cb.Themes = append(d.cb.Themes, t.Theme)
	d.names = append(d.names, func() { d.checkNames(t.Theme, t.id) })
	d.later = append(d.later, func() { d.checkParent(t.Theme) })
	if t.when != nil {
		d.later = append(d.later, func() {
			d.cb.Themes[index].When = d.condition(t.when, "when of "+t.what, themeWhen, &t.Theme)
		})
	}
}

// reference reads the id of another theme.
func (d *decoder) reference(n ast.Node) (string, ast.Node) {
	id, ok := d.scalar(n, "the id of a theme")
	if !ok {
		return "", nil
	}
	return id, n
}

// group reads the group of a theme.
func (d *decoder) group(n ast.Node) string {
	id, at := d.ident(n, "group")
	if at != nil {
		d.groups[id] = append(d.groups[id], at)
	}
	return id
}

// loneGroups refuses groups of one theme, which exclude nothing.
func (d *decoder) loneGroups() {
	for group, at := range d.groups {
		if len(at) > 1 {
			continue
		}
		var others []string
		for other := range d.groups {
			if other != group {
				others = append(others, other)
			}
		}
		slices.Sort(others)
		hint := expr.DidYouMean(group, others)
		if hint == "" {
			hint = "give the group to another theme too, or leave it out"
		}
		d.report(d.source.node(at[0]), hint, "wanted two themes or more in group %q, found one", group)
	}
}

// peekID returns the id of a theme or rule before its turn, so that messages
// can name it.
func peekID(n ast.Node) string {
	if v, ok := peek(n, "id").(*ast.StringNode); ok {
		return v.Value
	}
	return ""
}

// peek returns the value of a key, or nil.
func peek(n ast.Node, name string) ast.Node {
	if m, ok := n.(ast.MapNode); ok && !isAlias(n) {
		for it := m.MapRange(); it.Next(); {
			if it.Key().String() == name {
				return it.Value()
			}
		}
	}
	return nil
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
	if _, isMap := n.(ast.MapNode); !isMap {
		d.report(d.source.node(n), "write {en: …, ja: …}", "wanted texts by language for %s, found one value", what)
		return texts
	}
	d.mapping(n, what, d.textKeys(what, texts))
	return texts
}

// textKeys is the table of the languages of a text.
func (d *decoder) textKeys(what string, texts map[string]string) []key {
	var keys []key
	for _, lang := range []string{"en", "ja"} {
		keys = append(keys, key{name: lang, shape: ref("text"), read: func(n ast.Node) {
			if s, ok := d.scalar(n, "a text for "+what); ok {
				texts[lang] = strings.TrimSpace(s)
			}
		}})
	}
	return keys
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

func (d *decoder) examples(n ast.Node, what string) map[string][]string {
	examples := map[string][]string{}
	d.byLanguage(n, what, func(lang string, n ast.Node) {
		if s, ok := d.scalar(n, "a text for "+what); ok {
			examples[lang] = append(examples[lang], s)
		}
	})
	return examples
}

// listLanguages are the keys of lists by language; any is for all languages.
func listLanguages() []string { return []string{"en", "ja", "any"} }

// byLanguage reads lists by language.
func (d *decoder) byLanguage(n ast.Node, what string, read func(lang string, n ast.Node)) {
	var keys []key
	for _, lang := range listLanguages() {
		keys = append(keys, key{name: lang, read: func(n ast.Node) {
			d.items(n, what+" in "+lang, func(n ast.Node) { read(lang, n) })
		}})
	}
	if _, isMap := n.(ast.MapNode); !isMap {
		d.report(d.source.node(n), "write {en: […], ja: […]}; any: […] is for every language",
			"wanted lists by language for %s, found something else", what)
		return
	}
	d.mapping(n, what, keys)
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
