package pipeline

import (
	"context"
	"path/filepath"

	"verbatim/classify"
	"verbatim/classify/linear"
	"verbatim/datasets"
	"verbatim/pipeline/state"
	"verbatim/themes"
	"verbatim/tokenize"
)

// models are what gives tags beside lookup lists and people. It is immutable,
// but for answers that are recorded meanwhile.
type models struct {
	book       *book           // recorded answers of an LLM; nil where they do not count
	classifier *linear.Model   // nil without
	judges     map[string]bool // the themes of the codebook that the classifier knows
}

// newModels returns nil where lists and people are all. info is nil where the
// answers of an LLM do not count, log where none is recorded yet.
func newModels(info *LLMInfo, log *state.Log, cb *themes.Codebook, classifier *linear.Model) (*models, error) {
	if info == nil && classifier == nil {
		return nil, nil
	}
	m := &models{classifier: classifier}
	if info != nil {
		var err error
		if m.book, err = newBook(info, log, cb); err != nil {
			return nil, err
		}
	}
	if classifier != nil {
		m.judges = map[string]bool{}
		for _, id := range classifier.Themes() {
			if cb.Theme(id) != nil {
				m.judges[id] = true
			}
		}
	}
	return m, nil
}

// annotation compiles a codebook for the responses of the generation, with the
// models that took part in it: recorded answers, and its classifier. The caller
// closes what is open.
func (g *Generation) annotation(cb *themes.Codebook) (by *annotation, closeLog func(), err error) {
	if by, err = newAnnotation(cb, g.tokenizer, g.Manifest.Timezone, g.Manifest.Attributes); err != nil {
		return nil, nil, err
	}
	var log *state.Log
	closeLog = func() {
		if log != nil {
			_ = log.Close()
		}
	}
	var classifier *linear.Model
	if g.Manifest.Classifier != nil {
		if classifier, err = LoadClassifier(filepath.Join(g.Dir, classifierFile)); err != nil {
			return nil, nil, err
		}
	}
	if g.Manifest.LLM != nil {
		if log, err = g.workspace.openState(); err != nil {
			return nil, nil, err
		}
		if err := g.workspace.checkAnswers(context.Background(), log, g.Manifest); err != nil {
			closeLog()
			return nil, nil, err
		}
	}
	if by.models, err = newModels(g.Manifest.LLM, log, cb, classifier); err != nil {
		closeLog()
		return nil, nil, err
	}
	return by, closeLog, nil
}

// verdicts are an annotator's memory of what models say.
type verdicts struct {
	answers  map[string][]state.Answer // by key, of the items that were recalled
	scratch  linear.Scratch
	scores   []linear.Score
	given    []classify.Given
	key      string          // of the verbatim that was judged last
	answered bool            // of one theme at least
	open     map[string]bool // themes of which no answer about it is recorded
	unsure   bool            // the classifier is, about it
	err      error           // the first

	sampleBelow uint64 // of the part at hand: see PartInfo
}

// recall looks up the recorded answers about items that are annotated next.
func (a *annotator) recall(ctx context.Context, items []item) (err error) {
	if a.models == nil || a.models.book == nil {
		return nil
	}
	var keys []string
	for i := range items {
		for _, answer := range items[i].Record.Answers {
			keys = append(keys, a.models.book.key(answer.Question, answer.Text))
		}
	}
	a.verdicts.answers, err = a.models.book.find(ctx, keys)
	return err
}

// judge asks the models about the verbatim whose tokens are in a.doc, and
// returns what they say, and the intent that the LLM sees.
func (a *annotator) judge(v *datasets.Verbatim) ([]classify.Given, datasets.Intent) {
	s := &a.verdicts
	s.given, s.key, s.answered, s.open, s.unsure = s.given[:0], "", false, nil, false
	if a.models == nil || v.ContentStatus != datasets.Content {
		return nil, ""
	}
	var intent datasets.Intent
	if b := a.models.book; b != nil {
		s.key = b.key(v.Question, v.Text)
		said, err := b.read(context.Background(), v, s.answers[s.key])
		if err != nil && s.err == nil {
			s.err = err
		}
		intent, s.open = said.intent, said.open
		if s.answered = len(said.given.Judged) > 0; s.answered {
			s.given = append(s.given, said.given)
		}
	}
	if a.models.classifier != nil {
		s.given = append(s.given, a.classify(v))
	}
	return s.given, intent
}

// classify asks the classifier.
func (a *annotator) classify(v *datasets.Verbatim) classify.Given {
	s, model := &a.verdicts, a.models.classifier
	text := linear.Text{Tokens: a.doc.Tokens, Question: v.QuestionID}
	g := classify.Given{Source: datasets.SourceClassifier, Version: model.Version(), Judged: a.models.judges}
	s.scores = model.Predict(text, &s.scratch, s.scores[:0])
	for _, score := range s.scores {
		id := model.Themes()[score.Theme]
		if !a.models.judges[id] {
			continue
		}
		s.unsure = s.unsure || score.Unsure
		if !score.Applied {
			continue
		}
		words := model.Evidence(text, score.Theme, &s.scratch, nil)
		g.Themes = append(g.Themes, classify.GivenTheme{ThemeID: id, Confidence: score.P, Evidence: a.spans(words)})
	}
	return g
}

// spans returns the words in ranges of a.doc's tokens as evidence.
func (a *annotator) spans(words []tokenize.Range) []datasets.Span {
	var all []datasets.Span
	for _, r := range words {
		all = append(all, quoted(a.doc.Text, a.doc.Tokens[r.From].Start, a.doc.Tokens[r.To-1].End)...)
	}
	return all
}

// llmStatus says what the LLM knows of the verbatim that was judged last, which
// has these tags.
func (a *annotator) llmStatus(v *datasets.Verbatim, tags []datasets.Tag) datasets.LLMStatus {
	if a.models == nil || a.models.book == nil || v.ContentStatus != datasets.Content {
		return ""
	}
	switch {
	case a.verdicts.answered && len(a.verdicts.open) == 0:
		return datasets.LLMAnswered
	case len(a.verdicts.open) > 0 && a.wanted(tags):
		return datasets.LLMMissing
	}
	return ""
}

// wanted says whether the policy has an LLM asked about the verbatim that was
// judged last.
func (a *annotator) wanted(tags []datasets.Tag) bool {
	policy := a.models.book.policy
	return policy.All ||
		policy.Untagged && !taggedWithout(tags, datasets.SourceLLM) ||
		policy.Unsure && a.verdicts.unsure ||
		policy.Sample > 0 && a.sampled()
}

// sampled says whether the verbatim that was judged last is of its part's sample.
func (a *annotator) sampled() bool { return sampleHash(a.verdicts.key) <= a.verdicts.sampleBelow }

// compare counts what the classifier did about a verbatim, beside the LLM.
func (a *annotator) compare(v *datasets.Verbatim, given []classify.Given) (c ClassifierStats) {
	if len(given) == 0 || given[len(given)-1].Source != datasets.SourceClassifier {
		return c
	}
	c.Judged = 1
	if a.verdicts.unsure {
		c.Unsure = 1
	}
	book := a.models.book
	if book != nil && book.policy.Unsure && v.LLMStatus == "" {
		c.Saved = 1
	}
	if v.LLMStatus != datasets.LLMAnswered || book.policy.Sample > 0 && !a.sampled() {
		return c
	}
	llm, mine := &given[0], &given[1]
	for i := range mine.Themes {
		if id := mine.Themes[i].ThemeID; llm.Gives(id) {
			c.Both++
		} else if llm.Judged[id] {
			c.Alone++
		}
	}
	for i := range llm.Themes {
		if id := llm.Themes[i].ThemeID; llm.Gives(id) && mine.Judged[id] && !mine.Gives(id) {
			c.Lacking++
		}
	}
	if c.Compared = 1; c.Alone+c.Lacking == 0 {
		c.Same = 1
	}
	return c
}

// taggedWithout says whether a theme applies by another source than this one.
func taggedWithout(tags []datasets.Tag, not datasets.TagSource) bool {
	for i := range tags {
		if tags[i].State != datasets.Applied {
			continue
		}
		for _, s := range tags[i].Sources {
			if s != not {
				return true
			}
		}
	}
	return false
}
