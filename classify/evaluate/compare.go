package evaluate

import (
	"cmp"
	"slices"
)

// None is the class of what has no other: a text without an intent, a tag
// without a sentiment.
const None = "none"

// Pair is something that has exactly one class: the intent of a text, the
// sentiment of a tag, whether it is negated.
type Pair struct {
	ID        string
	File      string // of the gold; may be empty
	Line      int64  // of that file; 0 where there is none
	Of        string // what it is about, such as a theme; may be empty
	Text      string
	Language  string // for Comparison.Languages; may be empty
	Gold      string // "" is None
	Predicted string // "" is None
	Source    string // what the prediction follows from, for Comparison.Sources; may be empty
	Evidence  []Span
}

// Comparison is what Compare found. Totals.ExactMatch is the accuracy; Micro
// says the same, and Coverage is the share that was predicted anything but
// None.
type Comparison struct {
	Totals
	Classes   []Class       `json:"classes"`            // most frequent in the gold first
	Matrix    [][]int       `json:"matrix"`             // rows: gold, columns: predicted, in the order of Classes
	Languages []Group       `json:"languages"`          // most pairs first
	Sources   []Group       `json:"sources"`            // of the pairs that the source predicted
	Errors    []PairMistake `json:"errors"`             // of the most frequent kinds first, one of each kind in turn
	Outcomes  []PairOutcome `json:"outcomes,omitempty"` // with Options.Items
}

// PairMistake is a pair that is predicted wrongly.
type PairMistake struct {
	ID        string `json:"id"`
	File      string `json:"file,omitempty"`
	Line      int64  `json:"line,omitempty"`
	Of        string `json:"of,omitempty"`
	Language  string `json:"language,omitempty"`
	Text      string `json:"text"`
	Gold      string `json:"gold"`
	Predicted string `json:"predicted"`
	Source    string `json:"source,omitempty"`
	Evidence  []Span `json:"evidence,omitempty"`
}

// PairOutcome is the gold and predicted class of a pair.
type PairOutcome struct {
	ID        string `json:"id"`
	Of        string `json:"of,omitempty"`
	Gold      string `json:"gold"`
	Predicted string `json:"predicted"`
}

// Compare compares the one class that each pair got with the one it should
// have got.
func Compare(pairs []Pair, o Options) *Comparison {
	names, index := classesOf(pairs)
	rows := make([]row, len(pairs))
	c := &Comparison{Matrix: make([][]int, len(names))}
	for i := range names {
		c.Matrix[i] = make([]int, len(names))
	}
	for i, p := range pairs {
		gold, predicted := index[orNone(p.Gold)], index[orNone(p.Predicted)]
		rows[i] = row{counts: true, covered: names[predicted] != None, events: merge([]int32{gold}, []int32{predicted})}
		c.Matrix[gold][predicted]++
		if o.Items {
			c.Outcomes = append(c.Outcomes, PairOutcome{p.ID, p.Of, names[gold], names[predicted]})
		}
	}
	c.Totals, c.Classes = summarize(rows, names, o, cohen)
	c.Languages = groups(pairs, rows, func(p *Pair) string { return p.Language }, names, o, cohen)
	c.Sources = groups(pairs, rows, func(p *Pair) string { return p.Source }, names, o, cohen)
	c.Errors = mistaken(pairs, o.Errors)
	return c
}

func orNone(class string) string { return cmp.Or(class, None) }

// classesOf returns the classes of both sides, most frequent in the gold first,
// and their numbers.
func classesOf(pairs []Pair) (names []string, index map[string]int32) {
	support := map[string]int{}
	for _, p := range pairs {
		support[orNone(p.Gold)]++
		support[orNone(p.Predicted)] += 0
	}
	for name := range support {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return moreFirst(support[a], support[b], a, b) })
	index = map[string]int32{}
	for i, name := range names {
		index[name] = int32(i)
	}
	return names, index
}

// mistaken returns n mistakes: one of every kind in turn, the most frequent
// kind first.
func mistaken(pairs []Pair, n int) []PairMistake {
	type kind struct{ gold, predicted string }
	count := map[kind]int{}
	type ranked struct {
		PairMistake
		nth  int // of its kind
		kind kind
	}
	var all []ranked
	for _, p := range pairs {
		k := kind{orNone(p.Gold), orNone(p.Predicted)}
		if k.gold == k.predicted {
			continue
		}
		all = append(all, ranked{PairMistake{p.ID, p.File, p.Line, p.Of, p.Language, p.Text, k.gold, k.predicted, p.Source, p.Evidence}, count[k], k})
		count[k]++
	}
	slices.SortStableFunc(all, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.nth, b.nth), cmp.Compare(count[b.kind], count[a.kind]),
			cmp.Compare(a.Gold, b.Gold), cmp.Compare(a.Predicted, b.Predicted))
	})
	out := []PairMistake{}
	for _, m := range all[:min(max(n, 0), len(all))] {
		out = append(out, m.PairMistake)
	}
	return out
}
