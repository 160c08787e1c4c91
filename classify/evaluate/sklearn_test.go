package evaluate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// sklearnScript compares an evaluation with what scikit-learn says.
const sklearnScript = "../../bench/evaluate/check.py"

// needSklearn returns the interpreter that VERBATIM_SKLEARN_PYTHON names, or
// skips the test where it names none.
func needSklearn(t *testing.T) string {
	t.Helper()
	python := os.Getenv("VERBATIM_SKLEARN_PYTHON")
	switch {
	case python != "":
		return python
	case os.Getenv("VERBATIM_REQUIRE_SKLEARN") == "1":
		t.Fatal("VERBATIM_REQUIRE_SKLEARN=1: want VERBATIM_SKLEARN_PYTHON to name a python with bench/evaluate/requirements.txt")
	}
	t.Skip("VERBATIM_SKLEARN_PYTHON names no python with scikit-learn; see bench/evaluate/requirements.txt")
	return ""
}

// check runs the script over an evaluation as the command prints it.
func check(t *testing.T, python string, evaluation map[string]any) (output string, code int) {
	t.Helper()
	b, err := json.Marshal(evaluation)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "evaluation.json")
	if err := os.WriteFile(path, b, 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, sklearnScript, path)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(bytes.TrimSpace(out)), cmd.ProcessState.ExitCode()
}

func TestScikitLearn(t *testing.T) {
	python := needSklearn(t)
	for seed, n := range []int{1, 3, 40, 400, 1500} {
		o := Options{Resamples: 1000, Seed: 2, Items: true}
		evaluation := map[string]any{
			"bootstrap": o.Resamples,
			"themes":    Evaluate(randomItems(uint64(seed), n, false), []string{"a", "unseen"}, o),
			"routes":    Evaluate(randomItems(uint64(seed)+90, n, true), nil, o),
			"intent":    Compare(randomPairs(uint64(seed), n), o),
			"negation":  Compare(randomPairs(uint64(seed)+40, n), o),
		}
		if out, code := check(t, python, evaluation); code != 0 {
			t.Errorf("%d items: %s", n, out)
		} else {
			t.Logf("%d items: %s", n, out)
		}
	}
}

// TestScikitLearnNotices checks that the script sees a figure that differs.
func TestScikitLearnNotices(t *testing.T) {
	python := needSklearn(t)
	for what, spoil := range map[string]func(*Report){
		"themes micro f1":     func(r *Report) { r.Micro.F1.Value += 1e-6; r.Micro.F1.High++ },
		"themes macro recall": func(r *Report) { r.Macro.Recall.Value -= 1e-6 },
		"themes a kappa":      func(r *Report) { r.Classes[0].Kappa.Value *= 0.9 },
		"themes a fp":         func(r *Report) { r.Classes[0].FP++ },
		"themes exact match":  func(r *Report) { r.ExactMatch.Value = 1 },
	} {
		r := Evaluate(randomItems(4, 200, true), []string{"a"}, Options{Resamples: 200, Items: true})
		spoil(r)
		out, code := check(t, python, map[string]any{"bootstrap": 200, "themes": r})
		if code != 1 || !strings.Contains(out, fmt.Sprintf("%s: ", what)) {
			t.Errorf("want %s to be told with exit code 1, got %d:\n%s", what, code, out)
		}
	}
}
