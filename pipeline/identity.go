package pipeline

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math"
	"slices"
)

// identity is how one accepted input row stands in the sort that finds out
// which rows are the same response:
//
//	key 16 | time 8 | position 8 | content 8 | mode 1 | 0 3 | questions 4
//
// key is a hash of what makes the response itself, content one of everything
// that it says, position its file and its place among the file's accepted rows.
type identity struct {
	key     [16]byte
	time    int64 // microseconds UTC, or noTime
	pos     position
	content uint64
	mode    idMode
	// questions is, in long format, a hash of the questions that the row
	// answers; elsewhere 0.
	questions uint32
}

// position is the place of an accepted row in the inputs of a run: the input's
// number in the high 16 bits, the row's below.
type position uint64

func newPosition(input, row int) position { return position(uint64(input)<<48 | uint64(row)) }

func (p position) input() int { return int(p >> 48) }

// noTime is the time of a response that has none; it sorts before all others.
const noTime = math.MinInt64

// idMode says what rows with the same key are to each other.
type idMode uint8

const (
	// idHash: no id column. Rows with one key are identical answers, told
	// apart by an ordinal among those of one file.
	idHash idMode = iota
	// idResponse: the id names a response. The last row wins.
	idResponse
	// idRespondent: the id may come again with a new time, and is then a new
	// wave of the same respondent. Of one time, the last row wins.
	idRespondent
)

func (i *identity) record() (r record) {
	copy(r[:16], i.key[:])
	binary.BigEndian.PutUint64(r[16:], orderedTime(i.time))
	binary.BigEndian.PutUint64(r[24:], uint64(i.pos))
	binary.BigEndian.PutUint64(r[32:], i.content)
	r[40] = byte(i.mode)
	binary.BigEndian.PutUint32(r[44:], i.questions)
	return r
}

func parseIdentity(r record) identity {
	return identity{
		key:     [16]byte(r[:16]),
		time:    unorderedTime(binary.BigEndian.Uint64(r[16:])),
		pos:     position(binary.BigEndian.Uint64(r[24:])),
		content: binary.BigEndian.Uint64(r[32:]),
		mode:    idMode(r[40]),

		questions: binary.BigEndian.Uint32(r[44:]),
	}
}

// orderedTime maps signed times to unsigned numbers of the same order.
func orderedTime(t int64) uint64   { return uint64(t) ^ 1<<63 }
func unorderedTime(u uint64) int64 { return int64(u ^ 1<<63) }

// knownID is a response that the workspace already has, as a part's ids file
// keeps it:
//
//	key 16 | time 8 | content 8 | part 4 | row 4 | ordinal 4 | 0
type knownID struct {
	Key     [16]byte
	Time    int64
	Content uint64
	Part    uint32 // number of the part
	Row     uint32 // place in the part's responses table
	Ordinal uint32 // see verdict.ordinal
}

func (k *knownID) record() (r record) {
	copy(r[:16], k.Key[:])
	binary.BigEndian.PutUint64(r[16:], orderedTime(k.Time))
	binary.BigEndian.PutUint64(r[24:], k.Content)
	binary.BigEndian.PutUint32(r[32:], k.Part)
	binary.BigEndian.PutUint32(r[36:], k.Row)
	binary.BigEndian.PutUint32(r[40:], k.Ordinal)
	return r
}

func parseKnownID(r record) knownID {
	return knownID{
		Key:     [16]byte(r[:16]),
		Time:    unorderedTime(binary.BigEndian.Uint64(r[16:])),
		Content: binary.BigEndian.Uint64(r[24:]),
		Part:    binary.BigEndian.Uint32(r[32:]),
		Row:     binary.BigEndian.Uint32(r[36:]),
		Ordinal: binary.BigEndian.Uint32(r[40:]),
	}
}

// verdictKind is what a run does with an accepted row.
type verdictKind uint8

const (
	verdictNew      verdictKind = iota // the workspace has no such response
	verdictChanged                     // it has, and this row says something else
	verdictSame                        // it has, word for word
	verdictRepeated                    // a later row of this run says exactly the same
	verdictReplaced                    // a later row of this run takes its place
	verdictApart                       // it answers another question of a response whose rows stand elsewhere
)

// verdict is the decision about one accepted row:
//
//	position 8 | kind 1 | 0 3 | ordinal 4 | part 4 | row 4 | 0 8 | key 16
type verdict struct {
	pos  position
	kind verdictKind
	key  [16]byte // of the row, by which the second reading knows it again
	// ordinal is 1 for the first response of a key, whose id stays bare. For
	// idHash it counts identical answers; for the other modes 2 stands for
	// every later wave, whose id is told apart by its time.
	ordinal   uint32
	part, row uint32 // of a changed response: where the workspace has it
}

func (v *verdict) record() (r record) {
	binary.BigEndian.PutUint64(r[:], uint64(v.pos))
	r[8] = byte(v.kind)
	binary.BigEndian.PutUint32(r[12:], v.ordinal)
	binary.BigEndian.PutUint32(r[16:], v.part)
	binary.BigEndian.PutUint32(r[20:], v.row)
	copy(r[32:], v.key[:])
	return r
}

func parseVerdict(r record) verdict {
	return verdict{
		pos:     position(binary.BigEndian.Uint64(r[:])),
		kind:    verdictKind(r[8]),
		ordinal: binary.BigEndian.Uint32(r[12:]),
		part:    binary.BigEndian.Uint32(r[16:]),
		row:     binary.BigEndian.Uint32(r[20:]),
		key:     [16]byte(r[32:]),
	}
}

// resolve decides about the rows of one key, of which there is at least one,
// given what the workspace knows under that key. The verdicts come in no
// particular order, one for each row.
func resolve(rows []identity, known []knownID) []verdict {
	if rows[0].mode == idHash {
		return resolveIdentical(rows, known)
	}
	return resolveWaves(rows, known)
}

// resolveWaves decides where the key is an id.
func resolveWaves(rows []identity, known []knownID) []verdict {
	last := slices.MaxFunc(rows, func(a, b identity) int { return cmp.Compare(a.pos, b.pos) })
	if last.mode == idResponse {
		if len(known) > 0 {
			last.time = known[0].Time
		}
		for i := range rows {
			rows[i].time = last.time
		}
	}
	slices.SortFunc(rows, func(a, b identity) int {
		return cmp.Or(cmp.Compare(a.time, b.time), cmp.Compare(a.pos, b.pos))
	})
	bare := !slices.ContainsFunc(known, func(k knownID) bool { return k.Ordinal == 1 })
	var out []verdict
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n].time == rows[0].time {
			n++
		}
		same := rows[:n]
		rows = rows[n:]
		same, out = together(same, out)
		winner := same[len(same)-1]
		out = appendLosers(out, same[:len(same)-1], winner.content)
		v := verdict{pos: winner.pos, kind: verdictNew, ordinal: 2}
		if i := slices.IndexFunc(known, func(k knownID) bool { return k.Time == winner.time }); i >= 0 {
			v.against(known[i], winner.content)
		} else if bare {
			v.ordinal, bare = 1, false
		}
		out = append(out, v)
	}
	return out
}

// together returns those of the rows of one response that answer the same
// questions as the first. The others are rows of long format that stand apart
// from it, and get their verdict.
func together(rows []identity, out []verdict) ([]identity, []verdict) {
	first := rows[0].questions
	kept := rows[:0]
	for _, r := range rows {
		if r.questions == first {
			kept = append(kept, r)
		} else {
			out = append(out, verdict{pos: r.pos, kind: verdictApart})
		}
	}
	return kept, out
}

// against makes v the verdict on a row of that content where the workspace has
// k.
func (v *verdict) against(k knownID, content uint64) {
	v.kind, v.ordinal, v.part, v.row = verdictChanged, k.Ordinal, k.Part, k.Row
	if k.Content == content {
		v.kind = verdictSame
	}
}

func appendLosers(out []verdict, rows []identity, winner uint64) []verdict {
	for _, r := range rows {
		kind := verdictReplaced
		if r.content == winner {
			kind = verdictRepeated
		}
		out = append(out, verdict{pos: r.pos, kind: kind})
	}
	return out
}

// resolveIdentical decides where the key is a hash of the answers. Every file
// is taken as an export of its own: its k-th identical row is the k-th response
// of that key, whatever file it came in before. Rows that say the same in
// everything else too are matched first, so that the order of rows and further
// identical ones change nothing.
func resolveIdentical(rows []identity, known []knownID) []verdict {
	slices.SortFunc(rows, func(a, b identity) int {
		return cmp.Or(cmp.Compare(a.pos.input(), b.pos.input()), cmp.Compare(a.content, b.content), cmp.Compare(a.pos, b.pos))
	})
	slots := make(map[uint32]*slot, len(known)+1)
	for i := range known {
		slots[known[i].Ordinal] = &slot{known: &known[i], content: known[i].Content}
	}
	var out []verdict
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n].pos.input() == rows[0].pos.input() {
			n++
		}
		out = claimSlots(out, slots, rows[:n])
		rows = rows[n:]
	}
	for ordinal, s := range slots {
		if s.owner == nil {
			continue
		}
		v := verdict{pos: s.owner.pos, kind: verdictNew, ordinal: ordinal}
		if s.known != nil {
			v.against(*s.known, s.content)
		}
		out = append(out, v)
	}
	return out
}

// slot is one ordinal among identical answers.
type slot struct {
	known   *knownID  // what the workspace has there, or nil
	owner   *identity // the row of this run that stands there so far, or nil
	content uint64    // of the owner, else of known
}

// claimSlots gives each row of one file an ordinal of its own. Rows that lose
// theirs to this file are appended to out.
func claimSlots(out []verdict, slots map[uint32]*slot, rows []identity) []verdict {
	byContent := make(map[uint64][]uint32)
	for ordinal, s := range slots {
		byContent[s.content] = append(byContent[s.content], ordinal)
	}
	for _, ordinals := range byContent {
		slices.Sort(ordinals)
	}
	taken := make(map[uint32]bool, len(rows))
	claim := func(ordinal uint32, row *identity) {
		taken[ordinal] = true
		s := slots[ordinal]
		if s == nil {
			s = &slot{}
			slots[ordinal] = s
		}
		if s.owner != nil {
			out = appendLosers(out, []identity{*s.owner}, row.content)
		}
		s.owner, s.content = row, row.content
	}
	var rest []*identity
	for i := range rows {
		if same := byContent[rows[i].content]; len(same) > 0 {
			byContent[rows[i].content] = same[1:]
			claim(same[0], &rows[i])
			continue
		}
		rest = append(rest, &rows[i])
	}
	next := uint32(1)
	for _, row := range rest {
		for taken[next] {
			next++
		}
		claim(next, row)
	}
	return out
}

// decide walks all identities beside all known ids, both sorted by key, and
// hands every verdict to emit.
func decide(rows, known *merger, emit func(verdict) error) error {
	var group []identity
	var old []knownID
	for rows.peek() != nil {
		group, old = group[:0], old[:0]
		key := [16]byte(rows.peek()[:16])
		for r := rows.peek(); r != nil && bytes.Equal(r[:16], key[:]); r = rows.peek() {
			group = append(group, parseIdentity(rows.pop()))
		}
		for k := known.peek(); k != nil && bytes.Compare(k[:16], key[:]) <= 0; k = known.peek() {
			if id := parseKnownID(known.pop()); id.Key == key {
				old = append(old, id)
			}
		}
		for _, v := range resolve(group, old) {
			v.key = key
			if err := emit(v); err != nil {
				return err
			}
		}
	}
	if rows.err != nil {
		return rows.err
	}
	return known.err
}
