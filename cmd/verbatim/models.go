package main

import (
	"fmt"
	"strings"

	"verbatim/classify/llm"
	"verbatim/cmd/internal/cli"
	"verbatim/pipeline"
)

// models says what LLM and classifier did, where they took part.
func (s *summary) models() {
	st := s.res.Manifest.Stats
	if info := s.res.Manifest.LLM; info != nil {
		s.line("LLM", "%s: %s answered (%s of those with content), %s missing; asked about: %s",
			info.Model, cli.Plural(st.LLMAnswered, "verbatim"), percent(st.LLMAnswered, st.Content), cli.Count(st.LLMMissing), info.Policy)
	}
	if s.res.LLM != nil {
		for _, line := range askedLines(s.res.LLM, s.config) {
			s.line("", "%s", line)
		}
	}
	if c := st.Classifier; c != nil {
		s.classifier(c)
	}
}

func (s *summary) classifier(c *pipeline.ClassifierStats) {
	text := fmt.Sprintf("%s judged, %s unsure (%s)", cli.Plural(c.Judged, "verbatim"), cli.Count(c.Unsure), percent(c.Unsure, c.Judged))
	if s.res.Manifest.LLM != nil {
		text += fmt.Sprintf("; the LLM was spared %s", cli.Count(c.Saved))
	}
	s.line("Classifier", "%s", text)
	if c.Compared > 0 {
		s.line("", "the same themes as the LLM on %s of %s that both judged, F1 %.2f", percent(c.Same, c.Compared), cli.Count(c.Compared), c.F1())
	}
}

// askedLines says what was asked in this run, by a configuration.
func askedLines(r *llm.Report, c *llm.Config) []string {
	requests := cli.Plural(r.Requests, "request")
	if again := r.Attempts - r.Requests; again > 0 {
		requests += fmt.Sprintf(" and %s", cli.Plural(again, "repeat"))
	}
	lines := []string{fmt.Sprintf("%s asked in %s: %s answered; %s, %s", cli.Plural(r.Asked, "verbatim"), requests, cli.Count(r.Answered),
		tokensText(int(r.PromptTokens+r.CompletionTokens), r.Unmetered), costText(r))}
	if r.Asked > 0 && r.Requests == 0 && r.Missing.Budget > 0 {
		lines[0] = "the budget does not allow one request: nothing asked"
	}
	if r.Requests > 0 && r.Missing.Budget > 0 {
		lines = append(lines, stoppedText(r, c)...)
	}
	if r.GaveUp {
		lines = append(lines, "given up: no request was answered in a way that could be used")
	}
	if n := r.Missing.Total(); n > 0 {
		lines = append(lines, fmt.Sprintf("%s without an answer: %s", cli.Count(n), strings.Join(missingText(&r.Missing), ", ")))
	}
	if n := r.Dropped.Tags(); n > 0 {
		lines = append(lines, fmt.Sprintf("%s dropped: %s", cli.Plural(n, "tag"), strings.Join(droppedText(&r.Dropped), ", ")))
	}
	if r.Suspicious > 0 {
		lines = append(lines, fmt.Sprintf("%s that may give orders to the model went alone", cli.Plural(r.Suspicious, "verbatim")))
	}
	if r.Refusal != "" {
		lines = append(lines, "last refusal: "+cli.OneLine(r.Refusal, 300))
	}
	if r.Failure != "" {
		lines = append(lines, "last failure: "+strings.Join(strings.Fields(r.Failure), " "))
	}
	return lines
}

// stoppedText says how much of each budget was spent where one stopped the asking.
func stoppedText(r *llm.Report, c *llm.Config) (lines []string) {
	if c.BudgetMoney.OK {
		lines = append(lines, fmt.Sprintf("stopped at %.4f of %g", r.Cost, c.BudgetMoney.V))
	}
	if c.BudgetTokens.OK {
		lines = append(lines, fmt.Sprintf("stopped at %s of %s", cli.Count(int(r.PromptTokens+r.CompletionTokens)), cli.Plural(int(c.BudgetTokens.V), "token")))
	}
	return lines
}

// tokensText writes how many tokens were spent; unmetered is the requests whose
// tokens the server did not count.
func tokensText(tokens, unmetered int) string {
	if unmetered > 0 {
		return fmt.Sprintf("about %s (the server does not count them)", cli.Plural(tokens, "token"))
	}
	return cli.Plural(tokens, "token")
}

// costText writes what was spent; prices have no currency here.
func costText(r *llm.Report) string {
	if r.CostUnknown {
		return "cost unknown (--llm-price-input, --llm-price-output)"
	}
	return fmt.Sprintf("cost %.4f", r.Cost)
}

// counted is a count and what it is of.
type counted struct {
	n    int
	what string
}

func texts(all []counted) []string {
	var out []string
	for _, c := range all {
		if c.n > 0 {
			out = append(out, fmt.Sprintf("%s %s", cli.Count(c.n), c.what))
		}
	}
	return out
}

func missingText(m *llm.Missing) []string {
	return texts([]counted{
		{m.Budget, "at the budget"}, {m.Down, "with the server down"}, {m.Refused, "refused"}, {m.Invalid, "with no usable reply"},
		{m.TooLong, "too long for the context"}, {m.Interrupted, "interrupted"},
	})
}

func droppedText(d *llm.Dropped) []string {
	return texts([]counted{
		{d.Quote, "whose quote does not stand in the text"}, {d.UnknownTheme, "of unknown themes"}, {d.DuplicateTheme, "given twice"},
		{d.Confidence, "without a confidence"}, {d.Sentiment, "without a sentiment"}, {d.BrokenTag, "broken"},
	})
}
