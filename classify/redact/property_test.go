package redact

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// check tells what is wrong with a redacted text: the pieces, the way back, or
// that redacting it again changes it.
func check(t *testing.T, r *Redactor, text string, contacts []string) {
	t.Helper()
	got := r.Redact(text, contacts)
	if again := r.Redact(got.Text, contacts); again.Text != got.Text {
		t.Errorf("%q redacted again\n got %q\nwant %q", text, again.Text, got.Text)
	}
	raw, red := []rune(text), []rune(got.Text)
	from, to := int32(0), int32(0)
	for _, p := range got.Pieces {
		if p.Start < from || p.End <= p.Start || int(p.End) > len(raw) || int(p.To) > len(red) {
			t.Fatalf("%q: piece %+v after %d", text, p, from)
		}
		if string(raw[from:p.Start]) != string(red[to:p.From]) {
			t.Errorf("%q: want %q before %+v, found %q", text, string(raw[from:p.Start]), p, string(red[to:p.From]))
		}
		if name := string(red[p.From:p.To]); !strings.HasPrefix(name, "["+p.Kind.String()+"_") || !strings.HasSuffix(name, "]") {
			t.Errorf("%q: want a placeholder of %s, found %q", text, p.Kind, name)
		}
		if a, b := got.Span(p.From+1, p.From+2); a != p.Start || b != p.End {
			t.Errorf("%q: want the span of %+v, found %d to %d", text, p, a, b)
		}
		from, to = p.End, p.To
	}
	if string(raw[from:]) != string(red[to:]) {
		t.Errorf("%q: want the end %q, found %q", text, string(raw[from:]), string(red[to:]))
	}
	checkSpans(t, text, &got)
}

// checkSpans: a quote without a placeholder stands word for word in the text as
// given, where Span says.
func checkSpans(t *testing.T, text string, got *Redacted) {
	t.Helper()
	raw, red := []rune(text), []rune(got.Text)
	for start := 0; start < len(red); start += 1 + len(red)/16 {
		for end := start + 1; end <= len(red); end += 1 + len(red)/16 {
			a, b := got.Span(int32(start), int32(end))
			if a < 0 || b < a || int(b) > len(raw) {
				t.Fatalf("%q: span %d to %d of %q is %d to %d", text, start, end, got.Text, a, b)
			}
			free := true
			for _, p := range got.Pieces {
				free = free && (p.To <= int32(start) || p.From >= int32(end))
			}
			if free && string(raw[a:b]) != string(red[start:end]) {
				t.Errorf("%q: want %q, found %q", text, string(red[start:end]), string(raw[a:b]))
			}
		}
	}
}

var testNames = []string{"Acme Corp", "緑川 環", "Qx7", "Card", "http"}

var testContacts = []string{"Jane Doe", "山田 太郎", "+81 90-1234-5678", "jane@x.example", "林", "EMAIL", "まり"}

func TestPropertiesOfCases(t *testing.T) {
	r := New(testNames)
	for _, table := range [][]redactCase{englishCases, japaneseCases, nameCases} {
		for _, c := range table {
			check(t, r, c.text, testContacts)
			check(t, r, c.text, c.contacts)
			check(t, r, c.text+c.text, nil)
		}
	}
}

// TestPropertiesOfPatchwork puts scraps side by side as no writer would.
func TestPropertiesOfPatchwork(t *testing.T) {
	scraps := []string{"a@b.com", "@", "(at)", " at ", " dot ", "03-1234-5678", "090", "-", "ー", "１２", "4111", " ", "　", "+", "+44", "(",
		")", ".", "/", "?", "=", "://", "http", "www.", "x.com", "account ", "no. ", "番号", "口座", "〒", "123-4567", "東京都", "GB82 WEST",
		"1234 5698", "SW1A 1AA", "CA ", "90210", "Jane", "山田", "太郎", "様", "林", "まり", "か\u3099", "㍻", "①", "\u200b", "\xff", "[EMAIL_1]",
		"[", "]", "Doe", "円", "2026", "11", "Qx7", "QQ 12 34 56", " C", "tel", ":", "\n", "%40", "9f86d081884c", "Berlin"}
	rng := rand.New(rand.NewPCG(4, 7))
	r := New(testNames)
	for range 6_000 {
		var b strings.Builder
		for range 1 + rng.IntN(9) {
			b.WriteString(scraps[rng.IntN(len(scraps))])
		}
		if check(t, r, b.String(), testContacts); t.Failed() {
			return
		}
	}
}

// TestLinear: a text of forty times the length takes about forty times the time,
// not sixteen hundred, also where it is made of beginnings that lead nowhere.
func TestLinear(t *testing.T) {
	r := New(testNames)
	for _, s := range []string{"@", "a", "1", "1-", "0 ", "a@", "a.", "://", "x.y/", "GB82", "acme", "山", "[", "[EMAIL_", "(at)", "http://a:", "no ", "番号", " at a dot ", "\u200b"} {
		took := func(n int) time.Duration {
			text := strings.Repeat(s, n/len(s))
			best := time.Hour
			for range 2 {
				start := time.Now()
				r.Redact(text, testContacts)
				best = min(best, time.Since(start))
			}
			return best
		}
		short, long := took(4_000), took(160_000)
		if long > 300*short+300*time.Millisecond {
			t.Errorf("%q: 4 kB took %v, 160 kB took %v", s, short, long)
		}
	}
}

func FuzzRedact(f *testing.F) {
	for _, table := range [][]redactCase{englishCases, japaneseCases, nameCases} {
		for _, c := range table {
			f.Add(c.text, strings.Join(c.contacts, "\n"))
		}
	}
	r := New(testNames)
	f.Fuzz(func(t *testing.T, text, contacts string) {
		if len(text) > 2000 || len(contacts) > 200 {
			t.Skip()
		}
		got := r.Redact(text, strings.Split(contacts, "\n"))
		if utf8.ValidString(text) && !utf8.ValidString(got.Text) {
			t.Errorf("%q became invalid: %q", text, got.Text)
		}
		check(t, r, text, strings.Split(contacts, "\n"))
	})
}
