package index

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"verbatim/datasets/columns"
	"verbatim/themes"
)

// counter counts one facet. Counting goes over every row that matches, so it
// is done by code, and values are looked at afterwards.
type counter interface {
	name() string
	// slots returns how many counts add needs.
	slots() int
	// add counts rows of a shard.
	add(sh *shard, rows bitset, counts []int32) error
	// values returns the facet's values with the counts that add made.
	values(counts []int32) []FacetValue
}

// dictCounter counts a column with one value per row.
type dictCounter struct {
	field  string
	codes  []int32
	bucket []int32  // by code
	names  []string // by bucket
}

func (c *dictCounter) name() string { return c.field }

// slots has one for each code, and the first for rows without a value.
func (c *dictCounter) slots() int { return len(c.bucket) + 1 }

func (c *dictCounter) add(sh *shard, rows bitset, counts []int32) error {
	codes := c.codes[sh.start:]
	for row := range rows.rows() {
		counts[codes[row]+1]++
	}
	return nil
}

// values come by count, the most frequent first; scores, days and months in
// their own order.
func (c *dictCounter) values(counts []int32) []FacetValue {
	sums := make([]int, len(c.names))
	for code, b := range c.bucket {
		sums[b] += int(counts[code+1])
	}
	order := byCount
	if c.field == "score" || c.field == "date" || c.field == "month" {
		order = byValue
	}
	return facetValues(c.names, sums, order)
}

// listCounter counts a column with any number of values per row, and what
// stands above each value.
type listCounter struct {
	field   string
	list    *columns.List
	buckets [][]int32 // by code: the value's own bucket and those above it
	names   []string  // by bucket
}

func (c *listCounter) name() string { return c.field }

// slots has one for each code, for rows that have no other, then one for each
// bucket, for rows with several.
func (c *listCounter) slots() int { return len(c.buckets) + len(c.names) }

func (c *listCounter) add(sh *shard, rows bitset, counts []int32) error {
	several := counts[len(c.buckets):]
	var seen []int32
	for row := range rows.rows() {
		codes := c.list.Row(sh.start + row)
		if len(codes) == 1 {
			counts[codes[0]]++
			continue
		}
		seen = seen[:0]
		for _, code := range codes {
			for _, b := range c.buckets[code] {
				if !slices.Contains(seen, b) {
					seen = append(seen, b)
					several[b]++
				}
			}
		}
	}
	return nil
}

func (c *listCounter) values(counts []int32) []FacetValue {
	sums := make([]int, len(c.names))
	for b := range sums {
		sums[b] = int(counts[len(c.buckets)+b])
	}
	for code, buckets := range c.buckets {
		for _, b := range buckets {
			sums[b] += int(counts[code])
		}
	}
	return facetValues(c.names, sums, byCount)
}

// termCounter counts a field that only the index has, by the bitmaps of its
// values: cheap where there are few.
type termCounter struct {
	field string
	names []string
}

// termFacets are the fields with such facets.
func termFacets() []string { return []string{"by", "sentiment"} }

func (c *termCounter) name() string { return c.field }
func (c *termCounter) slots() int   { return len(c.names) }

func (c *termCounter) add(sh *shard, rows bitset, counts []int32) error {
	r := sh.take()
	defer sh.give(r)
	have := newBitset(sh.rows)
	for i, name := range c.names {
		clear(have)
		if err := r.addTerm(c.field, name, have); err != nil {
			return err
		}
		counts[i] += int32(have.countBoth(rows))
	}
	return nil
}

func (c *termCounter) values(counts []int32) []FacetValue {
	sums := make([]int, len(counts))
	for i, n := range counts {
		sums[i] = int(n)
	}
	return facetValues(c.names, sums, byCount)
}

// facetValues returns the values that occur.
func facetValues(names []string, sums []int, order func(a, b FacetValue) int) []FacetValue {
	var values []FacetValue
	for b, n := range sums {
		if n > 0 {
			values = append(values, FacetValue{names[b], n})
		}
	}
	slices.SortFunc(values, order)
	return values
}

func byCount(a, b FacetValue) int {
	return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
}

// byValue orders scores as numbers, days and months as texts.
func byValue(a, b FacetValue) int {
	x, errX := strconv.ParseFloat(a.Value, 64)
	y, errY := strconv.ParseFloat(b.Value, 64)
	if errX == nil && errY == nil {
		return cmp.Compare(x, y)
	}
	return strings.Compare(a.Value, b.Value)
}

// counters are the facets that there are, by field.
type counters map[string]counter

// dictFacets are the facets of columns with one value, and the columns.
func dictFacets() map[string]string {
	return map[string]string{
		"lang": "language", "intent": "intent", "nps": "nps_group", "score": "score", "metric": "metric",
		"status": "content_status", "question": "question_id", "date": "responded_on", "month": "responded_on",
	}
}

func newCounters(cols *columns.Table, cb *themes.Codebook) counters {
	all := make(counters)
	for field, column := range dictFacets() {
		all.addDict(field, cols.Dict(column))
	}
	for _, a := range cols.Attributes() {
		all.addDict(a.Slug, cols.Dict("attr_"+a.Slug))
	}
	all.addList("theme", cols.List("theme_ids"), cb.Ancestors)
	all.addList("department", cols.List("departments"), func(string) []string { return nil })
	return all
}

// addDict adds the facet of a column, unless the name is taken or the column
// is not there.
func (all counters) addDict(field string, d *columns.Dict) {
	if d == nil || all[field] != nil {
		return
	}
	c := &dictCounter{field: field, codes: d.Codes, bucket: make([]int32, d.Len())}
	bucket := make(map[string]int32)
	for code := range c.bucket {
		value := d.Value(int32(code))
		if field == "month" {
			value = value[:min(len("2006-01"), len(value))]
		}
		c.bucket[code] = bucketOf(bucket, &c.names, value)
	}
	all[field] = c
}

// addList adds the facet of a list column; above returns what stands above a
// value.
func (all counters) addList(field string, l *columns.List, above func(string) []string) {
	if l == nil {
		return
	}
	c := &listCounter{field: field, list: l, buckets: make([][]int32, l.Len())}
	bucket := make(map[string]int32)
	for code := range c.buckets {
		value := l.Value(int32(code))
		for _, v := range append([]string{value}, above(value)...) {
			c.buckets[code] = append(c.buckets[code], bucketOf(bucket, &c.names, v))
		}
	}
	all[field] = c
}

// bucketOf returns the bucket of a value, a new one where it has none yet.
func bucketOf(buckets map[string]int32, names *[]string, value string) int32 {
	b, ok := buckets[value]
	if !ok {
		b = int32(len(*names))
		buckets[value] = b
		*names = append(*names, value)
	}
	return b
}

// FacetNames returns the names of the facets that can be counted, sorted:
// theme (a theme counts for those above it, too), department, lang, nps,
// intent, status, metric, question, score, date, month, and the slugs of
// attributes, as far as the columns are loaded; sentiment and by, which are
// counted in the index.
func (s *Searcher) FacetNames() []string {
	names := termFacets()
	for name := range s.counts {
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names) // an attribute may be called sentiment
}

// facet finds a facet by its name, or an attribute's header.
func (s *Searcher) facet(ctx context.Context, name string) (counter, error) {
	if slices.Contains(termFacets(), name) {
		values, err := s.values(ctx, name)
		return &termCounter{name, values}, err
	}
	if c, ok := s.counts[name]; ok {
		return c, nil
	}
	if slug, ok := s.attribute(name); ok && s.counts[slug] != nil {
		return s.counts[slug], nil
	}
	return nil, &OptionError{"facets", "a field that can be counted", name, suggest(name, s.FacetNames())}
}

// count counts facets over what matches.
func (s *Searcher) count(ctx context.Context, m *matching, facets []counter) ([]Facet, error) {
	counts := make([][][]int32, s.workers())
	for w := range counts {
		for _, c := range facets {
			counts[w] = append(counts[w], make([]int32, c.slots()))
		}
	}
	err := s.each(ctx, func(_ context.Context, worker, at int) error {
		for i, c := range facets {
			if err := c.add(s.shards[at], m.rows[at], counts[worker][i]); err != nil {
				return err
			}
		}
		return nil
	})
	var out []Facet
	for i, c := range facets {
		sum := counts[0][i]
		for _, more := range counts[1:] {
			for slot, n := range more[i] {
				sum[slot] += n
			}
		}
		out = append(out, Facet{Field: c.name(), Values: c.values(sum)})
	}
	return out, err
}
