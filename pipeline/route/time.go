package route

import (
	"slices"
	"time"

	"verbatim/datasets"
)

// Newest is the time of the newest response that a workspace holds: what
// max_age counts from. The zero Newest is unknown, and then nothing is too old.
type Newest struct {
	At datasets.Opt[int64]         `json:"at"` // microseconds UTC; missing where only its day is known
	On datasets.Opt[datasets.Date] `json:"on"` // local date in the declared zone
}

// Add makes the response at (at, on) the newest if it is newer than n: of a
// later day or, on the same day, of a later instant. The order of calls does
// not matter.
func (n *Newest) Add(at datasets.Opt[int64], on datasets.Opt[datasets.Date]) {
	switch on = dayOf(at, on); {
	case !on.OK:
	case !n.On.OK || on.V > n.On.V:
		n.At, n.On = at, on
	case on.V == n.On.V && at.OK && (!n.At.OK || at.V > n.At.V):
		n.At = at
	}
}

// TooOld tells whether a response at (at, on) is older than maxAge before n.
// Exactly maxAge is not too old. Two instants are compared as such, otherwise
// whole days are; a response without any time is never too old, and neither
// is anything when maxAge is 0.
func (n Newest) TooOld(at datasets.Opt[int64], on datasets.Opt[datasets.Date], maxAge time.Duration) bool {
	if maxAge <= 0 {
		return false
	}
	if at.OK && n.At.OK {
		return n.At.V-at.V > maxAge.Microseconds()
	}
	on = dayOf(at, on)
	return on.OK && n.On.OK && time.Duration(n.On.V-on.V)*24*time.Hour > maxAge
}

// dayOf returns on or, where only the instant is known, its day in UTC.
func dayOf(at datasets.Opt[int64], on datasets.Opt[datasets.Date]) datasets.Opt[datasets.Date] {
	if on.OK || !at.OK {
		return on
	}
	return datasets.Some(datasets.DateOf(time.UnixMicro(at.V).UTC()))
}

// Age turns every case among routes that is too old at newest into an inform
// of the same department by the same rule, in place.
func Age(routes []datasets.Route, maxAge time.Duration, newest Newest) {
	for i := range routes {
		r := &routes[i]
		if r.Role == datasets.RoleReply && newest.TooOld(r.RespondedAt, r.RespondedOn, maxAge) {
			r.Role, r.DueAt = datasets.RoleInform, datasets.Opt[int64]{}
		}
	}
}

// Assign sets what routes mean for their response: its Departments, sorted,
// and its CaseDueAt.
func Assign(resp *datasets.Response, routes []datasets.Route) {
	resp.Departments = make([]string, 0, len(routes))
	resp.CaseDueAt = datasets.Opt[int64]{}
	for i := range routes {
		resp.Departments = append(resp.Departments, routes[i].Department)
		if routes[i].Role == datasets.RoleReply {
			resp.CaseDueAt = routes[i].DueAt
		}
	}
	slices.Sort(resp.Departments)
}

// due returns when a reply is owed: within after the response or, where only
// its day is known, after the end of that day in the router's zone. It is
// missing without a time or without a within.
func (r *Router) due(resp *datasets.Response, within time.Duration) datasets.Opt[int64] {
	switch {
	case within <= 0:
		return datasets.Opt[int64]{}
	case resp.RespondedAt.OK:
		return datasets.Some(resp.RespondedAt.V + within.Microseconds())
	case resp.RespondedOn.OK:
		return datasets.Some(endOf(resp.RespondedOn.V, r.zone).Add(within).UnixMicro())
	}
	return datasets.Opt[int64]{}
}

// endOf returns when a day ends in a zone.
func endOf(day datasets.Date, zone *time.Location) time.Time {
	y, m, d := (day + 1).Time().Date()
	end := time.Date(y, m, d, 0, 0, 0, 0, zone)
	if end.Day() != d {
		// Clocks go forward at midnight, which therefore does not exist: the
		// day ends when they do.
		_, end = end.ZoneBounds()
	}
	return end
}
