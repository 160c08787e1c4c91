package tokenize

import (
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"github.com/ikawaha/kagome-dict/dict"
	"github.com/ikawaha/kagome-dict/ipa"
)

// dictionary is kagome's IPA dictionary, laid out for the lattice.
type dictionary struct {
	*dict.Dict
	dup     []uint8                // by morph: how many more morphs of the same surface follow it
	words   []atomic.Pointer[word] // by morph, filled when first met
	unknown []POS                  // by unknown morph
	edges   [0x3100]edge           // of the characters up to the kana
	keys    *keys
}

// loadDictionary returns the dictionary, which kagome keeps in memory once for
// the process (about 0.5 s and 90 MB).
func loadDictionary(k *keys) *dictionary {
	d := &dictionary{Dict: ipa.Dict(), keys: k}
	d.dup = make([]uint8, len(d.Morphs))
	for id, n := range d.Index.Dup {
		d.dup[id] = uint8(n)
	}
	d.words = make([]atomic.Pointer[word], len(d.Morphs))
	d.unknown = make([]POS, len(d.UnkDict.Contents))
	for id, features := range d.UnkDict.Contents {
		d.unknown[id] = posOf(features[0], features[1])
	}
	for r := range d.edges {
		d.edges[r] = d.findEdge(rune(r))
	}
	return d
}

// find returns the first morph of a surface. The trie's own Find says yes to
// the beginnings of words, too, and gives them 0, the morph of Tシャツ, which no
// run can be.
func (d *dictionary) find(surface string) (id int32, ok bool) {
	n, ok := d.Index.Da.Find(surface)
	return int32(n), ok && n > 0
}

// known returns the word of a known morph, which stands as surface.
func (d *dictionary) known(id int32, surface string) *word {
	if w := d.words[id].Load(); w != nil {
		return w
	}
	surface = strings.Clone(surface)
	base := d.feature(id, dict.BaseFormIndex)
	if base == "" {
		base = surface
	}
	w := &word{key: d.keys.japanese(base), surface: foldJapanese(surface), pos: d.pos(id), script: ScriptJapanese}
	w.hash()
	d.words[id].Store(w)
	return w
}

// feature returns a feature of a known morph, or "" if it has none. The part
// of speech is kept elsewhere: contents begin behind it.
func (d *dictionary) feature(id int32, name string) string {
	i := int(d.ContentsMeta[name]) - len(d.POSTable.POSs[id])
	if c := d.Contents[id]; i >= 0 && i < len(c) && c[i] != "*" {
		return c[i]
	}
	return ""
}

// pos returns the part of speech of a known morph.
func (d *dictionary) pos(id int32) POS {
	p := d.POSTable.POSs[id]
	return posOf(d.POSTable.NameList[p[0]], d.POSTable.NameList[p[1]])
}

// commonNoun reports whether one of the n+1 morphs from id on is a noun that
// is no name of a person or a place: a word that a katakana compound may have
// as a part.
func (d *dictionary) commonNoun(id int32, n uint8) bool {
	for i := id; i <= id+int32(n); i++ {
		p := d.POSTable.POSs[i]
		if d.POSTable.NameList[p[0]] != "名詞" {
			continue
		}
		switch d.POSTable.NameList[p[1]] {
		case "一般", "サ変接続", "形容動詞語幹", "副詞可能":
			return true
		}
	}
	return false
}

// edge is what the connection costs see of a neighbour that the lattice does
// not cut: the context IDs of its right and its left side.
type edge struct{ right, left int16 }

// Context IDs of the IPA dictionary, as the unknown words of their classes
// have them.
var (
	edgeText   = edge{0, 0}       // beginning or end of a text or line
	edgeSymbol = edge{5, 5}       // 記号,一般
	edgeSpace  = edge{9, 9}       // 記号,空白
	edgeNoun   = edge{1285, 1285} // 名詞,一般: what kagome takes a Latin word for
	edgeNumber = edge{1295, 1295} // 名詞,数
)

// edgeOf returns the edge of the character r beside a Japanese run.
func (d *dictionary) edgeOf(r rune) edge {
	if int(r) < len(d.edges) {
		return d.edges[r]
	}
	if classOf(r).wordy() {
		return edgeNoun
	}
	return edgeSymbol
}

// findEdge finds the edge of r. ASCII signs take the place of the full-width
// ones, for the dictionary takes ASCII ones for nouns.
func (d *dictionary) findEdge(r rune) edge {
	switch c := classOf(r); {
	case r == '\n' || r == '\r':
		return edgeText
	case c == classSpace:
		return edgeSpace
	case c == classDigit:
		return edgeNumber
	case c.wordy():
		return edgeNoun
	}
	if r > ' ' && r < utf8.RuneSelf {
		r += '！' - '!'
	}
	first, ok := d.find(string(r))
	if !ok {
		return edgeSymbol
	}
	for id := first; id <= first+int32(d.dup[first]); id++ {
		if r == '％' || d.pos(id) == POSSymbol {
			return edge{d.Morphs[id].RightID, d.Morphs[id].LeftID}
		}
	}
	return edgeSymbol
}

// posOf maps the first two levels of the IPA part of speech.
func posOf(first, second string) POS {
	switch first {
	case "名詞":
		return nounPOS(second)
	case "動詞":
		if second == "自立" {
			return POSVerb
		}
		return POSAuxVerb
	case "助詞":
		if second == "接続助詞" {
			return POSConjunctive
		}
		return POSParticle
	case "形容詞":
		return POSAdjective
	case "副詞":
		return POSAdverb
	case "助動詞":
		return POSAux
	case "接続詞":
		return POSConjunction
	case "接頭詞", "連体詞":
		return POSPrefix
	case "感動詞", "フィラー", "その他":
		return POSInterjection
	case "記号":
		return POSSymbol
	}
	return POSUnknown
}

// nounPOS is posOf for 名詞.
func nounPOS(second string) POS {
	switch second {
	case "非自立", "接尾", "特殊":
		return POSDependent
	case "形容動詞語幹":
		return POSAdjective
	case "数":
		return POSNumber
	}
	return POSNoun
}
