package source

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"verbatim/datasets"
)

// The kinds of rejects.
const (
	KindRow   = "row"   // the row's form: too many cells, a quote never closed
	KindScore = "score" // no number, or out of the metric's range
	KindDate  = "date"  // no date, or out of 1990 to 2100
)

// Reject is an input row that could not be used.
type Reject struct {
	File   string `json:"file"`
	Line   int64  `json:"line"`
	Column string `json:"column"`
	Value  string `json:"value"` // at most 80 characters
	Reason string `json:"reason"`
	Kind   string `json:"kind"` // row, score or date
}

// Record is one row, read by a Decision. Its strings may be kept; its slices
// belong to the Record and are used again by the next Parse into it.
type Record struct {
	ID         string                      // trimmed; empty where there is no id column or the cell is empty
	Respondent string                      // as ID; an address stands as "h-" and a hash
	Account    string                      // as ID
	Metric     datasets.Metric             // empty without a score
	Score      datasets.Opt[float64]       // turned round where the scale is reversed
	At         datasets.Opt[int64]         // microseconds since 1970-01-01 UTC; missing where only a date is known
	On         datasets.Opt[datasets.Date] // local date in the declared zone
	Answers    []Answer                    // in column order; answers without words are left out
	Contacts   []datasets.Contact          // empty cells are left out
	Attributes []string                    // aligned with Decision.Attributes; "" is missing
	IDFrom     []string                    // aligned with Decision.IDFrom
	Line       int64
}

// Answer is one answer in words.
type Answer struct {
	QuestionID string
	Question   string
	Text       string // valid UTF-8, as typed
}

// Parser turns rows of one input into records. It is not safe for concurrent
// use: make one for each goroutine.
type Parser struct {
	in       *Info
	d        *Decision
	zone     *time.Location
	zoneErr  error
	keys     map[string]string // question ids of wordings, in the long form
	lo, hi   float64
	idHashed bool
	rHashed  bool
}

// NewParser returns a Parser of the rows of in.
func NewParser(in *Info, d *Decision) *Parser {
	p := &Parser{in: in, d: d, keys: map[string]string{}}
	p.zone, p.zoneErr = loadZone(d.Zone)
	p.lo, p.hi = d.Metric.Range()
	p.idHashed = d.ID != nil && slices.Contains(d.Hashed, *d.ID)
	p.rHashed = d.Respondent != nil && slices.Contains(d.Hashed, *d.Respondent)
	return p
}

// Parse fills rec from row and returns nil, or returns why the row cannot be
// used, in which case rec holds nothing of use. It is a pure function of the
// row.
func (p *Parser) Parse(row Row, rec *Record) *Reject {
	*rec = Record{Line: row.Line, Answers: rec.Answers[:0], Contacts: rec.Contacts[:0],
		Attributes: rec.Attributes[:0], IDFrom: rec.IDFrom[:0]}
	if r := p.score(row, rec); r != nil {
		return r
	}
	if r := p.time(row, rec); r != nil {
		return r
	}
	rec.ID = identifier(row, p.d.ID, p.idHashed)
	rec.Respondent = identifier(row, p.d.Respondent, p.rHashed)
	rec.Account = identifier(row, p.d.Account, false)
	p.answers(row, rec)
	for _, c := range p.d.Contacts {
		if v := trim(row.Cells[c.Index]); v != "" {
			rec.Contacts = append(rec.Contacts, datasets.Contact{Header: c.Header, Value: v})
		}
	}
	for _, c := range p.d.Attributes {
		rec.Attributes = append(rec.Attributes, trim(row.Cells[c.Index]))
	}
	for _, c := range p.d.IDFrom {
		rec.IDFrom = append(rec.IDFrom, trim(row.Cells[c.Index]))
	}
	return nil
}

// reject makes the reject of a cell.
func (p *Parser) reject(row Row, c *Column, kind, reason string) *Reject {
	return &Reject{File: p.in.Name, Line: row.Line, Column: c.Header, Value: shorten(row.Cells[c.Index]), Reason: reason, Kind: kind}
}

// identifier returns the trimmed cell of an id column. Contact is replaced by
// a hash of its lower case form.
func identifier(row Row, c *Column, hashed bool) string {
	if c == nil {
		return ""
	}
	id := trim(row.Cells[c.Index])
	if hashed && id != "" {
		sum := sha256.Sum256([]byte(strings.ToLower(id)))
		id = "h-" + hex.EncodeToString(sum[:8])
	}
	return id
}

func (p *Parser) score(row Row, rec *Record) *Reject {
	if p.d.Score == nil {
		return nil
	}
	cell := row.Cells[p.d.Score.Index]
	if cell == "" {
		return nil
	}
	v, of, ok := parseScore(cell)
	switch {
	case !ok && isMissing(cell):
		return nil
	case !ok:
		return p.reject(row, p.d.Score, KindScore, "is no number on a scale")
	case v < p.lo || v > p.hi || of != 0 && of != p.hi:
		return p.reject(row, p.d.Score, KindScore, fmt.Sprintf("is out of %g to %g of %s", p.lo, p.hi, strings.ToUpper(string(p.d.Metric))))
	case p.d.Metric == datasets.MetricNPS && v != math.Trunc(v):
		return p.reject(row, p.d.Score, KindScore, "is no whole number, as NPS has")
	}
	if p.d.Reversed {
		v = p.lo + p.hi - v
	}
	rec.Metric, rec.Score = p.d.Metric, datasets.Some(v)
	return nil
}

func (p *Parser) time(row Row, rec *Record) *Reject {
	if p.d.Time == nil {
		return nil
	}
	cell := row.Cells[p.d.Time.Index]
	if cell == "" {
		return nil
	}
	if p.zoneErr != nil {
		return p.reject(row, p.d.Time, KindDate, "cannot be read: "+p.d.Zone+" "+p.zoneErr.Error())
	}
	t, err := parseTime(cell, p.d.DateOrder, p.zone)
	if err != nil && isMissing(cell) {
		return nil
	}
	if err != nil {
		reason := err.Error()
		if errors.Is(err, errNoDate) && p.d.DateOrder != "" {
			reason += " (read as " + p.d.DateOrder + ")"
		}
		return p.reject(row, p.d.Time, KindDate, reason)
	}
	rec.At, rec.On = t.at, datasets.Some(t.on)
	return nil
}

// maxKeys bounds the memory of the question ids that are kept.
const maxKeys = 10000

func (p *Parser) answers(row Row, rec *Record) {
	for i := range p.d.Texts {
		t := &p.d.Texts[i]
		text := row.Cells[t.Index]
		if isBlank(text) {
			continue
		}
		a := Answer{QuestionID: t.QuestionID, Question: t.Question, Text: text}
		if p.d.Question != nil {
			if asked := oneLine(row.Cells[p.d.Question.Index]); asked != "" {
				a.QuestionID, a.Question = p.key(asked), asked
				if i > 0 {
					a.QuestionID += "_" + t.QuestionID
				}
			}
		}
		rec.Answers = append(rec.Answers, a)
	}
}

func (p *Parser) key(wording string) string {
	key, ok := p.keys[wording]
	if !ok {
		key = QuestionKey(wording)
		if len(p.keys) < maxKeys {
			p.keys[wording] = key
		}
	}
	return key
}
