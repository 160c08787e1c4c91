package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"verbatim/datasets"
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
	responses batch[datasets.Response]
	verbatims batch[datasets.Verbatim]
	coded     *route.CodedReader
	contacts  *contactReader
	keys      []knownID // by row
}

// eachOld hands every response of a part of the workspace to fn, in order.
func (w *work) eachOld(ctx context.Context, number int, fn func(row int, it item) error) (err error) {
	o, err := w.openOld(number)
	if err != nil {
		return fmt.Errorf("%s: %w", partName(number), err)
	}
	defer func() { err = errors.Join(err, o.close()) }()
	for i := range o.keys {
		if err := ctx.Err(); err != nil {
			return err
		}
		resp, err := o.responses.next()
		if err == nil && resp == nil {
			err = fmt.Errorf("the table of responses ends before row %d of %d", i, len(o.keys))
		}
		if err != nil {
			return fmt.Errorf("%s: %w", partName(number), err)
		}
		it, err := o.item(i, resp)
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
	o := &oldPart{runs: newestOf(w.base), width: len(w.plan.Attributes)}
	var err [5]error
	o.keys, err[0] = keysByRow(path(dirIDs))
	err[1] = o.responses.open(path(dirResponses))
	err[2] = o.verbatims.open(path(dirVerbatims), verbatimColumns()...)
	o.coded, err[3] = route.OpenCoded(path(dirRows))
	o.contacts, err[4] = openContacts(filepath.Join(path(dirDelivery), contactsFile))
	if err := errors.Join(err[:]...); err != nil {
		return nil, errors.Join(err, o.close())
	}
	return o, nil
}

func (o *oldPart) close() error {
	var errs []error
	errs = append(errs, o.responses.close(), o.verbatims.close())
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
	it := oldItem(r, o.runs)
	it.Key = o.keys[row]
	it.Record.Attributes = widened(r.Attributes, o.width)
	var coded route.CodedRow
	err := o.coded.Read(&coded)
	if err != nil {
		return item{}, err
	}
	it.Input, it.Cells = coded.Input, coded.Cells
	if it.Record.Contacts, err = o.contacts.next(); err != nil {
		return item{}, err
	}
	it.Record.Answers, err = answersOf(&o.verbatims, r.ResponseID, nil)
	return it, err
}
