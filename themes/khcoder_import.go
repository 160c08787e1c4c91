package themes

import (
	"fmt"
	"slices"
	"strings"
)

// KHTheme is what a code became.
type KHTheme struct {
	ID       string         // "" for codes without terms
	Replaced map[string]int // terms that the theme had, by the language whose list the code's terms replace
}

// ImportKHCoder returns the codebook that codes make of another one: each code
// with terms becomes a theme of its name. Where there is one already, its lists
// are replaced in the languages that the code has terms in, and stay in the
// others. The themes returned beside it are one a code. romanize makes the ids
// of new themes, as tokenize.Tokenizer.Romanize does. With replace the other
// themes are dropped.
func ImportKHCoder(cb *Codebook, codes []KHCode, romanize func(string) string, replace bool) (*Codebook, []KHTheme, error) {
	made := make([]KHTheme, len(codes))
	of := map[string]int{} // theme id to code
	var used []string
	for i, code := range codes {
		if len(code.Terms) == 0 {
			continue
		}
		id, ok := cb.Resolve(code.Name)
		if _, taken := of[id]; !ok || taken {
			id = freeID(cb, of, romanize(code.Name))
		}
		of[id] = i
		made[i] = KHTheme{ID: id, Replaced: map[string]int{}}
		used = append(used, id)
	}
	merged := mergeThemes(cb, used, replace, func(t *Theme) {
		codes[of[t.ID]].become(t, made[of[t.ID]].Replaced)
	})
	parsed, err := Parse("codebook of the coding rules", Format(merged))
	if err != nil {
		return nil, nil, fmt.Errorf("the codebook would not be whole:\n%w", err)
	}
	return parsed, made, nil
}

// become puts the terms of a code into a theme, and counts those that they
// replace.
func (c KHCode) become(t *Theme, replaced map[string]int) {
	if t.Name == nil {
		lang := langOf(c.Name)
		if lang == "any" {
			lang = "en"
		}
		t.Name = map[string]string{lang: c.Name}
	}
	if t.Terms == nil {
		t.Terms = Terms{}
	}
	for lang, terms := range distinct(c.Terms) {
		same := func(a, b Term) bool { return identity(a) == identity(b) }
		if before := t.Terms[lang]; len(before) > 0 && !slices.EqualFunc(before, terms, same) {
			replaced[lang] = len(before)
		}
		t.Terms[lang] = terms
	}
}

// freeID returns an id that no theme has yet.
func freeID(cb *Codebook, taken map[string]int, id string) string {
	if id == "" {
		id = "code"
	}
	if slices.Contains(reservedIDs(), id) {
		id += "_1"
	}
	free := id
	for n := 2; ; n++ {
		if _, used := taken[free]; !used && cb.Theme(free) == nil {
			return free
		}
		free = fmt.Sprintf("%s_%d", id, n)
	}
}

// distinct puts terms into lists by language, each once.
func distinct(terms []Term) Terms {
	lists, seen := Terms{}, map[string]bool{}
	for _, t := range terms {
		if key := t.Lang + ":" + strings.ToLower(fold(t.Node.String())); !seen[key] {
			seen[key] = true
			lists[t.Lang] = append(lists[t.Lang], t)
		}
	}
	return lists
}
