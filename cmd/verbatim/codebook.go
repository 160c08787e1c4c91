package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"verbatim/cmd/internal/cli"
	"verbatim/themes"
)

func newCodebook(s *cli.Settings) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "codebook",
		Short: "Check the themes and routing rules",
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
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			path := s.Codebook
			if len(args) == 1 {
				path = args[0]
			}
			if path == "" {
				path = "codebook.yaml"
			}
			src, err := os.ReadFile(path)
			if errors.Is(err, fs.ErrNotExist) {
				return &cli.Error{Code: cli.ExitUsage, Err: err, Hint: "verbatim init writes a codebook.yaml to begin with"}
			}
			if err != nil {
				return &cli.Error{Code: cli.ExitUsage, Err: err}
			}
			cb, err := themes.Parse(path, src)
			if err != nil {
				return &cli.Error{Code: cli.ExitUsage, Err: err}
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
