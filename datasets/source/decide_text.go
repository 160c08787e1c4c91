package source

import (
	"fmt"
	"strings"
)

// texts finds the answers in words: by header where the content does not
// speak against it, else by content alone.
func (c *decider) texts() error {
	if len(c.d.Texts) == 0 && !isNone(c.o.Text) {
		var found []int
		for i, p := range c.free {
			if c.isText(i, p) {
				found = append(found, i)
			}
		}
		c.addTexts(found)
	}
	if len(c.d.Texts) > 0 || c.d.Score != nil {
		return nil
	}
	quoted := make([]string, len(c.in.Header))
	for i, h := range c.in.Header {
		quoted[i] = quoteName(h)
	}
	return &OptionError{Path: c.in.title(), Flag: "--text", What: "no column looks like answers in words, and none like a score",
		Do: "name one: --text COLUMN; the columns are " + someOf(quoted, 30)}
}

// addTexts makes text columns. Headers with one key between them, such as
// "why" and "Why?", get a hash of the header each.
func (c *decider) addTexts(columns []int) {
	used := map[string]int{}
	for _, i := range columns {
		used[QuestionKey(c.in.Header[i])]++
	}
	for _, i := range columns {
		t := TextColumn{Column: *c.column(i), Question: c.in.Header[i]}
		if i < len(c.in.Wordings) && c.in.Wordings[i] != "" {
			t.Question = c.in.Wordings[i]
		}
		if t.QuestionID = QuestionKey(t.Header); used[t.QuestionID] > 1 {
			t.QuestionID += "_" + shortHash(t.Header)
		}
		c.d.Texts = append(c.d.Texts, t)
	}
}

// isText tells a column of answers in words.
func (c *decider) isText(i int, p *profile) bool {
	if c.named(ourWords, i) {
		return false
	}
	said := c.is(textHeaders, i)
	if p.looked == 0 {
		return said && !c.heads[i].question && (!c.s.whole || len(c.s.rows) == 0)
	}
	if p.share(p.numbers) >= 0.8 || p.share(p.dates) >= 0.8 || p.share(p.urls) >= 0.5 || p.share(p.objects) >= 0.5 {
		return false
	}
	words := p.units / float64(p.looked)
	prose := p.share(p.sentences)
	kinds := p.n >= 30 && p.distinct <= max(12, p.n/50)
	switch question := c.asks[i].question; {
	case kinds, p.list:
		return false
	case said && !question:
		return words >= 1.2 || prose > 0
	case c.named(notTexts, i):
		return false
	case c.named(answerHeaders, i):
		return words >= 2 && p.variety() >= 0.3 && prose >= 0.1
	case said:
		return words >= 1.5 && p.variety() >= 0.5
	case question:
		return words >= 2.5 && p.variety() >= 0.5 && (prose >= 0.1 || p.variety() >= 0.65)
	}
	return words >= 3 && p.variety() >= 0.5 && prose >= 0.3
}

// Summary writes the decision as lines for people, without indentation. slug
// gives the name that an attribute has in the tables; it may be nil.
func (d *Decision) Summary(slug func(header string) string) []string {
	lines := []string{strings.Join(d.roles(), ", ")}
	var second []string
	if len(d.Contacts) > 0 {
		second = append(second, "contact "+someOf(headersOf(d.Contacts), 4)+" (cases only)")
	}
	if len(d.Attributes) > 0 {
		names := headersOf(d.Attributes)
		for i, a := range d.Attributes {
			if slug != nil {
				if s := slug(a.Header); s != a.Header {
					names[i] += "→" + s
				}
			}
		}
		second = append(second, "attributes "+someOf(names, 8))
	}
	if len(second) > 0 {
		lines = append(lines, strings.Join(second, "; "))
	}
	for _, n := range d.Notes {
		lines = append(lines, "note: "+n.String())
	}
	return lines
}

// roles writes who plays which role.
func (d *Decision) roles() []string {
	var roles []string
	if len(d.Texts) > 0 {
		var names []string
		for _, t := range d.Texts {
			name := quoteName(t.Header)
			if t.Question != t.Header {
				name += " " + quoteName(t.Question)
			}
			names = append(names, name)
		}
		roles = append(roles, "text "+someOf(names, 6))
	} else {
		roles = append(roles, "no text")
	}
	if d.Question != nil {
		roles = append(roles, "question "+quoteName(d.Question.Header))
	}
	if d.Score != nil {
		lo, hi := d.Metric.Range()
		scale := fmt.Sprintf("%s %g-%g", strings.ToUpper(string(d.Metric)), lo, hi)
		if d.Reversed {
			scale += ", reversed"
		}
		roles = append(roles, fmt.Sprintf("score %s (%s)", quoteName(d.Score.Header), scale))
	}
	if d.Time != nil {
		zone := d.Zone
		if d.DateOrder != "" {
			zone = d.DateOrder + ", " + zone
		}
		roles = append(roles, fmt.Sprintf("time %s (%s)", quoteName(d.Time.Header), zone))
	}
	if d.ID != nil {
		id := "id " + quoteName(d.ID.Header)
		if d.IDIs == IDIsRespondent {
			id += " (respondent)"
		}
		roles = append(roles, id)
	}
	if d.Respondent != nil && (d.ID == nil || *d.Respondent != *d.ID) {
		roles = append(roles, "respondent "+quoteName(d.Respondent.Header))
	}
	if d.Account != nil {
		roles = append(roles, "account "+quoteName(d.Account.Header))
	}
	return roles
}

func headersOf(columns []Column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = quoteName(c.Header)
	}
	return names
}
