package pipeline

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
)

// rows makes the rows of one key, in the order of the inputs: each is
// input:time:content.
func rows(mode idMode, specs ...string) []identity {
	var all []identity
	for i, spec := range specs {
		var input, time, content int
		if _, err := fmt.Sscanf(spec, "%d:%d:%d", &input, &time, &content); err != nil {
			panic(err)
		}
		all = append(all, identity{time: int64(time), pos: newPosition(input, i), content: uint64(content), mode: mode})
	}
	return all
}

// known makes known ids, each ordinal:time:content; its row is its number.
func known(specs ...string) []knownID {
	var all []knownID
	for i, spec := range specs {
		var ordinal, time, content int
		if _, err := fmt.Sscanf(spec, "%d:%d:%d", &ordinal, &time, &content); err != nil {
			panic(err)
		}
		all = append(all, knownID{Ordinal: uint32(ordinal), Time: int64(time), Content: uint64(content), Row: uint32(i)})
	}
	return all
}

func TestResolve(t *testing.T) {
	const n, c, s, rep, out = "new", "changed", "same", "repeated", "replaced"
	tests := []struct {
		name  string
		rows  []identity
		known []knownID
		want  []string // verdict and ordinal of each row, in input order
	}{
		{"new id", rows(idResponse, "0:5:1"), nil, []string{n + " 1"}},
		{"same id again", rows(idResponse, "0:5:1"), known("1:5:1"), []string{s + " 1"}},
		{"same id says something else", rows(idResponse, "0:5:2"), known("1:5:1"), []string{c + " 1"}},
		{"a response id keeps its response when its time is corrected", rows(idResponse, "0:6:2"), known("1:5:1"), []string{c + " 1"}},
		{"last row of a response id wins", rows(idResponse, "0:9:1", "0:5:2"), nil, []string{out + " 0", n + " 1"}},
		{"the same row twice", rows(idResponse, "0:5:1", "0:5:1"), nil, []string{rep + " 0", n + " 1"}},
		{"the same row in two files", rows(idRespondent, "0:5:1", "1:5:1"), known("1:5:1"), []string{rep + " 0", s + " 1"}},
		{"last wins over files", rows(idRespondent, "0:5:1", "1:5:2"), known("1:5:1"), []string{out + " 0", c + " 1"}},
		{"second wave in one file", rows(idRespondent, "0:5:1", "0:9:2"), nil, []string{n + " 1", n + " 2"}},
		{"second wave, file sorted otherwise", rows(idRespondent, "0:9:2", "0:5:1"), nil, []string{n + " 2", n + " 1"}},
		{"second wave comes later", rows(idRespondent, "0:9:2"), known("1:5:1"), []string{n + " 2"}},
		{"cumulative export of two waves", rows(idRespondent, "0:5:1", "0:9:2"), known("1:5:1"), []string{s + " 1", n + " 2"}},
		{"cumulative export again", rows(idRespondent, "0:9:2", "0:5:1"), known("1:5:1", "2:9:2"), []string{s + " 2", s + " 1"}},
		{"an earlier wave comes late", rows(idRespondent, "0:1:7", "0:5:1"), known("1:5:1"), []string{n + " 2", s + " 1"}},
		{"no id: identical answers twice", rows(idHash, "0:0:1", "0:0:1"), nil, []string{n + " 1", n + " 2"}},
		{"no id: rerun", rows(idHash, "0:0:1", "0:0:1"), known("1:0:1", "2:0:1"), []string{s + " 1", s + " 2"}},
		{"no id: one more of the same", rows(idHash, "0:0:1", "0:0:1", "0:0:1"), known("1:0:1", "2:0:1"), []string{s + " 1", s + " 2", n + " 3"}},
		{"no id: one less changes nothing", rows(idHash, "0:0:1"), known("1:0:1", "2:0:1"), []string{s + " 1"}},
		{"no id: other attributes, re-sorted", rows(idHash, "0:0:7", "0:0:3"), known("1:0:3", "2:0:7"), []string{s + " 2", s + " 1"}},
		{"no id: a row like them, with other attributes", rows(idHash, "0:0:1", "0:0:7"), known("1:0:7"), []string{n + " 2", s + " 1"}},
		{"no id: an attribute changed", rows(idHash, "0:0:8"), known("1:0:7"), []string{c + " 1"}},
		{"no id: two exports that overlap", rows(idHash, "0:0:1", "1:0:1", "1:0:1"), nil, []string{rep + " 0", n + " 1", n + " 2"}},
		{"no id: two exports, attribute changed between", rows(idHash, "0:0:1", "1:0:2"), nil, []string{out + " 0", n + " 1"}},
	}
	names := map[verdictKind]string{verdictNew: n, verdictChanged: c, verdictSame: s, verdictRepeated: rep, verdictReplaced: out}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			verdicts := resolve(slices.Clone(test.rows), test.known)
			slices.SortFunc(verdicts, func(a, b verdict) int { return cmp.Compare(a.pos, b.pos) })
			var got []string
			for i, v := range verdicts {
				if v.pos != test.rows[i].pos {
					t.Fatalf("verdict %d is on row %d", i, v.pos)
				}
				got = append(got, fmt.Sprintf("%s %d", names[v.kind], v.ordinal))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestDecideEachRowOnce checks over many keys that every row gets one verdict
// and no two responses of a key share an ordinal of the first wave.
func TestDecideEachRowOnce(t *testing.T) {
	s := newSorter(t.TempDir(), "ids")
	s.mem = 7
	for i := range 500 {
		id := identity{key: [16]byte{byte(i % 37)}, time: int64(i % 3), pos: newPosition(i%2, i), content: uint64(i % 5), mode: idMode(i % 37 % 3)}
		if err := s.add(id.record()); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := s.sorted()
	if err != nil {
		t.Fatal(err)
	}
	none, _ := openMerger(nil)
	seen := map[position]bool{}
	err = decide(rows, none, func(v verdict) error {
		if seen[v.pos] {
			return fmt.Errorf("row %d has two verdicts", v.pos)
		}
		seen[v.pos] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(seen) != 500 {
		t.Errorf("%d of 500 rows have a verdict", len(seen))
	}
}

func TestRecordsKeepTheirValues(t *testing.T) {
	id := identity{key: [16]byte{1, 2}, time: -5, pos: newPosition(3, 99), content: 1 << 63, mode: idRespondent, questions: 77}
	if got := parseIdentity(id.record()); got != id {
		t.Errorf("identity: got %+v, want %+v", got, id)
	}
	k := knownID{Key: [16]byte{9}, Time: noTime, Content: 7, Part: 3, Row: 49_999, Ordinal: 2}
	if got := parseKnownID(k.record()); got != k {
		t.Errorf("knownID: got %+v, want %+v", got, k)
	}
	v := verdict{pos: newPosition(1, 2), kind: verdictChanged, key: [16]byte{4}, ordinal: 4, part: 5, row: 6}
	if got := parseVerdict(v.record()); got != v {
		t.Errorf("verdict: got %+v, want %+v", got, v)
	}
}
