package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"verbatim/classify/linear"
	"verbatim/classify/llm"
	"verbatim/datasets"
	"verbatim/datasets/source"
	"verbatim/pipeline/state"
	"verbatim/themes"
	"verbatim/tokenize"
)

// Options are what a run is asked to do.
type Options struct {
	Workspace    string
	Inputs       []string // paths; "-" is Stdin
	Stdin        io.Reader
	Source       source.Options
	Codebook     *themes.Codebook
	Tokenizer    *tokenize.Tokenizer
	LLM          LLM
	Classifier   *linear.Model // nil for that of the published generation, if it has one
	NoClassifier bool          // for none
	Restart      bool          // drop what an interrupted run left, and begin anew
	Workers      int           // goroutines that annotate; 0 for one a core
	// Progress, if not nil, is told how far a stage is: rows done of rows in
	// all. It is called by one goroutine at a time.
	Progress func(stage string, done, total int64)
	Log      *slog.Logger

	partResponses, askBlock int // for tests; 0 for the constants
}

// The stages that Progress hears of.
const (
	StageRead    = "read"               // inputs are read to know their rows
	StageAsk     = "ask"                // an LLM is asked
	StageWork    = "tokenize and index" // responses are annotated, indexed, written
	StagePublish = "publish"            // files of the whole generation are written
)

// UsageError is a mistake in what a run was asked to do. Nothing was written.
type UsageError struct{ Err error }

func (e *UsageError) Error() string { return e.Err.Error() }
func (e *UsageError) Unwrap() error { return e.Err }

// Result is what a run did, and the generation that it published.
type Result struct {
	Dir       string // of the generation
	Manifest  *Manifest
	Run       RunInfo
	Themes    []datasets.Theme // as themes.parquet has them
	Published bool             // false where nothing changed and the old generation stays
	Resumed   int              // parts that an interrupted run had sealed already
	Codebook  *themes.Codebook
	Timing    Timing
	LLM       *llm.Report // what was asked in this run; nil where nothing was to be asked

	waiting bool // labels came that the generation does not follow
}

// Timing is how long the whole run and its stages took. Stages overlap: theirs
// is the time of all goroutines over the number of workers.
type Timing struct {
	Total, Read, Tokenize, Match, Index, Write time.Duration
}

// Run reads the inputs, annotates every response and publishes a generation
// that holds them together with all that the workspace held before. After an
// error or a cancelled context the published generation is what it was, and
// the same call goes on after the last sealed part.
func Run(ctx context.Context, o Options) (*Result, error) {
	if len(o.Inputs) == 0 {
		return nil, &UsageError{errors.New("no input: name at least one survey export")}
	}
	return do(ctx, KindRun, o)
}

// do is Run, Retag or ApplyLabels.
func do(ctx context.Context, kind Kind, o Options) (*Result, error) {
	return (&runner{kind: kind, o: o}).do(ctx)
}

func (r *runner) do(ctx context.Context) (*Result, error) {
	start := time.Now()
	r.ws, r.clock = OpenWorkspace(r.o.Workspace), &clock{}
	if err := r.setDefaults(); err != nil {
		return nil, &UsageError{err}
	}
	defer r.cleanUp()
	if err := r.loadBase(); err != nil {
		return nil, err
	}
	if err := errors.Join(r.checkBase(), r.chooseClassifier()); err != nil {
		return nil, &UsageError{err}
	}
	if err := r.o.LLM.check(r.o.Classifier != nil); err != nil {
		return nil, &UsageError{err}
	}
	r.warnOfKept()
	if err := r.inspect(ctx); err != nil {
		return nil, err
	}
	if err := r.ws.acquire(); err != nil {
		return nil, err
	}
	defer func() { _ = r.ws.release() }()
	res, err := r.run(ctx)
	if err != nil || res == nil {
		return nil, err
	}
	res.Timing = r.clock.timing(time.Since(start), r.o.Workers)
	return res, nil
}

// runner is the state of one Run, Retag or ApplyLabels.
type runner struct {
	kind  Kind
	o     Options
	ws    *Workspace
	clock *clock
	spool string // of standard input, or ""

	inputs   []input
	base     *Manifest // of the published generation, or nil
	baseDir  string
	plan     *plan
	annotate *annotation
	log      *state.Log  // nil where nothing is recorded; open while the workspace is locked
	rehearse *rehearsal  // nil unless asking is all that is done, and not for real
	asked    *llm.Report // nil before anything was to be asked
	missing  int         // verbatims without an answer that asking found
}

// input is one input of the run and what was decided about it.
type input struct {
	info     *source.Info
	decision *source.Decision
}

func (r *runner) setDefaults() error {
	if r.o.Codebook == nil {
		r.o.Codebook = themes.Starter()
	}
	if r.o.partResponses == 0 {
		r.o.partResponses = partResponses
	}
	if r.o.askBlock == 0 {
		r.o.askBlock = askBlock
	}
	if r.o.Workers <= 0 {
		r.o.Workers = runtime.GOMAXPROCS(0)
	}
	if r.o.Progress == nil {
		r.o.Progress = func(string, int64, int64) {}
	}
	if r.o.Log == nil {
		r.o.Log = slog.New(slog.DiscardHandler)
	}
	if r.o.Tokenizer == nil {
		tk, err := tokenize.New(tokenize.Options{})
		if err != nil {
			return err
		}
		r.o.Tokenizer = tk
	}
	return nil
}

// inspect looks at every input, before anything is written.
func (r *runner) inspect(ctx context.Context) error {
	defer r.clock.add(&r.clock.read, time.Now())
	for _, path := range r.o.Inputs {
		if path == "-" {
			var err error
			if path, err = r.spoolStdin(); err != nil {
				return err
			}
		}
		in, err := r.inspectOne(ctx, path)
		if err != nil {
			return err
		}
		r.inputs = append(r.inputs, in)
	}
	return nil
}

func (r *runner) inspectOne(ctx context.Context, path string) (input, error) {
	o := r.o.Source
	if path == r.spool {
		o.Name = "stdin"
	}
	info, err := source.Inspect(ctx, path, o)
	if err != nil {
		return input{}, optionsAreUsage(err)
	}
	decision, err := r.decideColumns(ctx, info)
	if err != nil {
		return input{}, optionsAreUsage(err)
	}
	r.o.Source.Timezone = decision.Zone // one workspace has one zone
	return input{info, decision}, nil
}

func optionsAreUsage(err error) error {
	var o *source.OptionError
	if errors.As(err, &o) {
		return &UsageError{err}
	}
	return err
}

func (r *runner) spoolStdin() (string, error) {
	if r.spool != "" {
		return "", &UsageError{errors.New(`"-" stands twice among the inputs: standard input can be read once`)}
	}
	dir, err := os.MkdirTemp("", "verbatim-stdin-")
	if err != nil {
		return "", err
	}
	r.spool = filepath.Join(dir, "stdin")
	if err := source.SpoolStdin(r.o.Stdin, r.spool); err != nil {
		return "", fmt.Errorf("standard input: %w", err)
	}
	return r.spool, nil
}

func (r *runner) cleanUp() {
	if r.spool != "" {
		_ = os.RemoveAll(filepath.Dir(r.spool))
	}
}

// run is Run with the workspace locked.
func (r *runner) run(ctx context.Context) (*Result, error) {
	if err := r.loadBase(); err != nil {
		return nil, err
	}
	if r.kind == KindLabels {
		var err error
		if r.o.Codebook, err = r.ws.loadPublishedCodebook(); err != nil {
			return nil, err
		}
	}
	closeLog, err := r.openLog()
	if err != nil {
		return nil, err
	}
	defer closeLog()
	if err := r.makePlan(ctx); err != nil {
		return nil, err
	}
	if r.idle() && r.rehearse == nil {
		return r.keepBase()
	}
	if err := r.ask(ctx); err != nil || r.rehearse != nil {
		return nil, errors.Join(err, r.endRehearsal())
	}
	if fruitless, err := r.fruitless(ctx); err != nil {
		return nil, err
	} else if fruitless {
		return r.keepBase()
	}
	w := &work{runner: r, stage: StageWork}
	w.take = w.collect
	if err := w.run(ctx); err != nil {
		return nil, err
	}
	res, err := r.publish(ctx, w)
	if err != nil {
		return nil, err
	}
	res.Resumed, res.LLM = w.resumed, r.asked
	last, err := r.lastLabel(ctx)
	if res.waiting = err == nil && last > r.plan.Labels; res.waiting {
		r.o.Log.Warn("labels came meanwhile: the next run, retag or labels import applies them")
	}
	return res, nil
}

func (r *runner) linkCurrent(generation int) {
	if err := r.ws.link(generation); err != nil {
		r.o.Log.Warn("the link current could not be set; verbatim path prints the directory", "error", err)
	}
}

// makePlan plans, and prepares to annotate meanwhile.
func (r *runner) makePlan(ctx context.Context) error {
	complete, err := r.choosePlan(ctx)
	if err != nil {
		return err
	}
	prepared := make(chan error, 1)
	go func() { prepared <- r.prepare() }()
	if !complete {
		err = r.survey(ctx)
	}
	if e := <-prepared; e != nil {
		// A mistake of the codebook: nothing of this run stays.
		if !complete {
			e = errors.Join(e, os.RemoveAll(r.ws.staging()))
		}
		return &UsageError{e}
	}
	return err
}

// prepare compiles the codebook, which loads the Japanese dictionary where a
// list has Japanese terms.
func (r *runner) prepare() (err error) {
	defer r.clock.add(&r.clock.load, time.Now())
	r.annotate, err = newAnnotation(r.o.Codebook, r.o.Tokenizer, r.plan.Timezone, r.plan.Attributes)
	if err != nil {
		return err
	}
	r.annotate.clock = r.clock
	if r.annotate.models, err = newModels(r.plan.LLM, r.log, r.o.Codebook, r.o.Classifier); err != nil {
		return err
	}
	r.annotate.labels, err = r.labels(context.Background(), r.plan.Labels)
	return err
}

// loadBase reads what the workspace holds. It is called again once the
// workspace is locked.
func (r *runner) loadBase() error {
	n, err := r.ws.Current()
	if err != nil || n == 0 {
		return err
	}
	r.baseDir = r.ws.Generation(n)
	r.base, err = readManifest(r.baseDir)
	return err
}

// idle says whether there is nothing to do: nothing new, and no part to rewrite.
func (r *runner) idle() bool { return r.nothingNew() && len(r.plan.Rewrite) == 0 }

// nothingNew says whether the workspace has all that the inputs hold, their
// responses and, where they have any, their rejects.
func (r *runner) nothingNew() bool {
	o := r.plan.Outcome
	if r.base == nil || o.New > 0 || o.Changed > 0 {
		return false
	}
	return o.Rejected == 0 || !slices.ContainsFunc(r.inputs, func(in input) bool {
		return !slices.ContainsFunc(r.base.Runs, func(run RunInfo) bool {
			return slices.ContainsFunc(run.Inputs, func(old InputInfo) bool { return old.SHA256 == in.info.SHA256 })
		})
	})
}

// checkBase refuses what would make one generation of two kinds of tokens or
// of local dates.
func (r *runner) checkBase() error {
	if r.base == nil {
		if r.kind != KindRun {
			return fmt.Errorf("%s holds no published run yet: verbatim run FILE makes one", r.o.Workspace)
		}
		return nil
	}
	if have, now := r.base.Tokenizer, r.o.Tokenizer.Version(); have != now && r.kind != KindRetag {
		return fmt.Errorf("%s was cut into words by another tokenizer or dictionary (%s, this is %s): use the dictionary and synonyms that it was made with, "+
			"or cut all of it anew with verbatim retag", r.o.Workspace, have, now)
	}
	if zone := r.o.Source.Timezone; zone != "" && zone != r.base.Timezone {
		return fmt.Errorf("--timezone %s: %s has its dates in %s, and one workspace has one zone: run all inputs into a new workspace with -w NEW --timezone %s",
			zone, r.o.Workspace, r.base.Timezone, zone)
	}
	r.o.Source.Timezone = r.base.Timezone
	return nil
}

// keepBase is the result of a run that has nothing to add.
func (r *runner) keepBase() (*Result, error) {
	if err := os.RemoveAll(r.ws.staging()); err != nil {
		return nil, err
	}
	asks := r.o.LLM.Mode == LLMAsk || r.o.LLM.Mode == LLMRecorded
	other := func(p PartInfo) bool { return p.LLM != r.plan.LLM.version() }
	if asks && r.asked == nil && r.kind == KindRun && slices.ContainsFunc(r.base.Parts, other) {
		r.o.Log.Warn("no LLM was asked, for the workspace has all that the inputs hold: verbatim retag --llm ask asks about what is in it")
	}
	r.linkCurrent(r.base.Generation) // a kill just after a commit may have left it behind
	all, err := readThemes(filepath.Join(r.baseDir, "themes.parquet"))
	return &Result{Dir: r.baseDir, Manifest: r.base, Run: r.plan.runInfo(r.inputs), Themes: all, Codebook: r.o.Codebook, LLM: r.asked}, err
}
