package themes

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// What becomes of something from one codebook to the next.
const (
	Added     = "added"
	Removed   = "removed"
	Changed   = "changed"
	Reordered = "reordered" // the same things, in another order
)

// Change is one difference between two codebooks. Those of a theme that was
// added or removed are told by one Change of the part "theme" and then by one
// for each thing that the theme holds.
type Change struct {
	Kind  string   `json:"kind"`            // added, removed, changed or reordered
	Theme string   `json:"theme,omitempty"` // id; empty for what belongs to no theme
	Rule  string   `json:"rule,omitempty"`  // id of a routing rule
	Part  string   `json:"part"`            // theme, name, parent, terms, exclude, intent praise, no_content, rule, department …
	Lang  string   `json:"lang,omitempty"`  // of a text or term
	Old   string   `json:"old,omitempty"`   // as written; of a reordering the ids or terms, joined by ", "
	New   string   `json:"new,omitempty"`
	Moved []string `json:"moved,omitempty"` // of a reordering: what it suffices to move to get from one to the other
}

// Diff returns what leads from one codebook to another: themes in the order of
// the new one, with those that are gone at the end, then what belongs to none.
// It is empty if and only if the hashes are equal.
func Diff(old, new *Codebook) []Change {
	d := &differ{}
	d.departments(old.Departments, new.Departments)
	d.value("combine", "", old.Combine, new.Combine)
	for i := range new.Themes {
		d.at = Change{Theme: new.Themes[i].ID}
		d.theme(old.Theme(new.Themes[i].ID), &new.Themes[i])
	}
	for i := range old.Themes {
		if id := old.Themes[i].ID; new.Theme(id) == nil {
			d.at = Change{Theme: id}
			d.theme(&old.Themes[i], nil)
		}
	}
	d.at = Change{}
	d.order("order of themes", old.themeIDs(), new.themeIDs())
	for _, intent := range intentOrder {
		was, isOld := old.Intents[intent]
		is, isNew := new.Intents[intent]
		d.presence("intent "+string(intent), isOld, isNew, len(was)+len(is) == 0)
		d.terms("intent "+string(intent), was, is)
	}
	d.terms("no_content", old.NoContent, new.NoContent)
	d.routing(&old.Routing, &new.Routing)
	return d.changes
}

// differ gathers changes; at says where what is being compared belongs.
type differ struct {
	at      Change
	changes []Change
}

func (d *differ) add(kind, part, lang, old, new string) {
	c := d.at
	c.Kind, c.Part, c.Lang, c.Old, c.New = kind, part, lang, old, new
	d.changes = append(d.changes, c)
}

// value compares two values of which the empty one is none.
func (d *differ) value(part, lang, old, new string) {
	switch {
	case old == new:
	case old == "":
		d.add(Added, part, lang, old, new)
	case new == "":
		d.add(Removed, part, lang, old, new)
	default:
		d.add(Changed, part, lang, old, new)
	}
}

// presence tells of a key that came or went with nothing in it.
func (d *differ) presence(part string, old, new, empty bool) {
	if old == new || !empty {
		return
	}
	if new {
		d.add(Added, part, "", "", "{}")
	} else {
		d.add(Removed, part, "", "{}", "")
	}
}

func (d *differ) departments(old, new []Department) {
	names := func(list []Department) map[string]string {
		m := map[string]string{}
		for _, dep := range list {
			m[dep.ID] = dep.ID + ": " + dep.Name
		}
		return m
	}
	was, is := names(old), names(new)
	for _, id := range slices.Sorted(maps.Keys(union(was, is))) {
		d.value("department", "", was[id], is[id])
	}
}

func union(a, b map[string]string) map[string]string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// theme compares a theme; nil stands for one that is not there.
func (d *differ) theme(old, new *Theme) {
	none := &Theme{Negated: NegatedExclude}
	switch {
	case old == nil:
		d.add(Added, "theme", "", "", new.ID)
		old = none
	case new == nil:
		d.add(Removed, "theme", "", old.ID, "")
		new = none
	}
	d.texts("name", old.Name, new.Name)
	d.value("parent", "", old.Parent, new.Parent)
	d.texts("definition", old.Definition, new.Definition)
	d.value("departments", "", strings.Join(old.Departments, ", "), strings.Join(new.Departments, ", "))
	d.value("negated", "", old.Negated, new.Negated)
	d.value("sentiment", "", string(old.Sentiment), string(new.Sentiment))
	d.value("when", "", old.WhenText, new.WhenText)
	d.value("priority", "", number(old.Priority), number(new.Priority))
	d.value("group", "", old.Group, new.Group)
	d.value("stop", "", yes(old.Stop), yes(new.Stop))
	d.value("combine", "", old.Combine, new.Combine)
	d.terms("terms", old.Terms, new.Terms)
	d.terms("exclude", old.Exclude, new.Exclude)
	d.examples(old.Examples, new.Examples)
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func yes(b bool) string {
	if b {
		return "true"
	}
	return ""
}

// texts compares texts by language; one that is there and empty differs from
// one that is not.
func (d *differ) texts(part string, old, new map[string]string) {
	d.presence(part, old != nil, new != nil, len(old)+len(new) == 0)
	for _, lang := range languages {
		was, isOld := old[lang]
		is, isNew := new[lang]
		if isOld != isNew && was == is {
			d.presence(part+" "+lang, isOld, isNew, true)
			continue
		}
		d.value(part, lang, was, is)
	}
}

func (d *differ) examples(old, new map[string][]string) {
	d.presence("examples", old != nil, new != nil, len(old)+len(new) == 0)
	for _, lang := range languages {
		d.list("examples", lang, entriesOf(old[lang]), entriesOf(new[lang]))
	}
}

func entriesOf(texts []string) []entry {
	list := make([]entry, len(texts))
	for i, t := range texts {
		list[i] = entry{key: t, text: t}
	}
	return list
}

func (d *differ) terms(part string, old, new Terms) {
	for _, lang := range languages {
		d.list(part, lang, termEntries(old[lang]), termEntries(new[lang]))
	}
}

func termEntries(terms []Term) []entry {
	list := make([]entry, len(terms))
	for i := range terms {
		list[i] = entry{key: terms[i].Text, text: terms[i].describe()}
	}
	return list
}

// describe returns a term as people read it, with what it has beside words.
func (t *Term) describe() string {
	var more []string
	if t.WhenText != "" {
		more = append(more, "when "+t.WhenText)
	}
	if t.Negated != "" {
		more = append(more, "negated "+t.Negated)
	}
	if t.Stop {
		more = append(more, "stop")
	}
	if len(more) == 0 {
		return t.Text
	}
	return t.Text + " {" + strings.Join(more, ", ") + "}"
}

func (d *differ) routing(old, new *Routing) {
	var was, is string
	if old.MaxAge != 0 {
		was = durationText(old.MaxAge)
	}
	if new.MaxAge != 0 {
		is = durationText(new.MaxAge)
	}
	d.value("max_age", "", was, is)
	oldRules, newRules := ruleTexts(old.Rules), ruleTexts(new.Rules)
	for _, r := range new.Rules {
		d.at = Change{Rule: r.ID}
		d.value("rule", "", oldRules[r.ID], newRules[r.ID])
	}
	for _, r := range old.Rules {
		if _, stays := newRules[r.ID]; !stays {
			d.at = Change{Rule: r.ID}
			d.value("rule", "", oldRules[r.ID], "")
		}
	}
	d.at = Change{}
	d.order("order of rules", ruleIDs(old.Rules), ruleIDs(new.Rules))
}

// ruleTexts returns what the rules say, by id.
func ruleTexts(rules []Rule) map[string]string {
	texts := map[string]string{}
	for _, r := range rules {
		to := "inform " + r.Inform
		if r.Reply != "" {
			to = "reply " + r.Reply + " within " + durationText(r.Within)
		}
		texts[r.ID] = fmt.Sprintf("when %s: %s", r.WhenText, to)
	}
	return texts
}

func ruleIDs(rules []Rule) []string {
	ids := make([]string, len(rules))
	for i, r := range rules {
		ids[i] = r.ID
	}
	return ids
}

// ThemeTitle returns the names of a theme as a heading shows them beside its
// id, from the codebook that has the theme.
func ThemeTitle(id string, books ...*Codebook) string {
	for _, cb := range books {
		t := cb.Theme(id)
		if t == nil {
			continue
		}
		var names []string
		for _, lang := range languages {
			if name := t.Name[lang]; name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		if len(names) > 0 {
			return id + " (" + strings.Join(names, ", ") + ")"
		}
	}
	return id
}
