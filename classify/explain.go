package classify

import (
	"slices"

	"verbatim/classify/lookup"
	"verbatim/datasets"
	"verbatim/themes/expr"
)

// ThemeTerms are the terms and excludes of a theme that hold in a verbatim.
type ThemeTerms struct {
	ThemeID string
	Terms   []lookup.TermHit
}

// Explain returns what the lookup lists found in the verbatim that r read, by
// theme in the order of the codebook. Conditions on themes are answered by the
// themes that v has.
func (t *Tagger) Explain(r *Reading, f expr.Facts, v *datasets.Verbatim) []ThemeTerms {
	r.facts.reset(f)
	if v.Intent != "" {
		r.facts.intent = append(r.facts.intent, string(v.Intent))
	}
	for _, id := range v.ThemeIDs {
		r.facts.themes = append(r.facts.themes, t.lineage[id]...)
	}
	r.candidates = t.matcher.Candidates(&r.Hits, r.candidates[:0])
	slices.Sort(r.candidates)
	var all []ThemeTerms
	for _, i := range r.candidates {
		if terms := t.matcher.Terms(i, &r.Hits, &r.facts); len(terms) > 0 {
			all = append(all, ThemeTerms{t.codebook.Themes[i].ID, terms})
		}
	}
	return all
}
