package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"verbatim/classify/lookup"
	"verbatim/cmd/internal/cli"
	"verbatim/pipeline/route"
	"verbatim/themes"
)

func newCodebook(s *cli.Settings) *cobra.Command {
	cmd := &cobra.Command{
		Use:                        "codebook",
		Short:                      "Check the themes and routing rules",
		Args:                       cli.KnownVerb,
		SuggestionsMinimumDistance: 2,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newCodebookCheck(s))
	return cmd
}

func newCodebookCheck(s *cli.Settings) *cobra.Command {
	return &cobra.Command{
		Use:   "check [FILE]",
		Short: "Report every mistake of a codebook, with its place",
		Long: `Reads a codebook and reports every mistake with file, line and column, or says
that there is none. Exit code 2 when there are mistakes.`,
		Args: cli.Args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			path := s.Codebook
			if len(args) == 1 {
				path = args[0]
			}
			if path == "" {
				path = "codebook.yaml"
			}
			cb, err := checkCodebook(s, path)
			if err != nil {
				return err
			}
			terms := 0
			for _, t := range cb.Themes {
				for _, list := range t.Terms {
					terms += len(list)
				}
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: no mistakes: %s, %s, %s, version %s\n", path,
				cli.Plural(len(cb.Themes), "theme"), cli.Plural(terms, "term"), cli.Plural(len(cb.Routing.Rules), "routing rule"), cb.Hash)
			return err
		},
	}
}

// checkCodebook reads a codebook and compiles it as a run does: some mistakes,
// such as a term without a letter, only show then.
func checkCodebook(s *cli.Settings, path string) (*themes.Codebook, error) {
	usage := func(err error) error { return &cli.Error{Code: cli.ExitUsage, Err: err} }
	src, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &cli.Error{Code: cli.ExitUsage, Err: err, Hint: "verbatim init writes a codebook.yaml to begin with"}
	}
	if err != nil {
		return nil, usage(err)
	}
	cb, err := themes.Parse(path, src)
	if err != nil {
		return nil, usage(err)
	}
	tk, err := s.NewTokenizer()
	if err != nil {
		return nil, err
	}
	if _, err := lookup.Compile(cb, tk); err != nil {
		return nil, usage(err)
	}
	if _, err := route.New(cb, time.UTC); err != nil {
		return nil, usage(err)
	}
	return cb, nil
}
