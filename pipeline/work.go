package pipeline

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/sync/errgroup"

	"verbatim/datasets/source"
)

// A part is cut at 50,000 responses or 64 MiB of text, whichever comes first;
// a chunk is what one goroutine annotates at a time.
const (
	partResponses = 50_000
	partText      = 64 << 20
	chunkItems    = 256
)

// work is the second reading of the inputs: responses are annotated by all
// cores and written part by part, in order. What is sealed stays; see seal.
type work struct {
	*runner
	done int64

	mu      sync.Mutex
	staged  []*stagedPart // sealed parts, in no order
	resumed int           // of them, sealed by an interrupted run
}

// chunk is a run of responses of one part. Chunks are numbered from 0.
type chunk struct {
	seq   int
	part  int
	items []item
	out   []annotated // when it is done
	last  bool        // the part ends with it
}

func (w *work) run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	todo := make(chan *chunk, 2*w.o.Workers)
	done := make(chan *chunk, 2*w.o.Workers)
	g.Go(func() error {
		defer close(todo)
		f := &feeder{work: w, todo: todo}
		return f.feed(ctx)
	})
	g.Go(func() error {
		defer close(done)
		return w.annotateAll(ctx, todo, done)
	})
	g.Go(func() error { return w.collect(ctx, done) })
	return g.Wait()
}

// annotateAll annotates chunks with all workers; they come out in any order.
func (w *work) annotateAll(ctx context.Context, todo <-chan *chunk, done chan<- *chunk) error {
	g, ctx := errgroup.WithContext(ctx)
	for range w.o.Workers {
		g.Go(func() error {
			a := w.annotate.newAnnotator()
			for c := range todo {
				c.out = make([]annotated, len(c.items))
				for i := range c.items {
					c.out[i] = a.annotate(&c.items[i])
				}
				select {
				case done <- c:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return nil
		})
	}
	return g.Wait()
}

// collect writes chunks in their order, and seals each part as it ends.
func (w *work) collect(ctx context.Context, done <-chan *chunk) (err error) {
	waiting := map[int]*chunk{}
	next := 0
	var part *partWriter
	sealer := newSealer(w)
	defer func() {
		err = errors.Join(err, sealer.wait())
		if err != nil && part != nil {
			part.abandon()
		}
	}()
	for c := range done {
		waiting[c.seq] = c
		for c := waiting[next]; c != nil; c = waiting[next] {
			delete(waiting, next)
			next++
			if part == nil {
				if part, err = w.newPart(ctx, c.part); err != nil {
					return err
				}
			}
			if err := part.write(c.out); err != nil {
				return err
			}
			w.report(len(c.out))
			if !c.last {
				continue
			}
			if err := sealer.seal(part); err != nil {
				return err
			}
			part = nil
		}
	}
	return ctx.Err()
}

func (w *work) report(n int) {
	w.done += int64(n)
	w.o.Progress(StageWork, w.done, int64(w.plan.Outcome.New+w.plan.Outcome.Changed))
}

// feeder cuts the accepted rows into parts and chunks.
type feeder struct {
	*work
	todo    chan<- *chunk
	seq     int
	part    int // number of the part that is filled
	items   []item
	inPart  int
	text    int
	skip    bool // the part is sealed already
	changed *changedRows
}

// feed sends every new response, in the order of the rows, then the parts of
// the workspace that hold changed ones.
func (f *feeder) feed(ctx context.Context) (err error) {
	f.changed = &changedRows{dir: filepath.Join(f.ws.staging(), "changed")}
	if err := f.changed.reset(); err != nil {
		return err
	}
	f.part = f.plan.NextPart
	if err := f.openPart(); err != nil {
		return err
	}
	verdicts, err := openVerdicts(filepath.Join(f.ws.staging(), verdictsFile))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, verdicts.close()) }()
	for i := range f.inputs {
		if err := f.feedInput(ctx, i, verdicts); err != nil {
			return err
		}
	}
	if f.inPart > 0 || f.base == nil && f.part == 1 { // a generation has at least one part
		if err := f.endPart(ctx); err != nil {
			return err
		}
	}
	if err := f.changed.flush(); err != nil {
		return err
	}
	return f.feedChanged(ctx)
}

func (f *feeder) feedInput(ctx context.Context, i int, verdicts *verdictReader) error {
	in := f.inputs[i]
	columns := f.shapeOf(in)
	var hash hasher
	accepted := 0
	return eachRow(ctx, in, func(row source.Row, rec *source.Record, reject *source.Reject) error {
		if reject != nil {
			return nil
		}
		v, err := verdicts.next(newPosition(i, accepted))
		if err != nil {
			return fmt.Errorf("%s: %w", in.info.Name, err)
		}
		accepted++
		switch v.kind {
		case verdictNew:
			return f.add(ctx, func() item { return f.newItem(columns, &hash, row, rec, v) }, rec)
		case verdictChanged:
			it := f.newItem(columns, &hash, row, rec, v)
			return f.changed.add(int(v.part), int(v.row), &it)
		}
		return nil
	})
}

// add adds a new response to the part. It is made only where the part is not
// sealed already.
func (f *feeder) add(ctx context.Context, make func() item, rec *source.Record) error {
	text := 0
	for _, a := range rec.Answers {
		text += len(a.Text)
	}
	if f.inPart > 0 && (f.inPart == f.o.partResponses || f.text+text > partText) {
		if err := f.endPart(ctx); err != nil {
			return err
		}
		f.part++
		if err := f.openPart(); err != nil {
			return err
		}
	}
	f.inPart++
	f.text += text
	if f.skip {
		return nil
	}
	if len(f.items) == chunkItems {
		if err := f.send(ctx, false); err != nil {
			return err
		}
	}
	f.items = append(f.items, make())
	return nil
}

// openPart begins a part, or finds that it is sealed.
func (f *feeder) openPart() (err error) {
	f.inPart, f.text = 0, 0
	f.skip, err = f.isSealed(f.part)
	return err
}

func (f *feeder) endPart(ctx context.Context) error {
	if f.skip {
		return nil
	}
	return f.send(ctx, true)
}

// send sends what the chunk holds; a part's last chunk is never empty.
func (f *feeder) send(ctx context.Context, last bool) error {
	c := &chunk{seq: f.seq, part: f.part, items: f.items, last: last}
	f.seq++
	f.items = make([]item, 0, chunkItems)
	select {
	case f.todo <- c:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// feedChanged sends every part of the workspace that holds changed responses,
// whole, with these in place of the old.
func (f *feeder) feedChanged(ctx context.Context) error {
	for _, number := range f.changed.parts() {
		f.part = number
		if err := f.openPart(); err != nil || f.skip {
			if err != nil {
				return err
			}
			continue
		}
		news, err := f.changed.of(number)
		if err != nil {
			return err
		}
		inputs, err := f.codedInputs(number)
		if err != nil {
			return err
		}
		err = f.eachOld(ctx, number, func(row int, it item) error {
			if now, ok := news[row]; ok {
				it = now
				it.Input += len(inputs) - len(f.inputs) // this run's stand last
			}
			if len(f.items) == chunkItems {
				if err := f.send(ctx, false); err != nil {
					return err
				}
			}
			f.items = append(f.items, it)
			return nil
		})
		if err != nil {
			return err
		}
		if err := f.send(ctx, true); err != nil {
			return err
		}
	}
	return nil
}

// verdictReader reads the verdicts in the order of the rows.
type verdictReader struct {
	f *os.File
	r *bufio.Reader
}

func openVerdicts(path string) (*verdictReader, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return &verdictReader{f, bufio.NewReaderSize(f, 1<<16)}, nil
}

// next returns the verdict on the accepted row at pos.
func (r *verdictReader) next(pos position) (verdict, error) {
	var rec record
	_, err := io.ReadFull(r.r, rec[:])
	if err != nil && !errors.Is(err, io.EOF) {
		return verdict{}, err
	}
	v := parseVerdict(rec)
	if err != nil || v.pos != pos {
		return verdict{}, errors.New("the file changed while it was read: run again when it is complete, with --restart")
	}
	return v, nil
}

func (r *verdictReader) close() error { return r.f.Close() }
