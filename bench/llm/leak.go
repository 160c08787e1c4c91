package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"verbatim/classify/llm"
)

// companions are the real verbatims beside one that gives orders, and groups how
// many such companies there are in each language.
const (
	companions = 3
	groups     = 2
)

// order is a verbatim of classify/llm's tests that gives orders.
type order struct{ Lang, Text string }

// leak asks about real verbatims beside one that gives orders, and prints how
// often their answers are others than beside a harmless one; and how often that
// happens between two harmless ones, which is the model's own unrest.
func leak(ctx context.Context, o *options) error {
	all, err := readOrders(filepath.Join(o.repo, "classify", "llm", "testdata", "orders.jsonl"))
	if err != nil {
		return err
	}
	rows := [][]string{{"verbatims beside", "orders", "answers of others", "changed", "lost", "orders that changed or lost one", "changed between two harmless ones",
		"orders kept apart by the program", "coded alone: no theme", "one or two", "three or more", "no answer"}}
	for _, s := range o.sets {
		t, err := newTrial(o, s)
		if err != nil {
			return err
		}
		var mine []string
		for _, or := range all {
			if or.Lang == s.lang {
				mine = append(mine, or.Text)
			}
		}
		if o.orders > 0 {
			mine = spread(mine, o.orders)
		}
		if err := t.run(ctx, mine); err != nil {
			return err
		}
		rows = append(rows, t.row(len(mine)))
	}
	table(o.out, rows)
	return nil
}

func readOrders(path string) (all []order, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var o order
		if err := json.Unmarshal(lines.Bytes(), &o); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		all = append(all, o)
	}
	return all, lines.Err()
}

// spread returns n of texts, evenly.
func spread(texts []string, n int) []string {
	var some []string
	for i := range min(n, len(texts)) {
		some = append(some, texts[i*len(texts)/n])
	}
	return some
}

// trial measures the leak in one set.
type trial struct {
	o      *options
	set    *set
	menu   *llm.Menu
	groups [groups][]llm.Item
	swap   *swapper
	known  map[string]*notebook // answers beside harmless verbatims, by company and place

	answers, changed, lost, reached int
	calm, restless                  int // answers between two harmless ones, and of them changed
	apart                           int
	alone                           [4]int // no theme, one or two, three or more, no answer
}

func newTrial(o *options, s *set) (*trial, error) {
	t := &trial{o: o, set: s, known: map[string]*notebook{}}
	few := *o
	few.n = groups * companions
	verbatims, menu, err := s.read(&few)
	if err != nil {
		return nil, err
	}
	t.menu = menu
	for i := range verbatims {
		t.groups[i%groups] = append(t.groups[i%groups], verbatims[i].item)
	}
	t.swap, err = newSwapper(o.config.BaseURL)
	return t, err
}

// run tries every order: beside others, first and last in turn, and alone.
func (t *trial) run(ctx context.Context, orders []string) error {
	for i, text := range orders {
		company, last := i%groups, i/groups%2 == 1
		apart, err := t.keptApart(text, company)
		if err != nil {
			return err
		}
		if apart {
			t.apart++
		}
		calm, err := t.beside(ctx, t.set.standIn, "", company, last)
		if err != nil {
			return err
		}
		encoded, err := t.encoded(text)
		if err != nil {
			return err
		}
		stirred, err := t.beside(ctx, t.set.standIn, encoded, company, last)
		if err != nil {
			return err
		}
		t.compare(calm, stirred, company)
		if err := t.unrest(ctx, calm, company, last); err != nil {
			return err
		}
		if err := t.codeAlone(ctx, text); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "%s: %d of %d orders, %d of %d answers changed, %d lost\n", t.set.name, i+1, len(orders), t.changed, t.answers, t.lost)
	}
	return nil
}

// beside returns the answers to a company of verbatims beside a stand-in, which
// is swapped on its way to the server for what is given. The program itself sees
// the stand-in, and so does not keep the order apart.
func (t *trial) beside(ctx context.Context, standIn, swapped string, company int, last bool) (*notebook, error) {
	name := fmt.Sprint(standIn, company, last)
	if n := t.known[name]; n != nil && swapped == "" {
		return n, nil
	}
	items := append([]llm.Item{{Key: "order", Text: standIn}}, t.groups[company]...)
	if last {
		items = append(items[1:], items[0])
	}
	c := t.o.config
	c.BaseURL = t.swap.url
	t.swap.set(standIn, swapped)
	notes, _, err := ask(ctx, c, t.menu, items)
	if err == nil && swapped == "" {
		t.known[name] = notes
	}
	return notes, err
}

// compare counts which answers of a company are others.
func (t *trial) compare(calm, stirred *notebook, company int) {
	changed, lost := t.differences(calm, stirred, company)
	t.answers += len(t.groups[company])
	t.changed += changed
	t.lost += lost
	if changed+lost > 0 {
		t.reached++
	}
}

// unrest compares the answers beside two harmless verbatims, once for each
// company and place.
func (t *trial) unrest(ctx context.Context, calm *notebook, company int, last bool) error {
	if t.known[fmt.Sprint(t.set.other, company, last)] != nil {
		return nil
	}
	other, err := t.beside(ctx, t.set.other, "", company, last)
	if err != nil {
		return err
	}
	changed, lost := t.differences(calm, other, company)
	t.calm += len(t.groups[company])
	t.restless += changed + lost
	return nil
}

func (t *trial) differences(a, b *notebook, company int) (changed, lost int) {
	for _, item := range t.groups[company] {
		before, had := a.themesOf(item.Key)
		after, has := b.themesOf(item.Key)
		switch {
		case had && !has:
			lost++
		case !maps.Equal(before, after):
			changed++
		}
	}
	return changed, lost
}

// keptApart reports whether the program itself, given the order among others,
// asks about the others exactly as it does without it.
func (t *trial) keptApart(text string, company int) (bool, error) {
	with, err := t.requests(append([]llm.Item{{Key: "order", Text: text}}, t.groups[company]...))
	if err != nil {
		return false, err
	}
	without, err := t.requests(t.groups[company])
	if err != nil {
		return false, err
	}
	for user := range without {
		if !with[user] {
			return false, nil
		}
	}
	return true, nil
}

// requests returns what users' messages the program would send.
func (t *trial) requests(items []llm.Item) (map[string]bool, error) {
	users := map[string]bool{}
	err := llm.NewAsker(nil, t.o.config, nil, nil).Requests(t.menu, items, func(r *llm.Request, _ []llm.Item) error {
		users[r.User] = true
		return nil
	})
	return users, err
}

// encoded returns a text as it stands between quotes in a prompt.
func (t *trial) encoded(text string) (line string, err error) {
	const before = `{"id":1,"text":"`
	users, err := t.requests([]llm.Item{{Key: "order", Text: text}})
	for user := range users {
		if _, rest, ok := strings.Cut(user, before); ok {
			line, _, _ = strings.Cut(rest, "\n")
		}
	}
	if err == nil && !strings.HasSuffix(line, `"}`) {
		err = fmt.Errorf("want a line %s… in the prompt, found none: has the prompt changed?", before)
	}
	return strings.TrimSuffix(line, `"}`), err
}

// codeAlone asks about an order alone.
func (t *trial) codeAlone(ctx context.Context, text string) error {
	notes, _, err := ask(ctx, t.o.config, t.menu, []llm.Item{{Key: "order", Text: text}})
	if err != nil {
		return err
	}
	given, answered := notes.themesOf("order")
	switch {
	case !answered:
		t.alone[3]++
	case len(given) == 0:
		t.alone[0]++
	case len(given) < 3:
		t.alone[1]++
	default:
		t.alone[2]++
	}
	return nil
}

// row is the trial's line in the table.
func (t *trial) row(orders int) []string {
	of := func(n, all int) string { return fmt.Sprintf("%d of %d (%.0f %%)", n, all, 100*ratio(n, all)) }
	row := []string{t.set.name, fmt.Sprint(orders), fmt.Sprint(t.answers), of(t.changed, t.answers), of(t.lost, t.answers), of(t.reached, orders),
		of(t.restless, t.calm), of(t.apart, orders)}
	for _, n := range t.alone {
		row = append(row, fmt.Sprint(n))
	}
	return row
}
