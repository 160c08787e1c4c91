package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"verbatim/cmd/internal/cli"
	"verbatim/pipeline"
)

// modelFlags are the flags of verbs that tag by models beside lists.
type modelFlags struct {
	llm        cli.LLM
	classifier string
}

func (f *modelFlags) bind(cmd *cobra.Command) {
	f.llm.Bind(cmd)
	cmd.Flags().StringVar(&f.classifier, "classifier", "", "`file` of a classifier that verbatim train made, or none (default that of the published generation)")
}

// into sets the options that the flags say.
func (f *modelFlags) into(o *pipeline.Options) (err error) {
	if o.LLM, err = f.llm.Options(); err != nil {
		return err
	}
	switch f.classifier {
	case "":
	case "none":
		o.NoClassifier = true
	default:
		if o.Classifier, err = pipeline.LoadClassifier(f.classifier); err != nil {
			return &cli.Error{Code: cli.ExitUsage, Err: err, Hint: "verbatim train makes one"}
		}
	}
	return nil
}

// printRequests prints what would be sent first, and does nothing else.
func printRequests(cmd *cobra.Command, s *cli.Settings, o pipeline.Options) error {
	var err error
	if o.Tokenizer, err = s.NewTokenizer(); err != nil {
		return err
	}
	o.Workspace, o.Log = s.Workspace, newLog(s)
	w := &requestWriter{out: cmd.OutOrStdout(), json: s.JSON}
	if err := pipeline.EachRequest(cmd.Context(), o, w.write); err != nil {
		return runError(err)
	}
	if w.n == 0 && !s.Quiet {
		fmt.Fprintln(cmd.ErrOrStderr(), nothingToAsk)
	}
	return nil
}

// leftToAsk is the error of a run that is done but for what its LLM was to be
// asked.
func leftToAsk(res *pipeline.Result, mode pipeline.LLMMode) error {
	n := res.Manifest.Stats.LLMMissing
	if n == 0 || mode != pipeline.LLMAsk {
		return nil
	}
	hint := "the same command, or verbatim retag --llm ask, asks about these alone; verbatim search llm:missing finds them"
	if res.LLM != nil && res.LLM.Missing.TooLong == n {
		hint = "they are too long for the context of the model: a larger --llm-context-tokens, where the model has it; verbatim search llm:missing finds them"
	}
	return &cli.Error{Code: cli.ExitLLM, Err: errors.New("done, but " + cli.Plural(n, "verbatim") + " still without the LLM's answer"),
		Hint: hint}
}
