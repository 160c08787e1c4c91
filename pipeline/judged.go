package pipeline

import (
	"maps"
	"slices"

	"verbatim/datasets"
)

// Judged is how often the machine agrees with the labels of people, before and
// after: only verbatims and themes count on which somebody decided.
type Judged struct {
	Labels int           `json:"labels"` // of themes that the new codebook has
	Before Agreement     `json:"before"`
	After  Agreement     `json:"after"`
	Themes []JudgedTheme `json:"themes"`

	byTheme map[string]*JudgedTheme
}

// JudgedTheme is the agreement on one theme.
type JudgedTheme struct {
	ThemeID string    `json:"theme_id"`
	Before  Agreement `json:"before"`
	After   Agreement `json:"after"`
}

// Agreement counts labels by what the machine says without them.
type Agreement struct {
	Right  int `json:"true_positives"`  // people gave the theme, and the machine does
	Wrong  int `json:"false_positives"` // people took it, and the machine gives it
	Missed int `json:"false_negatives"` // people gave it, and the machine does not
}

// F1 is the harmonic mean of precision and recall (van Rijsbergen, Information
// Retrieval, 1979), 0 to 1; missing where nothing was given by either side.
func (a Agreement) F1() datasets.Opt[float64] {
	n := 2*a.Right + a.Wrong + a.Missed
	if n == 0 {
		return datasets.Opt[float64]{}
	}
	return datasets.Some(2 * float64(a.Right) / float64(n))
}

func (a *Agreement) count(l *datasets.Label, gives bool) {
	switch {
	case gives && l.Removed:
		a.Wrong++
	case gives:
		a.Right++
	case !l.Removed:
		a.Missed++
	}
}

func (a *Agreement) join(b Agreement) {
	a.Right += b.Right
	a.Wrong += b.Wrong
	a.Missed += b.Missed
}

// add counts a label on the tags of before (0) or after (1).
func (j *Judged) add(when int, l *datasets.Label, tags []datasets.Tag) {
	t := j.theme(l.ThemeID)
	all, its := &j.Before, &t.Before
	if when == 1 {
		all, its = &j.After, &t.After
		j.Labels++
	}
	gives := slices.ContainsFunc(tags, func(t datasets.Tag) bool {
		return t.VerbatimID == l.VerbatimID && t.ThemeID == l.ThemeID && t.State == datasets.Applied
	})
	all.count(l, gives)
	its.count(l, gives)
}

func (j *Judged) theme(id string) *JudgedTheme {
	if j.byTheme == nil {
		j.byTheme = map[string]*JudgedTheme{}
	}
	if j.byTheme[id] == nil {
		j.byTheme[id] = &JudgedTheme{ThemeID: id}
	}
	return j.byTheme[id]
}

// join adds what was counted in another part.
func (j *Judged) join(o *Judged) {
	j.Labels += o.Labels
	j.Before.join(o.Before)
	j.After.join(o.After)
	for id, t := range o.byTheme {
		mine := j.theme(id)
		mine.Before.join(t.Before)
		mine.After.join(t.After)
	}
	j.Themes = j.Themes[:0]
	for _, id := range slices.Sorted(maps.Keys(j.byTheme)) {
		j.Themes = append(j.Themes, *j.byTheme[id])
	}
}
