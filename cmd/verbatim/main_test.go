package main

import (
	"bytes"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"

	"verbatim/classify/llm/llmtest"
)

var update = flag.Bool("update", false, "rewrite docs/commands.md and the goldens of scripts")

// TestMain lets scripts call the real command, in a process of its own.
func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"verbatim": main}) }

func TestScripts(t *testing.T) {
	sample, err := filepath.Abs("../../datasets/sample/responses.csv")
	if err != nil {
		t.Fatal(err)
	}
	scripts := "*"
	if raceDetector {
		scripts = "run_and_search"
	}
	files, err := filepath.Glob("testdata/script/" + scripts + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Files:               files,
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("SAMPLE", sample)
			server := llmtest.New(t)
			env.Values[modelServer{}] = server
			env.Setenv("LLM_URL", server.URL)
			env.Setenv("LLM_KEY", server.Key)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"llmserver": llmServer},
	})
}

// modelServer is the key of a script's model server: a real one over HTTP at
// $LLM_URL, with the key $LLM_KEY, that finds themes by the words of their names.
type modelServer struct{}

// llmServer is the command llmserver of scripts:
//
//	llmserver asked N      fails unless it has got N requests so far
//	llmserver down         answers 500 from now on
//	llmserver refuse WHAT  refuses requests with json_schema, seed …
func llmServer(ts *testscript.TestScript, neg bool, args []string) {
	server, ok := ts.Value(modelServer{}).(*llmtest.Server)
	if !ok || neg || len(args) == 0 {
		ts.Fatalf("usage: llmserver asked N | down | refuse WHAT")
	}
	switch args[0] {
	case "asked":
		if got := strconv.Itoa(server.Count()); len(args) != 2 || got != args[1] {
			ts.Fatalf("the model server got %s requests, want %v", got, args[1:])
		}
	case "down":
		server.From(server.Count()+1, llmtest.Status(http.StatusInternalServerError, "server_error", "out of order"))
	case "refuse":
		server.Refuse(args[1:]...)
	default:
		ts.Fatalf("llmserver %s: wanted asked, down or refuse", args[0])
	}
}

// TestCommandsPage keeps docs/commands.md what the command says of itself.
func TestCommandsPage(t *testing.T) {
	const page = "../../docs/commands.md"
	var b bytes.Buffer
	b.WriteString("# Commands\n\nWhat `verbatim help` and `verbatim VERB --help` say. `go test ./cmd/verbatim -update` writes this page.\n")
	root := newRoot()
	root.InitDefaultHelpFlag()
	root.InitDefaultVersionFlag()
	writeHelp(t, &b, root)
	if *update {
		if err := os.WriteFile(page, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != b.String() {
		t.Error("docs/commands.md differs from what the command says; go test ./cmd/verbatim -update rewrites it")
	}
}

func writeHelp(t *testing.T, b *bytes.Buffer, cmd *cobra.Command) {
	t.Helper()
	b.WriteString("\n## " + cmd.CommandPath() + "\n\n```\n")
	var help bytes.Buffer
	cmd.SetOut(&help)
	if err := cmd.Help(); err != nil {
		t.Fatal(err)
	}
	b.WriteString(strings.TrimSpace(help.String()) + "\n```\n")
	for _, sub := range cmd.Commands() {
		if sub.Name() != "help" && sub.Name() != "completion" {
			writeHelp(t, b, sub)
		}
	}
}
