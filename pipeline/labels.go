package pipeline

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"verbatim/datasets"
	"verbatim/datasets/source"
	"verbatim/datasets/table"
	"verbatim/pipeline/state"
)

// responseOf returns the id of the response that a verbatim belongs to. A
// question's id has no #, a response's may.
func responseOf(verbatimID string) string {
	if i := strings.LastIndexByte(verbatimID, '#'); i >= 0 {
		return verbatimID[:i]
	}
	return verbatimID
}

// partsOf returns the numbers of the parts of the generation in dir that hold
// any of the responses. The bloom filter of a part's key column excludes most
// parts, so that few are read; memory grows with the responses asked for alone.
func partsOf(ctx context.Context, dir string, m *Manifest, responseIDs map[string]bool) (map[int]bool, error) {
	parts := map[int]bool{}
	err := eachHolder(ctx, dir, m, responseIDs, func(part PartInfo, _ map[string]bool) error {
		parts[part.Number] = true
		return nil
	})
	return parts, err
}

// eachHolder calls fn for each part that holds any of the responses, with
// those that it holds.
func eachHolder(ctx context.Context, dir string, m *Manifest, responseIDs map[string]bool, fn func(part PartInfo, held map[string]bool) error) error {
	if len(responseIDs) == 0 {
		return nil
	}
	for _, part := range m.Parts {
		if err := ctx.Err(); err != nil {
			return err
		}
		rows, err := table.Find[datasets.Response](filepath.Join(dir, partPath(dirResponses, part.Number)), responseIDs, "response_id")
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			continue
		}
		held := make(map[string]bool, len(rows))
		for i := range rows {
			held[rows[i].ResponseID] = true
		}
		if err := fn(part, held); err != nil {
			return err
		}
	}
	return nil
}

// questionsOf returns the ids of the questions that each of the responses
// answers in words, in the order of the table: none for a response that has a
// score alone, and no entry for one that the generation does not hold.
func questionsOf(ctx context.Context, dir string, m *Manifest, responseIDs map[string]bool) (map[string][]string, error) {
	questions := make(map[string][]string, len(responseIDs))
	err := eachHolder(ctx, dir, m, responseIDs, func(part PartInfo, held map[string]bool) error {
		for id := range held {
			questions[id] = nil
		}
		return eachVerbatimID(ctx, filepath.Join(dir, partPath(dirVerbatims, part.Number)), func(v *datasets.Verbatim) {
			if held[v.ResponseID] {
				questions[v.ResponseID] = append(questions[v.ResponseID], v.QuestionID)
			}
		})
	})
	return questions, err
}

// eachVerbatimID hands the ids of every verbatim of a part to fn.
func eachVerbatimID(ctx context.Context, path string, fn func(*datasets.Verbatim)) error {
	r, err := table.Open[datasets.Verbatim](path, "response_id", "question_id")
	if err != nil {
		return err
	}
	defer r.Close()
	rows := make([]datasets.Verbatim, 1_024)
	for left := r.NumRows(); left > 0; {
		n, err := r.Read(rows)
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		for i := range rows[:n] {
			fn(&rows[i])
		}
		left -= int64(n)
	}
	return nil
}

// ImportOptions are what ImportLabels is asked to do.
type ImportOptions struct {
	Workspace string
	File      string
	Source    source.Options // of these Encoding, Delimiter and Sheet
	By        string         // who labelled, where a row does not say
	Now       time.Time      // when, where a row does not say
	SkipBad   bool           // record the other rows where some are bad
}

// ImportResult is what ImportLabels did.
type ImportResult struct {
	Rows      int       `json:"rows"`      // that were not blank
	Unfilled  int       `json:"unfilled"`  // rows whose label cell is empty
	Added     int       `json:"added"`     // labels recorded that give a theme
	Removed   int       `json:"removed"`   // labels recorded that take one away
	Held      int       `json:"held"`      // labels that said what already holds
	Verbatims int       `json:"verbatims"` // that the recorded labels are of
	Bad       BadLabels `json:"bad"`       // of rows that were left out
}

// Recorded returns how many labels were recorded.
func (r *ImportResult) Recorded() int { return r.Added + r.Removed }

// BadLabels are all mistakes of a file of labels, in the order of its rows: the
// error of an import that recorded nothing because of them.
type BadLabels []source.Reject

// Error returns every row on a line of its own.
func (b BadLabels) Error() string {
	var s strings.Builder
	for i, r := range b {
		if i > 0 {
			s.WriteByte('\n')
		}
		fmt.Fprintf(&s, "%s:%d: ", r.File, r.Line)
		if r.Column != "" {
			fmt.Fprintf(&s, "column %q: ", r.Column)
		}
		if r.Value != "" {
			fmt.Fprintf(&s, "%q ", r.Value)
		}
		s.WriteString(r.Reason)
	}
	return s.String()
}

// Rows returns how many rows the mistakes are in.
func (b BadLabels) Rows() int {
	n, last := 0, int64(0)
	for _, r := range b {
		if r.Line != last {
			n++
		}
		last = r.Line
	}
	return n
}

// ImportLabels reads a file of labels, as docs/labels.md describes it, and
// records them in the log of the workspace, which it holds meanwhile. It is
// ApplyLabels that makes them take effect. Bad rows are a BadLabels and keep
// all others out, unless the options say otherwise; other mistakes of use are
// a *UsageError.
func ImportLabels(ctx context.Context, o ImportOptions) (*ImportResult, error) {
	ws := OpenWorkspace(o.Workspace)
	if _, _, err := ws.Published(); err != nil {
		return nil, err // before acquire makes the directory
	}
	if err := ws.acquire(); err != nil {
		return nil, err
	}
	defer func() { _ = ws.release() }()
	dir, m, err := ws.Published()
	if err != nil {
		return nil, err
	}
	cb, err := ws.loadPublishedCodebook()
	if err != nil {
		return nil, err
	}
	zone, err := source.Zone(m.Timezone)
	if err != nil {
		return nil, err
	}
	file, err := readLabels(ctx, o, &labelReader{codebook: cb, zone: zone, by: o.By, now: o.Now, dir: dir, manifest: m})
	if err != nil {
		return nil, err
	}
	if len(file.bad) > 0 && !o.SkipBad {
		return nil, BadLabels(file.bad)
	}
	if err := ws.checkLog(ctx, m); err != nil {
		return nil, err
	}
	return ws.recordLabels(ctx, file)
}

// checkLog refuses a log that lacks events which a generation follows: what
// was recorded in it now would get their numbers, and never be applied.
func (w *Workspace) checkLog(ctx context.Context, m *Manifest) error {
	last, err := w.lastEvent(ctx)
	if err == nil && last < m.Labels {
		err = fmt.Errorf("%s should hold the %d events that generation %d follows, and holds %d: it was removed or replaced by an older copy; "+
			"restore the newest one, or go on in a new workspace with -w NEW", filepath.Join(w.dir, state.File), m.Labels, m.Generation, last)
	}
	return err
}

// recordLabels appends the labels of a file to the log.
func (w *Workspace) recordLabels(ctx context.Context, file *labelFile) (*ImportResult, error) {
	res := &ImportResult{Rows: file.rows, Unfilled: file.unfilled, Bad: append(BadLabels{}, file.bad...)}
	if len(file.labels) == 0 {
		return res, nil
	}
	log, err := state.Open(filepath.Join(w.dir, state.File))
	if err != nil {
		return nil, err
	}
	_, err = log.AddLabels(ctx, file.labels)
	if err := errors.Join(err, log.Close()); err != nil {
		return nil, err
	}
	verbatims := map[string]bool{}
	for _, l := range file.labels {
		switch {
		case l.Seq == 0:
			res.Held++
			continue
		case l.Removed:
			res.Removed++
		default:
			res.Added++
		}
		verbatims[l.VerbatimID] = true
	}
	res.Verbatims = len(verbatims)
	return res, nil
}
