package evaluate

import (
	"cmp"
	"maps"
	"slices"
)

// outcome is what became of one class of one item.
type outcome uint8

const (
	hit   outcome = iota // given, as the gold says
	wrong                // given, against the gold
	miss                 // not given, against the gold
)

// event is an outcome other than rightly not given.
type event struct {
	class   int32
	outcome outcome
}

// row is an item as counted: resampling adds rows and never compares sets.
type row struct {
	counts  bool    // it judges at least one class
	covered bool    // it was given at least one
	events  []event // by class
	judged  []int32 // sorted; nil for all classes
}

// judges says whether class counts in the row.
func (r *row) judges(class int32) bool {
	if r.judged == nil {
		return r.counts
	}
	_, ok := slices.BinarySearch(r.judged, class)
	return ok
}

// of returns the outcome of a class; ok is false where it is neither in the
// gold nor given.
func (r *row) of(class int32) (o outcome, ok bool) {
	i, ok := slices.BinarySearchFunc(r.events, class, func(e event, c int32) int { return cmp.Compare(e.class, c) })
	if !ok {
		return 0, false
	}
	return r.events[i].outcome, true
}

// coder numbers classes.
type coder struct {
	names []string
	index map[string]int32
}

func newCoder(items []Item, classes []string) *coder {
	c := &coder{index: map[string]int32{}}
	for _, name := range classes {
		c.number(name)
	}
	rest := map[string]bool{}
	for i := range items {
		for _, name := range items[i].Gold {
			rest[name] = true
		}
		for _, p := range items[i].Predicted {
			rest[p.Class] = true
		}
		for _, name := range items[i].Judged {
			rest[name] = true
		}
	}
	for _, name := range sortedKeys(rest) {
		c.number(name)
	}
	return c
}

func (c *coder) number(name string) int32 {
	n, ok := c.index[name]
	if !ok {
		n = int32(len(c.names))
		c.index[name] = n
		c.names = append(c.names, name)
	}
	return n
}

// rows codes items; of predictions only those of a source, unless it is "".
func (c *coder) rows(items []Item, source string) []row {
	rows := make([]row, len(items))
	for i := range items {
		rows[i] = c.row(&items[i], source)
	}
	return rows
}

func (c *coder) row(it *Item, source string) row {
	r := row{counts: it.Judged == nil || len(it.Judged) > 0}
	if it.Judged != nil {
		r.judged = make([]int32, 0, len(it.Judged))
		for _, name := range it.Judged {
			r.judged = append(r.judged, c.index[name])
		}
		slices.Sort(r.judged)
		r.judged = slices.Compact(r.judged)
	}
	gold := c.set(it.Gold, &r)
	var given []string
	for _, p := range it.Predicted {
		if p.SuppressedBy == "" && (source == "" || slices.Contains(p.Sources, source)) {
			given = append(given, p.Class)
		}
	}
	found := c.set(given, &r)
	r.covered = len(found) > 0
	r.events = merge(gold, found)
	return r
}

// set returns the numbers of the named classes that the row judges.
func (c *coder) set(names []string, r *row) []int32 {
	var set []int32
	for _, name := range names {
		if n := c.index[name]; r.judges(n) {
			set = append(set, n)
		}
	}
	slices.Sort(set)
	return slices.Compact(set)
}

// merge compares two sorted sets.
func merge(gold, given []int32) []event {
	var events []event
	for len(gold) > 0 || len(given) > 0 {
		switch {
		case len(given) == 0 || len(gold) > 0 && gold[0] < given[0]:
			events = append(events, event{gold[0], miss})
			gold = gold[1:]
		case len(gold) == 0 || given[0] < gold[0]:
			events = append(events, event{given[0], wrong})
			given = given[1:]
		default:
			events = append(events, event{gold[0], hit})
			gold, given = gold[1:], given[1:]
		}
	}
	return events
}

// outcomes tells the classes of every item that counts.
func (c *coder) outcomes(items []Item) []Outcome {
	out := []Outcome{}
	for i := range items {
		r := c.row(&items[i], "")
		if !r.counts {
			continue
		}
		o := Outcome{ID: items[i].ID, Gold: []string{}, Predicted: []string{}}
		for _, e := range r.events {
			name := c.names[e.class]
			if e.outcome != wrong {
				o.Gold = append(o.Gold, name)
			}
			if e.outcome != miss {
				o.Predicted = append(o.Predicted, name)
			}
		}
		for _, n := range r.judged {
			o.Judged = append(o.Judged, c.names[n])
		}
		out = append(out, o)
	}
	return out
}

func sortedKeys(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }

// moreFirst orders by number, high first, and then by name.
func moreFirst(a, b int, nameA, nameB string) int {
	return cmp.Or(cmp.Compare(b, a), cmp.Compare(nameA, nameB))
}
