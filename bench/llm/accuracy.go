package main

import (
	"context"
	"fmt"

	"verbatim/classify/llm"
)

// accuracy asks about the verbatims of every set and prints how well the answers
// agree with the themes that people gave, beside giving everything the theme
// that is most frequent.
func accuracy(ctx context.Context, o *options) error {
	quality := [][]string{{"set", "verbatims", "answered", "precision", "recall", "micro-F1", "first theme right", "most frequent theme: micro-F1"}}
	effort := [][]string{{"set", "mode", "requests", "tokens in", "tokens out", "seconds", "verbatims a minute", "quotes not in the text", "tags dropped else", "missing"}}
	for _, s := range o.sets {
		verbatims, menu, err := s.read(o)
		if err != nil {
			return err
		}
		items := make([]llm.Item, len(verbatims))
		for i := range verbatims {
			items[i] = verbatims[i].item
		}
		notes, report, err := ask(ctx, o.config, menu, items)
		if err != nil {
			return err
		}
		var sc score
		for i := range verbatims {
			given, answered := notes.themesOf(verbatims[i].item.Key)
			sc.add(verbatims[i].gold, given, answered, first(notes.answers[verbatims[i].item.Key]))
		}
		p, r, f := sc.micro()
		quality = append(quality, []string{s.name, fmt.Sprint(len(items)), fmt.Sprint(report.Answered), rate(p), rate(r), rate(f),
			rate(ratio(sc.firstRight, len(items))), rate(mostFrequent(verbatims))})
		effort = append(effort, []string{s.name, fmt.Sprint(notes.modes), fmt.Sprint(report.Requests), fmt.Sprint(report.PromptTokens), fmt.Sprint(report.CompletionTokens),
			fmt.Sprintf("%.0f", report.Seconds), fmt.Sprintf("%.1f", float64(report.Answered)*60/report.Seconds),
			fmt.Sprint(report.Dropped.Quote), fmt.Sprint(report.Dropped.Tags() - report.Dropped.Quote), fmt.Sprintf("%+v", report.Missing)})
	}
	table(o.out, quality)
	table(o.out, effort)
	return nil
}

// score counts themes that are right, given too much, and missed.
type score struct{ right, wrong, missed, firstRight int }

func (s *score) add(gold, given map[string]bool, answered bool, first string) {
	for id := range given {
		if gold[id] {
			s.right++
		} else {
			s.wrong++
		}
	}
	for id := range gold {
		if !given[id] {
			s.missed++
		}
	}
	if answered && (gold[first] || first == "" && len(gold) == 0) {
		s.firstRight++
	}
}

// micro returns precision, recall and F1 over all themes.
func (s *score) micro() (p, r, f float64) {
	p = ratio(s.right, s.right+s.wrong)
	r = ratio(s.right, s.right+s.missed)
	return p, r, ratio(2*s.right, 2*s.right+s.wrong+s.missed)
}

// first returns the theme of which the model is most certain.
func first(a llm.Answer) string {
	id, best := "", -1.0
	for _, t := range a.Tags {
		if t.Confidence > best {
			id, best = t.ThemeID, t.Confidence
		}
	}
	return id
}

// mostFrequent returns the micro-F1 of giving every verbatim the one theme that
// serves best.
func mostFrequent(verbatims []verbatim) float64 {
	best := 0.0
	ids := map[string]bool{}
	for i := range verbatims {
		for id := range verbatims[i].gold {
			ids[id] = true
		}
	}
	for id := range ids {
		var sc score
		for i := range verbatims {
			sc.add(verbatims[i].gold, map[string]bool{id: true}, true, id)
		}
		_, _, f := sc.micro()
		best = max(best, f)
	}
	return best
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

func rate(v float64) string { return fmt.Sprintf("%.3f", v) }
