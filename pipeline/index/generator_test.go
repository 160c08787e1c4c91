package index

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"verbatim/datasets"
	"verbatim/themes"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// generator makes random corpora and queries.
type generator struct{ *rand.Rand }

func pick[T any](g *generator, from ...T) T { return from[g.IntN(len(from))] }

func (g *generator) text() string {
	var b strings.Builder
	for range g.IntN(12) {
		b.WriteString(pick(g, "料金", "が", "高い", "高かった", "サポート", "カスタマー", "の", "返事", "遅い", "遅かっ", "た", "です",
			"東京", "都", "京都", "login", "Login", "log", "in", "crashed", "crashes", "crash", "API", "api", "ＡＰＩ", "too", "expensive", "AWS導入", "時々", "１２", "3",
			" ", " ", " ", "、", "。", "-", "!", "・", "\n"))
	}
	return b.String()
}

func (g *generator) corpus(tk *tokenize.Tokenizer, cb *themes.Codebook, rows int) *corpus {
	c := &corpus{attributes: []datasets.Attribute{{Slug: "plan", Header: "プラン"}, {Slug: "mrr", Header: "MRR"}},
		sizes: []int{30 + g.IntN(70), 1 + g.IntN(3), 64, 1 + g.IntN(100)}}
	for range rows {
		v := datasets.Verbatim{Text: g.text(), Intent: pick[datasets.Intent](g, "", "praise", "problem"),
			Attributes: []string{pick(g, "", "free", "Pro", "pro"), pick(g, "", "100", "2,000", "¥30,000")}}
		if g.IntN(4) > 0 {
			v.ResponseID = fmt.Sprint("r", g.IntN(rows))
		}
		// All verbatims of a response have the same score.
		if n := rand.New(rand.NewPCG(uint64(len(v.ResponseID)), uint64(len(c.docs)))).IntN(12); v.ResponseID == "" && n < 11 {
			v.Metric, v.Score = datasets.MetricNPS, datasets.Some(float64(n))
		}
		if g.IntN(5) > 0 {
			v.RespondedOn = datasets.Some(datasets.Date(20454 + g.IntN(200)))
		}
		for _, id := range []string{"too_expensive", "invoice", "speed"} {
			if g.IntN(4) == 0 {
				v.ThemeIDs = append(v.ThemeIDs, id)
			}
		}
		slices.Sort(v.ThemeIDs)
		v.Departments = pick(g, nil, []string{"support"}, []string{"marketing", "product"})
		c.add(tk, cb, v)
	}
	for left := rows; left > 0; {
		n := min(left, g.IntN(rows)+1)
		c.parts = append(c.parts, n)
		left -= n
	}
	return c
}

func (g *generator) query(depth int) expr.Node {
	if depth > 0 {
		switch g.IntN(6) {
		case 0:
			return &expr.And{Nodes: []expr.Node{g.query(depth - 1), g.query(depth - 1)}}
		case 1:
			return &expr.Or{Nodes: []expr.Node{g.query(depth - 1), g.query(depth - 1)}}
		case 2:
			return &expr.Not{Node: g.query(depth - 1)}
		}
	}
	switch g.IntN(10) {
	case 0:
		return g.prefix()
	case 1:
		return g.near(g.operand)
	case 2:
		for {
			if n := g.sentence(2); expr.NeedsWords(n) {
				return &expr.Sentence{Node: n}
			}
		}
	case 3:
		return g.pattern()
	case 4, 5:
		n, err := expr.Parse(pick(g, "theme:pricing", "theme:none", "theme:any", "theme:speed,invoice", "department:support,none",
			"score:0..6", "score:9..", "score:none", "nps:promoter", "date:2026-01..2026-03", "date:none", "plan:pro", "plan:none,free",
			"mrr:1000..", "intent:praise", "lang:ja", "lang:en,und"), expr.Search)
		if err != nil {
			panic(err)
		}
		return n
	}
	return g.words()
}

func (g *generator) prefix() expr.Node {
	return &expr.Prefix{Text: pick(g, "料", "サポ", "crash", "e", "カスタマーサ", "１", "遅")}
}

func (g *generator) pattern() expr.Node {
	src := pick(g, "crash(ed)?", "(?-i)API", "高.{0,3}、", "[0-9]+", "サポ|返事$", "^東京", "[!。]", "o")
	return &expr.Regexp{Text: src, RE: regexp.MustCompile("(?i)" + src)}
}

func (g *generator) near(operand func() expr.Node) expr.Node {
	return &expr.Near{N: g.IntN(4), Ordered: g.IntN(2) == 0, Left: operand(), Right: operand()}
}

// operand is what may stand beside NEAR.
func (g *generator) operand() expr.Node {
	switch g.IntN(8) {
	case 0:
		return g.prefix()
	case 1:
		return g.pattern()
	case 2, 3:
		return &expr.Or{Nodes: []expr.Node{g.operand(), g.operand()}}
	}
	return g.words()
}

// sentence is what may stand in SENTENCE.
func (g *generator) sentence(depth int) expr.Node {
	if depth > 0 {
		switch g.IntN(4) {
		case 0:
			return &expr.Not{Node: g.sentence(depth - 1)}
		case 1:
			return &expr.Or{Nodes: []expr.Node{g.sentence(depth - 1), g.sentence(depth - 1)}}
		case 2:
			return &expr.And{Nodes: []expr.Node{g.sentence(depth - 1), g.sentence(depth - 1)}}
		}
	}
	if g.IntN(3) == 0 {
		return g.near(g.operand)
	}
	return g.operand()
}

func (g *generator) words() expr.Node {
	for {
		w := &expr.Words{Text: strings.TrimSpace(g.text()), Exact: g.IntN(3) == 0}
		w.Case = w.Exact && g.IntN(2) == 0
		if r := []rune(w.Text); len(r) > 6 {
			w.Text = string(r[:2+g.IntN(5)])
		}
		var doc tokenize.Doc
		if tokenizer().Tokenize(w.Text, &doc); len(doc.Tokens) > 0 {
			return w
		}
	}
}
