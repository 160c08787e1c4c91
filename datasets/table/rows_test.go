package table

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"verbatim/datasets"
)

// gen makes random rows that reach every case of every column.
type gen struct {
	*rand.Rand
	tame bool // only instants and dates that every engine has: years 1 to 9999
}

func newGen(seed uint64) gen { return gen{Rand: rand.New(rand.NewPCG(seed, 1))} }

var words = []string{"", "a", "short", "料金が高いです", "ｶﾅ と絵文字😀", "line\nbreak\ttab", `"quoted", comma`, "é composed and decomposed é", "\u0000nul", strings.Repeat("長い文章。", 40)}

func (g gen) text() string { return words[g.IntN(len(words))] }

// word is a text that is not empty.
func (g gen) word() string { return words[1+g.IntN(len(words)-1)] }

func (g gen) id(i int) string { return fmt.Sprintf("r-%06d-%x", i, g.Uint32()) }

func (g gen) list() []string {
	out := []string{}
	for range g.IntN(4) {
		out = append(out, g.text())
	}
	return out
}

func (g gen) score() (datasets.Metric, datasets.Opt[float64]) {
	if g.IntN(4) == 0 {
		return "", datasets.Opt[float64]{}
	}
	m := []datasets.Metric{datasets.MetricNPS, datasets.MetricCSAT, datasets.MetricCES}[g.IntN(3)]
	lo, hi := m.Range()
	return m, datasets.Some(lo + float64(g.IntN(int(hi-lo)+1)))
}

// The last two of each are wild.
var (
	instantsSeen = []int64{0, 1, -1, 1767225600_000_000, -62135596800_000_000, 253402300799_999_999, math.MinInt64, math.MaxInt64}
	datesSeen    = []datasets.Date{0, -1, 20454, -719162, 2932896, math.MinInt32, math.MaxInt32}
)

func seen[V any](g gen, of []V) V {
	if g.tame {
		of = of[:len(of)-2]
	}
	return of[g.IntN(len(of))]
}

func (g gen) instant() datasets.Opt[int64] {
	if g.IntN(3) == 0 {
		return datasets.Opt[int64]{}
	}
	return datasets.Some(seen(g, instantsSeen))
}

func (g gen) date() datasets.Opt[datasets.Date] {
	if g.IntN(3) == 0 {
		return datasets.Opt[datasets.Date]{}
	}
	return datasets.Some(seen(g, datesSeen))
}

func (g gen) number() datasets.Opt[float64] {
	values := []float64{0, math.Copysign(0, -1), 0.1, -1e300, math.MaxFloat64, math.SmallestNonzeroFloat64}
	if g.IntN(3) == 0 {
		return datasets.Opt[float64]{}
	}
	return datasets.Some(values[g.IntN(len(values))])
}

func (g gen) attributes(n int) []string {
	if n == 0 {
		return nil
	}
	out := make([]string, n)
	for i := range out {
		if g.IntN(3) > 0 {
			out[i] = g.text()
		}
	}
	return out
}

func (g gen) response(i, attrs int) datasets.Response {
	r := datasets.Response{
		ResponseID: g.id(i), RespondentID: g.text(), AccountID: g.text(),
		RespondedAt: g.instant(), RespondedOn: g.date(), Language: g.text(), ThemeIDs: g.list(), Departments: g.list(),
		CaseDueAt: g.instant(), SourceFile: g.word(), SourceRow: g.Int64() - g.Int64(), CodebookVersion: g.text(),
		RunNumber: g.Int32() - g.Int32(), Attributes: g.attributes(attrs),
	}
	r.Metric, r.Score = g.score()
	return r
}

func (g gen) verbatim(i, attrs int) datasets.Verbatim {
	v := datasets.Verbatim{
		ResponseID: g.id(i), QuestionID: g.word(), Question: g.text(), Text: g.text(), Language: g.word(),
		ContentStatus: datasets.Content, Intent: datasets.Intent(g.text()), IntentSource: g.text(), LLMStatus: datasets.LLMStatus(g.text()), RespondedAt: g.instant(), RespondedOn: g.date(),
		ThemeIDs: g.list(), Departments: g.list(), CodebookVersion: g.word(), RunNumber: g.Int32(), Attributes: g.attributes(attrs),
	}
	v.VerbatimID = v.ResponseID + "#" + v.QuestionID
	v.Metric, v.Score = g.score()
	return v
}

func (g gen) tag(i, _ int) datasets.Tag {
	t := datasets.Tag{
		VerbatimID: g.id(i), ResponseID: g.id(i), ThemeID: g.word(), ParentThemeID: g.text(), State: datasets.Applied, SuppressedBy: g.text(),
		Source: datasets.SourceLookup, Sources: []datasets.TagSource{}, SourceVersion: g.word(), Rule: g.text(),
		Confidence: g.number(), Sentiment: datasets.Sentiment(g.text()), SentimentSource: g.text(), Negated: g.IntN(2) == 0,
		EvidenceText: g.text(), Evidence: []datasets.Span{}, RespondedOn: g.date(), RunNumber: g.Int32(),
	}
	for range g.IntN(4) {
		t.Sources = append(t.Sources, datasets.SourceLLM)
		t.Evidence = append(t.Evidence, datasets.Span{Start: g.Int32(), End: g.Int32(), Text: g.text()})
	}
	return t
}

// plainTag is a tag with little in it.
func (g gen) plainTag(i, _ int) datasets.Tag {
	return datasets.Tag{VerbatimID: g.id(i), Sources: []datasets.TagSource{}, Evidence: []datasets.Span{}, RunNumber: g.Int32()}
}

func (g gen) route(i, _ int) datasets.Route {
	return datasets.Route{
		ResponseID: g.id(i), Department: g.word(), Role: datasets.RoleReply, Rule: g.word(), DueAt: g.instant(),
		ThemeIDs: g.list(), RespondedAt: g.instant(), RespondedOn: g.date(), RunNumber: g.Int32(),
	}
}

func (g gen) theme(i, _ int) datasets.Theme {
	return datasets.Theme{
		ThemeID: g.id(i), ParentThemeID: g.text(), NameEN: g.text(), NameJA: g.text(), DefinitionEN: g.text(), DefinitionJA: g.text(),
		Departments: g.list(), Verbatims: g.Int64(), Responses: g.Int64(), Share: g.number().V, NPS: g.number(), NPSImpact: g.number(),
		CodebookVersion: g.word(),
	}
}

// many makes n rows with the given generator method.
func many[T any](n, attrs int, one func(i, attrs int) T) []T {
	out := make([]T, n)
	for i := range out {
		out[i] = one(i, attrs)
	}
	return out
}

// attributesOfWidth returns n attributes, with Japanese headers among them.
func attributesOfWidth(n int) []datasets.Attribute {
	out := make([]datasets.Attribute, n)
	for i := range out {
		out[i] = datasets.Attribute{Slug: fmt.Sprintf("a%d", i), Header: fmt.Sprintf("列 %d \"x\"", i)}
	}
	return slices.Clip(out)
}
