package polarity

import (
	"crypto/sha256"
	_ "embed" // the tables
	"encoding/hex"
	"fmt"
	"sync"

	"verbatim/tokenize"
)

// rules is the version of what stands in code: raise it with every change that
// answers otherwise. The tables speak for themselves in Version.
const rules = "3"

//go:embed tables/en.txt
var englishTable string

//go:embed tables/ja.txt
var japaneseTable string

// Analyzer holds the tables, compiled with a tokenizer, so that the user's
// synonyms and dictionary hold for them too. It is safe for concurrent use.
type Analyzer struct {
	english  *trie
	japanese func() *trie // compiled at the first Japanese word
	version  string
}

// New returns an Analyzer for texts that tk cuts. It tokenizes one text for the
// English table, and another for the Japanese one when that is first needed.
// An error says at which line of a table it is.
func New(tk *tokenize.Tokenizer) (*Analyzer, error) {
	english, err := parseTable(englishTable)
	if err != nil {
		return nil, fmt.Errorf("polarity: tables/en.txt: %w", err)
	}
	japanese, err := parseTable(japaneseTable)
	if err != nil {
		return nil, fmt.Errorf("polarity: tables/ja.txt: %w", err)
	}
	return &Analyzer{
		english:  compile(english, bare(), tk),
		japanese: sync.OnceValue(func() *trie { return compile(japanese, japaneseContexts(), tk) }),
		version:  versionOf(tk),
	}, nil
}

// versionOf returns the version with the tokenizer tk.
func versionOf(tk *tokenize.Tokenizer) string {
	h := sha256.New()
	for _, s := range []string{rules, englishTable, japaneseTable, tk.Version()} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// Version names everything that decides on answers: code, tables, tokenizer.
// It is the beginning of a SHA-256 in hex.
func (a *Analyzer) Version() string { return a.version }

// Read makes s answer about doc, which must stay as it is for as long as s is
// asked. It does nothing else.
func (a *Analyzer) Read(doc *tokenize.Doc, s *Scope) {
	s.a, s.doc = a, doc
	s.marked, s.negated, s.isWeighed = false, false, false
}
