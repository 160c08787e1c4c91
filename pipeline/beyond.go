package pipeline

import (
	"slices"

	"verbatim/classify/llm"
	"verbatim/themes"
)

// beyondWords says where a changed codebook may concern verbatims whatever words
// stand in them, as models give themes: in those that have one of some themes as
// a published tag. Where no tag tells, it says why instead. m may be nil.
//
// Tags tell because a theme that a model gives a verbatim leaves a tag, if only a
// suppressed one, unless lists alone were to decide about it (combine: lookup).
// The models, and what they saw, are those that the tags were made by.
func (m *models) beyondWords(old, now *themes.Codebook) (tagged []string, why string) {
	if m == nil {
		return nil, ""
	}
	moved := movedThemes(old, now)
	for _, id := range themeIDs(old, now) {
		a, b := old.Theme(id), now.Theme(id)
		switch {
		case !m.mayGive(id):
		case b == nil:
			tagged = append(tagged, id)
		case a == nil:
			return nil, "theme " + id + " is new, and models give it whatever words stand in a verbatim"
		case now.CombineOf(b) != old.CombineOf(a) && old.CombineOf(a) == themes.CombineLookup:
			return nil, "theme " + id + " is one for models now, which give it whatever words stand in a verbatim"
		case now.CombineOf(b) != old.CombineOf(a), !sameShape(a, b, old, now), moved[id]:
			tagged = append(tagged, id)
		}
	}
	for _, lang := range promptLanguages() {
		if m.book != nil && llm.NewMenu(old, lang).Hash() != llm.NewMenu(now, lang).Hash() {
			return nil, "what an LLM is shown of the themes changed"
		}
	}
	return tagged, ""
}

// mayGive says whether one of the models may know a theme.
func (m *models) mayGive(id string) bool {
	return m.book != nil || m.classifier != nil && slices.Contains(m.classifier.Themes(), id)
}
