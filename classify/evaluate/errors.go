package evaluate

import (
	"cmp"
	"slices"
	"strings"
)

// Confusion says how often a class was missed where another was given wrongly.
type Confusion struct {
	Gold  string `json:"gold"`
	Found string `json:"found"`
	Count int    `json:"count"`
}

// confusions counts pairs of a missed and a wrong class of the same item.
func confusions(rows []row, names []string) []Confusion {
	count := map[[2]int32]int{}
	for _, r := range rows {
		for _, m := range r.events {
			for _, w := range r.events {
				if m.outcome == miss && w.outcome == wrong {
					count[[2]int32{m.class, w.class}]++
				}
			}
		}
	}
	out := []Confusion{}
	for pair, n := range count {
		out = append(out, Confusion{names[pair[0]], names[pair[1]], n})
	}
	slices.SortFunc(out, func(a, b Confusion) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Gold, b.Gold), cmp.Compare(a.Found, b.Found))
	})
	return out
}

// Mistake is an item with missed or wrong classes.
type Mistake struct {
	ID       string       `json:"id"`
	File     string       `json:"file,omitempty"`
	Line     int64        `json:"line,omitempty"`
	Language string       `json:"language,omitempty"`
	Text     string       `json:"text"`
	Right    []string     `json:"right"`
	Missed   []Miss       `json:"missed"`
	Wrong    []Prediction `json:"wrong"`
}

// Miss is a class that an item should have got. Where a rule had hit and the
// tag was suppressed, the rest says which and why.
type Miss struct {
	Class        string `json:"class"`
	Rule         string `json:"rule,omitempty"`
	SuppressedBy string `json:"suppressed_by,omitempty"`
	Evidence     []Span `json:"evidence,omitempty"`
}

func (m *Mistake) errors() int { return len(m.Missed) + len(m.Wrong) }

// cause names a mistake by its classes and rules.
func (m *Mistake) cause() string {
	var b strings.Builder
	for _, x := range m.Missed {
		b.WriteString("-" + x.Class + "\x00" + x.SuppressedBy + "\x00")
	}
	for _, x := range m.Wrong {
		b.WriteString("+" + x.Class + "\x00" + x.Rule + "\x00")
	}
	return b.String()
}

// mistakes returns the n worst items: most missed and wrong classes first, then
// fewest right ones, then the order given. Among equals an item comes later
// whose mistakes are those of one before, so that the first few are different.
func (c *coder) mistakes(items []Item, rows []row, n int) []Mistake {
	all := []Mistake{}
	for i := range items {
		if m := c.mistake(&items[i], &rows[i]); m.errors() > 0 && n > 0 {
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(a, b Mistake) int {
		return cmp.Or(cmp.Compare(b.errors(), a.errors()), cmp.Compare(len(a.Right), len(b.Right)))
	})
	seen := map[string]bool{}
	var first, later []Mistake
	for _, m := range all {
		if cause := m.cause(); !seen[cause] {
			seen[cause] = true
			first = append(first, m)
		} else {
			later = append(later, m)
		}
	}
	all = append(first, later...)
	return all[:min(n, len(all))]
}

func (c *coder) mistake(it *Item, r *row) Mistake {
	m := Mistake{ID: it.ID, File: it.File, Line: it.Line, Language: it.Language, Text: it.Text, Right: []string{}, Missed: []Miss{}, Wrong: []Prediction{}}
	for _, e := range r.events {
		name := c.names[e.class]
		switch e.outcome {
		case hit:
			m.Right = append(m.Right, name)
		case miss:
			m.Missed = append(m.Missed, missOf(it, name))
		case wrong:
			at := slices.IndexFunc(it.Predicted, func(p Prediction) bool { return p.Class == name && p.SuppressedBy == "" })
			m.Wrong = append(m.Wrong, it.Predicted[at])
		}
	}
	return m
}

func missOf(it *Item, class string) Miss {
	for _, p := range it.Predicted {
		if p.Class == class && p.SuppressedBy != "" {
			return Miss{class, p.Rule, p.SuppressedBy, p.Evidence}
		}
	}
	return Miss{Class: class}
}
