package pipeline

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/datasets"
	"verbatim/pipeline/state"
	"verbatim/themes"
	"verbatim/tokenize"
)

const beforeCodebook = `
version: 1
departments: {support: Support, product: Product}
themes:
  - {id: speed, departments: [product], terms: {en: [slow], ja: [遅い]}}
  - {id: crash, departments: [product], terms: {en: [crash], ja: [落ちる]}}
  - {id: price, departments: [support], terms: {en: [expensive], ja: [高い]}}
routing:
  rules:
    - {id: detractor, when: "nps:detractor", reply: support, within: 48h}
    - {id: owner, when: "theme:any", inform: theme}
`

// randomSurvey writes n responses of a few words each; every fifth says nothing.
func randomSurvey(t *testing.T, n int) string {
	t.Helper()
	words := []string{"slow", "crash", "expensive", "not", "great", "遅い", "落ちる", "高い", "遅くない", "満足", "the app", "画面が", "never", "、"}
	rng := rand.New(rand.NewPCG(7, uint64(n)))
	lines := []string{"Response ID,Submitted at,NPS,Comment,Suggestion"}
	for i := range n {
		say := func() string {
			var s []string
			for range rng.IntN(6) {
				s = append(s, words[rng.IntN(len(words))])
			}
			return strings.Join(s, " ")
		}
		lines = append(lines, fmt.Sprintf("R%d,2026-05-%02dT09:00:00Z,%d,%s,%s", i, 1+i%28, rng.IntN(11), say(), say()))
	}
	return survey(t, "random.csv", lines...)
}

// parted are options with small parts.
func parted(ws string, cb *themes.Codebook, inputs ...string) Options {
	return Options{Workspace: ws, Inputs: inputs, Codebook: cb, Tokenizer: tokenizer(), partResponses: 40}
}

func mustRetag(t *testing.T, ws string, cb *themes.Codebook) *Result {
	t.Helper()
	res, err := Retag(context.Background(), Options{Workspace: ws, Codebook: cb, Tokenizer: tokenizer()})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// afterCodebooks are changes of every kind.
func afterCodebooks() map[string]string {
	change := func(old, now string) string {
		if !strings.Contains(beforeCodebook, old) {
			panic(old)
		}
		return strings.Replace(beforeCodebook, old, now, 1)
	}
	return map[string]string{
		"nothing":                      beforeCodebook,
		"a term more":                  change("en: [slow]", "en: [slow, great]"),
		"a term less":                  change("[slow], ja: [遅い]", "[slow]"),
		"another term":                 change("en: [crash]", "en: [the app]"),
		"an exclude":                   change("ja: [高い]}", "ja: [高い]}, exclude: {en: [not expensive]}"),
		"negated ignored":              change("ja: [遅い]}", "ja: [遅い]}, negated: ignore"),
		"negated required":             change("ja: [遅い]}", "ja: [遅い]}, negated: require"),
		"a condition":                  change("ja: [遅い]}", "ja: [遅い]}, when: 'score:0..6'"),
		"a group":                      change("{id: speed,", "{id: speed, group: g,"),
		"a new theme":                  change("routing:", "  - {id: happy, departments: [support], terms: {en: [great], ja: [満足]}}\nrouting:"),
		"a theme gone":                 change("  - {id: crash, departments: [product], terms: {en: [crash], ja: [落ちる]}}\n", ""),
		"a parent":                     change("{id: crash,", "{id: crash, parent: speed,"),
		"departments":                  change("{id: crash, departments: [product]", "{id: crash, departments: [support]"),
		"stop":                         change("{id: speed,", "{id: speed, stop: true,"),
		"priority":                     change("{id: price,", "{id: price, stop: true, priority: 1,"),
		"sentiment":                    change("{id: price,", "{id: price, sentiment: negative, "),
		"order with a term that stops": strings.Replace(change("en: [crash]", "en: [{term: crash, stop: true}]"), "{id: speed,", "{id: speed, priority: -1,", 1),
		"routing":                      change("nps:detractor", "score:0..3"),
		"intents":                      change("routing:", "intents: {problem: {en: [slow]}, praise: {ja: [満足]}}\nrouting:"),
		"an intent's rule":             change("nps:detractor", "intent:problem"),
		"a routing word":               change("nps:detractor", "slow OR 満足"),
		"near":                         change("en: [slow]", "en: [app NEAR/2 slow]"),
		"a regexp":                     change("en: [slow]", "en: ['/gre+at/']"),
	}
}

// TestPreviewIsWhatRetagDoes: whatever changes in a codebook, what preview says
// before is what retag did after, and what a run by the new codebook would have
// made in the first place.
func TestPreviewIsWhatRetagDoes(t *testing.T) {
	path := randomSurvey(t, 90)
	for name, src := range afterCodebooks() {
		if raceDetector && name != "a term more" && name != "routing" && name != "a group" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			if name == "a group" {
				src = strings.Replace(src, "{id: crash,", "{id: crash, group: g,", 1)
			}
			cb := codebook(t, src)
			ws := t.TempDir()
			mustRun(t, parted(ws, codebook(t, beforeCodebook), path))
			before := readAll[datasets.Verbatim](t, ws, dirVerbatims)
			g := open(t, ws)
			preview, err := g.Preview(context.Background(), PreviewOptions{Codebook: cb, Examples: 3})
			if err != nil {
				t.Fatal(err)
			}
			res := mustRetag(t, ws, cb)
			if name == "nothing" {
				if res.Published || preview.Looked != 0 {
					t.Errorf("published %v, looked at %d", res.Published, preview.Looked)
				}
				return
			}
			if !res.Published || res.Manifest.Generation != 2 {
				t.Fatalf("published %v, generation %d", res.Published, res.Manifest.Generation)
			}
			checkPreview(t, preview, before, readAll[datasets.Verbatim](t, ws, dirVerbatims), res)
			fresh := t.TempDir()
			mustRun(t, parted(fresh, cb, path))
			for _, dir := range []string{dirTags, dirRoutes, dirVerbatims, dirResponses} {
				sameTables(t, ws, fresh, dir)
			}
		})
	}
}

func open(t *testing.T, ws string) *Generation {
	t.Helper()
	g, err := OpenGeneration(context.Background(), OpenWorkspace(ws), 0, tokenizer())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = g.Close() })
	return g
}

func sameTables(t *testing.T, a, b, dir string) {
	t.Helper()
	var rows [2]any
	for i, ws := range []string{a, b} {
		switch dir {
		case dirTags:
			rows[i] = readAll[datasets.Tag](t, ws, dir)
		case dirRoutes:
			rows[i] = readAll[datasets.Route](t, ws, dir)
		case dirVerbatims:
			rows[i] = readAll[datasets.Verbatim](t, ws, dir)
		default:
			rows[i] = readAll[datasets.Response](t, ws, dir)
		}
	}
	if !reflect.DeepEqual(rows[0], rows[1]) {
		t.Errorf("%s: the retagged table is not that of a run by the new codebook", dir)
	}
}

// checkPreview compares a preview with the tables and the manifest of after.
func checkPreview(t *testing.T, p *Preview, before, after []datasets.Verbatim, res *Result) {
	t.Helper()
	gained, lost, changed := map[string]int{}, map[string]int{}, 0
	for i := range before {
		a, b := before[i].ThemeIDs, after[i].ThemeIDs
		if !slices.Equal(a, b) {
			changed++
		}
		for _, id := range b {
			if !slices.Contains(a, id) {
				gained[id]++
			}
		}
		for _, id := range a {
			if !slices.Contains(b, id) {
				lost[id]++
			}
		}
	}
	if p.Changed != changed {
		t.Errorf("%d verbatims changed, the preview said %d", changed, p.Changed)
	}
	st := res.Manifest.Stats
	if p.After != (Coverage{st.Content, st.Tagged}) {
		t.Errorf("coverage is %d of %d, the preview said %+v", st.Tagged, st.Content, p.After)
	}
	for _, c := range p.Themes {
		parent := c.ThemeID == "p" || slices.ContainsFunc(res.Codebook.Themes, func(t themes.Theme) bool { return t.Parent == c.ThemeID })
		if !parent && (c.Gained.Count != gained[c.ThemeID] || c.Lost.Count != lost[c.ThemeID]) {
			t.Errorf("%s: +%d -%d, the preview said +%d -%d", c.ThemeID, gained[c.ThemeID], lost[c.ThemeID], c.Gained.Count, c.Lost.Count)
		}
		if now := figure(st, c.ThemeID); !reflect.DeepEqual(now, c.After) {
			t.Errorf("%s is %+v, the preview said %+v", c.ThemeID, now, c.After)
		}
	}
	for _, d := range p.Departments {
		if now := st.Departments[d.Department]; now.Cases != d.CasesAfter || now.Informed != d.ReadersAfter {
			t.Errorf("%s has %+v, the preview said %+v", d.Department, now, d)
		}
	}
}

// TestPreviewLooksAtLittle: a rare term concerns few responses.
func TestPreviewLooksAtLittle(t *testing.T) {
	ws := t.TempDir()
	lines := []string{"Response ID,NPS,Comment"}
	for i := range 200 {
		lines = append(lines, fmt.Sprintf("R%d,9,We have nothing to say about number %d", i, i))
	}
	lines = append(lines, "R999,2,The wombat button is gone")
	mustRun(t, parted(ws, codebook(t, beforeCodebook), survey(t, "a.csv", lines...)))
	p, err := open(t, ws).Preview(context.Background(), PreviewOptions{Codebook: codebook(t, strings.Replace(beforeCodebook, "en: [slow]", "en: [slow, wombat]", 1)), Examples: 2})
	if err != nil {
		t.Fatal(err)
	}
	if p.Looked != 1 || p.Everything != "" || p.Changed != 1 {
		t.Errorf("looked at %d (%s), changed %d; want 1, 1", p.Looked, p.Everything, p.Changed)
	}
	if len(p.Themes) != 1 || p.Themes[0].Gained.Examples[0].Rule != "wombat" || p.Themes[0].Gained.Examples[0].VerbatimID != "R999#comment" {
		t.Errorf("themes %+v", p.Themes)
	}
}

// label records labels in a workspace without applying them.
func label(t *testing.T, ws string, labels ...datasets.Label) {
	t.Helper()
	log, err := state.Open(filepath.Join(ws, state.File))
	if err != nil {
		t.Fatal(err)
	}
	for i := range labels {
		labels[i].By, labels[i].At = "mika", time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	}
	if _, err := log.AddLabels(context.Background(), labels); err != nil {
		t.Fatal(err)
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestLabelsWin: what people gave and took is in the tables after it is
// applied, after a retag and after another run, and only the parts that hold
// labelled verbatims are rewritten for it.
func TestLabelsWin(t *testing.T) {
	ctx, ws := context.Background(), t.TempDir()
	cb := codebook(t, beforeCodebook)
	path := randomSurvey(t, 150)
	mustRun(t, parted(ws, cb, path))
	var given, taken string // verbatims without price, and with it
	for _, v := range readAll[datasets.Verbatim](t, ws, dirVerbatims) {
		has := slices.Contains(v.ThemeIDs, "price")
		if !has && given == "" && v.ContentStatus == datasets.Content {
			given = v.VerbatimID
		}
		if has && taken == "" {
			taken = v.VerbatimID
		}
	}
	label(t, ws, datasets.Label{VerbatimID: given, ThemeID: "price"}, datasets.Label{VerbatimID: taken, ThemeID: "price", Removed: true},
		datasets.Label{VerbatimID: taken, ThemeID: "no_such_theme_any_more"})
	res, err := ApplyLabels(ctx, Options{Workspace: ws, Tokenizer: tokenizer()})
	if err != nil {
		t.Fatal(err)
	}
	if !res.Published || res.Run.Kind != KindLabels || res.Run.Retagged == 0 || res.Run.Retagged > 80 {
		t.Errorf("published %v, kind %s, %d retagged", res.Published, res.Run.Kind, res.Run.Retagged)
	}
	checkLabels(t, ws, given, taken)
	preview, err := open(t, ws).Preview(ctx, PreviewOptions{Codebook: cb, Labels: mustLabels(t, ws)})
	if err != nil {
		t.Fatal(err)
	}
	if want := (Agreement{Wrong: 1, Missed: 1}); preview.Judged == nil || preview.Judged.Before != want || preview.Changed != 0 {
		t.Errorf("judged %+v, changed %d", preview.Judged, preview.Changed)
	}
	mustRetag(t, ws, codebook(t, strings.Replace(beforeCodebook, "en: [slow]", "en: [slow, great]", 1)))
	checkLabels(t, ws, given, taken)
	more := survey(t, "more.csv", "Response ID,Submitted at,NPS,Comment,Suggestion", "R9999,2026-05-01T09:00:00Z,3,slow again today,")
	mustRun(t, parted(ws, cb, more))
	checkLabels(t, ws, given, taken)
	// The latest label counts: the theme is as the lists have it.
	label(t, ws, datasets.Label{VerbatimID: taken, ThemeID: "price"})
	if _, err = ApplyLabels(ctx, Options{Workspace: ws, Tokenizer: tokenizer()}); err != nil {
		t.Fatal(err)
	}
	if tag := tagOf(t, ws, taken); tag.State != datasets.Applied || tag.Source != datasets.SourceHuman {
		t.Errorf("given back: %+v", tag)
	}
	if again, err := ApplyLabels(ctx, Options{Workspace: ws, Tokenizer: tokenizer()}); err != nil || again.Published {
		t.Errorf("with nothing new: published %v, %v", again.Published, err)
	}
}

func mustLabels(t *testing.T, ws string) []datasets.Label {
	t.Helper()
	labels, err := OpenWorkspace(ws).Labels(context.Background(), 1<<40)
	if err != nil {
		t.Fatal(err)
	}
	return labels
}

func tagOf(t *testing.T, ws, verbatim string) datasets.Tag {
	t.Helper()
	for _, tag := range readAll[datasets.Tag](t, ws, dirTags) {
		if tag.VerbatimID == verbatim && tag.ThemeID == "price" {
			return tag
		}
	}
	return datasets.Tag{}
}

func checkLabels(t *testing.T, ws, given, taken string) {
	t.Helper()
	if tag := tagOf(t, ws, given); tag.State != datasets.Applied || tag.Source != datasets.SourceHuman || tag.SourceVersion != "mika" ||
		!slices.Equal(tag.Sources, []datasets.TagSource{datasets.SourceHuman}) {
		t.Errorf("given: %+v", tag)
	}
	if tag := tagOf(t, ws, taken); tag.State != datasets.Removed || tag.Source != datasets.SourceHuman ||
		!slices.Equal(tag.Sources, []datasets.TagSource{datasets.SourceHuman, datasets.SourceLookup}) || len(tag.Evidence) == 0 {
		t.Errorf("taken: %+v", tag)
	}
	for _, v := range readAll[datasets.Verbatim](t, ws, dirVerbatims) {
		if has := slices.Contains(v.ThemeIDs, "price"); v.VerbatimID == given && !has || v.VerbatimID == taken && has {
			t.Errorf("%s has themes %q", v.VerbatimID, v.ThemeIDs)
		}
	}
	g := open(t, ws)
	node, err := g.Codebook.ParseExpr("by:human", 1)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := g.searcher.Rows(context.Background(), node)
	if err != nil || rows.Len() != 1 {
		t.Errorf("by:human finds %d verbatims, %v", rows.Len(), err)
	}
}

// TestRetagResumes: a retag that is interrupted goes on, and ends as one that
// is not; another codebook is refused meanwhile.
func TestRetagResumes(t *testing.T) {
	path := randomSurvey(t, 150)
	old, now := codebook(t, beforeCodebook), codebook(t, strings.Replace(beforeCodebook, "en: [slow]", "en: [slow, great]", 1))
	whole, cut := t.TempDir(), t.TempDir()
	for _, ws := range []string{whole, cut} {
		mustRun(t, parted(ws, old, path))
	}
	mustRetag(t, whole, now)
	ctx, cancel := context.WithCancel(context.Background())
	o := Options{Workspace: cut, Codebook: now, Tokenizer: tokenizer(), Workers: 1}
	o.Progress = func(stage string, done, _ int64) {
		if stage == StageWork && done > 100 {
			cancel()
		}
	}
	if _, err := Retag(ctx, o); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	sealed, _ := os.ReadDir(filepath.Join(cut, stagingDir, sealedDir))
	var usage *UsageError
	if _, err := Retag(context.Background(), Options{Workspace: cut, Codebook: old, Tokenizer: tokenizer()}); len(sealed) > 0 && !errors.As(err, &usage) {
		t.Errorf("another codebook: got %v", err)
	}
	if res := mustRetag(t, cut, now); res.Resumed != len(sealed) || len(sealed) == 0 {
		t.Errorf("%d parts were sealed, %d resumed", len(sealed), res.Resumed)
	}
	if d := diff(hashes(t, OpenWorkspace(whole).Generation(2)), hashes(t, OpenWorkspace(cut).Generation(2))); len(d) > 0 {
		t.Errorf("these files differ: %q", d)
	}
}

// TestRetagCutsAnew: with other words in the dictionary the whole workspace is
// cut into words anew.
func TestRetagCutsAnew(t *testing.T) {
	ws := t.TempDir()
	mustRun(t, options(ws, survey(t, "a.csv", baseRows...)))
	other, err := tokenize.New(tokenize.Options{Synonyms: [][]string{{"crash", "fall over"}}})
	if err != nil {
		t.Fatal(err)
	}
	res, err := Retag(context.Background(), Options{Workspace: ws, Codebook: themes.Starter(), Tokenizer: other})
	if err != nil || !res.Published || res.Manifest.Tokenizer != other.Version() {
		t.Fatalf("got %v", err)
	}
	g, err := OpenGeneration(context.Background(), OpenWorkspace(ws), 0, other)
	if err != nil {
		t.Fatal(err)
	}
	_ = g.Close()
}

func TestRetagOfNothing(t *testing.T) {
	var usage *UsageError
	if _, err := Retag(context.Background(), Options{Workspace: t.TempDir(), Tokenizer: tokenizer()}); !errors.As(err, &usage) {
		t.Errorf("got %v", err)
	}
}

// TestPreviewOfOrder: where a term says stop, the order of themes counts; where a
// condition names a theme by a name, whose name it is.
func TestPreviewOfOrder(t *testing.T) {
	path := randomSurvey(t, 90)
	const head = "version: 1\nthemes:\n"
	for name, c := range map[string][2]string{
		"a term that stops": {
			"  - {id: a, terms: {en: [{term: slow, stop: true}]}}\n  - {id: b, terms: {en: [crash]}}\n",
			"  - {id: b, terms: {en: [crash]}}\n  - {id: a, terms: {en: [{term: slow, stop: true}]}}\n",
		},
		"names that swap": {
			"  - {id: a, name: {en: One}, terms: {en: [slow]}}\n  - {id: b, name: {en: Two}, terms: {en: [crash]}}\n  - {id: c, when: 'theme:One', terms: {en: [app]}}\n",
			"  - {id: a, name: {en: Two}, terms: {en: [slow]}}\n  - {id: b, name: {en: One}, terms: {en: [crash]}}\n  - {id: c, when: 'theme:One', terms: {en: [app]}}\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			ws := t.TempDir()
			mustRun(t, parted(ws, codebook(t, head+c[0]), path))
			before := readAll[datasets.Verbatim](t, ws, dirVerbatims)
			cb := codebook(t, head+c[1])
			preview, err := open(t, ws).Preview(context.Background(), PreviewOptions{Codebook: cb})
			if err != nil {
				t.Fatal(err)
			}
			res := mustRetag(t, ws, cb)
			checkPreview(t, preview, before, readAll[datasets.Verbatim](t, ws, dirVerbatims), res)
			if preview.Changed == 0 {
				t.Error("nothing changed")
			}
		})
	}
}

// TestPreviewOfMixedParts: parts with tags of two codebooks, whose themes have
// other parents. Each is compared with its own, as long as a generation has it.
func TestPreviewOfMixedParts(t *testing.T) {
	ws := t.TempDir()
	const head = "version: 1\nthemes:\n  - {id: p, terms: {en: [the app]}}\n  - {id: q, terms: {en: [the app]}}\n"
	first, second := codebook(t, head+"  - {id: c, parent: p, terms: {en: [slow]}}\n"), codebook(t, head+"  - {id: c, parent: q, terms: {en: [slow]}}\n")
	mustRun(t, parted(ws, first, randomSurvey(t, 60)))
	more := survey(t, "more.csv", "Response ID,Submitted at,NPS,Comment,Suggestion", "M1,2026-05-01T09:00:00Z,3,slow again today,", "M2,2026-05-01T09:00:00Z,3,slow once more,crash")
	mustRun(t, parted(ws, second, more))
	before := readAll[datasets.Verbatim](t, ws, dirVerbatims)
	cb := codebook(t, head+"  - {id: c, parent: q, terms: {en: [slow, crash]}}\n")
	preview, err := open(t, ws).Preview(context.Background(), PreviewOptions{Codebook: cb})
	if err != nil {
		t.Fatal(err)
	}
	if preview.Everything != "" || preview.Looked >= 62 {
		t.Errorf("looked at %d (%s)", preview.Looked, preview.Everything)
	}
	if err := os.Remove(filepath.Join(OpenWorkspace(ws).Generation(1), codebookFile)); err != nil {
		t.Fatal(err)
	}
	blind, err := open(t, ws).Preview(context.Background(), PreviewOptions{Codebook: cb})
	if err != nil {
		t.Fatal(err)
	}
	if blind.Everything == "" || blind.Looked < 60 {
		t.Errorf("without the earlier codebook it looked at %d (%s)", blind.Looked, blind.Everything)
	}
	res := mustRetag(t, ws, cb)
	after := readAll[datasets.Verbatim](t, ws, dirVerbatims)
	checkPreview(t, preview, before, after, res)
	checkPreview(t, blind, before, after, res)
}

// TestLabelsThatComeMeanwhile: a plan that an interrupted run left does not keep
// later labels from being applied.
func TestLabelsThatComeMeanwhile(t *testing.T) {
	ws := t.TempDir()
	mustRun(t, parted(ws, codebook(t, beforeCodebook), randomSurvey(t, 60)))
	verbatim := readAll[datasets.Verbatim](t, ws, dirVerbatims)[0].VerbatimID
	for _, left := range []string{`{"fingerprint":"x","base":1,"run":2,"kind":"retag","labels":0}`, `{"fingerprint":"x","base":0,"labels":0}`} {
		staging := OpenWorkspace(ws).staging()
		if err := errors.Join(os.MkdirAll(staging, 0o700), os.WriteFile(filepath.Join(staging, planFile), []byte(left), 0o600)); err != nil {
			t.Fatal(err)
		}
		l := datasets.Label{VerbatimID: verbatim, ThemeID: "price", Removed: strings.Contains(left, "retag")}
		label(t, ws, l)
		res, err := ApplyLabels(context.Background(), Options{Workspace: ws, Tokenizer: tokenizer()})
		if err != nil || !res.Published {
			t.Fatalf("published %v, %v", res.Published, err)
		}
		if tag := tagOf(t, ws, verbatim); tag.Source != datasets.SourceHuman || (tag.State == datasets.Removed) != l.Removed {
			t.Errorf("after the label %+v: %+v", l, tag)
		}
	}
}
