package route

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"verbatim/datasets"
)

// The sections of a fragment of rows. Which cases are too old, and are read
// instead of answered, is known only when the newest response is: so the
// fragment holds its cases as they would be worked off, and then all rows, its
// cases among them, as they would be read. Deliver picks from both.
const (
	sectionCases = iota // by due time
	sectionAll          // newest first
)

// WriteFragment writes the rows of one department in one part to the file
// path, readable by its owner alone: it holds contacts. The Attributes of the
// rows are aligned with attributes; their order does not matter.
func WriteFragment(path string, attributes []datasets.Attribute, rows []Row) error {
	order := make([]*Row, len(rows))
	head := header{}
	for i := range rows {
		order[i] = &rows[i]
		for _, c := range rows[i].Contacts {
			head.contacts = appendNew(head.contacts, c.Header)
		}
	}
	for _, a := range attributes {
		head.attributes = append(head.attributes, a.Slug)
	}
	w, err := createFragment(path, 0o600)
	if err != nil {
		return err
	}
	w.rows = int64(len(rows))
	return w.close(writeSections(w, &head, order))
}

func writeSections(w *fragmentWriter, head *header, rows []*Row) error {
	var cases []*Row
	for _, r := range rows {
		if r.Role == datasets.RoleReply {
			cases = append(cases, r)
		}
	}
	slices.SortStableFunc(cases, byDue)
	if err := writeSection(w, head, cases); err != nil {
		return err
	}
	slices.SortStableFunc(rows, byNewest)
	return writeSection(w, head, rows)
}

func writeSection(w *fragmentWriter, head *header, rows []*Row) error {
	if err := w.section(); err != nil {
		return err
	}
	head.encode(&w.enc)
	if err := w.record(); err != nil {
		return err
	}
	for _, r := range rows {
		r.encode(&w.enc)
		if err := w.record(); err != nil {
			return err
		}
	}
	return nil
}

// header is the first record of a section.
type header struct {
	attributes []string // slugs, that the rows' Attributes are aligned with
	contacts   []string // the headers that occur in the rows' Contacts
}

func (h *header) encode(e *encoder) {
	e.texts(h.attributes)
	e.texts(h.contacts)
}

func (h *header) decode(d *decoder) error {
	h.attributes, h.contacts = d.texts(nil), d.texts(nil)
	return d.err
}

// unite adds what o has and h lacks.
func (h *header) unite(o *header) {
	for _, s := range o.attributes {
		h.attributes = appendNew(h.attributes, s)
	}
	for _, s := range o.contacts {
		h.contacts = appendNew(h.contacts, s)
	}
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// rowReader reads a section of a fragment row by row.
type rowReader struct {
	*fragmentReader
	head header
	row  Row   // the row read last
	to   []int // where its attributes go under another header, or nil
	wide []string
}

func openRows(path string, section int) (*rowReader, error) {
	f, err := openFragment(path, section)
	if err != nil {
		return nil, err
	}
	r := &rowReader{fragmentReader: f}
	d, err := f.next()
	if err == nil {
		err = r.head.decode(&d)
	}
	if err != nil {
		f.close()
		return nil, err
	}
	return r, nil
}

// align makes read give attributes as h orders them.
func (r *rowReader) align(h *header) {
	if slices.Equal(r.head.attributes, h.attributes) {
		return
	}
	r.to = make([]int, len(r.head.attributes))
	for i, slug := range r.head.attributes {
		r.to[i] = slices.Index(h.attributes, slug)
	}
	r.wide = make([]string, len(h.attributes))
}

// read reads the next row into r.row; more is false after the last one.
func (r *rowReader) read() (more bool, err error) {
	d, err := r.next()
	if err == io.EOF {
		return false, nil
	}
	if err == nil {
		err = r.row.decode(&d)
	}
	if err != nil || r.to == nil {
		return err == nil, err
	}
	clear(r.wide)
	for i, value := range r.row.Attributes {
		if i < len(r.to) {
			r.wide[r.to[i]] = value
		}
	}
	r.row.Attributes = append(r.row.Attributes[:0], r.wide...)
	return true, nil
}

// byDue orders cases by due time, those without one last.
func byDue(a, b *Row) int {
	return cmp.Or(
		missingLast(a.DueAt.OK, b.DueAt.OK),
		cmp.Compare(a.DueAt.V, b.DueAt.V),
		byNewest(a, b),
	)
}

// byNewest orders rows from the newest response to the oldest, those without
// a time last. Within a day those whose instant is known come first.
func byNewest(a, b *Row) int {
	aOn, bOn := dayOf(a.RespondedAt, a.RespondedOn), dayOf(b.RespondedAt, b.RespondedOn)
	return cmp.Or(
		missingLast(aOn.OK, bOn.OK),
		cmp.Compare(bOn.V, aOn.V),
		missingLast(a.RespondedAt.OK, b.RespondedAt.OK),
		cmp.Compare(b.RespondedAt.V, a.RespondedAt.V),
		strings.Compare(a.ResponseID, b.ResponseID),
	)
}

func missingLast(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}
