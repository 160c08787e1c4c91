package main

import (
	"github.com/spf13/cobra"

	"verbatim/cmd/internal/cli"
	"verbatim/themes"
)

func newCodebookSchema() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of codebooks, for editors",
		Long: `Prints the JSON Schema (draft 2020-12) of codebooks, by which editors complete
keys and mark mistakes while you type. It knows keys and kinds of values; what
terms and conditions mean, only codebook check does.

Write it beside your codebook, and name it in the codebook's first line:

  verbatim codebook schema > codebook.schema.json

  # yaml-language-server: $schema=codebook.schema.json`,
		Args: cli.Args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := cmd.OutOrStdout().Write(themes.Schema())
			return err
		},
	}
}
