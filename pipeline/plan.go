package pipeline

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"verbatim/datasets"
	"verbatim/datasets/source"
	"verbatim/pipeline/route"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// plan is what a run decides before it works, kept in the staging directory so
// that an interrupted run goes on with the same decisions. It is made by one
// reading of the inputs, which also leaves the verdict on every accepted row
// and rejects.jsonl beside it.
type plan struct {
	Fingerprint string               `json:"fingerprint"` // of all that it follows from
	Base        int                  `json:"base"`        // generation that the run adds to
	Run         int                  `json:"run"`
	Kind        Kind                 `json:"kind"`
	Timezone    string               `json:"timezone"`
	Attributes  []datasets.Attribute `json:"attributes"` // of the workspace, this run's included
	Accepted    int                  `json:"accepted"`   // rows with a verdict
	Rows        []int                `json:"rows"`       // per input, not blank
	Outcome     Outcome              `json:"outcome"`
	Newest      route.Newest         `json:"newest"`
	NextPart    int                  `json:"next_part"` // number of the first part that the run adds
	Rewrite     []int                `json:"rewrite"`   // parts of the base that are annotated anew, whatever changed in them
	Holes       []int                `json:"holes"`     // of them, those that are only because the LLM's answers are missing
	Labels      int64                `json:"labels"`    // the last event of the log that counts
	LLM         *LLMInfo             `json:"llm"`
	Classifier  *ClassifierInfo      `json:"classifier"`
	Codebook    string               `json:"codebook"`
	Inputs      []string             `json:"inputs"` // names and hashes, to say what differs
}

const (
	planFile     = "plan.json"
	verdictsFile = "verdicts"
)

func (p *plan) runInfo(inputs []input) RunInfo {
	info := RunInfo{Number: p.Run, Kind: p.Kind, Inputs: []InputInfo{}, Outcome: p.Outcome, CodebookVersion: p.Codebook, Newest: p.Newest}
	for i, in := range inputs {
		// A path is of this machine, and no part of what a run is.
		file := *in.info
		file.Path = ""
		info.Inputs = append(info.Inputs, InputInfo{
			Name: file.Name, SHA256: file.SHA256, Bytes: file.Bytes, Rows: p.Rows[i], Info: &file, Decision: in.decision,
		})
	}
	return info
}

// choosePlan sets r.plan: the one that an interrupted run left, where it still
// fits, or a new one, which survey must complete.
func (r *runner) choosePlan(ctx context.Context) (complete bool, err error) {
	old, err := r.oldPlan()
	if err != nil {
		return false, err
	}
	last, err := r.lastLabel(ctx)
	if err != nil {
		return false, err
	}
	p, err := r.newPlan(ctx, last)
	if err != nil {
		return false, err
	}
	switch {
	case old == nil || r.o.Restart:
	case old.Base != p.Base:
		// The interrupted run did publish; only its staging was left.
	case r.resumes(ctx, old, p):
		r.plan = old
		r.o.Log.Info("going on with an interrupted run", "run", old.Run)
		return true, nil
	case !r.hasSealed():
		// There is nothing of it to lose.
	default:
		return false, &UsageError{unfinished(r.ws.Dir(), old, p)}
	}
	r.plan = p
	if err := os.RemoveAll(r.ws.staging()); err != nil {
		return false, err
	}
	return false, os.MkdirAll(r.ws.staging(), 0o700)
}

// resumes says whether an interrupted run had the plan that this one makes.
// Labels that came meanwhile wait for the next one.
func (r *runner) resumes(ctx context.Context, old, now *plan) bool {
	if old.Labels != now.Labels {
		var err error
		if now, err = r.newPlan(ctx, old.Labels); err != nil {
			return false
		}
	}
	return old.Fingerprint == now.Fingerprint
}

// hasSealed says whether the interrupted run sealed a part.
func (r *runner) hasSealed() bool {
	parts, err := os.ReadDir(filepath.Join(r.ws.staging(), sealedDir))
	return err != nil && !errors.Is(err, fs.ErrNotExist) || len(parts) > 0
}

// unfinished says that a run was interrupted and that this one is another.
func unfinished(dir string, old, now *plan) error {
	why := "it had other settings or another codebook"
	if old.Kind != now.Kind {
		why = fmt.Sprintf("it was by verbatim %s, and this is by verbatim %s", old.Kind, now.Kind)
	} else if !slices.Equal(old.Inputs, now.Inputs) {
		why = fmt.Sprintf("its inputs were %q, and they are %q now", old.Inputs, now.Inputs)
	}
	return fmt.Errorf("%s holds an interrupted run that this one cannot go on with: %s; "+
		"run the same command on the same files to finish it, or give --restart to drop its unpublished work", dir, why)
}

func (r *runner) oldPlan() (*plan, error) {
	path := filepath.Join(r.ws.staging(), planFile)
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var p plan
	if err := json.Unmarshal(b, &p); err != nil {
		return nil, fmt.Errorf("%s is damaged: %w; --restart begins anew", path, err)
	}
	return &p, nil
}

// newPlan returns what is known before the inputs are read, for the labels up to
// an event of the log.
func (r *runner) newPlan(ctx context.Context, labels int64) (_ *plan, err error) {
	p := &plan{Run: 1, Kind: r.kind, NextPart: 1, Timezone: r.o.Source.Timezone, Codebook: r.o.Codebook.Hash, Labels: labels, Rewrite: []int{}}
	if p.LLM, err = r.llmInfo(); err != nil {
		return nil, err
	}
	if c := r.o.Classifier; c != nil {
		p.Classifier = &ClassifierInfo{Version: c.Version(), Themes: len(c.Themes())}
	}
	if r.base != nil {
		p.Base = r.base.Generation
		p.Run = r.base.Runs[len(r.base.Runs)-1].Number + 1
		p.Timezone = r.base.Timezone
		p.Newest = r.base.Newest
		for _, part := range r.base.Parts {
			p.NextPart = max(p.NextPart, part.Number+1)
		}
		if p.Rewrite, p.Holes, err = r.partsToRewrite(ctx, p); err != nil {
			return nil, err
		}
	}
	p.Attributes = r.attributes()
	h := sha256.New()
	enc := json.NewEncoder(h)
	for _, in := range r.inputs {
		p.Inputs = append(p.Inputs, in.info.Name+" "+in.info.SHA256[:12])
		_ = enc.Encode(in.info.SHA256)
		_ = enc.Encode(in.decision)
	}
	_ = enc.Encode([]any{p, r.o.Tokenizer.Version(), FormatVersion, datasets.SchemaVersion})
	p.Fingerprint = hex.EncodeToString(h.Sum(nil)[:16])
	return p, nil
}

// attributes returns the workspace's attributes followed by those that this
// run's inputs bring.
func (r *runner) attributes() []datasets.Attribute {
	var all []datasets.Attribute
	if r.base != nil {
		all = slices.Clone(r.base.Attributes)
	}
	for _, in := range r.inputs {
		for _, c := range in.decision.Attributes {
			all = AddAttribute(all, c.Header, r.o.Tokenizer)
		}
	}
	return all
}

// AddAttribute appends the attribute that a column with this header becomes,
// unless all has it.
func AddAttribute(all []datasets.Attribute, header string, tk *tokenize.Tokenizer) []datasets.Attribute {
	if slices.ContainsFunc(all, func(a datasets.Attribute) bool { return a.Header == header }) {
		return all
	}
	return append(all, datasets.Attribute{Slug: freeSlug(all, tk.Romanize(header)), Header: header})
}

// slugLength is how long a slug may be; a longer one ends with a word.
const slugLength = 48

// freeSlug returns slug, or slug_2, slug_3 … where another attribute has it;
// and department_column where queries mean something else by department:.
func freeSlug(all []datasets.Attribute, slug string) string {
	if len(slug) > slugLength {
		slug = slug[:slugLength]
		slug = slug[:max(strings.LastIndexByte(slug, '_'), slugLength/2)]
	}
	if slug == "" {
		slug = "column"
	}
	if expr.IsField(slug) {
		slug += "_column"
	}
	taken := func(s string) bool {
		return slices.ContainsFunc(all, func(a datasets.Attribute) bool { return a.Slug == s })
	}
	for n, free := 2, slug; ; n++ {
		if !taken(free) {
			return free
		}
		free = fmt.Sprintf("%s_%d", slug, n)
	}
}

// survey completes the plan by reading every input once. It writes
// rejects.jsonl, the verdicts and, last, the plan.
func (r *runner) survey(ctx context.Context) (err error) {
	defer r.clock.add(&r.clock.read, time.Now())
	s := &surveyor{runner: r, ids: newSorter(r.ws.staging(), "ids")}
	defer func() { err = errors.Join(err, s.ids.close()) }()
	f, err := os.OpenFile(filepath.Join(r.ws.staging(), rejectsFile), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	s.rejects = newRejectEncoder(w)
	err = s.readAll(ctx)
	if err := errors.Join(err, w.Flush(), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := s.judge(); err != nil {
		return err
	}
	return writeJSON(filepath.Join(r.ws.staging(), planFile), r.plan)
}

// surveyor is the first reading of the inputs.
type surveyor struct {
	*runner
	ids     *sorter
	rejects *json.Encoder
	hash    hasher
	newest  newestDays
	done    int64
}

func (s *surveyor) readAll(ctx context.Context) error {
	s.plan.Outcome.Rejects = map[string]int{}
	for i, in := range s.inputs {
		before, accepted := s.plan.Outcome.Rows, 0
		err := eachRow(ctx, in, func(row source.Row, rec *source.Record, reject *source.Reject) error {
			s.plan.Outcome.Rows++
			if s.done++; s.done%4096 == 0 {
				s.o.Progress(StageRead, s.done, 0)
			}
			if reject != nil {
				s.plan.Outcome.Rejected++
				s.plan.Outcome.Rejects[reject.Kind]++
				return s.rejects.Encode(newReject(s.plan.Run, reject))
			}
			id := s.hash.identify(in.decision, rec)
			id.pos = newPosition(i, accepted)
			accepted++
			s.newest.add(rec)
			r := id.record()
			return s.ids.add(r)
		})
		if err != nil {
			return err
		}
		s.plan.Accepted += accepted
		s.plan.Rows = append(s.plan.Rows, s.plan.Outcome.Rows-before)
	}
	s.newest.into(&s.plan.Newest)
	s.o.Progress(StageRead, s.done, s.done)
	return nil
}

// eachRow hands every row of an input to fn: as a record, or as a reject. Both
// are used again for the next row. Of an input in long format, rows of one
// response that stand together come as one.
func eachRow(ctx context.Context, in input, fn rowFunc) error {
	rd, err := source.Open(ctx, in.info)
	if err != nil {
		return err
	}
	defer rd.Close()
	var long *joiner
	if isLong(in.decision) {
		long = &joiner{fn: fn}
		fn = long.add
	}
	parser := source.NewParser(in.info, in.decision)
	var rec source.Record
	for {
		row, err := rd.Read()
		var bad *source.RowError
		var reject *source.Reject
		switch {
		case err == nil:
			reject = parser.Parse(row, &rec)
		case errors.As(err, &bad):
			reject = bad.Reject(in.info.Name)
		case errors.Is(err, io.EOF) && long != nil:
			return long.flush()
		case errors.Is(err, io.EOF):
			return nil
		default:
			return fmt.Errorf("%s: %w", in.info.Name, err)
		}
		if err := fn(row, &rec, reject); err != nil {
			return err
		}
	}
}

// judge writes the verdict on every accepted row, in the order of the rows.
func (s *surveyor) judge() (err error) {
	rows, err := s.ids.sorted()
	if err != nil {
		return err
	}
	known, err := openMerger(s.knownFiles())
	if err != nil {
		return err
	}
	byPosition := newSorter(s.ws.staging(), "verdicts")
	defer func() { err = errors.Join(err, byPosition.close()) }()
	err = decide(rows, known, func(v verdict) error {
		s.plan.Outcome.take(v.kind)
		return byPosition.add(v.record())
	})
	if err := errors.Join(err, rows.close(), known.close()); err != nil {
		return err
	}
	m, err := byPosition.sorted()
	if err != nil {
		return err
	}
	return errors.Join(writeMerged(filepath.Join(s.ws.staging(), verdictsFile), m), m.close())
}

// knownFiles returns the files of ids that the workspace has.
func (r *runner) knownFiles() []string {
	var paths []string
	if r.base != nil {
		for _, p := range r.base.Parts {
			paths = append(paths, filepath.Join(r.baseDir, partPath(dirIDs, p.Number)))
		}
	}
	return paths
}

func (o *Outcome) take(k verdictKind) {
	switch k {
	case verdictNew:
		o.New++
	case verdictChanged:
		o.Changed++
	case verdictSame:
		o.Same++
	case verdictRepeated:
		o.Repeated++
	case verdictReplaced:
		o.Replaced++
	case verdictApart:
		o.Rejected++
		o.Rejects[source.KindRow]++
	}
}
