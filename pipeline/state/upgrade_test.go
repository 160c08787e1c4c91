package state

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// version1 makes a log as the version before answers made it, with a label.
func version1(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), File)
	write(t, path, nil)
	execute(t, path, schema+fmt.Sprintf(`PRAGMA application_id = %d; PRAGMA user_version = 1;
		INSERT INTO events VALUES (1, 'label', 1750000000000000, 'ann');
		INSERT INTO labels VALUES (1, 'a#q', 'slow', 0);`, applicationID))
	return path
}

func TestUpgrade(t *testing.T) {
	path := version1(t)
	l := open(t, path)
	if got := current(t, l, 0); got != "1:a#q slow ann" {
		t.Errorf("after the upgrade: %s", got)
	}
	record(t, l, "m1", "a m1 yes")
	add(t, l, "b#q slow ann")
	_ = l.Close()
	again := open(t, path)
	if got := answered(t, again, "a"); got != "a: 1 m1 yes" {
		t.Errorf("answers: %s", got)
	}
	if got := current(t, again, 0); got != "1:a#q slow ann, 2:b#q slow ann" {
		t.Errorf("labels: %s", got)
	}
}

// TestUpgradeAtOnce lets several processes open one old log for writing.
func TestUpgradeAtOnce(t *testing.T) {
	path := version1(t)
	var group sync.WaitGroup
	for range 6 {
		group.Go(func() {
			l, err := Open(path)
			if err != nil {
				t.Error(err)
				return
			}
			if err := l.AddExchange(t.Context(), exchange(1), "", nil, nil); err != nil {
				t.Error(err)
			}
			_ = l.Close()
		})
	}
	group.Wait()
	if last, err := open(t, path).LastExchange(t.Context()); last != 6 || err != nil {
		t.Errorf("got %d exchanges %v, want 6", last, err)
	}
}

// TestOldReader: a reader takes an old log as one without answers, leaves it as
// it is, and sees the answers once a writer has upgraded it.
func TestOldReader(t *testing.T) {
	path := version1(t)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := openAs(t, path, true)
	defer r.Close()
	if got := current(t, r, 0) + answered(t, r, "a"); got != "1:a#q slow ann" {
		t.Errorf("got %s", got)
	}
	for e, err := range r.Exchanges(t.Context()) {
		t.Errorf("an exchange in an old log: %v %v", e, err)
	}
	if _, err := r.Menu(t.Context(), "m1"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("menu: got %v, want fs.ErrNotExist", err)
	}
	mode, errMode := r.Mode(t.Context(), "s", "m")
	last, errLast := r.LastExchange(t.Context())
	if mode != "" || last != 0 || errMode != nil || errLast != nil {
		t.Errorf("mode %q %v, last exchange %d %v", mode, errMode, last, errLast)
	}
	if after, err := os.ReadFile(path); string(after) != string(before) || err != nil {
		t.Error("reading changed the file")
	}
	record(t, open(t, path), "m1", "a m1 yes")
	if got := current(t, r, 0) + " " + answered(t, r, "a"); got != "1:a#q slow ann a: 1 m1 yes" {
		t.Errorf("after the upgrade: %s", got)
	}
}
