package main

import (
	"github.com/spf13/cobra"

	"verbatim/cmd/internal/cli"
	"verbatim/pipeline"
)

func newRetag(s *cli.Settings) *cobra.Command {
	var o pipeline.Options
	var f modelFlags
	cmd := &cobra.Command{
		Use:   "retag",
		Short: "Tag and route the whole past by today's codebook",
		Long: `Annotates every response of the workspace anew, by the codebook that --codebook
names (else ./codebook.yaml, else the workspace's own), and publishes the result
as one generation. Labels are kept: people win. The generation before stays, and
search --as-of finds it. Where everything follows the codebook already, nothing
happens. After an interruption the same command goes on.

verbatim codebook preview shows what would change.`,
		Example: `  verbatim codebook preview codebook.yaml
  verbatim retag --codebook codebook.yaml`,
		Args: cli.Args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.Workers < 0 {
				return cli.Usage("--workers %d: wanted 1 or more, or 0 for one a core", o.Workers)
			}
			var err error
			if o.Codebook, err = codebookInUse(s); err != nil {
				return err
			}
			if err := f.into(&o); err != nil {
				return err
			}
			if f.llm.DryRun {
				return printRequests(cmd, s, o)
			}
			res, err := publish(cmd, s, pipeline.Retag, o)
			if err != nil {
				return err
			}
			if err := tell(cmd, s, res, &o.LLM.Config); err != nil {
				return err
			}
			return leftToAsk(res, o.LLM.Mode)
		},
	}
	f.bind(cmd)
	cmd.Flags().BoolVar(&o.Restart, "restart", false, "drop the unpublished work of an interrupted run")
	cmd.Flags().IntVar(&o.Workers, "workers", 0, "goroutines that annotate (default one a core)")
	return cmd
}
