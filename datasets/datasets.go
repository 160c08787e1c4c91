// Package datasets holds the record types of Verbatim's public tables, and
// nothing that costs a heavy import. Readers of inputs are in datasets/source,
// Parquet in datasets/table, Arrow columns in datasets/columns.
package datasets

import (
	"encoding/json"
	"strconv"
	"time"
)

// SchemaVersion is the version of the tables that this code writes. It rises
// whenever a column changes its meaning or its type, or goes away.
const SchemaVersion = 1

// Opt is a value that may be missing. The zero Opt is missing, and is written
// as null.
type Opt[T any] struct {
	V  T
	OK bool
}

// Some returns an Opt that holds v.
func Some[T any](v T) Opt[T] { return Opt[T]{V: v, OK: true} }

// MarshalJSON writes the value, or null.
func (o Opt[T]) MarshalJSON() ([]byte, error) {
	if !o.OK {
		return []byte("null"), nil
	}
	return json.Marshal(o.V)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (o *Opt[T]) UnmarshalJSON(b []byte) error {
	o.OK = string(b) != "null"
	if !o.OK {
		return nil
	}
	return json.Unmarshal(b, &o.V)
}

// Date is a calendar day: days since 1970-01-01, in whatever zone the survey
// declares. It is what Parquet calls DATE.
type Date int32

// DateOf returns the calendar day of t in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// Time returns midnight UTC of the day.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// String returns the day as YYYY-MM-DD.
func (d Date) String() string { return d.Time().Format(time.DateOnly) }

// MarshalText writes the day as String does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD.
func (d *Date) UnmarshalText(b []byte) error {
	t, err := time.Parse(time.DateOnly, string(b))
	if err != nil {
		return err
	}
	*d = DateOf(t)
	return nil
}

// FormatScore writes a score as it is written in tables, in the index and in
// queries: the shortest decimal, 8 and not 8.0.
func FormatScore(s float64) string { return strconv.FormatFloat(s, 'f', -1, 64) }

// Span is a piece of evidence: a half-open range in code points of the
// verbatim's text, and the words that stand there.
type Span struct {
	Start, End int32
	Text       string
}

// Contact is how to reach the respondent. It goes into the department files
// and nowhere else: no table, index or model sees it.
type Contact struct {
	Header string // the column's header as written
	Value  string
}

// Attribute is a column that is carried along, as the workspace knows it.
type Attribute struct {
	Slug   string `json:"slug"`   // ASCII; the table's column is attr_<Slug>
	Header string `json:"header"` // as written in the first input that had it
}

// Response is one submission of a survey: a row of the responses table.
// An empty string is null in the columns that may be null.
type Response struct {
	ResponseID      string // never null
	RespondentID    string
	AccountID       string
	Metric          Metric
	Score           Opt[float64]
	RespondedAt     Opt[int64] // microseconds since 1970-01-01 UTC
	RespondedOn     Opt[Date]  // local date in the declared zone
	Language        string     // of its verbatims together: ja, en, mixed, und; null without words
	ThemeIDs        []string   // never null; sorted
	Departments     []string   // never null; sorted
	CaseDueAt       Opt[int64] // microseconds UTC; null where no case is open
	SourceFile      string     // never null; base name
	SourceRow       int64      // never null; line of the input file on which the row begins, or sheet row, 1-based
	CodebookVersion string     // never null
	RunNumber       int32      // never null; the run that added or last changed the row
	Attributes      []string   // aligned with the workspace's attributes; "" is null
}

// Verbatim is one answer in words: a row of the verbatims table.
type Verbatim struct {
	VerbatimID      string // never null: ResponseID, '#', QuestionID
	ResponseID      string // never null
	QuestionID      string // never null
	Question        string // the column's header or the question's wording
	Text            string // never null; valid UTF-8, otherwise as typed
	Language        string // never null: ja, en, und, or another ISO 639 code
	ContentStatus   ContentStatus
	Intent          Intent
	IntentSource    string // what Intent follows from: llm, lookup, grammar, lexicon; null without
	LLMStatus       LLMStatus
	Metric          Metric
	Score           Opt[float64]
	RespondedAt     Opt[int64]
	RespondedOn     Opt[Date]
	ThemeIDs        []string // applied themes, never null; sorted
	Departments     []string // of the response, never null; sorted
	CodebookVersion string
	RunNumber       int32
	Attributes      []string
}

// Tag is one theme on one verbatim: a row of the tags table.
type Tag struct {
	VerbatimID      string
	ResponseID      string
	ThemeID         string
	ParentThemeID   string // null at the top level
	State           TagState
	SuppressedBy    string      // why State is Suppressed: "negated", "not negated", "exclude 評価が高い", "group price too_expensive", "stop spam", "when", "combine agree", "confidence 0.40"; null otherwise
	Source          TagSource   // the winning one
	Sources         []TagSource // every one that gave it; never null
	SourceVersion   string      // codebook hash, model, classifier …
	Rule            string      // the term that hit, as written in the codebook; null for other sources
	Confidence      Opt[float64]
	Sentiment       Sentiment // null where nothing speaks for one
	SentimentSource string
	Negated         bool
	EvidenceText    string // the first span's words; null without evidence
	Evidence        []Span // never null; sorted by Start
	RespondedOn     Opt[Date]
	RunNumber       int32
}

// Label is a theme that a person gave a verbatim or took from it. The latest
// label of a verbatim and theme counts.
type Label struct {
	Seq        int64  `json:"seq"` // of the log; 0 before it is recorded
	VerbatimID string `json:"verbatim_id"`
	ThemeID    string `json:"theme_id"`
	Removed    bool   `json:"removed"` // taken, not given
	By         string `json:"by"`      // who
	At         int64  `json:"at"`      // when, microseconds since 1970-01-01 UTC
}

// Route says that a department receives a response, and why: a row of the
// routes table. A route with role RoleReply is a case.
type Route struct {
	ResponseID  string
	Department  string
	Role        RouteRole
	Rule        string     // id of the routing rule
	DueAt       Opt[int64] // microseconds UTC; null for RoleInform, or where no time is known
	ThemeIDs    []string   // of the response, never null
	RespondedAt Opt[int64]
	RespondedOn Opt[Date]
	RunNumber   int32
}

// Theme is a row of the themes table: one theme of the codebook with its
// counts in the generation.
type Theme struct {
	ThemeID         string
	ParentThemeID   string
	NameEN, NameJA  string
	DefinitionEN    string
	DefinitionJA    string
	Departments     []string
	Verbatims       int64        // with the theme or one below it
	Responses       int64        // distinct, with the theme or one below it
	Share           float64      // Responses over responses with content; 0 to 1
	NPS             Opt[float64] // of the responses with the theme, -100 to 100; null without NPS scores
	NPSImpact       Opt[float64] // NPS minus NPS without these responses, in points
	CodebookVersion string
}
