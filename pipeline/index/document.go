package index

import (
	"strconv"

	bleve "github.com/blevesearch/bleve_index_api"

	"verbatim/tokenize"
)

// batch presents the documents of a shard to Bleve. Bleve reads each document
// several times from front to back, one document at a time, and copies what it
// reads, so all documents share one set of fields, and a field shares its maps
// and locations between documents: building a shard allocates next to nothing
// beside what Bleve allocates itself.
//
// Bleve takes documents out of a Go map and numbers them in the order in which
// it asks them to add their id field. A document therefore gets its row only
// then: the first one asked becomes row 0. That makes document numbers row
// numbers, and the segment the same on every run (but for an order in Bleve's
// table of fields). visit checks the order that this relies on, and BuildShard
// fails if it does not hold.
type batch struct {
	docs   []Doc
	bound  int // documents that have a row
	next   int // the row that Bleve must read next
	broken bool

	id     idField
	text   words
	fields map[string]*keywordField
	inDoc  []*keywordField // the keyword fields of the current document
}

func newBatch(docs []Doc) *batch {
	b := &batch{docs: docs, fields: make(map[string]*keywordField)}
	for i, name := range [...]string{fieldBoth, fieldKey, fieldSurface} {
		b.text.fields[i] = textField{name: name, words: &b.text}
	}
	return b
}

// visit shows the fields of one row.
func (b *batch) visit(row int, visitor bleve.FieldVisitor) {
	b.broken = b.broken || row != 0 && row != b.next
	b.next = row + 1
	// The first field of row 0 makes Bleve go over all rows for its own
	// bookkeeping, before it asks for anything of row 0: hence b.next again
	// at the end, and no state that is not set right before each visitor.
	defer func() { b.next = row + 1 }()
	b.id.value = strconv.AppendInt(b.id.value[:0], int64(row), 10)
	visitor(&b.id)
	doc := &b.docs[row]
	b.text.tokens, b.text.sorted = doc.Tokens, false
	for i := range b.text.fields {
		visitor(&b.text.fields[i])
	}
	b.bindTerms(doc.Terms)
	for _, f := range b.inDoc {
		visitor(f)
	}
}

// bindTerms sorts the terms of a document into their fields.
func (b *batch) bindTerms(terms []Term) {
	for _, f := range b.inDoc {
		f.values = f.values[:0]
	}
	b.inDoc = b.inDoc[:0]
	for _, t := range terms {
		if t.Value == "" {
			continue
		}
		f := b.fields[t.Field]
		if f == nil {
			f = &keywordField{name: t.Field, freqs: make(bleve.TokenFrequencies)}
			b.fields[t.Field] = f
		}
		if len(f.values) == 0 {
			b.inDoc = append(b.inDoc, f)
		}
		f.values = append(f.values, t.Value)
	}
}

// doc is one document of a batch.
type doc struct {
	batch *batch
	key   string // what Bleve tells documents apart by while it collects them
	row   int    // bound by AddIDField
}

func (d *doc) ID() string { return d.key }

// AddIDField binds the document to the next row.
func (d *doc) AddIDField() {
	d.row = d.batch.bound
	d.batch.bound++
}

func (d *doc) VisitFields(v bleve.FieldVisitor)           { d.batch.visit(d.row, v) }
func (d *doc) VisitComposite(bleve.CompositeFieldVisitor) {}
func (d *doc) HasComposite() bool                         { return false }
func (d *doc) Size() int                                  { return 0 }
func (d *doc) NumPlainTextBytes() uint64                  { return 0 }
func (d *doc) StoredFieldsBytes() uint64                  { return 0 }
func (d *doc) Indexed() bool                              { return true }

// noValue is what the fields have in common: nothing stored, and analysis done
// before.
type noValue struct{}

func (noValue) Value() []byte             { return nil }
func (noValue) ArrayPositions() []uint64  { return nil }
func (noValue) EncodedFieldType() byte    { return 't' }
func (noValue) Analyze()                  {}
func (noValue) NumPlainTextBytes() uint64 { return 0 }

// idField is Bleve's own field _id. The row is stored, as Bleve wants it; it
// has no terms, since nobody asks for a document by id, and a term a document
// is dear.
type idField struct {
	noValue
	value []byte
}

func (f *idField) Name() string                        { return "_id" }
func (f *idField) Value() []byte                       { return f.value }
func (f *idField) Options() bleve.FieldIndexingOptions { return bleve.IndexField | bleve.StoreField }
func (f *idField) AnalyzedLength() int                 { return 0 }
func (f *idField) AnalyzedTokenFrequencies() bleve.TokenFrequencies {
	return nil
}

// keywordField is a field of terms without frequency, norm or location.
type keywordField struct {
	noValue
	name   string
	values []string // of the current document
	freqs  bleve.TokenFrequencies
	freq   bleve.TokenFreq // one for all terms: it says nothing
}

func (f *keywordField) Name() string        { return f.name }
func (f *keywordField) AnalyzedLength() int { return 0 }
func (f *keywordField) Options() bleve.FieldIndexingOptions {
	return bleve.IndexField | bleve.SkipFreqNorm
}

func (f *keywordField) AnalyzedTokenFrequencies() bleve.TokenFrequencies {
	clear(f.freqs)
	for _, v := range f.values {
		f.freqs[v] = &f.freq
	}
	return f.freqs
}

// words are the words of the current document, sorted into the three text
// fields when the first of them is asked.
type words struct {
	tokens []tokenize.Token
	sorted bool
	fields [3]textField // both, key, surface
	locs   []bleve.TokenLocation
}

func (w *words) sort() {
	w.sorted = true
	for i := range w.fields {
		w.fields[i].reset()
	}
	if cap(w.locs) < len(w.tokens) {
		w.locs = make([]bleve.TokenLocation, 2*len(w.tokens))
	}
	w.locs = w.locs[:len(w.tokens)]
	both, key, surface := &w.fields[0], &w.fields[1], &w.fields[2]
	sentence := -1
	for i := range w.tokens {
		t, loc := &w.tokens[i], &w.locs[i]
		if t.Gap == tokenize.GapSentence || i == 0 {
			sentence++
		}
		*loc = bleve.TokenLocation{Position: i + 1, Start: int(t.Gap), End: sentence}
		if t.Key == t.Surface {
			both.add(t.Key, loc)
		} else {
			key.add(t.Key, loc)
			surface.add(t.Surface, loc)
		}
	}
}

// textField is one of the three text fields.
type textField struct {
	noValue
	name  string
	words *words
	freqs bleve.TokenFrequencies
	slab  []*bleve.TokenFreq // used again for every document
	used  int
}

func (f *textField) Name() string { return f.name }

// AnalyzedLength is the length of the whole text in each of the three fields:
// it is what relevance is normalized by.
func (f *textField) AnalyzedLength() int { return len(f.words.tokens) }

func (f *textField) Options() bleve.FieldIndexingOptions {
	return bleve.IndexField | bleve.IncludeTermVectors
}

func (f *textField) AnalyzedTokenFrequencies() bleve.TokenFrequencies {
	if !f.words.sorted {
		f.words.sort()
	}
	return f.freqs
}

// manyTerms is when a map is thrown away after use: clearing it would take
// every later document as long as the longest one.
const manyTerms = 1024

func (f *textField) reset() {
	if f.freqs == nil || len(f.freqs) > manyTerms {
		f.freqs, f.slab = make(bleve.TokenFrequencies), nil
	}
	clear(f.freqs)
	f.used = 0
}

func (f *textField) add(term string, loc *bleve.TokenLocation) {
	if term == "" {
		return
	}
	tf := f.freqs[term]
	if tf == nil {
		tf = f.take()
		f.freqs[term] = tf
	}
	tf.Locations = append(tf.Locations, loc)
	tf.SetFrequency(len(tf.Locations))
}

// take returns an empty TokenFreq from the slab.
func (f *textField) take() *bleve.TokenFreq {
	if f.used == len(f.slab) {
		f.slab = append(f.slab, &bleve.TokenFreq{})
	}
	tf := f.slab[f.used]
	tf.Locations = tf.Locations[:0]
	f.used++
	return tf
}
