package pipeline

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"verbatim/datasets"
)

// textsCodebook has what the index does not know: regular expressions, whole
// texts and the order of themes.
const textsCodebook = `
version: 1
departments: {support: Support, product: Product}
themes:
  - {id: speed, departments: [product], terms: {en: [slow, '/v\d+\.\d/'], ja: [遅い]}}
  - {id: ticket, departments: [support], terms: {any: ['crash AND /[A-Z]{2}-\d+/', '(app OR /画面./) NEAR/2 expensive']}}
  - {id: price, departments: [support], terms: {en: [expensive], ja: [高い]}, negated: ignore, exclude: {any: ['/not +\w+/']}}
  - {id: rest, departments: [support], terms: {en: [{term: great, when: 'theme:none'}]}}
intents:
  problem: {any: [slow, '/cra+sh/']}
no_content:
  en: [nothing to add, n/a, slow]
  ja: [特になし, 高い]
  any: [ok]
routing:
  rules:
    - {id: version, when: '/v\d+\.\d/ AND nps:detractor', reply: support, within: 48h}
    - {id: owner, when: "theme:any", inform: theme}
`

// textsSurvey writes n responses, many of which are nothing but one of the texts
// of no_content, written in several ways.
func textsSurvey(t *testing.T, n int) string {
	t.Helper()
	words := []string{"slow", "crash", "craaash", "expensive", "not", "not expensive", "great", "遅い", "高い", "高くない", "満足", "the app", "画面が", "画面は", "v1.2", "AB-12", "、", "ok"}
	whole := []string{"nothing to add", "Nothing to add!", "n/a", "N / A", "na", "特になし", "特に、なし。", "高かった", "ok", "OK.", "満足", "great", "!!!", ""}
	rng := rand.New(rand.NewPCG(11, uint64(n)))
	lines := []string{"Response ID,Submitted at,NPS,Comment,Suggestion"}
	say := func() string {
		if rng.IntN(3) == 0 {
			return whole[rng.IntN(len(whole))]
		}
		var s []string
		for range 1 + rng.IntN(5) {
			s = append(s, words[rng.IntN(len(words))])
		}
		return strings.Join(s, " ")
	}
	for i := range n {
		lines = append(lines, fmt.Sprintf("R%d,2026-05-%02dT09:00:00Z,%d,%s,%s", i, 1+i%28, rng.IntN(11), say(), say()))
	}
	return survey(t, "texts.csv", lines...)
}

// textsChanges are changes of textsCodebook: what is replaced by what.
func textsChanges() map[string][2]string {
	return map[string][2]string{
		"a regexp more":                 {`[slow, '/v\d+\.\d/']`, `[slow, '/v\d+\.\d/', '/gre+at/']`},
		"a regexp less":                 {`[slow, '/v\d+\.\d/']`, `[slow]`},
		"another regexp":                {`'/v\d+\.\d/'], ja`, `'/v\d/', '/AB.12/'], ja`},
		"a regexp in AND":               {`crash AND /[A-Z]{2}-\d+/`, `crash AND /[A-Z]{2}-\d+|v\d/`},
		"a regexp in OR":                {`crash AND /[A-Z]{2}-\d+/`, `(crash OR /cra+sh/) AND (great OR /\d+/)`},
		"a regexp under NOT":            {`crash AND /[A-Z]{2}-\d+/`, `crash AND NOT /[A-Z]{2}-\d+/`},
		"a regexp in NEAR":              {`(app OR /画面./) NEAR/2`, `/画面./ NEAR/3`},
		"a regexp that must be negated": {`'/v\d+\.\d/'], ja`, `{term: '/gre+at/', negated: require}], ja`},
		"a regexp with a condition":     {`'/v\d+\.\d/'], ja`, `{term: '/v\d+\.\d/', when: 'score:0..6'}], ja`},
		"a regexp in exclude":           {`'/not +\w+/'`, `'/高く.{0,2}/'`},
		"no exclude":                    {`, exclude: {any: ['/not +\w+/']}`, ``},
		"a regexp in an intent":         {`'/cra+sh/'`, `'/v\d/'`},
		"no regexp in an intent":        {`[slow, '/cra+sh/']`, `[slow]`},
		"a regexp in a rule":            {`/v\d+\.\d/ AND nps`, `(/AB-\d/ OR slow) AND nps`},
		"a regexp under NOT in a rule":  {`/v\d+\.\d/ AND nps`, `NOT /v\d+\.\d/ AND nps`},
		"NEAR in a rule":                {`/v\d+\.\d/ AND nps`, `slow NEAR/3 /\d/ AND nps`},
		"no_content more in English":    {`n/a, slow]`, `n/a, slow, great]`},
		"no_content less in English":    {`n/a, slow]`, `slow]`},
		"no_content that tags":          {`n/a, slow]`, `n/a]`},
		"no_content more in Japanese":   {`[特になし, 高い]`, `[特になし, 高い, 満足]`},
		"no_content less in Japanese":   {`ja: [特になし, 高い]`, `ja: [特になし]`},
		"no_content of any language":    {`any: [ok]`, `any: ["満足 OR 遅い", "!!!"]`},
		"no_content with OR":            {`[nothing to add, n/a, slow]`, `[nothing to add OR great, "na", slow]`},
		"no no_content":                 {"no_content:\n  en: [nothing to add, n/a, slow]\n  ja: [特になし, 高い]\n  any: [ok]\n", ""},
		"order with theme:none": {
			"  - {id: rest, departments: [support], terms: {en: [{term: great, when: 'theme:none'}]}}\n", ""}, // and put first, see below
	}
}

// TestPreviewOfTexts: what the index cannot tell from its words is found all the
// same, without annotating everything.
func TestPreviewOfTexts(t *testing.T) {
	base, n := t.TempDir(), 120
	mustRun(t, parted(base, codebook(t, textsCodebook), textsSurvey(t, n)))
	before := readAll[datasets.Verbatim](t, base, dirVerbatims)
	for name, change := range textsChanges() {
		if raceDetector && name != "another regexp" && name != "no_content with OR" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			src := strings.Replace(textsCodebook, change[0], change[1], 1)
			if src == textsCodebook {
				t.Fatalf("%q does not stand in the codebook", change[0])
			}
			if strings.HasPrefix(name, "order") {
				src = strings.Replace(src, "themes:\n", "themes:\n"+change[0], 1)
			}
			ws, cb := t.TempDir(), codebook(t, src)
			if err := os.CopyFS(ws, os.DirFS(base)); err != nil {
				t.Fatal(err)
			}
			preview, err := open(t, ws).Preview(context.Background(), PreviewOptions{Codebook: cb, Examples: 3})
			if err != nil {
				t.Fatal(err)
			}
			if preview.Everything != "" || preview.Looked == n && !strings.HasSuffix(name, "rule") {
				t.Errorf("looked at %d (%s)", preview.Looked, preview.Everything)
			}
			res := mustRetag(t, ws, cb)
			after := readAll[datasets.Verbatim](t, ws, dirVerbatims)
			checkPreview(t, preview, before, after, res)
			if reflect.DeepEqual(outcomes(before), outcomes(after)) && !strings.HasSuffix(name, "rule") {
				t.Error("nothing changed: the test says nothing")
			}
		})
	}
}

// outcomes is what annotating made of verbatims, without its versions.
func outcomes(all []datasets.Verbatim) []string {
	var s []string
	for _, v := range all {
		s = append(s, fmt.Sprint(v.VerbatimID, v.ContentStatus, v.Intent, v.ThemeIDs))
	}
	return s
}

// TestPreviewOfAnything: whatever is changed at random, looking at what may
// change says the same as looking at all.
func TestPreviewOfAnything(t *testing.T) {
	path := textsSurvey(t, 80)
	rng := rand.New(rand.NewPCG(13, 14))
	rounds := 12
	if raceDetector {
		rounds = 2
	}
	little := 0
	for range 3 {
		base := randomCodebook(rng)
		ws := t.TempDir()
		mustRun(t, parted(ws, codebook(t, base.String()), path))
		g := open(t, ws)
		for range rounds {
			src := base.changed(rng).String()
			o := PreviewOptions{Codebook: codebook(t, src), Examples: 2}
			some, err := g.Preview(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			if some.Everything != "" {
				t.Errorf("everything was looked at: %s", some.Everything)
			}
			if some.Looked < some.Responses {
				little++
			}
			all := previewOfAll(t, g, &o)
			some.Looked, all.Looked, all.Everything = 0, 0, ""
			if !reflect.DeepEqual(some, all) {
				t.Fatalf("from\n%s\nto\n%s\nsome of them: %+v\nall of them: %+v", base, src, some, all)
			}
		}
	}
	if little == 0 {
		t.Error("all responses were looked at each time: the test says nothing")
	}
}

// previewOfAll is Preview that annotates everything.
func previewOfAll(t *testing.T, g *Generation, o *PreviewOptions) *Preview {
	t.Helper()
	p, err := g.newPreviewer(o)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	for range g.Manifest.Parts {
		p.touches = append(p.touches, &touched{everything: "asked for", lineage: lineageIn(g.Codebook)})
	}
	all, err := p.preview(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// randomBook is a codebook by the lines of its sections.
type randomBook struct {
	themes, intents, whole, rules []string
	combine                       string // of all themes; may be empty
}

func randomCodebook(rng *rand.Rand) randomBook {
	var b randomBook
	for i := range 6 {
		b.themes = append(b.themes, randomTheme(rng, i))
	}
	for range 3 {
		b.intents = append(b.intents, randomTerm(rng))
		b.whole = append(b.whole, randomWhole(rng))
		b.rules = append(b.rules, randomRule(rng))
	}
	return b
}

func (b randomBook) String() string {
	var s strings.Builder
	s.WriteString("version: 1\n")
	if b.combine != "" {
		s.WriteString("combine: " + b.combine + "\n")
	}
	s.WriteString("departments: {support: Support, product: Product}\nthemes:\n")
	for _, t := range b.themes {
		s.WriteString("  - " + t + "\n")
	}
	fmt.Fprintf(&s, "intents: {problem: {any: [%s]}}\n", strings.Join(unique(b.intents), ", "))
	fmt.Fprintf(&s, "no_content: {any: [%s]}\n", strings.Join(unique(b.whole), ", "))
	s.WriteString("routing:\n  rules:\n")
	for i, r := range b.rules {
		fmt.Fprintf(&s, "    - {id: r%d, when: %s}\n", i, r)
	}
	return s.String()
}

// changed returns the codebook with one or two changes.
func (b randomBook) changed(rng *rand.Rand) randomBook {
	b = randomBook{slices.Clone(b.themes), slices.Clone(b.intents), slices.Clone(b.whole), slices.Clone(b.rules), b.combine}
	for range 1 + rng.IntN(2) {
		switch i := rng.IntN(3); rng.IntN(6) {
		case 0, 1: // the ids of the groups' themes stay, that each group has two
			at := slices.IndexFunc(b.themes, func(s string) bool { return strings.HasPrefix(s, fmt.Sprintf("{id: t%d,", i)) })
			b.themes[at] = randomTheme(rng, i)
		case 2:
			rng.Shuffle(len(b.themes), func(i, j int) { b.themes[i], b.themes[j] = b.themes[j], b.themes[i] })
		case 3:
			b.intents[i] = randomTerm(rng)
		case 4:
			b.whole[i] = randomWhole(rng)
		case 5:
			b.rules[i] = randomRule(rng)
		}
	}
	return b
}

// unique leaves out what stands there already: a list takes each term once.
func unique(all []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(all))) // of a copy
}

func pick(rng *rand.Rand, from ...string) string { return from[rng.IntN(len(from))] }

// randomTheme returns theme i; the last two are a group.
func randomTheme(rng *rand.Rand, i int) string {
	terms := []string{randomTerm(rng), randomTerm(rng)}
	if i < 4 && rng.IntN(3) == 0 {
		terms = append(terms, fmt.Sprintf("{term: %s, %s}", randomTerm(rng), pick(rng, "when: 'theme:none'", "when: 'score:0..6'", "negated: require", "stop: true")))
	}
	s := fmt.Sprintf("{id: t%d, departments: [%s], terms: {any: [%s]}", i, pick(rng, "support", "product"), strings.Join(unique(terms), ", "))
	switch {
	case i >= 4:
		s += ", group: g"
	case rng.IntN(3) == 0:
		s += ", " + pick(rng, "stop: true", "priority: 1", "priority: -1", "negated: ignore", "negated: require", "sentiment: negative", "when: 'nps:detractor'",
			"exclude: {any: ["+randomTerm(rng)+"]}")
	}
	return s + "}"
}

func randomTerm(rng *rand.Rand) string {
	word := func() string {
		return pick(rng, "slow", "crash", "expensive", "great", "遅い", "高い", "満足", "app", "画面", "cr*", "exact:crash", "=OK", `/v\d/`, `/[A-Z]{2}-\d+/`, "/画面./", "/gr?ea+t/", "/い/")
	}
	form := pick(rng, "%s%.0s", "%s AND %s", "%s OR %s", "%s AND NOT %s", "%s NEAR/3 %s", "%s BEFORE/2 (%s OR slow)", "(%s OR %s) AND score:0..8")
	return "'" + fmt.Sprintf(form, word(), word()) + "'"
}

func randomWhole(rng *rand.Rand) string {
	return "'" + pick(rng, "nothing to add", "n/a", "特になし", "ok", "満足", "great", "slow", "高い", "great OR 遅い", "the app") + "'"
}

func randomRule(rng *rand.Rand) string {
	return fmt.Sprintf("\"%s\", %s", strings.ReplaceAll(strings.Trim(randomTerm(rng), "'"), `\`, `\\`), pick(rng, "reply: support, within: 48h", "inform: theme", "inform: product"))
}
