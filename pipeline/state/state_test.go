package state

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"verbatim/datasets"
)

func open(t *testing.T, path string) *Log {
	t.Helper()
	l, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func newPath(t *testing.T) string { return filepath.Join(t.TempDir(), "お客様 100%?#x", File) }

// newLog opens a new log in a directory whose name no URL would have.
func newLog(t *testing.T) *Log {
	t.Helper()
	path := newPath(t)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	return open(t, path)
}

// label reads "verbatim theme by", with a leading - where the theme is removed.
func label(s string) datasets.Label {
	s, removed := strings.CutPrefix(s, "-")
	f := strings.Fields(s)
	return datasets.Label{VerbatimID: f[0], ThemeID: f[1], By: f[2], Removed: removed, At: 1_750_000_000_000_000}
}

func labels(list ...string) []datasets.Label {
	var out []datasets.Label
	for _, s := range list {
		out = append(out, label(s))
	}
	return out
}

func add(t *testing.T, l *Log, list ...string) []datasets.Label {
	t.Helper()
	in := labels(list...)
	added, err := l.AddLabels(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	seqs := 0
	for _, v := range in {
		if v.Seq > 0 {
			seqs++
		}
	}
	if seqs != added {
		t.Errorf("%d labels have a number, and %d were added", seqs, added)
	}
	return in
}

// shown writes labels as label reads them, with their number.
func shown(all []datasets.Label) string {
	var out []string
	for _, v := range all {
		s := fmt.Sprintf("%d:%s %s %s", v.Seq, v.VerbatimID, v.ThemeID, v.By)
		if v.Removed {
			s = fmt.Sprintf("%d:-%s %s %s", v.Seq, v.VerbatimID, v.ThemeID, v.By)
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

func current(t *testing.T, l *Log, upTo int64) string {
	t.Helper()
	all, err := l.Labels(context.Background(), upTo)
	if err != nil {
		t.Fatal(err)
	}
	return shown(all)
}

func TestTheLatestLabelCounts(t *testing.T) {
	l := newLog(t)
	if got := current(t, l, 0); got != "" {
		t.Errorf("a new log has labels: %s", got)
	}
	add(t, l, "b#q slow ann", "a#q slow ann", "a#q price ann")
	add(t, l, "-a#q slow bob")
	add(t, l, "a#q slow ann", "日本#q slow ann")
	tests := map[int64]string{
		1: "1:b#q slow ann",
		3: "3:a#q price ann, 2:a#q slow ann, 1:b#q slow ann",
		4: "3:a#q price ann, 4:-a#q slow bob, 1:b#q slow ann",
		0: "3:a#q price ann, 5:a#q slow ann, 1:b#q slow ann, 6:日本#q slow ann",
		9: "3:a#q price ann, 5:a#q slow ann, 1:b#q slow ann, 6:日本#q slow ann",
	}
	for upTo, want := range tests {
		if got := current(t, l, upTo); got != want {
			t.Errorf("labels up to %d: got %s, want %s", upTo, got, want)
		}
	}
	if last, err := l.Last(context.Background()); last != 6 || err != nil {
		t.Errorf("last event: got %d %v, want 6", last, err)
	}
}

func TestWhatHoldsAddsNothing(t *testing.T) {
	l := newLog(t)
	in := add(t, l, "a#q slow ann", "a#q slow ann", "-a#q slow ann", "-a#q slow bob", "-a#q slow bob", "a#q slow bob")
	var seqs []int64
	for _, v := range in {
		seqs = append(seqs, v.Seq)
	}
	if want := []int64{1, 0, 2, 3, 0, 4}; !slices.Equal(seqs, want) {
		t.Errorf("numbers: got %v, want %v", seqs, want)
	}
	later := label("a#q slow bob")
	later.At++
	if n, err := l.AddLabels(context.Background(), []datasets.Label{later}); n != 0 || err != nil {
		t.Errorf("the same said later: got %d %v, want nothing added", n, err)
	}
	if got, _ := l.Labels(context.Background(), 0); len(got) != 1 || got[0].At != label("a b c").At {
		t.Errorf("the first time counts: got %v", got)
	}
}

// TestAllOrNothing: a label that cannot be kept keeps the others out.
func TestAllOrNothing(t *testing.T) {
	l := newLog(t)
	for _, bad := range []datasets.Label{
		{ThemeID: "slow", By: "ann"}, {VerbatimID: "a#q", By: "ann"}, {VerbatimID: "a#q", ThemeID: "slow"},
	} {
		in := append(labels("a#q slow ann"), bad)
		if n, err := l.AddLabels(context.Background(), in); n != 0 || err == nil || in[0].Seq != 0 {
			t.Errorf("%+v: got %d added, %v, number %d", bad, n, err, in[0].Seq)
		}
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := l.AddLabels(cancelled, labels("a#q slow ann")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
	if got := current(t, l, 0); got != "" {
		t.Errorf("the log has %s, and should have nothing", got)
	}
}

func TestAppendOnly(t *testing.T) {
	l := newLog(t)
	add(t, l, "a#q slow ann", "b#q slow ann")
	before := current(t, l, 0)
	for _, statement := range []string{
		`UPDATE events SET by = 'eve'`,
		`UPDATE labels SET removed = 1 WHERE seq = 1`,
		`DELETE FROM labels`,
		`DELETE FROM events WHERE seq = 2`,
		`INSERT OR REPLACE INTO labels VALUES (1, 'a#q', 'slow', 1)`,
		`INSERT OR REPLACE INTO events VALUES (1, 'label', 0, 'eve')`,
		`INSERT INTO events VALUES (9, 'label', 0, 'eve')`,
		`INSERT INTO labels VALUES (3, 'a#q', 'slow', 1)`,
		`INSERT INTO labels VALUES (3, 'a#q', 'slow', 7)`,
		`INSERT INTO events VALUES (3, 'label', 'today', 'eve')`,
	} {
		if _, err := l.db.Exec(statement); err == nil {
			t.Errorf("the log let itself be changed by %s", statement)
		}
	}
	if got := current(t, l, 0); got != before {
		t.Errorf("got %s, want %s", got, before)
	}
}

func TestFileAlone(t *testing.T) {
	l := newLog(t)
	add(t, l, "a#q slow ann")
	files, err := os.ReadDir(filepath.Dir(l.path))
	if err != nil || len(files) != 1 {
		t.Errorf("beside the log stand %v %v, want nothing: a copy of the file is a backup", files, err)
	}
	info, err := os.Stat(l.path)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, want 0600", info.Mode().Perm())
	}
	b, err := os.ReadFile(l.path)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), File)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := current(t, open(t, path), 0); got != "1:a#q slow ann" {
		t.Errorf("the copy has %s", got)
	}
}

// TestManyHandles lets several handles write and read one file at once, each
// with connections of its own.
func TestManyHandles(t *testing.T) {
	path := filepath.Join(t.TempDir(), File)
	const writers, each = 4, 25
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() {
			l, err := Open(path) // the first of them makes the tables
			if err != nil {
				t.Error(err)
				return
			}
			defer l.Close()
			for i := range each {
				if _, err := l.AddLabels(context.Background(), labels(fmt.Sprintf("v%d#q t%d w%d", i, w, w))); err != nil {
					t.Error(err)
				}
				if i%5 == 0 {
					readOnce(t, path)
				}
			}
		})
	}
	group.Wait()
	l := open(t, path)
	all, err := l.Labels(context.Background(), 0)
	if last, _ := l.Last(context.Background()); len(all) != writers*each || last != writers*each || err != nil {
		t.Errorf("%d labels, last event %d, %v; want %d of both", len(all), last, err, writers*each)
	}
}

func readOnce(t *testing.T, path string) {
	l, err := OpenReader(path)
	if err != nil {
		t.Error(err)
		return
	}
	defer l.Close()
	if _, err := l.Labels(context.Background(), 0); err != nil {
		t.Error(err)
	}
}

func TestReader(t *testing.T) {
	path := filepath.Join(t.TempDir(), File)
	if _, err := OpenReader(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: got %v, want fs.ErrNotExist", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("reading made the file")
	}
	add(t, open(t, path), "a#q slow ann")
	r, err := OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got := current(t, r, 0); got != "1:a#q slow ann" {
		t.Errorf("got %s", got)
	}
	if _, err := r.AddLabels(context.Background(), labels("b#q slow ann")); err == nil {
		t.Error("a reader wrote")
	}
}

// BenchmarkAddLabels adds 100,000 labels in one transaction.
func BenchmarkAddLabels(b *testing.B) {
	many := make([]datasets.Label, 100_000)
	for i := range many {
		many[i] = label(fmt.Sprintf("response-%08d#why_this_score theme_%d ann", i*7919%100_000, i%40))
	}
	for b.Loop() {
		l, err := Open(filepath.Join(b.TempDir(), File))
		if err != nil {
			b.Fatal(err)
		}
		if n, err := l.AddLabels(context.Background(), many); n != len(many) || err != nil {
			b.Fatal(n, err)
		}
		if all, err := l.Labels(context.Background(), 0); len(all) != len(many) || err != nil {
			b.Fatal(len(all), err)
		}
		_ = l.Close()
	}
}
