package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"verbatim/datasets"
	"verbatim/datasets/source"
	"verbatim/datasets/table"
	"verbatim/pipeline/route"
)

// reader reads responses of one part back as items, without what only a run
// needs: identity, cells and contacts.
type reader struct {
	number    int
	runs      map[int32]route.Newest
	responses batch[datasets.Response]
	verbatims batch[datasets.Verbatim]
	tags      batch[datasets.Tag]
	routes    batch[datasets.Route]
	row       int // of the next verbatim in the part

	whole     bool
	published annotated // the response that fn of each was handed, where whole is set
}

// verbatimColumns are those of an item's answers.
func verbatimColumns() []string {
	return []string{"verbatim_id", "response_id", "question_id", "question", "text"}
}

// openReader opens a part. With whole, what is published of each response is
// read beside what makes its item.
func openReader(dir string, m *Manifest, number int, whole bool) (*reader, error) {
	r := &reader{number: number, runs: newestOf(m), whole: whole}
	path := func(sub string) string { return filepath.Join(dir, partPath(sub, number)) }
	columns := verbatimColumns()
	var err error
	if whole {
		columns = nil
		err = errors.Join(r.tags.open(path(dirTags)), r.routes.open(path(dirRoutes)))
	}
	err = errors.Join(err, r.responses.open(path(dirResponses)), r.verbatims.open(path(dirVerbatims), columns...))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", partName(number), err), r.close())
	}
	return r, nil
}

// newestOf returns the newest response that each run knew of.
func newestOf(m *Manifest) map[int32]route.Newest {
	runs := map[int32]route.Newest{}
	for _, run := range m.Runs {
		runs[int32(run.Number)] = run.Newest
	}
	return runs
}

func (r *reader) close() error {
	return errors.Join(r.responses.close(), r.verbatims.close(), r.tags.close(), r.routes.close())
}

// each hands the responses to fn of which want holds: it is asked about the
// rows [from, to) of the part's verbatims that are theirs.
func (r *reader) each(ctx context.Context, want func(resp *datasets.Response, from, to int) bool, fn func(it *item) error) error {
	for {
		resp, err := r.responses.next()
		if err != nil {
			return fmt.Errorf("%s: %w", partName(r.number), err)
		}
		if resp == nil {
			return ctx.Err()
		}
		from := r.row
		answers, err := r.answers(resp.ResponseID)
		if err == nil && r.whole {
			r.published.response = *resp
			err = r.takePublished(resp.ResponseID)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", partName(r.number), err)
		}
		if !want(resp, from, r.row) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		it := oldItem(resp, r.runs)
		it.Record.Answers = answers
		if err := fn(&it); err != nil {
			return err
		}
	}
}

// answers takes the verbatims of a response.
func (r *reader) answers(responseID string) ([]source.Answer, error) {
	r.published.verbatims = r.published.verbatims[:0]
	return answersOf(&r.verbatims, responseID, func(v *datasets.Verbatim) {
		r.row++
		if r.whole {
			r.published.verbatims = append(r.published.verbatims, *v)
		}
	})
}

// answersOf takes the verbatims of a response, which follow one another, and
// hands them to each, which may be nil.
func answersOf(verbatims *batch[datasets.Verbatim], responseID string, each func(*datasets.Verbatim)) ([]source.Answer, error) {
	var answers []source.Answer
	for {
		v, err := verbatims.peek()
		if err != nil || v == nil || v.ResponseID != responseID {
			return answers, err
		}
		if each != nil {
			each(v)
		}
		answers = append(answers, source.Answer{QuestionID: v.QuestionID, Question: v.Question, Text: v.Text})
		verbatims.take()
	}
}

// takePublished takes the tags and the routes of a response, which follow one
// another.
func (r *reader) takePublished(responseID string) error {
	p := &r.published
	p.tags, p.routes = p.tags[:0], p.routes[:0]
	for {
		t, err := r.tags.peek()
		if err != nil {
			return err
		}
		if t == nil || t.ResponseID != responseID {
			break
		}
		p.tags = append(p.tags, *t)
		r.tags.take()
	}
	for {
		t, err := r.routes.peek()
		if err != nil || t == nil || t.ResponseID != responseID {
			return err
		}
		p.routes = append(p.routes, *t)
		r.routes.take()
	}
}

// oldItem makes the item of a response that the workspace has, without its
// answers.
func oldItem(r *datasets.Response, runs map[int32]route.Newest) item {
	it := item{
		ID:     r.ResponseID,
		Run:    r.RunNumber,
		Newest: runs[r.RunNumber],
		File:   r.SourceFile,
		Record: source.Record{
			ID:         r.ResponseID,
			Respondent: r.RespondentID,
			Account:    r.AccountID,
			Metric:     r.Metric,
			Score:      r.Score,
			At:         r.RespondedAt,
			On:         r.RespondedOn,
			Attributes: r.Attributes,
			Line:       r.SourceRow,
		},
	}
	if r.CaseDueAt.OK {
		it.Newest = route.Newest{} // a case that opened stays open
	}
	return it
}

// batch reads a table row by row, and from the file many at a time.
type batch[T table.Row] struct {
	r    *table.Reader[T]
	rows []T
	at   int
	end  bool
}

func (b *batch[T]) open(path string, columns ...string) (err error) {
	b.r, err = table.Open[T](path, columns...)
	return err
}

// peek returns the next row, which stays next, or nil at the end. It is valid
// until the row after it is asked for.
func (b *batch[T]) peek() (*T, error) {
	if b.at == len(b.rows) {
		if b.end {
			return nil, nil
		}
		b.rows, b.at = make([]T, tableBatch), 0
		n, err := b.r.Read(b.rows)
		b.rows = b.rows[:n]
		if b.end = errors.Is(err, io.EOF); err != nil && !b.end {
			return nil, err
		}
		if n == 0 {
			b.end = true
			return nil, nil
		}
	}
	return &b.rows[b.at], nil
}

func (b *batch[T]) take() { b.at++ }

// next is peek and take.
func (b *batch[T]) next() (*T, error) {
	row, err := b.peek()
	if row != nil {
		b.take()
	}
	return row, err
}

func (b *batch[T]) close() error {
	if b.r == nil {
		return nil
	}
	return b.r.Close()
}
