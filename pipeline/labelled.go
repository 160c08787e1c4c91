package pipeline

import (
	"context"
	"errors"

	"verbatim/classify"
	"verbatim/datasets"
	"verbatim/themes"
)

// Labelled is a verbatim that people judged, beside what the machine makes of
// it without them.
type Labelled struct {
	datasets.Verbatim
	Tags   []datasets.Tag        // by machines alone, whatever their state
	Terms  []classify.ThemeTerms // that hold
	Labels []datasets.Label
}

// Labelled returns the verbatims of the generation that have labels, in the
// order of the tables, as a codebook and the generation's models tag them without the labels.
func (g *Generation) Labelled(ctx context.Context, cb *themes.Codebook, labels []datasets.Label) ([]Labelled, error) {
	by, closeLog, err := g.annotation(cb)
	if err != nil {
		return nil, &UsageError{err}
	}
	defer closeLog()
	a := by.newAnnotator()
	a.light = true
	ofVerbatim, responses := labelsByVerbatim(labels), map[string]bool{}
	for _, l := range labels {
		responses[responseOf(l.VerbatimID)] = true
	}
	parts, err := partsOf(ctx, g.Dir, g.Manifest, responses)
	if err != nil {
		return nil, err
	}
	var all []Labelled
	for _, part := range g.Manifest.Parts {
		if !parts[part.Number] {
			continue
		}
		r, err := openReader(g.Dir, g.Manifest, part.Number, false)
		if err != nil {
			return nil, err
		}
		want := func(resp *datasets.Response, _, _ int) bool { return responses[resp.ResponseID] }
		err = r.each(ctx, want, func(it *item) error {
			out, err := a.annotateOne(ctx, it)
			if err != nil {
				return err
			}
			all = appendLabelled(all, a, &out, ofVerbatim)
			return nil
		})
		if err := errors.Join(err, r.close()); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func appendLabelled(all []Labelled, a *annotator, out *annotated, labels map[string][]datasets.Label) []Labelled {
	for i, v := range out.verbatims {
		if len(labels[v.VerbatimID]) == 0 {
			continue
		}
		l := Labelled{Verbatim: v, Labels: labels[v.VerbatimID]}
		l.Terms, _ = a.explain(out, i)
		for _, t := range out.tags {
			if t.VerbatimID == v.VerbatimID {
				l.Tags = append(l.Tags, t)
			}
		}
		all = append(all, l)
	}
	return all
}
