package pipeline

import (
	"slices"

	"verbatim/themes"
	"verbatim/themes/expr"
)

// movedThemes returns themes of both codebooks such that all others follow one
// another as before: those outside of a longest increasing subsequence. What the
// order of two themes decides is decided in verbatims that terms of both stand
// in, and so in verbatims with a term of a moved one. None moved where order
// decides nothing.
func movedThemes(old, now *themes.Codebook) map[string]bool {
	if !ordered(old) && !ordered(now) {
		return nil
	}
	before, after := commonOrder(old, now), commonOrder(now, old)
	place := map[string]int{}
	for i, id := range before {
		place[id] = i
	}
	moved := map[string]bool{}
	for _, id := range after {
		moved[id] = true
	}
	longest, from := make([]int, len(after)), make([]int, len(after)) // of those that end with a theme: how long, and what is before it
	last := -1
	for i, id := range after {
		from[i] = -1
		for j := range i {
			if place[after[j]] < place[id] && longest[j] >= longest[i] {
				longest[i], from[i] = longest[j]+1, j
			}
		}
		if last < 0 || longest[i] > longest[last] {
			last = i
		}
	}
	for ; last >= 0; last = from[last] {
		delete(moved, after[last])
	}
	return moved
}

// ordered says whether the order of themes decides anything.
func ordered(c *themes.Codebook) bool {
	asks := func(t themes.Term) bool { return t.Stop || t.When != nil || len(expr.Fields(t.Node)) > 0 }
	return slices.ContainsFunc(c.Themes, func(t themes.Theme) bool {
		return t.Group != "" || t.Stop || t.Priority != 0 || t.When != nil ||
			slices.ContainsFunc(termsOf(t.Terms), asks) || slices.ContainsFunc(termsOf(t.Exclude), asks)
	})
}

// commonOrder returns the themes of c that o has too.
func commonOrder(c, o *themes.Codebook) []string {
	var ids []string
	for _, t := range c.Themes {
		if o.Theme(t.ID) != nil {
			ids = append(ids, t.ID)
		}
	}
	return ids
}
