//go:build !windows

package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
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

// TestKill ends a run with each signal at several moments; the next run must
// publish what a run that nobody disturbed publishes.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("takes many runs; left out by -short")
	}
	binary, input := build(t), longSurvey(t)
	whole := t.TempDir()
	start := time.Now()
	if out, err := exec.Command(binary, "run", "--quiet", "-w", whole, input).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	took, want := time.Since(start), generation(t, whole)
	interrupted := 0
	for _, sig := range []syscall.Signal{syscall.SIGKILL, syscall.SIGINT} {
		for _, share := range []float64{0.3, 0.6, 0.9} {
			ws := t.TempDir()
			cmd := exec.Command(binary, "run", "--quiet", "-w", ws, input)
			var stderr strings.Builder
			cmd.Stderr = &stderr
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(share * float64(took)))
			_ = cmd.Process.Signal(sig)
			err := cmd.Wait()
			if sig == syscall.SIGINT && err != nil {
				interrupted++
				var exit *exec.ExitError
				if !errors.As(err, &exit) || exit.ExitCode() != cli.ExitInterrupted || !strings.Contains(stderr.String(), "goes on") {
					t.Errorf("Ctrl-C at %.2f: %v, said %q", share, err, stderr.String())
				}
			}
			if out, err := exec.Command(binary, "run", "--quiet", "-w", ws, input).CombinedOutput(); err != nil {
				t.Fatalf("%v at %.2f, then run again: %v\n%s", sig, share, err, out)
			}
			got := generation(t, ws)
			for name, hash := range want {
				if got[name] != hash {
					t.Errorf("%v at %.2f: %s differs from that of an undisturbed run", sig, share, name)
				}
			}
			for name := range got {
				if _, ok := want[name]; !ok {
					t.Errorf("%v at %.2f: %s is not in the generation of an undisturbed run", sig, share, name)
				}
			}
		}
	}
	if interrupted == 0 {
		t.Error("no run was still going on when it was interrupted")
	}
}
