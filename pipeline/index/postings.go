package index

import (
	"bytes"
	"fmt"

	segment "github.com/blevesearch/scorch_segment_api/v2"

	"verbatim/tokenize"
)

// found is what a leaf found in one shard.
type found struct {
	rows    bitset
	lists   []segment.PostingsList // posting lists whose frequencies count for relevance
	phrases []frequency            // matches of several tokens, by row
	flat    bool                   // every row is as relevant as the next
}

// frequency is how often a phrase stands in a row, and the row's length.
type frequency struct {
	row    int
	times  int
	length float64 // in tokens
}

// shardReader reads the posting lists of one shard for one goroutine.
type shardReader struct {
	*shard
	dicts   map[string]segment.TermDictionary
	scratch bitset
	pool    []bitset             // to borrow, and used again
	used    int                  // how many of pool are lent
	spare   segment.PostingsList // used again for lists that are read at once
}

// take returns a reader of the shard, which give takes back: opening the
// dictionaries costs more than a look into them.
func (sh *shard) take() *shardReader {
	if r, ok := sh.readers.Get().(*shardReader); ok {
		return r
	}
	return &shardReader{
		shard:   sh,
		dicts:   make(map[string]segment.TermDictionary),
		scratch: newBitset(sh.rows),
	}
}

func (sh *shard) give(r *shardReader) { sh.readers.Put(r) }

// borrow returns an empty set of the shard's rows, until back is called.
func (r *shardReader) borrow() bitset {
	if r.used == len(r.pool) {
		r.pool = append(r.pool, newBitset(r.rows))
	}
	b := r.pool[r.used]
	clear(b)
	r.used++
	return b
}

// back takes the sets back that were lent since lent of them were.
func (r *shardReader) back(lent int) { r.used = lent }

// dict returns the dictionary of a field; it is empty where no row has the
// field.
func (r *shardReader) dict(field string) (segment.TermDictionary, error) {
	if d, ok := r.dicts[field]; ok {
		return d, nil
	}
	d, err := r.segment.Dictionary(field)
	if err != nil {
		return nil, fmt.Errorf("read index field %s: %w", field, err)
	}
	r.dicts[field] = d
	return d, nil
}

// list returns the posting list of a term, or nil where no row has the term.
// It may use the memory of spare.
func (r *shardReader) list(field, term string, spare segment.PostingsList) (segment.PostingsList, error) {
	d, err := r.dict(field)
	if err != nil {
		return nil, err
	}
	list, err := d.PostingsList([]byte(term), nil, spare)
	if err != nil {
		return nil, fmt.Errorf("read index term %s:%s: %w", field, term, err)
	}
	if list.Count() == 0 {
		return nil, nil
	}
	return list, nil
}

// add adds the rows of a posting list to a set.
func (r *shardReader) add(list segment.PostingsList, set bitset) error {
	it, ok := list.Iterator(false, false, false, nil).(segment.OptimizablePostingsIterator)
	if !ok {
		return fmt.Errorf("read index: want a posting list of bitmaps, found %T; this build of verbatim does not fit its bleve", list)
	}
	if row, one := it.DocNum1Hit(); one {
		set.set(int(row))
		return nil
	}
	// A dense container overwrites what stands in the target.
	clear(r.scratch)
	it.ActualBitmap().WriteDenseTo(r.scratch)
	set.or(r.scratch)
	return nil
}

// addTerm adds the rows that have a term to a set.
func (r *shardReader) addTerm(field, term string, set bitset) error {
	list, err := r.list(field, term, r.spare)
	if err != nil || list == nil {
		return err
	}
	r.spare = list
	return r.add(list, set)
}

// terms calls fn for every term of a field that begins with prefix, in order.
func (r *shardReader) terms(field, prefix string, fn func(term string) error) error {
	d, err := r.dict(field)
	if err != nil {
		return err
	}
	it := termIterator(d, []byte(prefix))
	for {
		entry, err := it.Next()
		if err != nil {
			return fmt.Errorf("read index field %s: %w", field, err)
		}
		if entry == nil {
			return nil
		}
		if err := fn(entry.Term); err != nil {
			return err
		}
	}
}

// termIterator iterates over the terms with a prefix, without counting their
// rows where the dictionary can.
func termIterator(d segment.TermDictionary, prefix []byte) segment.DictionaryIterator {
	var from, to []byte
	if len(prefix) > 0 {
		from, to = prefix, after(prefix)
	}
	type uncounted interface {
		AutomatonIteratorOmitCount(a segment.Automaton, from, to []byte) segment.DictionaryIterator
	}
	if u, ok := d.(uncounted); ok {
		return u.AutomatonIteratorOmitCount(nil, from, to)
	}
	return d.AutomatonIterator(nil, from, to)
}

// after returns the first byte string after all that begin with prefix, nil
// where there is none.
func after(prefix []byte) []byte {
	end := bytes.TrimRight(prefix, "\xff")
	if len(end) == 0 {
		return nil
	}
	end = bytes.Clone(end)
	end[len(end)-1]++
	return end
}

// visit calls fn for every row of a posting list that is in want.
func visit(list segment.PostingsList, want bitset, locations bool, fn func(row int, p segment.Posting)) error {
	it := list.Iterator(true, true, locations, nil)
	for row := want.next(0); row >= 0; {
		p, err := it.Advance(uint64(row))
		if err != nil {
			return fmt.Errorf("read index postings: %w", err)
		}
		if p == nil {
			return nil
		}
		at := int(p.Number())
		if want.has(at) {
			fn(at, p)
		}
		row = want.next(at + 1)
	}
	return nil
}

// length returns the number of tokens of a posting's row, which Bleve keeps as
// 1/√length.
func length(p segment.Posting) float64 {
	n := p.Norm()
	return 1 / (n * n)
}

// gapOf returns what stands before the token of a location.
func gapOf(l segment.Location) tokenize.Gap { return tokenize.Gap(l.Start()) }
