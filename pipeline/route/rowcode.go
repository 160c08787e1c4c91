package route

import (
	"math"

	"verbatim/datasets"
)

// encode writes r as one record's fields.
func (r *Row) encode(e *encoder) {
	e.text(r.ResponseID)
	e.text(r.Account)
	e.text(r.Respondent)
	e.text(string(r.Role))
	e.text(r.Rule)
	e.optInt(r.DueAt)
	e.text(string(r.Metric))
	e.optInt(datasets.Opt[int64]{V: int64(math.Float64bits(r.Score.V)), OK: r.Score.OK})
	e.optInt(r.RespondedAt)
	e.optInt(datasets.Opt[int64]{V: int64(r.RespondedOn.V), OK: r.RespondedOn.OK})
	e.text(r.Language)
	e.texts(r.ThemeIDs)
	e.texts(r.Intents)
	e.int(int64(len(r.Answers)))
	for i := range r.Answers {
		e.text(r.Answers[i].Question)
		e.text(r.Answers[i].Text)
	}
	e.texts(r.Attributes)
	e.int(int64(len(r.Contacts)))
	for i := range r.Contacts {
		e.text(r.Contacts[i].Header)
		e.text(r.Contacts[i].Value)
	}
	e.text(r.SourceFile)
	e.int(r.SourceRow)
}

// decode reads what encode wrote, into the memory of r's slices.
func (r *Row) decode(d *decoder) error {
	r.ResponseID = d.text()
	r.Account = d.text()
	r.Respondent = d.text()
	r.Role = datasets.RouteRole(d.text())
	r.Rule = d.text()
	r.DueAt = d.optInt()
	r.Metric = datasets.Metric(d.text())
	score := d.optInt()
	r.Score = datasets.Opt[float64]{V: math.Float64frombits(uint64(score.V)), OK: score.OK}
	r.RespondedAt = d.optInt()
	on := d.optInt()
	r.RespondedOn = datasets.Opt[datasets.Date]{V: datasets.Date(on.V), OK: on.OK}
	r.Language = d.text()
	r.ThemeIDs = d.texts(r.ThemeIDs)
	r.Intents = d.texts(r.Intents)
	r.Answers = r.Answers[:0]
	for n := d.int(); n > 0 && d.err == nil; n-- {
		r.Answers = append(r.Answers, Answer{Question: d.text(), Text: d.text()})
	}
	r.Attributes = d.texts(r.Attributes)
	r.Contacts = r.Contacts[:0]
	for n := d.int(); n > 0 && d.err == nil; n-- {
		r.Contacts = append(r.Contacts, datasets.Contact{Header: d.text(), Value: d.text()})
	}
	r.SourceFile = d.text()
	r.SourceRow = d.int()
	return d.err
}
