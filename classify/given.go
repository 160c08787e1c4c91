package classify

import (
	"fmt"

	"verbatim/datasets"
	"verbatim/themes"
)

// Given is what a model, an LLM or the classifier, says of one verbatim.
type Given struct {
	Source  datasets.TagSource // SourceLLM or SourceClassifier
	Version string             // of the model
	Judged  map[string]bool    // the themes that it decided about, whether it gives them or not
	Themes  []GivenTheme       // those that it gives, one of each at most
	Least   float64            // a theme of lower confidence is not applied
}

// GivenTheme is a theme that a model gives a verbatim.
type GivenTheme struct {
	ThemeID    string
	Confidence float64            // 0 to 1
	Sentiment  datasets.Sentiment // "" where the model does not tell
	Evidence   []datasets.Span    // sorted; none where the model does not tell
}

// opinion is what the models together say of a theme.
type opinion struct {
	judged bool
	of     []*Given    // that give the theme, the one that decides first
	first  *GivenTheme // as that one gives it; nil where none does
	doubt  string      // why first does not count
}

// opinion asks the models about a theme. An LLM that judged it stands above a
// classifier, which then only confirms or is overruled.
func (d *decision) opinion(theme *themes.Theme) (o opinion) {
	if d.codebook.CombineOf(theme) == themes.CombineLookup {
		return opinion{}
	}
	var judge datasets.TagSource
	for i := range d.given {
		if o.doubt != "" {
			break // the better judge's
		}
		g := &d.given[i]
		t := g.Theme(theme.ID)
		switch {
		case t == nil:
		case o.first == nil && o.judged:
			o.first, o.of, o.doubt = t, []*Given{g}, "overruled "+string(judge)
		case o.first == nil:
			o.first, o.of = t, append(o.of, g)
			if t.Confidence < g.Least {
				o.doubt = fmt.Sprintf("confidence %.2f", t.Confidence)
			}
		case t.Confidence >= g.Least:
			o.of = append(o.of, g)
		}
		if g.Judged[theme.ID] && !o.judged {
			o.judged, judge = true, g.Source
		}
	}
	return o
}

// Theme returns what g says of a theme that it gives, or nil.
func (g *Given) Theme(id string) *GivenTheme {
	for i := range g.Themes {
		if g.Themes[i].ThemeID == id {
			return &g.Themes[i]
		}
	}
	return nil
}

// Gives says whether g gives a theme, and is sure enough of it.
func (g *Given) Gives(id string) bool {
	t := g.Theme(id)
	return t != nil && t.Confidence >= g.Least
}

// gives says whether the models give the theme.
func (o *opinion) gives() bool { return o.first != nil && o.doubt == "" }

// combined says why a theme that lists or models give is not applied as its
// codebook combines them, or nothing.
func combined(mode string, o *opinion, lists bool) string {
	if !o.judged {
		return ""
	}
	switch {
	case mode == themes.CombineModel && !o.gives(), mode == themes.CombineAgree && lists != o.gives():
		return "combine " + mode
	}
	return ""
}
