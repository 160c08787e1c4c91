package lookup

import (
	"bytes"
	"errors"
	"regexp"
	"regexp/syntax"
	"unicode"
	"unicode/utf8"

	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// firstRegexp is the leaf of the first regular expression; those of words are
// below.
const firstRegexp = 1 << 29

// maxMatches is how many matches of a regular expression count in one text.
const maxMatches = 100

// regexpLeaf is a regular expression. One is run over a text only where an
// expression that may hold asks for it, and one of its literals stands there.
type regexpLeaf struct {
	re       *regexp.Regexp
	literals []literal // one of which every match has, folded; none where there is none
	entries  []int32   // what it can make true, where no word does
}

// literal is a text that a match must have.
type literal struct {
	text  []byte
	bytes byteSet
}

// byteSet is a set of bytes.
type byteSet [4]uint64

func (s *byteSet) add(b byte) { s[b>>6] |= 1 << (b & 63) }

func (s *byteSet) has(o *byteSet) bool {
	return o[0]&^s[0]|o[1]&^s[1]|o[2]&^s[2]|o[3]&^s[3] == 0
}

// regexp returns the leaf of n.
func (b *wordsBuilder) regexp(n *expr.Regexp) (int32, error) {
	if n.RE == nil {
		return 0, errors.New("want a compiled regular expression, found none")
	}
	for i := range b.regexps {
		if b.regexps[i].re.String() == n.RE.String() {
			return firstRegexp + int32(i), nil
		}
	}
	leaf := regexpLeaf{re: n.RE}
	if tree, err := syntax.Parse(n.RE.String(), syntax.Perl); err == nil {
		leaf.literals = literals(required(tree.Simplify()))
	}
	b.regexps = append(b.regexps, leaf)
	return firstRegexp + int32(len(b.regexps)-1), nil
}

// maxLiterals bounds the literals of one regular expression.
const maxLiterals = 16

// required returns texts one of which stands in every match, or none.
func required(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		return []string{string(re.Rune)}
	case syntax.OpCapture, syntax.OpPlus:
		return required(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return required(re.Sub[0])
		}
	case syntax.OpConcat:
		var best []string
		for _, sub := range re.Sub {
			if texts := required(sub); shortest(texts) > shortest(best) {
				best = texts
			}
		}
		return best
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			texts := required(sub)
			if all = append(all, texts...); len(texts) == 0 || len(all) > maxLiterals {
				return nil
			}
		}
		return all
	}
	return nil
}

// shortest returns the length of the shortest text, 0 of none.
func shortest(texts []string) int {
	n := 0
	for i, s := range texts {
		if i == 0 || len(s) < n {
			n = len(s)
		}
	}
	return n
}

// literals folds texts.
func literals(texts []string) []literal {
	var out []literal
	for _, s := range texts {
		var l literal
		l.text = fold(nil, s, &l.bytes)
		out = append(out, l)
	}
	return out
}

// fold appends s with one letter for all cases of a letter, and adds its bytes
// to a set.
func fold(dst []byte, s string, set *byteSet) []byte {
	from := len(dst)
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			dst = append(dst, c)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		dst = utf8.AppendRune(dst, foldRune(r))
		i += size
	}
	for _, c := range dst[from:] {
		set.add(c)
	}
	return dst
}

// foldRune returns one rune for all that (?i) takes for the same.
func foldRune(r rune) rune {
	if r >= 0x3000 && r < 0xA000 { // kana and kanji have no case
		return r
	}
	least := r
	for o := unicode.SimpleFold(r); o != r; o = unicode.SimpleFold(o) {
		least = min(least, o)
	}
	return unicode.ToLower(least)
}

// regexpRuns is what regular expressions found in a document so far.
type regexpRuns struct {
	runs   []regexpRun
	found  []occurrence // run by run
	folded []byte       // the text; empty until asked for
	bytes  byteSet      // of folded
}

type regexpRun struct {
	done   bool
	lo, hi int
}

func (r *regexpRuns) reset(n int) {
	if n == 0 && len(r.runs) == 0 {
		return
	}
	if cap(r.runs) < n {
		r.runs = make([]regexpRun, n)
	}
	r.runs = r.runs[:n]
	clear(r.runs)
	r.found, r.folded, r.bytes = r.found[:0], r.folded[:0], byteSet{}
}

// mayMatch says whether a regular expression may match: whether one of its
// literals stands in the text.
func (h *Hits) mayMatch(leaf int32) bool {
	re, r := &h.words.regexps[leaf-firstRegexp], &h.regexps
	if len(re.literals) == 0 {
		return true
	}
	if len(r.folded) == 0 {
		r.folded = fold(r.folded, h.doc.Text, &r.bytes)
	}
	for i := range re.literals {
		if l := &re.literals[i]; r.bytes.has(&l.bytes) && bytes.Contains(r.folded, l.text) {
			return true
		}
	}
	return false
}

// matches returns what a regular expression finds. It runs once a document.
func (h *Hits) matches(leaf int32) []occurrence {
	r := &h.regexps
	run := &r.runs[leaf-firstRegexp]
	if !run.done {
		run.done, run.lo = true, len(r.found)
		if h.mayMatch(leaf) {
			h.run(leaf)
		}
		run.hi = len(r.found)
	}
	return r.found[run.lo:run.hi]
}

// run adds what a regular expression finds, empty matches aside.
func (h *Hits) run(leaf int32) {
	var at counter
	text, tokens := h.doc.Text, h.doc.Tokens
	for _, m := range h.words.regexps[leaf-firstRegexp].re.FindAllStringIndex(text, maxMatches) {
		if m[0] == m[1] {
			continue
		}
		p := place{start: at.pointOf(text, m[0]), end: at.pointOf(text, m[1])}
		p.from, p.to = around(tokens, p.start, p.end)
		h.regexps.found = append(h.regexps.found, occurrence{leaf, p})
	}
}

// around returns the tokens that have a code point in [start, end); where none
// has, from and to are the one after it.
func around(tokens []tokenize.Token, start, end int32) (from, to int32) {
	n := func(past func(*tokenize.Token) bool) int32 {
		lo, hi := 0, len(tokens)
		for lo < hi {
			if mid := int(uint(lo+hi) >> 1); past(&tokens[mid]) {
				hi = mid
			} else {
				lo = mid + 1
			}
		}
		return int32(lo)
	}
	from = n(func(t *tokenize.Token) bool { return t.End > start })
	return from, max(from, n(func(t *tokenize.Token) bool { return t.Start >= end }))
}
