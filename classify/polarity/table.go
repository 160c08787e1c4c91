package polarity

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"verbatim/tokenize"
)

// kind is what a phrase of a table is for. Phrases of different kinds may
// overlap; of one kind the leftmost longest counts.
type kind uint8

const (
	opinion kind = iota // value: its sentiment, -3 to 3; 0 hides shorter phrases in it
	degree              // value: how much it says of the next opinion, in percent
	idiom               // looks like a negation and is none
	ask                 // value: statement, question or request
	plain               // says that something is neither good nor bad
	kinds
)

// What a phrase of kind ask is; the higher one wins.
const (
	hindsight = iota - 2 // a wish to have done it sooner, which praises
	declined             // a wish that is said not to be had
	statement            // hides shorter phrases in it
	question
	request
)

// phrase is a phrase of a table.
type phrase struct {
	text  string // its words, apart from its signs
	kind  kind
	value int8
	first bool // ^: at the beginning of a sentence only
	last  bool // $: at the end of a sentence only
	asked bool // ?: before a question mark only
}

// parseTable reads a table: lines of phrases parted by commas, under a head in
// brackets that names their kind and value. # begins a comment. In a phrase a/b
// is a choice between words, * any word, =word a word as it is written (other
// words stand for all their forms), ^ $ and ? where the phrase must stand.
func parseTable(table string) ([]phrase, error) {
	var phrases []phrase
	var head phrase
	var known bool
	n := 0
	for line := range strings.Lines(table) {
		n++
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if name, ok := strings.CutPrefix(line, "["); ok {
			var err error
			if head, err = parseHead(strings.TrimSuffix(name, "]")); err != nil {
				return nil, fmt.Errorf("line %d: %w", n, err)
			}
			known = true
			continue
		}
		if !known {
			return nil, fmt.Errorf("line %d: want a head like [opinion +2] first, found %q", n, line)
		}
		for _, text := range strings.Split(line, ",") {
			if text = strings.TrimSpace(text); text == "" {
				continue
			}
			if !strings.ContainsFunc(text, unicode.IsLetter) {
				return nil, fmt.Errorf("line %d: want a phrase with a word, found %q", n, text)
			}
			phrases = head.withText(text, phrases)
		}
	}
	return phrases, nil
}

// parseHead reads what stands between the brackets of a head.
func parseHead(s string) (phrase, error) {
	name, number, _ := strings.Cut(s, " ")
	switch name {
	case "idiom":
		return phrase{kind: idiom}, nil
	case "plain":
		return phrase{kind: plain}, nil
	case "request":
		return phrase{kind: ask, value: request}, nil
	case "question":
		return phrase{kind: ask, value: question}, nil
	case "statement":
		return phrase{kind: ask, value: statement}, nil
	}
	value, err := strconv.ParseInt(strings.TrimPrefix(number, "+"), 10, 8)
	switch {
	case err != nil:
		return phrase{}, fmt.Errorf("want a head like [opinion +2], [degree 50] or [idiom], found [%s]", s)
	case name == "opinion" && value >= -3 && value <= 3:
		return phrase{kind: opinion, value: int8(value)}, nil
	case name == "degree" && value > 0:
		return phrase{kind: degree, value: int8(value)}, nil
	}
	return phrase{}, fmt.Errorf("want an opinion from -3 to +3 or a degree above 0, found [%s]", s)
}

// withText appends the phrases that text writes to dst, one for each choice.
func (p phrase) withText(text string, dst []phrase) []phrase {
	text, p.first = strings.CutPrefix(text, "^")
	text, p.asked = strings.CutSuffix(text, "?")
	text, p.last = strings.CutSuffix(text, "$")
	texts := []string{""}
	for _, word := range strings.Fields(text) {
		var next []string
		for _, choice := range strings.Split(word, "/") {
			for _, t := range texts {
				next = append(next, strings.TrimSpace(t+" "+choice))
			}
		}
		texts = next
	}
	for _, t := range texts {
		p.text = t
		dst = append(dst, p)
	}
	return dst
}

// context is what a phrase is cut between: the same words may be cut otherwise
// by what stands beside them, 不具合 but 不 and 具合. One token each, or none.
type context struct{ before, after string }

// bare is the context of English phrases, which are cut the same everywhere.
func bare() []context { return []context{{}} }

// japaneseContexts are the contexts of Japanese phrases.
func japaneseContexts() []context {
	return []context{{}, {before: "とても"}, {before: "は"}, {before: "今", after: "は"}, {before: "の", after: "が"}}
}

// inner returns those of tokens that stand between the context, and whether
// the context is cut off from them.
func (c context) inner(tokens []tokenize.Token) ([]tokenize.Token, bool) {
	if c.before != "" {
		if tokens[0].Surface != c.before {
			return nil, false
		}
		tokens = tokens[1:]
	}
	if n := len(tokens); c.after != "" && n > 0 {
		if tokens[n-1].Surface != c.after {
			return nil, false
		}
		tokens = tokens[:n-1]
	}
	return tokens, len(tokens) > 0
}

// compile returns the trie of phrases, cut by tk in each context. All are cut
// as one text with many lines, since that is one call.
func compile(phrases []phrase, contexts []context, tk *tokenize.Tokenizer) *trie {
	var text strings.Builder
	signs := strings.NewReplacer("=", "", "*", "")
	for i := range phrases {
		for _, c := range contexts {
			text.WriteString(c.before + signs.Replace(phrases[i].text) + c.after + "\n")
		}
	}
	var doc tokenize.Doc
	tk.Tokenize(text.String(), &doc)
	t := newTrie()
	tokens := doc.Tokens
	for i := range phrases {
		for _, c := range contexts {
			n := 1
			for n < len(tokens) && tokens[n].Gap < tokenize.GapSentence {
				n++
			}
			if words, ok := c.inner(tokens[:n]); ok {
				t.add(&phrases[i], words)
			}
			tokens = tokens[n:]
		}
	}
	return t
}
