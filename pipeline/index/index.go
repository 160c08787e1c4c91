// Package index builds and searches the words of a generation. It is the only
// package that knows Bleve.
//
// # What is in an index
//
// Every verbatim is one Bleve document: its words, and keyword terms for its
// themes, departments, language, score, day and so on ([Doc], [Term]). Nothing
// is stored, there is no numeric or date field and there are no doc values:
// the tables keep the rows, the columns of package columns count and sort
// them, Bleve finds them. A part of the tables has one index for each
// [ShardRows] rows, and each index is one segment that [BuildShard] writes in
// one go, so that nothing is ever merged. Document number n of a shard is row
// n of the shard.
//
// A word stands in up to two of three text fields, all at the position of its
// token:
//
//	_text     words whose surface is their key (most of them)
//	_key      the key of any other word
//	_surface  the surface of any other word
//
// so that a word costs one posting where its key says everything, and both
// "every word with this key" (_text or _key) and "every word written like
// this" (_text or _surface) are exact. Of a location, Pos is the number of the
// token from 1, Start is the [tokenize.Gap] before the token and End the number
// of the sentence from 0; there are no byte offsets, since what is shown is
// tokenized again. Phrases need Pos and Start; NEAR/n, BEFORE/n and SENTENCE
// can be answered from what is there.
//
// # How it is searched
//
// [Searcher.Search] compiles an expression into a tree over leaves. A leaf
// reads Bleve's dictionaries and posting lists of one shard at a time into a
// bitmap of rows; AND, OR and NOT are then operations on 2 KiB bitmaps. That
// the shards are searched below Bleve's query objects is for speed: see
// BenchmarkSearch and its peer BenchmarkBleveQuery.
package index

import "verbatim/tokenize"

// ShardRows is the number of verbatims in a shard. Every shard of a part but
// the last is full: shard k holds the part's rows k*ShardRows and on.
const ShardRows = 16384

// Doc is what is indexed of one verbatim. BuildShard reads it and keeps
// nothing of it.
type Doc struct {
	Tokens []tokenize.Token
	Terms  []Term
}

// Term is a keyword of a verbatim: a value of a field, under the canonical
// name that the expression language gives the field (theme, with the theme's
// ancestors; department, lang, intent, sentiment, nps, score, date as
// YYYY-MM-DD, by, status, metric, question, and the slugs of attributes). A
// field may have several values. Empty values are left out. Names that begin
// with an underscore are the package's own.
type Term struct{ Field, Value string }

// The text fields; see the package comment.
const (
	fieldBoth    = "_text"
	fieldKey     = "_key"
	fieldSurface = "_surface"
)
