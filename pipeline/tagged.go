package pipeline

import (
	"context"
	"errors"
	"path/filepath"

	"verbatim/datasets"
)

// EachTagged hands every verbatim of the generation with its tags, whatever
// their state, to fn, in the order of the tables. The verbatim is fn's own, the
// tags are valid until it returns.
func (g *Generation) EachTagged(ctx context.Context, fn func(v *datasets.Verbatim, tags []datasets.Tag) error) error {
	for _, part := range g.Manifest.Parts {
		t := tagger{ctx: ctx, fn: fn}
		err := errors.Join(
			t.verbatims.open(filepath.Join(g.Dir, partPath(dirVerbatims, part.Number))),
			t.tags.open(filepath.Join(g.Dir, partPath(dirTags, part.Number))))
		if err == nil {
			err = t.run()
		}
		if err := errors.Join(err, t.verbatims.close(), t.tags.close()); err != nil {
			return err
		}
	}
	return nil
}

// tagger brings the verbatims and tags of a part together. Both tables have the
// responses in the same order.
type tagger struct {
	ctx       context.Context // of one call of EachTagged
	fn        func(*datasets.Verbatim, []datasets.Tag) error
	verbatims batch[datasets.Verbatim]
	tags      batch[datasets.Tag]
	response  []datasets.Tag // of the response at hand
	own       []datasets.Tag
}

func (t *tagger) run() error {
	response := ""
	for {
		v, err := t.verbatims.next()
		if err != nil || v == nil {
			return err
		}
		if v.ResponseID != response {
			response = v.ResponseID
			if err := errors.Join(t.ctx.Err(), t.read(response)); err != nil {
				return err
			}
		}
		t.own = t.own[:0]
		for _, tag := range t.response {
			if tag.VerbatimID == v.VerbatimID {
				t.own = append(t.own, tag)
			}
		}
		if err := t.fn(v, t.own); err != nil {
			return err
		}
	}
}

// read takes the tags of a response.
func (t *tagger) read(response string) error {
	t.response = t.response[:0]
	for {
		tag, err := t.tags.peek()
		if err != nil || tag == nil || tag.ResponseID != response {
			return err
		}
		t.response = append(t.response, *tag)
		t.tags.take()
	}
}
