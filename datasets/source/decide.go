package source

import (
	"context"
	"fmt"
	"strings"

	"verbatim/datasets"
)

// Column is a column of the input.
type Column struct {
	Index  int    `json:"index"`  // 0-based, into Row.Cells
	Header string `json:"header"` // Info.Header[Index]
}

// TextColumn is a column with answers in words to one question.
type TextColumn struct {
	Column
	QuestionID string `json:"question_id"` // QuestionKey of the header
	Question   string `json:"question"`    // the wording where known, else the header
}

// The values of Decision.IDIs.
const (
	IDIsResponse   = "response"   // an id names one submission
	IDIsRespondent = "respondent" // an id names a person, who may answer again
)

// Decision says which column plays which role. A nil column is a role that
// nobody plays.
type Decision struct {
	Texts      []TextColumn    `json:"texts"`
	Question   *Column         `json:"question,omitempty"` // holds the wording, one answer per row
	Long       bool            `json:"long,omitempty"`     // ids repeat: the rows of one id are the answers of one response
	ID         *Column         `json:"id,omitempty"`
	IDIs       string          `json:"id_is,omitempty"`   // response or respondent; empty without ID
	IDSure     bool            `json:"id_sure,omitempty"` // said by an option or the header, not guessed from the values
	Respondent *Column         `json:"respondent,omitempty"`
	Hashed     []Column        `json:"hashed,omitempty"` // of ID and Respondent: those that are contact, and stand in records as a hash
	Account    *Column         `json:"account,omitempty"`
	Score      *Column         `json:"score,omitempty"`
	Metric     datasets.Metric `json:"metric,omitempty"`
	Reversed   bool            `json:"reversed,omitempty"` // the lowest number is the best
	Time       *Column         `json:"time,omitempty"`
	DateOrder  string          `json:"date_order,omitempty"` // dmy, mdy or ymd: how 01/04/2026 is read
	Zone       string          `json:"zone"`                 // of times that name none, and of local dates
	Contacts   []Column        `json:"contacts,omitempty"`
	Attributes []Column        `json:"attributes,omitempty"`
	Ignored    []Column        `json:"ignored,omitempty"` // empty columns, row numbers, and what --attributes leaves out
	IDFrom     []Column        `json:"id_from,omitempty"`
	Sampled    int             `json:"sampled"` // rows that were looked at
	Whole      bool            `json:"whole"`   // they were all rows
	Notes      []Note          `json:"notes,omitempty"`
}

// Note says something that was decided and could have been decided otherwise,
// or that the reader of the file noticed.
type Note struct {
	What string `json:"what"`
	Why  string `json:"why,omitempty"`
	Flag string `json:"flag,omitempty"` // the flag that overrides it, as one would type it
}

// String returns the note as one line.
func (n Note) String() string {
	s := n.What
	if n.Why != "" {
		s += ": " + n.Why
	}
	if n.Flag != "" {
		s += " (" + n.Flag + ")"
	}
	return s
}

// Decide chooses the columns of an inspected file by their headers and the
// content of up to 10,000 rows, in English and Japanese. The error is an
// *OptionError where an option names what is not there, or where there is
// neither a text nor a score.
func Decide(ctx context.Context, in *Info, o Options) (*Decision, error) {
	s, err := takeSample(ctx, in)
	if err != nil {
		return nil, err
	}
	return decide(in, o, s)
}

// decider is a Decision in the making.
type decider struct {
	in    *Info
	o     Options
	s     *sample
	d     *Decision
	heads []header // of the names
	asks  []header // of the wordings; the same as heads where there are none
	cols  []*profile
	used  []bool // the column has a role
}

func decide(in *Info, o Options, s *sample) (*Decision, error) {
	n := len(in.Header)
	c := &decider{in: in, o: o, s: s, d: &Decision{Sampled: len(s.rows), Whole: s.whole},
		heads: make([]header, n), asks: make([]header, n), cols: make([]*profile, n), used: make([]bool, n)}
	for i, name := range in.Header {
		if i < len(in.RawHeader) && isBlank(in.RawHeader[i]) && (i >= len(in.Wordings) || in.Wordings[i] == "") {
			name = ""
		}
		c.heads[i] = foldHeader(name)
		c.asks[i] = c.heads[i]
		if i < len(in.Wordings) && in.Wordings[i] != "" {
			c.asks[i] = foldHeader(in.Wordings[i])
		}
		c.cols[i] = profileColumn(s, i)
	}
	for _, w := range in.Warnings {
		c.note(w, "", "")
	}
	c.checkHeader()
	steps := []func() error{c.options, c.rowNumbers, c.contacts, c.times, c.zone, c.scores, c.questions, c.identity, c.accounts, c.texts, c.rest}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return c.d, nil
}

// checkHeader notes a header that reads like a row.
func (c *decider) checkHeader() {
	n := 0
	for _, h := range c.in.RawHeader {
		if h = trim(h); h != "" && looksLikeData(h) || len(h) > 40 && len(c.in.Header) == 1 && !foldHeader(h).question {
			n++
		}
	}
	if n > 0 && n*2 >= len(c.in.Header) {
		c.note("the first line is taken for the header", "yet it reads like a row; put column names above it", "")
	}
}

func (c *decider) note(what, why, flag string) {
	c.d.Notes = append(c.d.Notes, Note{What: what, Why: why, Flag: flag})
}

// column makes a Column and marks it as used.
func (c *decider) column(i int) *Column {
	c.used[i] = true
	return &Column{Index: i, Header: c.in.Header[i]}
}

// is tells whether the column's name or wording has one of the terms.
func (c *decider) is(t terms, i int) bool { return t.in(c.heads[i]) || t.in(c.asks[i]) }

// named is the same for columns whose name is a field's name and no question:
// the wording counts only where it is short too.
func (c *decider) named(t terms, i int) bool {
	return !c.heads[i].question && t.in(c.heads[i]) || !c.asks[i].question && t.in(c.asks[i])
}

// free yields the columns without a role.
func (c *decider) free(yield func(int, *profile) bool) {
	for i, p := range c.cols {
		if !c.used[i] && !yield(i, p) {
			return
		}
	}
}

// rowNumbers sets aside the counters that spreadsheet and data frame libraries
// write: the number of a row says nothing, and changes with the sort order.
func (c *decider) rowNumbers() error {
	for i, p := range c.free {
		if !p.counter || len(c.s.rows) < 3 || c.heads[i].compact != "" && !c.is(rowNumbers, i) {
			continue
		}
		c.d.Ignored = append(c.d.Ignored, *c.column(i))
		flag := "--id " + quoteArg(c.in.Header[i])
		c.note(fmt.Sprintf("%s is ignored", quoteName(c.in.Header[i])), "it only counts the rows", flag)
	}
	return nil
}

// contacts finds what leads to a person. Mail addresses are contact wherever
// they stand.
func (c *decider) contacts() error {
	explicit := len(c.d.Contacts) > 0 || isNone(c.o.Contact)
	for i, p := range c.free {
		if c.holdsAddresses(p) || !explicit && c.namesPerson(i, p) {
			c.d.Contacts = append(c.d.Contacts, *c.column(i))
		}
	}
	return nil
}

// holdsAddresses tells contact by content.
func (c *decider) holdsAddresses(p *profile) bool {
	return p.looked > 0 && (p.share(p.mails) >= 0.5 || p.share(p.phones) >= 0.8 && p.dates == 0 || p.share(p.addresses) >= 0.8)
}

// namesPerson tells contact by header. The content has a say, since 担当者の対応
// may be a score, and a column on mails no address.
func (c *decider) namesPerson(i int, p *profile) bool {
	prose := p.share(p.sentences) >= 0.3
	if c.heads[i].question && c.asks[i].question {
		switch {
		case !c.is(askedContacts, i) || p.share(p.numbers) > 0.8 && p.looked > 0:
			return false
		case p.n == 0:
			return true
		}
		return p.share(p.mails)+p.share(p.phones) >= 0.2 || !prose && p.units/float64(max(p.looked, 1)) <= 6 && p.variety() > 0.5
	}
	if prose && p.looked >= 5 {
		return false
	}
	scored := p.within(0, 10) > 0.8
	switch {
	case c.named(sureContacts, i):
		return !scored || c.heads[i].compact == "ip"
	case c.named(mailHeaders, i):
		return p.looked == 0 || p.share(p.mails) >= 0.2
	case c.named(phoneHeaders, i):
		return p.looked == 0 || p.share(p.phones) >= 0.2 || p.share(p.numbers) > 0.8 && p.high > 1e8
	}
	products := c.named(terms{"=name", "=名前"}, i) && p.n >= 50 && p.variety() < 0.05
	return c.named(personHeaders, i) && p.share(p.numbers) < 0.5 && !products
}

// questions finds the column with the question's wording, where a file has one
// row for each answer.
func (c *decider) questions() error {
	if c.d.Question != nil || strings.EqualFold(c.o.Question, none) {
		return nil
	}
	for i, p := range c.free {
		few := p.distinct <= 200 && (p.n < 20 || p.variety() <= 0.5)
		if c.named(questionHeaders, i) && few && p.n*2 >= len(c.s.rows) && p.share(p.numbers) < 0.5 {
			c.d.Question = c.column(i)
			return nil
		}
	}
	return nil
}

// accounts finds the customer that the respondent belongs to.
func (c *decider) accounts() error {
	if c.d.Account != nil || strings.EqualFold(c.o.Account, none) {
		return nil
	}
	for _, t := range []terms{accountIDs, accountNames} {
		for i, p := range c.free {
			kinds := p.n >= 100 && p.distinct <= 10 // kinds of accounts, not accounts
			if c.named(t, i) && !kinds && p.n > 0 {
				c.d.Account = c.column(i)
				return nil
			}
		}
	}
	return nil
}

// rest makes attributes of the columns that are left.
func (c *decider) rest() error {
	var empty []string
	for i, p := range c.free {
		switch {
		case c.o.Attributes != nil:
			c.d.Ignored = append(c.d.Ignored, *c.column(i))
		case p.n == 0 && (c.s.whole || c.heads[i].compact == ""):
			empty = append(empty, quoteName(c.in.Header[i]))
			c.d.Ignored = append(c.d.Ignored, *c.column(i))
		default:
			c.d.Attributes = append(c.d.Attributes, *c.column(i))
		}
	}
	if len(empty) > 0 && len(c.s.rows) > 0 {
		c.note("left out as empty: "+someOf(empty, 3), "", "")
	}
	return nil
}

// someOf joins the first n of a list and tells how many more there are.
func someOf(list []string, n int) string {
	if len(list) <= n+1 {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:n], ", "), len(list)-n)
}
