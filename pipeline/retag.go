package pipeline

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"verbatim/classify"
	"verbatim/datasets"
	"verbatim/pipeline/state"
)

// Retag annotates everything that the workspace holds anew, by the codebook and
// the tokenizer of the options, and publishes it as one generation; labels are
// kept. Inputs and Source are not looked at. Where every part follows the
// codebook and the labels already, nothing is published. It resumes as Run does.
func Retag(ctx context.Context, o Options) (*Result, error) {
	o.Inputs = nil
	return do(ctx, KindRetag, o)
}

// ApplyLabels annotates the parts anew that hold verbatims with labels which
// the published generation does not follow yet, by the codebook that the
// generation was made with; that of the options does not count. Labels that
// come while an interrupted run is resumed get another generation.
func ApplyLabels(ctx context.Context, o Options) (*Result, error) {
	o.Inputs = nil
	for {
		res, err := do(ctx, KindLabels, o)
		if err != nil || !res.waiting {
			return res, err
		}
	}
}

// partsToRewrite returns the parts of the base that are annotated anew although
// no response in them changed: those with new labels, those with verbatims that
// an LLM is still to be asked about, and all that a retag finds to follow
// another codebook, other rules, another tokenizer or another model. Holes are
// those of them that only an LLM can change.
func (r *runner) partsToRewrite(ctx context.Context, p *plan) (numbers, holes []int, err error) {
	labelled, err := r.labelledParts(ctx, p.Labels)
	if err != nil {
		return nil, nil, err
	}
	asks := r.o.LLM.Mode == LLMAsk || r.o.LLM.Mode == LLMRecorded
	version := p.LLM.version()
	open := func(part PartInfo) bool { return asks && part.LLM == version && part.Stats.LLMMissing > 0 }
	stale := func(PartInfo) bool { return false }
	if r.kind == KindRetag {
		rules, err := classify.RulesVersion(r.o.Tokenizer)
		if err != nil {
			return nil, nil, err
		}
		cut := r.base.Tokenizer != r.o.Tokenizer.Version()
		classifier := p.Classifier.version()
		stale = func(part PartInfo) bool {
			return cut || part.CodebookVersion != r.o.Codebook.Hash || part.RulesVersion != rules || part.LLM != version || part.Classifier != classifier
		}
	}
	numbers = []int{}
	for _, part := range r.base.Parts {
		must := labelled[part.Number] || stale(part)
		if must || open(part) {
			numbers = append(numbers, part.Number)
		}
		if !must && open(part) {
			holes = append(holes, part.Number)
		}
	}
	return numbers, holes, nil
}

// labelledParts returns the parts that hold verbatims with labels which the
// base does not follow yet.
func (r *runner) labelledParts(ctx context.Context, upTo int64) (map[int]bool, error) {
	if upTo == r.base.Labels {
		return nil, nil
	}
	labels, err := r.ws.Labels(ctx, upTo)
	if err != nil {
		return nil, err
	}
	responses := map[string]bool{}
	for i := range labels {
		if labels[i].Seq > r.base.Labels {
			responses[responseOf(labels[i].VerbatimID)] = true
		}
	}
	return partsOf(ctx, r.baseDir, r.base, responses)
}

// openState opens the log of the workspace for reading, or returns nil where
// none is.
func (w *Workspace) openState() (*state.Log, error) {
	log, err := state.OpenReader(filepath.Join(w.dir, state.File))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return log, err
}

// lastLabel returns the number of the last event of the log.
func (r *runner) lastLabel(ctx context.Context) (int64, error) {
	if r.base != nil {
		if err := r.ws.checkLog(ctx, r.base); err != nil {
			return 0, err
		}
	}
	return r.ws.lastEvent(ctx)
}

// lastEvent returns the number of the last event of the log, and 0 where no log
// is.
func (w *Workspace) lastEvent(ctx context.Context) (int64, error) {
	log, err := w.openState()
	if err != nil || log == nil {
		return 0, err
	}
	last, err := log.Last(ctx)
	return last, errors.Join(err, log.Close())
}

// Labels returns the latest label of each verbatim and theme among the first
// events of the log, up to the one with this number: Manifest.Labels for those
// that a generation follows. A log that lacks events which the published
// generation follows is an error.
func (w *Workspace) Labels(ctx context.Context, upTo int64) ([]datasets.Label, error) {
	if upTo == 0 {
		return nil, nil
	}
	return w.readLabels(ctx, upTo)
}

// AllLabels returns the latest label of each verbatim and theme, those that no
// generation follows yet among them. Its errors are those of Labels.
func (w *Workspace) AllLabels(ctx context.Context) ([]datasets.Label, error) {
	return w.readLabels(ctx, 0)
}

func (w *Workspace) readLabels(ctx context.Context, upTo int64) ([]datasets.Label, error) {
	current, err := w.Current()
	if err != nil {
		return nil, err
	}
	if current > 0 {
		m, err := readManifest(w.Generation(current))
		if err != nil {
			return nil, err
		}
		if err := w.checkLog(ctx, m); err != nil {
			return nil, err
		}
	}
	log, err := w.openState()
	if err != nil || log == nil {
		return nil, err
	}
	labels, err := log.Labels(ctx, upTo)
	return labels, errors.Join(err, log.Close())
}

// labels returns the labels that count, by verbatim.
func (r *runner) labels(ctx context.Context, upTo int64) (map[string][]datasets.Label, error) {
	all, err := r.ws.Labels(ctx, upTo)
	byVerbatim := map[string][]datasets.Label{}
	for _, l := range all {
		byVerbatim[l.VerbatimID] = append(byVerbatim[l.VerbatimID], l)
	}
	return byVerbatim, err
}
