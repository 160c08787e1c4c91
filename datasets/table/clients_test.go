package table

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"verbatim/datasets"
)

// clientsScript reads a workspace with DuckDB and pyarrow.
var clientsScript = filepath.Join("..", "..", "bench", "clients", "check.py")

// missingLibrary is the script's exit code when duckdb or pyarrow is missing.
const missingLibrary = 77

// TestClients has DuckDB and pyarrow read a workspace through globs over
// current, and compare every value with what Reader says. It uses the
// interpreter of VERBATIM_PYTHON, python3 by default, and skips where that or
// its libraries are missing, unless VERBATIM_REQUIRE_CLIENTS=1.
func TestClients(t *testing.T) {
	for _, n := range []int{4, MaxAttributeColumns + 5} {
		t.Run(fmt.Sprintf("%d attributes", n), func(t *testing.T) {
			w := newWorkspace(t)
			attrs := attributesOfWidth(n)
			g := newGen(uint64(n))
			g.tame = true
			addTable(w, attrs, "responses/part-000001", many(400, n, g.response))
			addTable(w, attrs, "responses/part-000002", many(1, n, g.response))
			addTable(w, attrs, "responses/part-000003", many(0, n, g.response))
			addTable(w, attrs, "verbatims/part-000001", many(300, n, g.verbatim))
			addTable(w, attrs, "verbatims/part-000002", many(200, n, g.verbatim))
			addTable(w, nil, "tags/part-000001", many(3000, 0, g.tag))
			addTable(w, nil, "routes/part-000001", many(2000, 0, g.route))
			addTable(w, nil, "themes", many(40, 0, g.theme))
			w.check()
		})
	}
}

// TestClientsNotice checks that the script sees a value that differs.
func TestClientsNotice(t *testing.T) {
	w := newWorkspace(t)
	addTable(w, nil, "routes/part-000001", []datasets.Route{{ResponseID: "r1", Department: "support", ThemeIDs: []string{"price"}}})
	right := w.expected.String()
	for _, c := range []struct{ old, new, want string }{
		{`"support"`, `"product"`, "duckdb, routes, row 0, department: 'support', want 'product'"},
		{`["price"]`, `["price",""]`, "pyarrow, routes, row 0, theme_ids"},
		{`null`, `0`, "due_at: None, want 0"},
		{`"DATE"`, `"VARCHAR"`, "responded_on: type DATE, want VARCHAR"},
	} {
		w.expected.Reset()
		w.expected.WriteString(strings.Replace(right, c.old, c.new, 1))
		if out, code := w.run(); code != 1 || !strings.Contains(out, c.want) {
			t.Errorf("%s for %s: exit code %d, want 1 and %q:\n%s", c.new, c.old, code, c.want, out)
		}
	}
}

// TestClientsOnWorkspace does the same for the workspace that
// VERBATIM_WORKSPACE names, which a run has published; .ci/run has one.
func TestClientsOnWorkspace(t *testing.T) {
	dir := os.Getenv("VERBATIM_WORKSPACE")
	if dir == "" {
		t.Skip("VERBATIM_WORKSPACE names no published workspace")
	}
	needClients(t)
	w := &workspace{T: t, dir: dir, generation: filepath.Join(dir, "current")}
	expectTable[datasets.Response](w, "responses")
	expectTable[datasets.Verbatim](w, "verbatims")
	expectTable[datasets.Tag](w, "tags")
	expectTable[datasets.Route](w, "routes")
	expectTable[datasets.Theme](w, "themes")
	w.check()
}

// expectTable adds all rows of a published table to what is expected.
func expectTable[T Row](w *workspace, name string) {
	w.Helper()
	paths, err := filepath.Glob(filepath.Join(w.generation, name, "part-*.parquet"))
	if len(paths) == 0 {
		paths = []string{filepath.Join(w.generation, name+".parquet")}
	}
	if err != nil {
		w.Fatal(err)
	}
	for i, path := range paths {
		r := open[T](w, path)
		if i == 0 {
			w.expect(map[string]any{"table": name, "columns": duckTypes[T](w, r.Attributes())})
		}
		for _, row := range readAll(w, r, 500) {
			var values []any
			for _, c := range fieldsOf(r.Attributes(), row) {
				values = append(values, c.value)
			}
			w.expect(values)
		}
	}
}

// workspace is a workspace on disk and what should be read from it.
type workspace struct {
	*testing.T
	dir, generation string
	expected        bytes.Buffer
	last            string // the table that expected is at
}

func newWorkspace(t *testing.T) *workspace {
	t.Helper()
	needClients(t)
	w := &workspace{T: t, dir: t.TempDir()}
	w.generation = filepath.Join(w.dir, "generations", "000001")
	if err := os.MkdirAll(w.generation, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join("generations", "000001"), filepath.Join(w.dir, "current")); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	return w
}

// addTable writes a file of the generation and adds what Reader reads back from
// it to what is expected.
func addTable[T Row](w *workspace, attrs []datasets.Attribute, name string, rows []T) {
	w.Helper()
	path := filepath.Join(w.generation, filepath.FromSlash(name)+".parquet")
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		w.Fatal(err)
	}
	if err := os.WriteFile(path, encode(w, Meta{Attributes: attrs}, rows), 0o666); err != nil {
		w.Fatal(err)
	}
	if table, _, _ := strings.Cut(name, "/"); table != w.last {
		w.last = table
		w.expect(map[string]any{"table": table, "columns": duckTypes[T](w, attrs)})
	}
	for _, row := range readAll(w, open[T](w, path), 500) {
		var values []any
		for _, c := range fieldsOf(attrs, row) {
			values = append(values, c.value)
		}
		w.expect(values)
	}
}

func (w *workspace) expect(line any) {
	w.Helper()
	b, err := json.Marshal(line)
	if err != nil {
		w.Fatal(err)
	}
	w.expected.Write(append(b, '\n'))
}

// duckTypes returns the names of the columns and their types in DuckDB.
func duckTypes[T Row](t testing.TB, attrs []datasets.Attribute) [][2]string {
	t.Helper()
	types := map[string]string{
		"STRING": "VARCHAR", "DOUBLE": "DOUBLE", "BOOLEAN": "BOOLEAN", "INT32": "INTEGER", "INT64": "BIGINT", "DATE": "DATE",
		"TIMESTAMP (UTC, µs)": "TIMESTAMP WITH TIME ZONE", "LIST<STRING>": "VARCHAR[]", "MAP<STRING,STRING>": "MAP(VARCHAR, VARCHAR)",
		"LIST<STRUCT<start INT32, end INT32, text STRING>>": `STRUCT("start" INTEGER, "end" INTEGER, "text" VARCHAR)[]`,
	}
	columns, err := specOf[T]().with(attrs)
	if err != nil {
		t.Fatal(err)
	}
	var out [][2]string
	for _, c := range columns {
		if types[c.typ] == "" {
			t.Fatalf("column %s: no DuckDB type is known for %s", c.name, c.typ)
		}
		out = append(out, [2]string{c.name, types[c.typ]})
	}
	return out
}

// check runs the script over the workspace and fails when something differs.
func (w *workspace) check() {
	w.Helper()
	out, code := w.run()
	if code != 0 {
		w.Errorf("%s: exit code %d\n%s", clientsScript, code, out)
	}
	w.Log(out)
}

// run runs the script over the workspace.
func (w *workspace) run() (output string, code int) {
	w.Helper()
	path := filepath.Join(w.TempDir(), "expected.jsonl")
	if err := os.WriteFile(path, w.expected.Bytes(), 0o666); err != nil {
		w.Fatal(err)
	}
	cmd := exec.Command(python(), clientsScript, w.dir, path)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		w.Fatal(err)
	}
	return strings.TrimSpace(string(out)), cmd.ProcessState.ExitCode()
}

func python() string {
	return cmp.Or(os.Getenv("VERBATIM_PYTHON"), "python3")
}

// needClients skips the test where the script cannot run.
func needClients(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(clientsScript); err != nil { // and the result is not cached over a change
		t.Fatal(err)
	}
	out, err := exec.Command(python(), clientsScript).CombinedOutput()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && exit.ExitCode() != missingLibrary: // told how to call it
	case os.Getenv("VERBATIM_REQUIRE_CLIENTS") == "1":
		t.Fatalf("VERBATIM_REQUIRE_CLIENTS=1: want %s with duckdb and pyarrow: %v %s", python(), err, out)
	default:
		t.Skipf("%s lacks duckdb or pyarrow, see bench/clients/requirements.txt: %v %s", python(), err, out)
	}
}
