package lookup

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"verbatim/themes"
	"verbatim/tokenize"
)

// fakePolarity is where not, no, never, ない and なく stand. Each has in its scope
// what has at most two words between.
type fakePolarity []tokenize.Range

func negators(doc *tokenize.Doc) fakePolarity {
	var p fakePolarity
	for i := range doc.Tokens {
		if slices.Contains([]string{"not", "no", "never", "ない", "なく"}, doc.Tokens[i].Surface) {
			p = append(p, tokenize.Range{From: int32(i), To: int32(i) + 1})
		}
	}
	return p
}

func (p fakePolarity) Negators(r tokenize.Range, dst []tokenize.Range) []tokenize.Range {
	for _, n := range p {
		inside := r.From <= n.From && n.To <= r.To
		if near := n.From-r.To < 3 && r.From-n.To < 3; near && !inside {
			dst = append(dst, n)
		}
	}
	return dst
}

// negationCase is a term in a mode, a text, and what becomes of the term:
// "reason: evidence", where reason is given, negated (given, and negated) or
// what suppresses it.
type negationCase struct{ term, mode, text, want string }

func negationCases() []negationCase {
	const exclude, require, ignore = themes.NegatedExclude, themes.NegatedRequire, themes.NegatedIgnore
	return []negationCase{
		// A negated word.
		{"expensive", exclude, "expensive", "given: expensive"},
		{"expensive", exclude, "not expensive", "suppressed negated: expensive"},
		{"expensive", require, "expensive", "suppressed not negated: expensive"},
		{"expensive", require, "not expensive", "negated: expensive"},
		{"expensive", ignore, "expensive", "given: expensive"},
		{"expensive", ignore, "not expensive", "negated: expensive"},
		{"expensive", "", "not expensive", "suppressed negated: expensive"},
		{"expensive", exclude, "cheap", ""},
		{"expensive", require, "not cheap", ""},
		{"高い", exclude, "高くない", "suppressed negated: 高く"},
		{"高い", exclude, "高い", "given: 高い"},
		{"高い", require, "高くない", "negated: 高く"},
		{"高い", ignore, "高くはない", "negated: 高く"},

		// Two negations make none.
		{"expensive", exclude, "never not expensive", "given: expensive"},
		{"expensive", require, "never not expensive", "suppressed not negated: expensive"},
		{"expensive", exclude, "never no, and not expensive", "given: expensive"}, // the third is too far away
		{"使える", exclude, "使えなくはない", "given: 使え"},
		{"使える", exclude, "使えない", "suppressed negated: 使え"},

		// One place of several.
		{"expensive", exclude, "not expensive when we began, but now it is expensive", "given: expensive"},
		{"expensive", require, "not expensive when we began, but now it is expensive", "suppressed not negated: expensive|expensive"},
		{"expensive", ignore, "not expensive when we began, but now it is expensive", "given: expensive|expensive"},
		{"高い", exclude, "以前は高くない。今はとても高い。", "given: 高い"},

		// A negation that the term finds itself is not counted.
		{"not expensive", exclude, "not expensive", "given: not expensive"},
		{"not expensive", exclude, "never not expensive", "suppressed negated: not expensive"},
		{"使えない", exclude, "使えない", "given: 使えない"},
		{"使えない", exclude, "使えなくはない", "suppressed negated: 使えなく"},
		{"返信 NEAR/2 ない", exclude, "返信がない", "given: 返信|ない"},
		{"返信 AND ない", exclude, "返信がない", "given: 返信|ない"},
		{"返信", exclude, "返信がない", "suppressed negated: 返信"},
		{"no AND reply", exclude, "no reply", "given: no|reply"},
		{"reply", exclude, "no reply", "suppressed negated: reply"},
		{"/no reply/", exclude, "no reply", "given: no reply"},
		{"/repl[a-z]+/", exclude, "no replies", "suppressed negated: replies"},
		{"/!+/", exclude, "no!", "given: !"}, // what is no word cannot be negated

		// AND needs all its words, OR one.
		{"price AND high", exclude, "the price in Tokyo is not high", "suppressed negated: price|high"},
		{"price AND high", require, "the price in Tokyo is not high", "negated: price|high"},
		{"price OR cost", exclude, "not the price but what it does cost", "given: cost"},
		{"price OR cost", require, "not the price but what it does cost", "suppressed not negated: price|cost"},
		{"price OR cost", ignore, "not the price but what it does cost", "given: price|cost"},
		{"price OR cost", exclude, "no price, and then there is no cost", "suppressed negated: price|cost"},
		{"expensive OR not cheap", exclude, "not cheap", "given: not cheap"},

		// A word that is negated stands there all the same for NOT.
		{"price NOT high", exclude, "the price in Tokyo is not high", ""},
		{"price NOT high", exclude, "the price in Tokyo", "given: price"},
		{"price NOT high", exclude, "no price", "suppressed negated: price"},

		// NEAR, BEFORE and SENTENCE lose negated words.
		{"price NEAR/4 high", exclude, "price is really not high", "suppressed negated: price|high"},
		{"price NEAR/4 high", exclude, "high price here and in other places, but not high there", "given: high|price"},
		{"price BEFORE/4 high", require, "price here is really not high", "negated: price|high"},
		{"SENTENCE(price AND high)", exclude, "The price here is not high. In other places the price is high.", "given: price|high"},
		{"SENTENCE(price AND high)", exclude, "The price here is not high. High.", "suppressed negated: price|high"},
		{"SENTENCE(price AND high)", ignore, "The price here is not high.", "negated: price|high"},
		{"=High", exclude, "not High", "suppressed negated: High"},
		{"pric*", exclude, "no pricing", "suppressed negated: pricing"},

		// Fields know no negation.
		{"price AND plan:pro", exclude, "no price", "suppressed negated: price"},
		{"price AND plan:free", exclude, "no price", ""},
		{"expensive OR plan:pro", exclude, "not expensive", "given: "},
	}
}

func TestNegation(t *testing.T) {
	tk := tokenizer(t)
	for _, c := range negationCases() {
		list := terms(t, c.term)
		list["any"][0].Negated = c.mode
		cb := &themes.Codebook{Themes: []themes.Theme{{ID: "a", Terms: list}}}
		m := compile(t, cb, tk)
		var h Hits
		doc := tokens(tk, c.text)
		m.Match(doc, negators(doc), &h)
		got := ""
		if hit, ok := m.Theme(0, &h, facts{"plan": {"pro"}}); ok {
			got = becomes(hit.Negated, hit.SuppressedBy) + ": " + evidence(t, c.text, hit.Evidence)
			checkTokens(t, doc, hit)
		}
		if got != c.want {
			t.Errorf("term %q (%s) in %q: %s, want %s", c.term, c.mode, c.text, got, c.want)
		}
		if hits := m.Terms(0, &h, facts{"plan": {"pro"}}); len(hits) > 0 {
			got := becomes(hits[0].Negated, hits[0].SuppressedBy) + ": " + evidence(t, c.text, hits[0].Evidence)
			if len(hits) != 1 || got != c.want {
				t.Errorf("term %q (%s) in %q: Terms says %s (%d), want %s", c.term, c.mode, c.text, got, len(hits), c.want)
			}
		}
	}
}

func becomes(negated bool, suppressedBy string) string {
	switch {
	case suppressedBy != "":
		return "suppressed " + suppressedBy
	case negated:
		return "negated"
	}
	return "given"
}

// checkTokens wants the tokens of a hit to cover its evidence.
func checkTokens(t *testing.T, doc *tokenize.Doc, hit ThemeHit) {
	t.Helper()
	for _, s := range hit.Evidence {
		for i, tok := range doc.Tokens {
			inside := slices.ContainsFunc(hit.Tokens, func(r tokenize.Range) bool { return r.From <= int32(i) && int32(i) < r.To })
			if touches := tok.Start < s.End && s.Start < tok.End; touches && !inside {
				t.Errorf("text %q: token %q is in the evidence %v and not in the tokens %v", doc.Text, tok.Surface, hit.Evidence, hit.Tokens)
			}
		}
	}
}

// TestStates asks for what takes a theme away, and what explain is told.
func TestStates(t *testing.T) {
	list := terms(t, "expensive", "overpriced", "high price", "cost")
	list["any"][1].When, list["any"][1].WhenText = parse(t, "plan:pro", 0), "plan:pro"
	list["any"][2].Negated = themes.NegatedIgnore
	exclude := terms(t, "expensive taste", "score:8", "cost centre")
	exclude["any"][2].When = parse(t, "plan:pro", 0)
	cb := &themes.Codebook{Themes: []themes.Theme{
		{ID: "other", Terms: terms(t, "overpriced")},
		{ID: "price", Terms: list, Exclude: exclude, Negated: themes.NegatedExclude},
	}}
	tk := tokenizer(t)
	m := compile(t, cb, tk)
	for _, c := range []struct {
		text  string
		facts facts
		theme string // of the theme price: rule, what becomes of it, evidence
		terms string // the same of each term and exclude
	}{
		{"nothing", nil, "", ""},
		{"expensive", nil, "expensive given: expensive", "expensive given: expensive"},
		{"expensive taste", nil, "expensive suppressed exclude expensive taste: expensive",
			"exclude expensive taste given: expensive taste; expensive suppressed exclude expensive taste: expensive"},
		{"expensive taste, expensive", nil, "expensive given: expensive",
			"exclude expensive taste given: expensive taste; expensive given: expensive"},
		{"not an expensive taste", nil, "expensive suppressed exclude expensive taste: expensive", // excludes are never negated
			"exclude expensive taste given: expensive taste; expensive suppressed exclude expensive taste: expensive"},
		{"expensive", facts{"score": {"8"}}, "expensive suppressed exclude score:8: expensive",
			"exclude score:8 given: ; expensive suppressed exclude score:8: expensive"},
		{"overpriced", nil, "overpriced suppressed when: overpriced", "overpriced suppressed when: overpriced"},
		{"overpriced", facts{"plan": {"pro"}}, "overpriced given: overpriced", "overpriced given: overpriced"},
		{"not overpriced", nil, "overpriced suppressed negated: overpriced", "overpriced suppressed negated: overpriced"},
		{"not expensive in Osaka, but overpriced", facts{"plan": {"pro"}}, "overpriced given: overpriced",
			"expensive suppressed negated: expensive; overpriced given: overpriced"},
		{"not expensive in Osaka, but overpriced", nil, "expensive suppressed negated: expensive",
			"expensive suppressed negated: expensive; overpriced suppressed when: overpriced"},
		{"no high price", nil, "high price negated: high price", "high price negated: high price"},
		{"no high price, what it does cost", nil, "high price given: high price|cost", // one of the two is not negated
			"high price negated: high price; cost given: cost"},
		{"a cost centre", nil, "cost given: cost", "cost given: cost"},
		{"a cost centre", facts{"plan": {"pro"}}, "cost suppressed exclude cost centre: cost",
			"exclude cost centre given: cost centre; cost suppressed exclude cost centre: cost"},
	} {
		var h Hits
		doc := tokens(tk, c.text)
		m.Match(doc, negators(doc), &h)
		got := ""
		if hit, ok := m.Theme(1, &h, c.facts); ok {
			got = fmt.Sprintf("%s %s: %s", hit.Rule, becomes(hit.Negated, hit.SuppressedBy), evidence(t, c.text, hit.Evidence))
			if hit.Term == nil || hit.Term.Text != hit.Rule || hit.Theme != 1 {
				t.Errorf("%q: %+v", c.text, hit)
			}
		}
		if got != c.theme {
			t.Errorf("%q %v: theme %q, want %q", c.text, c.facts, got, c.theme)
		}
		var all []string
		for _, hit := range m.Terms(1, &h, c.facts) {
			word := ""
			if hit.Exclude {
				word = "exclude "
			}
			all = append(all, fmt.Sprintf("%s%s %s: %s", word, hit.Term.Text, becomes(hit.Negated, hit.SuppressedBy), evidence(t, c.text, hit.Evidence)))
		}
		if got := strings.Join(all, "; "); got != c.terms {
			t.Errorf("%q %v: terms\ngot  %s\nwant %s", c.text, c.facts, got, c.terms)
		}
	}
}
