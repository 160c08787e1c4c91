package index

import (
	"slices"
	"strings"
	"unicode/utf8"

	segment "github.com/blevesearch/scorch_segment_api/v2"

	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// wordsLeaf is words or a phrase. It holds where one of its patterns stands in
// the tokens of a row. The rule is that of classify/lookup, which marks the
// words of a result: see its package comment.
type wordsLeaf struct{ patterns []pattern }

// pattern is a sequence of chunks.
type pattern struct {
	keys     bool // each chunk is the key of one token; else the surfaces of tokens without a gap
	anywhere bool // with keys: a chunk is the keys of tokens, cut anywhere
	chunks   []chunk
}

// chunk is a text, and what may stand between its first token and the last
// token of the chunk before.
type chunk struct {
	text string
	gaps gapSet
}

// gapSet is a set of gaps.
type gapSet uint8

func gapsOf(g tokenize.Gap) gapSet { return 1 << g }

func (s gapSet) has(g tokenize.Gap) bool { return s>>g&1 != 0 }

const (
	onlyNone   gapSet = 1 << tokenize.GapNone
	onlySpaces gapSet = 1 << tokenize.GapSpace
	anyGap     gapSet = onlyNone | onlySpaces | 1<<tokenize.GapClause | 1<<tokenize.GapSentence

	// besides is how words of a phrase stand: keys do not tell written
	// together from written apart.
	besides = onlyNone | onlySpaces
)

// words compiles words.
func (s *Searcher) words(w *expr.Words) (*wordsLeaf, error) {
	var doc tokenize.Doc
	s.tk.Tokenize(w.Text, &doc)
	if len(doc.Tokens) == 0 {
		return nil, noWord(w.At, w.Text)
	}
	l := &wordsLeaf{}
	for _, strict := range [2]bool{true, false} {
		if !w.Exact {
			l.add(keyPattern(doc.Tokens, strict))
		}
		l.add(surfacePattern(doc.Tokens, strict))
	}
	return l, nil
}

func noWord(at expr.Pos, text string) error {
	return &expr.Error{At: at, Want: "at least one letter or digit to search for", Got: text, Hint: "leave it out"}
}

// add adds a pattern that is not there yet.
func (l *wordsLeaf) add(p pattern) {
	if !slices.ContainsFunc(l.patterns, func(q pattern) bool {
		return p.keys == q.keys && slices.Equal(p.chunks, q.chunks)
	}) {
		l.patterns = append(l.patterns, p)
	}
}

// keyPattern is the pattern of the tokens' keys. Punctuation in the expression
// must stand in the text where strict, and may not stand there otherwise.
func keyPattern(tokens []tokenize.Token, strict bool) pattern {
	p := pattern{keys: true}
	for i := range tokens {
		gaps := besides
		if strict && tokens[i].Gap > tokenize.GapSpace {
			gaps = gapsOf(tokens[i].Gap)
		}
		p.chunks = append(p.chunks, chunk{tokens[i].Key, gaps})
	}
	p.chunks[0].gaps = anyGap
	return p
}

// surfacePattern is the pattern of what is written.
func surfacePattern(tokens []tokenize.Token, strict bool) pattern {
	p := pattern{chunks: []chunk{{tokens[0].Surface, anyGap}}}
	for i := range tokens[1:] {
		t := &tokens[i+1]
		gaps := onlySpaces
		switch {
		case t.Gap == tokenize.GapNone:
			p.chunks[len(p.chunks)-1].text += t.Surface
			continue
		case strict && t.Gap > tokenize.GapSpace:
			gaps = gapsOf(t.Gap)
		}
		p.chunks = append(p.chunks, chunk{t.Surface, gaps})
	}
	return p
}

// read finds the rows with one of the patterns.
func (l *wordsLeaf) read(r *shardReader) (*found, error) {
	f := &found{rows: newBitset(r.rows)}
	m := matches{lengths: make(map[int]float64)}
	direct := make(map[fieldTerm]bool)
	err := l.lattices(r, func(lat *lattice) error {
		lat.whole(direct, f)
		return lat.match(&m)
	})
	m.into(f)
	return f, err
}

// lattices calls fn with the lattice of every pattern.
func (l *wordsLeaf) lattices(r *shardReader, fn func(*lattice) error) error {
	defer r.back(r.used)
	for i := range l.patterns {
		lat, err := newLattice(r, &l.patterns[i])
		if err != nil {
			return err
		}
		if err := fn(lat); err != nil {
			return err
		}
	}
	return nil
}

// prefixLeaf is the beginning of a word.
type prefixLeaf struct{ stem string }

// prefix compiles a prefix.
func (s *Searcher) prefix(p *expr.Prefix) (*prefixLeaf, error) {
	var doc tokenize.Doc
	s.tk.Tokenize(p.Text, &doc)
	if len(doc.Tokens) == 0 {
		return nil, noWord(p.At, p.Text)
	}
	for _, t := range doc.Tokens[1:] {
		if t.Gap != tokenize.GapNone {
			return nil, &expr.Error{At: p.At, Want: "one word before *", Got: p.Text,
				Hint: "write the words without the star, or a shorter beginning"}
		}
	}
	return &prefixLeaf{tokenize.FoldSurface(strings.TrimSpace(p.Text))}, nil
}

// read finds the rows with a key or a surface that begins with the stem.
func (l *prefixLeaf) read(r *shardReader) (*found, error) {
	f := &found{rows: newBitset(r.rows), flat: true}
	return f, l.terms(r, func(field, term string) error { return r.addTerm(field, term, f.rows) })
}

// terms calls fn for the keys and surfaces that begin with the stem.
func (l *prefixLeaf) terms(r *shardReader, fn func(field, term string) error) error {
	for _, field := range [3]string{fieldBoth, fieldKey, fieldSurface} {
		if err := r.terms(field, l.stem, func(term string) error { return fn(field, term) }); err != nil {
			return err
		}
	}
	return nil
}

// fieldTerm is a term of a field of the index.
type fieldTerm struct{ field, term string }

// cuts returns where a token that begins at the start of text may end: at the
// end of the text for keys, after any character for surfaces, as far as the
// shard's surfaces are long, and for keys that may be cut anywhere.
func (p *pattern) cuts(text string, longest int) []int {
	switch {
	case p.keys && p.anywhere:
		longest = len(text)
	case p.keys:
		return []int{len(text)}
	}
	var ends []int
	for at := 0; at < len(text) && at < longest; {
		_, n := utf8.DecodeRuneInString(text[at:])
		at += n
		ends = append(ends, at)
	}
	return ends
}

// lists returns the posting lists of the tokens that have text as their key or
// surface, as the pattern asks.
func (p *pattern) lists(r *shardReader, text string) ([]fieldTerm, []segment.PostingsList, error) {
	fields := [2]string{fieldBoth, fieldSurface}
	if p.keys {
		fields[1] = fieldKey
	}
	var terms []fieldTerm
	var lists []segment.PostingsList
	for _, field := range fields {
		list, err := r.list(field, text, nil)
		if err != nil {
			return nil, nil, err
		}
		if list != nil {
			terms = append(terms, fieldTerm{field, text})
			lists = append(lists, list)
		}
	}
	return terms, lists, nil
}
