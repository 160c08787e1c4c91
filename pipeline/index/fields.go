package index

import (
	"context"
	"slices"
	"strings"
	"sync"

	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// fieldLeaf is a condition on a field: the rows that have one of the values,
// and with none also those that have no value at all.
type fieldLeaf struct {
	field  string
	values []string
	none   bool
}

// read finds the rows of a shard.
func (l *fieldLeaf) read(r *shardReader) (*found, error) {
	f := &found{rows: newBitset(r.rows)}
	if l.none {
		err := r.terms(l.field, "", func(term string) error { return r.addTerm(l.field, term, f.rows) })
		if err != nil {
			return nil, err
		}
		f.rows.flip(r.rows)
	}
	for _, v := range l.values {
		if err := r.addTerm(l.field, v, f.rows); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// field compiles a condition on a field: every value of the field that occurs
// in the index is asked whether it holds, so that ranges and lenient numbers
// mean what they mean everywhere else. Themes, departments and fields that do
// not exist are errors, since an empty result would look like an answer.
func (s *Searcher) field(ctx context.Context, f *expr.Field) (leaf, error) {
	name, err := s.fieldName(f)
	if err != nil {
		return nil, err
	}
	if name == "id" {
		return s.byID(f), nil
	}
	known, err := s.values(ctx, name)
	if err != nil {
		return nil, err
	}
	asked := &expr.Field{At: f.At, Name: name, Values: slices.Clone(f.Values)}
	l := &fieldLeaf{field: name}
	wantsAny := false
	for i, v := range asked.Values {
		l.none = l.none || v.IsNone()
		wantsAny = wantsAny || v.IsAny()
		if asked.Values[i].Lo, err = s.valueID(name, v, known); err != nil {
			return nil, err
		}
	}
	for _, v := range known {
		if wantsAny || asked.Match(v) {
			l.values = append(l.values, v)
		}
	}
	return l, nil
}

// idLeaf is the verbatims with some ids. Ids are in the columns alone: a term
// for each would cost more than all other fields together.
type idLeaf struct {
	responses, questions []int32 // codes by row
	want                 map[idCode]bool
}

// idCode is a verbatim, or with question anyQuestion all of a response.
type idCode struct{ response, question int32 }

const anyQuestion = -2

// byID compiles id:, whose values are ids of responses or of verbatims. An id
// that nothing has finds nothing.
func (s *Searcher) byID(f *expr.Field) leaf {
	responses, questions := s.cols.Dict("response_id"), s.cols.Dict("question_id")
	l := &idLeaf{responses: responses.Codes, want: map[idCode]bool{}}
	for _, v := range f.Values {
		l.want[idCode{responses.Code(v.Lo), anyQuestion}] = true
		if i := strings.LastIndexByte(v.Lo, '#'); i >= 0 && questions != nil {
			l.questions = questions.Codes
			l.want[idCode{responses.Code(v.Lo[:i]), questions.Code(v.Lo[i+1:])}] = true
		}
	}
	return l
}

func (l *idLeaf) read(r *shardReader) (*found, error) {
	f := &found{rows: newBitset(r.rows)}
	for row := range r.rows {
		at := r.start + row
		if l.want[idCode{l.responses[at], anyQuestion}] || l.questions != nil && l.want[idCode{l.responses[at], l.questions[at]}] {
			f.rows.set(row)
		}
	}
	return f, nil
}

// fieldName returns the index's name of a field: its own for the fields of the
// language, the slug for an attribute, which may be asked for by slug or
// header.
func (s *Searcher) fieldName(f *expr.Field) (string, error) {
	known := expr.FieldNames()
	if slices.Contains(known, f.Name) {
		return f.Name, nil
	}
	if slug, ok := s.attribute(f.Name); ok {
		return slug, nil
	}
	for _, a := range s.cols.Attributes() {
		known = append(known, a.Slug, a.Header)
	}
	return "", &expr.Error{At: f.At, Want: "a field of this workspace", Got: f.Name, Hint: suggest(f.Name, known)}
}

// attribute returns the slug of the attribute with this slug or header.
func (s *Searcher) attribute(name string) (string, bool) {
	folded := tokenize.FoldSurface(name)
	for _, a := range s.cols.Attributes() {
		if a.Slug == name || tokenize.FoldSurface(a.Header) == folded {
			return a.Slug, true
		}
	}
	return "", false
}

// valueID returns what stands in the index for a single value: the id of a
// theme or department given by id or name, and anything else as it is.
func (s *Searcher) valueID(field string, v expr.Value, known []string) (string, error) {
	if field != "theme" && field != "department" || v.IsAny() || v.IsNone() {
		return v.Lo, nil
	}
	var id string
	var ok bool
	names := slices.Clone(known)
	if field == "theme" {
		id, ok = s.cb.Resolve(v.Lo)
		for i := range s.cb.Themes {
			t := &s.cb.Themes[i]
			names = append(names, t.ID, t.Name["en"], t.Name["ja"])
		}
	} else {
		id, ok = s.department(v.Lo)
		for _, d := range s.cb.Departments {
			names = append(names, d.ID, d.Name)
		}
	}
	switch {
	case ok:
		return id, nil
	case slices.Contains(known, v.Lo): // of a codebook that has changed since
		return v.Lo, nil
	}
	return "", &expr.Error{At: v.At, Want: "a " + field + " of the codebook", Got: v.Lo, Hint: suggest(v.Lo, names)}
}

func (s *Searcher) department(name string) (id string, ok bool) {
	folded := tokenize.FoldSurface(name)
	for _, d := range s.cb.Departments {
		if d.ID == name || tokenize.FoldSurface(d.ID) == folded || tokenize.FoldSurface(d.Name) == folded {
			return d.ID, true
		}
	}
	return "", false
}

// suggest says what may have been meant, else what there is.
func suggest(word string, known []string) string {
	known = slices.DeleteFunc(known, func(s string) bool { return s == "" })
	if hint := expr.DidYouMean(word, known); hint != "" {
		return hint
	}
	slices.Sort(known)
	known = slices.Compact(known)
	const most = 20
	if len(known) > most {
		known = append(known[:most:most], "…")
	}
	return "there is " + strings.Join(known, ", ")
}

// vocabulary remembers the values of fields.
type vocabulary struct {
	mu     sync.Mutex
	values map[string][]string
}

// values returns the values of a field that occur in the index, sorted.
func (s *Searcher) values(ctx context.Context, field string) ([]string, error) {
	s.vocab.mu.Lock()
	defer s.vocab.mu.Unlock()
	if v, ok := s.vocab.values[field]; ok {
		return v, nil
	}
	sets := make([]map[string]struct{}, s.workers())
	err := s.each(ctx, func(_ context.Context, worker, at int) error {
		if sets[worker] == nil {
			sets[worker] = make(map[string]struct{})
		}
		r := s.shards[at].take()
		defer s.shards[at].give(r)
		return r.terms(field, "", func(term string) error {
			sets[worker][term] = struct{}{}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	var all []string
	for _, set := range sets {
		for v := range set {
			all = append(all, v)
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if s.vocab.values == nil {
		s.vocab.values = make(map[string][]string)
	}
	s.vocab.values[field] = all
	return all, nil
}
