package index

import (
	"context"
	"strings"

	"verbatim/tokenize"
)

// Whole returns the rows that may be one of the texts as a whole, spaces and
// punctuation aside, by base forms or as written: those that have all tokens of
// one of the ways to cut it. None that is one of the texts is missing; some that
// have more to say are among them.
func (s *Searcher) Whole(ctx context.Context, texts []string) (Rows, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	patterns := s.wholePatterns(texts)
	sets := make([]bitset, len(s.shards))
	err := s.each(ctx, func(_ context.Context, _, at int) error {
		r := s.shards[at].take()
		defer s.shards[at].give(r)
		sets[at] = newBitset(r.rows)
		for i := range patterns {
			if err := r.whole(&patterns[i], sets[at]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Rows{}, err
	}
	all := newBitset(s.cols.Rows())
	for at, set := range sets {
		all.orAt(set, s.shards[at].start)
	}
	return newRows(all), nil
}

// wholePatterns returns patterns that may be cut anywhere, of the keys and of
// the surfaces of each text. One without any token is nobody's whole text.
func (s *Searcher) wholePatterns(texts []string) []pattern {
	var doc tokenize.Doc
	var all []pattern
	for _, text := range texts {
		s.tk.Tokenize(text, &doc)
		if len(doc.Tokens) == 0 {
			continue
		}
		var keys, surfaces strings.Builder
		for i := range doc.Tokens {
			keys.WriteString(doc.Tokens[i].Key)
			surfaces.WriteString(doc.Tokens[i].Surface)
		}
		all = append(all,
			pattern{keys: true, anywhere: true, chunks: []chunk{{keys.String(), anyGap}}},
			pattern{chunks: []chunk{{surfaces.String(), anyGap}}})
	}
	return all
}

// whole adds the rows that have all tokens of some way through a pattern of one
// chunk; all rows where it is empty.
func (r *shardReader) whole(p *pattern, rows bitset) error {
	if p.chunks[0].text == "" {
		rows.fill(r.rows)
		return nil
	}
	defer r.back(r.used)
	l, err := newLattice(r, p)
	if err != nil {
		return err
	}
	for i := range l.edges {
		if l.edges[i].from == 0 {
			rows.or(l.edges[i].rows)
		}
	}
	return nil
}
