package classify

import (
	"slices"

	"verbatim/classify/lookup"
	"verbatim/classify/polarity"
	"verbatim/datasets"
	"verbatim/themes/expr"
)

// What an intent follows from: Verbatim.IntentSource.
const (
	IntentLLM     = "llm"     // an LLM
	IntentLookup  = "lookup"  // the codebook's lists
	IntentGrammar = "grammar" // the form of the sentences: してほしい, could you
	IntentLexicon = "lexicon" // words of praise or complaint
)

// Intent returns what the writer wants and what that follows from, or nothing
// where nothing speaks for an intent. Where several do, the one that asks most
// of the reader wins:
//
//  1. request: "Great tool, but please add X" asks for X;
//  2. question: "It hangs, how do I restart it?" waits for an answer;
//  3. problem: "I love it, but it hangs" is for those who can mend it;
//  4. praise.
//
// The score moves only the last step: with a score in the top tenth of its
// scale (NPS 9 and 10, CSAT 5, CES 7) praise goes before problem, since a
// promoter who mentions a trouble came to praise. Where neither a list nor
// grammar says anything, words of praise or complaint do. A score alone is no
// intent.
func (t *Tagger) Intent(r *Reading, f expr.Facts, metric datasets.Metric, score datasets.Opt[float64]) (datasets.Intent, string) {
	order := lookup.IntentOrder()
	holds := t.matcher.Intents(&r.Hits, f)
	asked := slices.Index(order[:], r.scope.Asks())
	first := slices.Index(holds[:], true)
	if asked >= 0 && (first < 0 || asked < first) {
		return order[asked], IntentGrammar
	}
	switch {
	case first < 0:
		return t.tone(r, polarity.Prior{Metric: metric, Score: score})
	case order[first] == datasets.Problem && holds[first+1] && top(metric, score):
		return datasets.Praise, IntentLookup
	}
	return order[first], IntentLookup
}

// tone is the intent of a text that asks nothing.
func (t *Tagger) tone(r *Reading, p polarity.Prior) (datasets.Intent, string) {
	sentiment, source := r.scope.Text(p)
	switch {
	case source != polarity.SourceLexicon:
	case sentiment == datasets.Positive:
		return datasets.Praise, IntentLexicon
	case sentiment == datasets.Negative:
		return datasets.Problem, IntentLexicon
	}
	return "", ""
}

// top says whether a score is in the top tenth of its scale.
func top(metric datasets.Metric, score datasets.Opt[float64]) bool {
	lo, hi := metric.Range()
	return metric != "" && score.OK && score.V >= hi-(hi-lo)/10
}
