package route_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"verbatim/datasets"
	"verbatim/pipeline/route"
	"verbatim/themes"
	"verbatim/themes/expr"
)

// head is the part of the test codebooks before their rules.
const head = `
version: 1
departments: {support: サポート, marketing: マーケティング, product: プロダクト, sales: 営業}
themes:
  - {id: pricing, name: {en: Pricing, ja: 料金}, departments: [marketing, sales], terms: {en: [pricing]}}
  - {id: too_expensive, parent: pricing, name: {en: Too expensive, ja: 料金が高い}, terms: {en: [overpriced]}}
  - {id: invoices, parent: pricing, name: {en: Invoices}, departments: [support], terms: {en: [invoice]}}
  - {id: speed, name: {en: Speed, ja: 速度}, departments: [product], terms: {en: [slow]}}
  - {id: misc, name: {en: Other}, terms: {en: [misc]}}
routing:
`

// usual are the rules of most cases.
const usual = `
  max_age: 14d
  rules:
    - {id: large_account, when: "mrr:500000..", reply: sales, within: 24h}
    - {id: detractor, when: "nps:detractor", reply: support, within: 48h}
    - {id: question, when: "intent:question", reply: support, within: 72h}
    - {id: chosen, when: "score:8,6,2,1,0 status:content", reply: support, within: 96h}
    - {id: request, when: "intent:request", inform: product}
    - {id: quotable, when: "nps:promoter intent:praise", inform: marketing}
    - {id: theme_owner, when: "theme:any", inform: theme}
`

var attributes = []datasets.Attribute{{Slug: "plan", Header: "プラン"}, {Slug: "mrr", Header: "MRR"}}

// in is a response with at most one verbatim; empty is null.
type in struct {
	score, metric string
	at, on        string // RFC 3339 in the zone of the case; a day
	intent, lang  string
	status        string // content where there is an intent or a text
	text          string
	themes        []string
	plan, mrr     string
}

func (i in) response(t testing.TB) (*datasets.Response, []datasets.Verbatim) {
	t.Helper()
	resp := &datasets.Response{
		ResponseID: "r1", Metric: datasets.MetricNPS, ThemeIDs: i.themes, SourceFile: "survey.csv", SourceRow: 7,
		RunNumber: 3, Attributes: []string{i.plan, i.mrr},
	}
	if i.metric != "" {
		resp.Metric = datasets.Metric(i.metric)
	}
	if i.score != "" {
		score, err := strconv.ParseFloat(i.score, 64)
		if err != nil {
			t.Fatal(err)
		}
		resp.Score = datasets.Some(score)
	}
	if i.at != "" {
		at, err := time.Parse(time.RFC3339, i.at)
		if err != nil {
			t.Fatal(err)
		}
		resp.RespondedAt = datasets.Some(at.UnixMicro())
		resp.RespondedOn = datasets.Some(datasets.DateOf(at))
	}
	if i.on != "" {
		resp.RespondedOn = datasets.Some(date(t, i.on))
	}
	if i.text == "" && i.intent == "" && i.status == "" {
		return resp, nil
	}
	status := datasets.Content
	if i.status != "" {
		status = datasets.ContentStatus(i.status)
	}
	return resp, []datasets.Verbatim{{
		VerbatimID: "r1#q1", QuestionID: "q1", Text: i.text, Language: i.lang,
		Intent: datasets.Intent(i.intent), ContentStatus: status, ThemeIDs: i.themes,
	}}
}

func date(t testing.TB, s string) datasets.Date {
	t.Helper()
	day, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return datasets.DateOf(day)
}

// fixture routes responses by the rules of a codebook, as the pipeline does,
// but finds words by looking for them in the text.
type fixture struct {
	cb     *themes.Codebook
	router *route.Router
	zone   *time.Location
	facts  *route.Facts
}

func newFixture(t testing.TB, rules, zone string) *fixture {
	t.Helper()
	cb, err := themes.Parse("codebook.yaml", []byte(head+rules))
	if err != nil {
		t.Fatal(err)
	}
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	router, err := route.New(cb, loc)
	if err != nil {
		t.Fatal(err)
	}
	return &fixture{cb, router, loc, route.NewFacts(cb, attributes)}
}

func (f *fixture) route(resp *datasets.Response, verbatims []datasets.Verbatim, newest route.Newest) []datasets.Route {
	f.facts.Set(resp, verbatims, nil)
	words := func(n expr.Node) bool {
		w, ok := n.(*expr.Words)
		return ok && slices.ContainsFunc(verbatims, func(v datasets.Verbatim) bool { return strings.Contains(v.Text, w.Text) })
	}
	holds := func(rule int) bool { return expr.Eval(f.cb.Routing.Rules[rule].When, words, f.facts) }
	return f.router.Route(resp, holds, newest, nil)
}

// show writes routes as "support reply detractor 2026-11-22 10:00; …".
func (f *fixture) show(routes []datasets.Route) string {
	var lines []string
	for _, r := range routes {
		line := fmt.Sprintf("%s %s %s", r.Department, r.Role, r.Rule)
		if r.DueAt.OK {
			line += " " + time.UnixMicro(r.DueAt.V).In(f.zone).Format("2006-01-02 15:04")
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "; ")
}

func newest(t testing.TB, at, on string) (n route.Newest) {
	resp, _ := in{at: at, on: on}.response(t)
	n.Add(resp.RespondedAt, resp.RespondedOn)
	return n
}

func TestRoute(t *testing.T) {
	const at = "2026-11-20T10:00:00+09:00"
	for name, c := range map[string]struct {
		in   in
		want string
	}{
		// who owns the case
		"nothing known":             {in{}, ""},
		"passive without words":     {in{score: "7", at: at}, ""},
		"promoter without words":    {in{score: "10", at: at}, ""},
		"detractor 0":               {in{score: "0", at: at}, "support reply detractor 2026-11-22 10:00"},
		"detractor 6":               {in{score: "6", at: at}, "support reply detractor 2026-11-22 10:00"},
		"detractor 6.5":             {in{score: "6.5", at: at}, "support reply detractor 2026-11-22 10:00"},
		"no score":                  {in{at: at, text: "fine"}, ""},
		"CSAT 1 is no detractor":    {in{score: "3", metric: "csat", at: at}, ""},
		"CSAT 1 is a chosen score":  {in{score: "1", metric: "csat", at: at, text: "bad"}, "support reply chosen 2026-11-24 10:00"},
		"question of a passive":     {in{score: "7", at: at, intent: "question"}, "support reply question 2026-11-23 10:00"},
		"question of a detractor":   {in{score: "2", at: at, intent: "question"}, "support reply detractor 2026-11-22 10:00"},
		"question without score":    {in{at: at, intent: "question"}, "support reply question 2026-11-23 10:00"},
		"chosen 8 with content":     {in{score: "8", at: at, text: "good"}, "support reply chosen 2026-11-24 10:00"},
		"chosen 8 without content":  {in{score: "8", at: at, status: "no_content"}, ""},
		"chosen 8 without words":    {in{score: "8", at: at}, ""},
		"7 is not chosen":           {in{score: "7", at: at, text: "good"}, ""},
		"9 is not chosen":           {in{score: "9", at: at, text: "good"}, ""},
		"large account":             {in{score: "10", at: at, mrr: "500000"}, "sales reply large_account 2026-11-21 10:00"},
		"large account detractor":   {in{score: "0", at: at, mrr: "600000"}, "sales reply large_account 2026-11-21 10:00"},
		"large account with a yen":  {in{at: at, mrr: "¥500,000"}, "sales reply large_account 2026-11-21 10:00"},
		"large account, full width": {in{at: at, mrr: "￥１，２００，０００"}, "sales reply large_account 2026-11-21 10:00"},
		"large account, 円":          {in{at: at, mrr: "500,000円"}, "sales reply large_account 2026-11-21 10:00"},
		"large account, decimals":   {in{at: at, mrr: "500000.50"}, "sales reply large_account 2026-11-21 10:00"},
		"just no large account":     {in{at: at, mrr: "499,999"}, ""},
		"account without revenue":   {in{score: "3", at: at, mrr: ""}, "support reply detractor 2026-11-22 10:00"},
		"revenue that is no number": {in{score: "3", at: at, mrr: "unknown"}, "support reply detractor 2026-11-22 10:00"},
		"another attribute":         {in{at: at, plan: "900000"}, ""},

		// who reads
		"praise of a promoter":      {in{score: "9", at: at, intent: "praise"}, "marketing inform quotable"},
		"praise of a passive":       {in{score: "7", at: at, intent: "praise"}, ""},
		"praise of a chosen 8":      {in{score: "8", at: at, intent: "praise"}, "support reply chosen 2026-11-24 10:00"},
		"praise without score":      {in{at: at, intent: "praise"}, ""},
		"request of a promoter":     {in{score: "9", at: at, intent: "request"}, "product inform request"},
		"request of a detractor":    {in{score: "1", at: at, intent: "request"}, "support reply detractor 2026-11-22 10:00; product inform request"},
		"theme of a passive":        {in{score: "7", at: at, themes: []string{"speed"}}, "product inform theme_owner"},
		"theme of a detractor":      {in{score: "1", at: at, themes: []string{"speed"}}, "support reply detractor 2026-11-22 10:00; product inform theme_owner"},
		"theme and request":         {in{score: "9", at: at, intent: "request", themes: []string{"speed"}}, "product inform request"},
		"inherited departments":     {in{score: "7", at: at, themes: []string{"too_expensive"}}, "marketing inform theme_owner; sales inform theme_owner"},
		"departments of its own":    {in{score: "7", at: at, themes: []string{"invoices"}}, "support inform theme_owner"},
		"two themes, one reader":    {in{score: "7", at: at, themes: []string{"pricing", "too_expensive"}}, "marketing inform theme_owner; sales inform theme_owner"},
		"two themes":                {in{score: "7", at: at, themes: []string{"speed", "invoices"}}, "support inform theme_owner; product inform theme_owner"},
		"owner is not informed too": {in{score: "1", at: at, themes: []string{"invoices"}}, "support reply detractor 2026-11-22 10:00"},
		"theme without department":  {in{score: "7", at: at, themes: []string{"misc"}}, ""},
		"theme nobody knows":        {in{score: "7", at: at, themes: []string{"gone"}}, ""},
		"praise with a theme": {in{score: "10", at: at, intent: "praise", themes: []string{"pricing", "speed"}},
			"marketing inform quotable; product inform theme_owner; sales inform theme_owner"},
		"everything": {in{score: "10", at: at, intent: "request", mrr: "9,999,999", themes: []string{"invoices", "pricing", "speed"}},
			"support inform theme_owner; marketing inform theme_owner; product inform request; sales reply large_account 2026-11-21 10:00"},

		// when it is due
		"no time at all":       {in{score: "1"}, "support reply detractor"},
		"day only":             {in{score: "1", on: "2026-11-20"}, "support reply detractor 2026-11-23 00:00"},
		"just before midnight": {in{score: "1", at: "2026-11-20T23:59:59+09:00"}, "support reply detractor 2026-11-22 23:59"},
		"time in another zone": {in{score: "1", at: "2026-11-20T01:00:00Z"}, "support reply detractor 2026-11-22 10:00"},

		// max_age, 14 days before 2026-11-20 10:00
		"exactly max_age":           {in{score: "1", at: "2026-11-06T10:00:00+09:00"}, "support reply detractor 2026-11-08 10:00"},
		"a second over":             {in{score: "1", at: "2026-11-06T09:59:59+09:00"}, "support inform detractor"},
		"years over":                {in{score: "1", at: "2019-01-01T00:00:00+09:00"}, "support inform detractor"},
		"newer than the newest":     {in{score: "1", at: "2026-12-24T10:00:00+09:00"}, "support reply detractor 2026-12-26 10:00"},
		"day exactly max_age":       {in{score: "1", on: "2026-11-06"}, "support reply detractor 2026-11-09 00:00"},
		"day over max_age":          {in{score: "1", on: "2026-11-05"}, "support inform detractor"},
		"old, themes inform anyway": {in{score: "1", on: "2026-01-05", themes: []string{"speed"}}, "support inform detractor; product inform theme_owner"},
		"old, theme of the owner":   {in{score: "1", on: "2026-01-05", themes: []string{"invoices"}}, "support inform detractor"},
		"old large account":         {in{score: "1", on: "2026-01-05", mrr: "500000"}, "sales inform large_account"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, usual, "Asia/Tokyo")
			resp, verbatims := c.in.response(t)
			routes := f.route(resp, verbatims, newest(t, at, ""))
			if got := f.show(routes); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
			for _, r := range routes {
				if r.ResponseID != "r1" || r.RunNumber != 3 || r.RespondedAt != resp.RespondedAt || r.RespondedOn != resp.RespondedOn {
					t.Errorf("the route does not carry its response: %+v", r)
				}
			}
		})
	}
}

// TestRules has cases whose rules are their point.
func TestRules(t *testing.T) {
	const at = "2026-11-20T10:00:00Z"
	for name, c := range map[string]struct {
		rules string
		in    in
		want  string
	}{
		"the first reply owns": {`[{id: a, when: "score:0..6", reply: product, within: 1h}, {id: b, when: "score:0..3", reply: support, within: 2h}]`,
			in{score: "1", at: at}, "product reply a 2026-11-20 11:00"},
		"the second, where the first does not hold": {`[{id: a, when: "score:0..2", reply: product, within: 1h}, {id: b, when: "score:0..6", reply: support, within: 2h}]`,
			in{score: "5", at: at}, "support reply b 2026-11-20 12:00"},
		"an inform before the reply": {`[{id: a, when: "nps:detractor", inform: support}, {id: b, when: "nps:detractor", reply: support, within: 2h}]`,
			in{score: "5", at: at}, "support reply b 2026-11-20 12:00"},
		"the first inform is named": {`[{id: a, when: "nps:detractor", inform: product}, {id: b, when: "score:5", inform: product}]`,
			in{score: "5", at: at}, "product inform a"},
		"reply of the theme": {`[{id: a, when: "theme:any", reply: theme, within: 2h}]`,
			in{at: at, themes: []string{"speed"}}, "product reply a 2026-11-20 12:00"},
		"reply of several departments of a theme": {`[{id: a, when: "theme:any", reply: theme, within: 2h}]`,
			in{at: at, themes: []string{"too_expensive"}}, "marketing reply a 2026-11-20 12:00; sales inform a"},
		"reply of several themes: the codebook's order": {`[{id: a, when: "theme:any", reply: theme, within: 2h}]`,
			in{at: at, themes: []string{"speed", "invoices", "pricing"}}, "support reply a 2026-11-20 12:00; marketing inform a; product inform a; sales inform a"},
		"reply of a theme that nobody has": {`[{id: a, when: "theme:any", reply: theme, within: 2h}, {id: b, when: "theme:misc", reply: support, within: 3h}]`,
			in{at: at, themes: []string{"misc"}}, "support reply b 2026-11-20 13:00"},
		"a second reply informs nobody": {`[{id: a, when: "score:5", reply: support, within: 2h}, {id: b, when: "theme:any", reply: theme, within: 2h}]`,
			in{score: "5", at: at, themes: []string{"speed"}}, "support reply a 2026-11-20 12:00"},
		"a parent's rule finds its children": {`[{id: a, when: "theme:pricing", inform: sales}]`,
			in{themes: []string{"too_expensive"}}, "sales inform a"},
		"a child's rule does not find its parent": {`[{id: a, when: "theme:too_expensive", inform: sales}]`,
			in{themes: []string{"pricing"}}, ""},
		"theme by Japanese name": {`[{id: a, when: "theme:料金が高い", inform: sales}]`,
			in{themes: []string{"too_expensive"}}, "sales inform a"},
		"theme:none":     {`[{id: a, when: "theme:none", inform: product}]`, in{text: "hm"}, "product inform a"},
		"NOT":            {`[{id: a, when: "NOT theme:pricing", inform: product}]`, in{themes: []string{"invoices"}}, ""},
		"words":          {`[{id: a, when: "弁護士 OR lawyer", reply: support, within: 1h}]`, in{text: "弁護士に相談します", at: at}, "support reply a 2026-11-20 11:00"},
		"words missing":  {`[{id: a, when: "lawyer", reply: support, within: 1h}]`, in{text: "layer", at: at}, ""},
		"attribute":      {`[{id: a, when: "plan:Enterprise", inform: sales}]`, in{plan: "enterprise"}, "sales inform a"},
		"attribute none": {`[{id: a, when: "plan:none", inform: sales}]`, in{mrr: "3"}, "sales inform a"},
		"language":       {`[{id: a, when: "lang:ja", inform: marketing}]`, in{lang: "ja", text: "はい"}, "marketing inform a"},
		"date":           {`[{id: a, when: "date:2026-11", inform: marketing}]`, in{on: "2026-11-30"}, "marketing inform a"},
		"source":         {`[{id: a, when: "source:survey.csv", inform: marketing}]`, in{}, "marketing inform a"},
		"question id":    {`[{id: a, when: "question:q1", inform: marketing}]`, in{text: "x"}, "marketing inform a"},
		"metric":         {`[{id: a, when: "metric:csat score:1..2", inform: product}]`, in{metric: "csat", score: "2"}, "product inform a"},
		"no rule holds":  {`[{id: a, when: "score:10", inform: support}]`, in{score: "0", at: at}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, "  rules: "+c.rules, "UTC")
			resp, verbatims := c.in.response(t)
			if got := f.show(f.route(resp, verbatims, newest(t, "2030-01-01T00:00:00Z", ""))); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// TestRouteProperties: over random rules and responses there is at most one
// reply, never two routes of a department, always the codebook's order, and
// ageing afterwards is the same as routing with the newest response.
func TestRouteProperties(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	receivers := []string{"support", "marketing", "product", "sales", "theme"}
	ids := []string{"pricing", "too_expensive", "invoices", "speed", "misc"}
	for range 300 {
		var rules strings.Builder
		rules.WriteString("  max_age: 3d\n  rules:\n")
		for i := range 1 + rng.IntN(8) {
			verb := "inform: " + receivers[rng.IntN(5)]
			if rng.IntN(2) == 0 {
				verb = "reply: " + receivers[rng.IntN(5)] + ", within: 5h"
			}
			fmt.Fprintf(&rules, "    - {id: r%d, when: \"score:%d..10\", %s}\n", i, rng.IntN(11), verb)
		}
		f := newFixture(t, rules.String(), "Asia/Tokyo")
		order := f.router.Departments()
		for range 20 {
			i := in{score: strconv.Itoa(rng.IntN(11)), on: fmt.Sprintf("2026-03-%02d", 1+rng.IntN(9))}
			for _, id := range ids {
				if rng.IntN(3) == 0 {
					i.themes = append(i.themes, id)
				}
			}
			resp, verbatims := i.response(t)
			routes := f.route(resp, verbatims, route.Newest{})
			checkRoutes(t, order, routes)
			aged := f.route(resp, verbatims, newest(t, "", "2026-03-07"))
			route.Age(routes, 72*time.Hour, newest(t, "", "2026-03-07"))
			if f.show(aged) != f.show(routes) {
				t.Fatalf("aged later %q, at once %q", f.show(routes), f.show(aged))
			}
		}
	}
}

func checkRoutes(t *testing.T, order []string, routes []datasets.Route) {
	t.Helper()
	replies, last := 0, -1
	for _, r := range routes {
		at := slices.Index(order, r.Department)
		if at <= last {
			t.Fatalf("%s stands twice or out of order: %+v", r.Department, routes)
		}
		last = at
		if r.Role == datasets.RoleReply {
			replies++
		} else if r.DueAt.OK {
			t.Fatalf("an inform is due: %+v", r)
		}
	}
	if replies > 1 {
		t.Fatalf("%d replies: %+v", replies, routes)
	}
}

func TestAssign(t *testing.T) {
	f := newFixture(t, usual, "UTC")
	resp, verbatims := in{score: "1", at: "2026-11-20T10:00:00Z", themes: []string{"pricing"}}.response(t)
	route.Assign(resp, f.route(resp, verbatims, route.Newest{}))
	if want := []string{"marketing", "sales", "support"}; !slices.Equal(resp.Departments, want) {
		t.Errorf("departments %q, want %q", resp.Departments, want)
	}
	if want := resp.RespondedAt.V + (48 * time.Hour).Microseconds(); resp.CaseDueAt != datasets.Some(want) {
		t.Errorf("due at %v, want %d", resp.CaseDueAt, want)
	}
	route.Assign(resp, nil)
	if resp.Departments == nil || len(resp.Departments) != 0 || resp.CaseDueAt.OK {
		t.Errorf("without routes: %q %v", resp.Departments, resp.CaseDueAt)
	}
}

func TestNewRefuses(t *testing.T) {
	when := &expr.And{Nodes: []expr.Node{
		&expr.Field{Name: "score", Values: []expr.Value{{Lo: "1"}}},
		&expr.Field{Name: "department", Values: []expr.Value{{Lo: "support"}}},
	}}
	for name, c := range map[string]struct {
		rule themes.Rule
		want string
	}{
		"a rule on departments":    {themes.Rule{ID: "x", When: when, Reply: "support", Line: 9}, "codebook.yaml:9: routing rule \"x\" asks for department:"},
		"a department unknown":     {themes.Rule{ID: "x", When: &expr.All{}, Reply: "legal", Line: 4}, "codebook.yaml:4: routing rule \"x\" names the department \"legal\""},
		"a reader that is unknown": {themes.Rule{ID: "x", When: &expr.All{}, Inform: "legal", Line: 4}, "names the department \"legal\""},
	} {
		cb := &themes.Codebook{Path: "codebook.yaml", Departments: []themes.Department{{ID: "support"}}}
		cb.Routing.Rules = []themes.Rule{c.rule}
		if _, err := route.New(cb, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
}

func BenchmarkRoute(b *testing.B) {
	f := newFixture(b, usual, "Asia/Tokyo")
	resp, verbatims := in{score: "3", at: "2026-11-20T10:00:00+09:00", intent: "request", mrr: "¥120,000",
		themes: []string{"invoices", "too_expensive"}}.response(b)
	b.ReportAllocs()
	for b.Loop() {
		f.route(resp, verbatims, route.Newest{})
	}
}
