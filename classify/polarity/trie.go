package polarity

import (
	"slices"
	"strings"

	"verbatim/tokenize"
)

// trie finds phrases in tokens. Node 0 is the root.
type trie struct {
	nodes []node
	first [1 << (filterBits - 6)]uint64 // a bit for each word that begins a phrase
}

// filterBits is the binary logarithm of the bits of trie.first: a sixth of them
// are set, and most words of a text begin no phrase.
const filterBits = 13

// bitOf returns the word of trie.first that holds the bit of a hash, and the bit.
func bitOf(hash uint32) (at uint32, bit uint64) {
	hash = hash * 0x9E3779B1 >> (32 - filterBits) // Fibonacci hashing: Knuth, TAOCP 3, 6.4
	return hash / 64, 1 << (hash % 64)
}

// begins says whether a phrase may begin with the token.
func (t *trie) begins(token *tokenize.Token) bool {
	at, bit := bitOf(token.KeyHash)
	if t.first[at]&bit != 0 {
		return true
	}
	at, bit = bitOf(token.SurfaceHash)
	return t.first[at]&bit != 0
}

// node is what may follow after some words, and what ends there.
type node struct {
	keys     map[string]int32 // by Token.Key
	surfaces map[string]int32 // by Token.Surface; nil for most
	any      int32            // after any word; 0 is none
	ends     []phrase
}

func newTrie() *trie { return &trie{nodes: make([]node, 1)} }

// add adds p, whose words tokens are; the wildcards have no tokens, and a token
// may hold several words (can not, or what the user says is one).
func (t *trie) add(p *phrase, tokens []tokenize.Token) {
	at := int32(0)
	end := tokens[0].Start // of the word
	for _, word := range strings.Fields(p.text) {
		if word == "*" {
			at = t.follow(at, func(n *node) *int32 { return &n.any })
			end++
			continue
		}
		written := strings.HasPrefix(word, "=")
		end += int32(len([]rune(strings.TrimPrefix(word, "="))))
		for ; len(tokens) > 0 && tokens[0].Start < end; tokens = tokens[1:] {
			at = t.edge(at, &tokens[0], written)
		}
		end++ // the space
	}
	ending := *p
	ending.text = ""
	if ends := t.nodes[at].ends; !slices.Contains(ends, ending) {
		t.nodes[at].ends = append(ends, ending)
	}
}

// edge returns the node after token, made if need be.
func (t *trie) edge(at int32, token *tokenize.Token, written bool) int32 {
	n := &t.nodes[at]
	edges, word, hash := &n.keys, token.Key, token.KeyHash
	if written {
		edges, word, hash = &n.surfaces, token.Surface, token.SurfaceHash
	}
	if at == 0 {
		w, bit := bitOf(hash)
		t.first[w] |= bit
	}
	if *edges == nil {
		*edges = map[string]int32{}
	}
	if to, ok := (*edges)[word]; ok {
		return to
	}
	to := int32(len(t.nodes))
	(*edges)[word] = to
	t.nodes = append(t.nodes, node{})
	return to
}

// follow returns the node that *of(node at) names, made if need be.
func (t *trie) follow(at int32, of func(*node) *int32) int32 {
	if to := *of(&t.nodes[at]); to != 0 {
		return to
	}
	to := int32(len(t.nodes))
	*of(&t.nodes[at]) = to
	t.nodes = append(t.nodes, node{})
	return to
}

// found is the longest phrase of each kind that begins at some token.
type found [kinds]struct {
	to    int32 // the token after it; 0 if there is none
	value int8
}

// find finds the phrases that go on with token i from node at, having begun
// with token start.
func (t *trie) find(at int32, r *Scope, start, i int, f *found) {
	tokens := r.doc.Tokens
	n := &t.nodes[at]
	for e := range n.ends {
		if p := &n.ends[e]; r.stands(p, start, i) && int32(i) > f[p.kind].to {
			f[p.kind].to, f[p.kind].value = int32(i), p.value
		}
	}
	if i == len(tokens) || i > start && tokens[i].Gap >= tokenize.GapClause {
		return
	}
	if to, ok := n.keys[tokens[i].Key]; ok {
		t.find(to, r, start, i+1, f)
	}
	if n.surfaces != nil {
		if to, ok := n.surfaces[tokens[i].Surface]; ok {
			t.find(to, r, start, i+1, f)
		}
	}
	if n.any != 0 {
		t.find(n.any, r, start, i+1, f)
	}
}
