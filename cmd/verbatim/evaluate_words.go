package main

import (
	"strings"

	"verbatim/classify/evaluate"
	"verbatim/tokenize"
)

// wordsOf returns the words of a text that a codebook might have as terms.
func wordsOf(doc *tokenize.Doc) []evaluate.Word {
	var words []evaluate.Word
	for i := range doc.Tokens {
		if t := &doc.Tokens[i]; hasContent(t) {
			words = append(words, evaluate.Word{Key: t.Key, Surface: t.Surface})
		}
	}
	return words
}

// hasContent says whether a word could tell a theme: it is no number and no
// function word.
func hasContent(t *tokenize.Token) bool {
	switch t.POS {
	case tokenize.POSParticle, tokenize.POSConjunctive, tokenize.POSAux, tokenize.POSAuxVerb,
		tokenize.POSConjunction, tokenize.POSPrefix, tokenize.POSSymbol, tokenize.POSNumber:
		return false
	}
	return t.Script != tokenize.ScriptNumber && !functionWords[t.Surface] && !functionWords[t.Key]
}

// functionWords are words that tell no theme, as they stand or in their base
// form. Japanese ones are those that are no particle or auxiliary.
var functionWords = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(`
		a an the this that these those there here it its it's i i'm i've i'd i'll me my mine myself
		you your yours we we're we've our ours us he him his she her hers they they're them their theirs
		who whom whose which what when where why how
		and or but nor so if then than as because while though although until unless since whether
		of in on at by for with without about into onto from to up out off through
		during before after between against again around across upon within
		is are was were be been being am isn't aren't wasn't weren't
		have has had having haven't hasn't hadn't do does did doing done don't doesn't didn't
		will would shall should can could may might must won't wouldn't can't cannot couldn't shouldn't
		not no only just also too very really quite even still yet ever never always
		all any both each every either neither some such same other another more most much many few less own
		s t d m ll re ve st nd rd th
		する ある いる なる できる こと もの とき ところ ため よう ん の さん そう みたい
		これ それ あれ どれ ここ そこ あそこ どこ なに 何 だれ とても もう まだ また`) {
		set[w] = true
	}
	return set
}()
