package state

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// asNobody lets fn open files with the rights of a user without any: root may
// do everything else. The rights are those of a thread (see setfsuid(2)), which
// ends with its goroutine, since that never unlocks it.
func asNobody(t *testing.T, fn func()) {
	t.Helper()
	done := make(chan error)
	go func() {
		var err error
		if os.Getuid() == 0 {
			runtime.LockOSThread()
			err = syscall.Setfsuid(65534)
		}
		if err == nil {
			fn()
		}
		done <- err
	}()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

// protect takes every right to write from the directory of a log, and gives
// the log itself a mode.
func protect(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	dir := filepath.Dir(path)
	for name, mode := range map[string]os.FileMode{filepath.Dir(dir): 0o755, dir: 0o555, path: mode} {
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
}

// TestReadOnly: what may be read is read, though nothing may be written; what
// may not be read is an error of one line, and not a log that nobody made.
func TestReadOnly(t *testing.T) {
	for name, c := range map[string]struct {
		mode   os.FileMode
		killed bool
		want   string
	}{
		"for all to read": {0o444, false, ""},
		"for its owner":   {0o000, false, "permission denied: it holds what people decided"},
		"a killed write":  {0o444, true, "has a write in it that was killed half way"},
	} {
		path := filepath.Join(t.TempDir(), File)
		add(t, open(t, path), "a#q slow ann")
		if c.killed {
			killHalfWay(t, path)
			protect(t, path+"-journal", 0o444)
		}
		protect(t, path, c.mode)
		asNobody(t, func() {
			l, err := OpenReader(path)
			if err == nil {
				defer l.Close()
				all, err := l.Labels(context.Background(), 0)
				if got := shown(all); c.want != "" || got != "1:a#q slow ann" || err != nil {
					t.Errorf("%s: got %s, %v", name, got, err)
				}
				return
			}
			if c.want == "" || errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s: got %v, want one line with %q", name, err, c.want)
			}
		})
	}
}
