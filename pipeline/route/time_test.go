package route_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"verbatim/pipeline/route"
)

// TestDue: days end in the zone of the survey, hours are hours.
func TestDue(t *testing.T) {
	for name, c := range map[string]struct {
		zone, at, on, want string // want in UTC
	}{
		"Tokyo, day":              {"Asia/Tokyo", "", "2026-11-20", "2026-11-22T15:00:00Z"},
		"UTC, day":                {"UTC", "", "2026-11-20", "2026-11-23T00:00:00Z"},
		"Los Angeles, day":        {"America/Los_Angeles", "", "2026-11-20", "2026-11-23T08:00:00Z"},
		"Berlin, last winter day": {"Europe/Berlin", "", "2026-03-28", "2026-03-30T23:00:00Z"}, // ends at 23:00Z, then 48 hours
		"Berlin, spring forward":  {"Europe/Berlin", "", "2026-03-29", "2026-03-31T22:00:00Z"}, // a day of 23 hours
		"Berlin, fall back":       {"Europe/Berlin", "", "2026-10-25", "2026-10-27T23:00:00Z"}, // a day of 25 hours
		"Berlin, instant":         {"Europe/Berlin", "2026-03-28T12:00:00+01:00", "", "2026-03-30T11:00:00Z"},
		"month's end":             {"UTC", "", "2026-12-31", "2027-01-03T00:00:00Z"},
		"leap day":                {"UTC", "", "2028-02-29", "2028-03-03T00:00:00Z"},
		"midnight does not exist": {"America/Havana", "", "2026-03-07", "2026-03-10T05:00:00Z"},
		"no time":                 {"UTC", "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, usual, c.zone)
			resp, verbatims := in{score: "1", at: c.at, on: c.on}.response(t)
			due := f.route(resp, verbatims, route.Newest{})[0].DueAt
			got := ""
			if due.OK {
				got = time.UnixMicro(due.V).UTC().Format(time.RFC3339)
			}
			if got != c.want {
				t.Errorf("due at %q, want %q", got, c.want)
			}
		})
	}
}

func TestTooOld(t *testing.T) {
	const age = 48 * time.Hour
	for name, c := range map[string]struct {
		newestAt, newestOn, at, on string
		want                       bool
	}{
		"instants, exactly":               {"2026-03-03T12:00:00Z", "", "2026-03-01T12:00:00Z", "", false},
		"instants, over":                  {"2026-03-03T12:00:01Z", "", "2026-03-01T12:00:00Z", "", true},
		"days, exactly":                   {"", "2026-03-03", "", "2026-03-01", false},
		"days, over":                      {"", "2026-03-04", "", "2026-03-01", true},
		"day against instant, exactly":    {"2026-03-03T23:00:00Z", "", "", "2026-03-01", false},
		"instant against day, over":       {"", "2026-03-04", "2026-03-01T23:59:00Z", "", true},
		"response without time":           {"2026-03-03T12:00:00Z", "", "", "", false},
		"workspace without time":          {"", "", "2020-03-03T12:00:00Z", "", false},
		"spring forward between, exactly": {"", "2026-03-30", "", "2026-03-28", false},
	} {
		resp, _ := in{at: c.at, on: c.on}.response(t)
		n := newest(t, c.newestAt, c.newestOn)
		if got := n.TooOld(resp.RespondedAt, resp.RespondedOn, age); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
		if n.TooOld(resp.RespondedAt, resp.RespondedOn, 0) {
			t.Errorf("%s: too old without a max_age", name)
		}
	}
}

// TestNewestAnyOrder: the newest response does not depend on the order in
// which responses come.
func TestNewestAnyOrder(t *testing.T) {
	times := []in{
		{}, {on: "2026-03-01"}, {at: "2026-03-01T08:00:00Z"}, {at: "2026-03-02T07:00:00Z"},
		{at: "2026-03-02T09:00:00Z"}, {on: "2026-03-02"}, {at: "2026-02-27T09:00:00Z"},
	}
	want := newest(t, "2026-03-02T09:00:00Z", "")
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var got route.Newest
		for _, i := range rng.Perm(len(times)) {
			resp, _ := times[i].response(t)
			got.Add(resp.RespondedAt, resp.RespondedOn)
		}
		if got != want {
			t.Fatalf("got %+v, want %+v", got, want)
		}
	}
}
