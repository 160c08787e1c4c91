package main

import (
	"bytes"
	"os"
	"testing"

	"verbatim/cmd/internal/cli"
)

// TestExitMissing wants the code of wrong use wherever a file or a workspace
// that is named is not there, and nothing written.
func TestExitMissing(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, args := range [][]string{
		{"run", "missing.csv"},
		{"run", "--dry-run", "missing.csv"},
		{"evaluate", "--gold", "missing.csv", "--themes", "Codes"},
		{"codebook", "check", "missing.yaml"},
		{"codebook", "diff", "missing.yaml", "starter"},
		{"codebook", "import", "missing.csv"},
		{"labels", "import", "missing.csv"},
		{"labels", "export", "labels.csv"},
		{"labels", "export", "labels.csv", "--query", "slow"},
		{"search", "slow"},
		{"explain", "1"},
		{"retag"},
	} {
		var stderr bytes.Buffer
		if code := cli.Main(newRoot(), args, &stderr); code != cli.ExitUsage {
			t.Errorf("verbatim %q: exit code %d, want %d: %s", args, code, cli.ExitUsage, &stderr)
		}
	}
	left, err := os.ReadDir(".")
	if err != nil || len(left) > 0 {
		t.Errorf("left %v, %v, want nothing", left, err)
	}
}
