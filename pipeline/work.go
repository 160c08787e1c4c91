package pipeline

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"verbatim/datasets/source"
	"verbatim/pipeline/route"
)

// A part is cut at 50,000 responses or 64 MiB of text, whichever comes first;
// a chunk, which one goroutine annotates at a time, at 256 responses or 256 KiB.
// So many chunks for each worker are under way at once.
const (
	partResponses = 50_000
	partText      = 64 << 20
	chunkItems    = 256
	chunkText     = 256 << 10
	chunksAWorker = 4
)

// work is the second reading of the inputs: responses are annotated by all
// cores and written part by part, in order. What is sealed stays; see seal.
type work struct {
	*runner
	done  int64 // responses written, or sealed by an interrupted run
	total int64 // of the run, as far as is known

	slots chan struct{}                                       // one for each chunk under way
	stage string                                              // for Progress; "" for none
	light bool                                                // nothing is indexed
	take  func(ctx context.Context, done <-chan *chunk) error // of the chunks, in any order

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

	sampleBelow uint64 // of the part
}

func (w *work) run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	todo := make(chan *chunk, w.o.Workers)
	done := make(chan *chunk, w.o.Workers)
	w.slots = make(chan struct{}, chunksAWorker*w.o.Workers)
	g.Go(func() error {
		defer close(todo)
		f := &feeder{work: w, todo: todo}
		return f.feed(ctx)
	})
	g.Go(func() error {
		defer close(done)
		return w.annotateAll(ctx, todo, done)
	})
	g.Go(func() error { return w.take(ctx, done) })
	return g.Wait()
}

// annotateAll annotates chunks with all workers; they come out in any order.
func (w *work) annotateAll(ctx context.Context, todo <-chan *chunk, done chan<- *chunk) error {
	g, ctx := errgroup.WithContext(ctx)
	for range w.o.Workers {
		g.Go(func() error {
			a := w.annotate.newAnnotator()
			a.light = w.light
			for c := range todo {
				if err := a.annotateChunk(ctx, c); err != nil {
					return err
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

func (a *annotator) annotateChunk(ctx context.Context, c *chunk) error {
	a.verdicts.sampleBelow = c.sampleBelow
	if err := a.recall(ctx, c.items); err != nil {
		return err
	}
	c.out = make([]annotated, len(c.items))
	for i := range c.items {
		c.out[i] = a.annotate(&c.items[i])
	}
	return a.verdicts.err
}

// annotateOne annotates an item by itself.
func (a *annotator) annotateOne(ctx context.Context, it *item) (annotated, error) {
	if err := a.recall(ctx, []item{*it}); err != nil {
		return annotated{}, err
	}
	out := a.annotate(it)
	return out, a.verdicts.err
}

// inOrder hands chunks to fn in their order.
func (w *work) inOrder(done <-chan *chunk, fn func(c *chunk) error) error {
	waiting := map[int]*chunk{}
	next := 0
	for c := range done {
		waiting[c.seq] = c
		for c := waiting[next]; c != nil; c = waiting[next] {
			delete(waiting, next)
			next++
			if err := fn(c); err != nil {
				return err
			}
			<-w.slots
			w.report(len(c.out))
		}
	}
	return nil
}

// collect writes chunks in their order, and seals each part as it ends.
func (w *work) collect(ctx context.Context, done <-chan *chunk) (err error) {
	var part *partWriter
	sealer := newSealer(w)
	defer func() {
		if part != nil { // the feeder ended before the part did
			part.abandon()
		}
		err = errors.Join(err, sealer.wait())
	}()
	err = w.inOrder(done, func(c *chunk) error {
		if part == nil {
			var err error
			if part, err = w.newPart(ctx, c.part); err != nil {
				return err
			}
		}
		if err := part.write(c.out); err != nil || !c.last {
			return err
		}
		ended := part
		part = nil
		return sealer.seal(ended)
	})
	return errors.Join(err, ctx.Err())
}

func (w *work) report(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.done += int64(n); w.stage == "" {
		return
	}
	w.o.Progress(w.stage, w.done, max(w.total, w.done))
}

// feeder cuts the accepted rows into parts and chunks.
type feeder struct {
	*work
	todo    chan<- *chunk
	seq     int
	part    int // number of the part that is filled
	items   []item
	inPart  int
	text    int  // bytes of the part's answers
	inChunk int  // bytes of the chunk's answers
	skip    bool // the part is sealed already
	changed *changedRows
	apart   *json.Encoder
}

// feed sends every new response, in the order of the rows, then the parts of
// the workspace that hold changed ones.
func (f *feeder) feed(ctx context.Context) (err error) {
	f.changed = &changedRows{dir: filepath.Join(f.ws.staging(), "changed")}
	if err := f.changed.reset(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.changed.flush()) }()
	f.part, f.total = f.plan.NextPart, int64(f.plan.Outcome.New)
	if err := f.openPart(); err != nil {
		return err
	}
	verdicts, err := openVerdicts(filepath.Join(f.ws.staging(), verdictsFile))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, verdicts.close()) }()
	closeApart, err := f.openApart()
	if err != nil {
		return err
	}
	for i := range f.inputs {
		if err := f.feedInput(ctx, i, verdicts); err != nil {
			return errors.Join(err, closeApart())
		}
	}
	if err := errors.Join(closeApart(), verdicts.end()); err != nil {
		return err
	}
	if f.inPart > 0 || f.base == nil && f.part == 1 { // a generation has at least one part
		if err := f.endPart(ctx); err != nil {
			return err
		}
	}
	if err := f.changed.flush(); err != nil {
		return err
	}
	if f.base == nil {
		return nil
	}
	return f.feedOld(ctx)
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
		id := hash.identify(in.decision, rec)
		if v.key != id.key {
			return fmt.Errorf("%s: %w", in.info.Name, errInputChanged)
		}
		switch v.kind {
		case verdictNew:
			return f.add(ctx, func() item { return f.newItem(columns, id, row, rec, v) }, rec)
		case verdictChanged:
			it := f.newItem(columns, id, row, rec, v)
			return f.changed.add(int(v.part), int(v.row), &it)
		case verdictApart:
			return f.apart.Encode(newReject(f.plan.Run, apart(in, rec)))
		}
		return nil
	})
}

// add adds a new response to the part. It is made only where the part is not
// sealed already.
func (f *feeder) add(ctx context.Context, make func() item, rec *source.Record) error {
	text := textOf(rec)
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
	return f.put(ctx, make(), text)
}

// put adds an item, whose answers have so many bytes, to the chunk.
func (f *feeder) put(ctx context.Context, it item, text int) error {
	if len(f.items) == chunkItems || len(f.items) > 0 && f.inChunk+text > chunkText {
		if err := f.send(ctx, false); err != nil {
			return err
		}
	}
	f.items = append(f.items, it)
	f.inChunk += text
	return nil
}

// textOf returns how many bytes the answers have.
func textOf(rec *source.Record) (n int) {
	for _, a := range rec.Answers {
		n += len(a.Text)
	}
	return n
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
	c := &chunk{seq: f.seq, part: f.part, items: f.items, last: last, sampleBelow: f.sampleBelow(f.part)}
	f.seq++
	f.items, f.inChunk = make([]item, 0, chunkItems), 0
	select {
	case f.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case f.todo <- c:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// feedOld sends every part of the workspace that is annotated anew or holds
// changed responses, whole, with these in place of the old.
func (f *feeder) feedOld(ctx context.Context) error {
	numbers := slices.Concat(f.plan.Rewrite, f.changed.parts())
	slices.Sort(numbers)
	numbers = slices.Compact(numbers)
	f.mu.Lock()
	for _, part := range f.base.Parts {
		if slices.Contains(numbers, part.Number) {
			f.total += int64(part.Stats.Responses)
		}
	}
	f.mu.Unlock()
	for _, number := range numbers {
		f.part = number
		if err := f.openPart(); err != nil {
			return err
		}
		if f.skip {
			continue
		}
		if err := f.feedOldPart(ctx, number); err != nil {
			return err
		}
	}
	return nil
}

func (f *feeder) feedOldPart(ctx context.Context, number int) error {
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
			if it.Newest == (route.Newest{}) {
				now.Newest = it.Newest
			}
			it = now
			it.Input += len(inputs) - len(f.inputs) // this run's stand last
		}
		return f.put(ctx, it, textOf(&it.Record))
	})
	if err != nil {
		return err
	}
	return f.send(ctx, true)
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
		return verdict{}, errInputChanged
	}
	return v, nil
}

// end checks that every verdict was asked for.
func (r *verdictReader) end() error {
	if _, err := r.r.Peek(1); !errors.Is(err, io.EOF) {
		return errInputChanged
	}
	return nil
}

var errInputChanged = errors.New("an input changed while it was read: run again when it is complete, with --restart")

func (r *verdictReader) close() error { return r.f.Close() }
