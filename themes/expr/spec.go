package expr

import (
	"slices"
	"strings"

	"verbatim/datasets"
)

// valueKind says what values a field takes.
type valueKind int

const (
	text      valueKind = iota // anything, dots included
	attribute                  // anything, and ranges of numbers
	enum                       // one of a list
	lang                       // a language code
	score                      // a number from 0 to 10, and ranges
	date                       // a year, month or day, and ranges
)

// spec describes a field.
type spec struct {
	name    string   // canonical
	aliases []string // folded
	kind    valueKind
	choices []choice // for enum and lang
}

// choice is a value with other names for it, all folded.
type choice struct {
	value   string
	aliases []string
}

// specs are the fields that are not attributes.
var specs = []*spec{
	{name: "theme", aliases: []string{"テーマ"}, kind: text},
	{name: "department", aliases: []string{"部署", "部門"}, kind: text},
	{name: "lang", aliases: []string{"language", "言語"}, kind: lang, choices: []choice{
		{"ja", []string{"日本語", "japanese"}},
		{"en", []string{"英語", "english"}},
		{"mixed", []string{"混在"}},
		{"und", []string{"不明", "unknown"}},
	}},
	{name: "intent", aliases: []string{"意図"}, kind: enum, choices: []choice{
		{string(datasets.Praise), []string{"称賛", "賞賛"}},
		{string(datasets.Problem), []string{"問題"}},
		{string(datasets.Question), []string{"質問"}},
		{string(datasets.Request), []string{"要望"}},
	}},
	{name: "sentiment", aliases: []string{"感情"}, kind: enum, choices: []choice{
		{string(datasets.Positive), []string{"肯定", "肯定的", "ポジティブ"}},
		{string(datasets.Neutral), []string{"中立", "中立的", "ニュートラル"}},
		{string(datasets.Negative), []string{"否定", "否定的", "ネガティブ"}},
	}},
	{name: "nps", aliases: []string{"nps_group", "nps区分"}, kind: enum, choices: []choice{
		{datasets.Promoter, []string{"promoters", "推奨者"}},
		{datasets.Passive, []string{"passives", "中立者"}},
		{datasets.Detractor, []string{"detractors", "批判者"}},
	}},
	{name: "score", aliases: []string{"スコア", "点数"}, kind: score},
	{name: "date", aliases: []string{"日付"}, kind: date},
	{name: "by", aliases: []string{"付与者"}, kind: enum, choices: []choice{
		{string(datasets.SourceHuman), []string{"人"}},
		{string(datasets.SourceLLM), nil},
		{string(datasets.SourceClassifier), []string{"分類器"}},
		{string(datasets.SourceLookup), []string{"リスト"}},
	}},
	{name: "status", aliases: []string{"状態"}, kind: enum, choices: []choice{
		{string(datasets.Content), []string{"内容あり"}},
		{string(datasets.NoContent), []string{"内容なし"}},
		{string(datasets.Duplicate), []string{"重複"}},
	}},
	{name: "llm", kind: enum, choices: []choice{
		{string(datasets.LLMAnswered), []string{"回答あり"}},
		{string(datasets.LLMMissing), []string{"未回答"}},
	}},
	{name: "metric", aliases: []string{"指標"}, kind: enum, choices: []choice{
		{string(datasets.MetricNPS), nil},
		{string(datasets.MetricCSAT), nil},
		{string(datasets.MetricCES), nil},
	}},
	{name: "question", aliases: []string{"設問"}, kind: text},
	{name: "id", kind: text},
	{name: "source", aliases: []string{"入力元"}, kind: text},
}

// FieldNames returns the canonical names of the fields that are not
// attributes, for messages and completion.
func FieldNames() []string {
	names := make([]string, len(specs))
	for i, s := range specs {
		names[i] = s.name
	}
	return names
}

// IsField reports whether a folded name is that of a field, in either language:
// then it cannot be that of an attribute.
func IsField(name string) bool {
	return slices.ContainsFunc(specs, func(s *spec) bool { return s.name == name || slices.Contains(s.aliases, name) })
}

// specOf finds a field by its folded name; an unknown one is an attribute.
func specOf(name string) *spec {
	for _, s := range specs {
		if s.name == name || slices.Contains(s.aliases, name) {
			return s
		}
	}
	return &spec{name: name, kind: attribute}
}

// want says what a value of the field is, for messages.
func (s *spec) want() string {
	switch s.kind {
	case score:
		return "a score from 0 to 10, or a range such as 0..6"
	case date:
		return "a date such as 2026, 2026-06 or 2026-06-01, or a range such as 2026-01..2026-03"
	case lang:
		return "a language such as ja, en or und"
	case enum:
		return "one of " + strings.Join(s.known(false), ", ") + ", any, none"
	case text:
		return "a value of " + s.name
	}
	return "a value of " + s.name + ", or a range of numbers such as 10..20"
}

// wantEnd says what an end of a range is.
func (s *spec) wantEnd() string {
	switch s.kind {
	case score:
		return "a score from 0 to 10"
	case date:
		return "a date such as 2026, 2026-06 or 2026-06-01"
	}
	return "a number"
}

// known lists the values of an enum, with other names for them if wanted.
func (s *spec) known(aliases bool) []string {
	var known []string
	for _, c := range s.choices {
		known = append(known, c.value)
		if aliases {
			known = append(known, c.aliases...)
		}
	}
	return known
}

// single makes a value of what was written, which is no range. Where it is
// not ok, the hint says what may have been meant.
func (s *spec) single(raw string) (v Value, hint string, ok bool) {
	if s.kind == attribute {
		return Value{Lo: raw}, "", true
	}
	folded := Fold(raw)
	switch folded {
	case "any", "あり":
		return Value{Lo: "any"}, "", true
	case "none", "なし":
		return Value{Lo: "none"}, "", true
	}
	switch s.kind {
	case score:
		n, ok := scoreOf(raw)
		return Value{Lo: n}, s.rangeHint(raw), ok
	case date:
		from, to, ok := days(raw)
		return Value{Lo: from, Hi: to, Range: true}, s.rangeHint(raw), ok
	case enum, lang:
		return s.choose(folded)
	}
	return Value{Lo: raw}, "", true
}

func (s *spec) choose(folded string) (v Value, hint string, ok bool) {
	for _, c := range s.choices {
		if c.value == folded || slices.Contains(c.aliases, folded) {
			return Value{Lo: c.value}, "", true
		}
	}
	if s.kind == lang && isLangCode(folded) {
		return Value{Lo: folded}, "", true
	}
	if _, isNumber := number(folded); isNumber && s.name == "nps" {
		return Value{}, "nps: takes a group; for the score itself write score:" + folded, false
	}
	return Value{}, DidYouMean(folded, s.known(true)), false
}

// isLangCode accepts what looks like an ISO 639 code.
func isLangCode(s string) bool {
	return (len(s) == 2 || len(s) == 3) && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == ""
}

// rangeHint recognises 0-6, 0~6 and 0–6, which are written 0..6 here.
func (s *spec) rangeHint(raw string) string {
	for _, dash := range [...]string{"~", "–", "—", "-"} {
		lo, hi, cut := strings.Cut(narrow(raw), dash)
		_, okLo := s.end(lo, false)
		_, okHi := s.end(hi, true)
		if cut && okLo && okHi && lo != "" && hi != "" {
			return `did you mean "` + lo + ".." + hi + `"?`
		}
	}
	return ""
}

// end makes an end of a range canonical; an empty one is open.
func (s *spec) end(raw string, high bool) (string, bool) {
	if raw == "" {
		return "", true
	}
	switch s.kind {
	case score:
		return scoreOf(raw)
	case date:
		from, to, ok := days(raw)
		if high {
			return to, ok
		}
		return from, ok
	}
	n, ok := number(raw)
	return datasets.FormatScore(n), ok
}

// reversed reports whether both ends of a range are given, the higher first.
func (s *spec) reversed(v Value) bool {
	if v.Lo == "" || v.Hi == "" {
		return false
	}
	if s.kind == date {
		return v.Lo > v.Hi
	}
	lo, _ := number(v.Lo)
	hi, _ := number(v.Hi)
	return lo > hi
}
