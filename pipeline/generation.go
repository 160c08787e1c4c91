package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sort"

	"verbatim/datasets"
	"verbatim/datasets/columns"
	"verbatim/datasets/table"
	"verbatim/pipeline/index"
	"verbatim/themes"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// Generation is an opened generation: what answers searches. It may be used by
// several goroutines.
type Generation struct {
	Dir      string
	Manifest *Manifest
	Codebook *themes.Codebook

	workspace *Workspace
	tokenizer *tokenize.Tokenizer
	columns   *columns.Table
	searcher  *index.Searcher
}

// OpenGeneration opens a generation of the workspace for searching; 0 is the
// published one. The tokenizer cuts queries, and must be of the version that
// cut the texts.
func OpenGeneration(ctx context.Context, w *Workspace, number int, tk *tokenize.Tokenizer) (*Generation, error) {
	dir, m, err := w.open(number)
	if err != nil {
		return nil, err
	}
	if m.Tokenizer != tk.Version() {
		return nil, fmt.Errorf("generation %d was cut into words by another tokenizer or dictionary (%s, this is %s), so that a search would miss words: "+
			"use the verbatim.yaml that it was made with, or cut all of it anew with verbatim retag", m.Generation, m.Tokenizer, tk.Version())
	}
	src, err := os.ReadFile(filepath.Join(dir, codebookFile))
	if err != nil {
		return nil, err
	}
	g := &Generation{Dir: dir, Manifest: m, workspace: w, tokenizer: tk}
	if g.Codebook, err = themes.Parse(filepath.Join(dir, codebookFile), src); err != nil {
		return nil, err
	}
	if g.columns, err = columns.Load(ctx, dir, nil); err != nil {
		return nil, err
	}
	g.searcher, err = index.Open(dir, g.columns, g.Codebook, tk, g)
	return g, err
}

// open returns the directory and the manifest of a generation; 0 is the
// published one.
func (w *Workspace) open(number int) (string, *Manifest, error) {
	if number == 0 {
		return w.Published()
	}
	current, err := w.Current()
	if err != nil {
		return "", nil, err
	}
	if current == 0 {
		return w.Published() // which says that nothing is
	}
	if number < 1 || number > current {
		return "", nil, &UsageError{fmt.Errorf("%s has no generation %d: it has 1 to %d", w.dir, number, current)}
	}
	m, err := readManifest(w.Generation(number))
	return w.Generation(number), m, err
}

// Close closes the index.
func (g *Generation) Close() error { return g.searcher.Close() }

// Found is a verbatim that a search found, with its tags.
type Found struct {
	datasets.Verbatim
	Tags  []datasets.Tag
	Score float64 // relevance; 0 in other orders
}

// Search finds verbatims, and reads those of the page that the options ask for
// from the tables.
func (g *Generation) Search(ctx context.Context, q expr.Node, o index.Options) (*index.Result, []Found, error) {
	res, err := g.searcher.Search(ctx, q, o)
	if err != nil {
		return nil, nil, err
	}
	found, err := g.page(res.Hits)
	return res, found, err
}

// page reads what was found from the tables.
func (g *Generation) page(hits []index.Hit) ([]Found, error) {
	found := make([]Found, len(hits))
	byPart := map[int][]int{} // part -> indexes into Hits
	parts := g.columns.Parts()
	for i, h := range hits {
		p := sort.Search(len(parts), func(p int) bool { return h.Row < parts[p].End })
		byPart[p] = append(byPart[p], i)
		found[i].Score = h.Score
	}
	for p, which := range byPart {
		if err := g.read(parts[p], hits, which, found); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// read fills the found verbatims of one part.
func (g *Generation) read(part columns.Part, hits []index.Hit, which []int, found []Found) error {
	r, err := table.Open[datasets.Verbatim](filepath.Join(g.Dir, dirVerbatims, part.Name+".parquet"))
	if err != nil {
		return err
	}
	defer r.Close()
	slices.SortFunc(which, func(a, b int) int { return cmp.Compare(hits[a].Row, hits[b].Row) })
	ids, at := map[string]bool{}, map[string]int{}
	row := make([]datasets.Verbatim, 1)
	for _, i := range which {
		if err := r.SeekToRow(int64(hits[i].Row - part.Start)); err != nil {
			return err
		}
		if _, err := r.Read(row); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		found[i].Verbatim = row[0]
		ids[row[0].VerbatimID], at[row[0].VerbatimID] = true, i
		row[0] = datasets.Verbatim{}
	}
	tags, err := table.TagsOf(filepath.Join(g.Dir, dirTags, part.Name+".parquet"), ids)
	if err != nil {
		return err
	}
	for _, t := range tags {
		i := at[t.VerbatimID]
		found[i].Tags = append(found[i].Tags, t)
	}
	return nil
}
