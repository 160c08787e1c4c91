package pipeline

import (
	"encoding/binary"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
)

// TestSorter sorts with a memory so small that most records go over the disk.
func TestSorter(t *testing.T) {
	for _, n := range []int{0, 1, 9, 10, 11, 1000} {
		s := newSorter(t.TempDir(), "test")
		s.mem = 10
		rng := rand.New(rand.NewPCG(1, uint64(n)))
		var want []record
		for range n {
			var r record
			binary.BigEndian.PutUint64(r[:], rng.Uint64N(50)) // with equal ones
			want = append(want, r)
			if err := s.add(r); err != nil {
				t.Fatal(err)
			}
		}
		slices.SortFunc(want, compareRecords)
		m, err := s.sorted()
		if err != nil {
			t.Fatal(err)
		}
		var got []record
		for m.peek() != nil {
			got = append(got, m.pop())
		}
		if err := m.close(); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d records came out in another order or number: %d", n, len(got))
		}
		if err := s.close(); err != nil {
			t.Fatal(err)
		}
		if left, _ := os.ReadDir(s.dir); len(left) > 0 {
			t.Errorf("%d records: close left %d files", n, len(left))
		}
	}
}

func TestMergerReportsDamage(t *testing.T) {
	path := t.TempDir() + "/ids"
	if err := os.WriteFile(path, make([]byte, len(record{})+5), 0o600); err != nil {
		t.Fatal(err)
	}
	m, err := openMerger([]string{path})
	if err != nil {
		t.Fatal(err)
	}
	m.pop()
	if m.peek() != nil || m.close() == nil {
		t.Error("half a record was read without an error")
	}
}
