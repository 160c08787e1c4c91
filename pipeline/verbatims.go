package pipeline

import (
	"context"
	"path/filepath"

	"verbatim/datasets"
)

// EachVerbatim hands every verbatim of the generation to fn, in the order of the
// tables, with these columns alone, or all where none is named. What fn is given
// is its own.
func (g *Generation) EachVerbatim(ctx context.Context, fn func(v *datasets.Verbatim) error, columns ...string) error {
	for _, part := range g.Manifest.Parts {
		if err := eachVerbatim(ctx, filepath.Join(g.Dir, partPath(dirVerbatims, part.Number)), fn, columns); err != nil {
			return err
		}
	}
	return nil
}

func eachVerbatim(ctx context.Context, path string, fn func(v *datasets.Verbatim) error, columns []string) error {
	var b batch[datasets.Verbatim]
	if err := b.open(path, columns...); err != nil {
		return err
	}
	defer func() { _ = b.close() }()
	for {
		v, err := b.next()
		if err != nil || v == nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := fn(v); err != nil {
			return err
		}
	}
}
