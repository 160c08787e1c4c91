package state

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// exchange makes one with bodies that tell its number.
func exchange(n int) Exchange {
	return Exchange{
		At: int64(n), Server: "http://127.0.0.1:1/v1", Model: "m", PromptVersion: "p1", Mode: "schema",
		Sent: fmt.Sprintf(`{"sent":%d,"text":"遅い"}`, n), Received: fmt.Sprintf("received %d\x00\xff", n),
		PromptTokens: 10 * n, CompletionTokens: n, Cost: float64(n) / 8,
	}
}

// answer reads "key menu body".
func answer(s string) Answer {
	f := strings.SplitN(s, " ", 3)
	return Answer{Key: f[0], Menu: f[1], Body: []byte(f[2])}
}

// record adds the exchange of the next number with answers of one menu.
func record(t *testing.T, l *Log, menu string, list ...string) {
	t.Helper()
	last, err := l.LastExchange(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var answers []Answer
	for _, s := range list {
		answers = append(answers, answer(s))
	}
	if err := l.AddExchange(t.Context(), exchange(int(last)+1), menu, []byte("body of "+menu), answers); err != nil {
		t.Fatal(err)
	}
}

// answered writes the answers to keys: "key: exchange menu body | …".
func answered(t *testing.T, l *Log, keys ...string) string {
	t.Helper()
	found, err := l.Answers(t.Context(), keys)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for key, list := range found {
		var each []string
		for _, a := range list {
			if a.Key != key {
				t.Errorf("under %q stands an answer to %q", key, a.Key)
			}
			each = append(each, fmt.Sprintf("%d %s %s", a.Exchange, a.Menu, a.Body))
		}
		out = append(out, key+": "+strings.Join(each, " | "))
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

func TestAnswers(t *testing.T) {
	l := newLog(t)
	if got := answered(t, l, "a", "b"); got != "" {
		t.Errorf("a new log answers: %s", got)
	}
	record(t, l, "m1", "b m1 yes", "a m1 no")
	record(t, l, "m2", "a m2 later", "a m2 again")
	record(t, l, "")
	record(t, l, "m1", "\"'[]\\ m1 ", "日本 m1 はい")
	for _, tt := range []struct{ keys, want string }{
		{"a", "a: 1 m1 no | 2 m2 later | 2 m2 again"},
		{"a b a none", "a: 1 m1 no | 2 m2 later | 2 m2 again, b: 1 m1 yes"},
		{"\"'[]\\ 日本", "\"'[]\\: 4 m1 , 日本: 4 m1 はい"},
		{"A 1 %", ""},
		{"", ""},
	} {
		if got := answered(t, l, strings.Fields(tt.keys)...); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.keys, got, tt.want)
		}
	}
	if body, err := l.Menu(t.Context(), "m2"); string(body) != "body of m2" || err != nil {
		t.Errorf("menu: got %q %v", body, err)
	}
	if _, err := l.Menu(t.Context(), "m3"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a menu that nobody named: got %v, want fs.ErrNotExist", err)
	}
	if last, err := l.Last(t.Context()); last != 0 || err != nil {
		t.Errorf("an exchange is no event, and the last event is %d %v", last, err)
	}
}

func TestExchanges(t *testing.T) {
	l := newLog(t)
	record(t, l, "m1", "a m1 yes", "b m1 no")
	record(t, l, "")
	want := []Exchange{exchange(1), exchange(2)}
	want[0].Seq, want[0].Answers, want[1].Seq = 1, 2, 2
	var got []Exchange
	for e, err := range l.Exchanges(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if last, err := l.LastAnswered(t.Context()); last != 1 || err != nil {
		t.Errorf("the last exchange with an answer is %d (%v), want 1", last, err)
	}
	if one, err := l.Exchange(t.Context(), 2); one != want[1] || err != nil {
		t.Errorf("exchange 2: got %+v %v", one, err)
	}
	for _, seq := range []int64{0, 3, -1} {
		if _, err := l.Exchange(t.Context(), seq); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("exchange %d: got %v, want fs.ErrNotExist", seq, err)
		}
	}
}

// TestWriteWhileReading: whoever lists all exchanges must not keep a run from
// recording what it paid for.
func TestWriteWhileReading(t *testing.T) {
	l := newLog(t)
	const n = 2*exchangeBatch + 3
	for range n {
		record(t, l, "m1", "a m1 yes")
	}
	reader, err := OpenReader(l.path)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	read := 0
	for e, err := range reader.Exchanges(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if read++; int(e.Seq) != read {
			t.Fatalf("exchange %d came as number %d", e.Seq, read)
		}
		if read == exchangeBatch/2 {
			began := time.Now()
			record(t, l, "m1", "b m1 no")
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("the writer waited %v", took)
			}
		}
	}
	if read != n+1 {
		t.Errorf("read %d exchanges, want %d", read, n+1)
	}
}

// TestMenuOnce: the body that came first with a hash stays.
func TestMenuOnce(t *testing.T) {
	l := newLog(t)
	for _, body := range []string{"first", "second"} {
		if err := l.AddExchange(t.Context(), exchange(1), "m1", []byte(body), nil); err != nil {
			t.Fatal(err)
		}
	}
	if body, err := l.Menu(t.Context(), "m1"); string(body) != "first" || err != nil {
		t.Errorf("got %q %v, want first", body, err)
	}
}

// TestExchangeAllOrNothing: an answer that cannot be kept keeps all out.
func TestExchangeAllOrNothing(t *testing.T) {
	l := newLog(t)
	for _, bad := range []Answer{{Menu: "m1"}, {Key: "a"}, {Key: "a", Menu: "m2"}} {
		err := l.AddExchange(t.Context(), exchange(1), "m1", nil, []Answer{answer("b m1 yes"), bad})
		if err == nil || !strings.Contains(err.Error(), `answer 2 of 2: want a key and the exchange's menu "m1"`) {
			t.Errorf("%+v: got %v", bad, err)
		}
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.AddExchange(cancelled, exchange(1), "m1", nil, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
	if last, err := l.LastExchange(t.Context()); last != 0 || err != nil {
		t.Errorf("the log has %d exchanges, and should have none: %v", last, err)
	}
}

func TestAnswersAreAppendOnly(t *testing.T) {
	l := newLog(t)
	record(t, l, "m1", "a m1 yes")
	before := answered(t, l, "a")
	for _, statement := range []string{
		`UPDATE exchanges SET received = x''`,
		`UPDATE menus SET body = x''`,
		`UPDATE answers SET body = x'' WHERE seq = 1`,
		`DELETE FROM answers`,
		`DELETE FROM menus`,
		`DELETE FROM exchanges`,
		`INSERT OR REPLACE INTO exchanges SELECT * FROM exchanges`,
		`INSERT OR REPLACE INTO answers SELECT * FROM answers`,
		`INSERT OR REPLACE INTO menus SELECT * FROM menus`,
		`INSERT OR REPLACE INTO menus VALUES (2, 'm1', x'')`,
		`INSERT INTO menus VALUES (7, 'm7', x'')`,
		`INSERT INTO answers VALUES (3, 'a', 1, 1, x'')`,
		`INSERT INTO answers VALUES (2, 'a', 2, 1, x'')`,
		`INSERT INTO answers VALUES (2, 'a', 1, 2, x'')`,
		`INSERT INTO answers VALUES (2, 'a', 1, 1, NULL)`,
	} {
		if _, err := l.db.Exec(statement); err == nil {
			t.Errorf("the log let itself be changed by %s", statement)
		}
	}
	if got := answered(t, l, "a"); got != before {
		t.Errorf("got %s, want %s", got, before)
	}
}

func TestMode(t *testing.T) {
	l := newLog(t)
	for _, mode := range []string{"schema", "json", "json", "schema"} {
		if err := l.SetMode(t.Context(), "here", "m", mode); err != nil {
			t.Fatal(err)
		}
		if got, err := l.Mode(t.Context(), "here", "m"); got != mode || err != nil {
			t.Errorf("got %q %v, want %q", got, err, mode)
		}
	}
	if got, err := l.Mode(t.Context(), "there", "m"); got != "" || err != nil {
		t.Errorf("another server: got %q %v, want nothing", got, err)
	}
}

// TestAnswersProperty compares the log with a map, over random exchanges.
func TestAnswersProperty(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	l := newLog(t)
	want := map[string][]Answer{}
	seq := int64(0)
	for n := range 40 {
		menu := fmt.Sprintf("m%d", r.IntN(4))
		var answers []Answer
		for range r.IntN(9) {
			a := Answer{Key: fmt.Sprintf("k%d", r.IntN(50)), Menu: menu, Body: fmt.Appendf(nil, "%x\x00", r.Uint64())}
			answers = append(answers, a)
			seq++
			a.Seq, a.Exchange = seq, int64(n)+1
			want[a.Key] = append(want[a.Key], a)
		}
		if err := l.AddExchange(t.Context(), exchange(n), menu, []byte(menu), answers); err != nil {
			t.Fatal(err)
		}
	}
	for range 20 {
		var keys []string
		part := map[string][]Answer{}
		for range r.IntN(60) {
			key := fmt.Sprintf("k%d", r.IntN(60))
			keys = append(keys, key)
			if list, ok := want[key]; ok {
				part[key] = list
			}
		}
		got, err := l.Answers(t.Context(), keys)
		if err != nil || len(got) != len(part) || len(part) > 0 && !reflect.DeepEqual(got, part) {
			t.Fatalf("%v: got %v %v, want %v", keys, got, err, part)
		}
	}
}

// TestAnswersAtOnce lets handles record and read one file at once.
func TestAnswersAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), File)
	first := open(t, path)
	const writers, each = 4, 8
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() {
			for i := range each {
				answers := []Answer{answer(fmt.Sprintf("k%d m%d w%d", i, w, w)), answer(fmt.Sprintf("w%d m%d %d", w, w, i))}
				if err := first.AddExchange(t.Context(), exchange(i), fmt.Sprintf("m%d", w), nil, answers); err != nil {
					t.Error(err)
				}
				readWhole(t, path)
			}
		})
	}
	group.Wait()
	got, err := first.Answers(t.Context(), []string{"k3", "w2"})
	if err != nil || len(got["k3"]) != writers || len(got["w2"]) != each {
		t.Errorf("got %v %v", got, err)
	}
}

// readWhole checks that a reader sees exchanges whole or not at all.
func readWhole(t *testing.T, path string) {
	l, err := OpenReader(path)
	if err != nil {
		t.Error(err)
		return
	}
	defer l.Close()
	found, err := l.Answers(t.Context(), []string{"w0", "w1", "w2", "w3"})
	if err != nil {
		t.Error(err)
	}
	for _, list := range found {
		for i, a := range list {
			if string(a.Body) != fmt.Sprint(i) {
				t.Errorf("answer %d is %s: out of order", i, a.Body)
			}
		}
	}
}

func TestDamagedBody(t *testing.T) {
	path := filepath.Join(t.TempDir(), File)
	l := open(t, path)
	record(t, l, "")
	_ = l.Close()
	execute(t, path, `DROP TRIGGER exchanges_stay; UPDATE exchanges SET received = x'00112233'`)
	_, err := open(t, path).Exchange(t.Context(), 1)
	if err == nil || !strings.Contains(err.Error(), "exchange 1: what was received is damaged: restore the log from a copy") {
		t.Errorf("got %v", err)
	}
}

// BenchmarkAnswers reads batches of 512 keys out of a million answers, in the
// order in which they were given, as a run asks for them, and in none. The log
// takes minutes to make: VERBATIM_STATE_BENCH names one to make or use again.
func BenchmarkAnswers(b *testing.B) {
	path := os.Getenv("VERBATIM_STATE_BENCH")
	if path == "" {
		b.Skip("VERBATIM_STATE_BENCH names no log")
	}
	l, err := Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	const million, batch = 1_000_000, 512
	fill(b, l, million)
	r := rand.New(rand.NewPCG(1, 1))
	for name, next := range map[string]func(i int) int{
		"in order": func(i int) int { return i % million },
		"shuffled": func(int) int { return r.IntN(million) },
	} {
		b.Run(name, func(b *testing.B) {
			keys := make([]string, batch)
			for i := 0; b.Loop(); i += batch {
				for k := range keys {
					keys[k] = benchKey(next(i + k))
				}
				if found, err := l.Answers(b.Context(), keys); err != nil || len(found) < batch*9/10 {
					b.Fatal(len(found), err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*batch), "µs/key")
		})
	}
}

// fill adds answers up to n, 1,000 an exchange.
func fill(b *testing.B, l *Log, n int) {
	last, err := l.LastExchange(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	body := strings.Repeat(`{"theme_id":"too_slow","confidence":0.9,"start":3,"end":17}`, 4)
	for at := int(last) * 1000; at < n; at += 1000 {
		answers := make([]Answer, 1000)
		for i := range answers {
			answers[i] = Answer{Key: benchKey(at + i), Menu: "m1", Body: []byte(body)}
		}
		if err := l.AddExchange(b.Context(), exchange(at), "m1", []byte("menu"), answers); err != nil {
			b.Fatal(err)
		}
	}
}

// benchKey returns 32 hex digits that do not come in order.
func benchKey(i int) string {
	r := rand.NewPCG(uint64(i), 7)
	return fmt.Sprintf("%016x%016x", r.Uint64(), r.Uint64())
}
