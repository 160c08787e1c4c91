package main

import (
	"cmp"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"verbatim/classify"
	"verbatim/classify/evaluate"
	"verbatim/cmd/internal/cli"
	"verbatim/datasets"
	"verbatim/pipeline"
	"verbatim/themes"
	"verbatim/tokenize"
)

// evaluateLabels compares what the codebook makes of the workspace's labelled
// verbatims with their labels. What nobody judged is neither right nor wrong.
func evaluateLabels(cmd *cobra.Command, s *cli.Settings, f *evaluateFlags) (*evaluation, error) {
	cb, err := codebookInUse(s)
	if err != nil {
		return nil, err
	}
	tk, err := s.NewTokenizer()
	if err != nil {
		return nil, err
	}
	ws := pipeline.OpenWorkspace(s.Workspace)
	g, err := pipeline.OpenGeneration(cmd.Context(), ws, 0, tk)
	if err != nil {
		return nil, runError(err)
	}
	defer g.Close()
	labels, err := ws.AllLabels(cmd.Context())
	if err != nil {
		return nil, err
	}
	if len(labels) == 0 {
		return nil, &cli.Error{Code: cli.ExitUsage, Err: errors.New("evaluate: no --gold, and the workspace has no labels"),
			Hint: "verbatim evaluate --gold labelled.csv --themes COLUMN, or verbatim labels import FILE first"}
	}
	verbatims, err := g.Labelled(cmd.Context(), cb, labels)
	if err != nil {
		return nil, runError(err)
	}
	e := &evaluation{
		Gold:      goldInfo{Workspace: s.Workspace, Half: f.half, LeftOut: len(labels), Attributes: g.Manifest.Attributes},
		Codebook:  codebookInfo{cb.Path, cb.Hash},
		Resamples: f.options.Resamples, Seed: f.options.Seed,
	}
	var items []evaluate.Item
	models := map[string]bool{}
	for i := range verbatims {
		v := &verbatims[i]
		noteModels(models, v.Tags)
		item := labelledItem(v, cb, tk)
		e.Gold.LeftOut -= len(item.Judged)
		if len(item.Judged) == 0 || f.half != "" && halfOf(v.Text) != f.half || f.limit > 0 && len(items) == f.limit {
			continue
		}
		e.Gold.Labels += len(item.Judged)
		items = append(items, item)
	}
	e.Gold.Texts = len(items)
	e.Themes = evaluate.Evaluate(items, nil, f.options)
	e.Themes.Rules = slices.DeleteFunc(e.Themes.Rules, func(r evaluate.Rule) bool { return models[r.Rule] }) // which are no terms
	return e, nil
}

// labelledItem is a verbatim for evaluate. Labels of themes that the codebook
// lacks do not count, nor do tags that nobody judged.
func labelledItem(v *pipeline.Labelled, cb *themes.Codebook, tk *tokenize.Tokenizer) evaluate.Item {
	item := evaluate.Item{ID: v.VerbatimID, Text: v.Text, Language: v.Language, Judged: []string{}}
	for _, l := range v.Labels {
		if cb.Theme(l.ThemeID) == nil {
			continue
		}
		item.Judged = append(item.Judged, l.ThemeID)
		if !l.Removed {
			item.Gold = append(item.Gold, l.ThemeID)
		}
	}
	for i := range v.Tags {
		if id := v.Tags[i].ThemeID; slices.Contains(item.Judged, id) {
			item.Predicted = append(item.Predicted, prediction(&v.Tags[i], id, v.Terms))
		}
	}
	var doc tokenize.Doc
	tk.Tokenize(v.Text, &doc)
	item.Words = wordsOf(&doc)
	return item
}

// prediction is a tag for evaluate, which gives a class; terms are those that
// hold in its verbatim.
func prediction(t *datasets.Tag, class string, terms []classify.ThemeTerms) evaluate.Prediction {
	p := evaluate.Prediction{Class: class, Rule: t.Rule, Evidence: spans(t.Evidence)}
	if class != t.ThemeID {
		p.Theme = t.ThemeID
	}
	if t.State == datasets.Applied {
		p.Terms = append(termsOf(t, terms), modelsOf(t)...)
	} else {
		p.SuppressedBy = cmp.Or(t.SuppressedBy, string(t.State))
	}
	for _, s := range t.Sources {
		p.Sources = append(p.Sources, string(s))
	}
	return p
}

// modelsOf returns the models that gave a tag, as explain calls them. To evaluate
// they stand beside terms: one of these is not all that a tag comes from, where a
// model gives it too.
func modelsOf(t *datasets.Tag) []string {
	var names []string
	for _, s := range t.Sources {
		switch {
		case s == datasets.SourceLLM && s == t.Source:
			names = append(names, modelName(s, t.SourceVersion))
		case s == datasets.SourceLLM, s == datasets.SourceClassifier:
			names = append(names, theSource(s))
		}
	}
	return names
}

// noteModels adds the names of the models that gave tags.
func noteModels(names map[string]bool, tags []datasets.Tag) {
	for i := range tags {
		for _, name := range modelsOf(&tags[i]) {
			names[name] = true
		}
	}
}

// termsOf returns the terms that gave a tag.
func termsOf(t *datasets.Tag, all []classify.ThemeTerms) []string {
	var terms []string
	for _, of := range all {
		if of.ThemeID != t.ThemeID {
			continue
		}
		for _, hit := range of.Terms {
			if !hit.Exclude && hit.SuppressedBy == "" {
				terms = append(terms, hit.Term.Text)
			}
		}
	}
	return terms
}
