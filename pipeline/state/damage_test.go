package state

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"verbatim/datasets"
)

const crashEnv = "VERBATIM_STATE_CRASH"

// TestCrash kills a process in the middle of a transaction that has reached
// the file already, and looks what is left.
func TestCrash(t *testing.T) {
	if path := os.Getenv(crashEnv); path != "" {
		crash(t, path)
	}
	for _, reader := range []bool{false, true} {
		path := filepath.Join(t.TempDir(), File)
		add(t, open(t, path), "a#q slow ann")
		before, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		killHalfWay(t, path)
		journal, errJournal := os.Stat(path + "-journal")
		after, err := os.Stat(path)
		if err != nil || errJournal != nil || journal.Size() == 0 || after.Size() <= before.Size() {
			t.Fatalf("the transaction had not reached the file: %v %v", err, errJournal)
		}
		l := openAs(t, path, reader)
		if got := current(t, l, 0); got != "1:a#q slow ann" {
			t.Errorf("after the crash: %s", got)
		}
		_ = l.Close()
		add(t, open(t, path), "b#q slow ann")
	}
}

// killHalfWay lets a process that writes to the log be killed.
func killHalfWay(t *testing.T, path string) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestCrash$")
	cmd.Env = append(os.Environ(), crashEnv+"="+path)
	if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), "killed now") {
		t.Fatalf("the process was not killed: %v\n%s", err, out)
	}
}

func openAs(t *testing.T, path string, reader bool) *Log {
	t.Helper()
	if !reader {
		return open(t, path)
	}
	l, err := OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// crash writes more than its cache holds, does not commit, and dies.
func crash(t *testing.T, path string) {
	l := open(t, path)
	tx, err := l.db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(`PRAGMA cache_size = 5`); err != nil {
		t.Fatal(err)
	}
	var many []datasets.Label
	for i := range 5_000 {
		many = append(many, label(fmt.Sprintf("v%d#q slow eve", i)))
	}
	if _, err := addLabels(context.Background(), tx, many); err != nil {
		t.Fatal(err)
	}
	fmt.Println("killed now")
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	_ = self.Kill()
	select {}
}

func TestRefused(t *testing.T) {
	tests := map[string]struct {
		make func(t *testing.T, path string)
		want string
	}{
		"not SQLite": {func(t *testing.T, path string) { write(t, path, []byte(strings.Repeat("no database ", 400))) }, "is damaged: restore it"},
		"another program's": {func(t *testing.T, path string) { execute(t, path, `CREATE TABLE t (x)`) },
			"of another program"},
		"newer": {func(t *testing.T, path string) {
			_ = open(t, path).Close()
			execute(t, path, `PRAGMA user_version = 3`)
		}, "format version is 3, and this verbatim reads up to 2: use a newer verbatim"},
		"cut": {func(t *testing.T, path string) { write(t, path, full(t, path)[:6000]) }, "is damaged: restore it"},
		"overwritten": {func(t *testing.T, path string) {
			b := full(t, path)
			copy(b[4096:], strings.Repeat("!", len(b)-4096))
			write(t, path, b)
		}, "is damaged: restore it"},
		"a directory": {func(t *testing.T, path string) { _ = os.Mkdir(path, 0o755) }, "cannot be opened or written"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), File)
			tt.make(t, path)
			for _, open := range []func(string) (*Log, error){Open, OpenReader} {
				err := use(path, open)
				if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), path) {
					t.Errorf("got %v, want …%s…", err, tt.want)
				}
			}
		})
	}
}

// use opens a log and reads all of it.
func use(path string, open func(string) (*Log, error)) error {
	l, err := open(path)
	if err != nil {
		return err
	}
	defer l.Close()
	_, err = l.Labels(context.Background(), 0)
	return err
}

func TestEmptyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), File)
	write(t, path, nil)
	if _, err := OpenReader(path); err == nil || !strings.Contains(err.Error(), "it is empty") {
		t.Errorf("a reader of an empty file: got %v", err)
	}
	add(t, open(t, path), "a#q slow ann")
}

// full returns the bytes of a log with many labels.
func full(t *testing.T, path string) []byte {
	t.Helper()
	l := open(t, path)
	var many []datasets.Label
	for i := range 500 {
		many = append(many, label(fmt.Sprintf("v%d#q slow ann", i)))
	}
	if _, err := l.AddLabels(context.Background(), many); err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func execute(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}
