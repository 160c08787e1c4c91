package pipeline

import (
	"slices"
	"time"

	"verbatim/classify"
	"verbatim/classify/lookup"
	"verbatim/datasets"
	"verbatim/datasets/source"
	"verbatim/pipeline/index"
	"verbatim/pipeline/route"
	"verbatim/themes"
	"verbatim/tokenize"
)

// item is one response on its way: a row of an input, or a response of a part
// that is written anew.
type item struct {
	ID     string
	Key    knownID // part and row are set when it is written
	Run    int32
	Newest route.Newest // of that run
	File   string
	Input  int           // index into the part's inputs, for Cells
	Record source.Record // its Attributes aligned with the workspace's
	Cells  []string      // the user's own columns as typed, contact left out
}

// annotated is what a response became: rows of every table, and what the index
// and the files for people need.
type annotated struct {
	item       *item
	response   datasets.Response
	verbatims  []datasets.Verbatim
	tags       []datasets.Tag
	routes     []datasets.Route
	docs       []index.Doc // one a verbatim
	classified ClassifierStats
	tooOld     bool // max_age kept a case from opening
}

// annotation is all that annotating depends on. It is immutable: what an item
// becomes follows from it and the item alone.
type annotation struct {
	codebook   *themes.Codebook
	tokenizer  *tokenize.Tokenizer
	tagger     *classify.Tagger
	router     *route.Router
	attributes []datasets.Attribute
	labels     map[string][]datasets.Label // by verbatim
	models     *models                     // nil where lists and people are all
	clock      *clock
}

// newAnnotation compiles a codebook for responses with these attributes, whose
// times are of a zone.
func newAnnotation(cb *themes.Codebook, tk *tokenize.Tokenizer, zone string, attributes []datasets.Attribute) (*annotation, error) {
	loc, err := source.Zone(zone)
	if err != nil {
		return nil, err
	}
	a := &annotation{codebook: cb, tokenizer: tk, attributes: attributes, clock: &clock{}}
	if a.tagger, err = classify.New(cb, tk); err != nil {
		return nil, err
	}
	a.router, err = route.New(cb, loc)
	return a, err
}

// annotator annotates items one after the other; each goroutine has its own.
type annotator struct {
	*annotation
	facts    *route.Facts
	doc      tokenize.Doc
	reading  classify.Reading
	all      lookup.Hits // of the whole response
	verdicts verdicts
	light    bool // no keyword terms are made: nothing will be indexed
}

func (a *annotation) newAnnotator() *annotator {
	return &annotator{annotation: a, facts: route.NewFacts(a.codebook, a.attributes)}
}

func (a *annotator) annotate(it *item) annotated {
	rec := &it.Record
	out := annotated{
		item: it,
		response: datasets.Response{
			ResponseID:      it.ID,
			RespondentID:    rec.Respondent,
			AccountID:       rec.Account,
			Metric:          rec.Metric,
			Score:           rec.Score,
			RespondedAt:     rec.At,
			RespondedOn:     rec.On,
			SourceFile:      it.File,
			SourceRow:       rec.Line,
			CodebookVersion: a.codebook.Hash,
			RunNumber:       it.Run,
			Attributes:      rec.Attributes,
			ThemeIDs:        []string{},
		},
		verbatims: make([]datasets.Verbatim, len(rec.Answers)),
		docs:      make([]index.Doc, len(rec.Answers)),
	}
	a.all.Reset()
	for i := range rec.Answers {
		a.verbatim(&out, i)
	}
	start := time.Now()
	slices.Sort(out.response.ThemeIDs)
	out.response.ThemeIDs = slices.Compact(out.response.ThemeIDs)
	out.response.Language = language(out.verbatims)
	a.route(&out)
	for i := range out.verbatims {
		out.verbatims[i].Departments = out.response.Departments
		if !a.light {
			out.docs[i].Terms = a.terms(&out, i)
		}
	}
	a.clock.add(&a.clock.match, start)
	return out
}

// verbatim annotates one answer: this is the one place where a run tokenizes.
func (a *annotator) verbatim(out *annotated, i int) {
	r, answer := &out.response, &out.item.Record.Answers[i]
	start := time.Now()
	a.tokenizer.Tokenize(answer.Text, &a.doc)
	tokenized := time.Now()
	a.clock.tokenize.Add(int64(tokenized.Sub(start)))
	if !a.light || len(out.docs) > 1 { // else nobody asks for them
		out.docs[i].Tokens = slices.Clone(a.doc.Tokens)
	}
	v := &out.verbatims[i]
	*v = datasets.Verbatim{
		VerbatimID:      r.ResponseID + "#" + answer.QuestionID,
		ResponseID:      r.ResponseID,
		QuestionID:      answer.QuestionID,
		Question:        answer.Question,
		Text:            answer.Text,
		Language:        a.doc.Lang,
		ContentStatus:   datasets.Content,
		Metric:          r.Metric,
		Score:           r.Score,
		RespondedAt:     r.RespondedAt,
		RespondedOn:     r.RespondedOn,
		ThemeIDs:        []string{},
		CodebookVersion: r.CodebookVersion,
		RunNumber:       r.RunNumber,
		Attributes:      r.Attributes,
	}
	a.facts.Set(r, out.verbatims[i:i+1], nil)
	a.tagger.Read(&a.doc, &a.reading)
	a.all.Merge(&a.reading.Hits)
	switch {
	case a.tagger.NoContent(&a.doc, &a.reading):
		v.ContentStatus = datasets.NoContent
	case sameWords(out.docs, i):
		v.ContentStatus = datasets.Duplicate
	}
	given, intent := a.judge(v)
	switch {
	case v.ContentStatus != datasets.Content:
	case intent != "":
		v.Intent, v.IntentSource = intent, classify.IntentLLM
	default:
		v.Intent, v.IntentSource = a.tagger.Intent(&a.reading, a.facts, v.Metric, v.Score)
	}
	a.tag(out, v, given)
	a.clock.add(&a.clock.match, tokenized)
}

// tag gives a verbatim its tags: those of the lists and models where it has
// content, and those of people.
func (a *annotator) tag(out *annotated, v *datasets.Verbatim, given []classify.Given) {
	from := len(out.tags)
	out.tags = a.tagger.Tags(&a.reading, a.facts, v, given, a.labels[v.VerbatimID], out.tags)
	v.LLMStatus = a.llmStatus(v, out.tags[from:])
	out.classified.add(a.compare(v, given), 1)
	for i := range out.tags[from:] {
		if t := &out.tags[from+i]; t.State == datasets.Applied {
			v.ThemeIDs = append(v.ThemeIDs, t.ThemeID)
		}
	}
	slices.Sort(v.ThemeIDs)
	out.response.ThemeIDs = append(out.response.ThemeIDs, v.ThemeIDs...)
}

// sameWords says whether an earlier answer has the same words as answer i.
func sameWords(docs []index.Doc, i int) bool {
	same := func(a, b tokenize.Token) bool { return a.Surface == b.Surface }
	for j := range docs[:i] {
		if len(docs[i].Tokens) > 0 && slices.EqualFunc(docs[i].Tokens, docs[j].Tokens, same) {
			return true
		}
	}
	return false
}

// language returns the language of a response's verbatims together.
func language(verbatims []datasets.Verbatim) string {
	lang := ""
	for i := range verbatims {
		v := &verbatims[i]
		switch {
		case v.ContentStatus == datasets.NoContent && len(verbatims) > 1:
		case lang == "":
			lang = v.Language
		case lang != v.Language:
			return "mixed"
		}
	}
	return lang
}

func (a *annotator) route(out *annotated) {
	a.facts.Set(&out.response, out.verbatims, out.tags)
	holds := func(rule int) bool { return a.tagger.Rule(rule, &a.all, a.facts) }
	out.routes = a.router.Route(&out.response, holds, route.Newest{}, nil)
	owed := cases(out.routes)
	route.Age(out.routes, a.codebook.Routing.MaxAge, out.item.Newest)
	out.tooOld = owed > cases(out.routes)
	route.Assign(&out.response, out.routes)
}

func cases(routes []datasets.Route) (n int) {
	for i := range routes {
		if routes[i].Role == datasets.RoleReply {
			n++
		}
	}
	return n
}

// terms returns the keyword terms by which the index finds a verbatim.
func (a *annotator) terms(out *annotated, i int) []index.Term {
	v := &out.verbatims[i]
	terms := make([]index.Term, 0, 12+len(v.Attributes))
	add := func(field, value string) {
		if value != "" {
			terms = append(terms, index.Term{Field: field, Value: value})
		}
	}
	once := func(field, value string) {
		if !slices.Contains(terms, index.Term{Field: field, Value: value}) {
			add(field, value)
		}
	}
	for _, leaf := range v.ThemeIDs {
		for _, id := range a.tagger.Lineage(leaf) {
			once("theme", id)
		}
	}
	for _, d := range v.Departments {
		add("department", d)
	}
	add("lang", v.Language)
	add("intent", string(v.Intent))
	add("status", string(v.ContentStatus))
	add("llm", string(v.LLMStatus))
	add("metric", string(v.Metric))
	add("nps", datasets.NPSGroup(v.Metric, v.Score))
	add("question", v.QuestionID)
	add("source", out.response.SourceFile)
	if v.Score.OK {
		add("score", datasets.FormatScore(v.Score.V))
	}
	if v.RespondedOn.OK {
		add("date", v.RespondedOn.V.String())
	}
	for j := range out.tags {
		a.tagTerms(&out.tags[j], v, once)
	}
	for j, value := range v.Attributes {
		add(a.attributes[j].Slug, value)
	}
	return terms
}

// tagTerms adds what an applied tag of the verbatim is found by.
func (a *annotator) tagTerms(t *datasets.Tag, v *datasets.Verbatim, add func(field, value string)) {
	if t.VerbatimID != v.VerbatimID || t.State != datasets.Applied {
		return
	}
	for _, source := range t.Sources {
		add("by", string(source))
	}
	add("sentiment", string(t.Sentiment))
}
