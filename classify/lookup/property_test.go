package lookup

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// slowRange is some tokens in a row, spelled out as the rule of the package
// comment compares them.
type slowRange struct {
	place
	tokens        []tokenize.Token
	written, keys string
}

// slowRanges returns every range of up to most tokens.
func slowRanges(tokens []tokenize.Token, most int) []slowRange {
	var out []slowRange
	for from := range tokens {
		for to := from + 1; to <= min(from+most, len(tokens)); to++ {
			ts := tokens[from:to]
			out = append(out, slowRange{place{int32(from), int32(to), ts[0].Start, ts[len(ts)-1].End}, ts, slowWritten(ts, true), slowKeys(ts, true)})
		}
	}
	return out
}

// slowFind is the obvious matcher: it compares a word, phrase or prefix, which
// is cut into term, with every range of a text. It shares no code with the
// matcher.
func slowFind(n expr.Node, term []tokenize.Token, text []slowRange) []place {
	var out []place
	written, keys := slowWritten(term, true), slowKeys(term, true)
	bareWritten, bareKeys := slowWritten(term, false), slowKeys(term, false) // without its punctuation
	for _, r := range text {
		found := false
		switch n := n.(type) {
		case *expr.Prefix:
			t := r.tokens[0]
			found = len(r.tokens) == 1 && (strings.HasPrefix(t.Key, written) || strings.HasPrefix(t.Surface, written))
		case *expr.Words:
			found = r.written == written || r.written == bareWritten ||
				!n.Exact && (r.keys == keys || r.keys == bareKeys)
		}
		if found {
			out = append(out, r.place)
		}
	}
	return out
}

func slowWritten(ts []tokenize.Token, punctuation bool) string {
	var s string
	for i, t := range ts {
		if i > 0 {
			s += slowGap(t.Gap, punctuation)
		}
		s += t.Surface
	}
	return s
}

func slowKeys(ts []tokenize.Token, punctuation bool) string {
	var s string
	for i, t := range ts {
		if i > 0 && t.Gap == tokenize.GapNone {
			s += "<space>"
		} else if i > 0 {
			s += slowGap(t.Gap, punctuation)
		}
		s += t.Key
	}
	return s
}

func slowGap(g tokenize.Gap, punctuation bool) string {
	switch {
	case g == tokenize.GapNone:
		return ""
	case g == tokenize.GapSpace || !punctuation:
		return "<space>"
	case g == tokenize.GapClause:
		return "<clause>"
	default:
		return "<sentence>"
	}
}

// checkFind compiles the nodes together and compares what the matcher finds in
// the texts with what slowFind finds.
func checkFind(t *testing.T, tk *tokenize.Tokenizer, nodes []expr.Node, texts []string) (found int) {
	t.Helper()
	b := newWordsBuilder(tk)
	var conds []cond
	var kept []expr.Node
	var terms [][]tokenize.Token
	most := 0 // a text may be cut finer than a term, down to its characters
	for _, n := range nodes {
		if c, err := b.cond(n); err == nil {
			conds, kept, terms = append(conds, c), append(kept, n), append(terms, tokens(tk, nodeText(n)).Tokens)
			most = max(most, len([]rune(norm.NFKC.String(nodeText(n)))))
		}
	}
	w, err := b.build()
	if err != nil {
		t.Fatal(err)
	}
	var h Hits
	// Words are looked up, then remembered, then recalled; another forgets them.
	own, other := tk.MemoOwner(), otherWords(t, tk)
	owners := []tokenize.MemoOwner{tokenize.NoMemoOwner, own, own, other.owner, own}
	for _, text := range texts {
		doc := tokens(tk, text)
		ranges := slowRanges(doc.Tokens, most)
		var want [][]place
		for i := range conds {
			want = append(want, slowFind(kept[i], terms[i], ranges))
			found += len(want[i])
		}
		for step, owner := range owners {
			if owner == other.owner {
				h.find(doc, nil, &other)
				continue
			}
			w.owner = owner
			h.find(doc, nil, &w)
			for i, c := range conds {
				if got := c.evidence(&view{hits: &h}, nil); !slices.Equal(got, want[i]) {
					t.Errorf("term %s in %q, step %d:\nmatcher %v\nloops    %v\ntokens %+v", kept[i], text, step, got, want[i], doc.Tokens)
				}
			}
		}
	}
	return found
}

// otherWords is a small list of its own.
func otherWords(t *testing.T, tk *tokenize.Tokenizer) words {
	t.Helper()
	b := newWordsBuilder(tk)
	if _, err := b.cond(&expr.Words{Text: "a 料金 price"}); err != nil {
		t.Fatal(err)
	}
	w, err := b.build()
	if err != nil {
		t.Fatal(err)
	}
	w.owner = tk.MemoOwner()
	return w
}

func nodeText(n expr.Node) string {
	switch n := n.(type) {
	case *expr.Words:
		return n.Text
	case *expr.Prefix:
		return n.Text
	}
	return ""
}

// pieces are what random texts and terms are made of: words that begin, end or
// inflect like one another, and all that may stand between.
func pieces() (words, gaps []string) {
	words = strings.Fields(`a ab aba b price prices pricing priced crash crashed crashing log in logging
		the is not API ＡＰＩ api2 2 22 café don't 東京 東京都 京都 都 料金 料 高い 高かった 高く が は も とても
		遅い 遅かった 遅く サポート ｻﾎﾟｰﾄ サーバ サーバー カスタマー モニタリング リング モニタ 使い 使う 使いやすい やすい
		使えない ない 良い よかった いい 時々 時 々 した ください お願い します
		ทำ ทํา กข ㋀ 1月 ½ ㎏ kg C++ take-out it's PS5本体 PS5`)
	gaps = []string{"", "", "", "", " ", " ", " ", "　", "-", "/", "・", "、", ",", "。", ". ", "\n", "!", "😀", "ー", "\u0301"}
	return words, gaps
}

func randomText(r *rand.Rand, most int) string {
	words, gaps := pieces()
	var s strings.Builder
	for n := 1 + r.Intn(most); n > 0; n-- {
		s.WriteString(words[r.Intn(len(words))])
		s.WriteString(gaps[r.Intn(len(gaps))])
	}
	return s.String()
}

// randomLeaf makes words, an exact phrase or a prefix.
func randomLeaf(r *rand.Rand) expr.Node {
	switch text := strings.TrimSpace(randomText(r, 3)); r.Intn(4) {
	case 0:
		return &expr.Words{Text: text, Exact: true}
	case 1:
		runes := []rune(text)
		return &expr.Prefix{Text: string(runes[:1+r.Intn(len(runes))])}
	default:
		return &expr.Words{Text: text}
	}
}

// randomOptions makes a user's dictionary and synonyms of the words that texts are
// made of, of several of them in one, some cut and some with the key of another.
func randomOptions(r *rand.Rand) (o tokenize.Options) {
	words, _ := pieces()
	word := func() string { return words[r.Intn(len(words))] }
	for range r.Intn(6) {
		var parts []string
		for range 1 + r.Intn(3) {
			parts = append(parts, word())
		}
		e := tokenize.Entry{Surface: strings.Join(parts, "")}
		switch r.Intn(3) {
		case 0:
			e.Cut = parts
		case 1:
			e.Base = word()
		}
		o.Dictionary = append(o.Dictionary, e)
	}
	for range r.Intn(3) {
		o.Synonyms = append(o.Synonyms, []string{word() + word(), word()})
	}
	return o
}

func TestMatcherFindsWhatLoopsFind(t *testing.T) {
	found := 0
	for seed := range int64(40) {
		r := rand.New(rand.NewSource(seed))
		tk := tokenizer(t)
		if own, err := tokenize.New(randomOptions(r)); err == nil { // some are refused
			tk = own
		}
		var nodes []expr.Node
		for range 60 {
			nodes = append(nodes, randomLeaf(r))
		}
		var texts []string
		for range 10 {
			texts = append(texts, randomText(r, 12))
		}
		found += checkFind(t, tk, nodes, texts)
	}
	if found < 1000 {
		t.Errorf("only %d occurrences in all: the test says little", found)
	}
}

// Words that are cut otherwise in a text than by themselves are found all the
// same.
func TestWordsThatAreCutOtherwise(t *testing.T) {
	entry := func(surface string, cut ...string) tokenize.Options {
		return tokenize.Options{Dictionary: []tokenize.Entry{{Surface: surface, Cut: cut}}}
	}
	for _, c := range []struct {
		o          tokenize.Options
		term, text string
	}{
		{tokenize.Options{}, "㋀", "1月に"},
		{tokenize.Options{}, "ท\u0e33", "ท\u0e4d\u0e32"},
		{tokenize.Options{Synonyms: [][]string{{"price", "ราคา"}}}, "ราคา", "ดูราคาแพง"},
		{entry("ราคา"), "ราคา", "appราคา"},
		{entry("iPhone15 Pro", "iPhone", "15", "Pro"), "iPhone15", "my iPhone15 Pro broke"},
		{entry("PS5本体", "PS", "5", "本体"), "PS5", "PS5本体が高い"},
		{entry("l'oreal", "l'", "oreal"), "l’oreal", "l'oreal"},
		{entry("kg", "k", "g"), "㎏", "kg"},
	} {
		tk, err := tokenize.New(c.o)
		if err != nil {
			t.Fatal(err)
		}
		nodes := []expr.Node{&expr.Words{Text: c.term}, &expr.Words{Text: c.term, Exact: true}}
		if found := checkFind(t, tk, nodes, []string{c.text, c.term}); found < len(nodes) {
			t.Errorf("%s: %d occurrences in %q and by itself", c.term, found, c.text)
		}
	}
}

func TestMatcherFindsWhatLoopsFindInRealTexts(t *testing.T) {
	texts := slices.Concat(
		dataColumn(t, "nhs-feedback/feedback.csv", "text", 120),
		dataColumn(t, "hotel-requests-ja/requests.csv", "text", 120),
		dataLines(t, "throughput/kyoto.ja.txt.gz", 60),
		dataLines(t, "throughput/kyoto.en.txt.gz", 60))
	tk := tokenizer(t)
	nodes := sampleTerms(tk, texts, 150)
	if found := checkFind(t, tk, nodes, texts); found < len(nodes) {
		t.Errorf("%d occurrences of %d terms that were cut from the texts", found, len(nodes))
	}
}

// sampleTerms cuts terms of one to three tokens out of texts, as they are
// written, always the same.
func sampleTerms(tk *tokenize.Tokenizer, texts []string, n int) []expr.Node {
	r := rand.New(rand.NewSource(1))
	seen := make(map[string]bool)
	var nodes []expr.Node
	for tries := 0; len(nodes) < n && tries < 50*n; tries++ {
		doc := tokens(tk, texts[r.Intn(len(texts))])
		if len(doc.Tokens) == 0 {
			continue
		}
		from := r.Intn(len(doc.Tokens))
		to := min(from+1+r.Intn(3), len(doc.Tokens))
		text := spans(doc, []place{{int32(from), int32(to), doc.Tokens[from].Start, doc.Tokens[to-1].End}})[0].Text
		if len(text) < 4 || seen[text] {
			continue
		}
		seen[text] = true
		nodes = append(nodes, &expr.Words{Text: text, Exact: r.Intn(4) == 0})
	}
	return nodes
}

// A term that stands in a text as a text of its own is found there whole.
func TestTermFindsItself(t *testing.T) {
	tk := tokenizer(t)
	r := rand.New(rand.NewSource(7))
	for range 500 {
		text := randomText(r, 4)
		doc := tokens(tk, text)
		q, err := CompileQuery(&expr.Words{Text: text}, tk)
		if err != nil {
			t.Fatal(err)
		}
		got := q.Spans(doc)
		if len(doc.Tokens) == 0 {
			continue
		}
		last := doc.Tokens[len(doc.Tokens)-1]
		if len(got) != 1 || got[0].Start != doc.Tokens[0].Start || got[0].End != last.End {
			t.Errorf("term %q in itself: %v", text, got)
		}
	}
}

// FuzzFind holds the matcher against the loops, on one term and one text.
func FuzzFind(f *testing.F) {
	for _, c := range allCases() {
		f.Add(c.term, c.text)
	}
	f.Add("ああ", strings.Repeat("あ", 40))
	f.Add("a\xffb", "a\xffb")
	tk := tokenizer(f)
	f.Fuzz(func(t *testing.T, term, text string) {
		if tk.MemoOwner() == tokenize.NoMemoOwner { // when they have run out: begin with new ones
			tk = newTokenizer(t)
		}
		term, text = strings.ToValidUTF8(term, "�"), strings.ToValidUTF8(text, "�")
		if len(text) > 300 || len(term) > 100 {
			return
		}
		nodes := []expr.Node{&expr.Words{Text: term}, &expr.Words{Text: term, Exact: true}, &expr.Prefix{Text: term}}
		checkFind(t, tk, nodes, []string{text, term, text + term, fmt.Sprint(term, " ", text)})
	})
}
