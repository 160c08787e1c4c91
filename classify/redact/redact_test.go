package redact

import (
	"strings"
	"testing"
)

// redactCase is a text and what is sent of it. A text that stays has no want.
type redactCase struct {
	text, want string
	contacts   []string
}

func TestRedact(t *testing.T) {
	r := New([]string{"Acme Corp", "Zoë Quill", "緑川 環", "ミドリ商会", "Qx7"})
	for _, table := range [][]redactCase{englishCases, japaneseCases, nameCases} {
		for _, c := range table {
			want := c.want
			if want == "" {
				want = c.text
			}
			if got := r.Redact(c.text, c.contacts); got.Text != want {
				t.Errorf("Redact(%q, %q)\n got %q\nwant %q", c.text, c.contacts, got.Text, want)
			}
		}
	}
}

// TestManyCases keeps the tables from being thinned out.
func TestManyCases(t *testing.T) {
	kept := 0
	all := append(append(englishCases[:len(englishCases):len(englishCases)], japaneseCases...), nameCases...)
	for _, c := range all {
		if c.want == "" {
			kept++
		}
	}
	if len(all) < 250 || kept < 80 {
		t.Errorf("want 250 cases, 80 of them of what stays; found %d and %d", len(all), kept)
	}
}

func TestSameValueSameNumber(t *testing.T) {
	text := "Mail a@x.example or b@x.example, better A@X.example; tel 03-1234-5678 = ０３（１２３４）５６７８."
	want := "Mail [EMAIL_1] or [EMAIL_2], better [EMAIL_1]; tel [PHONE_1] = [PHONE_1]."
	if got := New(nil).Redact(text, nil); got.Text != want {
		t.Errorf("got %q\nwant %q", got.Text, want)
	}
}

// TestPlaceholdersOfTheText: a placeholder that the writer typed stays, and its
// number is not given to a value.
func TestPlaceholdersOfTheText(t *testing.T) {
	got := New([]string{"Card"}).Redact("[EMAIL_3] [CARD_1] a@x.example [EMAIL_x] [PHONE_]", nil)
	if want := "[EMAIL_3] [CARD_1] [EMAIL_4] [EMAIL_x] [PHONE_]"; got.Text != want {
		t.Errorf("got %q\nwant %q", got.Text, want)
	}
}

func TestCountAndSpan(t *testing.T) {
	text := "本社の緑川さん（０９０−１２３４−５６７８）、good!"
	got := New([]string{"緑川"}).Redact(text, nil)
	if want := "本社の[NAME_1]さん（[PHONE_1]）、good!"; got.Text != want {
		t.Fatalf("got %q, want %q", got.Text, want)
	}
	if got.Count(Phone) != 1 || got.Count(Name) != 1 || got.Count(Email) != 0 {
		t.Errorf("want one phone and one name, found %d and %d", got.Count(Phone), got.Count(Name))
	}
	raw, red := []rune(text), []rune(got.Text)
	for _, c := range []struct{ quote, want string }{
		{"本社の", "本社の"},
		{"[NAME_1]", "緑川"},
		{"NAME", "緑川"},
		{"の[", "の緑川"},
		{"]さん", "緑川さん"},
		{"PHONE_1]）、g", "０９０−１２３４−５６７８）、g"},
		{"さん（", "さん（"},
		{"good!", "good!"},
		{got.Text, text},
	} {
		start := len([]rune(got.Text[:strings.Index(got.Text, c.quote)]))
		from, to := got.Span(int32(start), int32(start+len([]rune(c.quote))))
		if s := string(raw[from:to]); s != c.want {
			t.Errorf("Span of %q: got %q, want %q", c.quote, s, c.want)
		}
	}
	if from, to := got.Span(int32(len(red)), int32(len(red))); int(from) != len(raw) || from != to {
		t.Errorf("Span at the end: got %d, %d, want %d", from, to, len(raw))
	}
}

func TestKinds(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range Kinds() {
		seen[k.String()] = true
	}
	if len(seen) != int(kinds) || seen[""] {
		t.Errorf("want %d names of kinds, found %v", kinds, seen)
	}
}
