package themes

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/goccy/go-yaml/ast"

	"verbatim/themes/expr"
)

func (d *decoder) routing(n ast.Node) {
	seen := map[string]int{}
	d.mapping(n, "routing",
		key{"max_age", func(n ast.Node) { d.cb.Routing.MaxAge = d.duration(n, "max_age") }},
		key{"rules", func(n ast.Node) {
			d.items(n, "rules", func(n ast.Node) { d.rule(n, seen) })
		}},
	)
}

// ruleKeys remembers where the keys of a rule stand.
type ruleKeys struct{ id, when, reply, inform, within ast.Node }

func (d *decoder) rule(n ast.Node, seen map[string]int) {
	at := d.source.node(n)
	line, _ := d.source.position(at.start)
	r := Rule{Line: line}
	var k ruleKeys
	what := "a rule"
	if id := peekID(n); id != "" {
		what = "rule " + id
	}
	d.mapping(n, what,
		key{"id", func(n ast.Node) { k.id = n; r.ID, _ = d.ident(n, "rule") }},
		key{"when", func(n ast.Node) { k.when = n; r.WhenText, _ = textOf(n) }},
		key{"reply", func(n ast.Node) { k.reply = n; r.Reply = d.receiver(n, what) }},
		key{"inform", func(n ast.Node) { k.inform = n; r.Inform = d.receiver(n, what) }},
		key{"within", func(n ast.Node) { k.within = n; r.Within = d.duration(n, "within of "+what) }},
	)
	if _, isMap := n.(ast.MapNode); !isMap {
		return
	}
	d.checkRule(at, what, k)
	if first, twice := seen[r.ID]; twice && r.ID != "" {
		d.report(d.source.node(k.id), "", "duplicate rule id %q, first on line %d", r.ID, first)
	}
	seen[r.ID] = line
	index := len(d.cb.Routing.Rules)
	d.cb.Routing.Rules = append(d.cb.Routing.Rules, r)
	if k.when != nil {
		d.later = append(d.later, func() { d.cb.Routing.Rules[index].When = d.condition(k.when, "when of "+what) })
	}
}

// condition reads the condition of a rule, once all themes are known.
func (d *decoder) condition(n ast.Node, what string) expr.Node {
	text, ok := d.scalar(n, "a condition for "+what)
	if !ok {
		return nil
	}
	node, err := d.cb.ParseExpr(text, expr.Search)
	if err != nil {
		d.expression(n, text, what, err)
		return nil
	}
	if _, all := node.(*expr.All); all {
		d.report(d.source.node(n), "for every response write theme:any OR theme:none", "empty condition in %s", what)
	}
	for _, f := range expr.Fields(node) {
		if f.Name == "department" {
			d.report(d.source.value(n, text, f.At.Start, f.At.End), "ask for theme: instead",
				"%s asks for department:, which is what the rules decide", what)
		}
	}
	return node
}

// checkRule reports what a rule lacks, or has too much of.
func (d *decoder) checkRule(at span, what string, k ruleKeys) {
	if k.id == nil {
		d.report(at, "the id stands in reports and tables", "%s without id", what)
	}
	if k.when == nil {
		d.report(at, `write when: "…"; theme:any is every response with a theme`, "%s without when", what)
	}
	switch {
	case k.reply == nil && k.inform == nil:
		d.report(at, "reply: makes a case of it, inform: only shows it", "%s with neither reply nor inform", what)
	case k.reply != nil && k.inform != nil:
		d.report(d.source.node(k.inform), "write two rules", "%s with both reply and inform", what)
	case k.inform != nil && k.within != nil:
		d.report(d.source.node(k.within), "a time to reply belongs to reply:", "%s with within, but nobody has to reply", what)
	case k.reply != nil && k.within == nil:
		d.report(at, "write within: 48h", "%s with reply, but without within", what)
	}
}

// receiver reads a department id or ThemeDepartments.
func (d *decoder) receiver(n ast.Node, what string) string {
	id, ok := d.scalar(n, "a department for "+what)
	if ok {
		d.department(id, n, ThemeDepartments)
	}
	return id
}

var durationPattern = regexp.MustCompile(`^([0-9]{1,6})([wdhm])$`)

// duration reads 2w, 14d, 48h or 90m. Days are 24 hours.
func (d *decoder) duration(n ast.Node, what string) time.Duration {
	const longest = 3650 * 24 * time.Hour
	text, ok := d.scalar(n, "a duration for "+what)
	if !ok {
		return 0
	}
	fail := func(format string, args ...any) time.Duration {
		d.report(d.source.node(n), fmt.Sprintf(format, args...), "wanted a duration such as 14d, 48h or 90m for %s, found %q", what, text)
		return 0
	}
	m := durationPattern.FindStringSubmatch(text)
	if m == nil {
		return fail("a number and one of w (weeks), d (days), h (hours), m (minutes)")
	}
	unit := map[string]time.Duration{"w": 7 * 24 * time.Hour, "d": 24 * time.Hour, "h": time.Hour, "m": time.Minute}[m[2]]
	count, _ := strconv.Atoi(m[1]) // at most six digits
	if count == 0 {
		return fail("it must be longer than nothing")
	}
	if time.Duration(count) > longest/unit {
		return fail("at most ten years")
	}
	return time.Duration(count) * unit
}
