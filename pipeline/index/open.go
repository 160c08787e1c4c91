package index

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"golang.org/x/sync/errgroup"

	"verbatim/datasets/columns"
	"verbatim/themes"
	"verbatim/tokenize"
)

// Searcher answers searches over the index of one generation. It may be used
// by many goroutines at the same time.
type Searcher struct {
	cols   *columns.Table
	cb     *themes.Codebook
	tk     *tokenize.Tokenizer
	texts  Texts
	shards []*shard
	tokens int // of all verbatims
	counts counters
	groups groups

	mu     sync.RWMutex // held for reading by searches, for writing by Close
	closed bool
	vocab  vocabulary
}

// shard is one open index.
type shard struct {
	start   int // row of the table that is row 0 of the shard
	rows    int
	days    []float64 // instants at which days begin, by code of responded_on
	longest int       // bytes of its longest surface
	tokens  int
	index   *scorch.Scorch
	reader  *scorch.IndexSnapshot
	segment segment.Segment
	readers sync.Pool // of *shardReader
}

// Open opens the index of the generation in dir (dir/index/<part>/<shard>) for
// reading. cols is the columns of the same generation, loaded with at least
// the columns that searches will count or sort by; tk must make the tokens
// that were indexed; texts, which may be nil, answers =Case and /RE2/. An index whose shards do not hold, part by part, one
// document for each row of cols is an error.
func Open(dir string, cols *columns.Table, cb *themes.Codebook, tk *tokenize.Tokenizer, texts Texts) (*Searcher, error) {
	if err := checkColumns(cols); err != nil {
		return nil, fmt.Errorf("open index of %s: %w", dir, err)
	}
	days, err := newDays(cols)
	if err != nil {
		return nil, fmt.Errorf("open index of %s: %w", dir, err)
	}
	s := &Searcher{cols: cols, cb: cb, tk: tk, texts: texts}
	if err := s.openParts(dir, days); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	for _, sh := range s.shards {
		s.tokens += sh.tokens
	}
	s.counts, s.groups = newCounters(cols, cb), newGroups(cols)
	return s, nil
}

// openParts opens the shards of all parts, several at a time, and finds the
// rows of each. On an error, those that are open are in s.shards.
func (s *Searcher) openParts(dir string, days map[string][]float64) error {
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	byPart := make([][]*shard, len(s.cols.Parts()))
	for i, p := range s.cols.Parts() {
		paths, err := shardPaths(filepath.Join(dir, "index", p.Name))
		if err != nil && !(errors.Is(err, fs.ErrNotExist) && p.Start == p.End) {
			return errors.Join(err, group.Wait())
		}
		for _, path := range paths {
			sh := &shard{days: days[p.Timezone]}
			byPart[i] = append(byPart[i], sh)
			group.Go(func() error { return sh.open(path) })
		}
		s.shards = append(s.shards, byPart[i]...)
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for i, p := range s.cols.Parts() {
		if err := placeShards(byPart[i], p); err != nil {
			return fmt.Errorf("open index %s: %w", filepath.Join(dir, "index", p.Name), err)
		}
	}
	return nil
}

// shardPaths returns the directories of a part's shards in the order of their
// numbers, of which none may be missing. Plain files, which the systems of
// some machines leave everywhere, are none of them.
func shardPaths(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("open index: want the shards of a part: %w", err)
	}
	paths := make(map[int]string)
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		k, err := strconv.Atoi(e.Name())
		if err != nil || k < 0 || paths[k] != "" {
			return nil, fmt.Errorf("open index %s: want directories %s, %s …, found %s; build the index again", dir, ShardName(0), ShardName(1), e.Name())
		}
		paths[k] = filepath.Join(dir, e.Name())
	}
	ordered := make([]string, len(paths))
	for k := range ordered {
		if ordered[k] = paths[k]; ordered[k] == "" {
			return nil, fmt.Errorf("open index %s: want shard %s, found %d other shards; build the index again", dir, ShardName(k), len(paths))
		}
	}
	return ordered, nil
}

// placeShards gives the shards of a part their rows: each starts where the one
// before it ends.
func placeShards(shards []*shard, p columns.Part) error {
	next := p.Start
	for _, sh := range shards {
		sh.start = next
		next += sh.rows
	}
	if next != p.End {
		return fmt.Errorf("want %d documents, one for each row of the tables, found %d in %d shards; build the index again",
			p.End-p.Start, next-p.Start, len(shards))
	}
	return nil
}

// checkColumns makes sure that what every search needs is there.
func checkColumns(cols *columns.Table) error {
	if cols.Rows() == 0 {
		return nil
	}
	for _, name := range [...]string{"response_id", "nps_group", columnDay, "score"} {
		if cols.Dict(name) == nil {
			return fmt.Errorf("want the column %s for counting and sorting, found none; load it", name)
		}
	}
	if cols.Int64(columnInstant) == nil {
		return fmt.Errorf("want the column %s for sorting, found none; load it", columnInstant)
	}
	return nil
}

// ShardName returns the name of the directory of a part's shard k, counted
// from 0: 00000, 00001 … so that names sort as shards do.
func ShardName(k int) string { return fmt.Sprintf("%05d", k) }

// Close closes the index once running searches are done. A search after it
// fails.
func (s *Searcher) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	var errs []error
	for _, sh := range s.shards {
		errs = append(errs, sh.close())
	}
	s.shards = nil
	return errors.Join(errs...)
}

// open opens one index and checks that it is what BuildShard leaves.
func (sh *shard) open(path string) error {
	if _, err := os.Stat(filepath.Join(path, storeName, "root.bolt")); err != nil {
		return fmt.Errorf("open index %s: %w", path, err)
	}
	idx, err := scorch.NewScorch(scorch.Name, map[string]interface{}{
		"path":      filepath.Join(path, storeName),
		"read_only": true,
		// Without it, opening an index that somebody holds waits for ever.
		"bolt_timeout": "5s",
	}, nil)
	if err != nil {
		return fmt.Errorf("open index %s: %w", path, err)
	}
	sh.index = idx.(*scorch.Scorch)
	if err := sh.index.Open(); err != nil {
		sh.index = nil
		return fmt.Errorf("open index %s: %w", path, err)
	}
	reader, err := sh.index.Reader()
	if err != nil {
		return fmt.Errorf("open index %s: %w", path, err)
	}
	sh.reader = reader.(*scorch.IndexSnapshot)
	if err := sh.inspect(); err != nil {
		return fmt.Errorf("open index %s: %w", path, err)
	}
	return nil
}

func (sh *shard) inspect() error {
	segments := sh.reader.Segments()
	if len(segments) != 1 {
		return fmt.Errorf("want one segment, found %d; build the index again", len(segments))
	}
	sh.segment = segments[0].Segment()
	sh.rows = int(sh.segment.Count())
	var err error
	if sh.tokens, err = sh.internal(tokensKey); err != nil {
		return err
	}
	sh.longest, err = sh.internal(longestKey)
	return err
}

// internal reads a number that BuildShard left beside the segment.
func (sh *shard) internal(key string) (int, error) {
	raw, err := sh.reader.GetInternal([]byte(key))
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(string(raw))
	if err != nil {
		return 0, fmt.Errorf("want a number under %s, found %q; build the index again", key, raw)
	}
	return n, nil
}

func (sh *shard) close() error {
	var errs []error
	if sh.reader != nil {
		errs = append(errs, sh.reader.Close())
	}
	if sh.index != nil {
		errs = append(errs, sh.index.Close())
	}
	sh.reader, sh.index = nil, nil
	return errors.Join(errs...)
}

// workers is how many goroutines share the shards of one search.
func (s *Searcher) workers() int { return max(1, min(runtime.GOMAXPROCS(0), len(s.shards))) }

// each calls fn for every shard, several at a time, until one fails or ctx is
// done. worker is a number below workers(), one goroutine each.
func (s *Searcher) each(ctx context.Context, fn func(ctx context.Context, worker, shard int) error) error {
	var next atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for worker := range s.workers() {
		group.Go(func() error {
			for {
				if err := ctx.Err(); err != nil {
					return err
				}
				at := int(next.Add(1)) - 1
				if at >= len(s.shards) {
					return nil
				}
				if err := fn(ctx, worker, at); err != nil {
					return err
				}
			}
		})
	}
	return group.Wait()
}
