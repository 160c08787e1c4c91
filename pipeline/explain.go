package pipeline

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"verbatim/classify"
	"verbatim/datasets"
	"verbatim/datasets/table"
)

// Explanation is why a response is tagged and routed as it is.
type Explanation struct {
	Response  datasets.Response
	Run       RunInfo // that added it or last changed it
	Verbatims []ExplainedVerbatim
	Routes    []datasets.Route
	Rules     []ExplainedRule // all of the codebook, in its order
	TooOld    bool            // a reply would be due, and max_age kept the case from opening
	Stale     bool            // its part follows an earlier codebook, earlier rules or other models: Terms, Models and Rules are as of today's, tags and routes as published
}

// ExplainedVerbatim is a verbatim with its tags, whatever their state, and what
// the lookup lists found in it.
type ExplainedVerbatim struct {
	datasets.Verbatim
	Tags   []datasets.Tag
	Terms  []classify.ThemeTerms
	Models []classify.Given // what LLM and classifier say of it
	Labels []datasets.Label
}

// ExplainedRule is a routing rule and whether it holds for the response.
type ExplainedRule struct {
	ID, When string
	Holds    bool
}

// Explain explains a response, given by its id or by that of one of its
// verbatims. labels are the latest ones that the generation follows.
func (g *Generation) Explain(ctx context.Context, id string, labels []datasets.Label) (*Explanation, error) {
	part, resp, err := g.find(ctx, id)
	if err != nil {
		return nil, err
	}
	e := &Explanation{Response: *resp, Stale: part.CodebookVersion != g.Codebook.Hash}
	for _, run := range g.Manifest.Runs {
		if run.Number == int(resp.RunNumber) {
			e.Run = run
		}
	}
	if err := e.read(g.Dir, part.Number); err != nil {
		return nil, err
	}
	if err := e.holds(id); err != nil {
		return nil, err
	}
	for i := range e.Verbatims {
		for _, l := range labels {
			if l.VerbatimID == e.Verbatims[i].VerbatimID {
				e.Verbatims[i].Labels = append(e.Verbatims[i].Labels, l)
			}
		}
	}
	return e, g.retrace(ctx, e, part, labels)
}

// find finds a response by its id, else by that of a verbatim: ids may have a #.
func (g *Generation) find(ctx context.Context, id string) (*PartInfo, *datasets.Response, error) {
	for _, key := range []string{id, responseOf(id)} {
		for i := range g.Manifest.Parts {
			part := &g.Manifest.Parts[i]
			if err := ctx.Err(); err != nil {
				return nil, nil, err
			}
			rows, err := table.Find[datasets.Response](filepath.Join(g.Dir, partPath(dirResponses, part.Number)), map[string]bool{key: true})
			if err != nil {
				return nil, nil, err
			}
			if len(rows) > 0 {
				return part, &rows[0], nil
			}
		}
	}
	return nil, nil, &UsageError{fmt.Errorf("generation %d has no response or verbatim %q: verbatim search prints the ids of verbatims", g.Manifest.Generation, id)}
}

// holds says whether id is that of the response or of one of its verbatims.
func (e *Explanation) holds(id string) error {
	if id == e.Response.ResponseID {
		return nil
	}
	var ids []string
	for i := range e.Verbatims {
		if ids = append(ids, e.Verbatims[i].VerbatimID); ids[i] == id {
			return nil
		}
	}
	return &UsageError{fmt.Errorf("response %s has no verbatim %q: it has %q", e.Response.ResponseID, id, ids)}
}

// read fills in what the tables say.
func (e *Explanation) read(dir string, part int) error {
	path := func(sub string) string { return filepath.Join(dir, partPath(sub, part)) }
	id := e.Response.ResponseID
	var err error
	if e.Routes, err = table.Find[datasets.Route](path(dirRoutes), map[string]bool{id: true}); err != nil {
		return err
	}
	ids := map[string]bool{}
	var verbatims batch[datasets.Verbatim]
	if err := verbatims.open(path(dirVerbatims)); err != nil {
		return err
	}
	defer func() { _ = verbatims.close() }()
	for {
		v, err := verbatims.next()
		if err != nil {
			return err
		}
		if v == nil {
			break
		}
		if v.ResponseID == id {
			ids[v.VerbatimID] = true
			e.Verbatims = append(e.Verbatims, ExplainedVerbatim{Verbatim: *v})
		}
	}
	tags, err := table.TagsOf(path(dirTags), ids)
	for i := range e.Verbatims {
		for _, t := range tags {
			if t.VerbatimID == e.Verbatims[i].VerbatimID {
				e.Verbatims[i].Tags = append(e.Verbatims[i].Tags, t)
			}
		}
	}
	return err
}

// retrace annotates the response again, to tell which terms and rules hold.
func (g *Generation) retrace(ctx context.Context, e *Explanation, part *PartInfo, labels []datasets.Label) error {
	by, closeLog, err := g.annotation(g.Codebook)
	if err != nil {
		return err
	}
	defer closeLog()
	by.labels = labelsByVerbatim(labels)
	e.Stale = e.Stale || g.stale(part, by.tagger.Version()) != ""
	r, err := openReader(g.Dir, g.Manifest, part.Number, false)
	if err != nil {
		return err
	}
	want := func(resp *datasets.Response, _, _ int) bool { return resp.ResponseID == e.Response.ResponseID }
	err = r.each(ctx, want, func(it *item) error {
		a := by.newAnnotator()
		out, err := a.annotateOne(ctx, it)
		if err != nil {
			return err
		}
		e.TooOld = out.tooOld
		for i := range by.codebook.Routing.Rules {
			rule := &by.codebook.Routing.Rules[i]
			e.Rules = append(e.Rules, ExplainedRule{rule.ID, rule.WhenText, by.tagger.Rule(i, &a.all, a.facts)})
		}
		for i := range out.verbatims {
			e.Verbatims[i].Terms, e.Verbatims[i].Models = a.explain(&out, i)
		}
		return nil
	})
	return errors.Join(err, r.close())
}

// explain tells which terms hold in verbatim i of an annotated response, and
// what the models say of it.
func (a *annotator) explain(out *annotated, i int) ([]classify.ThemeTerms, []classify.Given) {
	v := &out.verbatims[i]
	a.tokenizer.Tokenize(v.Text, &a.doc)
	a.facts.Set(&out.response, out.verbatims[i:i+1], nil)
	a.tagger.Read(&a.doc, &a.reading)
	given, _ := a.judge(v)
	return a.tagger.Explain(&a.reading, a.facts, v), slices.Clone(given)
}
