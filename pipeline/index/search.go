package index

import (
	"context"
	"fmt"
	"math"

	segment "github.com/blevesearch/scorch_segment_api/v2"

	"verbatim/themes/expr"
)

// The orders of Options.Sort. Verbatims that are equal under an order, and
// those without a date or score at its end, come in the order of their rows.
// By date, verbatims come by the instant of their response; where only its day
// is known, that is the instant at which the day begins in the zone of the
// tables, so that among the newest first they follow all others of the day.
const (
	SortRelevance = "relevance" // best first, by BM25
	SortDate      = "date"      // newest first
	SortScore     = "score"     // lowest first
)

// Options says what a search returns.
type Options struct {
	Limit  int      // at most so many hits; with 0 only counts
	Offset int      // leave out so many hits before them
	Sort   string   // one of the orders above; empty for relevance
	Facets []string // facets to count; see Searcher.FacetNames
}

// Result is the answer to a search.
type Result struct {
	Total     int   // verbatims that match
	Responses int   // distinct responses that they belong to
	Hits      []Hit // verbatims from Offset on, at most Limit
	Facets    []Facet

	// The distinct responses among Responses with an NPS score, by group.
	Promoters, Passives, Detractors int
}

// Hit is a verbatim that matches.
type Hit struct {
	Row   int     // of the columns' table
	Score float64 // relevance, for SortRelevance
}

// Facet is how the matching verbatims divide over the values of a field.
type Facet struct {
	Field  string
	Values []FacetValue
}

// FacetValue is a value and the number of matching verbatims that have it;
// they may have several.
type FacetValue struct {
	Value string
	Count int
}

// Search finds the verbatims for which the expression holds. A mistake in the
// expression (a theme or field that does not exist) is an *expr.Error whose
// Src is empty; a mistake in the options is an *OptionError. The same search
// over the same generation gives the same result. ctx ends a search early.
func (s *Searcher) Search(ctx context.Context, q expr.Node, o Options) (*Result, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	facets, err := s.checkOptions(ctx, &o)
	if err != nil {
		return nil, err
	}
	m, err := s.match(ctx, q, o.Limit > 0 && o.Sort == SortRelevance)
	if err != nil {
		return nil, err
	}
	res := &Result{}
	if res.Hits, err = s.rank(ctx, m, o); err != nil {
		return nil, err
	}
	if res.Facets, err = s.count(ctx, m, facets); err != nil {
		return nil, err
	}
	return res, s.responses(ctx, m, res)
}

// OptionError is an Options field that cannot be used.
type OptionError struct{ Option, Want, Got, Hint string }

func (e *OptionError) Error() string {
	text := fmt.Sprintf("search option %s: want %s, found %q", e.Option, e.Want, e.Got)
	if e.Hint != "" {
		text += "; " + e.Hint
	}
	return text
}

func (s *Searcher) checkOptions(ctx context.Context, o *Options) ([]counter, error) {
	switch o.Sort {
	case "":
		o.Sort = SortRelevance
	case SortRelevance, SortDate, SortScore:
	default:
		return nil, &OptionError{"sort", "relevance, date or score", o.Sort, ""}
	}
	if o.Limit < 0 || o.Offset < 0 {
		return nil, &OptionError{"limit and offset", "0 or more", fmt.Sprintf("%d and %d", o.Limit, o.Offset), ""}
	}
	var facets []counter
	if s.cols.Rows() == 0 {
		return nil, nil // no columns, nothing to count
	}
	for _, name := range o.Facets {
		c, err := s.facet(ctx, name)
		if err != nil {
			return nil, err
		}
		facets = append(facets, c)
	}
	return facets, nil
}

// The parameters of BM25; see relevance.
const (
	bm25K1 = 1.2
	bm25B  = 0.75
)

// relevance scores rows by Okapi BM25 (Robertson and Zaragoza, "The
// Probabilistic Relevance Framework: BM25 and Beyond", 2009), a whole leaf
// (word or phrase) taken as one term over all shards:
//
//	idf(N, n) · tf·(k1+1) / (tf + k1·(1-b + b·length/average))
//
// with idf = ln(1 + (N-n+0.5)/(n+0.5)) over N rows, n of which match the leaf.
// A word that is written as in the expression counts for its key and for its
// surface; a prefix counts the idf alone.
type relevance struct {
	idf     []float64 // per leaf
	average float64   // tokens in a row
}

func (s *Searcher) relevance(m *matching) relevance {
	total := float64(s.cols.Rows())
	w := relevance{idf: make([]float64, len(m.plan.leaves)), average: max(1, float64(s.tokens)/max(1, total))}
	for i, scored := range m.plan.scored {
		if !scored {
			continue
		}
		n := 0
		for at := range m.leaves {
			n += m.leaves[at][i].rows.count()
		}
		w.idf[i] = math.Log(1 + (total-float64(n)+0.5)/(float64(n)+0.5))
	}
	return w
}

func (w *relevance) score(leaf int, times, length float64) float64 {
	return w.idf[leaf] * times * (bm25K1 + 1) / (times + bm25K1*(1-bm25B+bm25B*length/w.average))
}

// shard adds up the scores of the matching rows of one shard in scores, which
// must hold zero for them.
func (w *relevance) shard(m *matching, at int, scores []float64) error {
	rows := m.rows[at]
	for i, scored := range m.plan.scored {
		if !scored {
			continue
		}
		f := m.leaves[at][i]
		if f.flat {
			for row := range f.rows.rows() {
				scores[row] += w.idf[i]
			}
		}
		for _, list := range f.lists {
			err := visit(list, rows, false, func(row int, p segment.Posting) {
				scores[row] += w.score(i, float64(p.Frequency()), length(p))
			})
			if err != nil {
				return err
			}
		}
		for _, p := range f.phrases {
			scores[p.row] += w.score(i, float64(p.times), p.length)
		}
	}
	return nil
}
