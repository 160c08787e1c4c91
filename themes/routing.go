package themes

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// routingKeys is the table of the keys of routing; seen has the lines of the
// rules by id.
func (d *decoder) routingKeys(seen map[string]int) []key {
	return []key{
		{name: "max_age", shape: ref("duration"), doc: "A response that is older than this before the newest opens no case",
			read: func(n ast.Node) { d.cb.Routing.MaxAge = d.duration(n, "max_age") }},
		{name: "rules", shape: list(ref("rule")), doc: "The first reply that holds owns the case; every inform that holds adds a reader",
			read: func(n ast.Node) { d.items(n, "rules", func(n ast.Node) { d.rule(n, seen) }) }},
	}
}

// ruleDraft is a rule as it is read, and where its keys stand.
type ruleDraft struct {
	Rule
	what                            string // for messages
	id, when, reply, inform, within ast.Node
}

// ruleKeys is the table of the keys of a rule.
func (d *decoder) ruleKeys(r *ruleDraft) []key {
	return []key{
		{name: "id", missing: "the id stands in reports and tables", shape: ref("id"), doc: "Stands in the routes table as the reason",
			read: func(n ast.Node) { r.id = n; r.ID, _ = d.ident(n, "rule") }},
		{name: "when", missing: `write when: "…"; theme:any is every response with a theme`, shape: ref("text"),
			doc:  "A condition; words side by side are AND, as in a search",
			read: func(n ast.Node) { r.when = n; r.WhenText, _ = textOf(n) }},
		{name: "reply", shape: ref("text"), doc: "Department that owes a reply, or theme: the departments of the themes",
			read: func(n ast.Node) { r.reply = n; r.Reply = d.receiver(n, r.what) }},
		{name: "inform", shape: ref("text"), doc: "Department that reads it, or theme",
			read: func(n ast.Node) { r.inform = n; r.Inform = d.receiver(n, r.what) }},
		{name: "within", shape: ref("duration"), doc: "From the response until the reply is due, such as 48h",
			read: func(n ast.Node) { r.within = n; r.Within = d.duration(n, "within of "+r.what) }},
	}
}

func (d *decoder) rule(n ast.Node, seen map[string]int) {
	at := d.source.node(n)
	line, _ := d.source.position(at.start)
	r := &ruleDraft{Rule: Rule{Line: line}, what: "a rule"}
	if id := peekID(n); id != "" {
		r.what = "rule " + id
	}
	d.mapping(n, r.what, d.ruleKeys(r))
	if _, isMap := n.(ast.MapNode); !isMap {
		return
	}
	d.checkRule(at, r)
	if first, twice := seen[r.ID]; twice && r.ID != "" {
		d.report(d.source.node(r.id), "", "duplicate rule id %q, first on line %d", r.ID, first)
	}
	seen[r.ID] = line
	index := len(d.cb.Routing.Rules)
	d.cb.Routing.Rules = append(d.cb.Routing.Rules, r.Rule)
	if r.when != nil {
		d.later = append(d.later, func() {
			d.cb.Routing.Rules[index].When = d.condition(r.when, "when of "+r.what, ruleWhen, nil)
		})
	}
}

// checkRule reports what a rule has too much of, or lacks for its receiver.
func (d *decoder) checkRule(at span, r *ruleDraft) {
	switch {
	case r.reply == nil && r.inform == nil:
		d.report(at, "reply: makes a case of it, inform: only shows it", "%s with neither reply nor inform", r.what)
	case r.reply != nil && r.inform != nil:
		d.report(d.source.node(r.inform), "write two rules", "%s with both reply and inform", r.what)
	case r.inform != nil && r.within != nil:
		d.report(d.source.node(r.within), "a time to reply belongs to reply:", "%s with within, but nobody has to reply", r.what)
	case r.reply != nil && r.within == nil:
		d.report(at, "write within: 48h", "%s with reply, but without within", r.what)
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
