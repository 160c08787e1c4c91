package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"verbatim/cmd/internal/cli"
	"verbatim/pipeline"
)

func newPath(s *cli.Settings) *cobra.Command {
	return &cobra.Command{
		Use:   "path",
		Short: "Print the directory of the published generation",
		Long: `Prints the directory that holds the tables of the published generation: what
workspace/current points to, for systems without symbolic links.`,
		Args: cli.Args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, _, err := pipeline.OpenWorkspace(s.Workspace).Published()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), dir)
			return err
		},
	}
}
