package pipeline

import (
	"verbatim/classify"
	"verbatim/datasets"
	"verbatim/datasets/source"
	"verbatim/themes"
	"verbatim/tokenize"
)

// Annotator annotates responses outside of a run, one after the other: it is
// not safe for concurrent use.
type Annotator struct{ a *annotator }

// Annotated is what a response became.
type Annotated struct {
	Response  datasets.Response
	Verbatims []datasets.Verbatim
	Tags      []datasets.Tag
	Routes    []datasets.Route
}

// NewAnnotator returns an Annotator for responses whose Attributes are aligned
// with attributes, and whose local dates are of a zone. An error is one of the
// codebook or the zone.
func NewAnnotator(cb *themes.Codebook, tk *tokenize.Tokenizer, timezone string, attributes []datasets.Attribute) (*Annotator, error) {
	a, err := newAnnotation(cb, tk, timezone, attributes)
	if err != nil {
		return nil, err
	}
	return &Annotator{a.newAnnotator()}, nil
}

// Annotate annotates one response, whose id is that of its record. max_age does
// not count.
func (a *Annotator) Annotate(rec *source.Record) Annotated {
	out := a.a.annotate(&item{ID: rec.ID, Record: *rec})
	return Annotated{out.response, out.verbatims, out.tags, out.routes}
}

// Terms tells which terms hold in verbatim i of a response that a annotated, by
// theme in the order of the codebook.
func (a *Annotator) Terms(of *Annotated, i int) []classify.ThemeTerms {
	terms, _ := a.a.explain(&annotated{response: of.Response, verbatims: of.Verbatims}, i)
	return terms
}
