package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"verbatim/classify"
	"verbatim/classify/evaluate"
	"verbatim/classify/polarity"
	"verbatim/cmd/internal/cli"
	"verbatim/datasets"
	"verbatim/pipeline"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// evaluateGold annotates the texts of a gold file and compares.
func evaluateGold(cmd *cobra.Command, s *cli.Settings, f *evaluateFlags) (*evaluation, error) {
	cb, err := codebookInUse(s)
	if err != nil {
		return nil, err
	}
	tk, err := s.NewTokenizer()
	if err != nil {
		return nil, err
	}
	gold, err := readGold(cmd.Context(), f, tk)
	if err != nil {
		return nil, err
	}
	labels, err := newSchemes(cmd.Context(), f, cb, gold)
	if err != nil {
		return nil, err
	}
	for _, w := range labels.warnings {
		fmt.Fprintln(cmd.ErrOrStderr(), "warning: "+w)
	}
	annotator, err := pipeline.NewAnnotator(cb, tk, "UTC", gold.info.Attributes)
	if err != nil {
		return nil, &cli.Error{Code: cli.ExitUsage, Err: err}
	}
	texts, err := polarity.New(tk)
	if err != nil {
		return nil, err
	}
	j := &judge{f: f, gold: gold, labels: labels, tk: tk, annotator: annotator, polarity: texts, unfound: map[string]int{}, unread: map[string]*unread{}}
	for i := range gold.rows {
		if err := cmd.Context().Err(); err != nil {
			return nil, err
		}
		if f.limit > 0 && gold.info.Texts == f.limit {
			break
		}
		j.row(&gold.rows[i])
	}
	if err := j.checkUnread(); err != nil {
		return nil, err
	}
	e := j.evaluation()
	e.Codebook, e.codebook = codebookInfo{cb.Path, cb.Hash}, cb
	return e, nil
}

// judge gathers what was predicted beside what was expected.
type judge struct {
	f         *evaluateFlags
	gold      *goldFiles
	labels    *schemes
	tk        *tokenize.Tokenizer
	annotator *pipeline.Annotator
	polarity  *polarity.Analyzer
	scope     polarity.Scope
	doc       tokenize.Doc

	themes, routes              []evaluate.Item
	sentiment, intent, negation []evaluate.Pair
	unfound                     map[string]int
	unread                      map[string]*unread
}

// unread is cells of the gold that say nothing that verbatim knows.
type unread struct {
	Cells int    `json:"cells"`
	First string `json:"first"` // where, and what
}

// subject is a row beside what it became.
type subject struct {
	*goldRow
	pipeline.Annotated
	id, text, lang string
	classes        []string // expected
	predicted      []evaluate.Prediction
}

// row annotates a row and takes what it says about each part.
func (j *judge) row(g *goldRow) {
	s := &subject{goldRow: g}
	var ok bool
	if s.classes, ok = j.labels.themes.Gold(g.labels); !ok {
		j.gold.info.LeftOut++
		return
	}
	j.gold.info.Texts++
	if len(g.labels) == 0 && j.f.themes != "" {
		j.gold.info.NoLabels++
	}
	s.Annotated = j.annotator.Annotate(&g.record)
	j.describe(s)
	j.predict(s)
	if j.f.themes != "" {
		item := s.item()
		item.Gold, item.Predicted, item.Words = s.classes, s.predicted, j.words(g)
		j.themes = append(j.themes, item)
	}
	j.route(s)
	j.negate(s)
	j.feel(s)
	j.intend(s)
}

// describe gives a subject its id, text and language.
func (j *judge) describe(s *subject) {
	s.id = s.record.ID
	if s.id == "" {
		s.id = place(s.file, s.record.Line, "")
	}
	var texts []string
	for _, a := range s.record.Answers {
		texts = append(texts, a.Text)
	}
	s.text = strings.Join(texts, "\n")
	if s.lang = s.goldRow.lang; s.lang == "" {
		s.lang = s.Response.Language
	}
}

func (s *subject) item() evaluate.Item {
	return evaluate.Item{ID: s.id, File: s.file, Line: s.record.Line, Text: s.text, Language: s.lang}
}

func (s *subject) pair(of, gold, predicted string) evaluate.Pair {
	return evaluate.Pair{ID: s.id, File: s.file, Line: s.record.Line, Of: of, Text: s.text, Language: s.lang, Gold: gold, Predicted: predicted}
}

// predict takes the classes that the tags of a subject hit.
func (j *judge) predict(s *subject) {
	if len(s.Tags) == 0 {
		return
	}
	terms := map[string][]classify.ThemeTerms{}
	for i := range s.Verbatims {
		terms[s.Verbatims[i].VerbatimID] = j.annotator.Terms(&s.Annotated, i)
	}
	for i := range s.Tags {
		t := &s.Tags[i]
		for _, class := range j.labels.themes.Hit(t.ThemeID) {
			s.predicted = append(s.predicted, prediction(t, class, terms[t.VerbatimID]))
		}
	}
}

func spans(evidence []datasets.Span) []evaluate.Span {
	var out []evaluate.Span
	for _, s := range evidence {
		out = append(out, evaluate.Span(s))
	}
	return out
}

// words returns the words of all answers of a row.
func (j *judge) words(g *goldRow) []evaluate.Word {
	var words []evaluate.Word
	for _, a := range g.record.Answers {
		j.tk.Tokenize(a.Text, &j.doc)
		words = append(words, wordsOf(&j.doc)...)
	}
	return words
}

// route takes the departments.
func (j *judge) route(s *subject) {
	if j.f.routes == "" {
		return
	}
	item := s.item()
	var ok bool
	if item.Gold, ok = j.labels.departments.Gold(s.goldRow.routes); !ok {
		return
	}
	for _, r := range s.Annotated.Routes {
		for _, class := range j.labels.departments.Hit(r.Department) {
			item.Predicted = append(item.Predicted, evaluate.Prediction{Class: class, Rule: r.Rule})
		}
	}
	j.routes = append(j.routes, item)
}

// feel takes the sentiment, of the text or of each theme.
func (j *judge) feel(s *subject) {
	if j.gold.byPosition {
		j.feelThemes(s)
		return
	}
	if len(s.sentiments) == 0 {
		return
	}
	gold, ok := j.sentimentOf(s, s.sentiments[0])
	if !ok {
		return
	}
	j.tk.Tokenize(s.record.Answers[0].Text, &j.doc)
	j.polarity.Read(&j.doc, &j.scope)
	found, by := j.scope.Text(polarity.Prior{Metric: s.record.Metric, Score: s.record.Score})
	p := s.pair("", gold, orNeutral(found))
	p.Source = by
	j.sentiment = append(j.sentiment, p)
}

// feelThemes compares the sentiment of every expected theme with that of the
// first tag that hits it. Themes without a tag are counted as unfound.
func (j *judge) feelThemes(s *subject) {
	for i, value := range s.sentiments {
		if value == "" {
			continue
		}
		gold, ok := j.sentimentOf(s, value)
		if !ok {
			continue
		}
		for _, class := range j.labels.themes.Direct(s.labels[i]) {
			t := j.tag(s, class, true)
			if t == nil {
				j.unfound["sentiment"]++
				continue
			}
			p := s.pair(class, gold, orNeutral(t.Sentiment))
			p.Source, p.Evidence = t.SentimentSource, spans(t.Evidence)
			j.sentiment = append(j.sentiment, p)
		}
	}
}

// tag returns the first tag that hits a class; applied ones only, or any.
func (j *judge) tag(s *subject, class string, applied bool) *datasets.Tag {
	for i := range s.Tags {
		t := &s.Tags[i]
		if applied && t.State != datasets.Applied {
			continue
		}
		if slices.Contains(j.labels.themes.Hit(t.ThemeID), class) {
			return t
		}
	}
	return nil
}

// orNeutral makes neutral what nothing speaks for: gold has no word for it.
func orNeutral(s datasets.Sentiment) string { return string(cmp.Or(s, datasets.Neutral)) }

// sentimentOf reads a sentiment of the gold; a number counts by its sign.
func (j *judge) sentimentOf(s *subject, value string) (gold string, ok bool) {
	n, err := strconv.ParseFloat(value, 64)
	switch {
	case err != nil || math.IsNaN(n):
		gold, ok = j.enum(s, "sentiment", value, "positive, neutral or negative")
		return orNeutral(datasets.Sentiment(gold)), ok
	case n > 0:
		return string(datasets.Positive), true
	case n < 0:
		return string(datasets.Negative), true
	}
	return string(datasets.Neutral), true
}

// enum reads a value of a field, as conditions have it; none, the lack of one,
// is empty. What cannot be read is counted.
func (j *judge) enum(s *subject, field, value, wanted string) (gold string, ok bool) {
	if strings.EqualFold(value, evaluate.None) {
		return "", true
	}
	n, err := expr.Parse(field+`:"`+strings.ReplaceAll(value, `"`, `\"`)+`"`, expr.Search)
	if f, is := n.(*expr.Field); is && err == nil && len(f.Values) == 1 && f.Values[0].Lo != "any" {
		return f.Values[0].Lo, true
	}
	u := j.unread[field]
	if u == nil {
		u = &unread{First: fmt.Sprintf("%s: wanted %s, found %q", place(s.file, s.record.Line, ""), wanted, value)}
		j.unread[field] = u
	}
	u.Cells++
	return "", false
}

// checkUnread fails where nothing of a column could be read: it is another one.
func (j *judge) checkUnread() error {
	for field, compared := range map[string]int{"sentiment": len(j.sentiment) + j.unfound["sentiment"], "intent": len(j.intent)} {
		if u := j.unread[field]; u != nil && compared == 0 {
			return cli.Usage("%s: --%s: nothing of the column can be read; %s", j.gold.info.name(), field, u.First)
		}
	}
	return nil
}

// intend takes the intent: that of the first answer that has one.
func (j *judge) intend(s *subject) {
	if j.f.intent == "" {
		return
	}
	gold, ok := j.enum(s, "intent", cmp.Or(s.intent, evaluate.None), "praise, problem, question or request")
	if !ok {
		return
	}
	p := s.pair("", gold, "")
	for _, v := range s.Verbatims {
		if v.Intent != "" {
			p.Predicted, p.Source = string(v.Intent), v.IntentSource
			break
		}
	}
	j.intent = append(j.intent, p)
}

// negate takes, for every expected theme and every one that is expected to be
// negated, whether its tag is; suppressed tags count, as most negated ones are.
// Without --themes every tag is compared.
func (j *judge) negate(s *subject) {
	if j.f.negation == "" {
		return
	}
	negated, _ := j.labels.themes.Gold(s.negated)
	judged := slices.Concat(s.classes, negated)
	if j.f.themes == "" {
		for _, p := range s.predicted {
			judged = append(judged, p.Class)
		}
	}
	slices.Sort(judged)
	for _, class := range slices.Compact(judged) {
		t := j.tag(s, class, false)
		if t == nil {
			if slices.Contains(negated, class) {
				j.unfound["negation"]++
			}
			continue
		}
		p := s.pair(class, negatedName(slices.Contains(negated, class)), negatedName(t.Negated))
		p.Evidence = spans(t.Evidence)
		j.negation = append(j.negation, p)
	}
}

func negatedName(negated bool) string {
	if negated {
		return "negated"
	}
	return "plain"
}

// evaluation computes the figures of every part that has anything to compare.
func (j *judge) evaluation() *evaluation {
	o := j.f.options
	e := &evaluation{Gold: j.gold.info, Resamples: o.Resamples, Seed: o.Seed, Unfound: j.unfound, Unread: j.unread}
	if j.f.themes != "" {
		e.Themes = evaluate.Evaluate(j.themes, j.labels.themes.Classes(), o)
	}
	if j.f.routes != "" {
		e.Routes = evaluate.Evaluate(j.routes, j.labels.departments.Classes(), o)
	}
	if j.f.sentiment != "" {
		e.Sentiment = evaluate.Compare(j.sentiment, o)
	}
	if j.f.intent != "" {
		e.Intent = evaluate.Compare(j.intent, o)
	}
	if j.f.negation != "" {
		e.Negation = evaluate.Compare(j.negation, o)
	}
	return e
}
