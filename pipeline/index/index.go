// Package index builds and searches the words of a generation. It is the only
// package that knows Bleve.
//
// # What is in an index
//
// Every verbatim is one Bleve document: its words, and keyword terms for its
// themes, departments, language, score, day and so on ([Doc], [Term]). Nothing
// is stored, there is no numeric or date field and there are no doc values:
// the tables keep the rows, the columns of package columns count and sort
// them, Bleve finds them.
//
// A part of the tables is indexed in shards, which hold its rows in order:
// shard 0 the first ones, shard 1 those that follow, and so on, in directories
// that are named by [ShardName]. A shard is one segment that [BuildShard]
// writes in one go, so that nothing is ever merged, and document number n of a
// shard is row n of the shard. Shards may be of any size: where one starts
// follows from how many documents those before it hold, which [Open] reads
// from the segments and checks against the tables. The pipeline ends a shard
// at [ShardRows] or [ShardTokens], whichever comes first.
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
// tokenized again. Phrases need Pos and Start, NEAR/n, BEFORE/n and SENTENCE
// also End.
//
// # How it is searched
//
// [Searcher.Search] compiles an expression into a tree over leaves (words,
// phrases, prefixes, fields) and checks. A leaf reads Bleve's dictionaries and
// posting lists of one shard at a time into a bitmap of rows; AND, OR and NOT are
// then operations on bitmaps of a bit a row, 2 KiB at most as the pipeline makes
// shards. A check is asked about the rows that are left, after all that costs
// less: the words in it are leaves, too, so that it is asked only about rows
// that have them.
//
//	NEAR, BEFORE, SENTENCE    reads the positions of its words in those rows
//	=Case                     reads the texts of those rows, and cuts them
//	/RE2/                     reads the texts of all rows that are left
//
// The last two, and whatever has them in it, are decided by classify/lookup on
// the text ([Texts]). By itself, /RE2/ reads every text of the generation: a
// pass over the text column of the tables, in pages, which takes seconds for a
// million verbatims and hardly any memory; ctx ends it. Beside other conditions
// it costs what they leave. For relevance the words in NEAR, BEFORE, SENTENCE and
// =Case count as if they stood alone, and /RE2/ does not.
//
// [Searcher.Rows] and [Searcher.Count] answer without order or facets: they are
// for those who ask thousands of expressions.
//
// That the shards are searched below Bleve's query objects is for speed: see
// BenchmarkSearch and its peer BenchmarkBleveQuery.
package index

import "verbatim/tokenize"

// A shard is full when it has ShardRows verbatims, or with the verbatim that
// brings its tokens to ShardTokens: whoever fills shards ends one at whichever
// comes first. The one keeps bitmaps small, the other the memory that
// BuildShard takes where texts are long. Nothing that reads an index relies on
// either.
const (
	ShardRows   = 16384
	ShardTokens = 600_000
)

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
