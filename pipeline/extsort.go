package pipeline

import (
	"bufio"
	"bytes"
	"container/heap"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// record is what identities, known ids and verdicts are kept as while a run is
// planned: 48 bytes whose order as bytes is the order that is wanted, numbers
// big-endian. See identity.go for what stands where.
type record [48]byte

func compareRecords(a, b record) int { return bytes.Compare(a[:], b[:]) }

// sortMemory is how many records a sorter holds before it writes a run to
// disk: 48 MB of them.
const sortMemory = 1 << 20

// sorter is an external merge sort (Knuth, TAOCP vol. 3, 5.4) of records: it
// takes any number of them in memory that does not grow.
type sorter struct {
	dir  string // where runs are written
	name string // prefix of their names
	mem  int    // records held at once
	buf  []record
	runs []string
}

func newSorter(dir, name string) *sorter {
	return &sorter{dir: dir, name: name, mem: sortMemory}
}

// add takes one more record.
func (s *sorter) add(r record) error {
	s.buf = append(s.buf, r)
	if len(s.buf) < s.mem {
		return nil
	}
	slices.SortFunc(s.buf, compareRecords)
	path := filepath.Join(s.dir, fmt.Sprintf("%s-%04d.run", s.name, len(s.runs)))
	if err := writeRecords(path, s.buf); err != nil {
		return err
	}
	s.runs = append(s.runs, path)
	s.buf = s.buf[:0]
	return nil
}

// sorted returns every record in order. The sorter takes none afterwards.
func (s *sorter) sorted() (*merger, error) {
	slices.SortFunc(s.buf, compareRecords)
	m, err := openMerger(s.runs)
	if err != nil {
		return nil, err
	}
	m.push(&memoryRun{rest: s.buf})
	return m, nil
}

// close removes the runs.
func (s *sorter) close() error {
	var errs []error
	for _, path := range s.runs {
		errs = append(errs, os.Remove(path))
	}
	s.runs, s.buf = nil, nil
	return errors.Join(errs...)
}

// writeRecords writes sorted records to a new file.
func writeRecords(path string, records []record) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<18)
	for i := range records {
		if _, err := w.Write(records[i][:]); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	return errors.Join(w.Flush(), f.Close())
}

// writeMerged writes everything that m holds to a new file.
func writeMerged(path string, m *merger) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<18)
	for m.peek() != nil {
		r := m.pop()
		if _, err := w.Write(r[:]); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	return errors.Join(m.err, w.Flush(), f.Sync(), f.Close())
}

// run is one sorted sequence of records; next returns false at its end.
type run interface {
	next(*record) (bool, error)
	close() error
}

type memoryRun struct{ rest []record }

func (m *memoryRun) next(r *record) (bool, error) {
	if len(m.rest) == 0 {
		return false, nil
	}
	*r, m.rest = m.rest[0], m.rest[1:]
	return true, nil
}

func (m *memoryRun) close() error { return nil }

type fileRun struct {
	f *os.File
	r *bufio.Reader
}

func openRun(path string) (*fileRun, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return &fileRun{f: f, r: bufio.NewReaderSize(f, 1<<15)}, nil
}

func (f *fileRun) next(r *record) (bool, error) {
	_, err := io.ReadFull(f.r, r[:])
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("%s is damaged: %w", f.f.Name(), err)
	}
	return true, nil
}

func (f *fileRun) close() error { return f.f.Close() }

// merger reads several runs as one.
type merger struct {
	heads []head
	err   error
}

type head struct {
	record
	run run
}

func (m *merger) Len() int           { return len(m.heads) }
func (m *merger) Less(i, j int) bool { return compareRecords(m.heads[i].record, m.heads[j].record) < 0 }
func (m *merger) Swap(i, j int)      { m.heads[i], m.heads[j] = m.heads[j], m.heads[i] }
func (m *merger) Push(x any)         { m.heads = append(m.heads, x.(head)) }
func (m *merger) Pop() any {
	last := m.heads[len(m.heads)-1]
	m.heads = m.heads[:len(m.heads)-1]
	return last
}

// openMerger opens files of sorted records.
func openMerger(paths []string) (*merger, error) {
	m := &merger{}
	for _, path := range paths {
		r, err := openRun(path)
		if err != nil {
			return nil, errors.Join(err, m.close())
		}
		m.push(r)
	}
	return m, nil
}

func (m *merger) push(r run) {
	h := head{run: r}
	ok, err := r.next(&h.record)
	if ok {
		heap.Push(m, h)
		return
	}
	m.err = errors.Join(m.err, err, r.close())
}

// peek returns the smallest record that is left, or nil.
func (m *merger) peek() *record {
	if len(m.heads) == 0 {
		return nil
	}
	return &m.heads[0].record
}

// pop removes the smallest record and returns it; there must be one.
func (m *merger) pop() record {
	top := &m.heads[0]
	r := top.record
	ok, err := top.run.next(&top.record)
	if ok {
		heap.Fix(m, 0)
		return r
	}
	m.err = errors.Join(m.err, err, top.run.close())
	heap.Pop(m)
	return r
}

// close closes what is still open and returns any error met on the way.
func (m *merger) close() error {
	for _, h := range m.heads {
		m.err = errors.Join(m.err, h.run.close())
	}
	m.heads = nil
	return m.err
}
