package main

import (
	"log/slog"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"verbatim/cmd/internal/cli"
)

const longHelp = `Verbatim reads survey exports, finds the themes in what customers wrote, routes
each response to the department that acts on it, and leaves a searchable index
and Parquet files in a workspace.

  verbatim run survey.csv        read, tag, route, index
  verbatim search 'slow OR 遅い'  find verbatims
  verbatim explain ID            why one has its themes and who receives it

To change themes and routing:

  verbatim init                  write codebook.yaml, which you edit
  verbatim codebook check        mistakes, and terms that may not be meant
  verbatim codebook preview      what it would change, and nothing changed
  verbatim retag                 change it, for the whole past
  verbatim evaluate              measure it against what people decided
  verbatim discover              propose themes for what has none

To let models help:

  verbatim llm estimate          what asking an LLM would cost
  verbatim run --llm ask …       ask it; every answer is kept
  verbatim train                 learn a small classifier from the answers

Exit codes: 0 done; 1 failed, or below what --min-f1 or --strict asks; 2 wrong
use or configuration, nothing written; 3 done, with more rejects than
--max-rejects; 4 done, with LLM work left; 5 the workspace is held by another
run; 130 interrupted, can go on.`

// newRoot returns the command with all its verbs.
func newRoot() *cobra.Command {
	s := &cli.Settings{}
	root := &cobra.Command{
		Use:                        "verbatim",
		Short:                      "Turn survey answers into themes, routes, an index and Parquet",
		Long:                       longHelp,
		Version:                    version(),
		Args:                       cli.KnownVerb,
		SuggestionsMinimumDistance: 2,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			return s.Load(cmd)
		},
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	s.Bind(root)
	root.AddCommand(newInit(s), newRun(s), newSearch(s), newCodebook(s), newRetag(s), newExplain(s), newLabels(s), newEvaluate(s),
		newLLM(s), newTrain(s), newDiscover(s), newEmerging(s), newPath(s))
	return root
}

// version is that of the module the command was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}

// newLog returns the log on standard error: warnings, and with -v all but
// what is for debugging.
func newLog(s *cli.Settings) *slog.Logger {
	level := slog.LevelWarn
	if s.Verbose {
		level = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
}
