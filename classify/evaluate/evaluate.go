// Package evaluate measures predictions against gold: themes and departments,
// of which a text may have several (Evaluate), and sentiment, intent and
// negation, of which it has one (Compare). Everything in it is a pure function
// of its arguments; the seed of the bootstrap is one of them.
//
// The definitions, with their sources, stand in docs/evaluation.md and beside
// the functions. bench/evaluate checks the figures against scikit-learn.
package evaluate

import "slices"

// Item is one text with the classes that it should get and those that it got.
// A class is what one evaluates: a theme, a department, or several themes that
// one label of the gold stands for.
type Item struct {
	ID        string
	File      string // of the gold; may be empty
	Line      int64  // of that file; 0 where there is none
	Text      string
	Language  string       // for Report.Languages; may be empty
	Gold      []string     // classes, in any order
	Predicted []Prediction // in any order; one class may be predicted more than once
	// Judged are the classes that the gold speaks about, of which the others
	// are neither right nor wrong; nil for all. An item that judges none does
	// not count.
	Judged []string
	Words  []Word // that could be terms, for Report.Words; may be missing
}

// Prediction is a class that a text got, and why.
type Prediction struct {
	Class        string   `json:"class"`
	Theme        string   `json:"theme,omitempty"`         // whose tag gave the class, where it is not the class itself
	Sources      []string `json:"sources,omitempty"`       // for Report.Sources
	Rule         string   `json:"rule,omitempty"`          // the term or routing rule, the first of several
	Terms        []string `json:"terms,omitempty"`         // all terms that give the class, for Report.Rules; none where Rule says it
	SuppressedBy string   `json:"suppressed_by,omitempty"` // not empty: the class was not given, for this reason
	Evidence     []Span   `json:"evidence,omitempty"`
}

// Span is a datasets.Span as JSON has it.
type Span struct {
	Start int32  `json:"start"`
	End   int32  `json:"end"`
	Text  string `json:"text"`
}

// Word is a word of a text: Key tells words apart, Surface is for showing.
type Word struct{ Key, Surface string }

// Options are what Evaluate and Compare are asked for beside the figures.
type Options struct {
	Resamples int    // of the bootstrap; 0 for no intervals
	Seed      uint64 // of the bootstrap: the same seed, the same intervals
	Errors    int    // items with mistakes to tell; 0 for none
	Items     bool   // tell gold and predicted classes of every item
}

// Report is what Evaluate found.
type Report struct {
	Totals
	Classes    []Class     `json:"classes"`            // in the order given
	Languages  []Group     `json:"languages"`          // most items first; none where no item has one
	Sources    []Group     `json:"sources"`            // each with its own predictions alone
	Confusions []Confusion `json:"confusions"`         // most frequent first
	Rules      []Rule      `json:"rules"`              // those that were wrong at all, those without which most would be gained first
	Words      []Missed    `json:"words"`              // by class, in the order of Classes
	Errors     []Mistake   `json:"errors"`             // worst first
	Outcomes   []Outcome   `json:"outcomes,omitempty"` // with Options.Items
}

// Group is the totals of some items, or of some predictions.
type Group struct {
	Name string `json:"name"`
	Totals
}

// Outcome is the gold and predicted classes of an item, of those it judges.
type Outcome struct {
	ID        string   `json:"id"`
	Gold      []string `json:"gold"`
	Predicted []string `json:"predicted"`
	Judged    []string `json:"judged"` // null for all
}

// Evaluate compares what items got with what they should have got. The classes
// that are not named in classes but occur in items come after them, sorted.
func Evaluate(items []Item, classes []string, o Options) *Report {
	c := newCoder(items, classes)
	rows := c.rows(items, "")
	t, point := summarize(rows, c.names, o, meanKappa)
	r := &Report{Totals: t, Classes: point}
	r.Languages = groups(items, rows, func(it *Item) string { return it.Language }, c.names, o, meanKappa)
	r.Sources = c.sources(items, o)
	r.Confusions = confusions(rows, c.names)
	r.Rules = c.rules(items)
	r.Words = missedWords(items, rows, c.names)
	r.Errors = c.mistakes(items, rows, o.Errors)
	if o.Items {
		r.Outcomes = c.outcomes(items)
	}
	return r
}

// groups summarizes the items, or pairs, that have the same name, most first.
func groups[T any](items []T, rows []row, name func(*T) string, classes []string, o Options, agreement overall) []Group {
	byName := map[string][]row{}
	for i := range items {
		if n := name(&items[i]); n != "" && rows[i].counts {
			byName[n] = append(byName[n], rows[i])
		}
	}
	out := []Group{}
	for n, rows := range byName {
		t, _ := summarize(rows, classes, o, agreement)
		out = append(out, Group{n, t})
	}
	slices.SortFunc(out, func(a, b Group) int { return moreFirst(a.Items, b.Items, a.Name, b.Name) })
	return out
}

// sources measures every source by its own predictions: its recall says how
// much of the gold it would find alone.
func (c *coder) sources(items []Item, o Options) []Group {
	names := map[string]bool{}
	for i := range items {
		for _, p := range items[i].Predicted {
			for _, s := range p.Sources {
				names[s] = true
			}
		}
	}
	out := []Group{}
	for _, s := range sortedKeys(names) {
		t, _ := summarize(c.rows(items, s), c.names, o, meanKappa)
		out = append(out, Group{s, t})
	}
	return out
}
