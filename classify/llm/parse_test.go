package llm

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"verbatim/datasets"
)

// understood writes what was understood of a reply: id intent theme=quote, ….
func understood(p parsed) string {
	var out []string
	for i, a := range p.answers {
		if a == nil {
			continue
		}
		s := fmt.Sprintf("%d %s", i+1, a.Intent)
		for _, v := range a.Tags {
			s += fmt.Sprintf(" %s=%s", v.ThemeID, v.Quote)
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

// Shorthands in the replies of the table below.
var shorthand = strings.NewReplacer(
	"ONE", `{"id":1,"intent":"problem","tags":[{"quote":"slow","theme":"speed","sentiment":"negative","confidence":0.9}]}`,
	"TWO", `{"id":2,"intent":"none","tags":[]}`,
)

func TestParse(t *testing.T) {
	items := []Item{{Text: "It is slow."}, {Text: "The export\nis “broken”."}}
	one, both := "1 problem speed=slow", "1 problem speed=slow; 2 "
	for _, c := range []struct {
		name, reply, want string
		dropped           Dropped
	}{
		{"as asked", `{"items":[ONE,TWO]}`, both, Dropped{}},
		{"fence and prose", "Here you are:\n```json\n{\"items\":[ONE,TWO]}\n```\nAnything else?", both, Dropped{}},
		{"prose with brackets", `As [asked] {see above}: {"items":[ONE,TWO]}`, both, Dropped{}},
		{"reasoning before", `<think>Maybe {"items":[TWO,TWO]}?</think>{"items":[ONE]}`, one, Dropped{}},
		{"list", `[ONE,TWO]`, both, Dropped{}},
		{"single object", `ONE`, one, Dropped{}},
		{"lines", "ONE\nTWO", both, Dropped{}},
		{"wrapped", `{"result":{"items":[ONE]}}`, one, Dropped{}},
		{"trailing commas", `{"items":[ONE,TWO,],}`, both, Dropped{}},
		{"truncated", `{"items":[ONE,{"id":2,"intent":"none","tags":[{"quo`, one, Dropped{BrokenItem: 1}},
		{"truncated before tags", `{"items":[ONE,{"id":2,"intent":"no`, one, Dropped{}},
		{"comma missing", `{"items":[ONE TWO]}`, both, Dropped{}},
		{"broken in the middle", `{"items":[{"id":2,"intent":,"tags":[]},ONE]}`, one, Dropped{}},
		{"ids as words", `[{"id":"1","intent":"Praise ","tags":null}]`, "1 praise", Dropped{}},
		{"duplicate ids", `[ONE,TWO,TWO]`, one, Dropped{DuplicateID: 2}},
		{"other ids", `[ONE,{"id":0,"tags":[]},{"id":3,"tags":[]},{"id":-1,"tags":[]}]`, one, Dropped{UnknownID: 3}},
		{"no id", `[{"tags":[]},{"id":1.5,"tags":[]},{"id":1,"id":2,"tags":[]},{"id":2,"tags":7}]`, "", Dropped{BrokenItem: 4}},
		{"an echo of the items", `{"id":1,"text":"It is slow."} TWO`, "2 ", Dropped{}},
		{"an echo within a string", `{"id":1,"text":"{\"id\":2,\"tags\":[]}"}`, "", Dropped{}},
		{"unknown theme", `[{"id":1,"tags":[{"quote":"slow","theme":"Speed","sentiment":"negative","confidence":1}]}]`, "1 ", Dropped{UnknownTheme: 1}},
		{"broken tags", `[{"id":1,"tags":["speed",{"theme":7},{}]}]`, "1 ", Dropped{BrokenTag: 3}},
		{"confidence", `[{"id":1,"tags":[{"quote":"slow","theme":"speed","sentiment":"negative","confidence":1.01},{"quote":"slow","theme":"export","sentiment":"neutral"},{"quote":"slow","theme":"pricing","sentiment":"neutral","confidence":"NaN"}]}]`, "1 ", Dropped{Confidence: 3}},
		{"sentiment", `[{"id":1,"tags":[{"quote":"slow","theme":"speed","sentiment":"bad","confidence":1}]}]`, "1 ", Dropped{Sentiment: 1}},
		{"intent", `[{"id":1,"intent":"rage","tags":[]}]`, "1 ", Dropped{Intent: 1}},
		{"duplicate theme", `[{"id":1,"tags":[{"quote":"no","theme":"speed","sentiment":"negative","confidence":1},{"quote":"slow","theme":"speed","sentiment":"negative","confidence":1},{"quote":"is","theme":"speed","sentiment":"negative","confidence":1}]}]`, "1  speed=slow", Dropped{Quote: 1, DuplicateTheme: 1}},
		{"another's quote", `[{"id":2,"tags":[{"quote":"slow","theme":"speed","sentiment":"negative","confidence":1}]}]`, "2 ", Dropped{Quote: 1}},
		{"escapes", `[{"id":2,"tags":[{"quote":"export\nis \u201cbroken\u201d","theme":"export","sentiment":"negative","confidence":1}]}]`, "2  export=export\nis “broken”", Dropped{}},
		{"nonsense", "no } ] \x00 \xff {{{[[[", "", Dropped{}},
		{"nothing", "", "", Dropped{}},
	} {
		got := parse(shorthand.Replace(c.reply), testMenu(t, "en"), items)
		if understood(got) != c.want || got.dropped != c.dropped {
			t.Errorf("%s:\nwant %q %+v\ngot  %q %+v", c.name, c.want, c.dropped, understood(got), got.dropped)
		}
	}
}

func TestParseOfOne(t *testing.T) {
	got := parse(`{"intent":"praise","tags":[]}`, testMenu(t, "en"), testItems(1))
	if understood(got) != "1 praise" {
		t.Errorf("want an entry without id for a lone item, found %q", understood(got))
	}
}

func TestFindQuote(t *testing.T) {
	for _, c := range []struct{ text, quote, want string }{
		{"Too slow, it's slow.", "slow", "slow@4"},
		{"Too slow, it’s SLOW.", "it's slow", "it’s SLOW@10"},
		{"The  export\nfails", "The export fails", "The  export\nfails@0"},
		{"ＡＰＩが遅いです", "APIが遅い", "ＡＰＩが遅い@0"},
		{"ﾃﾞｰﾀ出力 が 遅い", "データ出力が遅い", "ﾃﾞｰﾀ出力 が 遅い@0"},
		{"価格：㈱の請求", "(株)", "㈱@3"},
		{"良い。", "「良い」", "良い@0"},
		{"Costs too much…", "“costs too much...”", "Costs too much@0"},
		{"cafe\u0301 closed", "café", "cafe\u0301@0"},
		{"ig\u200bnored", "ignored", "ig\u200bnored@0"},
		{"👨‍👩‍👧 family", "👨‍👩‍👧 family", "👨‍👩‍👧 family@0"},
		{"the red one", "there", ""},
		{"slow", "very slow", ""},
		{"slow", "", ""},
		{"slow ... ", " ... ", "...@5"},
		{"slow", " \u200b ", ""},
		{"", "slow", ""},
	} {
		got := ""
		if start, end, found, ok := findQuote(c.text, c.quote); ok {
			got = fmt.Sprintf("%s@%d", found, start)
			if s := string([]rune(c.text)[start:end]); s != found {
				t.Errorf("%q in %q: want %q at the place, found %q", c.quote, c.text, found, s)
			}
		}
		if got != c.want {
			t.Errorf("%q in %q: want %q, got %q", c.quote, c.text, c.want, got)
		}
	}
}

// rightEntry is an entry in the form of a reply.
type rightEntry struct {
	ID     any        `json:"id,omitempty"`
	Intent string     `json:"intent,omitempty"`
	Tags   []rightTag `json:"tags,omitempty"`
}

type rightTag struct {
	Quote      string `json:"quote"`
	Theme      string `json:"theme"`
	Sentiment  string `json:"sentiment"`
	Confidence any    `json:"confidence"`
}

// rightAnswers returns an entry for each item, whose quotes are its own word.
func rightAnswers(rng *rand.Rand, items []Item) []rightEntry {
	themes := []string{"speed", "export", "pricing", "too_expensive"}
	entries := make([]rightEntry, len(items))
	for i, it := range items {
		e := rightEntry{ID: i + 1, Intent: []string{"praise", "problem", "question", "request"}[i%4]}
		for _, at := range rng.Perm(4)[:1+rng.IntN(3)] {
			e.Tags = append(e.Tags, rightTag{strings.Fields(it.Text)[0], themes[at], "neutral", 0.5})
		}
		entries[i] = e
	}
	return entries
}

// spoil changes right answers as a broken model might.
func spoil(rng *rand.Rand, entries []rightEntry) []rightEntry {
	for range rng.IntN(4) {
		i, j := rng.IntN(len(entries)), rng.IntN(len(entries))
		switch rng.IntN(8) {
		case 0: // the entry of one for another
			entries[i].Tags, entries[j].Tags = entries[j].Tags, entries[i].Tags
		case 1: // twice
			entries = append(entries, entries[i])
		case 2: // not at all
			entries = append(entries[:i:i], entries[i+1:]...)
			if len(entries) == 0 {
				return entries
			}
		case 3: // all tags to one
			for k := range entries {
				entries[i].Tags = append(entries[i].Tags, entries[k].Tags...)
			}
		case 4:
			entries[i].ID = []any{nil, 99, -1, "x", 1.5, []int{1}}[rng.IntN(6)]
		case 5:
			entries[i].ID = entries[j].ID
		case 6:
			if len(entries[i].Tags) > 0 {
				entries[i].Tags[0] = rightTag{"", "nothing", "angry", "high"}
			}
		case 7:
			entries[i].Intent = "rage"
		}
	}
	return entries
}

// TestAnswersStayApart: whatever a server answers, an answer to an item holds
// only what was said under its id, about the menu, with words of its own text.
func TestAnswersStayApart(t *testing.T) {
	menu := testMenu(t, "en")
	for seed := range uint64(3000) {
		rng := rand.New(rand.NewPCG(seed, 1))
		items := make([]Item, 1+rng.IntN(6))
		for i := range items {
			items[i] = Item{Key: fmt.Sprint(i), Text: fmt.Sprintf("%x says something", rng.Uint64())}
		}
		reply, err := json.Marshal(map[string]any{"items": spoil(rng, rightAnswers(rng, items))})
		if err != nil {
			t.Fatal(err)
		}
		got := parse(garble(rng, string(reply)), menu, items)
		checkParsed(t, got, menu, items)
		for i, a := range got.answers {
			for j := range items {
				if a != nil && i != j && slices.ContainsFunc(a.Tags, func(v Verdict) bool { return len(v.Quote) > 9 && strings.Contains(items[j].Text, v.Quote) }) {
					t.Fatalf("seed %d: item %d %q has tags of item %d: %+v", seed, i+1, items[i].Text, j+1, a.Tags)
				}
			}
		}
	}
}

// garble cuts pieces out of a reply, or puts prose around it.
func garble(rng *rand.Rand, reply string) string {
	switch at := rng.IntN(len(reply)); rng.IntN(5) {
	case 0:
		return reply[:at]
	case 1:
		return "Sure [1]: ```" + reply + "```"
	case 2:
		return reply[:at] + reply[min(at+1+rng.IntN(20), len(reply)):]
	}
	return reply
}

// checkParsed checks what must hold of every reply.
func checkParsed(t *testing.T, got parsed, menu *Menu, items []Item) {
	t.Helper()
	known := themeSet(menu)
	if len(got.answers) != len(items) {
		t.Fatalf("want a place for each of %d items, found %d", len(items), len(got.answers))
	}
	for i, a := range got.answers {
		if a == nil {
			continue
		}
		if a.Key != items[i].Key || a.Menu != menu.Hash() {
			t.Fatalf("item %d has the answer %+v", i+1, a)
		}
		seen := map[string]bool{}
		text := []rune(items[i].Text)
		for _, v := range a.Tags {
			at := v.Start >= 0 && v.Start < v.End && int(v.End) <= len(text)
			if !at || string(text[v.Start:v.End]) != v.Quote && utf8.ValidString(items[i].Text) {
				t.Fatalf("the quote of %+v does not stand in %q", v, items[i].Text)
			}
			if !known[v.ThemeID] || seen[v.ThemeID] || !(v.Confidence >= 0 && v.Confidence <= 1) ||
				v.Sentiment != datasets.Positive && v.Sentiment != datasets.Neutral && v.Sentiment != datasets.Negative {
				t.Fatalf("item %d has the tag %+v", i+1, v)
			}
			seen[v.ThemeID] = true
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(shorthand.Replace(`{"items":[ONE,TWO]}`), "slow", "fine")
	f.Add(shorthand.Replace("```[ONE TWO,]"), "ｓｌｏｗ", "")
	f.Add(`[{"id":1,"tags":[{"quote":"\ud83d\ude00\ud83d","theme":"speed","sentiment":"neutral","confidence":1e-9}]}]`, "😀", "\xff")
	f.Add(strings.Repeat(`{"a":[`, 60)+`"\`, "a", "b")
	f.Add(`{"id":1,"tags":[{"quote":"株","theme":"speed","sentiment":"neutral","confidence":0}]}`, "㈱", "e\u0301")
	menu := testMenu(f, "en")
	f.Fuzz(func(t *testing.T, reply, one, two string) {
		items := []Item{{Key: "1", Text: one}, {Key: "2", Text: two}}
		checkParsed(t, parse(reply, menu, items), menu, items)
		checkParsed(t, parse(reply, menu, items[:1]), menu, items[:1])
	})
}

// TestLongReplies: what a server may send at most is read in a time that does
// not depend on what stands in it.
func TestLongReplies(t *testing.T) {
	items := testItems(2)
	menu := testMenu(t, "en")
	for _, piece := range []string{"[", "{", `{"a":`, `["{`, `"`, `\"`, `[1,`, `{"id":1,"tags":[]}`, `{"":1,`, `["[",`, "０"} {
		checkParsed(t, parse(strings.Repeat(piece, 2*maxReply/len(piece)), menu, items), menu, items)
	}
}
