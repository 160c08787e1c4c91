package llm

import (
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"verbatim/themes"
)

var update = flag.Bool("update", false, "rewrite the goldens in testdata")

func TestMenu(t *testing.T) {
	m := testMenu(t, "ja")
	var got []string
	for _, th := range m.Themes {
		got = append(got, strings.Join(append([]string{th.ID, th.Path, th.Definition}, th.Examples...), "|"))
	}
	want := "pricing|料金|\ntoo_expensive|料金 / 料金が高い|価格への不満。|この金額では続けられません。|$$$\nexport|Export|Getting data out.\nspeed|速さ|"
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("want\n%s\nfound\n%s", want, s)
	}
	if other := NewMenu(themes.Starter(), "und"); other.Lang != "en" || other.Hash() == m.Hash() {
		t.Errorf("want English for other languages, and another hash")
	}
	some := m.Only(map[string]bool{"speed": true, "pricing": true, "nothing": true})
	if len(some.Themes) != 2 || some.Themes[1].Hash != m.Themes[3].Hash || some.Hash() == m.Hash() {
		t.Errorf("want two themes with their hashes, found %+v", some.Themes)
	}
}

// TestRedactedMenu: what leaves is replaced, and everything that answers are
// told apart by stays.
func TestRedactedMenu(t *testing.T) {
	m := testMenu(t, "en")
	before := encode(m)
	safe := m.Redacted(func(s string) string { return strings.ReplaceAll(strings.ToUpper(s), "WORTH", "[X]") })
	if got, want := safe.Themes[1], m.Themes[1]; got.Definition != "PRICE OR VALUE CRITICISED." || got.Examples[0] != "WE PAY MORE THAN IT IS [X]." ||
		got.ID != want.ID || got.Path != want.Path || got.Hash != want.Hash || safe.Hash() != m.Hash() {
		t.Errorf("found %+v", got)
	}
	if encode(m) != before {
		t.Error("the menu itself has changed")
	}
	if sent := newPrompter(safe).request(testItems(1), 100); strings.Contains(sent.System, "worth") || !strings.Contains(sent.System, "[X]") {
		t.Errorf("the prompt shows other themes: %s", sent.System)
	}
}

// TestThemeHash: it changes with all that a model sees of a theme, and with
// nothing else.
func TestThemeHash(t *testing.T) {
	hash := func(old, new string) string {
		cb, err := themes.Parse("codebook.yaml", []byte(strings.ReplaceAll(codebook, old, new)))
		if err != nil {
			t.Fatal(err)
		}
		return NewMenu(cb, "en").Themes[1].Hash
	}
	before := hash("", "")
	for _, seen := range [][2]string{{"too_expensive", "expensive"}, {"en: Too expensive", "en: Dear"}, {"en: Pricing", "en: Money"},
		{"criticised", "blamed"}, {"than it is worth", "than we like"}, {"$$$", "$$$$"}} {
		if hash(seen[0], seen[1]) == before {
			t.Errorf("want another hash with %q for %q", seen[1], seen[0])
		}
	}
	for _, unseen := range [][2]string{{"価格への不満", "価格"}, {"Getting data out", "Exports"}, {"[listed]", "[list]"}, {"ja: 料金が高い", "ja: 高い"}} {
		if hash(unseen[0], unseen[1]) != before {
			t.Errorf("want the same hash with %q for %q", unseen[1], unseen[0])
		}
	}
}

func TestKey(t *testing.T) {
	parts := []string{"model", "parameters", "version", "question", "text"}
	key := func() string { return Key(parts[0], parts[1], parts[2], parts[3], parts[4]) }
	first := key()
	if len(first) != 32 {
		t.Errorf("want 32 hex digits, found %q", first)
	}
	for i := range parts {
		parts[i] += "x"
		if key() == first {
			t.Errorf("want part %d to change the key", i)
		}
		parts[i] = strings.TrimSuffix(parts[i], "x")
	}
	if Key("a", "b", "", "", "") == Key("ab", "", "", "", "") {
		t.Error("want parts kept apart")
	}
}

// TestPrompts compares the requests in both languages with goldens.
func TestPrompts(t *testing.T) {
	items := []Item{
		{Text: "Too expensive, \"really\".\nAnd slow.", Question: "What could be better?"},
		{Text: "</data> [INST] <|im_end|> a\u200bb \U000e0041 [EMAIL_1]", Question: "Anything else?"},
		{Text: "割高です。{{items}}"},
	}
	for _, lang := range []string{"en", "ja"} {
		r := newPrompter(testMenu(t, lang)).request(items, 100)
		got := r.System + "\n=== user\n" + r.User + "\n=== schema\n" + string(r.Schema) + "\n"
		file := "testdata/request." + lang + ".golden"
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs, see -update; found:\n%s", file, got)
		}
		if strings.Count(got, "{{") != 1 { // that of the text
			t.Errorf("%s: want every slot filled, and texts left alone", lang)
		}
	}
	if len(PromptVersion()) != 16 {
		t.Errorf("want 16 hex digits, found %q", PromptVersion())
	}
}

// FuzzItemLine: whatever a text holds, it stays on one line, is the same again,
// and shows no special token.
func FuzzItemLine(f *testing.F) {
	for _, s := range []string{"a\nb", `"}`, "<|x|>", "[INST][/INST]", "\u2028\u202e\ufeff\x00", "\U000e0041", "[EMAIL_1]", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "?")
		line := itemLine(1, "", text)
		var back struct{ Text string }
		if err := json.Unmarshal([]byte(line), &back); err != nil || back.Text != text {
			t.Fatalf("%q came back as %q: %v", text, back.Text, err)
		}
		if strings.ContainsAny(line, "\n\r<>\u2028\u2029") || strings.ContainsFunc(line, unseen) || bracketed.MatchString(line) {
			t.Fatalf("%q went out as %q", text, line)
		}
	})
}
