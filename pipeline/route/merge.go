package route

import (
	"container/heap"
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// fanIn is how many fragments are merged at once: each holds an open file and
// about 0.75 MB.
const fanIn = 64

// merge calls fn with the rows of one section of all fragments in order.
// Equal rows come in the order of the fragments. A row is valid during the
// call only.
func merge(ctx context.Context, fragments []string, section int, head *header, fn func(*Row) error) error {
	m := merger{compare: byNewest}
	if section == sectionCases {
		m.compare = byDue
	}
	defer m.close()
	for _, path := range fragments {
		if err := m.open(path, section, head); err != nil {
			return err
		}
	}
	heap.Init(&m)
	for n := 0; len(m.sources) > 0; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := fn(&m.sources[0].row); err != nil {
			return err
		}
		if err := m.advance(); err != nil {
			return err
		}
	}
	return nil
}

// merger is a heap of open fragments, the one with the first row on top.
type merger struct {
	compare func(a, b *Row) int
	sources []source
	opened  []*rowReader
}

type source struct {
	*rowReader
	order int // of the fragment among all
}

func (m *merger) open(path string, section int, head *header) error {
	r, err := openRows(path, section)
	if err != nil {
		return err
	}
	m.opened = append(m.opened, r)
	r.align(head)
	more, err := r.read()
	if more {
		m.sources = append(m.sources, source{r, len(m.opened)})
	}
	return err
}

// advance puts the next row of the fragment on top in its place.
func (m *merger) advance() error {
	more, err := m.sources[0].read()
	if err != nil {
		return err
	}
	if more {
		heap.Fix(m, 0)
	} else {
		heap.Pop(m)
	}
	return nil
}

func (m *merger) close() {
	for _, r := range m.opened {
		r.close()
	}
}

// Len, Less, Swap, Push and Pop make merger a heap.Interface.
func (m *merger) Len() int { return len(m.sources) }

// Less orders sources by their row, then by their place.
func (m *merger) Less(i, j int) bool {
	a, b := &m.sources[i], &m.sources[j]
	if c := m.compare(&a.row, &b.row); c != 0 {
		return c < 0
	}
	return a.order < b.order
}

// Swap swaps two sources.
func (m *merger) Swap(i, j int) { m.sources[i], m.sources[j] = m.sources[j], m.sources[i] }

// Push adds a source.
func (m *merger) Push(x any) { m.sources = append(m.sources, x.(source)) }

// Pop removes the last source.
func (m *merger) Pop() any {
	last := m.sources[len(m.sources)-1]
	m.sources = m.sources[:len(m.sources)-1]
	return last
}

// reduce merges fragments in groups until no more than fanIn are left. What it
// makes stands in the directory temp.
func reduce(ctx context.Context, temp string, fragments []string, head *header) ([]string, error) {
	for round := 0; len(fragments) > fanIn; round++ {
		var merged []string
		for from := 0; from < len(fragments); from += fanIn {
			group := fragments[from:min(from+fanIn, len(fragments))]
			path := filepath.Join(temp, fmt.Sprintf("%d-%d", round, from))
			if err := mergeFile(ctx, path, group, head); err != nil {
				return nil, err
			}
			merged = append(merged, path)
			if round > 0 {
				for _, used := range group {
					_ = os.Remove(used) // the directory is removed in the end
				}
			}
		}
		fragments = merged
	}
	return fragments, nil
}

// mergeFile writes a fragment that holds all rows of several.
func mergeFile(ctx context.Context, path string, fragments []string, head *header) error {
	w, err := createFragment(path, 0o600)
	if err != nil {
		return err
	}
	for _, section := range []int{sectionCases, sectionAll} {
		if err = writeSection(w, head, nil); err != nil {
			break
		}
		err = merge(ctx, fragments, section, head, func(r *Row) error {
			r.encode(&w.enc)
			return w.record()
		})
		if err != nil {
			break
		}
	}
	return w.close(err)
}

// survey reads the headers of fragments: the columns of all, and how many rows
// they hold.
func survey(fragments []string) (head header, rows int64, err error) {
	for _, path := range fragments {
		r, err := openRows(path, sectionCases)
		if err != nil {
			return head, 0, err
		}
		head.unite(&r.head)
		rows += r.rows
		r.close()
	}
	return head, rows, nil
}
