package pipeline

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/cespare/xxhash/v2"

	"verbatim/datasets/source"
)

// rowFunc takes a row of an input: as a record or, where that is not nil, as a
// reject. Neither may be kept.
type rowFunc func(row source.Row, rec *source.Record, reject *source.Reject) error

// joiner makes one record of the rows of long format, one answer a row, that
// belong to one response and stand together. Cells that differ are joined by
// line breaks.
type joiner struct {
	fn   rowFunc
	have bool
	row  source.Row
	rec  source.Record
}

func (j *joiner) add(row source.Row, rec *source.Record, reject *source.Reject) error {
	if reject != nil {
		return j.fn(row, rec, reject)
	}
	if j.have && j.rec.ID == rec.ID && rec.ID != "" && timeOf(&j.rec) == timeOf(rec) && !j.answered(rec) {
		j.join(row, rec)
		return nil
	}
	if err := j.flush(); err != nil {
		return err
	}
	j.have, j.row, j.rec = true, row, *rec
	j.row.Cells = slices.Clone(row.Cells)
	j.rec.Answers = slices.Clone(rec.Answers)
	j.rec.Contacts = slices.Clone(rec.Contacts)
	j.rec.Attributes = slices.Clone(rec.Attributes)
	return nil
}

// answered says whether one of the questions has an answer already.
func (j *joiner) answered(rec *source.Record) bool {
	return slices.ContainsFunc(rec.Answers, func(a source.Answer) bool {
		return slices.ContainsFunc(j.rec.Answers, func(b source.Answer) bool { return a.QuestionID == b.QuestionID && a.Question == b.Question })
	})
}

func (j *joiner) join(row source.Row, rec *source.Record) {
	for _, a := range rec.Answers {
		if slices.ContainsFunc(j.rec.Answers, func(b source.Answer) bool { return a.QuestionID == b.QuestionID }) {
			// Another wording with the same key: Why? and why.
			a.QuestionID += fmt.Sprintf("_%06x", xxhash.Sum64String(a.Question)&0xffffff)
		}
		j.rec.Answers = append(j.rec.Answers, a)
	}
	if !j.rec.Score.OK {
		j.rec.Metric, j.rec.Score = rec.Metric, rec.Score
	}
	for i, value := range rec.Attributes {
		if j.rec.Attributes[i] == "" {
			j.rec.Attributes[i] = value
		}
	}
	for i, cell := range row.Cells {
		if have := j.row.Cells[i]; have == "" {
			j.row.Cells[i] = cell
		} else if cell != "" && cell != have {
			j.row.Cells[i] = have + "\n" + cell
		}
	}
}

// flush hands on what was joined.
func (j *joiner) flush() error {
	if !j.have {
		return nil
	}
	j.have = false
	// The order of the rows is no part of what was said.
	slices.SortStableFunc(j.rec.Answers, func(a, b source.Answer) int { return cmp.Compare(a.QuestionID, b.QuestionID) })
	return j.fn(j.row, &j.rec, nil)
}
