package pipeline

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"verbatim/datasets"
	"verbatim/datasets/table"
	"verbatim/pipeline/index"
	"verbatim/pipeline/route"
)

// partFile describes a staged part; it is what makes the part a sealed one.
const partFile = "part.json"

// stagedPart is a sealed part that no generation holds yet.
type stagedPart struct {
	dir string
	PartInfo
}

// partWriter writes the tables of one part to a directory that becomes the
// staged part when it is sealed. Its methods belong to one goroutine; indexes
// are built beside it.
type partWriter struct {
	*work
	number    int
	dir       string // of the unsealed part
	responses *tableFile[datasets.Response]
	verbatims *tableFile[datasets.Verbatim]
	tags      *tableFile[datasets.Tag]
	routes    *tableFile[datasets.Route]
	coded     *route.CodedWriter
	contacts  *contactWriter
	delivery  map[string][]route.Row
	ids       []record
	stats     *Stats
	docs      []index.Doc // of the shard that is filled
	tokens    int         // in docs
	shards    int
	building  *errgroup.Group
	ctx       context.Context // of building
}

func (w *work) newPart(ctx context.Context, number int) (*partWriter, error) {
	dir := filepath.Join(w.ws.staging(), "unsealed", partName(number))
	if err := os.RemoveAll(dir); err != nil {
		return nil, err
	}
	p := &partWriter{work: w, number: number, dir: dir, delivery: map[string][]route.Row{}, stats: newStats()}
	p.building, p.ctx = errgroup.WithContext(ctx)
	p.building.SetLimit(w.o.Workers)
	for _, sub := range []string{dirResponses, dirVerbatims, dirTags, dirRoutes, dirIDs, dirRows, filepath.Join(dirIndex, partName(number)), filepath.Join(dirDelivery, partName(number))} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			return nil, err
		}
	}
	meta := w.meta()
	var errs [6]error
	p.responses, errs[0] = createTable[datasets.Response](p.path(dirResponses), meta)
	p.verbatims, errs[1] = createTable[datasets.Verbatim](p.path(dirVerbatims), meta)
	p.tags, errs[2] = createTable[datasets.Tag](p.path(dirTags), meta)
	p.routes, errs[3] = createTable[datasets.Route](p.path(dirRoutes), meta)
	p.contacts, errs[4] = createContacts(filepath.Join(p.path(dirDelivery), contactsFile))
	inputs, err := w.codedInputs(number)
	if err != nil {
		return nil, err
	}
	p.coded, errs[5] = route.CreateCoded(p.path(dirRows), inputs)
	if err := errors.Join(errs[:]...); err != nil {
		return nil, err // the run ends, and with it what could be opened
	}
	return p, nil
}

// meta is what every Parquet file of the run says of itself.
func (r *runner) meta() table.Meta {
	return table.Meta{Attributes: r.plan.Attributes, KeyValue: map[string]string{
		"verbatim.codebook_version":  r.o.Codebook.Hash,
		"verbatim.tokenizer_version": r.o.Tokenizer.Version(),
		"verbatim.run_number":        fmt.Sprint(r.plan.Run),
		"verbatim.timezone":          r.plan.Timezone,
	}}
}

func (p *partWriter) path(dir string) string { return filepath.Join(p.dir, partPath(dir, p.number)) }

// write writes annotated responses.
func (p *partWriter) write(out []annotated) error {
	defer p.clock.add(&p.clock.write, time.Now())
	for i := range out {
		if err := p.writeOne(&out[i]); err != nil {
			return err
		}
	}
	return nil
}

func (p *partWriter) writeOne(a *annotated) error {
	key := a.item.Key
	key.Part, key.Row = uint32(p.number), uint32(p.stats.Responses)
	p.ids = append(p.ids, key.record())
	p.stats.count(a, p.annotate.tagger.Lineage)
	err := errors.Join(
		p.responses.add(a.response),
		p.verbatims.add(a.verbatims...),
		p.tags.add(a.tags...),
		p.routes.add(a.routes...),
		p.contacts.add(a.item.Record.Contacts),
		p.coded.Write(&route.CodedRow{Input: a.item.Input, Line: a.item.Record.Line,
			ResponseID: a.response.ResponseID, ThemeIDs: a.response.ThemeIDs, Cells: a.item.Cells}))
	if err != nil {
		return err
	}
	for i := range a.routes {
		contacts := a.item.Record.Contacts
		if a.routes[i].Role != datasets.RoleReply {
			contacts = nil // whoever only reads has nobody to answer
		}
		row := route.NewRow(&a.routes[i], &a.response, a.verbatims, contacts)
		p.delivery[a.routes[i].Department] = append(p.delivery[a.routes[i].Department], row)
	}
	for _, doc := range a.docs {
		p.docs = append(p.docs, doc)
		p.tokens += len(doc.Tokens)
		if len(p.docs) == index.ShardRows || p.tokens >= index.ShardTokens {
			p.buildShard()
		}
	}
	return nil
}

// buildShard lets a goroutine index the verbatims of a full shard, and waits
// while every core does so already.
func (p *partWriter) buildShard() {
	docs, dir := p.docs, filepath.Join(p.path(dirIndex), index.ShardName(p.shards))
	p.docs, p.tokens = nil, 0
	p.shards++
	p.building.Go(func() error {
		defer p.clock.add(&p.clock.index, time.Now())
		return index.BuildShard(p.ctx, dir, docs)
	})
}

// finish completes every file of the part but part.json.
func (p *partWriter) finish() error {
	if len(p.docs) > 0 {
		p.buildShard()
	}
	errs := []error{p.responses.close(), p.verbatims.close(), p.tags.close(), p.routes.close(), p.contacts.close(), p.coded.Close()}
	for _, d := range p.annotate.router.Departments() {
		path := filepath.Join(p.path(dirDelivery), d+fragmentExt)
		errs = append(errs, route.WriteFragment(path, p.plan.Attributes, p.delivery[d]))
	}
	slices.SortFunc(p.ids, compareRecords)
	errs = append(errs, writeRecords(p.path(dirIDs), p.ids), p.building.Wait())
	return errors.Join(errs...)
}

// abandon closes what is open; the unsealed part is written anew.
func (p *partWriter) abandon() {
	_ = p.building.Wait()
	_ = errors.Join(p.responses.close(), p.verbatims.close(), p.tags.close(), p.routes.close(), p.contacts.close(), p.coded.Close())
}

// sealer seals parts one after the other, beside the writing of the next.
type sealer struct {
	*work
	group *errgroup.Group
}

func newSealer(w *work) *sealer { return &sealer{work: w, group: &errgroup.Group{}} }

// seal waits for the part before and then seals p in the background.
func (s *sealer) seal(p *partWriter) error {
	if err := s.wait(); err != nil {
		p.abandon()
		return err
	}
	s.group = &errgroup.Group{}
	s.group.Go(func() error { return s.sealNow(p) })
	return nil
}

func (s *sealer) wait() error { return s.group.Wait() }

// sealNow makes the part durable; the rename is what seals it.
func (s *sealer) sealNow(p *partWriter) error {
	if err := p.finish(); err != nil {
		return err
	}
	info := PartInfo{Number: p.number, CodebookVersion: p.o.Codebook.Hash, RulesVersion: p.annotate.tagger.Version(),
		LLM: p.plan.LLM.version(), SampleBelow: p.sampleBelow(p.number), Classifier: p.plan.Classifier.version(), Stats: p.stats}
	if err := writeJSON(filepath.Join(p.dir, partFile), info); err != nil {
		return err
	}
	if err := syncTree(p.dir); err != nil {
		return err
	}
	sealed := p.sealedPath(p.number)
	if err := os.MkdirAll(filepath.Dir(sealed), 0o700); err != nil {
		return err
	}
	if err := os.Rename(p.dir, sealed); err != nil {
		return err
	}
	s.mu.Lock()
	s.staged = append(s.staged, &stagedPart{sealed, info})
	s.mu.Unlock()
	return syncDir(filepath.Dir(sealed))
}

// sealedDir holds, in the staging directory, the parts that are sealed.
const sealedDir = "parts"

func (w *work) sealedPath(number int) string {
	return filepath.Join(w.ws.staging(), sealedDir, partName(number))
}

// isSealed says whether an interrupted run sealed the part, and takes it over.
func (w *work) isSealed(number int) (bool, error) {
	dir := w.sealedPath(number)
	b, err := os.ReadFile(filepath.Join(dir, partFile))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	part := &stagedPart{dir: dir}
	if err := json.Unmarshal(b, &part.PartInfo); err != nil {
		return false, fmt.Errorf("%s is damaged: %w; --restart begins anew", dir, err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.staged = append(w.staged, part)
	w.done += int64(part.Stats.Responses)
	w.resumed++
	return true, nil
}

// tableFile is a table that is being written to a file.
type tableFile[T table.Row] struct {
	f    *os.File
	buf  *bufio.Writer
	w    *table.Writer[T]
	rows []T
}

// tableBatch is how many rows are handed to the table's writer at once.
const tableBatch = 512

func createTable[T table.Row](path string, meta table.Meta) (*tableFile[T], error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	t := &tableFile[T]{f: f, buf: bufio.NewWriterSize(f, 1<<17)}
	if t.w, err = table.NewWriter[T](t.buf, meta); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return t, nil
}

func (t *tableFile[T]) add(rows ...T) error {
	if t.rows = append(t.rows, rows...); len(t.rows) < tableBatch {
		return nil
	}
	return t.flush()
}

func (t *tableFile[T]) flush() error {
	err := t.w.Write(t.rows)
	clear(t.rows)
	t.rows = t.rows[:0]
	return err
}

func (t *tableFile[T]) close() error {
	return errors.Join(t.flush(), t.w.Close(), t.buf.Flush(), t.f.Close())
}
