package source

import (
	"fmt"
	"strings"
)

// identity finds the response's id and the respondent's, and what the id is.
func (c *decider) identity() error {
	if c.d.Respondent == nil && !strings.EqualFold(c.o.Respondent, none) {
		c.findRespondent()
	}
	if c.d.ID == nil && !strings.EqualFold(c.o.ID, none) {
		c.findID()
	} else if c.d.ID != nil {
		c.d.IDIs, c.d.IDSure = c.kindOfID(c.d.ID.Index)
	}
	if c.d.ID == nil {
		c.hashContacts()
		return nil
	}
	c.d.Long = c.d.Question != nil && c.repeats(c.d.ID.Index)
	if c.o.IDIs != "" {
		c.d.IDIs, c.d.IDSure = c.o.IDIs, true
	}
	if c.d.IDIs == IDIsRespondent && c.d.Respondent == nil {
		id := *c.d.ID
		c.d.Respondent = &id
	}
	c.hashContacts()
	if !c.d.IDSure {
		why, other := "it is not seen to come again at another time", IDIsRespondent
		if c.d.IDIs == IDIsRespondent {
			why, other = "it comes again at other times", IDIsResponse
		}
		c.note(fmt.Sprintf("%s is taken for the id of a %s", quoteName(c.d.ID.Header), c.d.IDIs), why, "--id-is "+other)
	}
	return nil
}

// findRespondent finds who answered, by header.
func (c *decider) findRespondent() {
	for i, p := range c.free {
		if c.named(respondentIDs, i) && p.n*2 >= len(c.s.rows) && p.n > 0 && (p.distinct > 10 || p.n < 100) {
			c.d.Respondent = c.column(i)
			return
		}
	}
}

// findID finds the id: of the response by header, one of no telling name, the
// respondent's, or the mail address, in this order.
func (c *decider) findID() {
	for i, p := range c.free {
		if c.named(responseIDs, i) && c.identifies(i, p) {
			c.setID(i, IDIsResponse, true)
			return
		}
	}
	if r := c.d.Respondent; r != nil && c.named(monkeyID, r.Index) && c.hasCollector() && c.identifies(r.Index, c.cols[r.Index]) {
		c.setID(r.Index, IDIsResponse, true)
		c.d.Respondent = nil
		return
	}
	for i, p := range c.free {
		if c.named(genericIDs, i) && c.identifies(i, p) {
			kind, sure := c.kindOfID(i)
			c.setID(i, kind, sure)
			return
		}
	}
	if r := c.d.Respondent; r != nil && c.cols[r.Index].n*100 >= len(c.s.rows)*98 && c.cols[r.Index].variety() >= 0.3 {
		c.setID(r.Index, IDIsRespondent, true)
		return
	}
	if c.d.Time == nil || c.d.Respondent != nil {
		return
	}
	for _, contact := range c.d.Contacts {
		p := c.cols[contact.Index]
		if p.share(p.mails) >= 0.9 && p.n*100 >= len(c.s.rows)*98 && p.variety() >= 0.5 {
			c.setID(contact.Index, IDIsRespondent, false)
			return
		}
	}
}

// hasCollector tells the exports of SurveyMonkey, whose "respondent id" is
// another one for every submission.
func (c *decider) hasCollector() bool {
	for i := range c.heads {
		if c.named(collectorID, i) {
			return true
		}
	}
	return false
}

func (c *decider) setID(i int, kind string, sure bool) {
	c.d.ID, c.d.IDIs, c.d.IDSure = c.column(i), kind, sure
}

// identifies tells a column that is filled and tells rows apart.
func (c *decider) identifies(i int, p *profile) bool {
	if p.n == 0 || p.n*100 < len(c.s.rows)*98 {
		return false
	}
	return p.variety() >= 0.5 || c.d.Question != nil && p.variety() >= 0.05
}

// repeats tells whether values of a column stand in several rows.
func (c *decider) repeats(i int) bool { return c.cols[i].distinct*20 < c.cols[i].n*19 }

// kindOfID tells what an id names: by header where it says so, else by
// whether it comes again at other times.
func (c *decider) kindOfID(i int) (kind string, sure bool) {
	switch {
	case c.named(responseIDs, i), c.named(monkeyID, i) && c.hasCollector():
		return IDIsResponse, true
	case c.named(respondentIDs, i) || c.isContact(i):
		return IDIsRespondent, true
	case c.d.Time == nil || c.d.Question != nil:
		return IDIsResponse, false
	}
	first := map[string]string{}
	again, elsewhen := 0, 0
	for _, row := range c.s.rows {
		id, when := trim(row[i]), trim(row[c.d.Time.Index])
		before, seen := first[id]
		if !seen {
			first[id] = when
			continue
		}
		again++
		if before != when {
			elsewhen++
		}
	}
	if again > 0 && elsewhen*2 > again {
		return IDIsRespondent, false
	}
	return IDIsResponse, false
}

// isContact tells whether a column is contact or would be, had it no role.
func (c *decider) isContact(i int) bool {
	for _, contact := range c.d.Contacts {
		if contact.Index == i {
			return true
		}
	}
	return c.holdsAddresses(c.cols[i])
}

// hashContacts keeps contact out of ids: an id column that is contact goes to
// cases as it is, and into records as a hash.
func (c *decider) hashContacts() {
	for _, col := range []*Column{c.d.ID, c.d.Respondent} {
		if col == nil || !c.isContact(col.Index) || len(c.d.Hashed) > 0 && c.d.Hashed[0] == *col {
			continue
		}
		c.d.Hashed = append(c.d.Hashed, *col)
		listed := false
		for _, contact := range c.d.Contacts {
			listed = listed || contact == *col
		}
		if !listed {
			c.d.Contacts = append(c.d.Contacts, *col)
		}
		c.note(quoteName(col.Header)+" tells respondents apart", "it is contact, so tables hold a hash of it", "--id none --respondent none")
	}
}
