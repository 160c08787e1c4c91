package columns

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
	"golang.org/x/sync/errgroup"

	"verbatim/datasets"
)

const (
	// attributePrefix begins the names of the attributes' columns.
	attributePrefix = "attr_"
	// attributesColumn is the MAP that has the attributes when they are many.
	attributesColumn = "attributes"
	// attributesKey is the metadata that names the attributes.
	attributesKey = "verbatim.attributes"
	// timezoneKey is the metadata that names the zone of days.
	timezoneKey = "verbatim.timezone"
)

// byDefault says whether a column is loaded without being named. The others
// have a value of their own in every row, or are never counted: verbatim_id is
// response_id, '#' and question_id.
func byDefault(name string) bool {
	switch name {
	case "text", "verbatim_id", "intent_source", "llm_status", "codebook_version", "run_number", attributesColumn:
		return false
	}
	return true
}

// Load reads columns of the verbatims of the generation in dir, from
// verbatims/part-*.parquet in the order of their names. Without names it reads
// every column but text, verbatim_id, intent_source, llm_status, codebook_version and
// run_number; and of attributes those that have columns of their own (a workspace with more than
// 200 has them in one map, where each must be named, as attr_ and its slug).
//
// Columns of STRING lists become Lists, INT64 columns (responded_at) Int64s and
// all others Dicts, with scores and dates as strings. A part that lacks a column has nulls in it; a name
// that no part has is an error. Load uses as many goroutines as there are
// processors.
func Load(ctx context.Context, dir string, names []string) (*Table, error) {
	parts, err := openParts(dir)
	defer func() {
		for _, p := range parts {
			p.file.Close()
		}
	}()
	if err != nil {
		return nil, err
	}
	t := &Table{dicts: map[string]*Dict{}, lists: map[string]*List{}, int64s: map[string]*Int64{}}
	for _, p := range parts {
		start := t.Rows()
		zone, _ := p.parquet.Lookup(timezoneKey)
		t.parts = append(t.parts, Part{Name: p.name, Start: start, End: start + p.rows(), Timezone: zone})
	}
	if t.attributes, err = attributesOf(parts); err != nil {
		return nil, err
	}
	if t.names, err = choose(parts, t.attributes, names); err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	if err := t.load(ctx, parts); err != nil {
		return nil, err
	}
	return t, nil
}

// load reads the chosen columns, several at a time.
func (t *Table) load(ctx context.Context, parts []*partFile) error {
	g, group := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	var mu sync.Mutex
	var mapped []string
	for _, name := range t.names {
		column, err := findColumn(parts, name)
		if err != nil {
			return err
		}
		if column == nil {
			mapped = append(mapped, name)
			continue
		}
		g.Go(func() error {
			keep, err := t.loadColumn(group, parts, column)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			keep()
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return t.loadMapped(ctx, parts, mapped)
}

// guard turns a panic into an error: parquet-go, which trusts offsets and
// lengths of a file, panics on a damaged one.
func guard(err *error, what string) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%s: the file is damaged: %v", what, p)
	}
}

// loadColumn reads a column as what its type makes it, and returns what puts
// it into the table.
func (t *Table) loadColumn(ctx context.Context, parts []*partFile, c *parquet.Column) (keep func(), err error) {
	name, single := c.Name(), c.Leaf() && !c.Repeated()
	switch {
	case single && c.Type().Kind() == parquet.Int64:
		n, err := loadInt64(ctx, parts, t.Rows(), name)
		return func() { t.int64s[name] = n }, err
	case single && readable(c.Type()):
		d, err := loadDict(ctx, parts, t.Rows(), name)
		return func() { t.dicts[name] = d }, err
	case isStringList(c):
		l, err := loadList(ctx, parts, t.Rows(), []string{name, "list", "element"})
		return func() { t.lists[name] = l }, err
	}
	return nil, fmt.Errorf("column %s: want a column of values or a list of strings, found %s", name, c)
}

// isStringList says whether c is a LIST of strings as verbatim writes them.
func isStringList(c *parquet.Column) bool {
	list := c.Column("list")
	return !c.Leaf() && c.Required() && isA[*format.ListType](c.Type()) && list != nil &&
		list.Column("element") != nil && list.Column("element").Leaf()
}

// loadMapped reads attributes out of the map.
func (t *Table) loadMapped(ctx context.Context, parts []*partFile, names []string) error {
	if len(names) == 0 {
		return nil
	}
	keys, err := loadList(ctx, parts, t.Rows(), []string{attributesColumn, "key_value", "key"})
	if err != nil {
		return err
	}
	vals, err := loadList(ctx, parts, t.Rows(), []string{attributesColumn, "key_value", "value"})
	if err != nil {
		return err
	}
	for _, name := range names {
		t.dicts[name] = mapEntries(keys, vals, strings.TrimPrefix(name, attributePrefix))
	}
	return nil
}

// choose returns the names of the columns to load, in the order of the tables.
func choose(parts []*partFile, attrs []datasets.Attribute, names []string) ([]string, error) {
	var all []string
	for _, p := range parts {
		for _, c := range p.parquet.Root().Columns() {
			if !slices.Contains(all, c.Name()) {
				all = append(all, c.Name())
			}
		}
	}
	if names == nil {
		return slices.DeleteFunc(all, func(n string) bool { return !byDefault(n) }), nil
	}
	if slices.Contains(all, attributesColumn) {
		for _, a := range attrs {
			all = append(all, attributePrefix+a.Slug)
		}
	}
	for _, n := range names {
		if !slices.Contains(all, n) || n == attributesColumn {
			return nil, fmt.Errorf("verbatims have no column %s to load", n)
		}
	}
	return slices.DeleteFunc(all, func(n string) bool { return !slices.Contains(names, n) }), nil
}

// findColumn returns a column of the first part that has it, and nil when none
// has. Parts that disagree on its type are an error.
func findColumn(parts []*partFile, name string) (*parquet.Column, error) {
	var found *parquet.Column
	for _, p := range parts {
		c := p.parquet.Root().Column(name)
		switch {
		case c == nil:
		case found == nil:
			found = c
		case !parquet.EqualNodes(found, c):
			return nil, fmt.Errorf("%s, column %s: want %s as in other parts, found %s", p.path, name, found, c)
		}
	}
	return found, nil
}

// partFile is an open part.
type partFile struct {
	path, name string
	file       *os.File
	parquet    *parquet.File
}

// openParts opens all parts of a generation. It returns those that it opened
// beside an error.
func openParts(dir string) ([]*partFile, error) {
	paths, err := partPaths(filepath.Join(dir, "verbatims"))
	if err != nil {
		return nil, err
	}
	var parts []*partFile
	for _, path := range paths {
		p, err := openPart(path)
		if err != nil {
			return parts, err
		}
		parts = append(parts, p)
	}
	return parts, nil
}

func openPart(path string) (p *partFile, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			file.Close()
		}
	}()
	defer guard(&err, path)
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	pq, err := parquet.OpenFile(file, info.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, fmt.Errorf("%s: want a Parquet file: %w", path, err)
	}
	return &partFile{path: path, name: strings.TrimSuffix(filepath.Base(path), ".parquet"), file: file, parquet: pq}, nil
}

// partPaths returns the paths of the parts in dir, in the order of their names.
func partPaths(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir) // sorted by name
	if err != nil {
		return nil, fmt.Errorf("want the directory of a generation: %w", err)
	}
	var paths []string
	for _, e := range entries {
		if ok, _ := filepath.Match("part-*.parquet", e.Name()); ok {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("%s: want part-*.parquet, found none of %d files", dir, len(entries))
	}
	return paths, nil
}

func (p *partFile) rows() int { return int(p.parquet.NumRows()) }

// eachChunk calls read with every chunk of the column at path. It does nothing
// where the part lacks the column.
func (p *partFile) eachChunk(path []string, read func(parquet.ColumnChunk) error) (err error) {
	defer guard(&err, p.path)
	leaf, ok := p.parquet.Schema().Lookup(path...)
	if !ok {
		return nil
	}
	for _, g := range p.parquet.RowGroups() {
		err := read(g.ColumnChunks()[leaf.ColumnIndex])
		if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
			return err
		}
		if err != nil {
			return fmt.Errorf("%s, column %s: %w", p.path, path[0], err)
		}
	}
	return nil
}

// attributesOf returns the attributes that the parts have, in the order of the
// longest list: all parts of a generation have the same, unless one was left
// from before.
func attributesOf(parts []*partFile) ([]datasets.Attribute, error) {
	var longest []datasets.Attribute
	for _, p := range parts {
		v, ok := p.parquet.Lookup(attributesKey)
		if !ok {
			continue
		}
		var attrs []datasets.Attribute // encoding/json takes "slug" for Slug
		if err := json.Unmarshal([]byte(v), &attrs); err != nil {
			return nil, fmt.Errorf("%s: metadata %s: want a JSON array of slug and header: %w", p.path, attributesKey, err)
		}
		if len(attrs) > len(longest) {
			longest = attrs
		}
	}
	return longest, nil
}
