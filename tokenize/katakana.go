package tokenize

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
	"unicode/utf8"
)

// katakana cuts katakana runs. IPA knows few of today's loanwords: it makes
// one unknown word of カスタマーサポート and cuts インポート into イン and ポート. A run
// is therefore cut by what it is and not by what stands around it:
//
//  1. a word of the user's dictionary, or of loanwords.txt, as it says there,
//     and another spelling of one that stays whole, whole;
//  2. else the cheapest cover by words of these, by katakana words of IPA and by
//     unknown rests, where the costs below make it the longest: few, long,
//     known pieces. A run that has no such cover stays whole.
//
// The lattice may still prefer a word that goes on in another script (サボる).
type katakana struct {
	dic   *dictionary
	words *cutWords
	seed  maphash.Seed
	cache [1 << 12]atomic.Pointer[cutting]
}

// cutWords are the katakana words that are cut as somebody has decided: the
// pieces of a word, which are words themselves, by the word. A word that stays
// whole is its own only piece.
type cutWords struct {
	own, loan map[string][]string
	whole     map[string]bool // folded spellings of built-in words that stay whole
}

// cutting is how a katakana run is cut.
type cutting struct {
	run    string
	pieces []piece
}

// piece is a part of a run: where it ends, in bytes of the run, and the first
// of its morphs in the dictionary, or -1 if it has none.
type piece struct {
	end   int
	morph int32
}

// The costs of a cover. An unknown rest costs a little for itself and more by
// its length; IPA's short words hit too often by chance.
const (
	costOwn         = 5
	costLoan        = 10
	costShortLoan   = 16 // of two characters
	costWhole       = 10 // the run is an IPA word,
	costLongWhole   = 23 // but one of 8 characters and more is often a compound
	costIPA         = 12
	costShortIPA    = 20 // of three characters
	costRest        = 10
	costRestRune    = 5
	costLastRest    = 15 // more, for an unknown rest at the end: a suffix, mostly
	kanaBytes       = 3
	compoundLength  = 8
	shortestIPA     = 3
	shortestPiece   = 2
	shortestRest    = 3
	costUnreachable = 1 << 30
)

// endings look like words and are mostly the ends of others: no piece of a
// cover by themselves.
var endings = map[string]bool{
	"リング": true, "イング": true, "シング": true, "ティング": true, "ション": true, "ネス": true,
	"メント": true, "ビリティ": true, "ライズ": true, "ナー": true, "ラー": true, "ター": true, "サー": true,
}

// plan returns how run, a katakana run of at most maxSame characters, is cut.
func (k *katakana) plan(run string) *cutting {
	slot := &k.cache[maphash.String(k.seed, run)%uint64(len(k.cache))]
	if c := slot.Load(); c != nil && c.run == run {
		return c
	}
	c := k.cut(strings.Clone(run))
	slot.Store(c)
	return c
}

// cut is plan without a cache.
func (k *katakana) cut(run string) *cutting {
	cut, ok := k.words.own[run]
	if !ok {
		cut, ok = k.words.loan[run]
	}
	if !ok && k.words.whole[foldLoanword(run)] {
		cut, ok = []string{run}, true
	}
	if !ok {
		cut = k.cover(run)
	}
	c := &cutting{run: run}
	end := 0
	for _, p := range cut {
		end += len(p)
		c.pieces = append(c.pieces, piece{end: end, morph: k.morph(p)})
	}
	return c
}

// morph returns the first morph whose surface is s, or -1.
func (k *katakana) morph(s string) int32 {
	if id, ok := k.dic.find(s); ok {
		return id
	}
	return -1
}

// cover returns the pieces of the cheapest cover of run; of equal ones that
// with fewer pieces, then that with the longer first ones.
func (k *katakana) cover(run string) []string {
	type way struct{ cost, pieces, next int }
	n := len(run)
	ways := make([]way, n+1)
	for i := n - kanaBytes; i >= 0; i -= kanaBytes {
		ways[i].cost = costUnreachable
		for j := n; j > i; j -= kanaBytes {
			w := way{ways[j].cost, ways[j].pieces + 1, j}
			w.cost += k.cost(run, i, j)
			if w.cost < ways[i].cost || w.cost == ways[i].cost && w.pieces < ways[i].pieces {
				ways[i] = w
			}
		}
	}
	var cut []string
	for i := 0; i < n; i = ways[i].next {
		cut = append(cut, run[i:ways[i].next])
	}
	return cut
}

// cost returns what the piece run[i:j] costs in a cover.
func (k *katakana) cost(run string, i, j int) int {
	p, runes := run[i:j], (j-i)/kanaBytes
	whole := len(p) == len(run)
	switch {
	case whole:
	case runes < shortestPiece, !startsWord(run[i:]), j < len(run) && !startsWord(run[j:]):
		return costUnreachable
	}
	if _, ok := k.words.own[p]; ok {
		return costOwn
	}
	if _, ok := k.words.loan[p]; ok && runes > 2 {
		return costLoan
	} else if ok {
		return costShortLoan
	}
	if c := k.costIPA(p, runes, whole); c < costUnreachable {
		return c
	}
	return costOfRest(p, runes, whole, j == len(run))
}

// costOfRest returns what p costs as an unknown rest.
func costOfRest(p string, runes int, whole, last bool) int {
	switch {
	case whole:
		return costRest + costRestRune*runes
	case runes < shortestRest, endings[p]:
		return costUnreachable
	case last:
		return costRest + costRestRune*runes + costLastRest
	}
	return costRest + costRestRune*runes
}

// costIPA returns what p costs as a word of the dictionary, or costUnreachable
// if it is none that may be a piece.
func (k *katakana) costIPA(p string, runes int, whole bool) int {
	id := k.morph(p)
	switch {
	case id < 0:
	case whole && runes < compoundLength:
		return costWhole
	case whole:
		return costLongWhole
	case runes < shortestIPA, endings[p], !k.dic.commonNoun(id, k.dic.dup[id]):
	case runes == shortestIPA:
		return costShortIPA
	default:
		return costIPA
	}
	return costUnreachable
}

// startsWord reports whether a katakana word can begin as run does.
func startsWord(run string) bool {
	r, _ := utf8.DecodeRuneInString(run)
	return startsMora(r)
}

// startsMora reports whether a mora that a word can begin with begins with the
// katakana r.
func startsMora(r rune) bool {
	switch r {
	case 'ー', 'ン', 'ッ', 'ァ', 'ィ', 'ゥ', 'ェ', 'ォ', 'ャ', 'ュ', 'ョ', 'ヮ', 'ヽ', 'ヾ':
		return false
	}
	return true
}

// enterKatakana notes the katakana run that begins with r at at, if one does.
// Single characters and what follows a hiragana ー (すごーイ) are left to kagome.
func (l *lattice) enterKatakana(at int, r rune) {
	if at < l.kata.end || classOf(r) != classKatakana || r == 'ー' {
		return
	}
	end := l.runEnd(at, func(r rune) bool { return classOf(r) == classKatakana })
	l.kata = kataRun{start: at, end: end}
	if end-at > kanaBytes {
		l.kata.plan = l.plan(l.text[at:end])
	}
}

// inside reports whether at stands within a planned run, but at no cut.
func (k *kataRun) inside(at int) bool {
	if k.plan == nil || at <= k.start || at >= k.end {
		return false
	}
	for _, p := range k.plan.pieces {
		if k.start+p.end == at {
			return false
		}
	}
	return true
}

// addPlanned adds the planned piece that begins at at, and the words that
// begin there and go on behind the katakana run.
func (l *lattice) addPlanned(at int) {
	for _, p := range l.kata.plan.pieces {
		end := l.kata.start + p.end
		if end <= at {
			continue
		}
		if p.morph >= 0 {
			l.addMorphs(p.morph, end)
		} else {
			l.addUnknownMorphs(l.dic.CharacterCategory('ア'), at, at, end)
		}
		break
	}
	l.addKnown(at, l.kata.end)
}
