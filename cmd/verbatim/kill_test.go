//go:build !windows

package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"verbatim/cmd/internal/cli"
)

// build makes the real command.
func build(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "verbatim")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return binary
}

// longSurvey writes a survey that takes a second or two, in more than one part.
func longSurvey(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("Response ID,Submitted at,NPS,Comment,Plan\n")
	comments := []string{"Great product but slow in the morning", "料金が高いので解約を考えています", "", "", "", "The app crashes when I export", ""}
	for i := range 52_000 {
		comment := comments[i%7]
		if comment != "" {
			comment += fmt.Sprintf(" (%d)", i)
		}
		fmt.Fprintf(&b, "R%d,2026-05-%02dT10:00:00Z,%d,%s,Pro\n", i, i%28+1, i*7%11, comment)
	}
	path := filepath.Join(t.TempDir(), "survey.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// generation returns the hashes of a published generation's files but Bleve's.
func generation(t *testing.T, ws string) map[string]string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(filepath.Join(ws, "current"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(path, string(filepath.Separator)+"index"+string(filepath.Separator)) {
			return err
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		all[rel] = fmt.Sprintf("%x", sha256.Sum256(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestKill ends a run with each signal at several moments, told by what stands in
// the staging directory; the next run must publish what a run that nobody
// disturbed publishes.
func TestKill(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("takes many runs of a program that is built without the race detector; left out by -short and -race")
	}
	binary, input := build(t), longSurvey(t)
	run := func(ws string) *exec.Cmd { return exec.Command(binary, "run", "--quiet", "-w", ws, input) }
	whole := t.TempDir()
	if out, err := run(whole).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want := generation(t, whole)
	for _, c := range []struct {
		sig  syscall.Signal
		sign string // below the workspace: when it is there, the moment has come
	}{
		{syscall.SIGKILL, ".run/rejects.jsonl"},
		{syscall.SIGKILL, ".run/plan.json"},
		{syscall.SIGKILL, ".run/parts/part-000001"},
		{syscall.SIGINT, ".run/plan.json"},
	} {
		ws := t.TempDir()
		cmd := run(ws)
		var stderr strings.Builder
		cmd.Stderr = &stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		await(t, filepath.Join(ws, filepath.FromSlash(c.sign)))
		_ = cmd.Process.Signal(c.sig)
		err := cmd.Wait()
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			t.Fatalf("%v at %s: the run had ended: %v", c.sig, c.sign, err)
		}
		if c.sig == syscall.SIGINT && (exit.ExitCode() != cli.ExitInterrupted || !strings.Contains(stderr.String(), "goes on")) {
			t.Errorf("Ctrl-C at %s: %v, said %q", c.sign, err, stderr.String())
		}
		if out, err := run(ws).CombinedOutput(); err != nil {
			t.Fatalf("%v at %s, then run again: %v\n%s", c.sig, c.sign, err, out)
		}
		if got := generation(t, ws); !maps.Equal(got, want) {
			t.Errorf("%v at %s: what the next run published differs from that of an undisturbed run", c.sig, c.sign)
		}
	}
}

// await waits until a file is there.
func await(t *testing.T, path string) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if _, err := os.Stat(path); err == nil {
			return
		}
	}
	t.Fatalf("%s did not come within a minute", path)
}
