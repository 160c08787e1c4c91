package discover

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// name is made of the most telling terms that have no word in common.
func (a *aspect) name() string {
	var parts []string
	var used []uint32
	for _, t := range a.named() {
		words := t.phrase[:t.length()]
		if slices.ContainsFunc(words, func(w uint32) bool { return slices.Contains(used, w) }) {
			continue
		}
		used = append(used, words...)
		if parts = append(parts, a.spelt[t.phrase]); len(parts) == maxNamed {
			break
		}
	}
	if a.lang == "ja" {
		return strings.Join(parts, "・")
	}
	return capital(strings.Join(parts, ", "))
}

// named are the phrases that may stand in a name: a longer phrase stands for the
// word in it where nearly all texts that have the word have the phrase.
func (a *aspect) named() []telling {
	named := slices.Clone(a.terms)
	for i := range named {
		for _, t := range a.telling {
			if named[i].within(t.phrase) && float64(t.inside) >= 0.7*float64(named[i].inside) {
				named[i] = t
			}
		}
	}
	return named
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// definition is a draft: what the texts have in common.
func (a *aspect) definition() string {
	var words []string
	for _, t := range a.terms {
		words = append(words, a.spelt[t.phrase])
	}
	if a.lang == "ja" {
		return fmt.Sprintf("下書き：%sなどに触れた回答。", strings.Join(words, "、"))
	}
	return fmt.Sprintf("Draft: answers that mention %s.", strings.Join(words, ", "))
}

// Quoted returns words as a term of a codebook: in quotes where they hold more
// than letters, digits, spaces and apostrophes.
func Quoted(words string) string {
	plain := func(r rune) bool {
		return r == ' ' || r == '\'' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r > 0x7f
	}
	if strings.IndexFunc(words, func(r rune) bool { return !plain(r) }) < 0 {
		return words
	}
	return `"` + strings.NewReplacer(`"`, ` `).Replace(words) + `"`
}

// names gives out ids and names that are not taken.
type names struct {
	taken map[string]bool
	slug  func(string) string
}

func newNames(o *Options) *names {
	n := &names{taken: map[string]bool{}, slug: o.Slug}
	for _, t := range o.Taken {
		n.taken[strings.ToLower(t)] = true
	}
	if n.slug == nil {
		n.slug = asciiSlug
	}
	return n
}

// maxID is how long an id becomes, without the number that makes it unique.
const maxID = 40

// settle gives a theme its id, and numbers its id and names where others have
// them.
func (n *names) settle(t *Theme) {
	id := strings.Trim(n.slug(cmp.Or(t.Name["en"], t.Name["ja"])), "_")
	if len(id) > maxID {
		id = strings.Trim(id[:maxID], "_")
	}
	t.ID = n.free(cmp.Or(id, "theme"), "_")
	for _, lang := range slices.Sorted(maps.Keys(t.Name)) {
		t.Name[lang] = n.free(t.Name[lang], " ")
	}
	if len(t.Name) == 0 {
		t.Name["en"] = t.ID
	}
	for _, name := range append(slices.Collect(maps.Values(t.Name)), t.ID) {
		n.taken[strings.ToLower(name)] = true
	}
}

// free returns a name that no other theme has, with a number at its end where it
// must.
func (n *names) free(name, sep string) string {
	try := name
	for i := 2; n.taken[strings.ToLower(try)]; i++ {
		try = fmt.Sprint(name, sep, i)
	}
	return try
}

func asciiSlug(name string) string {
	fields := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	return strings.Join(fields, "_")
}
