package main

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"verbatim/classify/linear"
	"verbatim/classify/llm"
	"verbatim/cmd/internal/cli"
	"verbatim/datasets"
	"verbatim/pipeline"
	"verbatim/themes"
	"verbatim/tokenize"
)

// exampleSet is what a classifier is trained on.
type exampleSet struct {
	each      iter.Seq2[linear.Example, error] // an example is valid until the next one
	count     int                              // of examples, once they were gone through
	hint      string                           // what to do where they are too few
	recorded  func() string                    // the model that answered, for sets that may lack its answers
	codebook  *themes.Codebook                 // that the themes are of
	tokenizer *tokenize.Tokenizer
	close     func()
}

// errRead marks an error of reading examples, not of training.
var errRead = errors.New("examples cannot be read")

// counted goes over the examples and counts them.
func (s *exampleSet) counted() iter.Seq2[linear.Example, error] {
	return func(yield func(linear.Example, error) bool) {
		s.count = 0
		for e, err := range s.each {
			if err != nil {
				yield(linear.Example{}, fmt.Errorf("%w: %w", errRead, err))
				return
			}
			s.count++
			if !yield(e, nil) {
				return
			}
		}
	}
}

// examples opens what --from names.
func (f *trainFlags) examples(cmd *cobra.Command, s *cli.Settings) (*exampleSet, error) {
	tk, err := s.NewTokenizer()
	if err != nil {
		return nil, err
	}
	if f.from == "gold" {
		return goldExamples(cmd, s, &f.gold, tk)
	}
	ws := pipeline.OpenWorkspace(s.Workspace)
	g, err := pipeline.OpenGeneration(cmd.Context(), ws, 0, tk)
	if err != nil {
		return nil, runError(err)
	}
	set := &exampleSet{codebook: g.Codebook, tokenizer: tk, close: func() { _ = g.Close() }}
	if f.from == "llm" {
		set.each = answeredExamples(cmd, g, tk)
		set.recorded = func() string { return lastModel(cmd.Context(), s.Workspace) }
		set.hint = "verbatim retag --llm ask has a model asked about more; --llm-policy sample:2000 is enough to begin with"
		return set, nil
	}
	set.each, err = labelExamples(cmd, s, ws, g, set)
	set.hint = "verbatim labels export and import record more labels"
	return set, err
}

// errEnough ends a walk that nobody wants to go on.
var errEnough = errors.New("enough")

// answeredExamples are the verbatims that a model answered about, with the
// themes that it gave. Those that it was not to be asked about are left open, and
// verbatims of another codebook than the generation's left out.
func answeredExamples(cmd *cobra.Command, g *pipeline.Generation, tk *tokenize.Tokenizer) iter.Seq2[linear.Example, error] {
	judged := []string{} // and not nil, which would be all
	for _, t := range llm.NewMenu(g.Codebook, "en").Themes {
		judged = append(judged, t.ID)
	}
	least := 0.0
	if g.Manifest.LLM != nil {
		least = g.Manifest.LLM.MinConfidence
	}
	return func(yield func(linear.Example, error) bool) {
		var doc tokenize.Doc
		err := g.EachTagged(cmd.Context(), func(v *datasets.Verbatim, tags []datasets.Tag) error {
			if v.LLMStatus != datasets.LLMAnswered || v.CodebookVersion != g.Codebook.Hash {
				return nil // nobody asked about themes that came since
			}
			tk.Tokenize(v.Text, &doc)
			e := linear.Example{Text: linear.Text{Tokens: doc.Tokens, Question: v.QuestionID}, Judged: judged}
			e.Themes = answeredThemes(tags, judged, least)
			if !yield(e, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(linear.Example{}, err)
		}
	}
}

// answeredThemes returns those of the judged themes that a model gave, with the
// least confidence with which they count; where somebody labelled a theme, what
// that says.
func answeredThemes(tags []datasets.Tag, judged []string, least float64) (given []string) {
	for i := range tags {
		t := &tags[i]
		gives := slices.Contains(t.Sources, datasets.SourceLLM) && t.Confidence.V >= least
		if t.Source == datasets.SourceHuman {
			gives = t.State == datasets.Applied
		}
		if gives && slices.Contains(judged, t.ThemeID) {
			given = append(given, t.ThemeID)
		}
	}
	return given
}

// labelExamples are the verbatims that somebody labelled. The machine's themes
// that nobody took away are left open: they may be right.
func labelExamples(cmd *cobra.Command, s *cli.Settings, ws *pipeline.Workspace, g *pipeline.Generation, set *exampleSet) (iter.Seq2[linear.Example, error], error) {
	var err error
	if set.codebook, err = codebookInUse(s); err != nil {
		return nil, err
	}
	labels, err := ws.AllLabels(cmd.Context())
	if err != nil {
		return nil, err
	}
	if err := needsGiven(labels, set.codebook); err != nil {
		return nil, err
	}
	verbatims, err := g.Labelled(cmd.Context(), set.codebook, labels)
	if err != nil {
		return nil, runError(err)
	}
	return func(yield func(linear.Example, error) bool) {
		var doc tokenize.Doc
		for i := range verbatims {
			v := &verbatims[i]
			set.tokenizer.Tokenize(v.Text, &doc)
			e := linear.Example{Text: linear.Text{Tokens: doc.Tokens, Question: v.QuestionID}}
			e.Themes, e.Judged = labelledThemes(v, set.codebook)
			if len(e.Judged) > 0 && !yield(e, nil) {
				return
			}
		}
	}, nil
}

// needsGiven refuses labels that all take themes away: nothing can be learnt from
// them.
func needsGiven(labels []datasets.Label, cb *themes.Codebook) error {
	removed := 0
	for i := range labels {
		switch {
		case cb.Theme(labels[i].ThemeID) == nil:
		case !labels[i].Removed:
			return nil
		default:
			removed++
		}
	}
	if removed == 0 {
		return nil
	}
	what := "1 label takes a theme away, and"
	if removed > 1 {
		what = cli.Count(removed) + " labels take themes away,"
	}
	return &cli.Error{Code: cli.ExitUsage, Err: fmt.Errorf("train: %s none gives one: nothing can be learnt", what), Hint: "verbatim labels import records labels that give themes"}
}

// labelledThemes returns the themes that people gave a verbatim, and those that
// are decided.
func labelledThemes(v *pipeline.Labelled, cb *themes.Codebook) (given, judged []string) {
	said := map[string]bool{}
	for _, l := range v.Labels {
		if cb.Theme(l.ThemeID) == nil {
			continue
		}
		said[l.ThemeID] = true
		if !l.Removed {
			given = append(given, l.ThemeID)
		}
	}
	if len(said) == 0 {
		return nil, nil
	}
	open := map[string]bool{}
	for _, t := range v.Tags {
		open[t.ThemeID] = t.State == datasets.Applied && !said[t.ThemeID]
	}
	for i := range cb.Themes {
		if id := cb.Themes[i].ID; !open[id] {
			judged = append(judged, id)
		}
	}
	return given, judged
}

// goldExamples are the rows of labelled files. A label that stands for several
// themes, of which one is enough, leaves all of these open, and a theme those
// above it.
func goldExamples(cmd *cobra.Command, s *cli.Settings, f *evaluateFlags, tk *tokenize.Tokenizer) (*exampleSet, error) {
	cb, err := codebookInUse(s)
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
	set := &exampleSet{codebook: cb, tokenizer: tk, close: func() {}, hint: "label more texts, or give more files with --gold"}
	set.each = func(yield func(linear.Example, error) bool) {
		var doc tokenize.Doc
		for i := range gold.rows {
			row := &gold.rows[i]
			if _, ok := labels.themes.Gold(row.labels); !ok {
				continue
			}
			var texts []string
			for _, a := range row.record.Answers {
				texts = append(texts, a.Text)
			}
			tk.Tokenize(strings.Join(texts, "\n"), &doc)
			e := linear.Example{Text: linear.Text{Tokens: doc.Tokens}}
			e.Themes, e.Judged = goldThemes(labels, cb, row.labels)
			if !yield(e, nil) {
				return
			}
		}
	}
	return set, nil
}

// goldThemes returns the themes that labels stand for, and those that they
// decide; nil for all.
func goldThemes(s *schemes, cb *themes.Codebook, labels []string) (given, judged []string) {
	open := map[string]bool{}
	for _, label := range labels {
		for _, class := range s.themes.Direct(label) {
			ids := strings.Split(class, ",")
			if len(ids) == 1 {
				given = append(given, class)
			}
			for _, id := range ids {
				open[id] = len(ids) > 1 || open[id]
				for _, above := range cb.Ancestors(id) {
					open[above] = true
				}
			}
		}
	}
	slices.Sort(given)
	given, judged = slices.Compact(given), []string{}
	all := true
	for _, class := range s.themes.Classes() {
		switch {
		case strings.Contains(class, ","):
		case open[class] && !slices.Contains(given, class):
			all = false
		default:
			judged = append(judged, class)
		}
	}
	if all {
		judged = nil
	}
	return given, judged
}
