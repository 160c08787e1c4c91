package evaluate

import (
	"errors"
	"strings"
	"testing"
)

// tree has the themes money, with price and refund below it, and speed.
func tree() *Scheme {
	above := map[string][]string{"price": {"money"}, "refund": {"money"}, "money": nil, "speed": nil}
	resolve := func(name string) (string, bool) {
		if name = strings.ToLower(name); name == "the price" {
			name = "price"
		}
		_, ok := above[name]
		return name, ok
	}
	return NewScheme(resolve, func(id string) []string { return above[id] })
}

func TestScheme(t *testing.T) {
	for _, tt := range []struct {
		name    string
		maps    [][2]string
		learn   []string
		labels  []string
		gold    string
		out     bool // left out
		tag     string
		hits    string
		classes string
	}{
		{name: "itself", learn: []string{"speed"}, labels: []string{"Ｓｐｅｅｄ"}, gold: "speed", tag: "speed", hits: "speed", classes: "speed"},
		{name: "by name", learn: []string{"The Price"}, labels: []string{"the price"}, gold: "price", tag: "price", hits: "price", classes: "price"},
		{name: "child hits parent", learn: []string{"money"}, labels: []string{"money"}, gold: "money", tag: "price", hits: "money", classes: "money"},
		{name: "parent does not hit child", learn: []string{"price"}, labels: []string{"price"}, gold: "price", tag: "money", hits: "", classes: "price"},
		{name: "child says parent", learn: []string{"money", "price"}, labels: []string{"price"}, gold: "money price", tag: "price", hits: "money price", classes: "money price"},
		{name: "what the gold lacks", learn: []string{"price"}, labels: nil, gold: "", tag: "speed", hits: "", classes: "price"},
		{name: "mapped", maps: [][2]string{{"Tempo", "speed"}}, learn: []string{"tempo"}, labels: []string{" TEMPO "}, gold: "speed", tag: "speed", hits: "speed", classes: "speed"},
		{name: "mapped before itself", maps: [][2]string{{"price", "speed"}}, learn: []string{"price"}, labels: []string{"price"}, gold: "speed", tag: "price", hits: "", classes: "speed"},
		{name: "one is enough", maps: [][2]string{{"x", "speed, price"}}, labels: []string{"x"}, gold: "price,speed", tag: "price", hits: "price,speed", classes: "price,speed"},
		{name: "both", maps: [][2]string{{"x", "speed+price"}}, labels: []string{"x"}, gold: "price speed", tag: "price", hits: "price", classes: "price speed"},
		{name: "alternatives imply the parent", maps: [][2]string{{"x", "refund,price"}, {"y", "money"}}, labels: []string{"x"}, gold: "money price,refund", tag: "refund", hits: "money price,refund", classes: "money price,refund"},
		{name: "alternatives imply no narrower", maps: [][2]string{{"x", "speed,price"}, {"y", "price"}}, labels: []string{"x"}, gold: "price,speed", tag: "speed", hits: "price,speed", classes: "price price,speed"},
		{name: "left out", maps: [][2]string{{"x", ""}}, labels: []string{"x"}, out: true, tag: "speed", classes: ""},
		{name: "left out beside another", maps: [][2]string{{"x", " "}}, learn: []string{"speed"}, labels: []string{"x", "speed"}, gold: "speed", tag: "speed", hits: "speed", classes: "speed"},
		{name: "none", maps: [][2]string{{"x", "None"}}, labels: []string{"x"}, gold: "", tag: "speed", classes: ""},
		{name: "none by itself", learn: []string{"none"}, labels: []string{"NONE"}, gold: "", tag: "speed", classes: ""},
	} {
		s := tree()
		for _, m := range tt.maps {
			if err := s.Map(m[0], m[1]); err != nil {
				t.Fatalf("%s: %v", tt.name, err)
			}
		}
		for _, l := range tt.learn {
			if !s.Learn(l) {
				t.Fatalf("%s: %s stands for nothing", tt.name, l)
			}
		}
		gold, ok := s.Gold(tt.labels)
		if got := strings.Join(gold, " "); got != tt.gold || ok == tt.out {
			t.Errorf("%s: gold is %q, evaluated %v; want %q, %v", tt.name, got, ok, tt.gold, !tt.out)
		}
		if got := strings.Join(s.Hit(tt.tag), " "); !sameWords(got, tt.hits) {
			t.Errorf("%s: %s hits %q, want %q", tt.name, tt.tag, got, tt.hits)
		}
		if got := strings.Join(s.Classes(), " "); got != tt.classes {
			t.Errorf("%s: classes are %q, want %q", tt.name, got, tt.classes)
		}
	}
}

func sameWords(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	for _, w := range x {
		if !contains(y, w) {
			return false
		}
	}
	return len(x) == len(y)
}

func TestSchemeMistakes(t *testing.T) {
	s := tree()
	if s.Learn("nothing") {
		t.Error("nothing should stand for nothing")
	}
	var unknown *UnknownError
	if err := s.Map("x", "speed,sped"); !errors.As(err, &unknown) || unknown.Name != "sped" {
		t.Errorf("got %v, want sped to be unknown", err)
	}
	for _, bad := range [][2]string{{"", "speed"}, {"x", "+"}, {"x", "speed+,"}} {
		if err := s.Map(bad[0], bad[1]); err == nil {
			t.Errorf("%q=%q was taken", bad[0], bad[1])
		}
	}
	if err := s.Map("Unseen", "speed"); err != nil {
		t.Fatal(err)
	}
	if got := s.Unused(); len(got) != 1 || got[0] != "Unseen" {
		t.Errorf("unused labels are %v, want Unseen", got)
	}
}

// Whatever is mapped, a label stands for known themes alone.
func FuzzScheme(f *testing.F) {
	for _, seed := range []string{"speed", "speed,price+money", "none", "", "+,", "a=b", "＋、"} {
		f.Add("label", seed)
	}
	f.Fuzz(func(t *testing.T, label, target string) {
		s := tree()
		if err := s.Map(label, target); err != nil {
			return
		}
		gold, ok := s.Gold([]string{label})
		if !ok && (len(gold) > 0 || strings.TrimSpace(target) != "") {
			t.Errorf("%q=%q leaves out a label with the gold %v", label, target, gold)
		}
		for _, class := range gold {
			for _, id := range strings.Split(class, ",") {
				if _, known := s.resolve(id); !known {
					t.Errorf("%q=%q gives %q", label, target, id)
				}
			}
		}
	})
}
