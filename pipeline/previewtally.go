package pipeline

import (
	"cmp"
	"slices"

	"verbatim/datasets"
	"verbatim/pipeline/insight"
	"verbatim/themes"
)

// tally is what was counted in one part.
type tally struct {
	stats    [2]*Stats // of the responses looked at
	changed  int
	rerouted int // responses that were routed and not annotated
	gained   map[string]*Moved
	lost     map[string]*Moved
	judged   Judged
	rules    map[RuleChange]*flow // by a RuleChange without counts
	intents  map[datasets.Intent]*flow
}

// flow is how many responses or verbatims come and go.
type flow struct{ gained, lost int }

// count counts what one side has and the other has not.
func count[K comparable](to map[K]*flow, before, after []K) {
	at := func(k K) *flow {
		if to[k] == nil {
			to[k] = &flow{}
		}
		return to[k]
	}
	for _, k := range after {
		if !slices.Contains(before, k) {
			at(k).gained++
		}
	}
	for _, k := range before {
		if !slices.Contains(after, k) {
			at(k).lost++
		}
	}
}

// routesOf returns routes without what responses differ in.
func routesOf(routes []datasets.Route) []RuleChange {
	var all []RuleChange
	for i := range routes {
		all = append(all, RuleChange{Department: routes[i].Department, Role: routes[i].Role, Rule: routes[i].Rule})
	}
	return all
}

func intentOf(v *datasets.Verbatim) []datasets.Intent {
	if v.Intent == "" {
		return nil
	}
	return []datasets.Intent{v.Intent}
}

// result puts the parts together.
func (p *previewer) result(tallies []*tally) *Preview {
	before, after := p.Manifest.Stats, newStats()
	gained, lost := map[string]*Moved{}, map[string]*Moved{}
	res := &Preview{
		Generation: p.Manifest.Generation, Old: p.Codebook.Hash, New: p.o.Codebook.Hash, Responses: before.Responses,
		Themes: []ThemeChange{}, Departments: []DepartmentChange{}, Rules: []RuleChange{}, Intents: []IntentChange{},
	}
	rules, intents := map[RuleChange]*flow{}, map[datasets.Intent]*flow{}
	var judged Judged
	for i, t := range tallies {
		if p.touches[i].everything == "" { // else all that is published was looked at
			after.add(p.Manifest.Parts[i].Stats)
			after.subtract(t.stats[0])
		} else if res.Everything == "" {
			res.Everything = p.touches[i].everything
		}
		after.add(t.stats[1])
		res.Looked += t.stats[0].Responses + t.rerouted
		p.join(gained, t.gained)
		p.join(lost, t.lost)
		addFlows(rules, t.rules)
		addFlows(intents, t.intents)
		res.Changed += t.changed
		judged.join(&t.judged)
	}
	res.Before, res.After = Coverage{before.Content, before.Tagged}, Coverage{after.Content, after.Tagged}
	if p.Manifest.LLM != nil {
		res.LLM = &LLMChange{before.LLMAnswered, after.LLMAnswered}
	}
	for _, id := range themeIDs(p.Codebook, p.o.Codebook) {
		c := ThemeChange{ThemeID: id, Before: figure(before, id), After: figure(after, id), Gained: Moved{Examples: []Example{}}, Lost: Moved{Examples: []Example{}}}
		if m := gained[id]; m != nil {
			c.Gained = *m
		}
		if m := lost[id]; m != nil {
			c.Lost = *m
		}
		if c.Gained.Count > 0 || c.Lost.Count > 0 {
			res.Themes = append(res.Themes, c)
		}
	}
	for _, id := range departmentIDs(p.Codebook, p.o.Codebook) {
		b, a := before.Departments[id], after.Departments[id]
		res.Departments = append(res.Departments, DepartmentChange{id, b.Cases, a.Cases, b.Informed, a.Informed})
	}
	if judged.Labels > 0 {
		res.Judged = &judged
	}
	res.flows(rules, intents)
	return res
}

// flows fills in what comes and goes, in a fixed order.
func (res *Preview) flows(rules map[RuleChange]*flow, intents map[datasets.Intent]*flow) {
	for r, f := range rules {
		r.Gained, r.Lost = f.gained, f.lost
		res.Rules = append(res.Rules, r)
	}
	slices.SortFunc(res.Rules, func(a, b RuleChange) int {
		return cmp.Or(cmp.Compare(a.Department, b.Department), cmp.Compare(b.Role, a.Role), cmp.Compare(a.Rule, b.Rule))
	})
	for i, f := range intents {
		res.Intents = append(res.Intents, IntentChange{i, f.gained, f.lost})
	}
	slices.SortFunc(res.Intents, func(a, b IntentChange) int { return cmp.Compare(a.Intent, b.Intent) })
}

func addFlows[K comparable](all, more map[K]*flow) {
	for k, f := range more {
		if all[k] == nil {
			all[k] = &flow{}
		}
		all[k].gained += f.gained
		all[k].lost += f.lost
	}
}

// join adds what a later part has.
func (p *previewer) join(all, more map[string]*Moved) {
	for id, m := range more {
		have := all[id]
		if have == nil {
			all[id] = m
			continue
		}
		have.Count += m.Count
		have.Examples = append(have.Examples, m.Examples[:min(len(m.Examples), p.o.Examples-len(have.Examples))]...)
	}
}

func figure(s *Stats, id string) ThemeFigure {
	t := s.Themes[id]
	return ThemeFigure{t.Verbatims, t.Responses, t.NPS.NPS(), insight.Impact(s.NPS, t.NPS)}
}

func departmentIDs(old, now *themes.Codebook) []string {
	var ids []string
	for _, c := range [...]*themes.Codebook{now, old} {
		for _, d := range c.Departments {
			if !slices.Contains(ids, d.ID) {
				ids = append(ids, d.ID)
			}
		}
	}
	return ids
}
