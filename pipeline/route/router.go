// Package route decides which departments receive a response, who has to
// reply and until when, and writes the files that the departments open.
//
// A Router applies the routing rules of a codebook to one response at a time
// and knows nothing of the others, so that annotating stays a pure function.
// The one thing that needs the whole, whether a case is too old to open, comes
// in as Newest. The parts of a workspace leave fragments (see Fragment and
// Coded), and publishing merges them into files for people (see Deliver and
// WriteCoded).
package route

import (
	"fmt"
	"slices"
	"time"

	"verbatim/datasets"
	"verbatim/themes"
	"verbatim/themes/expr"
)

// Router applies the routing rules of one codebook. It is immutable and safe
// for concurrent use.
type Router struct {
	departments []string // ids, in the codebook's order
	rules       []rule
	ofTheme     map[string][]int // theme id -> its departments, as indexes
	maxAge      time.Duration
	zone        *time.Location
}

// rule is a themes.Rule with its departments looked up.
type rule struct {
	id            string
	reply, inform target
	within        time.Duration
}

// target is whom one half of a rule names.
type target struct {
	department int  // an index into Router.departments, or -1
	byTheme    bool // the departments of the response's themes
}

// New returns the router of a codebook. Days end in zone, the zone declared
// for the survey; nil is UTC. It is an error when a rule asks department:,
// which only routing can answer, or names a department that is not declared.
func New(cb *themes.Codebook, zone *time.Location) (*Router, error) {
	if zone == nil {
		zone = time.UTC
	}
	r := &Router{
		ofTheme: make(map[string][]int, len(cb.Themes)),
		maxAge:  cb.Routing.MaxAge,
		zone:    zone,
	}
	for _, d := range cb.Departments {
		r.departments = append(r.departments, d.ID)
	}
	for i := range cb.Routing.Rules {
		compiled, err := r.compile(&cb.Routing.Rules[i])
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", cb.Path, cb.Routing.Rules[i].Line, err)
		}
		r.rules = append(r.rules, compiled)
	}
	for i := range cb.Themes {
		r.ofTheme[cb.Themes[i].ID] = r.indexes(cb.Themes[i].Departments)
	}
	return r, nil
}

func (r *Router) compile(src *themes.Rule) (rule, error) {
	for _, f := range expr.Fields(src.When) {
		if f.Name == "department" {
			return rule{}, fmt.Errorf("routing rule %q asks for department:, which is what the rules decide; ask for theme: instead", src.ID)
		}
	}
	reply, err := r.target(src.ID, src.Reply)
	if err != nil {
		return rule{}, err
	}
	inform, err := r.target(src.ID, src.Inform)
	return rule{id: src.ID, reply: reply, inform: inform, within: src.Within}, err
}

func (r *Router) target(id, name string) (target, error) {
	t := target{department: -1, byTheme: name == themes.ThemeDepartments}
	if name == "" || t.byTheme {
		return t, nil
	}
	t.department = slices.Index(r.departments, name)
	if t.department < 0 {
		return t, fmt.Errorf("routing rule %q names the department %q, which is not among %q; declare it under departments", id, name, r.departments)
	}
	return t, nil
}

func (r *Router) indexes(ids []string) []int {
	var at []int
	for _, id := range ids {
		if i := slices.Index(r.departments, id); i >= 0 {
			at = append(at, i)
		}
	}
	return at
}

// Departments returns the ids of the departments in the codebook's order.
func (r *Router) Departments() []string { return slices.Clone(r.departments) }

// Rules returns how many rules there are: holds is asked about 0 to Rules()-1.
func (r *Router) Rules() int { return len(r.rules) }

// Route appends the routes of a response to dst, at most one a department, in
// the order of the codebook's departments.
//
// holds says whether the condition of a rule holds for the response; it is
// asked in order, at most once a rule. The first rule whose reply names
// somebody owns the case, later replies are passed over; where it names the
// departments of several themes, the first owns and the others are informed.
// Every inform adds a reader; a department that replies is not informed too.
// When the response is older than the codebook's max_age before newest, the
// owner is informed instead; pass the zero Newest to leave that to Age.
//
// Of resp, ResponseID, ThemeIDs, RespondedAt, RespondedOn and RunNumber are
// read. The routes share its ThemeIDs.
func (r *Router) Route(resp *datasets.Response, holds func(rule int) bool, newest Newest, dst []datasets.Route) []datasets.Route {
	d := decision{router: r, resp: resp, owner: -1}
	if n := len(r.departments); n <= len(d.buf) {
		d.readers = d.buf[:n]
	} else {
		d.readers = make([]*rule, n)
	}
	for i := range r.rules {
		if holds(i) {
			d.take(&r.rules[i])
		}
	}
	first := len(dst)
	dst = d.routes(dst)
	Age(dst[first:], r.maxAge, newest)
	return dst
}

// decision is what the rules say about one response so far.
type decision struct {
	router  *Router
	resp    *datasets.Response
	owner   int // index of the department that replies, or -1
	owns    *rule
	readers []*rule // by department: the first rule that informs it, or nil
	buf     [8]*rule
}

func (d *decision) take(ru *rule) {
	if d.owner < 0 {
		d.each(ru.reply, func(department int) {
			if d.owner < 0 {
				d.owner, d.owns = department, ru
				return
			}
			d.inform(department, ru)
		})
	}
	d.each(ru.inform, func(department int) { d.inform(department, ru) })
}

func (d *decision) inform(department int, ru *rule) {
	if d.readers[department] == nil {
		d.readers[department] = ru
	}
}

// each calls fn with every department that t names, once, in the codebook's
// order.
func (d *decision) each(t target, fn func(department int)) {
	if t.department >= 0 {
		fn(t.department)
	}
	if !t.byTheme {
		return
	}
	for department := range d.readers {
		for _, theme := range d.resp.ThemeIDs {
			if slices.Contains(d.router.ofTheme[theme], department) {
				fn(department)
				break
			}
		}
	}
}

func (d *decision) routes(dst []datasets.Route) []datasets.Route {
	for i, by := range d.readers {
		role, due := datasets.RoleInform, datasets.Opt[int64]{}
		if i == d.owner {
			role, by = datasets.RoleReply, d.owns
			due = d.router.due(d.resp, by.within)
		}
		if by == nil {
			continue
		}
		dst = append(dst, datasets.Route{
			ResponseID:  d.resp.ResponseID,
			Department:  d.router.departments[i],
			Role:        role,
			Rule:        by.id,
			DueAt:       due,
			ThemeIDs:    d.resp.ThemeIDs,
			RespondedAt: d.resp.RespondedAt,
			RespondedOn: d.resp.RespondedOn,
			RunNumber:   d.resp.RunNumber,
		})
	}
	return dst
}
