package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"verbatim/datasets"
	"verbatim/datasets/source"
	"verbatim/datasets/table"
	"verbatim/pipeline/insight"
	"verbatim/pipeline/route"
)

const themesFile = "themes.parquet"

// publisher makes a generation of the parts of the one before and the staged
// parts, and publishes it.
type publisher struct {
	*runner
	dir      string // of the generation that is made
	manifest *Manifest
	themes   []datasets.Theme
}

func (r *runner) publish(ctx context.Context, w *work) (*Result, error) {
	defer r.clock.add(&r.clock.publish, time.Now())
	p := &publisher{runner: r, dir: filepath.Join(r.ws.staging(), "generation")}
	if err := os.RemoveAll(p.dir); err != nil {
		return nil, err
	}
	slices.SortFunc(w.staged, func(a, b *stagedPart) int { return a.Number - b.Number })
	p.manifest = p.newManifest(w.staged)
	steps := []func() error{
		func() error { return p.linkParts(ctx, w.staged) },
		p.writeThemes,
		p.writeRejects,
		func() error { return os.WriteFile(filepath.Join(p.dir, codebookFile), r.o.Codebook.Source, 0o644) },
		p.writeClassifier,
		func() error { return p.writeForPeople(ctx) },
		func() error { return writeJSON(filepath.Join(p.dir, manifestFile), p.manifest) },
		func() error { return syncTree(p.dir) },
		ctx.Err,
		p.commit,
	}
	for i, step := range steps {
		r.o.Progress(StagePublish, int64(i), int64(len(steps)))
		if err := step(); err != nil {
			return nil, fmt.Errorf("publishing generation %d: %w", p.manifest.Generation, err)
		}
	}
	r.o.Progress(StagePublish, int64(len(steps)), int64(len(steps)))
	return &Result{
		Dir: r.ws.Generation(p.manifest.Generation), Manifest: p.manifest, Run: p.manifest.Runs[len(p.manifest.Runs)-1],
		Themes: p.themes, Published: true, Codebook: r.o.Codebook,
	}, nil
}

func (p *publisher) newManifest(staged []*stagedPart) *Manifest {
	m := &Manifest{
		FormatVersion: FormatVersion,
		SchemaVersion: datasets.SchemaVersion,
		Generation:    1,
		Codebook:      CodebookInfo{Name: filepath.Base(p.o.Codebook.Path), Version: p.o.Codebook.Hash, Themes: len(p.o.Codebook.Themes)},
		Tokenizer:     p.o.Tokenizer.Version(),
		Timezone:      p.plan.Timezone,
		Attributes:    p.plan.Attributes,
		Newest:        p.plan.Newest,
		Labels:        p.plan.Labels,
		LLM:           p.plan.LLM,
		Classifier:    p.plan.Classifier,
		Stats:         newStats(),
	}
	if p.base != nil {
		m.Generation = p.base.Generation + 1
		m.Runs = slices.Clone(p.base.Runs)
		for _, part := range p.base.Parts {
			if !isStaged(staged, part.Number) {
				m.Parts = append(m.Parts, part)
			}
		}
	}
	info := p.plan.runInfo(p.inputs)
	for _, part := range staged {
		m.Parts = append(m.Parts, part.PartInfo)
		if part.Number < p.plan.NextPart {
			info.Retagged += part.Stats.Responses
		}
	}
	m.Runs = append(m.Runs, info)
	slices.SortFunc(m.Parts, func(a, b PartInfo) int { return a.Number - b.Number })
	for _, part := range m.Parts {
		m.Stats.add(part.Stats)
	}
	return m
}

func isStaged(staged []*stagedPart, number int) bool {
	return slices.ContainsFunc(staged, func(s *stagedPart) bool { return s.Number == number })
}

// linkParts links every part into the generation. Parts of before get the
// attributes that this run brought, so that all have one schema.
func (p *publisher) linkParts(ctx context.Context, staged []*stagedPart) error {
	for _, s := range staged {
		if err := p.linkPart(s.dir, s.Number); err != nil {
			return err
		}
	}
	if p.base == nil {
		return nil
	}
	for _, part := range p.base.Parts {
		if isStaged(staged, part.Number) {
			continue
		}
		if err := p.linkPart(p.baseDir, part.Number); err != nil {
			return err
		}
		if len(p.base.Attributes) == len(p.plan.Attributes) {
			continue
		}
		if err := p.widen(ctx, part.Number); err != nil {
			return err
		}
	}
	return nil
}

func (p *publisher) linkPart(from string, number int) error {
	for dir := range partDirs() {
		rel := partPath(dir, number)
		if err := linkTree(filepath.Join(from, rel), filepath.Join(p.dir, rel)); err != nil {
			return err
		}
	}
	return nil
}

// widen writes a part's tables that have attribute columns anew, with all
// attributes of the workspace.
func (p *publisher) widen(ctx context.Context, number int) error {
	meta := p.meta()
	for _, part := range p.base.Parts {
		if part.Number == number {
			meta.KeyValue["verbatim.codebook_version"] = part.CodebookVersion
		}
	}
	return errors.Join(
		rewrite(ctx, filepath.Join(p.dir, partPath(dirResponses, number)), meta, func(r *datasets.Response) {
			r.Attributes = widened(r.Attributes, len(meta.Attributes))
		}),
		rewrite(ctx, filepath.Join(p.dir, partPath(dirVerbatims, number)), meta, func(v *datasets.Verbatim) {
			v.Attributes = widened(v.Attributes, len(meta.Attributes))
		}))
}

func widened(values []string, n int) []string {
	return append(slices.Clone(values), make([]string, n-len(values))...)
}

// rewrite replaces a table by one with other metadata and changed rows.
func rewrite[T table.Row](ctx context.Context, path string, meta table.Meta, change func(*T)) error {
	in, err := table.Open[T](path)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := createTable[T](path+".tmp", meta)
	if err != nil {
		return err
	}
	rows := make([]T, tableBatch)
	for ctx.Err() == nil {
		n, err := in.Read(rows)
		for i := range rows[:n] {
			change(&rows[i])
		}
		if err2 := out.add(rows[:n]...); err2 != nil {
			return errors.Join(err2, out.close())
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return errors.Join(err, out.close())
		}
	}
	if err := errors.Join(out.close(), ctx.Err()); err != nil {
		return err
	}
	return os.Rename(path+".tmp", path)
}

// writeThemes writes themes.parquet: every theme of the codebook, with what
// was counted of it.
func (p *publisher) writeThemes() error {
	s := p.manifest.Stats
	for _, t := range p.o.Codebook.Themes {
		count := s.Themes[t.ID]
		p.themes = append(p.themes, datasets.Theme{
			ThemeID:         t.ID,
			ParentThemeID:   t.Parent,
			NameEN:          t.Name["en"],
			NameJA:          t.Name["ja"],
			DefinitionEN:    t.Definition["en"],
			DefinitionJA:    t.Definition["ja"],
			Departments:     append([]string{}, t.Departments...),
			Verbatims:       int64(count.Verbatims),
			Responses:       int64(count.Responses),
			Share:           insight.Share(int64(count.Responses), int64(s.WithContent)),
			NPS:             count.NPS.NPS(),
			NPSImpact:       insight.Impact(s.NPS, count.NPS),
			CodebookVersion: p.o.Codebook.Hash,
		})
	}
	f, err := createTable[datasets.Theme](filepath.Join(p.dir, themesFile), p.meta())
	if err != nil {
		return err
	}
	return errors.Join(f.add(p.themes...), f.close())
}

// readThemes reads what writeThemes wrote.
func readThemes(path string) ([]datasets.Theme, error) {
	r, err := table.Open[datasets.Theme](path)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	rows := make([]datasets.Theme, r.NumRows())
	n, err := r.Read(rows)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return rows[:n], err
}

// writeForPeople writes the department files and the coded export.
func (p *publisher) writeForPeople(ctx context.Context) error {
	zone, err := source.Zone(p.plan.Timezone)
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(p.o.Workers)
	o := route.Options{Zone: zone, Name: route.Names(p.o.Codebook)}
	departments, err := p.departments()
	if err != nil {
		return err
	}
	for _, id := range departments {
		fragments := p.fragments(dirDelivery, id+fragmentExt)
		g.Go(func() error {
			_, err := route.Deliver(ctx, filepath.Join(p.dir, "departments"), id, fragments, o)
			return err
		})
	}
	g.Go(func() error { return route.WriteCoded(ctx, p.dir, p.fragments(dirRows), p.o.Codebook) })
	return g.Wait()
}

// departments returns the ids of the codebook's departments, and of those that
// an earlier codebook had and that still have responses.
func (p *publisher) departments() ([]string, error) {
	var all []string
	for _, d := range p.o.Codebook.Departments {
		all = append(all, d.ID)
	}
	for _, part := range p.manifest.Parts {
		paths, err := filepath.Glob(filepath.Join(p.dir, partPath(dirDelivery, part.Number), "*"+fragmentExt))
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			id := strings.TrimSuffix(filepath.Base(path), fragmentExt)
			if filepath.Base(path) != contactsFile && !slices.Contains(all, id) {
				all = append(all, id)
			}
		}
	}
	return all, nil
}

// fragments returns a file of every part that has it, in order.
func (p *publisher) fragments(dir string, file ...string) []string {
	var paths []string
	for _, part := range p.manifest.Parts {
		path := filepath.Join(append([]string{p.dir, partPath(dir, part.Number)}, file...)...)
		if _, err := os.Stat(path); err == nil {
			paths = append(paths, path)
		}
	}
	return paths
}

// commit moves the generation to its place and makes it the published one.
func (p *publisher) commit() error {
	to := p.ws.Generation(p.manifest.Generation)
	// One that is there already is of a run that was killed just before its
	// commit: the same generation, or that of a run that was dropped.
	if err := os.RemoveAll(to); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	if err := os.Rename(p.dir, to); err != nil {
		return err
	}
	if err := syncDir(filepath.Dir(to)); err != nil {
		return err
	}
	if err := p.ws.commit(p.manifest.Generation); err != nil {
		return err
	}
	// What follows is tidying: the generation is published.
	p.linkCurrent(p.manifest.Generation)
	if err := os.RemoveAll(p.ws.staging()); err != nil {
		p.o.Log.Warn("the staging directory could not be removed; the next run does it", "error", err)
	}
	return nil
}
