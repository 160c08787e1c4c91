// Package themes reads codebooks: the themes with their lookup lists, the
// intents, the expressions that mean "no content", and the routing rules, as
// docs/codebook.md describes them. Parse reports every mistake of a file at
// once, each with its place and, where it can guess, what was meant.
package themes

import (
	"cmp"
	"time"

	"verbatim/datasets"
	"verbatim/themes/expr"
)

// Version is the version of the codebook format that Parse reads.
const Version = 1

// Codebook is a parsed codebook. It is not changed after Parse and may be
// shared between goroutines.
type Codebook struct {
	Version     int
	Departments []Department // in the order of the file
	Themes      []Theme      // in the order of the file
	Intents     map[datasets.Intent]Terms
	NoContent   Terms // a verbatim that is one of these says nothing
	Routing     Routing
	Combine     string // how the sources of tags combine where a theme does not say; "" is CombineAny
	Hash        string // 16 hex digits of SHA-256 over the content; comments, key order and layout do not matter
	Path        string // the name given to Parse
	Source      []byte // the file as it was read

	byID   map[string]int // theme id to index in Themes
	byName map[string]int // folded id or name to index in Themes
}

// Department is who receives responses.
type Department struct {
	ID   string // [a-z0-9_]+
	Name string // as people call it; the id where the file gives none
}

// Theme is one category.
type Theme struct {
	ID          string             // [a-z0-9_]+
	Parent      string             // id of the theme above, "" at the top
	Name        map[string]string  // by language: en, ja
	Definition  map[string]string  // by language: en, ja
	Departments []string           // ids; inherited from the parent where the theme names none
	Negated     string             // what becomes of a negated hit: exclude (default), require, ignore
	Sentiment   datasets.Sentiment // of every tag of the theme that is not negated, whatever stands around; "" where the words decide
	When        expr.Node          // condition on the response or verbatim without which the theme is not given; nil for none
	WhenText    string             // as written in the file
	Priority    int                // themes of higher priority are decided first; then the order of the file counts
	Group       string             // of the themes of a group a verbatim gets the first one only; "" for none
	Stop        bool               // a verbatim that gets this theme gets none that is decided after it
	Combine     string             // how the sources of its tags combine; "" for that of the codebook
	Terms       Terms              // what gives the theme
	Exclude     Terms              // what takes a hit away
	Examples    map[string][]string
	Line        int // where the theme begins in the file, 1-based
}

// Terms are lists of terms by language: en, ja, or any for every language.
type Terms map[string][]Term

// Term is one entry of a list.
type Term struct {
	Text         string    // as written in the file
	Node         expr.Node // Text, parsed in expr.List mode
	Lang         string    // en, ja or any
	When         expr.Node // condition beside the words; nil for none
	WhenText     string    // as written in the file
	Negated      string    // as of Theme.Negated, for this term; "" for that of the theme
	Stop         bool      // as of Theme.Stop, where this term gives the theme
	Line, Column int       // where Text begins in the file, 1-based, in code points
}

// What becomes of a tag whose evidence is negated ("not expensive").
const (
	NegatedExclude = "exclude" // no tag
	NegatedRequire = "require" // a tag only then
	NegatedIgnore  = "ignore"  // a tag all the same
)

// How the sources of a tag combine, lists and models: LLM and classifier. What
// people say stands above all.
const (
	CombineAny    = "any"    // a tag where any source gives it
	CombineLookup = "lookup" // the lists alone decide, and models are not asked about the theme
	CombineModel  = "model"  // where a model judged the verbatim, it alone decides
	CombineAgree  = "agree"  // where a model judged the verbatim, a list and a model must both give it
)

// CombineOf returns how the sources of a theme's tags combine.
func (c *Codebook) CombineOf(t *Theme) string { return cmp.Or(t.Combine, c.Combine, CombineAny) }

// Routing says who receives which response.
type Routing struct {
	MaxAge time.Duration // a response older than this before the newest opens no case; 0 for no limit
	Rules  []Rule        // in the order of the file
}

// Rule is one routing rule: exactly one of Reply and Inform is set.
type Rule struct {
	ID       string
	When     expr.Node     // WhenText, parsed in expr.Search mode, theme names replaced by ids
	WhenText string        // as written in the file
	Reply    string        // department that owes a reply, or ThemeDepartments
	Inform   string        // department that reads it, or ThemeDepartments
	Within   time.Duration // for Reply: from the response to the due time
	Line     int
}

// ThemeDepartments as a rule's Reply or Inform stands for the departments of
// the response's themes.
const ThemeDepartments = "theme"
