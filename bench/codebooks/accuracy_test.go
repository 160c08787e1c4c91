// Package codebooks_test measures the codebooks of this folder, and the starter,
// on gold files: `verbatim evaluate` on both halves of each. A change that moves
// accuracy shows in the diff of testdata/*.golden and of the tables in README.md
// and docs/benchmarks.md, all of which are rewritten by -update alone:
//
//	go test ./bench/codebooks -update
package codebooks_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"verbatim/themes"
)

var update = flag.Bool("update", false, "rewrite the goldens and the tables of figures")

// set is a gold file, and how a codebook is measured on it.
type set struct {
	name     string   // of the golden, and in the tables
	gold     string   // the file, below the repository
	codebook string   // below the repository; "" for the starter with testdata/saas_ja.routing.yaml
	flags    []string // columns and maps; a name that ends in .csv is a file of this folder
}

const data = "../shared/data/" // below the repository

var sets = []set{
	{"hotel_ja", data + "hotel-requests-ja/voted.csv", "bench/codebooks/hotel_ja.yaml",
		[]string{"--text=text", "--themes=themes", "--map=hotel_ja.map.csv"}},
	{"nhs_en", data + "nhs-feedback/feedback.csv", "bench/codebooks/nhs_en.yaml",
		[]string{"--text=text", "--themes=theme", "--map=nhs_en.map.csv"}},
	{"restaurant_en", data + "restaurant-sentences/train.csv", "bench/codebooks/restaurant_en.yaml",
		[]string{"--text=text", "--themes=themes", "--map=restaurant_en.map.csv", "--sentiment=sentiments"}},
	{"support_en", data + "support-requests/Bitext_Sample_Customer_Service_Training_Dataset.csv", "bench/codebooks/support_en.yaml",
		[]string{"--text=utterance", "--themes=category", "--map=support_en.map.csv", "--routes=category", "--route-map=support_en.routes.map.csv"}},
	{"support_en_intents", data + "support-requests/Bitext_Sample_Customer_Service_Training_Dataset.csv", "bench/codebooks/support_en.yaml",
		[]string{"--text=utterance", "--themes=intent", "--map=support_en.intents.map.csv"}},
	{"saas_ja", "bench/gold/saas_ja.csv", "",
		[]string{"--text=text", "--themes=themes", "--score=score", "--metric=nps", "--negation=negated",
			"--sentiment=sentiment", "--intent=intent", "--routes=department"}},
}

// halves of a gold file: codebooks are written from the first, and reported on
// the second.
var halves = [2]string{"tune", "test"}

// measured is a set with its figures by half.
type measured struct {
	set
	halves [2]figures
}

func TestAccuracy(t *testing.T) {
	c := buildCommand(t)
	results := make([]*measured, len(sets))
	t.Run("sets", func(t *testing.T) {
		for i, s := range sets {
			t.Run(s.name, func(t *testing.T) {
				t.Parallel()
				m := c.measure(t, s)
				compareGolden(t, s.name+".golden", m.golden())
				results[i] = m
			})
		}
	})
	t.Run("pages", func(t *testing.T) { checkPages(t, results) })
}

// command is the program that is measured.
type command struct {
	root string // of the repository
	dir  string // empty but for the program and the starter's copy: no workspace is found there
	path string
}

func buildCommand(t *testing.T) *command {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	c := &command{root: root, dir: t.TempDir()}
	c.watch(t)
	c.path = filepath.Join(c.dir, "verbatim")
	if runtime.GOOS == "windows" {
		c.path += ".exe"
	}
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", c.path, "verbatim/cmd/verbatim").CombinedOutput()
	if err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return c
}

// watch reads the folders that the command is built from and reads. go test takes a
// result from its cache unless what the test itself opened has changed, and sees
// neither what go build reads nor the program.
func (c *command) watch(t *testing.T) {
	t.Helper()
	for _, folder := range []string{"bench", "classify", "cmd", "datasets", "pipeline", "themes", "tokenize"} {
		err := filepath.WalkDir(filepath.Join(c.root, folder), func(_ string, _ fs.DirEntry, err error) error { return err })
		if err != nil {
			t.Fatal(err)
		}
	}
}

// measure evaluates both halves of a set, or skips where its gold is absent.
func (c *command) measure(t *testing.T, s set) *measured {
	t.Helper()
	gold := c.gold(t, s)
	codebook := filepath.Join(c.root, filepath.FromSlash(s.codebook))
	if s.codebook == "" {
		codebook = c.starter(t)
	}
	m := &measured{set: s}
	for i, half := range halves {
		args := append([]string{"evaluate", "--json", "--errors=0", "--gold=" + gold, "--codebook=" + codebook, "--half=" + half}, c.flags(s)...)
		if err := json.Unmarshal(c.run(t.Context(), t, args), &m.halves[i]); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// gold returns the path of a gold file. One of ../shared/data that is absent
// skips the test, or fails it under VERBATIM_REQUIRE_DATA=1.
func (c *command) gold(t *testing.T, s set) string {
	t.Helper()
	path := filepath.Join(c.root, filepath.FromSlash(s.gold))
	_, err := os.Stat(path)
	switch {
	case err == nil:
		return path
	case !strings.HasPrefix(s.gold, data):
		t.Fatal(err)
	case os.Getenv("VERBATIM_REQUIRE_DATA") == "1":
		t.Fatalf("want the data that VERBATIM_REQUIRE_DATA asks for: %v", err)
	}
	t.Skipf("the gold is not part of the repository, and absent: %s", s.gold)
	return ""
}

// starter writes the starter codebook with routing rules by theme and intent,
// which is what the gold's departments follow.
func (c *command) starter(t *testing.T) string {
	t.Helper()
	lists, _, ok := strings.Cut(string(themes.StarterYAML()), "\nrouting:")
	if !ok {
		t.Fatal("want routing at the end of the starter codebook, found none")
	}
	rules, err := os.ReadFile(filepath.Join("testdata", "saas_ja.routing.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(c.dir, "starter.yaml")
	if err := os.WriteFile(path, []byte(lists+"\n"+string(rules)), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// flags returns the flags of a set with its files where they are.
func (c *command) flags(s set) []string {
	flags := make([]string, len(s.flags))
	for i, f := range s.flags {
		if name, value, _ := strings.Cut(f, "="); strings.HasSuffix(value, ".csv") {
			f = name + "=" + filepath.Join(c.root, "bench", "codebooks", value)
		}
		flags[i] = f
	}
	return flags
}

// run returns what the command prints. VERBATIM_ variables set flags of the
// command, and are kept from it.
func (c *command) run(ctx context.Context, t *testing.T, args []string) []byte {
	t.Helper()
	cmd := exec.CommandContext(ctx, c.path, args...)
	cmd.Dir = c.dir
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "VERBATIM_") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("verbatim %s: %v\n%s", strings.Join(args, " "), err, errs.Bytes())
	}
	return out.Bytes()
}

// compareGolden compares got with a file of testdata, or rewrites it.
func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("the accuracy of %s moved; -update rewrites it\n%s", name, firstDifferences(string(want), got))
	}
}

// firstDifferences shows the first lines that differ.
func firstDifferences(want, got string) string {
	const shown = 12
	var b strings.Builder
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i, n := 0, 0; i < max(len(w), len(g)) && n < shown; i++ {
		var was, is string
		if i < len(w) {
			was = w[i]
		}
		if i < len(g) {
			is = g[i]
		}
		if was != is {
			fmt.Fprintf(&b, "- %s\n+ %s\n", was, is)
			n++
		}
	}
	return b.String()
}
