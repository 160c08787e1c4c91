package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"verbatim/datasets"
	"verbatim/datasets/source"
	"verbatim/datasets/table"
	"verbatim/pipeline/route"
)

// codedInputs returns the inputs whose columns the part carries along: for a
// part that is written anew those that it had, followed by this run's.
func (w *work) codedInputs(number int) ([]route.Input, error) {
	var all []route.Input
	if number < w.plan.NextPart {
		r, err := route.OpenCoded(filepath.Join(w.baseDir, partPath(dirRows, number)))
		if err != nil {
			return nil, err
		}
		all = append(all, r.Inputs()...)
		if err := r.Close(); err != nil {
			return nil, err
		}
	}
	for _, in := range w.inputs {
		c := w.shapeOf(in)
		coded := route.Input{File: in.info.Name}
		for _, i := range c.cells {
			coded.Columns = append(coded.Columns, in.info.Header[i])
		}
		all = append(all, coded)
	}
	return all, nil
}

// oldPart reads a part of the published generation back as items.
type oldPart struct {
	runs      map[int32]route.Newest
	width     int // attributes of the workspace
	responses *table.Reader[datasets.Response]
	verbatims *table.Reader[datasets.Verbatim]
	coded     *route.CodedReader
	contacts  *contactReader
	keys      []knownID // by row
	pending   *datasets.Verbatim
}

// eachOld hands every response of a part of the workspace to fn, in order.
func (w *work) eachOld(ctx context.Context, number int, fn func(row int, it item) error) (err error) {
	o, err := w.openOld(number)
	if err != nil {
		return fmt.Errorf("%s: %w", partName(number), err)
	}
	defer func() { err = errors.Join(err, o.close()) }()
	rows := make([]datasets.Response, 1)
	for i := range o.keys {
		if err := ctx.Err(); err != nil {
			return err
		}
		if n, err := o.responses.Read(rows); n == 0 {
			return fmt.Errorf("%s: the table of responses ends before row %d of %d: %w", partName(number), i, len(o.keys), err)
		}
		it, err := o.item(i, &rows[0])
		if err != nil {
			return fmt.Errorf("%s, row %d: %w", partName(number), i, err)
		}
		if err := fn(i, it); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) openOld(number int) (*oldPart, error) {
	path := func(dir string) string { return filepath.Join(w.baseDir, partPath(dir, number)) }
	o := &oldPart{runs: map[int32]route.Newest{}, width: len(w.plan.Attributes)}
	for _, run := range w.base.Runs {
		o.runs[int32(run.Number)] = run.Newest
	}
	var err [5]error
	o.keys, err[0] = keysByRow(path(dirIDs))
	o.responses, err[1] = table.Open[datasets.Response](path(dirResponses))
	o.verbatims, err[2] = table.Open[datasets.Verbatim](path(dirVerbatims))
	o.coded, err[3] = route.OpenCoded(path(dirRows))
	o.contacts, err[4] = openContacts(filepath.Join(path(dirDelivery), contactsFile))
	if err := errors.Join(err[:]...); err != nil {
		return nil, errors.Join(err, o.close())
	}
	return o, nil
}

func (o *oldPart) close() error {
	var errs []error
	if o.responses != nil {
		errs = append(errs, o.responses.Close())
	}
	if o.verbatims != nil {
		errs = append(errs, o.verbatims.Close())
	}
	if o.coded != nil {
		errs = append(errs, o.coded.Close())
	}
	if o.contacts != nil {
		errs = append(errs, o.contacts.close())
	}
	return errors.Join(errs...)
}

// keysByRow reads a part's ids file, which is sorted by key.
func keysByRow(path string) ([]knownID, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	m, err := openMerger([]string{path})
	if err != nil {
		return nil, err
	}
	keys := make([]knownID, info.Size()/int64(len(record{})))
	for m.peek() != nil {
		k := parseKnownID(m.pop())
		if int(k.Row) >= len(keys) {
			return nil, errors.Join(fmt.Errorf("%s is damaged: it names row %d of %d", path, k.Row, len(keys)), m.close())
		}
		keys[k.Row] = k
	}
	return keys, m.close()
}

// item makes the item of a response again, from the tables and what stands
// beside them.
func (o *oldPart) item(row int, r *datasets.Response) (item, error) {
	it := item{
		ID:     r.ResponseID,
		Key:    o.keys[row],
		Run:    r.RunNumber,
		Newest: o.runs[r.RunNumber],
		File:   r.SourceFile,
		Record: source.Record{
			Respondent: r.RespondentID,
			Account:    r.AccountID,
			Metric:     r.Metric,
			Score:      r.Score,
			At:         r.RespondedAt,
			On:         r.RespondedOn,
			Attributes: widened(r.Attributes, o.width),
			Line:       r.SourceRow,
		},
	}
	if r.CaseDueAt.OK {
		it.Newest = route.Newest{} // a case that opened stays open
	}
	var coded route.CodedRow
	err := o.coded.Read(&coded)
	if err != nil {
		return item{}, err
	}
	it.Input, it.Cells = coded.Input, coded.Cells
	if it.Record.Contacts, err = o.contacts.next(); err != nil {
		return item{}, err
	}
	it.Record.Answers, err = o.answers(r.ResponseID)
	return it, err
}

// answers returns the answers of the next response, whose verbatims follow
// one another.
func (o *oldPart) answers(responseID string) ([]source.Answer, error) {
	var answers []source.Answer
	for {
		if o.pending == nil {
			rows := make([]datasets.Verbatim, 1)
			n, err := o.verbatims.Read(rows)
			if n == 0 && errors.Is(err, io.EOF) {
				return answers, nil
			}
			if err != nil && !errors.Is(err, io.EOF) {
				return nil, err
			}
			o.pending = &rows[0]
		}
		if o.pending.ResponseID != responseID {
			return answers, nil
		}
		answers = append(answers, source.Answer{QuestionID: o.pending.QuestionID, Question: o.pending.Question, Text: o.pending.Text})
		o.pending = nil
	}
}
