package themes_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"verbatim/themes"
)

func TestDiff(t *testing.T) {
	swap := func(old, new string) [2]string { return [2]string{old, new} }
	tests := []struct {
		name  string
		edits [][2]string
		want  string // kind theme/rule part lang old→new, one a line
	}{
		{"nothing", nil, ""},
		{"a name", [][2]string{swap("en: Pricing", "en: Price")}, "changed pricing name en Pricing→Price"},
		{"a name more", [][2]string{swap("  - id: renewal\n", "  - id: renewal\n    name: {ja: 更新}\n")}, "added renewal name ja →更新"},
		{"parent", [][2]string{swap("parent: too_expensive", "parent: pricing")}, "changed renewal parent  too_expensive→pricing"},
		{"definition", [][2]string{swap("Price criticised.", "x")}, "changed too_expensive definition en Price criticised.→x"},
		{"departments and their heirs", [][2]string{swap("[marketing, sales]", "[sales]")},
			"changed pricing departments  marketing, sales→sales\nchanged too_expensive departments  marketing, sales→sales"},
		{"negated", [][2]string{swap("negated: require", "negated: ignore")}, "changed too_expensive negated  require→ignore"},
		{"behaviour", [][2]string{swap("negated: require", "negated: require\n    when: score:0..6\n    priority: 2\n    stop: true\n    sentiment: negative")},
			"added too_expensive sentiment  →negative\nadded too_expensive when  →score:0..6\nadded too_expensive priority  →2\nadded too_expensive stop  →true"},
		{"terms", [][2]string{swap("ja: [割高,", "ja: [お高い, 割高,"), swap("overpriced, ", "")},
			"removed too_expensive terms en overpriced→\nadded too_expensive terms ja →お高い"},
		{"what a term has", [][2]string{swap("[割高,", "[{term: 割高, when: lang:ja, stop: true},")}, "changed too_expensive terms ja 割高→割高 {when lang:ja, stop}"},
		{"exclude", [][2]string{swap("評価が高い", "評価は高い")}, "added too_expensive exclude ja →評価は高い\nremoved too_expensive exclude ja 評価が高い→"},
		{"order of terms", [][2]string{swap(`[overpriced, "too  expensive"]`, `["too  expensive", overpriced]`)},
			"reordered too_expensive terms en overpriced, too  expensive→too  expensive, overpriced"},
		{"examples", [][2]string{swap("It costs", "That costs")}, "added too_expensive examples en →That costs too much.\nremoved too_expensive examples en It costs too much.→"},
		{"intents", [][2]string{swap("praise: {en: [great]", "praise: {en: [great, fine]"), swap(", question: {any: [\"how do\"]}", "")},
			"added  intent praise en →fine\nremoved  intent question any how do→"},
		{"no_content", [][2]string{swap(`[n/a, "-"]`, `["-", n/a]`)}, "reordered  no_content en n/a, -→-, n/a"},
		{"max_age", [][2]string{swap("max_age: 2w", "max_age: 3w")}, "changed  max_age  14d→21d"},
		{"department", [][2]string{swap("sales: 営業", "sales: 営業部, hr: 人事")}, "added  department  →hr: 人事\nchanged  department  sales: 営業→sales: 営業部"},
		{"rule", [][2]string{swap("within: 24h", "within: 48h"), swap("    - {id: owner, when: \"テーマ:料金が高い,renewal\", inform: theme}\n", "    - {id: all, when: theme:any, inform: support}\n")},
			"changed large rule  when mrr:500000..: reply support within 24h→when mrr:500000..: reply support within 48h\nadded all rule  →when theme:any: inform support\nremoved owner rule  when テーマ:料金が高い,renewal: inform theme→"},
		{"a theme more", [][2]string{swap("intents:", "  - {id: new, terms: {ja: [新しい, 新機能]}}\nintents:")},
			"added new theme  →new\nadded new terms ja →新しい\nadded new terms ja →新機能"},
	}
	old := mustParse(t, small)
	for _, tt := range tests {
		src := small
		for _, e := range tt.edits {
			if !strings.Contains(src, e[0]) {
				t.Fatalf("%s: the codebook has no %q", tt.name, e[0])
			}
			src = strings.Replace(src, e[0], e[1], 1)
		}
		changes := themes.Diff(old, mustParse(t, src))
		var got []string
		for _, c := range changes {
			got = append(got, fmt.Sprintf("%s %s%s %s %s %s→%s", c.Kind, c.Theme, c.Rule, c.Part, c.Lang, c.Old, c.New))
		}
		if strings.Join(got, "\n") != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.name, strings.Join(got, "\n"), tt.want)
		}
	}
}

func TestDiffOfOrder(t *testing.T) {
	book := func(ids ...string) *themes.Codebook {
		src := "version: 1\nthemes:\n"
		for _, id := range ids {
			src += "  - {id: " + id + "}\n"
		}
		return mustParse(t, src)
	}
	changes := themes.Diff(book("a", "b", "c", "d", "x"), book("d", "a", "b", "y", "c"))
	var moved []string
	for _, c := range changes {
		if c.Part == "order of themes" {
			moved = append(moved, c.Old+" | "+c.New+" | "+strings.Join(c.Moved, ","))
		}
	}
	if got := strings.Join(moved, "; "); got != "a, b, c, d | d, a, b, c | d" {
		t.Errorf("moved: %s", got)
	}
}

// TestDiffIsEmptyOfEquals wants a difference wherever the hash is another, and
// none where it is the same, for all pairs of codebooks.
func TestDiffIsEmptyOfEquals(t *testing.T) {
	all := books(t)
	all["small again"] = string(themes.Format(mustParse(t, small)))
	all["no terms"] = strings.Replace(small, "renewal* AND plan:pro", "renew", 1)
	all["empty name"] = "version: 1\nthemes: [{id: a, name: {}}]"
	all["no name"] = "version: 1\nthemes: [{id: a}]"
	all["blank name"] = "version: 1\nthemes: [{id: a, name: {en: \"\"}}]"
	for a, x := range all {
		for b, y := range all {
			old, new := mustParse(t, x), mustParse(t, y)
			changes := themes.Diff(old, new)
			if (len(changes) == 0) != (old.Hash == new.Hash) {
				t.Errorf("%s and %s: hashes %s, %s, differences %v", a, b, old.Hash, new.Hash, changes)
			}
			if back := themes.Diff(new, old); len(back) != len(changes) {
				t.Errorf("%s and %s: %d differences one way, %d the other", a, b, len(changes), len(back))
			}
			if _, err := json.Marshal(changes); err != nil {
				t.Error(err)
			}
		}
	}
}

func ExampleDiff() {
	old, _ := themes.Parse("old", []byte("version: 1\nthemes: [{id: slow, terms: {en: [slow]}}]"))
	new, _ := themes.Parse("new", []byte("version: 1\nthemes: [{id: slow, terms: {en: [slow, sluggish]}}]"))
	for _, c := range themes.Diff(old, new) {
		fmt.Println(c.Kind, c.Theme, c.Part, c.Lang, c.New)
	}
	// Output: added slow terms en sluggish
}
