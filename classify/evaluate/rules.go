package evaluate

import (
	"cmp"
	"slices"
)

// Rule is a term, or a routing rule, and how often it gave its class wrongly
// and rightly, alone or together with others.
type Rule struct {
	Class     string  `json:"class"`
	Theme     string  `json:"theme,omitempty"` // whose rule it is, where it is not the class itself
	Rule      string  `json:"rule"`
	Wrong     int     `json:"wrong"` // items
	Right     int     `json:"right"` // items
	Precision float64 `json:"precision"`
	// Gain is how many more items would be right about the class without the
	// rule: those to which it alone gave the class wrongly, less those to which
	// it alone gave it rightly. What else follows from a rule does not count.
	Gain int `json:"gain"`
}

// giver is a rule that gave a class, by a theme other than the class or "".
type giver struct{ theme, rule string }

// givers returns the rules that gave an item each of its classes.
func givers(it *Item) map[string][]giver {
	all := map[string][]giver{}
	for i := range it.Predicted {
		p := &it.Predicted[i]
		if p.SuppressedBy != "" {
			continue
		}
		rules := p.Terms
		if len(rules) == 0 {
			rules = []string{p.Rule}
		}
		for _, r := range rules {
			if g := (giver{p.Theme, r}); !slices.Contains(all[p.Class], g) {
				all[p.Class] = append(all[p.Class], g)
			}
		}
	}
	return all
}

// rules counts, for every rule, the items on which it was wrong and right, and
// returns those that were wrong at all: first those without which most would be
// gained, then those that are more often wrong than right. A class that only
// follows from another one does not count again.
func (c *coder) rules(items []Item) []Rule {
	type key struct {
		class string
		giver
	}
	count := map[key]*Rule{}
	for i := range items {
		r := c.row(&items[i], "")
		for class, all := range givers(&items[i]) {
			o, ok := r.of(c.index[class])
			for _, g := range all {
				_, follows := c.index[g.theme]
				if !ok || follows || g.rule == "" {
					continue
				}
				k := key{class, g}
				if count[k] == nil {
					count[k] = &Rule{Class: class, Theme: g.theme, Rule: g.rule}
				}
				count[k].add(o, len(all) == 1)
			}
		}
	}
	out := []Rule{}
	for _, r := range count {
		if r.Wrong > 0 {
			r.Precision = ratio(r.Right, r.Right+r.Wrong)
			out = append(out, *r)
		}
	}
	slices.SortFunc(out, func(a, b Rule) int {
		return cmp.Or(cmp.Compare(b.Gain, a.Gain), cmp.Compare(b.Wrong-b.Right, a.Wrong-a.Right), cmp.Compare(b.Wrong, a.Wrong),
			cmp.Compare(a.Class, b.Class), cmp.Compare(a.Theme, b.Theme), cmp.Compare(a.Rule, b.Rule))
	})
	return out
}

// add counts an item to which the rule gave its class, alone or not.
func (r *Rule) add(o outcome, alone bool) {
	gain := 1
	if o == wrong {
		r.Wrong++
	} else {
		r.Right++
		gain = -1
	}
	if alone {
		r.Gain += gain
	}
}
