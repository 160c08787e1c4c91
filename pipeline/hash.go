package pipeline

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/cespare/xxhash/v2"

	"verbatim/datasets"
	"verbatim/datasets/source"
)

// hasher computes identities; it keeps a buffer between them.
type hasher struct{ buf []byte }

// identify returns what makes rec itself: the id column's value, else a hash
// of respondent, time, score and answers (or of the columns of --id-from);
// and a hash of all that it says, by which a changed row is known.
func (h *hasher) identify(d *source.Decision, rec *source.Record) identity {
	id := identity{time: timeOf(rec)}
	h.buf = h.buf[:0]
	switch {
	case strings.Join(rec.IDFrom, "") != "":
		id.mode = idResponse
		h.add("from")
		for _, v := range rec.IDFrom {
			h.add(v)
		}
	case rec.ID != "":
		id.mode = idRespondent
		if d.IDIs == source.IDIsResponse && d.IDSure {
			id.mode = idResponse
		}
		h.add("id")
		h.add(rec.ID)
		if isLong(d) {
			id.questions = questions(rec)
		}
	default:
		id.mode = idHash
		h.add("answers")
		h.add(respondentOf(rec))
		h.addInt(id.time)
		h.addScore(rec)
		h.addAnswers(rec)
	}
	sum := sha256.Sum256(h.buf)
	id.key = [16]byte(sum[:16])
	id.content = h.content(d, rec)
	if id.mode == idHash {
		id.time = noTime // it is in the key
	}
	return id
}

// isLong says whether an input may be in long format: one answer a row.
func isLong(d *source.Decision) bool { return d.Question != nil && d.ID != nil }

// questions hashes which questions were answered, in any order.
func questions(rec *source.Record) uint32 {
	var sum uint64
	for _, a := range rec.Answers {
		sum += xxhash.Sum64String(a.QuestionID)
	}
	return uint32(sum)
}

// content hashes everything that a row says, whatever the order of its
// attribute columns; missing attributes count for nothing.
func (h *hasher) content(d *source.Decision, rec *source.Record) uint64 {
	h.buf = h.buf[:0]
	h.add(rec.ID)
	h.add(rec.Respondent)
	h.add(rec.Account)
	h.addInt(timeOf(rec))
	h.addScore(rec)
	h.addAnswers(rec)
	for _, c := range rec.Contacts {
		h.add(c.Header)
		h.add(c.Value)
	}
	sum := xxhash.Sum64(h.buf)
	for i, v := range rec.Attributes {
		if v != "" {
			h.buf = h.buf[:0]
			h.add(d.Attributes[i].Header)
			h.add(v)
			sum += xxhash.Sum64(h.buf) // the same in any order
		}
	}
	return sum
}

// add appends a value so that no two sequences of values look the same.
func (h *hasher) add(s string) {
	h.buf = binary.AppendUvarint(h.buf, uint64(len(s)))
	h.buf = append(h.buf, s...)
}

func (h *hasher) addInt(n int64) { h.buf = binary.BigEndian.AppendUint64(h.buf, uint64(n)) }

func (h *hasher) addScore(rec *source.Record) {
	h.add(string(rec.Metric))
	if rec.Score.OK {
		h.buf = binary.BigEndian.AppendUint64(h.buf, math.Float64bits(rec.Score.V))
	}
}

func (h *hasher) addAnswers(rec *source.Record) {
	h.addInt(int64(len(rec.Answers)))
	for _, a := range rec.Answers {
		h.add(a.QuestionID)
		h.add(a.Text)
	}
}

// respondentOf returns who answered: the respondent column, else the first
// mail address.
func respondentOf(rec *source.Record) string {
	if rec.Respondent != "" {
		return rec.Respondent
	}
	for _, c := range rec.Contacts {
		if strings.Contains(c.Value, "@") {
			return c.Value
		}
	}
	return ""
}

// timeOf returns the record's instant, else midnight UTC of its day, else
// noTime.
func timeOf(rec *source.Record) int64 {
	switch {
	case rec.At.OK:
		return rec.At.V
	case rec.On.OK:
		return rec.On.V.Time().UnixMicro()
	}
	return noTime
}

// responseID returns the id of a response: the id column's value, or a hash of
// 20 letters and digits, followed by what tells it from an earlier response of
// the same key.
func responseID(id identity, rec *source.Record, ordinal uint32) string {
	if rec.ID != "" && id.mode != idHash && strings.Join(rec.IDFrom, "") == "" {
		if ordinal == 1 {
			return rec.ID
		}
		return rec.ID + "@" + wave(rec)
	}
	s := strings.ToLower(base32.StdEncoding.EncodeToString(id.key[:])[:20])
	if ordinal == 1 {
		return s
	}
	return s + "-" + strconv.Itoa(int(ordinal))
}

// wave writes the time that tells a respondent's later responses apart.
func wave(rec *source.Record) string {
	switch {
	case rec.At.OK:
		return time.UnixMicro(rec.At.V).UTC().Format("2006-01-02T15:04:05.999999Z")
	case rec.On.OK:
		return datasets.Date(rec.On.V).String()
	}
	return "undated"
}
