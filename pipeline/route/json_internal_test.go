package route

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"verbatim/datasets"
)

// FuzzAppendString: encoding/json reads every string back.
func FuzzAppendString(f *testing.F) {
	for _, s := range []string{"", "a", `"\`, "\x00\n\r\t\x1f\x7f", "値上げ😀", "\xff\xe5\x80", "\u2028"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var got string
		if err := json.Unmarshal(appendString(nil, s), &got); err != nil {
			t.Fatal(err)
		}
		want := s
		if !utf8.ValidString(s) {
			want = string([]rune(s)) // each bad byte becomes U+FFFD
		}
		if got != want {
			t.Errorf("%q was read back as %q", s, got)
		}
	})
}

// FuzzRowRecord: a row is read back as it was, and damage is an error, never a
// panic.
func FuzzRowRecord(f *testing.F) {
	f.Add("id", "値上げ", int64(-1), 3.5, []byte{1, 2, 3})
	f.Add("", "", int64(1)<<62, 0.0, []byte(nil))
	f.Fuzz(func(t *testing.T, a, b string, i int64, score float64, damage []byte) {
		row := Row{
			ResponseID: a, Rule: b, DueAt: datasets.Some(i), Score: datasets.Some(score),
			ThemeIDs: []string{a, b}, Answers: []Answer{{a, b}}, Attributes: []string{b},
			Contacts: []datasets.Contact{{Header: b, Value: a}}, SourceFile: a, SourceRow: i,
		}
		var e encoder
		row.encode(&e)
		d := decoder{rest: string(e.buf)}
		var got Row
		if err := got.decode(&d); err != nil || d.rest != "" {
			t.Fatalf("%v, %d bytes left", err, len(d.rest))
		}
		var again encoder
		got.encode(&again)
		if string(again.buf) != string(e.buf) {
			t.Errorf("read back as %+v, want %+v", got, row)
		}
		d = decoder{rest: string(e.buf[:len(e.buf)/2]) + string(damage)}
		_ = got.decode(&d) // must not panic
	})
}

func BenchmarkJSON(b *testing.B) {
	v := newView(&header{attributes: []string{"plan", "mrr"}, contacts: []string{"メール"}}, Options{Zone: time.UTC})
	at := datasets.Some[int64](1_790_000_000_000_000)
	r := Row{
		ResponseID: "0123456789abcdef", Role: datasets.RoleReply, Rule: "detractor", DueAt: at, Metric: datasets.MetricNPS,
		Score: datasets.Some(3.0), RespondedAt: at, RespondedOn: datasets.Some[datasets.Date](20_000), Language: "ja",
		ThemeIDs: []string{"speed"}, Intents: []string{"problem"},
		Answers:    []Answer{{"理由", strings.Repeat("値上げの説明が足りません。", 3)}},
		Attributes: []string{"Pro", "500000"}, Contacts: []datasets.Contact{{Header: "メール", Value: "a@example.com"}},
	}
	var buf []byte
	for b.Loop() {
		buf = v.json(buf[:0], &r)
	}
}
