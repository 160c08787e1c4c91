package themes

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// TestBadCodebooks compares all that is said of the codebooks in testdata/bad
// with the .txt beside each.
func TestBadCodebooks(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	mistakes := 0
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		cb, err := Parse(filepath.Base(file), src)
		var problems Problems
		if !errors.As(err, &problems) || cb != nil {
			t.Errorf("%s: %v is no Problems", file, err)
			continue
		}
		mistakes += len(problems)
		golden(t, strings.TrimSuffix(file, ".yaml")+".txt", err.Error()+"\n")
	}
	if mistakes < 25 {
		t.Errorf("only %d mistakes are tried", mistakes)
	}
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; make it with go test ./themes -update", err)
	}
	if string(want) != got {
		t.Errorf("%s differs:\n%s\nwant\n%s", file, got, want)
	}
}
